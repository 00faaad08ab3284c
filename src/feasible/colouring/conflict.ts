/**
 * Why there is no plan: a minimal conflict, sessions and exclusions such that no plan exists for them alone, and
 * dropping any one of them leaves a plan for the rest (FORMAL.md G, P29).
 *
 * The smallest kinds are looked for first (a session without candidates; two exclusive sessions with one candidate
 * between them), because they are what people can act on. Otherwise sessions and then exclusions are dropped one by
 * one as long as what is left is infeasible; since fewer of either never loses a plan (L20, L22), one pass over
 * each is enough. A plan that shows one of them to be needed shows others to be: move one session, and see whether
 * exactly one exclusion fails instead. That saves most decisions, which are hard ones, for a minimal conflict has no
 * slack.
 */

import { members, size, union } from '../bits.ts';
import { type ExclusivePair, type Instance, restrict } from './instance.ts';
import { decide, type Limits } from './solve.ts';

export interface Conflict {
  /**
   * `too-few-people`: the sessions are pairwise exclusive, and fewer users may do any of them than there are sessions
   * (Hall; for one session: nobody may do it). `other`: no simpler reason than trying.
   */
  readonly kind: 'too-few-people' | 'other';
  /** Ascending. */
  readonly sessions: readonly number[];
  readonly exclusions: readonly ExclusivePair[];
  /** False where the limits ended a test, so that dropping something might still leave no plan. */
  readonly minimal: boolean;
}

/** For each decision on the way to a minimal conflict; there may be hundreds of them. */
export const conflictLimits: Limits = { steps: 1_000 };

/** After so many undecided tests what is left is taken as it is: a conflict that is this hard helps nobody. */
const mostUndecided = 8;

/** A minimal conflict of `instance`, which must be infeasible. `limits` hold for each of the decisions it takes. */
export function conflictOf(instance: Instance, limits: Limits = conflictLimits): Conflict {
  const obvious = obviousConflict(instance);
  if (obvious !== null) return obvious;

  let undecided = 0;
  const planFor = (
    sessions: readonly number[],
    exclusions: readonly ExclusivePair[],
  ): Plan | 'none' | 'unknown' => {
    if (undecided === mostUndecided) return 'unknown';
    const answer = decide(restrict(instance, sessions, exclusions), limits);
    switch (answer.kind) {
      case 'feasible':
        return new Map(sessions.map((session, at) => [session, answer.plan[at]!]));
      case 'infeasible':
        return 'none';
      case 'unknown':
        undecided += 1;
        return 'unknown';
      default:
        return answer satisfies never;
    }
  };
  const all = Array.from({ length: instance.sessions }, (_, session) => session);
  const pairs = distinct(instance.exclusions);
  const { sessions, partial } = neededSessions(instance, all, pairs, planFor);
  const within = pairs.filter(({ left, right }) => sessions.includes(left) && sessions.includes(right));
  const exclusions = neededExclusions(instance, sessions, within, partial, planFor);
  return { kind: kindOf(sessions, exclusions), sessions, exclusions, minimal: undecided === 0 };
}

/** A user for each session that has one. */
type Plan = ReadonlyMap<number, number>;

type Decide = (
  sessions: readonly number[],
  exclusions: readonly ExclusivePair[],
) => Plan | 'none' | 'unknown';

/** The sessions that stay, and for each that a plan shows to be needed that plan: it leaves out the session alone. */
function neededSessions(
  instance: Instance,
  all: readonly number[],
  exclusions: readonly ExclusivePair[],
  planFor: Decide,
): { readonly sessions: readonly number[]; readonly partial: ReadonlyMap<number, Plan> } {
  let sessions = withoutSlack(instance, all, exclusions);
  let partial = new Map<number, Plan>();
  for (const session of [...sessions].reverse()) {
    if (partial.has(session) || !sessions.includes(session)) continue;
    const fewer = sessions.filter((other) => other !== session);
    const plan = planFor(fewer, exclusions);
    if (plan === 'unknown') continue;
    if (plan === 'none') {
      sessions = withoutSlack(instance, fewer, exclusions);
      // A plan that leaves out one of more sessions leaves out one of these, too.
      partial = new Map(
        [...partial]
          .filter(([other]) => sessions.includes(other))
          .map(([other, old]) => [other, kept(old, sessions)]),
      );
      continue;
    }
    rotateSessions(instance, exclusions, session, plan, partial);
  }
  return { sessions, partial };
}

function kept(plan: Plan, sessions: readonly number[]): Plan {
  return new Map([...plan].filter(([session]) => sessions.includes(session)));
}

/**
 * `plan` leaves out `session` alone, so it is needed. If one of its candidates clashes with a single other session,
 * then giving it that candidate and leaving out the other is such a plan for the other.
 */
function rotateSessions(
  instance: Instance,
  exclusions: readonly ExclusivePair[],
  session: number,
  plan: Plan,
  partial: Map<number, Plan>,
): void {
  const open: (readonly [number, Plan])[] = [[session, plan]];
  partial.set(session, plan);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [left, found] = next;
    for (const user of usersOf(instance, left)) {
      const [clash, ...more] = clashes(exclusions, found, left, user);
      if (clash === undefined || more.length > 0 || partial.has(clash.other)) continue;
      const moved = new Map(found).set(left, user);
      moved.delete(clash.other);
      partial.set(clash.other, moved);
      open.push([clash.other, moved]);
    }
  }
}

/** The exclusions that stay. Every session of `sessions` is needed; `partial` says why. */
function neededExclusions(
  instance: Instance,
  sessions: readonly number[],
  within: readonly ExclusivePair[],
  partial: ReadonlyMap<number, Plan>,
  planFor: Decide,
): readonly ExclusivePair[] {
  let exclusions = within;
  const needed = new Set<ExclusivePair>();
  for (const [session, plan] of partial) {
    for (const user of usersOf(instance, session)) {
      const [clash, ...more] = clashes(exclusions, plan, session, user);
      if (clash === undefined || more.length > 0 || needed.has(clash.pair)) continue;
      rotateExclusions(instance, exclusions, clash.pair, new Map(plan).set(session, user), needed);
    }
  }
  for (const pair of [...within].reverse()) {
    if (needed.has(pair)) continue;
    const fewer = exclusions.filter((other) => other !== pair);
    const plan = planFor(sessions, fewer);
    if (plan === 'unknown') continue;
    if (plan === 'none') exclusions = fewer;
    else rotateExclusions(instance, exclusions, pair, plan, needed);
  }
  return exclusions;
}

/** `plan` fails `pair` alone, so it is needed; moving either of its sessions may fail another one alone. */
function rotateExclusions(
  instance: Instance,
  exclusions: readonly ExclusivePair[],
  pair: ExclusivePair,
  plan: Plan,
  needed: Set<ExclusivePair>,
): void {
  const open: (readonly [ExclusivePair, Plan])[] = [[pair, plan]];
  needed.add(pair);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [failed, found] = next;
    for (const session of [failed.left, failed.right]) {
      for (const user of usersOf(instance, session)) {
        if (user === found.get(session)) continue;
        const [clash, ...more] = clashes(exclusions, found, session, user);
        if (clash === undefined || more.length > 0 || needed.has(clash.pair)) continue;
        needed.add(clash.pair);
        open.push([clash.pair, new Map(found).set(session, user)]);
      }
    }
  }
}

/** The exclusions that `plan` would fail if `session` were given to `user`. */
function clashes(
  exclusions: readonly ExclusivePair[],
  plan: Plan,
  session: number,
  user: number,
): readonly { readonly pair: ExclusivePair; readonly other: number }[] {
  return exclusions.flatMap((pair) => {
    if (pair.left !== session && pair.right !== session) return [];
    const other = pair.left === session ? pair.right : pair.left;
    return plan.get(other) === user ? [{ pair, other }] : [];
  });
}

function usersOf(instance: Instance, session: number): readonly number[] {
  return members(instance.candidates[session]!).map((at) => instance.users[at]!);
}

/** Drops sessions with more candidates than exclusive neighbours: no conflict needs them. */
function withoutSlack(
  instance: Instance,
  sessions: readonly number[],
  exclusions: readonly ExclusivePair[],
): readonly number[] {
  const left = new Set(sessions);
  for (let changed = true; changed; ) {
    changed = false;
    for (const session of left) {
      const degree = exclusions.filter(
        (pair) =>
          (pair.left === session && left.has(pair.right)) || (pair.right === session && left.has(pair.left)),
      ).length;
      if (size(instance.candidates[session]!) <= degree) continue;
      left.delete(session);
      changed = true;
    }
  }
  return [...left];
}

/** A conflict of one or two sessions, if there is one: what the printed test of schema 10 finds (B.10). */
export function obviousConflict(instance: Instance): Conflict | null {
  return withoutCandidate(instance) ?? pairWithOneCandidate(instance);
}

function kindOf(sessions: readonly number[], exclusions: readonly ExclusivePair[]): Conflict['kind'] {
  return exclusions.length === (sessions.length * (sessions.length - 1)) / 2 ? 'too-few-people' : 'other';
}

function withoutCandidate(instance: Instance): Conflict | null {
  const session = instance.candidates.findIndex((users) => size(users) === 0);
  if (session < 0) return null;
  return { kind: 'too-few-people', sessions: [session], exclusions: [], minimal: true };
}

function pairWithOneCandidate(instance: Instance): Conflict | null {
  const pair = instance.exclusions.find(
    ({ left, right }) => size(union([instance.candidates[left]!, instance.candidates[right]!])) < 2,
  );
  if (pair === undefined) return null;
  const sessions = [pair.left, pair.right].sort((a, b) => a - b);
  return { kind: 'too-few-people', sessions, exclusions: [pair], minimal: true };
}

function distinct(pairs: readonly ExclusivePair[]): ExclusivePair[] {
  const seen = new Set<string>();
  return pairs.filter(({ left, right }) => {
    const key = `${Math.min(left, right)} ${Math.max(left, right)}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

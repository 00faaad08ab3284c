/**
 * Why there is no plan: a minimal conflict, sessions and exclusions such that no plan exists for them alone, and
 * dropping any one of them leaves a plan for the rest (FORMAL.md G, P29).
 *
 * The smallest kinds are looked for first (a session without candidates; two exclusive sessions with one candidate
 * between them), because they are what people can act on. Otherwise sessions and then exclusions are dropped one by
 * one as long as what is left is infeasible; since fewer of either never loses a plan (L20, L22), one pass over
 * each is enough.
 */

import { size, union } from './bits.ts';
import { type ExclusivePair, type Instance, restrict } from './instance.ts';
import { decide, defaultLimits, type Limits } from './solve.ts';

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

/** A minimal conflict of `instance`, which must be infeasible. `limits` hold for each of the decisions it takes. */
export function conflictOf(instance: Instance, limits: Limits = defaultLimits): Conflict {
  const obvious = obviousConflict(instance);
  if (obvious !== null) return obvious;

  let minimal = true;
  const infeasible = (sessions: readonly number[], exclusions: readonly ExclusivePair[]): boolean => {
    const answer = decide(restrict(instance, sessions, exclusions), limits);
    if (answer.kind === 'unknown') minimal = false;
    return answer.kind === 'infeasible';
  };
  let sessions = Array.from({ length: instance.sessions }, (_, session) => session);
  let exclusions: readonly ExclusivePair[] = distinct(instance.exclusions);
  for (let session = instance.sessions - 1; session >= 0; session -= 1) {
    const fewer = sessions.filter((other) => other !== session);
    if (infeasible(fewer, exclusions)) sessions = fewer;
  }
  exclusions = exclusions.filter(({ left, right }) => sessions.includes(left) && sessions.includes(right));
  for (const pair of [...exclusions].reverse()) {
    const fewer = exclusions.filter((other) => other !== pair);
    if (infeasible(sessions, fewer)) exclusions = fewer;
  }
  return { kind: kindOf(sessions, exclusions), sessions, exclusions, minimal };
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

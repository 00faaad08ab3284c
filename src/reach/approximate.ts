/**
 * One user at a time, whom somebody serves whenever a rule asks for it: more than the policy allows, so that what cannot
 * be reached here cannot be reached at all. With enough users of each kind it is exact (`policy/cutoff.ts`).
 */

import type { Core, CoreKind } from './core.ts';
import type { Excluded, Found, System, Threshold } from './system.ts';

/** Moves that need a power are left out unless `isServed`. */
export function singleSystem(
  core: Core,
  isServed: (power: number) => boolean,
  startsOf: (kind: CoreKind) => boolean,
  bad: readonly Threshold[],
): System {
  return {
    variables: core.variables,
    starts: distinctStarts(core.kinds.filter(startsOf)),
    moves: core.proving.filter(({ power }) => power < 0 || isServed(power)),
    bad,
  };
}

function distinctStarts(kinds: readonly CoreKind[]): readonly Int32Array[] {
  return [...new Map(kinds.map(({ start }) => [start.join(' '), start])).values()];
}

export const powerThreshold = (core: Core, power: number): Threshold => ({
  members: [core.powers[power]!.roles],
  atLeast: 1,
});

/** What is proved of users that may be the goal's, or that may act. */
export interface Proved {
  readonly about: 'aiming' | 'acting';
  readonly invariant: readonly Excluded[];
}

export type Approximated =
  | { readonly kind: 'unreachable'; readonly proved: readonly Proved[] }
  /** One user who is always served gets there. */
  | { readonly kind: 'open' }
  | { readonly kind: 'unknown'; readonly reason: string };

type Prove = (system: System) => Found;

/**
 * First with all powers; if that reaches the goal, with those only that somebody gets one after the other.
 */
export function approximate(core: Core, prove: Prove): Approximated {
  const coarse = goalWith(core, prove, () => true);
  if (coarse.kind !== 'open') return coarse;
  const served = new Set(core.powers.flatMap(({ isHeldAtFirst }, power) => (isHeldAtFirst ? [power] : [])));
  for (;;) {
    const open = core.powers.flatMap((_, power) => (served.has(power) ? [] : [power]));
    if (open.length === 0) return { kind: 'open' };
    const system = singleSystem(
      core,
      (power) => served.has(power),
      ({ mayAct }) => mayAct,
      open.map((power) => powerThreshold(core, power)),
    );
    const found = prove(system);
    if (found.kind === 'unknown') return found;
    if (found.kind === 'reachable') {
      const end = endOf(system, found);
      const got = open.filter((power) => core.powers[power]!.roles.some((variable) => end.has(variable)));
      if (got.length === 0) throw new Error('a run to an administrator reaches none');
      for (const power of got) served.add(power);
      continue;
    }
    const fine = goalWith(core, prove, (power) => served.has(power));
    if (fine.kind !== 'unreachable') return fine;
    return {
      kind: 'unreachable',
      proved: [{ about: 'acting', invariant: found.invariant }, ...fine.proved],
    };
  }
}

function goalWith(core: Core, prove: Prove, isServed: (power: number) => boolean): Approximated {
  const ask = (bad: readonly Threshold[]): Found =>
    prove(singleSystem(core, isServed, ({ mayAim }) => mayAim, bad));
  const proof = (invariant: readonly Excluded[]): Proved => ({ about: 'aiming', invariant });
  if (core.users === 1) {
    const found = ask(core.targets);
    switch (found.kind) {
      case 'unreachable':
        return { kind: 'unreachable', proved: [proof(found.invariant)] };
      case 'reachable':
        return { kind: 'open' };
      case 'unknown':
        return found;
      default:
        return found satisfies never;
    }
  }
  return together(core.targets, core.users, ask, proof);
}

/** Goals that users meet between them: in no way to share out a target can one user have each share. */
function together(
  targets: readonly Threshold[],
  users: number,
  ask: (bad: readonly Threshold[]) => Found,
  proof: (invariant: readonly Excluded[]) => Proved,
): Approximated {
  const proved: Proved[] = [];
  for (const { members, atLeast } of targets) {
    if (atLeast < members.length) return { kind: 'open' };
    const answers = new Map<number, Found>();
    const canHave = (share: number): Found => {
      let answer = answers.get(share);
      if (answer === undefined) {
        const wanted = members.filter((_, at) => ((share >>> at) & 1) === 1);
        answer = ask([{ members: wanted, atLeast: wanted.length }]);
        answers.set(share, answer);
      }
      return answer;
    };
    if (members.length > mostShared) return { kind: 'unknown', reason: 'too many permissions to share out' };
    const shared = sharedOut((1 << members.length) - 1, users, canHave);
    if (shared !== 'no') return shared === 'yes' ? { kind: 'open' } : shared;
    for (const answer of answers.values())
      if (answer.kind === 'unreachable') proved.push(proof(answer.invariant));
  }
  return { kind: 'unreachable', proved };
}

const mostShared = 16;

type Unknown = Extract<Found, { kind: 'unknown' }>;

/** Whether `rest` can be shared out among so many users; the first of them takes its lowest member. */
function sharedOut(rest: number, users: number, canHave: (share: number) => Found): 'yes' | 'no' | Unknown {
  if (rest === 0) return 'yes';
  if (users === 0) return 'no';
  const lowest = rest & -rest;
  const others = rest & ~lowest;
  // Of all shares that contain the lowest member, large ones first: they leave less.
  for (let more = others; ; more = (more - 1) & others) {
    const isLast = users === 1 && (lowest | more) !== rest;
    if (!isLast) {
      const answer = canHave(lowest | more);
      if (answer.kind === 'unknown') return answer;
      if (answer.kind === 'reachable') {
        const left = sharedOut(others & ~more, users - 1, canHave);
        if (left !== 'no') return left;
      }
    }
    if (more === 0) return 'no';
  }
}

/** What is true at the end of a run. */
function endOf(system: System, { start, moves }: Extract<Found, { kind: 'reachable' }>): ReadonlySet<number> {
  const state = new Set(system.starts[start]!);
  for (const move of moves) {
    for (const variable of system.moves[move]!.removes) state.delete(variable);
    for (const variable of system.moves[move]!.adds) state.add(variable);
  }
  return state;
}

/**
 * Decides static feasibility: is there a plan that gives every session a candidate and exclusive sessions different
 * users? (FORMAL.md B.10 `Feasible`, D.8 "complete algorithm".)
 *
 * A session with more candidates than exclusive neighbours can always be given somebody last, whatever the others
 * get. So what remains to be searched has fewer candidates per session than neighbours, and its size is bounded by
 * the number of sessions alone; that is why this searches users directly rather than patterns of equal users
 * (patterns pay off where other constraints, e.g. at-most-r, keep large lists alive). See `search.ts`.
 */

import { members, size } from '../bits.ts';
import type { Instance } from './instance.ts';
import { search } from './search.ts';

/** When to give up. Only `steps` gives the same answer on every machine. */
export interface Limits {
  /** Search nodes. */
  readonly steps?: number;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly deadline?: number;
  /** Asked now and then; true ends the search. */
  readonly interrupted?: () => boolean;
}

export type Answer =
  /** `plan[i]` is the user (the caller's id) of session i. */
  | { readonly kind: 'feasible'; readonly plan: Int32Array }
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

export type UnknownReason = 'step limit' | 'time limit' | 'interrupted';

/** Twenty times what random instances of 30 sessions at the threshold needed; under ten seconds. */
export const defaultLimits: Limits = { steps: 200_000 };

/**
 * Decides `instance`. Deterministic but for `deadline` and `interrupted`. Of all plans it prefers, without promising
 * an optimum, one that spreads sessions over many people and then over low ids.
 */
export function decide(instance: Instance, limits: Limits = defaultLimits): Answer {
  const neighbours = neighboursOf(instance);
  if (neighbours === 'contradiction') return { kind: 'infeasible' };
  const colouring = new Int32Array(instance.sessions).fill(-1);
  const { core, postponed } = postpone(instance, neighbours);

  const users = usersOf(instance, core);
  const local = new Int32Array(instance.users.length).fill(-1);
  for (let at = 0; at < users.length; at += 1) local[users[at]!] = at;
  const position = new Map(core.map((session, at) => [session, at]));
  const outcome = search(
    {
      users: users.length,
      lists: core.map((session) => members(instance.candidates[session]!).map((user) => local[user]!)),
      neighbours: core.map((session) =>
        neighbours[session]!.flatMap((other) => {
          const at = position.get(other);
          return at === undefined ? [] : [at];
        }),
      ),
    },
    limits,
  );
  switch (outcome.kind) {
    case 'infeasible':
    case 'unknown':
      return outcome;
    case 'feasible':
      for (const [at, session] of core.entries()) colouring[session] = users[outcome.colouring[at]!]!;
      complete(instance, neighbours, colouring, postponed);
      balance(instance, neighbours, colouring);
      return { kind: 'feasible', plan: colouring.map((user) => instance.users[user]!) };
    default:
      return outcome satisfies never;
  }
}

/** Per session the sessions exclusive with it, ascending, each once; a session exclusive with itself contradicts. */
function neighboursOf(instance: Instance): readonly (readonly number[])[] | 'contradiction' {
  const sets = Array.from({ length: instance.sessions }, () => new Set<number>());
  for (const { left, right } of instance.exclusions) {
    if (left === right) return 'contradiction';
    sets[left]!.add(right);
    sets[right]!.add(left);
  }
  return sets.map((set) => [...set].sort((a, b) => a - b));
}

/**
 * Removes, as long as there is one, a session that has more candidates than neighbours left; `postponed` in order.
 * From the last on, so that the first sessions are coloured first and get the first people.
 */
function postpone(
  instance: Instance,
  neighbours: readonly (readonly number[])[],
): { readonly core: readonly number[]; readonly postponed: readonly number[] } {
  const counts = instance.candidates.map(size);
  const degree = neighbours.map((list) => list.length);
  const gone = new Uint8Array(instance.sessions);
  const postponed: number[] = [];
  for (let changed = true; changed; ) {
    changed = false;
    for (let session = instance.sessions - 1; session >= 0; session -= 1) {
      if (gone[session] === 1 || counts[session]! <= degree[session]!) continue;
      gone[session] = 1;
      postponed.push(session);
      for (const other of neighbours[session]!) degree[other]! -= 1;
      changed = true;
    }
  }
  const core: number[] = [];
  for (let session = 0; session < instance.sessions; session += 1)
    if (gone[session] === 0) core.push(session);
  return { core, postponed };
}

/** Positions in `instance.users` of everybody who may do one of `sessions`, ascending. */
function usersOf(instance: Instance, sessions: readonly number[]): readonly number[] {
  const all = new Set<number>();
  for (const session of sessions) for (const user of members(instance.candidates[session]!)) all.add(user);
  return [...all].sort((a, b) => a - b);
}

/** Gives the postponed sessions, last first, the least loaded candidate that no neighbour has. One always exists. */
function complete(
  instance: Instance,
  neighbours: readonly (readonly number[])[],
  colouring: Int32Array,
  postponed: readonly number[],
): void {
  const load = loads(instance, colouring);
  for (let at = postponed.length - 1; at >= 0; at -= 1) {
    const session = postponed[at]!;
    const user = leastLoaded(instance, neighbours, colouring, load, session);
    colouring[session] = user;
    load[user]! += 1;
  }
}

/** Moves sessions to people with less to do until no single move helps: the sum of squared loads falls each time. */
function balance(
  instance: Instance,
  neighbours: readonly (readonly number[])[],
  colouring: Int32Array,
): void {
  const load = loads(instance, colouring);
  for (let changed = true; changed; ) {
    changed = false;
    for (let session = 0; session < instance.sessions; session += 1) {
      const from = colouring[session]!;
      if (load[from]! < 2) continue;
      const to = leastLoaded(instance, neighbours, colouring, load, session);
      if (load[to]! + 1 >= load[from]!) continue;
      colouring[session] = to;
      load[from]! -= 1;
      load[to]! += 1;
      changed = true;
    }
  }
}

function loads(instance: Instance, colouring: Int32Array): Int32Array {
  const load = new Int32Array(instance.users.length);
  for (const user of colouring) if (user >= 0) load[user]! += 1;
  return load;
}

function leastLoaded(
  instance: Instance,
  neighbours: readonly (readonly number[])[],
  colouring: Int32Array,
  load: Int32Array,
  session: number,
): number {
  const bits = instance.candidates[session]!;
  const taken = new Set(neighbours[session]!.map((other) => colouring[other]!));
  let best = -1;
  for (let word = 0; word < bits.length; word += 1) {
    for (let rest = bits[word]!; rest !== 0; rest &= rest - 1) {
      const user = (word << 5) + 31 - Math.clz32(rest & -rest);
      if (taken.has(user) || (best >= 0 && load[user]! >= load[best]!)) continue;
      best = user;
      if (load[user] === 0) return user;
    }
  }
  if (best < 0) throw new Error('a session has no candidate left');
  return best;
}

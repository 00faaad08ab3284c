/**
 * Shortest derivations: by which assignment (or activation), inheritance edges and grant something arises.
 *
 * Among the shortest chains the one whose names come first, read from the subject, is chosen at every step. Two
 * chains of one subject therefore agree up to where they part, so that their union is a tree, and a derivation does
 * not depend on the order in which facts are written.
 */

import { type Rows, rowOf } from './rows.ts';

export interface Hierarchy {
  readonly juniors: Rows;
  readonly seniors: Rows;
  readonly names: readonly string[];
}

/**
 * Roles from one of `starts` down to one of `targets`, both included; null where no chain exists. With `closed`
 * false no inheritance is followed: the chain is a single role in both.
 */
export function shortestChain(
  hierarchy: Hierarchy,
  starts: Int32Array,
  targets: Int32Array,
  closed: boolean,
): readonly number[] | null {
  const { distance, reached } = distancesTo(hierarchy.seniors, targets, closed);
  const chain = chainFrom(hierarchy, starts, distance);
  for (const role of reached) distance[role] = -1;
  return chain;
}

/** From the nearest of `starts` step by step nearer. */
function chainFrom(hierarchy: Hierarchy, starts: Int32Array, distance: Int32Array): readonly number[] | null {
  let best = -1;
  for (const start of starts) {
    if (distance[start] === -1) continue;
    if (best === -1 || isNearer(hierarchy.names, distance, start, best)) best = start;
  }
  if (best === -1) return null;
  const chain = [best];
  for (let role = best; distance[role]! > 0; ) {
    let step = -1;
    for (const junior of rowOf(hierarchy.juniors, role)) {
      if (distance[junior] !== distance[role]! - 1) continue;
      if (step === -1 || hierarchy.names[junior]! < hierarchy.names[step]!) step = junior;
    }
    chain.push(step);
    role = step;
  }
  return chain;
}

function isNearer(names: readonly string[], distance: Int32Array, role: number, than: number): boolean {
  if (distance[role] !== distance[than]) return distance[role]! < distance[than]!;
  return names[role]! < names[than]!;
}

/** Distances of all roles are -1 between two searches, so that none fills an array for all roles of a bank. */
const scratch = new WeakMap<Rows, Int32Array>();

/**
 * Number of inheritance edges from each role down to the nearest target; -1 where there is no way. Whoever asks puts
 * back -1 for the roles that were reached.
 */
function distancesTo(
  seniors: Rows,
  targets: Int32Array,
  closed: boolean,
): { readonly distance: Int32Array; readonly reached: readonly number[] } {
  const distance = scratch.get(seniors) ?? new Int32Array(seniors.count).fill(-1);
  scratch.set(seniors, distance);
  const queue: number[] = [];
  for (const target of targets) {
    if (distance[target] === 0) continue;
    distance[target] = 0;
    queue.push(target);
  }
  if (!closed) return { distance, reached: queue };
  for (let at = 0; at < queue.length; at += 1) {
    const role = queue[at]!;
    for (const senior of rowOf(seniors, role)) {
      if (distance[senior] !== -1) continue;
      distance[senior] = distance[role]! + 1;
      queue.push(senior);
    }
  }
  return { distance, reached: queue };
}

/**
 * A shortest cycle through `role`, starting and ending at it, first names first; null where there is none.
 */
export function shortestCycle(hierarchy: Hierarchy, role: number): readonly number[] | null {
  const chain = shortestChain(hierarchy, rowOf(hierarchy.juniors, role), Int32Array.of(role), true);
  return chain === null ? null : [role, ...chain];
}

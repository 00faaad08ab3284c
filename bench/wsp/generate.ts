/**
 * The two instance families of the workflow satisfiability benchmarks, reproducible from (family, k, seed).
 *
 * Numbers come from `mulberry32` seeded with the seed mixed with the family and k; `below(m)` is ⌊m · next⌋.
 *
 * - AM3: n = 10 k users unless said otherwise. Per user a number of steps uniform in {1 … ⌊(k−1)/2⌋}, then a uniform subset of that size
 *   (partial Fisher–Yates). Then k at-most-3 constraints, each on a uniform set of 5 steps. Then e separations, uniform
 *   with replacement over the pairs of different steps. e is the 50 %-satisfiable point of the literature.
 * - Hard60: k = 60, n = 500. Each (user, step) authorised with probability 0.2, users outermost. Each pair of steps
 *   separated with probability 0.1, in lexicographic order. 32 at-most-3 constraints on uniform sets of 5 steps.
 */

import { type Constraint, type Instance, instanceOf } from '../../src/workflow/instance.ts';

/** e at the phase transition, n = 10 k. */
const separations: ReadonlyMap<number, number> = new Map([
  [12, 18],
  [18, 34],
  [24, 49],
  [30, 65],
  [36, 77],
  [42, 90],
  [48, 102],
  [54, 115],
  [60, 128],
]);

export function am3(k: number, seed: number, n = 10 * k): Instance {
  const random = randomOf(seed * 1000 + k);
  const authorised = Array.from({ length: k }, (): number[] => []);
  for (let user = 0; user < n; user += 1) {
    const size = 1 + below(random, (k - 1) >> 1);
    for (const step of subset(random, k, size)) authorised[step]!.push(user);
  }
  const constraints: Constraint[] = [];
  for (let index = 0; index < k; index += 1) {
    constraints.push({ kind: 'at-most', bound: 3, steps: subset(random, k, 5) });
  }
  const count = separations.get(k) ?? Math.round(k * 2.12);
  for (let index = 0; index < count; index += 1) {
    const [left = 0, right = 0] = subset(random, k, 2);
    constraints.push({ kind: 'separation', left, right });
  }
  return instanceOf(n, authorised, constraints);
}

export function hard60(seed: number): Instance {
  const k = 60;
  const n = 500;
  const random = randomOf(seed * 1000 + 999);
  const authorised = Array.from({ length: k }, (): number[] => []);
  for (let user = 0; user < n; user += 1) {
    for (let step = 0; step < k; step += 1) if (random() < 0.2) authorised[step]!.push(user);
  }
  const constraints: Constraint[] = [];
  for (let left = 0; left < k; left += 1) {
    for (let right = left + 1; right < k; right += 1) {
      if (random() < 0.1) constraints.push({ kind: 'separation', left, right });
    }
  }
  for (let index = 0; index < 32; index += 1) {
    constraints.push({ kind: 'at-most', bound: 3, steps: subset(random, k, 5) });
  }
  return instanceOf(n, authorised, constraints);
}

/** k steps, n users, each authorised with probability 0.1, and 2 k random separations. */
export function sparse(k: number, n: number, seed: number): Instance {
  const random = randomOf(seed * 1000 + 500 + k);
  const authorised = Array.from({ length: k }, (): number[] => []);
  for (let user = 0; user < n; user += 1) {
    for (let step = 0; step < k; step += 1) if (random() < 0.1) authorised[step]!.push(user);
  }
  const constraints: Constraint[] = [];
  for (let index = 0; index < 2 * k; index += 1) {
    const [left = 0, right = 0] = subset(random, k, 2);
    constraints.push({ kind: 'separation', left, right });
  }
  return instanceOf(n, authorised, constraints);
}

/** Uniform in [0, 1). */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function below(random: () => number, bound: number): number {
  return Math.floor(random() * bound);
}

/** `size` different numbers below `count`, ascending. */
function subset(random: () => number, count: number, size: number): number[] {
  const pool = Array.from({ length: count }, (_, index) => index);
  for (let at = 0; at < size; at += 1) {
    const other = at + below(random, count - at);
    const held = pool[at]!;
    pool[at] = pool[other]!;
    pool[other] = held;
  }
  return pool.slice(0, size).sort((a, b) => a - b);
}

/** Proofs and bounded search against trying everything. */

import { expect, test } from 'vitest';
import { completenessBound } from '../../src/reach/bounded/bound.ts';
import { boundedSearch } from '../../src/reach/bounded/search.ts';
import { proveSystem } from '../../src/reach/pdr/prove.ts';
import type { Excluded, Found, System } from '../../src/reach/system.ts';
import { explored, meets, randomSystem, stepped } from './systems.ts';

const limits = { interrupted: () => false };
const cases = 3000;

function endOf({ starts, moves }: System, { start, moves: run }: Extract<Found, { kind: 'reachable' }>) {
  let state: ReadonlySet<number> | null = new Set(starts[start]!);
  for (const move of run) {
    expect(state).not.toBeNull();
    state = stepped(moves[move]!, state!);
  }
  expect(state).not.toBeNull();
  return state!;
}

const isIn = ({ held, lacked }: Excluded, state: ReadonlySet<number>): boolean =>
  held.every((variable) => state.has(variable)) && lacked.every((variable) => !state.has(variable));

/** Whether no start, no bad state and no step out of it: over all states, not the reachable ones only. */
function isInvariant(system: System, invariant: readonly Excluded[]): boolean {
  const allows = (state: ReadonlySet<number>): boolean => !invariant.some((cube) => isIn(cube, state));
  const states = Array.from(
    { length: 2 ** system.variables },
    (_, bits) =>
      new Set(Array.from({ length: system.variables }, (_one, at) => at).filter((at) => (bits >> at) & 1)),
  );
  return (
    system.starts.every((start) => allows(new Set(start))) &&
    states.filter(allows).every(
      (state) =>
        !system.bad.some((bad) => meets(bad, state)) &&
        system.moves.every((move) => {
          const after = stepped(move, state);
          return after === null || allows(after);
        }),
    )
  );
}

test(`${cases} random systems: proofs are invariants, runs are runs, bounded ones are shortest`, () => {
  const counts = { reachable: 0, unreachable: 0, long: 0, initially: 0, avoids: 0, together: 0, starts: 0 };
  for (let seed = 1; seed <= cases; seed += 1) {
    const system = randomSystem(seed);
    const { shortest } = explored(system);
    const proved = proveSystem(system, limits);
    expect(proved.kind, `seed ${seed}`).toBe(shortest === null ? 'unreachable' : 'reachable');
    if (proved.kind === 'unreachable') {
      counts.unreachable += 1;
      expect(isInvariant(system, proved.invariant), `seed ${seed}`).toBe(true);
    }
    if (proved.kind === 'reachable') {
      counts.reachable += 1;
      const end = endOf(system, proved);
      expect(system.bad.some((bad) => meets(bad, end))).toBe(true);
      if (proved.isShortest) expect(proved.moves.length, `seed ${seed}`).toBe(shortest);
    }
    const bound = completenessBound(system);
    if (shortest !== null) expect(shortest).toBeLessThanOrEqual(bound);
    const bounded = boundedSearch(system, { to: Math.min(bound, 12), most: 1e7, ...limits });
    if (shortest === null) expect(bounded.kind, `seed ${seed}`).toBe('none');
    else if (shortest <= 12) {
      expect(bounded.kind, `seed ${seed}`).toBe('reachable');
      if (bounded.kind === 'reachable') {
        expect(bounded.moves.length, `seed ${seed}`).toBe(shortest);
        expect(system.bad.some((bad) => meets(bad, endOf(system, bounded)))).toBe(true);
      }
    }
    if (shortest === 0) counts.initially += 1;
    if (shortest !== null && shortest >= 3) counts.long += 1;
    if (system.moves.some(({ avoids }) => avoids.length > 0)) counts.avoids += 1;
    if (system.moves.some(({ adds, removes }) => adds.length + removes.length > 1)) counts.together += 1;
    if (system.starts.length > 1) counts.starts += 1;
  }
  expect(counts.reachable - counts.initially).toBeGreaterThan(500);
  expect(counts.unreachable).toBeGreaterThan(500);
  expect(counts.long).toBeGreaterThan(60);
  expect(counts.avoids).toBeGreaterThan(500);
  expect(counts.together).toBeGreaterThan(300);
  expect(counts.starts).toBeGreaterThan(500);
});

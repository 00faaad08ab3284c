import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findCycles } from '../../src/policy/cycles.ts';

const graph = fc.integer({ min: 1, max: 8 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 16 }),
  }),
);

/** Pairs (a, b) with a path of at least one step from a to b. */
function closure(size: number, edges: readonly (readonly [number, number])[]): boolean[][] {
  const reach = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  for (const [a, b] of edges) reach[a]![b] = true;
  for (let k = 0; k < size; k += 1)
    for (let i = 0; i < size; i += 1)
      for (let j = 0; j < size; j += 1) reach[i]![j] ||= reach[i]![k]! && reach[k]![j]!;
  return reach;
}

test('one real, simple cycle for each knot, and none without', () => {
  let cyclic = 0;
  fc.assert(
    fc.property(graph, ({ size, edges }) => {
      const reach = closure(size, edges);
      const onCycle = [...reach.keys()].filter((id) => reach[id]![id]);
      const knots = new Set(
        onCycle.map((id) => onCycle.findIndex((other) => reach[id]![other] && reach[other]![id])),
      );
      const cycles = findCycles(
        size,
        edges.map(([a]) => a),
        edges.map(([, b]) => b),
      );
      expect(cycles.length).toBe(knots.size);
      if (knots.size > 0) cyclic += 1;
      for (const cycle of cycles) {
        const nodes = cycle.map((edge) => edges[edge]![0]);
        expect(new Set(nodes).size).toBe(nodes.length);
        cycle.forEach((edge, at) => {
          expect(edges[edge]![1]).toBe(nodes[(at + 1) % nodes.length]);
        });
        expect(nodes[0]).toBe(
          Math.min(...onCycle.filter((id) => reach[id]![nodes[0]!] && reach[nodes[0]!]![id])),
        );
      }
    }),
    { seed: 11, numRuns: 2000 },
  );
  expect(cyclic).toBeGreaterThan(500);
});

test('finds the shortest', () => {
  // 0 -> 1 -> 2 -> 0 and 0 -> 2.
  expect(findCycles(3, [0, 1, 2, 0], [1, 2, 0, 2])).toEqual([[3, 2]]);
});

test('a chain of 200,000 roles needs no recursion', () => {
  const size = 200_000;
  const from = Array.from({ length: size }, (_, id) => id);
  expect(
    findCycles(
      size,
      from,
      from.map((id) => (id + 1) % size),
    )[0]!.length,
  ).toBe(size);
});

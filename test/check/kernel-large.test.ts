/** The kernel against plain sets, where sets need more than one word of bits and rows lead through two relations. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elementsOf, type LimitedSet, type RowSource, rowsWithAtLeast } from '../../src/check/kernel.ts';
import { type Rows, rowsBuilder } from '../../src/index/rows.ts';

const roles = 7;
const elements = 90;

function rowsOf(lists: readonly (readonly number[])[], columns: number): Rows {
  const builder = rowsBuilder(lists.length, columns);
  for (const list of lists) {
    for (const item of list) builder.push(item);
    builder.endRow();
  }
  return builder.build();
}

const someOf = (bound: number, maxLength: number, minLength = 0) =>
  fc.uniqueArray(fc.nat(bound - 1), { minLength, maxLength, size: 'max' });
const limited = someOf(elements, 80, 2).chain((members) =>
  fc.record({
    members: fc.constant(members),
    limit: fc.integer({ min: 1, max: Math.min(12, members.length) }),
  }),
);

const fired = { hits: 0, misses: 0, wide: 0, through: 0 };

test('sets of any size, directly, through roles, and through roles below roles', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('direct' as const, 'image' as const, 'beyond' as const),
      fc.array(someOf(elements, 40), { minLength: 5, maxLength: 5 }),
      fc.array(someOf(roles, 4), { minLength: 5, maxLength: 5 }),
      fc.array(someOf(roles, 4), { minLength: roles, maxLength: roles }),
      fc.array(someOf(elements, 12), { minLength: roles, maxLength: roles }),
      fc.array(limited, { minLength: 1, maxLength: 4 }),
      (kind, direct, assigned, below, granted, sets: LimitedSet[]) => {
        const source: RowSource =
          kind === 'direct'
            ? { count: 5, base: rowsOf(direct, elements), image: null }
            : kind === 'image'
              ? { count: 5, base: rowsOf(assigned, roles), image: rowsOf(granted, elements) }
              : {
                  count: 5,
                  base: rowsOf(assigned, roles),
                  image: rowsOf(below, roles),
                  beyond: rowsOf(granted, elements),
                };
        const held = [0, 1, 2, 3, 4].map((row) => {
          if (kind === 'direct') return new Set(direct[row]);
          const through = kind === 'image' ? assigned[row]! : assigned[row]!.flatMap((role) => below[role]!);
          return new Set(through.flatMap((role) => granted[role]!));
        });
        const hits = rowsWithAtLeast(source, sets);
        const found = new Set([...hits.row].map((row, at) => `${row} ${hits.set[at]!}`));
        expect(found.size).toBe(hits.row.length);
        for (const [at, { members, limit }] of sets.entries()) {
          const numbers = held.map((some) => members.filter((member) => some.has(member)).length);
          for (const [row, number] of numbers.entries()) {
            expect(found.has(`${row} ${at}`)).toBe(number >= limit);
            if (number >= limit) fired.hits += 1;
            else fired.misses += 1;
            if (number >= limit && members.length > 32) fired.wide += 1;
            if (number >= limit && kind === 'beyond') fired.through += 1;
          }
          const most = Math.max(...numbers);
          expect(hits.greatest[at]).toBe(most);
          expect(hits.nearest[at]).toBe(most === 0 ? -1 : numbers.indexOf(most));
          for (const member of members)
            expect(hits.occurs[member]).toBe(held.some((some) => some.has(member)) ? 1 : 0);
        }
        for (const [row, some] of held.entries())
          expect([...elementsOf(source, row)]).toEqual([...some].sort((a, b) => a - b));
      },
    ),
    { seed: 20261125, numRuns: 1000 },
  );
  expect(fired.hits).toBeGreaterThan(1500);
  expect(fired.misses).toBeGreaterThan(3000);
  expect(fired.wide).toBeGreaterThan(500);
  expect(fired.through).toBeGreaterThan(300);
});

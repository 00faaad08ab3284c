import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elementsOf, type LimitedSet, type RowSource, rowsWithAtLeast } from '../../src/check/kernel.ts';
import { type Rows, rowsBuilder } from '../../src/index/rows.ts';

function rowsOf(lists: readonly (readonly number[])[], columns: number): Rows {
  const builder = rowsBuilder(lists.length, columns);
  for (const list of lists) {
    for (const item of list) builder.push(item);
    builder.endRow();
  }
  return builder.build();
}

const columns = 6;
const list = fc.uniqueArray(fc.nat(columns - 1), { maxLength: columns });
const lists = (count: number) => fc.array(list, { minLength: count, maxLength: count });
const sets = fc.array(
  fc
    .uniqueArray(fc.nat(columns - 1), { minLength: 1, maxLength: 4 })
    .chain((members) =>
      fc.record({ members: fc.constant(members), limit: fc.integer({ min: 1, max: members.length }) }),
    ),
  { maxLength: 5 },
);

test('finds exactly the rows that hold at least n of T, with and without an image', () => {
  fc.assert(
    fc.property(
      lists(7),
      fc.option(lists(columns), { nil: null }),
      sets,
      fc.nat(7),
      (base, image, limited: LimitedSet[], count) => {
        const source: RowSource = {
          count,
          base: rowsOf(base, columns),
          image: image === null ? null : rowsOf(image, columns),
        };
        const held = base.map(
          (items) => new Set(image === null ? items : items.flatMap((item) => image[item]!)),
        );
        const number = (row: number, set: LimitedSet) =>
          set.members.filter((member) => held[row]!.has(member)).length;
        const visited = held.slice(0, count).map((_, row) => row);
        const expected = visited.flatMap((row) =>
          limited.flatMap((set, at) => (number(row, set) >= set.limit ? [`${row} ${at}`] : [])),
        );
        const hits = rowsWithAtLeast(source, limited);
        expect([...hits.row].map((row, at) => `${row} ${hits.set[at]!}`).sort()).toEqual(expected.sort());
        for (const [at, set] of limited.entries()) {
          const numbers = visited.map((row) => number(row, set));
          const most = Math.max(0, ...numbers);
          expect(hits.greatest[at]).toBe(most);
          expect(hits.nearest[at]).toBe(most === 0 ? -1 : numbers.indexOf(most));
          for (const member of set.members) {
            expect(hits.occurs[member]).toBe(visited.some((row) => held[row]!.has(member)) ? 1 : 0);
          }
        }
        for (const row of visited) {
          expect([...elementsOf(source, row)]).toEqual([...held[row]!].sort((a, b) => a - b));
        }
      },
    ),
    { seed: 4, numRuns: 1000 },
  );
});

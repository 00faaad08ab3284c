/** The search against trying all assignments; and its refutations, followed by the checker and spoilt. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cnf, cnfBuilder } from '../../src/encode/cnf.ts';
import { follow } from '../../src/replay/rup.ts';
import { search } from '../../src/sat/search.ts';

const limits = { conflicts: 100_000 };

const isSatisfied = ({ clauses }: Cnf, isTrue: (variable: number) => boolean) =>
  clauses.every((clause) => clause.some((literal) => isTrue(Math.abs(literal)) === literal > 0));

const isSatisfiable = (cnf: Cnf) =>
  Array.from({ length: 2 ** cnf.variables }, (_, bits) => bits).some((bits) =>
    isSatisfied(cnf, (variable) => ((bits >> (variable - 1)) & 1) === 1),
  );

const cnf = (variables: number, clauses: number, longest: number): fc.Arbitrary<Cnf> =>
  fc
    .array(
      fc.array(
        fc.tuple(fc.integer({ min: 1, max: variables }), fc.boolean()).map(([v, sign]) => (sign ? v : -v)),
        { minLength: 2, maxLength: longest },
      ),
      { minLength: Math.floor(clauses / 2), maxLength: clauses },
    )
    .map((made) => ({ variables, clauses: made }));

/** n + 1 pigeons in n holes. */
function pigeons(holes: number): Cnf {
  const builder = cnfBuilder();
  const sits = Array.from({ length: holes + 1 }, () => Array.from({ length: holes }, builder.variable));
  for (const row of sits) builder.clause(...row);
  for (let hole = 0; hole < holes; hole += 1)
    builder.atMost(
      1,
      sits.map((row) => row[hole]!),
    );
  return builder.build();
}

/** Random clauses of three literals, at the ratio where half of them can be satisfied. */
function threshold(variables: number, seed: number): Cnf {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return {
    variables,
    clauses: Array.from({ length: Math.round(variables * 4.26) }, () =>
      Array.from({ length: 3 }, () => (next(2) === 0 ? 1 : -1) * (1 + next(variables))),
    ),
  };
}

test('finds a model exactly where there is one, and a refutation that can be followed elsewhere', () => {
  const counts = { satisfiable: 0, refuted: 0, unknown: 0 };
  fc.assert(
    fc.property(cnf(8, 50, 3), (one) => {
      const outcome = search(one, limits);
      counts[outcome.kind] += 1;
      expect(outcome.kind).toBe(isSatisfiable(one) ? 'satisfiable' : 'refuted');
      if (outcome.kind === 'satisfiable') expect(isSatisfied(one, outcome.isTrue)).toBe(true);
      if (outcome.kind === 'refuted') expect(follow(one, outcome.proof)).toEqual({ kind: 'refuted' });
    }),
    { seed: 4711, numRuns: 600 },
  );
  expect(Math.min(counts.satisfiable, counts.refuted)).toBeGreaterThan(80);
});

describe('hard questions', () => {
  test.each([4, 5, 6])('%i holes', (holes) => {
    const one = pigeons(holes);
    const outcome = search(one, limits);
    expect(outcome.kind).toBe('refuted');
    if (outcome.kind === 'refuted') expect(follow(one, outcome.proof).kind).toBe('refuted');
  });

  test('at the threshold, with restarts and clauses that are forgotten', () => {
    const kinds = new Set<string>();
    for (let seed = 1; seed <= 6; seed += 1) {
      const one = threshold(130, seed);
      const outcome = search(one, limits);
      kinds.add(outcome.kind);
      if (outcome.kind === 'satisfiable') expect(isSatisfied(one, outcome.isTrue)).toBe(true);
      if (outcome.kind === 'refuted') expect(follow(one, outcome.proof).kind).toBe('refuted');
    }
    expect([...kinds].sort()).toEqual(['refuted', 'satisfiable']);
  });

  test('are given up at the limit, and when interrupted', () => {
    expect(search(pigeons(9), { conflicts: 50 })).toEqual({ kind: 'unknown', reason: 'conflict limit' });
    expect(search(pigeons(9), { conflicts: 10_000, interrupted: () => true })).toEqual({
      kind: 'unknown',
      reason: 'interrupted',
    });
  });
});

describe('a spoilt refutation is not followed', () => {
  const one = pigeons(5);
  const outcome = search(one, limits);
  const proof = outcome.kind === 'refuted' ? outcome.proof : [];

  test('without its end', () => {
    expect(follow(one, proof.slice(0, -1)).kind).toBe('not refuted');
  });
  test('with a step left out of every three', () => {
    expect(follow(one, [...proof.filter((_, at) => at % 3 !== 0), []]).kind).toBe('not refuted');
  });
  test('of other clauses', () => {
    expect(follow({ ...one, clauses: one.clauses.slice(1) }, proof).kind).toBe('not refuted');
  });
  test('with what is no literal', () => {
    expect(follow(one, [[0], ...proof])).toEqual({ kind: 'not refuted', line: 0 });
    expect(follow(one, [[1.5], ...proof])).toEqual({ kind: 'not refuted', line: 0 });
    expect(follow(one, [[one.variables + 1], ...proof])).toEqual({ kind: 'not refuted', line: 0 });
  });
});

test('a count is satisfied by those who are no more, and by nobody else', () => {
  for (const [size, bound] of [
    [5, 1],
    [7, 3],
    [12, 2],
    [10, 8],
    [4, 0],
    [3, 3],
  ] as const) {
    const builder = cnfBuilder();
    const literals = Array.from({ length: size }, builder.variable);
    builder.atMost(bound, literals);
    const { variables, clauses } = builder.build();
    for (let count = 0; count <= size; count += 1) {
      for (const from of [0, size - count]) {
        const chosen = literals.map((literal, at) => [at >= from && at < from + count ? literal : -literal]);
        const outcome = search({ variables, clauses: [...clauses, ...chosen] }, limits);
        expect(outcome.kind, `${count} of ${size}, at most ${bound}`).toBe(
          count <= bound ? 'satisfiable' : 'refuted',
        );
      }
    }
  }
});

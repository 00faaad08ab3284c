import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlanProblem, searchPlan } from '../../src/replay/infeasible.ts';

/** All plans, tried without any thought. */
function hasPlan({ candidates, exclusions }: PlanProblem, chosen: readonly number[] = []): boolean {
  if (chosen.length === candidates.length)
    return exclusions.every(([left, right]) => left !== right && chosen[left] !== chosen[right]);
  return candidates[chosen.length]!.some((user) => hasPlan({ candidates, exclusions }, [...chosen, user]));
}

const problem: fc.Arbitrary<PlanProblem> = fc.integer({ min: 2, max: 5 }).chain((size) =>
  fc.record({
    candidates: fc.array(fc.subarray([10, 11, 12, 13]), { minLength: size, maxLength: size }),
    exclusions: fc.array(
      fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).filter(([a, b]) => a !== b),
      { maxLength: 7 },
    ),
  }),
);

describe('the exhaustive search', () => {
  test('finds a plan exactly where there is one', () => {
    const seen = { plan: 0, none: 0 };
    fc.assert(
      fc.property(problem, (one) => {
        const found = searchPlan(one);
        if (found.kind === 'too-large') throw new Error('these are small');
        seen[found.kind] += 1;
        expect(found.kind === 'plan').toBe(hasPlan(one));
        if (found.kind !== 'plan') return;
        for (const [session, user] of found.users.entries()) expect(one.candidates[session]).toContain(user);
        for (const [left, right] of one.exclusions) expect(found.users[left]).not.toBe(found.users[right]);
      }),
      { seed: 8, numRuns: 1500 },
    );
    expect(Math.min(seen.plan, seen.none)).toBeGreaterThan(150);
  });

  test('the pairwise trap has no plan', () => {
    const path = {
      candidates: [[1], [1, 2], [2]],
      exclusions: [
        [0, 1],
        [1, 2],
      ],
    } as const;
    expect(searchPlan(path).kind).toBe('none');
  });

  test('a user in use is not interchangeable with one who is not', () => {
    const candidates = [0, 1, 2, 3].map(() => [1, 2]);
    const ends = [
      [0, 2],
      [2, 3],
      [3, 1],
    ] as const;
    expect(searchPlan({ candidates, exclusions: ends }).kind).toBe('plan');
  });

  test('many interchangeable users cost no more than few', () => {
    const everybody = Array.from({ length: 20_000 }, (_, user) => user);
    const size = 12;
    const exclusions = Array.from({ length: size }, (_, left) =>
      Array.from({ length: left }, (_none, right) => [left, right] as const),
    ).flat();
    const search = searchPlan({ candidates: Array.from({ length: size }, () => everybody), exclusions }, 100);
    expect(search.kind).toBe('plan');
  });

  test('gives up rather than answer what it does not know', () => {
    const size = 9;
    const users = Array.from({ length: size - 1 }, (_, user) => user);
    // Different candidates outside the clique make the users distinguishable, so that nothing can be merged.
    const candidates = [...Array.from({ length: size }, () => users), ...users.map((user) => [user])];
    const exclusions = Array.from({ length: size }, (_, left) =>
      Array.from({ length: left }, (_none, right) => [left, right] as const),
    ).flat();
    expect(searchPlan({ candidates, exclusions }, 50)).toEqual({ kind: 'too-large', steps: 51 });
    expect(searchPlan({ candidates, exclusions }).kind).toBe('none');
  });
});

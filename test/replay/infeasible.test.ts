import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlanProblem, searchPlan } from '../../src/replay/infeasible.ts';
import { violationOf } from '../../src/workflow/check-plan.ts';
import type { Constraint } from '../../src/workflow/instance.ts';
import { isFeasible, kinds, randomInstance, randomOf } from '../workflow/random.ts';

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

  test('respects constraints of every kind', () => {
    const fired = new Map(kinds.map((kind) => [kind, { plan: 0, none: 0 }]));
    const random = randomOf(5);
    for (let round = 0; round < 4000; round += 1) {
      const kind = kinds[round % kinds.length]!;
      const others = Array.from({ length: random(3) }, () => kinds[random(kinds.length)]!);
      const instance = randomInstance(random, {
        steps: 2 + random(3),
        users: 2 + random(3),
        density: 75,
        kinds: [kind, ...others],
      });
      const candidates = instance.authorised.map((row) =>
        Array.from({ length: instance.users }, (_, user) => user).filter((user) => (row[0]! >>> user) & 1),
      );
      const found = searchPlan({ candidates, exclusions: [], constraints: instance.constraints });
      if (found.kind === 'too-large') throw new Error('these are small');
      fired.get(kind)![found.kind] += 1;
      expect(found.kind === 'plan', JSON.stringify(instance)).toBe(isFeasible(instance));
      if (found.kind === 'plan') expect(violationOf(instance, found.users)).toBeUndefined();
    }
    for (const [kind, { plan, none }] of fired) expect(Math.min(plan, none), kind).toBeGreaterThan(30);
  });

  test('whom constraints tell apart is not interchangeable', () => {
    const everybody = Array.from({ length: 50 }, (_, user) => user);
    const search = (constraints: readonly Constraint[]) =>
      searchPlan({ candidates: [everybody, everybody], exclusions: [], constraints }).kind;
    expect(search([{ kind: 'forced', step: 0, user: 49 }])).toBe('plan');
    expect(search([{ kind: 'unavailable', users: everybody.slice(0, 49) }])).toBe('plan');
    expect(search([{ kind: 'team', steps: [0, 1], teams: [[49]] }])).toBe('plan');
    expect(search([{ kind: 'unavailable', users: everybody }])).toBe('none');
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

  test('long lists of interchangeable users cost no more than short ones', () => {
    const everybody = Array.from({ length: 20_000 }, (_, user) => user);
    const steps = Array.from({ length: 12 }, (_, step) => step);
    const search = searchPlan(
      {
        candidates: steps.map(() => everybody),
        exclusions: [],
        constraints: [
          { kind: 'at-least', bound: 12, steps },
          { kind: 'group-unless', bound: 13, steps, group: everybody.slice(1) },
          { kind: 'load', bound: 1, users: everybody },
        ],
      },
      100,
    );
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

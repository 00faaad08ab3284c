import { describe, expect, test } from 'vitest';
import { am3, hard60, sparse } from '../../../bench/wsp/generate.ts';
import { solve } from '../../../src/feasible/pattern/solve.ts';
import { violationOf } from '../../../src/workflow/check-plan.ts';
import { type Constraint, instanceOf } from '../../../src/workflow/instance.ts';
import { isFeasible, randomOf } from '../../workflow/random.ts';

describe('benchmark instances', () => {
  // Verdicts of CaDiCaL on the clauses of `bench/wsp/encode.ts`.
  test.each([
    [12, 'infeasible'],
    [16, 'feasible'],
    [17, 'infeasible'],
  ])('hard60, seed %i: %s', (seed, verdict) => {
    const instance = hard60(seed);
    const answer = solve(instance);
    expect(answer.kind).toBe(verdict);
    if (answer.kind === 'feasible') expect(violationOf(instance, answer.plan)).toBeUndefined();
  });

  test.each([
    [3, 'infeasible'],
    [4, 'infeasible'],
    [5, 'feasible'],
    [8, 'feasible'],
  ])('am3, k = 36, seed %i: %s', (seed, verdict) => {
    expect(solve(am3(36, seed)).kind).toBe(verdict);
  });

  test('k = 100, n = 10,000, more than 96 steps with everything counted', () => {
    const base = sparse(100, 10_000, 1);
    const all = Array.from({ length: 100 }, (_, step) => step);
    const instance = {
      ...base,
      constraints: [...base.constraints, { kind: 'at-least' as const, bound: 60, steps: all }],
    };
    const answer = solve(instance);
    expect(answer.kind).toBe('feasible');
    if (answer.kind === 'feasible') expect(violationOf(instance, answer.plan)).toBeUndefined();
  });
});

describe('constraints too wide for clauses', () => {
  test('at most r of ten steps, against brute force', () => {
    let feasible = 0;
    for (let seed = 1; seed <= 120; seed += 1) {
      const random = randomOf(seed);
      const authorised = Array.from({ length: 10 }, () => {
        const users = Array.from({ length: 8 }, (_, user) => user).filter(() => random(100) < 30);
        return users.length === 0 ? [random(8)] : users;
      });
      const constraints: Constraint[] = [
        { kind: 'at-most', bound: 3 + random(2), steps: Array.from({ length: 10 }, (_, step) => step) },
        ...Array.from({ length: random(5) }, (): Constraint => {
          const left = random(10);
          return { kind: 'separation', left, right: (left + 1 + random(9)) % 10 };
        }),
      ];
      const instance = instanceOf(8, authorised, constraints);
      const answer = solve(instance);
      expect(answer.kind, `seed ${seed}`).toBe(isFeasible(instance) ? 'feasible' : 'infeasible');
      if (answer.kind === 'feasible') feasible += 1;
    }
    expect(feasible).toBeGreaterThan(20);
    expect(feasible).toBeLessThan(100);
  });

  test('pigeons: eleven pairwise separated steps over ten users', () => {
    const steps = Array.from({ length: 11 }, (_, step) => step);
    const users = Array.from({ length: 10 }, (_, user) => user);
    const separations = steps.flatMap((left) =>
      steps.slice(left + 1).map((right): Constraint => ({ kind: 'separation', left, right })),
    );
    const instance = instanceOf(
      10,
      steps.map(() => users),
      separations,
    );
    expect(solve(instance).kind).toBe('infeasible');
  });
});

describe('limits', () => {
  test('the same run every time', () => {
    const one = solve(am3(30, 3));
    const other = solve(am3(30, 3));
    expect(other).toEqual(one);
    expect(one.statistics.conflicts).toBeGreaterThan(100);
  });

  test('a conflict limit', () => {
    expect(solve(hard60(1), { conflicts: 100 })).toMatchObject({
      kind: 'unknown',
      reason: 'conflict limit',
      statistics: { conflicts: 100 },
    });
  });

  test('a deadline that has passed', () => {
    expect(solve(hard60(1), { deadline: performance.now() - 1 })).toMatchObject({
      kind: 'unknown',
      reason: 'time limit',
    });
  });

  test('an interruption', () => {
    let asked = 0;
    const answer = solve(hard60(1), {
      interrupted: () => {
        asked += 1;
        return asked === 3;
      },
    });
    expect(answer).toMatchObject({ kind: 'unknown', reason: 'interrupted' });
    expect(asked).toBe(3);
  });
});

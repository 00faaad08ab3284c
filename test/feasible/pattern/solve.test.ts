import { describe, expect, test } from 'vitest';
import { solve } from '../../../src/feasible/pattern/solve.ts';
import { violationOf } from '../../../src/workflow/check-plan.ts';
import { checkProof } from '../../../src/workflow/check-proof.ts';
import { instanceOf } from '../../../src/workflow/instance.ts';
import { isFeasible, kinds, randomInstance, randomOf } from '../../workflow/random.ts';

/** Compares with brute force; returns how many were feasible. */
function compare(
  count: number,
  seed: number,
  make: (random: ReturnType<typeof randomOf>) => ReturnType<typeof randomInstance>,
): number {
  let feasible = 0;
  for (let index = 0; index < count; index += 1) {
    const instance = make(randomOf(seed + index));
    const answer = solve(instance, { proof: true });
    const label = `seed ${seed + index}`;
    expect(answer.kind, label).toBe(isFeasible(instance) ? 'feasible' : 'infeasible');
    if (answer.kind === 'infeasible') {
      expect(answer.proof && checkProof(instance, answer.proof), label).toEqual({ kind: 'proved' });
    }
    if (answer.kind !== 'feasible') continue;
    feasible += 1;
    expect(violationOf(instance, answer.plan), label).toBeUndefined();
  }
  return feasible;
}

describe('solve agrees with brute force', () => {
  test('constraints of every kind, mixed', () => {
    const feasible = compare(2500, 1, (random) => {
      const steps = 2 + random(5);
      const count = random(8);
      return randomInstance(random, {
        steps,
        users: 1 + random(5),
        density: 40 + random(60),
        kinds: Array.from({ length: count }, () => kinds[random(kinds.length)]!),
      });
    });
    expect(feasible).toBeGreaterThan(500);
    expect(feasible).toBeLessThan(2000);
  });

  test('patterns: separation and counting over few candidates', () => {
    const feasible = compare(1500, 100_000, (random) =>
      randomInstance(random, {
        steps: 6 + random(2),
        users: 3 + random(3),
        density: 35 + random(30),
        kinds: Array.from(
          { length: 3 + random(9) },
          () => (['separation', 'separation', 'at-most', 'at-least'] as const)[random(4)]!,
        ),
      }),
    );
    expect(feasible).toBeGreaterThan(300);
    expect(feasible).toBeLessThan(1200);
  });

  test.each(kinds)('%s', (kind) => {
    const feasible = compare(150, 200_000, (random) =>
      randomInstance(random, {
        steps: 3 + random(4),
        users: 2 + random(3),
        density: 50 + random(40),
        kinds: [
          kind,
          kind,
          ...Array.from({ length: random(5) }, () => (random(2) === 0 ? ('separation' as const) : kind)),
        ],
      }),
    );
    expect(feasible).toBeGreaterThan(5);
    expect(feasible).toBeLessThan(150);
  });
});

describe('edges', () => {
  test('no steps: the empty plan', () => {
    expect(solve(instanceOf(3, [], []))).toMatchObject({ kind: 'feasible', plan: new Int32Array(0) });
  });
  test('no users', () => {
    expect(solve(instanceOf(0, [[]], [])).kind).toBe('infeasible');
  });
  test('a step separated from itself', () => {
    expect(solve(instanceOf(2, [[0, 1]], [{ kind: 'separation', left: 0, right: 0 }])).kind).toBe(
      'infeasible',
    );
  });
});

/** The comparison with all plans catches every mistake planted in a workflow engine, and none where nothing is planted. */

import { beforeAll, describe, expect, test } from 'vitest';
import { violationOf } from '../../src/workflow/check-plan.ts';
import type { Instance } from '../../src/workflow/instance.ts';
import { kinds, randomInstance, randomOf } from '../workflow/random.ts';
import { openPlanter, type Planter } from './plant.ts';
import { mistakes } from './workflow.ts';
import type { Truth } from './workflow-comparison.ts';

type Difference = (truth: Truth) => string | null;

const truths = Array.from({ length: 1500 }, (_, seed) => truthOf(seed + 1));

function truthOf(seed: number): Truth {
  const random = randomOf(seed);
  const instance = randomInstance(random, {
    steps: 2 + random(4),
    users: 2 + random(4),
    density: 45 + random(50),
    kinds: Array.from({ length: 1 + random(7) }, () => kinds[random(kinds.length)]!),
  });
  return { instance, plans: [...plansOf(instance, [])] };
}

function* plansOf(instance: Instance, plan: readonly number[]): Generator<readonly number[]> {
  if (plan.length === instance.steps) {
    if (violationOf(instance, plan) === undefined) yield plan;
    return;
  }
  for (let user = 0; user < instance.users; user += 1) yield* plansOf(instance, [...plan, user]);
}

let planter: Planter<Difference>;
beforeAll(async () => {
  planter = await openPlanter<Difference>('mutant/workflow-comparison.ts');
});

test('nothing is caught where nothing is planted', async () => {
  const difference = await planter.comparisonWith(null);
  const found = new Set(truths.map(difference));
  expect([...found]).toEqual([null]);
  expect(truths.filter(({ plans }) => plans.length > 0).length).toBeGreaterThan(300);
  expect(truths.filter(({ plans }) => plans.length === 0).length).toBeGreaterThan(300);
});

describe('planted mistakes', () => {
  test.each(mistakes)('$file: $to', async (mistake) => {
    const difference = await planter.comparisonWith(mistake);
    const isCaught = (truth: Truth): boolean => {
      try {
        return difference(truth) !== null;
      } catch {
        return true;
      }
    };
    expect(truths.some(isCaught)).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import { am3, sparse } from '../../../bench/wsp/generate.ts';
import { type BestLimits, bestPlan } from '../../../src/feasible/best/best.ts';
import { planValue, type Value, type Weights } from '../../../src/feasible/best/weights.ts';
import { violationOf } from '../../../src/workflow/check-plan.ts';
import { type Instance, instanceOf } from '../../../src/workflow/instance.ts';
import { kinds, type Random, randomInstance, randomOf } from '../../workflow/random.ts';
import { plansByTrying } from '../trying.ts';

function randomWeights(random: Random, instance: Instance): Weights {
  const most = 1 + random(6);
  return {
    costs: Array.from({ length: instance.steps }, () => {
      const own = new Map<number, number>();
      for (let user = 0; user < instance.users; user += 1) if (random(2) === 0) own.set(user, random(most));
      return own;
    }),
    otherwise: random(3),
    largestLoad: random(2) === 0,
    squares: random(2) === 0 ? 0 : 1 + random(2),
  };
}

/** The value said again, naively. */
function valueByHand(weights: Weights, plan: readonly number[]): Value {
  const loads = new Map<number, number>();
  for (const user of plan) loads.set(user, (loads.get(user) ?? 0) + 1);
  const steps = plan.map((user, step) => weights.costs[step]!.get(user) ?? weights.otherwise);
  const squares = [...loads.values()].map((load) => weights.squares * load ** 2);
  return {
    largestLoad: weights.largestLoad ? Math.max(0, ...loads.values()) : null,
    cost: [...steps, ...squares].reduce((sum, cost) => sum + cost, 0),
  };
}

const isLess = (a: Value, b: Value) =>
  (a.largestLoad ?? 0) < (b.largestLoad ?? 0) ||
  ((a.largestLoad ?? 0) === (b.largestLoad ?? 0) && a.cost < b.cost);

function bestByTrying(instance: Instance, weights: Weights): Value | null {
  let best: Value | null = null;
  for (const plan of plansByTrying(instance)) {
    const value = valueByHand(weights, plan);
    if (best === null || isLess(value, best)) best = value;
  }
  return best;
}

function small(random: Random): Instance {
  return randomInstance(random, {
    steps: 2 + random(4),
    users: 2 + random(3),
    density: 60 + random(40),
    kinds: Array.from({ length: random(6) }, () =>
      random(2) === 0 ? ('separation' as const) : kinds[random(kinds.length)]!,
    ),
  });
}

describe('bestPlan', () => {
  test('is the best, by trying, for constraints of every kind', () => {
    const seen = new Map<string, number>();
    let infeasible = 0;
    for (let seed = 0; seed < 2000; seed += 1) {
      const random = randomOf(seed);
      const instance = small(random);
      const weights = randomWeights(random, instance);
      const truth = bestByTrying(instance, weights);
      const found = bestPlan(instance, weights);
      if (truth === null) {
        infeasible += 1;
        expect(found, `seed ${seed}`).toEqual({ kind: 'infeasible' });
        continue;
      }
      expect(found, `seed ${seed}`).toMatchObject({ kind: 'best', value: truth });
      if (found.kind !== 'best') continue;
      expect(violationOf(instance, found.plan)).toBeUndefined();
      expect(valueByHand(weights, [...found.plan])).toEqual(truth);
      for (const { kind } of instance.constraints) seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }
    expect(infeasible).toBeGreaterThan(200);
    for (const kind of kinds) expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(50);
  });

  test('is the best among users who are alike', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const random = randomOf(seed);
      const steps = 4;
      const users = 6;
      const half = [
        [0, 1, 2],
        [3, 4, 5],
        [0, 1, 2, 3, 4, 5],
      ];
      const instance = instanceOf(
        users,
        Array.from({ length: steps }, () => half[random(3)]!),
        Array.from({ length: 1 + random(4) }, () => {
          const left = random(steps);
          return { kind: 'separation', left, right: (left + 1 + random(steps - 1)) % steps } as const;
        }),
      );
      const costs = Array.from({ length: steps }, () => new Map([[random(users), random(3)]]));
      const weights = { costs, otherwise: 1, largestLoad: random(2) === 0, squares: random(2) };
      expect(bestPlan(instance, weights), `seed ${seed}`).toMatchObject({
        kind: 'best',
        value: bestByTrying(instance, weights),
      });
    }
  });

  test('where limits end it, the bound is true', () => {
    const seen = { best: 0, bounded: 0, infeasible: 0, unknown: 0 };
    let tight = 0;
    const limitsOf = (random: Random): BestLimits => {
      let questions = random(12);
      return random(2) === 0
        ? { steps: random(4) }
        : {
            interrupted: () => {
              questions -= 1;
              return questions < 0;
            },
          };
    };
    for (let seed = 0; seed < 800; seed += 1) {
      const random = randomOf(90_000 + seed);
      const instance = small(random);
      const weights = randomWeights(random, instance);
      const truth = bestByTrying(instance, weights);
      const found = bestPlan(instance, weights, limitsOf(random));
      seen[found.kind] += 1;
      if (found.kind === 'unknown') continue;
      if (found.kind === 'infeasible' || truth === null) {
        expect(truth).toBe(null);
        expect(found.kind).toBe('infeasible');
        continue;
      }
      expect(violationOf(instance, found.plan)).toBeUndefined();
      expect(found.value).toEqual(valueByHand(weights, [...found.plan]));
      expect(isLess(found.value, truth), `seed ${seed}`).toBe(false);
      if (found.kind === 'best') expect(found.value).toEqual(truth);
      else {
        expect(isLess(truth, found.lowerBound), `seed ${seed}`).toBe(false);
        if (!isLess(found.lowerBound, truth)) tight += 1;
      }
    }
    expect(seen.bounded).toBeGreaterThan(30);
    expect(seen.best).toBeGreaterThan(100);
    expect(tight).toBeGreaterThan(10);
  });

  test('of many users and steps', () => {
    const random = randomOf(5);
    for (const instance of [am3(12, 1), sparse(15, 200, 1)]) {
      const costs = instance.authorised.map(
        () => new Map(Array.from({ length: instance.users }, (_, user) => [user, random(20)])),
      );
      const weights: Weights = { costs, otherwise: 20, largestLoad: true, squares: 1 };
      const found = bestPlan(instance, weights);
      expect(found.kind).toBe('best');
      if (found.kind !== 'best') continue;
      expect(violationOf(instance, found.plan)).toBeUndefined();
      expect(planValue(weights, found.plan)).toEqual(found.value);
    }
  });

  test('no step costs nothing', () => {
    const weights: Weights = { costs: [], otherwise: 3, largestLoad: true, squares: 1 };
    expect(bestPlan(instanceOf(2, [], []), weights)).toMatchObject({
      kind: 'best',
      value: { largestLoad: 0, cost: 0 },
    });
  });
});

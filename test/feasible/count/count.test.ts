import { describe, expect, test } from 'vitest';
import { am3 } from '../../../bench/wsp/generate.ts';
import { countPlans } from '../../../src/feasible/count/count.ts';
import { type Constraint, type Instance, instanceOf } from '../../../src/workflow/instance.ts';
import { kinds, randomInstance, randomOf } from '../../workflow/random.ts';
import { plansByTrying } from '../trying.ts';

const everybody = (steps: number, users: number, constraints: readonly Constraint[]): Instance =>
  instanceOf(
    users,
    Array.from({ length: steps }, () => Array.from({ length: users }, (_, user) => user)),
    constraints,
  );

const apart = (left: number, right: number): Constraint => ({ kind: 'separation', left, right });

describe('countPlans', () => {
  test('is exact, by trying, for constraints of every kind', () => {
    let none = 0;
    let many = 0;
    const counted = new Map<string, number>();
    for (let seed = 0; seed < 3000; seed += 1) {
      const random = randomOf(seed);
      const instance = randomInstance(random, {
        steps: 1 + random(2) + random(4),
        users: 1 + random(4),
        density: 50 + random(50),
        kinds: Array.from({ length: random(5) }, () => kinds[random(kinds.length)]!).filter(
          (kind) => kind !== 'separation' && kind !== 'binding',
        ),
      });
      const pairs = Array.from({ length: instance.steps > 1 ? random(5) : 0 }, (): Constraint => {
        const left = random(instance.steps);
        const right = (left + 1 + random(instance.steps - 1)) % instance.steps;
        return { kind: random(4) === 0 ? 'binding' : 'separation', left, right };
      });
      const whole = { ...instance, constraints: [...instance.constraints, ...pairs] };
      const truth = plansByTrying(whole).length;
      expect(countPlans(whole), `seed ${seed}`).toEqual({ kind: 'exact', count: BigInt(truth) });
      if (truth === 0) none += 1;
      if (truth > 10) many += 1;
      if (truth > 0) {
        for (const { kind } of whole.constraints) counted.set(kind, (counted.get(kind) ?? 0) + 1);
      }
    }
    expect(none).toBeGreaterThan(300);
    expect(many).toBeGreaterThan(200);
    for (const kind of kinds) expect(counted.get(kind) ?? 0, kind).toBeGreaterThan(60);
  });

  test('is exact where everybody is apart, or few may do much', () => {
    let positive = 0;
    for (let seed = 0; seed < 150; seed += 1) {
      const random = randomOf(70_000 + seed);
      const instance = randomInstance(random, {
        steps: 7,
        users: 5,
        density: 55,
        kinds: Array.from(
          { length: 4 + random(8) },
          () => (['separation', 'separation', 'separation', 'at-most', 'load'] as const)[random(5)]!,
        ),
      });
      const truth = plansByTrying(instance).length;
      expect(countPlans(instance), `seed ${seed}`).toEqual({ kind: 'exact', count: BigInt(truth) });
      if (truth > 0) positive += 1;
    }
    expect(positive).toBeGreaterThan(30);
  });

  test('numbers that are known: cliques, paths and rings, with many users', () => {
    const ring = (k: number) => Array.from({ length: k }, (_, at) => apart(at, (at + 1) % k));
    const clique = (k: number) =>
      Array.from({ length: k }, (_, a) => Array.from({ length: a }, (_, b) => apart(a, b))).flat();
    const exact = (count: bigint) => ({ kind: 'exact', count });
    expect(countPlans(everybody(5, 100, clique(5)))).toEqual(exact(100n * 99n * 98n * 97n * 96n));
    expect(countPlans(everybody(40, 1000, ring(40).slice(0, 39)))).toEqual(exact(1000n * 999n ** 39n));
    expect(countPlans(everybody(12, 50, ring(12)))).toEqual(exact(49n ** 12n + 49n));
    expect(countPlans(everybody(30, 9, []))).toEqual(exact(9n ** 30n));
    // Surjections and words of few letters: at least, and at most, so many of 6 users do 6 steps.
    const steps = [0, 1, 2, 3, 4, 5];
    expect(countPlans(everybody(6, 6, [{ kind: 'at-least', bound: 6, steps }]))).toEqual(exact(720n));
    expect(countPlans(everybody(6, 6, [{ kind: 'at-most', bound: 2, steps }]))).toEqual(exact(936n));
    expect(countPlans(everybody(6, 6, [{ kind: 'load', bound: 1 }]))).toEqual(exact(720n));
    expect(countPlans(instanceOf(3, [], []))).toEqual(exact(1n));
  });

  test('a part that is too large for the bits of a number', () => {
    // A path of 40 steps, each with two of three users: as many words as transfer matrices say.
    const lists = Array.from({ length: 40 }, (_, at) => [at % 3, (at + 1) % 3]);
    const path = Array.from({ length: 39 }, (_, at) => apart(at, at + 1));
    let ways = new Map(lists[0]!.map((user) => [user, 1n]));
    for (const list of lists.slice(1)) {
      const all = [...ways.values()].reduce((sum, count) => sum + count, 0n);
      ways = new Map(list.map((user) => [user, all - (ways.get(user) ?? 0n)]));
    }
    const count = [...ways.values()].reduce((sum, own) => sum + own, 0n);
    expect(countPlans(instanceOf(3, lists, path))).toEqual({ kind: 'exact', count });
  });

  test('where limits end it, both bounds are true', () => {
    let apartFromTruth = 0;
    const seen = { exact: 0, 'at-least': 0 };
    for (let seed = 0; seed < 600; seed += 1) {
      const random = randomOf(seed);
      const instance = randomInstance(random, {
        steps: 3 + random(3),
        users: 3 + random(3),
        density: 60 + random(40),
        kinds: Array.from({ length: 1 + random(5) }, () => kinds[random(kinds.length)]!),
      });
      const truth = BigInt(plansByTrying(instance).length);
      const found = countPlans(instance, { steps: random(4) });
      seen[found.kind] += 1;
      if (found.kind === 'exact') {
        expect(found.count, `seed ${seed}`).toBe(truth);
        continue;
      }
      expect(found.count <= truth && truth <= found.atMost, `seed ${seed}`).toBe(true);
      expect(found.count > 0n).toBe(truth > 0n);
      if (found.count > 1n && found.count < truth) apartFromTruth += 1;
    }
    expect(seen.exact).toBeGreaterThan(100);
    expect(seen['at-least']).toBeGreaterThan(100);
    expect(apartFromTruth).toBeGreaterThan(30);
    const large = am3(24, 5);
    expect(countPlans(large, { deadline: 0 })).toMatchObject({ reason: 'time limit' });
    expect(countPlans(large, { interrupted: () => true })).toMatchObject({ reason: 'interrupted' });
  });
});

import { describe, expect, test } from 'vitest';
import { cheapestSets } from '../../src/feasible/hitting-sets.ts';
import { type Random, randomOf } from '../workflow/random.ts';

/** Random clauses: a set is enough if it has, for some of the alternatives, one element of each of its clauses. */
function randomOracle(random: Random, size: number) {
  const some = () => Array.from({ length: 1 + random(3) }, () => random(size));
  const alternatives = Array.from({ length: 1 + random(3) }, () => Array.from({ length: random(5) }, some));
  return (chosen: readonly number[]): boolean =>
    alternatives.some((clauses) => clauses.every((clause) => clause.some((one) => chosen.includes(one))));
}

function byTrying(costs: readonly number[], isEnough: (chosen: readonly number[]) => boolean) {
  let cost = Number.POSITIVE_INFINITY;
  let sets: number[][] = [];
  for (let mask = 0; mask < 1 << costs.length; mask += 1) {
    const chosen = costs.flatMap((_, element) => (((mask >>> element) & 1) === 1 ? [element] : []));
    const own = chosen.reduce((sum, element) => sum + costs[element]!, 0);
    if (own > cost || !isEnough(chosen)) continue;
    if (own < cost) sets = [];
    cost = own;
    sets.push(chosen);
  }
  return { cost, sets };
}

const sorted = (sets: readonly (readonly number[])[]) => sets.map((set) => set.join(' ')).sort();

describe('cheapestSets', () => {
  test('are all of them, by trying every set', () => {
    const sizes = new Map<number, number>();
    let several = 0;
    for (let seed = 0; seed < 1500; seed += 1) {
      const random = randomOf(seed);
      const size = 1 + random(8);
      const costs = Array.from({ length: size }, () => 1 + random(4));
      const isEnough = randomOracle(random, size);
      const truth = byTrying(costs, isEnough);
      const coreOf = (chosen: readonly number[]) =>
        costs.flatMap((_, element) => (chosen.includes(element) ? [] : [element]));
      const found = cheapestSets(costs, seed % 2 === 0 ? { isEnough } : { isEnough, coreOf }, { sets: 1000 });
      if (found.kind !== 'found') throw new Error(`seed ${seed}: ${found.kind}`);
      expect(found.cost, `seed ${seed}`).toBe(truth.cost);
      expect(found.isCapped).toBe(false);
      expect(sorted(found.sets), `seed ${seed}`).toEqual(sorted(truth.sets));
      sizes.set(found.sets[0]!.length, (sizes.get(found.sets[0]!.length) ?? 0) + 1);
      if (found.sets.length > 1) several += 1;
    }
    expect(several).toBeGreaterThan(100);
    for (const size of [0, 1, 2, 3]) expect(sizes.get(size) ?? 0, `size ${size}`).toBeGreaterThan(20);
  });

  test('are capped, and say so only if there may be more', () => {
    const isEnough = (chosen: readonly number[]) => chosen.length > 0;
    const costs = [1, 1, 1];
    const find = (sets: number) => cheapestSets(costs, { isEnough }, { sets });
    expect(find(2)).toMatchObject({ kind: 'found', isCapped: true, sets: [[0], [1]] });
    expect(find(3)).toMatchObject({ kind: 'found', isCapped: false, sets: [[0], [1], [2]] });
  });

  test('sets that mean the same are passed over', () => {
    const isEnough = (chosen: readonly number[]) => chosen.length > 1;
    const alike = (chosen: readonly number[]) =>
      [0, 1, 2].map((one) => [one, 3]).filter(() => chosen.includes(3));
    const found = cheapestSets([1, 1, 1, 1], { isEnough, alike });
    expect(found).toMatchObject({ kind: 'found', cost: 2 });
    if (found.kind === 'found') expect(found.sets.filter((set) => set.includes(3)).length).toBe(1);
  });

  test('none: everything together is not enough, or not within the cost', () => {
    expect(cheapestSets([1, 2], { isEnough: () => false })).toEqual({ kind: 'none' });
    const both = (chosen: readonly number[]) => chosen.length === 2;
    expect(cheapestSets([1, 2], { isEnough: both }, { cost: 2 })).toEqual({ kind: 'none' });
    expect(cheapestSets([1, 2], { isEnough: both }, { cost: 3 })).toMatchObject({ kind: 'found', cost: 3 });
  });

  test('unknown: with a bound that is true', () => {
    const costs = Array.from({ length: 8 }, () => 2);
    const isEnough = (chosen: readonly number[]) => chosen.length >= 4;
    const reasons = new Set<string>();
    for (let questions = 0; questions < 40; questions += 1) {
      const found = cheapestSets(costs, { isEnough }, { questions });
      if (found.kind !== 'unknown') continue;
      reasons.add(found.reason);
      expect(found.atLeast).toBeLessThanOrEqual(8);
    }
    expect(cheapestSets(costs, { isEnough }, { nodes: 3 })).toMatchObject({
      kind: 'unknown',
      reason: 'node limit',
    });
    expect(cheapestSets(costs, { isEnough }, { deadline: 0 })).toMatchObject({ reason: 'time limit' });
    expect(cheapestSets(costs, { isEnough }, { interrupted: () => true })).toMatchObject({
      reason: 'interrupted',
    });
    expect([...reasons]).toEqual(['question limit']);
  });

  test('an oracle that does not know now and then never makes a set that is not cheapest', () => {
    let found = 0;
    let unknown = 0;
    for (let seed = 0; seed < 400; seed += 1) {
      const random = randomOf(seed);
      const size = 2 + random(6);
      const costs = Array.from({ length: size }, () => 1 + random(3));
      const truthOf = randomOracle(random, size);
      const { cost, sets } = byTrying(costs, truthOf);
      const answer = cheapestSets(costs, {
        isEnough: (chosen) => (random(6) === 0 ? 'unknown' : truthOf(chosen)),
      });
      if (answer.kind === 'found') {
        found += 1;
        expect(answer.cost).toBe(cost);
        for (const set of answer.sets) expect(sorted(sets)).toContain(set.join(' '));
      } else if (answer.kind === 'unknown') {
        unknown += 1;
        expect(answer.atLeast).toBeLessThanOrEqual(cost);
      } else throw new Error('none');
    }
    expect(found).toBeGreaterThan(50);
    expect(unknown).toBeGreaterThan(50);
  });
});

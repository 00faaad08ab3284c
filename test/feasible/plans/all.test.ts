import { describe, expect, test } from 'vitest';
import { am3, hard60 } from '../../../bench/wsp/generate.ts';
import { solve } from '../../../src/feasible/pattern/solve.ts';
import { plansOf } from '../../../src/feasible/plans/all.ts';
import { violationOf } from '../../../src/workflow/check-plan.ts';
import { instanceOf } from '../../../src/workflow/instance.ts';
import { kinds, randomInstance, randomOf } from '../../workflow/random.ts';
import { plansByTrying } from '../trying.ts';

function collect(plans: ReturnType<typeof plansOf>, most = Number.POSITIVE_INFINITY) {
  const found: string[] = [];
  while (found.length < most) {
    const next = plans.next();
    if (next.done === true) return { found, end: next.value };
    found.push(next.value.join(' '));
  }
  return { found, end: null };
}

describe('plansOf', () => {
  test('are all plans, each once, for constraints of every kind', () => {
    const seen = new Map<string, number>();
    let none = 0;
    for (let seed = 0; seed < 2500; seed += 1) {
      const random = randomOf(seed);
      const instance = randomInstance(random, {
        steps: 2 + random(4),
        users: 1 + random(4),
        density: 50 + random(50),
        kinds: Array.from({ length: random(6) }, () => kinds[random(kinds.length)]!),
      });
      const truth = plansByTrying(instance).map((plan) => plan.join(' '));
      const { found, end } = collect(plansOf(instance));
      expect(end).toBe('all');
      expect(found.sort(), `seed ${seed}`).toEqual(truth.sort());
      if (truth.length === 0) none += 1;
      else for (const { kind } of instance.constraints) seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }
    expect(none).toBeGreaterThan(300);
    for (const kind of kinds) expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(80);
  });

  test('the first come at once, always in the same order', () => {
    const counts: number[] = [];
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const instance = am3(18, seed);
      const isFeasible = solve(instance).kind === 'feasible';
      const { found, end } = collect(plansOf(instance, { steps: 3_000 }), 3);
      expect(found.length > 0).toBe(isFeasible);
      if (!isFeasible) expect(end).toBe('all');
      expect(collect(plansOf(instance, { steps: 3_000 }), 3).found).toEqual(found);
      expect(new Set(found).size).toBe(found.length);
      for (const plan of found) {
        expect(violationOf(instance, plan.split(' ').map(Number))).toBeUndefined();
      }
      counts.push(found.length);
    }
    expect(counts).toContain(0);
    expect(counts).toContain(3);
  });

  test('no plan, no step, and limits', () => {
    expect(collect(plansOf(instanceOf(1, [[]], [])))).toEqual({ found: [], end: 'all' });
    expect(collect(plansOf(instanceOf(1, [], [])))).toEqual({ found: [''], end: 'all' });
    const empty = instanceOf(1, [], [{ kind: 'team', steps: [], teams: [] }]);
    expect(collect(plansOf(empty))).toEqual({ found: [], end: 'all' });
    const free = instanceOf(3, [[0, 1, 2]], []);
    expect(collect(plansOf(free, { steps: 2 }))).toEqual({ found: ['0', '1'], end: 'step limit' });
    expect(collect(plansOf(free, { deadline: 0 }))).toEqual({ found: [], end: 'time limit' });
    expect(collect(plansOf(hard60(1), { interrupted: () => true })).end).toBe('interrupted');
  });
});

import { describe, expect, test } from 'vitest';
import { am3 } from '../../../bench/wsp/generate.ts';
import { conflictOf } from '../../../src/feasible/conflict/find.ts';
import { solve } from '../../../src/feasible/pattern/solve.ts';
import { restrict } from '../../../src/feasible/restrict.ts';
import { type Instance, instanceOf } from '../../../src/workflow/instance.ts';
import { isFeasible, kinds, randomInstance, randomOf } from '../../workflow/random.ts';

const without = (list: readonly number[], gone: number) => list.filter((other) => other !== gone);

/** By `check`: the conflict has no plan, and loses that with any step or constraint. */
function expectMinimal(instance: Instance, label: string, check: (part: Instance) => boolean) {
  const conflict = conflictOf(instance);
  const { steps, constraints } = conflict;
  const part = (s: readonly number[], c: readonly number[]) => check(restrict(instance, s, c).instance);
  expect(conflict, label).toMatchObject({ minimal: true, undecided: 0 });
  expect(part(steps, constraints), label).toBe(false);
  for (const step of steps) expect(part(without(steps, step), constraints), `${label} s${step}`).toBe(true);
  for (const index of constraints) {
    expect(part(steps, without(constraints, index)), `${label} c${index}`).toBe(true);
  }
  return conflict;
}

describe('conflictOf', () => {
  test('is minimal on random instances of every kind, and its reason is true', () => {
    const reasons = { 'no-candidate': 0, hall: 0, other: 0 };
    const involved = new Map<string, number>();
    for (let seed = 0; seed < 1800; seed += 1) {
      const random = randomOf(seed);
      const instance = randomInstance(random, {
        steps: 2 + random(4),
        users: 1 + random(4),
        density: 60 + random(40),
        kinds: Array.from({ length: 1 + random(8) }, () => kinds[random(kinds.length)]!),
      });
      if (isFeasible(instance)) continue;
      const conflict = expectMinimal(instance, `seed ${seed}`, isFeasible);
      reasons[conflict.kind] += 1;
      for (const index of conflict.constraints) {
        const { kind } = instance.constraints[index]!;
        involved.set(kind, (involved.get(kind) ?? 0) + 1);
      }
      if (conflict.kind !== 'hall') continue;
      expect(conflict.users.length).toBeLessThan(conflict.blocks.length);
      expect(conflict.blocks.flat().sort((a, b) => a - b)).toEqual(conflict.steps);
    }
    expect(reasons['no-candidate']).toBeGreaterThan(200);
    expect(reasons.hall).toBeGreaterThan(50);
    expect(reasons.other).toBeGreaterThan(100);
    for (const kind of kinds) expect(involved.get(kind) ?? 0, kind).toBeGreaterThan(10);
  });

  test('is minimal where separations and counts fight over few users', () => {
    let count = 0;
    for (let seed = 0; seed < 300; seed += 1) {
      const random = randomOf(50_000 + seed);
      const instance = randomInstance(random, {
        steps: 6,
        users: 4,
        density: 60,
        kinds: Array.from(
          { length: 10 },
          () => (['separation', 'separation', 'at-most', 'at-least', 'load'] as const)[random(5)]!,
        ),
      });
      if (isFeasible(instance)) continue;
      count += 1;
      expectMinimal(instance, `seed ${seed}`, isFeasible);
    }
    expect(count).toBeGreaterThan(60);
  });

  test('is minimal at the phase transition', () => {
    let count = 0;
    for (let seed = 0; seed < 6; seed += 1) {
      const instance = am3(18, seed);
      if (solve(instance).kind !== 'infeasible') continue;
      count += 1;
      expectMinimal(instance, `am3 ${seed}`, (part) => solve(part).kind === 'feasible');
    }
    expect(count).toBeGreaterThan(1);
  });

  test('prefers few steps: nobody for one, then too few users for those that must be apart', () => {
    const apart = (left: number, right: number) => ({ kind: 'separation', left, right }) as const;
    const instance = instanceOf(
      3,
      [[0], [1], [0, 1], [0, 1], [0, 1], [2]],
      [apart(0, 2), apart(1, 2), apart(2, 3), apart(3, 4), apart(2, 4), { kind: 'unavailable', users: [2] }],
    );
    expect(conflictOf(instance)).toMatchObject({
      kind: 'no-candidate',
      steps: [5],
      constraints: [5],
      users: [2],
    });
    const staffed = { ...instance, constraints: instance.constraints.slice(0, 5) };
    expect(conflictOf(staffed)).toMatchObject({
      kind: 'hall',
      blocks: [[2], [3], [4]],
      constraints: [2, 3, 4],
      users: [0, 1],
    });
    const bare = { ...instance, constraints: [apart(0, 2), apart(2, 1)] };
    expect(conflictOf(bare)).toMatchObject({ kind: 'other', steps: [0, 1, 2], constraints: [0, 1] });
  });

  test('limits leave a conflict all the same, and say how much of it is open', () => {
    const instance = am3(
      18,
      [...Array(20).keys()].find((seed) => solve(am3(18, seed)).kind === 'infeasible')!,
    );
    for (const limits of [{ undecided: 0 }, { interrupted: () => true }, { deadline: 0 }, { conflicts: 0 }]) {
      const { minimal, undecided, steps, constraints } = conflictOf(instance, limits);
      expect(minimal).toBe(false);
      expect(undecided).toBeGreaterThan(0);
      expect(undecided).toBeLessThanOrEqual(steps.length + constraints.length);
      expect(solve(restrict(instance, steps, constraints).instance).kind).toBe('infeasible');
    }
  });

  test('a constraint about no step that nothing respects', () => {
    expect(conflictOf(instanceOf(1, [[0]], [{ kind: 'team', steps: [], teams: [] }]))).toMatchObject({
      kind: 'other',
      steps: [],
      constraints: [0],
      minimal: true,
    });
  });
});

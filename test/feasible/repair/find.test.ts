import { describe, expect, test } from 'vitest';
import { type Changes, repairsOf } from '../../../src/feasible/repair/find.ts';
import { violationOf } from '../../../src/workflow/check-plan.ts';
import { type Instance, instanceOf } from '../../../src/workflow/instance.ts';
import { isFeasible, kinds, type Random, randomInstance, randomOf } from '../../workflow/random.ts';

/** Changes as role assignments are: each authorises its user for a step only together with those it needs. */
function randomChanges(random: Random, instance: Instance): Changes {
  const options = Array.from({ length: 2 + random(5) }, () =>
    random(4) === 0 && instance.constraints.length > 0
      ? ({ kind: 'drop', constraint: random(instance.constraints.length) } as const)
      : ({ kind: 'role', user: random(instance.users), role: random(3) } as const),
  );
  const rolesOf = instance.authorised.map(() => [0, 1, 2].filter(() => random(2) === 0));
  return {
    costs: options.map(() => 1 + random(3)),
    apply: (chosen) => {
      const dropped = chosen.flatMap((at) => {
        const option = options[at]!;
        return option.kind === 'drop' ? [option.constraint] : [];
      });
      const has = (user: number, role: number) =>
        chosen.some((at) => {
          const option = options[at]!;
          return option.kind === 'role' && option.user === user && option.role === role;
        });
      const users = Array.from({ length: instance.users }, (_, user) => user);
      return instanceOf(
        instance.users,
        instance.authorised.map((row, step) =>
          users.filter(
            (user) =>
              ((row[0]! >>> user) & 1) === 1 ||
              (rolesOf[step]!.length > 0 && rolesOf[step]!.every((role) => has(user, role))),
          ),
        ),
        instance.constraints.filter((_, index) => !dropped.includes(index)),
      );
    },
  };
}

function byTrying({ costs, apply }: Changes) {
  let cost = Number.POSITIVE_INFINITY;
  let sets: string[] = [];
  for (let mask = 0; mask < 1 << costs.length; mask += 1) {
    const chosen = costs.flatMap((_, at) => (((mask >>> at) & 1) === 1 ? [at] : []));
    const own = chosen.reduce((sum, at) => sum + costs[at]!, 0);
    if (own > cost || !isFeasible(apply(chosen))) continue;
    if (own < cost) sets = [];
    cost = own;
    sets.push(chosen.join(' '));
  }
  return { cost, sets };
}

describe('repairsOf', () => {
  test('are all of the cheapest, by trying every choice of changes that work together', () => {
    let none = 0;
    const sizes = new Map<number, number>();
    for (let seed = 0; seed < 700; seed += 1) {
      const random = randomOf(seed);
      const instance = randomInstance(random, {
        steps: 2 + random(3),
        users: 1 + random(4),
        density: 20 + random(50),
        kinds: Array.from({ length: random(5) }, () => kinds[random(kinds.length)]!),
      });
      const changes = randomChanges(random, instance);
      const truth = byTrying(changes);
      const found = repairsOf(changes, { sets: 1000 });
      if (found.kind === 'none') {
        none += 1;
        expect(truth.sets, `seed ${seed}`).toEqual([]);
        continue;
      }
      if (found.kind !== 'repairs') throw new Error(`seed ${seed}: ${found.kind}`);
      expect(found.repairs.map((repair) => repair.changes.join(' ')).sort(), `seed ${seed}`).toEqual(
        truth.sets.sort(),
      );
      for (const { changes: chosen, cost, plan } of found.repairs) {
        expect(cost).toBe(truth.cost);
        expect(violationOf(changes.apply(chosen), plan)).toBeUndefined();
        sizes.set(chosen.length, (sizes.get(chosen.length) ?? 0) + 1);
      }
    }
    expect(none).toBeGreaterThan(50);
    expect(sizes.get(0) ?? 0).toBeGreaterThan(50);
    expect(sizes.get(1) ?? 0).toBeGreaterThan(30);
    expect((sizes.get(2) ?? 0) + (sizes.get(3) ?? 0)).toBeGreaterThan(10);
  });

  test('limits are told', () => {
    const changes: Changes = {
      costs: [1, 1],
      apply: (chosen) => instanceOf(1, chosen.length === 2 ? [[0]] : [[]], []),
    };
    expect(repairsOf(changes)).toMatchObject({ kind: 'repairs', repairs: [{ changes: [0, 1], cost: 2 }] });
    expect(repairsOf(changes, { questions: 2 })).toMatchObject({ kind: 'unknown', reason: 'question limit' });
    expect(repairsOf(changes, { cost: 1 })).toEqual({ kind: 'none' });
  });
});

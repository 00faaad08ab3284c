import { describe, expect, test } from 'vitest';
import { equalUsers } from '../../../src/feasible/classes.ts';
import {
  type Change,
  cheapestRepairs,
  type Prices,
  usualPrices,
} from '../../../src/feasible/repair/instance.ts';
import { violationOf } from '../../../src/workflow/check-plan.ts';
import { type Instance, instanceOf } from '../../../src/workflow/instance.ts';
import { isFeasible, kinds, randomInstance, randomOf } from '../../workflow/random.ts';

const users = (instance: Instance) => Array.from({ length: instance.users }, (_, user) => user);
const rows = (instance: Instance) =>
  instance.authorised.map((row) => users(instance).filter((user) => ((row[0]! >>> user) & 1) === 1));

function changed(instance: Instance, changes: readonly Change[]): Instance {
  const authorised = rows(instance);
  const dropped = new Set<number>();
  let count = instance.users;
  for (const change of changes) {
    if (change.kind === 'authorise') authorised[change.step]!.push(change.user);
    if (change.kind === 'drop') dropped.add(change.constraint);
    if (change.kind !== 'add-person') continue;
    for (const step of change.steps) authorised[step]!.push(count);
    count += 1;
  }
  return instanceOf(
    count,
    authorised,
    instance.constraints.filter((_, index) => !dropped.has(index)),
  );
}

const priceOf = (change: Change, prices: Prices): number | null =>
  change.kind === 'authorise' ? prices.authorise : change.kind === 'drop' ? prices.drop : prices.addPerson;

/** The cheapest sets of changes, users who are not told apart written alike, by trying all up to a cost. */
function byTrying(instance: Instance, prices: Prices, most: number) {
  const all = [...Array(instance.steps).keys()];
  const options: Change[] = [
    ...rows(instance).flatMap((row, step) =>
      users(instance)
        .filter((user) => !row.includes(user))
        .map((user) => ({ kind: 'authorise', user, step, others: 0 }) as const),
    ),
    ...instance.constraints.map((_, constraint) => ({ kind: 'drop', constraint }) as const),
    ...[0, 1].map(() => ({ kind: 'add-person', steps: all }) as const),
  ].filter((change) => priceOf(change, prices) !== null);
  let cost = most;
  let sets = new Set<string>();
  const extend = (from: number, chosen: readonly Change[], own: number): void => {
    if (own > cost) return;
    if (isFeasible(changed(instance, chosen))) {
      if (own < cost) sets = new Set();
      cost = own;
      sets.add(canonical(instance, chosen));
      return;
    }
    for (let at = from; at < options.length; at += 1) {
      const next = options[at]!;
      extend(at + 1, [...chosen, next], own + priceOf(next, prices)!);
    }
  };
  extend(0, [], 0);
  return { cost, sets: [...sets].sort() };
}

function canonical(instance: Instance, changes: readonly Change[]): string {
  const classes = equalUsers(instance);
  const steps = new Map<number, number[]>();
  const rest: string[] = [];
  for (const change of changes) {
    if (change.kind === 'authorise') steps.set(change.user, [...(steps.get(change.user) ?? []), change.step]);
    else rest.push(change.kind === 'drop' ? `drop ${change.constraint}` : 'person');
  }
  for (const [user, list] of steps) {
    const group = classes.findIndex((members) => members.includes(user));
    rest.push(`group ${group} does ${list.sort((a, b) => a - b).join(' ')}`);
  }
  return rest.sort().join('; ');
}

describe('cheapestRepairs', () => {
  test('are all of the cheapest, by trying', () => {
    const used = { authorise: 0, drop: 0, 'add-person': 0 };
    const costs = new Map<number, number>();
    let alike = 0;
    for (let seed = 0; seed < 350; seed += 1) {
      const random = randomOf(seed);
      const instance = randomInstance(random, {
        steps: 2 + random(2),
        users: 1 + random(4),
        density: 20 + random(60),
        kinds: Array.from({ length: random(5) }, () => kinds[random(kinds.length)]!),
      });
      if (isFeasible(instance)) continue;
      const prices =
        random(2) === 0
          ? usualPrices
          : {
              authorise: 1 + random(3),
              drop: random(4) === 0 ? null : 1 + random(3),
              addPerson: 1 + random(3),
            };
      const truth = byTrying(instance, prices, 6);
      const found = cheapestRepairs(instance, prices, { sets: 1000, cost: 6 });
      if (truth.sets.length === 0) {
        expect(found.kind, `seed ${seed}`).toBe('none');
        continue;
      }
      if (found.kind !== 'repairs') throw new Error(`seed ${seed}: ${found.kind}`);
      expect(found).toMatchObject({ isCapped: false, areAllOffered: true });
      const told = found.repairs.map((repair) => canonical(instance, repair.changes)).sort();
      expect(told, `seed ${seed}`).toEqual(truth.sets);
      costs.set(truth.cost, (costs.get(truth.cost) ?? 0) + 1);
      for (const repair of found.repairs) {
        expect(repair.cost).toBe(truth.cost);
        expect(violationOf(changed(instance, repair.changes), repair.plan), `seed ${seed}`).toBeUndefined();
        for (const change of repair.changes) {
          used[change.kind] += 1;
          if (change.kind === 'authorise' && change.others > 0) alike += 1;
        }
      }
    }
    for (const count of Object.values(used)) expect(count).toBeGreaterThan(30);
    for (const cost of [1, 2, 3, 4, 5]) expect(costs.get(cost) ?? 0, `cost ${cost}`).toBeGreaterThan(3);
    expect(alike).toBeGreaterThan(20);
  });

  test('one of many equal users is named, and how many others would do', () => {
    const found = cheapestRepairs(instanceOf(40, [[0], [0]], [{ kind: 'separation', left: 0, right: 1 }]));
    expect(found).toMatchObject({ kind: 'repairs', isCapped: false });
    if (found.kind !== 'repairs') return;
    expect(found.repairs.map((repair) => repair.changes)).toEqual([
      [{ kind: 'authorise', user: 1, step: 0, others: 38 }],
      [{ kind: 'authorise', user: 1, step: 1, others: 38 }],
    ]);
  });

  test('a repair may need several of them, and several new people', () => {
    const apart = [
      [0, 1],
      [1, 2],
      [0, 2],
    ].map(([left = 0, right = 0]) => ({ kind: 'separation', left, right }) as const);
    const found = cheapestRepairs(instanceOf(3, [[], [], []], apart), {
      authorise: 1,
      drop: null,
      addPerson: null,
    });
    expect(found).toMatchObject({ kind: 'repairs', isCapped: false });
    if (found.kind === 'repairs') expect(found.repairs.length).toBe(1);
    const hired = cheapestRepairs(instanceOf(0, [[], [], []], apart), { ...usualPrices, drop: null });
    expect(hired).toMatchObject({ kind: 'repairs', repairs: [{ cost: 12 }] });
    if (hired.kind !== 'repairs') return;
    expect(
      hired.repairs[0]!.changes.map((change) => (change.kind === 'add-person' ? change.steps.length : 0)),
    ).toEqual([1, 1, 1]);
  });
});

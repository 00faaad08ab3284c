import { describe, expect, test } from 'vitest';
import {
  cheapestRoleRepairs,
  prices,
  type RoleChange,
  type RoleModel,
} from '../../../src/feasible/repair/roles.ts';
import { type Constraint, type Instance, instanceOf } from '../../../src/workflow/instance.ts';
import { isFeasible, type Random, randomOf } from '../../workflow/random.ts';

/** Who holds which roles, in plain sets. */
interface World {
  readonly users: readonly ReadonlySet<number>[];
  readonly admissible: readonly ReadonlySet<number>[];
  readonly needs: readonly (readonly number[])[];
  readonly gains: readonly (readonly number[])[];
  readonly constraints: readonly Constraint[];
}

const roleCount = 3;

function randomWorld(random: Random): World {
  const users = 1 + random(3);
  const steps = 2 + random(3);
  const some = (chance: number): ReadonlySet<number> => new Set([0, 1, 2].filter(() => random(100) < chance));
  const gains = [[0], [1], random(3) === 0 ? [2, 0] : [2]];
  const needs = Array.from({ length: steps }, () => {
    const own = [...some(45)];
    return own.length === 0 ? [random(roleCount)] : own;
  });
  const constraints: Constraint[] = [];
  for (let left = 0; left < steps; left += 1)
    for (let right = left + 1; right < steps; right += 1)
      if (random(2) === 0) constraints.push({ kind: 'separation', left, right });
  if (random(3) === 0) constraints.push({ kind: 'at-least', bound: 2, steps: [0, 1] });
  if (random(4) === 0) constraints.push({ kind: 'unavailable', users: [0] });
  return {
    gains,
    needs,
    constraints,
    users: Array.from({ length: users }, () => closed(gains, some(40))),
    admissible: Array.from({ length: users }, () => some(80)),
  };
}

const closed = (gains: World['gains'], roles: Iterable<number>): ReadonlySet<number> =>
  new Set([...roles].flatMap((role) => gains[role]!));

function instanceAfter(world: World, changes: readonly RoleChange[]): Instance {
  const users = world.users.map((roles) => new Set(roles));
  const dropped = new Set<number>();
  for (const change of changes) {
    if (change.kind === 'drop') dropped.add(change.rule);
    if (change.kind === 'assign') for (const role of world.gains[change.role]!) users[change.user]!.add(role);
    if (change.kind === 'add-person') users.push(new Set(closed(world.gains, change.roles)));
  }
  return instanceOf(
    users.length,
    world.needs.map((needs) =>
      [...users.keys()].filter((user) => needs.every((role) => users[user]!.has(role))),
    ),
    world.constraints.filter((_, rule) => !dropped.has(rule)),
  );
}

function modelOf(world: World): RoleModel {
  const rowOf = (has: (user: number) => boolean): Uint32Array =>
    Uint32Array.of([...world.users.keys()].filter(has).reduce((bits, user) => bits | (1 << user), 0));
  const roles = [0, 1, 2];
  return {
    needs: world.needs,
    gains: world.gains,
    holders: roles.map((role) => rowOf((user) => world.users[user]!.has(role))),
    admissible: roles.map((role) => rowOf((user) => world.admissible[user]!.has(role))),
    rules: world.constraints.map((_, index) => [index]),
  };
}

/** Sets of changes that mean the same have the same name: users who are alike, and new people, have no names. */
function meaningOf(world: World, changes: readonly RoleChange[]): string {
  const alike = (user: number): string =>
    JSON.stringify([
      [...world.users[user]!].sort(),
      [...world.admissible[user]!].sort(),
      world.constraints.some((one) => one.kind === 'unavailable' && one.users.includes(user)),
    ]);
  const ofUsers = new Map<number, number[]>();
  const parts: string[] = [];
  for (const change of changes) {
    if (change.kind === 'assign')
      ofUsers.set(change.user, [...(ofUsers.get(change.user) ?? []), change.role].sort());
    if (change.kind === 'drop') parts.push(`drop ${change.rule}`);
    if (change.kind === 'add-person') parts.push(`add ${[...change.roles].sort().join(' ')}`);
  }
  for (const [user, roles] of ofUsers) parts.push(`${alike(user)} ${roles.join(' ')}`);
  return parts.sort().join(' | ');
}

const costOf = (change: RoleChange): number =>
  ({ assign: prices.assign, drop: prices.drop, 'add-person': prices.addPerson })[change.kind];

/** Every change, and how often it can be made. */
function allChanges(world: World): readonly RoleChange[] {
  const lists = new Map(world.needs.map((needs) => [[...needs].sort().join(' '), needs]));
  return [
    ...[...world.users.keys()].flatMap((user) =>
      [0, 1, 2]
        .filter((role) => !world.users[user]!.has(role) && world.admissible[user]!.has(role))
        .map((role): RoleChange => ({ kind: 'assign', user, role, others: 0 })),
    ),
    ...world.constraints.map((_, rule): RoleChange => ({ kind: 'drop', rule })),
    ...[...lists.values()].flatMap((roles): RoleChange[] => [
      { kind: 'add-person', roles },
      { kind: 'add-person', roles },
    ]),
  ];
}

/** The cheapest sets by trying all up to a cost, by what they mean. */
function bruteForce(
  world: World,
  most: number,
): { readonly cost: number; readonly sets: ReadonlySet<string> } | null {
  const changes = allChanges(world);
  let best = most + 1;
  let sets = new Set<string>();
  const extend = (from: number, chosen: readonly RoleChange[], cost: number): void => {
    if (cost > best || cost > most) return;
    if (isFeasible(instanceAfter(world, chosen))) {
      if (cost < best) {
        best = cost;
        sets = new Set();
      }
      sets.add(meaningOf(world, chosen));
      return;
    }
    for (let at = from; at < changes.length; at += 1)
      extend(at + 1, [...chosen, changes[at]!], cost + costOf(changes[at]!));
  };
  extend(0, [], 0);
  return best > most ? null : { cost: best, sets };
}

describe('the cheapest repairs by roles', () => {
  test('are those that trying every set of changes finds', () => {
    const seen = { none: 0, one: 0, several: 0 };
    const kinds = { assign: 0, drop: 0, 'add-person': 0 };
    const most = 9;
    for (let seed = 1; seed <= 600; seed += 1) {
      const world = randomWorld(randomOf(seed));
      const instance = instanceAfter(world, []);
      if (isFeasible(instance)) continue;
      const expected = bruteForce(world, most);
      const found = cheapestRoleRepairs(instance, modelOf(world), { cost: most, sets: 1000 });
      if (expected === null) {
        expect(found.kind, `seed ${seed}`).toBe('none');
        seen.none += 1;
        continue;
      }
      if (found.kind !== 'repairs') throw new Error(`seed ${seed}: ${found.kind}`);
      expect(found.areAll).toBe(true);
      const told = found.repairs.map(({ changes }) => meaningOf(world, changes));
      expect(new Set(found.repairs.map(({ cost }) => cost)), `seed ${seed}`).toEqual(
        new Set([expected.cost]),
      );
      expect([...told].sort(), `seed ${seed}`).toEqual([...expected.sets].sort());
      seen[told.length === 1 ? 'one' : 'several'] += 1;
      for (const { changes } of found.repairs) for (const { kind } of changes) kinds[kind] += 1;
    }
    expect(Math.min(seen.one, seen.several), JSON.stringify(seen)).toBeGreaterThan(25);
    expect(Math.min(...Object.values(kinds)), JSON.stringify(kinds)).toBeGreaterThan(25);
  });
});

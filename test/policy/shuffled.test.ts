/** Another order, and nothing else: the seed determines it, and what the policy states stays. */

import { describe, expect, test } from 'vitest';
import { buildPolicy } from '../../src/policy/build.ts';
import type { Facts, Policy } from '../../src/policy/model.ts';
import { shuffled } from '../../src/policy/shuffled.ts';
import { administeredInput } from '../oracle/administered-arbitrary.ts';

const input = {
  ...administeredInput(3),
  users: ['ann', 'bob', 'cho', 'dee'],
  undeclared: 'dangling',
  assignments: [
    ['ann', 'r0'],
    ['bob', 'r1'],
    ['cho', 'r2'],
    ['nobody', 'r0'],
  ],
  operations: [
    { name: 'one', permissions: ['o:a', 'o:b'] },
    { name: 'two', permissions: ['o:b', 'o:c'] },
  ],
  sessions: [
    { name: 's', user: 'ann', active: ['r0', 'r1'] },
    { name: 't', user: 'bob', active: ['r2'] },
  ],
  constraints: [
    { id: 'c', kind: 'exclusion', relation: 'static', sets: [{ members: ['r0', 'r1', 'r2'], limit: 3 }] },
    { id: 'd', kind: 'prerequisite', role: 'r0', needs: ['r1', 'r2'] },
    { id: 'e', kind: 'one-per-object', each: 'user', within: 'two' },
  ],
} as const satisfies Parameters<typeof buildPolicy>[0];

const policy = buildPolicy(input);

/** What a policy states, by name and sorted. */
function stated(of: Policy): unknown {
  const roles = (ids: readonly number[]): readonly string[] => ids.map((id) => of.roles.list[id]!).sort();
  const pairs = ({ left, right, line }: Facts, from: readonly string[], to: readonly string[]) =>
    Array.from(left, (id, row) => `${from[id]} ${to[right[row]!]} at ${line[row]}`).sort();
  const { users, permissions, operations } = of;
  return {
    users: [...users.list].sort(),
    dangling: users.list.slice(users.declaredCount).sort(),
    places: users.list.map((name, id) => `${name} ${of.declared.users[id]?.line}`).sort(),
    ids: [...users.ids].every(([name, id]) => users.list[id] === name),
    assignments: pairs(of.assignments, users.list, of.roles.list),
    inheritance: pairs(of.inheritance, of.roles.list, of.roles.list),
    grants: pairs(of.grants, of.roles.list, permissions.list),
    sessions: of.sessions.map(({ name, user }) => `${name} ${users.list[user]}`).sort(),
    active: pairs(
      of.active,
      of.sessions.map(({ name }) => name),
      of.roles.list,
    ),
    constraints: of.constraints
      .map((one) => {
        switch (one.kind) {
          case 'exclusion':
            return `${one.id} ${one.sets.map(({ members, limit }) => `${roles(members).join(' ')} ${limit}`).join()}`;
          case 'prerequisite':
            return `${one.id} ${of.roles.list[one.role]} ${roles(one.needs).join(' ')}`;
          case 'one-per-object':
            return `${one.id} ${operations[one.within.index]!.name}`;
          default:
            return one.id;
        }
      })
      .sort(),
    operations: operations
      .map(
        ({ name, permissions: own }) =>
          `${name} ${own
            .map((id) => permissions.list[id])
            .sort()
            .join(' ')}`,
      )
      .sort(),
    rules: of
      .administration!.rules.map((rule) => {
        const by = rule.by === null ? 'anybody' : roles(rule.by.roles).join(' ');
        const condition = rule.kind === 'enrol' ? '' : `${roles(rule.needs)} not ${roles(rule.bars)}`;
        return `${rule.id}: ${by} ${roles(rule.roles)} ${condition}`;
      })
      .sort(),
  };
}

const orderOf = ({ users, roles, permissions, assignments, constraints }: Policy): string =>
  JSON.stringify([
    users.list,
    roles.list,
    permissions.list,
    [...assignments.line],
    constraints.map(({ id }) => id),
  ]);

describe('a shuffled policy', () => {
  test('states the same', () => {
    for (let seed = 0; seed < 30; seed += 1) expect(stated(shuffled(policy, seed))).toEqual(stated(policy));
  });

  test('is in another order, which the seed determines', () => {
    const orders = Array.from({ length: 30 }, (_, seed) => orderOf(shuffled(policy, seed)));
    expect(new Set(orders).size).toBe(30);
    expect(orders).not.toContain(orderOf(policy));
    expect(Array.from({ length: 30 }, (_, seed) => orderOf(shuffled(policy, seed)))).toEqual(orders);
  });

  test('tells which names are dangling', () => {
    const { users } = shuffled(policy, 5);
    expect(users.list.slice(users.declaredCount)).toEqual(['nobody']);
  });
});

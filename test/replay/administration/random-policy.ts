/** Small random policies with an administration and one goal of any kind. */

import { buildPolicy, type ConstraintInput, type PolicyInput } from '../../../src/policy/build.ts';
import type { AdministrativeRuleInput, ReachGoalInput } from '../../../src/policy/build-administration.ts';
import type { Policy } from '../../../src/policy/model.ts';
import type { Random } from '../../workflow/random.ts';

const roles = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random(list.length)]!;
}

export const some = <T>(random: Random, list: readonly T[], percent: number): T[] =>
  list.filter(() => random(100) < percent);

const apart = <T>(random: Random, list: readonly T[], count: number): T[] => {
  const left = [...list];
  return Array.from({ length: count }, () => left.splice(random(left.length), 1)[0]!);
};

export interface Wishes {
  readonly users: number;
  readonly roles: number;
  readonly rules: number;
  readonly others: boolean;
  readonly anybody: boolean;
  readonly marks: boolean;
}

export function randomPolicy(random: Random, wishes: Wishes): Policy {
  const users = ['kim', 'lee', 'park'].slice(0, wishes.users);
  const names = roles.slice(0, wishes.roles);
  const officers = () => {
    if (wishes.anybody || random(5) === 0) return null;
    return { roles: [pick(random, names)], users: some(random, users, 10) };
  };
  const rules = Array.from({ length: 1 + random(wishes.rules) }, (): AdministrativeRuleInput => {
    const kind =
      wishes.others && random(8) === 0
        ? 'enrol'
        : random(3) === 0
          ? ('revoke' as const)
          : ('assign' as const);
    const own = { by: officers(), roles: [pick(random, names), ...some(random, names, 10)] };
    if (kind === 'enrol') return { kind, ...own };
    return { kind, ...own, needs: some(random, names, 25), bars: some(random, names, 25) };
  });
  const goals: ReachGoalInput[] = [
    { kind: 'roles', roles: apart(random, names, 1 + random(2)) },
    { kind: 'roles', roles: apart(random, names, 1 + random(2)), user: pick(random, users) },
    { kind: 'roles', roles: apart(random, names, 2 + random(2)), users: 2 },
    { kind: 'permissions', permissions: ['o:a', 'o:b'], users: 1 + random(2) },
    { kind: 'exclusions' },
    { kind: 'activation' },
    { kind: 'own-approver', application: 'app', pairs: [['first', 'second']] },
  ];
  const goal = pick(random, wishes.marks ? goals : goals.slice(0, 6));
  const input: PolicyInput = {
    users,
    roles: names,
    permissions: ['o:a', 'o:b'],
    profile: {
      membership: pick(random, ['authorised', 'assigned']),
      'dynamic-closure': pick(random, ['closure', 'explicit']),
    },
    assignments: users.flatMap((user) => some(random, names, 25).map((role) => [user, role] as const)),
    inheritance: random(2) === 0 ? [] : [[names[0]!, names[1 + random(names.length - 1)]!]],
    grants: names.flatMap((role) => some(random, ['o:a', 'o:b'], 30).map((one) => [role, one] as const)),
    constraints: [
      {
        kind: 'exclusion',
        relation: pick(random, ['exclusive', 'static', 'dynamic']),
        sets: [{ members: names.slice(0, 3), limit: 2 + random(2) }],
      },
      { kind: 'exclusion', relation: 'static', over: 'permission', sets: [{ members: ['o:a', 'o:b'] }] },
    ].slice(0, 1 + random(2)) as ConstraintInput[],
    applications: [
      {
        name: 'app',
        sessions: [
          { name: 'first', roles: some(random, names, 40) },
          { name: 'second', roles: [pick(random, names)] },
        ],
        exclusions: [['first', 'second']],
      },
    ],
    administration: {
      ...(random(2) === 0 ? { administrators: some(random, users, 70) } : {}),
      enforcesExclusions: random(2) === 0,
      population: wishes.others && random(4) === 0 ? 'any-number' : 'fixed',
      newcomers: wishes.others && random(3) === 0 ? [{ name: 'guest', roles: some(random, names, 20) }] : [],
      rules,
      goals: [goal],
    },
  };
  return buildPolicy(input);
}

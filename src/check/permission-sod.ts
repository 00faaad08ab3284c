/**
 * Permission separation of duty: no user has exclusive permissions, through whatever roles (P09).
 */

import { permissionSOD } from '../../spec/permission-sod.ts';
import { declaredGroups, groupsOf } from './exclusion.ts';
import { usersAndPermissions } from './kernel.ts';
import { absenceOf, conflictPhrase, decideReading, howPhrase, nearestPhrase, type Verbs } from './reading.ts';
import { removals } from './removals.ts';
import type { Context, Decision, Rule } from './rule.ts';

const claim = { property: 'P09', claim: permissionSOD.schema.name } as const;

const verbs: Verbs = { both: 'has both', several: 'has', count: 'has' };

export const rule: Rule = {
  id: 'permission-sod',
  properties: ['P09'],
  severity: 'error',
  claims: [permissionSOD],
  explanation: {
    title: 'no user has exclusive permissions',
    meaning: [
      'Excluding roles is not enough when one role grants both permissions, or when a third role grants the second one.',
      'A constraint over permissions is about what a user can do in the end, through any assignment, group, senior role',
      'or grant.',
    ].join(' '),
    violating: `policy: pay
users: [kim]
roles:
  clerk: { permissions: [invoice:create, invoice:approve] }
assignments:
  kim: [clerk]
constraints:
  - { id: create-approve, static: { permissions: [invoice:create, invoice:approve] } }
`,
    compliant: `policy: pay
users: [kim, lee]
roles:
  clerk: { permissions: [invoice:create] }
  chief: { permissions: [invoice:approve] }
assignments:
  kim: [clerk]
  lee: [chief]
constraints:
  - { id: create-approve, static: { permissions: [invoice:create, invoice:approve] } }
`,
    fix: [
      'Revoke one of the permissions from the role, cut the inheritance, or take the role from the user. If one role',
      'grants both, split it.',
    ].join(' '),
    references: [
      '정성민, 금융 어플리케이션을 위한 효율적인 역할추출과 안전한 역할기반 접근통제 적용 방안 (role extraction for financial applications), 4.3.2',
    ],
  },
  decide,
};

function* decide({ policy, index }: Context): Generator<Decision> {
  const { membership } = policy.profile;
  const names = policy.permissions.list;
  const nameOf = (user: number) => policy.users.list[user]!;
  const groups = declaredGroups(groupsOf(policy, 'permission', 'static'), policy.permissions.declaredCount);
  if (groups.length === 0) return;
  yield* decideReading({
    rule,
    policy,
    index,
    over: 'permission',
    groups,
    source: usersAndPermissions(policy, index, membership),
    subjects: policy.users.list,
    subject: { variable: 'u', sort: 'USER' },
    pair: ['p', 'q'],
    claims: { pair: claim, set: claim },
    scope: 'this policy',
    derive: (user, permission) => index.permissionPath(user, permission, membership) ?? [],
    start: () => [],
    sentence: (_group, conflict, hows) =>
      `${nameOf(conflict.row)} ${conflictPhrase(verbs, 'permissions', conflict, names)}${howPhrase(hows)}`,
    candidates: (_group, conflict) =>
      removals(
        policy,
        index,
        { relation: 'assignment', subjects: [conflict.row], closed: membership === 'authorised' },
        { over: 'permission', elements: conflict.elements },
      ),
    empty: policy.users.declaredCount === 0 ? { vacuity: 'V1', reason: 'the policy has no users' } : null,
    speaks: () => true,
    absence: (group, absent) =>
      `redundant now: ${absenceOf(group, absent, 'is a permission of no user', 'are permissions of no user')}`,
    idle: () => null,
    witness: (user, set, held) => `${nameOf(user)} ${nearestPhrase('has', 'permission', set, held)}`,
  });
}

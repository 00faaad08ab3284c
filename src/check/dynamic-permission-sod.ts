/**
 * Dynamic permission separation of duty: no session can use exclusive permissions (P10).
 *
 * The permissions of a session are always those of its active roles and their juniors (I8): S4 is about which roles
 * count, not about what they can do. Without sessions only merely dynamic constraints are told to say nothing.
 */

import { dynamicPermissionSOD } from '../../spec/permission-sod.ts';
import { sessionName } from './dynamic-sod.ts';
import { declaredGroups, groupsOf, isDynamicOnly } from './exclusion.ts';
import { sessionsAndPermissions } from './kernel.ts';
import { absenceOf, conflictPhrase, decideReading, howPhrase, nearestPhrase, type Verbs } from './reading.ts';
import { removals } from './removals.ts';
import type { Context, Decision, Rule } from './rule.ts';

const claim = { property: 'P10', claim: dynamicPermissionSOD.schema.name } as const;

const verbs: Verbs = { both: 'can use both', several: 'can use', count: 'can use' };

export const rule: Rule = {
  id: 'dynamic-permission-sod',
  properties: ['P10'],
  severity: 'error',
  claims: [dynamicPermissionSOD],
  explanation: {
    title: 'no session can use exclusive permissions',
    meaning: [
      'A user may be trusted with two permissions, but not in one session. What counts is what the active roles and',
      'their juniors grant, so one role that grants both violates the constraint as soon as it is active.',
    ].join(' '),
    violating: `policy: pay
users: [kim]
roles:
  clerk: { permissions: [invoice:create, invoice:approve] }
assignments:
  kim: [clerk]
sessions:
  morning: { user: kim, active: [clerk] }
constraints:
  - { id: create-approve, dynamic: { permissions: [invoice:create, invoice:approve] } }
`,
    compliant: `policy: pay
users: [kim]
roles:
  clerk: { permissions: [invoice:create] }
  chief: { permissions: [invoice:approve] }
assignments:
  kim: [clerk, chief]
sessions:
  morning: { user: kim, active: [clerk] }
  evening: { user: kim, active: [chief] }
constraints:
  - { id: create-approve, dynamic: { permissions: [invoice:create, invoice:approve] } }
`,
    fix: 'Deactivate one of the roles, end the session, or split the role that grants both permissions.',
    references: [
      '정성민, 금융 어플리케이션을 위한 효율적인 역할추출과 안전한 역할기반 접근통제 적용 방안 (role extraction for financial applications), 4.3.2',
    ],
  },
  decide,
};

function* decide({ policy, index }: Context): Generator<Decision> {
  const groups = declaredGroups(groupsOf(policy, 'permission', 'dynamic'), policy.permissions.declaredCount);
  if (groups.length === 0) return;
  const hasSessions = policy.sessions.length > 0;
  const names = policy.permissions.list;
  const nameOf = (session: number) => sessionName(policy, session);
  yield* decideReading({
    rule,
    policy,
    index,
    over: 'permission',
    groups,
    source: sessionsAndPermissions(index),
    subjects: policy.sessions.map((session) => session.name),
    subject: { variable: 's', sort: 'SID' },
    pair: ['p', 'q'],
    claims: { pair: claim, set: claim },
    scope: 'this policy',
    derive: (session, permission) => index.activePermissionPath(session, permission, 'closure') ?? [],
    start: () => [],
    sentence: (_group, conflict, hows) =>
      `${nameOf(conflict.row)} ${conflictPhrase(verbs, 'permissions', conflict, names)}${howPhrase(hows)}`,
    candidates: (_group, conflict) => [
      ...removals(
        policy,
        index,
        { relation: 'active', subjects: [conflict.row], closed: true },
        { over: 'permission', elements: conflict.elements },
      ),
      { kind: 'end-session', session: policy.sessions[conflict.row]!.name },
    ],
    empty: hasSessions ? null : { vacuity: 'V1', reason: 'the policy has no sessions' },
    speaks: (group) => hasSessions || isDynamicOnly(group),
    absence: (group, absent) =>
      `redundant now: ${absenceOf(group, absent, 'is usable in no session', 'are usable in no session')}`,
    idle: () => null,
    witness: (session, set, held) =>
      `${nameOf(session)} ${nearestPhrase('can use', 'permission', set, held)}`,
  });
}

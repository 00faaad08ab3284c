/**
 * Dynamic separation of duty: no session activates exclusive roles (P06, P08), and under S3 = user no user has them
 * active in all sessions together (P07).
 *
 * Where the policy has no sessions, only a constraint that is merely dynamic is told to say nothing (V1): an
 * `exclusive` one is judged by static-sod, which implies this (L1).
 */

import { dynamicSOD, dynamicSODSet, userDynamicSOD, userDynamicSODSet } from '../../spec/dynamic-sod.ts';
import type { Index } from '../index/index.ts';
import type { Policy } from '../policy/model.ts';
import type { Fact } from '../verdict/change.ts';
import { type Conflict, declaredGroups, type Group, groupsOf, isDynamicOnly } from './exclusion.ts';
import { sessionsAndRoles, usersAndActiveRoles } from './kernel.ts';
import {
  absenceOf,
  conflictPhrase,
  decideReading,
  howPhrase,
  nearestPhrase,
  type Reading,
  type Verbs,
} from './reading.ts';
import { removals } from './removals.ts';
import type { Context, Decision, Rule } from './rule.ts';
import { byName, how } from './words.ts';

const verbs: Verbs = { both: 'activates both', several: 'activates', count: 'activates' };

export const rule: Rule = {
  id: 'dynamic-sod',
  properties: ['P06', 'P08', 'P07'],
  severity: 'error',
  claims: [dynamicSOD, dynamicSODSet, userDynamicSOD, userDynamicSODSet],
  explanation: {
    title: 'no session activates exclusive roles',
    meaning: [
      'Some people may hold two duties but must not exercise both at once: a cashier who is also a supervisor must not',
      'approve a refund of a till that he has open. A dynamic constraint is about the roles that are active, session by',
      'session. Activating a senior role activates its juniors (profile `dynamic-closure`). With the profile',
      '`dynamic-scope: user` all sessions of a user count together, so that a second session is no way around.',
    ].join(' '),
    violating: `policy: till
users: [kim]
roles:
  cashier:
  supervisor:
assignments:
  kim: [cashier, supervisor]
sessions:
  morning: { user: kim, active: [cashier, supervisor] }
constraints:
  - { id: refund, dynamic: { roles: [cashier, supervisor] } }
`,
    compliant: `policy: till
users: [kim]
roles:
  cashier:
  supervisor:
assignments:
  kim: [cashier, supervisor]
sessions:
  morning: { user: kim, active: [cashier] }
  evening: { user: kim, active: [supervisor] }
constraints:
  - { id: refund, dynamic: { roles: [cashier, supervisor] } }
`,
    fix: 'Deactivate one of the roles or end the session. To rule it out for good, make the constraint static.',
    references: [
      'Lee, Choi and Noh 1999, 2.3.2 (Fig. 4)',
      'ANSI INCITS 359, dynamic separation of duty relations',
      'Ahn and Sandhu 2000 (RCL2000), for all sessions of one user',
    ],
  },
  decide,
};

function* decide({ policy, index }: Context): Generator<Decision> {
  const groups = declaredGroups(groupsOf(policy, 'role', 'dynamic'), policy.roles.declaredCount);
  if (groups.length === 0) return;
  yield* decideReading(bySession(policy, index, groups));
  if (policy.profile['dynamic-scope'] === 'user') yield* decideReading(byUser(policy, index, groups));
}

function shared(policy: Policy, index: Index, groups: readonly Group[]) {
  const hasSessions = policy.sessions.length > 0;
  return {
    rule,
    policy,
    index,
    over: 'role',
    groups,
    pair: ['r1', 'r2'],
    scope: 'this policy',
    start: () => [],
    empty: hasSessions ? null : { vacuity: 'V1', reason: 'the policy has no sessions' },
    speaks: (group) => hasSessions || isDynamicOnly(group),
    absence: (group, absent) =>
      `redundant now: ${absenceOf(group, absent, 'is active in no session', 'are active in no session')}`,
    idle: () => null,
  } satisfies Partial<Reading>;
}

function bySession(policy: Policy, index: Index, groups: readonly Group[]): Reading {
  const { 'dynamic-closure': dynamicClosure } = policy.profile;
  const nameOf = (session: number) => sessionName(policy, session);
  return {
    ...shared(policy, index, groups),
    source: sessionsAndRoles(index, dynamicClosure),
    subjects: policy.sessions.map((session) => session.name),
    subject: { variable: 's', sort: 'SID' },
    claims: {
      pair: { property: 'P06', claim: dynamicSOD.schema.name },
      set: { property: 'P08', claim: dynamicSODSet.schema.name },
    },
    derive: (session, role) => index.activePath(session, role, dynamicClosure) ?? [],
    sentence: (_group, conflict, hows) =>
      `${nameOf(conflict.row)} ${conflictPhrase(verbs, 'roles', conflict, policy.roles.list)}${howPhrase(hows)}`,
    candidates: (_group, conflict) => [
      ...activeRemovals(policy, index, [conflict.row], conflict),
      { kind: 'end-session', session: policy.sessions[conflict.row]!.name },
    ],
    witness: (session, set, held) => `${nameOf(session)} ${nearestPhrase('activates', 'role', set, held)}`,
  };
}

function byUser(policy: Policy, index: Index, groups: readonly Group[]): Reading {
  const { 'dynamic-closure': dynamicClosure } = policy.profile;
  const sessionsByName = (user: number) =>
    [...index.sessionsOfUser(user)].sort((a, b) =>
      byName(policy.sessions[a]!.name, policy.sessions[b]!.name),
    );
  const derive = (user: number, role: number): readonly Fact[] =>
    sessionsByName(user)
      .flatMap((session) => {
        const steps = index.activePath(session, role, dynamicClosure);
        return steps === null ? [] : [steps];
      })
      .reduce<readonly Fact[] | null>(
        (shortest, steps) => (shortest === null || steps.length < shortest.length ? steps : shortest),
        null,
      ) ?? [];
  return {
    ...shared(policy, index, groups),
    source: usersAndActiveRoles(policy, index, dynamicClosure),
    subjects: policy.users.list,
    subject: { variable: 'u', sort: 'USER' },
    claims: {
      pair: { property: 'P07', claim: userDynamicSOD.schema.name },
      set: { property: 'P07', claim: userDynamicSODSet.schema.name },
    },
    derive,
    hows: (_user, steps) => `in session ${steps[0]!.left} ${how(policy, steps)}`.replace(' directly (', ' ('),
    sentence: (_group, conflict, hows) =>
      `${policy.users.list[conflict.row]!} ${conflictPhrase(verbs, 'roles', conflict, policy.roles.list)}${howPhrase(hows)}`,
    candidates: (_group, conflict) => {
      const sessions = sessionsByName(conflict.row).filter(
        (session) => activeRemovals(policy, index, [session], conflict).length > 0,
      );
      return [
        ...activeRemovals(policy, index, sessions, conflict),
        ...sessions.map((session) => ({
          kind: 'end-session' as const,
          session: policy.sessions[session]!.name,
        })),
      ];
    },
    witness: (user, set, held) =>
      `${policy.users.list[user]!} ${nearestPhrase('activates', 'role', set, held)}`,
  };
}

function activeRemovals(policy: Policy, index: Index, sessions: readonly number[], conflict: Conflict) {
  const closed = policy.profile['dynamic-closure'] === 'closure';
  return removals(
    policy,
    index,
    { relation: 'active', subjects: sessions, closed },
    { over: 'role', elements: conflict.elements },
  );
}

/** "session morning of kim". */
export function sessionName(policy: Policy, id: number): string {
  const session = policy.sessions[id]!;
  return `session ${session.name} of ${policy.users.list[session.user]!}`;
}

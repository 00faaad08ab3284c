/**
 * Dynamic exclusions that nothing but a guard upholds: some user could activate exclusive roles (P08r).
 *
 * A note, since this is what dynamic separation of duty allows by design. A constraint that is static too is told of
 * only when it is violated; that it holds is said by static-sod.
 */

import { activatable } from '../../spec/dynamic-sod.ts';
import { groupsOf, isDynamicOnly } from './exclusion.ts';
import { usersAndActivatable } from './kernel.ts';
import { absenceOf, conflictPhrase, decideReading, howPhrase, nearestPhrase, type Verbs } from './reading.ts';
import { removals } from './removals.ts';
import type { Context, Decision, Rule } from './rule.ts';

const claim = { property: 'P08r', claim: activatable.schema.name } as const;

const verbs: Verbs = {
  both: 'may activate both',
  several: 'may activate',
  count: 'may activate',
};

export const rule: Rule = {
  id: 'activatable',
  properties: ['P08r'],
  severity: 'note',
  claims: [activatable],
  explanation: {
    title: 'nobody could activate exclusive roles together',
    meaning: [
      'A dynamic exclusion leaves it to the running system to refuse an activation. This rule tells which users hold',
      'roles that they could activate together if nothing refused: for them the exclusion rests on that guard alone. It',
      'is a note, not a fault: that people hold such roles is why the constraint is dynamic.',
    ].join(' '),
    violating: `policy: till
users: [kim]
roles:
  cashier:
  supervisor:
assignments:
  kim: [cashier, supervisor]
constraints:
  - { id: refund, dynamic: { roles: [cashier, supervisor] } }
`,
    compliant: `policy: till
users: [kim, lee]
roles:
  cashier:
  supervisor:
assignments:
  kim: [cashier]
  lee: [supervisor]
constraints:
  - { id: refund, dynamic: { roles: [cashier, supervisor] } }
`,
    fix: 'If nobody is meant to hold both roles, make the constraint static; else see that activation is guarded.',
    references: ['ANSI INCITS 359, dynamic separation of duty relations'],
  },
  decide,
};

function* decide({ policy, index }: Context): Generator<Decision> {
  const { membership, 'dynamic-closure': dynamicClosure } = policy.profile;
  // Of authorised roles, an exclusion that is also static says the same as static-sod does (L2): told once, there.
  const groups = groupsOf(policy, 'role', 'dynamic').filter(
    (group) => membership === 'assigned' || isDynamicOnly(group),
  );
  if (groups.length === 0) return;
  const plain = membership === 'assigned' && dynamicClosure === 'explicit';
  const nameOf = (user: number) => policy.users.list[user]!;
  yield* decideReading({
    rule,
    policy,
    index,
    over: 'role',
    groups,
    source: usersAndActivatable(policy, index, membership, dynamicClosure),
    subjects: policy.users.list,
    subject: { variable: 'u', sort: 'USER' },
    pair: null,
    claims: { pair: claim, set: claim },
    scope: 'every session of this policy',
    derive: (user, role) => index.path(user, role, plain ? 'assigned' : 'authorised') ?? [],
    start: () => [],
    sentence: (_group, conflict, hows) =>
      `${nameOf(conflict.row)} ${conflictPhrase(verbs, 'roles', conflict, policy.roles.list)} in one session${howPhrase(hows)}`,
    candidates: (_group, conflict) =>
      removals(
        policy,
        index,
        { relation: 'assignment', subjects: [conflict.row], closed: !plain },
        { over: 'role', elements: conflict.elements },
      ),
    empty: policy.users.declaredCount === 0 ? { vacuity: 'V1', reason: 'the policy has no users' } : null,
    speaks: isDynamicOnly,
    absence: (group, absent) => `redundant now: ${absenceOf(group, absent, 'has no users', 'have no users')}`,
    idle: () => null,
    witness: (user, set, held) => `${nameOf(user)} ${nearestPhrase('may activate', 'role', set, held)}`,
  });
}

/**
 * Static separation of duty: no user has exclusive roles (P04 for pairs, P05 for sets of which fewer than n are allowed).
 *
 * A set with n > 2 that the pairs of other constraints already keep below n is told as vacuous (V18): it would take a
 * violation of another constraint to violate it.
 */

import { staticSOD, staticSODSet } from '../../spec/static-sod.ts';
import type { Policy } from '../policy/model.ts';
import { listed } from '../source/words.ts';
import { declaredGroups, groupsOf } from './exclusion.ts';
import { idleBy } from './idle.ts';
import { usersAndRoles } from './kernel.ts';
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
import { severityOf } from './severity.ts';

const verbs: Verbs = { both: 'is both', several: 'is', count: 'holds' };

export const rule: Rule = {
  id: 'static-sod',
  properties: ['P04', 'P05'],
  severity: 'error',
  claims: [staticSOD, staticSODSet],
  explanation: {
    title: 'no user holds exclusive roles',
    meaning: [
      'Some duties must not meet in one person: whoever creates a payment must not approve it. A constraint names roles',
      'that exclude each other, and no user may hold two of them (or `fewer-than: n` of them), whether or not they are',
      'ever used. Roles that come through a senior role or a group count, since their permissions come with them; the',
      'profile `membership: assigned` counts direct assignments only.',
    ].join(' '),
    violating: `policy: pay
users: [kim]
roles:
  creator:
  approver:
  manager: { inherits: [approver] }
assignments:
  kim: [creator, manager]
constraints:
  - { id: create-approve, static: { roles: [creator, approver] } }
`,
    compliant: `policy: pay
users: [kim, lee]
roles:
  creator:
  approver:
  manager: { inherits: [approver] }
assignments:
  kim: [creator]
  lee: [manager]
constraints:
  - { id: create-approve, static: { roles: [creator, approver] } }
`,
    fix: [
      'Take one of the assignments from the user, or cut the inheritance through which the role arises. Where one person',
      'must keep both duties, make the constraint dynamic, so that they never meet in one session.',
    ].join(' '),
    references: [
      'Lee, Choi and Noh 1999, 2.3.1 (Fig. 3)',
      'Ferraiolo, Cugini and Kuhn 1995',
      'ANSI INCITS 359, static separation of duty relations',
    ],
  },
  decide,
};

function* decide({ policy, index }: Context): Generator<Decision> {
  if (!declaresSeparation(policy)) {
    yield undeclared(policy);
    return;
  }
  const { membership } = policy.profile;
  const groups = declaredGroups(groupsOf(policy, 'role', 'static'), policy.roles.declaredCount);
  if (groups.length === 0) return;
  const reading: Reading = {
    rule,
    policy,
    index,
    over: 'role',
    groups,
    source: usersAndRoles(policy, index, membership),
    subjects: policy.users.list,
    subject: { variable: 'u', sort: 'USER' },
    pair: ['r1', 'r2'],
    claims: {
      pair: { property: 'P04', claim: staticSOD.schema.name },
      set: { property: 'P05', claim: staticSODSet.schema.name },
    },
    scope: 'this policy',
    derive: (user, role) => index.path(user, role, membership) ?? [],
    start: () => [],
    sentence: (_group, conflict, hows) =>
      `${policy.users.list[conflict.row]!} ${conflictPhrase(verbs, 'roles', conflict, policy.roles.list)}${howPhrase(hows)}`,
    candidates: (_group, conflict) =>
      removals(
        policy,
        index,
        { relation: 'assignment', subjects: [conflict.row], closed: membership === 'authorised' },
        { over: 'role', elements: conflict.elements },
      ),
    empty: policy.users.declaredCount === 0 ? { vacuity: 'V1', reason: 'the policy has no users' } : null,
    speaks: () => true,
    absence: (group, absent) => `redundant now: ${absenceOf(group, absent, 'has no users', 'have no users')}`,
    idle: (group) => {
      const by = membership === 'authorised' ? idleBy(groups, group, index.down) : null;
      return by === null
        ? null
        : `never bites: ${listed(by.map((id) => `\`${id}\``))} already ${by.length === 1 ? 'keeps' : 'keep'} every user below the limit`;
    },
    witness: (user, set, held) => `${policy.users.list[user]!} ${nearestPhrase('holds', 'role', set, held)}`,
  };
  yield* decideReading(reading);
}

function declaresSeparation(policy: Policy): boolean {
  return (
    policy.operations.length > 0 ||
    policy.constraints.some((constraint) => constraint.kind === 'exclusion') ||
    policy.applications.length > 0
  );
}

/** V2, once for the policy: the reader may think that something was separated. */
function undeclared(policy: Policy): Decision {
  return {
    kind: 'vacuous',
    property: 'P04',
    claim: staticSOD.schema.name,
    constraint: null,
    severity: severityOf(policy, rule),
    focus: {},
    scope: 'this policy',
    vacuity: 'V2',
    reason: 'no separation declared: no exclusive roles or permissions, no operations, and no applications',
    locations: [],
  };
}

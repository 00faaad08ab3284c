/**
 * Dead roles: roles that no user may ever hold, because what they bring with them is exclusive (P05d, T1).
 *
 * A property of the design, decided without users. What holds is told once for the policy and only where some
 * excluded role has a senior, since without inheritance nothing could be dead.
 */

import { noDeadRole } from '../../spec/static-sod.ts';
import { groupsOf } from './exclusion.ts';
import { rolesAndJuniors } from './kernel.ts';
import { conflictPhrase, decideReading, howPhrase, type Reading, type Verbs } from './reading.ts';
import { removals } from './removals.ts';
import type { Context, Decision, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { sortedByName } from './words.ts';

const claim = { property: 'P05d', claim: noDeadRole.schema.name } as const;

const verbs: Verbs = { both: 'inherits both', several: 'inherits', count: 'inherits' };

export const rule: Rule = {
  id: 'dead-role',
  properties: ['P05d'],
  severity: 'warning',
  claims: [noDeadRole],
  explanation: {
    title: 'every role can have a user',
    meaning: [
      'A role that inherits two exclusive roles, or one that is exclusive with itself, can be given to nobody without',
      'violating separation of duty: it is dead. Either the hierarchy or the exclusion is not what was meant. It shows',
      'at design time, before anybody is assigned.',
    ].join(' '),
    violating: `policy: pay
users: [kim]
roles:
  creator:
  approver:
  manager: { inherits: [creator, approver] }
assignments:
  kim: [creator]
constraints:
  - { id: create-approve, static: { roles: [creator, approver] } }
`,
    compliant: `policy: pay
users: [kim]
roles:
  creator:
  approver:
  manager: { inherits: [approver] }
assignments:
  kim: [creator]
constraints:
  - { id: create-approve, static: { roles: [creator, approver] } }
`,
    fix: 'Cut one of the inheritances, or drop the exclusion if the senior role is meant to have both.',
    references: ['Kuhn 1997, mutual exclusion of roles'],
  },
  decide,
};

function* decide({ policy, index }: Context): Generator<Decision> {
  const { membership } = policy.profile;
  const names = policy.roles.list;
  const groups = groupsOf(policy, 'role', 'static');
  if (groups.length === 0) return;
  const reading: Reading = {
    rule,
    policy,
    index,
    over: 'role',
    groups,
    source: rolesAndJuniors(policy, index, membership),
    subjects: names,
    subject: { variable: 'r', sort: 'ROLE' },
    pair: null,
    claims: { pair: claim, set: claim },
    scope: 'this policy',
    derive: (role, junior) => (role === junior ? [] : (index.inheritancePath(role, junior) ?? [])),
    start: (role) => [names[role]!],
    sentence: (_group, conflict, hows) => {
      const { row, elements } = conflict;
      const itself = elements.indexOf(row);
      if (itself === -1 || elements.length !== 2) {
        return `no user may hold ${names[row]!}: it ${conflictPhrase(verbs, 'roles', conflict, names)}${howPhrase(hows)}`;
      }
      return `no user may hold ${names[row]!}: it is exclusive with a role that it inherits, ${hows[1 - itself]!}`;
    },
    candidates: (group, conflict) => [
      ...removals(
        policy,
        index,
        { relation: 'none', subjects: [conflict.row], closed: true },
        { over: 'role', elements: conflict.elements },
      ),
      { kind: 'drop-constraint', constraint: group.constraint.id },
    ],
    empty: null,
    speaks: () => false,
    absence: () => '',
    idle: () => null,
    witness: () => '',
  };
  let violated = false;
  for (const decision of decideReading(reading)) {
    violated = true;
    yield decision;
  }
  if (violated || membership === 'assigned') return;
  for (const { constraint, sets } of groups) {
    for (const member of sets.flatMap((set) => set.members)) {
      const senior = sortedByName(index.up(member), names).find((role) => role !== member);
      if (senior === undefined) continue;
      yield {
        ...claim,
        kind: 'holds',
        constraint: null,
        severity: severityOf(policy, rule),
        focus: {},
        scope: 'this policy',
        witness: {
          bindings: [{ variable: 'r', sort: 'ROLE', value: names[senior]! }],
          sentence: `${names[senior]!} inherits ${names[member]!}, and nothing that is exclusive with it`,
        },
        evidence: { kind: 'recheck' },
        locations: [index.location(constraint.place)],
      };
      return;
    }
  }
}

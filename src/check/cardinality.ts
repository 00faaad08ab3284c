/**
 * Cardinality: no role has more users than allowed (P11). S16 says which users count.
 */

import { cardinalityLimit } from '../../spec/cardinality.ts';
import type { Index } from '../index/index.ts';
import type { Cardinality, Policy } from '../policy/model.ts';
import { counted } from '../source/words.ts';
import type { Change } from '../verdict/change.ts';
import { distinctFacts, factElements, locationsOf } from './core.ts';
import { howPhrase } from './reading.ts';
import { removals } from './removals.ts';
import type { Context, Decision, Detail, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { at, how, sortedByName } from './words.ts';

export const rule: Rule = {
  id: 'cardinality',
  properties: ['P11'],
  severity: 'error',
  claims: [cardinalityLimit],
  explanation: {
    title: 'no role has too many users',
    meaning: [
      'Some roles are for few: one head of finance, at most three key holders. The users who are assigned to the role',
      'are counted; with the profile `cardinality: authorised` also those who have it through a senior role or a group.',
    ].join(' '),
    violating: `policy: board
users: [kim, lee]
roles:
  cfo:
assignments:
  kim: [cfo]
  lee: [cfo]
constraints:
  - { id: one-cfo, cardinality: { role: cfo, at-most: 1 } }
`,
    compliant: `policy: board
users: [kim, lee]
roles:
  cfo:
assignments:
  kim: [cfo]
constraints:
  - { id: one-cfo, cardinality: { role: cfo, at-most: 1 } }
`,
    fix: 'Take the role from as many users as are too many, or raise the limit.',
    references: ['Lee, Choi and Noh 1999, 2.1'],
  },
  decide,
};

function* decide({ policy, index }: Context): Generator<Decision> {
  for (const constraint of policy.constraints) {
    if (constraint.kind === 'cardinality') yield decideOne(policy, index, constraint);
  }
}

function decideOne(policy: Policy, index: Index, constraint: Cardinality): Decision {
  const { role, atMost } = constraint;
  const name = policy.roles.list[role]!;
  const users = sortedByName(
    policy.profile.cardinality === 'assigned' ? index.usersAssigned(role) : index.usersAuthorised(role),
    policy.users.list,
  );
  const location = index.location(constraint.place);
  const base = {
    property: 'P11',
    claim: cardinalityLimit.schema.name,
    constraint: constraint.id,
    severity: severityOf(policy, rule, constraint),
    focus: {},
    scope: 'this policy',
  } as const;
  const binding = { variable: 'r', sort: 'ROLE', value: name };
  if (users.length > atMost) {
    return {
      ...base,
      kind: 'violated',
      bindings: [binding],
      elements: users.map((user) => policy.users.list[user]!),
      evidence: { kind: 'recheck' },
      detail: () => detailOf(policy, index, constraint, users),
    };
  }
  const vacuous = (vacuity: string, reason: string): Decision => ({
    ...base,
    kind: 'vacuous',
    vacuity,
    reason,
    locations: [location],
  });
  const everybody = policy.users.declaredCount;
  if (everybody === 0) return vacuous('V1', 'the policy has no users');
  if (atMost >= everybody) {
    return vacuous(
      'V18',
      `never bites: at most ${atMost} allowed, and there are ${counted(everybody, 'user')}`,
    );
  }
  // Nobody may have the role and nobody has it: the limit is what keeps it so, so it speaks.
  if (users.length === 0 && atMost > 0) return vacuous('V5', `redundant now: \`${name}\` has no users`);
  return {
    ...base,
    kind: 'holds',
    witness: {
      bindings: [binding],
      sentence: `${name} has ${counted(users.length, 'user')}, at most ${atMost} allowed`,
    },
    evidence: { kind: 'recheck' },
    locations: [location],
  };
}

function detailOf(policy: Policy, index: Index, constraint: Cardinality, users: readonly number[]): Detail {
  const { role, atMost, id } = constraint;
  const reading = policy.profile.cardinality;
  const name = policy.roles.list[role]!;
  const needed = users.slice(0, atMost + 1).map((user) => ({
    user: policy.users.list[user]!,
    steps: index.path(user, role, reading) ?? [],
  }));
  const facts = distinctFacts(needed.map(({ steps }) => steps));
  const place = index.location(constraint.place);
  const hows = needed.map(({ user, steps }) =>
    steps.length === 1 ? `${user}${at(steps[0])}` : `${user} ${how(policy, steps)}`,
  );
  const candidates: readonly Change[] = removals(
    policy,
    index,
    { relation: 'assignment', subjects: users, closed: reading === 'authorised' },
    { over: 'role', elements: [role] },
  );
  return {
    sentence: `${name} has ${counted(users.length, 'user')}, at most ${atMost} allowed${howPhrase(hows, users.length)}`,
    paths: needed.map(({ user, steps }) => ({ element: user, steps })),
    core: [...factElements(facts), { kind: 'constraint', id, location: place }],
    locations: locationsOf(facts, [place]),
    candidates,
  };
}

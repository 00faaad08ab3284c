/**
 * Prerequisites: whoever is assigned a role has the roles that it needs (P12).
 *
 * Under S17 = assignment a prerequisite is a guard at the moment of assignment and says nothing of a state. H has no
 * id for that; it is nearest to V12, a property that no operation in scope can break.
 */

import { prerequisiteHeld } from '../../spec/prerequisite.ts';
import type { Index } from '../index/index.ts';
import type { Policy, Prerequisite } from '../policy/model.ts';
import { listed } from '../source/words.ts';
import { factElements, locationsOf } from './core.ts';
import { addition, removal } from './removals.ts';
import type { Context, Decision, Detail, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { at, sortedByName } from './words.ts';

export const rule: Rule = {
  id: 'prerequisite',
  properties: ['P12'],
  severity: 'error',
  claims: [prerequisiteHeld],
  explanation: {
    title: 'assigned roles have their prerequisites',
    meaning: [
      'A role may build on another: only an employee may be an approver. Whoever is assigned the role must have what it',
      'needs, also later, when the other role is taken away; with the profile `prerequisite: assignment` it is asked at',
      'the moment of assignment only and no longer a property of a policy.',
    ].join(' '),
    violating: `policy: staff
users: [kim]
roles:
  employee:
  approver:
assignments:
  kim: [approver]
constraints:
  - { id: employed, prerequisite: { role: approver, needs: [employee] } }
`,
    compliant: `policy: staff
users: [kim]
roles:
  employee:
  approver:
assignments:
  kim: [employee, approver]
constraints:
  - { id: employed, prerequisite: { role: approver, needs: [employee] } }
`,
    fix: 'Assign the missing role, or take the role that needs it from the user.',
    references: ['Sandhu, Coyne, Feinstein and Youman 1996 (RBAC96), prerequisite roles'],
  },
  decide,
};

function* decide({ policy, index }: Context): Generator<Decision> {
  for (const constraint of policy.constraints) {
    if (constraint.kind === 'prerequisite') yield* decideOne(policy, index, constraint);
  }
}

function* decideOne(policy: Policy, index: Index, constraint: Prerequisite): Generator<Decision> {
  const names = policy.roles.list;
  const { membership, prerequisite } = policy.profile;
  const name = names[constraint.role]!;
  const base = {
    property: 'P12',
    claim: prerequisiteHeld.schema.name,
    constraint: constraint.id,
    severity: severityOf(policy, rule, constraint),
    focus: {},
    scope: 'this policy',
  } as const;
  const locations = [index.location(constraint.place)];
  const vacuous = (vacuity: string, reason: string): Decision => ({
    ...base,
    kind: 'vacuous',
    vacuity,
    reason,
    locations,
  });
  if (prerequisite === 'assignment') {
    yield vacuous(
      'V12',
      'with `prerequisite: assignment` it is asked when a role is assigned, and says nothing of a state',
    );
    return;
  }
  if (policy.users.declaredCount === 0) {
    yield vacuous('V1', 'the policy has no users');
    return;
  }
  const isKnown = constraint.role < policy.roles.declaredCount;
  const users = isKnown
    ? index.usersAssigned(constraint.role).filter((user) => user < policy.users.declaredCount)
    : Int32Array.of();
  if (users.length === 0) {
    yield vacuous('V5', `redundant now: nobody is assigned \`${name}\``);
    return;
  }
  const binding = (user: number) => [
    { variable: 'u', sort: 'USER', value: policy.users.list[user]! },
    { variable: 'r', sort: 'ROLE', value: name },
  ];
  const ordered = sortedByName(users, policy.users.list);
  let violated = false;
  for (const user of ordered) {
    const held = new Set(index.rolesOf(user, membership));
    const missing = sortedByName(new Set(constraint.needs.filter((role) => !held.has(role))), names);
    if (missing.length === 0) continue;
    violated = true;
    yield {
      ...base,
      kind: 'violated',
      bindings: binding(user),
      elements: missing.map((role) => names[role]!),
      evidence: { kind: 'recheck' },
      detail: () => detailOf(policy, index, constraint, user, missing),
    };
  }
  if (violated) return;
  const user = ordered[0]!;
  const needs = sortedByName(new Set(constraint.needs), names).map((role) => names[role]!);
  yield {
    ...base,
    kind: 'holds',
    witness: {
      bindings: binding(user),
      sentence: `${policy.users.list[user]!} is assigned ${name} and has ${listed(needs)}`,
    },
    evidence: { kind: 'recheck' },
    locations,
  };
}

function detailOf(
  policy: Policy,
  index: Index,
  constraint: Prerequisite,
  user: number,
  missing: readonly number[],
): Detail {
  const { role, id } = constraint;
  const fact = index.fact('assignment', user, role);
  const place = index.location(constraint.place);
  const lacks = listed(missing.map((other) => policy.roles.list[other]!));
  return {
    sentence: `${fact.left} is assigned ${fact.right}${at(fact)}, but lacks ${lacks}, which it needs`,
    paths: [{ element: fact.right, steps: [fact] }],
    core: [...factElements([fact]), { kind: 'constraint', id, location: place }],
    locations: locationsOf([fact], [place]),
    candidates: [
      removal(policy, 'assignment', user, role),
      ...missing.map((other) => addition(policy, 'assignment', user, other)),
    ],
  };
}

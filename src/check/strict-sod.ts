/**
 * Strict static separation of duty: within an operation or application, exclusive roles work on different objects
 * (P17), and in one step each of them has one operation at most (P18).
 *
 * Only what a constraint's `strictness` adds is judged here; that nobody holds the roles together (P04, P05) is told
 * by static-sod of the same constraint. Every two roles of a set count, whatever its `fewer-than`. Operations of juniors
 * count where membership is authorised (S1), since whoever holds the role has them; a junior that two exclusive roles
 * share is therefore a place where they meet.
 *
 * To move an operation to one role is to take it from the others, so that minimal repairs are removals.
 */

import { oneStepSOD, strictStaticSOD } from '../../spec/strict-sod.ts';
import type { Index } from '../index/index.ts';
import { type Rows, rowsBuilder } from '../index/rows.ts';
import type { Exclusion, Policy, Strictness } from '../policy/model.ts';
import { counted, listed } from '../source/words.ts';
import type { Fact } from '../verdict/change.ts';
import type { Group, NamedSet } from './exclusion.ts';
import { rolesAndPermissions } from './kernel.ts';
import { absenceOf, type ClaimName, decideReading, howPhrase, type Reading } from './reading.ts';
import { removals } from './removals.ts';
import { howGranted, operationPath } from './role-operations.ts';
import type { Context, Decision, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { atomsByObject, type Subject, subjectWithin } from './subject.ts';
import { sortedByName } from './words.ts';

export const rule: Rule = {
  id: 'strict-sod',
  properties: ['P17', 'P18'],
  severity: 'error',
  claims: [strictStaticSOD, oneStepSOD],
  explanation: {
    title: 'exclusive roles work on different objects',
    meaning: [
      'Keeping exclusive roles out of one hand does not keep their work apart: if both may write the same invoice, two',
      'people can undo what the other did, and nobody can tell whose the result is. A static exclusion with',
      '`strictness: { degree: strict, within: NAME }` demands that no object is worked on by two of its roles, as far as',
      'the operations of that operation or application go; `degree: one-step` also that each role has one of these',
      'operations at most. What a role inherits counts as its own, unless the profile says `membership: assigned`.',
    ].join(' '),
    violating: `policy: pay
users: [kim, lee]
roles:
  creator: { permissions: [invoice:create, payment:request] }
  approver: { permissions: [invoice:approve] }
assignments:
  kim: [creator]
  lee: [approver]
operations:
  - { name: pay-invoice, permissions: [invoice:create, invoice:approve, payment:request] }
constraints:
  - id: create-approve
    static: { roles: [creator, approver], strictness: { degree: strict, within: pay-invoice } }
`,
    compliant: `policy: pay
users: [kim, lee]
roles:
  creator: { permissions: [invoice:create] }
  approver: { permissions: [payment:approve] }
assignments:
  kim: [creator]
  lee: [approver]
operations:
  - { name: pay-invoice, permissions: [invoice:create, payment:approve] }
constraints:
  - id: create-approve
    static: { roles: [creator, approver], strictness: { degree: one-step, within: pay-invoice } }
`,
    fix: [
      'Move the operation to one of the roles: take it from the others, or cut the inheritance through which they have',
      'it. Where two duties must meet on one object, leave `strictness` out and separate the permissions instead.',
    ].join(' '),
    references: ['Gligor, Gavrila and Ferraiolo 1998, strict and one-step strict static separation of duty'],
  },
  decide,
};

const strict: ClaimName = { property: 'P17', claim: strictStaticSOD.schema.name };
const oneStep: ClaimName = { property: 'P18', claim: oneStepSOD.schema.name };

interface Demand {
  readonly policy: Policy;
  readonly index: Index;
  readonly constraint: Exclusion;
  readonly subject: Subject;
}

function* decide({ policy, index }: Context): Generator<Decision> {
  for (const constraint of policy.constraints) {
    if (constraint.kind !== 'exclusion' || constraint.strictness === null) continue;
    const subject = subjectWithin(policy, index, constraint.strictness.within);
    yield* decideOne({ policy, index, constraint, subject }, constraint.strictness);
  }
}

function* decideOne(demand: Demand, { degree }: Strictness): Generator<Decision> {
  const { atoms, name, kind } = demand.subject;
  const nothing = `the ${kind} ${name} has no operations that could be kept apart`;
  if (atoms.length === 0) yield vacuous(demand, strict, 'V6', nothing);
  else yield* decideReading(onObjects(demand));
  if (degree === 'strict') return;
  if (atoms.length === 0) yield vacuous(demand, oneStep, 'V6', nothing);
  else if (atoms.length === 1)
    yield vacuous(demand, oneStep, 'V18', `never bites: ${name} has a single operation`);
  else yield* decideReading(ofSteps(demand));
}

function vacuous(
  { policy, index, constraint }: Demand,
  claim: ClaimName,
  vacuity: string,
  reason: string,
): Decision {
  return {
    ...claim,
    kind: 'vacuous',
    constraint: constraint.id,
    severity: severityOf(policy, rule, constraint),
    focus: {},
    scope: 'this policy',
    vacuity,
    reason,
    locations: [index.location(constraint.place)],
  };
}

function shared({ policy, index }: Demand) {
  return {
    rule,
    policy,
    index,
    scope: 'this policy',
    empty: null,
    speaks: () => true,
    idle: () => null,
  } satisfies Partial<Reading>;
}

/** The roles of a set that are declared. */
function declaredMembers({ policy }: Demand, members: readonly number[]): readonly number[] {
  return [...new Set(members)].filter((role) => role < policy.roles.declaredCount);
}

// --- P17: rows are objects, and what they hold are the roles that work on them -------------------------------------

function onObjects(demand: Demand): Reading {
  const { policy, index, constraint, subject } = demand;
  const names = policy.roles.list;
  const byObject = atomsByObject(policy, subject);
  const objects = [...byObject.keys()];
  const atomsOn = (row: number) => byObject.get(objects[row]!)!;
  const sets = constraint.sets.map(
    ({ members }): NamedSet => ({
      name: constraint.id,
      members: declaredMembers(demand, members),
      limit: 2,
    }),
  );
  const does = `operations of ${subject.name}`;
  return {
    ...shared(demand),
    over: 'role',
    groups: [{ constraint, shape: 'pair', sets }],
    source: { count: objects.length, base: workers(policy, index, [...byObject.values()]), image: null },
    subjects: objects,
    subject: { variable: 'o', sort: 'OBJ' },
    pair: ['r1', 'r2'],
    claims: { pair: strict, set: strict },
    derive: (row, role) => shortestOf(policy, index, role, atomsOn(row)),
    start: () => [],
    held: (row, facts) =>
      workersBy(facts, new Set(atomsOn(row).map((atom) => policy.permissions.list[atom]!))),
    hows: (_row, steps) => `has ${steps[steps.length - 1]!.right} ${howGranted(policy, steps)}`,
    sentence: (_group, { row, elements }, hows) => {
      const roles = elements.map((role) => names[role]!);
      const both = roles.length === 2 ? 'both have' : 'have';
      return `${listed(roles)} ${both} ${does} on ${objects[row]!}${howPhrase(hows)}`;
    },
    candidates: (_group, { row, elements }) =>
      removals(
        policy,
        index,
        { relation: 'none', subjects: elements, closed: policy.profile.membership === 'authorised' },
        { over: 'permission', elements: atomsOn(row) },
      ),
    absence: (group, absent) =>
      absent.length === 0
        ? `redundant now: no two of its roles could meet on an object of ${subject.name}`
        : `redundant now: ${absenceOf(group, absent, `has no ${does}`, `have no ${does}`)}`,
    witness: (row, _set, [role]) =>
      `on ${objects[row]!} ${role} has ${does}, and no role that is exclusive with it`,
  };
}

/** For each object the roles of whose holders some can do one of its `atoms` (S1). */
function workers(policy: Policy, index: Index, atomsOfObjects: readonly (readonly number[])[]): Rows {
  const isClosed = policy.profile.membership === 'authorised';
  const rows = rowsBuilder(atomsOfObjects.length, index.counts.roles);
  for (const atoms of atomsOfObjects) {
    const granting = new Set(atoms.flatMap((atom) => [...index.rolesGranted(atom)]));
    const roles = isClosed ? new Set([...granting].flatMap((role) => [...index.up(role)])) : granting;
    for (const role of [...roles].sort((a, b) => a - b)) rows.push(role);
    rows.endRow();
  }
  return rows.build();
}

/** Roles that have one of `atoms` by `facts` alone. */
function workersBy(facts: readonly Fact[], atoms: ReadonlySet<string>): ReadonlySet<string> {
  const roles = new Set<string>();
  for (const fact of facts) if (fact.relation === 'grant' && atoms.has(fact.right)) roles.add(fact.left);
  // A set that grows while it is walked visits what was added.
  for (const role of roles) {
    for (const fact of facts)
      if (fact.relation === 'inheritance' && fact.right === role) roles.add(fact.left);
  }
  return roles;
}

/** The shortest way in which `role` has one of `atoms`; of several the first by name. */
function shortestOf(policy: Policy, index: Index, role: number, atoms: readonly number[]): readonly Fact[] {
  return (
    sortedByName(atoms, policy.permissions.list)
      .flatMap((atom) => {
        const steps = operationPath(policy, index, role, atom);
        return steps === null ? [] : [steps];
      })
      .reduce<readonly Fact[] | null>(
        (shortest, steps) => (shortest === null || steps.length < shortest.length ? steps : shortest),
        null,
      ) ?? []
  );
}

// --- P18: rows are the roles of the exclusion, and what they hold are operations -----------------------------------

function ofSteps(demand: Demand): Reading {
  const { policy, index, constraint, subject } = demand;
  const { membership } = policy.profile;
  const roles = constraint.sets.flatMap(({ members }) => declaredMembers(demand, members));
  const nameOf = (role: number) => policy.roles.list[role]!;
  const group: Group = {
    constraint,
    shape: 'pair',
    sets: [{ name: constraint.id, members: subject.atoms, limit: 2 }],
  };
  return {
    ...shared(demand),
    over: 'permission',
    groups: [group],
    source: rolesAndPermissions(index, membership, roles),
    subjects: policy.roles.list,
    subject: { variable: 'r', sort: 'ROLE' },
    pair: ['p', 'q'],
    claims: { pair: oneStep, set: oneStep },
    derive: (role, atom) => operationPath(policy, index, role, atom) ?? [],
    start: (role) => [nameOf(role)],
    hows: (_role, steps) => howGranted(policy, steps),
    sentence: (_group, { row, elements }, hows) =>
      `${nameOf(row)} has ${counted(elements.length, 'operation')} of ${subject.name}, and may have one${howPhrase(hows)}`,
    candidates: (_group, { row, elements }) =>
      removals(
        policy,
        index,
        { relation: 'none', subjects: [row], closed: membership === 'authorised' },
        { over: 'permission', elements },
      ),
    absence: (_group, absent) =>
      `redundant now: ${listed(
        absent.map((atom) => `\`${atom}\``),
        3,
      )} of ${subject.name} ${absent.length === 1 ? 'is an operation' : 'are operations'} of no role of the exclusion`,
    witness: (role, _set, [atom]) => `${nameOf(role)} has ${atom}, and no other operation of ${subject.name}`,
  };
}

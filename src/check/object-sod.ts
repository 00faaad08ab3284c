/**
 * Object separation of duty: of the operations of an operation or application on one object each user, or each role,
 * has one at most (P19).
 *
 * What a user or role has follows S1. One finding tells all objects of a user or role, as permission-sod tells all
 * exclusive permissions: it is the same relation, made of the operations that share an object.
 */

import { objectSOD, roleObjectSOD } from '../../spec/object-sod.ts';
import type { Index } from '../index/index.ts';
import type { OnePerObject, Policy } from '../policy/model.ts';
import { listed } from '../source/words.ts';
import type { Fact } from '../verdict/change.ts';
import type { NamedSet } from './exclusion.ts';
import { rolesAndPermissions, usersAndPermissions } from './kernel.ts';
import { type ClaimName, decideReading, howPhrase, type Reading } from './reading.ts';
import { type Roots, removals } from './removals.ts';
import { howGranted, operationPath } from './role-operations.ts';
import type { Context, Decision, Rule } from './rule.ts';
import { severityOf } from './severity.ts';
import { atomsByObject, objectOf, type Subject, subjectWithin } from './subject.ts';
import { how } from './words.ts';

export const rule: Rule = {
  id: 'object-sod',
  properties: ['P19'],
  severity: 'error',
  claims: [objectSOD, roleObjectSOD],
  explanation: {
    title: 'one operation on each object',
    meaning: [
      'Whoever has entered an order should not change, release or pay it, too. Instead of listing every pair of',
      'permissions, `one-per-object: { within: NAME }` demands that each user can do one thing with an object at most, of',
      'what the operation or application NAME does. With `each: role` it demands that of every role: then the roles are',
      'cut finely enough, whoever may hold several of them.',
    ].join(' '),
    violating: `policy: pay
users: [kim, lee]
roles:
  creator: { permissions: [invoice:create] }
  approver: { permissions: [invoice:approve] }
  payer: { permissions: [payment:release] }
assignments:
  kim: [creator, approver]
  lee: [payer]
operations:
  - { name: pay-invoice, permissions: [invoice:create, invoice:approve, payment:release] }
constraints:
  - { id: one-hand, one-per-object: { within: pay-invoice } }
`,
    compliant: `policy: pay
users: [kim, lee]
roles:
  creator: { permissions: [invoice:create] }
  approver: { permissions: [invoice:approve] }
  payer: { permissions: [payment:release] }
assignments:
  kim: [creator, payer]
  lee: [approver]
operations:
  - { name: pay-invoice, permissions: [invoice:create, invoice:approve, payment:release] }
constraints:
  - { id: one-hand, one-per-object: { within: pay-invoice } }
`,
    fix: [
      'Move one of the operations to somebody else: take the role from the user, or the permission from the role. A role',
      'that has both must be split.',
    ].join(' '),
    references: ['Gligor, Gavrila and Ferraiolo 1998, object-based static separation of duty'],
  },
  decide,
};

interface Demand {
  readonly policy: Policy;
  readonly index: Index;
  readonly constraint: OnePerObject;
  readonly subject: Subject;
}

function* decide({ policy, index }: Context): Generator<Decision> {
  for (const constraint of policy.constraints) {
    if (constraint.kind !== 'one-per-object') continue;
    const subject = subjectWithin(policy, index, constraint.within);
    yield* decideOne({ policy, index, constraint, subject });
  }
}

const claims: Readonly<Record<OnePerObject['each'], ClaimName>> = {
  user: { property: 'P19', claim: objectSOD.schema.name },
  role: { property: 'P19', claim: roleObjectSOD.schema.name },
};

function* decideOne(demand: Demand): Generator<Decision> {
  const { policy, index, constraint, subject } = demand;
  const sets = [...atomsByObject(policy, subject).values()]
    .filter((atoms) => atoms.length > 1)
    .map((members): NamedSet => ({ name: constraint.id, members, limit: 2 }));
  if (sets.length > 0) {
    yield* decideReading(readingOf(demand, constraint.each === 'user' ? users(demand) : roles(demand), sets));
    return;
  }
  const isEmpty = subject.atoms.length === 0;
  yield {
    ...claims[constraint.each],
    kind: 'vacuous',
    constraint: constraint.id,
    severity: severityOf(policy, rule, constraint),
    focus: {},
    scope: 'this policy',
    vacuity: isEmpty ? 'V6' : 'V18',
    reason: isEmpty
      ? `the ${subject.kind} ${subject.name} has no operations that could be kept apart`
      : `never bites: on no object ${subject.name} has two operations`,
    locations: [index.location(constraint.place)],
  };
}

/** What differs between users and roles. */
interface Holders extends Pick<Reading, 'source' | 'subjects' | 'subject' | 'derive' | 'start' | 'empty'> {
  readonly hows: (row: number, steps: readonly Fact[]) => string;
  readonly relation: Roots['relation'];
}

function users({ policy, index }: Demand): Holders {
  const { membership } = policy.profile;
  return {
    source: usersAndPermissions(policy, index, membership),
    subjects: policy.users.list,
    subject: { variable: 'u', sort: 'USER' },
    derive: (user, permission) => index.permissionPath(user, permission, membership) ?? [],
    start: () => [],
    hows: (_user, steps) => how(policy, steps),
    relation: 'assignment',
    empty: policy.users.declaredCount === 0 ? { vacuity: 'V1', reason: 'the policy has no users' } : null,
  };
}

function roles({ policy, index }: Demand): Holders {
  const { list, declaredCount } = policy.roles;
  const declared = Array.from({ length: declaredCount }, (_, role) => role);
  return {
    source: rolesAndPermissions(index, policy.profile.membership, declared),
    subjects: list,
    subject: { variable: 'r', sort: 'ROLE' },
    derive: (role, permission) => operationPath(policy, index, role, permission) ?? [],
    start: (role) => [list[role]!],
    hows: (_role, steps) => howGranted(policy, steps),
    relation: 'none',
    empty: null,
  };
}

function readingOf(
  { policy, index, constraint, subject }: Demand,
  { relation, ...holders }: Holders,
  sets: readonly NamedSet[],
): Reading {
  const nameOf = (row: number) => holders.subjects[row]!;
  const objectsOf = (permissions: readonly number[]) =>
    listed([...new Set(permissions.map((permission) => objectOf(policy, permission)))].sort());
  return {
    ...holders,
    rule,
    policy,
    index,
    over: 'permission',
    groups: [{ constraint, shape: 'pair', sets }],
    pair: ['p', 'q'],
    claims: { pair: claims[constraint.each], set: claims[constraint.each] },
    scope: 'this policy',
    sentence: (_group, { row, elements }, hows) =>
      `${nameOf(row)} has several operations of ${subject.name} on ${objectsOf(elements)}${howPhrase(hows)}`,
    candidates: (_group, { row, elements }) =>
      removals(
        policy,
        index,
        { relation, subjects: [row], closed: policy.profile.membership === 'authorised' },
        { over: 'permission', elements },
      ),
    speaks: () => true,
    absence: (_group, absent) =>
      `redundant now: ${listed(
        absent.map((name) => `\`${name}\``),
        3,
      )} ${absent.length === 1 ? 'is an operation' : 'are operations'} of no ${constraint.each}`,
    idle: () => null,
    witness: (row, set, [permission]) =>
      `${nameOf(row)} has ${permission}, and no other operation of ${subject.name} on ${objectsOf(set.members)}`,
  };
}

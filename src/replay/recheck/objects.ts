/** Objects of an application and who works on them, decided naively (P17–P19). */

import type { Constraint, Policy, Within } from '../../policy/model.ts';
import { strictPairsOf, strictRolesOf } from '../raw.ts';
import { allAtoms } from './applications.ts';
import { type Finding, namesOf } from './finding.ts';
import type { Ids, Relations } from './relations.ts';

/** The operations that count, without those of permissions that nothing declares. */
function atomsWithin(relations: Relations, { kind, index }: Within): Ids {
  const { policy } = relations;
  const all =
    kind === 'operation'
      ? policy.operations[index]!.permissions
      : allAtoms(relations, policy.applications[index]!);
  return new Set([...all].filter((permission) => permission < policy.permissions.declaredCount));
}

/** What is before the last colon. */
function objectOf(policy: Policy, permission: number): string {
  const name = policy.permissions.list[permission]!;
  const colon = name.lastIndexOf(':');
  return colon < 0 ? name : name.slice(0, colon);
}

/** PA⦇roles⦈ ∩ atoms; what a role adds is looked up once. */
function performing(relations: Relations, atoms: Ids): (roles: Iterable<number>) => readonly number[] {
  const known = new Map<number, readonly number[]>();
  const ofRole = (role: number): readonly number[] => {
    const found = known.get(role) ?? [...relations.granted(role)].filter((atom) => atoms.has(atom));
    known.set(role, found);
    return found;
  };
  return (roles) => [...new Set([...roles].flatMap(ofRole))];
}

/** S1: the roles of whoever holds `role` and no other. */
function rolesOfRole(relations: Relations): (role: number) => Iterable<number> {
  return relations.policy.profile.membership === 'authorised' ? relations.downOf : (role) => [role];
}

/** P17 and P18 beyond P04: which objects exclusive roles share, and which of them do more than one step. */
export function* strictSod(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  const rolesOf = rolesOfRole(relations);
  for (const constraint of policy.constraints) {
    if (constraint.kind !== 'exclusion' || constraint.strictness === null) continue;
    const perform = performing(relations, atomsWithin(relations, constraint.strictness.within));
    const own = (role: number): readonly number[] => perform(rolesOf(role));
    yield* sharedObjects(policy, constraint, own);
    for (const role of strictRolesOf(constraint, 'one-step')) {
      const steps = own(role);
      if (steps.length < 2) continue;
      yield {
        rule: 'strict-sod',
        claim: 'OneStepSOD',
        constraint: constraint.id,
        subject: policy.roles.list[role]!,
        elements: namesOf(policy.permissions.list, steps),
      };
    }
  }
}

function* sharedObjects(
  policy: Policy,
  constraint: Constraint,
  own: (role: number) => readonly number[],
): Iterable<Finding> {
  const sharing = new Map<string, Set<number>>();
  for (const [left, right] of strictPairsOf(constraint)) {
    if (left >= policy.roles.declaredCount || right >= policy.roles.declaredCount) continue;
    const objects = new Set(own(left).map((atom) => objectOf(policy, atom)));
    for (const atom of own(right)) {
      const object = objectOf(policy, atom);
      if (objects.has(object))
        sharing.set(object, (sharing.get(object) ?? new Set<number>()).add(left).add(right));
    }
  }
  for (const [object, roles] of sharing)
    yield {
      rule: 'strict-sod',
      claim: 'StrictStaticSOD',
      constraint: constraint.id,
      subject: object,
      elements: namesOf(policy.roles.list, roles),
    };
}

/** P19: users, or roles, with two operations on one object; one finding for all objects of each. */
export function* objectSod(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  for (const constraint of policy.constraints) {
    if (constraint.kind !== 'one-per-object') continue;
    const isOfUsers = constraint.each === 'user';
    const perform = performing(relations, atomsWithin(relations, constraint.within));
    const subjects = isOfUsers ? policy.users : policy.roles;
    const rolesOf = isOfUsers ? relations.rolesOf : rolesOfRole(relations);
    for (let subject = 0; subject < subjects.declaredCount; subject += 1) {
      const own = perform(rolesOf(subject));
      const several = own.filter((atom) =>
        own.some((other) => other !== atom && objectOf(policy, other) === objectOf(policy, atom)),
      );
      if (several.length === 0) continue;
      yield {
        rule: 'object-sod',
        claim: isOfUsers ? 'ObjectSOD' : 'RoleObjectSOD',
        constraint: constraint.id,
        subject: subjects.list[subject]!,
        elements: namesOf(policy.permissions.list, several),
      };
    }
  }
}

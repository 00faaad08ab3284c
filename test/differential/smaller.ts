/**
 * A generated policy without one user, one role and one permission: Z3's work grows with all tuples that there might
 * be, so that a slightly smaller universe is decided in half the time.
 */

import type {
  ConstraintInput,
  PeopleInput,
  PolicyInput,
  SessionConstraintInput,
} from '../../src/policy/build.ts';
import { permissionNames, roleNames, userNames } from '../oracle/arbitrary.ts';

const dropped = new Set([userNames, roleNames, permissionNames].map((names) => names.at(-1)!));
const keeps = (...names: readonly string[]) => names.every((name) => !dropped.has(name));
const kept = (names: readonly string[]) => names.filter((name) => keeps(name));

export function smaller(input: PolicyInput): PolicyInput {
  return {
    ...input,
    users: kept(input.users ?? []),
    roles: kept(input.roles ?? []),
    permissions: kept(input.permissions ?? []),
    assignments: (input.assignments ?? []).filter((pair) => keeps(...pair)),
    inheritance: (input.inheritance ?? []).filter((pair) => keeps(...pair)),
    grants: (input.grants ?? []).filter((pair) => keeps(...pair)),
    sessions: (input.sessions ?? [])
      .filter(({ user }) => keeps(user))
      .map((session) => ({ ...session, active: kept(session.active) })),
    constraints: (input.constraints ?? []).flatMap(smallerConstraint),
    operations: (input.operations ?? []).map((one) => ({ ...one, permissions: kept(one.permissions) })),
    applications: (input.applications ?? []).map((application) => ({
      ...application,
      sessions: application.sessions.map((session) => ({
        ...session,
        ...(session.needs === undefined ? {} : { needs: kept(session.needs) }),
      })),
      constraints: (application.constraints ?? []).flatMap(smallerSessionConstraint),
      plans: (application.plans ?? []).map((plan) => ({
        ...plan,
        assignments: Object.fromEntries(Object.entries(plan.assignments).filter(([, user]) => keeps(user))),
      })),
    })),
  };
}

function smallerConstraint(constraint: ConstraintInput): ConstraintInput[] {
  switch (constraint.kind) {
    case 'exclusion': {
      const sets = constraint.sets
        .map(({ members, limit = 2 }) => ({ members: kept(members), limit }))
        .filter(({ members }) => members.length >= 2)
        .map(({ members, limit }) => ({ members, limit: Math.min(limit, members.length) }));
      return sets.length === 0 ? [] : [{ ...constraint, sets }];
    }
    case 'prerequisite':
      return keeps(constraint.role, ...constraint.needs) ? [constraint] : [];
    case 'cardinality':
    case 'window':
      return keeps(constraint.role) ? [constraint] : [];
    case 'one-per-object':
      return [constraint];
  }
}

const keptPeople = (people: PeopleInput): PeopleInput => (typeof people === 'string' ? people : kept(people));

/** Roles in constraints of applications are among those that stay. */
function smallerSessionConstraint(constraint: SessionConstraintInput): SessionConstraintInput[] {
  switch (constraint.kind) {
    case 'team':
      return [{ ...constraint, teams: constraint.teams.map(keptPeople) }];
    case 'group-unless':
      return [{ ...constraint, group: keptPeople(constraint.group) }];
    case 'dependent':
      return [
        {
          ...constraint,
          leftUsers: keptPeople(constraint.leftUsers),
          rightUsers: keptPeople(constraint.rightUsers),
        },
      ];
    case 'load':
      return [
        constraint.users === undefined ? constraint : { ...constraint, users: keptPeople(constraint.users) },
      ];
    case 'unavailable':
      return [{ ...constraint, users: keptPeople(constraint.users) }];
    case 'forced':
    case 'forbidden':
      return keeps(constraint.user) ? [constraint] : [];
    case 'separation':
    case 'binding':
    case 'at-most':
    case 'at-least':
      return [constraint];
  }
}

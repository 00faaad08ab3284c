/**
 * The constraints of an application about its sessions and users, by raw facts: what the naive decisions and the plan
 * checker ask. Derived once more on purpose, without the engines' index.
 */

import type { Application, People, SessionConstraint } from '../policy/model.ts';
import type { Constraint } from '../workflow/instance.ts';
import type { Relations } from './recheck/relations.ts';

/** `constraint` with sessions by their position in `application.sessions` and users by their ids. */
export function demandsOf(relations: Relations, constraint: SessionConstraint): readonly Constraint[] {
  const people = (whom: People): number[] => peopleOf(relations, whom);
  switch (constraint.kind) {
    case 'separation':
    case 'binding': {
      const { kind, sessions } = constraint;
      return sessions.flatMap((left, at) => sessions.slice(at + 1).map((right) => ({ kind, left, right })));
    }
    case 'at-most':
    case 'at-least':
      return [{ kind: constraint.kind, bound: constraint.bound, steps: constraint.sessions }];
    case 'team':
      return [{ kind: 'team', steps: constraint.sessions, teams: constraint.teams.map(people) }];
    case 'group-unless': {
      const { kind, bound, sessions, group } = constraint;
      return [{ kind, bound, steps: sessions, group: people(group) }];
    }
    case 'dependent': {
      const { kind, left, right, leftUsers, rightUsers } = constraint;
      return [{ kind, left, right, leftUsers: people(leftUsers), rightUsers: people(rightUsers) }];
    }
    case 'load': {
      const { kind, bound, users } = constraint;
      return [users === null ? { kind, bound } : { kind, bound, users: people(users) }];
    }
    case 'unavailable':
      return [{ kind: 'unavailable', users: people(constraint.users) }];
    case 'forced':
    case 'forbidden':
      return [{ kind: constraint.kind, step: constraint.session, user: constraint.user }];
    default:
      return constraint satisfies never;
  }
}

export function allDemands(relations: Relations, application: Application): readonly Constraint[] {
  return application.constraints.flatMap((constraint) => demandsOf(relations, constraint));
}

/**
 * What `demands` say of the sessions that have a `place` alone, so that every plan of all sessions is, cut down to these,
 * a plan under it: a demand for enough people is dropped unless all of its sessions stay.
 */
export function restrictedTo(
  demands: readonly Constraint[],
  place: ReadonlyMap<number, number>,
): readonly Constraint[] {
  return demands.flatMap((demand): readonly Constraint[] => {
    switch (demand.kind) {
      case 'separation':
      case 'binding':
      case 'dependent': {
        const left = place.get(demand.left);
        const right = place.get(demand.right);
        return left === undefined || right === undefined ? [] : [{ ...demand, left, right }];
      }
      case 'at-most':
      case 'team':
        return [{ ...demand, steps: demand.steps.flatMap((step) => place.get(step) ?? []) }];
      case 'at-least':
      case 'group-unless':
        return demand.steps.every((step) => place.has(step))
          ? [{ ...demand, steps: demand.steps.map((step) => place.get(step)!) }]
          : [];
      case 'load':
      case 'unavailable':
        return [demand];
      case 'forced':
      case 'forbidden': {
        const step = place.get(demand.step);
        return step === undefined ? [] : [{ ...demand, step }];
      }
      default:
        return demand satisfies never;
    }
  });
}

/** Users whom a constraint means (S1). */
function peopleOf(relations: Relations, people: People): number[] {
  switch (people.kind) {
    case 'users':
      return [...people.users];
    case 'role':
      return relations.users.filter((user) => relations.rolesOf(user).has(people.role));
    default:
      return people satisfies never;
  }
}

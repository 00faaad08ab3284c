/**
 * An application as an instance of workflow satisfiability, from raw facts: what certificates are checked against.
 *
 * Derived a second time on purpose, without index and engines. Steps and constraints are numbered as certificates number
 * them: sessions by name, then exclusions by the sessions' numbers, then the policy's constraints by id.
 */

import type { Application, People, SessionConstraint } from '../policy/model.ts';
import { type Constraint, type Instance, instanceOf } from '../workflow/instance.ts';
import { isSubset, type Relations } from './recheck/relations.ts';

export interface NamedInstance {
  readonly instance: Instance;
  readonly steps: readonly string[];
}

export function workflowOf(relations: Relations, application: Application): NamedInstance {
  const names = application.sessions.map(({ name }) => name);
  const steps = [...names].sort(byName);
  const stepOf = (session: number): number => steps.indexOf(names[session]!);
  const candidates = steps.map((name) => {
    const { roles } = application.sessions[names.indexOf(name)]!;
    return relations.users.filter((user) => isSubset(roles, relations.rolesOf(user)));
  });
  const exclusions = application.exclusions
    .map(({ left, right }) => [stepOf(left), stepOf(right)].sort((a, b) => a - b))
    .sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d)
    .map(([left = 0, right = 0]): Constraint => ({ kind: 'separation', left, right }));
  const stated = [...application.constraints]
    .sort((a, b) => byName(a.id, b.id))
    .flatMap((constraint) => constraintsOf(relations, stepOf, constraint));
  return {
    instance: instanceOf(relations.users.length, candidates, [...exclusions, ...stated]),
    steps,
  };
}

function constraintsOf(
  relations: Relations,
  stepOf: (session: number) => number,
  constraint: SessionConstraint,
): Constraint[] {
  const steps = (sessions: readonly number[]): number[] => sessions.map(stepOf).sort((a, b) => a - b);
  const users = (people: People): number[] =>
    people.kind === 'role'
      ? relations.users.filter((user) => relations.rolesOf(user).has(people.role))
      : [...people.users].filter((user) => user < relations.users.length).sort((a, b) => a - b);
  switch (constraint.kind) {
    case 'separation':
    case 'binding': {
      const { kind } = constraint;
      const all = steps(constraint.sessions);
      return all.flatMap((left, at) => all.slice(at + 1).map((right) => ({ kind, left, right })));
    }
    case 'at-most':
    case 'at-least':
      return [{ kind: constraint.kind, bound: constraint.bound, steps: steps(constraint.sessions) }];
    case 'team':
      return [{ kind: 'team', steps: steps(constraint.sessions), teams: constraint.teams.map(users) }];
    case 'group-unless':
      return [
        {
          kind: 'group-unless',
          bound: constraint.bound,
          steps: steps(constraint.sessions),
          group: users(constraint.group),
        },
      ];
    case 'dependent':
      return [
        {
          kind: 'dependent',
          left: stepOf(constraint.left),
          right: stepOf(constraint.right),
          leftUsers: users(constraint.leftUsers),
          rightUsers: users(constraint.rightUsers),
        },
      ];
    case 'load':
      return [
        constraint.users === null
          ? { kind: 'load', bound: constraint.bound }
          : { kind: 'load', bound: constraint.bound, users: users(constraint.users) },
      ];
    case 'unavailable':
      return [{ kind: 'unavailable', users: users(constraint.users) }];
    case 'forced':
    case 'forbidden': {
      const step = stepOf(constraint.session);
      if (constraint.user < relations.users.length)
        return [{ kind: constraint.kind, step, user: constraint.user }];
      // Nobody declared is meant: nobody can do the session, or nobody is kept from it.
      return constraint.kind === 'forced' ? [{ kind: 'team', steps: [step], teams: [] }] : [];
    }
    default:
      return constraint satisfies never;
  }
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

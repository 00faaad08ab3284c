/**
 * An application as an instance of workflow satisfiability, from raw facts: what certificates are checked against.
 *
 * Derived a second time on purpose, without index and engines. Steps and constraints are numbered as certificates number
 * them: sessions by name, then exclusions by the sessions' numbers, then the policy's constraints by id.
 */

import type { Application } from '../policy/model.ts';
import { type Constraint, type Instance, instanceOf } from '../workflow/instance.ts';
import { demandsOf } from './demands.ts';
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
    .flatMap((constraint) => demandsOf(relations, constraint))
    .map((constraint) => renumbered(constraint, stepOf));
  return {
    instance: instanceOf(relations.users.length, candidates, [...exclusions, ...stated]),
    steps,
  };
}

/** `constraint` with its sessions renumbered. */
function renumbered(constraint: Constraint, stepOf: (session: number) => number): Constraint {
  switch (constraint.kind) {
    case 'separation':
    case 'binding': {
      const [left, right] = [stepOf(constraint.left), stepOf(constraint.right)];
      return { kind: constraint.kind, left: Math.min(left, right), right: Math.max(left, right) };
    }
    case 'dependent':
      return { ...constraint, left: stepOf(constraint.left), right: stepOf(constraint.right) };
    case 'at-most':
    case 'at-least':
    case 'team':
    case 'group-unless':
      return { ...constraint, steps: constraint.steps.map(stepOf).sort((a, b) => a - b) };
    case 'load':
    case 'unavailable':
      return constraint;
    case 'forced':
    case 'forbidden':
      return { ...constraint, step: stepOf(constraint.step) };
    default:
      return constraint satisfies never;
  }
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

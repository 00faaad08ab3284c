/**
 * Whether a plan respects an instance, said naively: no bitset tricks, nothing shared with the solver, so that a plan
 * found by the solver is believed for this reason only.
 */

import type { Constraint, Instance } from './instance.ts';

/** The first thing that the plan (user of each step) violates. */
export type Violation =
  | { readonly kind: 'length' }
  | { readonly kind: 'not authorised'; readonly step: number }
  | { readonly kind: 'constraint'; readonly constraint: Constraint };

export function violationOf(instance: Instance, plan: ArrayLike<number>): Violation | undefined {
  if (plan.length !== instance.steps) return { kind: 'length' };
  for (let step = 0; step < instance.steps; step += 1) {
    const user = plan[step]!;
    const known = Number.isInteger(user) && user >= 0 && user < instance.users;
    if (!known || ((instance.authorised[step]![Math.floor(user / 32)]! >>> (user % 32)) & 1) !== 1) {
      return { kind: 'not authorised', step };
    }
  }
  const broken = instance.constraints.find((constraint) => !respects(plan, constraint));
  return broken === undefined ? undefined : { kind: 'constraint', constraint: broken };
}

/** Whether a plan with a user for each step respects one constraint. */
export function respects(plan: ArrayLike<number>, constraint: Constraint): boolean {
  const doers = (steps: readonly number[]) => new Set(steps.map((step) => plan[step]!));
  switch (constraint.kind) {
    case 'separation':
      return plan[constraint.left] !== plan[constraint.right];
    case 'binding':
      return plan[constraint.left] === plan[constraint.right];
    case 'at-most':
      return doers(constraint.steps).size <= constraint.bound;
    case 'at-least':
      return doers(constraint.steps).size >= constraint.bound;
    case 'team':
      return constraint.teams.some((team) =>
        [...doers(constraint.steps)].every((user) => team.includes(user)),
      );
    case 'group-unless': {
      const users = doers(constraint.steps);
      return users.size >= constraint.bound || [...users].every((user) => constraint.group.includes(user));
    }
    case 'dependent':
      return (
        !constraint.leftUsers.includes(plan[constraint.left]!) ||
        constraint.rightUsers.includes(plan[constraint.right]!)
      );
    case 'load': {
      const loads = new Map<number, number>();
      for (const user of Array.from(plan)) loads.set(user, (loads.get(user) ?? 0) + 1);
      return [...loads].every(
        ([user, load]) =>
          load <= constraint.bound || (constraint.users !== undefined && !constraint.users.includes(user)),
      );
    }
    case 'unavailable':
      return Array.from(plan).every((user) => !constraint.users.includes(user));
    case 'forced':
      return plan[constraint.step] === constraint.user;
    case 'forbidden':
      return plan[constraint.step] !== constraint.user;
    default:
      return constraint satisfies never;
  }
}

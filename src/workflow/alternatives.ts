/**
 * The ways to respect a constraint that names users: each an authorisation or a count, which the core understands.
 */

import type { Constraint, Instance } from './instance.ts';

/** Instances that together have the plans of `instance`; in each of them `constraint` holds of itself and is gone. */
export function alternatives(instance: Instance, constraint: Constraint): Instance[] {
  const others = instance.constraints.filter((other) => other !== constraint);
  const withOnly = (added: readonly Constraint[], only: ReadonlyMap<number, Uint32Array>): Instance => ({
    ...instance,
    authorised: instance.authorised.map((row, step) => {
      const mask = only.get(step);
      return mask === undefined ? row : row.map((word, at) => word & mask[at]!);
    }),
    constraints: [...others, ...added],
  });
  const allIn = (steps: readonly number[], users: readonly number[]) => {
    const mask = maskOf(instance, users);
    return new Map(steps.map((step) => [step, mask]));
  };
  switch (constraint.kind) {
    case 'team':
      return constraint.teams.map((team) => withOnly([], allIn(constraint.steps, team)));
    case 'group-unless':
      return [
        withOnly([{ kind: 'at-least', bound: constraint.bound, steps: constraint.steps }], new Map()),
        withOnly([], allIn(constraint.steps, constraint.group)),
      ];
    case 'dependent': {
      const outside = maskOf(instance, constraint.leftUsers).map((word) => ~word);
      return [
        withOnly([], new Map([[constraint.left, outside]])),
        withOnly([], allIn([constraint.right], constraint.rightUsers)),
      ];
    }
    default:
      throw new Error(`a constraint of this kind needs no alternatives: ${constraint.kind}`);
  }
}

function maskOf(instance: Instance, users: readonly number[]): Uint32Array {
  const mask = new Uint32Array((instance.users + 31) >>> 5);
  for (const user of users) mask[user >>> 5]! |= 1 << (user & 31);
  return mask;
}

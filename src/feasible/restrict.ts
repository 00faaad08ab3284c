/**
 * Some of an instance: only these steps, only these constraints. Monotone: with fewer of either, no plan is lost, since
 * a plan of the whole, cut to the steps that stay, is a plan of the part.
 *
 * A constraint that bounds from above (at most so many users, one team, a load) is kept for the steps that stay. One
 * that asks for something (at least so many users) asks for more if steps go, so it stays only with all of its steps.
 * One about a step that is gone says nothing.
 */

import type { Constraint, Instance } from '../workflow/instance.ts';

export interface Restricted {
  readonly instance: Instance;
  /** `steps[i]` is the step of the whole that step i of the part stands for. */
  readonly steps: readonly number[];
  /** As `steps`, for constraints: those that still say something. */
  readonly constraints: readonly number[];
}

/** `steps` without repetition; `constraints` are indices. Both keep their order. */
export function restrict(
  whole: Instance,
  steps: readonly number[],
  constraints: readonly number[],
): Restricted {
  const position = new Map(steps.map((step, at) => [step, at]));
  const kept: { readonly index: number; readonly constraint: Constraint }[] = [];
  for (const index of constraints) {
    const constraint = restrictConstraint(whole.constraints[index]!, position);
    if (constraint !== null) kept.push({ index, constraint });
  }
  return {
    instance: {
      steps: steps.length,
      users: whole.users,
      authorised: steps.map((step) => whole.authorised[step]!),
      constraints: kept.map(({ constraint }) => constraint),
    },
    steps,
    constraints: kept.map(({ index }) => index),
  };
}

function restrictConstraint(
  constraint: Constraint,
  position: ReadonlyMap<number, number>,
): Constraint | null {
  switch (constraint.kind) {
    case 'separation':
    case 'binding':
    case 'dependent': {
      const left = position.get(constraint.left);
      const right = position.get(constraint.right);
      return left === undefined || right === undefined ? null : { ...constraint, left, right };
    }
    case 'at-most':
    case 'team': {
      const steps = within(constraint.steps, position);
      // One that was about no step from the start may still ask for the impossible.
      return steps.length === 0 && constraint.steps.length > 0 ? null : { ...constraint, steps };
    }
    case 'at-least':
    case 'group-unless': {
      const steps = within(constraint.steps, position);
      return steps.length < constraint.steps.length ? null : { ...constraint, steps };
    }
    case 'forced':
    case 'forbidden': {
      const step = position.get(constraint.step);
      return step === undefined ? null : { ...constraint, step };
    }
    case 'load':
    case 'unavailable':
      return position.size === 0 ? null : constraint;
    default:
      return constraint satisfies never;
  }
}

function within(steps: readonly number[], position: ReadonlyMap<number, number>): number[] {
  return steps.flatMap((step) => position.get(step) ?? []);
}

/** The steps that a constraint speaks of, each once; all of the instance's if it speaks of users alone. */
export function scopeOf(instance: Instance, constraint: Constraint): readonly number[] {
  switch (constraint.kind) {
    case 'separation':
    case 'binding':
    case 'dependent':
      return constraint.left === constraint.right ? [constraint.left] : [constraint.left, constraint.right];
    case 'at-most':
    case 'at-least':
    case 'team':
    case 'group-unless':
      return [...new Set(constraint.steps)];
    case 'forced':
    case 'forbidden':
      return [constraint.step];
    case 'load':
    case 'unavailable':
      return Array.from({ length: instance.steps }, (_, step) => step);
    default:
      return constraint satisfies never;
  }
}

/** Small random instances with constraints of every kind, and the naive truth about them. */

import { violationOf } from '../../src/workflow/check-plan.ts';
import { type Constraint, type Instance, instanceOf } from '../../src/workflow/instance.ts';

export type Random = (bound: number) => number;

/** A linear congruential generator: uniform enough below a small bound, and its own. */
export function randomOf(seed: number): Random {
  let state = (Math.imul(seed, 747796405) + 12345) >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * bound);
  };
}

export const kinds = [
  'separation',
  'binding',
  'at-most',
  'at-least',
  'team',
  'group-unless',
  'dependent',
  'load',
  'unavailable',
  'forced',
  'forbidden',
] as const satisfies readonly Constraint['kind'][];

export interface Shape {
  readonly steps: number;
  readonly users: number;
  /** Chance in percent that a user is authorised for a step. */
  readonly density: number;
  /** One kind per constraint. */
  readonly kinds: readonly Constraint['kind'][];
}

export function randomInstance(random: Random, shape: Shape): Instance {
  const authorised = Array.from({ length: shape.steps }, () =>
    Array.from({ length: shape.users }, (_, user) => user).filter(() => random(100) < shape.density),
  );
  const constraints = shape.kinds.map((kind) => randomConstraint(random, shape, kind));
  return instanceOf(shape.users, authorised, constraints);
}

function randomConstraint(random: Random, shape: Shape, kind: Constraint['kind']): Constraint {
  const step = () => random(shape.steps);
  const user = () => random(shape.users);
  const some = (count: number, chance: number) =>
    Array.from({ length: count }, (_, index) => index).filter(() => random(100) < chance);
  const scope = () => [...new Set(Array.from({ length: 2 + random(4) }, step))];
  switch (kind) {
    case 'separation':
    case 'binding': {
      const left = step();
      return { kind, left, right: (left + 1 + random(shape.steps - 1)) % shape.steps };
    }
    case 'at-most':
      return { kind, bound: 1 + random(3), steps: scope() };
    case 'at-least':
      return { kind, bound: 1 + random(3), steps: scope() };
    case 'team':
      return {
        kind,
        steps: scope().slice(0, 3),
        teams: Array.from({ length: 1 + random(3) }, () => some(shape.users, 50)),
      };
    case 'group-unless':
      return { kind, steps: scope(), bound: 2 + random(2), group: some(shape.users, 40) };
    case 'dependent':
      return {
        kind,
        left: step(),
        right: step(),
        leftUsers: some(shape.users, 60),
        rightUsers: some(shape.users, 40),
      };
    case 'load':
      return random(2) === 0
        ? { kind, bound: 1 + random(3) }
        : { kind, bound: random(3), users: some(shape.users, 50) };
    case 'unavailable':
      return { kind, users: [user()] };
    case 'forced':
    case 'forbidden':
      return { kind, step: step(), user: user() };
    default:
      return kind satisfies never;
  }
}

/** Whether some assignment of users to steps respects the instance; tries them all. */
export function isFeasible(instance: Instance): boolean {
  const plan: number[] = [];
  const authorised = instance.authorised.map((row) =>
    Array.from({ length: instance.users }, (_, user) => user).filter(
      (user) => ((row[user >>> 5]! >>> (user & 31)) & 1) === 1,
    ),
  );
  const extend = (): boolean => {
    if (plan.length === instance.steps) return violationOf(instance, plan) === undefined;
    return authorised[plan.length]!.some((user) => {
      plan.push(user);
      const isFound = extend();
      plan.pop();
      return isFound;
    });
  };
  return extend();
}

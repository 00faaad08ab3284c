/**
 * What an instance means, as SMT-LIB: a Boolean per step and user, nothing about patterns, classes or branches. Shares
 * nothing with the solver or the plan checker.
 */

import type { Constraint, Instance } from '../../src/workflow/instance.ts';
import type { Problem } from '../../src/z3/session.ts';

export function smtOf(instance: Instance): Problem {
  const users = Array.from({ length: instance.users }, (_, user) => user);
  const steps = Array.from({ length: instance.steps }, (_, step) => step);
  const lines: string[] = [];
  for (const step of steps) {
    for (const user of users) {
      lines.push(`(declare-const ${does(step, user)} Bool)`);
      const word = instance.authorised[step]![Math.floor(user / 32)]!;
      if (((word >>> (user % 32)) & 1) === 0) lines.push(`(assert (not ${does(step, user)}))`);
    }
    lines.push(`(assert ${exactlyOne(users.map((user) => does(step, user)))})`);
  }
  for (const constraint of instance.constraints) {
    lines.push(`(assert ${meaning(constraint, users, steps)})`);
  }
  return { text: lines.join('\n'), constants: [], logic: 'QF_FD', core: false };
}

function meaning(constraint: Constraint, users: readonly number[], steps: readonly number[]): string {
  switch (constraint.kind) {
    case 'separation':
      return and(users.map((user) => not(and([does(constraint.left, user), does(constraint.right, user)]))));
    case 'binding':
      return and(users.map((user) => `(= ${does(constraint.left, user)} ${does(constraint.right, user)})`));
    case 'at-most':
      return atMost(constraint.bound, busy(constraint.steps, users));
    case 'at-least':
      return atLeast(constraint.bound, busy(constraint.steps, users));
    case 'team':
      return or(constraint.teams.map((team) => allIn(constraint.steps, team)));
    case 'group-unless':
      return or([
        atLeast(constraint.bound, busy(constraint.steps, users)),
        allIn(constraint.steps, constraint.group),
      ]);
    case 'dependent':
      return or([
        not(or(constraint.leftUsers.map((user) => does(constraint.left, user)))),
        or(constraint.rightUsers.map((user) => does(constraint.right, user))),
      ]);
    case 'load':
      return and(
        (constraint.users ?? users).map((user) =>
          atMost(
            constraint.bound,
            steps.map((step) => does(step, user)),
          ),
        ),
      );
    case 'unavailable':
      return and(constraint.users.flatMap((user) => steps.map((step) => not(does(step, user)))));
    case 'forced':
      return does(constraint.step, constraint.user);
    case 'forbidden':
      return not(does(constraint.step, constraint.user));
    default:
      return constraint satisfies never;
  }
}

const does = (step: number, user: number) => `x${step}_${user}`;

/** Per user whether he does one of the steps. */
function busy(steps: readonly number[], users: readonly number[]): string[] {
  return users.map((user) => or(steps.map((step) => does(step, user))));
}

function allIn(steps: readonly number[], group: readonly number[]): string {
  return and(steps.map((step) => or(group.map((user) => does(step, user)))));
}

const not = (formula: string) => `(not ${formula})`;
const and = (formulas: readonly string[]) => (formulas.length === 0 ? 'true' : `(and ${formulas.join(' ')})`);
const or = (formulas: readonly string[]) => (formulas.length === 0 ? 'false' : `(or ${formulas.join(' ')})`);
const exactlyOne = (formulas: readonly string[]) => and([atMost(1, formulas), or(formulas)]);

function atMost(bound: number, formulas: readonly string[]): string {
  return formulas.length <= bound ? 'true' : `((_ at-most ${bound}) ${formulas.join(' ')})`;
}

function atLeast(bound: number, formulas: readonly string[]): string {
  if (bound <= 0) return 'true';
  return formulas.length < bound ? 'false' : `((_ at-least ${bound}) ${formulas.join(' ')})`;
}

/**
 * A minimal conflict in rules of the user's, of which one may be several constraints of the instance (a list of
 * sessions that need different people is all of its pairs). Dropping any one session or any one rule as a whole leaves
 * a plan.
 */

import type { Instance } from '../../workflow/instance.ts';
import { solve } from '../pattern/solve.ts';
import { restrict } from '../restrict.ts';
import { type Conflict, reasonOf } from './conflict.ts';
import { type ConflictLimits, conflictLimits, conflictOf } from './find.ts';

/** `constraints` are all of the rules' that say something of the steps. */
export type RuleConflict = Conflict & {
  /** Indices into the rules, ascending. */
  readonly rules: readonly number[];
};

/** A conflict of `instance`, which must have no plan. Each constraint belongs to one of `rules`. */
export function conflictOfRules(
  instance: Instance,
  rules: readonly (readonly number[])[],
  limits: ConflictLimits = conflictLimits,
): RuleConflict {
  const conflict = conflictOf(instance, limits);
  const inConflict = new Set(conflict.constraints);
  const own = rules.flatMap((constraints, rule) =>
    constraints.some((index) => inConflict.has(index)) ? [rule] : [],
  );
  // Rules of one constraint are in the conflict as they are.
  if (own.every((rule) => rules[rule]!.length === 1)) return { ...conflict, rules: own };
  return reduced(instance, rules, conflict, own, limits);
}

/** Whole rules bring back constraints that were dropped, so that others may have become unnecessary. */
function reduced(
  instance: Instance,
  rules: readonly (readonly number[])[],
  conflict: Conflict,
  own: readonly number[],
  limits: ConflictLimits,
): RuleConflict {
  let { steps } = conflict;
  let kept = own;
  let undecided = conflict.undecided;
  const partOf = (someSteps: readonly number[], someRules: readonly number[]) =>
    restrict(
      instance,
      someSteps,
      someRules.flatMap((rule) => rules[rule]!).sort((a, b) => a - b),
    );
  const isInfeasible = (someSteps: readonly number[], someRules: readonly number[]): boolean => {
    const isOver =
      (limits.deadline !== undefined && performance.now() > limits.deadline) ||
      limits.interrupted?.() === true;
    const kind = isOver
      ? 'unknown'
      : solve(partOf(someSteps, someRules).instance, {
          ...limits,
          conflicts: limits.conflicts ?? conflictLimits.conflicts,
        }).kind;
    if (kind === 'unknown') undecided += 1;
    return kind === 'infeasible';
  };
  for (const step of [...steps].reverse()) {
    const fewer = steps.filter((other) => other !== step);
    if (isInfeasible(fewer, kept)) steps = fewer;
  }
  for (const rule of [...kept].reverse()) {
    const fewer = kept.filter((other) => other !== rule);
    if (isInfeasible(steps, fewer)) kept = fewer;
  }
  const elements = { steps, constraints: partOf(steps, kept).constraints };
  return {
    ...elements,
    ...reasonOf(instance, elements),
    rules: kept,
    minimal: undecided === 0,
    undecided,
  };
}

/**
 * Decides an instance of the workflow satisfiability problem: a plan, or none, or not known within the limits.
 *
 * Constraints that name users (teams, groups, dependent authorisations) are left out at first; when a plan violates
 * one, the search branches on the ways to respect it, each of which is an authorisation or a count, and starts again.
 * What the relaxed instance refutes needs no branching at all.
 */

import { violationOf } from './check-plan.ts';
import type { Constraint, Instance } from './instance.ts';
import { liftPlan, reduceInstance } from './reduce.ts';
import { search } from './search.ts';

export interface Limits {
  /** Conflicts of the search, over all branches. Gives the same answer on every machine. */
  readonly conflicts?: number;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly deadline?: number;
  /** Asked every 256 conflicts; true ends the search. */
  readonly interrupted?: () => boolean;
  /** Order of equal choices; the same seed, the same run. */
  readonly seed?: number;
}

export interface Statistics {
  /** Branches on constraints that name users; 1 without any. */
  readonly branches: number;
  readonly conflicts: number;
  readonly decisions: number;
}

export type Answer = { readonly statistics: Statistics } & (
  | { readonly kind: 'feasible' /** User of each step. */; readonly plan: Int32Array }
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason }
);

export type UnknownReason = 'conflict limit' | 'time limit' | 'interrupted';

type Decision =
  | { readonly kind: 'feasible'; readonly plan: Int32Array }
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

/** Every plan returned has been checked against the instance by `check-plan.ts`. */
export function solve(instance: Instance, limits: Limits = {}): Answer {
  const statistics = { branches: 0, conflicts: 0, decisions: 0 };
  const decision = branch(instance, limits, statistics);
  return { ...decision, statistics };
}

function branch(
  instance: Instance,
  limits: Limits,
  statistics: { -readonly [name in keyof Statistics]: number },
): Decision {
  const pending: Instance[] = [instance];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    statistics.branches += 1;
    const decision = decideRelaxed(current, limits, statistics);
    if (decision.kind === 'unknown') return decision;
    if (decision.kind === 'infeasible') continue;
    const violation = violationOf(current, decision.plan);
    if (violation === undefined) {
      const own = violationOf(instance, decision.plan);
      if (own !== undefined) throw new Error(`the plan found violates the instance: ${own.kind}`);
      return decision;
    }
    if (violation.kind !== 'constraint') throw new Error(`the plan found is wrong: ${violation.kind}`);
    pending.push(...alternatives(current, violation.constraint).reverse());
  }
  return { kind: 'infeasible' };
}

/** The instance without the constraints that name users. */
function decideRelaxed(
  instance: Instance,
  limits: Limits,
  statistics: { -readonly [name in keyof Statistics]: number },
): Decision {
  const reduced = reduceInstance(instance);
  if (reduced.kind === 'infeasible') return reduced;
  const found: { classOf: Int32Array; blockOf: Int32Array }[] = [];
  const deadline = limits.deadline ?? Number.POSITIVE_INFINITY;
  for (const { problem } of reduced.parts) {
    const outcome = search(problem, {
      conflicts: (limits.conflicts ?? Number.POSITIVE_INFINITY) - statistics.conflicts,
      interrupted: () => performance.now() > deadline || limits.interrupted?.() === true,
      seed: limits.seed ?? 0,
    });
    statistics.conflicts += outcome.conflicts;
    statistics.decisions += outcome.decisions;
    switch (outcome.kind) {
      case 'infeasible':
        return { kind: 'infeasible' };
      case 'unknown':
        if (outcome.reason === 'conflict limit') return { kind: 'unknown', reason: 'conflict limit' };
        return { kind: 'unknown', reason: performance.now() > deadline ? 'time limit' : 'interrupted' };
      case 'feasible':
        found.push(outcome);
        break;
      default:
        return outcome satisfies never;
    }
  }
  return { kind: 'feasible', plan: liftPlan(instance, reduced, found) };
}

/** Instances that together have the plans of `instance`; in each of them `constraint` holds of itself and is gone. */
function alternatives(instance: Instance, constraint: Constraint): Instance[] {
  const others = instance.constraints.filter((other) => other !== constraint);
  const with_ = (added: readonly Constraint[], only: ReadonlyMap<number, Uint32Array>): Instance => ({
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
      return constraint.teams.map((team) => with_([], allIn(constraint.steps, team)));
    case 'group-unless':
      return [
        with_([{ kind: 'at-least', bound: constraint.bound, steps: constraint.steps }], new Map()),
        with_([], allIn(constraint.steps, constraint.group)),
      ];
    case 'dependent': {
      const outside = maskOf(instance, constraint.leftUsers).map((word) => ~word);
      return [
        with_([], new Map([[constraint.left, outside]])),
        with_([], allIn([constraint.right], constraint.rightUsers)),
      ];
    }
    default:
      throw new Error(`the search let a constraint be violated: ${constraint.kind}`);
  }
}

function maskOf(instance: Instance, users: readonly number[]): Uint32Array {
  const mask = new Uint32Array((instance.users + 31) >>> 5);
  for (const user of users) mask[user >>> 5]! |= 1 << (user & 31);
  return mask;
}

/**
 * Decides an instance of the workflow satisfiability problem: a plan, or none, or not known within the limits.
 *
 * Constraints that name users (teams, groups, dependent authorisations) are left out at first; when a plan violates
 * one, the search branches on the ways to respect it, each of which is an authorisation or a count, and starts again.
 * What the relaxed instance refutes needs no branching at all.
 */

import { alternatives } from '../../workflow/alternatives.ts';
import { violationOf } from '../../workflow/check-plan.ts';
import type { Instance } from '../../workflow/instance.ts';
import type { Proof } from '../../workflow/proof.ts';
import { logInto } from './proof-log.ts';
import { liftPlan, reduceInstance } from './reduce.ts';
import { search } from './search.ts';

export interface Limits {
  /** Conflicts of the search, over all branches. Gives the same answer on every machine. */
  readonly conflicts?: number;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly deadline?: number;
  /** Asked at every branch and every 256 conflicts; true ends the search. */
  readonly interrupted?: () => boolean;
  /** Whether "infeasible" comes with a proof. It takes memory. */
  readonly proof?: boolean;
}

export interface Statistics {
  /** Branches on constraints that name users; 1 without any. */
  readonly branches: number;
  readonly conflicts: number;
  readonly decisions: number;
}

export type Answer = { readonly statistics: Statistics } /** `plan[s]` is the user of step s. */ & (
  | { readonly kind: 'feasible'; readonly plan: Int32Array }
  /** With a proof if the limits ask for one. */
  | { readonly kind: 'infeasible'; readonly proof?: Proof }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason }
);

export type UnknownReason = 'conflict limit' | 'time limit' | 'interrupted';

type Counters = { -readonly [name in keyof Statistics]: number };

type Decision =
  | { readonly kind: 'feasible'; readonly plan: Int32Array }
  | { readonly kind: 'infeasible'; readonly proof?: Proof }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

/** Every plan returned has been checked against the instance by `check-plan.ts`. */
export function solve(instance: Instance, limits: Limits = {}): Answer {
  const statistics = { branches: 0, conflicts: 0, decisions: 0 };
  const decision = branch(instance, limits, statistics);
  if (decision.kind === 'feasible' && violationOf(instance, decision.plan) !== undefined) {
    throw new Error('the plan found violates the instance');
  }
  return { ...decision, statistics };
}

function branch(instance: Instance, limits: Limits, statistics: Counters): Decision {
  statistics.branches += 1;
  if (statistics.branches > 1 && isOver(limits)) return stopped(limits);
  const decision = decideRelaxed(instance, limits, statistics);
  if (decision.kind !== 'feasible') return decision;
  const violation = violationOf(instance, decision.plan);
  if (violation === undefined) return decision;
  if (violation.kind !== 'constraint') throw new Error(`the plan found is wrong: ${violation.kind}`);
  const proofs: Proof[] = [];
  for (const alternative of alternatives(instance, violation.constraint)) {
    const answer = branch(alternative, limits, statistics);
    if (answer.kind !== 'infeasible') return answer;
    if (answer.proof !== undefined) proofs.push(answer.proof);
  }
  const constraint = instance.constraints.indexOf(violation.constraint);
  return infeasible(limits, { kind: 'branch', constraint, proofs });
}

function infeasible(limits: Limits, proof: Proof): Decision {
  return limits.proof === true ? { kind: 'infeasible', proof } : { kind: 'infeasible' };
}

/** The instance without the constraints that name users. */
function decideRelaxed(instance: Instance, limits: Limits, statistics: Counters): Decision {
  const reduced = reduceInstance(instance);
  if (reduced.kind === 'infeasible') return infeasible(limits, { kind: 'evident' });
  const found: { classOf: Int32Array; blockOf: Int32Array }[] = [];
  for (const { problem, stepsOf } of reduced.parts) {
    const lines: (readonly number[])[] = [];
    const outcome = search(problem, {
      conflicts: (limits.conflicts ?? Number.POSITIVE_INFINITY) - statistics.conflicts,
      interrupted: () => isOver(limits),
      ...(limits.proof === true ? { proof: logInto(lines, instance.steps, stepsOf) } : {}),
    });
    statistics.conflicts += outcome.conflicts;
    statistics.decisions += outcome.decisions;
    switch (outcome.kind) {
      case 'infeasible':
        return infeasible(limits, { kind: 'clauses', lines });
      case 'unknown':
        if (outcome.reason === 'conflict limit') return { kind: 'unknown', reason: 'conflict limit' };
        return stopped(limits);
      case 'feasible':
        found.push(outcome);
        break;
      default:
        return outcome satisfies never;
    }
  }
  return { kind: 'feasible', plan: liftPlan(instance, reduced, found) };
}

function isOver(limits: Limits): boolean {
  return isLate(limits) || limits.interrupted?.() === true;
}

function isLate(limits: Limits): boolean {
  return limits.deadline !== undefined && performance.now() > limits.deadline;
}

function stopped(limits: Limits): Decision {
  return { kind: 'unknown', reason: isLate(limits) ? 'time limit' : 'interrupted' };
}

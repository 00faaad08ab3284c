/**
 * The best plan of an instance, or the best found and how much better one could be.
 *
 * First the largest load is brought down, each time by asking the learning search for a plan in which nobody does as
 * much. Then the cost: branch and bound over the users of the steps, cheapest first, from the plan at hand. Bounds come
 * from each step's cheapest candidate after steps that need different users have set prices for them
 * (`assignment.ts`). Where the walk runs into dead ends, the learning search is asked whether there is any plan behind
 * it without the users that would cost too much.
 */

import { violationOf } from '../../workflow/check-plan.ts';
import type { Instance } from '../../workflow/instance.ts';
import { type Limits, solve, type UnknownReason } from '../pattern/solve.ts';
import { countdown, type Ended, type WalkLimits } from '../plans/limits.ts';
import { cheapestPlan } from './cheapest.ts';
import { planValue, type Value, type Weights } from './weights.ts';

export interface BestLimits extends WalkLimits {
  /** Conflicts of the search in each decision. */
  readonly conflicts?: number;
}

export const usualLimits = { steps: 200_000, conflicts: 20_000 } as const satisfies BestLimits;

export type Best =
  | { readonly kind: 'best'; readonly plan: Int32Array; readonly value: Value }
  /** No plan has a smaller value than `lowerBound`. */
  | {
      readonly kind: 'bounded';
      readonly plan: Int32Array;
      readonly value: Value;
      readonly lowerBound: Value;
      readonly reason: Ended | UnknownReason;
    }
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

export function bestPlan(instance: Instance, weights: Weights, limits: BestLimits = usualLimits): Best {
  const perDecision: Limits = {
    conflicts: limits.conflicts ?? usualLimits.conflicts,
    ...(limits.deadline === undefined ? {} : { deadline: limits.deadline }),
    ...(limits.interrupted === undefined ? {} : { interrupted: limits.interrupted }),
  };
  const first = solve(instance, perDecision);
  if (first.kind === 'infeasible') return { kind: 'infeasible' };
  if (first.kind === 'unknown') return { kind: 'unknown', reason: first.reason };
  const fair = weights.largestLoad ? fairest(instance, weights, first.plan, perDecision) : null;
  const start = fair?.plan ?? first.plan;
  const bounded =
    fair === null
      ? instance
      : { ...instance, constraints: [...instance.constraints, { kind: 'load', bound: fair.load } as const] };
  const found = cheapestPlan(bounded, weights, start, countdown(limits), perDecision);
  if (violationOf(instance, found.plan) !== undefined)
    throw new Error('the plan found violates the instance');
  const value = planValue(weights, found.plan);
  const reason = fair?.reason ?? found.reason;
  if (reason === null) return { kind: 'best', plan: found.plan, value };
  // Where a smaller load is not refuted, nothing is known of the cost with it.
  const lowerBound =
    fair === null || fair.reason === null
      ? { ...value, cost: found.lowerBound }
      : { largestLoad: fair.atLeast, cost: 0 };
  return { kind: 'bounded', plan: found.plan, value, lowerBound, reason };
}

/** A plan of the least largest load, or of the least found; `reason` tells why it may not be the least. */
function fairest(
  instance: Instance,
  weights: Weights,
  start: Int32Array,
  limits: Limits,
): {
  readonly plan: Int32Array;
  readonly load: number;
  readonly atLeast: number;
  readonly reason: UnknownReason | null;
} {
  const atLeast = instance.steps === 0 ? 0 : Math.max(1, Math.ceil(instance.steps / instance.users));
  let plan = start;
  for (;;) {
    const load = planValue(weights, plan).largestLoad ?? 0;
    if (load <= atLeast) return { plan, load, atLeast, reason: null };
    const constraints = [...instance.constraints, { kind: 'load', bound: load - 1 } as const];
    const answer = solve({ ...instance, constraints }, limits);
    if (answer.kind === 'infeasible') return { plan, load, atLeast: load, reason: null };
    if (answer.kind === 'unknown') return { plan, load, atLeast, reason: answer.reason };
    plan = answer.plan;
  }
}

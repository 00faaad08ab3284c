/** What makes one plan better than another. */

import type { Instance } from '../../workflow/instance.ts';

/**
 * The better of two plans has the smaller largest load, if that is asked for; then the smaller cost, which is the sum of
 * `costs` over its steps, and of `squares` times the square of the load over its users.
 */
export interface Weights {
  /** Per step what it costs if a user does it; integers of at least 0. */
  readonly costs: readonly ReadonlyMap<number, number>[];
  /** What a step costs with a user whom `costs` does not name. */
  readonly otherwise: number;
  /** Whether the plan is to be fair first: nobody does more steps than somebody has to. */
  readonly largestLoad: boolean;
  /** An integer of at least 0: how much it costs to give much to few. */
  readonly squares: number;
}

export interface Value {
  /** How many steps the user with most of them does; null if that does not matter. */
  readonly largestLoad: number | null;
  readonly cost: number;
}

export function planValue(weights: Weights, plan: ArrayLike<number>): Value {
  const loads = new Map<number, number>();
  let cost = 0;
  for (let step = 0; step < plan.length; step += 1) {
    const user = plan[step]!;
    loads.set(user, (loads.get(user) ?? 0) + 1);
    cost += costOf(weights, step, user);
  }
  for (const load of loads.values()) cost += weights.squares * load * load;
  return { largestLoad: weights.largestLoad ? Math.max(0, ...loads.values()) : null, cost };
}

export function costOf(weights: Weights, step: number, user: number): number {
  return weights.costs[step]?.get(user) ?? weights.otherwise;
}

/** All costs, by step and then user. */
export function tableOf(instance: Instance, weights: Weights): Float64Array {
  const table = new Float64Array(instance.steps * instance.users).fill(weights.otherwise);
  for (const [step, own] of weights.costs.entries()) {
    for (const [user, cost] of own) table[step * instance.users + user] = cost;
  }
  return table;
}

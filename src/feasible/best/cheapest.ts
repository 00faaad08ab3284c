/** The cheapest plan by branch and bound, from a plan at hand; see `best.ts`. */

import { violationOf } from '../../workflow/check-plan.ts';
import type { Instance } from '../../workflow/instance.ts';
import { has, members, size } from '../bits.ts';
import { maskOf } from '../candidates.ts';
import { equalUsers } from '../classes.ts';
import { type Limits, solve } from '../pattern/solve.ts';
import { type Forward, forwardOf, nobody } from '../plans/forward.ts';
import type { Ended } from '../plans/limits.ts';
import { pricesOf } from './assignment.ts';
import { planValue, tableOf, type Weights } from './weights.ts';

export interface Cheapest {
  readonly plan: Int32Array;
  /** No plan costs less. */
  readonly lowerBound: number;
  /** Why the plan may not be the cheapest; null if it is. */
  readonly reason: Ended | null;
}

/** Dead ends in a row before the learning search is asked. */
const patience = 40;
const perQuestion = 1_000;

/** `start` is a plan of `instance`. */
export function cheapestPlan(
  instance: Instance,
  weights: Weights,
  start: Int32Array,
  tick: () => Ended | null,
  limits: Limits,
): Cheapest {
  const forward = forwardOf(instance);
  const walk = prepare(instance, weights, forward);
  const { reduced, order, classOf } = walk;
  const { users } = instance;
  const plan = new Int32Array(instance.steps).fill(nobody);
  const loads = new Int32Array(users);
  const used = new Int32Array(Math.max(-1, ...classOf) + 1);
  let best = start;
  let bestCost = planValue(weights, start).cost;
  let deadEnds = patience;
  let ended: Ended | null = null;

  /** The cheapest candidates left, their sum, and the step that is best decided next. */
  const boundOf = (rows: readonly Uint32Array[]) => {
    let sum = walk.offset;
    let open = 0;
    let step = nobody;
    let stepRegret = -1;
    let stepSize = 0;
    const least = new Float64Array(instance.steps);
    for (let at = 0; at < instance.steps; at += 1) {
      if (plan[at] !== nobody) {
        sum += reduced[at * users + plan[at]!]!;
        continue;
      }
      open += 1;
      const row = rows[at]!;
      let first = Number.POSITIVE_INFINITY;
      let second = Number.POSITIVE_INFINITY;
      for (const user of order[at]!) {
        if (!has(row, user)) continue;
        if (first === Number.POSITIVE_INFINITY) first = reduced[at * users + user]!;
        else {
          second = reduced[at * users + user]!;
          break;
        }
      }
      least[at] = first;
      sum += first;
      const regret = second - first;
      const own = size(row);
      if (regret > stepRegret || (regret === stepRegret && own < stepSize)) {
        step = at;
        stepRegret = regret;
        stepSize = own;
      }
    }
    return { sum: sum + squaresAtLeast(weights.squares, loads, walk.available, open), step, least };
  };

  /** Least cost of what was left out because of limits; without bound if nothing was. */
  const extend = (rows: readonly Uint32Array[]): number => {
    const { sum, step, least } = boundOf(rows);
    if (sum >= bestCost) return Number.POSITIVE_INFINITY;
    if (step === nobody) {
      if (violationOf(instance, plan) !== undefined) return Number.POSITIVE_INFINITY;
      best = plan.slice();
      bestCost = planValue(weights, best).cost;
      deadEnds = 0;
      return Number.POSITIVE_INFINITY;
    }
    ended ??= tick();
    if (ended !== null) return sum;
    let left = rows;
    if (deadEnds >= patience) {
      left = affordable(rows, least, bestCost - sum);
      const authorised = left.map((row, at) => (plan[at] === nobody ? row : maskOf(instance, [plan[at]!])));
      const answer = solve({ ...instance, authorised }, { ...limits, conflicts: perQuestion });
      if (answer.kind === 'infeasible') return Number.POSITIVE_INFINITY;
      deadEnds = 0;
      if (answer.kind === 'feasible') {
        const { cost } = planValue(weights, answer.plan);
        if (cost < bestCost) {
          best = answer.plan;
          bestCost = cost;
        }
      }
    }
    let lost = Number.POSITIVE_INFINITY;
    for (const user of order[step]!) {
      if (!has(left[step]!, user)) continue;
      const own = sum - least[step]! + reduced[step * users + user]!;
      if (own >= bestCost) break;
      // Of users whom nothing tells apart, a new one is the first.
      const group = classOf[user]!;
      if (loads[user] === 0 && walk.rankOf[user] !== used[group]) continue;
      plan[step] = user;
      if (loads[user] === 0) used[group]! += 1;
      loads[user]! += 1;
      const next = forward.after(left, plan, step);
      if (next === null) deadEnds += 1;
      else {
        const before = bestCost;
        lost = Math.min(lost, extend(next));
        if (bestCost === before) deadEnds += 1;
      }
      loads[user]! -= 1;
      if (loads[user] === 0) used[group]! -= 1;
      plan[step] = nobody;
      if (ended !== null) {
        // The users not tried cost at least as much as this one.
        return Math.min(lost, own);
      }
    }
    return lost;
  };

  /** Without candidates that alone would make a plan as dear as the best. */
  const affordable = (
    rows: readonly Uint32Array[],
    least: Float64Array,
    slack: number,
  ): readonly Uint32Array[] =>
    rows.map((row, step) => {
      if (plan[step] !== nobody) return row;
      const kept = members(row).filter((user) => reduced[step * users + user]! - least[step]! < slack);
      return maskOf(instance, kept);
    });

  const lost = extend(forward.rows);
  return { plan: best, lowerBound: Math.min(bestCost, lost), reason: lost < bestCost ? ended : null };
}

interface Walk {
  /** Cost less price, by step and then user; with `offset`, sums of them bound the cost, and are it for whole plans. */
  readonly reduced: Float64Array;
  readonly offset: number;
  /** Candidates of each step, cheapest first. */
  readonly order: readonly (readonly number[])[];
  /** How many users are candidates at all. */
  readonly available: number;
  /** Users of one class may be swapped in every plan. */
  readonly classOf: Int32Array;
  /** Position of a user in his class. */
  readonly rankOf: Int32Array;
}

function prepare(instance: Instance, weights: Weights, forward: Forward): Walk {
  const { steps, users } = instance;
  const reduced = tableOf(instance, weights);
  const candidates = forward.rows.map(members);
  const byCost = (step: number): readonly number[] =>
    [...candidates[step]!].sort((a, b) => reduced[step * users + a]! - reduced[step * users + b]! || a - b);
  let offset = 0;
  for (const clique of cliquesOf(instance)) {
    const offers = clique.map(
      (step) =>
        new Map(
          byCost(step)
            .slice(0, clique.length)
            .map((user) => [user, reduced[step * users + user]!]),
        ),
    );
    for (const [user, price] of pricesOf(offers)) {
      offset += price;
      for (const step of clique) reduced[step * users + user]! -= price;
    }
  }
  const { classOf, rankOf } = swappable(instance, weights, steps, users);
  return {
    reduced,
    offset,
    order: candidates.map((_, step) => byCost(step)),
    available: new Set(candidates.flat()).size,
    classOf,
    rankOf,
  };
}

/** Sets of steps that are pairwise separated; every step is in at most one. Larger ones first. */
function cliquesOf(instance: Instance): readonly (readonly number[])[] {
  const near = Array.from({ length: instance.steps }, () => new Set<number>());
  for (const constraint of instance.constraints) {
    if (constraint.kind !== 'separation') continue;
    near[constraint.left]!.add(constraint.right);
    near[constraint.right]!.add(constraint.left);
  }
  const left = new Set(near.map((_, step) => step));
  const cliques: (readonly number[])[] = [];
  while (left.size > 0) {
    let best: readonly number[] = [];
    for (const start of left) {
      const clique = [start];
      for (const step of near[start]!) {
        if (left.has(step) && step !== start && clique.every((other) => near[other]!.has(step)))
          clique.push(step);
      }
      if (clique.length > best.length) best = clique;
    }
    for (const step of best) left.delete(step);
    if (best.length > 1) cliques.push(best);
  }
  return cliques;
}

/** Users whom neither the instance nor the costs tell apart. */
function swappable(
  instance: Instance,
  weights: Weights,
  steps: number,
  users: number,
): { readonly classOf: Int32Array; readonly rankOf: Int32Array } {
  const named = Array.from({ length: users }, (): string[] => []);
  for (let step = 0; step < steps; step += 1) {
    for (const [user, cost] of weights.costs[step] ?? []) {
      if (user < users && cost !== weights.otherwise) named[user]!.push(`${step}:${cost}`);
    }
  }
  const classOf = new Int32Array(users);
  const rankOf = new Int32Array(users);
  let count = 0;
  for (const list of equalUsers(instance)) {
    const groups = new Map<string, number[]>();
    for (const user of list) {
      const key = named[user]!.join(' ');
      const group = groups.get(key) ?? [];
      groups.set(key, group);
      rankOf[user] = group.length;
      group.push(user);
    }
    for (const group of groups.values()) {
      for (const user of group) classOf[user] = count;
      count += 1;
    }
  }
  return { classOf, rankOf };
}

/** What the squares of the loads cost at least once `open` more steps have users, whoever they are. */
function squaresAtLeast(weight: number, loads: Int32Array, available: number, open: number): number {
  if (weight === 0) return 0;
  let sum = 0;
  const withLoad: number[] = [];
  let idle = available;
  for (const load of loads) {
    if (load === 0) continue;
    idle -= 1;
    withLoad[load] = (withLoad[load] ?? 0) + 1;
    sum += load * load;
  }
  let left = open;
  for (let load = 0, count = idle; left > 0; load += 1, count += withLoad[load] ?? 0) {
    const raised = Math.min(left, count);
    sum += raised * (2 * load + 1);
    left -= raised;
  }
  return weight * sum;
}

/**
 * Static resiliency (Wang and Li; FORMAL.md P37): whichever t users are absent, there is a plan without them.
 *
 * An absence is fatal iff it hits the users of every plan. So, as an implicit hitting set: some plans are kept, and
 * absences that hit all of them are looked for; each is either fatal or shows a new plan. When none is left, the plans
 * kept are the certificate (`workflow/check-resilience.ts`).
 *
 * Absences are counted by class of interchangeable users: a plan with c of the n users of a class stands for all plans
 * like it, and these are hit through the class only when more than n − c of it are absent. Large classes, which are
 * the rule, drop out by that alone. Sizes are tried in ascending order, so that what is found first is smallest.
 */

import { violationOf } from '../../workflow/check-plan.ts';
import type { Instance } from '../../workflow/instance.ts';
import { has, members, popcount, size } from '../bits.ts';
import { type Classes, classesOf, without } from '../classes.ts';
import {
  type Budget,
  budgetOf,
  type ResilienceLimits,
  type StopReason,
  solveWithin,
  stopOf,
} from './budget.ts';

export interface StaticLimits extends ResilienceLimits {
  /** How many smallest fatal absences are wanted, up to interchangeable users. */
  readonly sets?: number;
}

/** An absence without a plan: these users, or as many others of the same classes. */
export interface FatalSet {
  readonly users: readonly number[];
  /** How many sets of users it stands for, itself included. */
  readonly alike: number;
}

export interface FatalSets {
  /** No smaller absence is fatal. */
  readonly size: number;
  readonly sets: readonly FatalSet[];
  /** Whether those are all of that size. */
  readonly isComplete: boolean;
}

export type StaticResilience =
  /** `plans` prove it. */
  | { readonly kind: 'resilient'; readonly plans: readonly Int32Array[] }
  /** Resilient to one absent user less, which `plans` prove. Of size 0 iff the instance is infeasible. */
  | { readonly kind: 'fatal'; readonly fatal: FatalSets; readonly plans: readonly Int32Array[] }
  | {
      readonly kind: 'unknown';
      readonly reason: StopReason;
      /** Resilient to so many absent users, which `plans` prove; -1 if not even a plan is known. */
      readonly resilientTo: number;
      /** Some fatal absence, not necessarily a smallest one; absent if there is no step. */
      readonly fatal?: readonly number[];
      readonly plans: readonly Int32Array[];
    };

/** Whether there is a plan without any `t` users; if not, the smallest absences without one. */
export function staticResilience(instance: Instance, t: number, limits: StaticLimits = {}): StaticResilience {
  const classes = classesOf(instance);
  const search: Search = {
    instance,
    classes,
    budget: budgetOf(limits),
    most: Math.max(1, limits.sets ?? 100),
    kept: [],
    absent: new Int32Array(classes.users.length),
    seen: new Set(),
    fatal: [],
    isCut: false,
    stop: undefined,
  };
  const plans = () => search.kept.map(({ plan }) => plan);
  for (let bound = 0; bound <= Math.min(t, instance.users); bound += 1) {
    search.seen.clear();
    spread(search, bound);
    extend(search, bound, 0, 0);
    const [fatal] = search.fatal;
    if (fatal !== undefined) {
      const isComplete = !search.isCut && search.stop === undefined;
      const sets = search.fatal.sort((a, b) => compare(a.users, b.users));
      return { kind: 'fatal', fatal: { size: bound, sets, isComplete }, plans: plans() };
    }
    if (search.stop !== undefined) {
      return {
        kind: 'unknown',
        reason: search.stop,
        resilientTo: bound - 1,
        ...(instance.steps === 0 ? {} : { fatal: evidentFatalSet(instance) }),
        plans: plans(),
      };
    }
  }
  return { kind: 'resilient', plans: plans() };
}

/** The most absent users that never matter, as the size of the smallest fatal absences minus 1. */
export function resilienceLevel(instance: Instance, limits: StaticLimits = {}): StaticResilience {
  return staticResilience(instance, instance.users, limits);
}

/** A plan, and through which classes it can be hit: when `need` users of the class are absent. */
interface Kept {
  readonly plan: Int32Array;
  readonly ways: readonly { readonly index: number; readonly need: number }[];
}

interface Search {
  readonly instance: Instance;
  readonly classes: Classes;
  readonly budget: Budget;
  readonly most: number;
  readonly kept: Kept[];
  /** Per class how many are absent. */
  readonly absent: Int32Array;
  /** Absences looked at, for the present bound. */
  readonly seen: Set<string>;
  readonly fatal: FatalSet[];
  isCut: boolean;
  stop: StopReason | undefined;
}

/** Looks at the absences of at most `bound` users that contain the present one, of `cost` users. */
function extend(s: Search, bound: number, cost: number, from: number): void {
  const key = s.absent.join();
  if (s.seen.has(key)) return;
  s.seen.add(key);
  s.stop = stopOf(s.budget);
  let first = from;
  while (s.stop === undefined && !s.isCut) {
    while (first < s.kept.length && isHit(s, s.kept[first]!)) first += 1;
    const plan = s.kept[first];
    if (plan === undefined) {
      if (!findPlan(s, bound)) return;
      continue;
    }
    if (cost === bound || packing(s, first, bound - cost).total > bound - cost) return;
    for (const { index, need } of plan.ways) {
      const before = s.absent[index]!;
      if (cost + need - before > bound) continue;
      s.absent[index] = need;
      extend(s, bound, cost + need - before, first + 1);
      s.absent[index] = before;
      if (s.stop !== undefined || s.isCut) return;
    }
    return;
  }
}

function isHit(s: Search, { ways }: Kept): boolean {
  return ways.some(({ index, need }) => s.absent[index]! >= need);
}

/**
 * Plans that share no class through which at most `enough` more absent users hit them: it takes at least `total` to
 * hit them all. Stops above `enough`.
 */
function packing(s: Search, first: number, enough: number): { total: number; classes: Set<number> } {
  const classes = new Set<number>();
  let total = 0;
  for (let at = first; at < s.kept.length && total <= enough; at += 1) {
    const own: number[] = [];
    let least = Number.POSITIVE_INFINITY;
    let isApart = true;
    for (const { index, need } of s.kept[at]!.ways) {
      const more = need - s.absent[index]!;
      if (more > enough) continue;
      isApart &&= !classes.has(index);
      least = Math.min(least, more);
      own.push(index);
    }
    if (!isApart || least <= 0) continue;
    for (const index of own) classes.add(index);
    total += least;
  }
  return { total, classes };
}

/** Adds plans that have nobody in common, as far as they are easily found: with enough of them nothing is to be done. */
function spread(s: Search, bound: number): void {
  while (s.kept.length > 0) {
    const { total, classes } = packing(s, 0, bound);
    if (total > bound || !keepSparing(s, bound, classes)) return;
  }
}

/** Keeps a plan that no absence of at most `bound` hits through these classes, if one is easily found. */
function keepSparing(s: Search, bound: number, classes: Iterable<number>): boolean {
  const spared = s.absent.slice();
  for (const index of classes) {
    spared[index] = Math.max(spared[index]!, Math.min(bound, s.classes.users[index]!.length));
  }
  const answer = solveWithin(s.budget, without(s.instance, usersOf(s, spared)), 100);
  if (answer.kind !== 'feasible') return false;
  s.kept.push(keep(s, answer.plan));
  return true;
}

/** A plan without the absent users; if there is none, notes that as fatal. */
function findPlan(s: Search, bound: number): boolean {
  const answer = solveWithin(s.budget, without(s.instance, usersOf(s, s.absent)));
  switch (answer.kind) {
    case 'unknown':
      s.stop = answer.reason;
      return false;
    case 'infeasible':
      s.fatal.push(fatalSet(s));
      if (s.fatal.length >= s.most) s.isCut = true;
      return false;
    case 'feasible':
      break;
    default:
      return answer satisfies never;
  }
  s.kept.push(keep(s, answer.plan));
  // A plan that can be hit in few other ways than those kept spares many absences, and costs a solution.
  const often = new Map<number, number>();
  for (const { ways } of s.kept) {
    for (const { index, need } of ways) if (need <= bound) often.set(index, (often.get(index) ?? 0) + 1);
  }
  const order = [...often.keys()].sort((a, b) => often.get(b)! - often.get(a)! || a - b);
  for (let count = order.length; count >= 1; count >>= 1) {
    if (keepSparing(s, bound, order.slice(0, count))) break;
  }
  return true;
}

function keep(s: Search, found: Int32Array): Kept {
  const plan = withFewer(s.instance, found);
  const counts = new Map<number, number>();
  for (const user of new Set(plan)) {
    const index = s.classes.of[user]!;
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  const ways = [...counts].map(([index, count]) => ({
    index,
    need: s.classes.users[index]!.length - count + 1,
  }));
  return { plan, ways: ways.sort((a, b) => a.need - b.need || a.index - b.index) };
}

/** The plan with fewer users, as far as one after the other can leave his steps to others who are in it. */
function withFewer(instance: Instance, found: Int32Array): Int32Array {
  const stepsOf = (plan: Int32Array, user: number) =>
    Array.from(plan.keys()).filter((step) => plan[step] === user);
  const users = [...new Set(found)];
  const load = new Map(users.map((user) => [user, stepsOf(found, user).length]));
  let plan = found;
  for (const user of users.sort((a, b) => load.get(a)! - load.get(b)!)) {
    const others = [...new Set(plan)].filter((other) => other !== user);
    const next = plan.slice();
    const isLeft = stepsOf(plan, user).every((step) =>
      others.some(
        (other) => has(instance.authorised[step]!, other) && stillRespects(instance, next, step, other),
      ),
    );
    if (isLeft) plan = next;
  }
  return plan;
}

/** Whether the plan still respects the instance with that user for the step; if so, it has him. */
function stillRespects(instance: Instance, plan: Int32Array, step: number, user: number): boolean {
  const before = plan[step]!;
  plan[step] = user;
  if (violationOf(instance, plan) === undefined) return true;
  plan[step] = before;
  return false;
}

/** The first users of each class. */
function usersOf(s: Search, counts: Int32Array): number[] {
  return s.classes.users.flatMap((users, index) => users.slice(0, counts[index]));
}

function fatalSet(s: Search): FatalSet {
  let alike = 1;
  for (const [index, users] of s.classes.users.entries()) alike *= choose(users.length, s.absent[index]!);
  return { users: usersOf(s, s.absent).sort((a, b) => a - b), alike };
}

/** How many sets of `few` out of `many`; Infinity beyond what a number holds. */
export function choose(many: number, few: number): number {
  if (few < 0 || few > many) return 0;
  const less = Math.min(few, many - few);
  let ways = 1;
  for (let at = 1; at <= less; at += 1) ways = (ways * (many - less + at)) / at;
  return Math.round(ways);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((user, index) => user !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/**
 * A fatal absence that needs no search: of the candidates of pairwise separated steps, all but one fewer than there are
 * steps. Grown from each step by the one that adds fewest candidates.
 */
function evidentFatalSet(instance: Instance): number[] {
  const separated = Array.from({ length: instance.steps }, () => new Set<number>());
  for (const constraint of instance.constraints) {
    if (constraint.kind !== 'separation' || constraint.left === constraint.right) continue;
    separated[constraint.left]!.add(constraint.right);
    separated[constraint.right]!.add(constraint.left);
  }
  let best = Array.from({ length: instance.users }, (_, user) => user);
  const consider = (candidates: Uint32Array, steps: number) => {
    const count = Math.max(0, size(candidates) - steps + 1);
    if (count < best.length) best = members(candidates).slice(0, count);
  };
  for (let step = 0; step < instance.steps; step += 1) {
    const candidates = instance.authorised[step]!.slice();
    const near = new Set(separated[step]!);
    consider(candidates, 1);
    for (let steps = 2; near.size > 0; steps += 1) {
      let next = -1;
      let fewest = Number.POSITIVE_INFINITY;
      for (const other of near) {
        let added = 0;
        for (let at = 0; at < candidates.length; at += 1) {
          added += popcount(instance.authorised[other]![at]! & ~candidates[at]!);
        }
        if (added < fewest) {
          fewest = added;
          next = other;
        }
      }
      for (let at = 0; at < candidates.length; at += 1) candidates[at]! |= instance.authorised[next]![at]!;
      for (const other of near) if (other === next || !separated[next]!.has(other)) near.delete(other);
      consider(candidates, steps);
    }
  }
  return best;
}

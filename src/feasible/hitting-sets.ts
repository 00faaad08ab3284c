/**
 * All cheapest sets of elements that are enough, where more elements never hurt (implicit hitting sets).
 *
 * A set that is not enough is grown until one more element of any kind would do. Of the elements outside, its core,
 * every set that is enough has one; so the cheapest set that hits all cores known costs no more than any that is
 * enough. If it is enough, it is one of the cheapest; if not, it gives another core.
 *
 * A good core takes many questions. So a set that is not enough is at first only excluded, until that has taken as
 * many questions as the core before: where one element of many is enough, that is found without another core.
 */

import type { UnknownReason } from './pattern/solve.ts';

export interface HittingLimits {
  /** Times that the oracle is asked. */
  readonly questions?: number;
  /** Sets looked at in all searches for a cheapest hitting set. */
  readonly nodes?: number;
  /** How many cheapest sets are wanted; the usual number is `usualSets`. */
  readonly sets?: number;
  /** Nothing that costs more is wanted. */
  readonly cost?: number;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly deadline?: number;
  readonly interrupted?: () => boolean;
}

export const usualSets = 20;

export interface Oracle {
  /** Whether the elements chosen, ascending, are enough. */
  readonly isEnough: (chosen: readonly number[]) => boolean | 'unknown';
  /** For elements that are not enough: some without which nothing is. A start; they are reduced as far as possible. */
  readonly coreOf?: (chosen: readonly number[]) => readonly number[];
  /** Sets that mean the same as one that is enough; they are passed over. */
  readonly alike?: (chosen: readonly number[]) => readonly (readonly number[])[];
}

export type Stop = UnknownReason | 'question limit' | 'node limit' | 'the oracle does not know';

export type CheapestSets =
  /** The cheapest sets, each ascending, those of fewest elements first. `isCapped`: there are more, or may be. */
  | {
      readonly kind: 'found';
      readonly cost: number;
      readonly sets: readonly (readonly number[])[];
      readonly isCapped: boolean;
    }
  /** All elements together are not enough, or nothing within the cost wanted is. */
  | { readonly kind: 'none' }
  /** Every set that is enough costs at least so much. */
  | { readonly kind: 'unknown'; readonly reason: Stop; readonly atLeast: number };

/** `costs`: per element a positive integer. */
export function cheapestSets(
  costs: readonly number[],
  oracle: Oracle,
  limits: HittingLimits = {},
): CheapestSets {
  const most = Math.max(1, limits.sets ?? usualSets);
  let questions = 0;
  let nodes = 0;
  const stopped = (): Stop | null => {
    if (limits.deadline !== undefined && performance.now() > limits.deadline) return 'time limit';
    return limits.interrupted?.() === true ? 'interrupted' : null;
  };
  const ask = (chosen: readonly number[]): boolean | Stop => {
    if (questions >= (limits.questions ?? Number.POSITIVE_INFINITY)) return 'question limit';
    const stop = stopped();
    if (stop !== null) return stop;
    questions += 1;
    const answer = oracle.isEnough(chosen);
    return answer === 'unknown' ? 'the oracle does not know' : answer;
  };

  const all = costs.map((_, element) => element);
  const everything = ask(all);
  if (everything === false) return { kind: 'none' };
  const cores: (readonly number[])[] = [];
  const excluded = new Set<string>();
  /** Questions that exclusions may still take. */
  let credit = 0;
  const found: (readonly number[])[] = [];
  const passed: (readonly number[])[] = [];
  let cost = 0;
  for (;;) {
    const search = cheapestHitting(
      costs,
      { cores, passed, excluded },
      found.length > 0 ? cost : limits.cost,
      () => {
        nodes += 1;
        if (nodes > (limits.nodes ?? Number.POSITIVE_INFINITY)) return 'node limit';
        return nodes % 256 === 0 ? stopped() : null;
      },
    );
    if (search.kind === 'none')
      return found.length > 0 ? { kind: 'found', cost, sets: found, isCapped: false } : { kind: 'none' };
    const more = found.length > 0 ? ({ kind: 'found', cost, sets: found, isCapped: true } as const) : null;
    if (search.kind === 'stopped') return more ?? { kind: 'unknown', reason: search.reason, atLeast: cost };
    const { chosen } = search;
    cost = total(costs, chosen);
    if (found.length === most) return { kind: 'found', cost, sets: found, isCapped: true };
    const answer = ask(chosen);
    if (answer === true) {
      found.push(chosen);
      passed.push(chosen, ...(oracle.alike?.(chosen) ?? []));
      continue;
    }
    if (answer !== false) return more ?? { kind: 'unknown', reason: answer, atLeast: cost };
    if (credit > 0) {
      credit -= 1;
      excluded.add(chosen.join(' '));
      continue;
    }
    const before = questions;
    const core = oracle.coreOf?.(chosen) ?? outside(all, chosen);
    const kept = cores.length === 0 ? core : reduced(core, all, ask);
    cores.push([...kept].sort((a, b) => costs[a]! - costs[b]! || a - b));
    credit = cores.length === 1 ? core.length : questions - before;
  }
}

/** A core without elements that the rest does without: as many of them as possible are added to what is not enough. */
function reduced(
  core: readonly number[],
  all: readonly number[],
  ask: (chosen: readonly number[]) => boolean | Stop,
): readonly number[] {
  let left = core;
  const drop = (group: readonly number[]): void => {
    if (group.length === left.length && group.length === 1) return;
    const fewer = left.filter((element) => !group.includes(element));
    // Where the oracle does not know, the element stays: a larger core is one, too.
    if (fewer.length > 0 && ask(outside(all, fewer)) === false) {
      left = fewer;
      return;
    }
    if (group.length < 2) return;
    drop(group.slice(0, group.length >> 1));
    drop(group.slice(group.length >> 1));
  };
  drop(core.slice(0, core.length >> 1));
  drop(core.slice(core.length >> 1));
  return left;
}

type Hitting =
  | { readonly kind: 'hitting'; readonly chosen: readonly number[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'stopped'; readonly reason: Stop };

/** What is known about sets that are enough. */
interface Known {
  /** Each has an element of every one of these, which are in the order of costs. */
  readonly cores: readonly (readonly number[])[];
  /** None that is wanted has all elements of one of these. */
  readonly passed: readonly (readonly number[])[];
  /** None is one of these, written with spaces. */
  readonly excluded: ReadonlySet<string>;
}

/** The cheapest set that may be enough; of several the first of fewest elements. */
function cheapestHitting(
  costs: readonly number[],
  { cores, passed, excluded }: Known,
  most: number | undefined,
  visit: () => Stop | null,
): Hitting {
  let best: readonly number[] | null = null;
  let bound = most ?? Number.POSITIVE_INFINITY;
  let size = Number.POSITIVE_INFINITY;
  let reason: Stop | null = null;
  const chosen: number[] = [];
  const isOut = new Uint8Array(costs.length);
  const isIn = new Uint8Array(costs.length);
  const coresOf = costs.map((): number[] => []);
  for (const [at, core] of cores.entries()) for (const element of core) coresOf[element]!.push(at);
  const hits = new Int32Array(cores.length);
  const byCost = costs.map((_, element) => element).sort((a, b) => costs[a]! - costs[b]! || a - b);
  const cheapest = byCost.length === 0 ? 0 : costs[byCost[0]!]!;
  const isWorse = (cost: number, elements: number): boolean =>
    cost > bound || (cost === bound && elements >= size);
  const extend = (cost: number): void => {
    reason ??= visit();
    if (reason !== null || isWorse(cost, chosen.length)) return;
    if (passed.some((set) => set.every((element) => isIn[element] === 1))) return;
    const open = cores.flatMap((core, at) =>
      hits[at] === 0 ? [core.filter((element) => isOut[element] === 0)] : [],
    );
    open.sort((a, b) => a.length - b.length);
    let [core] = open;
    if (core === undefined) {
      const set = [...chosen].sort((a, b) => a - b);
      if (!excluded.has(set.join(' '))) {
        best = set;
        bound = cost;
        size = set.length;
        return;
      }
      if (isWorse(cost + cheapest, chosen.length + 1)) return;
      core = byCost.filter((element) => isIn[element] === 0 && isOut[element] === 0);
    } else {
      const rest = apart(costs, open);
      if (isWorse(cost + rest.cost, chosen.length + rest.elements)) return;
    }
    for (const element of core) {
      // Cores are in the order of costs.
      if (isWorse(cost + costs[element]!, chosen.length + 1)) break;
      isIn[element] = 1;
      for (const at of coresOf[element]!) hits[at]! += 1;
      chosen.push(element);
      extend(cost + costs[element]!);
      chosen.pop();
      for (const at of coresOf[element]!) hits[at]! -= 1;
      isIn[element] = 0;
      isOut[element] = 1;
    }
    for (const element of core) isOut[element] = 0;
  };
  extend(0);
  if (reason !== null) return { kind: 'stopped', reason };
  return best === null ? { kind: 'none' } : { kind: 'hitting', chosen: best };
}

/** What cores without a common element take at least; without bound if one has no element left. */
function apart(
  costs: readonly number[],
  cores: readonly (readonly number[])[],
): { readonly cost: number; readonly elements: number } {
  const used = new Uint8Array(costs.length);
  let cost = 0;
  let elements = 0;
  for (const core of cores) {
    if (core.some((element) => used[element] === 1)) continue;
    let least = Number.POSITIVE_INFINITY;
    for (const element of core) {
      used[element] = 1;
      least = Math.min(least, costs[element]!);
    }
    cost += least;
    elements += 1;
  }
  return { cost, elements };
}

function outside(all: readonly number[], chosen: readonly number[]): readonly number[] {
  const inside = new Set(chosen);
  return all.filter((element) => !inside.has(element));
}

function total(costs: readonly number[], chosen: readonly number[]): number {
  return chosen.reduce((sum, element) => sum + costs[element]!, 0);
}

/**
 * The conflict-driven search: decide, propagate, learn, restart, forget. Deterministic: there is no chance in it.
 *
 * Decisions by activity in a heap, phases saved and "same user" at first and again after some restarts, restarts when
 * the glue of late is worse than on the whole. Plain pattern backtracking does not run before it: at k = 24 this needs
 * two milliseconds.
 */

import { analyse, explainRoot } from './analyse.ts';
import { assign, backtrack, openLevel } from './assign.ts';
import { separateSteps } from './blocks.ts';
import { addLearned, addOriginal, reduce } from './clauses.ts';
import { matchBlocks } from './matching.ts';
import { decay, takeBest } from './order.ts';
import type { Problem } from './problem.ts';
import type { ProofLog } from './proof-log.ts';
import { propagate } from './propagate.ts';
import { NO_REASON, pairOf, type State, stateOf } from './state.ts';

export interface SearchLimits {
  readonly conflicts: number;
  /** Asked every 256 conflicts; true ends the search. */
  readonly interrupted: () => boolean;
  /** Receives what refutes the problem. */
  readonly proof?: ProofLog;
}

export type Outcome =
  /** Per step the class of its user, and a number that is the same for the same user only. */
  | { readonly kind: 'feasible'; readonly classOf: Int32Array; readonly blockOf: Int32Array }
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'unknown'; readonly reason: 'conflict limit' | 'interrupted' };

/** What a search cost. */
export interface Effort {
  readonly conflicts: number;
  readonly decisions: number;
}

/** An at-most constraint with more subsets than this is propagated, not written as clauses. */
const MOST_CLAUSES = 200;

/** Settled by measurement on Hard60 and AM3 k = 48; `bench/wsp/README.md` tells what was tried. */
const ACTIVITY_DECAY = 0.97;
const RESTART_MARGIN = 1.15;
const RESTART_GAP = 5;
const RESTARTS_A_PHASE = 4;
const FIRST_REDUCTION = 800;
const REDUCTION_STEP = 50;

export function search(problem: Problem, limits: SearchLimits): Outcome & Effort {
  const s = stateOf(problem, limits.proof);
  const outcome = run(s, limits);
  return { ...outcome, conflicts: s.conflicts, decisions: s.decisions };
}

function run(s: State, limits: SearchLimits): Outcome {
  if (!isSetUp(s)) return refuted(s);
  let fast = 0;
  let slow = 0;
  let sinceRestart = 0;
  let restarts = 0;
  let sinceReduce = 0;
  let reduceAt = FIRST_REDUCTION;
  for (;;) {
    let isFine = propagate(s);
    if (s.proof !== undefined && s.levels === 0) explainRoot(s);
    if (isFine && s.trailSize === s.variables) {
      if (matchBlocks(s)) return planOf(s);
      isFine = false;
    }
    if (!isFine) {
      s.conflicts += 1;
      sinceRestart += 1;
      sinceReduce += 1;
      const target = analyse(s);
      if (target < 0) return refuted(s);
      s.proof?.add('learned', s.learnt, s.learntSize);
      backtrack(s, target);
      if (s.learntSize === 1) assign(s, s.learnt[0]!, NO_REASON);
      else assign(s, s.learnt[0]!, addLearned(s, s.learntSize, s.glue));
      decay(s, ACTIVITY_DECAY);
      fast += (s.glue - fast) / 32;
      slow += (s.glue - slow) / Math.min(s.conflicts, 8192);
      if ((s.conflicts & 255) === 0 && limits.interrupted())
        return { kind: 'unknown', reason: 'interrupted' };
      if (s.conflicts >= limits.conflicts) return { kind: 'unknown', reason: 'conflict limit' };
      continue;
    }
    if (sinceRestart > RESTART_GAP && fast > RESTART_MARGIN * slow) {
      sinceRestart = 0;
      restarts += 1;
      backtrack(s, 0);
      if (restarts % RESTARTS_A_PHASE === 0) s.phase.fill(0);
      if (sinceReduce > reduceAt) {
        sinceReduce = 0;
        reduceAt += REDUCTION_STEP;
        reduce(s);
      }
      continue;
    }
    let variable = takeBest(s);
    while (s.value[2 * variable] !== 0) variable = takeBest(s);
    s.decisions += 1;
    openLevel(s);
    assign(s, 2 * variable + s.phase[variable]!, NO_REASON);
  }
}

function refuted(s: State): Outcome {
  if (s.proof !== undefined) {
    explainRoot(s);
    s.proof.add('learned', s.learnt, 0);
  }
  return { kind: 'infeasible' };
}

/** Units and clauses of the problem. False: it has no plan. */
function isSetUp(s: State): boolean {
  const { problem } = s;
  for (let step = 0; step < s.steps; step += 1) {
    let any = 0;
    for (let word = 0; word < s.classWords; word += 1) any |= s.rows[step * s.classWords + word]!;
    if (any === 0) return false;
  }
  separateSteps(s);
  for (let at = 0; at < problem.separations.length; at += 2) {
    const variable = pairOf(s, problem.separations[at]!, problem.separations[at + 1]!);
    if (s.value[2 * variable] === 0) assign(s, 2 * variable + 1, NO_REASON);
  }
  for (const count of problem.atMost) {
    const { bound, steps } = count;
    if (choose(steps.length, bound + 1) > MOST_CLAUSES) {
      s.wideScopes.push(count);
      s.hasCounts = true;
      continue;
    }
    const places = Int32Array.from({ length: bound + 1 }, (_, place) => place);
    do {
      let size = 0;
      for (let at = 0; at <= bound; at += 1) {
        for (let other = at + 1; other <= bound; other += 1) {
          s.lemma[size] = 2 * pairOf(s, steps[places[at]!]!, steps[places[other]!]!);
          size += 1;
        }
      }
      s.proof?.add('at-most', s.lemma, size);
      if (!addClause(s, size)) return false;
    } while (isNextSubset(places, steps.length));
  }
  return propagate(s);
}

/** Adds the clause in `s.lemma` at level 0. False if it is false. */
function addClause(s: State, size: number): boolean {
  let kept = 0;
  for (let at = 0; at < size; at += 1) {
    const literal = s.lemma[at]!;
    if (s.value[literal]! > 0) return true;
    if (s.value[literal] === 0) {
      s.lemma[kept] = literal;
      kept += 1;
    }
  }
  if (kept === 0) return false;
  if (kept === 1) assign(s, s.lemma[0]!, NO_REASON);
  else addOriginal(s, kept);
  return true;
}

function choose(n: number, r: number): number {
  let result = 1;
  for (let at = 0; at < r; at += 1) result = (result * (n - at)) / (at + 1);
  return result;
}

/** Turns ascending places below `count` into the next such set, in lexicographic order; false: there is none. */
function isNextSubset(places: Int32Array, count: number): boolean {
  const size = places.length;
  let at = size - 1;
  while (at >= 0 && places[at] === count - size + at) at -= 1;
  if (at < 0) return false;
  places[at]! += 1;
  for (let after = at + 1; after < size; after += 1) places[after] = places[after - 1]! + 1;
  return true;
}

function planOf(s: State): Outcome {
  const classOf = new Int32Array(s.steps);
  const blockOf = new Int32Array(s.steps);
  for (let step = 0; step < s.steps; step += 1) {
    const leader = s.blockLeader[s.blockOf[step]!]!;
    blockOf[step] = leader;
    classOf[step] = s.classOfBlock[leader]!;
  }
  return { kind: 'feasible', classOf, blockOf };
}

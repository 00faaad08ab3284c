/**
 * The state of the conflict-driven search as typed arrays; the functions on it are in the files beside this one.
 *
 * Variables are the pairs of steps: v = (a << shift) | b for a < b, so that no table leads from one to the other; what
 * is kept per variable has gaps, and is still smaller. Literal 2 v says "same user", 2 v + 1 "different users". Per step
 * two rows of bits hold the steps known to be the same (itself included) and known to be different, so that transitivity
 * needs no clauses and its reason is one step.
 *
 * Blocks (sets of steps known to be the same) carry the classes of users who may do all of them. They are merged only
 * when units and transitivity are exhausted, each merge on a stack, undone by the trail position that caused it.
 */

import type { Count, Problem } from './problem.ts';
import type { ProofLog } from './proof-log.ts';

/** Reasons: 0 none; positive a clause; negative `-(step + 1)` transitivity through the step; and this. */
export const NO_REASON = 0;
/** Different, because the two blocks had no candidate in common. */
export const MERGED_EMPTY = -0x10000;
/** Different, because an at-least constraint would fail otherwise: minus its index. */
export const AT_LEAST = -0x10001;

/** Words before the literals of a clause: size, glue, use. */
export const HEADER = 3;

/** Words of the record of a literal in `watchers`: start, end and limit of its watches. */
export const WATCH = 4;
export const END = 1;
export const LIMIT = 2;

export interface State {
  readonly problem: Problem;
  readonly proof: ProofLog | undefined;
  readonly steps: number;
  /** Words of a row of steps. */
  readonly stepWords: number;
  /** Words of a row of classes. */
  readonly classWords: number;
  /** How many pairs there are. */
  readonly variables: number;
  readonly shift: number;
  readonly stepMask: number;
  readonly rows: Int32Array;
  /** Per step how many steps it stands for. */
  readonly weight: Int32Array;
  /** Per total weight w a row of the classes whose users may do w steps; absent without such bounds. */
  readonly capacity: Int32Array | undefined;

  /** Per literal 1 true, -1 false, 0 open. */
  readonly value: Int8Array;
  readonly level: Int32Array;
  readonly position: Int32Array;
  readonly reason: Int32Array;
  readonly trail: Int32Array;
  trailSize: number;
  /** How far transitivity, clauses and merges have read the trail. */
  closed: number;
  watched: number;
  merged: number;
  levels: number;
  /** Trail size at the start of each level. */
  readonly levelStart: Int32Array;

  /** Per step its row "same", then its row "different". */
  readonly relation: Int32Array;

  /** Blocks: 0…k−1 the steps, then one per merge. */
  readonly blockOf: Int32Array;
  readonly blockClasses: Int32Array;
  readonly blockMembers: Int32Array;
  readonly blockLeader: Int32Array;
  readonly blockWeight: Int32Array;
  readonly mergeLeft: Int32Array;
  readonly mergeRight: Int32Array;
  readonly mergePosition: Int32Array;
  merges: number;
  /** The steps that lead a block, as bits. */
  readonly leaders: Int32Array;
  /** Per pair of steps a word in which their blocks were last seen to meet. */
  readonly meeting: Int32Array;
  /** Per leader the class matched to its block. */
  readonly classOfBlock: Int32Array;

  /** At-most constraints that are propagated rather than written as clauses. */
  readonly wideScopes: Count[];
  hasCounts: boolean;

  clauses: Int32Array;
  clausesEnd: number;
  originals: number[];
  learned: number[];

  watches: Int32Array;
  watchesEnd: number;
  readonly watchers: Int32Array;

  readonly phase: Uint8Array;
  readonly activity: Float64Array;
  increment: number;
  readonly heap: Int32Array;
  readonly heapAt: Int32Array;
  heapSize: number;

  /** Literals that are all false, though one must be true. */
  readonly conflict: Int32Array;
  conflictSize: number;
  readonly learnt: Int32Array;
  learntSize: number;
  glue: number;

  /** Scratch. */
  readonly lemma: Int32Array;
  readonly antecedents: Int32Array;
  antecedentCount: number;
  readonly seen: Uint8Array;
  readonly touched: Int32Array;
  touchedSize: number;
  readonly levelMark: Int32Array;
  /** Per variable the stamp of the conflict that bumped it for a reason. */
  readonly bumpMark: Int32Array;
  stamp: number;
  readonly meet: Int32Array;
  meetWeight: number;
  readonly coreSteps: Int32Array;
  readonly coreLiterals: Int32Array;

  conflicts: number;
  decisions: number;
}

/** What clauses and watches have at first. */
const FIRST_WORDS = 1 << 12;

/** Bits of the number of a step. */
export function shiftOf(steps: number): number {
  return steps < 2 ? 0 : 32 - Math.clz32(steps - 1);
}

/** The variable of two different steps. */
export function pairOf(s: { readonly shift: number }, a: number, b: number): number {
  return a < b ? (a << s.shift) | b : (b << s.shift) | a;
}

/** The empty trail. */
export function stateOf(problem: Problem, proof?: ProofLog): State {
  const { steps, words: classWords, rows, load } = problem;
  const stepWords = Math.max(1, (steps + 31) >>> 5);
  const variables = (steps * (steps - 1)) / 2;
  const shift = shiftOf(steps);
  const names = 1 << (2 * shift);
  const relation = new Int32Array(2 * steps * stepWords);
  const leaders = new Int32Array(stepWords);
  const blocks = 2 * steps;
  const blockMembers = new Int32Array(blocks * stepWords);
  const blockClasses = new Int32Array(blocks * classWords);
  const blockOf = new Int32Array(steps);
  const blockLeader = new Int32Array(blocks);
  const blockWeight = new Int32Array(blocks);
  const weight = load?.weight ?? new Int32Array(steps).fill(1);
  blockClasses.set(rows);
  for (let step = 0; step < steps; step += 1) {
    relation[2 * step * stepWords + (step >> 5)]! |= 1 << (step & 31);
    blockMembers[step * stepWords + (step >> 5)]! |= 1 << (step & 31);
    leaders[step >> 5]! |= 1 << (step & 31);
    blockOf[step] = step;
    blockLeader[step] = step;
    blockWeight[step] = weight[step]!;
  }

  const heap = new Int32Array(variables);
  const heapAt = new Int32Array(names);
  let size = 0;
  for (let a = 0; a < steps; a += 1) {
    for (let b = a + 1; b < steps; b += 1) {
      const variable = (a << shift) | b;
      heap[size] = variable;
      heapAt[variable] = size;
      size += 1;
    }
  }
  return {
    problem,
    proof,
    steps,
    stepWords,
    classWords,
    variables,
    rows,
    weight,
    capacity: load === undefined ? undefined : capacityRows(problem, load.capacity, weight),
    shift,
    stepMask: (1 << shift) - 1,
    value: new Int8Array(2 * names),
    level: new Int32Array(names),
    position: new Int32Array(names),
    reason: new Int32Array(names),
    trail: new Int32Array(variables),
    trailSize: 0,
    closed: 0,
    watched: 0,
    merged: 0,
    levels: 0,
    levelStart: new Int32Array(variables + 2),
    relation,
    blockOf,
    blockClasses,
    blockMembers,
    blockLeader,
    blockWeight,
    mergeLeft: new Int32Array(steps),
    mergeRight: new Int32Array(steps),
    mergePosition: new Int32Array(steps),
    merges: 0,
    leaders,
    meeting: new Int32Array(steps * steps),
    classOfBlock: new Int32Array(steps),
    wideScopes: [],
    hasCounts: problem.atLeast.length > 0,
    clauses: new Int32Array(FIRST_WORDS),
    clausesEnd: 1,
    originals: [],
    learned: [],
    watches: new Int32Array(FIRST_WORDS),
    watchesEnd: 0,
    watchers: new Int32Array(2 * names * WATCH),
    phase: new Uint8Array(names),
    activity: new Float64Array(names),
    increment: 1,
    heap,
    heapAt,
    heapSize: variables,
    conflict: new Int32Array(2 * variables + 8),
    conflictSize: 0,
    learnt: new Int32Array(variables + 8),
    learntSize: 0,
    glue: 0,
    lemma: new Int32Array(variables + 8),
    antecedents: new Int32Array(variables + 8),
    antecedentCount: 0,
    seen: new Uint8Array(names),
    touched: new Int32Array(variables + 8),
    touchedSize: 0,
    levelMark: new Int32Array(variables + 2),
    bumpMark: new Int32Array(names),
    stamp: 0,
    meet: new Int32Array(classWords),
    meetWeight: 0,
    coreSteps: new Int32Array(2 * steps),
    coreLiterals: new Int32Array(2 * steps),
    conflicts: 0,
    decisions: 0,
  };
}

function capacityRows(problem: Problem, capacity: Int32Array, weight: Int32Array): Int32Array {
  const total = weight.reduce((sum, own) => sum + own, 0);
  const rows = new Int32Array((total + 1) * problem.words);
  for (let sum = 0; sum <= total; sum += 1) {
    for (let index = 0; index < problem.classes; index += 1) {
      if (capacity[index]! >= sum) rows[sum * problem.words + (index >> 5)]! |= 1 << (index & 31);
    }
  }
  return rows;
}

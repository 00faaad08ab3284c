/**
 * Clauses in one array, and who watches them.
 *
 * A clause is [size, glue, use, literals…]; its reference is the index of `size`. The first two literals are watched.
 * Each literal has a segment of `watches` with pairs (blocker, reference), and a record in `watchers` that says where:
 * start, end, and how far it may grow, side by side because they are read together. A binary clause is kept as
 * ~reference, and its blocker is its other literal.
 */

import { END, HEADER, LIMIT, type State, WATCH } from './state.ts';

/** Glue of a clause that only serves as a reason: nobody watches it, and it goes when its literal does. */
const LEMMA = -1;

/** A clause of the problem, from `s.lemma`; at least 2 literals. */
export function addOriginal(s: State, size: number): number {
  const reference = store(s, s.lemma, size, 0);
  s.originals.push(reference);
  attach(s, reference);
  return reference;
}

/**
 * A learned clause, from `s.learnt`; its first literal is open, the second of the highest level of the others. After
 * these go those that say "different": most pairs end so, and a watch that moves to one of them stays there longer.
 */
export function addLearned(s: State, size: number, glue: number): number {
  const { learnt } = s;
  let front = 2;
  for (let at = 2; at < size; at += 1) {
    const literal = learnt[at]!;
    if ((literal & 1) === 0) continue;
    learnt[at] = learnt[front]!;
    learnt[front] = literal;
    front += 1;
  }
  const reference = store(s, learnt, size, glue);
  s.learned.push(reference);
  attach(s, reference);
  return reference;
}

/** The reason of one literal, from `s.lemma`. */
export function addLemma(s: State, size: number): number {
  return store(s, s.lemma, size, LEMMA);
}

function store(s: State, literals: Int32Array, size: number, glue: number): number {
  const reference = s.clausesEnd;
  const end = reference + HEADER + size;
  if (end > s.clauses.length) {
    const larger = new Int32Array(Math.max(end, s.clauses.length * 2));
    larger.set(s.clauses);
    s.clauses = larger;
  }
  const clauses = s.clauses;
  clauses[reference] = size;
  clauses[reference + 1] = glue;
  clauses[reference + 2] = 1;
  for (let at = 0; at < size; at += 1) clauses[reference + HEADER + at] = literals[at]!;
  s.clausesEnd = end;
  return reference;
}

function attach(s: State, reference: number): void {
  const one = s.clauses[reference + HEADER]!;
  const other = s.clauses[reference + HEADER + 1]!;
  const name = s.clauses[reference] === 2 ? ~reference : reference;
  watch(s, one, other, name);
  watch(s, other, one, name);
}

export function watch(s: State, literal: number, blocker: number, name: number): void {
  const record = literal * WATCH;
  let end = s.watchers[record + END]!;
  if (end === s.watchers[record + LIMIT]!) end = moveWatches(s, record);
  s.watches[end] = blocker;
  s.watches[end + 1] = name;
  s.watchers[record + END] = end + 2;
}

/** Doubles the room of a literal's segment, at the end of the array. Returns where it now ends. */
function moveWatches(s: State, record: number): number {
  const { watchers } = s;
  const from = watchers[record]!;
  const used = watchers[record + END]! - from;
  const room = Math.max(16, 2 * used);
  const to = s.watchesEnd;
  if (to + room > s.watches.length) {
    const larger = new Int32Array(Math.max(to + room, 2 * s.watches.length));
    larger.set(s.watches);
    s.watches = larger;
  }
  s.watches.copyWithin(to, from, from + used);
  watchers[record] = to;
  watchers[record + END] = to + used;
  watchers[record + LIMIT] = to + room;
  s.watchesEnd = to + room;
  return to + used;
}

/** Learned clauses of this glue stay for ever, those of the next as long as they are used now and then. */
const KEPT_GLUE = 1;
const TIER_GLUE = 5;
/** Of the others this share, those of least glue and then size, survives a reduction. */
const SURVIVING_SHARE = 0.05;

/** Drops learned clauses that are of little use, lemmas that no longer explain anything, and packs the rest. */
export function reduce(s: State): void {
  const { clauses, reason, trail } = s;
  const isReason = new Set<number>();
  for (let at = 0; at < s.trailSize; at += 1) {
    const own = reason[trail[at]! >> 1]!;
    if (own > 0) isReason.add(own);
  }
  const candidates: number[] = [];
  const kept: number[] = [];
  for (const reference of s.learned) {
    const glue = clauses[reference + 1]!;
    const use = clauses[reference + 2]!;
    if (glue <= KEPT_GLUE || clauses[reference] === 2 || isReason.has(reference)) kept.push(reference);
    else if (glue <= TIER_GLUE && use > 0) {
      clauses[reference + 2] = use - 1;
      kept.push(reference);
    } else candidates.push(reference);
  }
  candidates.sort((a, b) => clauses[a + 1]! - clauses[b + 1]! || clauses[a]! - clauses[b]! || a - b);
  for (let at = 0; at < candidates.length * SURVIVING_SHARE; at += 1) kept.push(candidates[at]!);
  kept.sort((a, b) => a - b);

  const moved = new Map<number, number>();
  const packed = new Int32Array(clauses.length);
  let end = 1;
  const move = (reference: number) => {
    const words = HEADER + clauses[reference]!;
    packed.set(clauses.subarray(reference, reference + words), end);
    moved.set(reference, end);
    end += words;
    return end - words;
  };
  s.originals = s.originals.map(move);
  s.learned = kept.map(move);
  for (let at = 0; at < s.trailSize; at += 1) {
    const variable = trail[at]! >> 1;
    const own = reason[variable]!;
    if (own > 0) reason[variable] = moved.get(own) ?? move(own);
  }
  s.clauses = packed;
  s.clausesEnd = end;
  watchAgain(s);
}

function watchAgain(s: State): void {
  const { watchers, clauses } = s;
  // Counts first, in the place of ends.
  watchers.fill(0);
  for (const list of [s.originals, s.learned]) {
    for (const reference of list) {
      watchers[clauses[reference + HEADER]! * WATCH + END]! += 2;
      watchers[clauses[reference + HEADER + 1]! * WATCH + END]! += 2;
    }
  }
  let end = 0;
  for (let record = 0; record < watchers.length; record += WATCH) {
    const used = watchers[record + END]!;
    watchers[record] = end;
    watchers[record + END] = end;
    end += used + 2 * (used >> 2) + 8;
    watchers[record + LIMIT] = end;
  }
  if (end > s.watches.length) s.watches = new Int32Array(2 * end);
  s.watchesEnd = end;
  for (const reference of s.originals) attach(s, reference);
  for (const reference of s.learned) attach(s, reference);
}

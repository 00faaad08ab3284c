/** Unit propagation, transitivity on rows of bits, blocks: in that order of cost, to the common fixpoint. */

import { assign, assignRow } from './assign.ts';
import { mergeBlocks } from './blocks.ts';
import { watch } from './clauses.ts';
import { propagateCounts } from './counts.ts';
import { END, HEADER, pairOf, type State, WATCH } from './state.ts';
import { lowestBit } from './word.ts';

/** False: `s.conflict` holds literals that are all false, and one of which must be true. */
export function propagate(s: State): boolean {
  for (;;) {
    if (!close(s)) return false;
    if (s.watched < s.trailSize) {
      if (!visit(s)) return false;
    } else if (s.merged < s.trailSize) {
      if (!mergeBlocks(s)) return false;
    } else {
      if (!s.hasCounts) return true;
      const before = s.trailSize;
      if (!propagateCounts(s)) return false;
      if (s.trailSize === before) return true;
    }
  }
}

/** Transitivity: whatever follows from two assigned pairs that share a step. */
function close(s: State): boolean {
  const { trail, shift, stepMask, relation, stepWords } = s;
  while (s.closed < s.trailSize) {
    const literal = trail[s.closed]!;
    s.closed += 1;
    const a = literal >> (shift + 1);
    const b = (literal >> 1) & stepMask;
    const rowA = 2 * a * stepWords;
    const rowB = 2 * b * stepWords;
    if ((literal & 1) === 0) {
      for (let word = 0; word < stepWords; word += 1) {
        const sameA = relation[rowA + word]!;
        const sameB = relation[rowB + word]!;
        const otherA = relation[rowA + stepWords + word]!;
        const otherB = relation[rowB + stepWords + word]!;
        if (((sameB & otherA) | (sameA & otherB)) !== 0) {
          const isInB = (sameB & otherA) !== 0;
          const c = (word << 5) + lowestBit(isInB ? sameB & otherA : sameA & otherB);
          const ac = 2 * pairOf(s, a, c);
          const bc = 2 * pairOf(s, b, c);
          s.conflict[0] = literal ^ 1;
          s.conflict[1] = isInB ? ac : ac + 1;
          s.conflict[2] = isInB ? bc + 1 : bc;
          s.conflictSize = 3;
          return false;
        }
        const base = word << 5;
        if ((sameA ^ sameB) !== 0) {
          assignRow(s, a, base, sameB & ~sameA, 0, -(b + 1));
          assignRow(s, b, base, sameA & ~sameB, 0, -(a + 1));
        }
        if ((otherA ^ otherB) !== 0) {
          assignRow(s, a, base, otherB & ~otherA, 1, -(b + 1));
          assignRow(s, b, base, otherA & ~otherB, 1, -(a + 1));
        }
      }
    } else {
      for (let word = 0; word < stepWords; word += 1) {
        const sameA = relation[rowA + word]!;
        const sameB = relation[rowB + word]!;
        if ((sameA & sameB) !== 0) {
          const c = (word << 5) + lowestBit(sameA & sameB);
          s.conflict[0] = literal ^ 1;
          s.conflict[1] = 2 * pairOf(s, a, c) + 1;
          s.conflict[2] = 2 * pairOf(s, b, c) + 1;
          s.conflictSize = 3;
          return false;
        }
        const base = word << 5;
        const otherA = relation[rowA + stepWords + word]!;
        const otherB = relation[rowB + stepWords + word]!;
        const toA = sameB & ~otherA;
        const toB = sameA & ~otherB;
        if (toA !== 0) assignRow(s, a, base, toA, 1, -(b + 1));
        if (toB !== 0) assignRow(s, b, base, toB, 1, -(a + 1));
      }
    }
  }
  return true;
}

/** The clauses that watch literals which have become false; transitivity goes before each further literal. */
function visit(s: State): boolean {
  const { value, clauses, trail, watchers } = s;
  let watches = s.watches;
  while (s.watched < s.trailSize) {
    const literal = trail[s.watched]! ^ 1;
    s.watched += 1;
    const record = literal * WATCH;
    let from = watchers[record]!;
    const end = watchers[record + END]!;
    // Blockers that are true cost nothing but the look, and need not be moved until a watch has left.
    while (from < end && value[watches[from]!]! > 0) from += 2;
    let to = from;
    while (from < end) {
      const blocker = watches[from]!;
      const name = watches[from + 1]!;
      from += 2;
      const known = value[blocker]!;
      if (known > 0) {
        watches[to] = blocker;
        watches[to + 1] = name;
        to += 2;
        continue;
      }
      if (name < 0) {
        watches[to] = blocker;
        watches[to + 1] = name;
        to += 2;
        if (known === 0) {
          assign(s, blocker, ~name);
          continue;
        }
        return clash(s, ~name, literal, from, to, end);
      }
      const head = name + HEADER;
      const other = clauses[head]! ^ clauses[head + 1]! ^ literal;
      const otherValue = value[other]!;
      if (otherValue > 0) {
        watches[to] = other;
        watches[to + 1] = name;
        to += 2;
        continue;
      }
      const stop = head + clauses[name]!;
      let at = head + 2;
      while (at < stop && value[clauses[at]!]! < 0) at += 1;
      if (at < stop) {
        const found = clauses[at]!;
        clauses[head] = other;
        clauses[head + 1] = found;
        clauses[at] = literal;
        watch(s, found, other, name);
        watches = s.watches;
        continue;
      }
      watches[to] = other;
      watches[to + 1] = name;
      to += 2;
      if (otherValue < 0) return clash(s, name, literal, from, to, end);
      assign(s, other, name);
    }
    watchers[record + END] = to;
    if (s.closed < s.trailSize && !close(s)) return false;
  }
  return true;
}

/** Keeps the watches not yet visited, and copies the clause in conflict. */
function clash(s: State, reference: number, literal: number, rest: number, kept: number, end: number): false {
  const watches = s.watches;
  watches.copyWithin(kept, rest, end);
  s.watchers[literal * WATCH + END] = kept + end - rest;
  const size = s.clauses[reference]!;
  for (let at = 0; at < size; at += 1) s.conflict[at] = s.clauses[reference + HEADER + at]!;
  s.conflictSize = size;
  s.clauses[reference + 2] = 2;
  return false;
}

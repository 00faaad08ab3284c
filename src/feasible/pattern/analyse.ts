/** From a conflict to a learned clause: first unique implication point, minimised, with its glue. */

import { backtrack } from './assign.ts';
import { explainSeparation } from './blocks.ts';
import { explainSpread } from './counts.ts';
import { bump } from './order.ts';
import { HEADER, MERGED_EMPTY, NO_REASON, pairOf, type State } from './state.ts';

/**
 * Reads `s.conflict`. Returns the level to return to, or -1 if the conflict depends on no decision. Afterwards
 * `s.learnt` holds `s.learntSize` literals: the asserting one, then one of that level, then the others.
 */
export function analyse(s: State): number {
  const { level, seen, trail, conflict, learnt } = s;
  let highest = 0;
  for (let at = 0; at < s.conflictSize; at += 1) {
    const own = level[conflict[at]! >> 1]!;
    if (own > highest) highest = own;
  }
  if (highest === 0) return -1;
  backtrack(s, highest);

  let open = 0;
  let size = 1;
  s.touchedSize = 0;
  for (let at = 0; at < s.conflictSize; at += 1) {
    const literal = conflict[at]!;
    const variable = literal >> 1;
    if (seen[variable] !== 0 || level[variable] === 0) continue;
    touch(s, variable);
    if (level[variable] === highest) open += 1;
    else {
      learnt[size] = literal;
      size += 1;
    }
  }
  let at = s.trailSize - 1;
  for (;;) {
    while (seen[trail[at]! >> 1] === 0) at -= 1;
    const literal = trail[at]!;
    at -= 1;
    open -= 1;
    if (open === 0) {
      learnt[0] = literal ^ 1;
      break;
    }
    antecedentsOf(s, literal);
    for (let index = 0; index < s.antecedentCount; index += 1) {
      const other = s.antecedents[index]!;
      const variable = other >> 1;
      if (seen[variable] !== 0 || level[variable] === 0) continue;
      touch(s, variable);
      if (level[variable] === highest) open += 1;
      else {
        learnt[size] = other;
        size += 1;
      }
    }
  }

  s.stamp += 1;
  for (let index = 1; index < size; index += 1) s.levelMark[level[learnt[index]! >> 1]!] = s.stamp;
  let kept = 1;
  const marked = s.touchedSize;
  bumpReasons(s, size);
  for (let index = 1; index < size; index += 1) {
    const literal = learnt[index]!;
    if (!isImplied(s, literal ^ 1, 0)) {
      learnt[kept] = literal;
      kept += 1;
    }
  }
  size = kept;
  for (let index = 0; index < s.touchedSize; index += 1) {
    const variable = s.touched[index]!;
    seen[variable] = 0;
    if (index < marked) bump(s, variable);
  }

  let target = 0;
  s.stamp += 1;
  s.glue = 0;
  for (let index = 1; index < size; index += 1) {
    const own = level[learnt[index]! >> 1]!;
    if (s.levelMark[own] !== s.stamp) {
      s.levelMark[own] = s.stamp;
      s.glue += 1;
    }
    if (own > target || index === 1) {
      target = own;
      const held = learnt[1]!;
      learnt[1] = learnt[index]!;
      learnt[index] = held;
    }
  }
  s.learntSize = size;
  return target;
}

/** Bumps what the literals of the clause followed from, as far as that is known: 10 % fewer conflicts. */
function bumpReasons(s: State, size: number): void {
  const { learnt, reason, level, seen, bumpMark, antecedents } = s;
  for (let index = 1; index < size; index += 1) {
    const literal = learnt[index]! ^ 1;
    const own = reason[literal >> 1]!;
    if (own === NO_REASON || own <= MERGED_EMPTY) continue;
    antecedentsOf(s, literal);
    for (let at = 0; at < s.antecedentCount; at += 1) {
      const variable = antecedents[at]! >> 1;
      if (seen[variable] !== 0 || level[variable] === 0 || bumpMark[variable] === s.stamp) continue;
      bumpMark[variable] = s.stamp;
      bump(s, variable);
    }
  }
}

function touch(s: State, variable: number): void {
  s.seen[variable] = 1;
  s.touched[s.touchedSize] = variable;
  s.touchedSize += 1;
}

/** For a log: the lemmas behind what holds without any decision, which conflicts pass over. */
export function explainRoot(s: State): void {
  for (let at = 0; at < s.trailSize; at += 1) {
    const variable = s.trail[at]! >> 1;
    if (s.level[variable] === 0 && s.reason[variable]! <= MERGED_EMPTY) antecedentsOf(s, s.trail[at]!);
  }
}

/** The reason of an assigned variable, which becomes a lemma if it was still to be explained. */
function explainedReason(s: State, variable: number): number {
  const reason = s.reason[variable]!;
  if (reason > MERGED_EMPTY) return reason;
  const lemma = reason === MERGED_EMPTY ? explainSeparation(s, variable) : explainSpread(s, variable);
  s.reason[variable] = lemma;
  return lemma;
}

/** Puts into `s.antecedents` the false literals from which the true `literal` followed. */
function antecedentsOf(s: State, literal: number): void {
  const { antecedents } = s;
  const variable = literal >> 1;
  const reason = explainedReason(s, variable);
  if (reason > 0) {
    const { clauses } = s;
    const size = clauses[reason]!;
    clauses[reason + 2] = 2;
    let count = 0;
    for (let at = reason + HEADER; at < reason + HEADER + size; at += 1) {
      const other = clauses[at]!;
      if (other === literal) continue;
      antecedents[count] = other;
      count += 1;
    }
    s.antecedentCount = count;
    return;
  }
  const through = -reason - 1;
  const one = 2 * pairOf(s, variable >> s.shift, through);
  const other = 2 * pairOf(s, variable & s.stepMask, through);
  antecedents[0] = s.value[one]! < 0 ? one : one + 1;
  antecedents[1] = s.value[other]! < 0 ? other : other + 1;
  s.antecedentCount = 2;
}

/** Marks in `seen`: 1 in the clause or resolved, 2 implied by those, 3 not implied. */
function isImplied(s: State, literal: number, depth: number): boolean {
  const variable = literal >> 1;
  if (s.reason[variable] === NO_REASON || depth > 20) return false;
  const own = explainedReason(s, variable);
  if (own > 0) {
    const { clauses } = s;
    const stop = own + HEADER + clauses[own]!;
    for (let at = own + HEADER; at < stop; at += 1) {
      const other = clauses[at]!;
      if (other === literal) continue;
      if (!isKnown(s, other, depth)) return false;
    }
  } else {
    const through = -own - 1;
    const one = 2 * pairOf(s, variable >> s.shift, through);
    const other = 2 * pairOf(s, variable & s.stepMask, through);
    if (!isKnown(s, s.value[one]! < 0 ? one : one + 1, depth)) return false;
    if (!isKnown(s, s.value[other]! < 0 ? other : other + 1, depth)) return false;
  }
  return true;
}

function isKnown(s: State, literal: number, depth: number): boolean {
  const variable = literal >> 1;
  const mark = s.seen[variable]!;
  if (mark === 1 || mark === 2 || s.level[variable] === 0) return true;
  if (mark === 3 || s.levelMark[s.level[variable]!] !== s.stamp) return false;
  const implied = isImplied(s, literal ^ 1, depth + 1);
  s.seen[variable] = implied ? 2 : 3;
  s.touched[s.touchedSize] = variable;
  s.touchedSize += 1;
  return implied;
}

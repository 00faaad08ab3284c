/** The trail: literals in the order in which they became true. */

import { unmerge } from './blocks.ts';
import { putBack } from './order.ts';
import type { State } from './state.ts';
import { lowestBit } from './word.ts';

/** Makes an open literal true. */
export function assign(s: State, literal: number, reason: number): void {
  const variable = literal >> 1;
  s.value[literal] = 1;
  s.value[literal ^ 1] = -1;
  s.level[variable] = s.levels;
  s.position[variable] = s.trailSize;
  s.reason[variable] = reason;
  s.trail[s.trailSize] = literal;
  s.trailSize += 1;
  const { stepWords } = s;
  const a = variable >> s.shift;
  const b = variable & s.stepMask;
  const sign = literal & 1;
  s.relation[(2 * a + sign) * stepWords + (b >> 5)]! |= 1 << b;
  s.relation[(2 * b + sign) * stepWords + (a >> 5)]! |= 1 << a;
}

/**
 * Makes true that `step` is the same as (sign 0) or different from (sign 1) each step base + i for which bit i is set;
 * all of these are open.
 */
export function assignRow(
  s: State,
  step: number,
  base: number,
  steps: number,
  sign: number,
  reason: number,
): void {
  const { value, level, position, reason: reasons, trail, relation, stepWords, shift, levels } = s;
  const word = step >> 5;
  const bit = 1 << step;
  let size = s.trailSize;
  relation[(2 * step + sign) * stepWords + (base >> 5)]! |= steps;
  for (let bits = steps; bits !== 0; bits &= bits - 1) {
    const other = base + lowestBit(bits);
    const variable = step < other ? (step << shift) | other : (other << shift) | step;
    const literal = 2 * variable + sign;
    value[literal] = 1;
    value[literal ^ 1] = -1;
    level[variable] = levels;
    position[variable] = size;
    reasons[variable] = reason;
    trail[size] = literal;
    size += 1;
    relation[(2 * other + sign) * stepWords + word]! |= bit;
  }
  s.trailSize = size;
}

export function openLevel(s: State): void {
  s.levels += 1;
  s.levelStart[s.levels] = s.trailSize;
}

/** Takes back every level above `level`. */
export function backtrack(s: State, level: number): void {
  if (s.levels <= level) return;
  const { trail, value, relation, stepWords, shift, stepMask, phase, heapAt } = s;
  const size = s.levelStart[level + 1]!;
  for (let at = s.trailSize - 1; at >= size; at -= 1) {
    const literal = trail[at]!;
    const variable = literal >> 1;
    value[literal] = 0;
    value[literal ^ 1] = 0;
    const a = variable >> shift;
    const b = variable & stepMask;
    const sign = literal & 1;
    relation[(2 * a + sign) * stepWords + (b >> 5)]! &= ~(1 << b);
    relation[(2 * b + sign) * stepWords + (a >> 5)]! &= ~(1 << a);
    phase[variable] = sign;
    if (heapAt[variable]! < 0) putBack(s, variable);
  }
  s.trailSize = size;
  s.levels = level;
  if (s.closed > size) s.closed = size;
  if (s.watched > size) s.watched = size;
  if (s.merged > size) s.merged = size;
  unmerge(s, size);
}

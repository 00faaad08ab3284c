/** The trail: literals in the order in which they became true. */

import { unmerge } from './blocks.ts';
import { putBack } from './order.ts';
import type { State } from './state.ts';

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

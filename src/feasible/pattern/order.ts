/** Which variable to decide next: the open one of highest activity, from a binary heap. */

import type { State } from './state.ts';

const RESCALE_AT = 1e100;

/** Puts a variable that is not in the heap back into it. */
export function putBack(s: State, variable: number): void {
  const at = s.heapSize;
  s.heapSize += 1;
  s.heap[at] = variable;
  s.heapAt[variable] = at;
  rise(s, at);
}

/** Takes the variable of highest activity out, -1 if there is none. */
export function takeBest(s: State): number {
  const { heap, heapAt, activity } = s;
  if (s.heapSize === 0) return -1;
  const best = heap[0]!;
  heapAt[best] = -1;
  s.heapSize -= 1;
  const size = s.heapSize;
  if (size > 0) {
    const moved = heap[size]!;
    const rank = activity[moved]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && activity[heap[child + 1]!]! > activity[heap[child]!]!) child += 1;
      if (activity[heap[child]!]! <= rank) break;
      heap[at] = heap[child]!;
      heapAt[heap[at]!] = at;
      at = child;
    }
    heap[at] = moved;
    heapAt[moved] = at;
  }
  return best;
}

export function bump(s: State, variable: number): void {
  s.activity[variable]! += s.increment;
  if (s.activity[variable]! > RESCALE_AT) rescale(s);
  if (s.heapAt[variable]! >= 0) rise(s, s.heapAt[variable]!);
}

export function decay(s: State, factor: number): void {
  s.increment /= factor;
}

function rise(s: State, from: number): void {
  const { heap, heapAt, activity } = s;
  const variable = heap[from]!;
  const rank = activity[variable]!;
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const other = heap[parent]!;
    if (activity[other]! >= rank) break;
    heap[at] = other;
    heapAt[other] = at;
    at = parent;
  }
  heap[at] = variable;
  heapAt[variable] = at;
}

function rescale(s: State): void {
  for (let variable = 0; variable < s.activity.length; variable += 1) s.activity[variable]! /= RESCALE_AT;
  s.increment /= RESCALE_AT;
}

/**
 * All states of one user that moves lead to from any start, where somebody is there to make every move: the graph in
 * which distances are read that no run of several users undercuts.
 */

import type { Core } from '../core.ts';
import type { Clause, Limits, Move, Threshold } from '../system.ts';

/** A state: bit v is variable v. */
export type Bits = Uint32Array;

export interface Graph {
  readonly states: readonly Bits[];
  /** The state in which the users of each kind start. */
  readonly starts: readonly number[];
  /** Per state, pairs (index into `core.searching`, state after it). */
  readonly moves: readonly Int32Array[];
}

export const hasBit = (bits: Bits, variable: number): boolean =>
  ((bits[variable >>> 5]! >>> (variable & 31)) & 1) === 1;

export function bitsOf(variables: Int32Array, count: number): Bits {
  const bits = new Uint32Array((count + 31) >>> 5);
  for (const variable of variables) bits[variable >>> 5]! |= 1 << (variable & 31);
  return bits;
}

export const someBit = (clause: Clause, bits: Bits): boolean =>
  clause.some((variable) => hasBit(bits, variable));

export function metIn({ members, atLeast }: Threshold, bits: Bits): boolean {
  let met = 0;
  for (const member of members) {
    if (!someBit(member, bits)) continue;
    met += 1;
    if (met >= atLeast) return true;
  }
  return met >= atLeast;
}

/** The state after the move, or null where it cannot be made or changes nothing. */
export function after(move: Move, bits: Bits): Bits | null {
  for (const variable of move.bars) if (hasBit(bits, variable)) return null;
  for (const clause of move.needs) if (!someBit(clause, bits)) return null;
  const next = bits.slice();
  for (const variable of move.removes) next[variable >>> 5]! &= ~(1 << (variable & 31));
  for (const variable of move.adds) next[variable >>> 5]! |= 1 << (variable & 31);
  if (next.every((word, at) => word === bits[at])) return null;
  return move.avoids.some((avoid) => metIn(avoid, next)) ? null : next;
}

export const keyOf = (bits: Bits): string => String.fromCharCode(...new Uint16Array(bits.buffer));

/** Null where there are more than `most` states, or the time is up. */
export function graphOf(core: Core, most: number, { interrupted }: Limits): Graph | null {
  const states: Bits[] = [];
  const ids = new Map<string, number>();
  const intern = (bits: Bits): number => {
    const key = keyOf(bits);
    let id = ids.get(key);
    if (id === undefined) {
      id = states.push(bits) - 1;
      ids.set(key, id);
    }
    return id;
  };
  const starts = core.kinds.map(({ start }) => intern(bitsOf(start, core.variables)));
  const moves: Int32Array[] = [];
  for (let id = 0; id < states.length; id += 1) {
    if (states.length > most || ((id & 255) === 255 && interrupted())) return null;
    const found: number[] = [];
    core.searching.forEach((move, number) => {
      const next = after(move, states[id]!);
      if (next !== null) found.push(number, intern(next));
    });
    moves.push(Int32Array.from(found));
  }
  return { states, starts, moves };
}

/**
 * The least number of moves from each state to one of `goals`, with `allowed` moves only; Infinity where there are none.
 */
export function distancesTo(
  graph: Graph,
  goals: (state: number) => boolean,
  allowed: (move: number, from: number) => boolean,
): Float64Array {
  const { states, moves } = graph;
  const start = new Int32Array(states.length + 1);
  const each = (visit: (from: number, to: number) => void): void =>
    moves.forEach((list, from) => {
      for (let at = 0; at < list.length; at += 2) if (allowed(list[at]!, from)) visit(from, list[at + 1]!);
    });
  each((_, to) => {
    start[to + 1]! += 1;
  });
  for (let at = 0; at < states.length; at += 1) start[at + 1]! += start[at]!;
  const next = start.slice();
  const sources = new Int32Array(start[states.length]!);
  each((from, to) => {
    sources[next[to]!] = from;
    next[to]! += 1;
  });
  const distances = new Float64Array(states.length).fill(Number.POSITIVE_INFINITY);
  const queue: number[] = [];
  states.forEach((_, state) => {
    if (!goals(state)) return;
    distances[state] = 0;
    queue.push(state);
  });
  for (const state of queue) {
    for (let at = start[state]!; at < start[state + 1]!; at += 1) {
      const from = sources[at]!;
      if (distances[from] !== Number.POSITIVE_INFINITY) continue;
      distances[from] = distances[state]! + 1;
      queue.push(from);
    }
  }
  return distances;
}

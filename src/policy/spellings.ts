/**
 * Which spelling has which id, looked up by code units: of a million rows nearly every cell is a name that was met
 * before, and no string need be made to see that.
 *
 * Open addressing, with everything that a look-up compares first in one cache line. It is a memory of what a name space
 * has answered and no name space: what is not found here is asked there. A look-up ends after a few steps even where
 * somebody has made names collide; those are then not remembered.
 */

import type { Units } from '../source/units.ts';

export interface Spellings {
  /** The id of the name that the units `from` to `to` spell, or -1 where it is not remembered. */
  find(units: Units, from: number, to: number, hash: number): number;
  /** Whether it is remembered now, as everything is that was added before. */
  add(units: Units, from: number, to: number, hash: number, id: number): boolean;
}

/** Where a hash begins, and what a code unit makes of it (FNV-1a). */
export const hashSeed = 0x811c9dc5 | 0;
export const hashFactor = 0x01000193;

const mostSteps = 64;

/** Spreads what differs in few bits of a hash over all of them. */
function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}

export function spellings(): Spellings {
  /** Four numbers a slot: hash, length + 1 (0: free), offset of its letters, id. */
  let slots = new Int32Array(4 * 256);
  let mask = slots.length - 4;
  let size = 0;
  let letters = new Uint16Array(1024);
  let used = 0;
  let dropped = false;

  const freeSlot = (hash: number): number => {
    let slot = (spread(hash) << 2) & mask;
    for (let step = 0; step < mostSteps; step += 1) {
      if (slots[slot + 1] === 0) return slot;
      slot = (slot + 4) & mask;
    }
    return -1;
  };

  const grow = (): void => {
    const old = slots;
    slots = new Int32Array(old.length * 2);
    mask = slots.length - 4;
    for (let at = 0; at < old.length; at += 4) {
      if (old[at + 1] === 0) continue;
      const slot = freeSlot(old[at]!);
      if (slot < 0) {
        size -= 1;
        dropped = true;
        continue;
      }
      for (let part = 0; part < 4; part += 1) slots[slot + part] = old[at + part]!;
    }
  };

  return {
    find(units, from, to, hash) {
      const table = slots;
      const length = to - from;
      let slot = (spread(hash) << 2) & mask;
      for (let step = 0; step < mostSteps; step += 1) {
        const stored = table[slot + 1]!;
        if (stored === 0) return -1;
        if (table[slot] === hash && stored === length + 1) {
          const offset = table[slot + 2]!;
          let at = 0;
          while (at < length && letters[offset + at] === units[from + at]) at += 1;
          if (at === length) return table[slot + 3]!;
        }
        slot = (slot + 4) & mask;
      }
      return -1;
    },
    add(units, from, to, hash, id) {
      // At most half full.
      if (size * 8 >= slots.length) grow();
      const slot = freeSlot(hash);
      if (slot < 0) return false;
      const length = to - from;
      if (used + length > letters.length) {
        const longer = new Uint16Array(Math.max(letters.length * 2, used + length));
        longer.set(letters.subarray(0, used));
        letters = longer;
      }
      for (let at = 0; at < length; at += 1) letters[used + at] = units[from + at]!;
      slots[slot] = hash;
      slots[slot + 1] = length + 1;
      slots[slot + 2] = used;
      slots[slot + 3] = id;
      used += length;
      size += 1;
      return !dropped;
    },
  };
}

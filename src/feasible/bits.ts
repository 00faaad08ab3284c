/** Sets of small numbers as words of 32 bits, for the solver's inner loops. */

export function popcount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export function size(bits: Uint32Array): number {
  let count = 0;
  for (let at = 0; at < bits.length; at += 1) count += popcount(bits[at]!);
  return count;
}

/** Position of the lowest bit of a word that is not 0. */
export function lowest(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** The members in ascending order. */
export function members(bits: Uint32Array): number[] {
  const list: number[] = [];
  for (let at = 0; at < bits.length; at += 1) {
    for (let word = bits[at]!; word !== 0; word &= word - 1) list.push((at << 5) + lowest(word));
  }
  return list;
}

export function has(bits: Uint32Array, member: number): boolean {
  return (bits[member >>> 5]! & (1 << (member & 31))) !== 0;
}

export function union(sets: readonly Uint32Array[]): Uint32Array {
  const result = new Uint32Array(sets[0]?.length ?? 0);
  for (const set of sets) for (let at = 0; at < result.length; at += 1) result[at]! |= set[at]!;
  return result;
}

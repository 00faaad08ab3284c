/** Numbers that look random and are the same every time: `mulberry32`. */

export interface Random {
  /** Uniform in 0 … bound − 1. */
  below(bound: number): number;
  of<T>(list: readonly T[]): T;
  /** `count` different ones, or all where there are fewer, in order of the list. */
  some<T>(list: readonly T[], count: number): readonly T[];
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    below,
    of: (list) => list[below(list.length)]!,
    some: (list, count) => {
      const left = list.map((_, at) => at);
      const chosen: number[] = [];
      while (chosen.length < count && left.length > 0) chosen.push(left.splice(below(left.length), 1)[0]!);
      return chosen.sort((a, b) => a - b).map((at) => list[at]!);
    },
  };
}

/** Random numbers that follow from their seed. */

export interface Random {
  /** 0 … bound - 1. */
  below(bound: number): number;
  duty(): 0 | 1;
  /** An index, as often as its weight says. */
  weighted(weights: readonly number[]): number;
}

/** Marsaglia's xorshift with 32 bits of state: short, fast, and the same on every machine. */
export function randomNumbers(seed: number): Random {
  let state = seed | 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
  for (let at = 0; at < 16; at += 1) next();
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    below,
    duty: () => (next() < 0.5 ? 0 : 1),
    weighted(weights) {
      let rest = below(weights.reduce((sum, weight) => sum + weight, 0));
      for (const [index, weight] of weights.entries()) {
        if (rest < weight) return index;
        rest -= weight;
      }
      return weights.length - 1;
    },
  };
}

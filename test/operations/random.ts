/** A small deterministic source of choices, so that a seed is a whole sequence. */

export interface Random {
  below(count: number): number;
  chance(probability: number): boolean;
  pick<T>(elements: readonly T[]): T;
}

/** A linear congruence modulo 2³²; only its upper bits are used, because the lower ones repeat soon. */
export function randomOf(seed: number): Random {
  let current = seed >>> 0;
  const fraction = (): number => {
    current = (Math.imul(current, 1664525) + 1013904223) >>> 0;
    return (current >>> 8) / 2 ** 24;
  };
  const below = (count: number) => Math.floor(fraction() * count);
  return {
    below,
    chance: (probability) => fraction() < probability,
    pick: (elements) => elements[below(elements.length)]!,
  };
}

/** Sets of numbers, as the encodings compare them. */

export type NumberSet = ReadonlySet<number>;

export function isWithin(part: NumberSet, whole: NumberSet): boolean {
  if (part.size > whole.size) return false;
  for (const element of part) if (!whole.has(element)) return false;
  return true;
}

/**
 * Positions, ascending, of items that no other is at least as good as; of equally good ones the first. `atLeastAsGood`
 * must be reflexive and transitive.
 */
export function best<T>(items: readonly T[], atLeastAsGood: (one: T, other: T) => boolean): number[] {
  const kept: number[] = [];
  for (const [at, item] of items.entries()) {
    if (kept.some((other) => atLeastAsGood(items[other]!, item))) continue;
    let size = 0;
    for (const other of kept) {
      if (atLeastAsGood(item, items[other]!)) continue;
      kept[size] = other;
      size += 1;
    }
    kept.length = size;
    kept.push(at);
  }
  return kept;
}

/** "Did you mean": the nearest of the names that are right in this place. */

import { distance } from 'fastest-levenshtein';

export interface Suggester {
  /** The candidate nearest to `name`, if one is near enough. */
  nearest(name: string, candidates: Iterable<string>): string | undefined;
  /** The same as a hint, or `otherwise`. */
  hint(name: string, candidates: Iterable<string>, otherwise?: string): string | undefined;
}

/**
 * A suggester looks at about `budget` names in its life, long ones counting for more: hints must not make a wrong
 * table slow. Beyond that it has no suggestions.
 */
export function suggester(budget = 2_000_000): Suggester {
  let left = budget;
  const nearest: Suggester['nearest'] = (name, candidates) => {
    if (name.length > 200) return undefined;
    const lower = name.toLowerCase();
    // About a third of the characters may be wrong, but never all of them.
    let limit = Math.min(Math.ceil(name.length / 3), name.length - 1) + 1;
    let best: string | undefined;
    for (const candidate of candidates) {
      left -= 1;
      if (left < 0) return best;
      if (candidate === name) continue;
      if (Math.abs(candidate.length - name.length) >= limit) continue;
      left -= (candidate.length * name.length) >> 5;
      const found = candidate.toLowerCase() === lower ? 0 : distance(name, candidate);
      if (found < limit) {
        limit = found;
        best = candidate;
      }
      if (limit === 0) break;
    }
    return best;
  };
  return {
    nearest,
    hint(name, candidates, otherwise) {
      const best = nearest(name, candidates);
      return best === undefined ? otherwise : `did you mean \`${best}\`?`;
    },
  };
}

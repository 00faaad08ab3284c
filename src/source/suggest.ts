/** "Did you mean": the nearest of the names that are right in this place. */

import { distance } from 'fastest-levenshtein';

export interface Suggester {
  /**
   * The candidates nearest to `name`, in order: the same but for case and width, or else the fewest edits away. Empty
   * where none is near, and where too many are equally near to be of help (`S7` among `S1` to `S6`).
   */
  nearest(name: string, candidates: Iterable<string>): readonly string[];
  /** The same as a hint, or `otherwise`. */
  hint(name: string, candidates: Iterable<string>): string | undefined;
  hint(name: string, candidates: Iterable<string>, otherwise: string): string;
}

const longestCompared = 200;
const mostNamed = 2;

/**
 * A suggester looks at about `budget` names in its life, long ones counting for more: hints must not make a wrong
 * table slow. Beyond that it has no suggestions.
 */
export function suggester(budget = 2_000_000): Suggester {
  let left = budget;
  const nearest = (name: string, candidates: Iterable<string>): readonly string[] => {
    if (name.length > longestCompared) return [];
    const wanted = folded(name);
    // About a third of the characters may be wrong, but never all of them.
    let best = Math.min(Math.ceil(name.length / 3), name.length - 1);
    const found = new Set<string>();
    for (const candidate of candidates) {
      left -= 1;
      if (left < 0) break;
      if (candidate === name || Math.abs(candidate.length - name.length) > best) continue;
      left -= (candidate.length * name.length) >> 5;
      const edits = folded(candidate) === wanted ? 0 : best === 0 ? 1 : distance(name, candidate);
      if (edits > best) continue;
      if (edits < best) found.clear();
      best = edits;
      found.add(candidate);
    }
    return found.size <= mostNamed ? [...found].sort() : [];
  };
  function hint(name: string, candidates: Iterable<string>): string | undefined;
  function hint(name: string, candidates: Iterable<string>, otherwise: string): string;
  function hint(name: string, candidates: Iterable<string>, otherwise?: string): string | undefined {
    const near = nearest(name, candidates);
    if (near.length === 0) return otherwise;
    return `did you mean ${near.map((candidate) => `\`${candidate}\``).join(' or ')}?`;
  }
  return { nearest, hint };
}

/** Text in ASCII has its width already, which is quicker to see than to do. */
function folded(name: string): string {
  return (/^[ -~]*$/.test(name) ? name : name.normalize('NFKC')).toLowerCase();
}

import { distance } from 'fastest-levenshtein';

const longestCompared = 60;

/**
 * The known names that `name` is probably meant to be: the same but for case and width, or else the nearest within
 * a third of its length. Empty where nothing is near, or where too many are equally near to be of help (`S7` among
 * `S1` to `S6`).
 */
export function nearest(name: string, known: Iterable<string>): readonly string[] {
  if (name.length > longestCompared) return [];
  const folded = fold(name);
  const bound = name.length < 2 ? 0 : Math.max(1, Math.floor(name.length / 3));
  let best = bound;
  let found: string[] = [];
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > bound) continue;
    const apart = fold(candidate) === folded ? 0 : distance(candidate, name);
    if (apart > best) continue;
    if (apart < best) found = [];
    best = apart;
    found.push(candidate);
  }
  return found.length <= 2 ? found.sort() : [];
}

const fold = (name: string): string => name.normalize('NFKC').toLowerCase();

/**
 * What the values of a column are divided into: every value that files or constraints name is one by itself, and what
 * patterns match besides is one for each pattern, and one for each pair of patterns that have something in common.
 */

import { commonText, other, patternOf } from './patterns.ts';

export interface Region {
  readonly name: string;
  /** A value of it, of which everything can be decided; null where none is known. */
  readonly text: string | null;
  /** The pattern that it is the rest of, where no value is known. */
  readonly rest: { readonly name: string; readonly pattern: string } | null;
}

export interface UsedPattern {
  readonly name: string;
  readonly pattern: string;
}

const maxPairs = 20_000;

export function regionsOf(
  literals: Iterable<string>,
  patterns: readonly UsedPattern[],
  /** With `*` for anything. */
  mentioned: readonly string[],
): readonly Region[] {
  const texts = new Set<string>(literals);
  texts.add(other);
  const rests: Region[] = [];
  const globs = new Set<string>();
  for (const { name, pattern } of patterns) {
    const { samples, hasMore } = patternOf(name, pattern);
    for (const sample of samples) {
      texts.add(sample);
      globs.add(sample.replaceAll(other, '*'));
    }
    if (hasMore) rests.push({ name: `(other matching ${pattern})`, text: null, rest: { name, pattern } });
  }
  for (const mention of mentioned) texts.add(mention.replaceAll('*', other));
  const stars = [...globs].filter((glob) => glob.includes('*') && glob !== '*');
  let pairs = 0;
  for (const one of mentioned) {
    for (const two of stars) {
      pairs += 1;
      if (pairs > maxPairs) break;
      const common = commonText(one, two);
      if (common !== null) texts.add(common);
    }
  }
  const named = [...texts].map(
    (text): Region => ({ name: text === '' ? '(empty)' : text, text, rest: null }),
  );
  return [...named, ...rests];
}

/** Values that match one of the patterns, or two of them that have something in common. */
export function samplesOf(patterns: readonly UsedPattern[]): readonly string[] {
  const samples = patterns.flatMap(({ name, pattern }) => patternOf(name, pattern).samples);
  const stars = samples.map((sample) => sample.replaceAll(other, '*')).filter((glob) => glob.includes('*'));
  return regionsOf([], patterns, [...new Set(stars)]).flatMap(({ text }) =>
    text === null || text === '' || text === other ? [] : [text],
  );
}

/** Whether a value of the region matches; null where some may and some may not. */
export function regionMatches(region: Region, name: string, pattern: string): boolean | null {
  if (region.text !== null) return patternOf(name, pattern).test(region.text);
  const { rest } = region;
  if (rest !== null && rest.name === name && rest.pattern === pattern) return true;
  return isUniversal(name, pattern) ? true : null;
}

function isUniversal(name: string, pattern: string): boolean {
  return name === 'regexMatch' ? /^\^?\.\*\$?$/.test(pattern) : pattern === '*' && name !== 'globMatch';
}

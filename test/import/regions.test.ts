/**
 * The split of wildcards, against all short strings and a matcher by regular expressions: every string lies in exactly
 * the regions that its patterns say, every region has a member, and its name is one.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { glob, matches, type Split, splitRegions, starGlob } from '../../src/import/regions.ts';

type Regions = Extract<Split, { kind: 'split' }>;

function split(patterns: readonly string[], ignoreCase = false): Regions {
  const result = splitRegions(patterns.map(glob), { ignoreCase });
  if (result.kind === 'exceeded') throw new Error('exceeded');
  return result;
}

const expression = (pattern: string, ignoreCase = false): RegExp =>
  new RegExp(
    `^${Array.from(pattern, (one) =>
      one === '*' ? '[^]*' : one === '?' ? '[^]' : `\\u{${one.codePointAt(0)!.toString(16)}}`,
    ).join('')}$`,
    ignoreCase ? 'iu' : 'u',
  );

/** All strings of these characters, up to this length. */
function strings(alphabet: string, length: number): string[] {
  const all = [''];
  for (let from = 0, at = 0; at < length; at += 1) {
    const to = all.length;
    for (; from < to; from += 1) for (const one of alphabet) all.push(all[from]! + one);
  }
  return all;
}

/** By region, which patterns contain it. */
function owners({ of, regions }: Regions): number[][] {
  const sets: number[][] = regions.map(() => []);
  of.forEach((list, pattern) => {
    for (const region of list) sets[region]!.push(pattern);
  });
  return sets;
}

const seen = { regions: 0, literals: 0, covered: 0, overlaps: 0, unnamed: 0 };

function agrees(patterns: readonly string[], everything: readonly string[], ignoreCase: boolean): void {
  const result = split(patterns, ignoreCase);
  const expressions = patterns.map((pattern) => expression(pattern, ignoreCase));
  const key = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const literals = new Set(patterns.filter((pattern) => !/[*?]/.test(pattern)).map(key));
  const classOf = (text: string): string => {
    const matching = expressions.flatMap((one, at) => (one.test(text) ? [at] : []));
    return `${literals.has(key(text)) ? key(text) : ''}|${matching.join()}`;
  };
  const byName = new Map(owners(result).map((set, at) => [result.regions[at]!.name, set]));
  expect(byName.size).toBe(result.regions.length);
  // Each region has a member, its name, and is one class of strings.
  const classes = new Set<string>();
  for (const [at, { name, isLiteral }] of result.regions.entries()) {
    const set = owners(result)[at]!;
    expect(isLiteral).toBe(literals.has(key(name)));
    expect(classOf(name)).toBe(`${isLiteral ? key(name) : ''}|${set.join()}`);
    expect(classes.has(classOf(name))).toBe(false);
    classes.add(classOf(name));
    seen.regions += 1;
    if (isLiteral) seen.literals += 1;
    else if (!name.includes('(other)')) seen.unnamed += 1;
    if (set.length > 1) seen.overlaps += 1;
  }
  // No class is missing.
  for (const text of everything) {
    const one = classOf(text);
    if (!one.endsWith('|')) expect(classes.has(one), `${JSON.stringify(patterns)} ${text}`).toBe(true);
  }
  // A class that literals use up is not there.
  const wild = owners(result).filter((_, at) => !result.regions[at]!.isLiteral);
  if (
    result.regions.some(({ isLiteral }, at) => {
      const set = owners(result)[at]!.filter((pattern) => /[*?]/.test(patterns[pattern]!));
      return isLiteral && set.length > 0 && !wild.some((other) => other.join() === set.join());
    })
  )
    seen.covered += 1;
}

describe('regions', () => {
  test('are the classes of all short strings', () => {
    const everything = strings('abz', 5);
    const piece = fc.constantFrom('a', 'b', '*', '?', 'a', 'b');
    const pattern = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 5 }), (patterns) =>
        agrees(patterns, everything, false),
      ),
      { seed: 51, numRuns: 400 },
    );
    expect(seen.regions).toBeGreaterThan(1000);
    expect(seen.overlaps).toBeGreaterThan(300);
    expect(seen.literals).toBeGreaterThan(50);
    expect(seen.covered).toBeGreaterThan(0);
    expect(seen.unnamed).toBeGreaterThan(0);
  });

  test('are those of strings whatever their case', () => {
    const everything = strings('aAB', 4);
    const piece = fc.constantFrom('a', 'A', 'b', 'B', '*', '?');
    const pattern = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 4 }), (patterns) =>
        agrees(patterns, everything, true),
      ),
      { seed: 52, numRuns: 150 },
    );
  });

  test('do not depend on the order of the patterns', () => {
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 4 })
      .map((list) => list.join(''));
    const patterns = fc.array(pattern, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(
        patterns.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([one, another]) => {
          const [first, second] = [split(one), split(another)];
          expect(second.regions).toEqual(first.regions);
          expect(one.map((text) => second.of[another.indexOf(text)])).toEqual(first.of);
        },
      ),
      { seed: 53, numRuns: 200 },
    );
  });

  test('have names that can be read', () => {
    const names = (...patterns: string[]): string[] => split(patterns).regions.map(({ name }) => name);
    expect(names('s3:Get*', 's3:GetObject', 's3:*')).toEqual(['s3:(other)', 's3:Get(other)', 's3:GetObject']);
    expect(names('s3:Get*', 's3:*Acl')).toEqual(['s3:(other)Acl', 's3:Get(other)', 's3:Get(other)Acl']);
    expect(names('a?', '?b')).toEqual(['ab', 'ax', 'xb']);
    expect(names('a?', '?b', 'ab')).toEqual(['ab', 'ax', 'xb']);
    expect(names('arn:*/x', 'arn:*')).toEqual(['arn:(other)', 'arn:(other)/x']);
  });

  test('are spelt as those want who are preferred', () => {
    const patterns = ['IAM:CREATE*', 'iam:createuser', 'iam:CreateUser', 'iam:Create*', 'iam:CREATEU*'];
    const result = splitRegions(patterns.map(glob), {
      ignoreCase: true,
      prefers: (at) => at === 2 || at === 3,
    });
    if (result.kind === 'exceeded') throw new Error('exceeded');
    expect(result.regions.map(({ name }) => name)).toEqual([
      'iam:Create(other)',
      'iam:CreateU(other)',
      'iam:CreateUser',
    ]);
  });

  test('of too many independent wildcards are refused', () => {
    const patterns = Array.from({ length: 26 }, (_, at) => glob(`*${String.fromCodePoint(97 + at)}*`));
    const started = performance.now();
    expect(splitRegions(patterns, { bound: 5000 })).toEqual({ kind: 'exceeded', bound: 5000 });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('of many prefixes are found soon', () => {
    const patterns = Array.from({ length: 3000 }, (_, at) =>
      glob(at % 2 ? `service${at}:Get*` : `service${at}:Get${at}`),
    );
    const result = splitRegions([...patterns, glob('*')]);
    expect(result.kind === 'split' && result.regions.length).toBe(3001);
  });

  test('a question mark is a wildcard only where the format says so', () => {
    expect(matches(starGlob('a?'), 'ab')).toBe(false);
    expect(matches(glob('A?'), 'ab', true)).toBe(true);
  });
});

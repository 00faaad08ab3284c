/**
 * Wildcards as disjoint regions of strings.
 *
 * Patterns overlap, and what a policy grants by one it denies by another. Two strings that match the same patterns are
 * the same to the policy, so strings are split into classes by which patterns they match; each literal is a class of its
 * own. The split is exact: the patterns' automata run side by side, and a class is there if and only if a reachable
 * state accepts for it (and, where literals were taken out of it, if it has more strings than those).
 *
 * A region is named by one of its own members, `s3:Get(other)` where it can be: any pattern that took part in the split
 * matches the name if and only if it matches the whole region. So names can be matched as if they were what they stand
 * for. Names depend on the set of patterns, not on their order.
 *
 * Side by side, n patterns may need 2^n states. There is a bound, and whoever asks is told where it does not suffice.
 */

import {
  type Automaton,
  automatonOf,
  everyString,
  type State,
  shortestStrings,
} from './regions/automaton.ts';
import { fold, foldText, type Glob, isLiteral, literalText, matchesGlob, sourceOf } from './regions/glob.ts';
import { nameOf, respelt, specificFirst } from './regions/names.ts';

export {
  anyNumber,
  type Glob,
  glob,
  isLiteral,
  literal,
  matchesGlob,
  oneCharacter,
  starGlob,
} from './regions/glob.ts';

export interface Region {
  /** A member of the region. */
  readonly name: string;
  /** Whether it is one string, which a pattern without wildcards names. */
  readonly isLiteral: boolean;
}

export type Split =
  | {
      readonly kind: 'split';
      /** Disjoint; together, what any of the patterns matches. In order of their names. */
      readonly regions: readonly Region[];
      /** For each pattern, in ascending order, the regions that it consists of. */
      readonly of: readonly (readonly number[])[];
    }
  /** More than `bound` states would be needed. */
  | { readonly kind: 'exceeded'; readonly bound: number };

export interface SplitOptions {
  readonly ignoreCase?: boolean;
  /** How many states may be looked at. */
  readonly bound?: number;
  /** Where case is ignored: whose spelling names take on, if several patterns are spelt differently. */
  readonly prefers?: (pattern: number) => boolean;
}

export const defaultBound = 50_000;

export function splitRegions(patterns: readonly Glob[], options: SplitOptions = {}): Split {
  const { ignoreCase = false, bound = defaultBound, prefers = () => false } = options;
  const folded = (item: Glob): Glob => (ignoreCase ? fold(item) : item);

  // Equal patterns are one. A literal needs no automaton.
  const keys = patterns.map((item) => sourceOf(folded(item)));
  const literals = new Map<string, number[]>();
  const wildcards = new Map<string, number[]>();
  patterns.forEach((item, index) => {
    const groups = isLiteral(item) ? literals : wildcards;
    const group = groups.get(keys[index]!);
    if (group === undefined) groups.set(keys[index]!, [index]);
    else group.push(index);
  });
  const wild = [...wildcards.values()].sort((a, b) => (keys[a[0]!]! < keys[b[0]!]! ? -1 : 1));
  const automaton = automatonOf(
    wild.map(([first]) => folded(patterns[first!]!)),
    bound,
  );
  if (automaton === null) return { kind: 'exceeded', bound };

  const texts = new Map([...literals].map(([, group]) => [literalText(folded(patterns[group[0]!]!)), group]));
  const found: { name: string; isLiteral: boolean; patterns: readonly number[] }[] = [];
  /** How many literals lie in a class, by the class. */
  const taken = new Map<number, number>();
  for (const [text, group] of texts) {
    const state = automaton.run(text);
    taken.set(state.accepts, (taken.get(state.accepts) ?? 0) + 1);
    const spellings = group.map((index) => ({
      text: literalText(patterns[index]!),
      isPreferred: prefers(index),
    }));
    spellings.sort((a, b) => Number(b.isPreferred) - Number(a.isPreferred) || (a.text < b.text ? -1 : 1));
    found.push({
      name: spellings[0]!.text,
      isLiteral: true,
      patterns: [...group, ...automaton.classes[state.accepts]!.flatMap((at) => wild[at]!)],
    });
  }

  const sizes = taken.size === 0 ? new Map<number, number>() : everyString(automaton);
  automaton.classes.forEach((matching, at) => {
    if (matching.length === 0 || (sizes.get(at) ?? Number.POSITIVE_INFINITY) <= (taken.get(at) ?? 0)) return;
    const members = matching.flatMap((one) => wild[one]!);
    const inClass = (text: string): boolean => {
      const key = ignoreCase ? foldText(text) : text;
      return automaton.run(key).accepts === at && !texts.has(key);
    };
    const spelt = members.map((index) => patterns[index]!);
    const name = nameOf(spelt, inClass, () => firstOutside(automaton, at, texts, taken.get(at) ?? 0));
    const preferred = members.filter(prefers).map((index) => patterns[index]!);
    found.push({
      name: ignoreCase ? respelt(name, specificFirst(preferred).reverse()) : name,
      isLiteral: false,
      patterns: members,
    });
  });

  found.sort((a, b) => (a.name < b.name ? -1 : 1));
  const of: number[][] = patterns.map(() => []);
  found.forEach((region, at) => {
    for (const pattern of region.patterns) of[pattern]!.push(at);
  });
  return { kind: 'split', regions: found.map(({ name, isLiteral: one }) => ({ name, isLiteral: one })), of };
}

/** The first string of a class, by length, that is no literal: nothing at all only where the class has nothing else. */
function firstOutside(
  automaton: Automaton,
  at: number,
  literals: ReadonlyMap<string, unknown>,
  taken: number,
): string {
  const ends = (state: State): boolean => state.accepts === at;
  const avoided = [...literals.keys()].join('');
  // Nearly always the shortest way to a state will do; where all of those are literals, longer ones are looked at.
  for (const count of [1, taken + 2]) {
    for (const text of shortestStrings(automaton, ends, avoided, count)) {
      if (text !== '' && !literals.has(text)) return text;
    }
  }
  return '';
}

/** Whether a pattern matches the text, e.g. the name of a region that it took part in. */
export function matches(pattern: Glob, text: string, ignoreCase = false): boolean {
  return ignoreCase ? matchesGlob(fold(pattern), foldText(text)) : matchesGlob(pattern, text);
}

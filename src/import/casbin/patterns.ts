/**
 * The pattern functions of Casbin, as its libraries compute them, and texts that a pattern matches.
 *
 * Each is three-valued: null where it is not known what the pattern matches, because it is beyond what `regex.ts` reads
 * or because the libraries differ. Nothing here takes more than linear time in the text for a given pattern.
 */

import { type Regex, readRegex } from './regex.ts';

/** Stands for whatever is named nowhere, as a part of names of such things. */
export const other = '(other)';

export interface Pattern {
  test(text: string): boolean | null;
  /** Texts that it matches, one for each of its ways, with `other` where anything may stand. */
  readonly samples: readonly string[];
  /** Whether it matches more than texts that are given by their name and `samples`. */
  readonly hasMore: boolean;
}

/** Functions of the request's value and a pattern; by name. */
const functions: Readonly<Record<string, (pattern: string) => Pattern>> = {
  keyMatch: byPrefix,
  keyMatch2: (pattern) => ofPath(pattern, ':', false),
  keyMatch3: (pattern) => ofPath(pattern, '{', false),
  keyMatch4,
  keyMatch5: (pattern) => ofPath(pattern, '{', true),
  regexMatch,
  globMatch,
  globOrRegexMatch: argoGlob,
};

export function isPatternFunction(name: string): boolean {
  return Object.hasOwn(functions, name);
}

const known = new Map<string, Pattern>();

/** `name(value, pattern)` as a function of the value. */
export function patternOf(name: string, pattern: string): Pattern {
  const key = `${name} ${pattern}`;
  let found = known.get(key);
  if (found === undefined) {
    if (known.size > 10_000) known.clear();
    found = functions[name]!(pattern);
    known.set(key, found);
  }
  return found;
}

const unknownPattern: Pattern = { test: () => null, samples: [], hasMore: true };

/** What comes after the first `*` does not count. */
function byPrefix(pattern: string): Pattern {
  const star = pattern.indexOf('*');
  if (star < 0) return exactly(pattern);
  const prefix = pattern.slice(0, star);
  return { test: (text) => text.startsWith(prefix), samples: [prefix + other], hasMore: false };
}

function exactly(pattern: string): Pattern {
  return { test: (text) => text === pattern, samples: [pattern], hasMore: false };
}

/** `/*` is the rest of a path, and `:name` or `{name}` a part of it; all else is read as a regular expression. */
function ofPath(pattern: string, mark: ':' | '{', dropsQuery: boolean): Pattern {
  const expression = pathExpression(pattern, mark, '[^/]+');
  const regex = expression === null ? null : readRegex(`^${expression}$`);
  if (regex === null) return unknownPattern;
  const test = (text: string): boolean => {
    const query = dropsQuery ? text.indexOf('?') : -1;
    return regex.test(query < 0 ? text : text.slice(0, query));
  };
  return { test, ...samplesOf(regex, `${other}`) };
}

/** Null where the libraries never come to an end, or where parts are named in ways that they read differently. */
function pathExpression(pattern: string, mark: ':' | '{', part: string): string | null {
  let text = pattern.replaceAll('/*', '/.*');
  for (let time = 0; text.includes(`/${mark}`); time += 1) {
    if (time > 100) return null;
    // The last one first, and outside of `/` too: so the libraries do it.
    const replaced = replacedLast(text, mark, part);
    if (replaced === null) return null;
    text = replaced;
  }
  return mark === ':' && text === '*' ? '.*' : text;
}

function replacedLast(text: string, mark: ':' | '{', part: string): string | null {
  for (let at = text.lastIndexOf(mark); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(mark, at - 1)) {
    const found = (mark === ':' ? /^:[^/]+/ : /^\{[^/]+\}/).exec(text.slice(at));
    if (found !== null) return text.slice(0, at) + part + text.slice(at + found[0].length);
  }
  return null;
}

/** As `keyMatch3`, and parts of the same name must be equal. */
function keyMatch4(pattern: string): Pattern {
  const base = ofPath(pattern, '{', false);
  const names = pattern
    .split('/')
    .flatMap((part, index) => (/^\{[^{}]+\}$/.test(part) ? [{ part, index }] : []));
  const isPlain =
    !pattern.includes('(') &&
    !pattern.includes('*') &&
    names.length === (pattern.match(/[{}]/g) ?? []).length / 2;
  if (!isPlain)
    return new Set(pattern.match(/\{[^{}]*\}/g)).size === 0 && !/[{}(]/.test(pattern) ? base : unknownPattern;
  const isRepeated = names.some(({ part, index }) =>
    names.some((two) => two.part === part && two.index !== index),
  );
  if (!isRepeated) return base;
  return {
    ...base,
    test(text) {
      if (base.test(text) !== true) return base.test(text);
      const parts = text.split('/');
      const values = new Map<string, string>();
      for (const { part, index } of names) {
        const value = parts[index]!;
        if ((values.get(part) ?? value) !== value) return false;
        values.set(part, value);
      }
      // With other names beside, the libraries differ.
      return new Set(values.values()).size === 1 ? true : null;
    },
  };
}

/** Matches anywhere in the text unless it is anchored. */
function regexMatch(pattern: string): Pattern {
  const regex = readRegex(pattern);
  if (regex === null) return unknownPattern;
  return { test: (text) => regex.test(text), ...samplesOf(regex, other) };
}

function samplesOf(regex: Regex, filler: string): Pick<Pattern, 'samples' | 'hasMore'> {
  const ways = regex.samples(filler);
  // Without an anchor, something may follow.
  const open = ways
    .map((text) => (text.includes(filler) ? text : text + filler))
    .filter((text) => regex.test(text));
  const samples = [...new Set([...ways, ...open])];
  return { samples, hasMore: !regex.isFinite && !samples.every((text) => text.includes(filler)) };
}

/** Shell patterns: `*` and `?` within a part of a path, `**` for any parts. What else such patterns can is unknown. */
function globMatch(pattern: string): Pattern {
  const stripped = pattern.startsWith('*/') ? pattern.slice(1) : pattern;
  if (stripped === '' || /[[\]{}()!#\\+@]|\/\/|\/$/.test(stripped)) return unknownPattern;
  const parts = stripped.split('/').map((part) => (part === '**' ? null : partPattern(part)));
  return {
    test(text) {
      if (/\/\/|\/$|(?:^|\/)\./.test(text) || text === '') return null;
      return partsMatch(parts, text.split('/'));
    },
    samples: [stripped.replaceAll(/\*+/g, other).replaceAll('?', 'x')],
    hasMore: stripped.includes('?'),
  };
}

/** A part alone: `*` must not be empty where it is everything. */
function partPattern(part: string): Regex | null {
  if (/^\*+$/.test(part)) return readRegex('^[^/]+$');
  return readRegex(
    `^${part
      .replaceAll(/[.^$|+\\]/g, '\\$&')
      .replaceAll(/\*+/g, '[^/]*')
      .replaceAll('?', '[^/]')}$`,
  );
}

/** Null stands for any number of parts. */
function partsMatch(parts: readonly (Regex | null)[], texts: readonly string[]): boolean {
  let reached = new Set([0]);
  for (const [index, part] of parts.entries()) {
    const next = new Set<number>();
    // At the end it stands for one part at least.
    const least = index === parts.length - 1 ? 1 : 0;
    for (const at of reached) {
      if (part === null) for (let to = at + least; to <= texts.length; to += 1) next.add(to);
      else if (at < texts.length && part.test(texts[at]!)) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(texts.length);
}

/** The patterns of Argo CD as it is installed: `*` is anything, also `/`. */
function argoGlob(pattern: string): Pattern {
  if (/[?[\]{}\\]/.test(pattern)) return unknownPattern;
  const regex = readRegex(`^${pattern.replaceAll(/[.^$|()+]/g, '\\$&').replaceAll(/\*+/g, '.*')}$`);
  if (regex === null) return unknownPattern;
  return {
    test: (text) => regex.test(text),
    samples: [pattern.replaceAll(/\*+/g, other)],
    hasMore: false,
  };
}

/** A text that both match, where `*` is anything in both; null where there is none, or where it takes too long. */
export function commonText(one: string, two: string): string | null {
  if (one.length * two.length > 40_000) return null;
  const width = two.length + 1;
  /** What came before, as the state and the text that was added. */
  const from = new Map<number, { readonly state: number; readonly text: string }>();
  const seen = new Set([0]);
  const queue = [0];
  const end = one.length * width + two.length;
  for (const state of queue) {
    if (state === end) break;
    const [i, j] = [Math.floor(state / width), state % width];
    const [a, b] = [one[i], two[j]];
    const steps: (readonly [number, number, string])[] = [];
    if (a === '*' && b === '*') steps.push([1, 1, other]);
    if (a === '*') steps.push([1, 0, '']);
    if (b === '*') steps.push([0, 1, '']);
    if (a === '*' && b !== undefined && b !== '*') steps.push([0, 1, b]);
    if (b === '*' && a !== undefined && a !== '*') steps.push([1, 0, a]);
    if (a !== undefined && a === b && a !== '*') steps.push([1, 1, a]);
    for (const [di, dj, text] of steps) {
      const next = (i + di) * width + j + dj;
      if (seen.has(next)) continue;
      seen.add(next);
      from.set(next, { state, text });
      queue.push(next);
    }
  }
  if (!seen.has(end)) return null;
  let text = '';
  for (let state = end; state !== 0; ) {
    const step = from.get(state)!;
    text = step.text + text;
    state = step.state;
  }
  return text;
}

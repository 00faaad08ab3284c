/**
 * Names as people write them: what is wrong with one, and name spaces that find ids for them.
 *
 * Names are compared in Unicode NFC. What cannot be seen is refused: two names that look the same must be the same.
 */

import type { SourceFile, Span } from '../source/text.ts';
import type { Units } from '../source/units.ts';
import { type NamesBuilder, namesBuilder } from './facts.ts';
import type { Place } from './model.ts';
import type { Problems } from './problems.ts';
import { type Spellings, spellings } from './spellings.ts';

/** Whether the units `from` to `to` are visible ASCII, as nearly all names are: nothing is wrong with these. */
export function isPlain(units: Units, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (units[at]! <= 32 || units[at]! >= 127) return false;
  return from < to;
}

/** What a name may look like, for editors; `nameProblem` says the same with reasons. */
export const namePattern =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  /^(?!\s)[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]+(?<!\s)$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const bidirectional = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const invisible = /[\u200b\u2060\ufeff]/;
const loneSurrogate = /\p{Cs}/u;

export function hasLoneSurrogate(text: string): boolean {
  return loneSurrogate.test(text);
}

/** Why `name` is refused, as the end of a sentence that starts with "name … ", or null. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'is empty';
  // Plain ASCII words are nearly all names.
  if (/^[!-~]+$/.test(name)) return null;
  const code = (pattern: RegExp): string =>
    `U+${name.match(pattern)![0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  if (controls.test(name)) return `contains the control character ${code(controls)}`;
  if (bidirectional.test(name)) return `contains the bidirectional control ${code(bidirectional)}`;
  if (invisible.test(name)) return `contains the invisible character ${code(invisible)}`;
  if (hasLoneSurrogate(name)) return `contains half of a character (${code(loneSurrogate)})`;
  if (/^\s|\s$/.test(name)) return 'starts or ends with white space';
  return null;
}

/** `text` for a message: what cannot be seen is escaped, and what is long is cut. */
export function shown(text: string): string {
  const cut = text.length > 80 ? `${text.slice(0, 77)}…` : text;
  return cut.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A name space: finds the id of a name however Unicode spells it, and declares new ones. */
export interface NameSpace {
  readonly names: NamesBuilder;
  /** Spellings that were found before, by code units. */
  readonly spellings: Spellings;
  /** The id of `name` if it was found in this spelling before: what bulk reading asks first. */
  known(name: string): number | undefined;
  /** The id of `name`, or -1. `place` is where it is written, asked for only to report a second spelling. */
  find(name: string, place: () => Span): number;
  /**
   * The id of `name`, which is new at `place` and the plain units (`isPlain`) from `from` to `to`; it is remembered in
   * `spellings`.
   */
  add(name: string, place: Place, units: Units, from: number, to: number, hash: number): number;
  /** Whether there is this name, in whatever spelling it was met; `name` is in normal form. */
  has(name: string): boolean;
  /** Whether every name is remembered as it is: what `spellings` does not find in plain units is then no name. */
  allRemembered(): boolean;
  /** The id of `name`, new at `place` if it is not there yet. The name must have passed `nameProblem`. */
  declare(name: string, place: Place, span: () => Span): number;
}

/** NFC; text in ASCII is so already, which is quicker to see than to do. */
function normalName(name: string): string {
  return /^[ -~]*$/.test(name) ? name : name.normalize('NFC');
}

export function nameSpace(problems: Problems): NameSpace {
  const names = namesBuilder();
  // Spellings that are not the name itself, and names that were declared in such a spelling and not met as they are.
  const others = new Map<string, number>();
  const strange = new Set<number>();
  const remembered = spellings();
  let rememberedNames = 0;
  const known = (name: string): number | undefined => {
    const id = names.id(name);
    return id !== undefined && !strange.has(id) ? id : others.get(name);
  };
  const find = (name: string, place: () => Span): number => {
    const before = known(name);
    if (before !== undefined) return before;
    const normal = normalName(name);
    const id = names.id(normal);
    if (id === undefined) return -1;
    if (name === normal) strange.delete(id);
    else others.set(name, id);
    problems.report({
      code: 'similar-names',
      message: `name \`${shown(normal)}\` is spelt in two ways in Unicode; both are taken as one`,
      span: place(),
      hint: 'write it in the same way (NFC) everywhere',
    });
    return id;
  };
  return {
    names,
    spellings: remembered,
    known,
    find,
    add(name, place, units, from, to, hash) {
      const id = names.add(name, place);
      if (remembered.add(units, from, to, hash, id)) rememberedNames += 1;
      return id;
    },
    has: (name) => names.id(name) !== undefined,
    allRemembered: () => rememberedNames === names.size(),
    declare(name, place, span) {
      const before = find(name, span);
      if (before >= 0) return before;
      const normal = normalName(name);
      const id = names.intern(normal, place);
      if (name !== normal) {
        others.set(name, id);
        strange.add(id);
      }
      return id;
    },
  };
}

/** Warns of names that differ only in case. `files` are those that places refer to. */
export function reportSimilarNames(
  what: string,
  names: NamesBuilder,
  files: readonly SourceFile[],
  problems: Problems,
): void {
  // Without capitals no two names can differ in case, and most lists of users have none.
  if (names.list().every((name) => name === name.toLowerCase())) return;
  const folded = new Map<string, number>();
  for (let id = 0; id < names.size(); id += 1) {
    const name = names.name(id);
    const key = name.toLowerCase();
    const first = folded.get(key);
    if (first === undefined) {
      folded.set(key, id);
      continue;
    }
    const path = files[names.place(id).file]!.path;
    problems.report({
      code: 'similar-names',
      message: `${what} \`${shown(name)}\` differs from \`${shown(names.name(first))}\` only in case`,
      path,
      ...(problems.wants('similar-names', path)
        ? {
            span: spanAt(files, names.place(id), name.length),
            related: [{ message: 'the other is here', span: spanAt(files, names.place(first), name.length) }],
          }
        : {}),
    });
  }
}

/** The span of `length` UTF-16 units at `place`. */
export function spanAt(files: readonly SourceFile[], place: Place, length: number): Span {
  const file = files[place.file]!;
  let start = 0;
  for (let line = 1; line < place.line; line += 1) {
    const next = file.text.indexOf('\n', start);
    if (next < 0) break;
    start = next + 1;
  }
  start += place.column - 1;
  return { file, start, end: Math.min(start + length, file.text.length) };
}

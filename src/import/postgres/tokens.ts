/** Walks over the tokens of one statement. */

import type { SourceFile, Span } from '../../source/text.ts';
import type { Token } from './scan.ts';

export interface Cursor {
  readonly file: SourceFile;
  readonly tokens: readonly Token[];
  /** Of the statement. */
  readonly start: number;
  readonly end: number;
  at: number;
}

export function spanOf({ file, start, end }: Cursor): Span {
  return { file, start, end };
}

/** Of the token that the cursor is on; of the statement's end behind the last. */
export function spanHere({ file, tokens, at, end }: Cursor): Span {
  const token = tokens[at];
  return token === undefined ? { file, start: end - 1, end } : { file, start: token.start, end: token.end };
}

export function peekWord({ tokens, at }: Cursor, ahead = 0): string | null {
  const token = tokens[at + ahead];
  return token?.kind === 'word' ? token.value : null;
}

export function isAtEnd({ tokens, at }: Cursor): boolean {
  return at >= tokens.length;
}

/** Moves over the words if all of them come next. */
export function accept(cursor: Cursor, ...words: readonly string[]): boolean {
  for (const [index, word] of words.entries()) if (peekWord(cursor, index) !== word) return false;
  cursor.at += words.length;
  return true;
}

export function acceptOne(cursor: Cursor, words: readonly string[]): string | null {
  const word = peekWord(cursor);
  if (word === null || !words.includes(word)) return null;
  cursor.at += 1;
  return word;
}

export function acceptMark(cursor: Cursor, mark: string): boolean {
  const token = cursor.tokens[cursor.at];
  if (token?.kind !== 'mark' || token.value !== mark) return false;
  cursor.at += 1;
  return true;
}

export function isMark({ tokens, at }: Cursor, mark: string): boolean {
  return tokens[at]?.kind === 'mark' && tokens[at].value === mark;
}

/** A name, quoted or not; null, and the cursor stays, where none is. */
export function readName(cursor: Cursor): string | null {
  const token = cursor.tokens[cursor.at];
  if (token?.kind !== 'word' && token?.kind !== 'quoted') return null;
  cursor.at += 1;
  return token.value;
}

/** `acc.t`: its parts. */
export function readPath(cursor: Cursor): string[] | null {
  const first = readName(cursor);
  if (first === null) return null;
  const path = [first];
  while (acceptMark(cursor, '.')) {
    const next = readName(cursor);
    if (next === null) return null;
    path.push(next);
  }
  return path;
}

/** Moves from an opening bracket behind the one that closes it. */
export function skipBrackets(cursor: Cursor): boolean {
  let depth = 0;
  while (!isAtEnd(cursor)) {
    if (isMark(cursor, '(')) depth += 1;
    if (isMark(cursor, ')')) depth -= 1;
    cursor.at += 1;
    if (depth <= 0) return depth === 0;
  }
  return false;
}

/** Reads items separated by commas; null where `read` fails on one. */
export function readList<T>(cursor: Cursor, read: (cursor: Cursor) => T | null): T[] | null {
  const list: T[] = [];
  do {
    const item = read(cursor);
    if (item === null) return null;
    list.push(item);
  } while (acceptMark(cursor, ','));
  return list;
}

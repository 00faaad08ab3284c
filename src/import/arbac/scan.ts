/**
 * Words and punctuation of an `.arbac` text. A cursor is changed in place, one for a whole section: files have millions
 * of tokens, and most of them are looked at once.
 */

export type TokenKind = 'word' | '<' | '>' | ',' | '&' | ';' | 'broken comment' | 'end';

/** Stands on a token after `advance`. `line` and `lineStart` are those of the token's first character. */
export interface Cursor {
  readonly text: string;
  /** Where the cursor's part of the text ends. */
  readonly limit: number;
  kind: TokenKind;
  start: number;
  end: number;
  /** 1-based. */
  line: number;
  lineStart: number;
  /** Whether the word has visible ASCII only, so that nothing about it needs a second look. */
  isPlain: boolean;
}

/** A position between tokens. */
export interface Position {
  readonly at: number;
  readonly line: number;
  readonly lineStart: number;
}

export const beginning: Position = { at: 0, line: 1, lineStart: 0 };

/** A cursor before the first token at or after the position. */
export function cursorAt(text: string, { at, line, lineStart }: Position, limit: number): Cursor {
  return { text, limit, kind: 'end', start: at, end: at, line, lineStart, isPlain: true };
}

const newline = 10;
const slash = 47;
const star = 42;
const lastVisible = 126;

const punctuation: readonly TokenKind[] = ['<', '>', ',', '&', ';'];

/** For each character of ASCII 0: part of a word, 1: white space, 2: a slash, 3 and up: punctuation. */
const classes = new Uint8Array(128);
for (const space of '\t\n\v\f\r ') classes[space.charCodeAt(0)] = 1;
classes[slash] = 2;
for (const [index, mark] of punctuation.entries()) classes[mark.charCodeAt(0)] = 3 + index;

/** Moves to the next token, over white space and comments. */
export function advance(cursor: Cursor): void {
  const { text, limit } = cursor;
  let { end: at, line, lineStart } = cursor;
  let kind: TokenKind = 'end';
  let end = at;
  while (at < limit) {
    const code = text.charCodeAt(at);
    const found = code < 128 ? classes[code]! : 0;
    if (found === 1) {
      at += 1;
      if (code === newline) {
        line += 1;
        lineStart = at;
      }
      continue;
    }
    // Comments are walked through as well: a search of the text ahead is pure, so that a compiler may make it for every
    // token, comment or not.
    const next = found === 2 ? text.charCodeAt(at + 1) : 0;
    if (next === slash) {
      while (at < limit && text.charCodeAt(at) !== newline) at += 1;
      continue;
    }
    if (next === star) {
      const opened = at;
      at += 2;
      while (at < limit && !(text.charCodeAt(at) === star && text.charCodeAt(at + 1) === slash)) {
        if (text.charCodeAt(at) === newline) {
          line += 1;
          lineStart = at + 1;
        }
        at += 1;
      }
      if (at + 1 < limit) {
        at += 2;
        continue;
      }
      kind = 'broken comment';
      at = opened;
      end = limit;
      break;
    }
    if (found >= 3) {
      kind = punctuation[found - 3]!;
      end = at + 1;
      break;
    }
    kind = 'word';
    end = wordEnd(cursor, at);
    break;
  }
  cursor.kind = kind;
  cursor.start = kind === 'end' ? limit : at;
  cursor.end = kind === 'end' ? limit : end;
  cursor.line = line;
  cursor.lineStart = lineStart;
}

/** Where the word at `start` ends; also looks whether it is plain. */
function wordEnd(cursor: Cursor, start: number): number {
  const { text, limit } = cursor;
  let isPlain = true;
  let at = start;
  while (at < limit) {
    const code = text.charCodeAt(at);
    const found = code < 128 ? classes[code]! : 0;
    if (found === 1 || found >= 3) break;
    if (found === 2 && at > start) {
      const next = text.charCodeAt(at + 1);
      if (next === slash || next === star) break;
    }
    if (code > lastVisible || code < 33) isPlain = false;
    at += 1;
  }
  cursor.isPlain = isPlain;
  return at;
}

/** The word, or what follows its first `skipped` characters, in NFC. */
export function wordAt({ text, start, end, isPlain }: Cursor, skipped = 0): string {
  const word = text.slice(start + skipped, end);
  return isPlain ? word : word.normalize('NFC');
}

/** The next token's place in words, for a message. */
export function tokenWords(cursor: Cursor): string {
  switch (cursor.kind) {
    case 'end':
      return 'the end of the section';
    case 'broken comment':
      return 'a comment that never ends';
    default: {
      const word = wordAt(cursor);
      return `\`${word.length > 60 ? `${word.slice(0, 57)}…` : word}\``;
    }
  }
}

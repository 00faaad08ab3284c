/**
 * Splits the text of a dump into statements of tokens, as `psql` reads it: quoted identifiers, strings with and without
 * backslashes, dollar quotes, nested comments, the rows of `COPY … FROM stdin`, commands that start with a backslash, and
 * bodies `BEGIN ATOMIC … END`, whose semicolons end no statement.
 *
 * Everything is passed once, from left to right, without regular expressions that could go back: time is linear in the
 * text, whatever it holds.
 */

/** Letters outside quotes are folded to small ones (ASCII alone, as the server does). */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'mark';
  /** Words folded; quoted names and strings without quotes and with escapes resolved; marks are one character. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export type Piece =
  | {
      readonly kind: 'statement';
      readonly tokens: readonly Token[];
      readonly start: number;
      readonly end: number;
    }
  /** `\connect bank`: `words` are `connect` and its arguments without quotes. */
  | {
      readonly kind: 'command';
      readonly words: readonly string[];
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'comment'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: 'broken'; readonly message: string; readonly start: number; readonly end: number };

interface Scan {
  readonly text: string;
  at: number;
  tokens: Token[];
  /** Of round brackets; a semicolon within them ends no statement. */
  depth: number;
  /** Of `BEGIN` and `CASE` in a body of SQL. */
  bodies: number;
  /** `SET standard_conforming_strings = off` was read. */
  backslashes: boolean;
}

/** What is broken ends the text: after an open quote nothing means what it seems to. */
export function* piecesOf(text: string): Generator<Piece> {
  const scan: Scan = { text, at: 0, tokens: [], depth: 0, bodies: 0, backslashes: false };
  if (text.charCodeAt(0) === 0xfeff) scan.at = 1;
  while (scan.at < text.length) {
    const code = text.charCodeAt(scan.at);
    if (isSpace(code)) {
      scan.at += 1;
      continue;
    }
    const start = scan.at;
    if (code === dash && text.charCodeAt(start + 1) === dash) {
      scan.at = lineEnd(text, start);
      yield { kind: 'comment', text: text.slice(start + 2, scan.at).trim(), start, end: scan.at };
    } else if (code === slash && text.charCodeAt(start + 1) === star) {
      if (!passComment(scan)) yield broken(scan, 'a comment that does not end', start, 2);
    } else if (code === backslash) {
      scan.at = lineEnd(text, start);
      yield {
        kind: 'command',
        words: commandWords(text.slice(start + 1, scan.at)),
        start,
        end: scan.at,
      };
    } else if (code === semicolon && scan.depth <= 0 && scan.bodies === 0) {
      scan.at += 1;
      const { tokens } = scan;
      scan.tokens = [];
      scan.depth = 0;
      if (tokens.length === 0) continue;
      yield { kind: 'statement', tokens, start: tokens[0]!.start, end: scan.at };
      noteStrings(scan, tokens);
      if (!isCopyFromStdin(tokens)) continue;
      const copied = passRows(text, scan.at);
      if (copied === null)
        yield broken(scan, 'rows of `COPY` that do not end with `\\.`', tokens[0]!.start, 4);
      else scan.at = copied;
    } else {
      const problem = readToken(scan, code);
      if (problem !== null) yield broken(scan, problem, start, 1);
    }
  }
  const [first] = scan.tokens;
  if (first !== undefined) yield broken(scan, 'a statement that does not end', first.start, 1);
}

const dash = 45;
const slash = 47;
const star = 42;
const backslash = 92;
const semicolon = 59;
const singleQuote = 39;
const doubleQuote = 34;
const dollar = 36;
const newline = 10;

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code >= 128;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function broken(scan: Scan, message: string, start: number, length: number): Piece {
  scan.at = scan.text.length;
  scan.tokens = [];
  return { kind: 'broken', message, start, end: Math.min(start + length, scan.text.length) };
}

/** Comments nest. */
function passComment(scan: Scan): boolean {
  const { text } = scan;
  let depth = 0;
  let at = scan.at;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const next = text.charCodeAt(at + 1);
    if (code === slash && next === star) {
      depth += 1;
      at += 2;
    } else if (code === star && next === slash) {
      depth -= 1;
      at += 2;
      if (depth === 0) {
        scan.at = at;
        return true;
      }
    } else at += 1;
  }
  return false;
}

/** Reads one token; what is wrong with it, or null. */
function readToken(scan: Scan, code: number): string | null {
  const { text, at } = scan;
  if (isLetter(code)) {
    let end = at + 1;
    while (end < text.length) {
      const next = text.charCodeAt(end);
      if (!isLetter(next) && !isDigit(next) && next !== dollar) break;
      end += 1;
    }
    const value = foldAscii(text.slice(at, end));
    const quote = text.charCodeAt(end);
    if (quote === singleQuote && end === at + 1 && 'ebxn'.includes(value)) {
      scan.at = end;
      return readString(scan, at, value === 'e');
    }
    if (value === 'u' && quote === 38) {
      const opened = text.charCodeAt(end + 1);
      if (opened === singleQuote || opened === doubleQuote) {
        scan.at = end + 1;
        return opened === doubleQuote ? readQuoted(scan, at, true) : readString(scan, at, false);
      }
    }
    scan.at = end;
    countBodies(scan, value);
    scan.tokens.push({ kind: 'word', value, start: at, end });
    return null;
  }
  if (code === doubleQuote) return readQuoted(scan, at, false);
  if (code === singleQuote) return readString(scan, at, scan.backslashes);
  if (code === dollar) return readDollar(scan);
  if (isDigit(code)) {
    let end = at + 1;
    while (end < text.length && (isDigit(text.charCodeAt(end)) || isLetter(text.charCodeAt(end)))) end += 1;
    scan.at = end;
    scan.tokens.push({ kind: 'number', value: text.slice(at, end), start: at, end });
    return null;
  }
  if (code === 40) scan.depth += 1;
  if (code === 41) scan.depth -= 1;
  mark(scan, 1);
  return null;
}

function mark(scan: Scan, length: number): void {
  const { text, at } = scan;
  scan.at = at + length;
  scan.tokens.push({ kind: 'mark', value: text.slice(at, scan.at), start: at, end: scan.at });
}

/** As `psql` does: in `CREATE [OR REPLACE] FUNCTION|PROCEDURE`, outside brackets. */
function countBodies(scan: Scan, word: string): void {
  if (word !== 'begin' && word !== 'end' && word !== 'case') return;
  if (scan.depth > 0 || !startsRoutine(scan.tokens)) return;
  if (word === 'begin') scan.bodies += 1;
  else if (word === 'case') scan.bodies += scan.bodies > 0 ? 1 : 0;
  else if (scan.bodies > 0) scan.bodies -= 1;
}

function startsRoutine(tokens: readonly Token[]): boolean {
  const at = (index: number): string => (tokens[index]?.kind === 'word' ? tokens[index].value : '');
  if (at(0) !== 'create') return false;
  const kind = at(1) === 'or' && at(2) === 'replace' ? at(3) : at(1);
  return kind === 'function' || kind === 'procedure';
}

/** From the opening quote at `scan.at`; the token starts at `start`. */
function readQuoted(scan: Scan, start: number, unicode: boolean): string | null {
  const end = closing(scan.text, scan.at, doubleQuote, false);
  if (end < 0) return 'a quoted name that does not end';
  const inner = scan.text.slice(scan.at + 1, end - 1).replaceAll('""', '"');
  scan.at = end;
  const value = unicode
    ? inner.replace(/\\(?:\+([0-9a-f]{6})|([0-9a-f]{4}))/gi, (_, long: string | undefined, short: string) =>
        codePoint(Number.parseInt(long ?? short, 16)),
      )
    : inner;
  scan.tokens.push({ kind: 'quoted', value, start, end });
  return null;
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}

function readString(scan: Scan, start: number, backslashes: boolean): string | null {
  const end = closing(scan.text, scan.at, singleQuote, backslashes);
  if (end < 0) return 'a string that does not end';
  const value = scan.text.slice(scan.at + 1, end - 1).replaceAll("''", "'");
  scan.at = end;
  scan.tokens.push({ kind: 'string', value, start, end });
  return null;
}

/** Behind the closing quote; a doubled one closes nothing. -1: there is none. */
function closing(text: string, opened: number, quote: number, backslashes: boolean): number {
  let at = opened + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (text.charCodeAt(at + 1) !== quote) return at + 1;
      at += 2;
    } else at += code === backslash && backslashes ? 2 : 1;
  }
  return -1;
}

/** `$$ … $$`, `$tag$ … $tag$`; a parameter `$1` is a mark. */
function readDollar(scan: Scan): string | null {
  const { text, at } = scan;
  let end = at + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (!isLetter(code) && !(end > at + 1 && isDigit(code))) break;
    end += 1;
  }
  if (text.charCodeAt(end) !== dollar) {
    mark(scan, 1);
    return null;
  }
  const tag = text.slice(at, end + 1);
  const close = text.indexOf(tag, end + 1);
  if (close < 0) return `a dollar quote that does not end with \`${tag}\``;
  scan.at = close + tag.length;
  scan.tokens.push({ kind: 'string', value: text.slice(end + 1, close), start: at, end: scan.at });
  return null;
}

function foldAscii(word: string): string {
  return word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function noteStrings(scan: Scan, tokens: readonly Token[]): void {
  if (tokens[0]!.value !== 'set' || tokens[1]?.value !== 'standard_conforming_strings') return;
  scan.backslashes = tokens.at(-1)!.value === 'off';
}

function isCopyFromStdin(tokens: readonly Token[]): boolean {
  if (tokens[0]!.kind !== 'word' || tokens[0]!.value !== 'copy') return false;
  return tokens.some(
    ({ kind, value }, index) => kind === 'word' && value === 'stdin' && tokens[index - 1]?.value === 'from',
  );
}

/** Behind the line `\.`, or null. */
function passRows(text: string, from: number): number | null {
  let at = text.indexOf('\n', from);
  while (at >= 0) {
    const end = lineEnd(text, at + 1);
    if (
      text.charCodeAt(at + 1) === backslash &&
      text.charCodeAt(at + 2) === 46 &&
      text.slice(at + 3, end).trim() === ''
    ) {
      return end;
    }
    at = end < text.length && text.charCodeAt(end) === newline ? end : -1;
  }
  return null;
}

/** Arguments of a backslash command: quotes hold spaces together, and a doubled quote is one. */
function commandWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (quote !== '') {
      if (character !== quote) word += character;
      else if (line[at + 1] === quote) {
        word += quote;
        at += 1;
      } else quote = '';
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= '';
    } else if (character.trim() === '') {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (word !== null) words.push(word);
  return words;
}

/** The text of Cedar policies, cut into statements with their places. */

import type { SourceFile, Span } from '../../source/text.ts';

export interface Statement {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** How deep brackets may be nested: the engine reads them recursively. */
const deepest = 60;

export interface Statements {
  readonly statements: readonly Statement[];
  /** Where brackets are nested too deeply, or null. */
  readonly tooDeep: number | null;
}

/** Cut at each `;` that is in no text and no comment; white space and comments before a statement are no part of it. */
export function statementsOf({ text }: SourceFile): Statements {
  const statements: Statement[] = [];
  let start = -1;
  let depth = 0;
  let last = 0;
  let tooDeep: number | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '/' && text[at + 1] === '/') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
      continue;
    }
    if (/\s/.test(character)) continue;
    if (start < 0) start = at;
    if (character === '"') {
      at += 1;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    }
    last = Math.min(at + 1, text.length);
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth > deepest) tooDeep ??= at;
    if (character === ';') {
      statements.push({ text: text.slice(start, last), start, end: last });
      start = -1;
      depth = 0;
    }
  }
  if (start >= 0) statements.push({ text: text.slice(start, last), start, end: last });
  return { statements, tooDeep };
}

/** A place that the engine told in UTF-8 bytes of a statement. */
export function spanInStatement(
  file: SourceFile,
  statement: Statement,
  start: number | null,
  end: number | null,
): Span {
  if (start === null) return { file, start: statement.start, end: firstLine(statement) };
  const from = statement.start + unitsOf(statement.text, start);
  const to = statement.start + unitsOf(statement.text, end ?? start);
  return { file, start: Math.min(from, statement.end), end: Math.min(Math.max(to, from), statement.end) };
}

function firstLine({ text, start, end }: Statement): number {
  const line = text.indexOf('\n');
  return line < 0 ? end : start + line;
}

function unitsOf(text: string, bytes: number): number {
  let left = bytes;
  let units = 0;
  for (const character of text) {
    if (left <= 0) break;
    const code = character.codePointAt(0)!;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units += character.length;
  }
  return units;
}

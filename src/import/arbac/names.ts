/** Roles and users of an `.arbac` file: declared in sections of their own, found by their names elsewhere. */

import { type NamesBuilder, namesBuilder } from '../../policy/facts.ts';
import type { Place } from '../../policy/model.ts';
import { nameProblem, shown } from '../../policy/names.ts';
import type { Suggester } from '../../source/suggest.ts';
import type { ArbacProblems } from './problems.ts';
import { advance, type Cursor, cursorAt, tokenWords, wordAt } from './scan.ts';
import type { Section } from './sections.ts';

type Sort = 'role' | 'user';

export interface Reading {
  readonly text: string;
  readonly problems: ArbacProblems;
  readonly suggest: Suggester;
  readonly names: Readonly<Record<Sort, NamesBuilder>>;
  /** Sorts without a section of their own, which is reported once: then an unknown name is no news. */
  readonly undeclared: ReadonlySet<Sort>;
}

export function startReading(
  text: string,
  sections: readonly Section[],
  problems: ArbacProblems,
  suggest: Suggester,
): Reading {
  const undeclared = new Set<Sort>();
  for (const [sort, kind, keyword] of [
    ['role', 'roles', 'Roles'],
    ['user', 'users', 'Users'],
  ] as const) {
    if (sections.some((section) => section.kind === kind)) continue;
    undeclared.add(sort);
    problems.report(
      'missing-section',
      `there is no section \`${keyword}\``,
      { start: 0, end: 0 },
      `write \`${keyword} …;\``,
    );
  }
  return { text, problems, suggest, names: { role: namesBuilder(), user: namesBuilder() }, undeclared };
}

export function placeOf({ start, line, lineStart }: Cursor): Place {
  return { file: 0, line, column: start - lineStart + 1 };
}

export function sectionCursor({ text }: Reading, { begin, limit }: Section): Cursor {
  const cursor = cursorAt(text, begin, limit);
  advance(cursor);
  return cursor;
}

/** Calls `read` on each word of a section that lists names. */
export function eachName(reading: Reading, section: Section, read: (cursor: Cursor) => void): void {
  for (const cursor = sectionCursor(reading, section); cursor.kind !== 'end'; advance(cursor)) {
    if (cursor.kind === 'word') {
      read(cursor);
      continue;
    }
    reading.problems.report(
      'unexpected-text',
      `expected a name or \`;\`, found ${tokenWords(cursor)}`,
      cursor,
      'names in a list are separated by spaces',
    );
  }
}

/** Words that are no role where a rule may name one. */
const reserved: ReadonlySet<string> = new Set(['TRUE', 'FALSE', 'NEW']);

export function declare(reading: Reading, sort: Sort, cursor: Cursor): void {
  const { names, problems } = reading;
  const name = wordAt(cursor);
  if (!isGoodName(reading, cursor)) return;
  if (sort === 'role' && reserved.has(name)) {
    problems.report('reserved-name', `a role cannot be called \`${name}\``, cursor);
  }
  const before = names[sort].size();
  if (names[sort].intern(name, placeOf(cursor)) < before) {
    problems.report('repeated-name', `${sort} \`${shown(name)}\` is listed twice`, cursor);
  }
}

export function isGoodName({ problems }: Reading, cursor: Cursor): boolean {
  const isNegative = cursor.text.charCodeAt(cursor.start) === minus;
  if (!isNegative && cursor.isPlain) return true;
  const name = wordAt(cursor);
  const reason = isNegative ? 'begins with `-`' : nameProblem(name);
  if (reason !== null) problems.report('bad-name', `name \`${shown(name)}\` ${reason}`, cursor);
  return reason === null;
}

export const minus = 45;

/** The id of the name that the cursor stands on, but for its first `skipped` characters; -1 after it was reported. */
export function idAt(reading: Reading, sort: Sort, cursor: Cursor, skipped = 0): number {
  const name = wordAt(cursor, skipped);
  const id = reading.names[sort].id(name);
  if (id !== undefined) return id;
  const { problems, suggest, names, undeclared } = reading;
  if (!undeclared.has(sort)) {
    const keyword = sort === 'role' ? 'Roles' : 'Users';
    problems.report(
      `unknown-${sort}`,
      `${sort} \`${shown(name)}\` is not declared`,
      { start: cursor.start + skipped, end: cursor.end },
      problems.isWanted() ? suggest.hint(name, names[sort].list(), `add it to \`${keyword}\``) : undefined,
    );
  }
  return -1;
}

/** Whether the word is this keyword and, in this spelling, no role. */
export function isKeyword(reading: Reading, cursor: Cursor, keyword: string): boolean {
  if (cursor.end - cursor.start !== keyword.length) return false;
  const word = wordAt(cursor);
  return word === keyword || (word.toUpperCase() === keyword && reading.names.role.id(word) === undefined);
}

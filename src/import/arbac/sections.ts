/**
 * The sections of an `.arbac` text, found before any is read, because they come in any order and rules need the names
 * that other sections declare. Where a `;` was forgotten, what is written after it is still read as what it is.
 */

import type { Suggester } from '../../source/suggest.ts';
import type { ArbacProblems } from './problems.ts';
import { advance, beginning, type Cursor, cursorAt, type Position, tokenWords, wordAt } from './scan.ts';

export type SectionKind =
  | 'roles'
  | 'users'
  | 'newusers'
  | 'ua'
  | 'hierarchy'
  | 'cr'
  | 'ca'
  | 'admin'
  | 'goal';

/** What is between the keyword and the `;`. */
export interface Section {
  readonly kind: SectionKind;
  readonly keyword: { readonly start: number; readonly end: number };
  readonly begin: Position;
  readonly limit: number;
}

const keywords: ReadonlyMap<string, SectionKind> = new Map([
  ['roles', 'roles'],
  ['users', 'users'],
  ['newusers', 'newusers'],
  ['ua', 'ua'],
  ['hierarchy', 'hierarchy'],
  ['cr', 'cr'],
  ['ca', 'ca'],
  ['admin', 'admin'],
  ['spec', 'goal'],
  ['goal', 'goal'],
]);
const longestKeyword = 'hierarchy'.length;
const shownKeywords = ['Roles', 'Users', 'NEWUSERS', 'UA', 'CR', 'CA', 'ADMIN', 'SPEC', 'Goal'];

/** Sections of entries `<…>`; the others are lists of names. */
const ofEntries: ReadonlySet<SectionKind> = new Set(['newusers', 'ua', 'hierarchy', 'cr', 'ca']);

export function sectionsOf(text: string, problems: ArbacProblems, suggest: Suggester): Section[] {
  const sections: Section[] = [];
  const cursor = cursorAt(text, beginning, text.length);
  advance(cursor);
  while (cursor.kind !== 'end') {
    const kind = keywordAt(cursor);
    if (cursor.kind === ';') advance(cursor);
    else if (cursor.kind === 'broken comment') {
      reportComment(cursor, problems);
      advance(cursor);
    } else if (kind === undefined) {
      problems.report(
        'unknown-section',
        `${tokenWords(cursor)} begins no section`,
        cursor,
        suggest.hint(wordAt(cursor), shownKeywords, `the sections are ${shownKeywords.join(', ')}`),
      );
      skipSection(cursor);
    } else sections.push(sectionAt(cursor, kind, problems));
  }
  return sections;
}

function keywordAt(cursor: Cursor): SectionKind | undefined {
  if (cursor.kind !== 'word' || cursor.end - cursor.start > longestKeyword) return undefined;
  return keywords.get(wordAt(cursor).toLowerCase());
}

function skipSection(cursor: Cursor): void {
  while (cursor.kind !== 'end' && cursor.kind !== ';' && cursor.kind !== 'broken comment') advance(cursor);
}

/** The section at the keyword that the cursor stands on; the cursor goes to what follows the section. */
function sectionAt(cursor: Cursor, kind: SectionKind, problems: ArbacProblems): Section {
  const { start, end } = cursor;
  const keyword = { start, end };
  const begin = { at: end, line: cursor.line, lineStart: cursor.lineStart };
  const until = (limit: number): Section => ({ kind, keyword, begin, limit });
  const missing = (at: number): void =>
    problems.report('missing-semicolon', '`;` is missing at the end of this section', {
      start: at,
      end: at,
    });
  // Whether a keyword here can only be that of the next section: right after the own one, or after an entry.
  let mayEnd = ofEntries.has(kind);
  // The word just passed, if it is the keyword of a section of entries: then `<` begins the first of them.
  let passed: { readonly kind: SectionKind; readonly cursor: Cursor } | null = null;
  let behind = end;
  for (;;) {
    advance(cursor);
    switch (cursor.kind) {
      case ';': {
        const limit = cursor.start;
        advance(cursor);
        return until(limit);
      }
      case 'end':
        missing(behind);
        return until(cursor.start);
      case 'broken comment': {
        const limit = cursor.start;
        reportComment(cursor, problems);
        advance(cursor);
        return until(limit);
      }
      case 'word': {
        const next = keywordAt(cursor);
        if (next !== undefined && mayEnd) {
          missing(behind);
          return until(behind);
        }
        passed =
          next !== undefined && !ofEntries.has(kind) && ofEntries.has(next)
            ? { kind: next, cursor: { ...cursor } }
            : null;
        mayEnd = false;
        break;
      }
      case '<':
        if (passed !== null) {
          missing(passed.cursor.start);
          Object.assign(cursor, passed.cursor);
          return until(passed.cursor.start);
        }
        mayEnd = false;
        break;
      case '>':
        mayEnd = ofEntries.has(kind);
        passed = null;
        break;
      case ',':
      case '&':
        mayEnd = false;
        passed = null;
        break;
      default:
        return cursor.kind satisfies never;
    }
    behind = cursor.end;
  }
}

function reportComment(cursor: Cursor, problems: ArbacProblems): void {
  problems.report(
    'unterminated-comment',
    'this comment never ends',
    { start: cursor.start, end: cursor.start + 2 },
    'end it with `*/`',
  );
}

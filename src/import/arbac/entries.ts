/** Entries `<a, b, c>`: read one by one, and after a wrong one the next is found again. */

import type { Place } from '../../policy/model.ts';
import { idAt, placeOf, type Reading, sectionCursor } from './names.ts';
import { advance, type Cursor, tokenWords } from './scan.ts';
import type { Section } from './sections.ts';

/**
 * Calls `read` with the cursor behind each `<`, and the place of that; it leaves it on the closing `>`, or where
 * something is wrong, which it has reported, and says whether all is well.
 */
export function eachEntry(
  reading: Reading,
  section: Section,
  read: (cursor: Cursor, place: Place) => boolean,
): void {
  const cursor = sectionCursor(reading, section);
  while (cursor.kind !== 'end') {
    if (cursor.kind !== '<') {
      unexpected(reading, cursor, '`<` or `;`');
      skipEntry(cursor);
      continue;
    }
    const place = placeOf(cursor);
    advance(cursor);
    if (read(cursor, place) && expect(reading, cursor, '>')) continue;
    skipEntry(cursor);
  }
}

/** Moves over the mark, or reports that something else is there. */
export function expect(reading: Reading, cursor: Cursor, mark: '>' | ','): boolean {
  if (cursor.kind !== mark) {
    unexpected(reading, cursor, `\`${mark}\``);
    return false;
  }
  advance(cursor);
  return true;
}

export function expectWord(reading: Reading, cursor: Cursor, what: string): boolean {
  if (cursor.kind === 'word') return true;
  unexpected(reading, cursor, what);
  return false;
}

/** The role (user) that the cursor stands on, which it then leaves; null, after it was reported, where no word is. */
export function readId(reading: Reading, sort: 'role' | 'user', cursor: Cursor): number | null {
  if (!expectWord(reading, cursor, `a ${sort}`)) return null;
  const id = idAt(reading, sort, cursor);
  advance(cursor);
  return id;
}

function unexpected({ problems }: Reading, cursor: Cursor, wanted: string): void {
  problems.report('unexpected-text', `expected ${wanted}, found ${tokenWords(cursor)}`, cursor);
}

function skipEntry(cursor: Cursor): void {
  while (cursor.kind !== 'end' && cursor.kind !== '<' && cursor.kind !== '>') advance(cursor);
  if (cursor.kind === '>') advance(cursor);
}

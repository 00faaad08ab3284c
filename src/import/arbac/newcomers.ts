/** `NEWUSERS`: kinds of users of whom there may be any number, each with the roles that they start with. */

import type { Newcomers } from '../../policy/administration.ts';
import { shown } from '../../policy/names.ts';
import { eachEntry, expect, expectWord, readId } from './entries.ts';
import { isGoodName, type Reading } from './names.ts';
import { advance, type Cursor, wordAt } from './scan.ts';
import type { Section } from './sections.ts';

export function readNewcomers(reading: Reading, sections: readonly Section[]): Newcomers[] {
  const kinds = new Map<string, Newcomers>();
  for (const section of sections) {
    eachEntry(reading, section, (cursor, place) => {
      if (!expectWord(reading, cursor, 'the name of the new users')) return false;
      const name = wordAt(cursor);
      if (isGoodName(reading, cursor)) reportTaken(reading, name, kinds.has(name), cursor);
      advance(cursor);
      const roles = expect(reading, cursor, ',') ? readRoles(reading, cursor) : null;
      if (roles === null) return false;
      kinds.set(name, { name, roles, atMost: null, place });
      return true;
    });
  }
  return [...kinds.values()];
}

function reportTaken({ problems, names }: Reading, name: string, isKind: boolean, at: Cursor): void {
  const isUser = names.user.id(name) !== undefined;
  if (!isUser && !isKind) return;
  problems.report(
    'duplicate-name',
    isUser ? `\`${shown(name)}\` is a user already` : `new users \`${shown(name)}\` are described twice`,
    at,
  );
}

/** Roles joined by `&`, each once; null after something else was reported. */
function readRoles(reading: Reading, cursor: Cursor): readonly number[] | null {
  const roles = new Set<number>();
  for (;;) {
    const role = readId(reading, 'role', cursor);
    if (role === null) return null;
    roles.add(role);
    if (cursor.kind !== '&') return [...roles];
    advance(cursor);
  }
}

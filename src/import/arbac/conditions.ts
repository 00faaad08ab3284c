/** Conditions of `CA`: `TRUE`, `NEW`, or roles that are held and lacked (`-`), joined by `&`. */

import { shown } from '../../policy/names.ts';
import { expectWord } from './entries.ts';
import { idAt, isKeyword, minus, type Reading } from './names.ts';
import { advance, type Cursor } from './scan.ts';

interface Literals {
  readonly needs: readonly number[];
  readonly bars: readonly number[];
}

/** Null: it was not understood, which has been reported. */
export type Condition = Literals | 'new' | null;

const always: Literals = { needs: [], bars: [] };

/** Reads the condition that the cursor stands on; `seen` marks keep it linear, however long one is. */
export function conditionReader(reading: Reading): (cursor: Cursor) => Condition {
  const seen = { needs: new Map<number, number>(), bars: new Map<number, number>() };
  let count = 0;
  return (cursor) => {
    if (!expectWord(reading, cursor, 'a condition')) return null;
    if (isKeyword(reading, cursor, 'TRUE')) {
      advance(cursor);
      return always;
    }
    if (isKeyword(reading, cursor, 'NEW')) {
      advance(cursor);
      return 'new';
    }
    count += 1;
    const literals: { readonly needs: number[]; readonly bars: number[] } = { needs: [], bars: [] };
    for (;;) {
      let skipped = 0;
      if (cursor.text.charCodeAt(cursor.start) === minus) {
        skipped = 1;
        // `- role` is the same as `-role`.
        if (cursor.end === cursor.start + 1) {
          skipped = 0;
          advance(cursor);
          if (!expectWord(reading, cursor, 'a role')) return null;
        }
        add(cursor, 'bars', skipped);
      } else add(cursor, 'needs', 0);
      advance(cursor);
      if (cursor.kind !== '&') return literals;
      advance(cursor);
      if (!expectWord(reading, cursor, 'a role')) return null;
    }

    function add(at: Cursor, side: 'needs' | 'bars', skipped: number): void {
      const role = idAt(reading, 'role', at, skipped);
      if (role < 0 || seen[side].get(role) === count) return;
      seen[side].set(role, count);
      literals[side].push(role);
      if (seen[side === 'needs' ? 'bars' : 'needs'].get(role) !== count) return;
      const name = shown(reading.names.role.name(role));
      reading.problems.report(
        'contradictory-condition',
        `role \`${name}\` would have to be held and lacked at once`,
        at,
      );
    }
  };
}

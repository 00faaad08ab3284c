/** How a statement that is not well written is told. */

import { shown } from '../../policy/names.ts';
import type { State } from './state.ts';
import { type Cursor, isAtEnd, spanHere } from './tokens.ts';

export function wrong(state: State, cursor: Cursor, expected: string): void {
  const token = cursor.tokens[cursor.at];
  // What is found may be a password: strings are not shown.
  const found = isAtEnd(cursor) || token === undefined ? 'the end of the statement' : foundWords(token);
  state.build.report('import-syntax', `expected ${expected}, found ${found}`, spanHere(cursor));
}

function foundWords({ kind, value }: { kind: string; value: string }): string {
  return kind === 'string' ? 'a string' : `\`${shown(value)}\``;
}

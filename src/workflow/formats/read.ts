/** Either of the two benchmark formats, told apart by their lines. */

import type { ReadResult } from './diagnostic.ts';
import { looksLikeLists, readLists } from './lists.ts';
import { readRows } from './rows.ts';

export function readInstance(text: string): ReadResult {
  return looksLikeLists(text) ? readLists(text) : readRows(text);
}

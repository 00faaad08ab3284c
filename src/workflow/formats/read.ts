/** Either of the two benchmark formats, told apart by their lines. */

import type { Result } from '../../source/diagnostic.ts';
import type { SourceFile } from '../../source/text.ts';
import { looksLikeLists, readLists } from './lists.ts';
import type { ReadInstance } from './reader.ts';
import { readRows } from './rows.ts';

export function readInstance(file: SourceFile): Result<ReadInstance> {
  return looksLikeLists(file.text) ? readLists(file) : readRows(file);
}

/** Whether a table sets names against names: what stands in its first column stands in its header as well. */

import { problemCollector } from '../../policy/problems.ts';
import { type Delimiter, readTable } from '../../policy/table.ts';
import { suggester } from '../../source/suggest.ts';
import type { SourceFile } from '../../source/text.ts';

/** A matrix is small: what is larger is a list. */
const longest = 4_000_000;

export function isMatrix(
  file: SourceFile,
  header: readonly string[],
  delimiter: Delimiter | null = null,
): boolean {
  if (header.length < 3 || file.text.length > longest) return false;
  const [corner = ''] = header;
  if (header.indexOf(corner, 1) >= 0) return false;
  const heads = new Set(header.slice(1).map((name) => name.trim().normalize('NFC')));
  const span = { file, start: 0, end: 0 };
  let rows = 0;
  let hits = 0;
  readTable(
    { file, span, columns: [{ name: corner, span }], filters: [], delimiter },
    problemCollector(),
    suggester(0),
    ([name = '']) => {
      rows += 1;
      if (heads.has(name.trim().normalize('NFC'))) hits += 1;
    },
  );
  // Triangles leave out the first or the last row; a name that is misspelt must not make it another table.
  return rows >= 2 && hits > 0 && hits * 2 >= rows && hits * 2 >= heads.size - 1;
}

/**
 * Several values in one cell. A column whose name is a plural (`roles`) is split at the one separator that its cells
 * use; where they use several, or where another column seems to hold lists, `separator` in `map` decides. Nothing is
 * guessed, because two roles read as one name are two roles that nobody has.
 */

import { shown } from '../../policy/names.ts';
import type { ImportBuilder } from '../imported.ts';
import { isPlural } from './fields.ts';
import type { Cell } from './rows.ts';

const separators: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  pipe: '|',
  newline: '\n',
  slash: '/',
  space: ' ',
};

export type Splitter = (cell: Cell) => readonly Cell[];

/** Commas of distinguished names (`CN=a,OU=b`) separate nothing. */
const separatingComma = /,(?! ?(?:CN|OU|DC|O|L|C|ST)=)/i;
const suspicious = /[;|\n]|,(?! ?(?:CN|OU|DC|O|L|C|ST)=)/i;

/**
 * `cells` gives all cells of the column beforehand; it is asked only where they must be seen to choose a separator.
 * Null after a problem was reported.
 */
export function splitterOf(
  column: string,
  cells: () => Iterable<Cell>,
  map: ReadonlyMap<string, string>,
  builder: ImportBuilder,
): Splitter | null {
  const chosen = map.get('separator');
  if (chosen === 'none') return (cell) => [cell];
  if (chosen !== undefined) return (cell) => parts(cell, separators[chosen] ?? chosen);
  if (!isPlural(column)) return (cell) => (suspect(cell, column, builder) ? [] : [cell]);
  const used = new Map<string, Cell>();
  for (const cell of cells()) {
    for (const separator of ['\n', ';', '|', ',']) {
      if (cell.text.includes(separator) && (separator !== ',' || separatingComma.test(cell.text))) {
        if (!used.has(separator)) used.set(separator, cell);
      }
    }
  }
  const [first, second] = [...used];
  if (first === undefined) return (cell) => [cell];
  if (second === undefined) return (cell) => parts(cell, first[0]);
  builder.report(
    'import-mapping',
    `cells of column \`${shown(column)}\` have \`${shown(first[0])}\` and \`${shown(second[0])}\`, and either may separate values`,
    second[1].at,
    'say which does: `separator=semicolon`, `comma`, `pipe`, `newline`, or any text',
  );
  return null;
}

function suspect(cell: Cell, column: string, builder: ImportBuilder): boolean {
  const hit = suspicious.exec(cell.text);
  if (hit === null) return false;
  builder.report(
    'import-mapping',
    `\`${shown(cell.text)}\` in column \`${shown(column)}\` may be one name or several values`,
    cell.at,
    'say which: `separator=none`, or `separator=semicolon`, `comma`, `pipe`, `newline`, or any text',
  );
  return true;
}

function parts(cell: Cell, separator: string): readonly Cell[] {
  return cell.text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((text) => ({ text, at: cell.at }));
}

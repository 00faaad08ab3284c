/**
 * A matrix of names against names: a mark or a level of risk where two of them exclude each other.
 *
 * It may be a triangle, or the same on both sides of the diagonal. Where both sides are filled and say different things,
 * that is an error, unless `halves=stricter` says that the stricter one counts; the diagonal says nothing.
 */

import { shown } from '../../policy/names.ts';
import { columnOf } from './fields.ts';
import { levelsOf, type Severity } from './levels.ts';
import type { Reading } from './reading.ts';
import type { Recognised } from './recognise.ts';
import { type Cell, isName, readRows } from './rows.ts';

const rank: Readonly<Record<Severity | 'none', number>> = { none: 0, note: 1, warning: 2, error: 3 };

interface Entry {
  readonly severity: Severity | 'none';
  readonly cell: Cell | null;
}

export function readMatrix(table: Recognised, reading: Reading): void {
  const { builder, input } = reading;
  const [corner = '', ...heads] = table.header;
  const described = columnOf('description', heads, new Map());
  const columns = heads.filter(
    (head) => head.trim() !== '' && !(described.kind === 'one' && described.column === head),
  );
  const rows: { readonly name: Cell; readonly cells: readonly (Cell | null)[] }[] = [];
  const at = new Map<string, Cell['at']>();
  const whole = readRows(
    { ...table, columns: new Map() },
    [],
    [corner, ...columns],
    builder,
    ({ named, at: place }) => {
      const [name, ...cells] = named;
      if (name === null || name === undefined) {
        // A blank row separates, or ends the table; marks without a name are lost ones.
        const stray = cells.find((cell) => cell !== null);
        if (stray)
          builder.report('empty-cell', 'this row of the matrix has no name', {
            ...stray.at,
            start: place.start,
          });
        return;
      }
      if (!isName(name, builder)) return;
      if (at.has(name.text)) {
        builder.report('import-syntax', `\`${shown(name.text)}\` has two rows in the matrix`, name.at);
        return;
      }
      at.set(name.text, name.at);
      rows.push({ name, cells });
    },
  );
  if (!whole) return;
  const columnNames = columns.map((column) => column.trim());
  for (const column of columnNames) {
    const cell = { text: column, at: table.headerSpan };
    if (isName(cell, builder) && !at.has(column)) at.set(column, table.headerSpan);
  }
  checkNames(
    table,
    rows.map(({ name }) => name),
    columnNames,
    reading,
  );

  const filled = rows.flatMap(({ cells }) => cells.filter((cell) => cell !== null));
  const onlyMarks = filled.every(({ text }) => !/^\d+$/.test(text) || text === '0' || text === '1');
  const levels = levelsOf(input.map, builder, onlyMarks);
  const entries = new Map<string, Map<string, Entry>>();
  const counts = { upper: 0, lower: 0 };
  const order = new Map(
    [...columnNames, ...rows.map(({ name }) => name.text)].map((name, index) => [name, index]),
  );
  for (const { name, cells } of rows) {
    const own = new Map<string, Entry>();
    entries.set(name.text, own);
    for (const [index, cell] of cells.entries()) {
      const other = columnNames[index]!;
      const severity = cell === null ? 'none' : other === name.text ? 'none' : levels.of(cell);
      if (severity === null) continue;
      if (severity !== 'none') counts[order.get(name.text)! < order.get(other)! ? 'upper' : 'lower'] += 1;
      own.set(other, { severity, cell });
    }
  }
  const isTriangle = counts.upper === 0 || counts.lower === 0;
  const stricter = input.map.get('halves') === 'stricter';
  for (const [left, own] of entries) {
    for (const [right, entry] of own) {
      const mirror = entries.get(right)?.get(left);
      // Each pair once: from the row that comes first where both are there.
      if (mirror !== undefined && order.get(left)! > order.get(right)!) continue;
      const severity = settle(left, right, entry, mirror);
      if (severity === 'none') continue;
      const cell = (rank[entry.severity] >= rank[mirror?.severity ?? 'none'] ? entry : mirror!).cell!;
      reading.exclusions.push({
        id: null,
        members: [left, right].map((name) => ({ name, at: at.get(name)! })),
        over: null,
        severity,
        reason: null,
        owner: null,
        at: cell.at,
      });
    }
  }

  function settle(left: string, right: string, entry: Entry, mirror: Entry | undefined): Severity | 'none' {
    const other = mirror ?? { severity: 'none' as const, cell: null };
    const both = rank[entry.severity] >= rank[other.severity] ? entry.severity : other.severity;
    if (mirror === undefined || entry.severity === other.severity) return both;
    const oneIsEmpty = entry.cell === null || other.cell === null;
    if (isTriangle && oneIsEmpty) return both;
    const place = (entry.cell ?? other.cell)!.at;
    const say = (one: Entry): string => (one.cell === null ? 'nothing' : `\`${shown(one.cell.text)}\``);
    const message =
      `the halves of the matrix differ: ${shown(left)} against ${shown(right)} is ${say(entry)}, ` +
      `and ${shown(right)} against ${shown(left)} is ${say(other)}`;
    if (stricter) builder.remark(place, `${message}; the stricter counts`);
    else {
      builder.report('import-syntax', message, place, 'make both the same, or write `halves=stricter`');
    }
    return both;
  }
}

/** Names of rows and columns that have no counterpart, where both sides are meant to have the same. */
function checkNames(
  table: Recognised,
  rows: readonly Cell[],
  columns: readonly string[],
  reading: Reading,
): void {
  const heads = new Set(columns);
  const names = new Set(rows.map(({ text }) => text));
  const lonelyRows = rows.filter(({ text }) => !heads.has(text));
  const lonelyColumns = columns.filter((column) => !names.has(column));
  // A triangle leaves out one row or one column.
  if (lonelyRows.length <= 1 && lonelyColumns.length <= 1 && lonelyRows.length + lonelyColumns.length <= 1)
    return;
  if (rows.length === columns.length - lonelyColumns.length + lonelyRows.length && isShifted(rows, columns))
    return;
  for (const { text, at } of lonelyRows) {
    reading.builder.report('import-syntax', `\`${shown(text)}\` has a row in the matrix, and no column`, at);
  }
  for (const column of lonelyColumns) {
    reading.builder.report(
      'import-syntax',
      `\`${shown(column)}\` has a column in the matrix, and no row`,
      table.headerSpan,
    );
  }
}

/** A triangle without its diagonal: the columns begin one later, and the rows end one earlier (or the other way). */
function isShifted(rows: readonly Cell[], columns: readonly string[]): boolean {
  const names = rows.map(({ text }) => text);
  const same = (left: readonly string[], right: readonly string[]): boolean =>
    left.length === right.length && left.every((name, index) => name === right[index]);
  return same(names.slice(1), columns.slice(0, -1)) || same(columns.slice(1), names.slice(0, -1));
}

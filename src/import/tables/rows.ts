/**
 * Rows of a table as cells by field. What limits when a row counts (its status, the days from which and to which it
 * does) makes what it says possible, unless `day` decides it; a row is never left out because it looks old.
 */

import { shown } from '../../policy/names.ts';
import { checkCell, readTable } from '../../policy/table.ts';
import { suggester } from '../../source/suggest.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import { type Field, normalColumn } from './fields.ts';

export interface Cell {
  readonly text: string;
  readonly at: Span;
}

export interface Row {
  /** The cell of a field, or null where the table has no such column or the cell is empty. */
  cell(field: Field): Cell | null;
  /** The cells of the columns that were asked for by name, in order; empty ones are null. */
  readonly named: readonly (Cell | null)[];
  readonly at: Span;
}

interface Asked {
  readonly file: SourceFile;
  readonly headerSpan: Span;
  readonly columns: ReadonlyMap<Field, string>;
}

/** Cells of `required` must not be empty, all others may. */
export function readRows(
  table: Asked,
  required: readonly Field[],
  named: readonly string[],
  builder: ImportBuilder,
  sink: (row: Row) => void,
): boolean {
  const { file, columns, headerSpan } = table;
  const optional = [...columns.keys()].filter((field) => !required.includes(field));
  const order = [...required, ...optional];
  const names = [...order.map((field) => columns.get(field)!), ...named];
  const cellAt = (
    index: number,
    cells: readonly string[],
    starts: Int32Array,
    ends: Int32Array,
  ): Cell | null => {
    const text = cells[index]!.trim();
    if (text === '') return null;
    return { text, at: { file, start: starts[index]!, end: ends[index]! } };
  };
  return readTable(
    {
      file,
      span: headerSpan,
      columns: names.map((name) => ({ name, span: headerSpan })),
      optional: names.length - required.length,
      filters: [],
      delimiter: null,
    },
    builder.problems,
    suggester(),
    (cells, starts, ends) => {
      for (let index = 0; index < required.length; index += 1) {
        if (cells[index]!.trim() !== '') continue;
        builder.report(
          'empty-cell',
          `column \`${shown(names[index]!)}\` is blank in this row`,
          { file, start: starts[index]!, end: ends[index]! },
          'fill the cell, or remove the row',
        );
        return;
      }
      sink({
        cell: (field) => {
          const index = order.indexOf(field);
          return index < 0 ? null : cellAt(index, cells, starts, ends);
        },
        named: named.map((_, index) => cellAt(order.length + index, cells, starts, ends)),
        at: { file, start: starts[0] ?? 0, end: ends[0] ?? 0 },
      });
    },
  );
}

/** All cells of one column that are not empty, without a word about what is wrong. */
export function columnCells(table: Asked, field: Field, builder: ImportBuilder): readonly Cell[] {
  const column = table.columns.get(field);
  if (column === undefined) return [];
  const quiet = { ...builder, problems: { ...builder.problems, report: () => {} }, report: () => {} };
  const cells: Cell[] = [];
  readRows({ ...table, columns: new Map([[field, column]]) }, [], [], quiet, (row) => {
    const cell = row.cell(field);
    if (cell !== null) cells.push(cell);
  });
  return cells;
}

/** Whether a cell may be a name; what is wrong is reported. */
export function isName(cell: Cell, builder: ImportBuilder): boolean {
  return checkCell(cell.at.file, cell.text, cell.at.start, cell.at.end, builder.problems);
}

const offWords: ReadonlySet<string> = new Set(
  (
    'inactive disabled terminated locked revoked suspended expired deleted removed deprovisioned blocked n no false off ' +
    '비활성 비활성화 정지 퇴직 퇴사 미사용 잠김 해지 만료 삭제 아니오 중지'
  ).split(' '),
);

/** Whether a status says that what it stands beside is switched off. */
export function isOff(column: string, status: string): boolean {
  const word = normalColumn(status);
  return offWords.has(word) || (word === '0' && /^(?:active|enabled|사용여부)$/.test(normalColumn(column)));
}

const onWords: ReadonlySet<string> = new Set(
  (
    'active activated enabled unlocked on yes y true x 1 valid ok current normal open assigned approved granted ' +
    'provisioned employed 활성 활성화 사용 사용중 유효 예 정상 재직 재직중 승인 승인됨'
  ).split(' '),
);

/** Whether a status says that what it stands beside counts. What it says otherwise may be a request, or a refusal. */
export function isOn(status: string, active: string | undefined): boolean {
  if (active !== undefined) return active.split('|').some((word) => word.trim() === status);
  return onWords.has(normalColumn(status));
}

/** A day as a number that compares as days do; null for what is no day. */
export function dayOf(text: string): number | null {
  const plain = text.replace(/[T ]\d{1,2}:.*$/, '');
  const [, year, month, day] =
    /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})\.?$/.exec(plain) ?? /^(\d{4})(\d\d)(\d\d)$/.exec(plain) ?? [];
  const [, day2, month2, year2] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(plain) ?? [];
  const [y, m, d] = [Number(year ?? year2), Number(month ?? month2), Number(day ?? day2)];
  // Days without an end and without a beginning are written with zeros.
  if (y === 0 && m === 0 && d === 0) return 0;
  if (!(m >= 1 && m <= 12 && d >= 1 && d <= 31)) return null;
  return y * 10_000 + m * 100 + d;
}

export type Validity = 'always' | 'never' | 'open';

/** Whether a row counts on `day`; without a day, one that has a real beginning or end may or may not. */
export function validityOf(from: Cell | null, to: Cell | null, day: number | null): Validity {
  const first = from === null ? 0 : dayOf(from.text);
  const last = to === null ? 0 : dayOf(to.text);
  if (first === null || last === null) return 'open';
  const end = last === 0 || last >= 9999_00_00 ? Number.POSITIVE_INFINITY : last;
  if (first === 0 && end === Number.POSITIVE_INFINITY) return 'always';
  if (day === null) return 'open';
  return first <= day && day <= end ? 'always' : 'never';
}

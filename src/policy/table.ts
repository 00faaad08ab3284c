/**
 * CSV tables (RFC 4180): rows of wanted columns, one after another, in one pass over the text.
 *
 * Bulk facts come this way, so no object is made for a row: the sink gets the same arrays each time, and only cells
 * that somebody asks for become strings. Every row is checked: an access list that is read in part would be proved
 * safe in part. The scanner is our own because the fast CSV packages report neither lines nor ragged rows.
 *
 * The delimiter is the one of `,`, `;` and tab that the header row has most of (outside quotes), or `,`.
 */

import type { Suggester } from '../source/suggest.ts';
import type { SourceFile, Span } from '../source/text.ts';
import { textOf, type Units, unitsOf } from '../source/units.ts';
import { nameProblem, shown } from './names.ts';
import type { Problems } from './problems.ts';
import { carriageReturn, endsLine, newline, quote, type ScannedCell, scanCell, scannedCell } from './scan.ts';
import { hashFactor, hashSeed } from './spellings.ts';

export type Delimiter = 'comma' | 'semicolon' | 'tab';

export interface ColumnRequest {
  readonly name: string;
  /** Where the policy names the column. */
  readonly span: Span;
}

export interface RowFilter {
  readonly column: ColumnRequest;
  readonly values: readonly string[];
}

export interface TableRequest {
  readonly file: SourceFile;
  /** Where the policy names the table. */
  readonly span: Span;
  /** Columns whose cells are wanted, in the order in which the sink gets them; they must not be empty. */
  readonly columns: readonly ColumnRequest[];
  /** How many of `columns`, counted from the last, may have empty cells all the same; none by default. */
  readonly optional?: number;
  readonly filters: readonly RowFilter[];
  /** Null: detected. */
  readonly delimiter: Delimiter | null;
}

/** A row as it was found last, in columns of the order of `TableRequest.columns`; used again for the next row. */
export interface TableRow {
  readonly units: Units;
  /** 1-based line on which the row starts. */
  line: number;
  /** Offsets of each cell, of its quotes if it has some. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Offsets of what it says, and a hash of that. */
  readonly froms: Int32Array;
  readonly tos: Int32Array;
  readonly hashes: Int32Array;
  /** 1 where quotes inside it are written twice, so that what it says is not what stands there. */
  readonly escaped: Uint8Array;
  /** What a cell says. */
  text(index: number): string;
}

/**
 * Gets the cells of a row in order of `TableRequest.columns`, the offset of each (of its opening quote, if it has
 * one) and the 1-based line on which the row starts. The arrays are used again for the next row.
 */
export type RowSink = (cells: readonly string[], starts: Int32Array, ends: Int32Array, line: number) => void;

const delimiters: Readonly<Record<Delimiter, { code: number; shown: string }>> = {
  comma: { code: 44, shown: '`,`' },
  semicolon: { code: 59, shown: '`;`' },
  tab: { code: 9, shown: 'tabs' },
};

/** After so many problems in one table, what follows says nothing more: it is the wrong file, or the wrong column. */
const mostProblems = 10_000;

/**
 * Reads the rows of a table as strings; what is wrong is reported, and rows that are wrong do not reach `sink`. False
 * where the table was not read to its end.
 */
export function readTable(
  request: TableRequest,
  problems: Problems,
  suggest: Suggester,
  sink: RowSink,
): boolean {
  const cells: string[] = new Array(request.columns.length).fill('');
  return scanTable(request, problems, suggest, (row) => {
    for (let index = 0; index < cells.length; index += 1) cells[index] = row.text(index);
    sink(cells, row.starts, row.ends, row.line);
  });
}

/** The same without making strings: `sink` takes of a row what it needs. */
export function scanTable(
  request: TableRequest,
  problems: Problems,
  suggest: Suggester,
  sink: (row: TableRow) => void,
): boolean {
  const { file, columns, filters } = request;
  const units = unitsOf(file);
  const { length } = units;
  const { start, line } = firstRow(units);
  if (start === length) {
    problems.report({ code: 'empty-table', message: `table \`${file.path}\` is empty`, span: request.span });
    return false;
  }
  const delimiter = request.delimiter ?? detect(units, start);
  const code = delimiters[delimiter].code;
  const cell = scannedCell();

  const header: string[] = [];
  const body = headerRow(units, start, code, cell, header);
  if (cell.broken >= 0) {
    reportQuote(file, cell, problems);
    return false;
  }

  // A column is stored once, however often it is asked for: where it was asked for first.
  const slots = new Int32Array(header.length).fill(-1);
  const copies: { readonly to: number; readonly from: number }[] = [];
  const slotOf = (column: ColumnRequest, index: number): number => {
    const at = findColumn(column, header, delimiter, file, problems, suggest);
    if (at < 0) return -1;
    if (slots[at] === -1) slots[at] = index;
    else copies.push({ to: index, from: slots[at]! });
    return index;
  };
  const wanted = columns.map(slotOf);
  const conditions = filters.map(({ column, values }, index) => ({
    slot: slotOf(column, columns.length + index),
    values: new Set(values.flatMap((value) => [value, value.normalize('NFC')])),
  }));
  if (wanted.includes(-1) || conditions.some(({ slot }) => slot === -1)) return false;

  const stored = columns.length + filters.length;
  const row = tableRow(file, units, stored);
  const { starts, ends, froms, tos, hashes, escaped } = row;
  const used = (): boolean =>
    conditions.every(({ slot, values }) => {
      const text = row.text(slot);
      return values.has(text) || values.has(text.normalize('NFC'));
    });

  const required = columns.length - (request.optional ?? 0);
  let usedRows = 0;
  let refusedRows = 0;
  const before = problems.count(file.path);
  let at = body.next;
  let lineNumber = line + body.lines;
  const width = header.length;
  while (at < length) {
    const rowStart = at;
    const rowLine = lineNumber;
    if ((rowLine & 0xff) === 0 && problems.count(file.path) - before > mostProblems) {
      problems.report({
        code: 'more-problems',
        message: `what follows is not read, after more than ${mostProblems.toLocaleString('en')} problems in this table`,
        span: { file, start: rowStart, end: lineEnd(units, rowStart) },
      });
      return false;
    }
    const first = units[at];
    if (first === newline || (first === carriageReturn && (at + 1 >= length || units[at + 1] === newline))) {
      at += first === newline ? 1 : 2;
      lineNumber += 1;
      continue;
    }

    let column = 0;
    let endsRow = false;
    let broken = false;
    while (!endsRow) {
      const slot = column < width ? slots[column]! : -1;
      const cellStart = at;
      column += 1;
      // Nearly all wanted cells have no quotes: as `scanCell` finds them, straight into the row.
      if (slot >= 0 && units[at] !== quote) {
        let hash = hashSeed;
        let unit = 0;
        while (at < length) {
          unit = units[at]!;
          if (unit === code || (unit <= carriageReturn && endsLine(units, at, unit))) break;
          hash = Math.imul(hash ^ unit, hashFactor);
          at += 1;
        }
        starts[slot] = cellStart;
        ends[slot] = at;
        froms[slot] = cellStart;
        tos[slot] = at;
        hashes[slot] = hash;
        escaped[slot] = 0;
        endsRow = at >= length || unit !== code;
        if (endsRow && at < length) {
          if (unit === carriageReturn) at += 1;
          if (at < length) lineNumber += 1;
        }
        if (at < length) at += 1;
        continue;
      }
      scanCell(units, at, code, slot >= 0, cell);
      at = cell.next;
      lineNumber += cell.lines;
      broken = cell.broken >= 0;
      endsRow = broken || cell.endsRow;
      if (slot >= 0 && !broken) {
        starts[slot] = cellStart;
        ends[slot] = cell.end;
        froms[slot] = cell.from;
        tos[slot] = cell.to;
        hashes[slot] = cell.hash;
        escaped[slot] = cell.escaped ? 1 : 0;
      }
    }
    if (broken) {
      reportQuote(file, cell, problems);
      refusedRows += 1;
      continue;
    }

    if (column !== width) {
      problems.report({
        code: 'ragged-row',
        message: `this row has ${count(column, 'cell')}, and the header has ${width}`,
        span: { file, start: rowStart, end: lineEnd(units, rowStart) },
        hint:
          column > width
            ? `cells are separated by ${delimiters[delimiter].shown}; one that contains it needs quotes`
            : `cells are separated by ${delimiters[delimiter].shown}, also where one is empty`,
      });
      refusedRows += 1;
      continue;
    }
    for (const { to, from } of copies) {
      for (const array of [starts, ends, froms, tos, hashes, escaped]) array[to] = array[from]!;
    }
    if (conditions.length > 0 && !used()) continue;
    usedRows += 1;
    let complete = true;
    for (let index = 0; index < columns.length; index += 1) {
      if (tos[index] !== froms[index] || index >= required) continue;
      complete = false;
      problems.report({
        code: 'empty-cell',
        message: `column \`${shown(columns[index]!.name)}\` is empty in this row`,
        span: { file, start: starts[index]!, end: ends[index]! },
        hint: 'fill the cell, or leave such rows out with `where:`',
      });
    }
    if (!complete) continue;
    row.line = rowLine;
    sink(row);
  }
  // Where rows were refused, that is the news.
  if (usedRows === 0 && refusedRows === 0) {
    problems.report({
      code: 'no-rows',
      message:
        filters.length > 0
          ? `no row of table \`${file.path}\` satisfies \`where\``
          : `table \`${file.path}\` has no rows below its header`,
      span: request.span,
    });
  }
  return true;
}

/** The names of the columns, and where they stand; null where there are none, or the row is broken. */
export function tableHeader(
  file: SourceFile,
): { readonly columns: readonly string[]; readonly span: Span } | null {
  const units = unitsOf(file);
  const { start } = firstRow(units);
  if (start === units.length) return null;
  const columns: string[] = [];
  const cell = scannedCell();
  headerRow(units, start, delimiters[detect(units, start)].code, cell, columns);
  return cell.broken >= 0 ? null : { columns, span: { file, start, end: lineEnd(units, start) } };
}

function tableRow(file: SourceFile, units: Units, size: number): TableRow {
  const froms = new Int32Array(size);
  const tos = new Int32Array(size);
  const escaped = new Uint8Array(size);
  const last: string[] = new Array(size).fill('');
  let text: string | undefined;
  return {
    units,
    line: 0,
    starts: new Int32Array(size),
    ends: new Int32Array(size),
    froms,
    tos,
    hashes: new Int32Array(size),
    escaped,
    text(index) {
      text ??= file.text;
      const from = froms[index]!;
      const to = tos[index]!;
      // Exports are usually sorted: the same string again needs no cutting out, and its hash is known.
      const before = last[index]!;
      if (
        escaped[index] === 0 &&
        before.length === to - from &&
        // Most names differ at their end.
        before.charCodeAt(to - from - 1) === units[to - 1] &&
        text.startsWith(before, from)
      )
        return before;
      const cut = text.slice(from, to);
      const cell = escaped[index] === 0 ? cut : cut.replaceAll('""', '"');
      last[index] = cell;
      return cell;
    },
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** The first row that is not blank. */
function firstRow(units: Units): { start: number; line: number } {
  let start = 0;
  let line = 1;
  while (start < units.length) {
    if (units[start] === newline) line += 1;
    else if (units[start] !== carriageReturn) break;
    start += 1;
  }
  return { start, line };
}

function lineEnd(units: Units, start: number): number {
  const end = units.indexOf(newline, start);
  if (end < 0) return units.length;
  return units[end - 1] === carriageReturn ? end - 1 : end;
}

function detect(units: Units, start: number): Delimiter {
  const counts = { comma: 0, semicolon: 0, tab: 0 };
  let inQuotes = false;
  for (let at = start; at < units.length; at += 1) {
    const unit = units[at]!;
    if (unit === quote) inQuotes = !inQuotes;
    if (inQuotes) continue;
    if (unit === newline) break;
    if (unit === delimiters.comma.code) counts.comma += 1;
    if (unit === delimiters.semicolon.code) counts.semicolon += 1;
    if (unit === delimiters.tab.code) counts.tab += 1;
  }
  if (counts.semicolon > counts.comma && counts.semicolon >= counts.tab) return 'semicolon';
  return counts.tab > counts.comma ? 'tab' : 'comma';
}

function reportQuote(file: SourceFile, { broken, unterminated }: ScannedCell, problems: Problems): void {
  problems.report({
    code: 'bad-quote',
    message: unterminated
      ? 'this quoted cell never ends'
      : 'a quoted cell must be followed by a delimiter or the end of the line',
    span: { file, start: broken, end: broken + 1 },
    hint: 'a quote inside a quoted cell is written twice',
  });
}

/** The header row, into `cells`, up to what is broken. */
function headerRow(
  units: Units,
  start: number,
  delimiter: number,
  cell: ScannedCell,
  cells: string[],
): { readonly next: number; readonly lines: number } {
  let at = start;
  let lines = 0;
  do {
    scanCell(units, at, delimiter, false, cell);
    lines += cell.lines;
    at = cell.next;
    if (cell.broken >= 0) break;
    const text = textOf(units, cell.from, cell.to);
    cells.push(cell.escaped ? text.replaceAll('""', '"') : text);
  } while (!cell.endsRow);
  return { next: at, lines };
}

function findColumn(
  column: ColumnRequest,
  header: readonly string[],
  delimiter: Delimiter,
  file: SourceFile,
  problems: Problems,
  suggest: Suggester,
): number {
  const name = column.name.normalize('NFC');
  const normal = header.map((cell) => cell.normalize('NFC'));
  const at = normal.indexOf(name);
  if (at < 0) {
    const listed = header.slice(0, 20).map((cell) => `\`${shown(cell)}\``);
    problems.report({
      code: 'missing-column',
      message: `table \`${file.path}\` has no column \`${shown(name)}\``,
      span: column.span,
      hint: suggest.hint(
        name,
        normal,
        `its columns, separated by ${delimiters[delimiter].shown}, are ${listed.join(', ')}`,
      ),
    });
    return -1;
  }
  if (normal.indexOf(name, at + 1) >= 0) {
    problems.report({
      code: 'duplicate-column',
      message: `table \`${file.path}\` has more than one column \`${shown(name)}\``,
      span: column.span,
    });
    return -1;
  }
  return at;
}

/** What is wrong with a cell as a name, reported; true if nothing is. */
export function checkCell(
  file: SourceFile,
  cell: string,
  start: number,
  end: number,
  problems: Problems,
): boolean {
  const reason = nameProblem(cell);
  if (reason === null) return true;
  problems.report({
    code: 'bad-name',
    message: `name \`${shown(cell)}\` ${reason}`,
    span: { file, start, end },
  });
  return false;
}

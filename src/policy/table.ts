/**
 * CSV tables (RFC 4180): rows of wanted columns, one after another, in one pass over the text.
 *
 * Bulk facts come this way, so no object is made for a row: the sink gets the same arrays each time, and only cells
 * that are wanted become strings. Every row is checked: an access list that is read in part would be proved safe in
 * part. The scanner is our own because the fast CSV packages report neither lines nor ragged rows.
 *
 * The delimiter is the one of `,`, `;` and tab that the header row has most of (outside quotes), or `,`.
 */

import type { Suggester } from '../source/suggest.ts';
import type { SourceFile, Span } from '../source/text.ts';
import { nameProblem, shown } from './names.ts';
import type { Problems } from './problems.ts';

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

/**
 * Gets the cells of a row in order of `TableRequest.columns`, the offset of each (of its opening quote, if it has
 * one) and the 1-based line on which the row starts. The arrays are used again for the next row.
 */
export type RowSink = (cells: readonly string[], starts: Int32Array, ends: Int32Array, line: number) => void;

const quote = 34;
const newline = 10;
const carriageReturn = 13;

const delimiters: Readonly<Record<Delimiter, { code: number; shown: string }>> = {
  comma: { code: 44, shown: '`,`' },
  semicolon: { code: 59, shown: '`;`' },
  tab: { code: 9, shown: 'tabs' },
};

/** After so many problems in one table, what follows says nothing more: it is the wrong file, or the wrong column. */
const mostProblems = 10_000;

/**
 * Reads the rows of a table; what is wrong is reported, and rows that are wrong do not reach `sink`. False where the
 * table was not read to its end.
 */
export function readTable(
  request: TableRequest,
  problems: Problems,
  suggest: Suggester,
  sink: RowSink,
): boolean {
  const { file, columns, filters } = request;
  const text = file.text;
  const { start, line } = firstRow(text);
  if (start === text.length) {
    problems.report({ code: 'empty-table', message: `table \`${file.path}\` is empty`, span: request.span });
    return false;
  }
  const delimiter = request.delimiter ?? detect(text, start);
  const code = delimiters[delimiter].code;

  const header: string[] = [];
  const body = headerRow(text, start, code, header);
  if (body.broken >= 0) {
    reportQuote(file, body.broken, body.unterminated, problems);
    return false;
  }

  // A column gets one slot, however often it is asked for.
  const slots = new Int32Array(header.length).fill(-1);
  let slotCount = 0;
  const slotOf = (column: ColumnRequest): number => {
    const at = findColumn(column, header, delimiter, file, problems, suggest);
    if (at < 0) return -1;
    if (slots[at] === -1) {
      slots[at] = slotCount;
      slotCount += 1;
    }
    return slots[at]!;
  };
  const wanted = columns.map(slotOf);
  const conditions = filters.map(({ column, values }) => ({
    slot: slotOf(column),
    values: new Set(values.flatMap((value) => [value, value.normalize('NFC')])),
  }));
  if (wanted.includes(-1) || conditions.some(({ slot }) => slot === -1)) return false;

  const cells: string[] = new Array(slotCount).fill('');
  const starts = new Int32Array(slotCount);
  const ends = new Int32Array(slotCount);
  const rowCells: string[] = new Array(wanted.length).fill('');
  const rowStarts = new Int32Array(wanted.length);
  const rowEnds = new Int32Array(wanted.length);
  const used = (): boolean =>
    conditions.every(({ slot, values }) => {
      const cell = cells[slot]!;
      return values.has(cell) || values.has(cell.normalize('NFC'));
    });

  const required = wanted.length - (request.optional ?? 0);
  let usedRows = 0;
  let refusedRows = 0;
  const before = problems.count(file.path);
  let at = body.next;
  let lineNumber = line + body.lines;
  const length = text.length;
  while (at < length) {
    const rowStart = at;
    const rowLine = lineNumber;
    if ((rowLine & 0xff) === 0 && problems.count(file.path) - before > mostProblems) {
      problems.report({
        code: 'more-problems',
        message: `what follows is not read, after more than ${mostProblems.toLocaleString('en')} problems in this table`,
        span: { file, start: rowStart, end: lineEnd(text, rowStart) },
      });
      return false;
    }
    const first = text.charCodeAt(at);
    const afterReturn = first === carriageReturn ? text.charCodeAt(at + 1) : 0;
    if (first === newline || afterReturn === newline || Number.isNaN(afterReturn)) {
      at += first === newline ? 1 : 2;
      lineNumber += 1;
      continue;
    }

    // The inner loop: unquoted cells are found character by character and cut out only if wanted.
    let column = 0;
    let ended = false;
    let broken = false;
    while (!ended) {
      const cellStart = at;
      if (text.charCodeAt(at) === quote) {
        const cell = quotedCell(text, at, code);
        if (cell.broken >= 0) {
          reportQuote(file, cell.broken, cell.unterminated, problems);
          broken = true;
          at = cell.next;
          lineNumber += cell.lines;
          break;
        }
        const slot = column < slots.length ? slots[column]! : -1;
        if (slot >= 0) {
          cells[slot] = unquoted(text, cellStart, cell.end);
          starts[slot] = cellStart;
          ends[slot] = cell.end;
        }
        lineNumber += cell.lines;
        ended = cell.endsRow;
        at = cell.next;
      } else {
        let character = text.charCodeAt(at);
        while (at < length && character !== code && character !== newline) {
          at += 1;
          character = text.charCodeAt(at);
        }
        ended = at >= length || character === newline;
        const slot = column < slots.length ? slots[column]! : -1;
        if (slot >= 0) {
          const end = ended && at > cellStart && text.charCodeAt(at - 1) === carriageReturn ? at - 1 : at;
          // Exports are usually sorted: the same string again needs no cutting out, and its hash is known.
          const before = cells[slot]!;
          if (before.length !== end - cellStart || !text.startsWith(before, cellStart)) {
            cells[slot] = text.slice(cellStart, end);
          }
          starts[slot] = cellStart;
          ends[slot] = end;
        }
        if (character === newline) lineNumber += 1;
        at += 1;
      }
      column += 1;
    }
    if (broken) {
      refusedRows += 1;
      continue;
    }

    if (column !== header.length) {
      problems.report({
        code: 'ragged-row',
        message: `this row has ${count(column, 'cell')}, and the header has ${header.length}`,
        span: { file, start: rowStart, end: lineEnd(text, rowStart) },
        hint:
          column > header.length
            ? `cells are separated by ${delimiters[delimiter].shown}; one that contains it needs quotes`
            : `cells are separated by ${delimiters[delimiter].shown}, also where one is empty`,
      });
      refusedRows += 1;
      continue;
    }
    if (conditions.length > 0 && !used()) continue;
    usedRows += 1;
    let complete = true;
    for (let index = 0; index < wanted.length; index += 1) {
      const slot = wanted[index]!;
      rowCells[index] = cells[slot]!;
      rowStarts[index] = starts[slot]!;
      rowEnds[index] = ends[slot]!;
      if (cells[slot] === '' && index < required) {
        complete = false;
        problems.report({
          code: 'empty-cell',
          message: `column \`${shown(columns[index]!.name)}\` is empty in this row`,
          span: { file, start: starts[slot]!, end: Math.max(ends[slot]!, starts[slot]!) },
          hint: 'fill the cell, or leave such rows out with `where:`',
        });
      }
    }
    if (complete) sink(rowCells, rowStarts, rowEnds, rowLine);
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
  const { start } = firstRow(file.text);
  if (start === file.text.length) return null;
  const columns: string[] = [];
  const { broken } = headerRow(file.text, start, delimiters[detect(file.text, start)].code, columns);
  return broken >= 0 ? null : { columns, span: { file, start, end: lineEnd(file.text, start) } };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** The first row that is not blank. */
function firstRow(text: string): { start: number; line: number } {
  let start = 0;
  let line = 1;
  for (;;) {
    const character = text.charCodeAt(start);
    if (character === newline) line += 1;
    else if (character !== carriageReturn) return { start, line };
    start += 1;
  }
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  if (end < 0) return text.length;
  return text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end;
}

function detect(text: string, start: number): Delimiter {
  const counts = { comma: 0, semicolon: 0, tab: 0 };
  let inQuotes = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === quote) inQuotes = !inQuotes;
    if (inQuotes) continue;
    if (character === newline) break;
    if (character === delimiters.comma.code) counts.comma += 1;
    if (character === delimiters.semicolon.code) counts.semicolon += 1;
    if (character === delimiters.tab.code) counts.tab += 1;
  }
  if (counts.semicolon > counts.comma && counts.semicolon >= counts.tab) return 'semicolon';
  return counts.tab > counts.comma ? 'tab' : 'comma';
}

interface QuotedCell {
  /** Offset behind the closing quote. */
  readonly end: number;
  /** Offset of the next cell, or of the next row. */
  readonly next: number;
  readonly endsRow: boolean;
  /** Line ends passed on the way to `next`. */
  readonly lines: number;
  /** Offset of what is wrong, or -1. */
  readonly broken: number;
  readonly unterminated: boolean;
}

function quotedCell(text: string, start: number, delimiter: number): QuotedCell {
  let close = text.indexOf('"', start + 1);
  while (close >= 0 && text.charCodeAt(close + 1) === quote) close = text.indexOf('"', close + 2);
  if (close < 0) {
    return {
      end: text.length,
      next: text.length,
      endsRow: true,
      lines: 0,
      broken: start,
      unterminated: true,
    };
  }
  const end = close + 1;
  const inside = newlinesIn(text, start, end);
  const after = text.charCodeAt(end);
  const whole = { end, broken: -1, unterminated: false };
  if (end >= text.length) return { ...whole, next: end, endsRow: true, lines: inside };
  if (after === delimiter) return { ...whole, next: end + 1, endsRow: false, lines: inside };
  if (after === newline) return { ...whole, next: end + 1, endsRow: true, lines: inside + 1 };
  if (after === carriageReturn && (end + 1 === text.length || text.charCodeAt(end + 1) === newline)) {
    return { ...whole, next: end + 2, endsRow: true, lines: inside + 1 };
  }
  const resume = text.indexOf('\n', end);
  const next = resume < 0 ? text.length : resume + 1;
  return { end, next, endsRow: true, lines: inside + (resume < 0 ? 0 : 1), broken: end, unterminated: false };
}

function newlinesIn(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

function unquoted(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1);
  return inner.includes('"') ? inner.replaceAll('""', '"') : inner;
}

function reportQuote(file: SourceFile, at: number, unterminated: boolean, problems: Problems): void {
  problems.report({
    code: 'bad-quote',
    message: unterminated
      ? 'this quoted cell never ends'
      : 'a quoted cell must be followed by a delimiter or the end of the line',
    span: { file, start: at, end: at + 1 },
    hint: 'a quote inside a quoted cell is written twice',
  });
}

interface ScannedRow {
  readonly next: number;
  readonly lines: number;
  readonly broken: number;
  readonly unterminated: boolean;
}

/** The header row, into `cells`; speed does not matter here. */
function headerRow(text: string, start: number, delimiter: number, cells: string[]): ScannedRow {
  let at = start;
  let lines = 0;
  for (;;) {
    const from = at;
    let ended: boolean;
    if (text.charCodeAt(at) === quote) {
      const cell = quotedCell(text, at, delimiter);
      lines += cell.lines;
      if (cell.broken >= 0) {
        return { next: cell.next, lines, broken: cell.broken, unterminated: cell.unterminated };
      }
      cells.push(unquoted(text, from, cell.end));
      at = cell.next;
      ended = cell.endsRow;
    } else {
      while (at < text.length && text.charCodeAt(at) !== delimiter && text.charCodeAt(at) !== newline)
        at += 1;
      ended = at >= text.length || text.charCodeAt(at) === newline;
      const end = ended && at > from && text.charCodeAt(at - 1) === carriageReturn ? at - 1 : at;
      cells.push(text.slice(from, end));
      if (ended && at < text.length) lines += 1;
      at += 1;
    }
    if (ended) return { next: Math.min(at, text.length), lines, broken: -1, unterminated: false };
  }
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

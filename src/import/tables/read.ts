/**
 * Tables that belong together, whatever they are called: who has what, what excludes what, and what functions and risks
 * are. All three formats of tables are read here, so that each may come with the tables of the others.
 */

import { shown } from '../../policy/names.ts';
import { tableHeader } from '../../policy/table.ts';
import type { Result } from '../../source/diagnostic.ts';
import type { SourceFile } from '../../source/text.ts';
import { type Imported, type ImportInput, importBuilder } from '../imported.ts';
import { isConflictList, readConflictList } from './conflict-list.ts';
import { emit } from './emit.ts';
import { readExclusions, readRisks } from './exclusions.ts';
import { fields, normalColumn } from './fields.ts';
import {
  readFunctionActions,
  readFunctionConditions,
  readFunctionDescriptions,
  readRoleAuthorisations,
} from './functions.ts';
import { checkLevels } from './levels.ts';
import { readMatrix } from './matrix.ts';
import { type Reading, startReading } from './reading.ts';
import {
  leavesDirectionOpen,
  type Recognised,
  recognise,
  type TableKind,
  type Unclear,
} from './recognise.ts';
import { readRelations } from './relations.ts';
import { dayOf } from './rows.ts';

const readers: Readonly<Record<TableKind, (table: Recognised, reading: Reading) => void>> = {
  relations: readRelations,
  matrix: readMatrix,
  exclusions: readExclusions,
  'risk-functions': readRisks,
  'risk-descriptions': readRisks,
  'function-actions': readFunctionActions,
  'function-conditions': readFunctionConditions,
  'function-descriptions': readFunctionDescriptions,
  'role-authorisations': readRoleAuthorisations,
};

/** What all formats of tables understand in `map`. */
export const tableMapKeys: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    fields.map((field) => [field, `the column of the ${field.replaceAll('-', ' ')}; \`none\`: no column is`]),
  ),
  separator:
    'what separates several values in a cell: `comma`, `semicolon`, `pipe`, `newline`, `space`, any text, or `none`',
  day: 'the day (`YYYY-MM-DD`) on which rows with a beginning or an end must count',
  over: 'what the names of a matrix or a list of conflicts are: `role`, `permission` or `function`',
  halves: '`stricter`: of two halves of a matrix that differ, the stricter counts',
  active: 'which values of a status mean that a row counts, separated by `|`',
  levels: 'what levels of risk mean, e.g. `A=error, B=warning, C=note, D=none`',
};

export function readTables(input: ImportInput): Result<Imported> {
  const builder = importBuilder(input.files);
  const reading = startReading(input, builder);
  checkMap(reading);
  for (const file of input.files) {
    if (isConflictList(file)) {
      readConflictList(file, reading);
      continue;
    }
    const table = recognise(file, input.map);
    if (table === null) reportNoTable(file, reading);
    else if (table.kind === 'unclear') reportUnclear(table, reading);
    else {
      readers[table.kind](table, reading);
      remarkUnread(table, reading);
    }
  }
  if (!builder.problems.hasErrors()) emit(reading);
  return builder.result();
}

/** The kind of the table that a file is, for detection. */
export function tableKind(file: SourceFile): TableKind | 'conflict-list' | null {
  if (isConflictList(file)) return 'conflict-list';
  if (/^\s*[[{<]/.test(file.text.slice(0, 200))) return null;
  const table = recognise(file, new Map());
  return table === null || table.kind === 'unclear' ? null : table.kind;
}

function checkMap({ input, builder }: Reading): void {
  const [file] = input.files;
  if (file === undefined) return;
  const at = { file, start: 0, end: Math.min(1, file.text.length) };
  checkLevels(input.map, builder, at);
  const day = input.map.get('day');
  if (day !== undefined && dayOf(day) === null) {
    builder.report('import-mapping', `\`day=${shown(day)}\` is no day`, at, 'write it as `day=YYYY-MM-DD`');
  }
  const headers = input.map.size === 0 ? [] : input.files.map((each) => tableHeader(each)?.columns ?? []);
  for (const [key, value] of input.map) {
    const isField = fields.some((field) => field === key);
    if (!isField && !Object.hasOwn(tableMapKeys, key)) {
      builder.report(
        'import-mapping',
        `\`${shown(key)}\` is no key of \`map\` here`,
        at,
        `keys are ${Object.keys(tableMapKeys).join(', ')}`,
      );
    }
    const wanted = value.normalize('NFC');
    if (
      !isField ||
      value === 'none' ||
      headers.some((header) => header.some((column) => column.normalize('NFC') === wanted))
    )
      continue;
    builder.report(
      'import-mapping',
      `\`${shown(key)}=${shown(value)}\`: no table has a column \`${shown(value)}\``,
      at,
      `the columns are ${listed(headers.flat())}`,
    );
  }
}

function listed(columns: readonly string[]): string {
  return [...new Set(columns)]
    .slice(0, 20)
    .map((column) => `\`${shown(column)}\``)
    .join(', ');
}

function reportNoTable(file: SourceFile, { builder }: Reading): void {
  const at = { file, start: 0, end: Math.min(1, file.text.length) };
  if (file.text.trim() === '') builder.report('empty-table', `table \`${file.path}\` is empty`, at);
  else
    builder.report(
      'bad-quote',
      'a quoted cell of the header never ends, or does not end where it should',
      at,
    );
}

function reportUnclear({ header, headerSpan, several }: Unclear, { builder }: Reading): void {
  const [first] = several;
  if (first !== undefined) {
    builder.report(
      'import-mapping',
      `the columns ${listed(first.columns)} could all be the ${first.field.replaceAll('-', ' ')}`,
      headerSpan,
      `say which is meant: \`${first.field}=${shown(first.columns[0]!)}\``,
    );
    return;
  }
  builder.report(
    'import-mapping',
    `the header does not say what this table is about; its columns are ${listed(header)}`,
    headerSpan,
    leavesDirectionOpen(header)
      ? 'say who inherits: `senior=COLUMN` for the role that has all that the other has, and `junior=COLUMN` for the other'
      : 'say which columns are which: `user=COLUMN`, `role=COLUMN`, `permission=COLUMN`, `senior=COLUMN`, `junior=COLUMN`',
  );
}

/** Columns that were not looked at, so that nobody relies on them. */
function remarkUnread(table: Recognised, { builder }: Reading): void {
  if (table.kind === 'matrix') return;
  const read = new Set([...table.columns.values(), ...(table.numbered?.columns ?? [])]);
  const rest = table.header.filter((column) => !read.has(column) && normalColumn(column) !== '');
  if (rest.length > 0)
    builder.remark(table.headerSpan, `not read: ${rest.length === 1 ? 'column' : 'columns'} ${listed(rest)}`);
}

/** Bulk facts from CSV tables. */

import type { SourceFile } from '../../source/text.ts';
import type { Leaf, Located } from '../located.ts';
import { shown } from '../names.ts';
import { type PolicyDocument, tableKinds } from '../shape.ts';
import { type ColumnRequest, checkCell, type RowFilter, readTable } from '../table.ts';
import { oneKey } from './choice.ts';
import type { Document } from './declarations.ts';
import type { OpenedFile, OpenFile } from './files.ts';
import { addInheritance, type Ranged, type Reading, reportUnknown, type Sort } from './reading.ts';

type Table = Located<NonNullable<PolicyDocument['tables']>[number]>;
type Where = Table['values']['where'];

const maxBytes = 64 * 1024 * 1024;
const advice = 'split the table';

const sortOf = { users: 'user', roles: 'role', permissions: 'permission' } as const;

/**
 * Reads all tables. Those that introduce names come first, so that the order of `tables:` does not decide whether a
 * name is known.
 */
export function readTables(reading: Reading, { values }: Document, open: OpenFile): void {
  const tables = (values.tables?.items ?? []).flatMap((table) => {
    const kind = oneKey(reading, table, tableKinds, 'what the rows of a table state');
    return kind === null ? [] : [{ table, kind, introduced: introducedBy(table) }];
  });
  const rank = (kind: string, introduced: ReadonlySet<Sort>): number =>
    kind === 'users' || kind === 'roles' ? 0 : introduced.size > 0 ? 1 : 2;
  tables.sort((a, b) => rank(a.kind, a.introduced) - rank(b.kind, b.introduced));
  for (const { table, introduced } of tables) readRows(reading, table, introduced, open);
}

function introducedBy({ values }: Table): ReadonlySet<Sort> {
  const introduced = new Set<Sort>(values.new?.items.map(({ value }) => sortOf[value]));
  if (values.users !== undefined) introduced.add('user');
  if (values.roles !== undefined) introduced.add('role');
  return introduced;
}

function readRows(reading: Reading, table: Table, introduced: ReadonlySet<Sort>, open: OpenFile): void {
  const opened = open(table.values.file, maxBytes, advice);
  if (opened === null) {
    for (const sort of introduced) reading.incomplete.add(sort);
    return;
  }
  const { file, index } = opened;
  const cell = (sort: Sort): CellReader => cellReader(reading, sort, opened, introduced.has(sort));
  const { assignments, inheritance, grants, users, roles } = table.values;
  const rows = (columns: readonly Leaf<string>[], sink: Parameters<typeof readTable>[3]): void => {
    if (readColumns(reading, table, file, columns, sink)) return;
    for (const sort of introduced) reading.incomplete.add(sort);
  };

  if (assignments !== undefined) {
    const user = cell('user');
    const role = cell('role');
    rows([assignments.values.user, assignments.values.role], (cells, starts, ends, line) => {
      const left = user(cells[0]!, starts[0]!, ends[0]!, line);
      const right = role(cells[1]!, starts[1]!, ends[1]!, line);
      if (left >= 0 && right >= 0) reading.assignments.add(left, right, index, line);
    });
  }
  if (inheritance !== undefined) {
    const role = cell('role');
    rows([inheritance.values.senior, inheritance.values.junior], (cells, starts, ends, line) => {
      const senior = role(cells[0]!, starts[0]!, ends[0]!, line);
      const junior = role(cells[1]!, starts[1]!, ends[1]!, line);
      if (senior < 0 || junior < 0) return;
      addInheritance(reading, senior, junior, { file: index, line, start: starts[0]!, end: ends[1]! });
    });
  }
  if (grants !== undefined) readGrants(reading, grants, cell('role'), cell('permission'), opened, rows);
  if (users !== undefined) {
    const user = cell('user');
    rows([users.values.user], (cells, starts, ends, line) => {
      user(cells[0]!, starts[0]!, ends[0]!, line);
    });
  }
  if (roles !== undefined) {
    const role = cell('role');
    rows([roles.values.role], (cells, starts, ends, line) => {
      role(cells[0]!, starts[0]!, ends[0]!, line);
    });
  }
}

function readGrants(
  reading: Reading,
  { values, keys, start, end }: NonNullable<Table['values']['grants']>,
  role: CellReader,
  permission: CellReader,
  { file, index }: OpenedFile,
  rows: (columns: readonly Leaf<string>[], sink: Parameters<typeof readTable>[3]) => void,
): void {
  const whole = values.permission;
  const { object, operation } = values;
  const add = (left: number, right: number, line: number): void => {
    if (left >= 0 && right >= 0) reading.grants.add(left, right, index, line);
  };
  if (whole !== undefined && !keys.has('object') && !keys.has('operation')) {
    rows([values.role, whole], (cells, starts, ends, line) => {
      const left = role(cells[0]!, starts[0]!, ends[0]!, line);
      add(left, permission(cells[1]!, starts[1]!, ends[1]!, line), line);
    });
    return;
  }
  if (whole === undefined && object !== undefined && operation !== undefined) {
    rows([values.role, object, operation], (cells, starts, ends, line) => {
      const left = role(cells[0]!, starts[0]!, ends[0]!, line);
      if (!checkCell(file, cells[1]!, starts[1]!, ends[1]!, reading.problems)) return;
      if (!checkCell(file, cells[2]!, starts[2]!, ends[2]!, reading.problems)) return;
      add(left, permission(`${cells[1]}:${cells[2]}`, starts[2]!, ends[2]!, line), line);
    });
    return;
  }
  reading.problems.report({
    code: 'conflicting-keys',
    message: 'a permission comes from one column `permission`, or from two, `object` and `operation`',
    span: reading.span({ start, end }),
  });
}

/** The id of a cell's name, or -1 after a report; each unknown name is reported once in a table. */
type CellReader = (cell: string, start: number, end: number, line: number) => number;

function cellReader(
  reading: Reading,
  sort: Sort,
  { file, index }: OpenedFile,
  mayBeNew: boolean,
): CellReader {
  const space = reading.spaces[sort];
  const wrong = new Set<string>();
  const openSort = mayBeNew || (sort === 'permission' && !reading.closedPermissions);
  const slowly: CellReader = (cell, start, end, line) => {
    if (wrong.has(cell)) return -1;
    const span = { file, start, end };
    const found = space.find(cell, () => span);
    if (found >= 0) return found;
    const good =
      checkCell(file, cell, start, end, reading.problems) &&
      (sort !== 'permission' || checkPermission(reading, cell, file, { start, end }));
    if (good && openSort) {
      const column = start - (start === 0 ? -1 : file.text.lastIndexOf('\n', start - 1));
      // A quoted cell before this one may hold line breaks: then the row's line is still where to look.
      return space.declare(cell, { file: index, line, column }, () => span);
    }
    if (good)
      reportUnknown(reading, sort, cell, span, `, or let the table introduce names with \`new: [${sort}s]\``);
    wrong.add(cell);
    return -1;
  };
  // Rows of one user stand together in most exports.
  let lastCell = '';
  let lastId = -1;
  return (cell, start, end, line) => {
    if (cell === lastCell) return lastId;
    lastId = space.known(cell) ?? slowly(cell, start, end, line);
    lastCell = cell;
    return lastId;
  };
}

function checkPermission(reading: Reading, permission: string, file: SourceFile, range: Ranged): boolean {
  if (/^.+:[^:]+$/.test(permission)) return true;
  reading.problems.report({
    code: 'bad-permission',
    message: `permission \`${shown(permission)}\` is not of the form \`object:operation\``,
    span: { file, ...range },
  });
  return false;
}

/** What all tables have in common, wherever the policy names them. */
export interface TableOptions {
  readonly values: {
    readonly file: Leaf<string>;
    readonly where?: Where;
    readonly delimiter?: Leaf<'comma' | 'semicolon' | 'tab'>;
  };
}

/** False where the table was not read to its end. */
export function readColumns(
  reading: Reading,
  { values }: TableOptions,
  file: SourceFile,
  columns: readonly Leaf<string>[],
  sink: Parameters<typeof readTable>[3],
): boolean {
  if (columns.some(({ given }) => !given)) return false;
  const column = ({ value, start, end }: Leaf<string>): ColumnRequest => ({
    name: value,
    span: reading.span({ start, end }),
  });
  const filters = (values.where?.entries ?? []).map(
    ({ key, value }): RowFilter => ({
      column: { name: key.text, span: reading.span(key) },
      values: value.kind === 'list' ? value.items.map((item) => item.value) : [value.value],
    }),
  );
  return readTable(
    {
      file,
      span: reading.span(values.file),
      columns: columns.map(column),
      filters,
      delimiter: values.delimiter?.value ?? null,
    },
    reading.problems,
    reading.suggest,
    sink,
  );
}

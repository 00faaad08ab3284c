/** Bulk facts from CSV tables. */

import type { SourceFile } from '../../source/text.ts';
import type { Units } from '../../source/units.ts';
import type { Leaf, Located } from '../located.ts';
import { isPlain, shown } from '../names.ts';
import { type PolicyDocument, tableKinds } from '../shape.ts';
import {
  type ColumnRequest,
  checkCell,
  type RowFilter,
  readTable,
  scanTable,
  type TableRequest,
  type TableRow,
} from '../table.ts';
import { oneKey } from './choice.ts';
import type { Document } from './declarations.ts';
import type { OpenedFile, OpenFile } from './files.ts';
import { addInheritance, type Ranged, type Reading, reportUnknown, type Sort } from './reading.ts';

type Table = Located<NonNullable<PolicyDocument['tables']>[number]>;
type Where = Table['values']['where'];

/** Five million assignments have some 150 MB; what is read takes memory in proportion. */
const maxBytes = 256 * 1024 * 1024;
const advice = 'split the table';

const sortOf = { users: 'user', roles: 'role', permissions: 'permission' } as const;

/**
 * Reads all tables. Those that introduce names come first, so that the order of `tables:` does not decide whether a
 * name is known.
 */
export function readTables(
  reading: Reading,
  { values }: Document,
  open: OpenFile,
  doubts: ReadonlyMap<string, number>,
): void {
  const tables = (values.tables?.items ?? []).flatMap((table) => {
    const kind = oneKey(reading, table, tableKinds, 'what the rows of a table state');
    return kind === null ? [] : [{ table, kind, introduced: introducedBy(table) }];
  });
  const rank = (kind: (typeof tableKinds)[number], introduced: ReadonlySet<Sort>): number =>
    declares(kind) ? 0 : introduced.size > 0 ? 1 : 2;
  tables.sort((a, b) => rank(a.kind, a.introduced) - rank(b.kind, b.introduced));
  for (const { table, introduced } of tables) readRows(reading, table, introduced, open, doubts);
}

/** Whether the rows are names, and state nothing else. */
function declares(kind: (typeof tableKinds)[number]): boolean {
  return kind === 'users' || kind === 'roles' || kind === 'groups' || kind === 'permissions';
}

function introducedBy({ values }: Table): ReadonlySet<Sort> {
  const introduced = new Set<Sort>(values.new?.items.map(({ value }) => sortOf[value]));
  if (values.users !== undefined) introduced.add('user');
  if (values.roles !== undefined || values.groups !== undefined) introduced.add('role');
  if (values.permissions !== undefined) introduced.add('permission');
  return introduced;
}

function readRows(
  reading: Reading,
  table: Table,
  introduced: ReadonlySet<Sort>,
  open: OpenFile,
  ids: ReadonlyMap<string, number>,
): void {
  const opened = open(table.values.file, maxBytes, advice);
  if (opened === null) {
    for (const sort of introduced) reading.incomplete.add(sort);
    return;
  }
  const { file, index } = opened;
  const reader = (sort: Sort): CellReader => cellReader(reading, sort, opened, introduced.has(sort));
  const { assignments, inheritance, grants, users, roles, groups, permissions } = table.values;
  const rows: RowsOf = (columns, sink) => {
    const request = requestOf(reading, table, file, columns);
    if (request !== null && scanTable(request, reading.problems, reading.suggest, sink)) return;
    for (const sort of introduced) reading.incomplete.add(sort);
  };
  const doubts = doubtColumn(reading, table, opened, ids);
  if (doubts === null) return;

  if (assignments !== undefined) {
    const user = reader('user');
    const role = reader('role');
    rows([assignments.values.user, assignments.values.role, ...doubts.columns], (row) => {
      const left = user.cell(row, 0);
      const right = role.cell(row, 1);
      if (left < 0 || right < 0) return;
      const doubt = doubts.read(row, 2);
      if (doubt === certain) reading.assignments.add(left, right, index, row.line);
      else reading.possible.add('assignments', left, right, { file: index, line: row.line }, doubt);
    });
  }
  if (inheritance !== undefined) {
    const role = reader('role');
    const { senior: left, junior: right } = inheritance.values;
    rows([left, right, ...doubts.columns], (row) => {
      const senior = role.cell(row, 0);
      const junior = role.cell(row, 1);
      if (senior < 0 || junior < 0) return;
      const { line, starts, ends } = row;
      const doubt = doubts.read(row, 2);
      if (doubt !== certain)
        reading.possible.add('inheritance', senior, junior, { file: index, line }, doubt);
      else addInheritance(reading, senior, junior, { file: index, line, start: starts[0]!, end: ends[1]! });
    });
  }
  if (grants !== undefined)
    readGrants(
      reading,
      grants,
      { role: reader('role'), permission: reader('permission'), doubts },
      opened,
      rows,
    );
  const declared = (sort: Sort, column: Leaf<string>, also: (id: number) => void = () => {}): void => {
    const name = reader(sort);
    rows([column], (row) => {
      const id = name.cell(row, 0);
      if (id >= 0) also(id);
    });
  };
  if (users !== undefined) declared('user', users.values.user);
  if (roles !== undefined) declared('role', roles.values.role);
  if (groups !== undefined) declared('role', groups.values.group, (group) => reading.groups.add(group));
  if (permissions !== undefined) {
    declared('permission', permissions.values.permission, (one) => reading.listedPermissions.add(one));
  }
}

type RowSink = Parameters<typeof readTable>[3];

/** What stands for a doubt where there is none. */
const certain = -1;

interface DoubtColumn {
  /** The column that holds the doubts, if there is one. */
  readonly columns: readonly Leaf<string>[];
  /** The doubt of a row, in the cell at `at`; a new one, reported, where it is not known. */
  read(row: TableRow, at: number): number;
}

/** Null after a report: the table states no facts that could be possible. */
function doubtColumn(
  reading: Reading,
  { values, keys }: Table,
  { file }: OpenedFile,
  ids: ReadonlyMap<string, number>,
): DoubtColumn | null {
  const { possible } = values;
  if (possible === undefined) return keys.has('possible') ? null : { columns: [], read: () => certain };
  if (values.assignments === undefined && values.inheritance === undefined && values.grants === undefined) {
    reading.problems.report({
      code: 'conflicting-keys',
      message: '`possible` goes with facts, not with names',
      span: reading.span(keys.get('possible')!),
      hint: 'remove it: a name is declared or not',
    });
    return null;
  }
  const wrong = new Set<string>();
  return {
    columns: [possible],
    read(row, at) {
      const cell = row.text(at);
      const found = ids.get(cell) ?? ids.get(cell.normalize('NFC'));
      if (found !== undefined) return found;
      if (!wrong.has(cell)) {
        wrong.add(cell);
        reading.problems.report({
          code: 'unknown-doubt',
          message: `no entry under \`possible\` has the id \`${shown(cell)}\``,
          span: { file, start: row.starts[at]!, end: row.ends[at]! },
          hint: reading.suggest.hint(cell, ids.keys(), 'state it there: `{ id: …, reason: … }`'),
        });
      }
      return 0;
    },
  };
}

function readGrants(
  reading: Reading,
  { values, keys, start, end }: NonNullable<Table['values']['grants']>,
  {
    role,
    permission,
    doubts,
  }: { readonly role: CellReader; readonly permission: CellReader; readonly doubts: DoubtColumn },
  { file, index }: OpenedFile,
  rows: RowsOf,
): void {
  const whole = values.permission;
  const { object, operation } = values;
  const add = (left: number, right: number, line: number, doubt: number): void => {
    if (left < 0 || right < 0) return;
    if (doubt === certain) reading.grants.add(left, right, index, line);
    else reading.possible.add('grants', left, right, { file: index, line }, doubt);
  };
  if (whole !== undefined && !keys.has('object') && !keys.has('operation')) {
    rows([values.role, whole, ...doubts.columns], (row) => {
      const left = role.cell(row, 0);
      const right = permission.cell(row, 1);
      add(left, right, row.line, doubts.read(row, 2));
    });
    return;
  }
  if (whole === undefined && object !== undefined && operation !== undefined) {
    rows([values.role, object, operation, ...doubts.columns], (row) => {
      const left = role.cell(row, 0);
      const { line, starts, ends } = row;
      const named = row.text(1);
      const done = row.text(2);
      if (!checkCell(file, named, starts[1]!, ends[1]!, reading.problems)) return;
      if (!checkCell(file, done, starts[2]!, ends[2]!, reading.problems)) return;
      const right = permission.name(`${named}:${done}`, starts[2]!, ends[2]!, line);
      add(left, right, line, doubts.read(row, 3));
    });
    return;
  }
  reading.problems.report({
    code: 'conflicting-keys',
    message: 'a permission comes from one column `permission`, or from two, `object` and `operation`',
    span: reading.span({ start, end }),
  });
}

type RowsOf = (columns: readonly Leaf<string>[], sink: (row: TableRow) => void) => void;

/** The id of a name, or -1 after a report; each unknown name is reported once in a table. */
interface CellReader {
  cell(row: TableRow, index: number): number;
  /** Of a name that no single cell has. */
  name(name: string, start: number, end: number, line: number): number;
}

function cellReader(
  reading: Reading,
  sort: Sort,
  { file, index: fileIndex }: OpenedFile,
  mayBeNew: boolean,
): CellReader {
  const space = reading.spaces[sort];
  const wrong = new Set<string>();
  const openSort = mayBeNew || (sort === 'permission' && !reading.closedPermissions);
  const slowly: CellReader['name'] = (cell, start, end, line) => {
    if (wrong.has(cell)) return -1;
    const span = { file, start, end };
    const found = space.find(cell, () => span);
    if (found >= 0) return found;
    const good =
      checkCell(file, cell, start, end, reading.problems) &&
      (sort !== 'permission' || checkPermission(reading, cell, file, { start, end }));
    if (good && openSort) {
      // A quoted cell before this one may hold line breaks: then the row's line is still where to look.
      const column = start - (start === 0 ? -1 : file.text.lastIndexOf('\n', start - 1));
      return space.declare(cell, { file: fileIndex, line, column }, () => span);
    }
    if (good)
      reportUnknown(reading, sort, cell, span, `, or let the table introduce names with \`new: [${sort}s]\``);
    wrong.add(cell);
    return -1;
  };
  const name: CellReader['name'] = (cell, start, end, line) =>
    space.known(cell) ?? slowly(cell, start, end, line);
  const { spellings } = space;
  // The cell that was found last. Exports are usually sorted, so that the next one often says the same.
  let lastHash = 0;
  let lastFrom = 0;
  let lastTo = 0;
  let lastId = -1;
  return {
    name,
    cell(row, index) {
      const from = row.froms[index]!;
      const to = row.tos[index]!;
      const hash = row.hashes[index]!;
      if (row.escaped[index] === 1) {
        return name(row.text(index), row.starts[index]!, row.ends[index]!, row.line);
      }
      if (hash === lastHash && lastId >= 0 && isSame(row.units, lastFrom, lastTo, from, to)) return lastId;
      const remembered = spellings.find(row.units, from, to, hash);
      if (remembered >= 0) {
        lastHash = hash;
        lastFrom = from;
        lastTo = to;
        lastId = remembered;
        return remembered;
      }
      const text = row.text(index);
      const start = row.starts[index]!;
      const plain = isPlain(row.units, from, to);
      const isNew = plain && (space.allRemembered() || !space.has(text));
      if (isNew && openSort && (sort !== 'permission' || hasObject(text))) {
        const place = { file: fileIndex, line: row.line, column: columnIn(row.units, start) };
        return space.add(text, place, row.units, from, to, hash);
      }
      const id = name(text, start, row.ends[index]!, row.line);
      if (id >= 0) spellings.add(row.units, from, to, hash, id);
      return id;
    },
  };
}

/** Whether two parts of the text say the same. */
function isSame(units: Units, from: number, to: number, otherFrom: number, otherTo: number): boolean {
  if (to - from !== otherTo - otherFrom) return false;
  const distance = otherFrom - from;
  for (let at = from; at < to; at += 1) if (units[at] !== units[at + distance]) return false;
  return true;
}

/** 1-based, of the unit at `start`. */
function columnIn(units: Units, start: number): number {
  let at = start;
  while (at > 0 && units[at - 1] !== 10) at -= 1;
  return start - at + 1;
}

/** `object:operation`. */
function hasObject(permission: string): boolean {
  const colon = permission.lastIndexOf(':');
  return colon > 0 && colon + 1 < permission.length;
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
  table: TableOptions,
  file: SourceFile,
  columns: readonly Leaf<string>[],
  sink: RowSink,
): boolean {
  const request = requestOf(reading, table, file, columns);
  return request !== null && readTable(request, reading.problems, reading.suggest, sink);
}

/** Null where a column was not given, which has been reported. */
function requestOf(
  reading: Reading,
  { values }: TableOptions,
  file: SourceFile,
  columns: readonly Leaf<string>[],
): TableRequest | null {
  if (columns.some(({ given }) => !given)) return null;
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
  return {
    file,
    span: reading.span(values.file),
    columns: columns.map(column),
    filters,
    delimiter: values.delimiter?.value ?? null,
  };
}

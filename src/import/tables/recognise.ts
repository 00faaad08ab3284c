/**
 * Which kind of table a CSV file is, by its header, and which column is which.
 *
 * The kinds are tried from the most telling to the least: a table of risks has descriptions and roles beside the
 * functions, a table of users and roles has nothing but these.
 */

import { tableHeader } from '../../policy/table.ts';
import type { SourceFile, Span } from '../../source/text.ts';
import {
  columnOf,
  type Field,
  fields,
  type NumberedColumns,
  normalColumn,
  numberedColumns,
} from './fields.ts';
import { isMatrix } from './matrix-shape.ts';

export type TableKind =
  /** Who has which role, which role has what, which role includes which. */
  | 'relations'
  /** Names against names. */
  | 'matrix'
  /** Two or more names a row that exclude each other: pairs, or risks with their functions in columns. */
  | 'exclusions'
  /** A risk and one of its functions a row. */
  | 'risk-functions'
  /** What risks are about, without functions. */
  | 'risk-descriptions'
  /** A function and one of its actions a row. */
  | 'function-actions'
  /** What a function demands of authorisation objects besides its actions. */
  | 'function-conditions'
  | 'function-descriptions'
  /** Values of authorisation objects that a role has. */
  | 'role-authorisations';

export interface Recognised {
  readonly kind: TableKind;
  readonly file: SourceFile;
  readonly header: readonly string[];
  readonly headerSpan: Span;
  /** The column of each field that has exactly one. */
  readonly columns: ReadonlyMap<Field, string>;
  readonly numbered: NumberedColumns | null;
}

/** Why a table cannot be told, and where several columns could be meant. */
export interface Unclear {
  readonly kind: 'unclear';
  readonly file: SourceFile;
  readonly header: readonly string[];
  readonly headerSpan: Span;
  readonly several: readonly { readonly field: Field; readonly columns: readonly string[] }[];
}

/** Null where there is no header to read. */
export function recognise(file: SourceFile, map: ReadonlyMap<string, string>): Recognised | Unclear | null {
  const header = tableHeader(file);
  if (header === null) return null;
  const names = header.columns;
  const columns = new Map<Field, string>();
  const several: { field: Field; columns: readonly string[] }[] = [];
  const normals = names.map(normalColumn);
  for (const field of fields) {
    const choice = columnOf(field, names, map, normals);
    if (choice.kind === 'one') columns.set(field, choice.column);
    if (choice.kind === 'several') several.push({ field, columns: choice.columns });
  }
  const base = { file, header: names, headerSpan: header.span };
  const numbered = numberedColumns(names);
  const kind = isMatrix(file, names) ? 'matrix' : kindOf(columns, numbered);
  if (kind === null) return { kind: 'unclear', ...base, several };
  const relevant = several.filter(({ field }) => fieldsOf[kind].includes(field));
  if (relevant.length > 0 && numbered === null) return { kind: 'unclear', ...base, several: relevant };
  return {
    kind,
    ...base,
    columns: settled(kind, columns),
    numbered: kind === 'exclusions' ? numbered : null,
  };
}

const described: readonly Field[] = ['level', 'description', 'owner', 'process', 'status'];

/** What each kind of table is read for. */
export const fieldsOf: Readonly<Record<TableKind, readonly Field[]>> = {
  relations: [
    ...([
      'user',
      'role',
      'permission',
      'object',
      'operation',
      'senior',
      'junior',
      'system',
      'status',
    ] as const),
    ...(['valid-from', 'valid-to'] as const),
  ],
  matrix: [],
  exclusions: ['risk', ...described],
  'risk-functions': ['risk', 'function', ...described],
  'risk-descriptions': ['risk', ...described],
  'function-actions': ['function', 'permission', 'status', 'description'],
  'function-conditions': [
    ...(['function', 'permission', 'auth-object', 'auth-field', 'from', 'to', 'operator', 'status'] as const),
  ],
  'function-descriptions': ['function', 'description'],
  'role-authorisations': ['role', 'auth-object', 'auth-field', 'auth-instance', 'from', 'to', 'status'],
};

function kindOf(columns: ReadonlyMap<Field, string>, numbered: NumberedColumns | null): TableKind | null {
  const has = (...wanted: Field[]): boolean => wanted.every((field) => columns.has(field));
  if (numbered !== null) return 'exclusions';
  if (has('function', 'auth-object', 'auth-field')) return 'function-conditions';
  if (has('role', 'auth-object', 'auth-field')) return 'role-authorisations';
  if (has('risk', 'function')) return 'risk-functions';
  if (has('risk') && (has('level') || has('description'))) return 'risk-descriptions';
  if (has('function', 'permission')) return 'function-actions';
  if (has('function', 'description')) return 'function-descriptions';
  const grants = has('permission') || has('object', 'operation');
  if (has('senior', 'junior')) return 'relations';
  if (has('user', 'role') || (has('user') && grants) || (has('role') && grants)) return 'relations';
  return null;
}

/** `object` is the object of a permission in one kind of table and an authorisation object in another. */
function settled(kind: TableKind, columns: ReadonlyMap<Field, string>): ReadonlyMap<Field, string> {
  return new Map([...columns].filter(([field]) => fieldsOf[kind].includes(field)));
}

/** Words that suggest a hierarchy and leave open who inherits from whom. */
const eitherWay: ReadonlySet<string> = new Set(
  'parent child parentrole childrole parentgroup childgroup 부모역할 자식역할 superrole subrole'.split(' '),
);

export const leavesDirectionOpen = (header: readonly string[]): boolean =>
  header.some((column) => eitherWay.has(normalColumn(column)));

/**
 * Tables of who has which role, which role has which permission, and which role includes which.
 *
 * A row with a user, a role and a permission says both that the user has the role and that the role has the permission.
 * What a user has without a role is granted to a role of the user's own. A senior role has all that its junior has.
 */

import { shown } from '../../policy/names.ts';
import type { ImportBuilder } from '../imported.ts';
import type { Field } from './fields.ts';
import { type Splitter, splitterOf } from './lists.ts';
import type { Reading } from './reading.ts';
import type { Recognised } from './recognise.ts';
import {
  type Cell,
  columnCells,
  dayOf,
  isName,
  isOff,
  isOn,
  type Row,
  readRows,
  validityOf,
} from './rows.ts';

/** Permissions are `object:operation`; what has no operation can be used. */
export function permissionName(text: string): string {
  return text.includes(':') ? text : `${text}:use`;
}

export function isPermission(text: string): boolean {
  return /^.+:[^:]+$/.test(permissionName(text));
}

export function ownRole(user: string): string {
  return `${user} (direct)`;
}

export function readRelations(table: Recognised, reading: Reading): void {
  const { builder, input } = reading;
  const { columns } = table;
  const has = (field: Field): boolean => columns.has(field);
  const required = (['senior', 'junior', has('user') ? 'user' : 'role'] as const).filter(has);
  const split = splittersOf(table, reading);
  const scope = systemsOf(table, reading);
  if (split === null || scope === null) return;
  const day = dayFrom(input.map);
  const doubtOf = doubts(table, builder);
  const seen = new Set<string>();
  const first = (kind: string, left: string, right: string): boolean => {
    const key = `${kind}\u0000${left}\u0000${right}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };

  readRows(table, required, [], builder, (row) => {
    const validity = validityOf(row.cell('valid-from'), row.cell('valid-to'), day);
    if (validity === 'never') return;
    const status = row.cell('status');
    const isSure = status === null || isOn(status.text, input.map.get('active'));
    const doubt = !isSure
      ? doubtOf('status', status, row)
      : validity === 'open'
        ? doubtOf('validity', null, row)
        : null;
    const system = row.cell('system');
    const scoped = (cell: Cell): Cell =>
      scope && system !== null ? { ...cell, text: `${system.text}/${cell.text}` } : cell;
    const names = (field: Field): readonly Cell[] => {
      const cell = row.cell(field);
      if (cell === null) return [];
      return (split.get(field)?.(cell) ?? [cell]).filter((part) => isName(part, builder));
    };
    const users = names('user');
    const roles = names('role').map(scoped);
    const seniors = names('senior').map(scoped);
    const permissions = permissionsOf(row, names, builder);
    for (const user of users) if (first('u', user.text, '')) builder.user(user.text, user.at);
    for (const role of roles) {
      if (!reading.roles.has(role.text)) {
        reading.roles.add(role.text);
        builder.role(role.text, role.at);
      }
      for (const user of users) {
        if (first(`a${doubt}`, user.text, role.text)) builder.assign(user.text, role.text, role.at, doubt);
      }
    }
    for (const senior of seniors) {
      for (const junior of names('junior').map(scoped)) {
        for (const { text } of [senior, junior]) reading.roles.add(text);
        if (senior.text === junior.text) {
          builder.report('import-syntax', `\`${shown(senior.text)}\` cannot be its own junior`, junior.at);
        } else if (first(`i${doubt}`, senior.text, junior.text)) {
          builder.inherit(senior.text, junior.text, junior.at, doubt);
        }
      }
    }
    const direct = roles.length === 0;
    for (const holder of direct ? users : roles) {
      for (const { text, at } of permissions) {
        if (!first(`${direct ? 'd' : 'g'}${doubt}`, holder.text, text)) continue;
        reading.grants.push({
          holder: holder.text,
          holderAt: holder.at,
          direct,
          from: text,
          to: null,
          at,
          doubt,
        });
      }
    }
  });
}

/** The permissions of a row: named, or an object and an operation. */
function permissionsOf(
  row: Row,
  names: (field: Field) => readonly Cell[],
  builder: ImportBuilder,
): readonly Cell[] {
  const whole = names('permission');
  const object = row.cell('object');
  const operations = names('operation');
  const built =
    whole.length > 0
      ? whole
      : object === null
        ? []
        : operations.map(({ text, at }) => ({ text: `${object.text}:${text}`, at }));
  return built.filter((cell) => {
    if (isPermission(cell.text) && isName(cell, builder)) return true;
    builder.report(
      'bad-permission',
      `permission \`${shown(cell.text)}\` is not of the form \`object:operation\``,
      cell.at,
    );
    return false;
  });
}

const listed = ['user', 'role', 'permission', 'operation', 'junior'] as const;

function splittersOf(table: Recognised, reading: Reading): ReadonlyMap<Field, Splitter> | null {
  const { builder, input } = reading;
  const splitters = new Map<Field, Splitter>();
  let complete = true;
  for (const field of listed) {
    const column = table.columns.get(field);
    if (column === undefined) continue;
    const cells = (): readonly Cell[] => columnCells(table, field, builder);
    // People are called `Kim, Minsu`: only a column that says so holds several users.
    const splitter = splitterOf(
      column,
      cells,
      field === 'user' ? userMap(input.map, column) : input.map,
      builder,
    );
    if (splitter === null) complete = false;
    else splitters.set(field, splitter);
  }
  return complete ? splitters : null;
}

function userMap(map: ReadonlyMap<string, string>, column: string): ReadonlyMap<string, string> {
  return /s$/i.test(column) ? map : new Map([['separator', 'none']]);
}

/**
 * Whether roles are named with their system. A role of one system is not the role of that name of another; where a table
 * has several systems, `map` must say whether they are told apart. Null after a problem was reported.
 */
function systemsOf(table: Recognised, reading: Reading): boolean | null {
  const column = table.columns.get('system');
  if (column === undefined) return false;
  const found = new Map<string, Cell>();
  const { builder, input } = reading;
  for (const cell of columnCells(table, 'system', builder)) {
    if (!found.has(cell.text)) found.set(cell.text, cell);
  }
  if (input.map.get('system') === column) {
    for (const system of found.keys()) reading.systems.add(system);
    return true;
  }
  // Tables that are read together are one.
  for (const [system, cell] of found) if (!reading.unnamed.has(system)) reading.unnamed.set(system, cell);
  if (reading.unnamed.size < 2) return false;
  const [first, second] = [...reading.unnamed.values()];
  builder.report(
    'import-mapping',
    `column \`${shown(column)}\` has several systems, \`${shown(first!.text)}\` and \`${shown(second!.text)}\` among them`,
    second!.at,
    `write \`system=${shown(column)}\` to name roles \`${shown(first!.text)}/role\`, or \`system=none\` if a role is the same in all of them`,
  );
  return null;
}

function dayFrom(map: ReadonlyMap<string, string>): number | null {
  const day = map.get('day');
  return day === undefined ? null : dayOf(day);
}

/** One doubt for each cause in a table: a list of ten thousand expired rows is one thing to look at. */
function doubts(table: Recognised, builder: ImportBuilder) {
  const made = new Map<string, number>();
  return (cause: 'status' | 'validity', status: Cell | null, row: Row): number => {
    const key = status === null ? cause : `${cause} ${status.text}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const at = status?.at ?? (row.cell('valid-to') ?? row.cell('valid-from'))!.at;
    const reason =
      status === null
        ? `rows of \`${shown(table.file.path)}\` count from or to a day, and \`day\` is not set`
        : `rows of \`${shown(table.file.path)}\` have the status \`${shown(status.text)}\`, and ${
            isOff(table.columns.get('status')!, status.text)
              ? 'may still give access'
              : 'whether they give access is not known (`active` may say so)'
          }`;
    const index = builder.doubt(at, reason);
    made.set(key, index);
    return index;
  };
}

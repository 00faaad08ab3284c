/** `CREATE ROLE`, `ALTER ROLE`, `DROP ROLE`, and `GRANT` and `REVOKE` of roles. */

import type { Span } from '../../source/text.ts';
import { type Attribute, type Role, type State, useRole } from './state.ts';
import { wrong } from './statement.ts';
import {
  accept,
  acceptOne,
  type Cursor,
  isAtEnd,
  peekWord,
  readList,
  readName,
  spanHere,
  spanOf,
} from './tokens.ts';

const attributes: readonly Attribute[] = ['superuser', 'createrole', 'createdb', 'replication', 'bypassrls'];

export function createRole(state: State, cursor: Cursor, isUser: boolean): void {
  const at = spanHere(cursor);
  const name = readName(cursor);
  if (name === null) {
    wrong(state, cursor, 'the name of a role');
    return;
  }
  if (state.roles.has(name)) {
    // A dump of globals that is given twice, or beside that of a whole server.
    state.build.remark(at, `role \`${name}\` is created twice; all that is said of it counts`);
  } else {
    const role: Role = { name, at, login: isUser ? at : null, inherit: true, attributes: new Map() };
    state.roles.set(name, role);
  }
  useRole(state, name, at);
  options(state, cursor, state.roles.get(name)!);
}

/** Behind `ALTER ROLE` or `ALTER USER`. */
export function alterRole(state: State, cursor: Cursor): void {
  const at = spanHere(cursor);
  if (accept(cursor, 'all')) return;
  const name = readName(cursor);
  if (name === null) {
    wrong(state, cursor, 'the name of a role');
    return;
  }
  const next = peekWord(cursor);
  // Settings give no rights: `role` among them needs the membership anyway.
  if (next === 'set' || next === 'reset' || next === 'in') return;
  if (next === 'rename') {
    state.build.report('import-unsupported', 'a role gets another name, as no dump says', spanOf(cursor));
    return;
  }
  useRole(state, name, at);
  const role = state.roles.get(name);
  if (role === undefined) {
    state.build.report(
      'import-reference',
      `role \`${name}\` is altered before it is created`,
      at,
      'import the output of `pg_dumpall --roles-only` as a whole',
    );
    return;
  }
  const { inherit } = role;
  options(state, cursor, role);
  // Since version 16, the attribute is looked at when a membership is given, and never again.
  if (role.inherit === inherit || state.version === null || state.version < 16) return;
  for (const membership of state.memberships.values()) {
    if (membership.member === name) membership.inherit ??= inherit;
  }
}

/** `ALTER GROUP g ADD|DROP USER u, …` */
export function alterGroup(state: State, cursor: Cursor): void {
  const at = spanOf(cursor);
  const group = readName(cursor);
  const change = acceptOne(cursor, ['add', 'drop']);
  if (group === null || change === null || !accept(cursor, 'user')) {
    wrong(state, cursor, '`ADD USER` or `DROP USER`');
    return;
  }
  const members = readList(cursor, readName);
  if (members === null) {
    wrong(state, cursor, 'the name of a role');
    return;
  }
  for (const member of members) {
    if (change === 'add') join(state, group, member, null, {}, at);
    else leave(state, group, member, null, null, at);
  }
}

export function dropRole(state: State, cursor: Cursor): void {
  accept(cursor, 'if', 'exists');
  const names = readList(cursor, readName);
  if (names === null) {
    wrong(state, cursor, 'the name of a role');
    return;
  }
  for (const name of names) {
    state.roles.delete(name);
    state.usedRoles.delete(name);
    for (const [key, { role, member }] of state.memberships) {
      if (role === name || member === name) state.memberships.delete(key);
    }
  }
}

function options(state: State, cursor: Cursor, role: Role): void {
  accept(cursor, 'with');
  while (!isAtEnd(cursor)) {
    const at = spanHere(cursor);
    const word = peekWord(cursor);
    if (word === null) {
      wrong(state, cursor, 'an option of a role');
      return;
    }
    cursor.at += 1;
    const isOff = word.startsWith('no') && word !== 'noinherit' && word !== 'nologin';
    const name = (isOff ? word.slice(2) : word) as Attribute;
    if (attributes.includes(name)) {
      if (isOff) role.attributes.delete(name);
      else role.attributes.set(name, at);
      continue;
    }
    switch (word) {
      case 'inherit':
      case 'noinherit':
        role.inherit = word === 'inherit';
        break;
      case 'login':
        role.login = at;
        break;
      case 'nologin':
        role.login = null;
        break;
      case 'encrypted':
      case 'unencrypted':
        break;
      case 'password':
      case 'sysid':
        cursor.at += 1;
        break;
      case 'connection':
        accept(cursor, 'limit');
        if (cursor.tokens[cursor.at]?.value === '-') cursor.at += 1;
        cursor.at += 1;
        break;
      case 'valid':
        accept(cursor, 'until');
        // Of the password alone: who is a member of the role may act as it all the same.
        cursor.at += 1;
        break;
      case 'in':
      case 'role':
      case 'user':
      case 'admin': {
        if (word === 'in') acceptOne(cursor, ['role', 'group']);
        const names = readList(cursor, readName);
        if (names === null) {
          wrong(state, cursor, 'the name of a role');
          return;
        }
        for (const other of names) {
          if (word === 'in') join(state, other, role.name, null, {}, at);
          else join(state, role.name, other, null, { admin: word === 'admin' }, at);
        }
        break;
      }
      default:
        cursor.at -= 1;
        wrong(state, cursor, 'an option of a role');
        return;
    }
  }
}

type Options = Partial<Record<'admin' | 'inherit' | 'set', boolean>>;

function join(
  state: State,
  role: string,
  member: string,
  grantor: string | null,
  options: Options,
  at: Span,
): void {
  useRole(state, role, at);
  useRole(state, member, at);
  const key = `${role}\n${member}\n${grantor ?? ''}`;
  const known = state.memberships.get(key);
  if (known !== undefined) {
    if (options.admin !== undefined) known.admin = options.admin;
    if (options.inherit !== undefined) known.inherit = options.inherit;
    if (options.set !== undefined) known.set = options.set;
    return;
  }
  state.memberships.set(key, {
    role,
    member,
    grantor,
    at,
    admin: options.admin ?? false,
    inherit: options.inherit ?? null,
    set: options.set ?? true,
  });
}

function leave(
  state: State,
  role: string,
  member: string,
  grantor: string | null,
  option: 'admin' | 'inherit' | 'set' | null,
  at: Span,
): void {
  for (const [key, membership] of state.memberships) {
    if (membership.role !== role || membership.member !== member) continue;
    // Up to version 15, there is one membership, whoever gave it; later, one of each grantor.
    if (membership.grantor !== grantor) {
      if (state.version === null) {
        state.build.report(
          'import-unsupported',
          `whether this takes the membership that another role gave depends on the version`,
          at,
          'import a dump of the server as it is now',
        );
      }
      if (state.version === null || state.version >= 16) continue;
    }
    if (option === null) state.memberships.delete(key);
    else membership[option] = false;
  }
}

/** Behind the names of roles in `GRANT a, b TO …`. */
export function grantRoles(state: State, cursor: Cursor, roles: readonly string[]): void {
  const at = spanOf(cursor);
  const members = readList(cursor, (rest) => readRole(state, rest));
  if (members === null) {
    wrong(state, cursor, 'the name of a role');
    return;
  }
  const options: Options = {};
  if (accept(cursor, 'with')) {
    do {
      const option = acceptOne(cursor, ['admin', 'inherit', 'set']);
      const value = acceptOne(cursor, ['option', 'true', 'false']);
      if (option === null || value === null) {
        wrong(state, cursor, '`ADMIN`, `INHERIT` or `SET` with a value');
        return;
      }
      options[option as keyof Options] = value !== 'false';
      if (option === 'inherit') state.statesInherit = true;
    } while (cursor.tokens[cursor.at]?.value === ',' && ++cursor.at > 0);
  }
  const grantor = readGrantor(state, cursor);
  if (grantor === undefined || !isAtEnd(cursor)) {
    wrong(state, cursor, 'the end of the statement');
    return;
  }
  for (const role of roles) for (const member of members) join(state, role, member, grantor, options, at);
}

/** Behind the names of roles in `REVOKE [… OPTION FOR] a, b FROM …`. */
export function revokeRoles(
  state: State,
  cursor: Cursor,
  roles: readonly string[],
  option: 'admin' | 'inherit' | 'set' | null,
): void {
  const members = readList(cursor, (rest) => readRole(state, rest));
  if (members === null) {
    wrong(state, cursor, 'the name of a role');
    return;
  }
  const grantor = readGrantor(state, cursor);
  acceptOne(cursor, ['cascade', 'restrict']);
  if (grantor === undefined || !isAtEnd(cursor)) {
    wrong(state, cursor, 'the end of the statement');
    return;
  }
  const at = spanOf(cursor);
  for (const role of roles) for (const member of members) leave(state, role, member, grantor, option, at);
}

/** A grantee or grantor. `CURRENT_USER` and the like mean whoever runs the text, so that nobody can say who. */
export function readRole(state: State, cursor: Cursor): string | null {
  accept(cursor, 'group');
  const word = peekWord(cursor);
  if (word === 'current_user' || word === 'current_role' || word === 'session_user') {
    if (state.authorization === null) {
      state.build.report(
        'import-unsupported',
        `\`${word.toUpperCase()}\` is whoever runs the text, which no text says`,
        spanHere(cursor),
        'write the name of the role',
      );
      cursor.at += 1;
      return 'public';
    }
    cursor.at += 1;
    return state.authorization;
  }
  return readName(cursor);
}

/** `[GRANTED BY role]`; undefined where it is not well written. */
export function readGrantor(state: State, cursor: Cursor): string | null | undefined {
  if (!accept(cursor, 'granted', 'by')) return null;
  const grantor = readRole(state, cursor);
  return grantor ?? undefined;
}

/** Privileges on objects, of their owners, and of everybody. */

import type { Span } from '../../source/text.ts';
import { itemsOf } from './acl.ts';
import { columnPrivileges, privilegesOf, rowPrivileges } from './privileges.ts';
import { actor, everybody, holds, ownerOf, permissionOf, type Server, targetName } from './server.ts';
import type { AclItem, ServerObject } from './state.ts';

export function stateRights(server: Server, mentioned: readonly string[]): void {
  const columnsMentioned = mentionedColumns(mentioned);
  const optionsMentioned = mentionedOptions(mentioned);
  for (const object of server.objects) {
    const target = targetName(server, object.kind, object.database, object.name);
    const columns = new Set(columnsMentioned.get(target));
    const options = new Set(optionsMentioned.get(target));
    for (const { column, option, privilege } of itemsOf(object.acl)) {
      if (column !== null) columns.add(column);
      if (option) options.add(privilege);
    }
    stateOwner(server, object, columns, options);
    stateItems(server, object, columns);
    statePredefined(server, object, columns);
  }
  stateBypass(server);
  stateDefaults(server);
}

/** `table/acc.t(b):update`: the column is a permission of its own. */
function mentionedColumns(mentioned: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const permission of mentioned) {
    const match = permission.match(/^(table\/[^*(]*)\(([^*()]+)\):[a-z]+$/);
    if (match === null) continue;
    const column = match[2]!.replace(/^"(.*)"$/, '$1').replaceAll('""', '"');
    found.set(match[1]!, [...(found.get(match[1]!) ?? []), column]);
  }
  return found;
}

/** `table/acc.t:grant-select`: owners have it too. */
function mentionedOptions(mentioned: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const permission of mentioned) {
    const colon = permission.lastIndexOf(':');
    const operation = permission.slice(colon + 1);
    if (colon < 0 || !operation.startsWith('grant-') || operation.includes('*')) continue;
    const target = permission.slice(0, colon);
    found.set(target, [...(found.get(target) ?? []), operation.slice('grant-'.length)]);
  }
  return found;
}

/** Owners may do everything: what was taken from them, they may give themselves again. */
function stateOwner(
  server: Server,
  object: ServerObject,
  columns: ReadonlySet<string>,
  options: ReadonlySet<string>,
): void {
  const owner = ownerOf(server, object);
  if (owner === null) return;
  const { role, at } = owner;
  const grant = (permission: string): void => server.build.grant(role, permission, at);
  grant(permissionOf(server, object, 'own'));
  for (const privilege of privilegesOf(object.kind, server.maintains)) {
    grant(permissionOf(server, object, privilege));
    if (!columnPrivileges.includes(privilege)) continue;
    for (const column of columns) grant(permissionOf(server, object, privilege, column));
  }
  for (const privilege of options) {
    if (privilegesOf(object.kind, server.maintains).includes(privilege)) {
      grant(permissionOf(server, object, `grant-${privilege}`));
    }
  }
}

function stateItems(server: Server, object: ServerObject, columns: ReadonlySet<string>): void {
  const { build } = server;
  const owner = ownerOf(server, object)?.role;
  const known = privilegesOf(object.kind, server.maintains);
  for (const item of itemsOf(object.acl)) {
    const { privilege, column, at } = item;
    const role = actor(server, object, item.grantee);
    if (role === owner || !known.includes(privilege)) continue;
    const doubt = item.doubt !== null ? build.doubt(at, item.doubt) : rowDoubt(server, object, privilege);
    build.grant(role, permissionOf(server, object, privilege, column), at, doubt);
    if (column === null && columnPrivileges.includes(privilege)) {
      for (const each of columns) build.grant(role, permissionOf(server, object, privilege, each), at, doubt);
    }
    if (item.option) build.grant(role, permissionOf(server, object, `grant-${privilege}`, column), at);
  }
}

const rowDoubts = new WeakMap<Server, Map<ServerObject, number>>();

/**
 * Whether row-level security lets anything through depends on rows, and on policies of all roles that somebody has
 * together: the privilege is possible. Only where a policy lets everybody see every row, nothing depends on it.
 */
function rowDoubt(server: Server, object: ServerObject, privilege: string): number | null {
  if (object.rowSecurity === null || !rowPrivileges.includes(privilege)) return null;
  const about = object.policies.filter(({ command }) => command === 'all' || command === privilege);
  const isOpen =
    about.some(({ permissive, roles, everyRow }) => permissive && roles === null && everyRow) &&
    about.every(({ permissive, everyRow }) => permissive || everyRow);
  if (isOpen) return null;
  const doubts = rowDoubts.get(server) ?? new Map<ServerObject, number>();
  rowDoubts.set(server, doubts);
  const known = doubts.get(object);
  if (known !== undefined) return known;
  const doubt = server.build.doubt(
    object.rowSecurity,
    object.policies.length === 0
      ? `row-level security of \`${object.name}\` without a policy lets nobody through but who bypasses it`
      : `row-level security of \`${object.name}\` decides for each row`,
  );
  doubts.set(object, doubt);
  return doubt;
}

const all: Readonly<Record<string, readonly string[]>> = {
  pg_read_all_data: ['select'],
  pg_write_all_data: ['insert', 'update', 'delete'],
  pg_maintain: ['maintain'],
};

/** Predefined roles that may read, write or maintain all there is. */
function statePredefined(server: Server, object: ServerObject, columns: ReadonlySet<string>): void {
  const { build, state } = server;
  for (const [role, privileges] of Object.entries(all)) {
    const at = state.usedRoles.get(role);
    if (at === undefined) continue;
    if (object.kind === 'schema' && role !== 'pg_maintain') {
      build.grant(role, permissionOf(server, object, 'usage'), at);
    }
    if (object.kind !== 'table' && object.kind !== 'sequence') continue;
    const known = privilegesOf(object.kind, server.maintains);
    for (const privilege of privileges) {
      if (!known.includes(privilege)) continue;
      const doubt = rowDoubt(server, object, privilege);
      build.grant(role, permissionOf(server, object, privilege), at, doubt);
      if (!columnPrivileges.includes(privilege)) continue;
      for (const column of columns) {
        build.grant(role, permissionOf(server, object, privilege, column), at, doubt);
      }
    }
  }
}

/** Who acts as a role with `BYPASSRLS` has what this role has, whatever the rows are. */
function stateBypass(server: Server): void {
  const { build, state, closure, users, superusers } = server;
  const guarded = server.objects.filter(({ rowSecurity }) => rowSecurity !== null);
  if (guarded.length === 0) return;
  const told = new Set<string>();
  for (const { name } of users) {
    for (const role of closure.sets(name).keys()) {
      const at = state.roles.get(role)?.attributes.get('bypassrls');
      if (at === undefined || superusers.has(role)) continue;
      const pseudo = `[BYPASSRLS as ${role}]`;
      build.assign(name, pseudo, at);
      if (told.has(role)) continue;
      told.add(role);
      for (const object of guarded) {
        for (const privilege of rowPrivileges) {
          if (holdsForSure(server, role, object, privilege)) {
            build.grant(pseudo, permissionOf(server, object, privilege), at);
          }
        }
      }
    }
  }
}

/** On the whole, by a privilege without a doubt but that of rows. */
function holdsForSure(server: Server, role: string, object: ServerObject, privilege: string): boolean {
  const isSure = ({ doubt, column }: AclItem): boolean => doubt === null && column === null;
  const items = [...itemsOf(object.acl)].filter((item) => item.privilege === privilege && isSure(item));
  const sure = new Map([[null, items]]);
  return holds(server, role, { ...object, acl: sure }, privilege);
}

/** What objects will have that are yet to be created: permissions of their own. */
function stateDefaults(server: Server): void {
  const { build, state } = server;
  for (const { owner, schema, database, kind, at, acl } of state.defaults.values()) {
    const place = { database, at };
    const target = targetName(
      server,
      kind,
      database,
      `${schema === null ? '' : `${quotedSchema(schema)}.`}(future of ${owner})`,
    );
    const privileges = new Set<string>();
    for (const item of itemsOf(acl)) {
      privileges.add(item.privilege);
      const role = item.grantee === null ? everybody : actor(server, place, item.grantee);
      if (role === owner || !privilegesOf(kind, server.maintains).includes(item.privilege)) continue;
      build.grant(role, `${target}:${item.privilege}`, item.at);
    }
    for (const privilege of privileges) build.grant(owner, `${target}:${privilege}`, at);
    doubtLater(server, owner, database, at);
  }
}

/** Dumps state default privileges last: what is created behind them has more than they say of it. */
function doubtLater(
  { build, objects, state }: Server,
  owner: string,
  database: string | null,
  at: Span,
): void {
  if (state.told.has(`later ${database}`)) return;
  const later = objects.find(
    (object) =>
      object.database === database && object.created?.file === at.file && object.created.start > at.start,
  );
  if (later === undefined) return;
  state.told.add(`later ${database}`);
  build.doubt(
    later.created!,
    `\`${later.name}\` is created behind default privileges of \`${owner}\`, so that more may be given on it`,
    'permissions',
  );
}

function quotedSchema(schema: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(schema) ? schema : `"${schema.replaceAll('"', '""')}"`;
}

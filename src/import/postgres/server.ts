/** The state of a server with what follows from it, and the names that all facts use. */

import type { Span } from '../../source/text.ts';
import type { ImportBuilder, ImportInput } from '../imported.ts';
import { itemsOf } from './acl.ts';
import { allMemberships, type Closure, closureOf } from './closure.ts';
import { isShared, type ObjectKind, quoted } from './privileges.ts';
import {
  type Membership,
  objectKey,
  type Role,
  type ServerObject,
  type State,
  superuserRole,
} from './state.ts';

export interface Server {
  readonly state: State;
  readonly build: ImportBuilder;
  readonly memberships: readonly Membership[];
  readonly closure: Closure;
  readonly users: readonly Role[];
  readonly superusers: ReadonlySet<string>;
  readonly superusersApart: boolean;
  readonly objects: readonly ServerObject[];
  /** Of the server; null: not known. */
  readonly version: number | null;
  readonly maintains: boolean;
  /** Whose objects are named without it. */
  readonly mainDatabase: string | null;
  /** Users may be the owners of what has none in the text. */
  readonly unknownOwners: Map<string, { readonly at: Span; readonly reason: string }>;
}

export function serverOf(state: State, { map }: ImportInput): Server {
  const memberships = allMemberships(state);
  const roles = [...state.roles.values()];
  const version =
    (map.has('version') ? Number.parseInt(map.get('version')!, 10) : null) ??
    state.version ??
    (state.statesInherit ? 16 : state.isClusterDump && memberships.length > 0 ? 15 : null);
  return {
    state,
    build: state.build,
    memberships,
    closure: closureOf(state, memberships),
    users: roles.filter(({ login }) => login !== null),
    superusers: new Set(
      roles.filter(({ attributes }) => attributes.has('superuser')).map(({ name }) => name),
    ),
    superusersApart: map.get('superusers') === 'apart',
    objects: [...state.objects.values()],
    version,
    maintains: state.maintains || (version !== null && version >= 17),
    mainDatabase: map.get('database') ?? null,
    unknownOwners: new Map(),
  };
}

/** The part of a permission before the operation: `table/acc.t`, `table/bank.acc.t`, `role/clerk`. */
export function targetName(server: Server, kind: ObjectKind, database: string | null, name: string): string {
  const isPlain = isShared(kind) || database === null || database === server.mainDatabase;
  return `${kind}/${isPlain ? '' : `${quoted(database)}.`}${name}`;
}

export function permissionOf(
  server: Server,
  { kind, database, name }: ServerObject,
  privilege: string,
  column: string | null = null,
): string {
  const inside = column === null ? '' : `(${quoted(column)})`;
  return `${targetName(server, kind, database, name)}${inside}:${privilege}`;
}

/** Everybody. No role can be called so. */
export const everybody = 'public';

/**
 * The role that acts where `role` is written. `pg_database_owner` is the owner of the database that the object is in;
 * where no text says who that is, it may be anybody.
 */
export function actor(
  server: Server,
  object: Pick<ServerObject, 'database' | 'at'>,
  role: string | null,
): string {
  if (role === null) return everybody;
  if (role !== 'pg_database_owner') return role;
  const { database } = object;
  const owner =
    database === null
      ? null
      : server.state.objects.get(objectKey('database', null, quoted(database)))?.owner?.role;
  if (owner) return owner;
  const name = database === null ? '[owner of the database]' : `[owner of database ${quoted(database)}]`;
  unknownOwner(server, name, object.at, 'who owns the database is not in the file');
  return name;
}

function unknownOwner(server: Server, name: string, at: Span, reason: string): void {
  if (!server.unknownOwners.has(name)) server.unknownOwners.set(name, { at, reason });
}

/** Null: it belongs to a superuser, or can have no owner. */
export function ownerOf(
  server: Server,
  object: ServerObject,
): { readonly role: string; readonly at: Span } | null {
  const { kind, schema } = object;
  if (kind === 'parameter' || schema === 'pg_catalog' || schema === 'information_schema') return null;
  const owner = object.owner ?? object.ownedWith?.owner ?? null;
  if (owner !== null) {
    return owner.role === superuserRole ? null : { role: actor(server, object, owner.role), at: owner.at };
  }
  const name = '[unknown owner]';
  const what = `${kind.replaceAll('-', ' ')} ${object.name}`;
  unknownOwner(server, name, object.at, `who owns the ${what} is not in the file, and maybe of others too`);
  return { role: name, at: object.at };
}

/** Whether a role may do it by what is certain or possible, itself or by what it inherits. */
export function holds(server: Server, role: string, object: ServerObject, privilege: string): boolean {
  if (server.superusers.has(role) || role === superuserRole) return true;
  const roles = server.closure.inherits(role);
  const owner = ownerOf(server, object);
  if (owner !== null && roles.has(owner.role)) return true;
  if (roles.has('pg_read_all_data') && privilege === 'select') return true;
  if (roles.has('pg_write_all_data') && ['insert', 'update', 'delete'].includes(privilege)) return true;
  for (const item of itemsOf(object.acl)) {
    if (item.privilege !== privilege) continue;
    if (item.grantee === null || roles.has(actor(server, object, item.grantee))) return true;
  }
  return false;
}

/** What the statements of a dump make of an empty server, as far as it matters for who may do what. */

import type { SourceFile, Span } from '../../source/text.ts';
import type { ImportBuilder } from '../imported.ts';
import { isShared, type ObjectKind, publicAtFirst, quoted } from './privileges.ts';

export type Attribute = 'superuser' | 'createrole' | 'createdb' | 'replication' | 'bypassrls';

export interface Role {
  readonly name: string;
  readonly at: Span;
  /** Where it was said that it may log in, or null. */
  login: Span | null;
  inherit: boolean;
  readonly attributes: Map<Attribute, Span>;
}

/** `member` is a member of `role`. */
export interface Membership {
  readonly role: string;
  readonly member: string;
  readonly grantor: string | null;
  readonly at: Span;
  admin: boolean;
  /** Null: as the member's attribute says. */
  inherit: boolean | null;
  set: boolean;
}

/** `grantor` null: the owner. `grantee` null: everybody. `column` null: the whole. */
export interface AclItem {
  readonly grantor: string | null;
  readonly grantee: string | null;
  readonly privilege: string;
  readonly column: string | null;
  readonly at: Span;
  option: boolean;
  /** Why it may not hold, or null. */
  readonly doubt: string | null;
}

/** By grantee. */
export type Acl = Map<string | null, AclItem[]>;

export interface Policy {
  readonly name: string;
  readonly at: Span;
  readonly permissive: boolean;
  /** `all` or what it is for. */
  readonly command: string;
  /** Everybody where null. */
  readonly roles: readonly string[] | null;
  /** Whether it lets every row through. */
  readonly everyRow: boolean;
}

export interface ServerObject {
  readonly kind: ObjectKind;
  /** Null: shared, or of a database whose name is not known. */
  readonly database: string | null;
  readonly schema: string | null;
  /** For messages and permissions: `acc.t`. */
  readonly name: string;
  /** Where it is first spoken of. */
  readonly at: Span;
  /** Where it is created; null: it belongs to the server or an extension, and no dump says all of it. */
  created: Span | null;
  owner: { readonly role: string; readonly at: Span } | null;
  /** A sequence of an identity column belongs to the owner of this table. */
  ownedWith: ServerObject | null;
  readonly acl: Acl;
  rowSecurity: Span | null;
  readonly policies: Policy[];
  readonly passesOn: PassesOn[];
  /** As it was created last. */
  routine: Routine | null;
}

/** Paths and words of a text, each with the privileges on a table of that name that the text would use. */
export type Mentions = ReadonlyMap<string, ReadonlySet<string>>;

/** Whoever has one of `on` on the object may reach the relations that are named, with `gives`. */
export interface PassesOn {
  readonly at: Span;
  readonly what: 'view' | 'rule' | 'partition';
  readonly on: readonly string[];
  /** The same privilege on what its text names, or those that the text uses on it. */
  readonly gives: 'same' | 'used';
  readonly mentions: Mentions;
}

/** A function or procedure, as far as its text tells what it does. */
export interface Routine {
  /** Where `SECURITY DEFINER` stands: it runs with the rights of its owner. */
  definer: Span | null;
  /** Of its body; null: it may do anything. */
  readonly mentions: Mentions | null;
}

/** `ALTER DEFAULT PRIVILEGES`. */
export interface DefaultPrivileges {
  readonly owner: string;
  readonly schema: string | null;
  readonly database: string | null;
  readonly kind: ObjectKind;
  readonly at: Span;
  readonly acl: Acl;
}

export interface Trigger {
  readonly at: Span;
  readonly table: ServerObject;
  readonly routine: string;
}

export interface State {
  readonly build: ImportBuilder;
  readonly roles: Map<string, Role>;
  readonly memberships: Map<string, Membership>;
  readonly objects: Map<string, ServerObject>;
  readonly defaults: Map<string, DefaultPrivileges>;
  /** Functions by their names without arguments. */
  readonly overloads: Map<string, ServerObject[]>;
  readonly triggers: Trigger[];
  /** Names of roles that are used, each with the first place. */
  readonly usedRoles: Map<string, Span>;
  /** Doubts about everything have been told by what they say. */
  readonly told: Set<string>;
  /** Of the server, or null where no text says so. */
  version: number | null;
  /** Of `pg_dump`. */
  dumpVersion: number | null;
  /** Whether any membership states `INHERIT`: so do dumps of version 16 and later. */
  statesInherit: boolean;
  maintains: boolean;
  /** Whether a text is a dump of a whole server or of its roles. */
  isClusterDump: boolean;
  file: SourceFile;
  database: string | null;
  /** Null until it is set; `pg_dump` empties it. */
  searchPath: readonly string[] | null;
  /** `SET SESSION AUTHORIZATION`; null: the superuser who restores. */
  authorization: string | null;
  /** The same, whichever role is set. */
  session: string | null;
  /** Owners in comments of dumps: `-- Name: …; Type: ACL; … Owner: …`. */
  commentOwner: { readonly role: string; readonly at: Span } | null;
}

export function startState(build: ImportBuilder, file: SourceFile): State {
  return {
    build,
    roles: new Map(),
    memberships: new Map(),
    objects: new Map(),
    defaults: new Map(),
    overloads: new Map(),
    triggers: [],
    usedRoles: new Map(),
    told: new Set(),
    version: null,
    dumpVersion: null,
    statesInherit: false,
    maintains: false,
    isClusterDump: false,
    file,
    database: null,
    searchPath: null,
    authorization: null,
    session: null,
    commentOwner: null,
  };
}

export function useRole(state: State, name: string, at: Span): void {
  if (!state.usedRoles.has(name)) state.usedRoles.set(name, at);
}

/** Tables and sequences share a name space. */
export function objectKey(kind: ObjectKind, database: string | null, name: string): string {
  const space = kind === 'sequence' ? 'table' : kind;
  return `${space}\n${isShared(kind) ? '' : (database ?? '')}\n${name}`;
}

/** The schema that a name without one means: `pg_dump` writes every schema, older versions set the search path. */
export function inSchema(state: State, path: readonly string[]): { schema: string; name: string } {
  const name = path.at(-1)!;
  const schema = path.length > 1 ? path.at(-2)! : (state.searchPath?.[0] ?? 'public');
  return { schema, name };
}

export function addObject(
  state: State,
  kind: ObjectKind,
  schema: string | null,
  name: string,
  at: Span,
  created: boolean,
  routine: Routine | null = null,
): ServerObject {
  const shared = isShared(kind);
  const object: ServerObject = {
    kind,
    database: shared ? null : state.database,
    schema,
    name,
    at,
    created: created ? at : null,
    owner: null,
    ownedWith: null,
    acl: new Map(),
    rowSecurity: null,
    policies: [],
    passesOn: [],
    routine,
  };
  object.acl.set(null, firstItems(kind, schema, at, created));
  if (created && state.authorization !== null) {
    object.owner = { role: state.authorization, at };
    useRole(state, state.authorization, at);
  }
  state.objects.set(objectKey(kind, state.database, name), object);
  return object;
}

/** What everybody has at first. Of what the server or an extension brought, no dump says it. */
function firstItems(kind: ObjectKind, schema: string | null, at: Span, created: boolean): AclItem[] {
  if (created) return publicAtFirst(kind).map((privilege) => publicItem(privilege, at));
  const isServers = schema === 'pg_catalog' || schema === 'information_schema';
  const privileges = isServers && kind === 'table' ? ['select'] : publicAtFirst(kind);
  const doubt = 'what everybody may do with something of the server or an extension is not in a dump';
  return privileges.map((privilege) => publicItem(privilege, at, doubt));
}

/**
 * The schema `public`, which every database has. Since version 15, it belongs to the owner of the database and everybody
 * may use it; before, it belonged to a superuser and everybody might create in it. Dumps state what differs from what
 * the version of `pg_dump` takes for granted.
 */
export function addPublicSchema(state: State, at: Span): ServerObject {
  const object = addObject(state, 'schema', 'public', 'public', at, true);
  const version = state.dumpVersion ?? state.version;
  const items = [publicItem('usage', at)];
  if (version === null) {
    items.push(publicItem('create', at, 'whether everybody may create in `public` depends on the version'));
  } else if (version < 15) items.push(publicItem('create', at));
  object.acl.set(null, items);
  object.owner = { role: version === null || version >= 15 ? 'pg_database_owner' : superuserRole, at };
  return object;
}

/** Stands for whoever acts as a superuser. */
export const superuserRole = '[SUPERUSER]';

export function publicItem(privilege: string, at: Span, doubt: string | null = null): AclItem {
  return { grantor: null, grantee: null, privilege, column: null, at, option: false, doubt };
}

export function findObject(state: State, kind: ObjectKind, name: string): ServerObject | undefined {
  return state.objects.get(objectKey(kind, state.database, name));
}

export function pathName(schema: string, name: string): string {
  return `${quoted(schema)}.${quoted(name)}`;
}

/** Which privileges there are on what, who has them at first, and how all of it is called in permissions. */

/** Tables are also views, materialized views and foreign tables: they share privileges and a name space. */
export type ObjectKind =
  | 'table'
  | 'sequence'
  | 'function'
  | 'schema'
  | 'database'
  | 'type'
  | 'language'
  | 'foreign-data-wrapper'
  | 'foreign-server'
  | 'large-object'
  | 'tablespace'
  | 'parameter';

const table = ['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'] as const;

const privileges: Readonly<Record<ObjectKind, readonly string[]>> = {
  table: [...table, 'maintain'],
  sequence: ['select', 'update', 'usage'],
  function: ['execute'],
  schema: ['usage', 'create'],
  database: ['connect', 'create', 'temporary'],
  type: ['usage'],
  language: ['usage'],
  'foreign-data-wrapper': ['usage'],
  'foreign-server': ['usage'],
  'large-object': ['select', 'update'],
  tablespace: ['create'],
  parameter: ['set', 'alter-system'],
};

/** All that the server knows on an object; `MAINTAIN` came with version 17. */
export function privilegesOf(kind: ObjectKind, maintains: boolean): readonly string[] {
  return kind === 'table' && !maintains ? table : privileges[kind];
}

export function isPrivilege(kind: ObjectKind, name: string): boolean {
  return privileges[kind].includes(name);
}

/** Those that are also given on single columns. */
export const columnPrivileges: readonly string[] = ['select', 'insert', 'update', 'references'];

/** What row-level security decides on. */
export const rowPrivileges: readonly string[] = ['select', 'insert', 'update', 'delete'];

/** What everybody has on a new object until it is taken away. */
export function publicAtFirst(kind: ObjectKind): readonly string[] {
  switch (kind) {
    case 'function':
      return ['execute'];
    case 'database':
      return ['connect', 'temporary'];
    case 'type':
    case 'language':
      return ['usage'];
    default:
      return [];
  }
}

/** Words behind `GRANT … ON`, longest first; `null`: tables and sequences, whichever it is. */
export const grantTargets: readonly (readonly [words: readonly string[], kind: ObjectKind])[] = [
  [['foreign', 'data', 'wrapper'], 'foreign-data-wrapper'],
  [['foreign', 'server'], 'foreign-server'],
  [['large', 'object'], 'large-object'],
  [['table'], 'table'],
  [['sequence'], 'sequence'],
  [['function'], 'function'],
  [['procedure'], 'function'],
  [['routine'], 'function'],
  [['schema'], 'schema'],
  [['database'], 'database'],
  [['domain'], 'type'],
  [['type'], 'type'],
  [['language'], 'language'],
  [['tablespace'], 'tablespace'],
  [['parameter'], 'parameter'],
];

/** Objects of the whole server, not of one database. */
export function isShared(kind: ObjectKind): boolean {
  return kind === 'database' || kind === 'tablespace' || kind === 'parameter';
}

/** Objects that lie in a schema. */
export function isInSchema(kind: ObjectKind): boolean {
  return kind === 'table' || kind === 'sequence' || kind === 'function' || kind === 'type';
}

/** As the server writes a name: in quotes unless it is small letters, digits and underscores. */
export function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

const predefined: Readonly<Record<string, readonly string[]>> = {
  pg_monitor: ['pg_read_all_settings', 'pg_read_all_stats', 'pg_stat_scan_tables'],
};

/** Roles that every server has; their names are kept from others. */
export function isPredefined(role: string): boolean {
  return role.startsWith('pg_');
}

/** Predefined roles that a predefined role is a member of; no dump says so. */
export function predefinedMemberships(role: string): readonly string[] {
  return Object.hasOwn(predefined, role) ? predefined[role]! : [];
}

/** Literals and conditions of PostgreSQL. */

/** A string, whatever it holds and however the server reads backslashes. */
export function literal(text: string): string {
  const doubled = text.replaceAll("'", "''");
  return doubled.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

/** A name of a role that a server can have: longer ones would be cut, and mean another; the rest are no roles. */
export function isRoleName(name: string): boolean {
  return Buffer.byteLength(name) <= 63 && name !== 'public' && name !== 'none' && !name.startsWith('[');
}

/** The number of a role, or null where the server has none of that name. */
export function roleOid(name: string): string {
  return `(SELECT oid FROM pg_catalog.pg_roles WHERE rolname::text = ${literal(name)})`;
}

const tablePrivileges = [
  'select',
  'insert',
  'update',
  'delete',
  'truncate',
  'references',
  'trigger',
  'maintain',
];
const columnPrivileges = ['select', 'insert', 'update', 'references'];
const attributes: Readonly<Record<string, string>> = {
  superuser: 'rolsuper',
  createrole: 'rolcreaterole',
  createdb: 'rolcreatedb',
  replication: 'rolreplication',
  bypassrls: 'rolbypassrls',
};

/**
 * Whether the role with the number `role` has a permission, in the names that the importer of dumps gives: a condition of
 * SQL; null where there is none for it. What the server does not have, nobody has.
 */
export function permissionCondition(permission: string, role: string): string | null {
  const colon = permission.lastIndexOf(':');
  const [target, operation] = [permission.slice(0, colon), permission.slice(colon + 1)];
  if (target === 'server' && Object.hasOwn(attributes, operation)) {
    return `(SELECT ${attributes[operation]} FROM pg_catalog.pg_roles WHERE oid = ${role})`;
  }
  const slash = target.indexOf('/');
  const kind = target.slice(0, slash);
  const rest = target.slice(slash + 1);
  if (kind === 'role' && operation === 'grant') {
    return `pg_catalog.pg_has_role(${role}, ${roleOid(rest)}, 'MEMBER WITH ADMIN OPTION')`;
  }
  const path = pathOf(rest);
  if (path === null) return null;
  const { parts, column } = path;
  switch (kind) {
    case 'table':
    case 'sequence':
      return relationCondition(kind, parts, column, operation, role);
    case 'schema':
      return column === null ? schemaCondition(parts, operation, role) : null;
    case 'database':
      return column === null && parts.length === 1 ? databaseCondition(parts[0]!, operation, role) : null;
    default:
      return null;
  }
}

/** Owners may do everything: what was taken from them, they may give themselves again. */
const orOwner = (condition: string, role: string, owner: string): string =>
  `(${condition} OR pg_catalog.pg_has_role(${role}, (SELECT ${owner}), 'USAGE'))`;

function relationCondition(
  kind: 'table' | 'sequence',
  parts: readonly string[],
  column: string | null,
  operation: string,
  role: string,
): string | null {
  const [name, schema, database] = [...parts].reverse();
  if (name === undefined || schema === undefined || parts.length > 3) return null;
  const source =
    'FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ' +
    `WHERE n.nspname::text = ${literal(schema)} AND c.relname::text = ${literal(name)}`;
  const here = within(database);
  const owner = `c.relowner ${source}`;
  if (operation === 'own') return column === null ? `${here}${orOwner('false', role, owner)}` : null;
  const known = kind === 'table' ? tablePrivileges : ['select', 'update', 'usage'];
  if (!known.includes(operation)) return null;
  const privilege = literal(operation.toUpperCase());
  if (kind === 'sequence') {
    const asked = `pg_catalog.has_sequence_privilege(${role}, (SELECT c.oid ${source} AND c.relkind = 'S'), ${privilege})`;
    return column === null ? `${here}${orOwner(asked, role, owner)}` : null;
  }
  if (column === null) {
    const asked = `pg_catalog.has_table_privilege(${role}, (SELECT c.oid ${source}), ${privilege})`;
    return `${here}${orOwner(asked, role, owner)}`;
  }
  if (!columnPrivileges.includes(operation)) return null;
  const attribute =
    'SELECT a.attrelid, a.attnum FROM pg_catalog.pg_attribute a WHERE a.attname::text = ' +
    `${literal(column)} AND a.attrelid = (SELECT c.oid ${source})`;
  const asked = `(SELECT pg_catalog.has_column_privilege(${role}, x.attrelid, x.attnum, ${privilege}) FROM (${attribute}) x)`;
  return `${here}${orOwner(asked, role, owner)}`;
}

function schemaCondition(parts: readonly string[], operation: string, role: string): string | null {
  const [name, database] = [...parts].reverse();
  if (name === undefined || parts.length > 2) return null;
  const source = `FROM pg_catalog.pg_namespace WHERE nspname::text = ${literal(name)}`;
  const here = within(database);
  const owner = `nspowner ${source}`;
  if (operation === 'own') return `${here}${orOwner('false', role, owner)}`;
  if (operation !== 'usage' && operation !== 'create') return null;
  const privilege = literal(operation.toUpperCase());
  const asked = `pg_catalog.has_schema_privilege(${role}, (SELECT oid ${source}), ${privilege})`;
  return `${here}${orOwner(asked, role, owner)}`;
}

function databaseCondition(name: string, operation: string, role: string): string | null {
  const source = `FROM pg_catalog.pg_database WHERE datname::text = ${literal(name)}`;
  const owner = `datdba ${source}`;
  if (operation === 'own') return orOwner('false', role, owner);
  if (!['connect', 'create', 'temporary'].includes(operation)) return null;
  const privilege = literal(operation.toUpperCase());
  const asked = `pg_catalog.has_database_privilege(${role}, (SELECT oid ${source}), ${privilege})`;
  return orOwner(asked, role, owner);
}

function within(database: string | undefined): string {
  return database === undefined ? '' : `pg_catalog.current_database()::text = ${literal(database)} AND `;
}

/** `acc.t`, `bank.acc."My table"(column)`; null where it is no path, e.g. of objects that are yet to come. */
function pathOf(text: string): { readonly parts: readonly string[]; readonly column: string | null } | null {
  const name = /(?:"((?:[^"]|"")+)"|([a-z_][a-z0-9_]*))/y;
  let at = 0;
  const next = (): string | null => {
    name.lastIndex = at;
    const found = name.exec(text);
    if (found === null) return null;
    at = name.lastIndex;
    return found[2] ?? found[1]!.replaceAll('""', '"');
  };
  const parts: string[] = [];
  do {
    const part = next();
    if (part === null) return null;
    parts.push(part);
  } while (text[at] === '.' && ++at > 0);
  if (at === text.length) return { parts, column: null };
  if (text[at] !== '(') return null;
  at += 1;
  const column = next();
  return column !== null && text.slice(at) === ')' ? { parts, column } : null;
}

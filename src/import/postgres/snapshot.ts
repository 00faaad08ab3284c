/** Writes what a server says of itself as statements, in a fixed order: the same state gives the same text. */

import { type AclEntry, type AclTarget, aclStatements } from './snapshot-acl.ts';
import * as queries from './snapshot-queries.ts';

/** Null: the server does not let see it. */
export type Ask = (query: string) => Promise<readonly Record<string, unknown>[] | null>;

export async function snapshotText(ask: Ask): Promise<string> {
  const lines: string[] = [];
  const write = (...texts: readonly string[]): void => void lines.push(...texts);
  const rows = async (what: string, query: string): Promise<readonly Row[]> => {
    const found = await ask(query);
    // A command that no reader takes for harmless: what is not seen makes what depends on it unknown.
    if (found === null) write(`\\unseen ${what.replaceAll(' ', '_')}`);
    return (found ?? []).map(rowOf);
  };
  const [server] = await rows('version', queries.server);
  const version = Math.floor(Number(server?.text('version_num') ?? '0') / 10_000);
  const database = server?.text('database') ?? '';
  write(
    '-- dutyproof snapshot of PostgreSQL',
    `-- Dumped from database version ${server?.text('version')}`,
    '',
  );
  write(`SELECT pg_catalog.set_config('search_path', '', false);`, '');
  await roles(rows, write, version);
  await owned(rows, write, 'TABLESPACE', 'tablespaces', queries.tablespaces);
  if (version >= 15) {
    for (const row of await rows('parameters', queries.parameters))
      writeAcl(write, row, 'PARAMETER', row.text('name'));
  }
  write('');
  for (const row of await rows('database', queries.database)) {
    write(`CREATE DATABASE ${row.text('name')};`);
    writeOwner(write, row, 'DATABASE', row.text('name'));
    write('', connectTo(database), '', `SELECT pg_catalog.set_config('search_path', '', false);`);
    writeAcl(write, row, 'DATABASE', row.text('name'));
  }
  write('');
  await schemas(rows, write);
  await owned(rows, write, 'TYPE', 'types', queries.types);
  await routines(rows, write);
  await owned(rows, write, 'FOREIGN DATA WRAPPER', 'foreign data wrappers', queries.wrappers);
  await owned(rows, write, 'SERVER', 'foreign servers', queries.servers, 'FOREIGN SERVER');
  await owned(rows, write, 'LANGUAGE', 'languages', queries.languages);
  await relations(rows, write, version);
  for (const row of await rows('large objects', queries.largeObjects)) {
    const id = row.text('name');
    write(`SELECT pg_catalog.lo_create('${id}');`);
    writeOwner(write, row, 'LARGE OBJECT', id);
    writeAcl(write, row, 'LARGE OBJECT', id);
  }
  for (const row of await rows('changed privileges', queries.changed)) {
    const entries = aclStatements(
      row.target(row.text('what'), row.text('name')),
      row.acl('base'),
      row.acl('acl'),
    );
    if (entries.length === 0) continue;
    // Of an extension: no statement creates it, and its owner may do everything with it.
    if (row.text('extension') === 't')
      write(`ALTER ${row.text('what')} ${row.text('name')} OWNER TO ${row.text('owner')};`);
    write(...entries);
  }
  for (const row of await rows('changed privileges on columns', queries.changedColumns)) {
    const target = { ...row.target('TABLE', row.text('name')), column: row.text('column') };
    write(...aclStatements(target, row.acl('base'), row.acl('acl')));
  }
  for (const row of await rows('default privileges', queries.defaults)) write(...defaultStatements(row));
  write('', '-- dutyproof snapshot of PostgreSQL complete', '');
  return lines.join('\n');
}

type Write = (...texts: readonly string[]) => void;
type Rows = (what: string, query: string) => Promise<readonly Row[]>;

interface Row {
  /** Empty where the server has null. */
  text(column: string): string;
  flag(column: string): boolean;
  acl(column: string): readonly AclEntry[];
  target(kind: string, name: string): AclTarget;
}

function rowOf(values: Record<string, unknown>): Row {
  const text = (column: string): string => {
    const value = values[column];
    return value === null || value === undefined
      ? ''
      : typeof value === 'boolean'
        ? value
          ? 't'
          : 'f'
        : String(value);
  };
  return {
    text,
    flag: (column) => values[column] === true,
    acl: (column) => (Array.isArray(values[column]) ? (values[column] as AclEntry[]) : []),
    target: (kind, name) => ({ kind, name, owner: text('owner') }),
  };
}

function connectTo(database: string): string {
  // As `pg_dumpall` does where a name could be taken for something else.
  if (/^[A-Za-z0-9_.-]+$/.test(database)) return `\\connect ${database}`;
  const value = database.replace(/['\\]/g, '\\$&').replaceAll('"', '""');
  return `\\connect -reuse-previous=on "dbname='${value}'"`;
}

function writeOwner(write: Write, row: Row, kind: string, name: string): void {
  write(`ALTER ${kind} ${name} OWNER TO ${row.text('owner')};`);
}

function writeAcl(write: Write, row: Row, kind: string, name: string): void {
  write(...aclStatements(row.target(kind, name), row.acl('base'), row.acl('acl')));
}

async function roles(rows: Rows, write: Write, version: number): Promise<void> {
  for (const row of await rows('roles', queries.roles)) {
    const option = (column: string, word: string): string => `${row.flag(column) ? '' : 'NO'}${word}`;
    write(
      `CREATE ROLE ${row.text('name')};`,
      `ALTER ROLE ${row.text('name')} WITH ${[
        option('rolsuper', 'SUPERUSER'),
        option('rolinherit', 'INHERIT'),
        option('rolcreaterole', 'CREATEROLE'),
        option('rolcreatedb', 'CREATEDB'),
        option('rolcanlogin', 'LOGIN'),
        option('rolreplication', 'REPLICATION'),
        option('rolbypassrls', 'BYPASSRLS'),
      ].join(' ')};`,
    );
  }
  write('');
  for (const row of await rows('memberships', queries.memberships(version))) {
    const options = row.flag('admin_option') ? ['ADMIN OPTION'] : [];
    if (version >= 16) {
      options.push(`INHERIT ${row.flag('inherit_option') ? 'TRUE' : 'FALSE'}`);
      if (!row.flag('set_option')) options.push('SET FALSE');
    }
    const suffix = options.length === 0 ? '' : ` WITH ${options.join(', ')}`;
    const grantor = row.text('grantor') === '' ? '' : ` GRANTED BY ${row.text('grantor')}`;
    write(`GRANT ${row.text('role')} TO ${row.text('member')}${suffix}${grantor};`);
  }
  write('');
}

/** What is created by its name alone. */
async function owned(
  rows: Rows,
  write: Write,
  kind: string,
  what: string,
  query: string,
  grantKind = kind,
): Promise<void> {
  for (const row of await rows(what, query)) {
    const name = row.text('name');
    write(`CREATE ${kind} ${name};`);
    writeOwner(write, row, kind, name);
    writeAcl(write, row, grantKind, name);
  }
}

async function schemas(rows: Rows, write: Write): Promise<void> {
  for (const row of await rows('schemas', queries.schemas)) {
    const name = row.text('name');
    if (name !== 'public') {
      write(`CREATE SCHEMA ${name};`);
      writeOwner(write, row, 'SCHEMA', name);
      writeAcl(write, row, 'SCHEMA', name);
      continue;
    }
    // Every database has it; what it is like at first depends on versions, so that all is stated.
    writeOwner(write, row, 'SCHEMA', name);
    write('REVOKE ALL ON SCHEMA public FROM PUBLIC;');
    write(...aclStatements(row.target('SCHEMA', name), [], row.acl('acl')));
  }
}

async function routines(rows: Rows, write: Write): Promise<void> {
  const all = await rows('functions', queries.routines);
  // Bodies may hold what nobody should copy; they matter only if a function runs with other rights.
  const needsBodies = all.some((row) => row.flag('definer'));
  const bodies = new Map<string, string>();
  if (needsBodies) {
    for (const row of await rows('bodies of functions', queries.bodies))
      bodies.set(row.text('oid'), row.text('body'));
  }
  for (const row of all) {
    const kind = row.text('kind');
    const name = row.text('name');
    const body = bodies.get(row.text('oid'));
    write(
      body !== undefined && kind !== 'AGGREGATE'
        ? `${body.trimEnd()};`
        : `CREATE ${kind} ${name}${kind === 'FUNCTION' ? ` RETURNS ${row.text('result')}` : ''} LANGUAGE ${row.text('language')};`,
    );
    writeOwner(write, row, kind, name);
    writeAcl(write, row, kind === 'AGGREGATE' ? 'FUNCTION' : kind, name);
  }
}

async function relations(rows: Rows, write: Write, version: number): Promise<void> {
  for (const row of await rows('tables', queries.relations(version))) {
    const name = row.text('name');
    const kind = row.text('kind');
    const definition = row.text('definition');
    const options = row.flag('invoker') ? ` WITH (security_invoker='true')` : '';
    write(
      definition !== ''
        ? `CREATE ${kind} ${name}${options} AS\n${definition.trimEnd().replace(/;$/, '')};`
        : `CREATE ${kind} ${name}${kind === 'TABLE' ? ' ()' : ''};`,
    );
    writeOwner(write, row, kind === 'SEQUENCE' ? 'SEQUENCE' : 'TABLE', name);
    writeAcl(write, row, kind === 'SEQUENCE' ? 'SEQUENCE' : 'TABLE', name);
    if (row.flag('row_security')) write(`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;`);
  }
  for (const row of await rows('columns', queries.columns)) {
    write(
      ...aclStatements(
        { ...row.target('TABLE', row.text('name')), column: row.text('column') },
        [],
        row.acl('acl'),
      ),
    );
  }
  for (const row of await rows('parts of tables', queries.inheritance)) {
    write(
      row.flag('is_partition')
        ? `ALTER TABLE ONLY ${row.text('parent')} ATTACH PARTITION ${row.text('child')} DEFAULT;`
        : `ALTER TABLE ${row.text('child')} INHERIT ${row.text('parent')};`,
    );
  }
  for (const row of await rows('policies', queries.policies)) {
    const clause = (column: string, word: string): string =>
      row.text(column) === '' ? '' : ` ${word} (${row.text(column)})`;
    write(
      `CREATE POLICY ${row.text('name')} ON ${row.text('relation')} AS ${row.flag('permissive') ? 'PERMISSIVE' : 'RESTRICTIVE'}` +
        ` FOR ${row.text('command')} TO ${row.text('roles')}${clause('using', 'USING')}${clause('checked', 'WITH CHECK')};`,
    );
  }
  for (const row of await rows('rules', queries.rules)) write(row.text('definition'));
  for (const row of await rows('triggers', queries.triggers)) write(`${row.text('definition')};`);
}

/** `ALTER DEFAULT PRIVILEGES`, told as what differs from what holds without it. */
function defaultStatements(row: Row): string[] {
  const schema = row.text('schema') === '' ? '' : ` IN SCHEMA ${row.text('schema')}`;
  const head = `ALTER DEFAULT PRIVILEGES FOR ROLE ${row.text('owner')}${schema}`;
  return aclStatements(row.target(row.text('what'), ''), row.acl('base'), row.acl('acl')).map(
    (statement) =>
      // Grantors of these are the owners themselves.
      `${head} ${statement.replace(/ +(TO|FROM) /, ' $1 ').replace(/ GRANTED BY .*;$/, ';')}`,
  );
}

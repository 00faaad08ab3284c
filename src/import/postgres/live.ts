/**
 * Reads a running server into a snapshot: text in the words of dumps, which the reader of dumps then reads. So there is one
 * reader, facts have lines, and what was seen can be kept and looked at.
 *
 * Everything is read in one transaction that can only read, at one moment (`REPEATABLE READ`), with a time limit for each
 * query. No passwords are read: `pg_roles` has none, and options of user mappings are not asked for. Any user that
 * may connect can take it; what the server will not show is named in the snapshot, and makes what depends on it unknown.
 * One connection sees one database: the snapshot holds the roles of the server, and the database that was connected to.
 */

import { createRequire } from 'node:module';
import type { Client, ClientConfig } from 'pg';
import { shown } from '../../policy/names.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import { type Ask, snapshotText } from './snapshot.ts';

export interface SnapshotOptions {
  /** For connecting, and for each query; 30 seconds unless it is given. */
  readonly timeoutMs?: number;
}

export type Snapshot =
  | { readonly kind: 'ok'; readonly text: string; readonly path: string }
  | { readonly kind: 'failed'; readonly diagnostic: Diagnostic };

/** Whether the text names a server rather than a file. */
export function isConnectionString(text: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(text);
}

/**
 * The connection as it may be shown: without a password, and without options, which may hold one. Passwords that should
 * have been escaped end where nobody can tell, so everything up to the last `@` is taken for one, but for the user.
 */
export function shownConnection(connectionString: string): string {
  const start = connectionString.indexOf('//') + 2;
  const scheme = connectionString.slice(0, start);
  const rest = connectionString.slice(start);
  const at = rest.lastIndexOf('@');
  const place = rest.slice(at + 1).split(/[?#]/)[0]!;
  // Without `@`, what follows a colon may be a password all the same.
  if (!/^(?:\[[^\]]*\]|[^:[\]]*)(?::\d{0,5})?(?:\/[^:]*)?$/.test(place)) return `${scheme}…`;
  const user = at < 0 ? '' : rest.slice(0, at).split(':')[0]!;
  return /^[^/?#@]+$/.test(user) ? `${scheme}${user}@${place}` : `${scheme}${place}`;
}

export async function snapshotPostgres(
  connectionString: string,
  { timeoutMs = 30_000 }: SnapshotOptions = {},
): Promise<Snapshot> {
  const path = shownConnection(connectionString);
  let client: Client | null = null;
  try {
    client = connect({
      connectionString,
      connectionTimeoutMillis: timeoutMs,
      statement_timeout: timeoutMs,
      query_timeout: timeoutMs + 1000,
      application_name: 'dutyproof',
    });
    // A connection that breaks between two queries must not end the process.
    client.on('error', () => {});
    await client.connect();
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    // Whatever the server or the user has set: every name is written with its schema.
    await client.query(`SET LOCAL search_path = ''`);
    await client.query('SET LOCAL standard_conforming_strings = on');
    // Compiling these queries takes longer than running them.
    await client.query('SET LOCAL jit = off');
    const text = await snapshotText(askerOf(client));
    await client.query('ROLLBACK');
    return { kind: 'ok', text, path };
  } catch (error) {
    return { kind: 'failed', diagnostic: diagnosticOf(error, path) };
  } finally {
    await client?.end().catch(() => {});
  }
}

function connect(config: ClientConfig): Client {
  const pg = createRequire(import.meta.url)('pg') as {
    readonly Client: new (config: ClientConfig) => Client;
  };
  return new pg.Client(config);
}

/** Rows of a query; null where the server does not let see them, and the transaction goes on. */
function askerOf(client: Client): Ask {
  return async (query) => {
    await client.query('SAVEPOINT before_query');
    try {
      const { rows } = await client.query(query);
      return rows as Record<string, unknown>[];
    } catch (error) {
      if (codeOf(error) !== insufficientPrivilege) throw error;
      await client.query('ROLLBACK TO SAVEPOINT before_query');
      return null;
    }
  };
}

const insufficientPrivilege = '42501';

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** What went wrong, in words that hold nothing of the connection string but what `path` shows. */
function diagnosticOf(error: unknown, path: string): Diagnostic {
  const [message, hint] = wordsOf(error);
  return { code: 'import-connection', severity: 'error', message, path, hint };
}

function wordsOf(error: unknown): readonly [message: string, hint: string] {
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : '';
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
    case 'EACCES':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ECONNRESET':
      return [`no server answers there (${code})`, 'check host, port or the directory of the socket'];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ['the name of the host is not known', 'check the host in the connection string'];
    case 'ERR_INVALID_URL':
    case 'ERR_INVALID_ARG_TYPE':
      return ['the connection string is not understood', 'write `postgres://user@host:port/database`'];
    case '28P01':
    case '28000':
      return [
        'the server does not accept the user or the password',
        'check the user, and give the password in `PGPASSWORD` or in the connection string',
      ];
    case '3D000':
      return ['there is no database of that name', 'check the end of the connection string'];
    case '53300':
      return ['the server has no connection left', 'try again later'];
    case '57014':
      return [
        'a query took longer than the time limit',
        'give more time, or look what keeps the server busy',
      ];
    case '57P03':
      return ['the server is starting or stopping', 'try again later'];
    default:
  }
  if (/timeout|timed out/i.test(text)) {
    return ['the server did not answer within the time limit', 'check host and port, or give more time'];
  }
  if (/password|SASL|SCRAM/i.test(text)) {
    return ['the server asks for a password', 'give it in `PGPASSWORD` or in the connection string'];
  }
  if (/SSL|certificate|self-signed/i.test(text)) {
    return ['no encrypted connection could be made', 'see `sslmode` in the connection string'];
  }
  if (/terminated|ended/i.test(text)) return ['the server ended the connection', 'try again'];
  // What the server itself says holds no secrets of the connection; what the driver says may.
  const said = typeof error === 'object' && error !== null && 'severity' in error ? `: ${shown(text)}` : '';
  return [
    `the server could not be read${code === '' ? '' : ` (${code})`}${said}`,
    'check the connection string',
  ];
}

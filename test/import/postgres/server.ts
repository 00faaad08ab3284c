/** The server that tests may use, and how to ask it. `DUTYPROOF_POSTGRES` is a connection string of a superuser. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Ask } from '../../../src/import/postgres/snapshot.ts';

export const connectionString = process.env.DUTYPROOF_POSTGRES ?? '';

export const withoutServer =
  connectionString === ''
    ? 'no PostgreSQL server: DUTYPROOF_POSTGRES is not set, and its tests are skipped'
    : null;

export async function connected<T>(
  run: (client: pg.Client) => Promise<T>,
  string = connectionString,
): Promise<T> {
  const client = new pg.Client({ connectionString: string });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

/** Does it in a transaction of which nothing stays. */
export async function inTransaction<T>(client: pg.Client, run: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    return await run();
  } finally {
    await client.query('ROLLBACK');
  }
}

export function asking(client: pg.Client): Ask {
  return async (query) => (await client.query(query)).rows as Record<string, unknown>[];
}

/** A program of PostgreSQL, e.g. `pg_dump`. */
export async function program(name: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(name, [...args], { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** The same server, another database or user. */
export function connectionTo(change: { readonly database?: string; readonly user?: string }): string {
  const url = new URL(connectionString.replace(/^postgres(ql)?:\/\/([^/]*@)?\//, 'postgres://$2localhost/'));
  if (change.database !== undefined) url.pathname = `/${change.database}`;
  if (change.user !== undefined) url.username = change.user;
  return url.toString();
}

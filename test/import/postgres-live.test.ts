/** What is read of a real server, against what the server itself answers, and against its own dumps. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotPostgres } from '../../src/import/postgres/live.ts';
import { snapshotText } from '../../src/import/postgres/snapshot.ts';
import { dutyproof } from '../cli/command.ts';
import { accessOf, factsOf, imported } from './postgres/access.ts';
import {
  columnPrivileges,
  type Graph,
  graphs,
  roleName,
  statementsOf,
  tableName,
  tablePrivileges,
} from './postgres/graph.ts';
import { asking, connected, connectionTo, inTransaction, program, withoutServer } from './postgres/server.ts';

if (withoutServer !== null) process.stdout.write(`${withoutServer}\n`);

const prefix = 'dutyproof_test_';

describe.skipIf(withoutServer !== null)('generated roles and grants', () => {
  it('are read as the server judges them', async () => {
    const fired = {
      graphs: 0,
      member: 0,
      bySetOnly: 0,
      held: 0,
      refused: 0,
      byRows: 0,
      onColumn: 0,
      admin: 0,
    };
    await connected(async (client) => {
      await fc.assert(
        fc.asyncProperty(graphs(false), async (graph) =>
          inTransaction(client, async () => {
            for (const statement of statementsOf(graph, prefix)) await client.query(statement);
            const expected = await answersOf(client, graph);
            await client.query(`SET LOCAL search_path = ''; SET LOCAL jit = off`);
            const text = await snapshotText(asking(client));
            const [{ database }] = (await client.query('SELECT current_database() AS database')).rows;
            const facts = imported([text], { database });
            compare(graph, facts, expected, fired);
            // What made the server so says the same of it.
            const written = statementsOf(graph, prefix).map((statement) => `${statement};\n`);
            const own = factsOf(imported([written.join('')], { version: '15' })).filter(isAbout);
            expect(factsOf(facts).filter(isAbout)).toEqual(own);
          }),
        ),
        { numRuns: Number(process.env.DUTYPROOF_CASES ?? 120) },
      );
    });
    for (const count of Object.values(fired)) expect(count).toBeGreaterThan(2);
  });
});

/** Facts about what was generated: others are of the server that the tests run on. */
function isAbout(fact: string): boolean {
  return (
    fact.startsWith(prefix) &&
    !fact.includes('[') &&
    !fact.includes('schema/public') &&
    !fact.endsWith(' public')
  );
}

interface Answers {
  /** `user role`: whether the user may act as the role, and has its rights at once. */
  readonly member: Map<string, boolean>;
  readonly usage: Map<string, boolean>;
  readonly admin: Map<string, boolean>;
  /** `user table privilege`, after any `SET ROLE`; the owner may grant everything to itself. */
  readonly table: Map<string, boolean>;
  readonly column: Map<string, boolean>;
}

/** Who may become a superuser by `SET ROLE` may then do what that one may. */
async function answersOf(client: pg.Client, graph: Graph): Promise<Answers> {
  const names = graph.roles.map((_, index) => roleName(prefix, index));
  const tables = graph.tables.map((_, index) => tableName(prefix, index));
  const pairs = await client.query(
    `SELECT u, r, pg_has_role(u, r, 'USAGE') AS usage,
       EXISTS (SELECT FROM unnest($1::text[]) x WHERE pg_has_role(u, x, 'MEMBER')
         AND pg_has_role(x, r, 'MEMBER')) AS member,
       EXISTS (SELECT FROM unnest($1::text[]) x WHERE pg_has_role(u, x, 'MEMBER')
         AND pg_has_role(x, r, 'MEMBER WITH ADMIN OPTION')) AS admin
     FROM unnest($1::text[]) u, unnest($1::text[]) r`,
    [names],
  );
  const rights = await client.query(
    `SELECT u, t, p,
       bool_or(has_table_privilege(x, t, p) OR pg_has_role(x, c.relowner, 'USAGE')) AS held,
       bool_or(p = ANY ($4) AND has_column_privilege(x, t, 'b', CASE WHEN p = ANY ($4) THEN p ELSE 'select' END)
         OR pg_has_role(x, c.relowner, 'USAGE')) AS on_column
     FROM unnest($1::text[]) u, unnest($1::text[]) x, unnest($2::text[]) t, unnest($3::text[]) p, pg_class c
     WHERE pg_has_role(u, x, 'MEMBER') AND c.oid = t::regclass
     GROUP BY u, t, p`,
    [names, tables, tablePrivileges, columnPrivileges],
  );
  const answers: Answers = {
    member: new Map(),
    usage: new Map(),
    admin: new Map(),
    table: new Map(),
    column: new Map(),
  };
  for (const { u, r, member, usage, admin } of pairs.rows) {
    answers.member.set(`${u} ${r}`, member);
    answers.usage.set(`${u} ${r}`, usage);
    answers.admin.set(`${u} ${r}`, admin);
  }
  for (const { u, t, p, held, on_column } of rights.rows) {
    answers.table.set(`${u} ${t} ${p}`, held);
    answers.column.set(`${u} ${t} ${p}`, on_column);
  }
  return answers;
}

function compare(
  graph: Graph,
  facts: ReturnType<typeof imported>,
  expected: Answers,
  fired: Record<
    'graphs' | 'member' | 'bySetOnly' | 'held' | 'refused' | 'byRows' | 'onColumn' | 'admin',
    number
  >,
): void {
  fired.graphs += 1;
  for (const [user, { login, superuser }] of graph.roles.entries()) {
    const name = roleName(prefix, user);
    if (!login) continue;
    const sure = accessOf(facts, name, false);
    const possible = accessOf(facts, name, true);
    const inherited = closure(facts.inheritance, name);
    const isSuper = sure.roles.has('[SUPERUSER]');
    for (const role of graph.roles.keys()) {
      const other = roleName(prefix, role);
      const key = `${name} ${other}`;
      expect(sure.roles.has(other), key).toBe(expected.member.get(key));
      if (!superuser) expect(inherited.has(other), key).toBe(expected.usage.get(key));
      expect(sure.permissions.has(`role/${other}:grant`), `${key} admin`).toBe(
        expected.admin.get(key)! && facts.grants.some(({ right }) => right === `role/${other}:grant`),
      );
      if (expected.member.get(key)) fired.member += 1;
      if (expected.member.get(key) && !expected.usage.get(key)) fired.bySetOnly += 1;
      if (expected.admin.get(key)) fired.admin += 1;
    }
    for (const [table, { owner, rowSecurity }] of graph.tables.entries()) {
      const target = tableName(prefix, table);
      const isOwner = expected.member.get(`${name} ${roleName(prefix, owner)}`)!;
      for (const privilege of tablePrivileges) {
        const key = `${name} ${target} ${privilege}`;
        const held = expected.table.get(key)!;
        expect(possible.permissions.has(`table/${target}:${privilege}`), key).toBe(held);
        const isGuarded = rowSecurity && ['select', 'insert', 'update', 'delete'].includes(privilege);
        if (!isGuarded || isOwner || isSuper) {
          expect(sure.permissions.has(`table/${target}:${privilege}`), key).toBe(held);
        } else if (held) fired.byRows += 1;
        fired[held ? 'held' : 'refused'] += 1;
        const hasColumn = facts.grants.some(({ right }) => right.startsWith(`table/${target}(b):`));
        if (!columnPrivileges.includes(privilege) || !hasColumn) continue;
        expect(possible.permissions.has(`table/${target}(b):${privilege}`), `${key} b`).toBe(
          expected.column.get(key)!,
        );
        if (expected.column.get(key) && !held) fired.onColumn += 1;
      }
    }
  }
}

function closure(
  facts: readonly { readonly left: string; readonly right: string }[],
  from: string,
): Set<string> {
  const found = new Set([from]);
  for (const role of found) for (const { left, right } of facts) if (left === role) found.add(right);
  return found;
}

/** One of everything, so that dump and snapshot are compared on it. */
const everything = `
  CREATE ROLE ${prefix}owner; CREATE ROLE "${prefix}Odd "" name" LOGIN PASSWORD 'x'; CREATE ROLE ${prefix}reader;
  CREATE ROLE ${prefix}u LOGIN NOINHERIT; CREATE ROLE ${prefix}v LOGIN CREATEROLE BYPASSRLS REPLICATION;
  GRANT ${prefix}reader TO ${prefix}u WITH ADMIN OPTION; GRANT ${prefix}owner TO ${prefix}v;
  GRANT pg_read_all_data, pg_monitor TO ${prefix}u;
  CREATE SCHEMA acc AUTHORIZATION ${prefix}owner; GRANT USAGE ON SCHEMA acc TO ${prefix}reader;
  CREATE TABLE acc.t (id serial PRIMARY KEY, a int GENERATED BY DEFAULT AS IDENTITY, b text);
  ALTER TABLE acc.t OWNER TO ${prefix}owner;
  GRANT SELECT, UPDATE (b) ON acc.t TO ${prefix}reader WITH GRANT OPTION; GRANT INSERT ON acc.t TO PUBLIC;
  SET ROLE ${prefix}reader; GRANT SELECT ON acc.t TO ${prefix}v; RESET ROLE;
  REVOKE UPDATE ON acc.t FROM ${prefix}owner;
  CREATE TABLE acc."Odd; table" ("c""d" int); GRANT SELECT ("c""d") ON acc."Odd; table" TO ${prefix}reader;
  CREATE VIEW acc.w AS SELECT * FROM acc.t; GRANT SELECT ON acc.w TO "${prefix}Odd "" name";
  CREATE VIEW acc.asking WITH (security_invoker = true) AS SELECT * FROM acc.t; GRANT SELECT ON acc.asking TO PUBLIC;
  CREATE MATERIALIZED VIEW acc.mv AS SELECT 1 AS x; GRANT ALL ON acc.mv TO ${prefix}reader;
  CREATE FUNCTION acc.f(a int, b text DEFAULT 'x;y', VARIADIC c numeric[] DEFAULT '{}') RETURNS int LANGUAGE sql
    SECURITY DEFINER AS $$ SELECT count(*)::int FROM acc.t; $$;
  CREATE FUNCTION acc.any_statement(s text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS
    $x$ BEGIN EXECUTE s; END $x$;
  CREATE FUNCTION acc.standard() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END;
  REVOKE EXECUTE ON FUNCTION acc.f FROM PUBLIC; GRANT EXECUTE ON FUNCTION acc.f TO ${prefix}reader;
  REVOKE EXECUTE ON FUNCTION acc.any_statement FROM PUBLIC; GRANT EXECUTE ON FUNCTION acc.any_statement TO ${prefix}u;
  CREATE AGGREGATE acc.total(int) (sfunc = int4pl, stype = int, initcond = '0');
  CREATE PROCEDURE acc.pr(INOUT x int) LANGUAGE plpgsql AS $body$ BEGIN x := 1; END $body$;
  ALTER TABLE acc.t ENABLE ROW LEVEL SECURITY;
  CREATE POLICY p ON acc.t FOR SELECT TO ${prefix}reader USING (b = current_user);
  CREATE POLICY q ON acc.t FOR INSERT WITH CHECK (true);
  ALTER DEFAULT PRIVILEGES FOR ROLE ${prefix}owner IN SCHEMA acc GRANT SELECT ON TABLES TO ${prefix}reader;
  ALTER DEFAULT PRIVILEGES FOR ROLE ${prefix}owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
  CREATE TYPE acc.e AS ENUM ('a'); CREATE DOMAIN acc.d AS int; REVOKE USAGE ON DOMAIN acc.d FROM PUBLIC;
  CREATE TYPE acc.pair AS (a int, b int); CREATE TYPE acc.span AS RANGE (subtype = int);
  SELECT lo_create(4711); GRANT SELECT ON LARGE OBJECT 4711 TO ${prefix}reader;
  CREATE FOREIGN DATA WRAPPER wr; GRANT USAGE ON FOREIGN DATA WRAPPER wr TO ${prefix}reader;
  CREATE SERVER sv FOREIGN DATA WRAPPER wr; CREATE USER MAPPING FOR ${prefix}u SERVER sv OPTIONS (password 'zz top');
  CREATE FOREIGN TABLE acc.far (a int) SERVER sv; GRANT SELECT ON acc.far TO ${prefix}reader;
  GRANT SET ON PARAMETER work_mem TO ${prefix}reader; GRANT ALTER SYSTEM ON PARAMETER work_mem TO ${prefix}v;
  REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
  CREATE TABLE acc.whole (a int) PARTITION BY LIST (a); CREATE TABLE acc.part PARTITION OF acc.whole FOR VALUES IN (1);
  CREATE TABLE acc.child () INHERITS (acc."Odd; table"); GRANT SELECT, TRUNCATE ON acc.whole TO ${prefix}reader;
  INSERT INTO acc.t (b) VALUES ('GRANT ALL ON x TO u;');
  GRANT EXECUTE ON FUNCTION pg_read_file(text) TO ${prefix}reader; REVOKE SELECT ON pg_settings FROM PUBLIC;
  CREATE RULE r AS ON INSERT TO acc.w DO INSTEAD INSERT INTO acc."Odd; table" VALUES (1);
  CREATE FUNCTION acc.tell() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    $$ BEGIN INSERT INTO acc.t (b) VALUES ('x'); RETURN NEW; END $$;
  CREATE TRIGGER told AFTER INSERT ON acc.whole FOR EACH ROW EXECUTE FUNCTION acc.tell();
  CREATE SEQUENCE acc.s; GRANT USAGE ON SEQUENCE acc.s TO ${prefix}reader; GRANT CREATE ON SCHEMA public TO ${prefix}reader;
`;

describe.skipIf(withoutServer !== null)('a database of everything', () => {
  const database = `${prefix}bank`;
  const there = withoutServer === null ? connectionTo({ database }) : '';

  beforeAll(async () => {
    await connected(async (client) => {
      await clear(client, database);
      await client.query(`CREATE DATABASE ${database}`);
    });
    await connected((client) => client.query(everything), there);
    await connected((client) =>
      client.query(
        `ALTER DATABASE ${database} OWNER TO ${prefix}owner; REVOKE CONNECT ON DATABASE ${database} FROM PUBLIC;
         GRANT CONNECT ON DATABASE ${database} TO ${prefix}reader`,
      ),
    );
  });

  afterAll(async () => {
    await connected((client) => clear(client, database));
  });

  it('is the same by its dumps and by its snapshot', async () => {
    const snapshot = await snapshotPostgres(there);
    expect(snapshot.kind).toBe('ok');
    if (snapshot.kind !== 'ok') return;
    const dump = await program('pg_dump', '--create', '-d', there);
    const roles = await program('pg_dumpall', '--globals-only', '-d', there);
    const bySnapshot = factsOf(imported([snapshot.text]));
    expect(bySnapshot).toEqual(factsOf(imported([roles, dump])));
    expect(factsOf(imported([dump, roles]))).toEqual(bySnapshot);
    expect(bySnapshot.filter((fact) => fact.includes('granted'))).not.toHaveLength(0);
    // Told by another session authorisation, or by statements of rows: the same.
    const otherwise = await program(
      'pg_dump',
      '--create',
      '--use-set-session-authorization',
      '--inserts',
      '-d',
      there,
    );
    expect(factsOf(imported([roles, otherwise]))).toEqual(bySnapshot);
    const cleaning = await program('pg_dump', '--create', '--clean', '--if-exists', '-d', there);
    expect(factsOf(imported([roles, cleaning]))).toEqual(bySnapshot);
    for (const secret of ['zz top', 'SCRAM', 'PASSWORD']) expect(snapshot.text).not.toContain(secret);
  });

  it('has the same verdicts live as from its dumps', async () => {
    const home = mkdtempSync(join(tmpdir(), 'postgres-verdicts-'));
    try {
      writeFileSync(join(home, 'roles.sql'), await program('pg_dumpall', '--roles-only', '-d', there));
      writeFileSync(
        join(home, 'bank.sql'),
        await program('pg_dump', '--create', '--schema-only', '-d', there),
      );
      const verdictsOf = async (...operands: string[]) => {
        const ran = await dutyproof(['check', ...operands, '--pack', 'postgres', '--format', 'json'], {
          workingDirectory: home,
        });
        const { verdicts } = JSON.parse(ran.out) as { verdicts: Record<string, unknown>[] };
        const told = verdicts.map(
          ({ rule, constraint, status, fingerprint }) => `${status} ${rule} ${constraint} ${fingerprint}`,
        );
        return { code: ran.code, told: told.sort() };
      };
      const live = await verdictsOf(there);
      expect(live).toEqual(await verdictsOf('roles.sql', 'bank.sql'));
      expect(live.told.filter((one) => one.startsWith('violated')).length).toBeGreaterThan(0);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  it('is the same at every time', async () => {
    const [first, second] = [await snapshotPostgres(there), await snapshotPostgres(there)];
    expect(first).toEqual(second);
  });

  it('is the same for a user that may only connect', async () => {
    await connected((client) => client.query(`GRANT CONNECT ON DATABASE ${database} TO ${prefix}v`));
    const mine = await snapshotPostgres(there);
    const theirs = await snapshotPostgres(connectionTo({ database, user: `${prefix}v` }));
    expect(mine.kind).toBe('ok');
    if (mine.kind === 'ok' && theirs.kind === 'ok') expect(theirs.text).toBe(mine.text);
    else expect(theirs).toMatchObject({ diagnostic: { code: 'import-connection' } });
  });

  it('says what it may not see', async () => {
    const text = await connected(async (client) => {
      const ask = asking(client);
      return snapshotText((query) => (query.includes('pg_policy') ? Promise.resolve(null) : ask(query)));
    }, there);
    expect(imported([text]).doubts).toContainEqual(
      expect.objectContaining({ reaches: 'everything', reason: expect.stringContaining('policies') }),
    );
  });

  it('is read in part of a dump of the whole server', async () => {
    const all = imported([await program('pg_dumpall', '-d', there)]);
    const facts = new Set(factsOf(all));
    const snapshot = await snapshotPostgres(there);
    if (snapshot.kind !== 'ok') throw new Error('no snapshot');
    const missing = factsOf(imported([snapshot.text])).filter((fact) => !facts.has(fact));
    // Databases that a dump of the whole server has besides bring facts, and take none.
    expect(missing).toEqual([]);
  });

  it('tells when it takes too long', async () => {
    // A catalogue of this database alone: nobody else waits for it.
    const result = await connected(
      (client) =>
        inTransaction(client, async () => {
          await client.query('LOCK TABLE pg_catalog.pg_policy IN ACCESS EXCLUSIVE MODE');
          return snapshotPostgres(there, { timeoutMs: 500 });
        }),
      there,
    );
    expect(result.kind === 'failed' && result.diagnostic.message).toMatch(/time limit/);
  });
});

async function clear(client: pg.Client, database: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  const { rows } = await client.query(
    `SELECT quote_ident(rolname) AS name FROM pg_roles WHERE starts_with(rolname, $1)`,
    [prefix],
  );
  for (const { name } of rows) await client.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
}

describe.skipIf(withoutServer !== null)('a connection that fails', () => {
  it.each([
    ['no such database', () => connectionTo({ database: `${prefix}none` }), /no database/],
    ['no such user', () => connectionTo({ user: `${prefix}nobody` }), /user or the password/],
  ])('is told: %s', async (_, string, message) => {
    const result = await snapshotPostgres(string());
    expect(result).toMatchObject({
      kind: 'failed',
      diagnostic: { code: 'import-connection', severity: 'error' },
    });
    if (result.kind === 'failed') expect(result.diagnostic.message).toMatch(message);
  });
});

/** Statements of dumps, one by one: what they say, what is doubtful, and what is wrong with them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { piecesOf } from '../../src/import/postgres/scan.ts';
import { postgres } from '../../src/import/postgres.ts';
import { locate } from '../../src/source/text.ts';
import { accessOf, factsOf, imported, readTexts, source } from './postgres/access.ts';

const roles = `
CREATE ROLE boss SUPERUSER LOGIN;
CREATE ROLE owner;
CREATE ROLE clerk;
CREATE ROLE ann LOGIN;
CREATE ROLE bob LOGIN NOINHERIT;
GRANT clerk TO ann, bob;
`;
const table = `
CREATE SCHEMA acc; ALTER SCHEMA acc OWNER TO owner;
CREATE TABLE acc.t (a integer, b integer); ALTER TABLE acc.t OWNER TO owner;
`;

/** `ann table/acc.t:select`: whether it is certain (`yes`), possible (`maybe`) or refused (`no`). */
function answer(text: string, user: string, permission: string, map: Record<string, string> = {}): string {
  const facts = imported([roles, text], map, [permission]);
  if (accessOf(facts, user, false).permissions.has(permission)) return 'yes';
  return accessOf(facts, user, true).permissions.has(permission) ? 'maybe' : 'no';
}

describe('the scanner', () => {
  it.each([
    [`a "B;""c" 'it''s; x' E'\\';' -- ;\n /* ; /* ; */ */ $$ ; $$ $tag$ $$ ; $tag$;b;`, 2],
    ['COPY acc.t (a) FROM stdin;\nGRANT x TO y;\n\\.\n\nb;', 2],
    ['CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN b END; END;b;', 2],
    ['CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);b;', 2],
    ['CREATE PROCEDURE f() LANGUAGE sql AS $$ BEGIN; END; $$;BEGIN;END;', 3],
    [`SET standard_conforming_strings = off;a '\\';';b;`, 3],
    ["a /* /* */ ' */;b;", 2],
    [';;;', 0],
    ['SELECT $1;', 1],
    ['\ufeffa;', 1],
  ])('splits %j', (text, count) => {
    const pieces = [...piecesOf(text)];
    expect(pieces.filter(({ kind }) => kind === 'statement')).toHaveLength(count);
    expect(pieces.filter(({ kind }) => kind === 'broken')).toEqual([]);
  });

  it.each([
    [`a 'b`, 2],
    ['a "b', 2],
    ['a /* b', 2],
    ['a $x$ b $y$', 2],
    ['a b', 0],
    ['COPY t FROM stdin;\n1\n2\n', 0],
    ['CREATE FUNCTION f() BEGIN ATOMIC SELECT 1;', 0],
  ])('finds what does not end in %j', (text, start) => {
    expect([...piecesOf(text)].at(-1)).toMatchObject({ kind: 'broken', start });
  });

  it('folds words, and unescapes names', () => {
    const [piece] = [...piecesOf(`GRANT "Ä""x" U&"d\\0061t\\+000061" ÄB;`)];
    expect(piece?.kind === 'statement' && piece.tokens.map(({ value }) => value)).toEqual([
      'grant',
      'Ä"x',
      'data',
      'Äb',
    ]);
  });

  it('reads arguments of commands', () => {
    const [piece] = [...piecesOf(`\\connect -reuse-previous=on "dbname='my ""bank'"\n`)];
    expect(piece).toMatchObject({ words: ['connect', '-reuse-previous=on', `dbname='my "bank'`] });
  });
});

describe('privileges', () => {
  it.each([
    ['GRANT SELECT ON acc.t TO clerk;', 'ann', 'table/acc.t:select', 'yes'],
    ['GRANT SELECT ON acc.t TO clerk;', 'bob', 'table/acc.t:select', 'yes'],
    ['GRANT SELECT ON acc.t TO clerk;', 'ann', 'table/acc.t(b):select', 'yes'],
    ['GRANT SELECT ON acc.t TO clerk;', 'ann', 'table/acc.t:update', 'no'],
    ['GRANT SELECT (a) ON acc.t TO clerk;', 'ann', 'table/acc.t:select', 'no'],
    ['GRANT SELECT (a) ON acc.t TO clerk;', 'ann', 'table/acc.t(a):select', 'yes'],
    ['GRANT SELECT (a), UPDATE (b) ON acc.t TO clerk;', 'ann', 'table/acc.t(b):update', 'yes'],
    ['GRANT ALL ON acc.t TO clerk; REVOKE SELECT ON acc.t FROM clerk;', 'ann', 'table/acc.t:select', 'no'],
    ['GRANT ALL ON acc.t TO clerk; REVOKE SELECT ON acc.t FROM clerk;', 'ann', 'table/acc.t:trigger', 'yes'],
    [
      'GRANT ALL (a) ON acc.t TO clerk; REVOKE ALL ON acc.t FROM clerk;',
      'ann',
      'table/acc.t(a):select',
      'no',
    ],
    ['GRANT ALL PRIVILEGES ON TABLE acc.t TO GROUP clerk;', 'ann', 'table/acc.t:truncate', 'yes'],
    ['GRANT SELECT ON ALL TABLES IN SCHEMA acc TO clerk;', 'ann', 'table/acc.t:select', 'yes'],
    ['GRANT SELECT ON acc.t TO PUBLIC;', 'ann', 'table/acc.t:select', 'yes'],
    ['CREATE ROLE "PUBLIC"; GRANT SELECT ON acc.t TO "PUBLIC";', 'ann', 'table/acc.t:select', 'no'],
    ['', 'boss', 'table/acc.t:select', 'yes'],
    ['', 'boss', 'server:superuser', 'yes'],
    ['', 'ann', 'server:superuser', 'no'],
    ['GRANT owner TO ann;', 'ann', 'table/acc.t:own', 'yes'],
    ['GRANT owner TO ann; REVOKE ALL ON acc.t FROM owner;', 'ann', 'table/acc.t:delete', 'yes'],
    ['GRANT SELECT ON acc.t TO clerk WITH GRANT OPTION;', 'ann', 'table/acc.t:grant-select', 'yes'],
    ['GRANT owner TO ann;', 'ann', 'table/acc.t:grant-select', 'yes'],
    [
      'GRANT SELECT ON acc.t TO clerk WITH GRANT OPTION; REVOKE GRANT OPTION FOR SELECT ON acc.t FROM clerk;',
      'ann',
      'table/acc.t:grant-select',
      'no',
    ],
    // The server refuses to take the option alone while somebody holds by it.
    [
      'CREATE ROLE eve LOGIN; GRANT SELECT ON acc.t TO clerk WITH GRANT OPTION; SET SESSION AUTHORIZATION clerk;' +
        'GRANT SELECT ON acc.t TO eve; RESET SESSION AUTHORIZATION; REVOKE SELECT ON acc.t FROM clerk;',
      'eve',
      'table/acc.t:select',
      'yes',
    ],
    [
      'CREATE ROLE eve LOGIN; GRANT SELECT ON acc.t TO clerk WITH GRANT OPTION;' +
        'GRANT SELECT ON acc.t TO eve GRANTED BY clerk; REVOKE SELECT ON acc.t FROM clerk CASCADE;',
      'eve',
      'table/acc.t:select',
      'no',
    ],
    [
      'GRANT SELECT ON acc.t TO clerk GRANTED BY owner; REVOKE SELECT ON acc.t FROM clerk;',
      'ann',
      'table/acc.t:select',
      'no',
    ],
    [
      '-- Name: FUNCTION x(); Type: ACL; Schema: e; Owner: owner\nGRANT ALL ON FUNCTION e.x() TO clerk;GRANT owner TO ann;',
      'ann',
      'function/e.x():own',
      'yes',
    ],
    ['CREATE SEQUENCE acc.s; GRANT USAGE ON SEQUENCE acc.s TO clerk;', 'ann', 'sequence/acc.s:usage', 'yes'],
    ['CREATE SEQUENCE acc.s; GRANT SELECT ON acc.s TO clerk;', 'ann', 'sequence/acc.s:select', 'yes'],
    ['GRANT CREATE ON SCHEMA acc TO clerk;', 'ann', 'schema/acc:create', 'yes'],
    ['CREATE DATABASE d OWNER owner;', 'ann', 'database/d:connect', 'yes'],
    [
      'CREATE DATABASE d OWNER owner; REVOKE ALL ON DATABASE d FROM PUBLIC;',
      'ann',
      'database/d:connect',
      'no',
    ],
    ['CREATE DATABASE d; GRANT TEMP ON DATABASE d TO clerk;', 'ann', 'database/d:temporary', 'yes'],
    ['CREATE FUNCTION acc.f(a int) RETURNS int;', 'ann', 'function/acc.f(a int):execute', 'yes'],
    [
      'CREATE FUNCTION acc.f(a int DEFAULT 1, b text = (2)) RETURNS int; ALTER FUNCTION acc.f OWNER TO owner; REVOKE ALL ON FUNCTION acc.f FROM PUBLIC;',
      'ann',
      'function/acc.f(a int, b text):execute',
      'no',
    ],
    [
      'CREATE TYPE acc.e AS ENUM (); ALTER TYPE acc.e OWNER TO owner; REVOKE ALL ON TYPE acc.e FROM PUBLIC;',
      'ann',
      'type/acc.e:usage',
      'no',
    ],
    ['GRANT SET, ALTER SYSTEM ON PARAMETER a.b TO clerk;', 'ann', 'parameter/a.b:alter-system', 'yes'],
    ['GRANT pg_read_all_data TO clerk;', 'ann', 'table/acc.t:select', 'yes'],
    ['GRANT pg_read_all_data TO clerk;', 'ann', 'table/acc.t:update', 'no'],
    ['GRANT pg_write_all_data TO clerk;', 'ann', 'table/acc.t:update', 'yes'],
    ['GRANT pg_monitor TO clerk;', 'ann', 'server:pg_read_all_stats', 'yes'],
    ['GRANT clerk TO bob WITH ADMIN OPTION;', 'bob', 'role/clerk:grant', 'yes'],
    ['GRANT clerk TO bob WITH ADMIN OPTION;', 'bob', 'role/clerk:grant-and-use', 'yes'],
    ['GRANT clerk TO bob WITH ADMIN OPTION;', 'ann', 'role/clerk:grant', 'no'],
    ['GRANT owner TO bob WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;', 'bob', 'table/acc.t:own', 'no'],
    [
      'GRANT owner TO bob WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;',
      'bob',
      'role/owner:grant-and-use',
      'no',
    ],
    ['GRANT owner TO bob WITH INHERIT FALSE;', 'bob', 'table/acc.t:own', 'yes'],
    ['GRANT owner TO clerk WITH INHERIT FALSE, SET TRUE;', 'ann', 'table/acc.t:own', 'yes'],
    [
      'CREATE ROLE x; GRANT x TO ann WITH INHERIT TRUE, SET FALSE; GRANT owner TO x WITH INHERIT FALSE;',
      'ann',
      'table/acc.t:own',
      'no',
    ],
    ['GRANT owner TO ann; REVOKE owner FROM ann;', 'ann', 'table/acc.t:own', 'no'],
    ['ALTER GROUP owner ADD USER ann;', 'ann', 'table/acc.t:own', 'yes'],
    ['CREATE ROLE x IN ROLE owner ROLE ann;', 'ann', 'table/acc.t:own', 'yes'],
    [
      'ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA acc GRANT SELECT ON TABLES TO clerk;',
      'ann',
      'table/acc.(future of owner):select',
      'yes',
    ],
    [
      'DROP TABLE acc.t; CREATE TABLE acc.t (a int);GRANT SELECT ON acc.t TO clerk;',
      'ann',
      'table/acc.t:update',
      'maybe',
    ],
  ])('%s — %s %s: %s', (text, user, permission, expected) => {
    expect(answer(table + text, user, permission)).toBe(expected);
  });

  it('lets CREATEROLE grant roles until version 15', () => {
    const text = `${table} CREATE ROLE maker LOGIN CREATEROLE;`;
    expect(answer(text, 'maker', 'role/clerk:grant', { version: '15' })).toBe('yes');
    expect(answer(text, 'maker', 'role/clerk:grant', { version: '16' })).toBe('no');
    expect(answer(text, 'maker', 'role/clerk:grant')).toBe('maybe');
  });

  it('tells the version of a dump of roles from how it writes memberships', () => {
    const dump = (grant: string): string =>
      `-- PostgreSQL database cluster dump\n${table} CREATE ROLE maker LOGIN CREATEROLE; ${grant}\n` +
      '-- PostgreSQL database cluster dump complete\n';
    const user = 'maker';
    expect(answer(dump('GRANT clerk TO owner;'), user, 'role/clerk:grant')).toBe('yes');
    expect(answer(dump('GRANT clerk TO owner WITH INHERIT TRUE;'), user, 'role/clerk:grant')).toBe('no');
  });

  it('begins each file with no database', () => {
    const facts = factsOf(imported([roles, `\\connect bank\n${table}`, 'CREATE TABLE acc.u (a int);']));
    expect(facts.filter((fact) => fact.includes(' table/acc.u:own'))).not.toEqual([]);
    expect(facts.filter((fact) => fact.includes(' table/bank.acc.t:own'))).not.toEqual([]);
  });

  it('knows what the schema public is like in each version', () => {
    const dumped = (version: string): string => `-- Dumped by pg_dump version ${version}\n${table}`;
    expect(answer(dumped('14.2'), 'ann', 'schema/public:create')).toBe('yes');
    expect(answer(dumped('15.2'), 'ann', 'schema/public:create')).toBe('maybe');
    const owned = `CREATE DATABASE d; ALTER DATABASE d OWNER TO clerk;\n\\connect d\n${dumped('15.2')}`;
    expect(answer(owned, 'ann', 'schema/public:create', { database: 'd' })).toBe('yes');
    expect(
      answer(
        `CREATE DATABASE d OWNER owner;\n\\connect d\n${dumped('15.2')}`,
        'ann',
        'schema/d.public:create',
      ),
    ).toBe('no');
  });

  it('names databases, but for the one that is mapped away', () => {
    const text = `\\connect bank\n${table} GRANT SELECT ON acc.t TO clerk;`;
    expect(answer(text, 'ann', 'table/bank.acc.t:select')).toBe('yes');
    expect(answer(text, 'ann', 'table/acc.t:select', { database: 'bank' })).toBe('yes');
  });

  it('sets superusers apart', () => {
    expect(answer(table, 'boss', 'server:superuser', { superusers: 'apart' })).toBe('yes');
    expect(answer(table, 'boss', 'table/acc.t:own', { superusers: 'apart' })).toBe('no');
  });
});

describe('what is possible', () => {
  const granted = `${table} GRANT SELECT, UPDATE ON acc.t TO clerk;`;

  it.each([
    ['ALTER TABLE acc.t ENABLE ROW LEVEL SECURITY;', 'select', 'maybe'],
    [
      'ALTER TABLE acc.t ENABLE ROW LEVEL SECURITY; ALTER TABLE acc.t DISABLE ROW LEVEL SECURITY;',
      'select',
      'yes',
    ],
    ['ALTER TABLE acc.t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON acc.t USING (true);', 'select', 'yes'],
    [
      'ALTER TABLE acc.t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON acc.t FOR SELECT USING (true);',
      'update',
      'maybe',
    ],
    [
      'ALTER TABLE acc.t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON acc.t TO clerk USING (true);',
      'select',
      'maybe',
    ],
    [
      'ALTER TABLE acc.t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON acc.t USING (true);' +
        'CREATE POLICY q ON acc.t AS RESTRICTIVE USING (a > 1);',
      'select',
      'maybe',
    ],
    [
      'ALTER TABLE acc.t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON acc.t USING (true) WITH CHECK (a > 1);',
      'update',
      'maybe',
    ],
    ['ALTER TABLE acc.t ENABLE ROW LEVEL SECURITY; GRANT owner TO ann;', 'select', 'yes'],
    ['ALTER TABLE acc.t ENABLE ROW LEVEL SECURITY; ALTER ROLE ann BYPASSRLS;', 'select', 'yes'],
    ['ALTER TABLE acc.t ENABLE ROW LEVEL SECURITY; ALTER ROLE ann BYPASSRLS;', 'delete', 'no'],
  ])('by rows: %s %s: %s', (text, privilege, expected) => {
    expect(answer(granted + text, 'ann', `table/acc.t:${privilege}`)).toBe(expected);
  });

  it.each([
    [
      'CREATE VIEW acc.v AS SELECT a FROM acc.t; ALTER TABLE acc.v OWNER TO owner; GRANT SELECT ON acc.v TO ann;',
      'maybe',
    ],
    [
      'CREATE VIEW acc.v AS SELECT a FROM acc.t; ALTER TABLE acc.v OWNER TO owner;' +
        'CREATE VIEW acc.w AS SELECT a FROM acc.v; ALTER TABLE acc.w OWNER TO owner; GRANT SELECT ON acc.w TO ann;',
      'maybe',
    ],
    [
      "CREATE VIEW acc.v WITH (security_invoker='true') AS SELECT a FROM acc.t; ALTER TABLE acc.v OWNER TO owner;" +
        'GRANT SELECT ON acc.v TO ann;',
      'no',
    ],
    [
      'CREATE VIEW acc.v AS SELECT a FROM acc.t; ALTER TABLE acc.v OWNER TO clerk; GRANT SELECT ON acc.v TO ann;',
      'no',
    ],
    ['CREATE VIEW acc.v AS SELECT 1; ALTER TABLE acc.v OWNER TO owner; GRANT SELECT ON acc.v TO ann;', 'no'],
    [
      'CREATE TABLE acc.p (a int) PARTITION BY LIST (a); ALTER TABLE acc.p OWNER TO clerk; GRANT SELECT ON acc.p TO ann;' +
        'ALTER TABLE ONLY acc.p ATTACH PARTITION acc.t FOR VALUES IN (1);',
      'maybe',
    ],
    [
      'CREATE FUNCTION acc.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT a FROM acc.t $$;' +
        'ALTER FUNCTION acc.f() OWNER TO owner;',
      'maybe',
    ],
    [
      'CREATE FUNCTION acc.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT a FROM acc.t $$;' +
        'ALTER FUNCTION acc.f() OWNER TO owner; REVOKE ALL ON FUNCTION acc.f() FROM PUBLIC;',
      'no',
    ],
    [
      'CREATE FUNCTION acc.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$;' +
        'ALTER FUNCTION acc.f() OWNER TO owner;',
      'no',
    ],
    [
      'CREATE FUNCTION acc.f() RETURNS void LANGUAGE sql SECURITY DEFINER AS $$ INSERT INTO acc.t VALUES (1) $$;' +
        'ALTER FUNCTION acc.f() OWNER TO owner;',
      'no',
    ],
    [
      'CREATE FUNCTION acc.f() RETURNS void LANGUAGE sql SECURITY DEFINER AS $$ DELETE FROM ONLY acc.t $$;' +
        'ALTER FUNCTION acc.f() OWNER TO owner;',
      'maybe',
    ],
    [
      'CREATE FUNCTION acc.f() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS ' +
        '$$ DECLARE t int; BEGIN INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING; END $$; ALTER FUNCTION acc.f() OWNER TO owner;',
      'maybe',
    ],
    [
      'CREATE FUNCTION acc.g() RETURNS int LANGUAGE sql AS $$ SELECT a FROM acc.t $$; ALTER FUNCTION acc.g() OWNER TO owner;' +
        'CREATE FUNCTION acc.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT acc.g() $$;' +
        'ALTER FUNCTION acc.f() OWNER TO owner;',
      'maybe',
    ],
    [
      'CREATE FUNCTION acc.f(s text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN EXECUTE s; END $$;' +
        'ALTER FUNCTION acc.f(s text) OWNER TO owner;',
      'maybe',
    ],
    [
      "CREATE FUNCTION acc.f() RETURNS int LANGUAGE c SECURITY DEFINER AS 'lib', 'f'; ALTER FUNCTION acc.f() OWNER TO boss;",
      'maybe',
    ],
    [
      'CREATE FUNCTION acc.f() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN DELETE FROM acc.t; END $$;' +
        'ALTER FUNCTION acc.f() OWNER TO owner; REVOKE ALL ON FUNCTION acc.f() FROM PUBLIC; CREATE TABLE acc.u (a int);' +
        'ALTER TABLE acc.u OWNER TO owner; GRANT INSERT ON acc.u TO ann;' +
        'CREATE TRIGGER x BEFORE INSERT ON acc.u FOR EACH ROW EXECUTE FUNCTION acc.f();',
      'maybe',
    ],
  ])('by ways to more rights: %s %s', (text, expected) => {
    expect(answer(table + text, 'ann', 'table/acc.t:select')).toBe(expected);
  });

  it.each([
    ['SELECT do_something();', 'what a query calls'],
    ['DO $$ BEGIN END $$;', 'what `DO`'],
    ['CREATE SOMETHING new;', 'what `CREATE SOMETHING`'],
    ['SECURITY LABEL ON ROLE ann IS NULL;', 'security label'],
    ['\\i other.sql\n', 'what `\\i`'],
    ["UPDATE pg_catalog.pg_authid SET rolsuper = true WHERE rolname = 'ann';", 'rows of the catalogue'],
  ])('by statements that are not known: %s', (text, reason) => {
    const doubts = imported([roles, text]).doubts.filter(({ reaches }) => reaches === 'everything');
    expect(doubts).toHaveLength(1);
    expect(doubts[0]!.reason).toContain(reason);
  });

  it.each([
    'SET statement_timeout = 0;',
    "SELECT pg_catalog.setval('acc.s', 1, false);",
    "COMMENT ON ROLE ann IS 'GRANT owner TO ann;';",
    "INSERT INTO acc.t VALUES (1, 'GRANT');",
    'CREATE INDEX i ON acc.t USING btree (a);',
    'CREATE PUBLICATION p FOR ALL TABLES;',
    "CREATE USER MAPPING FOR ann SERVER s OPTIONS (password 'x');",
    'ALTER TABLE ONLY acc.t ADD CONSTRAINT k PRIMARY KEY (a);',
    "ALTER ROLE ann SET search_path TO 'x';",
    '\\restrict abc\n',
    'COPY acc.t (a) FROM stdin;\nGRANT owner TO ann;\n\\.\n',
    'BEGIN; COMMIT;',
  ])('not by statements that give nothing: %s', (text) => {
    expect(factsOf(imported([roles, table + text]))).toEqual(factsOf(imported([roles, table])));
  });

  it('where no text says who owns something', () => {
    expect(answer('CREATE TABLE acc.t (a int);', 'ann', 'table/acc.t:delete')).toBe('maybe');
  });

  it('of what is created behind default privileges', () => {
    const defaults = 'ALTER DEFAULT PRIVILEGES FOR ROLE owner GRANT SELECT ON TABLES TO ann;';
    const after = imported([`${roles}${defaults}${table}`]).doubts.map(({ reaches }) => reaches);
    expect(after).toContain('permissions');
    const before = imported([`${roles}${table}${defaults}`]).doubts.map(({ reaches }) => reaches);
    expect(before).not.toContain('permissions');
  });
});

describe('what is wrong', () => {
  const place = (text: string): string[] => {
    const result = readTexts([text]);
    if (result.kind === 'ok') return [];
    return result.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(
        ({ code, span }) =>
          `${code} ${span === undefined ? '' : `${locate(span).line}:${locate(span).column}`}`,
      );
  };

  it.each([
    [`CREATE ROLE a;\nGRANT 'a' TO b;`, ['import-syntax 2:7']],
    ['CREATE ROLE a;\nGRANT a b TO a', ['import-syntax 2:1']],
    ['CREATE ROLE a;\nGRANT SELECT ON t FROM a;', ['import-syntax 2:19']],
    ['CREATE ROLE a;\nGRANT FLY ON t TO a;', ['import-unsupported 2:1']],
    [
      'CREATE ROLE a;\nALTER ROLE a WITH WINGS;\nCREATE ROLE b MAYBE;',
      ['import-syntax 2:19', 'import-syntax 3:15'],
    ],
    ['CREATE ROLE a;\nGRANT a TO b;', ['import-reference 2:1']],
    ['CREATE ROLE a;\nCREATE ROLE b;\nGRANT a TO b;\nGRANT b TO a;', ['import-syntax 4:1']],
    ['CREATE TABLE t (a int);', ['import-reference 1:1']],
    ['CREATE ROLE a;\nALTER TABLE t RENAME TO u;', ['import-unsupported 2:1']],
    ['CREATE ROLE a;\nREASSIGN OWNED BY a TO b;', ['import-unsupported 2:1']],
    ['CREATE ROLE a;\nGRANT SELECT ON t TO CURRENT_USER;', ['import-unsupported 2:22']],
    ['-- PostgreSQL database cluster dump\nCREATE ROLE a;\n', ['import-syntax 1:1']],
    ['CREATE ROLE "[SUPERUSER]";', ['import-unsupported 1:13']],
  ])('%j', (text, expected) => {
    expect(place(text)).toEqual(expected);
  });

  it('is the same object in two files of no known database', () => {
    const result = readTexts([roles + table, table]);
    expect(result.kind === 'failed' && result.diagnostics[0]!.code).toBe('import-mapping');
  });

  it('never shows a password', () => {
    const secret = 'hunter2secret';
    for (const text of [
      `CREATE ROLE a PASSWORD '${secret}' WINGS;`,
      `CREATE ROLE a '${secret}';`,
      `CREATE ROLE a; ALTER ROLE a PASSWORD E'${secret}' '${secret}';`,
    ]) {
      const result = readTexts([text]);
      expect(result.kind).toBe('failed');
      if (result.kind === 'failed')
        expect(result.diagnostics.map(({ message }) => message).join()).not.toContain(secret);
    }
  });
});

it('is told from the content', () => {
  expect(postgres.detects(source('--\n-- PostgreSQL database cluster dump\n--\n'))).toBe(true);
  expect(postgres.detects(source('-- dutyproof snapshot of PostgreSQL\n'))).toBe(true);
  expect(postgres.detects(source('CREATE ROLE a;\nGRANT a TO b;\n'))).toBe(true);
  expect(postgres.detects(source('policy: x\n# CREATE ROLE a;\n'))).toBe(false);
  expect(postgres.detects(source('SELECT 1;'))).toBe(false);
});

describe('any text', () => {
  const whole = `${roles}${table}-- Name: x; Type: ACL; Schema: acc; Owner: owner
GRANT SELECT (a), UPDATE ON TABLE acc.t TO clerk WITH GRANT OPTION GRANTED BY owner;
CREATE FUNCTION acc.f(a int DEFAULT 1) RETURNS int LANGUAGE sql SECURITY DEFINER AS $x$ SELECT a FROM acc.t; $x$;
CREATE VIEW acc.v AS SELECT a FROM acc.t; CREATE POLICY p ON acc.t FOR SELECT TO ann USING (a > 1);
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA acc GRANT SELECT ON TABLES TO clerk;
COPY acc.t (a) FROM stdin;
1
\\.
\\connect "b c"
CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; END; REVOKE ALL ON FUNCTION g() FROM PUBLIC CASCADE;
`;
  const bits = [
    '"',
    "'",
    '$$',
    '$x$',
    '(',
    ')',
    ';',
    '\\',
    '--',
    '/*',
    '*/',
    ',',
    '.',
    '\u0000',
    '\ud800',
    'GRANT ',
    'TO ',
    ' ON ',
  ];

  it('gives a result, and never an exception', () => {
    let ok = 0;
    let failed = 0;
    const edits = fc.array(
      fc.record({
        at: fc.nat({ max: whole.length }),
        cut: fc.nat({ max: 30 }),
        put: fc.constantFrom('', ...bits),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(edits, (changes) => {
        let text = whole;
        for (const { at, cut, put } of changes) text = text.slice(0, at) + put + text.slice(at + cut);
        const result = readTexts([text]);
        if (result.kind === 'ok') ok += 1;
        else failed += 1;
        if (result.kind === 'failed') {
          for (const { span } of result.diagnostics) {
            expect(span === undefined || (span.start >= 0 && span.end <= span.file.text.length)).toBe(true);
          }
        }
      }),
      { numRuns: Number(process.env.DUTYPROOF_CASES ?? 250) },
    );
    expect(Math.min(ok, failed)).toBeGreaterThan(30);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void readTexts([text])),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...bits, 'a', ' ', 'CREATE ', 'ROLE '), { maxLength: 60 }),
        (parts) => {
          readTexts([parts.join('')]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes time in proportion to its length', () => {
    const long = (part: string, count: number): string => part.repeat(count);
    for (const text of [
      long('"', 200_001),
      long("'", 200_001),
      long('$', 200_000),
      long('$a', 100_000),
      long('/*', 100_000),
      long('(', 200_000),
      long('COPY t FROM stdin;\n', 10_000),
      long('\\', 200_000),
      `${roles}${long('GRANT clerk TO ann;\n', 20_000)}`,
      `${roles}${table}${long('GRANT SELECT ON acc.t TO clerk;\n', 20_000)}`,
      `${roles}${Array.from({ length: 5000 }, (_, index) => `CREATE TABLE s.t${index} (a int);`).join('\n')}`,
    ]) {
      const started = performance.now();
      readTexts([text]);
      expect(performance.now() - started).toBeLessThan(5000);
    }
  });
});

describe('statements that no dump has', () => {
  const definer = `SECURITY DEFINER AS 'SELECT a FROM acc.t'`;
  const routine = `CREATE OR REPLACE FUNCTION acc.f() RETURNS int LANGUAGE sql`;
  const guarded = `GRANT SELECT ON acc.t TO clerk; ALTER TABLE acc.t ENABLE ROW LEVEL SECURITY;
    CREATE POLICY p ON acc.t USING (true);`;
  it.each([
    ['ALTER TABLE acc.t ADD COLUMN c numeric(3, 1), OWNER TO ann;', 'table/acc.t:own', 'yes'],
    ['ALTER TABLE acc.t ADD CHECK (a IN (1, 2)), ADD COLUMN owner text;', 'table/acc.t:own', 'no'],
    [`${routine} AS 'SELECT 1'; ${routine} ${definer};`, 'table/acc.t:select', 'maybe'],
    [`${routine} ${definer}; ${routine} AS 'SELECT 1';`, 'table/acc.t:select', 'no'],
    [
      'SET SESSION AUTHORIZATION ann; SET ROLE clerk; RESET ROLE; CREATE TABLE acc.x (a int);',
      'table/acc.x:own',
      'yes',
    ],
    [
      'SET ROLE ann; SET SESSION AUTHORIZATION DEFAULT; CREATE TABLE acc.x (a int);',
      'table/acc.x:own',
      'maybe',
    ],
    ['GRANT SELECT ON acc.t TO "public";', 'table/acc.t:select', 'yes'],
    ['GRANT SELECT ON acc.t TO ann;\n\\q\nREVOKE SELECT ON acc.t FROM ann;', 'table/acc.t:select', 'yes'],
    [guarded, 'table/acc.t:select', 'yes'],
    [`${guarded} ALTER POLICY p ON acc.t TO owner;`, 'table/acc.t:select', 'maybe'],
    [`${guarded} DROP POLICY IF EXISTS p ON acc.t;`, 'table/acc.t:select', 'maybe'],
    [
      'GRANT UPDATE ON acc.x TO owner; GRANT UPDATE ON ALL TABLES IN SCHEMA acc TO ann;',
      'table/acc.x:update',
      'yes',
    ],
  ])('%s', (text, permission, expected) => {
    expect(answer(table + text, 'ann', permission)).toBe(expected);
  });

  it.each([
    ['COPY pg_catalog.pg_auth_members FROM stdin;\n1\n\\.\n', 'everything'],
    ['GRANT UPDATE ON ALL TABLES IN SCHEMA elsewhere TO ann;', 'permissions'],
    [
      `CREATE VIEW acc.v WITH (security_invoker='true') AS SELECT a FROM acc.t;
      ALTER VIEW acc.v SET (security_invoker='false');`,
      'permissions',
    ],
    [
      `CREATE VIEW acc.v WITH (security_invoker='true') AS SELECT a FROM acc.t;
      ALTER VIEW acc.v RESET (security_invoker);`,
      'permissions',
    ],
    [`CREATE FUNCTION acc.g() RETURNS int LANGUAGE plperlu SECURITY DEFINER AS 'x';`, 'permissions'],
  ])('%s is doubtful', (text, reaches) => {
    expect(imported([roles, table + text]).doubts.map((doubt) => doubt.reaches)).toContain(reaches);
  });

  it.each([
    'BEGIN; SET LOCAL ROLE ann; COMMIT;',
    'SET LOCAL SESSION AUTHORIZATION ann;',
    'SET LOCAL search_path = acc;',
  ])('%s is refused', (text) => {
    expect(readTexts([roles, text]).kind).toBe('failed');
  });

  it.each(['BEGIN; REVOKE clerk FROM ann; ROLLBACK;', 'BEGIN; REVOKE clerk FROM ann; ABORT;'])(
    '%s takes statements back, and is refused',
    (text) => {
      expect(readTexts([roles, text]).kind).toBe('failed');
    },
  );

  it.each([
    ['15.4', 'GRANT owner TO ann WITH SET FALSE; ALTER ROLE ann NOINHERIT;', false],
    ['16.1', 'GRANT owner TO ann WITH SET FALSE; ALTER ROLE ann NOINHERIT;', true],
    ['16.1', 'ALTER ROLE ann NOINHERIT; GRANT owner TO ann WITH SET FALSE; ALTER ROLE ann INHERIT;', false],
  ])('in version %s, %s', (version, text, expected) => {
    const facts = imported([roles, `-- Dumped from database version ${version}\n${table}${text}`]);
    expect(accessOf(facts, 'ann', false).permissions.has('table/acc.t:own')).toBe(expected);
  });

  it('takes back a membership by its grantor as the version does', () => {
    const text = 'GRANT owner TO ann GRANTED BY bob; REVOKE owner FROM ann;';
    const from = (version: string): string => `-- Dumped from database version ${version}\n`;
    const isOwner = (head: string): boolean =>
      accessOf(imported([roles, `${head}${table}${text}`]), 'ann', false).permissions.has('table/acc.t:own');
    expect([isOwner(from('15.4')), isOwner(from('16.1'))]).toEqual([false, true]);
    expect(readTexts([roles, text]).kind).toBe('failed');
  });
});

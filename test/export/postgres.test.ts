/** What is written for PostgreSQL, on a real server where there is one; everywhere, that names cannot leave their quotes. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import type pg from 'pg';
import { describe, expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import type { Finding } from '../../src/export/findings.ts';
import { permissionCondition } from '../../src/export/postgres/text.ts';
import { postgresExporter } from '../../src/export/postgres.ts';
import { postgresTestExporter, postgresTests } from '../../src/export/postgres-test.ts';
import { importers } from '../../src/import/importers.ts';
import { piecesOf } from '../../src/import/postgres/scan.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { nodeFiles } from '../../src/source/files.ts';
import { type Graph, graphs, roleName, statementsOf, tableName } from '../import/postgres/graph.ts';
import { may, mayAct } from '../import/postgres/oracle.ts';
import { connected, inTransaction, withoutServer } from '../import/postgres/server.ts';
import { hostileName } from './hostile.ts';

const policyOf = (sets: readonly Excluded[]) =>
  buildPolicy({
    users: ['u'],
    undeclared: 'declare',
    assignments: [['u', 'r']],
    grants: [['r', 'table/a.t:select']],
    constraints: sets.map(({ over, elements, limit, relation }, index) => ({
      kind: 'exclusion',
      id: `c${index}`,
      over,
      relation,
      sets: [{ members: [...elements], limit }],
    })),
  });

interface Excluded {
  readonly over: 'role' | 'permission';
  readonly elements: readonly string[];
  readonly limit: number;
  readonly relation: 'static' | 'dynamic';
}

const findingOf = (user: string, { over, elements, limit }: Excluded): Finding => ({
  rule: over === 'role' ? 'static-sod' : 'permission-sod',
  id: 'c',
  fingerprint: '0123456789abcdef',
  sentence: `${user} has too much`,
  repair: null,
  user,
  over,
  elements,
  limit,
});

test('names stay in their quotes', () => {
  const written = (names: readonly string[]): readonly string[] => {
    const set = { over: 'role', elements: names, limit: 2, relation: 'static' } as const;
    const rules = postgresExporter.write(policyOf([set]), []).files[0]!.text;
    const tests = postgresTests(policyOf([]), [findingOf(names[0]!, set)]).files[0]!.text;
    return [...piecesOf(rules), ...piecesOf(tests)].flatMap((piece) =>
      piece.kind === 'statement'
        ? [piece.tokens.map(({ kind, value }) => (kind === 'string' ? '' : value)).join(' ')]
        : [],
    );
  };
  const plain = written(['kim', 'lee']);
  let counted = 0;
  fc.assert(
    fc.property(fc.uniqueArray(hostileName, { minLength: 2, maxLength: 2 }), (names) => {
      const usable = names.every(
        (name) => Buffer.byteLength(name) <= 63 && !name.startsWith('[') && name !== 'public',
      );
      if (!usable) return;
      counted += 1;
      // The order of the roles is that of their names, and nothing else may differ.
      expect(written(names)).toEqual(plain);
    }),
    { numRuns: 200 },
  );
  expect(counted).toBeGreaterThan(100);
});

test.each([
  ['table/acc.t:select', true],
  ['table/bank.acc."My ""t":own', true],
  ['table/acc.t(b):update', true],
  ['table/acc.t(b):own', false],
  ['table/acc.(future of owner):select', false],
  ['table/acc.t:fly', false],
  ['table/t:select', false],
  ['sequence/acc.s:usage', true],
  ['schema/acc:usage', true],
  ['database/bank:connect', true],
  ['role/clerk:grant', true],
  ['server:bypassrls', true],
  ['server:nothing', false],
  ['function/acc.f():execute', false],
  ['invoice:pay', false],
])('a server can be asked for %s: %s', (permission, expected) => {
  expect(permissionCondition(permission, 'r.oid') !== null).toBe(expected);
});

test('what a server cannot be asked for is told', () => {
  const sets: Excluded[] = [
    { over: 'role', elements: ['[SUPERUSER]', 'b'], limit: 2, relation: 'static' },
    { over: 'permission', elements: ['invoice:pay', 'invoice:make'], limit: 2, relation: 'static' },
  ];
  const { remarks } = postgresExporter.write(policyOf(sets), []);
  expect(remarks).toEqual([
    'a set of c0 is not in it, because [SUPERUSER] can be no role of a server',
    'a set of c1 is not in it, because invoice:pay is nothing that a server can be asked for',
  ]);
  expect(
    postgresTests(
      policyOf([]),
      sets.map((set) => findingOf('kim', set)),
    ).remarks,
  ).toHaveLength(2);
});

const prefix = 'dutyproof_sod_';

/** A generated server without superusers, and sets over its roles and its tables. */
const servers = graphs(false).chain((graph) => {
  const roles = graph.roles.map((_, index) => roleName(prefix, index));
  const permissions = graph.tables.flatMap((_, index) =>
    ['select', 'insert', 'update', 'delete'].map(
      (privilege) => `table/${tableName(prefix, index)}:${privilege}`,
    ),
  );
  const setOf = (over: Excluded['over'], names: readonly string[]): fc.Arbitrary<Excluded> =>
    fc.uniqueArray(fc.constantFrom(...names), { minLength: 2, maxLength: 4 }).chain((elements) =>
      fc.record({
        over: fc.constant(over),
        elements: fc.constant(elements),
        limit: over === 'role' ? fc.integer({ min: 2, max: elements.length }) : fc.constant(2),
        relation: fc.constantFrom('static' as const, 'dynamic' as const),
      }),
    );
  return fc.record({
    graph: fc.constant({ ...graph, roles: graph.roles.map((role) => ({ ...role, superuser: false })) }),
    sets: fc.array(fc.oneof(setOf('role', roles), setOf('permission', permissions)), {
      minLength: 1,
      maxLength: 3,
    }),
    granted: fc.record({
      role: fc.nat({ max: graph.roles.length - 1 }),
      member: fc.nat({ max: graph.roles.length - 1 }),
    }),
  });
});

/** Of the elements, those that the user has; with `session`, while that role is set. */
function heldOf(graph: Graph, user: number, set: Excluded, session: number | null): readonly string[] {
  const alone = session === null ? graph : onlyInherited(graph);
  const from = session ?? user;
  return set.elements.filter((element) => {
    if (set.over === 'role') {
      const acting = mayAct(alone, from);
      return [...acting].some((role) => roleName(prefix, role) === element);
    }
    const [, table, privilege] = element.match(/t(\d+):(.*)$/)!;
    return may(alone, from, Number(table), privilege!, false);
  });
}

/** The same without `SET ROLE`: what is left is inherited. */
function onlyInherited(graph: Graph): Graph {
  const edges = graph.edges.map((edge) => ({
    ...edge,
    set: false,
    inherit: graph.roles[edge.member]!.inherit,
  }));
  return { ...graph, edges, stated: true };
}

function expectedOf(graph: Graph, sets: readonly Excluded[]): Set<string> {
  const expected = new Set<string>();
  for (const [index, set] of sets.entries()) {
    for (const [user, { login }] of graph.roles.entries()) {
      if (!login) continue;
      if (set.relation === 'static') {
        if (heldOf(graph, user, set, null).length >= set.limit) expected.add(`c${index} ${user}`);
        continue;
      }
      const all = { ...graph, roles: graph.roles.map((role) => ({ ...role, inherit: false })) };
      for (const session of mayAct(all, user)) {
        if (heldOf(graph, user, set, session).length >= set.limit) expected.add(`c${index} ${user}`);
      }
    }
  }
  return expected;
}

async function violationsOf(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query(
    'SELECT id, user_name FROM dutyproof.violations WHERE starts_with(user_name, $1)',
    [prefix],
  );
  return new Set<string>(rows.map(({ id, user_name }) => `${id} ${user_name.slice(`${prefix}r`.length)}`));
}

/** What an exporter wrote, within the transaction that is open. */
const within = (text: string): string => text.replace(/^(?:BEGIN|COMMIT);$/gm, '');

async function attempt(
  client: pg.Client,
  text: string,
): Promise<{ readonly code: string; readonly message: string } | null> {
  await client.query('SAVEPOINT attempt');
  try {
    await client.query(text);
    return null;
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT attempt');
    return error as { code: string; message: string };
  }
}

describe.skipIf(withoutServer !== null)(
  `on a server${withoutServer === null ? '' : ` (${withoutServer})`}`,
  () => {
    test('the view, the function and the tests judge as the definition does', async () => {
      const fired = {
        violated: 0,
        clean: 0,
        dynamic: 0,
        refused: 0,
        granted: 0,
        testFails: 0,
        testPasses: 0,
      };
      await connected((client) =>
        fc.assert(
          fc.asyncProperty(servers, ({ graph, sets, granted }) =>
            inTransaction(client, async () => {
              for (const statement of statementsOf(graph, prefix)) await client.query(statement);
              await client.query(within(postgresExporter.write(policyOf(sets), []).files[0]!.text));
              const expected = expectedOf(graph, sets);
              expect(await violationsOf(client)).toEqual(expected);
              fired[expected.size > 0 ? 'violated' : 'clean'] += 1;
              for (const [index, set] of sets.entries()) {
                const isFound = [...expected].some((one) => one.startsWith(`c${index} `));
                if (set.relation === 'dynamic' && isFound) fired.dynamic += 1;
              }
              for (const [user, { login }] of graph.roles.entries()) {
                const set = sets[0]!;
                if (!login) continue;
                const text = postgresTests(policyOf([]), [findingOf(roleName(prefix, user), set)]).files[0]!
                  .text;
                const failed = await attempt(client, text);
                if (failed !== null) expect(failed.code).toBe('23000');
                expect(failed !== null).toBe(heldOf(graph, user, set, null).length >= set.limit);
                fired[failed === null ? 'testPasses' : 'testFails'] += 1;
              }
              await tryGrant(client, graph, sets, granted, fired);
            }),
          ),
          { numRuns: Number(process.env.DUTYPROOF_CASES ?? 60) },
        ),
      );
      for (const [name, count] of Object.entries(fired)) expect(count, name).toBeGreaterThan(0);
    });

    test('a counterexample of the scenario fails, and passes once it is repaired', async () => {
      const scenario = resolve(import.meta.dirname, '../../scenarios/postgres');
      const read = await readPolicy('payments.policy.yaml', nodeFiles(scenario), { importers });
      if (read.kind === 'failed') throw new Error(read.diagnostics.map(({ message }) => message).join());
      const { verdicts } = await checkPolicy(read.value, { only: postgresTestExporter.rules });
      const exported = postgresTestExporter.write(read.value, verdicts);
      const text = exported.files[0]!.text;
      expect(text.match(/^DO /gm)).toHaveLength(2);
      const statements = (file: string): string =>
        readFileSync(resolve(scenario, file), 'utf8').replace(/^(?:CREATE DATABASE|\\connect).*$/gm, '');
      await connected((client) =>
        inTransaction(client, async () => {
          await client.query(statements('setup.sql'));
          await client.query(within(postgresExporter.write(read.value, verdicts).files[0]!.text));
          const { rows } = await client.query('SELECT DISTINCT user_name FROM dutyproof.violations');
          expect(rows).toEqual([{ user_name: 'lee' }]);
          expect(await attempt(client, text)).toMatchObject({
            code: '23000',
            message: expect.stringContaining('lee'),
          });
          for (const block of text.split(/^(?=DO )/m).slice(1)) {
            expect(await attempt(client, block)).toMatchObject({ code: '23000' });
          }
          await client.query(statements('repair.sql'));
          expect(await attempt(client, text)).toBeNull();
          expect((await client.query('SELECT * FROM dutyproof.violations')).rows).toEqual([]);
          const refused = await attempt(client, `SELECT dutyproof.grant_role('payments_clerk', 'lee')`);
          expect(refused).toMatchObject({
            code: '23000',
            message: expect.stringContaining('clerks-and-approvers'),
          });
          expect(
            await attempt(client, `SELECT dutyproof.grant_role('payments_clerk', 'park')`),
          ).not.toBeNull();
          expect(
            await attempt(client, `SELECT dutyproof.grant_role('payments_approver', 'park')`),
          ).toBeNull();
        }),
      );
    });
  },
);

async function tryGrant(
  client: pg.Client,
  graph: Graph,
  sets: readonly Excluded[],
  { role, member }: { readonly role: number; readonly member: number },
  fired: { refused: number; granted: number },
): Promise<void> {
  if (member <= role || graph.edges.some((edge) => edge.role === role && edge.member === member)) return;
  const edges = [...graph.edges, { role, member, admin: false, inherit: true, set: true }];
  const before = detailsOf(graph, sets);
  const isWorse = [...detailsOf({ ...graph, edges }, sets)].some((one) => !before.has(one));
  const call = `SELECT dutyproof.grant_role('${roleName(prefix, role)}', '${roleName(prefix, member)}')`;
  const refused = await attempt(client, call);
  expect(refused !== null).toBe(isWorse);
  fired[refused === null ? 'granted' : 'refused'] += 1;
  const { rows } = await client.query('SELECT pg_has_role($1::name, $2::name, $3) AS member', [
    roleName(prefix, member),
    roleName(prefix, role),
    'MEMBER',
  ]);
  expect(rows[0].member).toBe(refused === null || mayAct(graph, member).has(role));
}

/** Violations with all that the user has of the set, and in which session. */
function detailsOf(graph: Graph, sets: readonly Excluded[]): Set<string> {
  const details = new Set<string>();
  for (const [index, set] of sets.entries()) {
    for (const [user, { login }] of graph.roles.entries()) {
      if (!login) continue;
      const unset = { ...graph, roles: graph.roles.map((role) => ({ ...role, inherit: false })) };
      const sessions = set.relation === 'static' ? [null] : [...mayAct(unset, user)];
      for (const session of sessions) {
        const held = heldOf(graph, user, set, session);
        if (held.length >= set.limit) details.add([index, user, session, ...[...held].sort()].join(' '));
      }
    }
  }
  return details;
}

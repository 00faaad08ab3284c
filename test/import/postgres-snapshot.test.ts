/** Snapshots of servers that are not at hand: what the catalogue would answer is made up. */

import { expect, test } from 'vitest';
import { type Ask, snapshotText } from '../../src/import/postgres/snapshot.ts';
import { type AclEntry, aclStatements } from '../../src/import/postgres/snapshot-acl.ts';
import * as queries from '../../src/import/postgres/snapshot-queries.ts';
import { accessOf, imported } from './postgres/access.ts';

const role = (name: string, login: boolean): Record<string, unknown> => ({
  name,
  rolsuper: false,
  rolinherit: true,
  rolcreaterole: name === 'maker',
  rolcreatedb: false,
  rolcanlogin: login,
  rolreplication: false,
  rolbypassrls: false,
});

test('memberships of version 16 keep their options', async () => {
  const membership = (
    member: string,
    admin: boolean,
    inherit: boolean,
    set: boolean,
  ): Record<string, unknown> => ({
    role: 'clerk',
    member,
    grantor: 'maker',
    admin_option: admin,
    inherit_option: inherit,
    set_option: set,
  });
  const answers = new Map<string, readonly Record<string, unknown>[]>([
    [queries.server, [{ version_num: '160004', version: '16.4', database: `my "odd" ba'nk\\` }]],
    [
      queries.roles,
      [role('clerk', false), role('ann', true), role('bob', true), role('eve', true), role('maker', true)],
    ],
    [
      queries.memberships(16),
      [
        membership('ann', false, true, true),
        membership('bob', false, false, true),
        membership('eve', true, false, false),
      ],
    ],
    [queries.database, [{ name: `"my ""odd"" ba'nk\\"`, owner: 'maker', acl: [], base: [] }]],
    [queries.schemas, [{ name: 'acc', owner: 'clerk', acl: [], base: [] }]],
  ]);
  const ask: Ask = (query) => Promise.resolve(answers.get(query) ?? []);
  const text = await snapshotText(ask);
  expect(text).toContain('GRANT clerk TO eve WITH ADMIN OPTION, INHERIT FALSE, SET FALSE GRANTED BY maker;');
  const facts = imported([text], { database: `my "odd" ba'nk\\` });
  const held = (user: string): readonly boolean[] => {
    const { roles, permissions } = accessOf(facts, user, false);
    return [roles.has('clerk'), permissions.has('schema/acc:own'), permissions.has('role/clerk:grant')];
  };
  expect(held('ann')).toEqual([true, true, false]);
  expect(held('bob')).toEqual([true, true, false]);
  expect(held('eve')).toEqual([false, false, true]);
  // From version 16 on, `CREATEROLE` alone grants nothing.
  expect(held('maker')).toEqual([false, false, false]);
});

test.each<[string, readonly AclEntry[], readonly AclEntry[], readonly string[]]>([
  ['nothing changed', [['o', null, 'EXECUTE', false]], [['o', null, 'EXECUTE', false]], []],
  [
    'taken from everybody',
    [['o', null, 'EXECUTE', false]],
    [],
    ['REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;'],
  ],
  [
    'given on, by somebody else',
    [],
    [
      ['a', 'b', 'EXECUTE', true],
      ['a', 'b', 'ALL', false],
    ],
    [
      'GRANT ALL ON FUNCTION f() TO b GRANTED BY a;',
      'GRANT EXECUTE ON FUNCTION f() TO b WITH GRANT OPTION GRANTED BY a;',
    ],
  ],
])('privileges: %s', (_, base, now, expected) => {
  expect(aclStatements({ kind: 'FUNCTION', name: 'f()', owner: 'o' }, base, now)).toEqual(expected);
});

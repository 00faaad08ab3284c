import fc from 'fast-check';
import { expect, test } from 'vitest';
import { userPermissions } from '../../src/import/user-permissions.ts';
import { rendered } from '../policy/render.ts';
import { accessLines } from './access.ts';
import { fuzzImporter } from './fuzz.ts';

function read(...texts: readonly string[]) {
  const files = texts.map((text, index) => ({ path: `${index}.txt`, text, sha256: '' }));
  return userPermissions.read({ files, mentioned: [], map: new Map() });
}

function lines(...texts: readonly string[]): string[] {
  const result = read(...texts);
  if (result.kind === 'failed') return result.diagnostics.map(rendered);
  return accessLines(result.value);
}

const list = '   1   1\n 1\t2\n# no more\n2 2\r\n3 pay:run\n';

test('each user has a role of their own', () => {
  expect(lines(list)).toEqual(['1 1:use', '1 2:use', '2 2:use', '3 pay:run']);
});

test('with a cover, roles are those of whoever has all of their permissions', () => {
  const cover =
    'role: a\npermissions: 2\n\nrole: b\npermissions: 1, 2,\nusers: 1\nrole: c\npermissions: pay:run\n';
  const result = read(cover, list);
  expect(
    result.kind === 'ok' && result.value.assignments.map(({ left, right }) => `${left} ${right}`),
  ).toEqual(['1 role a', '2 role a', '1 role b', '3 role c']);
  expect(lines(cover, list)).toEqual(lines(list));
});

test('a wrong cover is told with what is missing or too much', () => {
  expect(
    lines('role: a\npermissions: 2\nusers: 1, 3, 4\nrole: b\npermissions: 1, 2\nusers: 2', list),
  ).toEqual([
    '0.txt:3:1 import-reference: role `a` gives user `3` too much: `2` -- the list of permissions does not have it',
    '0.txt:3:1 import-reference: user `4` has no permission',
    '0.txt:6:1 import-reference: role `b` gives user `2` too much: `1` -- the list of permissions does not have it',
    '1.txt:5:1 import-reference: no role gives user `3` what the list says: `pay:run`',
  ]);
});

test('what is wrong has a place', () => {
  expect(lines('1 2\n1\n1 2 3\n')).toEqual([
    '0.txt:2:1 import-syntax: a line is a user and a permission',
    '0.txt:3:1 import-syntax: a line is a user and a permission',
  ]);
  expect(lines('role: a\npermissions: 1\nwhat: 2\nrole: a\nrole: b\n')).toEqual([
    '0.txt:1:1 import-reference: roles without the list of users and permissions that they cover',
    '0.txt:3:1 import-syntax: a line is `role: NAME`, `permissions: …` or `users: …`',
    '0.txt:4:1 import-syntax: role `a` is there twice',
    '0.txt:5:1 import-syntax: role `b` has no permissions',
  ]);
  expect(lines('')).toEqual(['0.txt:1:1 import-syntax: nobody has any permission']);
});

test('a cover is exact or refused', () => {
  const fired = { exact: 0, missing: 0, excess: 0 };
  const names = ['1', '2', '3', '4'];
  const set = fc.subarray(names, { minLength: 1 });
  fc.assert(
    fc.property(
      fc.array(set, { minLength: 3, maxLength: 3 }),
      fc.array(fc.record({ permissions: set, users: fc.subarray(['u0', 'u1', 'u2']) }), {
        minLength: 1,
        maxLength: 5,
      }),
      (has, roles) => {
        const text = has
          .flatMap((permissions, user) => permissions.map((one) => `u${user} ${one}`))
          .join('\n');
        const cover = roles
          .map(
            ({ permissions, users }, index) =>
              `role: ${index}\npermissions: ${permissions.join(', ')}\nusers: ${users.join(', ')}`,
          )
          .join('\n');
        const excess = roles.some(({ permissions, users }) =>
          users.some((user) => permissions.some((one) => !has[Number(user[1])]!.includes(one))),
        );
        const missing = has.some((of) =>
          of.some(
            (one) =>
              !roles.some(
                ({ permissions }) =>
                  permissions.includes(one) && permissions.every((each) => of.includes(each)),
              ),
          ),
        );
        const told = lines(text, cover).join('\n');
        expect([told.includes('too much'), told.includes('no role gives')]).toEqual([excess, missing]);
        fired[excess ? 'excess' : missing ? 'missing' : 'exact'] += 1;
        if (!excess && !missing) expect(lines(text, cover)).toEqual(lines(text));
      },
    ),
    { numRuns: 1200, seed: 9 },
  );
  expect(Math.min(...Object.values(fired))).toBeGreaterThan(9);
});

test('any text: facts, or errors with their place', () => {
  fuzzImporter(userPermissions, [{ 'l.txt': list, 'c.txt': 'role: a\npermissions: 2\n' }, { 'l.txt': list }]);
});

test('lists of numbers and covers are known, and nothing else', () => {
  const detects = (text: string): boolean => userPermissions.detects({ path: 'f', text, sha256: '' });
  expect(['\t1 2\n'.repeat(20), 'role: 1\npermissions: 2'].map(detects)).toEqual([true, true]);
  expect(['', 'a b\n'.repeat(20), '1 2\n', '1,2\n'.repeat(20)].map(detects)).toEqual(Array(4).fill(false));
});

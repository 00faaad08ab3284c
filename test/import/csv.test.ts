import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csv } from '../../src/import/csv.ts';
import { normalColumn } from '../../src/import/tables/fields.ts';
import { access, errorsOf, fileOf, importOf, pairs, warningsOf } from './imported.ts';

const one = (text: string) => ({ 'a.csv': text });

describe('headers', () => {
  test.each([
    ['user,role\nkim,clerk\n'],
    ['User ID;Role Name\nkim;clerk\n'],
    ['EMPLOYEE_ID\tEntitlement\nkim\tclerk\n'],
    ['사용자ID,역할\nkim,clerk\n'],
    ['사번,이름,권한그룹\nkim,김,clerk\n'],
    ['Role,Members\nclerk,kim\n'],
    ['"user name","agr-name"\r\n"kim","clerk"\r\n'],
    ['User ID,User Name,Email,Role\nkim,Kim Minsu,kim@x,clerk\n'],
  ])('%j says who has which role', (text) => {
    const imported = importOf(csv, one(text));
    expect(pairs(imported.assignments)).toEqual(['kim > clerk']);
    expect(csv.detects(fileOf('x', text))).toBe(true);
  });

  test.each([
    ['role,permission\nclerk,invoice:create\n', 'clerk > invoice:create'],
    ['역할명,권한코드\nclerk,invoice:create\n', 'clerk > invoice:create'],
    ['AGR_NAME,TCODE\nclerk,FB60\n', 'clerk > FB60:use'],
    ['role,resource,operation\nclerk,invoice,create\n', 'clerk > invoice:create'],
  ])('%j says which role has what', (text, expected) => {
    expect(pairs(importOf(csv, one(text)).grants)).toEqual([expected]);
  });

  test.each([
    ['senior,junior\nmanager,clerk\n'],
    ['하위역할,상위역할\nclerk,manager\n'],
    ['Composite Role,Single Role\nmanager,clerk\n'],
  ])('%j says which role includes which', (text) => {
    expect(pairs(importOf(csv, one(text)).inheritance)).toEqual(['manager > clerk']);
  });

  test('a row of a user, a role and a permission says both', () => {
    const imported = importOf(csv, one('user,role,permission\nkim,clerk,a:x\nlee,clerk,a:x\n'));
    expect(pairs(imported.assignments)).toEqual(['kim > clerk', 'lee > clerk']);
    expect(pairs(imported.grants)).toEqual(['clerk > a:x']);
  });

  test('what a user has without a role is granted to a role of the user', () => {
    const imported = importOf(csv, one('user,permission\nkim,a:x\nlee,a:y\n'));
    expect([...access(imported, false)].sort()).toEqual(['kim a:x', 'lee a:y']);
    expect(pairs(imported.assignments)).toEqual(['kim > kim (direct)', 'lee > lee (direct)']);
  });

  test('a role that is called like the own role of a user is another', () => {
    const imported = importOf(csv, {
      'a.csv': 'user,role\nlee,kim (direct)\n',
      'b.csv': 'user,permission\nkim,a:x\n',
    });
    expect([...access(imported, false)]).toEqual(['kim a:x']);
  });

  test.each([
    [
      'name,title\nkim,clerk\n',
      'import-mapping: the header does not say what this table is about; its columns are `name`, `title`',
    ],
    ['parent,child\nclerk,manager\n', 'say who inherits: `senior=COLUMN`'],
    ['user,role,group\nkim,clerk,staff\n', 'the columns `role`, `group` could all be the role'],
    ['user id,uid,role\nkim,kim2,clerk\n', 'the columns `user id`, `uid` could all be the user'],
  ])('%j leaves it open, and what to write is told', (text, expected) => {
    const [error = '', ...more] = errorsOf(csv, one(text));
    expect(error).toContain(expected);
    expect(error).toMatch(/^a\.csv:1:1 import-mapping/);
    expect(more).toEqual([]);
    expect(csv.detects(fileOf('x', text))).toBe(false);
  });
});

describe('map', () => {
  test('names the columns', () => {
    const imported = importOf(csv, one('Who,What\nkim,clerk\n'), { user: 'Who', role: 'What' });
    expect(pairs(imported.assignments)).toEqual(['kim > clerk']);
    const turned = importOf(csv, one('parent,child\nclerk,manager\n'), { senior: 'child', junior: 'parent' });
    expect(pairs(turned.inheritance)).toEqual(['manager > clerk']);
  });

  test('goes before the words of the header', () => {
    const text = one('user,owner,role\nkim,lee,clerk\n');
    expect(pairs(importOf(csv, text, { user: 'owner' }).assignments)).toEqual(['lee > clerk']);
    const group = one('user,role,group\nkim,clerk,staff\n');
    expect(pairs(importOf(csv, group, { role: 'group' }).assignments)).toEqual(['kim > staff']);
  });

  test.each([
    [{ user: 'Nobody' }, 'no table has a column `Nobody`'],
    [{ colour: 'red' }, '`colour` is no key of `map` here'],
    [{ day: 'soon' }, '`day=soon` is no day'],
    [{ levels: 'A' }, '`A` in `levels` does not say what a level means'],
  ])('%j is refused', (map, expected) => {
    expect(errorsOf(csv, one('user,role\nkim,clerk\n'), map).join()).toContain(expected);
  });
});

describe('several values in a cell', () => {
  test.each([
    ['user,roles\nkim,clerk;manager\n'],
    ['user,roles\nkim,"clerk,manager"\n'],
    ['user,roles\nkim,clerk | manager\n'],
    ['user,roles\nkim,"clerk\nmanager"\n'],
    ['사번,역할목록\nkim,clerk;manager\n'],
  ])('%j has two roles', (text) => {
    expect(pairs(importOf(csv, one(text)).assignments)).toEqual(['kim > clerk', 'kim > manager']);
  });

  test('where a column is no list by its name, it is asked', () => {
    const text = one('user,role\nkim,clerk;manager\n');
    expect(errorsOf(csv, text)).toEqual([
      'a.csv:2:5 import-mapping: `clerk;manager` in column `role` may be one name or several values (say which: `separator=none`, or `separator=semicolon`, `comma`, `pipe`, `newline`, or any text)',
    ]);
    expect(pairs(importOf(csv, text, { separator: 'semicolon' }).assignments)).toHaveLength(2);
    expect(pairs(importOf(csv, text, { separator: 'none' }).assignments)).toEqual(['kim > clerk;manager']);
  });

  test('two separators in one column are too many', () => {
    const text = one('user,roles\nkim,a;b\nlee,"c,d"\n');
    expect(errorsOf(csv, text).join()).toContain('cells of column `roles` have `;` and `,`');
  });

  test('a user without roles is a user', () => {
    const imported = importOf(csv, one('user,roles\nkim,\nlee,clerk\n'));
    expect(imported.users.map(({ name }) => name)).toEqual(['kim', 'lee']);
    expect(pairs(imported.assignments)).toEqual(['lee > clerk']);
  });

  test('names of people may have commas', () => {
    expect(pairs(importOf(csv, one('user,role\n"Kim, Minsu",clerk\n')).assignments)).toEqual([
      'Kim, Minsu > clerk',
    ]);
  });

  test('commas of a distinguished name separate nothing', () => {
    const imported = importOf(csv, one('user,memberOf\nkim,"CN=a,OU=x,DC=y;CN=b,OU=x,DC=y"\n'));
    expect(pairs(imported.assignments)).toEqual(['kim > CN=a,OU=x,DC=y', 'kim > CN=b,OU=x,DC=y']);
  });
});

describe('what limits a row', () => {
  test('a status that is off makes it possible', () => {
    const text = one('user,role,status\nkim,clerk,active\nlee,clerk,Disabled\npark,clerk,퇴직\n');
    expect(pairs(importOf(csv, text).assignments)).toEqual([
      'kim > clerk',
      'lee > clerk ?',
      'park > clerk ?',
    ]);
    expect(warningsOf(csv, text).filter((each) => each.includes('import-not-understood'))).toHaveLength(2);
  });

  test('days make it possible, unless `day` decides', () => {
    const text = one(
      'user,role,valid from,valid to\na,r,,\nb,r,2020-01-01,2021-01-01\nc,r,00.00.0000,31.12.9999\nd,r,20260101,\n',
    );
    expect(pairs(importOf(csv, text).assignments)).toEqual(['a > r', 'b > r ?', 'c > r', 'd > r ?']);
    expect(pairs(importOf(csv, text, { day: '2020-06-01' }).assignments)).toEqual([
      'a > r',
      'b > r',
      'c > r',
    ]);
    expect(pairs(importOf(csv, text, { day: '2026-06-01' }).assignments)).toEqual([
      'a > r',
      'c > r',
      'd > r',
    ]);
  });

  test('roles of several systems are told apart, or said to be the same', () => {
    const text = one('user,system,role\nkim,erp,admin\nlee,crm,admin\n');
    expect(errorsOf(csv, text).join()).toContain(
      'column `system` has several systems, `erp` and `crm` among them',
    );
    expect(pairs(importOf(csv, text, { system: 'system' }).assignments)).toEqual([
      'kim > erp/admin',
      'lee > crm/admin',
    ]);
    expect(pairs(importOf(csv, text, { system: 'none' }).assignments)).toEqual([
      'kim > admin',
      'lee > admin',
    ]);
  });
});

test('wildcards are split along what is named', () => {
  const imported = importOf(
    csv,
    one('role,permission\nbuyer,ME21N\nauditor,ME2*\nadmin,*\nother,FB60\n'),
    {},
    ['ME29N:use'],
  );
  const of = (role: string) =>
    imported.grants
      .filter(({ left }) => left === role)
      .map(({ right }) => right)
      .sort();
  expect(of('buyer')).toEqual(['ME21N:use']);
  expect(of('auditor')).toEqual(expect.arrayContaining(['ME21N:use', 'ME29N:use']));
  expect(of('auditor')).not.toContain('FB60:use');
  // The administrator has all of it, and what is in none of the other wildcards.
  expect(of('admin')).toEqual(expect.arrayContaining([...of('auditor'), 'FB60:use']));
  expect(of('admin').length).toBe(of('auditor').length + 2);
});

test.each([
  ['', 'a.csv:1:1 empty-table'],
  ['user,"role\nkim,clerk\n', 'bad-quote'],
  ['user,role\nkim\n', 'a.csv:2:1 ragged-row'],
  ['user,role\n,clerk\n', 'a.csv:2:1 empty-cell'],
  ['user,role\n  ,clerk\n', 'a.csv:2:1 empty-cell'],
  ['user,role\nki\u200bm,clerk\n', 'a.csv:2:1 bad-name'],
  ['role,permission\nclerk,:x\n', 'a.csv:2:7 bad-permission'],
  ['senior,junior\na,a\n', 'a.csv:2:3 import-syntax: `a` cannot be its own junior'],
])('%j is an error at its place', (text, expected) => {
  expect(errorsOf(csv, one(text)).join()).toContain(expected);
});

test('columns that are not read are told', () => {
  expect(warningsOf(csv, one('user,role,colour\nkim,clerk,red\n'))).toEqual([
    'a.csv:1:1 import-not-represented: not read: column `colour`',
  ]);
});

test.each([['p, alice, data1, read\n'], ['{"a": 1}'], ['<xml/>'], ['apiVersion: v1\nkind: Role\n'], ['']])(
  '%j is no table of ours',
  (text) => {
    expect(csv.detects(fileOf('x', text))).toBe(false);
  },
);

describe('random relations', () => {
  const name = fc.constantFrom('kim', 'lee', '박 회계', 'a-b', 'x.y', 'Q"t', '역할');
  const relation = fc.uniqueArray(fc.tuple(name, name), { selector: String, maxLength: 12 });
  const headers = {
    user: ['user', 'User ID', 'account', '사번', 'login_name'],
    role: ['role', 'Role Name', 'AGR_NAME', '역할명', 'entitlement'],
    permission: ['permission', 'tcode', '권한', 'privilege'],
  };
  const cell = (text: string): string => (/["\n,;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  test('are read back, however they are written', () => {
    let rows = 0;
    let lists = 0;
    fc.assert(
      fc.property(
        relation,
        relation,
        fc.record({ user: fc.nat(4), role: fc.nat(4), permission: fc.nat(3) }),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (assignments, grants, pick, delimiter, end, wide) => {
          const table = (
            left: string,
            right: string,
            facts: readonly (readonly [string, string])[],
          ): string =>
            `${[[left, right], ...facts].map((row) => row.map(cell).join(delimiter)).join(end)}${end}`;
          const user = headers.user[pick.user]!;
          const byUser = [...new Set(assignments.map(([left]) => left))].map(
            (left) =>
              [
                left,
                assignments
                  .filter((each) => each[0] === left)
                  .map(([, right]) => right)
                  .join('|'),
              ] as const,
          );
          const texts = {
            'ua.csv': wide
              ? table(user, 'roles', byUser)
              : table(user, headers.role[pick.role]!, assignments),
            'pa.csv': table(headers.role[pick.role]!, headers.permission[pick.permission]!, grants),
          };
          const imported = importOf(csv, texts);
          rows += assignments.length + grants.length;
          if (wide && byUser.some(([, list]) => list.includes('|'))) lists += 1;
          // The plain definition: a user has what a role of the user is granted.
          const expected = new Set(
            assignments.flatMap(([who, role]) =>
              grants
                .filter(([holder]) => holder === role)
                .map(([, permission]) => `${who} ${permission}:use`),
            ),
          );
          expect(access(imported, false)).toEqual(expected);
          expect(access(imported, true)).toEqual(expected);
          for (const { at, left } of imported.assignments)
            expect(at.file.text.slice(0, at.start)).toContain(cell(left));
        },
      ),
      { numRuns: 300 },
    );
    expect(rows).toBeGreaterThan(1000);
    expect(lists).toBeGreaterThan(30);
  });
});

test('names of columns are compared without case, spaces and punctuation', () => {
  expect(['User ID', 'user_id', 'USER-ID', 'ＵＳＥＲ ＩＤ'].map(normalColumn)).toEqual(
    new Array(4).fill('userid'),
  );
});

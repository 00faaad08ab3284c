import { describe, expect, test } from 'vitest';
import type { Facts, Policy } from '../../src/policy/model.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { rendered } from './render.ts';

function read(files: Readonly<Record<string, string | Uint8Array>>): Policy {
  const result = readPolicy('p.policy.yaml', memoryFiles(files));
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  expect(result.warnings.map(rendered)).toEqual([]);
  return result.value;
}

/** Rows as `left right file:line`. */
function rows(facts: Facts, left: readonly string[], right: readonly string[]): string[] {
  return [...facts.left].map(
    (id, row) => `${left[id]} ${right[facts.right[row]!]} ${facts.file[row]}:${facts.line[row]}`,
  );
}

const uaOf = (policy: Policy): string[] => rows(policy.assignments, policy.users.list, policy.roles.list);
const rhOf = (policy: Policy): string[] => rows(policy.inheritance, policy.roles.list, policy.roles.list);
const paOf = (policy: Policy): string[] => rows(policy.grants, policy.roles.list, policy.permissions.list);

const application = `APPLICATION order
SESSION
  (S1, clerk),
  (S2, manager, clerk)
INITIATOR clerk
SOD
  (S2, S1)
S1; S2
`;

describe('a policy with everything', () => {
  const policy = read({
    'p.policy.yaml': `# a comment
policy: purchasing
now: 9
profile: { membership: assigned, initiator: any }
users:
  kim: { groups: [finance], roles: [clerk] }
  lee:
roles:
  clerk: { permissions: [invoice:create] }
  manager:
    inherits: [clerk]
    permissions: ["urn:x:invoice:approve"]
    description: |
      who
      approves
groups:
  finance: { members: [lee], roles: [clerk] }
assignments:
  lee: [manager, clerk]
sessions:
  s1: { user: kim, active: [clerk] }
  s2: { user: lee, active: [], of: { application: order, run: r1, session: S2 } }
constraints:
  - id: one
    exclusive: { roles: [clerk, manager, finance], fewer-than: 3 }
    reason: because
    owner: audit
    severity: note
  - { id: two, static: { pairs: [[manager, clerk], [clerk, finance]], strictness: { degree: one-step, within: pay } } }
  - { id: three, dynamic: { between: [[clerk], [manager, finance]] } }
  - { id: four, exclusive: { permissions: [invoice:create, "urn:x:invoice:approve"] } }
  - { id: five, cardinality: { role: manager, at-most: 0 } }
  - { id: six, prerequisite: { role: manager, needs: [clerk] } }
  - { id: seven, window: { role: clerk, open: [[0, 6], [22, 24]] } }
  - { id: eight, static: { table: { file: t/pairs.csv, columns: { left: b, right: a } } } }
applications:
  - file: order.app
    needs: { S1: [invoice:create] }
    plans:
      morning: { S2: lee, S1: kim }
    separation: every-plan
    constraints:
      - { id: c1, separation: [S2, S1], reason: two pairs of eyes, owner: audit }
      - { id: c2, binding: [S1, S2] }
      - { id: c3, at-most: { users: 1, sessions: [S1, S2] } }
      - { id: c4, at-least: { users: 2, sessions: [S2, S1] } }
      - { id: c5, team: { sessions: [S1], teams: [[lee, kim], finance] } }
      - { id: c6, group-unless: { sessions: [S1, S2], at-least: 2, group: manager } }
      - { id: c7, dependent: { if: { session: S1, users: [kim] }, then: { session: S2, users: finance } } }
      - { id: c8, load: { at-most: 1 } }
      - { id: c9, load: { at-most: 2, users: clerk } }
      - { id: c10, unavailable: [lee] }
      - { id: c11, forced: { session: S2, user: lee } }
      - { id: c12, forbidden: { session: S1, user: lee } }
operations:
  - { name: pay, permissions: [invoice:create] }
  - name: pay-all
    permissions: [invoice:create, "urn:x:invoice:approve"]
    at-least: 2
    enforced-by: role-exclusions
tables:
  - { file: t/ua.csv, assignments: { user: who, role: what } }
rules: { static-sod: off, dynamic-sod: warning }
`,
    't/pairs.csv': 'a,b\nclerk,manager\nmanager,clerk\n',
    't/ua.csv': 'what,who\nclerk,kim\n',
    'order.app': application,
  });

  test('names, profile, clock and rules', () => {
    expect(policy.name).toBe('purchasing');
    expect(policy.now).toBe(9);
    expect(policy.profile).toMatchObject({
      membership: 'assigned',
      initiator: 'any',
      'dynamic-scope': 'session',
    });
    expect(policy.users.list).toEqual(['kim', 'lee']);
    expect(policy.roles.list).toEqual(['clerk', 'manager', 'finance']);
    expect(policy.roles.isGroup).toEqual([false, false, true]);
    expect(policy.permissions.list).toEqual(['invoice:create', 'urn:x:invoice:approve']);
    expect([...policy.rules]).toEqual([
      ['static-sod', 'off'],
      ['dynamic-sod', 'warning'],
    ]);
    expect(policy.roles.declaredCount).toBe(3);
  });

  test('every fact has its file and line', () => {
    expect(uaOf(policy)).toEqual([
      'kim clerk 1:2',
      'kim clerk 0:6',
      'kim finance 0:6',
      'lee finance 0:17',
      'lee manager 0:19',
      'lee clerk 0:19',
    ]);
    expect(rhOf(policy)).toEqual(['manager clerk 0:11', 'finance clerk 0:17']);
    expect(paOf(policy)).toEqual(['clerk invoice:create 0:9', 'manager urn:x:invoice:approve 0:12']);
    expect(policy.files.map(({ path }) => path)).toEqual([
      'p.policy.yaml',
      't/ua.csv',
      'order.app',
      't/pairs.csv',
    ]);
    expect(policy.declared.users).toEqual([
      { file: 0, line: 6, column: 3 },
      { file: 0, line: 7, column: 3 },
    ]);
    expect(policy.declared.permissions[1]).toEqual({ file: 0, line: 12, column: 19 });
  });

  test('constraints', () => {
    const short = policy.constraints.map(({ place, reason, owner, severity, ...rest }) => rest);
    const exclusion = { kind: 'exclusion', over: 'role', static: true, dynamic: false, strictness: null };
    expect(short).toEqual([
      { ...exclusion, id: 'one', dynamic: true, sets: [{ members: [0, 1, 2], limit: 3 }] },
      {
        ...exclusion,
        id: 'two',
        strictness: { degree: 'one-step', within: { kind: 'operation', index: 0 } },
        sets: [
          { members: [0, 1], limit: 2 },
          { members: [0, 2], limit: 2 },
        ],
      },
      {
        ...exclusion,
        id: 'three',
        static: false,
        dynamic: true,
        sets: [
          { members: [0, 1], limit: 2 },
          { members: [0, 2], limit: 2 },
        ],
      },
      { ...exclusion, id: 'four', over: 'permission', dynamic: true, sets: [{ members: [0, 1], limit: 2 }] },
      { id: 'five', kind: 'cardinality', role: 1, atMost: 0 },
      { id: 'six', kind: 'prerequisite', role: 1, needs: [0] },
      {
        id: 'seven',
        kind: 'window',
        role: 0,
        open: [
          { from: 0, to: 6 },
          { from: 22, to: 24 },
        ],
      },
      { ...exclusion, id: 'eight', sets: [{ members: [0, 1], limit: 2 }] },
    ]);
    expect(policy.constraints[0]).toMatchObject({
      place: { file: 0, line: 24, column: 5 },
      reason: 'because',
      owner: 'audit',
      severity: 'note',
    });
    expect(policy.constraints[1]).toMatchObject({ reason: null, owner: null, severity: 'error' });
  });

  test('applications, plans, sessions and operations', () => {
    const [order] = policy.applications;
    expect(order).toMatchObject({
      name: 'order',
      place: { file: 2, line: 1, column: 13 },
      sessions: [
        { name: 'S1', roles: [0], needs: [0], place: { file: 2, line: 3 } },
        { name: 'S2', roles: [1, 0], needs: null },
      ],
      exclusions: [{ left: 0, right: 1, place: { file: 2, line: 7 } }],
      initiator: [0],
      everyPlan: true,
      plans: [
        {
          name: 'morning',
          assignments: [
            { session: 1, user: 1, place: { file: 0, line: 40, column: 18 } },
            { session: 0, user: 0 },
          ],
        },
      ],
    });
    const role = (id: number) => ({ kind: 'role', role: id }) as const;
    const users = (...ids: number[]) => ({ kind: 'users', users: ids }) as const;
    expect(order!.constraints.slice(0, 2)).toEqual([
      {
        id: 'c1',
        place: { file: 0, line: 43, column: 9 },
        reason: 'two pairs of eyes',
        owner: 'audit',
        kind: 'separation',
        sessions: [1, 0],
      },
      {
        id: 'c2',
        place: { file: 0, line: 44, column: 9 },
        reason: null,
        owner: null,
        kind: 'binding',
        sessions: [0, 1],
      },
    ]);
    expect(order!.constraints.slice(2)).toMatchObject([
      { kind: 'at-most', bound: 1, sessions: [0, 1] },
      { kind: 'at-least', bound: 2, sessions: [1, 0] },
      { kind: 'team', sessions: [0], teams: [users(1, 0), role(2)] },
      { kind: 'group-unless', sessions: [0, 1], bound: 2, group: role(1) },
      { kind: 'dependent', left: 0, leftUsers: users(0), right: 1, rightUsers: role(2) },
      { kind: 'load', bound: 1, users: null },
      { kind: 'load', bound: 2, users: role(0) },
      { kind: 'unavailable', users: users(1) },
      { kind: 'forced', session: 1, user: 1 },
      { kind: 'forbidden', session: 0, user: 1 },
    ]);
    expect(policy.sessions).toMatchObject([
      { name: 's1', user: 0, of: null, place: { file: 0, line: 21, column: 3 } },
      { name: 's2', user: 1, of: { application: 0, run: 'r1', session: 1 } },
    ]);
    expect(rows(policy.active, ['s1', 's2'], policy.roles.list)).toEqual(['s1 clerk 0:21']);
    expect(policy.operations).toEqual([
      {
        name: 'pay',
        permissions: [0],
        atLeast: null,
        enforced: false,
        severity: 'error',
        reason: null,
        owner: null,
        place: { file: 0, line: 56, column: 5 },
      },
      {
        name: 'pay-all',
        permissions: [0, 1],
        atLeast: 2,
        enforced: true,
        severity: 'error',
        reason: null,
        owner: null,
        place: { file: 0, line: 57, column: 5 },
      },
    ]);
  });
});

test('a constraint within an operation or an application, by name', () => {
  const policy = read({
    'p.policy.yaml': `policy: p
roles:
  clerk: { permissions: ['x:y'] }
  manager:
constraints:
  - { id: one, one-per-object: { within: order } }
  - { id: two, one-per-object: { within: pay, each: role }, severity: note }
  - { id: three, exclusive: { roles: [clerk, manager], strictness: { degree: strict, within: order } } }
applications: [{ file: order.app }]
operations: [{ name: other, permissions: ['x:y'] }, { name: pay, permissions: ['x:y'] }]
`,
    'order.app': application,
  });
  const order = { kind: 'application', index: 0 };
  expect(policy.constraints).toMatchObject([
    { kind: 'one-per-object', each: 'user', within: order, severity: 'error' },
    { kind: 'one-per-object', each: 'role', within: { kind: 'operation', index: 1 }, severity: 'note' },
    { kind: 'exclusion', static: true, dynamic: true, strictness: { degree: 'strict', within: order } },
  ]);
});

describe('tables', () => {
  const root = (tables: string, more = ''): string => `policy: p\n${more}tables:\n${tables}\n`;
  const ua = 'assignments: { user: user, role: role }';

  test('may introduce names, in any order of tables', () => {
    const files = { 'a.csv': 'user,role\nkim,clerk\n', 'b.csv': 'senior,junior\nboss,clerk\n' };
    const first = `  - { file: a.csv, ${ua}, new: [users, roles] }`;
    const second = '  - { file: b.csv, inheritance: { senior: senior, junior: junior } }';
    const boss = 'roles: [boss]\n';
    for (const tables of [`${first}\n${second}`, `${second}\n${first}`]) {
      const policy = read({ 'p.policy.yaml': root(tables, boss), ...files });
      expect(uaOf(policy).map((row) => row.split(' ').slice(0, 2))).toEqual([['kim', 'clerk']]);
      expect(rhOf(policy).map((row) => row.split(' ').slice(0, 2))).toEqual([['boss', 'clerk']]);
    }
  });

  test('users and roles, and what the policy assigns to them', () => {
    const policy = read({
      'p.policy.yaml': root(
        '  - { file: hr.csv, users: { user: id } }\n  - { file: roles.csv, roles: { role: name } }',
        'assignments: { kim: [clerk] }\n',
      ),
      'hr.csv': 'name,id\nKim,kim\nLee,lee\n',
      'roles.csv': 'name\nclerk\nboss\n',
    });
    expect(policy.users.list).toEqual(['kim', 'lee']);
    expect(policy.roles.list).toEqual(['clerk', 'boss']);
    expect(policy.declared.users[1]).toEqual({ file: 1, line: 3, column: 5 });
    expect(uaOf(policy)).toEqual(['kim clerk 0:2']);
  });

  test('lines count line breaks in quotes, CRLF, blank lines and a byte order mark', () => {
    const policy = read({
      'p.policy.yaml': root(`  - { file: t.csv, ${ua}, new: [users, roles] }`),
      't.csv':
        '\ufeffnote,user,role\r\n"two\r\nlines",kim,clerk\r\n\r\nx,"l""ee",clerk\r\n"y","park","boss, big"',
    });
    expect(uaOf(policy)).toEqual(['kim clerk 1:2', 'l"ee clerk 1:5', 'park boss, big 1:6']);
    expect(policy.declared.users[2]).toEqual({ file: 1, line: 6, column: 5 });
  });

  test.each([
    ['semicolon', 'user;role\nkim;a,b\n', '', 'a,b'],
    ['tab', 'user\trole\nkim\ta,b\n', '', 'a,b'],
    ['comma', '"us;;er",role,user\nx,a,kim\n', '', 'a'],
    ['a given one', 'user|role;user,role\nkim,a\n', ', delimiter: comma', 'a'],
  ])('delimiter: %s', (_, text, more, role) => {
    const column = text.startsWith('user|') ? 'assignments: { user: "user|role;user", role: role }' : ua;
    const policy = read({
      'p.policy.yaml': root(`  - { file: t.csv, ${column}, new: [users, roles]${more} }`),
      't.csv': text,
    });
    expect(uaOf(policy)).toEqual([`kim ${role} 1:2`]);
  });

  test('where leaves rows out, also those with empty cells', () => {
    const policy = read({
      'p.policy.yaml': root(
        `  - { file: t.csv, ${ua}, new: [users, roles], where: { system: okta, status: [active, 대기] } }`,
      ),
      't.csv': 'user,system,role,status\nkim,okta,a,active\nlee,ad,a,active\n,okta,,left\npark,okta,b,대기\n',
    });
    expect(uaOf(policy)).toEqual(['kim a 1:2', 'park b 1:5']);
    expect(policy.users.list).toEqual(['kim', 'park']);
  });

  test('grants from one column or two', () => {
    const policy = read({
      'p.policy.yaml': root(
        '  - { file: a.csv, grants: { role: r, permission: p } }\n  - { file: b.csv, grants: { role: r, object: o, operation: p } }',
        'roles: [clerk]\n',
      ),
      'a.csv': 'r,p\nclerk,invoice:create\n',
      'b.csv': 'r,o,p\nclerk,invoice,approve\n',
    });
    expect(paOf(policy)).toEqual(['clerk invoice:create 1:2', 'clerk invoice:approve 2:2']);
  });

  test('one file may serve several tables', () => {
    const policy = read({
      'p.policy.yaml': root(
        `  - { file: t.csv, users: { user: user } }\n  - { file: ./t.csv, ${ua}, where: { role: clerk } }`,
        'roles: [clerk]\n',
      ),
      't.csv': 'user,role\nkim,clerk\nlee,other\n',
    });
    expect(policy.files.length).toBe(2);
    expect(uaOf(policy)).toEqual(['kim clerk 1:2']);
  });
});

test('names are in NFC wherever they come from', () => {
  const [composed, decomposed] = ['정산', '정산'.normalize('NFD')];
  const result = readPolicy(
    'p.policy.yaml',
    memoryFiles({
      'p.policy.yaml': `policy: ${decomposed}\nroles: [${decomposed}]\ntables:\n  - { file: t.csv, assignments: { user: u, role: ${decomposed} }, new: [users] }\n`,
      't.csv': `u,${composed}\nkim,${decomposed}\nlee,${composed}\n`,
    }),
  );
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  expect(result.value.name).toBe(composed);
  expect(result.value.roles.list).toEqual([composed]);
  expect(uaOf(result.value)).toEqual([`kim ${composed} 1:2`, `lee ${composed} 1:3`]);
});

test('names that are keys of every object are names like others', () => {
  const policy = read({
    'p.policy.yaml':
      'policy: p\nusers: { __proto__: { roles: [constructor] }, toString: }\nroles: [constructor, __proto__]\nassignments: { toString: [__proto__] }\n',
  });
  expect(uaOf(policy)).toEqual(['__proto__ constructor 0:2', 'toString __proto__ 0:4']);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Imported } from '../../src/import/imported.ts';
import { keycloak } from '../../src/import/keycloak.ts';
import { rendered } from '../policy/render.ts';
import { accessLines } from './access.ts';
import { fuzzImporter } from './fuzz.ts';
import { having, permissionsOf } from './having.ts';

type Json = Readonly<Record<string, unknown>>;

function read(...exports: readonly (Json | string)[]) {
  const files = exports.map((one, index) => ({
    path: `${index}.json`,
    text: typeof one === 'string' ? one : JSON.stringify(one, null, 1),
    sha256: '',
  }));
  return keycloak.read({ files, mentioned: [], map: new Map() });
}

function importedOf(...exports: readonly (Json | string)[]): Imported {
  const result = read(...exports);
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  return result.value;
}

function reported(...exports: readonly (Json | string)[]): string[] {
  const result = read(...exports);
  return (result.kind === 'ok' ? result.warnings : result.diagnostics).map(rendered);
}

const bank: Json = {
  realm: 'bank',
  defaultRole: { name: 'default-roles-bank' },
  roles: {
    realm: [
      { name: 'default-roles-bank', composite: true, composites: { client: { account: ['view-profile'] } } },
      { name: 'manager', composite: true, composites: { realm: ['clerk'], client: { pay: ['approve'] } } },
      { name: 'clerk' },
    ],
    client: { pay: [{ name: 'approve' }, { name: 'prepare' }], account: [{ name: 'view-profile' }] },
  },
  groups: [
    {
      name: 'sales',
      realmRoles: ['clerk'],
      subGroups: [{ name: 'south', clientRoles: { pay: ['prepare'] }, subGroups: [] }],
    },
  ],
  users: [
    { username: 'kim', realmRoles: ['manager'] },
    { username: 'lee', groups: ['/sales/south'] },
    { username: 'service-account-pay', clientRoles: { pay: ['prepare'] } },
    { username: 'gone', enabled: false, realmRoles: ['manager'] },
  ],
};

describe('roles, groups and users', () => {
  test('composites and subgroups inherit; each role is a permission', () => {
    const imported = importedOf(bank);
    expect(accessLines(imported)).toEqual([
      '(any new user) account:view-profile',
      '(any new user) realm:default-roles-bank',
      'kim pay:approve',
      'kim realm:clerk',
      'kim realm:manager',
      'lee pay:prepare',
      'lee realm:clerk',
      'service-account-pay pay:prepare',
    ]);
    expect(imported.inheritance.map(({ left, right }) => `${left} > ${right}`)).toContain(
      '/sales/south > /sales',
    );
    expect(imported.groups.map(({ name }) => name)).toEqual(['/sales', '/sales/south']);
    expect(reported(bank)).toEqual([
      expect.stringContaining(
        'warning import-not-represented: user `gone` is disabled, and has no roles now',
      ),
    ]);
  });

  test('users in files of their own, and several realms', () => {
    const { users, ...realm } = bank;
    const whole = accessLines(importedOf(bank));
    expect(accessLines(importedOf({ realm: 'bank', users }, realm))).toEqual(whole);
    const two = importedOf(JSON.stringify([bank, { ...bank, realm: 'shop' }]));
    expect(accessLines(two)).toEqual(
      whole
        .flatMap((line) => [`bank|${line}`, `shop|${line}`])
        .map((line) => line.replace(/^(\w+\|)(.*) (\S+)$/, '$1$2 $1$3'))
        .sort(),
    );
  });

  test('an export without users: somebody stands for the members of each group', () => {
    const { users: _, ...realm } = bank;
    expect(accessLines(importedOf(realm))).toEqual([
      '(a member of /sales) realm:clerk',
      '(a member of /sales/south) pay:prepare',
      '(a member of /sales/south) realm:clerk',
      '(any new user) account:view-profile',
      '(any new user) realm:default-roles-bank',
    ]);
  });

  test('older exports: lists of default roles, of the realm and of clients', () => {
    const lines = accessLines(
      importedOf({
        ...bank,
        defaultRole: undefined,
        defaultRoles: ['clerk'],
        defaultGroups: ['/sales/south'],
        clients: [{ clientId: 'pay', defaultRoles: ['approve'] }],
      }),
    );
    expect(lines.filter((line) => line.startsWith('(any'))).toEqual([
      '(any new user) pay:approve',
      '(any new user) pay:prepare',
      '(any new user) realm:clerk',
    ]);
  });

  test('names that run together are told apart', () => {
    const imported = importedOf({
      realm: 'r',
      roles: {
        realm: [{ name: 'a/b' }, { name: '/g' }],
        client: { a: [{ name: 'b' }], realm: [{ name: 'x' }] },
      },
      groups: [{ name: 'g' }],
    });
    expect(imported.roles.map(({ name }) => name)).toEqual(['a/b', '/g', 'a/b (client role)', 'realm/x']);
    expect(imported.groups.map(({ name }) => name)).toEqual(['/g (group)']);
    expect(imported.grants.map(({ right }) => right)).toEqual([
      '(realm):a/b',
      '(realm):/g',
      'a:b',
      'realm:x',
    ]);
  });

  test('what is added at a login is possible', () => {
    const mappers = {
      identityProviderMappers: [{ name: 'hr', config: { role: 'pay.approve' } }],
      clients: [
        {
          clientId: 'x',
          protocolMappers: [
            { name: 'hard', protocolMapper: 'oidc-hardcoded-role-mapper', config: { role: 'clerk' } },
          ],
        },
      ],
    };
    const lines = accessLines(importedOf({ ...bank, ...mappers })).filter((line) =>
      line.startsWith('service'),
    );
    expect(lines).toEqual([
      'service-account-pay pay:approve ?',
      'service-account-pay pay:prepare',
      'service-account-pay realm:clerk ?',
    ]);
    const unknown = { ...bank, identityProviderMappers: [{ name: 'hr', config: { role: 'nothing' } }] };
    expect(importedOf(unknown).doubts.map(({ reaches }) => reaches)).toEqual(['everything']);
  });
});

describe('resource servers', () => {
  const policy = (name: string, type: string, config: Json, more: Json = {}): Json => ({
    name,
    type,
    config: Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
    ...more,
  });
  const resources = [
    { name: 'bill', type: 'paper', scopes: [{ name: 'see' }, { name: 'pay' }] },
    { name: 'door', scopes: [] },
  ];
  const access = (policies: readonly Json[], settings: Json = {}): string[] =>
    accessLines(
      importedOf({
        ...bank,
        clients: [{ clientId: 'pay', authorizationSettings: { resources, policies, ...settings } }],
      }),
    ).filter((line) => / pay\/(?:bill|door):/.test(line));
  const clerks = policy('clerks', 'role', { roles: [{ id: 'clerk' }] });
  const managers = policy('managers', 'role', {
    roles: [
      { id: 'manager', required: true },
      { id: 'pay/approve', required: true },
    ],
  });

  test('by role, by scope and by type; each policy of a permission, or any', () => {
    expect(
      access([
        clerks,
        managers,
        policy('p1', 'scope', { scopes: ['see'], resources: ['bill'], applyPolicies: ['clerks'] }),
        policy('p2', 'scope', { scopes: ['pay'], applyPolicies: ['clerks', 'managers'] }),
        policy(
          'p3',
          'resource',
          { resources: ['door'], applyPolicies: ['managers', 'clerks'] },
          { decisionStrategy: 'AFFIRMATIVE' },
        ),
      ]),
    ).toEqual([
      'kim pay/bill:pay',
      'kim pay/bill:see',
      'kim pay/door:access',
      'lee pay/bill:see',
      'lee pay/door:access',
    ]);
  });

  test('negated, joined, by group and by user', () => {
    const negative = policy('not', 'role', { roles: [{ id: 'manager' }] }, { logic: 'NEGATIVE' });
    const group = policy('group', 'group', { groups: [{ path: '/sales', extendChildren: true }] });
    const direct = policy('direct', 'group', { groups: [{ path: '/sales' }] });
    const user = policy('user', 'user', { users: ['service-account-pay'] });
    const joined = policy('joined', 'aggregate', { applyPolicies: ['not', 'group'] });
    const on = (name: string): string[] =>
      access([
        clerks,
        negative,
        group,
        direct,
        user,
        joined,
        policy('p', 'resource', { resources: ['door'], applyPolicies: [name] }),
      ]).map((line) => line.slice(0, -' pay/door:access'.length));
    expect(on('not')).toEqual(['(any new user)', 'lee', 'service-account-pay']);
    expect(on('group')).toEqual(['lee']);
    expect(on('direct')).toEqual([]);
    expect(on('user')).toEqual(['service-account-pay']);
    expect(on('joined')).toEqual(['lee']);
  });

  test('where any one of some roles suffices, the roles have it', () => {
    const heads = policy('heads', 'role', { roles: [{ id: 'manager' }] });
    const both = policy('both', 'role', { roles: [{ id: 'clerk' }, { id: 'manager', required: true }] });
    const on = (applied: readonly string[], more: Json = {}): Imported =>
      importedOf({
        ...bank,
        clients: [
          {
            clientId: 'pay',
            authorizationSettings: {
              resources,
              policies: [
                clerks,
                heads,
                both,
                policy('p', 'resource', { resources: ['door'], applyPolicies: applied }, more),
              ],
            },
          },
        ],
      });
    const granted = (imported: Imported): string[] =>
      imported.grants.flatMap(({ left, right }) => (right === 'pay/door:access' ? [left] : []));
    const who = (imported: Imported): string[] =>
      accessLines(imported).flatMap((line) =>
        line.endsWith(' pay/door:access') ? [line.split(' pay/')[0]!] : [],
      );
    expect(granted(on(['clerks']))).toEqual(['clerk']);
    expect(granted(on(['clerks', 'heads'], { decisionStrategy: 'AFFIRMATIVE' }))).toEqual([
      'clerk',
      'manager',
    ]);
    expect(who(on(['clerks', 'heads']))).toEqual(['kim']);
    expect(who(on(['both']))).toEqual(['kim']);
    expect(who(on(['clerks'], { logic: 'NEGATIVE' }))).toEqual(['(any new user)', 'service-account-pay']);
  });

  test('what only a request decides is possible', () => {
    const script = policy('script', 'js', { code: 'x' });
    const on = (...applied: string[]): string[] =>
      access([clerks, script, policy('p', 'resource', { resources: ['door'], applyPolicies: applied })]);
    expect(on('script', 'clerks')).toEqual(['kim pay/door:access ?', 'lee pay/door:access ?']);
    expect(on('script')).toHaveLength(4);
    // Two kinds of permission that differ.
    const differ = access([
      clerks,
      managers,
      policy('p', 'resource', { resources: ['bill'], applyPolicies: ['clerks'] }),
      policy('q', 'scope', { scopes: ['pay'], applyPolicies: ['managers'] }),
    ]);
    expect(differ).toEqual([
      'kim pay/bill:pay',
      'kim pay/bill:see',
      'lee pay/bill:pay ?',
      'lee pay/bill:see',
    ]);
  });

  test('several permissions by the strategy of the server; its mode', () => {
    const two = [
      clerks,
      managers,
      ...['clerks', 'managers'].map((name) =>
        policy(`p ${name}`, 'resource', { resources: ['door'], applyPolicies: [name] }),
      ),
    ];
    expect(access(two)).toEqual(['kim pay/door:access']);
    expect(access(two, { decisionStrategy: 'AFFIRMATIVE' })).toEqual([
      'kim pay/door:access',
      'lee pay/door:access',
    ]);
    expect(
      access(two, { policyEnforcementMode: 'PERMISSIVE' }).filter((line) => line.includes('bill:see')),
    ).toHaveLength(4);
    expect(access(two, { policyEnforcementMode: 'DISABLED' })).toHaveLength(12);
  });
});

describe('what is wrong is told with its place', () => {
  const cases: readonly (readonly [title: string, text: string, told: readonly string[]])[] = [
    [
      'no JSON',
      '{"realm": "a", ',
      ['0.json:1:16 json-syntax: expected a key in quotes, and the file ends -- the file was cut off'],
    ],
    ['no realm', '{"users": []}', ['0.json:1:1 import-syntax: an export says of which `realm` it is']],
    [
      'other shapes',
      '{"realm": "a", "roles": {"realm": {}}, "users": [1, {"username": 2}, {}]}',
      [
        '0.json:1:35 import-syntax: this should be a list',
        '0.json:1:50 import-syntax: this should be an object',
        '0.json:1:50 import-syntax: a user has no name',
        '0.json:1:53 import-syntax: a user has no name',
        '0.json:1:66 import-syntax: this should be a text',
        '0.json:1:70 import-syntax: a user has no name',
      ],
    ],
    [
      'what is not there',
      '{"realm": "a", "roles": {"realm": [{"name": "x", "composites": {"realm": ["y"]}}]}, "users": [{"username": "u", "groups": ["/g"]}]}',
      [
        '0.json:1:75 import-reference: role `y` is not in the files',
        '0.json:1:124 import-reference: group `/g` is not in the files',
      ],
    ],
    [
      'users alone',
      '{"realm": "a", "users": [{"username": "u", "realmRoles": ["x"]}]}',
      [
        '0.json:1:59 import-reference: role `x` is not in the files -- import the export of the realm too, not of its users alone',
      ],
    ],
    [
      'names',
      '{"realm": "a", "roles": {"realm": [{"name": " x"}, {"name": "y"}, {"name": "y"}]}}',
      [
        '0.json:1:45 bad-name: name ` x` starts or ends with white space',
        '0.json:1:76 import-syntax: `y` is there twice',
      ],
    ],
  ];
  test.each(cases)('%s', (_, text, told) => {
    expect(read(text).kind).toBe('failed');
    expect([...reported(text)].sort()).toEqual([...told].sort());
  });
});

test('roles of users are those that a plain walk finds', () => {
  const names = ['a', 'b', 'c', 'd'];
  const some = fc.subarray(names, { maxLength: 2 });
  let through = 0;
  fc.assert(
    fc.property(
      fc.array(some, { minLength: 4, maxLength: 4 }),
      fc.array(some, { minLength: 3, maxLength: 3 }),
      some,
      fc.subarray(['/g', '/g/h', '/g/h/i']),
      (composites, ofGroups, own, groups) => {
        const has = new Set<string>(own);
        for (const group of groups)
          for (const role of ofGroups.slice(0, group.split('/').length - 1).flat()) has.add(role);
        for (const role of has) for (const next of composites[names.indexOf(role)]!) has.add(next);
        if (has.size > own.length) through += 1;
        const group = (index: number): Json => ({
          name: 'ghi'[index],
          realmRoles: ofGroups[index],
          subGroups: index < 2 ? [group(index + 1)] : [],
        });
        const imported = importedOf({
          realm: 'r',
          roles: { realm: names.map((name, index) => ({ name, composites: { realm: composites[index] } })) },
          groups: [group(0)],
          users: [{ username: 'kim', realmRoles: own, groups }],
        });
        expect(accessLines(imported)).toEqual([...has].sort().map((role) => `kim realm:${role}`));
      },
    ),
    { numRuns: 400, seed: 2 },
  );
  expect(through).toBeGreaterThan(150);
});

test('any text: facts, or errors with their place', () => {
  const settings = {
    resources: [{ name: 'door' }],
    policies: [
      { name: 'p', type: 'role', config: { roles: '[{"id":"clerk"}]' } },
      { name: 'q', type: 'resource', config: { resources: '["door"]', applyPolicies: '["p"]' } },
    ],
  };
  fuzzImporter(keycloak, [
    {
      'r.json': JSON.stringify({ ...bank, clients: [{ clientId: 'pay', authorizationSettings: settings }] }),
    },
  ]);
});

test('exports are told from other JSON', () => {
  const detects = (text: string): boolean => keycloak.detects({ path: 'f', text, sha256: '' });
  expect([JSON.stringify(bank), JSON.stringify([bank])].map(detects)).toEqual([true, true]);
  expect(['', '{}', '{"realm": "x"}', 'realm: x', '{"roles": []}'].map(detects)).toEqual(
    Array(5).fill(false),
  );
});

describe('what could be passed over', () => {
  const roles = { realm: [{ name: 'clerk' }, { name: 'judge' }] };
  const user = { username: 'kim', realmRoles: ['clerk'] };
  const mapped = (protocolMapper: string, config: Json): Json => ({
    realm: 'bank',
    roles,
    users: [user],
    clients: [{ clientId: 'app', protocolMappers: [{ name: 'm', protocolMapper, config }] }],
  });

  test('users of federated stores have the roles that are kept for them', () => {
    const federatedUsers = [{ id: 'f:1:ann', realmRoles: ['judge'] }];
    const { assignments } = importedOf({ realm: 'bank', roles, users: [user], federatedUsers });
    expect(assignments.map(({ left, right }) => `${left} ${right}`)).toEqual(['kim clerk', 'f:1:ann judge']);
  });

  test.each([
    [{ roles: { realm: [{ name: 'boss', composite: true }] } }, 1],
    [{ roles: { realm: [{ name: 'boss', composite: true, composites: {} }] } }, 0],
    [{ roles, groups: [{ name: 'g', subGroupCount: 1, subGroups: [] }] }, 1],
    [{ roles, groups: [{ name: 'g', subGroupCount: 1, subGroups: [{ name: 'h' }] }] }, 0],
    [mapped('script-mapper.js', {}), 1],
    [mapped('oidc-usermodel-attribute-mapper', { 'claim.name': 'realm_access.roles' }), 1],
    [mapped('oidc-usermodel-realm-role-mapper', { 'claim.name': 'realm_access.roles' }), 0],
    [mapped('oidc-usermodel-attribute-mapper', { 'claim.name': 'locale' }), 0],
    [mapped('oidc-role-name-mapper', { role: 'clerk', 'new.role.name': 'unseen' }), 1],
  ])('%j is doubtful', (export_, count) => {
    const { doubts } = importedOf({ realm: 'bank', ...export_ });
    expect(doubts.map(({ reaches }) => reaches)).toEqual(Array(count).fill('everything'));
  });

  test.each([
    ['saml-hardcode-role-mapper', { role: 'judge' }],
    ['saml-role-name-mapper', { role: 'clerk', 'new.role.name': 'judge' }],
    ['oidc-role-name-mapper', { role: 'clerk', 'new.role.name': 'judge' }],
  ])('%s may give another role', (mapper, config) => {
    const imported = importedOf(mapped(mapper, config));
    expect([...permissionsOf(imported, 'kim')]).toEqual(
      expect.arrayContaining([
        ['realm:clerk', 'yes'],
        ['realm:judge', 'depends'],
      ]),
    );
  });

  test('what an owner may share is possible', () => {
    const resources = [
      { name: 'bill', ownerManagedAccess: true, scopes: [{ name: 'pay' }] },
      { name: 'door' },
    ];
    const clients = [{ clientId: 'app', authorizationSettings: { resources, policies: [] } }];
    const imported = importedOf({ realm: 'bank', roles, users: [user], clients });
    expect(having(imported, 'kim', 'app/bill:pay')).toBe('depends');
    expect(having(imported, 'kim', 'app/door:access')).toBe('no');
  });

  test.each([
    { roles: { ...roles, application: {} } },
    { roles, users: [{ ...user, applicationRoles: {} }] },
    { roles, groups: [{ name: 'g', applicationRoles: {} }] },
    { roles: { realm: [{ name: 'a', composites: { application: {} } }] } },
    { roles, applications: [] },
  ])('what old versions wrote is refused: %j', (export_) => {
    expect(read({ realm: 'bank', ...export_ }).kind).toBe('failed');
  });
});

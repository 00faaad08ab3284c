import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cedar } from '../../src/import/cedar.ts';
import { access, errorsOf, fileOf, importOf, pairs, type Texts, warningsOf } from './imported.ts';

const entity = (
  type: string,
  id: string,
  parents: readonly (readonly [string, string])[] = [],
  attrs = {},
) => ({
  uid: { type, id },
  attrs,
  parents: parents.map(([parentType, parentId]) => ({ type: parentType, id: parentId })),
});
const uid = (type: string, id: string) => ({ __entity: { type, id } });
const json = (value: unknown): string => JSON.stringify(value, null, 1);

const schema = `entity Group in [Group];
entity User in [Group];
entity Folder;
entity Doc in [Folder] = { owner: User, readers: Group, public: Bool };
action any;
action read, write in [any] appliesTo { principal: [User], resource: [Doc], context: { mfa: Bool, x?: Bool } };
action sign appliesTo { principal: [User], resource: [Doc], context: { mfa: Bool, x?: Bool } };
`;

const entities = [
  entity('User', 'kim', [['Group', 'staff']]),
  entity('User', 'lee', [['Group', 'auditors']]),
  entity('User', '박', []),
  entity('Group', 'staff', [['Group', 'all']]),
  entity('Group', 'auditors', []),
  entity('Group', 'all', []),
  entity('Folder', 'f', []),
  entity('Doc', 'd1', [['Folder', 'f']], {
    owner: uid('User', 'kim'),
    readers: uid('Group', 'auditors'),
    public: false,
  }),
  entity('Doc', 'd2', [], { owner: uid('User', '박'), readers: uid('Group', 'all'), public: true }),
];

const withAll = (policies: string): Texts => ({
  'p.cedar': policies,
  's.cedarschema': schema,
  'e.json': json(entities),
});
const found = (texts: Texts, possible = false, map = {}): string[] =>
  [...access(importOf(cedar, texts, map), possible)].filter((each) => !each.includes('(other)')).sort();

describe('with entities', () => {
  test('a group is a role, and gets what a policy gives it', () => {
    const imported = importOf(
      cedar,
      withAll('permit (principal in Group::"all", action == Action::"read", resource in Folder::"f");'),
    );
    expect(pairs(imported.grants)).toEqual(['Group::"all" > Doc::"d1":read']);
    expect(pairs(imported.assignments)).toEqual([
      'User::"kim" > Group::"staff"',
      'User::"lee" > Group::"auditors"',
    ]);
    expect(pairs(imported.inheritance)).toEqual(['Group::"staff" > Group::"all"']);
    expect([...access(imported, false)]).toEqual(['User::"kim" Doc::"d1":read']);
  });

  test('conditions are decided', () => {
    const texts = withAll(
      'permit (principal, action == Action::"write", resource) when { principal == resource.owner };\n' +
        'permit (principal, action == Action::"read", resource) when { principal in resource.readers };',
    );
    expect(found(texts)).toEqual([
      'User::"kim" Doc::"d1":write',
      'User::"kim" Doc::"d2":read',
      'User::"lee" Doc::"d1":read',
      'User::"박" Doc::"d2":write',
    ]);
    expect(found(texts, true)).toEqual(found(texts));
  });

  test('a denial takes away, also of a group', () => {
    const texts = withAll(
      'permit (principal is User, action in Action::"any", resource == Doc::"d2");\n' +
        'forbid (principal in Group::"staff", action == Action::"write", resource);',
    );
    expect(found(texts)).toEqual([
      'User::"kim" Doc::"d2":read',
      'User::"lee" Doc::"d2":read',
      'User::"lee" Doc::"d2":write',
      'User::"박" Doc::"d2":read',
      'User::"박" Doc::"d2":write',
    ]);
  });

  test('what is denied for certain is not possible, whatever a condition on the context says', () => {
    const texts = withAll(
      'permit (principal, action == Action::"sign", resource) when { context.mfa };\n' +
        'forbid (principal, action, resource) when { resource has owner };',
    );
    expect(found(texts, true)).toEqual([]);
  });

  test('attributes of attributes are followed', () => {
    const texts = {
      'p.cedar': 'permit (principal, action, resource) when { resource.repo.org.head == principal };',
      's.cedarschema':
        'entity U; entity Org = { head: U }; entity Repo = { org: Org }; entity Issue = { repo: Repo }; action close appliesTo { principal: U, resource: Issue };',
      'e.json': json([
        entity('U', 'u'),
        entity('U', 'v'),
        entity('Org', 'o', [], { head: uid('U', 'u') }),
        entity('Repo', 'r', [], { org: uid('Org', 'o') }),
        entity('Issue', 'i', [], { repo: uid('Repo', 'r') }),
      ]),
    };
    expect(found(texts)).toEqual(['U::"u" Issue::"i":close']);
  });

  test('where a denial does not bear on any of a group, the group has it', () => {
    const texts = withAll(
      'permit (principal in Group::"staff", action == Action::"read", resource);\n' +
        'forbid (principal, action, resource) when { resource.public };\n' +
        'permit (principal in Group::"auditors", action == Action::"read", resource == Doc::"d1") unless { resource.public };',
    );
    const imported = importOf(cedar, texts);
    expect(pairs(imported.grants).filter((each) => !each.includes('(other)'))).toEqual([
      'Group::"auditors" > Doc::"d1":read',
      'Group::"staff" > Doc::"d1":read',
    ]);
  });

  test('who is in a group and may not ask for an action does not get it by the group', () => {
    const robots = {
      'p.cedar': 'permit (principal in G::"g", action, resource);',
      's.cedarschema':
        'entity G; entity U in [G]; entity Robot in [G]; entity D; action read appliesTo { principal: [U, Robot], resource: D }; action sign appliesTo { principal: U, resource: D };',
      'e.json': json([
        entity('U', 'u', [['G', 'g']]),
        entity('Robot', 'r', [['G', 'g']]),
        entity('G', 'g'),
        entity('D', 'd'),
      ]),
    };
    expect(found(robots)).toEqual(['Robot::"r" D::"d":read', 'U::"u" D::"d":read', 'U::"u" D::"d":sign']);
  });

  test('conditions on the context are possible, with the policy as the reason, unless the context is given', () => {
    const texts = withAll(
      '@id("sign")\npermit (principal, action == Action::"sign", resource) when { principal == resource.owner && context.mfa };',
    );
    expect(found(texts)).toEqual([]);
    expect(found(texts, true)).toEqual(['User::"kim" Doc::"d1":sign', 'User::"박" Doc::"d2":sign']);
    expect(importOf(cedar, texts).doubts.map(({ reason }) => reason)).toEqual([
      'policy `sign` depends on the context of the request: `@id("sign") permit (principal, action == Action::"sign", resource) when { principal == resource.owner && context.mfa };`',
    ]);
    expect(found(texts, false, { context: '{"mfa": true}' })).toEqual(found(texts, true));
    expect(found(texts, true, { context: '{"mfa": false}' })).toEqual([]);
  });

  test('a denial that depends on the context takes certainty away', () => {
    const texts = withAll(
      'permit (principal, action == Action::"sign", resource == Doc::"d1");\n' +
        'forbid (principal, action, resource) unless { context.mfa };',
    );
    expect(found(texts)).toEqual([]);
    expect(found(texts, true)).toHaveLength(3);
  });

  test('those who are not among the entities are judged too', () => {
    const imported = importOf(
      cedar,
      withAll('permit (principal, action == Action::"read", resource is Doc);'),
    );
    expect([...access(imported, false)]).toContain('User::"(other)" Doc::"(other)":read');
    expect(imported.users.map(({ name }) => name)).toContain('User::"(other)"');
    const none = importOf(
      cedar,
      withAll('permit (principal == User::"kim", action == Action::"read", resource == Doc::"d1");'),
    );
    expect(none.users.map(({ name }) => name)).toEqual(['User::"kim"', 'User::"lee"', 'User::"박"']);
  });

  test('entities and extension values may be left implicit, as a schema allows', () => {
    const texts = {
      'p.cedar':
        'permit (principal, action, resource) when { principal == resource.owner && resource.net.isInRange(ip("10.0.0.0/8")) };',
      's.cedarschema':
        'type Net = __cedar::ipaddr; entity User; entity Doc = { owner: User, net: Net, more: Set<{ who: User }> }; action read appliesTo { principal: User, resource: Doc };',
      'e.json': json([
        entity('User', 'a'),
        entity('Doc', 'd', [], {
          owner: { type: 'User', id: 'a' },
          net: '10.1.1.1',
          more: [{ who: { type: 'User', id: 'a' } }],
        }),
      ]),
    };
    expect(found(texts)).toEqual(['User::"a" Doc::"d":read']);
    expect(warningsOf(cedar, texts)).toEqual([]);
  });

  test('templates give what their links say', () => {
    const policies = `@id("share")
permit (principal == ?principal, action == Action::"read", resource == ?resource);`;
    const link = [
      { template_id: 'share', link_id: 'l', args: { '?principal': 'User::"lee"', '?resource': 'Doc::"d2"' } },
    ];
    const imported = importOf(cedar, { ...withAll(policies), 'l.json': json(link) });
    expect([...access(imported, false)]).toEqual(['User::"lee" Doc::"d2":read']);
    expect(imported.grants[0]!.at.file.path).toBe('l.json');
    expect(errorsOf(cedar, withAll(policies)).join()).toContain(
      'there are templates only, and no link of them',
    );
    const other = withAll(
      `${policies}\npermit (principal == User::"kim", action == Action::"read", resource == Doc::"d2");`,
    );
    expect(found(other)).toEqual(['User::"kim" Doc::"d2":read']);
    expect(warningsOf(cedar, other).join()).toContain('template `share` is linked nowhere');
  });

  test('what is in a group of actions is not known without a schema', () => {
    const { 's.cedarschema': _, ...texts } = withAll(
      'permit (principal in Group::"staff", action in Action::"any", resource == Doc::"d1");\n' +
        'permit (principal in Group::"auditors", action == Action::"read", resource == Doc::"d1");\n' +
        'forbid (principal, action in Action::"any", resource) when { resource.public };',
    );
    expect(found(texts)).toEqual(['User::"kim" Doc::"d1":any', 'User::"lee" Doc::"d1":read']);
    expect(found(texts, true)).toEqual([
      'User::"kim" Doc::"d1":any',
      'User::"kim" Doc::"d1":read',
      'User::"lee" Doc::"d1":read',
    ]);
  });

  test('without a schema the same is found', () => {
    const { 's.cedarschema': _, ...texts } = withAll(
      'permit (principal in Group::"staff", action in [Action::"read", Action::"write"], resource == Doc::"d1");',
    );
    expect(found(texts)).toEqual(['User::"kim" Doc::"d1":read', 'User::"kim" Doc::"d1":write']);
  });
});

describe('without entities', () => {
  const texts = (policies: string): Texts => ({ 'p.cedar': policies });

  test('groups are roles with somebody in them', () => {
    const imported = importOf(
      cedar,
      texts(
        'permit (principal in Role::"clerk", action == Action::"create", resource is Invoice);\n' +
          'permit (principal == User::"kim", action == Action::"approve", resource == Invoice::"1");',
      ),
    );
    expect([...access(imported, false)].sort()).toEqual([
      '(a member of Role::"clerk") (any Invoice):create',
      '(a member of Role::"clerk") Invoice::"1":create',
      'User::"kim" Invoice::"1":approve',
    ]);
    expect(pairs(imported.assignments)).toContain('(a member of Role::"clerk") > Role::"clerk"');
  });

  test('conditions and denials that may apply leave it open', () => {
    const imported = importOf(
      cedar,
      texts(
        'permit (principal in Role::"a", action == Action::"x", resource == D::"1") when { resource.open };\n' +
          'permit (principal in Role::"a", action == Action::"y", resource == D::"1");\n' +
          'permit (principal in Role::"a", action == Action::"z", resource == D::"1");\n' +
          'forbid (principal in Role::"b", action == Action::"y", resource == D::"1");\n' +
          'forbid (principal, action == Action::"z", resource);',
      ),
    );
    expect([...access(imported, false)]).toEqual([]);
    expect([...access(imported, true)].sort()).toEqual([
      '(a member of Role::"a") D::"1":x',
      '(a member of Role::"a") D::"1":y',
    ]);
  });

  test('any action is those that are named, and others', () => {
    const imported = importOf(
      cedar,
      texts(
        'permit (principal in R::"admin", action, resource == D::"1");\npermit (principal in R::"u", action == Action::"x", resource == D::"1");',
      ),
      {},
      ['D::"1":y'],
    );
    expect([...access(imported, false)].filter((each) => each.includes('admin')).sort()).toEqual([
      '(a member of R::"admin") D::"1":(other)',
      '(a member of R::"admin") D::"1":x',
      '(a member of R::"admin") D::"1":y',
    ]);
  });

  test('policies that decide by attributes alone are refused', () => {
    expect(
      errorsOf(cedar, texts('permit (principal, action, resource) when { principal.level > 3 };')),
    ).toEqual([
      'p.cedar:1:1 import-unsupported: the policies decide by attributes alone, and there are no entities that have them (import the entities (JSON) together with the policies)',
    ]);
  });
});

describe('what is wrong is told at its place', () => {
  test.each([
    [
      {
        'p.cedar':
          'permit (principal, action, resource);\n// 한글\npermit (principal == "한", action, resource);',
      },
      /^p\.cedar:3:22 import-syntax: expected an entity uid/,
    ],
    [{ 'p.cedar': 'permit (principal, action, resource) when { 1 + ' }, /^p\.cedar:1:\d+ import-syntax/],
    [{ 'p.cedar': `permit (principal, action, resource) when { ${'('.repeat(100_000)}` }, /nesting-too-deep/],
    [
      { 'p.cedar': `permit (principal, action, resource) when { ${'!'.repeat(100_000)}true };` },
      /import-syntax/,
    ],
    [
      { 'p.cedar': 'permit (principal == U::"한🙂", action == "x", resource);' },
      /^p\.cedar:1:42 import-syntax/,
    ],
    [{ 's.cedarschema': schema }, /^s\.cedarschema:1:1 import-reference: there is no policy/],
    [
      { ...withAll('permit (principal, action, resource);'), 's.cedarschema': 'entity User in [Ghost];' },
      /^s\.cedarschema:1:17 import-syntax: the schema is not well-formed/,
    ],
    [
      { ...withAll('permit (principal, action, resource);'), 't.cedarschema': schema },
      /there is more than one schema/,
    ],
    [
      {
        ...withAll('permit (principal, action, resource);'),
        'e.json': '[{"uid": {"type": "User"}, "parents": []}]',
      },
      /^e\.json:1:2 import-syntax: an entity has no `uid`/,
    ],
    [
      {
        ...withAll('permit (principal, action, resource);'),
        'e.json': json([entity('User', 'a'), entity('User', 'a')]),
      },
      /is there twice/,
    ],
    [
      {
        ...withAll('permit (principal, action, resource);'),
        'e.json': json([entity('G', 'a', [['G', 'b']]), entity('G', 'b', [['G', 'a']])]),
      },
      /import-syntax: /,
    ],
    [
      {
        ...withAll('permit (principal, action, resource);'),
        'e.json': '[{"uid": {"type": "User", "id": "a"}, "parents": [',
      },
      /json-syntax/,
    ],
    [
      {
        ...withAll('permit (principal == ?principal, action, resource);'),
        'l.json': json([{ template_id: 'x', args: {} }]),
      },
      /^l\.json:2:2 import-reference: there is no template `x`/,
    ],
    [
      {
        ...withAll('permit (principal == ?principal, action, resource);'),
        'l.json': json([{ template_id: 'policy0', args: {} }]),
      },
      /the link says nothing of `\?principal`/,
    ],
  ])('%#', (texts, expected) => {
    expect(errorsOf(cedar, texts as unknown as Texts).join('\n')).toMatch(expected);
  });

  test('a context that is no object', () => {
    expect(
      errorsOf(cedar, withAll('permit (principal, action, resource);'), { context: '[1' }).join(),
    ).toContain('`context` is no JSON object');
  });
});

test.each([
  ['p.cedar', '// permit\nforbid (principal, action, resource);', true],
  ['p', '@id("x")\npermit(principal in R::"a",action,resource);', true],
  ['s', schema, true],
  ['e.json', json(entities), true],
  ['k.yaml', 'apiVersion: v1\nkind: Role\n', false],
  ['m.fga', 'model\n  schema 1.1\ntype user\n', false],
  ['a.csv', 'user,role\nkim,permit\n', false],
  ['a.sql', 'CREATE ROLE a; -- permit (x)\n', false],
])('%s is told from its content', (path, text, expected) => {
  expect(cedar.detects(fileOf(path, text))).toBe(expected);
});

describe('random policies', () => {
  interface Engine {
    preparsePolicySet(name: string, policies: unknown): { readonly type: string };
    statefulIsAuthorized(call: unknown): {
      readonly type: string;
      readonly response?: { readonly decision: string };
    };
  }
  const engine = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs') as Engine;

  const scopeOf = (
    name: string,
    type: string,
    ids: readonly string[],
    groupType: string,
    groups: readonly string[],
  ) => {
    const one = fc.constantFrom(...ids).map((id) => `${name} == ${type}::"${id}"`);
    const group = fc.constantFrom(...groups).map((id) => `${name} in ${groupType}::"${id}"`);
    const typed = fc.constantFrom(...groups).map((id) => `${name} is ${type} in ${groupType}::"${id}"`);
    return fc.oneof(
      fc.constant(name),
      one,
      { arbitrary: group, weight: 3 },
      typed,
      fc.constant(`${name} is ${type}`),
    );
  };
  const condition = fc.oneof(
    { arbitrary: fc.constant(''), weight: 3 },
    fc.constantFrom(
      'when { principal == resource.owner }',
      'when { principal in resource.readers }',
      'unless { resource.public }',
      'when { resource has owner && resource.owner == User::"kim" }',
    ),
    fc.constantFrom(
      'when { context.mfa }',
      'unless { context.mfa || principal == resource.owner }',
      'when { context has x && context.x }',
      'unless { context has x }',
      'when { resource.public && context.mfa }',
    ),
  );
  const policy = fc
    .record({
      effect: fc.constantFrom('permit', 'permit', 'permit', 'forbid'),
      principal: scopeOf('principal', 'User', ['kim', 'lee', '박'], 'Group', ['staff', 'auditors', 'all']),
      action: fc.constantFrom(
        'action',
        'action == Action::"read"',
        'action == Action::"sign"',
        'action in Action::"any"',
        'action in [Action::"write", Action::"sign"]',
      ),
      resource: scopeOf('resource', 'Doc', ['d1', 'd2'], 'Folder', ['f']),
      condition,
    })
    .map((each) => `${each.effect} (${each.principal}, ${each.action}, ${each.resource}) ${each.condition};`);
  const actionEntities = [
    entity('Action', 'any'),
    entity('Action', 'read', [['Action', 'any']]),
    entity('Action', 'write', [['Action', 'any']]),
    entity('Action', 'sign'),
  ];
  const contexts = [{ mfa: true }, { mfa: false }, { mfa: false, x: true }, { mfa: true, x: false }];

  test('allow what the engine allows, in every context', { timeout: 60_000 }, () => {
    const counts = { always: 0, never: 0, sometimes: 0, forbids: 0, exact: 0 };
    fc.assert(
      fc.property(fc.array(policy, { minLength: 1, maxLength: 4 }), (policies) => {
        const text = policies.join('\n');
        const imported = importOf(cedar, withAll(text));
        const [certain, possible] = [access(imported, false), access(imported, true)];
        const usesContext = text.includes('context');
        const kept = engine.preparsePolicySet('peer', {
          staticPolicies: text,
          templates: {},
          templateLinks: [],
        });
        expect(kept.type).toBe('success');
        if (text.includes('forbid')) counts.forbids += 1;
        if (!usesContext) counts.exact += 1;
        for (const principal of ['kim', 'lee', '박', '(other)']) {
          for (const action of ['read', 'write', 'sign']) {
            for (const resource of ['d1', 'd2', '(other)']) {
              const answers = (usesContext ? contexts : contexts.slice(0, 1)).map((context) => {
                const answer = engine.statefulIsAuthorized({
                  principal: { type: 'User', id: principal },
                  action: { type: 'Action', id: action },
                  resource: { type: 'Doc', id: resource },
                  context,
                  preparsedPolicySetId: 'peer',
                  validateRequest: false,
                  entities: [...entities, ...actionEntities],
                });
                expect(answer.type).toBe('success');
                return answer.response!.decision === 'allow';
              });
              const [always, sometimes] = [answers.every(Boolean), answers.some(Boolean)];
              const fact = `User::"${principal}" Doc::"${resource}":${action}`;
              if (certain.has(fact)) expect(always, fact).toBe(true);
              if (sometimes) expect(possible.has(fact), fact).toBe(true);
              if (!usesContext)
                expect([certain.has(fact), possible.has(fact)], fact).toEqual([always, always]);
              counts[always ? 'always' : sometimes ? 'sometimes' : 'never'] += 1;
            }
          }
        }
      }),
      { numRuns: 70 },
    );
    expect(counts.always).toBeGreaterThan(40);
    expect(counts.never).toBeGreaterThan(200);
    expect(counts.sometimes).toBeGreaterThan(10);
    expect(counts.forbids).toBeGreaterThan(5);
    expect(counts.exact).toBeGreaterThan(5);
  });
});

import { newEnforcer, newModelFromString, StringAdapter } from 'casbin';
import { describe, expect, test } from 'vitest';
import { casbin } from '../../src/import/casbin.ts';
import type { Imported } from '../../src/import/imported.ts';
import { rendered } from '../policy/render.ts';
import { accessLines } from './access.ts';
import { fuzzImporter } from './fuzz.ts';
import { having } from './having.ts';

function read(texts: Record<string, string>, map: Record<string, string> = {}, mentioned: string[] = []) {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text, sha256: '' }));
  return casbin.read({ files, mentioned, map: new Map(Object.entries(map)) });
}

function importedOf(...args: Parameters<typeof read>): Imported {
  const result = read(...args);
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  return result.value;
}

function reported(...args: Parameters<typeof read>): string[] {
  const result = read(...args);
  return (result.kind === 'ok' ? result.warnings : result.diagnostics).map(rendered);
}

interface Parts {
  readonly r?: string;
  readonly p?: string;
  readonly g?: string;
  readonly e?: string;
  readonly m?: string;
  readonly c?: string;
}

function model({
  r = 'sub, obj, act',
  p = r,
  g = 'g = _, _',
  e = 'some(where (p.eft == allow))',
  m = 'g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act',
  c = '',
}: Parts = {}): string {
  return `[request_definition]
r = ${r}
[policy_definition]
p = ${p}
${g === '' ? '' : `[role_definition]\n${g}\n`}${c === '' ? '' : `[constraint_definition]\n${c}\n`}[policy_effect]
e = ${e}
[matchers]
m = ${m}
`;
}

const deny = 'some(where (p.eft == allow)) && !some(where (p.eft == deny))';

describe('roles', () => {
  test('hierarchy; users and roles are told by where they stand in `g` lines', () => {
    const imported = importedOf({
      'm.conf': model(),
      'p.csv':
        'p, clerk, invoice, create\np, manager, invoice, approve\np, kim, door, open\ng, kim, manager\ng, manager, clerk\n',
    });
    expect(accessLines(imported)).toEqual(['kim door:open', 'kim invoice:approve', 'kim invoice:create']);
    expect(imported.users.map(({ name }) => name)).toEqual(['kim']);
    expect(imported.inheritance.map(({ left, right, at }) => [left, right, at.file.path])).toEqual([
      ['manager', 'clerk', 'p.csv'],
    ]);
  });

  test('`map` says what the policy does not', () => {
    const texts = { 'p.csv': 'p, role:a, x, read\np, boss, y, read\ng, kim, boss\n' };
    expect(
      importedOf(texts, { model: 'rbac', roles: 'role:*', users: 'bo*' }).users.map(({ name }) => name),
    ).toEqual(['kim', 'boss']);
    expect(importedOf(texts, { model: 'rbac' }).users.map(({ name }) => name)).toEqual(['kim', 'role:a']);
  });

  test('roles are by domain', () => {
    const imported = importedOf({
      'm.conf': model({
        r: 'sub, dom, obj, act',
        g: 'g = _, _, _',
        m: 'g(r.sub, p.sub, r.dom) && r.dom == p.dom && r.obj == p.obj && r.act == p.act',
      }),
      'p.csv':
        'p, admin, d1, data1, read\np, admin, d2, data2, read\ng, alice, admin, d1\ng, bob, admin, d2\n',
    });
    expect(accessLines(imported)).toEqual(['alice data1@d1:read', 'bob data2@d2:read']);
    expect(imported.assignments.map(({ left, right }) => `${left} ${right}`)).toEqual([
      'alice admin@d1',
      'bob admin@d2',
    ]);
  });

  test('a super user has everything that is named, and the rest', () => {
    const imported = importedOf({
      'm.conf': model({ m: 'g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act || r.sub == "root"' }),
      'p.csv': 'p, alice, data1, read\n',
    });
    expect(accessLines(imported)).toEqual([
      'alice data1:read',
      'root (other):(other)',
      'root (other):read',
      'root data1:(other)',
      'root data1:read',
    ]);
  });

  test('groups of objects', () => {
    const imported = importedOf({
      'm.conf': model({
        g: 'g = _, _\ng2 = _, _',
        m: 'g(r.sub, p.sub) && g2(r.obj, p.obj) && r.act == p.act',
      }),
      'p.csv': 'p, clerk, papers, read\ng, kim, clerk\ng2, letter, papers\ng2, bill, papers\n',
    });
    expect(accessLines(imported)).toEqual(['kim bill:read', 'kim letter:read', 'kim papers:read']);
  });

  test('chains that Casbin does not follow to their end are possible from there', async () => {
    const chain = Array.from({ length: 12 }, (_, index) => `g, r${index}, r${index + 1}`);
    const policy = ['p, r10, near, read', 'p, r11, far, read', 'p, r12, further, read', ...chain].join('\n');
    const imported = importedOf({ 'm.conf': model(), 'p.csv': policy });
    expect(accessLines(imported)).toEqual(['r0 far:read ?', 'r0 further:read ?', 'r0 near:read']);
    const enforcer = await newEnforcer(newModelFromString(model()), new StringAdapter(policy));
    expect(['near', 'far'].map((object) => enforcer.enforceSync('r0', object, 'read'))).toEqual([
      true,
      false,
    ]);
  });

  test('conditions are negated as a whole', () => {
    const lines = (m: string): string[] =>
      accessLines(
        importedOf({
          'm.conf': model({ m: `g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act && !(${m})` }),
          'p.csv': 'p, kim, a, x\np, kim, a, y\np, kim, b, x\np, kim, b, y\n',
        }),
      );
    expect(lines('r.obj == "a" || r.act == "x"')).toEqual(['kim b:y']);
    expect(lines('r.obj == "a" && r.act == "x"')).toEqual(['kim a:y', 'kim b:x', 'kim b:y']);
    expect(lines('r.obj != "a"')).toEqual(['kim a:x', 'kim a:y']);
    const any = {
      'm.conf': model({ m: 'g(r.sub, p.sub) && r.obj != "a" && r.act == p.act' }),
      'p.csv': 'p, kim, z, x\n',
    };
    expect(accessLines(importedOf(any, {}, ['a:x', 'b:x']))).toEqual(['kim (other):x', 'kim b:x']);
  });
});

describe('patterns', () => {
  const m = 'g(r.sub, p.sub) && keyMatch2(r.obj, p.obj) && regexMatch(r.act, p.act)';

  test('what is named is a permission of its own, and the rest of a pattern is another', () => {
    const imported = importedOf({
      'm.conf': model({ m }),
      'p.csv': 'p, clerk, /bills/:id, ^(GET|POST)$\np, boss, /bills/7, .*\ng, kim, clerk\ng, lee, boss\n',
    });
    expect(accessLines(imported)).toEqual([
      'kim /bills/(other):GET',
      'kim /bills/(other):POST',
      'kim /bills/7:GET',
      'kim /bills/7:POST',
      'lee /bills/7:(other)',
      'lee /bills/7:GET',
      'lee /bills/7:POST',
    ]);
  });

  test('what constraints speak of is exact, patterns included', () => {
    const imported = importedOf({ 'm.conf': model({ m }), 'p.csv': 'p, kim, /bills/*, GET\n' }, {}, [
      '/bills/9:GET',
      '*/pay:GET',
      '/letters/1:GET',
    ]);
    const lines = accessLines(imported);
    expect(lines).toContain('kim /bills/9:GET');
    expect(lines).toContain('kim /bills/pay:GET');
    expect(lines.some((line) => line.includes('/letters/1'))).toBe(false);
  });

  test('a pattern that is not understood makes possible, and says which', () => {
    const texts = { 'm.conf': model({ m }), 'p.csv': 'p, kim, /x, (?=a)b\np, kim, /y, ^GE+T$\n' };
    expect(accessLines(importedOf(texts))).toEqual(
      [
        'kim /x:(other matching (?=a)b)',
        'kim /x:(other matching ^GE+T$) ?',
        'kim /x:(other) ?',
        'kim /x:GET ?',
        'kim /y:(other matching (?=a)b) ?',
        'kim /y:(other matching ^GE+T$)',
        'kim /y:GET',
      ].sort(),
    );
    expect(reported(texts)).toEqual([
      'p.csv:1:1 warning import-not-understood: it is not known what pattern `(?=a)b` of `regexMatch` matches',
      'p.csv:2:1 warning import-not-understood: it is not known what pattern `^GE+T$` of `regexMatch` matches',
    ]);
  });
});

describe('denials', () => {
  const policy =
    'p, staff, pay, run, allow\np, kim, pay, run, deny\np, staff, pay, see, allow\ng, kim, staff\ng, lee, staff\n';

  test('somebody of a role is denied: the others keep it', () => {
    const imported = importedOf({ 'm.conf': model({ p: 'sub, obj, act, eft', e: deny }), 'p.csv': policy });
    expect(accessLines(imported)).toEqual(['kim pay:see', 'lee pay:run', 'lee pay:see']);
    expect(imported.grants.map(({ left, right }) => `${left} ${right}`)).toContain('staff pay:see');
  });

  test('by priority, and by how near the subject is', async () => {
    const subject = model({ p: 'sub, obj, act, eft', e: 'subjectPriority(p.eft) || deny' });
    const near =
      'p, staff, pay, run, deny\np, kim, pay, run, allow\np, staff, pay, see, allow\np, kim, pay, see, deny\ng, kim, staff\ng, lee, staff\n';
    expect(accessLines(importedOf({ 'm.conf': subject, 'p.csv': near }))).toEqual([
      'kim pay:run',
      'lee pay:see',
    ]);
    const enforcer = await newEnforcer(newModelFromString(subject), new StringAdapter(near));
    expect(['run', 'see'].map((action) => enforcer.enforceSync('kim', 'pay', action))).toEqual([true, false]);
    // Without a tree, the libraries sort differently.
    const other = `${near}g, kim, others\n`;
    expect(accessLines(importedOf({ 'm.conf': subject, 'p.csv': other }))).toContain('kim pay:run ?');
    const priority = model({ p: 'sub, obj, act, eft, priority', e: 'priority(p.eft) || deny' });
    const lines =
      'p, kim, pay, run, deny, 20\np, staff, pay, run, allow, 10\np, staff, pay, see, allow, 9\np, kim, pay, see, deny, 8\ng, kim, staff\n';
    expect(accessLines(importedOf({ 'm.conf': priority, 'p.csv': lines }))).toEqual(['kim pay:run']);
  });

  test('an effect that passes over denials says so', () => {
    const texts = { 'm.conf': model({ p: 'sub, obj, act, eft' }), 'p.csv': policy };
    expect(accessLines(importedOf(texts))).toEqual([
      'kim pay:run',
      'kim pay:see',
      'lee pay:run',
      'lee pay:see',
    ]);
    expect(reported(texts)).toEqual([
      'p.csv:2:1 warning import-not-represented: the effect of the model passes over lines that deny -- is this the right model?',
    ]);
  });

  test('what is not denied is allowed to anybody, also to whom no file names', () => {
    const imported = importedOf({
      'm.conf': model({ p: 'sub, obj, act, eft', e: '!some(where (p.eft == deny))' }),
      'p.csv': 'p, kim, pay, run, deny\n',
    });
    expect(accessLines(imported)).toEqual([
      '(any other subject) (other):(other)',
      '(any other subject) (other):run',
      '(any other subject) pay:(other)',
      '(any other subject) pay:run',
      'kim (other):(other)',
      'kim (other):run',
      'kim pay:(other)',
    ]);
  });
});

describe('what only a request says', () => {
  test('is possible, with the part of the matcher as the reason', () => {
    const texts = {
      'm.conf': model({
        m: 'g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act && r.ctx.Hour < 18',
        r: 'sub, obj, act, ctx',
        p: 'sub, obj, act',
      }),
      'p.csv': 'p, kim, pay, run\n',
    };
    expect(accessLines(importedOf(texts))).toEqual(['kim pay:run ?']);
    expect(reported(texts)).toEqual([
      'p.csv:1:1 warning import-not-understood: the matcher depends on `r.ctx.Hour`',
    ]);
  });

  test('rules in lines are read as the matcher is', () => {
    const texts = {
      'm.conf': model({ m: 'eval(p.rule) && r.obj == p.obj && r.act == p.act', p: 'rule, obj, act' }),
      'p.csv': 'p, "r.sub == ""kim""", pay, run\np, "r.sub == ""lee"" && r.sub.Age > 18", pay, see\n',
    };
    expect(accessLines(importedOf(texts))).toEqual(['kim pay:run', 'lee pay:see ?']);
  });

  test('where nothing of roles remains, there is nothing to check', () => {
    const m = 'r.sub.Name == r.obj.Owner && r.act == p.act';
    expect(reported({ 'm.conf': model({ m }), 'p.csv': 'p, a, b, c\n' })).toEqual([
      'm.conf:10:1 import-unsupported: the matcher says nothing of subjects that can be known without a request: it is not about roles -- attributes of requests and functions in code are decided when somebody asks',
    ]);
  });
});

describe('constraints', () => {
  test('all four kinds, over inherited roles and over domains', () => {
    const c =
      'c = sod("a", "b")\nc2 = sodMax(["a", "b", "d"], 1)\nc3 = roleMax("boss", 2)\nc4 = rolePre("d", "trained")\nc5 = sodMax(["a", "b"], 2)';
    const result = read({ 'm.conf': model({ c }), 'p.csv': 'p, a, x, read\np, b, x, write\ng, kim, a\n' });
    if (result.kind === 'failed') throw new Error('failed');
    expect(
      result.value.constraints.map(({ at: _, severity: __, reason: ___, owner: ____, ...rest }) => rest),
    ).toEqual([
      {
        id: 'c',
        kind: 'exclusion',
        over: 'role',
        static: true,
        dynamic: false,
        sets: [{ members: ['a', 'b'], limit: 2 }],
      },
      {
        id: 'c2',
        kind: 'exclusion',
        over: 'role',
        static: true,
        dynamic: false,
        sets: [{ members: ['a', 'b', 'd'], limit: 2 }],
      },
      { id: 'c3', kind: 'cardinality', role: 'boss', atMost: 2 },
      { id: 'c4', kind: 'prerequisite', role: 'd', needs: ['trained'] },
    ]);
    expect(result.value.users.map(({ name }) => name)).toEqual(['kim']);
    expect(result.warnings.map(rendered)).toEqual([
      'm.conf:12:1 warning import-not-represented: no one can hold more than 2 of 2 roles, so `c5` says nothing',
    ]);
  });

  test('with domains, a role is meant in any of them', () => {
    const imported = importedOf({
      'm.conf': model({
        r: 'sub, dom, obj, act',
        g: 'g = _, _, _',
        m: 'g(r.sub, p.sub, r.dom) && r.dom == p.dom && r.obj == p.obj && r.act == p.act',
        c: 'c = sod("a", "b")',
      }),
      'p.csv': 'g, kim, a, d1\ng, kim, b, d2\np, a, d1, x, read\n',
    });
    expect(imported.inheritance.map(({ left, right }) => `${left} ${right}`)).toEqual(['a@d1 a', 'b@d2 b']);
  });
});

describe('what is wrong is told with its place, and nothing is imported', () => {
  const cases: readonly (readonly [title: string, texts: Record<string, string>, told: readonly string[]])[] =
    [
      [
        'a policy alone',
        { 'p.csv': 'p, alice, data1, read\n' },
        [
          "p.csv:1:1 import-reference: the policy has no model, which says what its lines mean -- name the model's file too, or say which it is: --map model=rbac|rbac-with-deny|rbac-with-domains|argo-cd",
        ],
      ],
      [
        'lines of another shape',
        { 'm.conf': model(), 'p.csv': 'p, alice, data1\np2, a, b, c\ng, alice\nx, y\np, "a, b\n' },
        [
          'p.csv:1:1 import-syntax: this line has 2 values, and `p` has 3 values: sub, obj, act',
          'p.csv:2:1 import-reference: the model defines no `p2` -- is this the policy of another model?',
          'p.csv:3:1 import-syntax: this line has 1 values, and `g` has 2 values',
          'p.csv:4:1 import-syntax: a line of a policy starts with `p` or `g`, or `p2`, `g2` and so on',
          'p.csv:5:4 import-syntax: this quoted value never ends',
        ],
      ],
      [
        'a broken model',
        {
          'm.conf':
            '[request_definition]\nr = sub, , act\n[policy_definition]\np = sub\n[matchers]\nm = g(r.sub, p.sub) &&\nfoo\n[what]\n',
        },
        [
          'm.conf:1:1 import-syntax: the model has no `e = …` in `[policy_effect]`',
          'm.conf:2:1 import-syntax: a column has no name',
          'm.conf:6:23 import-syntax: the expression ends where a value should stand',
          'm.conf:7:1 import-syntax: a line of a model is `[section]` or `key = value`',
          'm.conf:8:1 import-syntax: `[what]` is no section of a model -- sections are request_definition, policy_definition, role_definition, policy_effect, matchers, constraint_definition',
        ],
      ],
      [
        'a matcher that names what is not there',
        { 'm.conf': model({ m: 'g3(r.sub, p.sub) && r.object == p.obj' }), 'p.csv': 'p, a, b, c' },
        [
          'm.conf:10:5 import-reference: `[role_definition]` has no `g3`',
          'm.conf:10:25 import-reference: `r` has no column `object`',
        ],
      ],
      [
        'an effect of no library',
        { 'm.conf': model({ e: 'some(where (p.eft == maybe))' }), 'p.csv': 'p, a, b, c' },
        [
          'm.conf:8:1 import-unsupported: effect `some(where (p.eft == maybe))` is none that Casbin has -- Casbin itself refuses it: it knows some allow, no deny, both, priority and subjectPriority',
        ],
      ],
      [
        'names that run together',
        {
          'm.conf': model({
            r: 'sub, res, obj, act',
            m: 'g(r.sub, p.sub) && r.res == p.res && r.obj == p.obj && r.act == p.act',
          }),
          'p.csv': 'p, a, x/y, z, read\np, b, x, y/z, read',
        },
        [
          'm.conf:10:1 import-unsupported: two permissions would be called `x/y/z:read`: (x/y, z, , read) and (x, y/z, , read) -- values hold `@`, `/` or `:`, which separate them in names',
        ],
      ],
    ];
  test.each(cases)('%s', (_, texts, told) => {
    const result = read(texts);
    expect(result.kind).toBe('failed');
    expect(reported(texts)).toEqual(told);
  });
});

test('a policy of Argo CD is known by its shape', () => {
  const texts = {
    'policy.csv':
      '# built in\np, role:ro, applications, get, */*, allow\np, role:adm, applications, *, shop/*, allow\np, role:adm, applications, delete, shop/db, deny\ng, kim, role:adm\ng, role:adm, role:ro\n',
  };
  expect(accessLines(importedOf(texts))).toEqual([
    'kim applications/(other)/(other):get',
    'kim applications/shop/(other):(other)',
    'kim applications/shop/(other):delete',
    'kim applications/shop/(other):get',
    'kim applications/shop/db:(other)',
    'kim applications/shop/db:get',
  ]);
  expect(reported(texts)[0]).toContain('read with the model of Argo CD');
});

test('models and policies are told apart, and from other files', () => {
  const detects = (text: string): boolean => casbin.detects({ path: 'f', text, sha256: '' });
  expect([model(), 'p, a, b, c\n', '# x\n\np, a, b, c', '"p", a, b, c'].map(detects)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['', 'a,b,c\n', 'p: {}', 'g, a, b\n', '{}', 'policy: p'].map(detects)).toEqual(Array(6).fill(false));
});

test('any text: facts, or errors with their place', () => {
  const eft = { p: 'sub, obj, act, eft', e: 'priority(p.eft) || deny' };
  fuzzImporter(casbin, [
    {
      'm.conf': model({
        ...eft,
        c: 'c = sod("a", "b")\nc2 = roleMax("a", 2)',
        m: 'g(r.sub, p.sub) && keyMatch2(r.obj, p.obj) && (r.act == p.act || p.act in ("*", "all")) || r.sub == "root" && r.sub.Age > 3',
      }),
      'p.csv': '# comment\np, a, /x/:id, read, allow\np, kim, "/x,""1""", *, deny\ng, kim, a\ng, a, b\n',
    },
    {
      'm.conf': model({
        r: 'sub, dom, obj, act',
        g: 'g = _, _, _',
        m: 'g(r.sub, p.sub, r.dom) && r.dom == p.dom \\\n && regexMatch(r.obj, p.obj) && eval(p.act)',
      }),
      'p.csv': 'p, a, d1, ^/x/[a-z]+(y|z)*$, "r.act == ""read"""\ng, kim, a, d1\ng, a, b, *\n',
    },
  ]);
});

test('nothing takes longer than its text: nested brackets, long alternatives, patterns that backtrack', () => {
  const started = performance.now();
  const deep = `${'('.repeat(5000)}r.sub == "a"${')'.repeat(5000)}`;
  expect(reported({ 'm.conf': model({ m: deep }), 'p.csv': 'p, a, b, c' })[0]).toContain('too long');
  expect(
    reported({
      'm.conf': model({ m: `${'('.repeat(500)}r.sub == "a"${')'.repeat(500)}` }),
      'p.csv': 'p, a, b, c',
    })[0],
  ).toContain('nested too deeply');
  const wide = Array.from({ length: 12 }, (_, index) => `(r.obj == "${index}" || r.act == "${index}")`).join(
    ' && ',
  );
  expect(
    reported({ 'm.conf': model({ m: `g(r.sub, p.sub) && ${wide}` }), 'p.csv': 'p, a, b, c' })[0],
  ).toContain('too many alternatives');
  const slow = `p, a, ^(x+)+$, read\np, b, ${'x'.repeat(20_000)}y, read\n`;
  expect(
    read({
      'm.conf': model({ m: 'g(r.sub, p.sub) && regexMatch(r.obj, p.obj) && r.act == p.act' }),
      'p.csv': slow,
    }).kind,
  ).toBe('ok');
  expect(performance.now() - started).toBeLessThan(5000);
});

describe('what could be passed over', () => {
  const byPattern = (name: string): string =>
    model({ m: `${name}(r.sub, p.sub) && r.obj == p.obj && r.act == p.act` });

  test.each([
    ['regexMatch', '^a.*', '^.*z$'],
    ['keyMatch', 'a*', 'ab*'],
    ['keyMatch2', '/a/:x', '/:y/b'],
  ])('somebody whom no line names matches two patterns of %s', (name, one, two) => {
    const m = byPattern(name);
    const policy = `p, ${one}, x, read\np, ${two}, y, read\n`;
    const imported = importedOf({ 'm.conf': m, 'p.csv': policy });
    const enforcer = newEnforcer(newModelFromString(m), new StringAdapter(policy));
    const both = imported.users.filter(({ name: user }) =>
      ['x:read', 'y:read'].every((permission) => having(imported, user, permission) === 'yes'),
    );
    expect(both).not.toEqual([]);
    return enforcer.then((judge) => {
      for (const { name: user } of imported.users) {
        for (const object of ['x', 'y']) {
          const answer = having(imported, user, `${object}:read`);
          expect(answer, `${user} ${object}`).toBe(judge.enforceSync(user, object, 'read') ? 'yes' : 'no');
        }
      }
    });
  });

  test('what more than one pattern matches in ways that are not known is doubtful', () => {
    const doubts = (policy: string): number =>
      importedOf({ 'm.conf': byPattern('regexMatch'), 'p.csv': policy }).doubts.length;
    expect(doubts('p, ^[0-9]{3}$, x, read\np, ^[0-9]+$, y, read\n')).toBe(1);
    expect(doubts('p, ^[0-9]+$, y, read\n')).toBe(0);
  });

  test('white space behind commas in brackets does not count', async () => {
    const policy = 'p, kim, f(a , b), read\n';
    const { grants } = importedOf({ 'm.conf': model(), 'p.csv': policy });
    expect(grants.map(({ right }) => right)).toEqual(['f(a,b):read']);
    const judge = await newEnforcer(newModelFromString(model()), new StringAdapter(policy));
    expect(judge.enforceSync('kim', 'f(a,b)', 'read')).toBe(true);
  });
});

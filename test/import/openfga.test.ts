import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openfga } from '../../src/import/openfga.ts';
import { access, errorsOf, fileOf, importOf, pairs, warningsOf } from './imported.ts';

const model = `model
  schema 1.1
type user
type group
  relations
    define member: [user, group#member]
type folder
  relations
    define owner: [user]
    define parent: [folder]
    define viewer: [user, user:*, group#member] or owner or viewer from parent
type doc
  relations
    define parent: [folder]
    define blocked: [user]
    define editor: [user, group#member with office]
    define reader: (viewer from parent or editor) but not blocked
    define signer: editor and reader
condition office(hour: int) {
  hour < 18
}
`;

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');
const store = (tuples: string): string => `model: |\n${indented(model)}tuples:\n${tuples}`;
const tuple = (user: string, relation: string, object: string, condition?: string): string =>
  `  - user: ${user}\n    relation: ${relation}\n    object: ${object}\n${condition === undefined ? '' : `    condition:\n      name: ${condition}\n`}`;
const read = (tuples: string) => importOf(openfga, { 's.fga.yaml': store(tuples) });

describe('a store', () => {
  const tuples =
    tuple('user:anne', 'member', 'group:it') +
    tuple('group:it#member', 'viewer', 'folder:top') +
    tuple('folder:top', 'parent', 'folder:sub') +
    tuple('folder:sub', 'parent', 'doc:1') +
    tuple('user:bob', 'owner', 'folder:sub') +
    tuple('user:bob', 'blocked', 'doc:1') +
    tuple('user:carl', 'editor', 'doc:1');

  test('says who has what, through groups and parents, and who is kept out', () => {
    const found = access(read(tuples), false);
    const of = (permission: string) => [...found].filter((each) => each.endsWith(` ${permission}`)).sort();
    expect(of('folder:sub:viewer')).toEqual(['user:anne folder:sub:viewer', 'user:bob folder:sub:viewer']);
    expect(of('doc:1:reader')).toEqual(['user:anne doc:1:reader', 'user:carl doc:1:reader']);
    expect(of('doc:1:signer')).toEqual(['user:carl doc:1:signer']);
  });

  test('has groups where tuples use them, and shows the way', () => {
    const imported = read(tuples);
    expect(imported.groups.map(({ name }) => name)).toEqual(['group:it#member']);
    expect(imported.users.map(({ name }) => name)).toEqual(['user:anne', 'user:bob', 'user:carl']);
    expect(pairs(imported.inheritance)).toEqual([
      'folder:sub#owner > folder:sub#viewer',
      'folder:top#viewer > folder:sub#viewer',
      'group:it#member > folder:top#viewer',
    ]);
    const [fact] = imported.assignments;
    expect(fact!.at.file.text.slice(fact!.at.start)).toMatch(/^user: user:anne\n/);
  });

  test('with its model in a file of its own is the same', () => {
    const apart = importOf(openfga, { 's.yaml': `model_file: m.fga\ntuples:\n${tuples}`, 'm.fga': model });
    expect(access(apart, true)).toEqual(access(read(tuples), true));
  });

  test('as JSON of the API is the same', () => {
    const json = JSON.stringify({
      tuples: [
        { key: { user: 'user:anne', relation: 'owner', object: 'folder:a' } },
        { key: { user: 'folder:a', relation: 'parent', object: 'folder:b' } },
      ],
    });
    expect([...access(importOf(openfga, { 't.json': json, 'm.fga': model }), false)].sort()).toEqual([
      'user:anne folder:a:owner',
      'user:anne folder:a:viewer',
      'user:anne folder:b:viewer',
    ]);
    const asJson = JSON.stringify({
      schema_version: '1.1',
      type_definitions: [
        { type: 'user' },
        {
          type: 'folder',
          relations: { owner: { this: {} } },
          metadata: { relations: { owner: { directly_related_user_types: [{ type: 'user' }] } } },
        },
      ],
    });
    const small = importOf(openfga, {
      'm.json': asJson,
      't.yaml': `tuples:\n${tuple('user:a', 'owner', 'folder:x')}`,
    });
    expect([...access(small, false)]).toEqual(['user:a folder:x:owner']);
  });

  test('has everybody where a wildcard is, and somebody who stands for all others', () => {
    const imported = read(tuple('user:*', 'viewer', 'folder:a') + tuple('user:bob', 'owner', 'folder:b'));
    expect([...access(imported, false)].sort()).toEqual([
      'user:(anyone else) folder:a:viewer',
      'user:bob folder:a:viewer',
      'user:bob folder:b:owner',
      'user:bob folder:b:viewer',
    ]);
  });

  test('makes possible what a condition guards', () => {
    const imported = read(
      tuple('user:anne', 'member', 'group:it') + tuple('group:it#member', 'editor', 'doc:1', 'office'),
    );
    expect([...access(imported, false)]).toEqual(['user:anne group:it:member']);
    expect([...access(imported, true)].sort()).toEqual([
      'user:anne doc:1:editor',
      'user:anne doc:1:reader',
      'user:anne doc:1:signer',
      'user:anne group:it:member',
    ]);
    expect(imported.doubts.map(({ reason }) => reason)).toEqual([
      '`group:it#member` is `editor` of `doc:1` only under condition `office`, which depends on the request',
    ]);
  });

  test('with circles ends', () => {
    const circle =
      tuple('folder:a', 'parent', 'folder:b') +
      tuple('folder:b', 'parent', 'folder:a') +
      tuple('group:x#member', 'member', 'group:y') +
      tuple('group:y#member', 'member', 'group:x') +
      tuple('user:anne', 'member', 'group:y') +
      tuple('group:x#member', 'viewer', 'folder:a');
    const imported = read(circle);
    expect(access(imported, false)).toContain('user:anne folder:b:viewer');
    // A hierarchy has no circles.
    const edges = pairs(imported.inheritance);
    expect(edges.filter((edge) => edges.includes(edge.split(' > ').reverse().join(' > ')))).toEqual([]);
  });

  test('with an object that is its own parent has no role that inherits itself', () => {
    const imported = read(tuple('folder:a', 'parent', 'folder:a') + tuple('user:anne', 'owner', 'folder:a'));
    expect(access(imported, false)).toContain('user:anne folder:a:viewer');
    expect(imported.inheritance.filter(({ left, right }) => left === right)).toEqual([]);
  });

  test('may demand three relations at once', () => {
    const three = `model: |
  model
    schema 1.1
  type user
  type doc
    relations
      define a: [user]
      define b: [user]
      define c: [user]
      define all: a and b and c
tuples:
${['a', 'b', 'c'].map((each) => tuple('user:anne', each, 'doc:1')).join('')}${['a', 'b'].map((each) => tuple('user:bob', each, 'doc:1')).join('')}`;
    const found = access(importOf(openfga, { 's.yaml': three }), true);
    expect([...found].filter((each) => each.endsWith(':all'))).toEqual(['user:anne doc:1:all']);
  });

  test('in which a relation takes itself away is not decided', () => {
    const odd = `model: |
  model
    schema 1.1
  type user
  type doc
    relations
      define all: [user]
      define odd: all but not odd
tuples:
${tuple('user:anne', 'all', 'doc:1')}`;
    const imported = importOf(openfga, { 's.yaml': odd });
    expect([...access(imported, false)]).toEqual(['user:anne doc:1:all']);
    expect(access(imported, true)).toContain('user:anne doc:1:odd');
    expect(imported.doubts[0]!.reason).toContain('depends on itself');
  });
});

describe('what is wrong is told at its place', () => {
  test.each([
    [
      { 's.yaml': store(tuple('user:a', 'owner', 'doc:1')) },
      /^s\.yaml:24:5 import-reference: type `doc` has no relation `owner`$/,
    ],
    [
      { 's.yaml': store(tuple('robot:a', 'owner', 'folder:1')) },
      /`robot:a` cannot be `owner` of `folder:1` by the model/,
    ],
    [{ 's.yaml': store(tuple('user:*', 'owner', 'folder:1')) }, /`user:\*` cannot be `owner`/],
    [{ 's.yaml': store(tuple('group:a#member', 'editor', 'doc:1')) }, /`group:a#member` cannot be `editor`/],
    [{ 's.yaml': store(tuple('group:a', 'member', 'group:b')) }, /`group:a` cannot be `member` of `group:b`/],
    [
      { 's.yaml': store(tuple('user:a', 'owner', 'folder:1', 'office')) },
      /under condition `office` by the model/,
    ],
    [{ 's.yaml': store(tuple('anne', 'owner', 'folder:1')) }, /user `anne` is not of the form `type:id`/],
    [{ 's.yaml': store('  - user: user:a\n    relation: owner\n') }, /`object` of the tuple is missing/],
    [
      { 's.yaml': store('  - user: user:a\n    relations: owner\n') },
      /s\.yaml:25:5 import-syntax: a tuple has no `relations`/,
    ],
    [
      { 's.yaml': 'model_file: x.fga\ntuples: []\n' },
      /^s\.yaml:1:13 import-reference: the model `x\.fga` is not among the files/,
    ],
    [{ 'm.fga': model }, /^m\.fga:1:1 import-unsupported: without tuples nobody has anything/],
    [{ 'm.fga': model, 'n.fga': model }, /^n\.fga:1:1 import-reference: there is more than one model/],
    [
      { 'm.fga': 'model\n  schema 1.1\ntype user\n  relations\n    define a [user]\n' },
      /^m\.fga:5:14 import-syntax: missing ':' at '\['/,
    ],
    [
      {
        's.yaml':
          'model: |\n  model\n    schema 1.1\n  type user\n    relations\n      define a [user]\ntuples: []\n',
      },
      /^s\.yaml:6:16 import-syntax/,
    ],
    [
      { 'm.fga': 'model\n  schema 1.1\ntype user\n  relations\n    define a: b\n' },
      /^m\.fga:5:12 import-reference: type `user` has no relation `b`/,
    ],
    [
      { 'm.fga': 'model\n  schema 1.1\ntype user\n  relations\n    define a: [ghost]\n' },
      /type `ghost` is not defined/,
    ],
    [
      { 'm.fga': 'model\n  schema 1.1\ntype user\n  relations\n    define a: [user with c]\n' },
      /condition `c` is not defined/,
    ],
    [{ 'm.fga': 'module core\ntype user\n' }, /a module is a part of a model only/],
    [
      { 'm.fga': `model\n  schema 1.1\ntype user\n  relations\n    define a: ${'('.repeat(5000)}` },
      /nested too deeply/,
    ],
    [{ 't.json': '{"tuples": [{"user": "a", "relation": "b", "object": ' }, /json-syntax/],
  ])('%j', (texts, expected) => {
    expect(errorsOf(openfga, texts as Record<string, string>).join('\n')).toMatch(expected);
  });

  test.each(['[user, team#member]', '[team:*]', '[team] or x'])('a parent that is %s', (parent) => {
    const text = `model\n  schema 1.1\ntype user\ntype team\n  relations\n    define member: [user]\ntype doc\n  relations\n    define x: [team]\n    define p: ${parent}\n    define v: member from p\n`;
    expect(errorsOf(openfga, { 'm.fga': text })).toEqual([
      'm.fga:11:12 import-reference: `p` leads to other objects, and must be assigned to objects directly',
    ]);
  });

  test('tests of a store, and what is in them, say nothing of it', () => {
    const text = `${store(tuple('user:bob', 'owner', 'folder:b'))}tests:\n  - name: t\n    tuples:\n${tuple('user:eve', 'owner', 'folder:b')}`;
    expect(importOf(openfga, { 's.yaml': text }).users.map(({ name }) => name)).toEqual(['user:bob']);
    expect(warningsOf(openfga, { 's.yaml': text })).toEqual([]);
  });
});

test.each([
  ['s.yaml', store(''), true],
  ['m.fga', model, true],
  ['m', `# a comment\n${model}`, true],
  ['t.yaml', tuple('user:a', 'b', 'c:d'), true],
  ['t.yaml', 'tuples:\n  - { user: user:a, relation: b, object: c:d }\n', true],
  ['k.yaml', 'apiVersion: v1\nkind: Role\n', false],
  ['p.csv', 'user,relation,object\n', false],
  ['j.json', '[{"uid": {"type": "User", "id": "a"}}]', false],
])('%s is told from its content', (path, text, expected) => {
  expect(openfga.detects(fileOf(path, text))).toBe(expected);
});

/** OpenFGA by its definition: a check asks for one user, and what leads back to itself gives nothing. */
type Rewrite =
  | { readonly op: 'direct' }
  | { readonly op: 'relation'; readonly name: string }
  | { readonly op: 'from'; readonly name: string }
  | { readonly op: 'or' | 'and' | 'but not'; readonly left: Rewrite; readonly right: Rewrite };

interface Plain {
  readonly user: string;
  readonly relation: string;
  readonly object: string;
  readonly conditional: boolean;
}

function check(
  rewrites: Readonly<Record<string, Rewrite>>,
  tuples: readonly Plain[],
  user: string,
  object: string,
  relation: string,
  path: ReadonlySet<string> = new Set(),
): boolean {
  const key = `${object}#${relation}`;
  if (path.has(key)) return false;
  const next = new Set([...path, key]);
  const evaluate = (rewrite: Rewrite): boolean => {
    switch (rewrite.op) {
      case 'direct':
        return tuples.some((each) => {
          if (each.object !== object || each.relation !== relation) return false;
          if (each.user === user || each.user === 'user:*') return true;
          const [group, member] = each.user.split('#');
          return member !== undefined && check(rewrites, tuples, user, group!, member, next);
        });
      case 'relation':
        return check(rewrites, tuples, user, object, rewrite.name, next);
      case 'from':
        return tuples.some(
          (each) =>
            each.object === object &&
            each.relation === 'parent' &&
            check(rewrites, tuples, user, each.user, rewrite.name, next),
        );
      case 'or':
        return evaluate(rewrite.left) || evaluate(rewrite.right);
      case 'and':
        return evaluate(rewrite.left) && evaluate(rewrite.right);
      case 'but not':
        return evaluate(rewrite.left) && !evaluate(rewrite.right);
      default:
        return rewrite satisfies never;
    }
  };
  return evaluate(rewrites[relation]!);
}

describe('random stores', () => {
  const direct: Rewrite = { op: 'direct' };
  /** Over relations below, so that nothing takes itself away; of the parent also the relation itself. */
  const expression = (below: readonly string[], self: string | null): fc.Arbitrary<Rewrite> => {
    const leaf = fc.oneof(
      fc.constantFrom(...below).map((name): Rewrite => ({ op: 'relation', name })),
      fc.constantFrom(...below).map((name): Rewrite => ({ op: 'from', name })),
    );
    const inner = fc.letrec<{ any: Rewrite }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        leaf,
        fc.record({ op: fc.constantFrom('or', 'and', 'but not'), left: tie('any'), right: tie('any') }),
      ),
    })).any;
    if (self === null) return inner;
    return inner.map((left): Rewrite => ({ op: 'or', left, right: { op: 'from', name: self } }));
  };
  const shown = (rewrite: Rewrite): string => {
    switch (rewrite.op) {
      case 'direct':
        return '[user, user:*, group#member, user with c, group#member with c]';
      case 'relation':
        return rewrite.name;
      case 'from':
        return `${rewrite.name} from parent`;
      default:
        return `(${shown(rewrite.left)} ${rewrite.op} ${shown(rewrite.right)})`;
    }
  };
  const takesAway = (rewrite: Rewrite): boolean =>
    'left' in rewrite && (rewrite.op === 'but not' || takesAway(rewrite.left) || takesAway(rewrite.right));

  const users = ['user:a', 'user:b', 'user:c'];
  const groups = ['group:x', 'group:y', 'group:z'];
  const docs = ['doc:1', 'doc:2', 'doc:3'];
  const subject = fc.constantFrom(...users, 'user:*', ...groups.map((group) => `${group}#member`));
  const arbitraryTuple: fc.Arbitrary<Plain> = fc.oneof(
    fc
      .record({
        user: subject,
        relation: fc.constantFrom('r0', 'r1'),
        object: fc.constantFrom(...docs),
        conditional: fc.nat(4).map((n) => n === 0),
      })
      .map((each) => (each.user === 'user:*' ? { ...each, conditional: false } : each)),
    fc.record({
      user: fc.constantFrom(...users, ...groups.map((group) => `${group}#member`)),
      relation: fc.constant('member'),
      object: fc.constantFrom(...groups),
      conditional: fc.constant(false),
    }),
    fc.record({
      user: fc.constantFrom(...docs),
      relation: fc.constant('parent'),
      object: fc.constantFrom(...docs),
      conditional: fc.nat(4).map((n) => n === 0),
    }),
  );
  const arbitraryStore = fc.record({
    r2: expression(['r0', 'r1'], 'r2'),
    r3: expression(['r0', 'r1', 'r2'], null),
    tuples: fc.uniqueArray(arbitraryTuple, {
      minLength: 3,
      maxLength: 14,
      selector: ({ user, relation, object }) => `${user} ${relation} ${object}`,
    }),
  });

  test('have what a check by definition answers, with and without each conditional tuple', {
    timeout: 60_000,
  }, () => {
    const counts = { allowed: 0, denied: 0, possible: 0, takesAway: 0, circles: 0 };
    fc.assert(
      fc.property(arbitraryStore, ({ r2, r3, tuples }) => {
        const rewrites: Record<string, Rewrite> = { r0: direct, r1: direct, r2, r3, member: direct };
        const text = `model
  schema 1.1
type user
type group
  relations
    define member: [user, group#member]
type doc
  relations
    define parent: [doc, doc with c]
    define r0: ${shown(direct)}
    define r1: ${shown(direct)}
    define r2: ${shown(r2)}
    define r3: ${shown(r3)}
condition c(x: int) {
  x < 3
}
`;
        const lines = tuples.map(({ user, relation, object, conditional }) =>
          tuple(user.includes('*') ? `"${user}"` : user, relation, object, conditional ? 'c' : undefined),
        );
        const imported = importOf(openfga, { 'm.fga': text, 't.yaml': `tuples:\n${lines.join('')}` });
        const [certain, possible] = [access(imported, false), access(imported, true)];
        const conditional = tuples.filter((each) => each.conditional).slice(0, 4);
        const worlds = Array.from({ length: 2 ** conditional.length }, (_, world) =>
          tuples.filter((each) => {
            const index = conditional.indexOf(each);
            return index < 0 ? !each.conditional : ((world >> index) & 1) === 1;
          }),
        );
        const isMonotone = !takesAway(r2) && !takesAway(r3);
        if (!isMonotone) counts.takesAway += 1;
        if (
          tuples.some(({ user, object }) =>
            tuples.some((other) => other.user === object && other.object === user),
          )
        ) {
          counts.circles += 1;
        }
        const known = users.filter((user) => tuples.some((each) => each.user === user));
        for (const user of known) {
          for (const object of docs) {
            if (!tuples.some((each) => each.object === object || each.user === object)) continue;
            for (const relation of ['r0', 'r1', 'r2', 'r3']) {
              const fact = `${user} ${object}:${relation}`;
              const answers = worlds.map((world) => check(rewrites, world, user, object, relation));
              const [always, sometimes] = [answers.every(Boolean), answers.some(Boolean)];
              if (certain.has(fact)) expect(always, fact).toBe(true);
              if (sometimes && conditional.length === tuples.filter((each) => each.conditional).length) {
                expect(possible.has(fact), fact).toBe(true);
              }
              if (worlds.length === 1 || (isMonotone && conditional.length < 4)) {
                expect([certain.has(fact), possible.has(fact)], fact).toEqual([always, sometimes]);
              }
              counts[always ? 'allowed' : sometimes ? 'possible' : 'denied'] += 1;
            }
          }
        }
      }),
      { numRuns: 120 },
    );
    expect(counts.allowed).toBeGreaterThan(150);
    expect(counts.denied).toBeGreaterThan(150);
    expect(counts.possible).toBeGreaterThan(20);
    expect(counts.takesAway).toBeGreaterThan(20);
    expect(counts.circles).toBeGreaterThan(5);
  });
});

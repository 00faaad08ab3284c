import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Imported } from '../../src/import/imported.ts';
import { midpoint } from '../../src/import/midpoint.ts';
import { rendered } from '../policy/render.ts';
import { accessLines } from './access.ts';
import { fuzzImporter } from './fuzz.ts';
import { having } from './having.ts';

function read(
  text: string | Record<string, string>,
  map: Record<string, string> = {},
  mentioned: string[] = [],
) {
  const texts = typeof text === 'string' ? { 'o.xml': text } : text;
  const files = Object.entries(texts).map(([path, content]) => ({ path, text: content, sha256: '' }));
  return midpoint.read({ files, mentioned, map: new Map(Object.entries(map)) });
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

const objects = (...parts: string[]): string =>
  `<objects xmlns="http://midpoint.evolveum.com/xml/ns/public/common/common-3">\n${parts.join('\n')}\n</objects>`;
const object = (kind: string, name: string, ...parts: string[]): string =>
  `<${kind} oid="${name}"><name>${name}</name>${parts.join('')}</${kind}>`;
const to = (name: string, more = ''): string => `<targetRef oid="${name}" type="RoleType"${more}/>`;
const assigned = (name: string, ...more: string[]): string =>
  `<assignment>${to(name)}${more.join('')}</assignment>`;
const induces = (name: string, ...more: string[]): string =>
  `<inducement>${to(name)}${more.join('')}</inducement>`;
const may = (action: string, more = ''): string =>
  `<authorization><action>http://midpoint.evolveum.com/xml/ns/public/security/authorization-${action}</action>${more}</authorization>`;
const excludes = (name: string, actions = '<enforcement/>'): string =>
  `<assignment><policyRule><name>${name} apart</name><policyConstraints><exclusion>${to(name)}</exclusion></policyConstraints><policyActions>${actions}</policyActions></policyRule></assignment>`;

/** `left right`, with `?` where it is only possible. */
const relation = (facts: Imported['assignments']): string[] =>
  facts.map(({ left, right, doubt }) => `${left} ${right}${doubt === null ? '' : ' ?'}`).sort();

describe('roles', () => {
  test('inducements are inheritance, over metaroles by their order', () => {
    const imported = importedOf(
      objects(
        object('role', 'meta', induces('near'), induces('far', '<order>2</order>')),
        object('role', 'near', may('ui-3#near')),
        object('role', 'far', may('ui-3#far')),
        object('role', 'clerk', assigned('meta'), induces('base')),
        object('role', 'base', may('ui-3#base')),
        object('user', 'kim', assigned('clerk')),
        object('user', 'lee', assigned('meta')),
      ),
    );
    expect(relation(imported.inheritance)).toEqual(['clerk base', 'clerk far', 'meta near']);
    expect(accessLines(imported)).toEqual(['kim ui:base', 'kim ui:far', 'lee ui:near']);
  });

  test('what is conditional or has a date is possible, and what is not active is no fact', () => {
    const text = objects(
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => object('role', name)),
      object('role', 'old', '<lifecycleState>archived</lifecycleState>', induces('a')),
      object(
        'user',
        'kim',
        assigned('a', '<condition><script/></condition>'),
        assigned('b', '<activation><validTo>2026-01-01T00:00:00Z</validTo></activation>'),
        assigned('c', '<activation><administrativeStatus>disabled</administrativeStatus></activation>'),
        `<assignment>${to('d', ' relation="org:approver"')}</assignment>`,
        `<assignment>${to('e', ' relation="manager"')}</assignment>`,
        `<assignment>${to('f', ' relation="custom"')}</assignment>`,
        assigned('old'),
      ),
      object(
        'user',
        'gone',
        '<activation><administrativeStatus>disabled</administrativeStatus></activation>',
        assigned('a'),
      ),
    );
    expect(relation(importedOf(text).assignments)).toEqual([
      'kim a ?',
      'kim b ?',
      'kim e',
      'kim f ?',
      'kim old',
    ]);
    expect(relation(importedOf(text, { now: '2026-02-01' }).assignments)).toEqual([
      'kim a ?',
      'kim e',
      'kim f ?',
      'kim old',
    ]);
    expect(relation(importedOf(text, { now: '2025-02-01' }).assignments)).toContain('kim b');
    expect(importedOf(text).inheritance).toEqual([]);
    expect(reported(text).join('\n')).toContain('user `gone` has no roles now: it is disabled');
    expect(reported(text).join('\n')).toContain('`old` brings nothing now: it is archived');
  });

  test('services that have roles act', () => {
    const imported = importedOf(
      objects(object('role', 'a', may('ui-3#x')), object('service', 'robot', assigned('a'))),
    );
    expect(accessLines(imported)).toEqual(['robot ui:x']);
  });

  test('what is missing may bring any role, and says so', () => {
    const text = objects(
      object('role', 'a', may('ui-3#x')),
      object('user', 'kim', assigned('elsewhere')),
      object('user', 'lee'),
    );
    expect(accessLines(importedOf(text))).toEqual(['kim ui:x ?']);
    expect(reported(text)[0]).toContain('object `elsewhere` is not in the files, and may bring anything');
    expect(accessLines(importedOf(text, { missing: 'nothing' }))).toEqual([]);
    const initial = objects(
      object('role', 'a', may('ui-3#x')),
      object('user', 'kim', assigned('00000000-0000-0000-0000-000000000008')),
    );
    expect(accessLines(importedOf(initial))).toEqual([]);
    const superuser = initial.replace('0008"', '0004"');
    expect(accessLines(importedOf(superuser))).toEqual(['kim (other):(other)', 'kim ui:x']);
  });

  test('a role with a metarole that is missing makes its members unclear', () => {
    const text = objects(
      object('role', 'a', assigned('meta')),
      object('role', 'b', may('ui-3#x')),
      object('user', 'kim', assigned('a')),
      object('user', 'lee', assigned('b')),
    );
    expect(accessLines(importedOf(text))).toEqual(['kim ui:x ?', 'lee ui:x']);
  });

  test('filters are resolved by name, and otherwise possible', () => {
    const by = (filter: string): string =>
      `<assignment><targetRef type="RoleType"><filter>${filter}</filter></targetRef></assignment>`;
    const all = (filter: string): string =>
      objects(
        object('role', 'a'),
        object('role', 'b'),
        object('org', 'c'),
        object('user', 'kim', by(filter)),
      );
    expect(relation(importedOf(all('<q:text xmlns:q="q">name = "b"</q:text>')).assignments)).toEqual([
      'kim b',
    ]);
    expect(
      relation(importedOf(all('<equal><path>c:name</path><value>a</value></equal>')).assignments),
    ).toEqual(['kim a']);
    // Others may have the same elsewhere.
    const marked = all('<text>identifier = "b"</text>').replace(
      '<name>b</name>',
      '<name>b</name><identifier>b</identifier>',
    );
    expect(relation(importedOf(marked).assignments)).toEqual(['kim a ?', 'kim b ?']);
    expect(relation(importedOf(all('<text>identifier = "b"</text>')).assignments)).toEqual([
      'kim a ?',
      'kim b ?',
    ]);
  });

  test('deputies may have what the other has', () => {
    const deputy = '<assignment><targetRef oid="kim" type="UserType" relation="deputy"/></assignment>';
    const text = objects(
      object('role', 'a'),
      object('user', 'kim', assigned('a')),
      object('user', 'lee', deputy),
    );
    expect(relation(importedOf(text).assignments)).toEqual(['kim a', 'lee a ?']);
  });
});

describe('exclusions', () => {
  const told = (text: string): string[] =>
    importedOf(text).constraints.map(
      (one) => `${one.severity} ${one.id}: ${one.reason}${one.kind === 'exclusion' ? '' : ` ${one.kind}`}`,
    );

  test('both ways are one, and only enforcement is an error', () => {
    const text = objects(
      object('role', 'a', excludes('b'), excludes('c', '<prune/>'), excludes('d', '<approval/>')),
      object('role', 'b', excludes('a', '<notification/>')),
      object('role', 'c', excludes('d', '')),
      object('role', 'd'),
    );
    expect(told(text)).toEqual([
      'error a / b: b apart; a apart',
      'warning a / c: c apart (not enforced: prune)',
      'warning a / d: d apart (not enforced: approval)',
      'warning c / d: d apart (no action enforces it)',
    ]);
  });

  test('old places, metaroles, and nested constraints', () => {
    const old = `<exclusion>${to('b')}<policy>enforce</policy></exclusion>`;
    const older = `<policyConstraints><or><exclusion>${to('c')}</exclusion></or><maxAssignees><multiplicity>2</multiplicity></maxAssignees></policyConstraints>`;
    const meta = `<inducement><policyRule><policyConstraints><exclusion>${to('d')}</exclusion></policyConstraints><policyActions><enforcement/></policyActions></policyRule></inducement>`;
    const text = objects(
      object('role', 'a', old, older),
      object('role', 'b', assigned('meta')),
      object('role', 'c'),
      object('role', 'd'),
      object('role', 'meta', meta),
    );
    expect(told(text)).toEqual([
      'error b / d: null',
      'error a / b: null',
      'warning a / c: (no action enforces it)',
      'error assignees of a: null cardinality',
    ]);
  });

  test('a filter that is not resolved: whichever role it selects is possible', () => {
    const text = objects(
      object(
        'role',
        'a',
        `<assignment><policyRule><policyConstraints><exclusion><targetRef type="RoleType"><filter><text>riskLevel = "high"</text></filter></targetRef></exclusion></policyConstraints><policyActions><enforcement/></policyActions></policyRule></assignment>`,
      ),
      object('role', 'b'),
      object('user', 'kim', assigned('a'), assigned('b')),
    );
    const imported = importedOf(text);
    expect(told(text)).toEqual(['error (riskLevel = "high") / a: null']);
    expect(relation(imported.inheritance)).toEqual(['b (riskLevel = "high") ?']);
  });
});

describe('authorizations', () => {
  const types = (...names: string[]): string =>
    `<object>${names.map((name) => `<type>${name}</type>`).join('')}</object>`;

  test('by type of object, with what restricts them; wider ones cover narrower ones', () => {
    const imported = importedOf(
      objects(
        object('role', 'all', may('model-3#modify')),
        object('role', 'users', may('model-3#modify', types('UserType', 'TaskType'))),
        object(
          'role',
          'own',
          may('model-3#modify', '<object><special>self</special></object><item>name</item>'),
        ),
        object('role', 'root', may('3#all')),
        ...['all', 'users', 'own', 'root'].map((name) => object('user', `of ${name}`, assigned(name))),
      ),
      {},
      ['model/RoleType:modify', 'ui:extra'],
    );
    const lines = accessLines(imported);
    const of = (user: string): string[] =>
      lines.filter((line) => line.startsWith(`of ${user} `)).map((line) => line.slice(user.length + 4));
    expect(of('users')).toEqual([
      'model/TaskType (special self, item):modify',
      'model/TaskType:modify',
      'model/UserType (special self, item):modify',
      'model/UserType:modify',
    ]);
    expect(of('own')).toEqual(
      ['(other)', 'RoleType', 'TaskType', 'UserType'].map(
        (type) => `model/${type} (special self, item):modify`,
      ),
    );
    expect(of('all')).toEqual(
      expect.arrayContaining(['model/RoleType:modify', 'model/(other):modify', ...of('users'), ...of('own')]),
    );
    expect(of('root')).toEqual(expect.arrayContaining(['ui:extra', '(other):(other)', ...of('all')]));
  });

  test('denials win, through any role; partial ones make possible', () => {
    const deny = (action: string, more = ''): string =>
      may(action, more).replace('<action>', '<decision>deny</decision><action>');
    const imported = importedOf(
      objects(
        object('role', 'a', may('ui-3#x'), may('model-3#get', types('UserType'))),
        object('role', 'b', deny('ui-3#x')),
        object(
          'role',
          'c',
          deny('model-3#get', '<object><type>UserType</type><special>self</special></object>'),
        ),
        object('user', 'kim', assigned('a'), assigned('b')),
        object('user', 'lee', assigned('a'), assigned('c')),
      ),
    );
    expect(accessLines(imported)).toEqual([
      'kim model/UserType (special self):get',
      'kim model/UserType:get',
      'lee model/UserType:get ?',
      'lee ui:x',
    ]);
  });

  test('accounts on resources', () => {
    const account =
      '<inducement><construction><resourceRef oid="ldap"/><kind>account</kind><association><ref>ri:group</ref></association></construction></inducement>';
    const imported = importedOf(
      objects(object('resource', 'ldap'), object('role', 'a', account), object('user', 'kim', assigned('a'))),
    );
    expect(accessLines(imported)).toEqual([
      'kim resource/ldap/group:associated',
      'kim resource/ldap:account',
    ]);
  });
});

describe('what is wrong is told with its place', () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<objects>&b;</objects>`;
  const cases: readonly (readonly [title: string, text: string, told: string])[] = [
    [
      'an entity of its own',
      '<role oid="a"><name>&b;</name></role>',
      'o.xml:1:21 import-syntax: `&b;` is no entity that is read',
    ],
    [
      'a document type',
      bomb,
      'o.xml:1:1 import-syntax: a document type is not read -- remove it: entities could be made to grow without bound',
    ],
    [
      'no end',
      '<objects><role oid="a">',
      'o.xml:1:24 import-syntax: this is no well-formed XML: unexpected end of file',
    ],
    [
      'another end',
      '<objects><role></user></objects>',
      'o.xml:1:16 import-syntax: this is no well-formed XML: closing tag mismatch',
    ],
    [
      'an attribute twice',
      '<role oid="a" oid="b"><name>a</name></role>',
      'o.xml:1:1 import-syntax: this is no well-formed XML: attribute <oid> already defined',
    ],
    ['nothing', '', 'o.xml:1:1 import-syntax: this is no well-formed XML: missing start tag'],
    [
      'another root',
      '<html oid="a"/>',
      'o.xml:1:1 import-syntax: `<html>` is no object of midPoint -- expected <objects>, or one object such as <role>',
    ],
    ['no name', '<role oid="a"/>', 'o.xml:1:1 bad-name: an object has no name'],
    [
      'twice',
      objects(object('role', 'a'), object('role', 'a')),
      'o.xml:3:1 import-syntax: object `a` is there twice -- import each object once',
    ],
    [
      'two roots',
      '<role oid="a"><name>a</name></role><role oid="b"><name>b</name></role>',
      'o.xml:1:36 import-syntax: there is more than one root element',
    ],
    [
      'deep',
      `${'<a>'.repeat(200)}${'</a>'.repeat(200)}`,
      'o.xml:1:301 import-syntax: elements are nested more than 100 deep',
    ],
  ];
  test.each(cases)('%s', (_, text, told) => {
    expect(read(text).kind).toBe('failed');
    expect(reported(text)).toEqual([told]);
  });

  test('places are exact behind comments, CDATA and instructions', () => {
    const text =
      '<?xml version="1.0"?>\n<!-- <role> > -->\n<objects>\n <user oid="u"><name><![CDATA[a<b]]></name>text &amp; more\n  <assignment><targetRef/></assignment></user></objects>';
    expect(reported(text)).toEqual([
      'o.xml:5:15 import-syntax: an assignment refers to nothing -- it needs an oid',
    ]);
  });

  test('time grows with the text', () => {
    const users = Array.from({ length: 10_000 }, (_, index) => object('user', `u${index}`, assigned('a')));
    const started = performance.now();
    expect(importedOf(objects(object('role', 'a'), ...users)).assignments.length).toBe(10_000);
    expect(performance.now() - started).toBeLessThan(8000);
  });
});

/** What midPoint does, step by step: an assignment raises the order, an inducement of order k lowers it by k - 1. */
function memberOf(
  user: readonly string[],
  roles: ReadonlyMap<
    string,
    { readonly assigned: readonly string[]; readonly induced: readonly (readonly [string, number])[] }
  >,
): string[] {
  const seen = new Set<string>();
  const walk = (role: string, order: number): void => {
    const key = `${role} ${order}`;
    if (seen.has(key) || order > 8) return;
    seen.add(key);
    const { assigned: up, induced } = roles.get(role)!;
    for (const next of up) walk(next, order + 1);
    for (const [next, by] of induced) if (order - (by - 1) >= 1) walk(next, order - (by - 1));
  };
  for (const role of user) walk(role, 1);
  return [...seen]
    .filter((key) => key.endsWith(' 1'))
    .map((key) => key.slice(0, -2))
    .sort();
}

test('members of roles over metaroles are those of midPoint', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const name = fc.constantFrom(...names);
  let overMeta = 0;
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          assigned: fc.array(name, { maxLength: 2 }),
          induced: fc.array(fc.tuple(name, fc.integer({ min: 1, max: 3 })), { maxLength: 2 }),
        }),
        { minLength: 5, maxLength: 5 },
      ),
      fc.array(name, { minLength: 1, maxLength: 2 }),
      (bodies, user) => {
        const roles = new Map(names.map((one, index) => [one, bodies[index]!]));
        const expected = memberOf(user, roles);
        const text = objects(
          ...names.map((one) =>
            object(
              'role',
              one,
              may(`ui-3#${one}`),
              ...roles.get(one)!.assigned.map((up) => assigned(up)),
              ...roles.get(one)!.induced.map(([down, by]) => induces(down, `<order>${by}</order>`)),
            ),
          ),
          object('user', 'kim', ...user.map((one) => assigned(one))),
        );
        if (bodies.some(({ induced }) => induced.some(([, by]) => by > 1)) && expected.length > user.length)
          overMeta += 1;
        expect(accessLines(importedOf(text))).toEqual(expected.map((one) => `kim ui:${one}`));
      },
    ),
    { numRuns: 500, seed: 4 },
  );
  expect(overMeta).toBeGreaterThan(80);
});

test('any text: facts, or errors with their place', () => {
  fuzzImporter(midpoint, [
    {
      'o.xml': objects(
        object(
          'role',
          'a',
          excludes('b'),
          induces('b', '<order>2</order>'),
          may('model-3#get', '<object><type>UserType</type></object>'),
        ),
        object('role', 'b', assigned('meta'), '<!-- x --><description><![CDATA[<]]></description>'),
        object(
          'user',
          'kim',
          assigned('a', '<condition/>'),
          assigned('b', '<activation><validTo>2026-01-01</validTo></activation>'),
        ),
      ),
    },
  ]);
});

test('files of midPoint are told from other XML', () => {
  const detects = (text: string): boolean => midpoint.detects({ path: 'f', text, sha256: '' });
  expect([objects(), '<?xml version="1.0"?><!-- <a> --><c:role oid="x"/>'].map(detects)).toEqual([
    true,
    true,
  ]);
  expect(
    [
      '',
      '<html/>',
      '<role/>',
      '{}',
      'role oid="a"',
      '<definitions xmlns="http://www.omg.org/spec/BPMN"/>',
    ].map(detects),
  ).toEqual(Array(6).fill(false));
});

describe('what could be passed over', () => {
  const mapping = (path: string): string =>
    `<focusMappings><mapping><target><path>${path}</path></target></mapping></focusMappings>`;

  test('an inducement with constraints of its order may reach roles over metaroles', () => {
    const { inheritance } = importedOf(
      objects(
        object('role', 'judge'),
        object('role', 'meta', induces('judge', '<orderConstraint><orderMin>1</orderMin></orderConstraint>')),
        object('role', 'clerk', assigned('meta')),
      ),
    );
    expect(relation(inheritance)).toEqual(['clerk judge ?', 'meta judge ?']);
  });

  test('accounts are assigned without a role too', () => {
    const account = '<construction><resourceRef oid="sap"/></construction>';
    const imported = importedOf(
      objects(
        object('resource', 'sap'),
        object('user', 'kim', `<assignment>${account}</assignment>`),
        object('user', 'lee', `<assignment><condition/>${account}</assignment>`),
        object('service', 'bot', `<assignment>${account}</assignment>`),
      ),
    );
    const answers = ['kim', 'lee', 'bot'].map((user) => having(imported, user, 'resource/sap:account'));
    expect(answers).toEqual(['yes', 'depends', 'yes']);
  });

  test.each([
    ['assignment', 1],
    ['$focus/c:assignment', 1],
    ['assignmentCount', 0],
    ['fullName', 0],
  ])('mappings of roles may compute assignments: %s', (path, count) => {
    const { doubts } = importedOf(objects(object('role', 'a', `<inducement>${mapping(path)}</inducement>`)));
    expect(doubts.map(({ reaches }) => reaches)).toEqual(Array(count).fill('everything'));
  });

  test('a role with a condition may bring nothing, also no denial', () => {
    const denial = may('ui-3#pay', '<decision>deny</decision>');
    const imported = importedOf(
      objects(
        object('role', 'payer', may('ui-3#pay')),
        object('role', 'barred', '<condition/>', denial, induces('extra')),
        object('role', 'extra', may('ui-3#more')),
        object('user', 'kim', assigned('payer'), assigned('barred')),
      ),
    );
    expect(having(imported, 'kim', 'ui:pay')).toBe('depends');
    expect(having(imported, 'kim', 'ui:more')).toBe('depends');
  });

  test('what a relation of its own means is not known of inducements either', () => {
    const { inheritance } = importedOf(
      objects(
        object('role', 'a', `<inducement>${to('b', ' relation="x:own"')}</inducement>`),
        object('role', 'b'),
      ),
    );
    expect(relation(inheritance)).toEqual(['a b ?']);
  });

  test.each(['assignment', 'inducement'])('objects within an %s are refused', (kind) => {
    expect(read(objects(object('role', 'a', `<${kind}><target oid="b"/></${kind}>`))).kind).toBe('failed');
  });
});

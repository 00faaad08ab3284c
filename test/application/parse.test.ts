import { describe, expect, it } from 'vitest';
import { checkApplication } from '../../src/application/check.ts';
import { parseApplication, parseWithRecovery } from '../../src/application/parse.ts';
import { printApplication } from '../../src/application/print.ts';
import type { ApplicationTree, Spec } from '../../src/application/tree.ts';
import { locate } from '../../src/source/text.ts';
import { fileOf, withoutSpans } from './arbitrary.ts';

/** Fig. 17 of source 003 with its tabulators, line breaks and the comma that is missing after (S3, …). */
const figure17 = [
  'APPLICATION 물품구매\t',
  'SESSION (S1, 연구원), (S2, 책임연구원), (S3, 회계직원)\t',
  '(S4, 회계직원), (S5, 회계직원), (S6, 회계책임자)\t',
  'INITIATOR 연구원\t',
  'SOD (S3, S4)\t',
  'S1; S2; S3; S4; S5; S6\t',
  '',
].join('\n');

const roles = new Set(['연구원', '책임연구원', '회계직원', '회계책임자']);

function read(text: string): ApplicationTree {
  const result = parseApplication(fileOf(text));
  if (result.kind === 'failed')
    throw new Error(JSON.stringify(result.diagnostics.map(({ message }) => message)));
  return result.value;
}

const head = 'APPLICATION x SESSION (a, r), (b, r), (c, r), (d, r) ';
const plain = (body: string): unknown => withoutSpans(read(head + body).body);

describe('Fig. 17', () => {
  it('is read as printed, with one warning for the missing comma', () => {
    const result = parseApplication(fileOf(figure17));
    if (result.kind === 'failed') throw new Error('refused');
    expect(result.warnings).toHaveLength(1);
    const [warning] = result.warnings;
    expect(warning).toMatchObject({ code: 'missing-comma', severity: 'warning', hint: 'write `, (`' });
    expect(locate(warning!.span!)).toEqual({ path: 'test.app', line: 3, column: 1 });

    const tree = result.value;
    expect(tree.name.text).toBe('물품구매');
    expect(
      tree.sessions.map(({ name, roles: needed }) => [name.text, ...needed.map((role) => role.text)]),
    ).toEqual([
      ['S1', '연구원'],
      ['S2', '책임연구원'],
      ['S3', '회계직원'],
      ['S4', '회계직원'],
      ['S5', '회계직원'],
      ['S6', '회계책임자'],
    ]);
    expect(tree.initiator.map((role) => role.text)).toEqual(['연구원']);
    expect(withoutSpans(tree.separations)).toEqual([
      { kind: 'exclusion', left: { text: 'S3' }, right: { text: 'S4' } },
    ]);
    expect(withoutSpans(tree.body)).toEqual({
      kind: 'sequence',
      parts: ['S1', 'S2', 'S3', 'S4', 'S5', 'S6'].map((text) => ({ kind: 'session', name: { text } })),
    });
    expect(checkApplication(tree, { roles, objects: null })).toEqual([]);
  });

  it('is read without a word when the comma is there, and as the same application', () => {
    const strict = figure17.replace('회계직원)\t\n', '회계직원),\t\n');
    const result = parseApplication(fileOf(strict));
    expect(result).toMatchObject({ kind: 'ok', warnings: [] });
    expect(withoutSpans(read(strict))).toEqual(withoutSpans(read(figure17)));
  });

  it('is printed canonically', () => {
    expect(printApplication(read(figure17))).toBe(
      [
        'APPLICATION 물품구매',
        'SESSION (S1, 연구원), (S2, 책임연구원), (S3, 회계직원), (S4, 회계직원), (S5, 회계직원), (S6, 회계책임자)',
        'INITIATOR 연구원',
        'SOD (S3, S4)',
        '',
        'S1; S2; S3; S4; S5; S6',
        '',
      ].join('\n'),
    );
  });

  it('is the same application when its text is decomposed Unicode', () => {
    const decomposed = figure17.normalize('NFD');
    expect(decomposed).not.toBe(figure17);
    expect(withoutSpans(read(decomposed))).toEqual(withoutSpans(read(figure17)));
  });
});

/** `‹…›` of a parsed spec, to see at a glance what binds what. */
function shape(spec: Spec): string {
  switch (spec.kind) {
    case 'session':
      return spec.name.text;
    case 'sequence':
    case 'parallel':
      return `‹${spec.parts.map(shape).join(spec.kind === 'sequence' ? '; ' : ' || ')}›`;
    case 'if':
      return `‹if ${shape(spec.then)}${spec.otherwise === null ? '' : ` else ${shape(spec.otherwise)}`}›`;
    case 'while':
      return `‹while ${shape(spec.body)}›`;
    case 'abort':
    case 'skip':
      return spec.kind;
  }
}

describe('precedence, and the ambiguities of the printed grammar', () => {
  it.each([
    // 4: `||` binds tighter than `;`.
    ['a; b; c', '‹a; b; c›'],
    ['a || b; c', '‹‹a || b›; c›'],
    ['a; b || c', '‹a; ‹b || c››'],
    ['a || b || c; d', '‹‹a || b || c›; d›'],
    ['(a; b) || c', '‹‹a; b› || c›'],
    ['a ‖ b', '‹a || b›'],
    // 5: branches and bodies are units; `else` belongs to the nearest `if`.
    ['if x then a; b', '‹‹if a›; b›'],
    ['if x then a || b', '‹‹if a› || b›'],
    ['if x then if y then a else b', '‹if ‹if a else b››'],
    ['if x then (if y then a) else b', '‹if ‹if a› else b›'],
    ['if x then while (y) do if z then a else b', '‹if ‹while ‹if a else b›››'],
    ['while (x) do a; b', '‹‹while a›; b›'],
    ['while (x) do (a; b)', '‹while ‹a; b››'],
    ['if x then a else b; c', '‹‹if a else b›; c›'],
    ['if x then a else b || c', '‹‹if a else b› || c›'],
    // 1: a session alone, `abort` and `skip`.
    ['a', 'a'],
    ['a; abort', '‹a; abort›'],
    ['if x then abort else skip', '‹if abort else skip›'],
  ])('%s is %s', (text, expected) => {
    expect(shape(read(head + text).body)).toBe(expected);
  });

  const object = (text: string) => ({ kind: 'object', name: { text } });
  const truth = (text: string) => ({ kind: 'truth', expression: object(text) });
  const number = (value: number) => ({ kind: 'number', value });
  const relation = (left: unknown, operator: string, right: unknown) => ({
    kind: 'relation',
    operator,
    left,
    right,
  });
  const arithmetic = (left: unknown, operator: string, right: unknown) => ({
    kind: 'arithmetic',
    operator,
    left,
    right,
  });

  it.each<readonly [string, unknown]>([
    // 9: `not` > `and` > `or`.
    [
      'p or q and s',
      { kind: 'or', operands: [truth('p'), { kind: 'and', operands: [truth('q'), truth('s')] }] },
    ],
    ['not p and q', { kind: 'and', operands: [{ kind: 'not', operand: truth('p') }, truth('q')] }],
    ['not not p', { kind: 'not', operand: { kind: 'not', operand: truth('p') } }],
    // 10: `not` stands above relations.
    ['not p = q', { kind: 'not', operand: relation(object('p'), '=', object('q')) }],
    // 7, 8: relations and constants.
    ['p <> 1000', relation(object('p'), '<>', number(1000))],
    ['p >= -1', relation(object('p'), '>=', { kind: 'negate', operand: number(1) })],
    ['p = "x"', relation(object('p'), '=', { kind: 'string', value: 'x' })],
    ['true', { kind: 'truth', expression: { kind: 'boolean', value: true } }],
    // Arithmetic to the left, `*` before `+`.
    [
      'p - q - 1 = 0',
      relation(arithmetic(arithmetic(object('p'), '-', object('q')), '-', number(1)), '=', number(0)),
    ],
    [
      'p + q * 2 < 9',
      relation(arithmetic(object('p'), '+', arithmetic(object('q'), '*', number(2))), '<', number(9)),
    ],
    // Parentheses that open a value, a condition, or a pair.
    ['(p) = p', relation(object('p'), '=', object('p'))],
    [
      '((p + 1)) * 2 = 4',
      relation(arithmetic(arithmetic(object('p'), '+', number(1)), '*', number(2)), '=', number(4)),
    ],
    ['((p))', truth('p')],
    ['((p = q) or p)', { kind: 'or', operands: [relation(object('p'), '=', object('q')), truth('p')] }],
    ['((a, b) for 3)', { kind: 'gap-holds', left: { text: 'a' }, right: { text: 'b' }, duration: 3 }],
    [
      'a between [1, 2] and p',
      { kind: 'and', operands: [{ kind: 'in-window', session: { text: 'a' }, from: 1, to: 2 }, truth('p')] },
    ],
    ["'between' = 'a'", relation(object('between'), '=', object('a'))],
  ])('condition %s', (text, expected) => {
    expect(plain(`if ${text} then a`)).toMatchObject({ kind: 'if', condition: expected });
  });
});

describe('samples', () => {
  it.each<readonly [string, string, string]>([
    ['one session', 'APPLICATION x SESSION (a, r) a', 'a'],
    ['several roles and initiators', 'APPLICATION x SESSION (a, r, s, t) INITIATOR r, s a', 'a'],
    [
      'every kind of separation',
      'APPLICATION x SESSION (a, r), (b, s) SOD (a, b), (a, b) for 24, b between [9, 17] a; b',
      '‹a; b›',
    ],
    [
      'a purchase with approval by amount',
      `APPLICATION purchase
       SESSION (request, clerk), (approve, manager), (sign, director), (pay, accountant)
       INITIATOR clerk
       SOD (request, approve), (request, sign), (approve, pay)
       request; if amount > 1000 then (approve || sign) else approve; pay`,
      '‹request; ‹if ‹approve || sign› else approve›; pay›',
    ],
    [
      'a loop until approved',
      `APPLICATION review SESSION (write, author), (judge, reviewer) SOD (write, judge)
       write; while (not approved and round < 3) do (judge; write); if not approved then abort`,
      '‹write; ‹while ‹judge; write››; ‹if abort››',
    ],
    [
      'role names of other systems',
      `APPLICATION 'SAP: payments' SESSION (create, 'ap-creator'), (release, 'system:x', 'DOMAIN\\clerk') create; release`,
      '‹create; release›',
    ],
    [
      'comments',
      `/* what it is for
       */ APPLICATION x // the name
       SESSION (a, r) // one /* not open
       /* nothing else */ a // end`,
      'a',
    ],
    [
      'conditions on time',
      'APPLICATION x SESSION (a, r), (b, r) a; if (a, b) for 3 and a between [0, 9] then b else skip',
      '‹a; ‹if b else skip››',
    ],
    [
      'names like words in another case',
      'APPLICATION session SESSION (If, r), (For, r) SOD (If, For) For; If',
      '‹For; If›',
    ],
    [
      'no white space',
      "APPLICATION x SESSION(a,r),(b,'s')INITIATOR r SOD(a,b)(a;b)||skip",
      '‹‹a; b› || skip›',
    ],
    ['a byte order mark and carriage returns', '\uFEFFAPPLICATION x\r\nSESSION (a, r)\r\na\r\n', 'a'],
  ])('%s', (_, text, expected) => {
    const result = parseApplication(fileOf(text));
    expect(result).toMatchObject({ kind: 'ok', warnings: [] });
    const tree = read(text);
    expect(shape(tree.body)).toBe(expected);
    expect(withoutSpans(read(printApplication(tree)))).toEqual(withoutSpans(tree));
  });

  it('keeps names that need quotes as they are, and compares them in NFC', () => {
    const tree = read("APPLICATION 'it''s' SESSION ('cafe\u0301', r), (a, 'cafe\u0301') a; café");
    expect(tree.name.text).toBe("it's");
    expect(tree.sessions[0]!.name.text).toBe('café');
    expect(tree.sessions[1]!.roles[0]!.text).toBe('café');
    expect(checkApplication(tree, { roles: new Set(['r', 'café']), objects: null })).toEqual([]);
  });

  it('keeps the place of every part', () => {
    const text = `${head}SOD (a, b) for 3, c between [1, 2] a; if x + 1 > 2 then (b || c) else d`;
    const tree = read(text);
    const source = (part: { readonly span: { readonly start: number; readonly end: number } }): string =>
      text.slice(part.span.start, part.span.end);
    expect(tree.sessions.map(source)).toEqual(['(a, r)', '(b, r)', '(c, r)', '(d, r)']);
    expect(tree.separations.map(source)).toEqual(['(a, b) for 3', 'c between [1, 2]']);
    if (tree.body.kind !== 'sequence') throw new Error('not a sequence');
    expect(source(tree.body)).toBe('a; if x + 1 > 2 then (b || c) else d');
    const branch = tree.body.parts[1]!;
    if (branch.kind !== 'if' || branch.condition.kind !== 'relation') throw new Error('not a branch');
    expect(source(branch)).toBe('if x + 1 > 2 then (b || c) else d');
    expect(source(branch.condition)).toBe('x + 1 > 2');
    expect(source(branch.condition.left)).toBe('x + 1');
    expect(source(branch.then)).toBe('b || c');
  });

  it('gives an editor a tree with holes where a file has errors', () => {
    const { tree, diagnostics } = parseWithRecovery(
      fileOf('APPLICATION x SESSION (a, r), (b, ) a; ; if then b'),
    );
    expect(tree.sessions.map((session) => session.name.text)).toEqual(['a', 'b']);
    expect(shape(tree.body)).toBe('‹a; skip; ‹if b››');
    expect(diagnostics).toHaveLength(3);
  });
});

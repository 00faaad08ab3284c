import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Imported } from '../../src/import/imported.ts';
import { sodMatrix } from '../../src/import/sod-matrix.ts';
import { errorsOf, fileOf, importOf, warningsOf } from './imported.ts';

const one = (text: string) => ({ 'm.csv': text });

/** `a / b severity`, in order. */
const exclusions = ({ constraints }: Imported): string[] =>
  constraints
    .map((each) =>
      each.kind === 'exclusion'
        ? `${[...each.sets[0]!.members].sort().join(' / ')} ${each.severity}`
        : each.kind,
    )
    .sort();

const square = `Role,buy,pay,book
buy,,x,
pay,x,,H
book,,H,
`;

describe('a matrix', () => {
  test.each([
    ['both halves', square],
    ['the upper half', 'Role,buy,pay,book\nbuy,,x,\npay,,,H\nbook,,,\n'],
    ['the lower half', 'Role,buy,pay,book\nbuy,,,\npay,x,,\nbook,,H,\n'],
    ['a triangle without its first row', ',buy,pay,book\npay,x,,\nbook,,H,\n'],
    ['a triangle without its diagonal', ',buy,pay\npay,x,\nbook,,H\n'],
    ['a diagonal that is marked', 'Role,buy,pay,book\nbuy,-,x,\npay,x,-,High\nbook,,high,-\n'],
    ['semicolons and other ends', square.replaceAll(',', ';').replaceAll('\n', '\r\n')],
  ])('of %s', (_, text) => {
    const imported = importOf(sodMatrix, one(text));
    expect(exclusions(imported)).toEqual(['book / pay error', 'buy / pay error']);
    expect(sodMatrix.detects(fileOf('x', text))).toBe(true);
  });

  test('has levels of risk', () => {
    const text = one('r,a,b,c\na,,L,2\nb,low,,Critical\nc,M,C,\n');
    expect(errorsOf(sodMatrix, one('r,a,b\na,,L\nb,M,\n'))).toHaveLength(1);
    expect(exclusions(importOf(sodMatrix, text))).toEqual(['a / b note', 'a / c warning', 'b / c error']);
    expect(
      exclusions(importOf(sodMatrix, text, { levels: 'L=error, low=error, C=none, Critical=none' })),
    ).toEqual(['a / b error', 'a / c warning']);
  });

  test('numbers are levels, unless they are marks', () => {
    expect(exclusions(importOf(sodMatrix, one('r,a,b,c\na,,1,0\nb,1,,1\nc,0,1,\n')))).toEqual([
      'a / b error',
      'b / c error',
    ]);
    expect(exclusions(importOf(sodMatrix, one('r,a,b,c\na,,1,2\nb,1,,3\nc,2,3,\n')))).toEqual([
      'a / b note',
      'a / c warning',
      'b / c error',
    ]);
  });

  test('halves that differ are told, and the stricter counts if it is so said', () => {
    const text = one('r,a,b,c\na,,H,\nb,L,,x\nc,,,\n');
    expect(errorsOf(sodMatrix, text)).toEqual([
      'm.csv:2:4 import-syntax: the halves of the matrix differ: a against b is `H`, and b against a is `L` (make both the same, or write `halves=stricter`)',
      'm.csv:3:6 import-syntax: the halves of the matrix differ: b against c is `x`, and c against b is nothing (make both the same, or write `halves=stricter`)',
    ]);
    expect(exclusions(importOf(sodMatrix, text, { halves: 'stricter' }))).toEqual([
      'a / b error',
      'b / c error',
    ]);
    expect(warningsOf(sodMatrix, text, { halves: 'stricter' })).toHaveLength(2);
  });

  test('is of functions where a table says what they comprise', () => {
    const imported = importOf(sodMatrix, {
      ...one(square),
      'f.csv': 'function,tcode\nbuy,ME21N\npay,F110\nbook,FB60\nbook,FB65\n',
      'r.csv': 'role,tcode\nclerk,FB60\n',
    });
    expect(
      imported.constraints.map((each) => each.kind === 'exclusion' && [each.over, each.sets[0]!.members]),
    ).toEqual([
      ['permission', ['function:buy', 'function:pay']],
      ['permission', ['function:pay', 'function:book']],
    ]);
    expect(imported.functions.map(({ name, permissions }) => [name, permissions])).toEqual([
      ['buy', ['ME21N:use']],
      ['pay', ['F110:use']],
      ['book', ['FB60:use', 'FB65:use']],
    ]);
  });

  test.each([
    [
      'a name without a column',
      'r,a,b,c\na,,x,\nb,,,x\nd,,,x\n',
      'm.csv:4:1 import-syntax: `d` has a row in the matrix, and no column',
    ],
    ['a name without a row', 'r,a,b,c\na,,x,\nb,,,x\nd,,,x\n', '`c` has a column in the matrix, and no row'],
    ['a name twice', 'r,a,b\na,,x\na,,x\nb,,\n', 'm.csv:3:1 import-syntax: `a` has two rows in the matrix'],
    [
      'a mark that is none',
      'r,a,b\na,,?\nb,,\n',
      'm.csv:2:4 import-mapping: `?` is no level of risk that is known',
    ],
    ['yes and no as O and X', 'r,a,b\na,,O\nb,,\n', '`O` is no level of risk that is known'],
    ['a row without a name', 'r,a,b\na,,x\n,,x\nb,,\n', 'empty-cell: this row of the matrix has no name'],
    ['a row that is too short', 'r,a,b\na,,x\nb,,\nc,\n', 'm.csv:4:1 ragged-row'],
    ['a name that cannot be seen', 'r,a,b\na,,x\nb\u200b,,\nb,,\n', 'bad-name'],
  ])('with %s is an error at its place', (_, text, expected) => {
    expect(errorsOf(sodMatrix, one(text)).join('\n')).toContain(expected);
  });

  test('whose names are no roles of the tables beside it is asked about', () => {
    const texts = { ...one(square), 'r.csv': 'user,role\nkim,clerk\n' };
    expect(errorsOf(sodMatrix, texts)).toEqual([
      'm.csv:2:1 import-mapping: `buy` and all others that exclude each other are no roles of the tables (import the table of functions and their permissions as well, or say what the names are: `over=role`, `over=permission`)',
    ]);
    expect(importOf(sodMatrix, texts, { over: 'role' }).constraints).toHaveLength(2);
    const permissions = importOf(sodMatrix, texts, { over: 'permission' }).constraints;
    expect(permissions.map((each) => each.kind === 'exclusion' && each.sets[0]!.members)).toEqual([
      ['buy:use', 'pay:use'],
      ['pay:use', 'book:use'],
    ]);
  });
});

describe('a list', () => {
  test('of pairs, with their risks', () => {
    const imported = importOf(
      sodMatrix,
      one(
        'role1,role2,risk,level,description,owner\nbuy,pay,R1,High,"pays, what was bought",kim\nbook,pay,R2,Low,,lee\nbuy,book,R2,Medium,,lee\n',
      ),
    );
    expect(
      imported.constraints.map(({ id, severity, reason, owner }) => [id, severity, reason, owner]),
    ).toEqual([
      ['R1', 'error', 'pays, what was bought', 'kim'],
      ['R2: book / pay', 'note', null, 'lee'],
      ['R2: book / buy', 'warning', null, 'lee'],
    ]);
  });

  test.each([
    ['role a,role b\nbuy,pay\n'],
    ['Role,Conflicting Role\nbuy,pay\n'],
    ['역할1,역할2\nbuy,pay\n'],
    ['role id 1,role id 2\nbuy,pay\n'],
  ])('%j', (text) => {
    expect(exclusions(importOf(sodMatrix, one(text)))).toEqual(['buy / pay error']);
    expect(sodMatrix.detects(fileOf('x', text))).toBe(true);
  });

  test('of three roles a row forbids all three together', () => {
    const [constraint] = importOf(sodMatrix, one('role1,role2,role3\na,b,c\nd,e,\n')).constraints;
    expect(constraint).toMatchObject({
      kind: 'exclusion',
      over: 'role',
      sets: [{ members: ['a', 'b', 'c'], limit: 3 }],
    });
  });

  test.each([
    ['role1,role2\na,a\n', '`a` would exclude itself'],
    ['role1,role2\na,\n', 'names one role, and nothing that it excludes'],
    ['role1,role2,level\na,b,often\n', '`often` is no level of risk'],
  ])('%j is an error', (text, expected) => {
    expect(errorsOf(sodMatrix, one(text)).join()).toContain(expected);
  });
});

test('a random relation is the same, whichever half of the matrix it is written in', () => {
  const names = ['buy', 'pay', 'book', '결재', 'a b', 'c,d'];
  const marks = {
    error: ['x', 'H', 'Critical', '4'],
    warning: ['M', 'medium', '2'],
    note: ['L', '1'],
  } as const;
  const cell = (text: string): string => (text.includes(',') ? `"${text}"` : text);
  let pairs = 0;
  const pair = fc.record({
    left: fc.nat(5),
    right: fc.nat(5),
    severity: fc.constantFrom('error' as const, 'warning' as const, 'note' as const),
    mark: fc.nat(5),
  });
  fc.assert(
    fc.property(
      fc.array(pair, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('both', 'upper', 'lower'),
      (list, half) => {
        const cells = new Map<string, { severity: string; mark: string }>();
        for (const { left, right, severity, mark } of list) {
          if (left >= right) continue;
          const words = marks[severity];
          // A number among other numbers is a level: `1` alone would be a mark.
          const word = words[mark % words.length]!;
          cells.set(`${left} ${right}`, { severity, mark: word === '1' ? 'low' : word });
        }
        const rows = names.map((row, left) =>
          [
            cell(row),
            ...names.map((_, right) => {
              const found = cells.get(left < right ? `${left} ${right}` : `${right} ${left}`)?.mark ?? '';
              const isShown = half === 'both' || (half === 'upper' ? left < right : left > right);
              return isShown ? found : '';
            }),
          ].join(','),
        );
        const text = [['', ...names].map(cell).join(','), ...rows].join('\n');
        const imported = importOf(sodMatrix, one(text));
        const expected = [...cells].map(([key, { severity }]) => {
          const [left, right] = key.split(' ').map(Number);
          return `${[names[left!], names[right!]].sort().join(' / ')} ${severity}`;
        });
        pairs += expected.length;
        const found = imported.constraints.map(({ id, severity }) => `${id} ${severity}`);
        expect(found.sort()).toEqual(expected.sort());
      },
    ),
    { numRuns: 300 },
  );
  expect(pairs).toBeGreaterThan(300);
});

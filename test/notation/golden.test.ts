/** The Z of every schema as it stands in test/golden/notation: a change of the specification is seen as Z. */

import { describe, expect, test } from 'vitest';
import { schemas } from '../../spec/catalogue.ts';
import { printSchema, printSpecification } from '../../src/notation/index.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { columnsOf } from '../../src/source/width.ts';

const golden = (file: string) => `../golden/notation/${file}`;

const printed = (request: Parameters<typeof printSpecification>[0]): string => {
  const result = printSpecification(request);
  if (result.kind !== 'printed') throw new Error(result.kind);
  return result.text;
};

describe('schemas', () => {
  test.each(schemas.map((schema) => schema.name))('%s', async (name) => {
    await expect(printed({ name, style: 'unicode' })).toMatchFileSnapshot(golden(`${name}.z`));
  });

  test('a reading of the profile', async () => {
    const profile = { ...defaultProfile, membership: 'assigned', 'dynamic-scope': 'user' } as const;
    await expect(printed({ name: 'UserDynamicSOD', style: 'unicode', profile })).toMatchFileSnapshot(
      golden('UserDynamicSOD.user.z'),
    );
    await expect(printed({ name: 'NoDeadRole', style: 'unicode', profile })).toMatchFileSnapshot(
      golden('NoDeadRole.assigned.z'),
    );
  });

  test('LaTeX', async () => {
    await expect(printed({ style: 'latex' })).toMatchFileSnapshot(golden('specification.tex'));
  });

  test('no line is wider than the page, but for captions', () => {
    for (const schema of schemas) {
      for (const line of printSchema(schema, 'unicode').split('\n')) {
        expect(columnsOf(line), line).toBeLessThanOrEqual(96);
      }
    }
  });

  test('the borders of a box are as wide as its widest line', () => {
    for (const schema of schemas) {
      const lines = printSchema(schema, 'unicode').split('\n');
      const box = lines.slice(0, lines.findIndex((line) => line.startsWith('└')) + 1);
      const width = columnsOf(box.at(-1)!);
      expect(box.filter((line) => /^[┌├└]/.test(line)).map(columnsOf)).toEqual(
        box.filter((line) => /^[┌├└]/.test(line)).map(() => width),
      );
      expect(Math.max(...box.map(columnsOf))).toBe(width);
    }
  });
});

describe('names', () => {
  test('the whole specification defines every name once', () => {
    const text = printed({ style: 'unicode' });
    const heads = text.split('\n').flatMap((line) => /^([^\s(│]+)[^│]* (?:==|≙)/.exec(line)?.[1] ?? []);
    expect(heads.length).toBeGreaterThan(30);
    expect(heads).toEqual([...new Set(heads)]);
    const boxes = [...text.matchAll(/^┌─ (\S+)/gm)].map(([, name]) => name);
    expect(boxes).toEqual(schemas.map((schema) => schema.name));
  });

  test('a definition comes after what it uses, also in a part', () => {
    const text = printed({ name: 'okd', style: 'unicode' });
    expect(text.split('\n\n').map((part) => part.split(/[ (]/)[0])).toEqual([
      'free',
      'geq',
      'counted',
      'freeN',
      'okD',
    ]);
  });

  test('an unknown name is answered with all names', () => {
    expect(printSpecification({ name: 'StatikSOD', style: 'unicode' })).toMatchObject({
      kind: 'unknown-name',
      name: 'StatikSOD',
      known: expect.arrayContaining(['StaticSOD', 'roles_of_user']),
    });
  });
});

describe('LaTeX', () => {
  const text = printed({ style: 'latex' });

  test('environments and braces are balanced', () => {
    const open: string[] = [];
    for (const [, command, environment] of text.matchAll(/\\(begin|end)\{(\w+)\}/g)) {
      if (command === 'begin') open.push(environment!);
      else expect(open.pop()).toBe(environment);
    }
    expect(open).toEqual([]);
    let depth = 0;
    for (const brace of text.replaceAll(/\\[{}]/g, '').match(/[{}]/g) ?? []) {
      depth += brace === '{' ? 1 : -1;
      expect(depth).toBeGreaterThanOrEqual(0);
    }
    expect(depth).toBe(0);
  });

  test('commands are those of oz, zed-csp and LaTeX', () => {
    const commands = new Set([...text.matchAll(/\\([A-Za-z]+)/g)].map(([, command]) => command!));
    const known =
      'documentclass usepackage begin end paragraph noindent quad par mbox where t S power finset rel pfun fun nat forall exists land lor lnot implies iff in notin subseteq neq leq geq emptyset cup cap setminus cross comp oplus dres ndres rres nrres dom ran id plus inv limg rimg tau defs providecommand cdot';
    expect([...commands].filter((command) => !known.split(' ').includes(command))).toEqual([]);
  });

  test('formulas hold no characters that LaTeX lacks', () => {
    const formulas = [...text.matchAll(/\\begin\{(?:schema\}\{[^}]*|zed)\}\n([\s\S]*?)\\end/g)].map(
      ([, body]) => body!,
    );
    expect(formulas.length).toBeGreaterThan(60);
    for (const formula of formulas) expect(formula).toMatch(/^[\x20-\x7e\n]*$/);
  });
});

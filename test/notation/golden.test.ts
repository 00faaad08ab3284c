/** The Z of every schema and operation as it stands in test/golden/notation: a change of the specification is seen as Z. */

import { describe, expect, test } from 'vitest';
import { schemas } from '../../spec/catalogue.ts';
import { administered } from '../../spec/operations/administered.ts';
import { operations as ordinary } from '../../spec/operations/catalogue.ts';
import { printSchema, printSpecification } from '../../src/notation/index.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { columnsOf } from '../../src/source/width.ts';

const operations = [...ordinary, ...administered];

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

  test('LaTeX of the whole', async () => {
    await expect(printed({ style: 'latex' })).toMatchFileSnapshot(golden('specification.tex'));
  });

  test('no line is wider than the page, but for captions', () => {
    for (const schema of schemas) {
      for (const line of printSchema(schema, 'unicode').split('\n')) {
        expect(columnsOf(line), line).toBeLessThanOrEqual(96);
      }
    }
    const boxed = printed({ style: 'unicode' })
      .split('\n')
      .filter((line) => /^[┌│├└ ]/.test(line));
    expect(boxed.length).toBeGreaterThan(800);
    for (const line of boxed) expect(columnsOf(line), line).toBeLessThanOrEqual(96);
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

describe('operations', () => {
  test.each([...operations.map(({ name }) => name), 'norm', 'REPORT'])('%s', async (name) => {
    await expect(printed({ name, style: 'unicode' })).toMatchFileSnapshot(golden(`${name}.z`));
  });

  test('LaTeX of one is a document', async () => {
    await expect(printed({ name: 'deassignUser', style: 'latex' })).toMatchFileSnapshot(
      golden('DeassignUser.tex'),
    );
  });

  test('a profile leaves out the guards that it does not ask for', () => {
    const { revocation: _, ...rest } = defaultProfile;
    const cascading = printed({ name: 'DeassignUser', style: 'unicode', profile: defaultProfile });
    expect(cascading).not.toContain('STILL_IN_USE');
    const rejecting = { ...rest, revocation: 'reject' } as const;
    expect(printed({ name: 'DeassignUser', style: 'unicode', profile: rejecting })).toContain(
      'else STILL_IN_USE',
    );
  });

  test('every report stands in the operations that give it, and in REPORT', () => {
    const reports = printed({ name: 'REPORT', style: 'unicode' });
    for (const { name, guards } of operations) {
      const text = printed({ name, style: 'unicode' });
      for (const { error, label } of guards) {
        expect(text, name).toMatch(new RegExp(`(${label} then|else|report! =) ${error}\\n`));
        expect(reports).toMatch(new RegExp(`\\b${error}\\b`));
      }
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
    expect(boxes.slice(0, schemas.length)).toEqual(schemas.map((schema) => schema.name));
    expect(boxes).toEqual([...new Set(boxes)]);
    expect(boxes.filter((box) => /Refused$/.test(box!)).length).toBe(operations.length);
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
    const body = text.slice(text.indexOf('\\begin{document}'));
    const preamble = text.slice(0, -body.length);
    const defined = [...preamble.matchAll(/\\(?:let|newcommand\{|renewcommand\{)\\([A-Za-z]+)/g)].map(
      ([, command]) => command!,
    );
    const known =
      'begin end paragraph filbreak mbox where t power finset rel pfun fun nat forall exists land lor lnot implies iff in notin subseteq neq leq geq emptyset cup cap setminus cross comp oplus dres ndres rres nrres dom ran id limg rimg tau cdot Delta Xi hide semi theta mapsto circ mathsection';
    const commands = new Set([...body.matchAll(/\\([A-Za-z]+)/g)].map(([, command]) => command!));
    const expected = [...known.split(' '), ...defined];
    expect([...commands].filter((command) => !expected.includes(command))).toEqual([]);
  });

  test('formulas hold no characters that LaTeX lacks', () => {
    const formulas = [...text.matchAll(/\\begin\{(?:schema\}\{[^}]*|zed)\}\n([\s\S]*?)\\end/g)].map(
      ([, body]) => body!,
    );
    expect(formulas.length).toBeGreaterThan(60);
    for (const formula of formulas) expect(formula).toMatch(/^[\x20-\x7e\n]*$/);
  });
});

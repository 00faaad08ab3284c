/** The root that imports what a command line names. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { importRoot } from '../../src/policy/import-root.ts';
import { matcher } from '../../src/policy/pattern.ts';

const names = ['kubernetes'];
const root = (files: readonly string[], packs: readonly string[] = []) =>
  importRoot({ files, from: null, map: {}, packs }, names);

test.each([
  [['a.yaml'], 'a.yaml (import)', ['a.yaml']],
  [['x/a.yaml', 'x/y/b.yaml'], 'x/a.yaml (import)', ['a.yaml', 'y/b.yaml']],
  [['x/a.yaml', 'y/b.yaml'], 'a.yaml (import)', ['x/a.yaml', 'y/b.yaml']],
  [['../a.yaml', 'b.yaml'], '../a.yaml (import)', null],
  [['../x/a.yaml', '../x/b.yaml'], '../x/a.yaml (import)', ['a.yaml', 'b.yaml']],
  [['/data/a.yaml', '/data/x/b.yaml'], '/data/a.yaml (import)', ['a.yaml', 'x/b.yaml']],
])('%j lies at %s', (files, path, relative) => {
  const made = root(files);
  expect(made.path).toBe(path);
  expect(made.shownAs).toBe(files[0]);
  if (relative !== null)
    expect(made.text).toContain(`files: [${relative.map((one) => `"${one}"`).join(', ')}]`);
});

test('packs by name, and parts by path', () => {
  const { text, path } = root(['x/a.yaml'], ['kubernetes', 'rules/own.policy-part.yaml']);
  expect(path).toBe('a.yaml (import)');
  expect(text).toContain('include: ["pack:kubernetes", "rules/own.policy-part.yaml"]');
});

test('names that YAML could read otherwise stay what they are', () => {
  const made = importRoot(
    { files: ['null: [#\'"정책.yaml'], from: 'x', map: { 'a: b': '- "c"' }, packs: [] },
    names,
  );
  expect(made.text).toBe(
    'policy: "null: [#\'\\"정책"\nimports:\n  - files: ["null: [#\'\\"정책.yaml"]\n    from: "x"\n    map:\n      "a: b": "- \\"c\\""\n',
  );
});

test('a pattern matches what a regular expression does that says the same', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', ':'), maxLength: 7 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '*'), maxLength: 6 });
  let matched = 0;
  fc.assert(
    fc.property(pattern, text, (written, name) => {
      const expression = new RegExp(
        `^${written
          .split('*')
          .map((piece) => piece.replace(/\./g, '\\.'))
          .join('.*')}$`,
      );
      const expected = expression.test(name);
      if (expected) matched += 1;
      expect(matcher(written)(name)).toBe(expected);
    }),
    { numRuns: 5000 },
  );
  expect(matched).toBeGreaterThan(300);
});

/** Settings are read as words of the command line, each with its place. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../src/config/read.ts';
import { settingNames, settingsJsonSchema } from '../../src/config/shape.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { locate } from '../../src/source/text.ts';

function told(text: string | Uint8Array, path = 'dutyproof.yaml') {
  const read = readSettings(path, memoryFiles({ [path]: text }));
  return read.kind === 'ok'
    ? Object.fromEntries([...read.value].map(([name, words]) => [name, words.map((word) => word.text)]))
    : read.diagnostics.map(({ code, span }) => {
        if (span === undefined) return code;
        const { line, column } = locate(span);
        return `${line}:${column} ${code}`;
      });
}

describe('settings', () => {
  test('one or many, numbers as they are written, paths from where the file stands', () => {
    expect(told('policies: [a, b/c.policy.yaml]\nfail-on: error\ntime-limit: 2.5\nseed: 7\n')).toEqual({
      policies: ['a', 'b/c.policy.yaml'],
      'fail-on': ['error'],
      'time-limit': ['2.5'],
      seed: ['7'],
    });
    expect(told('baseline: known.json\n', 'ci/dutyproof.yaml')).toEqual({ baseline: ['ci/known.json'] });
  });

  test('a file of comments says nothing', () => {
    expect(told('')).toEqual({});
    expect(told('# policies: [.]\n\n  # more\r\n')).toEqual({});
  });

  test.each([
    ['a misspelt key', 'polices: [.]\n', ['1:1 unknown-key']],
    ['a wrong type', 'time-limit: soon\npolicies: 3\n', ['1:13 wrong-type', '2:11 wrong-type']],
    ['a path above', 'policies: [ok, ../x]\nbaseline: /etc/x\n', ['1:16 path-outside', '2:11 path-outside']],
    ['a path above in disguise', 'policies: a/../../b\n', ['1:11 path-outside']],
    [
      'a path of another system',
      String.raw`suppressions: ["..\\x", "C:\\x"]`,
      ['1:16 path-outside', '1:25 path-outside'],
    ],
    ['a list', '- policies\n', ['1:1 wrong-type']],
    ['no YAML', 'policies: [\n', ['1:11 yaml-syntax']],
    ['a key twice', 'seed: 1\nseed: 2\n', ['2:1 duplicate-key']],
    ['an alias bomb', `policies: &a [x]\nonly: *a\n`, undefined],
  ])('%s', (_, text, expected) => {
    if (expected === undefined) expect(told(text)).toBeDefined();
    else expect(told(text)).toEqual(expected);
  });

  test('whatever the bytes, an answer', () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .tuple(fc.constantFrom(...settingNames), fc.string({ maxLength: 20 }))
        .map(([name, value]) => `${name}: ${value}\n`),
    );
    let good = 0;
    fc.assert(
      fc.property(hostile, (text) => {
        if (!Array.isArray(told(text))) good += 1;
      }),
      { numRuns: 500, seed: 11 },
    );
    expect(good).toBeGreaterThan(20);
  });

  test('the schema for editors knows the same keys', () => {
    expect(Object.keys(settingsJsonSchema().properties as object)).toEqual([...settingNames]);
  });
});

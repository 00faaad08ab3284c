import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBaseline } from '../../src/gate/read-baseline.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { rendered } from '../policy/render.ts';

const path = 'b.json';

function told(text: string | Uint8Array): readonly string[] {
  const result = readBaseline(path, memoryFiles({ [path]: text }));
  const diagnostics = result.kind === 'ok' ? result.warnings : result.diagnostics;
  if (result.kind === 'failed') expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
  for (const { span } of diagnostics) {
    if (span === undefined) continue;
    expect(0 <= span.start && span.start <= span.end && span.end <= span.file.text.length).toBe(true);
  }
  return diagnostics.map((diagnostic) => rendered(diagnostic).replace(`${path}:`, ''));
}

const hash = '0123456789abcdef'.repeat(2);
const entry = `{"policy":"p","rule":"static-sod","constraint":null,"fingerprint":"${hash}","coreFingerprint":"${hash}","severity":"error","sentence":"s"}`;
const file = (...lines: readonly string[]) =>
  `{\n  "schemaVersion": 1,\n  "findings": [\n${lines.join('\n')}\n  ]\n}\n`;

describe('everything that is wrong is told where it stands', () => {
  test.each([
    ['nothing', '', ['1:1 json-syntax: expected a value, and the file ends -- the file was cut off']],
    ['a good one', file(entry), []],
    ['the same finding twice', file(`${entry},`, entry), []],
    [
      'a truncated one',
      file(entry).slice(0, 150),
      ['4:102 json-syntax: a text in quotes has no end, or a line break in it'],
    ],
    [
      'one without its end',
      file(entry).slice(0, -5),
      ['5:2 json-syntax: expected `,` or `]`, and the file ends -- the file was cut off'],
    ],
    [
      'lines of two branches',
      file(`${entry},`, '<<<<<<< HEAD', entry, '=======', entry, '>>>>>>> x'),
      [
        '5:1 json-syntax: expected a value, found `<` -- two branches changed this file: keep the lines of both, and remove those of git',
      ],
    ],
    ['two entries without a comma', file(entry, entry), ['5:1 json-syntax: expected `,` or `]`, found `{`']],
    ['a comma too many', file(`${entry},`), ['5:3 json-syntax: expected a value, found `]`']],
    [
      'another version',
      '{ "schemaVersion": 2, "results": [] }',
      [
        '1:20 wrong-version: the baseline has version 2; this dutyproof reads version 1 -- use the dutyproof that wrote it, or remove it and run `dutyproof baseline update`',
      ],
    ],
    [
      'no version',
      '{ "findings": [] }',
      ['1:1 missing-key: key `schemaVersion` is missing -- add `schemaVersion:`'],
    ],
    ['a list', '[]', ['1:1 wrong-type: expected a mapping, found a list']],
    [
      'a misspelt key',
      '{ "schemaVersion": 1, "findngs": [] }',
      [
        '1:1 missing-key: key `findings` is missing -- add `findings:`',
        '1:23 unknown-key: key `findngs` is not known here -- did you mean `findings`?',
      ],
    ],
    [
      'a key twice',
      '{ "schemaVersion": 1, "findings": [], "findings": [] }',
      ['1:39 duplicate-key: key `findings` occurs twice [b.json:1:23 first here]'],
    ],
    [
      'wrong values',
      file(entry.replace('"error"', '"fatal"').replace(hash, 'abc').replace('"s"', '7')),
      [
        '4:67 bad-value: `abc` is no fingerprint -- it has 32 hexadecimal digits; `dutyproof baseline update` writes it',
        '4:137 bad-value: `fatal` is not one of `error`, `warning`, `note`',
        '4:156 wrong-type: expected text, found a number -- write it in quotes: `"7"`',
      ],
    ],
    [
      'nesting',
      '['.repeat(100_000),
      ['1:65 nesting-too-deep: lists and mappings are nested more than 64 deep'],
    ],
    [
      'a NUL character',
      '{\u0000}',
      [
        '1:2 nul-character: byte 1 is a NUL character -- remove it; a file full of them is probably UTF-16: save it as UTF-8',
      ],
    ],
  ] as const)('%s', (_, text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('one that is missing, or huge, is not read', () => {
    const huge = { ...memoryFiles({}), read: () => ({ kind: 'too-large' as const, size: 100_000_000 }) };
    const codes = [memoryFiles({}), huge].map((files) => {
      const result = readBaseline(path, files);
      return result.kind === 'failed' ? result.diagnostics.map(({ code }) => code) : [];
    });
    expect(codes).toEqual([['file-not-found'], ['file-too-large']]);
  });
});

describe('no input makes the reader throw', () => {
  test('arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void told(bytes)),
      { seed: 1, numRuns: 300 },
    );
  });

  test('arbitrary JSON, and JSON cut anywhere', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, at) => {
        told(text);
        told(text.slice(0, at % (text.length + 1)));
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test('is JSON exactly where JSON.parse says so', () => {
    const piece = fc.constantFrom(
      ...'{}[]:,"\\ \n\t-0123.eE+truefalsn',
      '"a"',
      'null',
      'true',
      '1e5',
      '\\u00',
      '정',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
          fc.json(),
        ),
        (text) => {
          let isJson = true;
          try {
            JSON.parse(text);
          } catch {
            isJson = false;
          }
          expect(told(text).every((line) => !line.includes(' json-syntax: '))).toBe(isJson);
        },
      ),
      { seed: 3, numRuns: 2000 },
    );
  });

  test('good files with something in them changed', () => {
    const good = file(`${entry},`, entry);
    fc.assert(
      fc.property(fc.nat(), fc.nat(8), fc.string({ maxLength: 4 }), (at, length, insert) => {
        const start = at % good.length;
        told(good.slice(0, start) + insert + good.slice(start + length));
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  test.each([
    ['brackets', '['.repeat(10_000_000)],
    ['an open text', `"${'a'.repeat(10_000_000)}`],
    ['escapes', `"${'\\n'.repeat(1_000_000)}"`],
    ['digits', '1'.repeat(10_000_000)],
    ['keys', `{${Array.from({ length: 50_000 }, (_, at) => `"k${at}":1`).join(',')}}`],
  ])('%s end soon', (_, text) => {
    const start = performance.now();
    told(text);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

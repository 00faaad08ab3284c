import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { cases } from './cases.ts';

/** Reads, and checks what is true of every answer; returns the milliseconds it took. */
function read(files: Readonly<Record<string, string | Uint8Array>>): number {
  const start = performance.now();
  const result = readPolicy('p.policy.yaml', memoryFiles(files));
  const elapsed = performance.now() - start;
  const diagnostics = result.kind === 'ok' ? result.warnings : result.diagnostics;
  if (result.kind === 'failed') expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
  for (const { span } of diagnostics) {
    if (span === undefined) continue;
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(span.file.text.length);
  }
  return elapsed;
}

const texts = cases
  .map(({ files }) => files['p.policy.yaml'])
  .filter((text): text is string => typeof text === 'string' && text.length < 2000);

describe('no input makes the reader throw', () => {
  test('arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        read({ 'p.policy.yaml': bytes });
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('arbitrary text with the characters of YAML', () => {
    const piece = fc.constantFrom(
      ...[
        'policy: p\n',
        'users: ',
        'roles:\n',
        '- ',
        '  ',
        '\n',
        ': ',
        '[',
        ']',
        '{',
        '}',
        ',',
        '"',
        "'",
        '#',
        '&a ',
        '*a',
      ],
      ...[
        '!x ',
        '|\n',
        '>',
        '%',
        '---\n',
        '...\n',
        '<<: ',
        '?',
        'kim',
        '1',
        '~',
        '\t',
        'null',
        '\u2028',
        '\ud800',
        '정',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        read({ 'p.policy.yaml': pieces.join('') });
      }),
      { seed: 2, numRuns: 400 },
    );
  });

  test('mutated policies', () => {
    const mutated = fc
      .record({
        text: fc.constantFrom(...texts),
        at: fc.nat(),
        length: fc.nat(12),
        insert: fc.oneof(
          fc.string({ maxLength: 4 }),
          fc.constantFrom('[', ']', '{', ': ', '\n', '- ', '"', '&x', '*x', 'null', '-1', '[clerk]'),
        ),
      })
      .map(({ text, at, length, insert }) => {
        const start = at % (text.length + 1);
        return text.slice(0, start) + insert + text.slice(start + length);
      });
    fc.assert(
      fc.property(mutated, (text) => {
        read({ 'p.policy.yaml': text, 't.csv': 'user,role\nkim,clerk\n' });
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test('mutated tables', () => {
    const root =
      'policy: p\nroles: [clerk]\ntables:\n  - { file: t.csv, assignments: { user: user, role: role }, new: [users] }\n';
    const piece = fc.constantFrom(
      'user',
      'role',
      ',',
      ';',
      '"',
      '\n',
      '\r\n',
      'kim',
      'clerk',
      ' ',
      '\t',
      '정',
      '\ufeff',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        read({ 'p.policy.yaml': root, 't.csv': `user,role\n${pieces.join('')}` });
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});

describe('hostile files end soon', () => {
  const lists = (count: number): string => Array.from({ length: count }, (_, at) => `a${at}`).join(', ');
  test.each([
    ['open brackets', '['.repeat(500_000)],
    ['dashes', '- '.repeat(500_000)],
    ['questions', '? '.repeat(500_000)],
    ['braces', '{a: '.repeat(200_000)],
    ['documents', '---\n'.repeat(200_000)],
    ['deep indentation', Array.from({ length: 1500 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
    ['keys that are the same', `policy: p\nroles:\n${'  a:\n'.repeat(20_000)}`],
    [
      'many unknown names',
      `policy: p\nusers: [${lists(5000)}]\nassignments:\n${'  x: [y, z, w]\n'.repeat(1)}${Array.from({ length: 5000 }, (_, at) => `  b${at}: [c${at}]\n`).join('')}`,
    ],
    [
      'an exponential of aliases',
      `a: &a [x]\n${Array.from({ length: 60 }, (_, at) => `b${at}: &${at === 0 ? 'b0' : `b${at}`} [*${at === 0 ? 'a' : `b${at - 1}`}, *${at === 0 ? 'a' : `b${at - 1}`}]`).join('\n')}`,
    ],
    ['one long line', `policy: ${'x'.repeat(3_000_000)}`],
    ['one long quoted text', `policy: "${'\\n'.repeat(1_000_000)}"`],
  ])('%s', (_, text) => {
    expect(read({ 'p.policy.yaml': text })).toBeLessThan(8000);
  });
});

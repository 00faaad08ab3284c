/** No text makes the parser, the checker or the printer throw, or take long. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkApplication } from '../../src/application/check.ts';
import { parseApplication, parseWithRecovery } from '../../src/application/parse.ts';
import { printApplication } from '../../src/application/print.ts';
import { anyApplication, fileOf } from './arbitrary.ts';

const head = 'APPLICATION x SESSION (a, r), (b, r), (c, r), (d, r) ';

describe('any text', () => {
  const sound = (text: string): 'ok' | 'failed' => {
    const { tree, diagnostics } = parseWithRecovery(fileOf(text));
    const starts = diagnostics.map((diagnostic) => diagnostic.span!.start);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    for (const { span, message } of diagnostics) {
      expect(span!.start).toBeGreaterThanOrEqual(0);
      expect(span!.end).toBeGreaterThanOrEqual(span!.start);
      expect(span!.end).toBeLessThanOrEqual(text.length);
      expect(message).not.toMatch(/undefined|\.$/u);
    }
    // What can be done with a tree can be done with a tree that has holes.
    checkApplication(tree, { roles: new Set(['r']), objects: new Set(['x']) });
    printApplication(tree);
    return parseApplication(fileOf(text)).kind;
  };

  it('is read without an exception', () => {
    const fragments = [
      'APPLICATION',
      'SESSION',
      'INITIATOR',
      'SOD',
      'if',
      'then',
      'else',
      'while',
      'do',
      'for',
      'between',
      'not',
      'and',
      'a',
      'b',
      "'",
      '"',
      '(',
      ')',
      '[',
      ']',
      ',',
      ';',
      '||',
      '|',
      '=',
      '<',
      '-',
      '/*',
      '*/',
      '//',
      '\n',
      ' ',
      '1',
      '1x',
      '‘',
      '”',
      '；',
      '\u0000',
      '\uD800',
      '\u0301',
      '👍',
      '가',
    ];
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 60 }),
          fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((parts) => parts.join('')),
          fc
            .array(fc.constantFrom(...fragments), { maxLength: 60 })
            .map((parts) => `${head}${parts.join(' ')}`),
        ),
        (text) => {
          sound(text);
        },
      ),
      { seed: 21, numRuns: 2500 },
    );
  });

  it('made from an application by one change is read without an exception', () => {
    const seen = { ok: 0, failed: 0 };
    fc.assert(
      fc.property(
        anyApplication,
        fc.nat(),
        fc.nat({ max: 8 }),
        fc.string({ maxLength: 3 }),
        (tree, where, length, added) => {
          const text = printApplication(tree);
          const at = where % text.length;
          seen[sound(text.slice(0, at) + added + text.slice(at + length))] += 1;
        },
      ),
      { seed: 22, numRuns: 1000 },
    );
    expect(seen.ok).toBeGreaterThan(50);
    expect(seen.failed).toBeGreaterThan(500);
  });

  const times = (part: string, count: number): string => part.repeat(count);
  it.each<readonly [string, string]>([
    ['parentheses', head + times('(', 100_000)],
    ['branches', head + times('if a then ', 25_000)],
    ['negations', `${head}if ${times('not ', 60_000)}`],
    ['signs', `${head}if ${times('-', 200_000)}a`],
    ['operators', `${head}if a${times(' and a', 40_000)} then a`],
    ['sums', `${head}if a${times('+a', 100_000)} then a`],
    ['sessions in sequence', head + times('a;', 100_000)],
    ['branches in parallel', `${head}a${times('||a', 80_000)}`],
    ['roles', `APPLICATION x SESSION (a${times(',r', 120_000)}) a`],
    ['garbage', times('@ ', 130_000)],
    ['quotes', times('\'"‘“', 60_000)],
    ['closing parentheses', head + times(')', 200_000)],
    ['half sessions', `APPLICATION x SESSION ${times('(a, ', 60_000)}`],
    ['sections', times('SESSION SOD ', 20_000)],
    ['too much', times('a', 1 << 19)],
  ])('with very many %s is refused or read in bounded time', (_, text) => {
    const start = performance.now();
    sound(text);
    // These take up to a second on a busy machine; anything quadratic takes far longer than the bound.
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

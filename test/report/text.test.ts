import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placesText } from '../../src/report/places.ts';
import { line, padded, paint, sentence, spread, unbroken, widthOf, wrap } from '../../src/report/text.ts';

const plain = (lines: readonly Parameters<typeof widthOf>[0][]): string => paint(lines, 'plain');

describe('wrap', () => {
  test('breaks at spaces and hangs', () => {
    expect(plain(wrap(line('one two three four'), 9, 2))).toBe('one two\n  three\n  four\n');
  });

  test('never breaks a word or a command', () => {
    expect(plain(wrap(line('a incomprehensibilities b'), 8))).toBe('a\nincomprehensibilities\nb\n');
    expect(plain(wrap([...line('run '), ...unbroken('x --only y')], 8, 2))).toBe('run\n  x --only y\n');
  });

  test('keeps a name and the comma after it together', () => {
    expect(plain(wrap(sentence('see `kim`, then'), 7))).toBe('see\nkim,\nthen\n');
  });

  test('loses no word and fits where words are short', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '가', '나'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 16, max: 40 }),
        (words, width) => {
          const lines = wrap(line(words.join(' ')), width, 2);
          expect(plain(lines).split(/\s+/).filter(Boolean)).toEqual(words);
          for (const content of lines) expect(widthOf(content)).toBeLessThanOrEqual(width);
        },
      ),
      { seed: 21, numRuns: 300 },
    );
  });
});

describe('columns', () => {
  test('count wide characters twice', () => {
    expect(widthOf(line('회계직원'))).toBe(8);
    expect(widthOf(padded(line('회계'), 6))).toBe(6);
  });

  test('put what belongs right against the margin, or below', () => {
    expect(plain(spread(line('left'), line('aaa/policy.yaml:8, bbb/policy.yaml:10'), 24, 2))).toBe(
      'left\n  aaa/policy.yaml:8,\n  bbb/policy.yaml:10\n',
    );
    expect(plain(spread(line('left'), line('right'), 20, 2))).toBe('left           right\n');
    expect(plain(spread(line('a text that is long'), line('a place that is long'), 24, 2))).toBe(
      'a text that is long\n    a place that is long\n',
    );
  });
});

describe('a sentence', () => {
  test('loses backticks around names, but not around names with spaces', () => {
    expect(plain([sentence('remove `kim` from `night clerk`')])).toBe('remove kim from `night clerk`\n');
  });
});

describe('places', () => {
  const at = (path: string, number: number) => ({ path, line: number, column: 1 });

  test('name each file once and no line twice', () => {
    expect(placesText([at('a', 1), at('a', 1), at('a', 3), at('b', 2), at('a', 9)])).toBe(
      'a:1, :3, b:2, a:9',
    );
  });

  test('are capped', () => {
    expect(placesText([1, 2, 3, 4, 5, 6].map((number) => at('a', number)))).toBe('a:1, :2, :3, :4, 2 more');
  });
});

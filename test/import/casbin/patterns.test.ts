import { Util } from 'casbin';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commonText, patternOf } from '../../../src/import/casbin/patterns.ts';
import { readRegex } from '../../../src/import/casbin/regex.ts';

const textOf = (alphabet: string, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet), { maxLength }).map((all) => all.join(''));

describe('regular expressions', () => {
  test('match what those of the language match', () => {
    let read = 0;
    let matched = 0;
    fc.assert(
      fc.property(textOf('ab|()*+?.^$[]\\d-{2,}', 10), textOf('ab1-', 6), (source, text) => {
        const regex = readRegex(source);
        if (regex === null) return;
        read += 1;
        const expected = new RegExp(source).test(text);
        if (expected) matched += 1;
        expect(regex.test(text)).toBe(expected);
        for (const sample of regex.samples('(other)')) expect(new RegExp(source).test(sample)).toBe(true);
      }),
      { numRuns: 3500, seed: 3 },
    );
    expect(read).toBeGreaterThan(600);
    expect(matched).toBeGreaterThan(300);
    expect(read - matched).toBeGreaterThan(300);
  });

  test('take no time that grows with their alternatives', () => {
    const started = performance.now();
    expect(readRegex('^(a+)+$')!.test(`${'a'.repeat(5000)}b`)).toBe(false);
    expect(readRegex('(a|a)*(a|a)*(a|a)*c')!.test('a'.repeat(5000))).toBe(false);
    expect(readRegex('((((a{99}){99}){99}){99})')).toBeNull();
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('what the languages read differently is not read', () => {
    expect(
      ['(?=a)', '\\1', '[[:alpha:]]', 'a**', '\\bx', '[]', ')', '(', 'a{', '\\s', '[z-a]', 'a\\'].map(
        readRegex,
      ),
    ).toEqual(Array(12).fill(null));
  });
});

describe('pattern functions', () => {
  const functions: Readonly<Record<string, (...args: string[]) => boolean>> = {
    keyMatch: Util.keyMatchFunc,
    keyMatch2: Util.keyMatch2Func,
    keyMatch3: Util.keyMatch3Func,
    keyMatch4: Util.keyMatch4Func,
    keyMatch5: Util.keyMatch5Func,
    globMatch: (text, pattern) => Util.globMatch(text!, pattern!),
  };
  const patterns = fc
    .array(fc.constantFrom('/', '/', 'a', 'b', '*', '/*', '/:id', '/{id}', '/{x}', '**', '?', 'a?b', '.'), {
      maxLength: 5,
    })
    .map((all) => all.join(''));
  const texts = fc
    .array(fc.constantFrom('/', '/', 'a', 'b', '/a', '/b', '?a', '.'), { maxLength: 6 })
    .map((all) => all.join(''));

  test.each(Object.keys(functions))('%s is that of Casbin, where it is decided', (name) => {
    let decided = 0;
    let matched = 0;
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        // There it never comes to an end.
        if (/\/:(?:\/|$)|\/\{(?:\}|\/|$)/.test(pattern)) return;
        const found = patternOf(name, pattern);
        const truth = found.test(text);
        if (truth === null) return;
        decided += 1;
        if (truth) matched += 1;
        expect(truth).toBe(functions[name]!(text, pattern));
        for (const sample of found.samples) expect(functions[name]!(sample, pattern)).toBe(true);
      }),
      { numRuns: 1200, seed: 5 },
    );
    expect(decided).toBeGreaterThan(120);
    expect(matched).toBeGreaterThan(10);
  });

  test('a text that two patterns have in common', () => {
    const matches = (pattern: string, text: string): boolean =>
      new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text);
    let common = 0;
    let apart = 0;
    fc.assert(
      fc.property(
        textOf('ab*', 5),
        textOf('ab*', 5),
        fc.array(textOf('ab', 6), { maxLength: 20 }),
        (one, two, others) => {
          const found = commonText(one, two);
          if (found === null) {
            apart += 1;
            expect(others.some((text) => matches(one, text) && matches(two, text))).toBe(false);
          } else {
            common += 1;
            expect([matches(one, found), matches(two, found)]).toEqual([true, true]);
          }
        },
      ),
      { numRuns: 2000, seed: 5 },
    );
    expect(Math.min(common, apart)).toBeGreaterThan(300);
  });
});

/** From the lines of a text to those of a later one. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineMap } from '../../src/diff/line-map.ts';

const line = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', '', '역할');

test('what both begin and end with stands where it stands, and no line is mapped out of the text', () => {
  fc.assert(
    fc.property(fc.array(line), fc.array(line), fc.array(line), fc.array(line), (head, old, fresh, tail) => {
      const before = [...head, ...old, ...tail];
      const now = [...head, ...fresh, ...tail];
      const map = lineMap(before.join('\n'), now.join('\n'));
      const lines = Math.max(1, now.length);
      for (let at = 1; at <= Math.max(1, before.length); at += 1) {
        expect(map(at)).toBeGreaterThanOrEqual(1);
        expect(map(at)).toBeLessThanOrEqual(lines);
      }
      for (let at = 0; at < head.length; at += 1) expect(map(at + 1)).toBe(at + 1);
      // Where the texts begin alike for longer than that, the end is what is left.
      const differsAt = before.findIndex((text, at) => text !== now[at]);
      if (differsAt < 0) return;
      const left = Math.min(before.length, now.length) - differsAt;
      for (let at = 1; at <= Math.min(tail.length, left); at += 1)
        expect(now[map(before.length + 1 - at) - 1]).toBe(before[before.length - at]);
    }),
    { numRuns: 300, seed: 3 },
  );
});

test('lines that occur once in each and keep their order are found, both ways', () => {
  let matched = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(60), { maxLength: 20 }),
      fc.uniqueArray(fc.nat(60), { maxLength: 20 }),
      (left, right) => {
        // Ascending, so that the common ones are in the same order.
        const before = left.sort((a, b) => a - b).map(String);
        const now = right.sort((a, b) => a - b).map(String);
        const there = lineMap(before.join('\n'), now.join('\n'));
        const back = lineMap(now.join('\n'), before.join('\n'));
        for (const [at, text] of before.entries()) {
          const other = now.indexOf(text);
          if (other < 0) continue;
          matched += 1;
          expect(there(at + 1)).toBe(other + 1);
          expect(back(other + 1)).toBe(at + 1);
        }
      },
    ),
    { numRuns: 300, seed: 4 },
  );
  expect(matched).toBeGreaterThan(100);
});

test('for a line that is gone, the one that stands in its place', () => {
  expect(lineMap('a\nb\nc\nd', 'a\nc\nd')(2)).toBe(2);
  expect(lineMap('a\nb\nc', 'a\nb')(3)).toBe(2);
  expect(lineMap('x\nb\ny\nd', 'new\nb\ny\nnew\nd')(1)).toBe(1);
  expect(lineMap('a', '')(1)).toBe(1);
});

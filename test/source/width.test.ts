import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { printable } from '../../src/report/printable.ts';
import { columnsOf } from '../../src/source/width.ts';

test.each([
  ['', 0],
  ['clerk', 5],
  ['회계직원', 8],
  ['회계직원'.normalize('NFD'), 8],
  ['ＡＢ', 4],
  ['日本', 4],
  ['e\u0301', 1],
  ['✗ → · … ─', 9],
  ['👍🏽', 2],
  ['ﾊﾝｶｸ', 4],
])('%s takes %i columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

test('agrees with string-width on single characters of all planes that are printable', () => {
  const different: string[] = [];
  for (let codePoint = 0x20; codePoint < 0x3ffff; codePoint += codePoint < 0x20000 ? 1 : 97) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    const character = String.fromCodePoint(codePoint);
    // Unassigned and private code points have no width that anyone could rely on; conjoining jamo come in syllables.
    if (!/[\p{L}\p{N}\p{P}\p{S}\p{Zs}]/u.test(character) || printable(character) !== character) continue;
    if (/[\u1160-\u11ff\ud7b0-\ud7fb]/.test(character)) continue;
    if (columnsOf(character) !== stringWidth(character))
      different.push(`${codePoint.toString(16)} ${character}`);
  }
  expect(different).toEqual([]);
});

test('agrees with string-width on names', () => {
  const unit = fc.constantFrom(
    'a',
    'Z',
    '7',
    ' ',
    '가',
    '힣',
    '漢',
    'é',
    'e\u0301',
    'ü',
    'ж',
    '한'.normalize('NFD'),
    '…',
    '🙂',
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
      expect(columnsOf(text)).toBe(stringWidth(text));
    }),
    { seed: 22, numRuns: 500 },
  );
});

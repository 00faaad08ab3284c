import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseApplication } from '../../src/application/parse.ts';
import { printApplication, printCondition, printSpec } from '../../src/application/print.ts';
import type { ApplicationTree } from '../../src/application/tree.ts';
import { anyApplication, fileOf, withoutSpans } from './arbitrary.ts';

function read(text: string): ApplicationTree {
  const result = parseApplication(fileOf(text));
  if (result.kind === 'failed')
    throw new Error(`${JSON.stringify(result.diagnostics[0]?.message)} in\n${text}`);
  return result.value;
}

const body = (text: string): string => printSpec(read(`APPLICATION x SESSION (a, r) ${text}`).body);

describe('printing', () => {
  it('reads back as the same tree, and prints the same again', () => {
    const seen = { while: 0, openIf: 0, quoted: 0, nested: 0 };
    fc.assert(
      fc.property(anyApplication, (tree) => {
        const text = printApplication(tree);
        const again = read(text);
        expect(withoutSpans(again)).toEqual(withoutSpans(tree));
        expect(printApplication(again)).toBe(text);
        if (text.includes('while')) seen.while += 1;
        if (/then \((?:if|while)/u.test(text)) seen.openIf += 1;
        if (text.includes("'")) seen.quoted += 1;
        if (/\(\(|\|\| \(/u.test(text)) seen.nested += 1;
      }),
      { seed: 20240117, numRuns: 2000 },
    );
    expect(seen.while).toBeGreaterThan(300);
    expect(seen.openIf).toBeGreaterThan(20);
    expect(seen.quoted).toBeGreaterThan(1000);
    expect(seen.nested).toBeGreaterThan(100);
  });

  it('leaves out every pair of parentheses that changes nothing', () => {
    // Removing any one pair of parentheses of the body must change the tree or break it.
    let pairs = 0;
    fc.assert(
      fc.property(anyApplication, (tree) => {
        const text = printApplication(tree);
        const from = text.indexOf('\n\n');
        for (const [open, close] of parentheses(text, from)) {
          const without = `${text.slice(0, open)} ${text.slice(open + 1, close)} ${text.slice(close + 1)}`;
          const result = parseApplication(fileOf(without));
          if (result.kind === 'ok') expect(withoutSpans(result.value)).not.toEqual(withoutSpans(tree));
          pairs += 1;
        }
      }),
      { seed: 7, numRuns: 1000 },
    );
    expect(pairs).toBeGreaterThan(1000);
  });

  it.each([
    ['((a))', 'a'],
    ['(a; (b; c)); d', 'a; b; c; d'],
    ['(a || b) || c', 'a || b || c'],
    ['(a; b) || c', '(a; b) || c'],
    ['(a || b); c', 'a || b; c'],
    ['if c then (a) else (b; d)', 'if c then a else (b; d)'],
    ['if c then (if d then a) else b', 'if c then (if d then a) else b'],
    ['if c then if d then a else b', 'if c then if d then a else b'],
    ['if c then (while (d) do if e then a) else b', 'if c then (while (d) do if e then a) else b'],
    ['if c then (if d then a else b) else e', 'if c then if d then a else b else e'],
    ['if (c) then a else skip', 'if c then a else skip'],
    ['while ((c)) do (a)', 'while (c) do a'],
    ['a ‖ b', 'a || b'],
    ["'a'; 'for'; 'ap-x'", "a; 'for'; 'ap-x'"],
  ])('%s prints as %s', (text, printed) => {
    expect(body(text)).toBe(printed);
  });

  it.each([
    ['(a) = (b)', 'a = b'],
    ['not (a = b)', 'not a = b'],
    ['not (a and b)', 'not (a and b)'],
    ['a or (b and c)', 'a or b and c'],
    ['(a or b) and c', '(a or b) and c'],
    ['a and (b and c)', 'a and b and c'],
    ['a - (b - c) = 0', 'a - (b - c) = 0'],
    ['(a - b) - c = 0', 'a - b - c = 0'],
    ['a + (b * c) = 0', 'a + b * c = 0'],
    ['(a + b) * c = 0', '(a + b) * c = 0'],
    ['-(a + b) = -(-c)', '-(a + b) = - -c'],
    ['((a, b) for 3) and (c between [1, 2])', '(a, b) for 3 and c between [1, 2]'],
    ['a = "say ""hi"""', 'a = "say ""hi"""'],
  ])('condition %s prints as %s', (text, printed) => {
    const { body: spec } = read(`APPLICATION x SESSION (a, r) if ${text} then a`);
    if (spec.kind !== 'if') throw new Error('not a branch');
    expect(printCondition(spec.condition)).toBe(printed);
  });

  it('breaks long lists and bodies into lines', () => {
    const names = Array.from({ length: 30 }, (_, i) => `session${i}`);
    const text = printApplication(
      read(`APPLICATION x SESSION ${names.map((name) => `(${name}, r)`).join(',')} ${names.join(';')}`),
    );
    expect(text.split('\n')).toHaveLength(2 + 30 + 1 + 30 + 1);
    expect(text).toContain('SESSION\n  (session0, r),\n');
    expect(text).toContain('session28;\nsession29\n');
  });
});

/** Matching parentheses after `from` that stand outside quotes and do not belong to `while`, a pair or a string. */
function parentheses(text: string, from: number): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  const open: { readonly at: number; readonly fixed: boolean }[] = [];
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]!;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '(') {
      const pair = /^\((?:'(?:[^']|'')*'|[^\s,;()']+), /u.test(text.slice(at));
      open.push({ at, fixed: pair || text.slice(0, at).endsWith('while ') });
    } else if (character === ')') {
      const opened = open.pop();
      if (opened !== undefined && !opened.fixed) found.push([opened.at, at]);
    }
  }
  return found;
}

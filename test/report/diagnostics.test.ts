import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { countOf, diagnosticLines, reported, sortDiagnostics } from '../../src/report/diagnostics.ts';
import { paint } from '../../src/report/text.ts';
import type { Diagnostic } from '../../src/source/diagnostic.ts';
import type { SourceFile, Span } from '../../src/source/text.ts';

const file = (text: string, path = 'a.policy.yaml'): SourceFile => ({ path, text, sha256: '' });

/** The span of `part` in the text. */
function spanOf(source: SourceFile, part: string): Span {
  const start = source.text.indexOf(part);
  return { file: source, start, end: start + part.length };
}

function shown(diagnostics: readonly Diagnostic[], width = 80): string {
  return paint(diagnosticLines(diagnostics, width), 'plain');
}

function error(span: Span, more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: 'unknown-role',
    severity: 'error',
    message: 'role `aprover` is not declared',
    span,
    ...more,
  };
}

/** Columns at which the text under the carets starts and ends, as a terminal shows it. */
function caretText(text: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /\^/.test(line));
  const caretLine = lines[at] ?? '';
  const from = stringWidth(caretLine.slice(0, caretLine.indexOf('^')));
  const to = from + (caretLine.match(/\^+/)?.[0].length ?? 0);
  let column = 0;
  let found = '';
  for (const character of lines[at - 1] ?? '') {
    if (column >= from && column < to) found += character;
    column += stringWidth(character);
  }
  return found;
}

describe('one diagnostic', () => {
  test('shows code, place, line, caret, hint and related places', () => {
    const source = file('policy: p\nassignments:\n  kim: [clerk, aprover]\nroles: [approver]\n');
    expect(
      shown([
        error(spanOf(source, 'aprover'), {
          hint: 'did you mean `approver`?',
          related: [{ message: 'declared here', span: spanOf(source, 'approver') }],
        }),
      ]),
    ).toBe(`error[unknown-role]: role \`aprover\` is not declared
 --> a.policy.yaml:3:16
  |
3 |   kim: [clerk, aprover]
  |                ^^^^^^^
  = help: did you mean \`approver\`?
  = note: declared here at a.policy.yaml:4:9

1 error
`);
  });

  test('without text shows the path', () => {
    expect(shown([{ code: 'file-not-found', severity: 'error', message: 'no file', path: 'b.csv' }])).toBe(
      'error[file-not-found]: no file\n  --> b.csv\n\n1 error\n',
    );
  });

  test.each([
    ['wide characters', '  김연구: [회계직원, 책임자]', '책임자'],
    ['tabs', '\t\tkim:\t[aprover]', 'aprover'],
    ['emoji', '👩‍👩‍👧 x aprover', 'aprover'],
    ['the end of a very long line', `${'가 '.repeat(4000)}aprover`, 'aprover'],
    ['the start of a very long line', `aprover${' x'.repeat(4000)}`, 'aprover'],
    ['the middle of a very long line', `${'y '.repeat(4000)}aprover${' x'.repeat(4000)}`, 'aprover'],
  ])('puts the caret under the place after %s', (_, text, part) => {
    const source = file(`policy: p\n${text}\n`);
    const output = shown([error(spanOf(source, part))]);
    expect(caretText(output)).toBe(part);
    for (const line of output.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  test('marks at least one column, also at the end of the text', () => {
    const source = file('policy: p');
    expect(shown([error({ file: source, start: 9, end: 9 })])).toContain('1 | policy: p\n  |          ^\n');
  });

  test('marks only the first line of a long place', () => {
    const source = file('a: [\n b ]\n');
    expect(shown([error({ file: source, start: 3, end: 9 })])).toContain('1 | a: [\n  |    ^\n');
  });

  test('spells out what would hide or reverse text', () => {
    const source = file('users: [a\u202eb]\n');
    const output = shown([error(spanOf(source, 'a\u202eb'))]);
    expect(output).toContain('1 | users: [a\\u{202e}b]');
    expect(caretText(output)).toBe('a\\u{202e}b');
  });
});

describe('several diagnostics', () => {
  const first = file('one two\n', 'first');
  const second = file('three\n', 'second');
  const list = [
    error(spanOf(first, 'two'), { severity: 'warning' }),
    error(spanOf(second, 'three')),
    error(spanOf(first, 'one')),
  ];

  test('are sorted by file and place', () => {
    expect(sortDiagnostics(list).map(({ span }) => span?.file.text.slice(span.start, span.end))).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  test('are counted', () => {
    expect(countOf(list)).toBe('2 errors, 1 warning');
    expect(shown(list).endsWith('\n2 errors, 1 warning\n')).toBe(true);
  });

  test('are told to machines with lines and columns', () => {
    expect(reported(list)[1]).toEqual({
      code: 'unknown-role',
      severity: 'warning',
      message: 'role `aprover` is not declared',
      path: 'first',
      range: { start: { line: 1, column: 5 }, end: { line: 1, column: 8 } },
      hint: null,
      related: [],
    });
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemCollector } from '../../src/policy/problems.ts';
import { type Delimiter, readTable } from '../../src/policy/table.ts';
import { suggester } from '../../src/source/suggest.ts';
import type { SourceFile } from '../../src/source/text.ts';

const characters: Readonly<Record<Delimiter, string>> = { comma: ',', semicolon: ';', tab: '\t' };

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
  readonly texts: readonly string[];
}

function readAll(text: string, columns: readonly string[], delimiter: Delimiter | null) {
  const file: SourceFile = { path: 't.csv', text, sha256: '' };
  const span = { file, start: 0, end: 0 };
  const problems = problemCollector();
  const rows: Row[] = [];
  readTable(
    { file, span, columns: columns.map((name) => ({ name, span })), filters: [], delimiter },
    problems,
    suggester(),
    (cells, starts, ends, line) =>
      rows.push({
        cells: [...cells],
        line,
        texts: cells.map((_, index) => text.slice(starts[index], ends[index])),
      }),
  );
  return { rows, problems: problems.all([file]) };
}

const cell = fc.string({
  unit: fc.constantFrom('a', 'b', 'é', '정', '"', ',', ';', '\t', '\n', ' ', '\r\n'),
  minLength: 1,
  maxLength: 5,
});

test('reads back what was written, with the line of every row', () => {
  const written = fc.record({
    delimiter: fc.constantFrom<Delimiter>('comma', 'semicolon', 'tab'),
    newline: fc.constantFrom('\n', '\r\n'),
    rows: fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }),
    quoteAll: fc.boolean(),
    lastNewline: fc.boolean(),
    blank: fc.nat(8),
  });
  fc.assert(
    fc.property(written, ({ delimiter, newline, rows, quoteAll, lastNewline, blank }) => {
      const separator = characters[delimiter];
      const write = (text: string): string =>
        quoteAll || /["\n\r]/.test(text) || text.includes(separator)
          ? `"${text.replaceAll('"', '""')}"`
          : text;
      let text = ['x', 'y', 'z'].join(separator) + newline;
      const expected: { cells: string[]; line: number; texts: string[] }[] = [];
      rows.forEach(([x, y, z], index) => {
        if (index === blank) text += newline;
        const line = text.split('\n').length;
        expected.push({ cells: [z, x], line, texts: [write(z), write(x)] });
        text += [x, y, z].map(write).join(separator);
        if (lastNewline || index < rows.length - 1) text += newline;
      });
      const result = readAll(text, ['z', 'x'], null);
      expect(result.problems).toEqual([]);
      expect(result.rows).toEqual(expected);
    }),
    { seed: 3, numRuns: 2000 },
  );
});

test("any text ends, and whatever is read has the header's width", () => {
  const text = fc.string({ unit: fc.constantFrom('x', 'y', '"', ',', '\n', '\r', ' '), maxLength: 40 });
  fc.assert(
    fc.property(text, (body) => {
      const { rows, problems } = readAll(`x,y\n${body}`, ['x', 'y'], 'comma');
      for (const row of rows) expect(row.cells.every((value) => value !== '')).toBe(true);
      if (body.includes('"')) return;
      const split = body.split('\n').map((line) => line.replace(/\r$/, '').split(','));
      const present = split.filter((cells) => cells.join(',') !== '');
      const good = present.filter((cells) => cells.length === 2 && !cells.includes(''));
      expect(rows.map(({ cells }) => cells)).toEqual(good);
      const wrong = problems.filter(({ severity }) => severity === 'error').length;
      if (good.length < present.length) expect(wrong).toBeGreaterThanOrEqual(present.length - good.length);
      else expect(wrong).toBe(0);
    }),
    { seed: 5, numRuns: 2000 },
  );
});

test('a column may be asked for twice', () => {
  expect(readAll('x,y\na,b\n', ['y', 'y'], null).rows).toMatchObject([{ cells: ['b', 'b'] }]);
});

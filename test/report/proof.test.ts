/** Reports of fixed findings. `npx vitest run test/report/proof.test.ts -u` writes them anew. */

import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { strengths } from '../../src/prove/matrix.ts';
import { markOf, strengthWords } from '../../src/report/proof.ts';
import { proofJson, proofJsonSchema, proofShape } from '../../src/report/proof-json.ts';
import { proofMarkdown } from '../../src/report/proof-markdown.ts';
import { prettyProof } from '../../src/report/proof-pretty.ts';
import { bad, cell, good, reportOf } from '../prove/findings.ts';

const golden = (name: string): string => `../golden/proof/${name}`;
const confirmed = {
  ...reportOf(good),
  confirmation: { solver: 'cvc5 1.0.3', confirmed: 3, unknown: ['a.smt2'], different: [] },
};

describe('for people', () => {
  test.each([60, 100])('at %i columns', async (width) => {
    const text = prettyProof(reportOf(bad), { width, color: 'plain' });
    await expect(text).toMatchFileSnapshot(golden(`bad-${width}.txt`));
    const tooWide = text.split('\n').filter((line) => stringWidth(line) > width);
    expect(tooWide).toEqual([]);
  });

  test('where all is as committed', async () => {
    await expect(prettyProof(confirmed, { width: 100, color: 'plain' })).toMatchFileSnapshot(
      golden('good.txt'),
    );
  });

  test('answers in the first three lines', () => {
    const [first, second, third] = prettyProof(reportOf(good), { width: 100, color: 'plain' }).split('\n');
    expect(first).toBe('✓ 2 operations keep 4 invariants, under the default reading');
    expect(second).toBe(
      '  8 cells: 3 untouched, 4 proved for every size, 1 proved for every size with limits to 4',
    );
    expect(third).toBe(
      '  3 guards as declared · 2 laws: 1 proved, 1 refuted as expected · as committed · exit 0',
    );
    expect(prettyProof(reportOf(bad), { width: 100, color: 'plain' })).toMatch(
      /^✗ 1 of 2 operations keep 4 invariants, /,
    );
  });

  test('says nothing of what nobody asked for', () => {
    const nothing = { ...good, matrix: { ...good.matrix, cells: [] }, guards: [], laws: [] };
    expect(prettyProof(reportOf(nothing, nothing), { width: 100, color: 'plain' })).toBe(
      '✓ no operation was looked at, under the default reading\n  no cells\n  as committed · exit 0\n',
    );
  });

  test('colour changes nothing but colour', () => {
    const colored = prettyProof(reportOf(bad), { width: 100, color: 'colored' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is removed
    const bare = colored.replace(/\u001b\[\d+m/g, '');
    expect(colored).not.toBe(bare);
    expect(bare).toBe(prettyProof(reportOf(bad), { width: 100, color: 'plain' }));
  });
});

test('no two strengths have the same words or the same mark', () => {
  expect(new Set(Object.values(strengthWords)).size).toBe(strengths.length);
  const marks = strengths.flatMap((status) =>
    (['kept', 'guard'] as const).map((how) => markOf(cell('AssignUser', 'I1', status, how))),
  );
  // A guard that is the goal has marks of its own for the two strengths of proofs.
  expect(new Set(marks).size).toBe(strengths.length + 2);
});

test('as Markdown', async () => {
  await expect(proofMarkdown(reportOf(bad))).toMatchFileSnapshot(golden('bad.md'));
});

describe('for machines', () => {
  test.each([
    ['good', confirmed],
    ['bad', reportOf(bad)],
  ] as const)('%s findings have the published shape', (_, report) => {
    const parsed = proofShape.parse(JSON.parse(proofJson(report)));
    expect(parsed.exitCode).toBe(report.exitCode);
    expect(Object.values(parsed.summary).reduce((sum, count) => sum + count, 0)).toBe(
      report.findings.matrix.cells.length,
    );
  });

  test('the schema names every strength', () => {
    const text = JSON.stringify(proofJsonSchema());
    for (const status of strengths) expect(text).toContain(`"${status}"`);
  });
});

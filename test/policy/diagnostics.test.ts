import { describe, expect, test } from 'vitest';
import { type PolicyCode, policyCodes } from '../../src/policy/codes.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { cases } from './cases.ts';
import { rendered } from './render.ts';

const options = { rules: ['static-sod', 'dynamic-sod'] };

describe('everything that is reported, with its place and hint', () => {
  test.each(cases)('$title', ({ files, reported }) => {
    const result = readPolicy('p.policy.yaml', memoryFiles(files), options);
    const diagnostics = result.kind === 'ok' ? result.warnings : result.diagnostics;
    expect(diagnostics.map(rendered)).toEqual(reported);
    expect(result.kind).toBe(diagnostics.some(({ severity }) => severity === 'error') ? 'failed' : 'ok');
  });
});

test('every code of reading has a case', () => {
  const elsewhere: readonly PolicyCode[] = [
    'facts-in-doubt',
    'file-unreadable',
    'import-connection',
    'import-mapping',
    'import-not-represented',
    'import-not-understood',
    'import-reference',
    'import-syntax',
    'import-unknown-format',
    'import-unsupported',
    'json-syntax',
    'more-problems',
    'nothing-found',
    'orphan-application',
    'stale-finding',
    'suppression-expired',
    'suppression-unused',
    'orphan-part',
    'too-many-files',
    'unknown-pack',
    'unsupported-file',
    'wrong-version',
  ];
  const all = cases.flatMap(({ reported }) => reported).join('\n');
  const missing = Object.keys(policyCodes).filter((code) => !all.includes(` ${code}: `));
  expect(missing.sort()).toEqual([...elsewhere].sort());
});

test('the table of codes speaks in the same way', () => {
  for (const [code, { summary, help }] of Object.entries(policyCodes)) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(summary).toMatch(/^[^A-Z].*[^.]$/);
    expect(help).toMatch(/^[A-Z].*\.$/);
  }
});

test('problems of one kind in one file are bounded, and the rest is counted', () => {
  const rows = Array.from({ length: 1000 }, (_, index) => `u${index},clerk`).join('\n');
  const result = readPolicy(
    'p.policy.yaml',
    memoryFiles({
      'p.policy.yaml': `policy: p\nroles: [clerk]\ntables:\n  - { file: t.csv, assignments: { user: u, role: r } }\n`,
      't.csv': `u,r\n${rows}\n`,
    }),
  );
  const diagnostics = result.kind === 'failed' ? result.diagnostics : [];
  expect(diagnostics.length).toBe(51);
  expect(diagnostics.map(rendered).at(-1)).toBe(
    't.csv more-problems: 950 more of `unknown-user` in this file',
  );
});

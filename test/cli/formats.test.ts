/** Reports for machines, as the command line writes them. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rootOf } from '../../src/cli/reports.ts';
import { dutyproof } from './command.ts';

let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-formats-'));
  writeFileSync(
    join(directory, 'pay.policy.yaml'),
    `policy: pay
users: [kim]
roles: { creator: , approver: , manager: { inherits: [approver] } }
assignments:
  kim: [creator, manager]
constraints:
  - { id: create-approve, static: { roles: [creator, approver] } }
`,
  );
  writeFileSync(
    join(directory, 'broken.policy.yaml'),
    'policy: broken\nroles: [a]\nusers: [kim]\nassignments: { kim: [b] }\n',
  );
});

afterAll(() => rmSync(directory, { recursive: true }));

const check = (argv: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  dutyproof(['check', ...argv], { workingDirectory: directory, environment });

const contents = (name: string): string => readFileSync(join(directory, name), 'utf8');

test('several formats are written at once, and the pretty report is printed', async () => {
  const names = ['json', 'sarif', 'junit', 'github', 'gitlab', 'markdown', 'rdjsonl', 'tap'];
  const { code, out } = await check([
    'pay.policy.yaml',
    ...names.flatMap((name) => ['--format', `${name}=out/${name}`]),
  ]);
  expect(code).toBe(1);
  expect(out).toContain('✗ kim is both approver and creator');
  for (const name of names) expect(contents(`out/${name}`), name).toContain('create-approve');
  expect(JSON.parse(contents('out/sarif')).runs[0].results[0]).toMatchObject({
    ruleId: 'static-sod',
    locations: [
      { physicalLocation: { artifactLocation: { uri: 'pay.policy.yaml' }, region: { startLine: 5 } } },
    ],
  });
});

test.each([
  ['sarif', /"executionSuccessful": false/],
  ['junit', /<error type="reading" message="[^"]*`b`/],
  ['tap', /not ok 1 - unknown-role broken\.policy\.yaml:4/],
  ['github', /^::error file=broken\.policy\.yaml,line=4,endLine=4,title=unknown-role::/],
  ['gitlab', /"severity": "blocker"/],
  ['rdjsonl', /"severity":"ERROR"/],
  ['markdown', /^### ✗ dutyproof: failed: 1 error in files/],
])('a file that cannot be read is an error in %s', async (name, expected) => {
  const { code, out, err } = await check(['broken.policy.yaml', '--format', name]);
  expect(code).toBe(2);
  expect(out).toMatch(expected);
  expect(err).toContain('error[unknown-role]');
});

test('the summary of a job of GitHub is added to its file, within its limit', async () => {
  const summary = join(directory, 'summary.md');
  writeFileSync(summary, 'before\n');
  const environment = { GITHUB_STEP_SUMMARY: summary };
  await check(['pay.policy.yaml', '--format', 'json'], environment);
  expect(contents('summary.md')).toBe('before\n');
  await check(['pay.policy.yaml', '--format', 'github'], environment);
  expect(contents('summary.md')).toMatch(/^before\n### ✗ dutyproof: failed: 1 violated\n/);
  const full = 'x'.repeat(1024 * 1024 - 10);
  writeFileSync(summary, full);
  await check(['pay.policy.yaml', '--format', 'github'], environment);
  expect(contents('summary.md') === full).toBe(true);
});

test('a summary that cannot be written is told, and changes no answer', async () => {
  const { code, out, err } = await check(['pay.policy.yaml', '--format', 'github'], {
    GITHUB_STEP_SUMMARY: directory,
  });
  expect(code).toBe(1);
  expect(out).toMatch(/^::error /);
  expect(err).toContain('warning: the summary of the job is not written');
});

test('a log of GitHub has the pretty report, in which nothing is a command, and the annotations', async () => {
  const { out } = await check(['pay.policy.yaml', '--format', 'github', '--format', 'pretty']);
  expect(out).toMatch(
    /^::stop-commands::(\w+)\n[\s\S]*1 policy: 1 violated[\s\S]*\n::\1::\n::error file=pay\.policy\.yaml,/,
  );
});

test('where CI says where the root of the repository is, paths start there', async () => {
  const environment = { GITHUB_WORKSPACE: dirname(directory) };
  const path = `${basename(directory)}/pay.policy.yaml`;
  const of = async (format: string) =>
    (await check(['pay.policy.yaml', '--format', format], environment)).out;
  expect(await of('github')).toContain(`file=${path},`);
  expect(await of('sarif')).toContain(`"uri": "${path}"`);
  expect(await of('gitlab')).toContain(`"path": "${path}"`);
  expect(rootOf({ workingDirectory: '/a/b', environment: { GITHUB_WORKSPACE: '/a/b' } })).toBe('');
  expect(rootOf({ workingDirectory: '/a/b', environment: { CI_PROJECT_DIR: '/a/c' } })).toBe('');
});

test('two other formats cannot share standard output', async () => {
  const { code, err } = await check(['pay.policy.yaml', '--format', 'sarif', '--format', 'github']);
  expect([code, err]).toEqual([2, expect.stringContaining('only one format can go to standard output')]);
});

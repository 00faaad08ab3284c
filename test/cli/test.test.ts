/** `test`: exit codes, what goes where, and coverage. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dutyproof } from './command.ts';

const tested = (name: string, body: string): string =>
  `tests:\n  - name: ${name}\n    policy: ../p.policy.yaml\n${body}`;

const files: Readonly<Record<string, string>> = {
  'p.policy.yaml':
    'policy: p\nusers: [kim, lee]\nroles:\n  clerk: { permissions: ["invoice:create"] }\n  spare: {}\nassignments: { kim: [clerk] }\n' +
    'constraints:\n  - { id: apart, static: { roles: [clerk, spare] } }\napplications:\n  - file: a.app\n',
  'a.app': 'APPLICATION a\nSESSION (s, clerk)\ns\n',
  'good/t.policy-test.yaml': tested(
    'kim creates',
    '    access: [{ user: kim, permission: "invoice:create", expect: allowed }]\n',
  ),
  'bad/t.policy-test.yaml': tested(
    'lee creates',
    '    access: [{ user: lee, permission: "invoice:create", expect: allowed }]\n',
  ),
  'broken/t.policy-test.yaml': 'tests:\n  - policy: [\n',
  'missing/t.policy-test.yaml': 'tests:\n  - { policy: none.policy.yaml, exit: 0 }\n',
  'slow/t.policy-test.yaml': tested('everything holds', '    exit: 0\n'),
  'empty/nothing.txt': '',
};

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-test-'));
  for (const name of ['good', 'bad', 'broken', 'missing', 'slow', 'empty']) mkdirSync(join(directory, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
});
afterAll(() => rmSync(directory, { recursive: true }));

const run = (...argv: readonly string[]) => dutyproof(['test', ...argv], { workingDirectory: directory });

test.each<[string, readonly string[], number]>([
  ['as expected', ['good'], 0],
  ['a file by its name', ['good/t.policy-test.yaml'], 0],
  ['a difference', ['good', 'bad'], 1],
  ['a difference that is left out', ['good', 'bad', '--only', 'kim'], 0],
  ['a file that cannot be read outranks a difference', ['bad', 'broken'], 2],
  ['a policy that is missing', ['missing'], 2],
  ['no tests', ['empty'], 2],
  ['a policy is no file of tests', ['p.policy.yaml'], 2],
  ['a name that no test has', ['good', '--only', 'x'], 2],
  ['no time', ['slow', '--time-limit', '0.0000001'], 3],
  ['enough coverage', ['good', '--coverage-threshold', '50'], 0],
  ['too little coverage', ['good', '--coverage-threshold', '51'], 1],
  ['no percentage', ['good', '--coverage-threshold', '101'], 2],
  ['a format without its file', ['good', '--coverage-format', 'lcov'], 2],
])('%s', async (_, argv, code) => {
  expect((await run(...argv)).code).toBe(code);
});

test('coverage goes into files, and the threshold is told in one line', async () => {
  const ran = await run(
    'good',
    '--coverage-format',
    'lcov=c/lcov.info',
    '--coverage-format',
    'json=c/c.json',
    '--coverage-threshold',
    '90',
  );
  expect(readFileSync(join(directory, 'c/lcov.info'), 'utf8')).toContain('SF:p.policy.yaml\nBRDA:4,0,0,1\n');
  expect(JSON.parse(readFileSync(join(directory, 'c/c.json'), 'utf8'))).toMatchObject({
    total: { exercised: 2, of: 4, percent: 50 },
  });
  expect(ran.out.trimEnd().split('\n').at(-1)).toBe('✗ coverage is 50 % (2 of 4), and 90 % is wanted');
});

test('what is wrong with files goes to standard error', async () => {
  const { out, err } = await run('good', 'broken');
  expect(err).toContain('error[yaml-syntax]');
  expect(out).toContain('1 test: 1 passed');
  expect(out).toContain('exit 2');
});

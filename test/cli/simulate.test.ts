/** `simulate`: only what is new fails; what is dropped is no way out; the administration is asked. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { junitErrors, sarifErrors } from '../report/schemas.ts';
import { dutyproof } from './command.ts';

const policy = `policy: p
users: [kim, lee, ann, root]
roles:
  clerk: { permissions: [invoice:create] }
  approver: { permissions: [invoice:approve] }
  manager: { inherits: [approver] }
  officer: {}
assignments: { kim: [clerk], lee: [clerk, approver], root: [officer] }
constraints:
  - { id: apart, static: { roles: [clerk, approver] } }
administration:
  assign:
    - { roles: [manager], by: { roles: [officer] }, holds: [clerk] }
  goals: []
`;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-simulate-'));
  writeFileSync(join(directory, 'p.policy.yaml'), policy);
  writeFileSync(
    join(directory, 'hire.yaml'),
    'changes:\n  - add-user: { name: eve }\n  - assign: { user: eve, role: clerk }\n',
  );
});
afterAll(() => rmSync(directory, { recursive: true }));

const simulate = (...argv: readonly string[]) =>
  dutyproof(['simulate', 'p.policy.yaml', ...argv], { workingDirectory: directory });

test.each<[string, readonly string[], number, string]>([
  [
    'an old finding remains',
    ['--assign', 'ann=clerk'],
    0,
    'safe: nothing new is violated, and nothing is demanded less; 2 findings of before remain',
  ],
  [
    'an old finding fails where asked',
    ['--assign', 'ann=clerk', '--fail-on', 'existing'],
    1,
    'would be blocked',
  ],
  [
    'another person in an old conflict',
    ['--assign', 'kim=manager'],
    1,
    'would be blocked: kim would be both approver and clerk',
  ],
  ['an order of flags', ['--revoke', 'kim=clerk', '--assign', 'kim=manager'], 0, 'safe'],
  ['a file', ['--change', 'hire.yaml', '--assign', 'eve=manager'], 1, 'would be blocked: eve would be both'],
  [
    'a constraint dropped',
    ['--drop-constraint', 'apart'],
    1,
    'would be blocked: apart is gone: nobody may hold',
  ],
  ['a role through another', ['--inherit', 'clerk=manager'], 1, 'would be blocked'],
  ['an HR move', ['--move', 'lee=clerk'], 0, 'safe: nothing new'],
  ['no time', ['--assign', 'ann=clerk', '--time-limit', '0.0000001'], 3, 'not decided'],
])('%s', async (_, argv, code, told) => {
  const ran = await simulate(...argv);
  expect(ran.err).toBe('');
  expect(ran.out).toContain(told);
  expect(ran.code).toBe(code);
  expect(readFileSync(join(directory, 'p.policy.yaml'), 'utf8')).toBe(policy);
});

test.each<[readonly string[], string]>([
  [['--assign', 'kin=clerk'], 'unknown-user'],
  [['--assign', 'kim'], 'bad-change'],
  [['--change', 'none.yaml'], 'file-not-found'],
  [['--remove-role', 'clerk'], 'still-named'],
])('%j is refused', async (argv, code) => {
  const ran = await simulate(...argv);
  expect([ran.code, ran.out]).toEqual([2, '']);
  expect(ran.err).toContain(`error[${code}]`);
});

test('the administration says who may do it', async () => {
  expect((await simulate('--assign', 'kim=manager')).out).toContain('root may assign manager to kim');
  const nobody = 'no rule of the administration lets anybody assign manager to ann';
  expect((await simulate('--assign', 'ann=manager')).out).toContain(nobody);
});

test('machines get the formats of check', async () => {
  const changes = ['--assign', 'kim=manager'];
  const json = JSON.parse((await simulate(...changes, '--format', 'json')).out);
  expect(json).toMatchObject({ command: 'simulate', exitCode: 1, gate: { counts: { new: 1, existing: 2 } } });
  expect(sarifErrors((await simulate(...changes, '--format', 'sarif')).out)).toEqual([]);
  expect(junitErrors((await simulate(...changes, '--format', 'junit')).out)).toEqual([]);
});

test('a comment folds what differs under what it comes to', async () => {
  const { out } = await simulate('--assign', 'ann=clerk', '--format', 'markdown');
  expect(out).toMatch(/<details><summary>p: different: 1 permission gained by 1 user<\/summary>\n\n```\n/);
  expect(out).toMatch(/\+ ann gains invoice:create\n[^`]*command line:1\n[^`]*```\n\n<\/details>/);
});

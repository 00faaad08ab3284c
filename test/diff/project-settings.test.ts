/** A change that turns off the rule that would stop it is stopped by that. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readSettings } from '../../src/config/read.ts';
import { weakerSettings } from '../../src/diff/project-settings.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { dutyproof } from '../cli/command.ts';

function weaker(before: string, now: string): readonly string[] {
  const settings = (text: string) => {
    const read = readSettings('dutyproof.yaml', memoryFiles({ 'dutyproof.yaml': text }));
    if (read.kind === 'failed') throw new Error('the settings are wrong');
    return read.value;
  };
  return weakerSettings(settings(before), settings(now), 'dutyproof.yaml').map(
    ({ severity, locations: [place] }) => `${severity}:${place?.line}`,
  );
}

describe('settings that let more through', () => {
  test.each([
    ['a rule is skipped', '', 'policies: [.]\nskip: static-sod\n', ['error:2']],
    ['a rule is not among those that run', '', 'only: [dead-role, feasible]\n', ['error:1']],
    ['less fails', '', 'fail-on: error\n', ['error:1']],
    ['vacuous passes', 'fail-on: [warning, vacuous]\n', 'fail-on: warning\n', ['error:1']],
    ['more suppressions', '', 'suppressions: a.yaml\n', ['note:1']],
    ['fewer policies', 'policies: [a, b]\n', 'policies: a\n', ['warning:1']],
    ['the same in other words', 'skip: [static-sod, dead-role]\n', 'skip: dead-role,static-sod\n', []],
    ['stricter', 'skip: static-sod\nfail-on: error\n', 'fail-on: note\n', []],
    ['only how it is told', '', 'format: json\ncolor: never\ntime-limit: 5\nseed: 1\n', []],
  ] as const)('%s', (_, before, now, expected) => {
    expect(weaker(before, now)).toEqual(expected);
  });
});

const directory = mkdtempSync(join(tmpdir(), 'dutyproof-settings-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const hasGit = spawnSync('git', ['--version']).status === 0;
if (!hasGit) process.stderr.write('skipped: settings of revisions need git\n');

test.skipIf(!hasGit)('through git: the violation does not show, what hides it does', async () => {
  const git = (...args: readonly string[]) => {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
    expect(spawnSync('git', [...identity, ...args], { cwd: directory }).status).toBe(0);
  };
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
  const policy = (roles: string) =>
    `policy: pay\nusers: [kim]\nroles: [a, b]\nassignments: { kim: [${roles}] }\n` +
    'constraints: [{ id: apart, static: { roles: [a, b] } }]\n';
  write('pay.policy.yaml', policy('a'));
  write('dutyproof.yaml', 'policies: [.]\n');
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'main');
  write('pay.policy.yaml', policy('a, b'));
  write('dutyproof.yaml', 'policies: [.]\nskip: static-sod\n');
  const ran = await dutyproof(['diff', 'main'], {
    workingDirectory: directory,
    environment: { PATH: process.env.PATH ?? '' },
  });
  expect(ran.code).toBe(1);
  expect(ran.out.split('\n')[1]).toContain('the settings leave out 1 rule that ran before: static-sod');
});

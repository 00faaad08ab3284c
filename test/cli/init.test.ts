/** `init` writes what passes its own gate, all of it or nothing. */

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { version } from '../../src/cli/version.ts';
import { starterFiles } from '../../src/init/starter.ts';
import type { Envelope } from '../../src/verdict/verdict.ts';
import { dutyproof } from './command.ts';
import { unknownWords } from './words.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-init-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const init = (...argv: string[]) => dutyproof(['init', ...argv], { workingDirectory: directory });
const there = (): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .sort();

test('what is written holds, and says something', async () => {
  expect(await init()).toMatchObject({ code: 0, err: '' });
  expect(there()).toEqual([
    'dutyproof.yaml',
    'dutyproof.yml',
    'payables.policy-test.yaml',
    'payables.policy.yaml',
  ]);
  const checked = await dutyproof(
    ['check', '.', '--format', 'json', '--fail-on', 'note', '--fail-on', 'vacuous'],
    {
      workingDirectory: directory,
    },
  );
  expect(checked).toMatchObject({ code: 0, err: '' });
  const { verdicts }: Envelope = JSON.parse(checked.out);
  expect(verdicts.map(({ status }) => status)).not.toContain('vacuous');
  const held = verdicts
    .filter(({ status }) => status === 'holds')
    .map(({ rule, constraint }) => `${rule} ${constraint}`);
  expect(held).toEqual(expect.arrayContaining(['static-sod create-approve', 'operational-sod pay-invoice']));
});

test('its tests pass, and fail where the policy is spoilt', async () => {
  await init('--ci', 'none');
  const testing = () => dutyproof(['test', '.'], { workingDirectory: directory });
  expect(await testing()).toMatchObject({ code: 0 });
  const policy = join(directory, 'payables.policy.yaml');
  writeFileSync(policy, readFileSync(policy, 'utf8').replace('kim: [creator]', 'kim: [creator, manager]'));
  expect((await testing()).code).toBe(1);
});

test('the first lines say what was written and what comes next', async () => {
  const { out } = await init('access', '--ci', 'gitlab', '--pre-commit');
  expect(out.split('\n')).toEqual([
    'Written: access/payables.policy.yaml, access/payables.policy-test.yaml, access/dutyproof.yaml, ' +
      'access/.gitlab-ci.yml, access/.pre-commit-config.yaml',
    'Next: dutyproof check access && dutyproof test access',
    'Then commit: from now on each change is compared with what it starts from.',
    'Hooks run once you say: pre-commit install',
    '',
  ]);
});

describe('nothing is replaced', () => {
  test('all files that exist are named, and none is written', async () => {
    writeFileSync(join(directory, 'dutyproof.yaml'), 'mine');
    symlinkSync('nowhere', join(directory, 'payables.policy.yaml'));
    expect(await init()).toEqual({
      code: 2,
      out: '',
      err: 'error: `payables.policy.yaml`, `dutyproof.yaml` exist already; nothing was written\n',
    });
    expect(there()).toEqual(['dutyproof.yaml', 'payables.policy.yaml']);
    expect(readFileSync(join(directory, 'dutyproof.yaml'), 'utf8')).toBe('mine');
  });

  test('what cannot be written takes the others back, with their directories', async () => {
    mkdirSync(join(directory, 'new'));
    // A file where a directory must be: the last file cannot be written.
    writeFileSync(join(directory, 'new', '.github'), '');
    const { code, err } = await init('new');
    expect([code, err]).toEqual([
      2,
      'error: `new/.github/workflows/dutyproof.yml` cannot be written: a part of its path is a file\n',
    ]);
    expect(there()).toEqual(['.github']);
    expect(existsSync(join(directory, 'new', 'payables.policy.yaml'))).toBe(false);
  });
});

describe('pipelines', () => {
  const files = (['github', 'gitlab'] as const).flatMap((ci) =>
    starterFiles({ ci, preCommit: ci === 'github', version }).filter(({ path }) => path.startsWith('.')),
  );

  test.each(files)('$path is YAML, and says nothing that dutyproof does not know', ({ text }) => {
    const commands = textsIn(parse(text)).filter((one) =>
      /^(?:npx --yes )?dutyproof(?:@\S+)? [a-z]/.test(one),
    );
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      expect(command).toContain(text.includes('npx') ? `dutyproof@${version} ` : 'dutyproof ');
      expect(unknownWords(command), command).toEqual([]);
    }
  });

  test('nothing that a change says is pasted into a script', () => {
    for (const { text } of files)
      for (const one of textsIn(parse(text)).filter((script) => script.includes('npx')))
        expect(one).not.toContain('${{');
  });
});

/** All texts in a document. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

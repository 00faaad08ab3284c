/** Scripts of completion, run by the shells that they are for. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../src/check/catalogue.ts';
import { completion, type ShellName, shellNames } from '../../src/cli/completion.ts';
import { commandLine } from '../../src/cli/run.ts';
import { dutyproof, testWorld } from './command.ts';

const program = commandLine(testWorld(), () => {});
const commands = program.commands.map((one) => one.name());
const ruleIds = catalogue.map(({ id }) => id);

let directory = '';
const file = (shell: ShellName): string => join(directory, `${shell}.completion`);
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-completion-'));
  for (const shell of shellNames) writeFileSync(file(shell), completion(program, shell));
});
afterAll(() => rmSync(directory, { recursive: true }));

const has = (shell: ShellName): boolean => {
  const found = spawnSync(shell, ['--version']).status === 0;
  if (!found) process.stderr.write(`${shell} is not installed: its completion is not tried\n`);
  return found;
};

function output(program: string, argv: readonly string[]): string[] {
  const { status, stdout, stderr } = spawnSync(program, argv, { encoding: 'utf8', cwd: directory });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter((line) => line !== '');
}

test('the command prints the script', async () => {
  for (const shell of shellNames)
    expect(await dutyproof(['completion', shell])).toEqual({
      code: 0,
      out: completion(program, shell),
      err: '',
    });
  expect((await dutyproof(['completion', 'tcsh'])).code).toBe(2);
});

describe.skipIf(!has('bash'))('bash', () => {
  /** What is offered after these words, as bash divides them; the last one is being written. */
  const offered = (...words: readonly string[]): string[] =>
    output('bash', [
      '-c',
      `source "$1"; shift; COMP_WORDS=(dutyproof "$@"); COMP_CWORD=$#; _dutyproof; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      file('bash'),
      ...words,
    ]);

  test('offers commands', () => {
    expect(offered('')).toEqual(commands);
    expect(offered('ver')).toEqual(['verify']);
  });

  test('offers the options of the command, and after some of them what they may be', () => {
    expect(offered('check', '--f')).toEqual(expect.arrayContaining(['--format', '--fail-on']));
    expect(offered('spec', '--')).toEqual(expect.arrayContaining(['--latex', '--help']));
    expect(offered('spec', '--')).not.toContain('--format');
    expect(offered('check', '.', '--only', 'static-')).toEqual(['static-sod']);
    expect(offered('check', '--skip', '')).toEqual(ruleIds);
    expect(offered('check', '--color', '=', 'a')).toEqual(['auto', 'always']);
    expect(offered('check', '--color', '=')).toEqual(['auto', 'always', 'never']);
    expect(offered('check', '--fail-on', 'v')).toEqual(['vacuous']);
  });

  test('offers the formats that the command takes', () => {
    expect(offered('check', '--format', '')).toContain('sarif');
    expect(offered('prove', '--format', '')).toEqual(['pretty', 'json', 'markdown']);
    expect(offered('verify', '--format', '')).toEqual(['pretty', 'json']);
    expect(offered('test', '--coverage-format', 'l')).toEqual(['lcov']);
  });

  test('leaves files to the shell', () => {
    expect(offered('check', '')).toEqual([]);
    expect(offered('check', '--evidence', '')).toEqual([]);
  });

  test('offers what can be named', () => {
    expect(offered('explain', 'static-s')).toContain('static-sod');
    expect(offered('explain', 'Assign')).toEqual(['AssignUser']);
    expect(offered('completion', '')).toEqual([...shellNames]);
    expect(offered('query', 'hr.policy.yaml', 'who-')).toEqual(['who-can', 'who-has', 'who-both']);
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  test('reads the script', () => {
    output('zsh', ['-f', '-n', file('zsh')]);
    const defined = output('zsh', [
      '-f',
      '-c',
      `compdef() {}; source "$1"; print -l \${(k)functions}`,
      'zsh',
      file('zsh'),
    ]);
    for (const name of commands) expect(defined).toContain(`_dutyproof_${name}`);
  });

  /** What `_arguments` and `_describe` are given, which decide what is offered. */
  test('hands on commands, options and what they may be', () => {
    const given = (name: string): string[] =>
      output('zsh', [
        '-f',
        '-c',
        'compdef() {}; _arguments() { print -l -- "$@"; state=command }; _describe() { print -l -- $commands }; source "$1"; $2',
        'zsh',
        file('zsh'),
        name,
      ]);
    expect(given('_dutyproof').map((line) => line.split(':')[0])).toEqual(expect.arrayContaining(commands));
    const check = given('_dutyproof_check');
    expect(check.find((line) => line.startsWith('*--only='))).toContain(`:only:(${ruleIds.join(' ')})`);
    expect(check.find((line) => line.startsWith('*--evidence='))).toContain(':evidence:_files');
    expect(given('_dutyproof_query').find((line) => line.startsWith('*:argument:'))).toMatch(
      /who-can .*_files/,
    );
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  const offered = (line: string): string[] =>
    output('fish', ['--no-config', '-c', `source ${file('fish')}; complete -C ${JSON.stringify(line)}`]).map(
      (one) => one.split('\t')[0]!,
    );

  test('offers commands, options and what they may be', () => {
    expect(offered('dutyproof ').sort()).toEqual([...commands].sort());
    expect(offered('dutyproof check --f')).toEqual(expect.arrayContaining(['--format', '--fail-on']));
    expect(offered('dutyproof check --only static-')).toEqual(['static-sod']);
    expect(offered('dutyproof prove --format ')).toEqual(
      expect.arrayContaining(['pretty', 'json', 'markdown']),
    );
    expect(offered('dutyproof prove --format ')).not.toContain('sarif');
    expect(offered('dutyproof completion z')).toEqual(['zsh']);
    expect(offered('dutyproof query hr.policy.yaml who-')).toEqual(['who-both', 'who-can', 'who-has']);
  });
});

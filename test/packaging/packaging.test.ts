/** What the project is used by in pipelines: the action and the hook for pre-commit. */

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commandLine } from '../../src/cli/run.ts';
import { testWorld } from '../cli/command.ts';
import { unknownWords } from '../cli/words.ts';
import { actionShape, type Done, type Job, runAction } from './composite.ts';

const root = resolve(import.meta.dirname, '../..');
const action = actionShape.parse(parse(readFileSync(join(root, 'action.yml'), 'utf8')));
const diff = commandLine(testWorld(), () => {}).commands.find((one) => one.name() === 'diff');

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-action-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;
if (!hasShellcheck)
  process.stderr.write('shellcheck is not installed: scripts of the action are not looked at\n');

describe('the action', () => {
  test.each(action.runs.steps)('$name: a script that bash reads, and nothing pasted into it', ({ run }) => {
    expect(run).not.toContain('${' + '{');
    expect(spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
    if (!hasShellcheck) return;
    const { stdout } = spawnSync('shellcheck', ['-s', 'bash', '-'], { input: run, encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  test('what goes into each step is used by it', () => {
    for (const { env, run } of action.runs.steps)
      for (const name of Object.keys(env)) expect(run).toMatch(new RegExp(`\\$\\{?${name}\\b`));
    const used = action.runs.steps.flatMap(({ env }) => Object.values(env)).join(' ');
    for (const name of Object.keys(action.inputs)) expect(used).toContain(`inputs.${name} `);
  });

  test('says only options that there are', () => {
    const [judge] = action.runs.steps.filter(({ id }) => id === 'judge');
    const flags = [...judge!.run.matchAll(/--[a-z][a-z-]*/g)].map(([flag]) => flag);
    expect(flags).toContain('--fail-on');
    expect(flags.filter((flag) => diff?.options.some(({ long }) => long === flag) !== true)).toEqual([]);
  });
});

/** Takes the place of the program: writes down what it was given, and the reports that it was asked for. */
const standIn = `
const { writeFileSync } = require('node:fs');
const argv = process.argv.slice(2);
writeFileSync(process.env.TOLD, JSON.stringify(argv));
for (const word of argv) {
  if (word.startsWith('sarif=')) writeFileSync(word.slice(6), '{}');
  if (word.startsWith('json=')) writeFileSync(word.slice(5), '{"gate":{"counts":{"new":2}}}');
}
process.exit(Number(process.env.CODE ?? 0));
`;

describe('its steps, with a stand-in for the program', () => {
  let place = '';
  beforeAll(() => {
    place = join(directory, 'action with spaces');
    mkdirSync(join(place, 'dist/cli'), { recursive: true });
    mkdirSync(join(directory, 'work'));
    writeFileSync(join(place, 'dist/cli/main.js'), standIn);
  });

  const told = (): string[] => JSON.parse(readFileSync(join(directory, 'told.json'), 'utf8'));
  const ran = (inputs: Job['inputs'], more: Partial<Job> = {}): Done =>
    runAction(action, {
      inputs,
      github: { action_path: place, 'event.pull_request.base.sha': 'abc123' },
      workingDirectory: join(directory, 'work'),
      temporary: directory,
      ...more,
      environment: { TOLD: join(directory, 'told.json'), ...more.environment },
    });

  test('compare with the base of the pull request', () => {
    const { code, err, outputs } = ran({});
    expect([code, err]).toEqual([0, '']);
    const argv = told();
    expect(argv[0]).toBe('diff');
    expect(argv.slice(argv.indexOf('--'))).toEqual(['--', 'abc123', 'HEAD']);
    expect(outputs).toEqual({
      'exit-code': '0',
      sarif: expect.stringMatching(/\/dutyproof\.sarif$/),
      new: '2',
    });
    expect(readFileSync(outputs.sarif!, 'utf8')).toBe('{}');
  });

  test('hand on everything that was said, each as one word', () => {
    const nasty = '$(touch pwned) `touch pwned`; touch pwned "\' *';
    ran({
      base: `main ${nasty}`,
      paths: `policies\n${nasty}\n-x`,
      'fail-on': 'error,vacuous',
      args: `--only\nstatic-sod\n${nasty}`,
    });
    const argv = told();
    expect(argv.slice(argv.indexOf('--'))).toEqual(['--', `main ${nasty}`, 'HEAD', 'policies', nasty, '-x']);
    expect(argv.slice(7, argv.indexOf('--'))).toEqual([
      '--fail-on',
      'error,vacuous',
      '--only',
      'static-sod',
      nasty,
    ]);
    expect(spawnSync('ls', [join(directory, 'work')], { encoding: 'utf8' }).stdout).toBe('');
  });

  test('end as the program does, and tell its answer', () => {
    const { code, outputs } = ran({}, { environment: { CODE: '1' } });
    expect([code, outputs['exit-code'], outputs.new]).toEqual([1, '1', '2']);
  });

  test('compare a push with what was before, unless there was nothing', () => {
    ran({}, { github: { action_path: place, 'event.before': 'before1' } });
    expect(told()).toContain('before1');
    const { code, out } = ran({}, { github: { action_path: place, 'event.before': '0'.repeat(40) } });
    expect([code, out]).toEqual([2, '::error::dutyproof: there is nothing to compare with; set base\n']);
  });

  test('install a version that was asked for, and nothing that is none', () => {
    const bin = join(directory, 'bin');
    mkdirSync(bin);
    writeFileSync(
      join(bin, 'npm'),
      `#!/bin/sh
printf '%s\\n' "$@" > "$NPM_TOLD"
at="$RUNNER/dutyproof/node_modules/dutyproof/dist/cli"
mkdir -p "$at" && cp "$PLACE/dist/cli/main.js" "$at"
`,
    );
    chmodSync(join(bin, 'npm'), 0o755);
    const environment = {
      PATH: `${bin}:${process.env.PATH}`,
      NPM_TOLD: join(directory, 'npm'),
      RUNNER: directory,
      PLACE: place,
    };
    expect(ran({ version: '0.1.0' }, { environment }).code).toBe(0);
    expect(readFileSync(environment.NPM_TOLD, 'utf8').split('\n')).toContain('dutyproof@0.1.0');
    for (const version of ['file:../evil', 'git+https://example.org/x', '1.0.0 other', '$(id)'])
      expect(ran({ version }, { environment }).code, version).toBe(2);
  });
});

describe('its steps, with dutyproof and git', () => {
  const git = (...argv: string[]): string => {
    const { status, stdout, stderr } = spawnSync('git', argv, {
      cwd: join(directory, 'project'),
      encoding: 'utf8',
    });
    expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
    return stdout.trim();
  };

  test('stop a grant that is unsafe', async () => {
    const place = join(directory, 'built');
    await build({
      absWorkingDir: root,
      entryPoints: { main: 'src/cli/main.ts' },
      outdir: join(place, 'dist/cli'),
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      external: ['z3-solver'],
      banner: {
        js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);",
      },
    });
    writeFileSync(join(place, 'package.json'), '{"type":"module"}');
    const project = join(directory, 'project');
    cpSync(join(root, 'scenarios/purchasing'), project, { recursive: true });
    const policy = join(project, 'pay.policy.yaml');
    const text = (roles: string): string =>
      `policy: pay\nusers: [kim]\nroles: { a: { permissions: [x:p] }, b: { permissions: [x:q] } }\n` +
      `assignments: { kim: ${roles} }\nconstraints: [{ id: c, exclusive: { roles: [a, b] } }]\n`;
    writeFileSync(policy, text('[a]'));
    git('init', '-q');
    const commit = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qam'];
    git('add', '.');
    git(...commit, 'before');
    const base = git('rev-parse', 'HEAD');
    writeFileSync(policy, text('[a, b]'));
    git(...commit, 'after');
    const job: Job = {
      inputs: {},
      github: { action_path: place, 'event.pull_request.base.sha': base },
      workingDirectory: project,
      temporary: directory,
    };
    const stopped = runAction(action, job);
    expect([stopped.code, stopped.err]).toEqual([1, '']);
    expect(stopped.out).toContain('::error file=pay.policy.yaml');
    expect(stopped.outputs).toMatchObject({ 'exit-code': '1', new: expect.stringMatching(/^[1-9]/) });
    expect(JSON.parse(readFileSync(stopped.outputs.sarif!, 'utf8')).version).toBe('2.1.0');
    expect(stopped.summary).toContain('kim');
    // What was wrong before, in the other policies, does not stop a change that makes nothing worse.
    writeFileSync(policy, text('[a]').replace('users: [kim]', 'users: [kim, lee]'));
    git(...commit, 'mended');
    expect(runAction(action, job)).toMatchObject({ code: 0, outputs: { 'exit-code': '0', new: '0' } });
  });
});

test('the hook is given a directory, and says only what there is', () => {
  const [hook, ...others] = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8'));
  expect(others).toEqual([]);
  expect(hook).toMatchObject({ id: 'dutyproof', language: 'node', pass_filenames: false, args: ['.'] });
  expect(unknownWords([hook.entry, ...hook.args].join(' '))).toEqual([]);
  const files = new RegExp(hook.files);
  const touched = ['hr.policy.yaml', 'a/b.policy-part.yaml', 'order.app', 'access.csv'];
  expect(touched.filter((path) => !files.test(path))).toEqual([]);
  expect(['hr.policy-test.yaml', 'README.md', 'app.ts'].filter((path) => files.test(path))).toEqual([]);
});

/** `diff` on real repositories: what is compared, and what is refused. */

import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dutyproof, type Ran } from './command.ts';

const hasGit = spawnSync('git', ['--version']).status === 0;
if (!hasGit) process.stderr.write('skipped: diff on repositories needs git\n');

const root = realpathSync(mkdtempSync(join(tmpdir(), 'dutyproof-diff-')));
const home = join(root, 'repository');
afterAll(() => rmSync(root, { recursive: true, force: true }));

function git(...args: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], {
    cwd: home,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

function write(path: string, text: string): void {
  const full = join(home, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}

/** `both`: ann holds what excludes each other. */
function policy(name: string, { both = false, constraint = true, more = '' } = {}): string {
  return [
    `policy: ${name}`,
    'roles:',
    '  creator: { permissions: [o:create] }',
    '  approver: { permissions: [o:approve] }',
    'users:',
    `  ann: { roles: ${both ? '[creator, approver]' : '[creator]'} }`,
    '  bob: { roles: [approver] }',
    'constraints:',
    '  - { id: other, static: { permissions: [o:create, o:approve] }, severity: note }',
    ...(constraint ? ['  - { id: apart, static: { roles: [creator, approver] } }'] : []),
    more,
    '',
  ].join('\n');
}

function commit(message: string): void {
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', message);
}

const diffIn = (directory: string, ...args: readonly string[]): Promise<Ran> =>
  dutyproof(['diff', ...args], {
    workingDirectory: directory,
    environment: { PATH: process.env.PATH ?? '', GIT_CEILING_DIRECTORIES: root },
  });
const diff = (...args: readonly string[]): Promise<Ran> => diffIn(home, ...args);

interface Told {
  readonly gate: { readonly counts: Readonly<Record<string, number>> };
  readonly differences: readonly { readonly policy: string; readonly kind: string }[];
}

async function told(...args: readonly string[]): Promise<Told> {
  const { out } = await diff(...args, '--format', 'json');
  return JSON.parse(out) as Told;
}

const kinds = ({ differences }: Told): Readonly<Record<string, string>> =>
  Object.fromEntries(differences.map(({ policy: name, kind }) => [name, kind]));

describe.skipIf(!hasGit)('in a repository', () => {
  beforeAll(() => {
    mkdirSync(home);
    git('init', '-q', '-b', 'main');
    write('규정/결재 정책.policy.yaml', policy('approval'));
    write('a/one.policy.yaml', policy('one'));
    write('a/two.policy.yaml', policy('two'));
    commit('main');
    git('tag', 'start');
    git('checkout', '-q', '-b', 'bad');
    write('규정/결재 정책.policy.yaml', policy('approval', { both: true }));
    commit('bad');
    git('checkout', '-q', '-b', 'deleted', 'main');
    rmSync(join(home, 'a/two.policy.yaml'));
    commit('deleted');
    git('checkout', '-q', '-b', 'moved', 'main');
    mkdirSync(join(home, 'b'));
    renameSync(join(home, 'a/two.policy.yaml'), join(home, 'b/zwei.policy.yaml'));
    write('a/one.policy.yaml', policy('uno'));
    commit('moved');
    git('checkout', '-q', '-b', 'broken', 'main');
    write('a/one.policy.yaml', 'policy: one\nroles: [\n');
    commit('broken');
    git('checkout', '-q', 'main');
    write('readme', 'nothing');
    commit('later on main');
  });

  test.each([
    [['main..bad'], 1],
    [['bad..main'], 0],
    [['main...bad'], 1],
    [['start', 'bad'], 1],
    [['main..'], 0],
    [['..bad'], 1],
    [['main', 'bad', 'a'], 0],
    [['main..bad', '규정'], 1],
    [['main..bad', '규정/결재 정책.policy.yaml'], 1],
    [['bad:규정', '규정'], 0],
    [['main:규정/결재 정책.policy.yaml', 'bad:규정/결재 정책.policy.yaml'], 1],
    [['bad'], 0],
    [['main~1'], 0],
    [['main..deleted'], 1],
    [['main..moved'], 0],
    [['main..broken'], 2],
    [['broken..main'], 0],
    [['broken..bad', '규정'], 1],
  ] as const)('diff %j exits with %i', async (operands, code) => {
    expect((await diff(...operands)).code).toBe(code);
  });

  test('a policy that moved, and one that was renamed, are compared with what they were', async () => {
    expect(kinds(await told('main..moved'))).toMatchObject({ two: 'same', uno: 'same' });
    expect(kinds(await told('main..deleted'))).toMatchObject({ two: 'removed', one: 'same' });
    expect(kinds(await told('deleted..bad'))).toMatchObject({ two: 'added' });
    expect(kinds(await told('deleted...bad'))).toMatchObject({ two: 'same' });
    expect(kinds(await told('broken..main'))).toMatchObject({ one: 'added', two: 'same' });
  });

  test('from a directory below, in a language of its own', async () => {
    expect((await diffIn(join(home, '규정'), 'main..bad')).code).toBe(1);
    expect((await diffIn(join(home, '규정'), 'main', 'bad', '결재 정책.policy.yaml')).code).toBe(1);
    expect((await diffIn(join(home, 'a'), 'main..bad')).code).toBe(0);
    expect((await diffIn(join(home, 'a'), 'main:../규정', 'bad:../규정')).code).toBe(1);
  });

  test.each([
    [['--', '--upload-pack=touch x'], /neither a path nor a revision/],
    [['--', '-x'], /neither a path nor a revision/],
    [['--', '-x..main'], /neither a path nor a revision/],
    [['--', 'main..--output=x'], /neither a path nor a revision/],
    [['--', '--output=x:a'], /neither a path nor a revision/],
    [['nowhere'], /neither a path nor a revision/],
    [['a'], /is a path/],
    [['a', 'main'], /name the revision first/],
    [[], /missing required/],
  ] as const)('diff %j is a usage error', async (operands, message) => {
    const { code, err } = await diff(...operands);
    expect(err.split('\n')[0]).toMatch(message);
    expect(code).toBe(2);
  });

  test('a name that is a branch and a directory has to be told apart', async () => {
    git('branch', 'a', 'main');
    const { code, err } = await diff('a');
    git('branch', '-D', 'a');
    expect(code).toBe(2);
    expect(err.split('\n')[0]).toContain('`a` is a path and a revision');
  });

  test('links of the tree are followed, others are not there', async () => {
    git('checkout', '-q', '-b', 'links', 'main');
    rmSync(join(home, 'a'), { recursive: true });
    rmSync(join(home, '규정'), { recursive: true });
    writeFileSync(join(root, 'secret.policy.yaml'), policy('secret'));
    write('real/three.policy.yaml', policy('three'));
    mkdirSync(join(home, 'linked'));
    symlinkSync('../real/three.policy.yaml', join(home, 'linked/inside.policy.yaml'));
    symlinkSync('../../secret.policy.yaml', join(home, 'linked/outside.policy.yaml'));
    symlinkSync(join(root, 'secret.policy.yaml'), join(home, 'linked/absolute.policy.yaml'));
    symlinkSync('round.policy.yaml', join(home, 'linked/round.policy.yaml'));
    symlinkSync('real', join(home, 'folder'));
    commit('links');
    write('real/three.policy.yaml', policy('three', { both: true }));
    commit('links, worse');
    expect((await diff('links~1', 'links', 'linked/inside.policy.yaml')).code).toBe(1);
    expect((await diff('links~1', 'links', 'folder/three.policy.yaml')).code).toBe(1);
    for (const name of ['outside', 'absolute', 'round']) {
      const { code, out, err } = await diff('links~1', 'links', `linked/${name}.policy.yaml`);
      expect([name, code]).toEqual([name, 2]);
      expect(out + err).not.toContain('secret:');
    }
    git('checkout', '-q', 'main');
  });

  test('what is no file of the revision is said, not read as nothing', async () => {
    git('checkout', '-q', '-b', 'odd', 'main');
    git('update-index', '--add', '--cacheinfo', `160000,${git('rev-parse', 'main')},module.policy.yaml`);
    git('commit', '-q', '-m', 'a module');
    expect((await diff('main', 'odd', 'module.policy.yaml')).code).toBe(2);
    expect((await diff('main', 'odd', 'a')).code).toBe(0);
    write(
      'large.policy.yaml',
      `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 9\n`,
    );
    git('add', 'large.policy.yaml');
    git('commit', '-q', '-m', 'a pointer');
    const { code, out, err } = await diff('main', 'odd', 'large.policy.yaml');
    expect(code).toBe(2);
    expect(out + err).toMatch(/Git LFS\s+pointer/);
    git('checkout', '-q', '-f', 'main');
  });

  test('a suppression that comes with the finding is told', async () => {
    git('checkout', '-q', '-b', 'silenced', 'main');
    const more =
      'suppressions:\n  - { id: s, constraint: apart, reason: later, owner: me, expires: 2026-12-31 }';
    write('a/one.policy.yaml', policy('one', { both: true, more }));
    commit('silenced');
    git('checkout', '-q', 'main');
    const { gate } = await told('main..silenced');
    expect(gate.counts).toMatchObject({ suppressed: 1 });
  });

  test('what is not known now is not let through', async () => {
    git('checkout', '-q', '-b', 'slow', 'main');
    const application =
      'APPLICATION Pay\nSESSION (Make, creator), (Approve, approver)\nINITIATOR creator\nSOD (Make, Approve)\nMake; Approve\n';
    write('a/pay.app', application);
    write('a/one.policy.yaml', policy('one', { more: 'applications:\n  - file: pay.app' }));
    commit('slow');
    git('checkout', '-q', 'main');
    expect((await diff('main..slow')).code).toBe(0);
    expect((await diff('main..slow', '--time-limit', '0.000001')).code).toBe(3);
  });

  test('a constraint that is gone is stopped, and the line in its place is named', async () => {
    git('checkout', '-q', '-b', 'gone', 'main');
    write('a/one.policy.yaml', policy('one', { constraint: false }));
    commit('gone');
    git('checkout', '-q', 'main');
    const { code, out } = await diff('main..gone', '--format', 'github');
    expect(code).toBe(1);
    expect(out.split('\n')[0]).toContain('file=a/one.policy.yaml,line=10');
  });
});

test('outside of a repository, revisions are no operands, and paths are', async () => {
  const bare = join(root, 'bare');
  mkdirSync(join(bare, 'old'), { recursive: true });
  mkdirSync(join(bare, 'new'));
  writeFileSync(join(bare, 'old/p.policy.yaml'), policy('p'));
  writeFileSync(join(bare, 'new/p.policy.yaml'), policy('p', { both: true }));
  const { code, err } = await diffIn(bare, 'main');
  expect(code).toBe(2);
  expect(err.split('\n')[0]).toContain('this is no git repository');
  expect((await diffIn(bare, 'old', 'new')).code).toBe(1);
  expect((await diffIn(bare, 'new', 'old')).code).toBe(0);
});

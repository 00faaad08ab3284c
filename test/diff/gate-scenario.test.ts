/**
 * The recorded example of a gate, through real git: a repository is made of `scenarios/gate`, a branch for each change.
 *
 * `expected` holds every word of what is printed; what decides is asserted besides, so that an update of the words
 * cannot turn a stop into a pass.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dutyproof } from '../cli/command.ts';

const scenario = resolve(import.meta.dirname, '../../scenarios/gate');
const directory = mkdtempSync(join(tmpdir(), 'dutyproof-gate-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const hasGit = spawnSync('git', ['--version']).status === 0;
if (!hasGit) process.stderr.write('skipped: the gate scenario needs git\n');

function git(...args: readonly string[]): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: directory, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** The state of a branch below `policies/`, and nothing of the one before. */
function commit(state: string): void {
  rmSync(join(directory, 'policies'), { recursive: true, force: true });
  mkdirSync(join(directory, 'policies'));
  cpSync(join(scenario, state), join(directory, 'policies'), { recursive: true });
  git('add', '-A');
  git('commit', '-qm', state);
}

const gate = (...args: readonly string[]) =>
  dutyproof(['diff', ...args], {
    workingDirectory: directory,
    environment: { PATH: process.env.PATH ?? '' },
  });

interface Told {
  readonly gate: {
    readonly counts: Readonly<Record<string, number>>;
    readonly weakenings: readonly { readonly kind: string; readonly constraint: string }[];
  };
  readonly differences: readonly { readonly kind: string }[];
  readonly verdicts: readonly {
    readonly status: string;
    readonly standing?: { readonly state?: string };
    readonly locations: readonly { readonly path: string; readonly line: number }[];
  }[];
}

async function told(branch: string): Promise<Told> {
  const { out } = await gate(`main..${branch}`, '--format', 'json');
  return JSON.parse(out) as Told;
}

describe.skipIf(!hasGit)('a gate', () => {
  beforeAll(() => {
    git('init', '-q', '-b', 'main');
    commit('main');
    for (const branch of ['safe-refactoring', 'unsafe-grant', 'exclusion-removed']) {
      git('checkout', '-q', '-b', branch, 'main');
      commit(branch);
    }
  });

  test.each([
    ['safe-refactoring', 0],
    ['unsafe-grant', 1],
    ['exclusion-removed', 1],
  ] as const)('%s: exactly what is printed', async (branch, expected) => {
    const { code, out, err } = await gate(`main..${branch}`);
    expect(err).toBe('');
    expect(code).toBe(expected);
    const text = `$ dutyproof diff main..${branch}\n${out}exit ${code}\n`;
    await expect(text).toMatchFileSnapshot(join(scenario, 'expected', `${branch}.txt`));
  });

  test('a refactoring that keeps the meaning has an empty difference, and the old finding stops nobody', async () => {
    const { gate: judged, differences } = await told('safe-refactoring');
    expect(judged.counts).toMatchObject({ new: 0, existing: 1, weakened: 0, removed: 0 });
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({
      kind: 'equivalent',
      access: [],
      membership: [],
      grants: [],
      demands: [],
      applications: [],
      administration: [],
      settings: [],
    });
  });

  test('a grant through a role between is stopped on the line that did it', async () => {
    const { gate: judged, verdicts } = await told('unsafe-grant');
    expect(judged.counts).toMatchObject({ new: 1, existing: 1, weakened: 0 });
    const fresh = verdicts.filter(({ standing }) => standing?.state === 'new');
    expect(fresh).toHaveLength(1);
    expect(fresh[0]!.locations[0]).toMatchObject({ path: 'policies/access.csv', line: 4 });
    const { out } = await gate('main..unsafe-grant', '--format', 'github');
    expect(out.split('\n')[0]).toContain('::error file=policies/access.csv,line=4');
  });

  test('an exclusion that is gone is stopped, although it violates nothing', async () => {
    const { gate: judged, verdicts } = await told('exclusion-removed');
    expect(judged.counts).toMatchObject({ new: 0, existing: 1, weakened: 1 });
    expect(judged.weakenings).toMatchObject([{ kind: 'constraint-removed', constraint: 'create-approve' }]);
    expect(verdicts.filter(({ standing }) => standing?.state === 'new')).toEqual([]);
  });

  test('the way back is stopped by nothing, and tells what is mended', async () => {
    const { code } = await gate('unsafe-grant..main');
    expect(code).toBe(0);
    const { out } = await gate('unsafe-grant..main', '--format', 'json');
    expect((JSON.parse(out) as Told).gate.counts).toMatchObject({ new: 0, existing: 1, removed: 1 });
  });

  test('a revision against the working tree, below a directory', async () => {
    git('checkout', '-q', 'unsafe-grant');
    expect((await gate('main', 'policies')).code).toBe(1);
    expect((await gate('unsafe-grant', 'policies')).code).toBe(0);
    expect((await gate('main:policies', 'policies/payables.policy.yaml')).code).toBe(1);
  });
});

/** Flag before environment before settings before default: for every option that can be set, in every combination. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { dutyproof } from './command.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutyproof-config-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
write(
  'pay.policy.yaml',
  `policy: pay
users: [kim]
roles: [a, b]
assignments: { kim: [a, b] }
constraints: [{ id: c, static: { roles: [a, b] }, severity: warning }]
`,
);

async function check(
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
  settings: string | null,
) {
  if (settings === null) rmSync(join(directory, 'dutyproof.yaml'), { force: true });
  else write('dutyproof.yaml', settings);
  return await dutyproof(['check', ...argv], { workingDirectory: directory, environment });
}

interface Told {
  readonly verdicts: readonly { readonly rule: string }[];
}

describe('where a value comes from', () => {
  const rules = { cli: 'static-sod', environment: 'dead-role', settings: 'references' } as const;

  // The first that says something wins; 8 combinations.
  test.each(
    [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => ({
      cli: (bits & 1) > 0,
      environment: (bits & 2) > 0,
      settings: (bits & 4) > 0,
    })),
  )('flag $cli, environment $environment, settings $settings', async ({ cli, environment, settings }) => {
    const { out, err } = await check(
      ['.', '--format', 'json', ...(cli ? ['--only', rules.cli] : [])],
      environment ? { DUTYPROOF_ONLY: rules.environment } : {},
      settings ? `only: ${rules.settings}\n` : null,
    );
    expect(err).toBe('');
    const ran = new Set((JSON.parse(out) as Told).verdicts.map(({ rule }) => rule));
    const first = cli ? rules.cli : environment ? rules.environment : settings ? rules.settings : null;
    if (first === null) expect(ran.size).toBeGreaterThan(1);
    else if (first !== 'dead-role') expect([...ran]).toEqual([first]);
    // Nothing to say about this policy is an answer, too.
    else expect(ran.has('static-sod') || ran.has('references')).toBe(false);
  });

  test('what fails', async () => {
    const codes = async (environment: Readonly<Record<string, string>>, settings: string | null) =>
      (await check(['.', '--only', 'static-sod'], environment, settings)).code;
    expect(await codes({}, null)).toBe(1);
    expect(await codes({}, 'fail-on: error\n')).toBe(0);
    expect(await codes({ DUTYPROOF_FAIL_ON: 'note,vacuous' }, 'fail-on: error\n')).toBe(1);
    expect(await codes({ DUTYPROOF_FAIL_ON: 'error' }, 'fail-on: [note, vacuous]\n')).toBe(0);
  });

  test('policies, where no path is named; and none, where nothing says', async () => {
    expect((await check([], {}, 'policies: pay.policy.yaml\n')).code).toBe(1);
    expect(await check([], {}, null)).toMatchObject({ code: 2, err: expect.stringContaining('no path') });
  });

  test('--no-config looks at nothing, --config at another file', async () => {
    expect((await check(['.', '--no-config'], {}, 'polices: x\n')).code).toBe(1);
    write('other.yaml', 'fail-on: error\n');
    expect((await check(['.', '--config', 'other.yaml'], {}, 'polices: x\n')).code).toBe(0);
    expect((await check(['.', '--config', 'none.yaml'], {}, null)).code).toBe(2);
  });

  test('a format that the command cannot write is left out; one that nobody can is wrong', async () => {
    write('a.policy-test.yaml', 'tests: [{ policy: pay.policy.yaml, exit: 1 }]\n');
    write('dutyproof.yaml', 'format: sarif=a.sarif\n');
    const tested = await dutyproof(['test'], { workingDirectory: directory });
    expect(tested).toMatchObject({ code: 0, err: '' });
    expect((await check(['.'], {}, 'format: serif\n')).code).toBe(2);
  });

  test.each([
    [{ DUTYPROOF_ONLY: 'statc-sod' }, null, '`DUTYPROOF_ONLY`: `--only` does not know `statc-sod`'],
    [{ DUTYPROOF_TIME_LIMIT: 'soon' }, null, '`DUTYPROOF_TIME_LIMIT`: it must be a positive number'],
    [{ DUTYPROOF_COLOR: 'red' }, null, '`DUTYPROOF_COLOR`: `red` is none of auto, always, never'],
    [{}, 'skip: [references, statc-sod]\n', '--> dutyproof.yaml:1:20'],
    [{}, 'time-limit: -3\n', '--> dutyproof.yaml:1:13'],
    [{}, 'color: red\n', '--> dutyproof.yaml:1:8'],
    [{}, 'fail-on: [error, all]\n', '--> dutyproof.yaml:1:18'],
  ] as const)('what is wrong is told where it stands: %s %s', async (environment, settings, expected) => {
    const { code, err } = await check(['.'], environment, settings);
    expect(err).toContain(expected);
    expect(code).toBe(2);
  });
});

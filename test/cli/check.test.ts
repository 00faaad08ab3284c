import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json } from '../../src/report/json.ts';
import { dutyproof, type Setting } from './command.ts';

const files: Readonly<Record<string, string>> = {
  'holds.policy.yaml': `policy: holds
users: [kim, lee]
roles: [creator, approver]
assignments: { kim: [creator], lee: [approver] }
constraints:
  - { id: c, static: { roles: [creator, approver] } }
`,
  'violated.policy.yaml': `policy: violated
users: [kim]
roles: [creator, approver]
assignments: { kim: [creator, approver] }
constraints:
  - { id: c, static: { roles: [creator, approver] } }
`,
  'warns.policy.yaml': `policy: warns
users: [kim]
roles: [creator, approver]
assignments: { kim: [creator, approver] }
constraints:
  - { id: c, severity: warning, static: { roles: [creator, approver] } }
`,
  'notes.policy.yaml': `policy: notes
users: [kim]
roles: [creator, approver]
assignments: { kim: [creator, approver] }
constraints:
  - { id: c, severity: note, static: { roles: [creator, approver] } }
`,
  'vacuous.policy.yaml': `policy: vacuous
users: [kim]
roles: [creator, approver]
assignments: { kim: [creator] }
constraints:
  - { id: c, static: { roles: [creator, approver] } }
`,
  'partly.policy.yaml': `policy: partly
users: [kim, lee]
roles: [creator, approver, payer]
assignments: { kim: [creator], lee: [approver] }
constraints:
  - { id: c, static: { roles: [creator, approver] } }
  - { id: d, static: { roles: [creator, payer] } }
`,
  'broken.policy.yaml': 'policy: broken\nusres: [kim]\n',
  'other/violated.policy.yaml': `policy: other
users: [lee]
roles: [a, b]
assignments: { lee: [a, b] }
constraints:
  - { id: d, static: { roles: [a, b] } }
`,
};

let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-cli-'));
  mkdirSync(join(directory, 'other'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
});

afterAll(() => rmSync(directory, { recursive: true }));

function check(argv: readonly string[], setting: Setting = {}) {
  return dutyproof(['check', ...argv], { workingDirectory: directory, ...setting });
}

const onlyStatic = ['--only', 'static-sod'];

describe('exit codes', () => {
  test.each<[string, readonly string[], number]>([
    ['everything holds', ['holds.policy.yaml'], 0],
    ['an error', ['violated.policy.yaml'], 1],
    ['a warning', ['warns.policy.yaml', ...onlyStatic], 1],
    ['a warning that may pass', ['warns.policy.yaml', ...onlyStatic, '--fail-on', 'error'], 0],
    ['a note', ['notes.policy.yaml', ...onlyStatic], 0],
    ['a note that must not be', ['notes.policy.yaml', ...onlyStatic, '--fail-on', 'note'], 1],
    ['a note, and the lowest counts', ['notes.policy.yaml', ...onlyStatic, '--fail-on', 'error,note'], 1],
    ['only vacuous', ['vacuous.policy.yaml', ...onlyStatic], 2],
    ['something vacuous', ['partly.policy.yaml'], 0],
    ['something vacuous that must not be', ['partly.policy.yaml', '--fail-on', 'vacuous'], 1],
    ['a file that cannot be read', ['broken.policy.yaml'], 2],
    ['a violation and a file that cannot be read', ['violated.policy.yaml', 'broken.policy.yaml'], 2],
    ['a violation beside what holds', ['holds.policy.yaml', 'violated.policy.yaml'], 1],
    ['no time', ['holds.policy.yaml', '--time-limit', '0.000001'], 3],
    ['an unknown rule', ['holds.policy.yaml', '--only', 'x'], 2],
    ['nothing to run', ['holds.policy.yaml', ...onlyStatic, '--skip', 'static-sod'], 2],
    ['a file that is missing', ['missing.policy.yaml'], 2],
  ])('%s', async (_, argv, code) => {
    const ran = await check(argv);
    expect(ran.code).toBe(code);
    // A machine is told the same code.
    const machine = await check([...argv, '--format', 'json']);
    expect(machine.code).toBe(code);
    if (machine.out !== '') expect(JSON.parse(machine.out)).toMatchObject({ exitCode: code });
  });

  test('of help and version are 0, of no command 2', async () => {
    for (const argv of [['--help'], ['check', '--help'], ['help'], ['--version', '--help'], ['-V']]) {
      const { code, out, err } = await dutyproof(argv);
      expect([code, err]).toEqual([0, '']);
      expect(out).not.toBe('');
    }
    expect((await dutyproof([])).code).toBe(2);
  });
});

describe('where things go', () => {
  test('what is wrong with files goes to standard error, the report to standard output', async () => {
    const { out, err } = await check(['violated.policy.yaml', 'broken.policy.yaml']);
    expect(err).toContain('error[unknown-key]: key `usres` is not known here');
    expect(err).toContain('did you mean `users`?');
    expect(out).toContain('✗ kim is both');
    expect(out).not.toContain('usres');
    expect(out).toContain('1 error in files');
  });

  test('a file takes the report that is asked for, and the pretty one stays', async () => {
    const { out } = await check(['violated.policy.yaml', '--format', 'json=reports/r.json']);
    expect(out).toContain('✗ kim is both');
    const written = readFileSync(join(directory, 'reports', 'r.json'), 'utf8');
    expect(JSON.parse(written)).toMatchObject({ schemaVersion: 1, command: 'check', exitCode: 1 });
    expect(readdirSync(join(directory, 'reports'))).toEqual(['r.json']);
  });

  test('a pretty file tells everything, without colour', async () => {
    await check(['broken.policy.yaml', '--format', 'json', '--format', 'pretty=p.txt'], {
      environment: { FORCE_COLOR: '1' },
    });
    const written = readFileSync(join(directory, 'p.txt'), 'utf8');
    expect(written).toContain('error[unknown-key]');
    expect(written).not.toContain('\u001b');
  });

  test('a file that cannot be written is told, and leaves nothing behind', async () => {
    const { code, err } = await check(['holds.policy.yaml', '--format', 'json=holds.policy.yaml/r.json']);
    expect(code).toBe(2);
    expect(err).toBe('error: `holds.policy.yaml/r.json` cannot be written: a part of its path is a file\n');
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('the same run writes the same bytes', async () => {
    const runs = [await check(['.', '--format', 'json']), await check(['.', '--format', 'json'])];
    expect(runs[0]?.out).toBe(runs[1]?.out);
    expect(runs[0]?.out).toBe(json(JSON.parse(runs[0]?.out ?? '')));
  });
});

describe('colour', () => {
  const colored = async (argv: readonly string[], setting: Setting) =>
    (await check(['violated.policy.yaml', ...argv], setting)).out.includes('\u001b[');

  test.each<[string, readonly string[], Setting, boolean]>([
    ['a pipe', [], {}, false],
    ['a terminal', [], { outIsTerminal: true }, true],
    ['NO_COLOR', [], { outIsTerminal: true, environment: { NO_COLOR: '1' } }, false],
    ['an empty NO_COLOR', [], { outIsTerminal: true, environment: { NO_COLOR: '' } }, true],
    ['FORCE_COLOR', [], { environment: { FORCE_COLOR: '1' } }, true],
    ['FORCE_COLOR=0', [], { outIsTerminal: true, environment: { FORCE_COLOR: '0' } }, false],
    ['NO_COLOR and FORCE_COLOR', [], { environment: { NO_COLOR: '1', FORCE_COLOR: '1' } }, false],
    ['a dumb terminal', [], { outIsTerminal: true, environment: { TERM: 'dumb' } }, false],
    ['--color always', ['--color', 'always'], { environment: { NO_COLOR: '1' } }, true],
    [
      '--color never',
      ['--color', 'never'],
      { outIsTerminal: true, environment: { FORCE_COLOR: '1' } },
      false,
    ],
  ])('with %s', async (_, argv, setting, expected) => {
    expect(await colored(argv, setting)).toBe(expected);
  });
});

describe('waiting', () => {
  /** A clock that is `step` milliseconds later at each look. */
  const clock = (step: number) => {
    let time = 0;
    return () => {
      time += step;
      return time;
    };
  };

  test('progress is told at a terminal after a second, and taken away', async () => {
    const { err } = await check(['holds.policy.yaml'], { errIsTerminal: true, now: clock(400) });
    expect(err).toContain('holds: checking static-sod');
    expect(err.endsWith('\r\u001b[2K')).toBe(true);
  });

  test('progress is not told when it is quick, nor to a pipe', async () => {
    expect((await check(['holds.policy.yaml'], { errIsTerminal: true, now: clock(1) })).err).toBe('');
    expect((await check(['holds.policy.yaml'], { now: clock(400) })).err).toBe('');
  });

  test('an interrupt tells what is known so far', async () => {
    const { code, out } = await check(['.', '--format', 'pretty'], {
      onInterrupt: (handler) => {
        handler();
        return () => {};
      },
    });
    expect(out).toContain('stopped: interrupted');
    expect(out).toContain('? not decided');
    // The broken file outranks what is not decided.
    expect(code).toBe(2);
    const alone = await check(['holds.policy.yaml'], {
      onInterrupt: (handler) => {
        handler();
        return () => {};
      },
    });
    expect(alone.code).toBe(3);
  });

  test('the time limit is for all policies together', async () => {
    const { code, out } = await check([
      'holds.policy.yaml',
      'violated.policy.yaml',
      '--time-limit',
      '0.000001',
    ]);
    expect(code).toBe(3);
    expect(out).toContain('stopped: the time limit of 0.000001 s is over');
    expect(out).not.toContain('✗');
  });
});

describe('the repeat command', () => {
  test('repeats the violation, whatever the path is called', async () => {
    const odd = "it's 가 policy; rm -rf x";
    mkdirSync(join(directory, odd));
    writeFileSync(join(directory, odd, 'a.policy.yaml'), files['violated.policy.yaml'] ?? '');
    const { out } = await check([odd]);
    rmSync(join(directory, odd), { recursive: true });
    expect(out).toContain("dutyproof check 'it'\\''s 가 policy; rm -rf x/a.policy.yaml' --only static-sod");
  });
});

describe('evidence', () => {
  test('is written and verified, and a changed input is told', async () => {
    const { code } = await check(['violated.policy.yaml', '--evidence', 'out']);
    expect(code).toBe(1);
    expect(existsSync(join(directory, 'out', 'manifest.json'))).toBe(true);
    const setting = { workingDirectory: directory };
    const verified = await dutyproof(['verify', 'out'], setting);
    expect([verified.code, verified.err]).toEqual([0, '']);
    expect(verified.out).toMatch(/^✓ out: \d+ confirmed · 1 input · exit 0\n$/);
    const machine = await dutyproof(['verify', 'out', '--format', 'json'], setting);
    expect(JSON.parse(machine.out)).toMatchObject({ command: 'verify', result: 'accepted', exitCode: 0 });

    writeFileSync(join(directory, 'violated.policy.yaml'), `${files['violated.policy.yaml']}# changed\n`);
    const changed = await dutyproof(['verify', 'out'], setting);
    writeFileSync(join(directory, 'violated.policy.yaml'), files['violated.policy.yaml'] ?? '');
    expect(changed.code).toBe(1);
    expect(changed.out).toContain('violated.policy.yaml is changed');
  });
});

describe('what goes wrong inside', () => {
  const failing: Setting = {
    onInterrupt: () => {
      throw new Error('a defect\u001b[2J');
    },
  };

  test('is told shortly, with exit code 4', async () => {
    const { code, err } = await check(['holds.policy.yaml'], failing);
    expect(code).toBe(4);
    expect(err).toBe(
      'internal error: a defect\\u{1b}[2J\n' +
        'This is a defect of dutyproof, not of your files. DUTYPROOF_DEBUG=1 shows where it happened.\n',
    );
  });

  test('is told with its place where that is wanted', async () => {
    const { err } = await check(['holds.policy.yaml'], { ...failing, environment: { DUTYPROOF_DEBUG: '1' } });
    expect(err).toMatch(/ at .*check/);
    expect(err).not.toContain('\u001b');
  });
});

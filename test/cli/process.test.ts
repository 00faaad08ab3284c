/** What only a real process shows: pipes, signals, and what is loaded. Runs on a bundle of its own, never on `dist`. */

import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = resolve(import.meta.dirname, '..', '..');
let directory = '';
let main = '';
let metafile: Metafile;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-process-'));
  const result = await build({
    absWorkingDir: root,
    entryPoints: { main: 'src/cli/main.ts' },
    outdir: directory,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['z3-solver'],
    banner: {
      js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);",
    },
    metafile: true,
  });
  metafile = result.metafile;
  main = join(directory, 'main.js');
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  cpSync(join(root, 'scenarios', 'purchasing'), join(directory, 'purchasing'), { recursive: true });
});

afterAll(() => rmSync(directory, { recursive: true }));

function run(...argv: string[]) {
  return spawnSync(process.execPath, [main, ...argv], { cwd: directory, encoding: 'utf8' });
}

describe('a process', () => {
  test('prints its version', () => {
    expect(run('--version')).toMatchObject({ status: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });

  test('has the exit code of what it ran', () => {
    expect(run('check', 'purchasing/hierarchy.policy.yaml')).toMatchObject({ status: 0, stderr: '' });
    expect(run('check', 'purchasing/flat.policy.yaml').status).toBe(1);
    expect(run('check', '--nonsense').status).toBe(2);
  });

  test.skipIf(!existsSync('/dev/full'))('does not take a full disk for a verdict', () => {
    const full = openSync('/dev/full', 'w');
    const ran = spawnSync(process.execPath, [main, 'check', 'purchasing/hierarchy.policy.yaml'], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toBe('error: standard output cannot be written: the disk is full\n');
  });

  test('leaves with 4, and without a view of its source, when it fails outside of a command', () => {
    const trap = join(directory, 'trap.cjs');
    writeFileSync(
      trap,
      `process.stdout.write = () => setImmediate(() => { throw new Error('trap\\u001b[2J'); });\n`,
    );
    const ran = spawnSync(
      process.execPath,
      ['--require', trap, main, 'check', 'purchasing/hierarchy.policy.yaml'],
      {
        cwd: directory,
        encoding: 'utf8',
      },
    );
    expect(ran.status).toBe(4);
    expect(ran.stderr).toBe('internal error: trap[2J\n');
  });

  test('is quiet when its reader leaves', async () => {
    const child = spawn(process.execPath, [main, 'explain'], { cwd: directory });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (data: Buffer) => {
      err += data.toString();
    });
    const code = await new Promise((done) => child.on('close', done));
    expect([code, err]).toEqual([0, '']);
  });

  test('tells what is known when it is interrupted', async () => {
    // Quick to read and long to replay, so that the signal arrives in the middle of it.
    mkdirSync(join(directory, 'large'), { recursive: true });
    const rows = Array.from({ length: 40_000 }, (_, user) => `u${user},a\nu${user},b\n`);
    writeFileSync(join(directory, 'large', 'access.csv'), `user,role\n${rows.join('')}`);
    writeFileSync(
      join(directory, 'large', 'large.policy.yaml'),
      `policy: large
roles: [a, b]
tables: [{ file: access.csv, assignments: { user: user, role: role }, new: [users] }]
constraints: [{ id: c, exclusive: { roles: [a, b] } }]
`,
    );
    const child = spawn(process.execPath, [main, 'check', 'large'], { cwd: directory });
    let out = '';
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString();
    });
    setTimeout(() => child.kill('SIGINT'), 1500);
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done) =>
      child.on('close', (exitCode, by) => done([exitCode, by])),
    );
    // Before anything is known, an interrupt simply ends the process.
    if (signal === 'SIGINT') expect(out).toBe('');
    else {
      expect(out).toContain('stopped: interrupted');
      expect([1, 3]).toContain(code);
    }
  });
});

describe('watching', () => {
  const policy = (roles: string): string =>
    `policy: watched\nusers: [kim]\nroles: { a: { permissions: [x:p] }, b: { permissions: [x:q] } }\n` +
    `assignments: { kim: ${roles} }\nconstraints: [{ id: c, exclusive: { roles: [a, b] } }]\n`;

  test('runs again when a file is replaced, goes and comes, and ends with the last answer', async () => {
    const place = join(directory, 'watched');
    mkdirSync(place);
    const file = join(place, 'hr.policy.yaml');
    const replace = (roles: string): void => {
      writeFileSync(`${file}~`, policy(roles));
      renameSync(`${file}~`, file);
    };
    replace('[a]');
    const child = spawn(
      process.execPath,
      [main, 'check', 'watched', '--watch', '--format', 'tap=watched/x.tap'],
      {
        cwd: directory,
      },
    );
    let told = '';
    const waiting = new Set<() => void>();
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => {
        told += data.toString();
        for (const look of waiting) look();
      });
    const ended = new Promise<number | null>((done) => child.on('close', done));
    /** Waits until a run has ended that said so; the system may tell of one change twice. */
    const runThatSays = async (what: string): Promise<string> => {
      await new Promise<void>((done) => {
        const look = (): void => {
          const at = told.indexOf(what);
          if (at < 0 || !told.includes('Ctrl-C ends it', at)) return;
          waiting.delete(look);
          done();
        };
        waiting.add(look);
        look();
      });
      const text = told;
      told = '';
      return text;
    };
    expect(await runThatSays('watched, run in')).not.toContain('✗');
    replace('[a, b]');
    expect(await runThatSays('✗ kim')).toMatch(/^changed: .*watched\/hr\.policy\.yaml/);
    rmSync(file);
    await runThatSays('there is no policy in');
    replace('[b, a]');
    await runThatSays('✗ kim');
    child.kill('SIGINT');
    expect(await ended).toBe(1);
  }, 20_000);
});

describe('files that are not what they should be', () => {
  const place = (name: string): string => join(directory, 'hostile', name);
  const isPosix = process.platform !== 'win32';

  beforeAll(() => {
    mkdirSync(place('evidence'), { recursive: true });
    mkdirSync(place('directory.policy.yaml'));
    for (const name of [
      'huge.policy.yaml',
      'huge.policy-part.yaml',
      'huge.csv',
      'huge.app',
      'huge.arbac',
      'huge.txt',
      'huge.policy-test.yaml',
      'evidence/manifest.json',
    ]) {
      // Sparse: it takes no room, and reads as NUL characters.
      writeFileSync(place(name), '');
      truncateSync(place(name), (name === 'huge.csv' ? 300 : 100) * 1024 * 1024);
    }
    writeFileSync(place('table.csv'), '');
    truncateSync(place('table.csv'), 60 * 1024 * 1024);
    const table = (file: string): string => `tables: [{ file: ${file}, assignments: { user: u, role: r } }]`;
    for (const [name, what] of [
      ['include', 'include: [huge.policy-part.yaml]'],
      ['application', 'applications: [{ file: huge.app }]'],
      ['table', table('huge.csv')],
      ['nul', table('table.csv')],
      ['outside', table('../../../../etc/passwd')],
      ['link', table('outside.csv')],
      ['pipe', table('pipe')],
      ['device', table('zero')],
    ] as const) {
      writeFileSync(place(`${name}.policy.yaml`), `policy: ${name}\n${what}\n`);
    }
    if (!isPosix) return;
    spawnSync(
      'mkfifo',
      ['pipe', 'pipe.policy.yaml', 'pipe.txt', 'pipe.arbac', 'pipe.policy-test.yaml'].map(place),
    );
    symlinkSync('/etc/passwd', place('outside.csv'));
    for (const name of ['zero', 'zero.policy.yaml', 'zero.txt', 'zero.arbac'])
      symlinkSync('/dev/zero', place(name));
    symlinkSync('loop.policy.yaml', place('loop.policy.yaml'));
  });

  /** Tells at its end how much memory it had. */
  const telling = `data:text/javascript,process.on('exit',()=>process.stderr.write('\\nhad '+process.resourceUsage().maxRSS))`;
  const policies = [
    ...['huge', 'include', 'application', 'table', 'nul', 'outside', 'directory'],
    ...(isPosix ? ['link', 'pipe', 'device', 'zero', 'loop'] : []),
  ];

  test.each([
    ['check', ...policies.map((name) => `${name}.policy.yaml`)],
    ['feasible', 'huge.txt', ...(isPosix ? ['pipe.txt', 'zero.txt'] : [])],
    ['reach', 'huge.arbac', ...(isPosix ? ['pipe.arbac', 'zero.arbac'] : [])],
    ['test', 'huge.policy-test.yaml', ...(isPosix ? ['pipe.policy-test.yaml'] : [])],
    ['verify', 'evidence'],
    ['verify', isPosix ? 'pipe' : 'missing'],
  ])('are refused soon, and with little memory: %s', (command, ...names) => {
    const started = performance.now();
    const { status, signal, stderr } = spawnSync(
      process.execPath,
      ['--import', telling, main, command, ...names],
      {
        cwd: join(directory, 'hostile'),
        encoding: 'utf8',
        timeout: 30_000,
      },
    );
    expect({ status, signal }).toEqual({ status: 2, signal: null });
    // It takes a fraction of a second; other tests run beside.
    expect(performance.now() - started).toBeLessThan(5000);
    expect(Number(/had (\d+)$/.exec(stderr)?.[1])).toBeLessThan(300 * 1024);
    // Text that is none is shown where it stands, and what verify says is its report.
    const told = names.filter((name) => command !== 'verify' && name !== 'nul.policy.yaml');
    const unmentioned = told.filter((name) => !stderr.includes(name));
    expect(unmentioned).toEqual([]);
  });
});

describe('what is loaded', () => {
  /** Packages and rooms reachable from an output without further dynamic imports. */
  function loadedBy(entry: string): Set<string> {
    const path = Object.keys(metafile.outputs).find(
      (candidate) => metafile.outputs[candidate]?.entryPoint === entry,
    );
    const seen = new Set<string>();
    const modules = new Set<string>();
    const visit = (output: string): void => {
      if (seen.has(output)) return;
      seen.add(output);
      const { inputs = {}, imports = [] } = metafile.outputs[output] ?? {};
      for (const input of Object.keys(inputs)) modules.add(input);
      for (const { path: next, kind, external } of imports) {
        if (external === true) modules.add(next);
        else if (kind === 'import-statement') visit(next);
      }
    };
    visit(path ?? '');
    return modules;
  }
  const packagesOf = (entry: string): string[] => [
    ...new Set(
      [...loadedBy(entry)].flatMap(
        (path) =>
          /(?:^|node_modules\/)(zod|yaml|commander|z3-solver|string-width|udsv)\b/.exec(path)?.[1] ?? [],
      ),
    ),
  ];

  test('for the version is next to nothing', () => {
    expect(packagesOf('src/cli/main.ts')).toEqual([]);
  });

  test('for a command line is the parser of command lines', () => {
    expect(packagesOf('src/cli/run.ts')).toEqual(['commander']);
  });

  test('for check is neither Z3 nor what measures text by segments', () => {
    const packages = packagesOf('src/cli/check.ts');
    expect(packages).toContain('yaml');
    expect(packages).not.toContain('z3-solver');
    expect(packages).not.toContain('string-width');
  });

  test('for spec and explain is no reader of policies', () => {
    for (const entry of ['src/cli/spec.ts', 'src/cli/explain.ts']) {
      expect(packagesOf(entry).filter((name) => name !== 'commander')).toEqual([]);
    }
  });
});

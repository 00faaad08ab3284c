/**
 * The gate on a generated bank in a git repository: whole processes, from start-up to exit, for a change of one line that
 * is safe, one that is not, and a refactoring of the hierarchy that keeps its meaning. Beside them what one `check` of the
 * result costs, and bare node. Prints a table and never judges time. Run it with `npx tsx bench/gate.ts [USERS...]` after
 * a build.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bankE, generateBank } from '../scenarios/bank/bank.ts';
import { bankFiles } from '../scenarios/bank/generate.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const main = join(root, 'dist', 'cli', 'main.js');
const runs = 5;
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [20_000];

/** Loaded before the tool: leaves the peak memory of the process, in KiB. */
const peak = `process.on('exit', () => {
  require('node:fs').writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS));
});
`;

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${process.version}, medians of ${runs} runs\n`);
for (const users of sizes) measure(users);

function measure(users: number): void {
  const directory = mkdtempSync(join(tmpdir(), 'dutyproof-gate-'));
  const scratch = mkdtempSync(join(tmpdir(), 'dutyproof-peak-'));
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org'];
    const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: directory, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  const change = (branch: string, file: string, edit: (text: string) => string): void => {
    git('checkout', '-q', '-b', branch, 'base');
    const path = join(directory, file);
    writeFileSync(path, edit(readFileSync(path, 'utf8')));
    git('commit', '-qam', branch);
  };
  try {
    const bank = generateBank({ ...bankE, users });
    for (const [name, text] of bankFiles(bank)) writeFileSync(join(directory, name), text);
    writeFileSync(join(scratch, 'peak.cjs'), peak);
    console.log(
      `${bank.users.length} users, ${bank.roles.length} roles, ${bank.assignments.left.length} assignments, ` +
        `${bank.pairs.left.length} pairs, ${bank.planted.length} planted violations`,
    );
    git('init', '-q', '-b', 'base');
    git('add', '-A');
    git('commit', '-qm', 'base');
    const [senior, junior] = [
      bank.roles[bank.inheritance.left[0]!]!,
      bank.roles[bank.inheritance.right[0]!]!,
    ];
    const [maker, checker] = [bank.roles[bank.pairs.left[0]!]!, bank.roles[bank.pairs.right[0]!]!];
    const user = bank.users[0]!;
    const planted = new Set(bank.planted.map((one) => bank.users[one.user]!));
    const clean = bank.users.find((name) => name !== user && !planted.has(name))!;
    change('joiner', 'access.csv', (text) => `${text}${clean},${bank.roles[0]!}\n`);
    change('violation', 'access.csv', (text) => `${text}${clean},${maker}\n${clean},${checker}\n`);
    change('refactoring', 'hierarchy.csv', (text) =>
      text.replace(`\n${senior},${junior}\n`, `\n${senior},between\nbetween,${junior}\n`),
    );
    const roles = join(directory, 'roles.csv');
    writeFileSync(roles, `${readFileSync(roles, 'utf8')}between\n`);
    git('commit', '-qam', 'the role between');
    console.log(
      `${'process'.padEnd(44)}${'s, median'.padStart(10)}${'s, max'.padStart(9)}${'MiB, peak'.padStart(11)}${'exit'.padStart(6)}`,
    );
    const row = (name: string, args: readonly string[]): void => {
      const seconds: number[] = [];
      let memory = 0;
      let exit: number | null = null;
      for (let run = 0; run < runs; run += 1) {
        const started = performance.now();
        const { status } = spawnSync(process.execPath, ['--require', join(scratch, 'peak.cjs'), ...args], {
          cwd: directory,
          stdio: 'ignore',
          env: { ...process.env, PEAK_FILE: join(scratch, 'peak.txt') },
        });
        seconds.push((performance.now() - started) / 1000);
        memory = Math.max(memory, Number(readFileSync(join(scratch, 'peak.txt'), 'utf8')));
        exit = status;
      }
      seconds.sort((a, b) => a - b);
      const figures = [
        seconds[Math.floor(runs / 2)]!.toFixed(2).padStart(10),
        seconds[runs - 1]!.toFixed(2).padStart(9),
      ];
      console.log(
        `${name.padEnd(44)}${figures.join('')}${(memory / 1024).toFixed(0).padStart(11)}${String(exit).padStart(6)}`,
      );
    };
    row('node -e 0', ['-e', '0']);
    row('check . (one state)', [main, 'check', '.']);
    row('diff: one assignment more, safe', [main, 'diff', 'base..joiner']);
    row('diff: one person with an exclusive pair', [main, 'diff', 'base..violation']);
    row('diff: a role between, same meaning', [main, 'diff', 'base..refactoring']);
    const { stdout } = spawnSync(process.execPath, [main, 'diff', 'base..refactoring', '--format', 'json'], {
      cwd: directory,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    });
    const { differences }: { readonly differences: readonly { readonly kind: string }[] } =
      JSON.parse(stdout);
    console.log(`the refactoring is ${differences.map(({ kind }) => kind).join(', ')}\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
    rmSync(scratch, { recursive: true, force: true });
  }
}

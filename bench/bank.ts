/**
 * The generated bank, as a user would check it: whole processes, their time and peak memory, and whether exactly the
 * planted violations are found. Prints a table and never judges time. Run it with `npx tsx bench/bank.ts [USERS]` after a
 * build.
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
const users = Number(process.argv[2] ?? bankE.users);
const runs = 3;

/** Loaded before the tool: leaves the peak memory of the process, in KiB. */
const peak = `process.on('exit', () => {
  require('node:fs').writeFileSync('peak.txt', String(process.resourceUsage().maxRSS));
});
`;

const directory = mkdtempSync(join(tmpdir(), 'dutyproof-bank-'));
try {
  const bank = generateBank({ ...bankE, users });
  for (const [name, text] of bankFiles(bank)) writeFileSync(join(directory, name), text);
  writeFileSync(join(directory, 'peak.cjs'), peak);
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${process.version}: ${bank.users.length} users, ${bank.roles.length} roles, ` +
      `${bank.assignments.left.length} assignments, ${bank.pairs.left.length} pairs, ${bank.planted.length} planted violations\n`,
  );
  console.log(
    `${'process'.padEnd(44)}${'s, median'.padStart(10)}${'MiB, peak'.padStart(11)}${'exit'.padStart(6)}`,
  );
  row('check', ['check', '.', '--format', 'json=report.json']);
  row('check --evidence', ['check', '.', '--format', 'json=report.json', '--evidence', 'evidence']);
  row('verify', ['verify', 'evidence']);
  console.log(`\n${compared(readFileSync(join(directory, 'report.json'), 'utf8'))}`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** Runs a command of the built tool several times and prints its median time and greatest peak memory. */
function row(name: string, args: readonly string[]): void {
  const seconds: number[] = [];
  let memory = 0;
  let exit: number | null = null;
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    const { status } = spawnSync(process.execPath, ['--require', './peak.cjs', main, ...args], {
      cwd: directory,
      stdio: 'ignore',
    });
    seconds.push((performance.now() - started) / 1000);
    memory = Math.max(memory, Number(readFileSync(join(directory, 'peak.txt'), 'utf8')));
    exit = status;
  }
  seconds.sort((a, b) => a - b);
  console.log(
    `${name.padEnd(44)}${seconds[1]!.toFixed(2).padStart(10)}${(memory / 1024).toFixed(0).padStart(11)}${String(exit).padStart(6)}`,
  );
}

/** Whether the report holds exactly the planted violations, by user and pair. */
function compared(report: string): string {
  interface Finding {
    readonly status: string;
    readonly rule: string;
    readonly counterexample: { readonly bindings: readonly { readonly value: string }[] };
  }
  const { verdicts }: { readonly verdicts: readonly Finding[] } = JSON.parse(report);
  const key = (user: string, ...pair: readonly string[]) => [user, ...[...pair].sort()].join(',');
  const found = verdicts
    .filter(({ status }) => status === 'violated')
    .map(({ counterexample: { bindings } }) => bindings.map(({ value }) => value))
    .map(([user = '', ...pair]) => key(user, ...pair));
  const expected = readFileSync(join(directory, 'expected.csv'), 'utf8').trim().split('\n').slice(1);
  const planted = new Set(
    expected.map((line) => line.split(',')).map(([user = '', ...pair]) => key(user, ...pair)),
  );
  const missed = [...planted].filter((one) => !found.includes(one)).length;
  const invented = found.filter((one) => !planted.has(one)).length;
  return `${planted.size} planted, ${found.length} found, ${missed} missed, ${invented} invented`;
}

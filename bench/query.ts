/**
 * Questions about the generated bank, as a user would ask them: whole processes, their time beside that of reading alone,
 * and peak memory; the number of users is compared with plain sets. Each role is granted ten of 2,500 permissions. Prints a
 * table and never judges time. Run it with `npx tsx bench/query.ts [USERS]` after a build.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bank, bankE, generateBank } from '../scenarios/bank/bank.ts';
import { bankFiles } from '../scenarios/bank/generate.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const main = join(root, 'dist', 'cli', 'main.js');
const users = Number(process.argv[2] ?? bankE.users);
const runs = 3;

const operations = ['read', 'post', 'release', 'close', 'amend'];
const asked = 'ledger-17:post';

/** The n-th permission of a role, by a fixed rule. */
const permissionOf = (role: number, nth: number): string =>
  `ledger-${(role * 7919 + nth * 104_729) % 500}:${operations[(role + nth * 3) % 5]!}`;

/** Loaded before the tool: leaves the peak memory of the process in KiB, and its time on processors in microseconds. */
const peak = `process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  require('node:fs').writeFileSync('peak.txt', maxRSS + ' ' + (userCPUTime + systemCPUTime));
});
`;

const directory = mkdtempSync(join(tmpdir(), 'dutyproof-query-'));
try {
  const bank = generateBank({ ...bankE, users });
  for (const [name, text] of bankFiles(bank)) writeFileSync(join(directory, name), text);
  const grants = bank.roles.flatMap((name, role) =>
    Array.from({ length: 10 }, (_, nth) => `${name},${permissionOf(role, nth)}`),
  );
  writeFileSync(join(directory, 'grants.csv'), `role,permission\n${grants.join('\n')}\n`);
  const policy = readFileSync(join(directory, 'bank.policy.yaml'), 'utf8');
  const table =
    '  - { file: grants.csv, grants: { role: role, permission: permission }, new: [permissions] }\n';
  writeFileSync(join(directory, 'bank.policy.yaml'), policy.replace('constraints:', `${table}constraints:`));
  writeFileSync(join(directory, 'peak.cjs'), peak);
  const [user = ''] = bank.planted.map((one) => bank.users[one.user]!);
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${process.version}: ${bank.users.length} users, ${bank.roles.length} roles, ` +
      `${bank.assignments.left.length} assignments, ${grants.length} grants\n`,
  );
  console.log(
    `${'question'.padEnd(44)}${'s, median'.padStart(10)}${'cpu'.padStart(8)}${'MiB, peak'.padStart(11)}${'exit'.padStart(6)}`,
  );
  row('(reading alone: a name that is not there)', ['who-can', 'no:such']);
  row(`who-can ${asked}`, ['who-can', asked, '--format', 'json=answer.json']);
  compare(bank, readFileSync(join(directory, 'answer.json'), 'utf8'));
  row("who-can '*:post'", ['who-can', '*:post']);
  row("who-can '*' --format json", ['who-can', '*', '--format', 'json']);
  row(`who-both ${bank.roles[0]} '*:release'`, ['who-both', bank.roles[0]!, '*:release']);
  row(`what-can ${user}`, ['what-can', user]);
  row(`can ${user} ${asked}`, ['can', user, asked]);
  row(`conflicts ${user}`, ['conflicts', user]);
  row(`assignable ${user} (all roles)`, ['assignable', user]);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** Runs a question several times and prints its median times and greatest peak memory. */
function row(name: string, question: readonly string[]): void {
  const seconds: number[] = [];
  const cpu: number[] = [];
  let memory = 0;
  let exit: number | null = null;
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    const { status } = spawnSync(
      process.execPath,
      ['--require', './peak.cjs', main, 'query', 'bank.policy.yaml', ...question],
      { cwd: directory, stdio: ['ignore', 'ignore', 'ignore'] },
    );
    seconds.push((performance.now() - started) / 1000);
    const [rss = 0, time = 0] = readFileSync(join(directory, 'peak.txt'), 'utf8').split(' ').map(Number);
    memory = Math.max(memory, rss);
    cpu.push(time / 1e6);
    exit = status;
  }
  seconds.sort((a, b) => a - b);
  cpu.sort((a, b) => a - b);
  console.log(
    `${name.padEnd(44)}${seconds[1]!.toFixed(2).padStart(10)}${cpu[1]!.toFixed(2).padStart(8)}${(memory / 1024).toFixed(0).padStart(11)}${String(exit).padStart(6)}`,
  );
}

/** Whether the answer has exactly the users that plain sets have. */
function compare(bank: Bank, answer: string): void {
  interface Answer {
    readonly answer: { readonly users: readonly { readonly user: string }[] };
  }
  const found: Answer = JSON.parse(answer);
  const giving = new Set(
    bank.roles.flatMap((_, role) =>
      Array.from({ length: 10 }, (_one, nth) => permissionOf(role, nth)).includes(asked) ? [role] : [],
    ),
  );
  const { left: seniors, right: juniors } = bank.inheritance;
  for (let size = -1; size !== giving.size; ) {
    size = giving.size;
    for (let edge = 0; edge < seniors.length; edge += 1)
      if (giving.has(juniors[edge]!)) giving.add(seniors[edge]!);
  }
  const expected = new Set<string>();
  for (let at = 0; at < bank.assignments.left.length; at += 1)
    if (giving.has(bank.assignments.right[at]!)) expected.add(bank.users[bank.assignments.left[at]!]!);
  const same =
    found.answer.users.length === expected.size && found.answer.users.every(({ user }) => expected.has(user));
  console.log(`  ${same ? 'exactly' : 'NOT'} the ${expected.size} users of plain sets`);
}

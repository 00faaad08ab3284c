/**
 * The static properties of a whole bank, beside what else could judge them: time from bytes to replayed verdicts, growth
 * with the number of users, the re-check of single changes, and DuckDB, Casbin and Cedar on the same question as far as
 * they can answer it. Every measurement is a process of its own (`bulk/measure.mjs`) on what is built; time is that of
 * the work within it, after start-up. Prints tables and never judges time. After a build:
 *
 *     npx tsx bench/bulk.ts [--quick]
 *
 * All of it takes some minutes; `--quick` leaves out the million users and the slow peers.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bank, type BankOptions, generateBank, wholeBankE } from '../scenarios/bank/bank.ts';
import { setId } from '../scenarios/bank/beyond.ts';
import { bankFiles } from '../scenarios/bank/generate.ts';

const quick = process.argv.includes('--quick');
const measure = join(import.meta.dirname, 'bulk', 'measure.mjs');
const home = mkdtempSync(join(tmpdir(), 'dutyproof-bulk-'));

/** The tables that a check reads, for those that only read. */
const tables = ['users.csv', 'roles.csv', 'hierarchy.csv', 'grants.csv', 'access.csv', 'pairs.csv'];

interface Measured {
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
  readonly [key: string]: number;
}

/** One run in a process of its own; null where it fails or takes longer than `seconds`. */
function once(seconds: number, what: string, directory: string, ...rest: readonly string[]): Measured | null {
  const { stdout, status } = spawnSync(process.execPath, [measure, what, directory, ...rest], {
    encoding: 'utf8',
    timeout: seconds * 1000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? JSON.parse(stdout) : null;
}

/** The run of least time, with the median of all beside it. */
function best(
  runs: number,
  seconds: number,
  what: string,
  directory: string,
  ...rest: readonly string[]
): (Measured & { readonly median: number }) | null {
  const all: Measured[] = [];
  for (let run = 0; run < runs; run += 1) {
    const one = once(seconds, what, directory, ...rest);
    if (one === null) break;
    all.push(one);
  }
  all.sort((a, b) => a.wall - b.wall);
  const [least] = all;
  return least === undefined ? null : { ...least, median: all[all.length >> 1]!.wall };
}

const banks = new Map<number, { readonly bank: Bank; readonly directory: string }>();

/** The bank with so many users; with a million it has 10,000 roles, and everything else in proportion. */
function bankOf(users: number): { readonly bank: Bank; readonly directory: string } {
  const known = banks.get(users);
  if (known !== undefined) return known;
  const large: BankOptions = {
    ...wholeBankE,
    roles: 10_000,
    pairs: 5_400,
    beyond: {
      sets: 540,
      permissions: 135_000,
      permissionPairs: 1_350,
      plantedSets: 200,
      plantedPermissions: 300,
    },
  };
  const bank = generateBank({ ...(users >= 1_000_000 ? large : wholeBankE), users, ...planted(users) });
  const directory = join(home, String(users));
  mkdirSync(directory);
  for (const [name, text] of [...bankFiles(bank), ...peerTables(bank)])
    writeFileSync(join(directory, name), text);
  const made = { bank, directory };
  banks.set(users, made);
  return made;
}

/** Small banks have no room for so many violations. */
function planted(users: number): Partial<BankOptions> {
  if (users >= 20_000) return {};
  const { beyond } = wholeBankE;
  if (beyond === undefined) return {};
  const few = Math.max(1, Math.floor(users / 200));
  return { planted: few, beyond: { ...beyond, plantedSets: 0, plantedPermissions: few } };
}

/** What the policy states in its own language, as tables for the peers. */
function peerTables({ roles, beyond }: Bank): readonly (readonly [string, string])[] {
  const { sets, permissions, permissionPairs } = beyond;
  const members = sets.flatMap((set, at) => set.map((role) => `${setId(at)},${roles[role]!}`));
  const pairs = Array.from(
    permissionPairs.left,
    (enter, at) => `${permissions[enter]!},${permissions[permissionPairs.right[at]!]!}`,
  );
  return [
    ['sets.csv', `${['constraint,role', ...members].join('\n')}\n`],
    ['permission-pairs.csv', `${['enter,release', ...pairs].join('\n')}\n`],
  ];
}

const seconds = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? '-' : (milliseconds / 1000).toFixed(2);
const line = (...cells: readonly string[]): void =>
  console.log(cells.map((cell, at) => (at === 0 ? cell.padEnd(34) : cell.padStart(10))).join(''));

function header(): void {
  const { bank } = bankOf(quick ? 20_000 : 186_000);
  const { options, beyond } = bank;
  console.log(
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${process.version}, load ${loadavg()[0]!.toFixed(1)} at the start\n` +
      `bank: ${options.users.toLocaleString('en')} users, ${options.roles.toLocaleString('en')} roles, ` +
      `${bank.assignments.left.length.toLocaleString('en')} assignments, ${bank.pairs.left.length.toLocaleString('en')} pairs of roles, ` +
      `${beyond.sets.length} sets 3 of 5, ${beyond.permissions.length.toLocaleString('en')} permissions ` +
      `(${beyond.grants.left.length.toLocaleString('en')} grants), ${beyond.permissionPairs.left.length} pairs of permissions, ` +
      `${bank.planted.length} + ${beyond.plantedSets.length} + ${beyond.plantedPermissions.length} planted violations\n` +
      'seconds of the fastest run (median in brackets), processes of their own, start-up not counted\n',
  );
}

function growth(): void {
  console.log('growth: all static properties, every violation with its derivations, replayed');
  line(
    'users',
    'rows',
    'read',
    'judge',
    'replay',
    'all',
    '(median)',
    'CPU',
    'MiB',
    'found',
    'wrong',
    'udsv',
    'ratio',
  );
  for (const users of quick ? [20_000, 60_000] : [20_000, 60_000, 186_000, 1_000_000]) {
    const { bank, directory } = bankOf(users);
    const runs = users > 200_000 ? 3 : 5;
    const whole = best(runs, 120, 'dutyproof', directory);
    const reader = best(runs, 120, 'udsv', directory, ...tables);
    line(
      users.toLocaleString('en'),
      String(bank.assignments.left.length + bank.beyond.grants.left.length),
      seconds(whole?.read),
      seconds(whole?.judge),
      seconds(whole?.replay),
      seconds(whole?.wall),
      `(${seconds(whole?.median)})`,
      seconds(whole?.cpu),
      (whole?.peak ?? 0).toFixed(0),
      String(whole?.found ?? '-'),
      String(whole?.wrong ?? '-'),
      seconds(reader?.wall),
      whole === null || reader === null ? '-' : (whole.wall / reader.wall).toFixed(2),
    );
  }
  console.log('  udsv: reading and parsing the same six tables; ratio: all, to that\n');
}

function readers(): void {
  const { directory } = bankOf(quick ? 60_000 : 186_000);
  console.log('reading access.csv alone, and the whole check');
  line('', 'wall', '(median)', 'CPU', 'MiB');
  const rows: readonly (readonly [string, string, ...string[]])[] = [
    ['udsv, strings', 'udsv', 'access.csv'],
    ['udsv, strings, all six tables', 'udsv', ...tables],
    ['csv-parse, strings', 'csvParse', 'access.csv'],
    ['dutyproof, everything', 'dutyproof'],
    ['dutyproof, and 25 repairs', 'dutyproof', 'repairs'],
  ];
  for (const [name, what, ...rest] of rows) {
    const one = best(5, 120, what, directory, ...rest);
    line(
      name,
      seconds(one?.wall),
      `(${seconds(one?.median)})`,
      seconds(one?.cpu),
      (one?.peak ?? 0).toFixed(0),
    );
  }
  console.log('');
}

function changes(): void {
  const { directory } = bankOf(quick ? 60_000 : 186_000);
  console.log('a change of one assignment in the open bank, of 1,000 after 200 others; milliseconds');
  line('', 'median', 'p99', 'worst', 'first', 'appeared', 'resolved', 'changed', 'opened, s');
  for (let run = 0; run < 3; run += 1) {
    const one = once(240, 'change', directory, '1000');
    const ms = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(2));
    line(
      `run ${run + 1}`,
      ms(one?.median),
      ms(one?.p99),
      ms(one?.worst),
      ms(one?.first),
      String(one?.appeared ?? '-'),
      String(one?.resolved ?? '-'),
      String(one?.changed ?? '-'),
      seconds(one?.opened),
    );
    if (one !== null)
      console.log(`  a grant: median ${ms(one.grantMedian)}, worst ${ms(one.grantWorst)} of 20 removed`);
  }
  console.log('');
}

function sql(): void {
  console.log('DuckDB: the same violations by user and pair or set; no derivations, places, or replay');
  line('users', 'read', 'judge', 'all', '(median)', 'CPU', 'MiB', 'found');
  for (const users of quick ? [20_000, 60_000] : [20_000, 60_000, 186_000, 1_000_000]) {
    const one = best(users > 200_000 ? 2 : 3, 120, 'duckdb', bankOf(users).directory);
    line(
      users.toLocaleString('en'),
      seconds(one?.read),
      seconds(one?.judge),
      seconds(one?.wall),
      `(${seconds(one?.median)})`,
      seconds(one?.cpu),
      (one?.peak ?? 0).toFixed(0),
      String(one?.found ?? '-'),
    );
  }
  console.log('');
}

/** Grows until a size takes longer than this many seconds. */
const patience = 40;

function enforcers(): void {
  console.log(
    `Casbin: roles of every user, pairs of roles looked up outside (it has no exclusions); stops after ${patience} s`,
  );
  line('users', 'read', 'judge', 'all', 'MiB', 'found');
  for (const users of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000]) {
    const one = once(patience, 'casbin', bankOf(users).directory);
    if (one === null) {
      line(users.toLocaleString('en'), '-', '-', `> ${patience}`);
      break;
    }
    const { read, judge, wall, peak, found } = one;
    line(
      users.toLocaleString('en'),
      seconds(read),
      seconds(judge),
      seconds(wall),
      peak.toFixed(0),
      String(found),
    );
  }
  console.log(
    '\nCedar: pairs of permissions alone, by a request for each user and exclusive permission (it has no exclusions)',
  );
  line('users asked about', 'read', 'judge', 'requests', 'ms each', 'MiB', 'found');
  for (const users of [1, 2, 4]) {
    const one = once(patience, 'cedar', bankOf(1_000).directory, String(users));
    if (one === null) {
      line(String(users), '-', `> ${patience}`);
      break;
    }
    const { read, judge, asked = 0, peak, found } = one;
    line(
      String(users),
      seconds(read),
      seconds(judge),
      String(asked),
      ((judge ?? 0) / Math.max(1, asked)).toFixed(2),
      peak.toFixed(0),
      String(found),
    );
  }
  console.log('');
}

try {
  header();
  readers();
  growth();
  changes();
  sql();
  if (!quick) enforcers();
  console.log(`load ${loadavg()[0]!.toFixed(1)} at the end: above 1, others were at work`);
} finally {
  rmSync(home, { recursive: true, force: true });
}

/**
 * The workflow satisfiability solver beside native CaDiCaL on the PBPB clauses of the same instances.
 *
 *     npx tsx bench/wsp/run.ts [FAMILY…] [--count N] [--no-peers]
 *
 * FAMILY is `hard60`, `am3-K` or `sparse`; without one, all of them. Times are seconds of processor time (so that a
 * busy machine is as busy for one as for the other), with everything built from the same instance in memory on both
 * sides: reduction here, the clauses and their text there. An answer that takes more than 60 s counts as 120 s (PAR-2).
 * Every plan is checked, every verdict compared. Prints and never judges, but ends with code 1 if verdicts differ.
 */

import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { solve } from '../../src/feasible/pattern/solve.ts';
import { violationOf } from '../../src/workflow/check-plan.ts';
import type { Instance } from '../../src/workflow/instance.ts';
import { pbpb } from './encode.ts';
import { am3, hard60, sparse } from './generate.ts';

const LIMIT = 60;

interface Family {
  readonly name: string;
  readonly count: number;
  readonly make: (seed: number) => Instance;
  /** Without a peer: its clauses would not fit. */
  readonly isAlone?: boolean;
}

const families: readonly Family[] = [
  ...[12, 18, 24, 30, 36, 42, 48].map((k) => ({
    name: `am3-${k}`,
    count: 10,
    make: (seed: number) => am3(k, seed),
  })),
  { name: 'hard60', count: 20, make: hard60 },
  { name: 'sparse', count: 5, make: (seed: number) => sparse(100, 10_000, seed), isAlone: true },
];

interface Measured {
  readonly verdict: 'feasible' | 'infeasible' | 'unknown';
  readonly seconds: number;
}

function ours(instance: Instance): Measured & { readonly conflicts: number } {
  const started = process.cpuUsage();
  const answer = solve(instance, { deadline: performance.now() + 1000 * LIMIT });
  const { user, system } = process.cpuUsage(started);
  if (answer.kind === 'feasible' && violationOf(instance, answer.plan) !== undefined)
    throw new Error('wrong plan');
  return {
    verdict: answer.kind,
    seconds: (user + system) / 1e6,
    conflicts: answer.statistics.conflicts,
  };
}

const hasCadical = spawnSync('cadical', ['--version']).status === 0;

function cadical(instance: Instance): Measured & { readonly building: number } {
  const started = process.cpuUsage();
  const { text } = pbpb(instance);
  const { user, system } = process.cpuUsage(started);
  const building = (user + system) / 1e6;
  const { status, stdout } = spawnSync('cadical', ['-n', '-t', String(3 * LIMIT)], {
    input: text,
    encoding: 'utf8',
  });
  const solving = Number(
    /total process time since initialization:\s+([\d.]+)/.exec(stdout)?.[1] ?? Number.NaN,
  );
  const seconds = building + solving;
  const verdict = status === 10 ? 'feasible' : status === 20 ? 'infeasible' : 'unknown';
  return { verdict: seconds > LIMIT ? 'unknown' : verdict, seconds, building };
}

const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
};
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const par2 = (runs: readonly Measured[]) =>
  sum(runs.map(({ verdict, seconds }) => (verdict === 'unknown' || seconds > LIMIT ? 2 * LIMIT : seconds))) /
  runs.length;
const shown = (seconds: number) => seconds.toFixed(seconds < 10 ? 3 : 1);
const row = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);

const words = process.argv.slice(2);
const countAt = words.indexOf('--count');
const most = countAt < 0 ? Number.POSITIVE_INFINITY : Number(words[countAt + 1]);
const isAlone = words.includes('--no-peers');
const named = words.filter((word, at) => !word.startsWith('--') && (countAt < 0 || at !== countAt + 1));

const [processor] = cpus();
console.log(`${processor?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`);
console.log(hasCadical ? '' : 'CaDiCaL is absent (Debian package `cadical`): no comparison\n');
row([
  'family',
  'n',
  'feasible',
  'ours: median',
  'total',
  'max',
  'PAR-2',
  'conflicts',
  'CaDiCaL: median',
  'total',
  'max',
  'PAR-2',
  'building',
  'median ×',
  'total ×',
  'faster on',
]);
row(Array.from({ length: 16 }, () => '---'));

// The first instance warms the compiler up, for ours and for the encoder.
ours(am3(24, 99));
pbpb(am3(12, 99));

let differences = 0;
for (const family of families) {
  if (named.length > 0 && !named.includes(family.name)) continue;
  const hasPeer = hasCadical && !isAlone && family.isAlone !== true;
  const own: (Measured & { readonly conflicts: number })[] = [];
  const theirs: (Measured & { readonly building: number })[] = [];
  for (let seed = 1; seed <= Math.min(most, family.count); seed += 1) {
    const instance = family.make(seed);
    const mine = ours(instance);
    own.push(mine);
    if (!hasPeer) continue;
    const peer = cadical(instance);
    theirs.push(peer);
    if (mine.verdict === 'unknown' || peer.verdict === 'unknown' || mine.verdict === peer.verdict) continue;
    differences += 1;
    console.log(`DIFFERENT: ${family.name} seed ${seed}: ${mine.verdict} against ${peer.verdict}`);
  }
  const mine = own.map(({ seconds }) => seconds);
  const peer = theirs.map(({ seconds }) => seconds);
  row([
    family.name,
    String(own.length),
    String(own.filter(({ verdict }) => verdict === 'feasible').length),
    shown(median(mine)),
    shown(sum(mine)),
    shown(Math.max(...mine)),
    shown(par2(own)),
    String(sum(own.map(({ conflicts }) => conflicts))),
    ...(hasPeer
      ? [
          shown(median(peer)),
          shown(sum(peer)),
          shown(Math.max(...peer)),
          shown(par2(theirs)),
          shown(sum(theirs.map(({ building }) => building))),
          (median(peer) / median(mine)).toFixed(1),
          (sum(peer) / sum(mine)).toFixed(1),
          `${own.filter(({ seconds }, at) => seconds < (peer[at] ?? 0)).length}/${own.length}`,
        ]
      : Array.from({ length: 8 }, () => '–')),
  ]);
}
if (differences > 0) process.exitCode = 1;

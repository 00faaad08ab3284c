/**
 * The workflow satisfiability solver beside others on the same instances.
 *
 *     npx tsx bench/wsp/run.ts [FAMILY…] [--peers cadical,cadical-wasm,z3,clingo,or-tools] [--count N] [--slow N]
 *
 * FAMILY is `hard60`, `am3-K` or `sparse`; without one, all of them. `--peers` names the others (all that are there;
 * `none` for none), `--count` the seeds of a family, `--slow` how many of them the slow ones get (3).
 *
 * Seconds are processor time, so that a busy machine is as busy for one as for the other, from the instance in memory
 * to the answer: reduction here; clauses, their text, the start of the program and its reading of them there. What
 * takes less than a tenth of a second is done five times, and counts with its median. Both sides are warm: before
 * anything is measured, solver and encoders have met twenty instances. No answer within 60 s counts as 60 s in medians
 * and totals, and as 120 s in PAR-2. A slow solver that answered nothing of a family is not asked about more steps.
 *
 * Every plan is checked, every verdict compared with every other; a wrong plan or a difference gives exit code 1.
 */

import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { violationOf } from '../../src/workflow/check-plan.ts';
import type { Instance } from '../../src/workflow/instance.ts';
import { type Family, families } from './families.ts';
import { am3 } from './generate.ts';
import { peers } from './peers/all.ts';
import { ours } from './peers/ours.ts';
import { type Answer, LIMIT, type Peer, type Solver } from './solver.ts';
import { faster, median, par2, row, shown, sum, times } from './table.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: 'string', default: [...peers.keys()].join(',') },
    count: { type: 'string', default: '1000' },
    slow: { type: 'string', default: '3' },
  },
});

const SHORT = 0.1;
const REPETITIONS = 5;

let failures = 0;
const complain = (text: string) => {
  failures += 1;
  console.log(`WRONG: ${text}`);
};

const others: Extract<Peer, { kind: 'present' }>[] = [];
const absent: string[] = [];
for (const name of options.peers.split(',').filter((word) => word !== 'none')) {
  const open = peers.get(name);
  if (open === undefined) throw new Error(`no solver ${name}: ${[...peers.keys()].join(', ')}`);
  const peer = await open();
  if (peer.kind === 'present') others.push(peer);
  else absent.push(`${peer.name} is absent (${peer.how})`);
}

const [processor] = cpus();
console.log(
  `${processor?.model.trim()}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}\n`,
);
for (const line of absent) console.log(`${line}\n`);

for (let seed = 101; seed <= 120; seed += 1) await ours.run(am3(24, seed));
for (const { solver, isSlow } of others) {
  for (let seed = 101; seed <= (isSlow ? 103 : 120); seed += 1) await solver.run(am3(isSlow ? 12 : 24, seed));
}

row([
  'family',
  'solver',
  'seeds',
  'answered',
  'feasible',
  'median',
  'total',
  'max',
  'PAR-2',
  'building',
  'conflicts',
  'median ×',
  'total ×',
  'ours faster on',
]);
row(Array.from({ length: 14 }, () => '---'));

const exhausted = new Map<string, number>();
for (const family of families) {
  if (positionals.length === 0 || positionals.includes(family.name)) await measure(family);
}
console.log(`\nload ${loadavg()[0]?.toFixed(1)} at the end`);
if (failures > 0) process.exitCode = 1;

async function measure(family: Family): Promise<void> {
  const count = Math.min(Number(options.count), family.count);
  const instances = Array.from({ length: count }, (_, index) => family.make(index + 1));
  const own = await answersOf(ours, family, instances);
  show(family, ours, own);
  if (family.isAlone) return;
  const verdicts = own.map(({ verdict }) => verdict);
  for (const { solver, isSlow } of others) {
    const asked = isSlow ? instances.slice(0, Number(options.slow)) : instances;
    if (family.steps > (exhausted.get(solver.name) ?? Number.POSITIVE_INFINITY)) {
      row([family.name, solver.name, 'not asked', ...Array.from({ length: 11 }, () => '–')]);
      continue;
    }
    const answers = await answersOf(solver, family, asked);
    for (const [index, { verdict }] of answers.entries()) {
      const known = verdicts[index]!;
      if (known === 'unknown') verdicts[index] = verdict;
      else if (verdict !== 'unknown' && verdict !== known) {
        complain(`${family.name} seed ${index + 1}: ${solver.name} says ${verdict}, another ${known}`);
      }
    }
    if (isSlow && answers.every(({ verdict }) => verdict === 'unknown')) {
      exhausted.set(solver.name, Math.min(exhausted.get(solver.name) ?? 1000, family.steps));
    }
    show(family, solver, answers, own);
  }
}

async function answersOf(solver: Solver, family: Family, instances: readonly Instance[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const [index, instance] of instances.entries()) {
    const runs = [await solver.run(instance)];
    while (runs[0]!.seconds < SHORT && runs.length < REPETITIONS) runs.push(await solver.run(instance));
    for (const { plan } of runs) {
      if (plan !== undefined && violationOf(instance, plan) !== undefined) {
        complain(`${family.name} seed ${index + 1}: the plan of ${solver.name} violates the instance`);
      }
    }
    const seconds = median(runs.map((run) => run.seconds));
    const verdict = seconds > LIMIT ? 'unknown' : runs[0]!.verdict;
    answers.push({ ...runs[0]!, verdict, seconds: verdict === 'unknown' ? LIMIT : seconds });
  }
  return answers;
}

/** With ours on the same seeds for comparison. */
function show(family: Family, solver: Solver, answers: readonly Answer[], own?: readonly Answer[]): void {
  const seconds = answers.map((answer) => answer.seconds);
  const mine = own?.slice(0, answers.length).map((answer) => answer.seconds);
  const verdicts = answers.map(({ verdict }) => verdict);
  const isComplete = !verdicts.includes('unknown');
  // A limit that was reached makes a ratio a lower bound.
  const ratio = (theirs: number, ours: number) => `${isComplete ? '' : '≥ '}${times(theirs, ours)}`;
  row([
    family.name,
    solver.name,
    String(answers.length),
    String(verdicts.filter((verdict) => verdict !== 'unknown').length),
    String(verdicts.filter((verdict) => verdict === 'feasible').length),
    shown(median(seconds)),
    shown(sum(seconds)),
    shown(Math.max(...seconds)),
    shown(par2(answers)),
    shown(sum(answers.map(({ building }) => building ?? 0))),
    String(sum(answers.map(({ conflicts }) => conflicts ?? 0))),
    mine === undefined ? '' : ratio(median(seconds), median(mine)),
    mine === undefined ? '' : ratio(sum(seconds), sum(mine)),
    mine === undefined ? '' : `${faster(mine, seconds)}/${answers.length}`,
  ]);
}

/**
 * `reach` on policies of known answer, beside Z3's Spacer and breadth-first search, all in one process.
 *
 *     npx tsx bench/reach/run.ts [public] [families] [growth] [--seeds N] [--limit SECONDS] [--peer-limit SECONDS] [--data DIRECTORY]
 *
 * Without a word all three. `public`: the benchmarks that the analysers of the field share, read from `--data`; their answers
 * are those stated below. `families`: `institution.ts` and `bank.ts`. `growth`: `large.ts` with 5,000 to 40,000 roles.
 *
 * Seconds are of the wall: reading, deciding, checking the evidence. A wrong answer, evidence that its check refuses, and
 * a trace that is longer than a known one give exit code 1; so does one that claims to be shortest and is not.
 */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readArbac } from '../../src/import/arbac.ts';
import type { Policy } from '../../src/policy/model.ts';
import type { ReachAnswer } from '../../src/reach/answer.ts';
import { askReach } from '../../src/reach/ask.ts';
import { checker } from '../../src/reach/checker.ts';
import { type Judged, judge } from '../../src/reach/judge.ts';
import { bank } from './bank.ts';
import type { Instance } from './instance.ts';
import { hospital, university, type Variant } from './institution.ts';
import { large } from './large.ts';
import { breadthFirst } from './naive.ts';
import type { PeerAnswer } from './peer.ts';
import { spacer } from './spacer.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '3' },
    limit: { type: 'string', default: '60' },
    'peer-limit': { type: 'string', default: '60' },
    data: { type: 'string', default: resolve(import.meta.dirname, '../../../shared/data/arbac') },
  },
});
const limit = Number(options.limit);
const peerLimit = Number(options['peer-limit']);
const variants: readonly Variant[] = ['reachable', 'unreachable'];

let failures = 0;
const complain = (text: string): void => {
  failures += 1;
  console.log(`WRONG: ${text}`);
};

const [processor] = cpus();
console.log(
  `${processor?.model.trim()}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}\n`,
);
const wants = (part: string): boolean => positionals.length === 0 || positionals.includes(part);
if (wants('public')) await measurePublic();
if (wants('families')) await measureFamilies();
if (wants('growth')) await measureGrowth();
console.log(`load ${loadavg()[0]?.toFixed(1)} at the end`);
if (failures > 0) process.exitCode = 1;

/** Steps of a shortest trace, or null where there is none. */
async function measurePublic(): Promise<void> {
  const known: readonly (readonly [string, number | null])[] = [
    ['cafoscari/policy1', 3],
    ['cafoscari/policy2', null],
    ['cafoscari/policy3', 2],
    ['cafoscari/policy4', 3],
    ['hospital/Hospital1', null],
    ['hospital/Hospital2', null],
    ['hospital/Hospital3', 2],
    ['hospital/Hospital4', 3],
    ['university/University1', null],
    ['university/University2', 1],
    ['university/University3', null],
    ['university/University4', 3],
  ];
  const present = known.filter(([name]) => existsSync(`${options.data}/${name}.arbac`));
  if (present.length < known.length)
    console.log(
      `${known.length - present.length} of ${known.length} public files are not in ${options.data}; left out\n`,
    );
  if (present.length === 0) return;
  head();
  for (const [name, planted] of present) {
    const text = readFileSync(`${options.data}/${name}.arbac`, 'utf8');
    await measure(
      { name, text, expected: planted === null ? 'unreachable' : 'reachable', planted },
      'with peers',
    );
  }
  console.log('');
}

async function measureFamilies(): Promise<void> {
  head();
  for (const make of [hospital, university, bank]) {
    for (const variant of variants) {
      for (let seed = 1; seed <= Number(options.seeds); seed += 1)
        await measure(make(seed, variant), seed === 1 ? 'with peers' : 'alone');
    }
  }
  console.log('');
}

async function measureGrowth(): Promise<void> {
  head();
  for (const variant of variants) {
    for (const roles of [5000, 10_000, 20_000, 40_000]) await measure(large(roles, 1, variant), 'alone');
  }
  console.log('');
}

function head(): void {
  const columns = [
    ...['policy', 'roles', 'rules', 'sliced roles', 'sliced rules', 'answer', 'expected', 'decided by'],
    ...['steps', 'planted', 'evidence', 'read', 'decide', 'check', 'Spacer', 'breadth-first'],
  ];
  console.log(`| ${columns.join(' | ')} |`);
  console.log(`| ${columns.map(() => '---').join(' | ')} |`);
}

async function measure(instance: Instance, company: 'alone' | 'with peers'): Promise<void> {
  const { name, text, expected, planted } = instance;
  const sha256 = createHash('sha256').update(text).digest('hex');
  const [read, reading] = timed(() => readArbac({ path: `${name}.arbac`, text, sha256 }));
  if (read.kind === 'failed') {
    complain(`${name} cannot be read: ${read.diagnostics[0]?.message}`);
    return;
  }
  const policy = read.value;
  const goal = policy.administration!.goals[0]!;
  const deadline = performance.now() + limit * 1000;
  let sliced = 'none';
  const [answer, deciding] = timed(() =>
    askReach(policy, goal, {
      interrupted: () => performance.now() > deadline,
      tell: (doing) => {
        const found = /\((\d+) roles, (\d+) rules\)/.exec(doing);
        if (found !== null) sliced = `${found[1]} | ${found[2]}`;
      },
    }),
  );
  const [judged, checking] = timed(() =>
    judge(policy, goal, answer, checker, {
      seconds: deciding,
      remarks: [],
      repairs: null,
      nothingChanges: null,
    }),
  );
  compare(instance, answer);
  if (judged.kind === 'refused') complain(`${name}: the evidence is refused: ${judged.why}`);
  const peers = company === 'alone' ? ['', ''] : await peersOf(policy, instance);
  const steps =
    answer.kind === 'reachable'
      ? `${answer.trace.steps.length}${answer.trace.isShortest ? '' : ' (not known shortest)'}`
      : '';
  row([
    ...[name, String(policy.roles.list.length), String(policy.administration!.rules.length)],
    sliced === 'none' ? ' | ' : sliced,
    ...[answer.kind, expected, answer.kind === 'unknown' ? answer.reason : answer.decidedBy],
    ...[steps, planted === null ? '' : String(planted)],
    toldEvidence(answer, judged),
    ...[reading, deciding, checking].map((seconds) => seconds.toFixed(3)),
    ...peers,
  ]);
}

function toldEvidence(answer: ReachAnswer, judged: Judged): string {
  if (answer.kind === 'unknown') return '';
  if (judged.kind === 'refused') return 'refused';
  return judged.verdict.answer === answer.kind ? 'accepted' : 'not checked';
}

function compare({ name, expected, planted }: Instance, answer: ReachAnswer): void {
  if (answer.kind === 'unknown') return;
  if (answer.kind !== expected) complain(`${name} is ${expected}, not ${answer.kind}`);
  if (answer.kind === 'reachable' && answer.trace.isShortest && answer.trace.steps.length > (planted ?? 0))
    complain(`${name}: ${answer.trace.steps.length} steps are said to be the fewest; ${planted} are known`);
}

async function peersOf(policy: Policy, { name, expected }: Instance): Promise<readonly string[]> {
  const horn = await spacer(policy, peerLimit);
  const [naive, searching] = timed(() => breadthFirst(policy, peerLimit));
  return [
    toldPeer(name, expected, 'Spacer', horn.answer, horn.seconds),
    toldPeer(name, expected, 'breadth-first search', naive, searching),
  ];
}

function toldPeer(name: string, expected: string, peer: string, answer: PeerAnswer, seconds: number): string {
  if (answer.kind === 'unknown') return `– (${answer.why})`;
  if (answer.kind !== expected) complain(`${name} is ${expected}, ${peer} says ${answer.kind}`);
  return seconds.toFixed(3);
}

function timed<T>(work: () => T): readonly [T, number] {
  const started = performance.now();
  const result = work();
  return [result, (performance.now() - started) / 1000];
}

function row(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

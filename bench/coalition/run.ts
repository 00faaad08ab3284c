/**
 * Coalitions: the three rules beside Z3 on the same clauses and beside naive trying, on the same policies.
 *
 *     npx tsx bench/coalition/run.ts [FAMILY…] [--count N] [--no-peers]
 *
 * Times are milliseconds of wall clock, medians over the policies of a row: `rule` from a policy in memory to a
 * decision with its refutation, index and all; `verify` from the policy to the refutation followed; `z3` the clauses of
 * all questions that the answer needs, without loading (see below) and without making them; `naive` the checker's own
 * trying. What takes more than 10 s, or the naive decision more than 20,000 attempts, is given up and counts as that. Verdicts are compared: code 1 if they differ.
 */

import { cpus } from 'node:os';
import { catalogue } from '../../src/check/catalogue.ts';
import { type Cnf, cnfBuilder } from '../../src/encode/cnf.ts';
import { indexPolicy } from '../../src/index/index.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import type { Policy } from '../../src/policy/model.ts';
import { coalitionOf } from '../../src/replay/problems.ts';
import { recheck } from '../../src/replay/recheck/recheck.ts';
import { relationsOf } from '../../src/replay/recheck/relations.ts';
import { questionsOf, refutes } from '../../src/replay/refutation.ts';
import { openZ3 } from '../../src/z3/session.ts';
import { colluding, duties, planned, scattered } from './generate.ts';

const limit = 10_000;

interface Family {
  readonly name: string;
  readonly rule: string;
  readonly claim: string;
  readonly make: (seed: number) => PolicyInput;
}

const families: readonly Family[] = [
  ...[
    [100, 3],
    [1_000, 3],
    [10_000, 3],
    [100, 5],
    [1_000, 5],
    [100, 7],
    [300, 7],
  ].map(([users, k]) => ({
    name: `k-user ${users} users, k = ${k}`,
    rule: 'k-user-sod',
    claim: 'KUserSOD',
    make: (seed: number) => colluding(users!, k!, seed),
  })),
  ...[
    [100, 3],
    [300, 3],
    [1_000, 3],
    [3_000, 3],
    [1_000, 5],
    [1_000, 8],
  ].map(([roles, k]) => ({
    name: `duties ${roles} roles, k = ${k}`,
    rule: 'enforced-sod',
    claim: 'EnforcedSOD',
    make: (seed: number) => duties(roles!, k!, seed),
  })),
  ...[
    [60, 3],
    [120, 3],
    [240, 3],
    [60, 4],
    [120, 4],
    [60, 5],
  ].map(([roles, k]) => ({
    name: `scattered ${roles} roles, k = ${k}`,
    rule: 'enforced-sod',
    claim: 'EnforcedSOD',
    make: (seed: number) => scattered(roles!, k!, seed),
  })),
  ...[
    [20, 20, 0.12],
    [40, 20, 0.25],
    [60, 40, 0.35],
  ].map(([sessions, users, density]) => ({
    name: `plans ${sessions} sessions, ${users} users`,
    rule: 'every-plan-sod',
    claim: 'EveryPlanSOD',
    make: (seed: number) => planned(sessions!, users!, density!, seed),
  })),
];

const words = process.argv.slice(2);
const countAt = words.indexOf('--count');
const count = countAt < 0 ? 9 : Number(words[countAt + 1]);
const wanted = words.filter((word, at) => !word.startsWith('--') && (countAt < 0 || at !== countAt + 1));
const hasPeers = !words.includes('--no-peers');

type Verdict = 'violated' | 'holds' | 'vacuous' | 'unknown';

interface Measured {
  readonly verdict: Verdict;
  readonly milliseconds: number;
}

async function timed<T>(work: () => T | Promise<T>): Promise<readonly [T, number]> {
  const started = performance.now();
  const value = await work();
  return [value, performance.now() - started];
}

function decide(policy: Policy, id: string) {
  const deadline = performance.now() + limit;
  const rule = catalogue.find((one) => one.id === id)!;
  const context = {
    policy,
    index: indexPolicy(policy),
    interrupted: () => performance.now() > deadline,
  };
  return [...rule.decide(context)][0]!;
}

async function ours(policy: Policy, { rule, claim }: Family) {
  const [decision, milliseconds] = await timed(() => decide(policy, rule));
  if (decision.kind !== 'holds' || decision.evidence.kind !== 'refutation')
    return { verdict: decision.kind, milliseconds, verify: null, lines: null };
  const { evidence } = decision;
  const [followed, verify] = await timed(() =>
    refutes(relationsOf(policy), claim, decision.constraint, evidence),
  );
  if (followed.kind !== 'refuted') throw new Error(followed.why);
  return {
    verdict: decision.kind,
    milliseconds,
    verify,
    lines: evidence.questions.reduce((sum, one) => sum + one.lines.length, 0),
  };
}

const session = hasPeers ? await openZ3() : null;

/** Which users take part: one variable each, one clause a permission, and a counter. */
function coverClauses(policy: Policy): Cnf {
  const { permissions, users, most } = coalitionOf(relationsOf(policy), policy.operations[0]!);
  const builder = cnfBuilder();
  const takesPart = users.map(builder.variable);
  for (let permission = 0; permission < permissions; permission += 1)
    builder.clause(...takesPart.filter((_, at) => users[at]!.has(permission)));
  builder.atMost(most, takesPart);
  return builder.build();
}

/** Questions are asked one after the other until one is answered with a violation, as the rule does. */
async function z3(policy: Policy, { claim }: Family): Promise<Measured> {
  const constraint = policy.operations[0]?.name ?? policy.applications[0]!.name;
  const questions = questionsOf(relationsOf(policy), claim, constraint)!;
  let milliseconds = 0;
  for (const question of questions) {
    const cnf = question.kind === 'clauses' ? question.cnf : coverClauses(policy);
    const constants = Array.from({ length: cnf.variables }, (_, at) => `v${at + 1}`);
    const literal = (one: number): string => (one > 0 ? `v${one}` : `(not v${-one})`);
    const text = [
      ...constants.map((name) => `(declare-const ${name} Bool)`),
      ...cnf.clauses.map((clause) => `(assert (or false ${clause.map(literal).join(' ')}))`),
    ].join('\n');
    const [answer, time] = await timed(() =>
      session!.decide(
        { text, constants: [], logic: 'QF_FD', core: false },
        { timeLimit: Math.max(1, limit - milliseconds) },
      ),
    );
    milliseconds += time;
    if (answer.kind === 'sat') return { verdict: 'violated', milliseconds };
    if (answer.kind === 'unknown') return { verdict: 'unknown', milliseconds: limit };
  }
  return { verdict: 'holds', milliseconds };
}

/** The naive decision counts attempts and knows no clock. */
async function naive(policy: Policy, { rule }: Family): Promise<Measured> {
  const [outcome, milliseconds] = await timed(() => recheck(policy, { rules: [rule], budget: 20_000 }));
  const verdict =
    outcome.findings.length > 0 ? 'violated' : outcome.undecided.length > 0 ? 'unknown' : 'holds';
  return { verdict, milliseconds: verdict === 'unknown' ? limit : Math.min(milliseconds, limit) };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const shown = (values: readonly number[]): string => {
  if (values.length === 0) return '–';
  const middle = median(values);
  return middle >= limit ? 'gave up' : middle.toFixed(middle < 10 ? 1 : 0);
};
const row = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`);

let differ = 0;
console.log(`${cpus().length} × ${cpus()[0]!.model.trim()}, Node ${process.version}, medians of ${count}\n`);
row([
  'policies',
  'violated / holds / unknown',
  'rule',
  'slowest',
  'lines',
  'verify',
  'z3',
  'naive',
  'naive gave up',
]);
row(['---', '---', '---:', '---:', '---:', '---:', '---:', '---:', '---:']);
for (const family of families) {
  if (wanted.length > 0 && !wanted.some((word) => family.name.startsWith(word))) continue;
  const policies = Array.from({ length: count }, (_, at) => buildPolicy(family.make(1000 + at)));
  const mine: Awaited<ReturnType<typeof ours>>[] = [];
  const theirs: Measured[] = [];
  const tried: Measured[] = [];
  for (const policy of policies) {
    const own = await ours(policy, family);
    mine.push(own);
    if (session === null) continue;
    const [z, n] = [await z3(policy, family), await naive(policy, family)];
    theirs.push(z);
    tried.push(n);
    for (const { verdict } of [z, n])
      if (
        verdict !== 'unknown' &&
        own.verdict !== 'unknown' &&
        verdict !== own.verdict &&
        own.verdict !== 'vacuous'
      )
        differ += 1;
  }
  const number = (verdict: Verdict) => mine.filter((one) => one.verdict === verdict).length;
  row([
    family.name,
    `${number('violated')} / ${number('holds')} / ${number('unknown')}${number('vacuous') > 0 ? ` (${number('vacuous')} vacuous)` : ''}`,
    shown(mine.map((one) => one.milliseconds)),
    Math.max(...mine.map((one) => one.milliseconds)).toFixed(0),
    median(mine.flatMap((one) => one.lines ?? [])).toFixed(0),
    shown(mine.flatMap((one) => one.verify ?? [])),
    shown(theirs.map((one) => one.milliseconds)),
    shown(tried.map((one) => one.milliseconds)),
    tried.filter((one) => one.verdict === 'unknown').length,
  ]);
}
await session?.close();
if (differ > 0) {
  console.error(`${differ} verdicts differ`);
  process.exitCode = 1;
}

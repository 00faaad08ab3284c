/** `dutyproof reach`: can administrators bring a policy into a state that must not be, and how. */

import type { ReachClaim } from '../evidence/certificate.ts';
import type { GoalText } from '../evidence/goal-text.ts';
import { readArbac } from '../import/arbac.ts';
import type { ReachGoal } from '../policy/administration.ts';
import type { Policy } from '../policy/model.ts';
import { checker } from '../reach/checker.ts';
import { type Judged, judge } from '../reach/judge.ts';
import type { Answered } from '../reach/question.ts';
import { askInTime } from '../reach/quick.ts';
import { remarksOf } from '../reach/remarks.ts';
import type { Limits } from '../reach/system.ts';
import { type Vacuity, vacuityOf } from '../reach/vacuity.ts';
import { diagnosticLines, reported } from '../report/diagnostics.ts';
import { reachJson } from '../report/reach-json.ts';
import { prettyReach, type ReachPrettyInput } from '../report/reach-pretty.ts';
import { paint } from '../report/text.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { nodeFiles, readText } from '../source/files.ts';
import { listed } from '../source/words.ts';
import type { ReachEnvelope, ReachVerdict } from '../verdict/reach.ts';
import { reachableSentence } from '../verdict/reach-words.ts';
import type { ExitCode, Status } from '../verdict/verdict.ts';
import { certainOnly } from './certain.ts';
import { writeCertificates } from './certificates.ts';
import { type ColorWish, colorFor, errorColorFor, widthFor } from './color.ts';
import { type FormatRequest, planFormats, writeReports } from './format.ts';
import { type Progress, progressFor } from './progress.ts';
import { goalsOf } from './reach-goals.ts';
import { readPolicies } from './read-policies.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

export interface ReachArguments {
  readonly paths: readonly string[];
  /** Ids or words; all goals of the policies where there are none. */
  readonly goal: readonly string[];
  readonly format: readonly FormatRequest[];
  readonly repair?: true;
  /** Directory for certificates. */
  readonly evidence?: string;
  /** Seconds for each goal. */
  readonly timeLimit?: number;
  readonly color: ColorWish;
}

const defaultTimeLimit = 60;

interface Question {
  readonly policy: Policy;
  readonly goal: ReachGoal;
}

type Refused = ReachPrettyInput['refused'][number];

export async function reach(options: ReachArguments, world: World): Promise<ExitCode> {
  // Mistakes in the command line are told before any work is done.
  planFormats(options.format);
  const progress = progressFor(world);
  const { policies, diagnostics } = readAll(options.paths, world, progress);
  const questions = questionsOf(policies, options.goal, diagnostics);
  const controller = new AbortController();
  const stopListening = world.onInterrupt(() => controller.abort());
  const vacuities = new Map<Policy, Vacuity>();
  const judged: { readonly question: Question; readonly judged: Judged }[] = [];
  try {
    for (const question of questions) {
      const vacuity =
        vacuities.get(question.policy) ?? vacuityOf(question.policy, notBefore(controller.signal));
      const isFirst = !vacuities.has(question.policy);
      vacuities.set(question.policy, vacuity);
      const aside = { vacuity, isFirst };
      judged.push({
        question,
        judged: await answer(question, options, controller.signal, world, progress, aside),
      });
    }
  } finally {
    stopListening();
    progress.clear();
  }
  const refused = judged.flatMap(({ question, judged: one }): Refused[] =>
    one.kind === 'refused' ? [{ file: question.policy.path, goal: one.goal, why: one.why }] : [],
  );
  const told = new Map(
    judged.flatMap(({ question, judged: one }): [ReachVerdict, Question][] =>
      one.kind === 'verdict' ? [[one.verdict, question]] : [],
    ),
  );
  const envelope = envelopeOf([...told.keys()], refused, policies, diagnostics);
  if (options.evidence !== undefined) await certify(options.evidence, told, world);
  const input: ReachPrettyInput = {
    envelope,
    refused,
    headline: (verdict) => {
      const { policy, goal } = told.get(verdict)!;
      return reachableSentence(policy, goal, verdict.trace);
    },
    isForAnyNumber: (verdict) => told.get(verdict)?.policy.administration?.population === 'any-number',
    interrupted: controller.signal.aborted ? 'interrupted; what is not told was not decided' : null,
  };
  world.err(paint(diagnosticLines(diagnostics, widthFor(world)), errorColorFor(options.color, world)));
  for (const { file, goal, why } of refused)
    world.err(`internal error: ${file}, goal ${goal}: the evidence does not prove the answer: ${why}\n`);
  await writeReports(options.format, world, (name, target) => {
    if (name === 'json') return reachJson(envelope);
    return prettyReach(
      input,
      target === 'output'
        ? { width: widthFor(world), color: colorFor(options.color, world) }
        : { width: 100, color: options.color === 'always' ? 'colored' : 'plain' },
    );
  });
  return envelope.exitCode;
}

async function answer(
  { policy, goal }: Question,
  options: ReachArguments,
  signal: AbortSignal,
  world: World,
  progress: Progress,
  { vacuity, isFirst }: Aside,
): Promise<Judged> {
  const started = world.now();
  const time = (options.timeLimit ?? defaultTimeLimit) * 1000;
  const tell = (doing: string): void => progress.tell(`${policy.name}, ${goal.id}: ${doing}`);
  const answered: Answered = signal.aborted
    ? { answer: { kind: 'unknown', reason: 'interrupted' }, repairs: null, cutShort: true }
    : await askInTime({ policy, goal, wantsRepairs: options.repair === true }, { time, signal, tell });
  tell('checking the evidence');
  return judge(policy, goal, answered.answer, checker, {
    seconds: (world.now() - started) / 1000,
    remarks: [...(isFirst ? [...remarksOf(policy), ...vacuity.remarks] : []), ...remarksOnRepairs(answered)],
    repairs: answered.repairs?.repairs ?? null,
    nothingChanges: vacuity.nothingChanges,
  });
}

/** One certificate for each policy, with a claim for each goal that is decided. */
async function certify(
  directory: string,
  told: ReadonlyMap<ReachVerdict, Question>,
  world: World,
): Promise<void> {
  const { goalText } = await import('../evidence/goal-text.ts');
  const claims = new Map<Policy, ReachClaim[]>();
  for (const [verdict, { policy, goal }] of told) {
    const ofPolicy = claims.get(policy) ?? [];
    claims.set(policy, ofPolicy);
    const claim = claimOf(verdict, goalText(policy, goal));
    if (claim !== null) ofPolicy.push(claim);
  }
  await writeCertificates(
    directory,
    [...claims].map(([policy, ofPolicy]) => ({
      name: policy.name,
      told: policy.name,
      file: policy.path,
      application: null,
      inputs: policy.files,
      claims: ofPolicy,
    })),
    'nothing was decided',
    world,
  );
}

function claimOf(verdict: ReachVerdict, goal: GoalText): ReachClaim | null {
  switch (verdict.status) {
    case 'holds':
    case 'vacuous':
      return { kind: 'unreachable', goal, invariant: verdict.invariant };
    case 'violated':
      return { kind: 'reachable', goal, trace: verdict.trace };
    case 'unknown':
      return null;
    default:
      return verdict satisfies never;
  }
}

/** What is told of a policy beside its first goal. */
interface Aside {
  readonly vacuity: Vacuity;
  readonly isFirst: boolean;
}

/** Remarks are worth a moment and no more. */
function notBefore(signal: AbortSignal): Limits {
  const until = performance.now() + momentForRemarks;
  return { interrupted: () => signal.aborted || performance.now() > until };
}

const momentForRemarks = 500;

function remarksOnRepairs({ repairs }: Answered): readonly string[] {
  if (repairs === null) return [];
  return repairs.all ? [] : ['there may be other repairs: the search for them was not finished'];
}

interface Read {
  readonly policies: readonly Policy[];
  readonly diagnostics: readonly Diagnostic[];
}

const mostArbacBytes = 64 * 1024 * 1024;

/** `.arbac` files are read by themselves, everything else as by `check`. */
function readAll(paths: readonly string[], world: World, progress: Progress): Read {
  const files = nodeFiles(world.workingDirectory, world.seen);
  const isArbac = (path: string): boolean =>
    path.toLowerCase().endsWith('.arbac') && files.kind(path) !== 'directory';
  const others = paths.filter((path) => !isArbac(files.shown(path)));
  const read: Read =
    others.length === 0 ? { policies: [], diagnostics: [] } : readPolicies(others, world, progress);
  const known = certainOnly(read.policies);
  const policies = [...known.policies];
  const diagnostics = [...read.diagnostics, ...known.diagnostics];
  for (const path of new Set(paths.map(files.shown).filter(isArbac))) {
    progress.tell(`reading ${path}`);
    const text = readText(files, path, mostArbacBytes, 'a file of this size is not read');
    if (text.kind === 'failed') {
      diagnostics.push(text.diagnostic);
      continue;
    }
    const result = readArbac(text.file);
    diagnostics.push(...(result.kind === 'ok' ? result.warnings : result.diagnostics));
    if (result.kind === 'ok') policies.push(result.value);
  }
  return { policies, diagnostics };
}

/** Policies without an administration are passed over where others have one. */
function questionsOf(
  policies: readonly Policy[],
  wishes: readonly string[],
  diagnostics: readonly Diagnostic[],
): readonly Question[] {
  const administered = policies.filter(({ administration }) => administration !== null);
  const isUnread = diagnostics.some(({ severity }) => severity === 'error');
  if (administered.length === 0) {
    if (isUnread || policies.length === 0) return [];
    throw new UsageError(
      `${listed(policies.map(({ path }) => `\`${path}\``))} ${policies.length === 1 ? 'has' : 'have'} no \`administration:\`; ` +
        'say there who may assign and revoke which roles (`assign:`, `revoke:`), and what must never be (`goals:`)',
    );
  }
  if (wishes.length > 0 && administered.length > 1)
    throw new UsageError(
      `\`--goal\` is about one policy, and these are ${administered.length}: ${listed(administered.map(({ path }) => path))}`,
    );
  const questions = administered.flatMap((policy) =>
    goalsOf(policy, wishes).map((goal) => ({ policy, goal })),
  );
  if (questions.length === 0 && !isUnread)
    throw new UsageError(
      `${listed(administered.map(({ path }) => `\`${path}\``))} ${administered.length === 1 ? 'asks' : 'ask'} nothing: ` +
        "state `goals:` in its `administration:`, or ask with `--goal 'ROLE & ROLE'`",
    );
  return questions;
}

/** 4 > 2 > 1 > 3 > 0; where all is vacuous nothing was checked. */
function envelopeOf(
  verdicts: readonly ReachVerdict[],
  refused: readonly Refused[],
  policies: readonly Policy[],
  diagnostics: readonly Diagnostic[],
): ReachEnvelope {
  const summary: Record<Status, number> = { holds: 0, bounded: 0, vacuous: 0, violated: 0, unknown: 0 };
  for (const { status } of verdicts) summary[status] += 1;
  const isUnread = diagnostics.some(({ severity }) => severity === 'error');
  const exitCode =
    refused.length > 0
      ? 4
      : isUnread || summary.vacuous === verdicts.length
        ? 2
        : summary.violated > 0
          ? 1
          : summary.unknown > 0
            ? 3
            : 0;
  return {
    schemaVersion: 1,
    command: 'reach',
    profile: policies.find(({ administration }) => administration !== null)?.profile ?? null,
    verdicts,
    summary,
    diagnostics: reported(diagnostics),
    exitCode,
  };
}

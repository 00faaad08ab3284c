/** `dutyproof feasible`: can an application be carried out under its rules, by whom, and if not, why not. */

import { ask } from '../feasible/ask.ts';
import { type Subject, subjectOfApplication, subjectOfInstance } from '../feasible/subject.ts';
import type { Task } from '../feasible/task.ts';
import { verdictsOf } from '../feasible/tell.ts';
import { indexPolicy } from '../index/index.ts';
import type { Policy } from '../policy/model.ts';
import type { Profile } from '../profile/profile.ts';
import { diagnosticLines, reported } from '../report/diagnostics.ts';
import { feasibilityJson } from '../report/feasible-json.ts';
import { prettyFeasible } from '../report/feasible-pretty.ts';
import { paint } from '../report/text.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { nodeFiles, readText } from '../source/files.ts';
import type { SourceFile } from '../source/text.ts';
import type { FeasibilityEnvelope, FeasibilityVerdict } from '../verdict/feasible.ts';
import type { ExitCode, Status } from '../verdict/verdict.ts';
import { readInstance } from '../workflow/formats/read.ts';
import { type ColorWish, colorFor, errorColorFor, widthFor } from './color.ts';
import { type FormatRequest, planFormats, writeReports } from './format.ts';
import { type Progress, progressFor } from './progress.ts';
import { readPolicies } from './read-policies.ts';
import type { World } from './world.ts';

export interface FeasibleArguments {
  readonly paths: readonly string[];
  readonly format: readonly FormatRequest[];
  /** Seconds for each application or instance. */
  readonly timeLimit?: number;
  readonly color: ColorWish;
}

const defaultTimeLimit = 60;

/** What is asked about, with the reading and the files it comes from. */
interface Question {
  readonly subject: Subject;
  readonly profile: Profile | null;
  readonly inputs: readonly SourceFile[];
}

export async function feasible(options: FeasibleArguments, world: World): Promise<ExitCode> {
  // Mistakes in the command line are told before any work is done.
  planFormats(options.format);
  const progress = progressFor(world);
  const { questions, diagnostics } = readQuestions(options.paths, world, progress);
  const controller = new AbortController();
  const stopListening = world.onInterrupt(() => controller.abort());
  const verdicts: FeasibilityVerdict[] = [];
  try {
    for (const question of questions) {
      verdicts.push(...(await answerTo(question, options, controller.signal, world, progress)));
    }
  } finally {
    stopListening();
    progress.clear();
  }
  const interrupted = controller.signal.aborted ? 'interrupted; what is not told was not decided' : null;
  const envelope = envelopeOf(verdicts, questions, diagnostics);
  world.err(paint(diagnosticLines(diagnostics, widthFor(world)), errorColorFor(options.color, world)));
  const needs = needsOf(questions);
  await writeReports(options.format, world, (name, target) => {
    if (name === 'json') return feasibilityJson(envelope);
    const layout =
      target === 'output'
        ? { width: widthFor(world), color: colorFor(options.color, world) }
        : { width: 100, color: options.color === 'always' ? ('colored' as const) : ('plain' as const) };
    return prettyFeasible({ envelope, needs, interrupted }, layout);
  });
  return envelope.exitCode;
}

async function answerTo(
  { subject, profile }: Question,
  options: FeasibleArguments,
  signal: AbortSignal,
  world: World,
  progress: Progress,
): Promise<readonly FeasibilityVerdict[]> {
  const task: Task = { instance: subject.instance, proof: false };
  const started = world.now();
  const name = subject.application ?? subject.file;
  const answer = await ask(task, {
    time: (options.timeLimit ?? defaultTimeLimit) * 1000,
    signal,
    tell: (doing) => progress.tell(`${name}: ${doing}`),
  });
  return verdictsOf(subject, profile, answer, (world.now() - started) / 1000);
}

interface Read {
  readonly questions: readonly Question[];
  readonly diagnostics: readonly Diagnostic[];
}

const mostInstanceBytes = 256 * 1024 * 1024;

/** Policies, applications and directories are read as by `check`; every other file is an instance. */
function readQuestions(paths: readonly string[], world: World, progress: Progress): Read {
  const files = nodeFiles(world.workingDirectory);
  const isInstance = (path: string): boolean =>
    files.kind(path) === 'file' && !path.endsWith('.policy.yaml') && !path.endsWith('.app');
  const ofPolicies = paths.filter((path) => !isInstance(files.shown(path)));
  const read = ofPolicies.length === 0 ? null : readPolicies(ofPolicies, world, progress);
  const diagnostics: Diagnostic[] = [...(read?.diagnostics ?? [])];
  const applications = paths.map(files.shown).filter((path) => path.endsWith('.app'));
  const others = ofPolicies.length > applications.length;
  const questions = (read?.policies ?? []).flatMap((policy) =>
    questionsOf(policy, others ? null : new Set(applications)),
  );
  for (const path of paths.map(files.shown).filter(isInstance)) {
    progress.tell(`reading ${path}`);
    const text = readText(files, path, mostInstanceBytes, 'an instance of this size is not read');
    if (text.kind === 'failed') {
      diagnostics.push(text.diagnostic);
      continue;
    }
    const instance = readInstance(text.file);
    if (instance.kind === 'failed') diagnostics.push(...instance.diagnostics);
    else {
      questions.push({
        subject: subjectOfInstance(text.file, instance.value),
        profile: null,
        inputs: [text.file],
      });
    }
  }
  return { questions, diagnostics };
}

/** The applications of a policy; only those in `wanted` files where that is given. */
function questionsOf(policy: Policy, wanted: ReadonlySet<string> | null): Question[] {
  const index = indexPolicy(policy);
  return policy.applications
    .filter(({ place }) => wanted === null || wanted.has(policy.files[place.file]?.path ?? ''))
    .map((application) => ({
      subject: subjectOfApplication(policy, index, application),
      profile: policy.profile,
      inputs: policy.files,
    }));
}

function needsOf(
  questions: readonly Question[],
): (verdict: FeasibilityVerdict, session: string) => string | null {
  const tables = new Map(
    questions.map(({ subject }) => [
      JSON.stringify([subject.file, subject.application]),
      new Map(subject.order.map((step) => [subject.step(step), subject.needs(step)])),
    ]),
  );
  return ({ file, constraint }, session) =>
    tables.get(JSON.stringify([file, constraint]))?.get(session) ?? null;
}

function envelopeOf(
  verdicts: readonly FeasibilityVerdict[],
  questions: readonly Question[],
  diagnostics: readonly Diagnostic[],
): FeasibilityEnvelope {
  const summary: Record<Status, number> = { holds: 0, bounded: 0, vacuous: 0, violated: 0, unknown: 0 };
  for (const { status } of verdicts) summary[status] += 1;
  const unread = diagnostics.some(({ severity }) => severity === 'error');
  const exitCode =
    unread || verdicts.length === 0 ? 2 : summary.violated > 0 ? 1 : summary.unknown > 0 ? 3 : 0;
  return {
    schemaVersion: 1,
    command: 'feasible',
    profile: questions.find(({ profile }) => profile !== null)?.profile ?? null,
    verdicts,
    summary,
    diagnostics: reported(diagnostics),
    exitCode,
  };
}

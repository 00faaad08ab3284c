/** `dutyproof feasible`: can an application be carried out under its rules, by whom, and if not, why not. */

import { ask } from '../feasible/ask.ts';
import type { Weights } from '../feasible/best/weights.ts';
import { nameOf, type Subject, subjectOfApplication, subjectOfInstance } from '../feasible/subject.ts';
import type { Move, NextWish, ResilienceWish, Task, TaskAnswer } from '../feasible/task.ts';
import { verdictsOf } from '../feasible/tell/verdicts.ts';
import { indexPolicy } from '../index/index.ts';
import type { Policy } from '../policy/model.ts';
import type { Profile } from '../profile/profile.ts';
import { diagnosticLines, reported } from '../report/diagnostics.ts';
import { feasibilityJson } from '../report/feasible-json.ts';
import { prettyFeasible } from '../report/feasible-pretty.ts';
import { paint } from '../report/text.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { nodeFiles, readText } from '../source/files.ts';
import { suggester } from '../source/suggest.ts';
import type { SourceFile } from '../source/text.ts';
import { listed } from '../source/words.ts';
import type { FeasibilityEnvelope, FeasibilityVerdict } from '../verdict/feasible.ts';
import type { ExitCode, Status } from '../verdict/verdict.ts';
import { readInstance } from '../workflow/formats/read.ts';
import { certainOnly } from './certain.ts';
import { writeCertificates } from './certificates.ts';
import { type ColorWish, colorFor, errorColorFor, widthFor } from './color.ts';
import { type FormatRequest, planFormats, writeReports } from './format.ts';
import { type Progress, progressFor } from './progress.ts';
import { readPolicies } from './read-policies.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';

export interface FeasibleArguments {
  readonly paths: readonly string[];
  readonly format: readonly FormatRequest[];
  /** Also how many plans there are. */
  readonly count?: true;
  /** Also a plan in which nobody does more than somebody has to. */
  readonly best?: true;
  /** Users whom plans are to be with where they can. */
  readonly prefer: readonly string[];
  /** Also the smallest reason and repairs. */
  readonly explain?: true;
  /** How many people may be absent. */
  readonly resilient?: ResilienceWish;
  readonly algorithm: Task['algorithm'];
  /** `SESSION=USER`: whether the user may take the session now, and what was done before. */
  readonly next?: string;
  readonly done: readonly string[];
  /** Directory for certificates. */
  readonly evidence?: string;
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
  checkNext(options, questions);
  const controller = new AbortController();
  const stopListening = world.onInterrupt(() => controller.abort());
  const verdicts: FeasibilityVerdict[] = [];
  const answered: Answered[] = [];
  try {
    for (const question of questions) {
      const task = taskOf(question, options);
      const started = world.now();
      const answer = await ask(task, {
        time: (options.timeLimit ?? defaultTimeLimit) * 1000,
        signal: controller.signal,
        tell: (doing) => progress.tell(`${nameOf(question.subject)}: ${doing}`),
      });
      const seconds = (world.now() - started) / 1000;
      answered.push({ question, answer });
      verdicts.push(...verdictsOf(question.subject, question.profile, task, answer, seconds));
    }
  } finally {
    stopListening();
    progress.clear();
  }
  if (options.evidence !== undefined) await certify(options.evidence, answered, options, world);
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

interface Answered {
  readonly question: Question;
  readonly answer: TaskAnswer;
}

function taskOf({ subject }: Question, options: FeasibleArguments): Task {
  return {
    instance: subject.instance,
    rules: subject.rules,
    starters: subject.starters,
    proof: options.evidence !== undefined,
    explain: options.explain === true,
    repairs: options.explain === true ? (subject.source?.roleModel().model ?? 'instance') : null,
    count: options.count === true,
    best: weightsOf(subject, options),
    algorithm: options.algorithm,
    resilient: options.resilient ?? null,
    next: options.next === undefined ? null : nextWish(subject, options.next, options.done),
    precedence: subject.precedence,
  };
}

/** A session with somebody who is not preferred costs one; between plans of equal load and cost, few with much to do cost more. */
function weightsOf(subject: Subject, { best, prefer }: FeasibleArguments): Weights | null {
  if (best !== true && prefer.length === 0) return null;
  const preferred = new Map(prefer.map((name) => [userNamed(subject, name), 0]));
  return {
    costs: subject.order.map(() => preferred),
    otherwise: prefer.length === 0 ? 0 : 1,
    largestLoad: best === true,
    squares: best === true && prefer.length === 0 ? 1 : 0,
  };
}

function userNamed(subject: Subject, name: string): number {
  const user = subject.userNamed(name);
  if (user !== null) return user;
  const hint = suggester().hint(name, subject.userNames());
  throw new UsageError(`there is no user \`${name}\`${hint === undefined ? '' : `; ${hint}`}`);
}

/** Of several applications it would not be clear which is meant. */
function checkNext({ next, done }: FeasibleArguments, questions: readonly Question[]): void {
  if (next === undefined) {
    if (done.length > 0) throw new UsageError('`--done` belongs to `--next`');
    return;
  }
  if (questions.length > 1)
    throw new UsageError(
      `\`--next\` is about one application, and these are ${questions.length}; name its policy, or its file`,
    );
}

function nextWish(subject: Subject, next: string, done: readonly string[]): NextWish {
  return {
    ...moveOf(subject, '--next', next),
    done: done.map((text) => moveOf(subject, '--done', text)),
  };
}

/** Names may contain `=`: the first one after which both sides are known counts. */
function moveOf(subject: Subject, flag: string, text: string): Move {
  const steps = new Map(subject.order.map((step) => [subject.step(step), step]));
  for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
    const step = steps.get(text.slice(0, at));
    const user = subject.userNamed(text.slice(at + 1));
    if (step !== undefined && user !== null) return { step, user };
  }
  const [session = '', name] = text.split('=', 2);
  if (name === undefined) throw new UsageError(`\`${flag}\` is written \`SESSION=USER\`, not \`${text}\``);
  const about = nameOf(subject);
  if (!steps.has(session)) {
    const hint = suggester().hint(session, steps.keys(), `it has ${listed([...steps.keys()])}`);
    throw new UsageError(`${about} has no session \`${session}\`; ${hint}`);
  }
  return { step: steps.get(session)!, user: userNamed(subject, name) };
}

/** Writes a certificate for each answer that can have one, and says how many. */
async function certify(
  directory: string,
  answered: readonly Answered[],
  options: FeasibleArguments,
  world: World,
): Promise<void> {
  const { claimsOf } = await import('../feasible/claims.ts');
  await writeCertificates(
    directory,
    answered.map(({ question: { subject, inputs }, answer }) => ({
      name: subject.application ?? nameOf(subject).replace(/\.[^.]+$/, ''),
      told: nameOf(subject),
      file: subject.file,
      application: subject.application,
      inputs,
      claims: claimsOf(subject, answer, options.resilient?.absent ?? 0),
    })),
    'not decided, or its refutation was not written in time',
    world,
  );
}

interface Read {
  readonly questions: readonly Question[];
  readonly diagnostics: readonly Diagnostic[];
}

const mostInstanceBytes = 64 * 1024 * 1024;

/** Policies, applications and directories are read as by `check`; every other file is an instance. */
function readQuestions(paths: readonly string[], world: World, progress: Progress): Read {
  const files = nodeFiles(world.workingDirectory, world.seen);
  const isInstance = (path: string): boolean =>
    files.kind(path) === 'file' && !path.endsWith('.policy.yaml') && !path.endsWith('.app');
  const ofPolicies = paths.filter((path) => !isInstance(files.shown(path)));
  const read = ofPolicies.length === 0 ? null : readPolicies(ofPolicies, world, progress);
  const known = certainOnly(read?.policies ?? []);
  const diagnostics: Diagnostic[] = [...(read?.diagnostics ?? []), ...known.diagnostics];
  const applications = paths.map(files.shown).filter((path) => path.endsWith('.app'));
  const others = ofPolicies.length > applications.length;
  const questions = known.policies.flatMap((policy) =>
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

/** Whether something that was asked for is not known, or known up to bounds only. */
function isOpen(verdict: FeasibilityVerdict): boolean {
  if (verdict.status === 'unknown') return true;
  if (verdict.rule !== 'feasible') return false;
  return verdict.count?.kind === 'between' || (verdict.best !== undefined && verdict.best.bound !== null);
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
    unread || verdicts.length === 0 ? 2 : summary.violated > 0 ? 1 : verdicts.some(isOpen) ? 3 : 0;
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

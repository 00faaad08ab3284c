/** `dutyproof check`: reads, judges, reports. */

import { catalogue } from '../check/catalogue.ts';
import { type CheckOutcome, checkPolicy, type ProgressEvent } from '../check/run.ts';
import type { Policy, Severity } from '../policy/model.ts';
import { defaultProfile } from '../profile/profile.ts';
import { diagnosticLines, reported } from '../report/diagnostics.ts';
import { json } from '../report/json.ts';
import { type PrettyInput, pretty } from '../report/pretty.ts';
import { paint } from '../report/text.ts';
import { suggester } from '../source/suggest.ts';
import { envelopeOf } from '../verdict/envelope.ts';
import { defaultFailOn, type FailOn, reaches } from '../verdict/exit-code.ts';
import type { Envelope, ExitCode, Verdict } from '../verdict/verdict.ts';
import { type ColorWish, colorFor, errorColorFor, widthFor } from './color.ts';
import { type FormatRequest, planFormats, writeReports } from './format.ts';
import { type Progress, progressFor, progressText } from './progress.ts';
import { readPolicies } from './read-policies.ts';
import { shellPath } from './shell.ts';
import { cannotWrite, UsageError } from './usage.ts';
import type { World } from './world.ts';

export interface CheckArguments {
  readonly paths: readonly string[];
  readonly format: readonly FormatRequest[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly failOn: readonly string[];
  readonly evidence?: string;
  /** Seconds for everything. */
  readonly timeLimit?: number;
  readonly color: ColorWish;
}

export async function check(options: CheckArguments, world: World): Promise<ExitCode> {
  // Mistakes in the command line are told before any work is done.
  planFormats(options.format);
  const failOn = parseFailOn(options.failOn);
  const selection = selectRules(options);
  const progress = progressFor(world);

  const { policies, diagnostics } = readPolicies(options.paths, world, progress);
  const run = await judge(policies, options, selection, world, progress);
  progress.clear();

  const judged = envelopeOf('check', profileOf(policies), run.outcomes, failOn, reported(diagnostics));
  const envelope = { ...judged, exitCode: exitCodeOf(judged, run.interrupted) };
  const input: PrettyInput = {
    envelope,
    outcomes: run.outcomes,
    diagnostics,
    interrupted: run.interrupted,
    repeat: repeatCommand,
  };
  if (options.evidence !== undefined) await saveEvidence(options.evidence, run.outcomes, world);
  // What is wrong with the files is no report: it must be seen also where the report goes into a pipe.
  world.err(paint(diagnosticLines(diagnostics, widthFor(world)), errorColorFor(options.color, world)));
  await writeReports(options.format, world, (name, target) => {
    if (name === 'json') return json(envelope);
    if (target === 'output') {
      const layout = { width: widthFor(world), color: colorFor(options.color, world) };
      return pretty({ ...input, diagnostics: [] }, layout);
    }
    return pretty(input, { width: 100, color: options.color === 'always' ? 'colored' : 'plain' });
  });
  return envelope.exitCode;
}

/** `error`, `warning` and `note` set the threshold (the lowest counts), `vacuous` stands beside it. */
export function parseFailOn(wishes: readonly string[]): FailOn {
  const severities: Severity[] = [];
  let vacuous = defaultFailOn.vacuous;
  for (const wish of wishes) {
    if (wish === 'vacuous') vacuous = 'fails';
    else if (wish === 'error' || wish === 'warning' || wish === 'note') severities.push(wish);
    else throw new UsageError(unknownName('--fail-on', wish, ['error', 'warning', 'note', 'vacuous']));
  }
  const [first, ...others] = severities;
  if (first === undefined) return { severity: defaultFailOn.severity, vacuous };
  const lowest = others.reduce((low, severity) => (reaches(low, severity) ? severity : low), first);
  return { severity: lowest, vacuous };
}

interface Selection {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
}

function selectRules({ only, skip }: CheckArguments): Selection {
  const ids = catalogue.map((rule) => rule.id);
  for (const [flag, wishes] of [['--only', only] as const, ['--skip', skip] as const]) {
    for (const wish of wishes) {
      if (!ids.includes(wish)) throw new UsageError(unknownName(flag, wish, ids));
    }
  }
  return { ...(only.length === 0 ? {} : { only }), ...(skip.length === 0 ? {} : { skip }) };
}

function unknownName(flag: string, wish: string, known: readonly string[]): string {
  const otherwise =
    known.length > 6
      ? '`dutyproof explain` lists what there is'
      : `it can be ${known.map((name) => `\`${name}\``).join(', ')}`;
  const hint = suggester().hint(wish, known, otherwise);
  return `\`${flag}\` does not know \`${wish}\`; ${hint}`;
}

interface Run {
  readonly outcomes: readonly CheckOutcome[];
  /** Why not everything was decided, or null. */
  readonly interrupted: string | null;
}

/** After an interrupt the policies that are left get verdicts too: that they are not decided. */
async function judge(
  policies: readonly Policy[],
  options: CheckArguments,
  selection: Selection,
  world: World,
  progress: Progress,
): Promise<Run> {
  const controller = new AbortController();
  const stopListening = world.onInterrupt(() => controller.abort());
  const deadline = options.timeLimit === undefined ? null : world.now() + options.timeLimit * 1000;
  const outcomes: CheckOutcome[] = [];
  let interrupted: string | null = null;
  try {
    for (const policy of policies) {
      const onProgress = (event: ProgressEvent): void => {
        if (event.kind === 'interrupted') interrupted ??= interruption(event.by, options.timeLimit);
        const text = progressText(event);
        if (text !== null) progress.tell(`${policy.name}: ${text}`);
      };
      const timeLimit = deadline === null ? {} : { timeLimit: Math.max(0, deadline - world.now()) };
      outcomes.push(
        await checkPolicy(policy, { ...selection, ...timeLimit, signal: controller.signal, onProgress }),
      );
    }
  } finally {
    stopListening();
  }
  // Rules may all have run when the interrupt came; then replays and repairs are missing.
  if (controller.signal.aborted) interrupted ??= interruption('signal', options.timeLimit);
  return { outcomes, interrupted };
}

function interruption(
  by: Extract<ProgressEvent, { kind: 'interrupted' }>['by'],
  seconds: number | undefined,
): string {
  return by === 'signal'
    ? 'interrupted; what is not told was not decided'
    : `the time limit of ${seconds} s is over; what is not told was not decided`;
}

/** What was not looked at is not known: 3, unless something worse is known already. */
function exitCodeOf(envelope: Envelope, interrupted: string | null): ExitCode {
  if (interrupted === null || envelope.exitCode === 4 || envelope.exitCode === 1) return envelope.exitCode;
  const unread = envelope.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  return unread ? 2 : 3;
}

/** The reading of the run; where policies differ, each verdict tells its own. */
function profileOf([first]: readonly Policy[]) {
  return first?.profile ?? defaultProfile;
}

function repeatCommand(verdict: Verdict): string {
  return `dutyproof check ${shellPath(verdict.file)} --only ${verdict.rule}`;
}

async function saveEvidence(
  directory: string,
  outcomes: readonly CheckOutcome[],
  world: World,
): Promise<void> {
  const { writeEvidence } = await import('../evidence/write.ts');
  try {
    await writeEvidence(directory, world.workingDirectory, 'check', outcomes);
  } catch (error) {
    throw cannotWrite(directory, error);
  }
}

/** `dutyproof check`: reads, judges, reports. */

import type { CheckOutcome } from '../check/run.ts';
import type { Policy } from '../policy/model.ts';
import { defaultProfile } from '../profile/profile.ts';
import { reported } from '../report/diagnostics.ts';
import type { Report } from '../report/report.ts';
import { envelopeOf } from '../verdict/envelope.ts';
import type { ExitCode, Verdict } from '../verdict/verdict.ts';
import { planFormats } from './format.ts';
import { gateBy, readGate, repairsFor } from './gate.ts';
import { type ImportWish, importFlags } from './import-options.ts';
import { exitCodeWith, judge } from './judge.ts';
import { shownOperand, snapshotNote, withLive } from './live.ts';
import { progressFor } from './progress.ts';
import { readPoliciesFrom } from './read-policies.ts';
import { type ReportOptions, writeReport } from './reports.ts';
import { parseFailOn, selectRules } from './selection.ts';
import { shellPath } from './shell.ts';
import { cannotWrite } from './usage.ts';
import type { World } from './world.ts';

export interface CheckArguments extends ReportOptions, ImportWish {
  readonly paths: readonly string[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly failOn: readonly string[];
  /** The file that knows findings of before. */
  readonly baseline?: string;
  /** Files of suppressions. */
  readonly suppressions: readonly string[];
  readonly evidence?: string;
  /** Seconds for everything. */
  readonly timeLimit?: number;
  readonly seed?: number;
}

export async function check(options: CheckArguments, world: World): Promise<ExitCode> {
  // Mistakes in the command line are told before any work is done.
  planFormats(options.format);
  const failOn = parseFailOn(options.failOn);
  const selection = selectRules(options);
  const progress = progressFor(world);

  const files = readGate(options, world);
  const live = await withLive(options.paths, world, progress);
  const read = readPoliciesFrom(live.files, live.paths, progress, options);
  world.err(snapshotNote(options.paths, live));
  const ofGate = files.kind === 'ok' ? files.warnings : files.diagnostics;
  const diagnostics = [...ofGate, ...read.diagnostics];
  // Without the baseline that was asked for, everything would be told as new.
  const { baseline, policies } =
    files.kind === 'ok'
      ? { baseline: files.value.baseline, policies: read.policies }
      : { baseline: null, policies: [] };
  const repairs = repairsFor(baseline, policies);
  const run = await judge(policies, { ...options, selection, repairs }, world, progress);
  progress.clear();

  const { outcomes, gate, problems } =
    files.kind === 'ok'
      ? gateBy(files.value, run.outcomes, world)
      : { outcomes: run.outcomes, gate: null, problems: [] };
  const profile = profileOf(policies);
  const judged = envelopeOf('check', profile, outcomes, failOn, reported(diagnostics), gate);
  const envelope = { ...judged, exitCode: exitCodeWith(judged, run.interrupted) };
  const input: Report = {
    envelope,
    outcomes,
    diagnostics: [...diagnostics, ...problems],
    interrupted: run.interrupted,
    failOn,
    repeat: (verdict) => repeatCommand(verdict, options),
  };
  if (options.evidence !== undefined) await saveEvidence(options.evidence, run.outcomes, world);
  await writeReport(input, options, world);
  return envelope.exitCode;
}

/** The reading of the run; where policies differ, each verdict tells its own. */
function profileOf([first]: readonly Policy[]) {
  return first?.profile ?? defaultProfile;
}

/** Of files of other systems all are named: they were read as one policy. */
function repeatCommand({ file, rule }: Verdict, { paths, ...wish }: CheckArguments): string {
  const flags = importFlags(wish);
  const isOurs = file.endsWith('.policy.yaml');
  const read =
    isOurs || paths.length === 0
      ? shellPath(file)
      : `${paths.map((path) => shellPath(shownOperand(path))).join(' ')}${flags}`;
  return `dutyproof check ${read} --only ${rule}`;
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

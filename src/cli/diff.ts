/**
 * `dutyproof diff`: what a change means, and whether it may be let through.
 *
 * Both states are judged by the same rules; a finding that the state before had too is let through. Where the files of a
 * policy are the same, it is judged once.
 */

import type { CheckOutcome } from '../check/run.ts';
import { anchored } from '../diff/anchor.ts';
import { type Diff, diffPolicies, trivialDiff } from '../diff/diff.ts';
import { type PolicyPair, pairPolicies } from '../diff/pair-policies.ts';
import { compareFindings, type Known, knownOf } from '../gate/compare.ts';
import { foundIn, gateOf, withStandings } from '../gate/gate.ts';
import { suppress } from '../gate/suppress.ts';
import { indexPolicy } from '../index/index.ts';
import type { Policy } from '../policy/model.ts';
import { defaultProfile } from '../profile/profile.ts';
import { reported } from '../report/diagnostics.ts';
import type { Report } from '../report/report.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { envelopeOf } from '../verdict/envelope.ts';
import type { ExitCode, Verdict, Violated } from '../verdict/verdict.ts';
import { planFormats } from './format.ts';
import { readGate } from './gate.ts';
import { exitCodeWith, type JudgeOptions, judge } from './judge.ts';
import { operandsOf } from './operands.ts';
import { type Progress, progressFor } from './progress.ts';
import { readPoliciesFrom } from './read-policies.ts';
import { type ReportOptions, writeReport } from './reports.ts';
import { parseFailOn, selectRules } from './selection.ts';
import { shellPath } from './shell.ts';
import type { World } from './world.ts';

export interface DiffArguments extends ReportOptions {
  /** Revisions and paths: see `operands.ts`. */
  readonly operands: readonly string[];
  /** What is compared of revisions where no path is named. */
  readonly paths: readonly string[];
  /** Files of suppressions. */
  readonly suppressions: readonly string[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly failOn: readonly string[];
  /** Seconds for everything. */
  readonly timeLimit?: number;
}

export async function diff(options: DiffArguments, world: World): Promise<ExitCode> {
  planFormats(options.format);
  const failOn = parseFailOn(options.failOn);
  const selection = selectRules(options);
  const progress = progressFor(world);
  const operands = operandsOf(options.operands, options.paths, world);

  const files = readGate({ suppressions: options.suppressions }, world);
  const before = readPoliciesFrom(operands.before.files, operands.before.paths, progress);
  const now = readPoliciesFrom(operands.now.files, operands.now.paths, progress);
  const pairs = pairPolicies(before.policies, now.policies);
  const diagnostics = [
    ...(files.kind === 'ok' ? files.warnings : files.diagnostics),
    ...ofBefore(before.diagnostics, operands.before.name),
    ...newDiagnostics(before.diagnostics, now.diagnostics),
  ];

  const run = await judgeBoth(pairs, { ...options, selection }, world, progress);
  const diffs = pairs.map(diffOf);
  progress.clear();

  const outcomes = anchor(run.outcomes, pairs, diffs);
  const compared = compareFindings(run.known, foundIn(outcomes));
  const weakenings = diffs.flatMap((one) => one.weakenings);
  const shared = files.kind === 'ok' ? files.value.suppressions : [];
  const suppressed = suppress(withStandings(outcomes, compared.standings), weakenings, shared, world.today());
  const gate = gateOf(suppressed.outcomes, {
    against: operands.before.name,
    weakenings: suppressed.weakenings,
    removed: compared.removed,
    problems: reported(suppressed.problems),
  });
  const profile = now.policies[0]?.profile ?? defaultProfile;
  const judged = {
    ...envelopeOf('diff', profile, suppressed.outcomes, failOn, reported(diagnostics), gate),
    differences: diffs.map(({ difference }) => difference),
  };
  const envelope = { ...judged, exitCode: exitCodeWith(judged, run.interrupted) };
  const report: Report = {
    envelope,
    outcomes: suppressed.outcomes,
    diagnostics: [...diagnostics, ...suppressed.problems],
    interrupted: run.interrupted,
    failOn,
    repeat: repeatCommand,
  };
  await writeReport(report, options, world);
  return envelope.exitCode;
}

/**
 * What is wrong with the files of before stops nobody who mends it; but what could not be read is not known, and all that
 * is found now is then new.
 */
function ofBefore(diagnostics: readonly Diagnostic[], name: string): readonly Diagnostic[] {
  return diagnostics
    .filter(
      ({ severity, code }) => severity === 'error' && code !== 'nothing-found' && code !== 'file-not-found',
    )
    .map((diagnostic) => ({
      ...diagnostic,
      severity: 'warning',
      message: `in ${name}, which therefore counts as without this policy: ${diagnostic.message}`,
    }));
}

/** Errors, and the warnings that were not there before. */
function newDiagnostics(before: readonly Diagnostic[], now: readonly Diagnostic[]): readonly Diagnostic[] {
  const keyOf = ({ code, message, path, span }: Diagnostic): string =>
    JSON.stringify([code, message, span?.file.path ?? path]);
  const known = new Set(before.map(keyOf));
  return now.filter((diagnostic) => diagnostic.severity === 'error' || !known.has(keyOf(diagnostic)));
}

interface BothRuns {
  readonly outcomes: readonly CheckOutcome[];
  readonly known: readonly Known[];
  readonly interrupted: string | null;
}

/** Before first, without repairs; then now, with repairs of what before did not have. */
async function judgeBoth(
  pairs: readonly PolicyPair[],
  options: JudgeOptions,
  world: World,
  progress: Progress,
): Promise<BothRuns> {
  const started = world.now();
  const changed = pairs.flatMap((pair) =>
    pair.kind === 'removed' || (pair.kind === 'both' && !isUnchanged(pair)) ? [pair.before] : [],
  );
  const earlier = await judge(
    changed,
    { ...options, repairs: { perConstraint: 0, inAll: 0 } },
    world,
    progress,
  );
  // A policy may have been renamed; its findings are known by the name that it has now.
  const names = new Map(
    pairs.map((pair) => (pair.kind === 'both' ? [pair.before, pair.now.name] : [null, ''])),
  );
  const known = earlier.outcomes.flatMap((outcome) =>
    foundIn([outcome]).map((found) => ({
      ...knownOf(found),
      policy: names.get(outcome.policy) ?? found.policy,
    })),
  );
  const fingerprints = new Set(known.map(({ fingerprint }) => fingerprint));
  const unchanged = new Set(
    pairs.flatMap((pair) => (pair.kind === 'both' && isUnchanged(pair) ? [pair.now.path] : [])),
  );
  const isNew = ({ file, fingerprint }: Violated): boolean =>
    !unchanged.has(file) && !fingerprints.has(fingerprint);
  const left =
    options.timeLimit === undefined
      ? {}
      : { timeLimit: Math.max(0.001, options.timeLimit - (world.now() - started) / 1000) };
  const later = await judge(
    pairs.flatMap((pair) => (pair.kind === 'removed' ? [] : [pair.now])),
    { ...options, ...left, repairs: { perConstraint: 5, inAll: 25, of: isNew } },
    world,
    progress,
  );
  const same = foundIn(later.outcomes.filter(({ policy }) => unchanged.has(policy.path))).map(knownOf);
  return {
    outcomes: later.outcomes,
    known: [...known, ...same],
    interrupted: earlier.interrupted ?? later.interrupted,
  };
}

/** Whether both have the same files, byte for byte, at the same places. */
function isUnchanged({ before, now }: { readonly before: Policy; readonly now: Policy }): boolean {
  return (
    before.path === now.path &&
    before.files.length === now.files.length &&
    before.files.every(
      (file, at) => file.path === now.files[at]!.path && file.sha256 === now.files[at]!.sha256,
    )
  );
}

function diffOf(pair: PolicyPair): Diff {
  switch (pair.kind) {
    case 'both':
      return isUnchanged(pair) ? trivialDiff(pair.now, 'same') : diffPolicies(pair.before, pair.now);
    case 'added':
      return trivialDiff(pair.now, 'added');
    case 'removed':
      return trivialDiff(pair.before, 'removed');
    default:
      return pair satisfies never;
  }
}

/** Each violation with the place of what changed first. */
function anchor(
  outcomes: readonly CheckOutcome[],
  pairs: readonly PolicyPair[],
  diffs: readonly Diff[],
): readonly CheckOutcome[] {
  return outcomes.map((outcome) => {
    const at = pairs.findIndex((pair) => pair.kind === 'both' && pair.now === outcome.policy);
    const pair = pairs[at];
    if (pair?.kind !== 'both' || isUnchanged(pair)) return outcome;
    const { difference } = diffs[at]!;
    const before = { policy: pair.before, index: indexPolicy(pair.before) };
    const move = (verdict: Verdict): Verdict =>
      verdict.status === 'violated' ? anchored(verdict, { before, now: pair.now, difference }) : verdict;
    return { ...outcome, verdicts: outcome.verdicts.map(move) };
  });
}

function repeatCommand(verdict: Verdict): string {
  return `dutyproof check ${shellPath(verdict.file)} --only ${verdict.rule}`;
}

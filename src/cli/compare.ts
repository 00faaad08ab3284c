/**
 * Judges two states of policies by the same rules, and says what is new: what `diff` and `simulate` have in common.
 *
 * A finding that the state before had too is let through. Where the files of a policy are the same, it is judged once.
 */

import type { CheckOutcome } from '../check/run.ts';
import { anchored } from '../diff/anchor.ts';
import { type Diff, diffPolicies, trivialDiff } from '../diff/diff.ts';
import type { PolicyPair } from '../diff/pair-policies.ts';
import { placeNow } from '../diff/place-now.ts';
import { claimsLost } from '../gate/claims-lost.ts';
import { compareFindings, type Known, knownOf } from '../gate/compare.ts';
import { foundIn, gateOf, withStandings } from '../gate/gate.ts';
import { suppress } from '../gate/suppress.ts';
import { indexPolicy } from '../index/index.ts';
import type { Policy, Suppression } from '../policy/model.ts';
import { defaultProfile } from '../profile/profile.ts';
import { reported } from '../report/diagnostics.ts';
import type { Report } from '../report/report.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { envelopeOf } from '../verdict/envelope.ts';
import type { FailOn } from '../verdict/exit-code.ts';
import type { Weakening } from '../verdict/gate.ts';
import type { Verdict, Violated } from '../verdict/verdict.ts';
import { exitCodeWith, type JudgeOptions, judge } from './judge.ts';
import type { Progress } from './progress.ts';
import type { World } from './world.ts';

export interface CompareOptions extends Omit<JudgeOptions, 'repairs'> {
  readonly command: string;
  /** What the state before is called. */
  readonly against: string;
  readonly failOn: FailOn;
  /** Of files; those of policies are in the policies. */
  readonly suppressions: readonly Suppression[];
  readonly diagnostics: readonly Diagnostic[];
  /** Of what is no policy. */
  readonly weakenings?: readonly Weakening[];
  readonly repeat: Report['repeat'];
}

export async function compareStates(
  pairs: readonly PolicyPair[],
  options: CompareOptions,
  world: World,
  progress: Progress,
): Promise<Report> {
  const { command, against, failOn, diagnostics, repeat } = options;
  const run = await judgeBoth(pairs, options, world, progress);
  const diffs = pairs.map(diffOf);
  const outcomes = anchor(run.outcomes, pairs, diffs);
  const compared = compareFindings(run.known, foundIn(outcomes));
  const suppressed = suppress(
    withStandings(outcomes, compared.standings),
    [...(options.weakenings ?? []), ...diffs.flatMap((one) => one.weakenings), ...run.lost],
    options.suppressions,
    world.today(),
  );
  const gate = gateOf(suppressed.outcomes, {
    against,
    weakenings: suppressed.weakenings,
    removed: compared.removed,
    problems: reported(suppressed.problems),
  });
  const profile = outcomes[0]?.policy.profile ?? defaultProfile;
  const judged = {
    ...envelopeOf(command, profile, suppressed.outcomes, failOn, reported(diagnostics), gate),
    differences: diffs.map(({ difference }) => difference),
  };
  return {
    envelope: { ...judged, exitCode: exitCodeWith(judged, run.interrupted) },
    outcomes: suppressed.outcomes,
    diagnostics: [...diagnostics, ...suppressed.problems],
    interrupted: run.interrupted,
    failOn,
    repeat,
  };
}

interface BothRuns {
  readonly outcomes: readonly CheckOutcome[];
  readonly known: readonly Known[];
  readonly lost: readonly Weakening[];
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
      : { timeLimit: Math.max(1e-6, options.timeLimit - (world.now() - started) / 1000) };
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
    lost: pairs.flatMap((pair) => {
      if (pair.kind !== 'both') return [];
      const before = earlier.outcomes.find(({ policy }) => policy === pair.before);
      const now = later.outcomes.find(({ policy }) => policy === pair.now);
      return before === undefined || now === undefined ? [] : claimsLost(before, now);
    }),
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
    const toNow = placeNow(pair.before, pair.now);
    const move = (verdict: Verdict): Verdict =>
      verdict.status === 'violated'
        ? anchored(verdict, { before, now: pair.now, difference, toNow })
        : verdict;
    return { ...outcome, verdicts: outcome.verdicts.map(move) };
  });
}

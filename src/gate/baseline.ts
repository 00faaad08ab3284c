/**
 * A baseline: the findings that were there when somebody began to look, so that only what is added fails.
 *
 * It says who tolerated nothing: whoever answers for a finding writes a suppression, and what a suppression covers is
 * not taken into a baseline, or the finding would outlive the day on which the suppression ends. What was not judged
 * (a policy that was not read, a rule that did not run) is neither dropped nor stale.
 */

import type { CheckOutcome } from '../check/run.ts';
import type { Span } from '../source/text.ts';
import { compareFindings, type Found, type Known, knownOf } from './compare.ts';
import { foundIn } from './gate.ts';
import { judgedBy, type WasJudged } from './judged.ts';

export interface Entry {
  readonly known: Known;
  /** Where its fingerprint stands in the file. */
  readonly span: Span;
}

export interface Baseline {
  /** As the user sees it. */
  readonly path: string;
  readonly entries: readonly Entry[];
}

/** The file: entries in order of what they say, one a line, so that what two branches add merges. */
export function baselineText(findings: readonly Known[]): string {
  const lines = findings.map(lineOf).sort();
  const list = lines.length === 0 ? '[]' : `[\n${lines.map((line) => `    ${line}`).join(',\n')}\n  ]`;
  return `{\n  "schemaVersion": 1,\n  "findings": ${list}\n}\n`;
}

/** What orders entries comes first: policy, rule, constraint, then the finding. */
function lineOf({
  policy,
  rule,
  constraint,
  severity,
  fingerprint,
  coreFingerprint,
  sentence,
}: Known): string {
  return JSON.stringify({ policy, rule, constraint, fingerprint, coreFingerprint, severity, sentence });
}

/** Asks whether the absence of what is known says something. */
export function judgedIn(outcomes: readonly CheckOutcome[]): (known: Known) => boolean {
  const policies = new Map<string, WasJudged[]>();
  for (const outcome of outcomes) {
    const name = outcome.policy.name.normalize('NFC');
    policies.set(name, [...(policies.get(name) ?? []), judgedBy(outcome)]);
  }
  return ({ policy, rule, constraint }) => {
    const read = policies.get(policy.normalize('NFC')) ?? [];
    return read.length > 0 && read.every((was) => was(rule, constraint));
  };
}

/** Without derivations and places, so that an entry stays as it is where lines move. */
function entryOf(found: Found): Known {
  const { counterexample, locations } = found.verdict;
  const [first] = counterexample.paths;
  const end = first === undefined ? -1 : counterexample.sentence.indexOf(`: ${first.element} `);
  const told = end < 0 ? counterexample.sentence : counterexample.sentence.slice(0, end);
  const steps = counterexample.paths.flatMap((path) => path.steps.flatMap((step) => step.locations));
  const sentence = [...locations, ...steps].reduce(
    (rest, { path, line }) => rest.replaceAll(` (${path}:${line})`, ''),
    told,
  );
  return { ...knownOf(found), sentence };
}

export interface Revision {
  readonly findings: readonly Known[];
  readonly added: number;
  /** The same finding, which arises in another way, has another severity or is told otherwise. */
  readonly changed: number;
  readonly dropped: number;
  /** Of those that are still known: not found, because they were not looked for. */
  readonly unjudged: number;
  /** Found, and left out because a suppression answers for them. */
  readonly suppressed: number;
}

/** What became of a finding that is known. */
export type EntryState = 'found' | 'stale' | 'unjudged';

export interface KnownState {
  readonly known: Known;
  readonly state: EntryState;
}

export function baselineStates(
  known: readonly Known[],
  outcomes: readonly CheckOutcome[],
): readonly KnownState[] {
  const wasJudged = judgedIn(outcomes);
  const removed = new Set(compareFindings(known, foundIn(outcomes)).removed);
  return known.map((one) => ({
    known: one,
    state: !removed.has(one) ? 'found' : wasJudged(one) ? 'stale' : 'unjudged',
  }));
}

/** The baseline of what is there now; `outcomes` tell what is suppressed. */
export function updatedBaseline(before: readonly Known[], outcomes: readonly CheckOutcome[]): Revision {
  const wasJudged = judgedIn(outcomes);
  const found = foundIn(outcomes);
  const unjudged = compareFindings(before, found).removed.filter((known) => !wasJudged(known));
  const own = found.filter(({ verdict }) => verdict.standing?.suppressed === undefined);
  const findings = [...own.map(entryOf), ...unjudged];
  return {
    findings,
    ...differenceOf(before, findings),
    unjudged: unjudged.length,
    suppressed: found.length - own.length,
  };
}

/** The baseline without what is not there any more; nothing else is touched. */
export function prunedBaseline(before: readonly Known[], outcomes: readonly CheckOutcome[]): Revision {
  const wasJudged = judgedIn(outcomes);
  const { removed } = compareFindings(before, foundIn(outcomes));
  const stale = new Set(removed.filter(wasJudged));
  return {
    findings: before.filter((known) => !stale.has(known)),
    added: 0,
    changed: 0,
    dropped: stale.size,
    unjudged: removed.length - stale.size,
    suppressed: 0,
  };
}

function differenceOf(before: readonly Known[], after: readonly Known[]) {
  const left = new Map<string, string[]>();
  for (const known of before) {
    const key = keyOf(known);
    left.set(key, [...(left.get(key) ?? []), lineOf(known)]);
  }
  let added = 0;
  let changed = 0;
  const others: Known[] = [];
  for (const known of after) {
    const lines = left.get(keyOf(known)) ?? [];
    const same = lines.indexOf(lineOf(known));
    if (same >= 0) lines.splice(same, 1);
    else others.push(known);
  }
  for (const known of others) {
    if (left.get(keyOf(known))?.pop() === undefined) added += 1;
    else changed += 1;
  }
  return { added, changed, dropped: [...left.values()].flat().length };
}

function keyOf({ policy, fingerprint }: Known): string {
  return JSON.stringify([policy.normalize('NFC'), fingerprint]);
}

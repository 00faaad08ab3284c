/**
 * From a policy to verdicts: runs the catalogue and turns every decision into a verdict, once, for all rules.
 *
 * A violation becomes a verdict only when the specification confirms it (`replay/`); one that it does not confirm is
 * an internal error and is returned beside the verdicts. What is costly (repairs) is computed for the first findings
 * of each constraint; how many were left out is told.
 */

import { indexPolicy } from '../index/index.ts';
import type { Claim } from '../logic/claim.ts';
import type { Policy, Severity } from '../policy/model.ts';
import { withPossible } from '../policy/possible.ts';
import { shuffled } from '../policy/shuffled.ts';
import { repairer } from '../repair/repair.ts';
import type { InvariantCheck } from '../replay/administration/check-invariant.ts';
import { confirmInvariant, confirmTrace } from '../replay/administration/confirm.ts';
import type { Claimed } from '../replay/recheck/match.ts';
import { type Replayer, replayer } from '../replay/replay.ts';
import type { ReplayFailure } from '../verdict/failure.ts';
import {
  coreFingerprintOf,
  type Extent,
  extentOf,
  fingerprintOf,
  type Identity,
} from '../verdict/fingerprint.ts';
import type { Status, Verdict, Violated } from '../verdict/verdict.ts';
import { catalogue as wholeCatalogue } from './catalogue.ts';
import { inDoubt } from './doubts.ts';
import type { Decision, Detail, Rule } from './rule.ts';
import { severityOf } from './severity.ts';

/** What a long run tells on its way; each event is complete in itself. */
export type ProgressEvent =
  | { readonly kind: 'rule-started'; readonly rule: string; readonly number: number; readonly of: number }
  | {
      readonly kind: 'rule-finished';
      readonly rule: string;
      readonly decisions: number;
      readonly violated: number;
      readonly milliseconds: number;
    }
  | { readonly kind: 'rule-off'; readonly rule: string; readonly by: 'policy' | 'selection' }
  | { readonly kind: 'replaying'; readonly findings: number }
  | { readonly kind: 'repairing'; readonly number: number; readonly of: number }
  | { readonly kind: 'interrupted'; readonly by: 'signal' | 'time-limit'; readonly rulesLeft: number };

export interface CheckOptions {
  /** The rules to run, in order; default the whole catalogue. */
  readonly catalogue?: readonly Rule[];
  /** Ids of rules to run; default all. */
  readonly only?: readonly string[];
  /** Ids of rules to leave out. */
  readonly skip?: readonly string[];
  /** For how many findings repairs are computed; default 5 for each constraint and 25 in all. */
  readonly repairs?: {
    readonly perConstraint: number;
    readonly inAll: number;
    /** For which findings at all; default all. */
    readonly of?: (verdict: Violated) => boolean;
  };
  /** Looks at everything in an order that this number determines; default the order of the policy. */
  readonly seed?: number;
  /** Milliseconds for the whole run; default none. */
  readonly timeLimit?: number;
  /** Interrupts between rules and between repairs. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
}

export interface CheckOutcome {
  readonly policy: Policy;
  /** Violated first (worst severity first), then unknown, bounded, vacuous, holds; deterministic. */
  readonly verdicts: readonly Verdict[];
  /** Violations whose repairs are null. */
  readonly repairsOmitted: number;
  /** Ids of rules that did not run because the policy or the selection says so. */
  readonly rulesOff: readonly string[];
  /** Violations that replay refused. */
  readonly failures: readonly ReplayFailure[];
  /** What each violated verdict is about, by its fingerprint. */
  readonly extents: ReadonlyMap<string, Extent>;
}

export const defaultRepairs = { perConstraint: 5, inAll: 25 };

/**
 * Checks one policy. Never throws for what a policy says; an interrupt yields what is known so far. Where some facts are
 * only possible, it is judged with and without them, and what differs is unknown.
 */
export async function checkPolicy(given: Policy, options: CheckOptions = {}): Promise<CheckOutcome> {
  if (given.possible === null) return checkFacts(given, options);
  const started = performance.now();
  const certain = await checkFacts({ ...given, possible: null }, options);
  const left =
    options.timeLimit === undefined ? {} : { timeLimit: options.timeLimit - (performance.now() - started) };
  const repairs = { perConstraint: 0, inAll: 0 };
  const all = await checkFacts(withPossible(given), { ...options, ...left, repairs });
  const verdicts = inDoubt(given, certain.verdicts, all.verdicts);
  return {
    ...certain,
    policy: given,
    verdicts: inOrder(verdicts, options.catalogue ?? wholeCatalogue),
    failures: [...certain.failures, ...all.failures],
  };
}

/** Checks a policy by its facts; possible ones are not looked at. */
async function checkFacts(given: Policy, options: CheckOptions): Promise<CheckOutcome> {
  const policy = options.seed === undefined ? given : shuffled(given, options.seed);
  const catalogue = options.catalogue ?? wholeCatalogue;
  const tell = options.onProgress ?? (() => {});
  const watch = watchOf(options);
  const { chosen, off } = choose(policy, catalogue, options);
  for (const { rule, by } of off) tell({ kind: 'rule-off', rule, by });

  const judged = await judge(policy, chosen, watch, tell);
  const { verdicts, violations, failures } = await confirm(policy, judged, watch, tell);
  const repaired = await repairAll(policy, violations, options.repairs ?? defaultRepairs, watch, tell);
  return {
    policy: given,
    verdicts: inOrder([...repaired, ...verdicts], catalogue),
    repairsOmitted: repaired.filter((verdict) => verdict.repairs === null).length,
    rulesOff: off.map(({ rule }) => rule),
    failures,
    extents: new Map(violations.map(({ verdict, extent }) => [verdict.fingerprint, extent])),
  };
}

// --- what is run ------------------------------------------------------------------------------------------------

interface Off {
  readonly rule: string;
  readonly by: 'policy' | 'selection';
}

function choose(
  policy: Policy,
  catalogue: readonly Rule[],
  options: CheckOptions,
): { readonly chosen: readonly Rule[]; readonly off: readonly Off[] } {
  const chosen: Rule[] = [];
  const off: Off[] = [];
  for (const rule of catalogue) {
    const isSelected =
      (options.only === undefined || options.only.includes(rule.id)) &&
      !(options.skip ?? []).includes(rule.id);
    if (policy.rules.get(rule.id) === 'off') off.push({ rule: rule.id, by: 'policy' });
    else if (isSelected) chosen.push(rule);
    else off.push({ rule: rule.id, by: 'selection' });
  }
  return { chosen, off };
}

/** Why a run stops early, or null while it may go on. */
type Watch = () => 'signal' | 'time-limit' | null;

function watchOf({ signal, timeLimit }: CheckOptions): Watch {
  const deadline = timeLimit === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeLimit;
  return () => {
    if (signal?.aborted === true) return 'signal';
    return performance.now() > deadline ? 'time-limit' : null;
  };
}

/** Lets timers and signals run now and then: an interrupt cannot arrive while this thread is busy. */
function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < 50) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}

const interruption = { signal: 'interrupted', 'time-limit': 'the time limit was reached' } as const;

// --- decisions --------------------------------------------------------------------------------------------------

interface Judged {
  readonly rule: Rule;
  readonly decision: Decision;
}

type Violation = Extract<Decision, { kind: 'violated' }>;

/** Runs the rules one after the other; those that an interrupt leaves over are undecided. */
async function judge(
  policy: Policy,
  chosen: readonly Rule[],
  watch: Watch,
  tell: (event: ProgressEvent) => void,
): Promise<readonly Judged[]> {
  const context = { policy, index: indexPolicy(policy), interrupted: () => watch() !== null };
  const judged: Judged[] = [];
  const breathe = breather();
  let hasTold = false;
  for (const [position, rule] of chosen.entries()) {
    await breathe();
    const stopped = watch();
    if (stopped !== null) {
      if (!hasTold) tell({ kind: 'interrupted', by: stopped, rulesLeft: chosen.length - position });
      hasTold = true;
      judged.push(...undecided(policy, rule, interruption[stopped]));
      continue;
    }
    tell({ kind: 'rule-started', rule: rule.id, number: position + 1, of: chosen.length });
    const started = performance.now();
    const decisions: Decision[] = [];
    for (const decision of rule.decide(context)) decisions.push(decision);
    judged.push(...decisions.map((decision) => ({ rule, decision })));
    tell({
      kind: 'rule-finished',
      rule: rule.id,
      decisions: decisions.length,
      violated: decisions.filter(({ kind }) => kind === 'violated').length,
      milliseconds: performance.now() - started,
    });
  }
  return judged;
}

function undecided(policy: Policy, rule: Rule, reason: string): readonly Judged[] {
  if (rule.undecided !== undefined)
    return rule.undecided(policy, reason).map((decision) => ({ rule, decision }));
  return rule.claims
    .filter((claim, position) =>
      rule.claims.slice(0, position).every((earlier) => earlier.property !== claim.property),
    )
    .map((claim) => ({
      rule,
      decision: {
        kind: 'unknown',
        property: propertyOf(rule, claim),
        claim: claim.schema.name,
        constraint: null,
        severity: severityOf(policy, rule),
        focus: {},
        reason,
        locations: [],
      },
    }));
}

function propertyOf(rule: Rule, claim: Claim): Rule['properties'][number] {
  const property = rule.properties.find((id) => id === claim.property);
  if (property === undefined)
    throw new Error(`the rule ${rule.id} has a claim of ${claim.property}, which is not its property`);
  return property;
}

// --- verdicts ---------------------------------------------------------------------------------------------------

interface Confirmed {
  readonly verdict: Violated;
  readonly claimed: Claimed;
  readonly detail: Detail;
  readonly extent: Extent;
}

/** Replays every violation and gives each decision its verdict. The same finding twice is one. */
async function confirm(
  policy: Policy,
  judged: readonly Judged[],
  watch: Watch,
  tell: (event: ProgressEvent) => void,
): Promise<{
  readonly verdicts: readonly Verdict[];
  readonly violations: readonly Confirmed[];
  readonly failures: readonly ReplayFailure[];
}> {
  const claimed = judged.flatMap(({ decision }) => (decision.kind === 'violated' ? [decision] : []));
  if (claimed.length > 0) tell({ kind: 'replaying', findings: claimed.length });
  const replay = replayer(
    policy,
    claimed.filter(({ evidence }) => evidence.kind !== 'trace'),
  );
  const verdicts: Verdict[] = [];
  const violations: Confirmed[] = [];
  const failures: ReplayFailure[] = [];
  const seen = new Set<string>();
  const breathe = breather();
  const questions = new Set(
    judged.flatMap((one) => (one.decision.kind === 'violated' ? [questionOf(one)] : [])),
  );
  for (const { rule, decision } of judged) {
    if (decision.kind !== 'violated') {
      // A rule may judge the sets of a constraint apart: what one of them violates does not hold.
      const isRefuted = decision.kind !== 'unknown' && questions.has(questionOf({ rule, decision }));
      if (isRefuted) continue;
      await breathe();
      const proof = proofOf(policy, decision);
      if (proof.kind === 'rejected')
        failures.push(failureOf(policy, rule, decision, [], { kind: 'evidence', why: proof.reason }));
      else
        verdicts.push(
          quietVerdict(
            policy,
            rule,
            proof.kind === 'undecided' ? unproved(decision, proof.reason) : decision,
          ),
        );
      continue;
    }
    await breathe();
    const fingerprint = fingerprintOf(identityOf(rule, decision));
    if (seen.has(fingerprint)) continue;
    seen.add(fingerprint);
    if (watch() === 'signal') {
      verdicts.push(unconfirmed(policy, rule, decision, fingerprint, 'interrupted before it was replayed'));
      continue;
    }
    const outcome = replayOne(policy, replay, rule, decision);
    if (outcome.kind === 'confirmed') {
      violations.push({
        verdict: violatedVerdict(policy, rule, decision, fingerprint, outcome),
        claimed: { ...decision, rule: rule.id },
        detail: outcome.detail,
        extent: extentOf(identityOf(rule, decision)),
      });
    } else if (outcome.reason.kind === 'too-large') {
      const reason = `found violated, but the exhaustive search that must confirm it gave up after ${outcome.reason.steps} steps`;
      verdicts.push(unconfirmed(policy, rule, decision, fingerprint, reason));
    } else {
      failures.push(failureOf(policy, rule, decision, decision.bindings, outcome.reason));
    }
  }
  return { verdicts, violations, failures };
}

function failureOf(
  policy: Policy,
  rule: Rule,
  { constraint, claim }: Decision,
  bindings: ReplayFailure['bindings'],
  reason: ReplayFailure['reason'],
): ReplayFailure {
  return { kind: 'replay-failure', file: policy.path, rule: rule.id, constraint, claim, bindings, reason };
}

/** What a violation is known by. Of a trace it is the goal: who gets there, and how, is one of many that would do. */
function identityOf(rule: Rule, decision: Violation): Identity {
  const isOneOfMany = decision.evidence.kind === 'trace' || decision.knownBy === 'elements';
  const bindings = isOneOfMany ? [] : decision.bindings;
  return { ...decision, bindings, rule: rule.id };
}

/** Whether the evidence that a claim brings with it proves it; most bring none, and are decided again when verified. */
function proofOf(policy: Policy, decision: Exclude<Decision, Violation>): InvariantCheck {
  if (decision.kind !== 'holds' || decision.evidence.kind !== 'invariant') return { kind: 'accepted' };
  return confirmInvariant(policy, decision, decision.evidence.parts);
}

function unproved(decision: Exclude<Decision, Violation>, why: string): Exclude<Decision, Violation> {
  const { property, claim, constraint, severity, focus, locations } = decision;
  const reason = `found to hold, but its evidence was not confirmed: ${why}`;
  return { kind: 'unknown', property, claim, constraint, severity, focus, locations, reason };
}

/** What is asked: one claim of one constraint. */
function questionOf({ rule, decision }: Judged): string {
  return JSON.stringify([rule.id, decision.claim, decision.constraint]);
}

type ReplayedOne =
  | {
      readonly kind: 'confirmed';
      readonly counterexample: Violated['counterexample'];
      readonly detail: Detail;
    }
  | { readonly kind: 'refused'; readonly reason: ReplayFailure['reason'] };

function replayOne(policy: Policy, replay: Replayer, rule: Rule, decision: Violation): ReplayedOne {
  const claim = rule.claims.find(({ schema }) => schema.name === decision.claim);
  if (claim === undefined) return { kind: 'refused', reason: { kind: 'unknown-claim' } };
  let detail: Detail | undefined;
  const told = (): Detail => {
    detail ??= decision.detail();
    return detail;
  };
  const outcome =
    decision.evidence.kind === 'trace'
      ? confirmTrace(policy, decision, decision.evidence.trace, told)
      : replay.replay(claim, decision, told);
  return outcome.kind === 'confirmed' ? { ...outcome, detail: told() } : outcome;
}

function baseOf(policy: Policy, rule: Rule, decision: Decision, fingerprint: string) {
  return {
    property: decision.property,
    rule: rule.id,
    constraint: decision.constraint,
    severity: decision.severity,
    profile: policy.profile,
    file: policy.path,
    fingerprint,
  };
}

function violatedVerdict(
  policy: Policy,
  rule: Rule,
  decision: Violation,
  fingerprint: string,
  { counterexample, detail }: Extract<ReplayedOne, { kind: 'confirmed' }>,
): Violated {
  return {
    ...baseOf(policy, rule, decision, fingerprint),
    status: 'violated',
    scope: decision.scope,
    locations: detail.locations,
    counterexample,
    core: detail.core,
    coreFingerprint: coreFingerprintOf(detail.core),
    repairs: null,
    evidence: decision.evidence,
  };
}

function unconfirmed(
  policy: Policy,
  rule: Rule,
  decision: Violation,
  fingerprint: string,
  reason: string,
): Verdict {
  return { ...baseOf(policy, rule, decision, fingerprint), status: 'unknown', reason, locations: [] };
}

function quietVerdict(policy: Policy, rule: Rule, decision: Exclude<Decision, Violation>): Verdict {
  const base = {
    ...baseOf(
      policy,
      rule,
      decision,
      // What holds is known by what it is about; its witness may change with unrelated facts.
      fingerprintOf({
        ...decision,
        rule: rule.id,
        bindings: [],
        elements: decision.kind === 'vacuous' ? [decision.vacuity] : [],
      }),
    ),
    locations: decision.locations,
  };
  switch (decision.kind) {
    case 'holds': {
      const { scope, witness, evidence } = decision;
      return { ...base, status: 'holds', scope, witness, evidence };
    }
    case 'vacuous': {
      const { scope, vacuity, reason } = decision;
      return { ...base, status: 'vacuous', scope, vacuity, reason };
    }
    case 'unknown':
      return { ...base, status: 'unknown', reason: decision.reason };
    default:
      return decision satisfies never;
  }
}

// --- repairs ----------------------------------------------------------------------------------------------------

/** Repairs for the first findings of each constraint; the rest keep `repairs: null`. */
async function repairAll(
  policy: Policy,
  violations: readonly Confirmed[],
  limits: NonNullable<CheckOptions['repairs']>,
  watch: Watch,
  tell: (event: ProgressEvent) => void,
): Promise<readonly Violated[]> {
  const counts = new Map<string, number>();
  const wanted = new Set<Confirmed>();
  const bySeverity = [...violations].sort(
    (a, b) => severityRank[a.verdict.severity] - severityRank[b.verdict.severity],
  );
  for (const violation of bySeverity) {
    // What mends a trace is a change of rules: `dutyproof reach --repair` looks for those.
    if (violation.verdict.evidence.kind === 'trace') continue;
    if (limits.of?.(violation.verdict) === false) continue;
    const key = JSON.stringify([violation.verdict.rule, violation.verdict.constraint]);
    const count = counts.get(key) ?? 0;
    if (count >= limits.perConstraint || wanted.size >= limits.inAll) continue;
    counts.set(key, count + 1);
    wanted.add(violation);
  }
  const search = repairer(policy);
  const known = new Map<string, ReturnType<typeof search.repairsOf>>();
  const verdicts: Violated[] = [];
  const breathe = breather();
  let number = 0;
  for (const violation of violations) {
    if (!wanted.has(violation) || watch() !== null) {
      verdicts.push(violation.verdict);
      continue;
    }
    number += 1;
    tell({ kind: 'repairing', number, of: wanted.size });
    await breathe();
    const key = sameRepairs(violation);
    const found = known.get(key) ?? search.repairsOf(violation.claimed, violation.detail.candidates);
    known.set(key, found);
    verdicts.push(
      found.kind === 'found'
        ? {
            ...violation.verdict,
            repairs: found.repairs,
            ...(found.more > 0 ? { moreRepairs: found.more } : {}),
          }
        : violation.verdict,
    );
  }
  return verdicts;
}

/** Findings of one conflict, each about another of its people, are mended by the same. */
function sameRepairs({ verdict, claimed }: Confirmed): string {
  const bindings = claimed.bindings.map(({ variable, value }) => [variable, value].join('\0'));
  return JSON.stringify([verdict.rule, verdict.constraint, verdict.coreFingerprint, bindings.sort()]);
}

// --- order ------------------------------------------------------------------------------------------------------

const statusRank: Readonly<Record<Status, number>> = {
  violated: 0,
  unknown: 1,
  bounded: 2,
  vacuous: 3,
  holds: 4,
};
const severityRank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Worst first; then by the catalogue, constraint and subject, so that a report changes only where verdicts do. */
function inOrder(verdicts: readonly Verdict[], catalogue: readonly Rule[]): readonly Verdict[] {
  const position = new Map(catalogue.map((rule, at) => [rule.id, at]));
  const keyed = verdicts.map((verdict) => ({
    verdict,
    text: JSON.stringify([
      verdict.constraint,
      verdict.status === 'violated' ? verdict.counterexample.bindings.map(({ value }) => value) : [],
      verdict.fingerprint,
    ]),
  }));
  return keyed
    .sort(
      (a, b) =>
        statusRank[a.verdict.status] - statusRank[b.verdict.status] ||
        severityRank[a.verdict.severity] - severityRank[b.verdict.severity] ||
        position.get(a.verdict.rule)! - position.get(b.verdict.rule)! ||
        (a.text < b.text ? -1 : a.text > b.text ? 1 : 0),
    )
    .map(({ verdict }) => verdict);
}

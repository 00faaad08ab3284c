/**
 * The independent checker: decides again what evidence claims, without any engine and without the index.
 *
 * It reads the inputs that the manifest names (a changed or missing one ends it), and judges every verdict: what holds
 * or is vacuous is decided again naively (`recheck/`), a violation is evaluated on the specification at its witness
 * and must be one that the naive decision finds, a plan is checked session by session. Evidence must also be complete:
 * a violation that the naive decision finds and nothing claims is told as dropped. What it trusts is the reader, the
 * specification with its interpreter, and the naive decision.
 */

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { match, P } from 'ts-pattern';
import type { z } from 'zod';
import { claims } from '../../spec/catalogue.ts';
import {
  type Manifest,
  manifestName,
  manifestShape,
  verdictsName,
  verdictsShape,
} from '../evidence/shape.ts';
import type { Claim } from '../logic/claim.ts';
import type { Policy } from '../policy/model.ts';
import { readPolicy } from '../policy/read.ts';
import { type DirectoryReader, nodeFiles, readText } from '../source/files.ts';
import type { ReplayFailure } from '../verdict/failure.ts';
import { fingerprintOf } from '../verdict/fingerprint.ts';
import { verdictShape } from '../verdict/json-schema.ts';
import type { Status } from '../verdict/verdict.ts';
import { describeFault, faultsOfPlan, starterOf } from './plan.ts';
import type { Finding } from './recheck/finding.ts';
import { type Claimed, isAbout } from './recheck/match.ts';
import { type Recheck, recheck, recheckedRules } from './recheck/recheck.ts';
import { relationsOf } from './recheck/relations.ts';
import { type ClaimedViolation, type Replayer, replayer } from './replay.ts';

export type CheckResult = 'accepted' | 'rejected' | 'undecided';

/** What the checker says of one verdict, or of a violation that no verdict claims (`status` is null). */
export interface VerdictCheck {
  readonly file: string;
  readonly rule: string;
  readonly constraint: string | null;
  readonly status: Status | null;
  readonly fingerprint: string | null;
  readonly result: CheckResult;
  /** Why it is not accepted, or how it was confirmed. */
  readonly reason: string;
}

export interface InputCheck {
  readonly path: string;
  readonly sha256: string;
  readonly result: 'same' | 'changed' | 'missing';
}

export type Verification =
  /** There is nothing that could be checked. */
  | { readonly kind: 'unusable'; readonly reason: string }
  | {
      readonly kind: 'checked';
      readonly result: CheckResult;
      readonly inputs: readonly InputCheck[];
      readonly verdicts: readonly VerdictCheck[];
      /** Violations that the checker finds and the evidence does not claim. */
      readonly dropped: readonly VerdictCheck[];
      /** For each policy the rules that were not run, about which the evidence says nothing. */
      readonly notCovered: readonly { readonly file: string; readonly rules: readonly string[] }[];
    };

type VerdictData = z.output<typeof verdictShape>;

const mostBytes = 1024 * 1024 * 1024;

export interface VerifyOptions {
  /** Where `directory` is relative to; default the working directory of the process. */
  readonly workingDirectory?: string;
  /** The files below a directory; default those of this machine. For tests and editors. */
  readonly filesAt?: (directory: string) => DirectoryReader;
  /** Steps of each exhaustive search. */
  readonly budget?: number;
}

/** Checks the evidence in `directory`. Never throws for what the files say. */
export function verifyEvidence(directory: string, options: VerifyOptions = {}): Verification {
  const filesAt = options.filesAt ?? nodeFiles;
  const home = resolve(options.workingDirectory ?? process.cwd(), directory);
  const evidence = filesAt(home);
  const manifest = readManifest(evidence);
  if (typeof manifest === 'string') return { kind: 'unusable', reason: manifest };
  const verdicts = readVerdicts(evidence, manifest);
  if (typeof verdicts === 'string') return { kind: 'unusable', reason: verdicts };

  const files = filesAt(resolve(home, manifest.base));
  const inputs: InputCheck[] = [];
  const checks: VerdictCheck[] = [];
  const dropped: VerdictCheck[] = [];
  const { wellFormed, malformed } = parseVerdicts(verdicts);
  checks.push(...malformed);
  const known = new Set(manifest.policies.map(({ path }) => path));
  for (const verdict of wellFormed)
    if (!known.has(verdict.file))
      checks.push(checkOf(verdict, 'rejected', 'the manifest does not name its policy'));

  for (const entry of manifest.policies) {
    const own = wellFormed.filter(({ file }) => file === entry.path);
    const read = readInputs(files, entry);
    inputs.push(...read.inputs);
    if (read.kind === 'rejected') {
      checks.push(...own.map((verdict) => checkOf(verdict, 'rejected', read.reason)));
      if (own.length === 0) dropped.push(wholePolicy(entry.path, read.reason));
      continue;
    }
    const judged = verifyPolicy(read.policy, entry.rules, own, options.budget);
    checks.push(...judged.verdicts);
    dropped.push(...judged.dropped);
  }
  const results = [...checks, ...dropped].map(({ result }) => result);
  return {
    kind: 'checked',
    result: results.includes('rejected')
      ? 'rejected'
      : results.includes('undecided')
        ? 'undecided'
        : 'accepted',
    inputs,
    verdicts: checks,
    dropped,
    notCovered: manifest.policies.flatMap(({ path, rules }) => {
      const missing = recheckedRules.filter((rule) => !rules.includes(rule));
      return missing.length === 0 ? [] : [{ file: path, rules: missing }];
    }),
  };
}

// --- files ------------------------------------------------------------------------------------------------------

/** The parsed manifest, or why there is none. */
function readManifest(files: DirectoryReader): Manifest | string {
  const text = readText(files, manifestName, mostBytes, '');
  if (text.kind === 'failed') return `no evidence: ${text.diagnostic.message}`;
  const value = parseJson(text.file.text);
  const manifest = manifestShape.safeParse(value);
  if (!manifest.success) return `\`${manifestName}\` is not of the expected shape: ${issue(manifest.error)}`;
  const unknown = manifest.data.policies
    .flatMap(({ rules }) => rules)
    .find((rule) => !recheckedRules.includes(rule));
  if (unknown !== undefined) return `\`${manifestName}\` names the rule \`${unknown}\`, which is not known`;
  return manifest.data;
}

function readVerdicts(files: DirectoryReader, manifest: Manifest): readonly unknown[] | string {
  const text = readText(files, verdictsName, mostBytes, '');
  if (text.kind === 'failed') return `no evidence: ${text.diagnostic.message}`;
  if (sha256(text.file.text) !== manifest.verdicts.sha256)
    return `\`${verdictsName}\` is not the file that \`${manifestName}\` was written for`;
  const verdicts = verdictsShape.safeParse(parseJson(text.file.text));
  if (!verdicts.success) return `\`${verdictsName}\` is not of the expected shape: ${issue(verdicts.error)}`;
  return verdicts.data.verdicts;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function issue(error: z.ZodError): string {
  const first = error.issues[0];
  return first === undefined ? 'unknown' : `${first.path.join('.') || 'the whole'}: ${first.message}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parseVerdicts(values: readonly unknown[]): {
  readonly wellFormed: readonly VerdictData[];
  readonly malformed: readonly VerdictCheck[];
} {
  const wellFormed: VerdictData[] = [];
  const malformed: VerdictCheck[] = [];
  for (const [position, value] of values.entries()) {
    const parsed = verdictShape.safeParse(value);
    if (parsed.success) wellFormed.push(parsed.data);
    else
      malformed.push({
        file: verdictsName,
        rule: '',
        constraint: null,
        status: null,
        fingerprint: null,
        result: 'rejected',
        reason: `verdict ${position + 1} is not of the expected shape: ${issue(parsed.error)}`,
      });
  }
  return { wellFormed, malformed };
}

type ReadInputs =
  | { readonly kind: 'policy'; readonly policy: Policy; readonly inputs: readonly InputCheck[] }
  | { readonly kind: 'rejected'; readonly reason: string; readonly inputs: readonly InputCheck[] };

/** The policy as it was read then: every file has the same bytes, and no other file is read. */
function readInputs(files: DirectoryReader, entry: Manifest['policies'][number]): ReadInputs {
  const inputs = entry.inputs.map(({ path, sha256: expected }): InputCheck => {
    const content = files.read(path, mostBytes);
    if (content.kind !== 'bytes') return { path, sha256: expected, result: 'missing' };
    const actual = createHash('sha256').update(content.bytes).digest('hex');
    return { path, sha256: expected, result: actual === expected ? 'same' : 'changed' };
  });
  const rejected = (reason: string): ReadInputs => ({ kind: 'rejected', reason, inputs });
  const other = inputs.find(({ result }) => result !== 'same');
  if (other !== undefined)
    return rejected(
      other.result === 'missing'
        ? `input \`${other.path}\` cannot be read`
        : `input \`${other.path}\` has changed`,
    );
  const read = readPolicy(entry.path, files);
  if (read.kind === 'failed')
    return rejected(`\`${entry.path}\` cannot be read: ${read.diagnostics[0]?.message ?? 'unknown'}`);
  const listed = new Map(entry.inputs.map(({ path, sha256: hash }) => [path, hash]));
  const stranger = read.value.files.find((file) => listed.get(file.path) !== file.sha256);
  if (stranger !== undefined) return rejected(`the manifest does not list the input \`${stranger.path}\``);
  return { kind: 'policy', policy: read.value, inputs };
}

// --- verdicts ---------------------------------------------------------------------------------------------------

function checkOf(verdict: VerdictData, result: CheckResult, reason: string): VerdictCheck {
  const { file, rule, constraint, status, fingerprint } = verdict;
  return { file, rule, constraint, status, fingerprint, result, reason };
}

function wholePolicy(file: string, reason: string): VerdictCheck {
  return { file, rule: '', constraint: null, status: null, fingerprint: null, result: 'rejected', reason };
}

interface Context {
  readonly policy: Policy;
  readonly again: Recheck;
  readonly replay: Replayer;
  /** The naive findings that a claim may be about. */
  readonly findingsAbout: (claimed: Claimed) => readonly Finding[];
}

/** Things by claim, constraint and subject, so that thousands of findings are not compared with one another. */
function bySubject<T>(
  things: readonly T[],
  keys: (thing: T) => readonly string[],
): (key: string) => readonly T[] {
  const index = new Map<string, T[]>();
  for (const thing of things) {
    for (const key of keys(thing)) {
      const list = index.get(key);
      if (list === undefined) index.set(key, [thing]);
      else list.push(thing);
    }
  }
  return (key) => index.get(key) ?? [];
}

const keyOfFinding = ({ claim, constraint, subject }: Finding): string =>
  JSON.stringify([claim, constraint, subject]);

/** A claim may be about any finding whose subject it binds, or that has none. */
const keysOfClaim = ({ claim, constraint, bindings }: Claimed): readonly string[] =>
  [...new Set(['', ...bindings.map(({ value }) => value)])].map((subject) =>
    JSON.stringify([claim, constraint, subject]),
  );

/** Judges the verdicts about one policy; exported for tests that have no files. */
export function verifyPolicy(
  policy: Policy,
  rules: readonly string[],
  verdicts: readonly VerdictData[],
  budget?: number,
): { readonly verdicts: readonly VerdictCheck[]; readonly dropped: readonly VerdictCheck[] } {
  const again = recheck(policy, { rules, ...(budget === undefined ? {} : { budget }) });
  const violated = verdicts.flatMap((verdict) =>
    verdict.status === 'violated' ? [claimedOf(policy, verdict)] : [],
  );
  const findings = bySubject(again.findings, (finding) => [keyOfFinding(finding)]);
  const context: Context = {
    policy,
    again,
    replay: replayer(policy, violated),
    findingsAbout: (claimed) =>
      keysOfClaim(claimed)
        .flatMap(findings)
        .filter((finding) => isAbout(claimed, finding)),
  };
  const seen = new Set<string>();
  const checks = verdicts.map((verdict) => {
    if (!rules.includes(verdict.rule))
      return checkOf(verdict, 'rejected', 'the manifest does not say that its rule was run');
    if (verdict.status === 'violated' && seen.has(verdict.fingerprint))
      return checkOf(verdict, 'rejected', 'the same finding is claimed twice');
    seen.add(verdict.fingerprint);
    if (!sameProfile(policy, verdict))
      return checkOf(verdict, 'rejected', 'it was computed under another profile');
    return checkVerdict(context, verdict);
  });
  const accepted = verdicts.flatMap((verdict, at) =>
    verdict.status === 'violated' && checks[at]!.result === 'accepted'
      ? [{ ...claimedOf(policy, verdict), rule: verdict.rule }]
      : [],
  );
  const claimedBy = bySubject(accepted, keysOfClaim);
  const dropped = again.findings.flatMap((finding) =>
    missingFrom(policy, finding, claimedBy(keyOfFinding(finding))),
  );
  return { verdicts: checks, dropped };
}

function sameProfile(policy: Policy, verdict: VerdictData): boolean {
  return JSON.stringify(sorted(policy.profile)) === JSON.stringify(sorted(verdict.profile));
}

function sorted(record: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function claimNamed(name: string): Claim | undefined {
  return claims.find(({ schema }) => schema.name === name);
}

/** The application and plan that a verdict is about follow from its constraint. */
function focusOf(policy: Policy, claim: string, constraint: string | null): ClaimedViolation['focus'] {
  for (const { name, plans } of policy.applications) {
    const plan = plans.find((one) => `${name}/${one.name}` === constraint);
    if (plan !== undefined && claim !== 'RunSessionSOD') return { application: name, plan: plan.name };
    const isRun =
      claim === 'RunSessionSOD' &&
      policy.sessions.some(
        ({ of }) =>
          of !== null &&
          policy.applications[of.application]!.name === name &&
          `${name}/${of.run}` === constraint,
      );
    if (isRun) return { application: name };
  }
  if (aboutFacts.has(claim)) return {};
  const isOperation = claim === 'OperationalSOD' && policy.operations.some(({ name }) => name === constraint);
  const application = policy.applications.find(({ name }) => name === constraint);
  return application === undefined || isOperation ? {} : { application: application.name };
}

/** Claims whose constraint is one of the policy's, never an application. */
const aboutFacts: ReadonlySet<string> = new Set([
  'References',
  'AcyclicHierarchy',
  'SessionAuthorisation',
  'StaticSOD',
  'StaticSODSet',
  'NoDeadRole',
  'DynamicSOD',
  'DynamicSODSet',
  'UserDynamicSOD',
  'UserDynamicSODSet',
  'Activatable',
  'PermissionSOD',
  'DynamicPermissionSOD',
  'CardinalityLimit',
  'PrerequisiteHeld',
  'RoleWindowOpen',
]);

function claimedOf(policy: Policy, verdict: Extract<VerdictData, { status: 'violated' }>): ClaimedViolation {
  const claim = verdict.counterexample.schema;
  return {
    claim,
    constraint: verdict.constraint,
    focus: focusOf(policy, claim, verdict.constraint),
    bindings: verdict.counterexample.bindings,
    elements: [],
  };
}

function checkVerdict(context: Context, verdict: VerdictData): VerdictCheck {
  return match(verdict)
    .with({ status: 'violated' }, (violated) => checkViolated(context, violated))
    .with({ status: P.union('holds', 'vacuous') }, (quiet) => checkQuiet(context, quiet))
    .with({ status: P.union('bounded', 'unknown') }, (open) => checkOpen(context, open))
    .exhaustive();
}

/** The claim is false at the witness, and the naive decision finds the same conflict. */
function checkViolated(
  { policy, again, replay, findingsAbout }: Context,
  verdict: Extract<VerdictData, { status: 'violated' }>,
): VerdictCheck {
  const claimed = claimedOf(policy, verdict);
  const claim = claimNamed(claimed.claim);
  if (claim === undefined || claim.property !== verdict.property)
    return checkOf(verdict, 'rejected', `it has no claim \`${claimed.claim}\` of ${verdict.property}`);
  const { sentence, paths } = verdict.counterexample;
  const outcome = replay.replay(claim, claimed, () => ({ sentence, paths, core: verdict.core }));
  if (outcome.kind === 'refused') return refused(verdict, outcome.reason);
  const same = findingsAbout({ ...claimed, rule: verdict.rule });
  if (same.length === 0) {
    return again.undecided.some((open) => isSameQuestion(open, verdict, claimed.claim))
      ? checkOf(verdict, 'accepted', 'the specification is false at the witness')
      : checkOf(verdict, 'rejected', 'the naive decision finds no such violation');
  }
  if (!same.some((finding) => hasFingerprint(verdict, claimed, finding)))
    return checkOf(verdict, 'rejected', 'its fingerprint is not that of the finding');
  return checkOf(
    verdict,
    'accepted',
    'the specification is false at the witness, and the naive decision finds it',
  );
}

/** Why the specification does not confirm a claimed violation. */
function refused(verdict: VerdictData, reason: ReplayFailure['reason']): VerdictCheck {
  const rejected = (why: string): VerdictCheck => checkOf(verdict, 'rejected', why);
  return match(reason)
    .with({ kind: 'holds' }, () => rejected('the specification holds at the witness'))
    .with({ kind: 'unbound' }, ({ variable }) => rejected(`the witness gives \`${variable}\` no value`))
    .with({ kind: 'other-constraint' }, () => rejected('the conflict is not one of the constraint'))
    .with({ kind: 'unknown-claim' }, () => rejected('what it is about does not exist'))
    .with({ kind: 'too-large' }, ({ steps }) =>
      checkOf(verdict, 'undecided', `the exhaustive search gave up after ${steps} steps`),
    )
    .exhaustive();
}

/** Claims whose elements are the engine's choice among several right ones. */
const freeElements: ReadonlySet<string> = new Set([
  'Feasible',
  'FeasiblePair',
  'AdequateExclusions',
  'TemplateDynamicSOD',
]);

function hasFingerprint(verdict: VerdictData, claimed: ClaimedViolation, finding: Finding): boolean {
  if (freeElements.has(finding.claim)) return true;
  const elementLists =
    finding.claim === 'References' ? finding.elements.map((one) => [one]) : [finding.elements];
  return elementLists.some(
    (elements) => fingerprintOf({ ...claimed, rule: verdict.rule, elements }) === verdict.fingerprint,
  );
}

function isSameQuestion(
  open: { readonly rule: string; readonly claim: string; readonly constraint: string | null },
  verdict: VerdictData,
  claim: string,
): boolean {
  return open.rule === verdict.rule && open.constraint === verdict.constraint && open.claim === claim;
}

/** Nothing violates it; of what is feasible, the plan is one. */
function checkQuiet(
  { policy, again }: Context,
  verdict: Extract<VerdictData, { status: 'holds' | 'vacuous' }>,
): VerdictCheck {
  const claim = quietClaim(verdict);
  if (claim === undefined) return checkOf(verdict, 'rejected', 'its fingerprint is not that of any claim');
  const found = again.findings.filter(
    (finding) =>
      finding.rule === verdict.rule &&
      finding.claim === claim.schema.name &&
      finding.constraint === verdict.constraint,
  );
  if (found.length > 0)
    return checkOf(verdict, 'rejected', `the naive decision finds ${described(found[0]!, found.length)}`);
  if (verdict.status === 'holds' && verdict.evidence.kind === 'plan') {
    const application = policy.applications.find(({ name }) => name === verdict.constraint);
    if (application === undefined || claim.schema.name !== 'Feasible')
      return checkOf(verdict, 'rejected', 'its plan is of no application');
    const relations = relationsOf(policy);
    const faults = faultsOfPlan(relations, application, verdict.evidence.plan);
    if (faults.length > 0) return checkOf(verdict, 'rejected', describeFault(faults[0]!));
    if (starterOf(relations, application) === null)
      return checkOf(verdict, 'rejected', 'nobody may start the application');
    return checkOf(
      verdict,
      'accepted',
      'the plan gives every session a candidate and respects all exclusions',
    );
  }
  if (again.undecided.some((open) => isSameQuestion(open, verdict, claim.schema.name)))
    return checkOf(verdict, 'undecided', 'the exhaustive search gave up');
  return checkOf(verdict, 'accepted', 'the naive decision finds no violation');
}

/** The claim that a verdict without a counterexample is about: the one that its fingerprint is made from. */
function quietClaim(verdict: Extract<VerdictData, { status: 'holds' | 'vacuous' }>): Claim | undefined {
  return claims.find(
    (claim) =>
      claim.property === verdict.property &&
      fingerprintOf({
        rule: verdict.rule,
        claim: claim.schema.name,
        constraint: verdict.constraint,
        bindings: [],
        elements: verdict.status === 'vacuous' ? [verdict.vacuity] : [],
      }) === verdict.fingerprint,
  );
}

/** What is not known claims nothing; it is refused only where the checker knows better. */
function checkOpen({ again }: Context, verdict: VerdictData): VerdictCheck {
  const found = again.findings.filter(
    (finding) =>
      finding.rule === verdict.rule &&
      (verdict.constraint === null || finding.constraint === verdict.constraint),
  );
  return found.length > 0
    ? checkOf(
        verdict,
        'rejected',
        `it is said not to be known, but the naive decision finds ${described(found[0]!, found.length)}`,
      )
    : checkOf(verdict, 'accepted', 'it claims nothing');
}

function described(finding: Finding, count: number): string {
  const about = [finding.subject, ...finding.elements].filter((name) => name !== '');
  const what = about.length === 0 ? (finding.constraint ?? finding.rule) : about.slice(0, 4).join(', ');
  return count === 1 ? `a violation: ${what}` : `${count} violations, among them ${what}`;
}

/** The finding, unless accepted verdicts claim all of it. */
function missingFrom(
  policy: Policy,
  finding: Finding,
  accepted: readonly Claimed[],
): readonly VerdictCheck[] {
  const about = accepted.filter((claimed) => isAbout(claimed, finding));
  // Undeclared names are claimed one by one, everything else as a whole.
  const isCovered =
    finding.claim === 'References' ? about.length >= finding.elements.length : about.length > 0;
  if (isCovered) return [];
  return [
    {
      file: policy.path,
      rule: finding.rule,
      constraint: finding.constraint,
      status: null,
      fingerprint: null,
      result: 'rejected',
      reason: `no verdict claims ${described(finding, 1)}`,
    },
  ];
}

/**
 * Judges the verdicts about one policy: what holds or is vacuous is decided again naively (`recheck/`), a violation is
 * evaluated on the specification at its witness and must be one that the naive decision finds, a plan is checked session
 * by session. A violation that the naive decision finds and no verdict claims is dropped.
 */

import { match, P } from 'ts-pattern';
import { claims } from '../../spec/catalogue.ts';
import type { Claim } from '../logic/claim.ts';
import type { Doubt, Policy, Possible } from '../policy/model.ts';
import { withPossible } from '../policy/possible.ts';
import { doubtsAbout, effects, widestDoubt } from '../verdict/effects.ts';
import type { ReplayFailure } from '../verdict/failure.ts';
import { fingerprintOf } from '../verdict/fingerprint.ts';
import { checkReach, goalsWithout, reachRule } from './administration/verify-reach.ts';
import { describeFault, faultsOfPlan, starterOf } from './plan.ts';
import type { Finding } from './recheck/finding.ts';
import { type Claimed, isAbout } from './recheck/match.ts';
import { type Recheck, recheck } from './recheck/recheck.ts';
import { relationsOf } from './recheck/relations.ts';
import { refutes } from './refutation.ts';
import { aboutOperations, type ClaimedViolation, type Replayer, replayer } from './replay.ts';
import { checkOf, type VerdictCheck, type VerdictData } from './verdict-check.ts';

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

/** `rules` are those that were run. `budget` is the number of steps of each exhaustive search. */
export function verifyPolicy(
  policy: Policy,
  rules: readonly string[],
  verdicts: readonly VerdictData[],
  budget?: number,
): Verified {
  const { possible } = policy;
  if (possible === null) return verifyFacts(policy, rules, verdicts, budget);
  // What holds must hold with everything that is possible, and what is violated by the facts alone.
  const isQuiet = ({ status }: VerdictData): boolean => status === 'holds' || status === 'vacuous';
  const isRefused = (verdict: VerdictData): boolean => doubtAgainst(possible, verdict) !== null;
  const judged = verdicts.filter((verdict) => verdict.status !== 'unknown' && !isRefused(verdict));
  const certain = verifyFacts(
    { ...policy, possible: null },
    rules,
    judged.filter((verdict) => !isQuiet(verdict)),
    budget,
  );
  const all = verifyFacts(withPossible(policy), rules, judged.filter(isQuiet), budget);
  const open = verdicts
    .filter(({ status }) => status === 'unknown')
    .map((verdict) => checkOf(verdict, 'accepted', 'it claims nothing'));
  const refused = verdicts
    .filter(isRefused)
    .map((verdict) =>
      checkOf(verdict, 'rejected', `that is in doubt: ${doubtAgainst(possible, verdict)!.reason}`),
    );
  // What more facts could mend is not violated by the facts alone.
  const dropped = certain.dropped.filter(
    ({ rule }) => effects[rule]?.facts === 'more' || doubtsAbout(possible, rule).length === 0,
  );
  return { verdicts: [...certain.verdicts, ...all.verdicts, ...open, ...refused], dropped };
}

/** A doubt that the verdict cannot stand against, or null. */
function doubtAgainst(possible: Possible, { status, rule }: VerdictData): Doubt | null {
  if (status === 'unknown') return null;
  const effect = effects[rule]?.facts ?? 'either';
  const harmless = status === 'violated' ? 'more' : 'fewer';
  if (effect === harmless) return null;
  const doubt = effect === 'more' ? widestDoubt(possible, rule) : doubtsAbout(possible, rule)[0];
  return doubt ?? null;
}

interface Verified {
  readonly verdicts: readonly VerdictCheck[];
  readonly dropped: readonly VerdictCheck[];
}

function verifyFacts(
  policy: Policy,
  rules: readonly string[],
  verdicts: readonly VerdictData[],
  budget: number | undefined,
): Verified {
  const again = recheck(policy, { rules, ...(budget === undefined ? {} : { budget }) });
  const violated = verdicts.flatMap((verdict) =>
    verdict.status === 'violated' && verdict.rule !== reachRule ? [claimedOf(policy, verdict)] : [],
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
    return verdict.rule === reachRule
      ? checkReach(policy, verdict, verdicts)
      : checkVerdict(context, verdict);
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
  const unanswered = rules.includes(reachRule) ? goalsWithout(policy, verdicts) : [];
  return { verdicts: checks, dropped: [...dropped, ...unanswered] };
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
  const isOperation = aboutOperations.has(claim) && policy.operations.some(({ name }) => name === constraint);
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
  'StrictStaticSOD',
  'OneStepSOD',
  'ObjectSOD',
  'RoleObjectSOD',
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
    .with({ kind: 'evidence' }, ({ why }) => rejected(`its evidence does not prove it: ${why}`))
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
  'KUserSOD',
  'EnforcedSOD',
  'EveryPlanSOD',
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
      application.constraints.length === 0
        ? 'the plan gives every session a candidate and respects all exclusions'
        : 'the plan gives every session a candidate and respects all exclusions and constraints',
    );
  }
  if (verdict.status === 'holds' && verdict.evidence.kind === 'refutation') {
    const refutation = refutes(relationsOf(policy), claim.schema.name, verdict.constraint, verdict.evidence);
    return refutation.kind === 'refuted'
      ? checkOf(verdict, 'accepted', 'its refutation follows from the facts of the policy, line by line')
      : checkOf(verdict, 'rejected', refutation.why);
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

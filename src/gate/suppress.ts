/**
 * Suppressions: who answers for a finding, and until when.
 *
 * A suppression is written on what is violated or weakened, and on nothing else: what is unknown, or failed its replay,
 * stays what it is. What is suppressed stays in every report. A suppression in a policy covers that policy alone, one
 * of a file every policy. The first one that covers a finding answers for it; others that cover it too are not unused.
 */

import type { CheckOutcome } from '../check/run.ts';
import type { Policy, Suppression } from '../policy/model.ts';
import { shown } from '../policy/names.ts';
import { type Problems, problemCollector } from '../policy/problems.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { counted, listed } from '../source/words.ts';
import type { Standing, Suppressed, Weakening } from '../verdict/gate.ts';
import type { Violated } from '../verdict/verdict.ts';
import { weakeningKinds } from '../verdict/weakening-kinds.ts';
import { withStandings } from './gate.ts';
import { judgedBy, type WasJudged } from './judged.ts';

export interface SuppressResult {
  /** With `standing.suppressed` on what is covered. */
  readonly outcomes: readonly CheckOutcome[];
  readonly weakenings: readonly Weakening[];
  /** Suppressions that have expired (errors), and such that cover nothing (warnings), each where it stands. */
  readonly problems: readonly Diagnostic[];
  /** Whether there are any suppressions: then there is a gate, so that they are told. */
  readonly exist: boolean;
}

/**
 * `weakenings` is null where they were not looked for: then a suppression of a kind of weakening is not unused.
 * `shared` are those of files; those of policies are found in the outcomes. `today` is `YYYY-MM-DD` in UTC.
 */
export function suppress(
  outcomes: readonly CheckOutcome[],
  weakenings: readonly Weakening[] | null,
  shared: readonly Suppression[],
  today: string,
): SuppressResult {
  const all = [
    ...outcomes.flatMap(({ policy }) => policy.suppressions.map((suppression) => own(suppression, policy))),
    ...shared.map((suppression) => own(suppression, null)),
  ];
  const standings = new Map<Violated, Standing>();
  for (const { policy, verdicts } of outcomes) {
    for (const verdict of verdicts) {
      if (verdict.status !== 'violated') continue;
      const suppressed = answerFor(all, targetOf(policy, verdict), today);
      if (suppressed !== null) standings.set(verdict, { suppressed });
    }
  }
  const covered = (weakenings ?? []).map((weakening): Weakening => {
    const suppressed = answerFor(all, targetOfWeakening(weakening), today);
    return suppressed === null ? weakening : { ...weakening, suppressed };
  });
  return {
    outcomes: withStandings(outcomes, standings),
    weakenings: covered,
    problems: problemsOf(all, outcomes, weakenings !== null, today),
    exist: all.length > 0,
  };
}

/** Whether a suppression counts no more: its last day is included. */
export function isExpired({ expires }: Pick<Suppression, 'expires'>, today: string): boolean {
  return expires < today;
}

interface Placed {
  readonly suppression: Suppression;
  /** The path of the only policy that it covers, or null. */
  readonly policy: string | null;
  /** What it covers, in words. */
  readonly covered: string[];
}

function own(suppression: Suppression, policy: Policy | null): Placed {
  return { suppression, policy: policy?.path ?? null, covered: [] };
}

/** What a suppression looks at. */
interface Target {
  /** Path of the policy. */
  readonly policy: string;
  readonly fingerprint: string;
  readonly rule: string;
  readonly constraint: string | null;
  readonly subject: string | null;
}

function targetOf(policy: Policy, { fingerprint, rule, constraint, counterexample }: Violated): Target {
  const subject = counterexample.bindings[0]?.value ?? null;
  return { policy: policy.path, fingerprint, rule, constraint, subject };
}

function targetOfWeakening({ file, fingerprint, kind, constraint }: Weakening): Target {
  return { policy: file, fingerprint, rule: kind, constraint, subject: null };
}

/** The first that covers `target`; notes on each that does what it covers. */
function answerFor(all: readonly Placed[], target: Target, today: string): Suppressed | null {
  let answer: Suppressed | null = null;
  for (const { suppression, policy, covered } of all) {
    if (policy !== null && policy !== target.policy) continue;
    if (!fits(suppression, target)) continue;
    covered.push(wordsOf(target));
    if (!isExpired(suppression, today)) answer ??= suppressedBy(suppression);
  }
  return answer;
}

function fits({ covers }: Suppression, target: Target): boolean {
  const is = (wanted: string | null, name: string | null): boolean =>
    wanted === null || wanted === name?.normalize('NFC');
  return (
    (covers.fingerprint === null || target.fingerprint.startsWith(covers.fingerprint)) &&
    is(covers.rule, target.rule) &&
    is(covers.constraint, target.constraint) &&
    is(covers.subject, target.subject)
  );
}

function suppressedBy({ id, expires, owner, reason, control, ticket }: Suppression): Suppressed {
  return {
    id,
    expires,
    owner,
    reason,
    ...(control === null ? {} : { control }),
    ...(ticket === null ? {} : { ticket }),
  };
}

function wordsOf({ rule, constraint, subject }: Target): string {
  const on = constraint === null ? '' : ` of \`${shown(constraint)}\``;
  const by = subject === null ? '' : ` by \`${shown(subject)}\``;
  return `${rule}${on}${by}`;
}

function problemsOf(
  all: readonly Placed[],
  outcomes: readonly CheckOutcome[],
  withWeakenings: boolean,
  today: string,
): readonly Diagnostic[] {
  const problems = problemCollector();
  const judged = new Map(outcomes.map((outcome) => [outcome.policy.path, judgedBy(outcome)]));
  for (const placed of all) {
    const { suppression, policy, covered } = placed;
    if (isExpired(suppression, today)) reportExpired(problems, placed);
    else if (covered.length === 0) {
      const where = policy === null ? [...judged.values()] : [judged.get(policy)];
      if (couldCover(suppression, where, withWeakenings)) reportUnused(problems, suppression);
    }
  }
  return problems.all(all.map(({ suppression }) => suppression.idSpan.file));
}

/** Whether everything that it could be about was looked at, so that covering nothing says something. */
function couldCover(
  { covers }: Suppression,
  judged: readonly (WasJudged | undefined)[],
  withWeakenings: boolean,
): boolean {
  if (covers.rule !== null && weakeningKinds.includes(covers.rule)) return withWeakenings;
  return judged.length > 0 && judged.every((was) => was?.(covers.rule, covers.constraint) === true);
}

function reportExpired(problems: Problems, { suppression, covered }: Placed): void {
  const { id, expires, owner, expiresSpan } = suppression;
  problems.report({
    code: 'suppression-expired',
    message:
      `suppression \`${shown(id)}\` of \`${shown(owner)}\` ended with ${expires}, and ` +
      (covered.length === 0 ? 'covers nothing' : `covered ${listed(covered, 3)}`),
    span: expiresSpan,
    hint:
      covered.length === 0
        ? 'remove it'
        : `mend ${covered.length === 1 ? 'the finding' : `the ${counted(covered.length, 'finding')}`}, or let \`${shown(owner)}\` agree on a later day`,
  });
}

function reportUnused(problems: Problems, { id, idSpan }: Suppression): void {
  problems.report({
    code: 'suppression-unused',
    message: `suppression \`${shown(id)}\` covers nothing`,
    span: idSpan,
    hint: 'remove it, or correct what it is to cover',
  });
}

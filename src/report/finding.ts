/**
 * One flat shape that the formats for machines are made from.
 *
 * Whatever keeps a run from passing is a finding, whether it is a violation, something undecided, a file that cannot be
 * read or a defect of an engine: no format can then be empty, and look green, where the exit code is not 0. Texts have
 * no control characters and no markup of ours; names and paths are as the user wrote them.
 */

import { createHash } from 'node:crypto';
import type { Policy, Severity } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import { fails, weakeningFails } from '../verdict/exit-code.ts';
import type { ReplayFailure } from '../verdict/failure.ts';
import type { Standing, Weakening } from '../verdict/gate.ts';
import type {
  Bounded,
  Position,
  PropertyId,
  ReportedDiagnostic,
  Unknown,
  Vacuous,
  Violated,
} from '../verdict/verdict.ts';
import { printable } from './printable.ts';
import { relatedOf } from './related.ts';
import type { Report } from './report.ts';
import { contradictionOf, headlineOf, plainSentence, titleOf, undecidedSentence } from './sentences.ts';
import { silenceOf } from './silence.ts';
import { stepsOf } from './steps.ts';

export type FindingKind =
  | 'violated'
  | 'weakening'
  | 'unknown'
  | 'bounded'
  /** Only where vacuous verdicts fail. */
  | 'vacuous'
  /** With the baseline or the suppressions. */
  | 'problem'
  /** With a file. */
  | 'reading'
  /** The specification does not confirm what an engine found. */
  | 'internal'
  /** The run as a whole: nothing was checked, or it was stopped. */
  | 'run';

/** Whether it is about what a file says: its texts quote the file in backticks, and what repairs it is help. */
export function isAboutFile(kind: FindingKind): boolean {
  return kind === 'reading' || kind === 'problem';
}

/** One step of how it comes about. */
export interface Step {
  readonly text: string;
  readonly location: Location | null;
}

export interface Related {
  readonly what: 'constraint' | 'goal' | 'application' | 'operation' | 'place';
  readonly text: string;
  readonly location: Location;
}

export interface Finding {
  readonly kind: FindingKind;
  /** Id of the rule; `weakening/KIND`; the code of what is wrong with a file; `internal-error`, `nothing-checked`, `stopped`. */
  readonly rule: string;
  readonly property: PropertyId | null;
  readonly constraint: string | null;
  /** Name of the policy, or null where it is about none. */
  readonly policy: string | null;
  /** Path of the policy file. */
  readonly file: string | null;
  readonly severity: Severity;
  /** One sentence: what is so. */
  readonly headline: string;
  /** The same with how it comes about and where. */
  readonly message: string;
  /** The most useful one first: formats anchor there. */
  readonly locations: readonly Location[];
  /** Where the text at the first location ends, exclusive; null where that is not known. */
  readonly end: Position | null;
  readonly steps: readonly Step[];
  readonly related: readonly Related[];
  readonly repairs: readonly string[];
  readonly repeat: string | null;
  readonly fingerprint: string;
  readonly coreFingerprint: string | null;
  readonly standing: Standing;
  /** Whether it is a reason why the exit code is not 0. */
  readonly fails: boolean;
}

/** All of a run, worst first: what fails before what does not, then by severity, then new before old. */
export function findingsOf(report: Report): readonly Finding[] {
  const { envelope, outcomes } = report;
  const found: Finding[] = [
    ...envelope.failures.map(ofFailure),
    ...envelope.diagnostics.map((diagnostic) => ofDiagnostic(diagnostic, 'reading')),
    ...outcomes.flatMap(({ policy, verdicts }) =>
      verdicts.flatMap((verdict): readonly Finding[] => {
        switch (verdict.status) {
          case 'violated':
            return [ofViolation(policy, verdict, report)];
          case 'unknown':
          case 'bounded':
            return [ofUndecided(policy, verdict, report)];
          case 'vacuous':
            return report.failOn.vacuous === 'fails' ? [ofVacuous(policy, verdict, report)] : [];
          case 'holds':
            return [];
          default:
            return verdict satisfies never;
        }
      }),
    ),
    ...(envelope.gate?.weakenings ?? []).map((weakening) => ofWeakening(weakening, report)),
    ...(envelope.gate?.problems ?? []).map((problem) => ofDiagnostic(problem, 'problem')),
  ];
  const keyed = [...found, ...ofRun(report, found)].map((finding) => ({ finding, key: keyOf(finding) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ finding }) => finding);
}

const severities: readonly Severity[] = ['error', 'warning', 'note'];

const kinds: readonly FindingKind[] = [
  'internal',
  'reading',
  'run',
  'violated',
  'weakening',
  'problem',
  'vacuous',
  'unknown',
  'bounded',
];

/** The lower the worse: a number with a digit for each thing that counts, the first counts most. */
function keyOf({ kind, severity, standing, fails: isFailing }: Finding): number {
  const isUndecided = kind === 'unknown' || kind === 'bounded';
  const isNew =
    standing.state === undefined || standing.state === 'new' || standing.worsenedFrom !== undefined;
  const digits = [
    isFailing ? 0 : 1,
    standing.suppressed === undefined ? 0 : 1,
    isUndecided ? 1 : 0,
    severities.indexOf(severity),
    isNew ? 0 : standing.state === 'existing-with-changes' ? 1 : 2,
    kinds.indexOf(kind),
  ];
  return digits.reduce((sum, digit) => sum * 10 + digit, 0);
}

const nothing = {
  property: null,
  constraint: null,
  policy: null,
  file: null,
  end: null,
  steps: [],
  related: [],
  repairs: [],
  repeat: null,
  coreFingerprint: null,
  standing: {},
} as const;

function ofViolation(policy: Policy, verdict: Violated, report: Report): Finding {
  const { property, rule, constraint, severity, file, counterexample, locations, standing = {} } = verdict;
  return {
    ...nothing,
    kind: 'violated',
    rule,
    property,
    constraint,
    policy: policy.name,
    file,
    severity,
    headline: plainSentence(headlineOf(verdict)),
    message: plainSentence(counterexample.sentence),
    locations: locations.length > 0 ? locations : [startOf(file)],
    steps: stepsOf(policy, verdict),
    related: relatedOf(policy, verdict),
    repairs: repairsOf(verdict),
    repeat: report.repeat(verdict),
    fingerprint: verdict.fingerprint,
    coreFingerprint: verdict.coreFingerprint,
    standing,
    fails: fails(severity, standing, report.failOn),
  };
}

/** For a trace they are looked for by a command of its own. */
function repairsOf({ evidence, repairs }: Violated): readonly string[] {
  if (evidence.kind === 'trace') return ['`dutyproof reach --repair` finds what would'];
  return (repairs ?? []).map((repair) => plainSentence(repair.sentence));
}

function ofUndecided(policy: Policy, verdict: Unknown | Bounded, report: Report): Finding {
  const text = `not decided: ${plainSentence(undecidedSentence(verdict))}`;
  return ofOther(policy, verdict, verdict.status, text, report);
}

function ofVacuous(policy: Policy, verdict: Vacuous, report: Report): Finding {
  const text = `holds, and says nothing: ${plainSentence(verdict.reason)} (${verdict.vacuity})`;
  return ofOther(policy, verdict, 'vacuous', text, report);
}

function ofOther(
  policy: Policy,
  verdict: Unknown | Bounded | Vacuous,
  kind: 'unknown' | 'bounded' | 'vacuous',
  text: string,
  report: Report,
): Finding {
  const { rule, property, constraint, file, severity, locations, fingerprint } = verdict;
  return {
    ...nothing,
    kind,
    rule,
    property,
    constraint,
    policy: policy.name,
    file,
    severity,
    headline: text,
    message: text,
    locations: locations.length > 0 ? locations : [startOf(file)],
    related: relatedOf(policy, verdict),
    repeat: report.repeat(verdict),
    fingerprint,
    fails: true,
  };
}

function ofWeakening(weakening: Weakening, { outcomes, failOn }: Report): Finding {
  const { kind, severity, file, constraint, example, locations, fingerprint, suppressed } = weakening;
  const text = plainSentence(weakening.sentence);
  return {
    ...nothing,
    kind: 'weakening',
    rule: `weakening/${kind}`,
    constraint,
    policy: outcomes.find(({ policy }) => policy.path === file)?.policy.name ?? null,
    file,
    severity,
    headline: text,
    message: example === null ? text : `${text}; possible now: ${plainSentence(example)}`,
    locations: locations.length > 0 ? locations : [startOf(file)],
    fingerprint,
    standing: suppressed === undefined ? {} : { suppressed },
    fails: weakeningFails(weakening, failOn),
  };
}

function ofDiagnostic(diagnostic: ReportedDiagnostic, kind: 'reading' | 'problem'): Finding {
  const { code, severity, path, range, hint, related } = diagnostic;
  // What is in backticks is quoted from the file, and would be unclear without them.
  const text = printable(diagnostic.message);
  return {
    ...nothing,
    kind,
    rule: code,
    file: path,
    severity,
    headline: text,
    message: text,
    locations: path === null ? [] : [range === null ? startOf(path) : { path, ...range.start }],
    end: range?.end ?? null,
    related: related.map(({ message, location }) => ({ what: 'place', text: printable(message), location })),
    repairs: hint === null ? [] : [printable(hint)],
    fingerprint: hashOf([kind, code, path ?? '', diagnostic.message]),
    fails: severity === 'error',
  };
}

function ofFailure(failure: ReplayFailure): Finding {
  const { file, rule, constraint } = failure;
  const text = 'internal error: the specification does not confirm what an engine found';
  const what = printable(`${titleOf(failure)}, ${contradictionOf(failure)}`);
  return {
    ...nothing,
    kind: 'internal',
    rule: 'internal-error',
    constraint,
    file,
    severity: 'error',
    headline: text,
    message: `${text}: ${what}`,
    locations: [startOf(file)],
    fingerprint: hashOf(['internal', file, rule, what]),
    fails: true,
  };
}

/** What no verdict tells of the run as a whole. */
function ofRun(report: Report, found: readonly Finding[]): readonly Finding[] {
  const { envelope, outcomes, interrupted } = report;
  const file = outcomes[0]?.policy.path ?? null;
  const make = (rule: string, text: string): Finding => ({
    ...nothing,
    kind: 'run',
    rule,
    file,
    severity: 'error',
    headline: text,
    message: text,
    locations: file === null ? [] : [startOf(file)],
    fingerprint: hashOf(['run', rule, file ?? '']),
    fails: true,
  });
  const silence = silenceOf(report);
  const told: readonly Finding[] = [
    ...(silence === null ? [] : [make('nothing-checked', `nothing was checked: ${plainSentence(silence)}`)]),
    ...(interrupted === null ? [] : [make('stopped', `stopped: ${plainSentence(interrupted)}`)]),
  ];
  const isExplained = envelope.exitCode === 0 || [...found, ...told].some((finding) => finding.fails);
  return isExplained ? told : [make('nothing-checked', `nothing was checked (exit ${envelope.exitCode})`)];
}

function startOf(path: string): Location {
  return { path, line: 1, column: 1 };
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/**
 * A run as test cases, for formats that know of tests: what a rule says of one constraint of one policy is a case.
 *
 * What a gate lets through must not turn a test report red: an old finding, and one that somebody answers for, is a case
 * that was skipped, with the reason.
 */

import type { Verdict } from '../verdict/verdict.ts';
import type { Finding } from './finding.ts';
import { standingWords } from './gate-words.ts';
import { placeText } from './plain.ts';
import { printable } from './printable.ts';
import type { Report } from './report.ts';
import { plainSentence, titleOf } from './sentences.ts';
import { grouped } from './wording.ts';

export interface Case {
  /** Id of the rule, or what else it belongs to. */
  readonly suite: string;
  /** Ids of the properties, e.g. `P04, P05`; empty where there are none. */
  readonly properties: string;
  readonly name: string;
  /** Path of the policy or file. */
  readonly file: string;
  /** `failed`: it is not so; `error`: it could not be found out. */
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  /** Why it is not passed, in one line. */
  readonly reason: string | null;
  readonly findings: readonly Finding[];
}

/** The cases of each policy in the order of its verdicts; then those of what is no verdict. */
export function casesOf(report: Report, findings: readonly Finding[]): readonly Case[] {
  const ofVerdicts = new Map<string, Finding[]>();
  const others: Finding[] = [];
  for (const finding of findings) {
    if (isOfVerdict(finding)) {
      const key = keyOf(finding.file, finding);
      const same = ofVerdicts.get(key);
      if (same === undefined) ofVerdicts.set(key, [finding]);
      else same.push(finding);
    } else if (finding.kind !== 'reading' || finding.severity === 'error') others.push(finding);
  }
  const groups = new Map<string, Verdict[]>();
  for (const verdict of report.envelope.verdicts) {
    const key = keyOf(verdict.file, verdict);
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [verdict]);
    else same.push(verdict);
  }
  return [
    ...others.map(ofOther),
    ...[...groups].map(([key, verdicts]) => ofGroup(verdicts, ofVerdicts.get(key) ?? [])),
  ];
}

function isOfVerdict({ kind }: Finding): boolean {
  return kind === 'violated' || kind === 'unknown' || kind === 'bounded' || kind === 'vacuous';
}

function keyOf(file: string | null, { rule, constraint }: Pick<Verdict, 'rule' | 'constraint'>): string {
  return JSON.stringify([file, rule, constraint]);
}

function ofGroup(verdicts: readonly Verdict[], findings: readonly Finding[]): Case {
  const [verdict] = verdicts;
  const { rule, constraint, file } = verdict!;
  const properties = [...new Set(verdicts.map(({ property }) => property))].sort().join(', ');
  const shared = { suite: rule, properties, name: printable(titleOf({ rule, constraint })), file, findings };
  const failing = findings.filter((finding) => finding.fails);
  const [worst] = failing;
  if (worst !== undefined) {
    const more = failing.length > 1 ? `, and ${grouped(failing.length - 1)} more` : '';
    return { ...shared, outcome: outcomeOf(worst), reason: `${worst.headline}${more}` };
  }
  const answered = findings.find(
    ({ standing: { state, suppressed } }) =>
      suppressed !== undefined || (state !== undefined && state !== 'new'),
  );
  if (answered !== undefined) {
    return {
      ...shared,
      outcome: 'skipped',
      reason: `${standingWords(answered) ?? ''}: ${answered.headline}`,
    };
  }
  const vacuous = verdicts.find((one) => one.status === 'vacuous');
  if (vacuous !== undefined && verdicts.every(({ status }) => status === 'vacuous')) {
    const reason = `holds, and says nothing: ${plainSentence(vacuous.reason)} (${vacuous.vacuity})`;
    return { ...shared, outcome: 'skipped', reason };
  }
  return { ...shared, outcome: 'passed', reason: null };
}

function ofOther(finding: Finding): Case {
  const { rule, kind, constraint, file, locations, headline, fails } = finding;
  const [first] = locations;
  const name =
    kind === 'weakening'
      ? titleOf({ rule, constraint })
      : first === undefined
        ? rule
        : `${rule} ${placeText(first)}`;
  const shared = {
    suite: kind,
    properties: '',
    name: printable(name),
    file: file ?? '.',
    findings: [finding],
  };
  if (fails) return { ...shared, outcome: outcomeOf(finding), reason: headline };
  const words = standingWords(finding);
  return finding.standing.suppressed === undefined
    ? { ...shared, outcome: 'passed', reason: null }
    : { ...shared, outcome: 'skipped', reason: `${words ?? ''}: ${headline}` };
}

function outcomeOf({ kind }: Finding): 'failed' | 'error' {
  switch (kind) {
    case 'violated':
    case 'weakening':
    case 'vacuous':
    case 'problem':
      return 'failed';
    case 'unknown':
    case 'bounded':
    case 'reading':
    case 'internal':
    case 'run':
      return 'error';
    default:
      return kind satisfies never;
  }
}

/**
 * JUnit XML, in the dialect that Jenkins defined and that others read: a suite for each rule, a case for each constraint
 * of each policy. A violation is a failure with its trace; what could not be found out is an error.
 */

import { type Case, casesOf } from './cases.ts';
import { findingsOf } from './finding.ts';
import { plainLines } from './plain.ts';
import type { Report } from './report.ts';

/** Findings whose text is in a case; of more there is a number. */
const mostFindings = 20;

export function junit(report: Report): string {
  const cases = casesOf(report, findingsOf(report));
  const suites = new Map<string, Case[]>();
  for (const one of cases) {
    const same = suites.get(one.suite);
    if (same === undefined) suites.set(one.suite, [one]);
    else same.push(one);
  }
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="dutyproof ${attribute(report.envelope.command)}" ${counts(cases)}>`,
    ...[...suites].flatMap(([name, members]) => suiteLines(name, members)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suiteLines(name: string, cases: readonly Case[]): readonly string[] {
  const properties = [...new Set(cases.flatMap((one) => one.properties.split(', ')))]
    .filter((id) => id !== '')
    .join(', ');
  const about = properties === '' ? '' : ` package="${attribute(properties)}"`;
  const skipped = cases.filter(({ outcome }) => outcome === 'skipped').length;
  return [
    `  <testsuite name="${attribute(name)}"${about} ${counts(cases)} skipped="${skipped}">`,
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function counts(cases: readonly Case[]): string {
  const number = (outcome: Case['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  return `tests="${cases.length}" failures="${number('failed')}" errors="${number('error')}"`;
}

function caseLines(one: Case): readonly string[] {
  const start = `    <testcase classname="${attribute(one.file)}" name="${attribute(one.name)}"`;
  const body = bodyLines(one);
  return body.length === 0 ? [`${start}/>`] : [`${start}>`, ...body, '    </testcase>'];
}

function bodyLines({ outcome, reason, findings }: Case): readonly string[] {
  switch (outcome) {
    case 'passed':
      return findings.length === 0 ? [] : [`      <system-out>${content(findings)}</system-out>`];
    case 'skipped':
      return [`      <skipped>${escaped(reason ?? '')}</skipped>`];
    case 'failed':
    case 'error': {
      const name = outcome === 'failed' ? 'failure' : 'error';
      const shown = findings.filter((finding) => finding.fails);
      const type = shown[0]?.kind ?? outcome;
      return [
        `      <${name} type="${attribute(type)}" message="${attribute(reason ?? '')}">${content(shown)}</${name}>`,
      ];
    }
    default:
      return outcome satisfies never;
  }
}

function content(findings: Case['findings']): string {
  const told = findings.slice(0, mostFindings).map((finding) => plainLines(finding).join('\n  '));
  const rest = findings.length - told.length;
  return escaped([...told, ...(rest > 0 ? [`${rest} more; --format json has all`] : [])].join('\n\n'));
}

/** What XML 1.0 cannot hold, not even as a reference: most controls, halves of characters, and two that are none. */
const impossible = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escaped(text: string): string {
  return text
    .replace(impossible, '\ufffd')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** Line breaks and tabs stay what they are. */
export function attribute(text: string): string {
  return escaped(text).replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** TAP 14: a point for each constraint of each policy, with a block of YAML for what is not ok. */

import { type Case, casesOf } from './cases.ts';
import { findingsOf } from './finding.ts';
import { placeText, plainLines } from './plain.ts';
import { printable } from './printable.ts';
import type { Report } from './report.ts';

const mostFindings = 20;

export function tap(report: Report): string {
  const cases = casesOf(report, findingsOf(report));
  const lines = ['TAP version 14', `1..${cases.length}`, ...cases.flatMap(pointLines)];
  return `${lines.join('\n')}\n`;
}

function pointLines(one: Case, at: number): readonly string[] {
  const isOk = one.outcome === 'passed' || one.outcome === 'skipped';
  const skip = one.outcome === 'skipped' ? ` # SKIP ${described(one.reason ?? '')}` : '';
  const point = `${isOk ? 'ok' : 'not ok'} ${at + 1} - ${described(`${one.name} (${one.file})`)}${skip}`;
  return isOk ? [point] : [point, ...block(one).map((text) => `  ${text}`)];
}

/** JSON strings are YAML, whatever is in them. */
function block({ outcome, reason, findings }: Case): readonly string[] {
  const failing = findings.filter((finding) => finding.fails);
  const shown = failing.slice(0, mostFindings);
  const [worst] = failing;
  const place = worst?.locations[0];
  const rest = failing.length - shown.length;
  return [
    '---',
    `message: ${quoted(reason ?? '')}`,
    `severity: ${outcome === 'error' ? 'error' : (worst?.severity ?? 'error')}`,
    ...(place === undefined ? [] : [`at: ${quoted(placeText(place))}`]),
    ...(worst === undefined ? [] : [`fingerprint: ${quoted(worst.fingerprint)}`]),
    'findings:',
    ...shown.flatMap((finding) =>
      plainLines(finding).map((text, line) => `  ${line === 0 ? '- - ' : '  - '}${quoted(text)}`),
    ),
    ...(rest > 0 ? [`more: ${rest}`] : []),
    '...',
  ];
}

function quoted(text: string): string {
  return JSON.stringify(printable(text));
}

/** `#` would begin a directive. */
function described(text: string): string {
  return printable(text).replace(/[\\#]/g, '\\$&');
}

/**
 * The format of reviewdog: one JSON object a line. It counts columns in bytes, which cannot be told without the text, so
 * that places are lines. What is suppressed is no comment on a change.
 */

import type { Location } from '../source/text.ts';
import { type Finding, findingsOf } from './finding.ts';
import { standingWords } from './gate-words.ts';
import { plainLines } from './plain.ts';
import type { Report } from './report.ts';

export function rdjsonl(report: Report): string {
  return findingsOf(report)
    .filter(({ standing }) => standing.suppressed === undefined)
    .map((finding) => `${JSON.stringify(diagnosticOf(finding))}\n`)
    .join('');
}

function diagnosticOf(finding: Finding): unknown {
  const { rule, locations, file, related } = finding;
  const [place] = locations;
  return {
    message: plainLines(finding, { steps: 20, isPlaced: false }).join('\n'),
    location: place === undefined ? { path: file ?? '.' } : locationOf(place),
    severity: severityOf(finding),
    source: { name: 'dutyproof' },
    code: { value: rule },
    ...(related.length === 0
      ? {}
      : {
          related_locations: related.map(({ text, location }) => ({
            message: text,
            location: locationOf(location),
          })),
        }),
  };
}

function locationOf({ path, line }: Location): unknown {
  return { path, range: { start: { line } } };
}

function severityOf(finding: Finding): 'ERROR' | 'WARNING' | 'INFO' {
  const { severity, kind, fails } = finding;
  if (!fails && standingWords(finding) !== null) return 'INFO';
  if (kind === 'unknown' || kind === 'bounded') return 'WARNING';
  return severity === 'error' ? 'ERROR' : severity === 'warning' ? 'WARNING' : 'INFO';
}

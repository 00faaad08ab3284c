/** What differs in a test, as plain lines: for formats that have no columns. */

import type { Difference, Reason } from '../policy-test/outcome.ts';
import { placesText } from './places.ts';
import { printable } from './printable.ts';
import type { ToldTest } from './test-report.ts';
import { factText } from './wording.ts';

export function testLines({ differences, diagnostics }: ToldTest): readonly string[] {
  return [
    ...diagnostics.map(({ severity, code, message, path, range }) => {
      const at = path === null ? '' : range === null ? ` (${path})` : ` (${path}:${range.start.line})`;
      return printable(`${severity}[${code}]: ${message}${at}`);
    }),
    ...differences.flatMap(differenceLines),
  ];
}

function differenceLines({ expected, actual, location, reasons }: Difference): readonly string[] {
  return [
    `expected ${expected} (${placesText([location])})`,
    `actual ${actual}`,
    ...reasons.map((reason) => `because ${reasonText(reason)}`),
  ].map(printable);
}

function reasonText(reason: Reason): string {
  if (reason.kind === 'sentence') return reason.sentence;
  const text = factText(reason.fact)
    .map((piece) => piece.text)
    .join('');
  const { locations } = reason.fact;
  return locations.length === 0 ? text : `${text} (${placesText(locations)})`;
}

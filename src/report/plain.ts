/** A finding as lines of plain text, for formats that have nothing but text. */

import type { Location } from '../source/text.ts';
import type { Finding } from './finding.ts';
import { standingWords } from './gate-words.ts';
import { printable } from './printable.ts';
import { grouped } from './wording.ts';

export interface Most {
  readonly steps: number;
  readonly repairs: number;
}

/** Without line breaks and control characters. The first line is the headline. */
export function plainLines(finding: Finding, most: Most = { steps: 60, repairs: 4 }): readonly string[] {
  const { headline, message, steps, related, repairs, repeat, locations, kind } = finding;
  const [first] = locations;
  const words = standingWords(finding);
  // Where steps say how it comes about, the headline is enough.
  const said = steps.length === 0 ? message : headline;
  const rest = steps.length - most.steps;
  const what = kind === 'reading' || kind === 'problem' ? 'help' : 'repair';
  return [
    `${words === null ? '' : `[${words}] `}${said}${first === undefined ? '' : ` (${placeText(first)})`}`,
    ...steps
      .slice(0, most.steps)
      .map(
        ({ text, location }, at) =>
          `${at + 1}. ${text}${location === null ? '' : ` (${placeText(location)})`}`,
      ),
    ...(rest > 0 ? [`${grouped(rest)} more steps; --format json has all`] : []),
    ...related.map(({ text, location }) => `${text} (${placeText(location)})`),
    ...repairs.slice(0, most.repairs).map((repair) => `${what}: ${repair}`),
    ...(repeat === null ? [] : [`repeat: ${printable(repeat)}`]),
  ];
}

/** `path:line`. */
export function placeText({ path, line }: Location): string {
  return `${printable(path)}:${line}`;
}

/** A finding as lines of plain text, for formats that have nothing but text. */

import type { Location } from '../source/text.ts';
import { type Finding, isAboutFile } from './finding.ts';
import { standingWords } from './gate-words.ts';
import { printable } from './printable.ts';
import { grouped } from './wording.ts';

export interface PlainOptions {
  /** The most steps that are listed. */
  readonly steps: number;
  /** Whether the first line says how the finding stands. */
  readonly isTagged: boolean;
  /** Whether the first line says where. */
  readonly isPlaced: boolean;
}

const mostRepairs = 4;

/** Without line breaks and control characters. The first line is the headline. */
export function plainLines(finding: Finding, options: Partial<PlainOptions> = {}): readonly string[] {
  const { steps: most = 60, isTagged = true, isPlaced = true } = options;
  const { headline, message, steps, related, repairs, repeat, locations, kind } = finding;
  const [first] = locations;
  const words = isTagged ? standingWords(finding) : null;
  const place = isPlaced && first !== undefined ? ` (${placeText(first)})` : '';
  // Where steps say how it comes about, the headline is enough.
  const said = steps.length === 0 ? message : headline;
  const rest = steps.length - most;
  const what = isAboutFile(kind) ? 'help' : 'repair';
  return [
    `${words === null ? '' : `[${words}] `}${said}${place}`,
    ...steps
      .slice(0, most)
      .map(
        ({ text, location }, at) =>
          `${at + 1}. ${text}${location === null ? '' : ` (${placeText(location)})`}`,
      ),
    ...(rest > 0 ? [`${grouped(rest)} more steps; --format json has all`] : []),
    ...related.map(({ text, location }) => `${text} (${placeText(location)})`),
    ...repairs.slice(0, mostRepairs).map((repair) => `${what}: ${repair}`),
    ...(repeat === null ? [] : [`repeat: ${printable(repeat)}`]),
  ];
}

/** `path:line`. */
export function placeText({ path, line }: Location): string {
  return `${printable(path)}:${line}`;
}

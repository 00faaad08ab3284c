/** Rows of labelled text with places against the right margin: how findings are told below their headline. */

import type { Location } from '../source/text.ts';
import { placesText } from './places.ts';
import { blank, indented, type Line, line, padded, spread, widthOf } from './text.ts';

export interface Row {
  readonly label: string;
  readonly text: Line;
  readonly right: Line;
}

const widestLabel = 28;

/** Labels in a column, texts beside them, places against the right margin. */
export function table(rows: readonly Row[], width: number): Line[] {
  const labelled = rows.map((row) => ({ ...row, label: line(row.label, 'dim') }));
  const fitting = labelled.map(({ label }) => widthOf(label)).filter((columns) => columns <= widestLabel);
  const column = Math.max(0, ...fitting) + 2;
  return labelled.flatMap(({ label, text, right }) => {
    const body = spread(text, right, width - column, 2);
    // A name wider than the column gets a line of its own, whole.
    if (widthOf(label) + 2 > column) return [label, ...indented(body, column)];
    const [first = blank, ...rest] = body;
    return [[...padded(label, column), ...first], ...indented(rest, column)];
  });
}

export function strong(content: Line): Line {
  return content.map((part) => ({ ...part, style: 'strong' }));
}

export function places(locations: readonly Location[]): Line {
  return line(placesText(locations));
}

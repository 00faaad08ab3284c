/**
 * What has been proved, as the matrix of operations and invariants tells it. The only place that knows its shape.
 */

import * as z from 'zod';

export interface Cell {
  readonly operation: string;
  /** `I5`, or a part of it. */
  readonly invariant: string;
  /** `every size`, `up to 3`, `untouched`, … */
  readonly status: string;
}

const shape = z.object({
  cells: z.array(z.object({ operation: z.string(), invariant: z.string(), status: z.string() })),
});

export const cellsOf = (json: string): readonly Cell[] => shape.parse(JSON.parse(json)).cells;

/** How often each status occurs, in the order of first occurrence: `every size 12, untouched 3`. */
export function tally(cells: readonly Cell[]): string {
  const counts = new Map<string, number>();
  for (const { status } of cells) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${status} ${count}`).join(', ');
}

/** Cells about an invariant, `I5` and its parts. */
export const about = (cells: readonly Cell[], id: string): readonly Cell[] =>
  cells.filter(
    ({ invariant }) =>
      invariant === id || (invariant.startsWith(id) && !/^\d/.test(invariant.slice(id.length))),
  );

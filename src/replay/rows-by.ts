/**
 * The rows of a column of facts by its elements, from raw facts: for who asks about few elements of a large relation,
 * again and again. It is kept as long as the facts are, and orders rows only: nothing is derived.
 */

import type { Facts } from '../policy/model.ts';

export interface RowsBy {
  /** Rows of element i: rows[start[i]] … rows[start[i + 1] - 1], in order; elements that are too large have none. */
  readonly start: Int32Array;
  readonly rows: Int32Array;
}

const byLeft = new WeakMap<Facts, RowsBy>();
const byRight = new WeakMap<Facts, RowsBy>();

export function rowsByLeft(facts: Facts): RowsBy {
  const known = byLeft.get(facts) ?? rowsBy(facts.left);
  byLeft.set(facts, known);
  return known;
}

export function rowsByRight(facts: Facts): RowsBy {
  const known = byRight.get(facts) ?? rowsBy(facts.right);
  byRight.set(facts, known);
  return known;
}

/** The numbers of the rows of `element`, in order. */
export function rowsOfElement({ start, rows }: RowsBy, element: number): Int32Array {
  return element + 1 < start.length
    ? rows.subarray(start[element]!, start[element + 1]!)
    : rows.subarray(0, 0);
}

function rowsBy(column: Int32Array): RowsBy {
  let size = 0;
  for (let row = 0; row < column.length; row += 1) size = Math.max(size, column[row]! + 1);
  const start = new Int32Array(size + 1);
  for (let row = 0; row < column.length; row += 1) start[column[row]! + 1]! += 1;
  for (let element = 0; element < size; element += 1) start[element + 1]! += start[element]!;
  const next = start.slice();
  const rows = new Int32Array(column.length);
  for (let row = 0; row < column.length; row += 1) {
    const element = column[row]!;
    rows[next[element]!] = row;
    next[element]! += 1;
  }
  return { start, rows };
}

/**
 * Relations as compressed sparse rows: row i holds `items[start[i]] … items[start[i + 1] - 1]`, ascending, each once.
 *
 * Two typed arrays instead of sets of sets, because a bank has a million assignments and a set of them costs a
 * hundred times the memory and the time.
 */

import type { Facts } from '../policy/model.ts';

export interface Rows {
  /** Number of rows. */
  readonly count: number;
  /** Items are in 0 … columns - 1. */
  readonly columns: number;
  /** count + 1 offsets into `items`. */
  readonly start: Int32Array;
  readonly items: Int32Array;
}

/** Facts sorted by (left, right, row): the relation, and for each left id the numbers of the rows that state it. */
export interface SortedFacts {
  readonly rows: Rows;
  /** Row numbers of the facts in sorted order, duplicates kept. */
  readonly order: Int32Array;
  /** left count + 1 offsets into `order`. */
  readonly orderStart: Int32Array;
}

/** The items of row `index`, as a view. */
export function rowOf(rows: Rows, index: number): Int32Array {
  return rows.items.subarray(rows.start[index]!, rows.start[index + 1]!);
}

/** Whether `item` is in row `index`. */
export function has(rows: Rows, index: number, item: number): boolean {
  let low = rows.start[index]!;
  let high = rows.start[index + 1]! - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = rows.items[middle]!;
    if (found === item) return true;
    if (found < item) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

/**
 * A counting sort by the left ids, if they are not in order already, as they are in most exports; then each row by
 * itself: linear but for long rows, and no comparison function is called a million times.
 */
export function sortFacts(facts: Facts, leftCount: number, rightCount: number): SortedFacts {
  const { left, right } = facts;
  const size = left.length;
  const { order, start: orderStart } = orderBy(left, leftCount);
  const start = new Int32Array(leftCount + 1);
  const items = new Int32Array(size);
  let length = 0;
  for (let row = 0; row < leftCount; row += 1) {
    start[row] = length;
    const from = orderStart[row]!;
    const end = orderStart[row + 1]!;
    sortPart(order, from, end, right);
    let previous = -1;
    for (let at = from; at < end; at += 1) {
      const item = right[order[at]!]!;
      if (item === previous) continue;
      previous = item;
      items[length] = item;
      length += 1;
    }
  }
  start[leftCount] = length;
  const exact = length === size ? items : items.slice(0, length);
  return { rows: { count: leftCount, columns: rightCount, start, items: exact }, order, orderStart };
}

/** Positions of `keys` by key, equal keys in order. */
function orderBy(
  keys: Int32Array,
  keyCount: number,
): { readonly order: Int32Array; readonly start: Int32Array } {
  const start = new Int32Array(keyCount + 1);
  const order = new Int32Array(keys.length);
  let inOrder = true;
  let last = 0;
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at]!;
    start[key + 1]! += 1;
    order[at] = at;
    if (key < last) inOrder = false;
    last = key;
  }
  for (let key = 0; key < keyCount; key += 1) start[key + 1]! += start[key]!;
  if (inOrder) return { order, start };
  const next = start.slice();
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at]!;
    order[next[key]!] = at;
    next[key]! += 1;
  }
  return { order, start };
}

const longPart = 48;

/** Sorts the positions from `from` to `end` by their keys, equal keys in order. */
function sortPart(order: Int32Array, from: number, end: number, keys: Int32Array): void {
  if (end - from > longPart) {
    order.subarray(from, end).sort((a, b) => keys[a]! - keys[b]! || a - b);
    return;
  }
  for (let at = from + 1; at < end; at += 1) {
    const position = order[at]!;
    const key = keys[position]!;
    let to = at;
    while (to > from && keys[order[to - 1]!]! > key) {
      order[to] = order[to - 1]!;
      to -= 1;
    }
    order[to] = position;
  }
}

/** R~: rows and columns exchanged. */
export function converse(rows: Rows): Rows {
  const start = new Int32Array(rows.columns + 1);
  for (const item of rows.items) start[item + 1]! += 1;
  for (let column = 0; column < rows.columns; column += 1) start[column + 1]! += start[column]!;
  const next = start.slice();
  const items = new Int32Array(rows.items.length);
  for (let row = 0; row < rows.count; row += 1) {
    const end = rows.start[row + 1]!;
    for (let at = rows.start[row]!; at < end; at += 1) {
      const column = rows.items[at]!;
      items[next[column]!] = row;
      next[column]! += 1;
    }
  }
  return { count: rows.columns, columns: rows.count, start, items };
}

/** R ; S: row i is the union of the rows of `image` that row i of `base` names. */
export function compose(base: Rows, image: Rows): Rows {
  const builder = rowsBuilder(base.count, image.columns);
  const stamp = new Int32Array(image.columns);
  for (let row = 0; row < base.count; row += 1) {
    const end = base.start[row + 1]!;
    for (let at = base.start[row]!; at < end; at += 1) {
      const middle = base.items[at]!;
      const imageEnd = image.start[middle + 1]!;
      for (let inner = image.start[middle]!; inner < imageEnd; inner += 1) {
        const item = image.items[inner]!;
        if (stamp[item] === row + 1) continue;
        stamp[item] = row + 1;
        builder.push(item);
      }
    }
    builder.endRow();
  }
  return builder.build();
}

/** R ▷ keep: only the items that are kept. */
export function restrict(rows: Rows, keep: Uint8Array): Rows {
  const start = new Int32Array(rows.count + 1);
  const items = new Int32Array(rows.items.length);
  let length = 0;
  for (let row = 0; row < rows.count; row += 1) {
    start[row] = length;
    const end = rows.start[row + 1]!;
    for (let at = rows.start[row]!; at < end; at += 1) {
      const item = rows.items[at]!;
      if (keep[item] === 0) continue;
      items[length] = item;
      length += 1;
    }
  }
  start[rows.count] = length;
  return { count: rows.count, columns: rows.columns, start, items: items.slice(0, length) };
}

/** id restricted to 0 … count - 1, with `size` rows in all. */
export function identity(count: number, size: number = count): Rows {
  const start = new Int32Array(size + 1);
  const items = new Int32Array(count);
  for (let row = 0; row < size; row += 1) start[row + 1] = Math.min(row + 1, count);
  for (let row = 0; row < count; row += 1) items[row] = row;
  return { count: size, columns: size, start, items };
}

/** Collects rows in order; each row is sorted when it ends. Items of one row must be distinct. */
export interface RowsBuilder {
  push(item: number): void;
  endRow(): void;
  build(): Rows;
}

export function rowsBuilder(count: number, columns: number): RowsBuilder {
  const start = new Int32Array(count + 1);
  let items = new Int32Array(Math.max(16, count * 2));
  let length = 0;
  let row = 0;
  return {
    push(item) {
      if (length === items.length) {
        const grown = new Int32Array(items.length * 2);
        grown.set(items);
        items = grown;
      }
      items[length] = item;
      length += 1;
    },
    endRow() {
      if (length - start[row]! > 1) items.subarray(start[row]!, length).sort();
      row += 1;
      start[row] = length;
    },
    build: () => ({ count, columns, start, items: items.slice(0, length) }),
  };
}

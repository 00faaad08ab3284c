/**
 * Where an interpreter finds the components of a state: columns indexed by head and by last column, so that an image
 * costs the rows it reaches and nothing is built for those it does not.
 */

import type { State } from '../logic/state.ts';
import { NUMBER } from '../logic/terms.ts';
import { type Matrix, matrixBuilder } from './matrix.ts';

type Tuple = readonly number[];

/** One component; tuples carry the truth values of the algebra. */
export interface Stored<B> {
  /** Calls `visit` with every tuple whose first column is `element`. */
  forEachFrom(element: number, visit: (tuple: Tuple, value: B) => void): void;
  /** Calls `visit` with every tuple whose last column is `element`. */
  forEachTo(element: number, visit: (tuple: Tuple, value: B) => void): void;
  forEach(visit: (tuple: Tuple, value: B) => void): void;
  has(tuple: Tuple): B;
  matrix(): Matrix<B>;
}

export interface Source<B> {
  /** Number of elements of a sort; 0 where the state does not speak of it. */
  size(sort: string): number;
  /** The number that an element of the sort NUMBER names. */
  numeral(element: number): number;
  component(name: string, sorts: readonly string[]): Stored<B>;
}

/** A formula speaks of a component that the state does not have. */
export class UnknownComponent extends Error {
  readonly component: string;
  constructor(component: string) {
    super(`the state does not say what \`${component}\` is`);
    this.component = component;
  }
}

/** How the tuples of a component become truth values. */
export interface Truths<B> {
  present(component: string, tuple: Tuple, columns: readonly string[]): B;
  absent(component: string, tuple: Tuple): B;
  or(left: B, right: B): B;
}

/** A source over plain lists of tuples; every index is built when it is first asked for. */
export function sourceOf<B>(
  sorts: State['sorts'],
  relations: State['relations'],
  truths: Truths<B>,
): Source<B> {
  const components = new Map<string, Stored<B>>();
  const size = (sort: string): number => sorts[sort]?.length ?? 0;
  return {
    size,
    numeral(element) {
      const name = sorts[NUMBER]?.[element];
      const value = name === undefined || name.trim() === '' ? Number.NaN : Number(name);
      if (Number.isNaN(value)) throw new Error(`\`${name}\` of the sort ${NUMBER} is not a numeral`);
      return value;
    },
    component(name, columns) {
      const known = components.get(name);
      if (known !== undefined) return known;
      const tuples = Object.hasOwn(relations, name) ? relations[name] : undefined;
      if (tuples === undefined) throw new UnknownComponent(name);
      const made = stored(name, columns, tuples, columns.map(size), truths);
      components.set(name, made);
      return made;
    },
  };
}

/** Rows up to this length are searched tuple by tuple, longer ones through a map. */
const shortRow = 12;

function stored<B>(
  name: string,
  columns: readonly string[],
  tuples: readonly Tuple[],
  sizes: readonly number[],
  truths: Truths<B>,
): Stored<B> {
  const arity = columns.length;
  for (const tuple of tuples) {
    if (tuple.length !== arity) throw new Error(`a tuple of \`${name}\` has ${tuple.length} columns`);
    for (let column = 0; column < arity; column += 1) {
      const element = tuple[column]!;
      if (!(element >= 0 && element < sizes[column]!)) {
        throw new Error(`a tuple of \`${name}\` names no element of ${columns[column]}`);
      }
    }
  }
  const byColumn = (column: number): (() => Positions) => {
    let positions: Positions | null = null;
    return () => {
      positions ??= positionsOf(tuples, column, sizes[column]!);
      return positions;
    };
  };
  const byHead = byColumn(0);
  const byTail = byColumn(arity - 1);
  const longRows = new Map<number, ReadonlyMap<string | number, number>>();
  let whole: Matrix<B> | null = null;

  const visitAt = (positions: Positions, element: number, visit: (tuple: Tuple, value: B) => void): void => {
    const end = positions.starts[element + 1] ?? 0;
    for (let at = positions.starts[element] ?? 0; at < end; at += 1) {
      const index = positions.order[at]!;
      const tuple = tuples[index]!;
      visit(tuple, truths.present(name, tuple, columns));
    }
  };

  return {
    forEachFrom: (element, visit) => visitAt(byHead(), element, visit),
    forEachTo: (element, visit) => visitAt(byTail(), element, visit),
    forEach(visit) {
      for (let index = 0; index < tuples.length; index += 1) {
        const tuple = tuples[index]!;
        visit(tuple, truths.present(name, tuple, columns));
      }
    },
    has(tuple) {
      const { starts, order } = byHead();
      const head = tuple[0]!;
      const start = starts[head] ?? 0;
      const end = starts[head + 1] ?? 0;
      if (end - start <= shortRow) {
        for (let at = start; at < end; at += 1) {
          const index = order[at]!;
          if (sameTail(tuples[index]!, tuple)) return truths.present(name, tuples[index]!, columns);
        }
        return truths.absent(name, tuple);
      }
      let row = longRows.get(head);
      if (row === undefined) {
        const made = new Map<string | number, number>();
        for (let at = start; at < end; at += 1) made.set(tailKey(tuples[order[at]!]!), order[at]!);
        row = made;
        longRows.set(head, row);
      }
      const index = row.get(tailKey(tuple));
      return index === undefined ? truths.absent(name, tuple) : truths.present(name, tuples[index]!, columns);
    },
    matrix() {
      if (whole !== null) return whole;
      const builder = matrixBuilder<B>(arity, truths.or);
      for (let index = 0; index < tuples.length; index += 1) {
        const tuple = tuples[index]!;
        const value = truths.present(name, tuple, columns);
        builder.add(tuple, value);
      }
      whole = builder.build();
      return whole;
    },
  };
}

/** Positions of the tuples in the order of one column: those of element e stand from starts[e] to starts[e + 1]. */
interface Positions {
  readonly starts: Int32Array;
  readonly order: Int32Array;
}

function positionsOf(tuples: readonly Tuple[], column: number, size: number): Positions {
  const starts = new Int32Array(size + 1);
  for (const tuple of tuples) starts[tuple[column]! + 1]! += 1;
  for (let element = 0; element < size; element += 1) starts[element + 1]! += starts[element]!;
  const next = starts.slice();
  const order = new Int32Array(tuples.length);
  for (let index = 0; index < tuples.length; index += 1) {
    const element = tuples[index]![column]!;
    order[next[element]!] = index;
    next[element]! += 1;
  }
  return { starts, order };
}

function sameTail(left: Tuple, right: Tuple): boolean {
  for (let column = 1; column < left.length; column += 1) {
    if (left[column] !== right[column]) return false;
  }
  return true;
}

const tailKey = (tuple: Tuple): string | number =>
  tuple.length === 2 ? tuple[1]! : tuple.slice(1).join(',');

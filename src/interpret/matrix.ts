/**
 * Sparse relations over truth values: nested maps from the head, so that a row costs one look-up.
 *
 * Entries that are known false are absent. A relation with no columns left would be a single truth value; it does not
 * occur, because terms have at least one column.
 */

export type Matrix<B> = Members<B> | Rows<B>;

/** One column: elements with their truth values. */
export interface Members<B> {
  readonly kind: 'members';
  readonly members: ReadonlyMap<number, B>;
}

/** Two columns or more: a relation for each head. */
export interface Rows<B> {
  readonly kind: 'rows';
  readonly rows: ReadonlyMap<number, Matrix<B>>;
}

const noMembers: Members<never> = { kind: 'members', members: new Map<number, never>() };
const noRows: Rows<never> = { kind: 'rows', rows: new Map<number, Matrix<never>>() };

/** The empty relation with `arity` columns. */
export const emptyMatrix = (arity: number): Matrix<never> => (arity === 1 ? noMembers : noRows);

export const members = <B>(values: ReadonlyMap<number, B>): Members<B> => ({
  kind: 'members',
  members: values,
});

export const isEmptyMatrix = <B>(matrix: Matrix<B>): boolean =>
  matrix.kind === 'members' ? matrix.members.size === 0 : matrix.rows.size === 0;

/** The elements of a relation with one column. */
export function membersOf<B>(matrix: Matrix<B>): ReadonlyMap<number, B> {
  if (matrix.kind === 'members') return matrix.members;
  throw new Error('a relation stands where a set is read');
}

/** The rows of a relation with two columns or more. */
export function rowsOf<B>(matrix: Matrix<B>): ReadonlyMap<number, Matrix<B>> {
  if (matrix.kind === 'rows') return matrix.rows;
  throw new Error('a set stands where a relation is read');
}

/** Calls `visit` with every stored tuple; the array is reused, copy it to keep it. */
export function forEachTuple<B>(
  matrix: Matrix<B>,
  visit: (tuple: readonly number[], value: B) => void,
): void {
  const tuple: number[] = [];
  const walk = (part: Matrix<B>): void => {
    if (part.kind === 'members') {
      for (const [element, value] of part.members) {
        tuple.push(element);
        visit(tuple, value);
        tuple.pop();
      }
      return;
    }
    for (const [head, rest] of part.rows) {
      tuple.push(head);
      walk(rest);
      tuple.pop();
    }
  };
  walk(matrix);
}

/** The truth value of a tuple, from column `from` on; undefined where the tuple is absent. */
export function lookUp<B>(matrix: Matrix<B>, tuple: readonly number[], from = 0): B | undefined {
  let part = matrix;
  for (let column = from; column < tuple.length; column += 1) {
    const element = tuple[column]!;
    if (part.kind === 'members') return part.members.get(element);
    const next = part.rows.get(element);
    if (next === undefined) return undefined;
    part = next;
  }
  throw new Error('a tuple has too few columns');
}

/** Builds a relation tuple by tuple; values of equal tuples meet in `or`. */
export interface MatrixBuilder<B> {
  add(tuple: readonly number[], value: B): void;
  build(): Matrix<B>;
}

type Growing<B> = { readonly leaf: Map<number, B> } | { readonly branch: Map<number, Growing<B>> };

export function matrixBuilder<B>(arity: number, or: (left: B, right: B) => B): MatrixBuilder<B> {
  const grow = (columns: number): Growing<B> => (columns === 1 ? { leaf: new Map() } : { branch: new Map() });
  const root = grow(arity);
  return {
    add(tuple, value) {
      let part = root;
      for (let column = 0; column < arity; column += 1) {
        const element = tuple[column]!;
        if ('leaf' in part) {
          const known = part.leaf.get(element);
          part.leaf.set(element, known === undefined ? value : or(known, value));
          return;
        }
        let next = part.branch.get(element);
        if (next === undefined) {
          next = grow(arity - column - 1);
          part.branch.set(element, next);
        }
        part = next;
      }
    },
    build: () => finished(root),
  };
}

function finished<B>(part: Growing<B>): Matrix<B> {
  if ('leaf' in part) return { kind: 'members', members: part.leaf };
  const rows = new Map<number, Matrix<B>>();
  for (const [head, rest] of part.branch) rows.set(head, finished(rest));
  return { kind: 'rows', rows };
}

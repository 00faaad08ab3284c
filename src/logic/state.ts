/**
 * A finite state: what a formula is evaluated in.
 */

/** Elements by name; tuples are indexes into `sorts[…]` of their columns. */
export interface State {
  /** Names of the elements of each sort; for `NUMBER`, decimal numerals. Elements need not be in any relation. */
  readonly sorts: Readonly<Record<string, readonly string[]>>;
  /** Tuples of each component; a component that is missing here is unknown, which is an error, not empty. */
  readonly relations: Readonly<Record<string, readonly (readonly number[])[]>>;
}

/** Values of variables by name: tuples over the same indexes. A scalar has one tuple of one column. */
export type Valuation = Readonly<Record<string, readonly (readonly number[])[]>>;

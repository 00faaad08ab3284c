/**
 * Schemas: a name, declarations and labelled predicates, as in Z.
 */

import type { Formula, Sorts, Term, Variable } from './terms.ts';

/** `set`: 𝔽 A; `relation`: A ↔ B; `partial-function`: A ⇸ B; `total-function`: A → B; `element`: exactly one. */
export type Shape = 'set' | 'relation' | 'partial-function' | 'total-function' | 'element';

/** A state component: a relation with column sorts, declared with its Z type. */
export interface Component<S extends Sorts = Sorts> {
  readonly name: string;
  readonly sorts: S;
  readonly shape: Shape;
  /** One line for people: what it means. */
  readonly meaning: string;
}

export interface LabelledPredicate {
  /** Stable: `I5`, `G7`, or a short name. */
  readonly label: string;
  readonly formula: Formula;
}

/** A schema of the specification. */
export interface Schema {
  readonly name: string;
  /** Where it stands in the sources: `003 schema 4`, `FORMAL B.4`. */
  readonly source: string;
  /** One sentence. */
  readonly meaning: string;
  /** Schemas whose declarations and predicates are included. */
  readonly includes: readonly Schema[];
  readonly components: readonly Component[];
  /** Inputs, named with `?`, and outputs, named with `!`. */
  readonly parameters: readonly { readonly variable: Variable; readonly set: Term }[];
  readonly predicates: readonly LabelledPredicate[];
}

/**
 * A claim: what one property says, in the shape in which it is decided, replayed and explained.
 */

import type { Schema } from './schema.ts';
import type { Formula } from './terms.ts';

/**
 * `formula` is closed but for the schema's parameters. Where it is ∀ d | given • body, a counterexample binds the
 * variables of d: replay evaluates given ∧ ¬body at the binding, never the quantified formula over a whole policy.
 */
export interface Claim {
  /** Property id of FORMAL.md G, e.g. `P04`. */
  readonly property: string;
  readonly schema: Schema;
  readonly formula: Formula;
}

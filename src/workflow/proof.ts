/**
 * The log of a refutation: enough for `check-proof.ts` to believe "infeasible" without the solver.
 *
 * A line is a clause over "i and j have the same user": literal 1 + i·k + j (i < j, steps of the instance) or its
 * negative for "different users". Its rule says why it holds: `learned` clauses follow by unit propagation and
 * transitivity from the lines before; the others are lemmas of the theory.
 */

/** In the order of their codes in a line. */
export const rules = ['learned', 'candidates', 'at-least', 'at-most', 'hall'] as const;
export type Rule = (typeof rules)[number];

export type Proof =
  /** Each line: index of the rule, then the literals. */
  | { readonly kind: 'clauses'; readonly lines: readonly (readonly number[])[] }
  /** What the instance says plainly: a step without candidate, a count out of reach. */
  | { readonly kind: 'evident' }
  /** `constraint` (its index) holds in one of the ways of `alternatives.ts`, in that order; none has a plan. */
  | { readonly kind: 'branch'; readonly constraint: number; readonly proofs: readonly Proof[] };

/**
 * The log of a refutation: enough for `check-proof.ts` to believe "infeasible" without the solver.
 *
 * A line is a clause over "i and j have the same user": literal 1 + i·k + j (i < j, steps of the instance) or its
 * negative for "different users". Its rule says why it holds: `learned` clauses follow by unit propagation and
 * transitivity from the lines before; the others are lemmas of the theory. When no log is asked for, the search pays
 * one test per lemma and per learned clause.
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

/** Receives clauses of the search: literal 2 v "same" or 2 v + 1 "different" of its variable v. */
export interface ProofLog {
  readonly add: (rule: Rule, literals: Int32Array, size: number) => void;
}

/** Writes the clauses about a part of an instance with k steps; `stepsOf[s]` are the steps that s stands for. */
export function logInto(
  lines: (readonly number[])[],
  k: number,
  stepsOf: readonly (readonly number[])[],
): ProofLog {
  const names: number[] = [];
  for (let a = 0; a < stepsOf.length; a += 1) {
    for (let b = a + 1; b < stepsOf.length; b += 1) {
      const one = stepsOf[a]![0]!;
      const other = stepsOf[b]![0]!;
      names.push(1 + Math.min(one, other) * k + Math.max(one, other));
    }
  }
  return {
    add: (rule, literals, size) => {
      const line = [rules.indexOf(rule)];
      for (let at = 0; at < size; at += 1) {
        const literal = literals[at]!;
        line.push((literal & 1) === 0 ? names[literal >> 1]! : -names[literal >> 1]!);
      }
      lines.push(line);
    },
  };
}

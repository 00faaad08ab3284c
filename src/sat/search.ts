/**
 * One question to the solver, with what it learned on the way as a proof.
 *
 * The search of `feasible/pattern` is about who does which step and knows no other clauses; this one is for questions
 * that are not of that form. `bench/coalition` tells how it compares with Z3, and with CaDiCaL in WASM, which is quicker
 * on scattered exclusions and not worth a dependency.
 */

import type { Clause, Cnf } from '../encode/cnf.ts';
import { type SearchLimits, solverOf } from './solver.ts';

export type { SearchLimits } from './solver.ts';

export type Outcome =
  | { readonly kind: 'satisfiable'; readonly isTrue: (variable: number) => boolean }
  /** Each clause follows from those before it by unit propagation; the last is empty. */
  | { readonly kind: 'refuted'; readonly proof: readonly Clause[] }
  | { readonly kind: 'unknown'; readonly reason: 'conflict limit' | 'interrupted' };

export function search({ variables, clauses }: Cnf, limits: SearchLimits): Outcome {
  const proof: Clause[] = [];
  const solver = solverOf(variables, (clause) => proof.push(clause));
  const refuted = (): Outcome => ({ kind: 'refuted', proof: [...proof, []] });
  for (const clause of clauses) if (!solver.add(clause)) return refuted();
  const answer = solver.solve([], limits);
  switch (answer) {
    case 'satisfiable':
      return { kind: 'satisfiable', isTrue: solver.isTrue };
    case 'refuted':
      return refuted();
    case 'conflict limit':
    case 'interrupted':
      return { kind: 'unknown', reason: answer };
    default:
      return answer satisfies never;
  }
}

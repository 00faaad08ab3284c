/**
 * A proof about a part of an instance (`restrict.ts`) is one about the whole: fewer steps and constraints never lose a
 * plan. Only the numbers differ, so a minimal conflict makes a short certificate.
 */

import type { Instance } from '../workflow/instance.ts';
import type { Proof } from '../workflow/proof.ts';
import type { Restricted } from './restrict.ts';

/** The proof with the whole's numbers, for `check-proof.ts` on `whole`. */
export function liftProof(
  whole: Instance,
  { instance: part, steps, constraints }: Restricted,
  proof: Proof,
): Proof {
  const k = whole.steps;
  const literalOf = (literal: number): number => {
    const pair = Math.abs(literal) - 1;
    const one = steps[Math.floor(pair / part.steps)]!;
    const other = steps[pair % part.steps]!;
    return Math.sign(literal) * (1 + Math.min(one, other) * k + Math.max(one, other));
  };
  /** `numbers[i]` is the whole's number of the part's constraint i. */
  const lifted = (own: Proof, numbers: readonly number[]): Proof => {
    switch (own.kind) {
      case 'evident':
        return own;
      case 'clauses':
        return {
          kind: 'clauses',
          lines: own.lines.map(([rule = 0, ...literals]) => [rule, ...literals.map(literalOf)]),
        };
      case 'branch': {
        const constraint = numbers[own.constraint]!;
        // Each alternative takes the constraint away; what it adds comes last and is never branched on.
        const others = numbers
          .filter((number) => number !== constraint)
          .map((number) => (number > constraint ? number - 1 : number));
        return { kind: 'branch', constraint, proofs: own.proofs.map((proof) => lifted(proof, others)) };
      }
      default:
        return own satisfies never;
    }
  };
  return lifted(proof, constraints);
}

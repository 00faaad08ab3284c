/**
 * A claim opened at its outermost quantifier: whose counterexample binds what, under which premise.
 */

import type { Claim } from '../logic/claim.ts';
import type { Declaration, Formula } from '../logic/terms.ts';

export type RelationQuantifier = Extract<Formula, { kind: 'forall-relation' | 'exists-relation' }>;

/** `formula` is ∀ declarations | given • body, or ∀ over `relation`; closed claims have neither. */
export interface OpenClaim {
  readonly declarations: readonly Declaration[];
  /** The relation that the outermost ∀ binds; null where it binds elements or nothing. */
  readonly relation: RelationQuantifier | null;
  readonly given: Formula;
  readonly body: Formula;
}

/** Looks through labels; a claim that does not begin with ∀ is its own body. */
export const openClaim = (claim: Claim): OpenClaim => openFormula(claim.formula);

export function openFormula(formula: Formula): OpenClaim {
  switch (formula.kind) {
    case 'labelled':
      return openFormula(formula.operand);
    case 'forall':
      return {
        declarations: formula.declarations,
        relation: null,
        given: formula.given,
        body: formula.body,
      };
    case 'forall-relation':
      return { declarations: [], relation: formula, given: { kind: 'true' }, body: formula.body };
    default:
      return { declarations: [], relation: null, given: { kind: 'true' }, body: formula };
  }
}

/** The formula under the labels that `formula` begins with. */
export const unlabelled = (formula: Formula): Formula =>
  formula.kind === 'labelled' ? unlabelled(formula.operand) : formula;

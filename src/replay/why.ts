/** Why a claim is false at a valuation, as a tree of its premise and its body. */

import { openClaim } from '../interpret/evaluate.ts';
import type { Claim } from '../logic/claim.ts';
import type { State, Valuation } from '../logic/state.ts';
import type { Policy } from '../policy/model.ts';
import type { Fact } from '../verdict/change.ts';
import type { CoreElement, Path, WhyTree } from '../verdict/verdict.ts';

export function whyTree(
  _policy: Policy,
  claim: Claim,
  _state: State,
  _valuation: Valuation,
  told: { readonly paths: readonly Path[]; readonly core: readonly CoreElement[] },
): WhyTree {
  const { given } = openClaim(claim);
  const facts: readonly Fact[] = told.core.flatMap((element) =>
    element.kind === 'fact' ? [element.fact] : [],
  );
  const leaf = (label: string, holds: boolean): WhyTree => ({
    label,
    holds,
    formula: label,
    facts: holds ? facts : [],
    children: [],
  });
  return {
    label: claim.schema.name,
    holds: false,
    formula: claim.schema.name,
    facts: given.kind === 'true' ? facts : [],
    children: given.kind === 'true' ? [] : [leaf('premise', true), leaf('body', false)],
  };
}

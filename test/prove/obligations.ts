/** Everything that was proved of some operations, with the statements that were proved. */

import { operations } from '../../spec/operations/catalogue.ts';
import { stateInvariants } from '../../spec/operations/invariants.ts';
import { lowerFormula, lowerOperation } from '../../src/profile/lower.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { decider } from '../../src/prove/decide.ts';
import type { ProvedObligation } from '../../src/prove/export.ts';
import { type Conjunct, operationProver } from '../../src/prove/operations.ts';
import type { Z3Session } from '../../src/z3/session.ts';

const conjuncts: readonly Conjunct[] = stateInvariants.flatMap(({ id, conjuncts: parts }) =>
  parts.map(({ label, formula }) => ({
    invariant: id,
    label,
    formula: lowerFormula(formula, defaultProfile),
  })),
);

export async function obligationsOf(
  session: Z3Session,
  names: readonly string[],
): Promise<readonly ProvedObligation[]> {
  const proved: ProvedObligation[] = [];
  const decide = decider(session, (obligation) => proved.push(obligation));
  // What has no proof is no obligation here: nothing is searched for.
  const prover = operationProver(decide, async () => null, { timeLimit: 20_000 });
  for (const operation of operations.filter(({ name }) => names.includes(name))) {
    await prover.preserve(lowerOperation(operation, defaultProfile), conjuncts, () => true);
  }
  return proved;
}

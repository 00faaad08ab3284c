/** Proofs are not vacuous: planted mistakes are refuted, each by a counterexample that was performed. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stateComponents, stateInvariants } from '../../spec/operations/invariants.ts';
import { lowerFormula, lowerOperation } from '../../src/profile/lower.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { decider } from '../../src/prove/decide.ts';
import { type Conjunct, operationProver } from '../../src/prove/operations.ts';
import { searchBreak, stepSearch } from '../../src/prove/search.ts';
import { openZ3, type Z3Session } from '../../src/z3/session.ts';
import { defects } from './operations.ts';

const limits = { timeLimit: 10_000 };
const conjuncts: readonly Conjunct[] = stateInvariants.flatMap(({ id, conjuncts: parts }) =>
  parts.map(({ label, formula }) => ({
    invariant: id,
    label,
    formula: lowerFormula(formula, defaultProfile),
  })),
);

let z3: Z3Session;
beforeAll(async () => {
  z3 = await openZ3();
});
afterAll(async () => {
  await z3.close();
});

test('there are enough of them', () => {
  expect(defects.length).toBeGreaterThanOrEqual(20);
  expect(new Set(defects.map(({ name }) => name)).size).toBe(defects.length);
});

describe('planted mistakes', () => {
  test.each(defects.map((defect) => [defect.name, defect] as const))(
    '%s',
    async (_, { operation, breaks }) => {
      const broken = conjuncts.filter(({ invariant }) => invariant === breaks);
      const lowered = lowerOperation(operation, defaultProfile);
      const result = await searchBreak(
        { operation: lowered, conjuncts, broken, components: stateComponents },
        z3,
        limits,
      );
      expect(result.kind).toBe('found');
      if (result.kind === 'found') expect(result.counterexample.invariant).toBe(breaks);
    },
    30_000,
  );
});

test('a mistake is not proved', async () => {
  const prover = operationProver(decider(z3), stepSearch(stateComponents, z3, limits), limits);
  const [defect] = defects.filter(({ name }) => name === 'AddInheritance without CYCLE');
  const found = await prover.preserve(
    lowerOperation(defect!.operation, defaultProfile),
    conjuncts,
    ({ invariant }) => invariant === 'I2',
  );
  const kinds = [...found].flatMap(([{ invariant }, { kind }]) => (invariant === 'I2' ? [kind] : []));
  expect(kinds).toEqual(['open']);
}, 60_000);

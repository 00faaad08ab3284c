import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateGate } from '../../src/interpret/circuit.ts';
import { denotes, holds } from '../../src/interpret/evaluate.ts';
import { anything, compile, compileAll, exactly } from '../../src/interpret/gates.ts';
import { arbitraryFormula, arbitraryPairs, arbitraryState } from './arbitrary.ts';
import { naive } from './naive.ts';

const seed = 20_261_122;

describe('random formulas on random states', () => {
  test('evaluate as their plain definition says', () => {
    const seen = { true: 0, false: 0 };
    fc.assert(
      fc.property(arbitraryFormula('everything'), arbitraryState, (formula, state) => {
        const expected = naive(state).formula(formula);
        seen[`${expected}`] += 1;
        expect(holds(formula, state)).toBe(expected);
        // Again, from the caches.
        expect(holds(formula, state)).toBe(expected);
      }),
      { seed, numRuns: 3000 },
    );
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(500);
  });

  test('terms denote what their plain definition says', () => {
    let inhabited = 0;
    fc.assert(
      fc.property(arbitraryPairs('no relation quantifiers', 4), arbitraryState, (term, state) => {
        const expected = naive(state).term(term);
        if (expected.length > 0) inhabited += 1;
        expect(denotes(term, state).map(String)).toEqual(expected);
      }),
      { seed, numRuns: 1500 },
    );
    expect(inhabited).toBeGreaterThan(350);
  });

  test('compile over exact bounds to the constant that they evaluate to', () => {
    fc.assert(
      fc.property(arbitraryFormula('no relation quantifiers'), arbitraryState, (formula, state) => {
        const { gates, root } = compile(formula, exactly(state));
        expect(Math.abs(root)).toBe(1);
        expect(evaluateGate(gates, root, () => false)).toBe(holds(formula, state));
      }),
      { seed, numRuns: 1500 },
    );
  });

  test('compile over free bounds to a circuit that has their value in every state', () => {
    const seen = { true: 0, false: 0 };
    fc.assert(
      fc.property(
        arbitraryFormula('no relation quantifiers'),
        fc.array(arbitraryState, { minLength: 4, maxLength: 4 }),
        (formula, states) => {
          const { gates, root } = compile(formula, anything([formula], states[0]!.sorts));
          for (const state of states) {
            const value = evaluateGate(gates, root, ({ relation, tuple }) =>
              state.relations[relation]!.some((fact) => String(fact) === String(tuple)),
            );
            const expected = naive(state).formula(formula);
            seen[`${expected}`] += 1;
            expect(value).toBe(expected);
          }
        },
      ),
      { seed, numRuns: 400 },
    );
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(300);
  });

  test('compile over partial bounds to a circuit that has their value in every state between', () => {
    fc.assert(
      fc.property(
        arbitraryFormula('no relation quantifiers'),
        arbitraryState,
        arbitraryState,
        (formula, one, other) => {
          const names = Object.keys(one.relations);
          const has = (facts: readonly (readonly number[])[], tuple: readonly number[]): boolean =>
            facts.some((fact) => String(fact) === String(tuple));
          const lower = Object.fromEntries(
            names.map((name) => [
              name,
              one.relations[name]!.filter((tuple) => has(other.relations[name]!, tuple)),
            ]),
          );
          const upper = Object.fromEntries(
            names.map((name) => [
              name,
              [
                ...one.relations[name]!,
                ...other.relations[name]!.filter((tuple) => !has(one.relations[name]!, tuple)),
              ],
            ]),
          );
          const compiled = compileAll([formula], { sorts: one.sorts, lower, upper })[0]!;
          for (const state of [one, other]) {
            const value = evaluateGate(compiled.gates, compiled.root, ({ relation, tuple }) =>
              has(state.relations[relation]!, tuple),
            );
            expect(value).toBe(naive(state).formula(formula));
          }
        },
      ),
      { seed, numRuns: 500 },
    );
  });
});

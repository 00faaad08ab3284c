import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claims } from '../../spec/catalogue.ts';
import { holds } from '../../src/interpret/evaluate.ts';
import { choose, defineTerm, isEmpty, relation, union } from '../../src/logic/build.ts';
import type { Formula, TermNode } from '../../src/logic/terms.ts';
import { lowerClaim, lowerFormula, lowerTerm } from '../../src/profile/lower.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { arbitraryFormula, arbitraryState } from '../interpret/arbitrary.ts';
import { naive } from '../interpret/naive.ts';
import { profile as arbitraryProfile } from '../oracle/arbitrary.ts';

const seed = 20_261_122;

/** Kinds of all nodes below, by walking plain data, definitions included. */
function kinds(node: unknown, seen = new Set<object>()): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [node];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if ('kind' in value && typeof value.kind === 'string') found.add(value.kind);
    open.push(...Object.values(value));
  }
  return found;
}

const A = relation({ name: 'a', sorts: ['A'], shape: 'set', meaning: '' });

describe('lowering', () => {
  test('leaves no choice, and what the formula says under the profile', () => {
    let chosen = 0;
    fc.assert(
      fc.property(
        arbitraryFormula('choices'),
        arbitraryState,
        arbitraryProfile,
        (formula, state, profile) => {
          const lowered = lowerFormula(formula, profile);
          const before = kinds(formula);
          if (before.has('choice') || before.has('formula-choice')) chosen += 1;
          else expect(lowered).toBe(formula);
          const after = kinds(lowered);
          expect(after.has('choice') || after.has('formula-choice')).toBe(false);
          expect(holds(lowered, state)).toBe(naive(state, {}, profile).formula(formula));
        },
      ),
      { seed, numRuns: 1000 },
    );
    expect(chosen).toBeGreaterThan(100);
  });

  test('reaches every claim of the specification under every profile', () => {
    fc.assert(
      fc.property(arbitraryProfile, (profile) => {
        for (const claim of claims) {
          const all = kinds(lowerClaim(claim, profile));
          expect(all.has('choice') || all.has('formula-choice')).toBe(false);
        }
      }),
      { seed, numRuns: 20 },
    );
  });

  test('keeps shared nodes shared, definitions included', () => {
    const definition = defineTerm('picked', [], choose('membership', { authorised: A, assigned: A }));
    const both = union(definition(), definition());
    const lowered: TermNode = lowerTerm(both, defaultProfile);
    if (lowered.kind !== 'union') throw new Error('not a union');
    const left: TermNode = lowered.left;
    const right: TermNode = lowered.right;
    if (left.kind !== 'application' || right.kind !== 'application') throw new Error('not applied');
    expect(left.definition).toBe(right.definition);
    expect(left.definition.body).toBe(A);
  });

  test('gives the same claim for the same claim and an equal profile', () => {
    for (const claim of claims) {
      expect(lowerClaim(claim, { ...defaultProfile })).toBe(lowerClaim(claim, defaultProfile));
    }
  });

  test('a choice that is not lowered is refused by the interpreter', () => {
    const formula: Formula = isEmpty(choose('membership', { authorised: A, assigned: A }));
    expect(() => holds(formula, { sorts: {}, relations: { a: [] } })).toThrow('membership');
  });
});

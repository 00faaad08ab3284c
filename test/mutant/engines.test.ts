/**
 * The comparison with the oracle catches every mistake planted in an engine, and none where nothing is planted.
 */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claims } from '../../spec/catalogue.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import { type Case, seed, themeNames, themes } from '../differential/claims.ts';
import { policyInput } from '../oracle/arbitrary.ts';
import { judge } from '../oracle/oracle.ts';
import { mutants } from './engines.ts';
import { openPlanter, type Planter } from './plant.ts';

const cases = 1500;

type Difference = (claim: string, one: Case) => string | null;

let planter: Planter<Difference>;
beforeAll(async () => {
  planter = await openPlanter('differential/engine.ts');
});
afterAll(() => planter.close());

const themeOf = (claim: string) => themeNames.find((theme) => themes[theme].includes(claim))!;

const generated = new Map<string, readonly Case[]>();
function casesOf(claim: string, theme = themeOf(claim)): readonly Case[] {
  const known = generated.get(theme);
  if (known !== undefined) return known;
  const made = fc
    .sample(policyInput(theme), { seed, numRuns: cases })
    .map((input): Case => ({ input, policy: buildPolicy(input), oracle: judge(input) }));
  generated.set(theme, made);
  return made;
}

test('every property has at least three planted mistakes', () => {
  const counts = claims.map(({ schema }) => [
    schema.name,
    mutants.filter(({ claim }) => claim === schema.name).length,
  ]);
  expect(counts.filter(([, count]) => Number(count) < 3)).toEqual([]);
});

test('nothing is caught where nothing is planted', async () => {
  const difference = await planter.comparisonWith(null);
  for (const { schema } of claims)
    for (const one of casesOf(schema.name).slice(0, 100)) expect(difference(schema.name, one)).toBeNull();
  for (const one of casesOf('Feasible', 'workflow').slice(0, 100))
    expect(difference('Feasible', one)).toBeNull();
});

describe('planted mistakes', () => {
  test.each(mutants)('$claim: $file: $to', async (mutant) => {
    const difference = await planter.comparisonWith(mutant);
    const isCaught = (one: Case): boolean => {
      try {
        return difference(mutant.claim, one) !== null;
      } catch {
        return true;
      }
    };
    expect(casesOf(mutant.claim, mutant.theme).some(isCaught)).toBe(true);
  });
});

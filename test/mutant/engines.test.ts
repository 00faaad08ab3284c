/**
 * The comparison with the oracle catches every mistake planted in an engine, and none where nothing is planted.
 */

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { claims } from '../../spec/catalogue.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import { type Case, seed, themeNames, themes } from '../differential/claims.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';
import { judge } from '../oracle/oracle.ts';
import { mutants } from './engines.ts';
import { openPlanter, type Planter } from './plant.ts';

const cases = 1500;

type Difference = (claim: string, one: Case) => string | null;

let planter: Planter<Difference>;
beforeAll(async () => {
  planter = await openPlanter('differential/engine.ts');
});

const themeOf = (claim: string) => themeNames.find((theme) => themes[theme].includes(claim))!;

/** The cases of a theme, each made when it is first looked at: most mistakes are caught by the first few. */
function* casesOf(claim: string, theme = themeOf(claim), count = cases): Generator<Case> {
  const inputs = inputsOf(theme);
  const made = judged.get(theme) ?? [];
  judged.set(theme, made);
  for (let at = 0; at < count; at += 1) {
    const input = inputs[at]!;
    made[at] ??= { input, policy: buildPolicy(input), oracle: judge(input) };
    yield made[at];
  }
}

const judged = new Map<Theme, Case[]>();
const generated = new Map<Theme, readonly PolicyInput[]>();
function inputsOf(theme: Theme): readonly PolicyInput[] {
  const known = generated.get(theme) ?? fc.sample(policyInput(theme), { seed, numRuns: cases });
  generated.set(theme, known);
  return known;
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
    for (const one of casesOf(schema.name, themeOf(schema.name), 100))
      expect(difference(schema.name, one)).toBeNull();
  for (const one of casesOf('Feasible', 'workflow', 100)) expect(difference('Feasible', one)).toBeNull();
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
    let caught = false;
    for (const one of casesOf(mutant.claim, mutant.theme)) {
      caught = isCaught(one);
      if (caught) break;
    }
    expect(caught).toBe(true);
  });
});

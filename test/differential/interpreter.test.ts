/**
 * The specification, interpreted, against the oracle on plain sets: every failing instance of every claim.
 */

import { describe, expect, test } from 'vitest';
import { openClaim } from '../../src/interpret/claims.ts';
import { counterexamples } from '../../src/interpret/evaluate.ts';
import type { Claim } from '../../src/logic/claim.ts';
import type { State, Valuation } from '../../src/logic/state.ts';
import { lowerClaim } from '../../src/profile/lower.ts';
import { stateOf } from '../../src/replay/state.ts';
import { keyOf, violationsOf } from '../oracle/oracle.ts';
import {
  casesPerProperty,
  claimNamed,
  countPremises,
  focusOf,
  forCases,
  sortedUnique,
  themeNames,
  themes,
} from './claims.ts';

/** A valuation of the outermost variables in names. */
function named(claim: Claim, state: State, valuation: Valuation): Record<string, string | readonly string[]> {
  const { declarations, relation } = openClaim(claim);
  const variables = relation === null ? declarations.map(({ variable }) => variable) : [relation.variable];
  return Object.fromEntries(
    variables.map((variable) => {
      const names = valuation[variable.name]!.map((tuple) =>
        tuple.map((element, column) => state.sorts[variable.sorts[column]!]![element]!).join(' '),
      );
      return [variable.name, relation === null ? names[0]! : names];
    }),
  );
}

describe.each(themeNames)('%s', (theme) => {
  test('the interpreter and the oracle find the same instances', () => {
    const premises = countPremises(themes[theme]);
    forCases(theme, casesPerProperty, ({ policy, oracle }) => {
      const state = stateOf(policy, focusOf(policy));
      for (const name of themes[theme]) {
        const claim = lowerClaim(claimNamed(name), policy.profile);
        const found = counterexamples(claim, state, 1000).map((at) => keyOf(named(claim, state, at)));
        const expected = violationsOf(oracle, name);
        // P01 is one closed conjunction: the oracle names each dangling element, the interpreter that there is one.
        const keys = name === 'References' ? expected.map(() => '') : expected.map(({ at }) => keyOf(at));
        expect(sortedUnique(found), name).toEqual(sortedUnique(keys));
        premises.count(name, expected.length > 0);
      }
    });
    premises.mustFire(casesPerProperty / 50);
  });
});

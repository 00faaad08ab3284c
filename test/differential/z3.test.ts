/**
 * Z3 against the oracle: each claim about a generated policy, with the relations free and the facts asserted, so that
 * it is Z3 that decides. 200 policies a property here, all of them in the nightly run.
 */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPolicy } from '../../src/policy/build.ts';
import { lowerClaim } from '../../src/profile/lower.ts';
import { stateOf } from '../../src/replay/state.ts';
import { decideClaims } from '../../src/z3/claims.ts';
import { openZ3, type Z3Session } from '../../src/z3/session.ts';
import { policyInput } from '../oracle/arbitrary.ts';
import { judge, violationsOf } from '../oracle/oracle.ts';
import { claimNamed, countPremises, focusOf, seed, themeNames, themes } from './claims.ts';
import { smaller } from './smaller.ts';

const cases = Number(process.env.DUTYPROOF_Z3_CASES ?? 200);
const batch = 25;

let session: Z3Session;
beforeAll(async () => {
  session = await openZ3();
});
afterAll(() => session.close());

describe.each(themeNames)('%s', (theme) => {
  test('Z3 and the oracle agree', { timeout: cases * 1_000 }, async () => {
    const inputs = fc.sample(policyInput(theme).map(smaller), { seed, numRuns: cases });
    const premises = countPremises(themes[theme]);
    for (let first = 0; first < inputs.length; first += batch) {
      const asked = inputs.slice(first, first + batch).flatMap((input) => {
        const policy = buildPolicy(input);
        const state = stateOf(policy, focusOf(policy));
        const oracle = judge(input);
        return themes[theme].map((name) => ({
          name,
          claim: lowerClaim(claimNamed(name), policy.profile),
          state,
          isViolated: violationsOf(oracle, name).length > 0,
          input,
        }));
      });
      const decisions = await decideClaims(session, asked);
      for (const [index, { name, isViolated, input }] of asked.entries()) {
        expect(decisions[index]!.holds, `${name} of ${JSON.stringify(input)}`).toBe(!isViolated);
        premises.count(name, isViolated);
      }
    }
    premises.mustFire(cases / 50);
  });
});

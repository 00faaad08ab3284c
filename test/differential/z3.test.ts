/**
 * Z3 against the oracle: each claim about a generated policy, with the relations free and the facts asserted, so that
 * it is Z3 that decides. 200 policies a property here, all of them in the nightly run.
 */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPolicy } from '../../src/policy/build.ts';
import { lowerClaim } from '../../src/profile/lower.ts';
import { stateOf } from '../../src/replay/state.ts';
import { question } from '../../src/z3/claims.ts';
import { type Answer, openZ3, type Problem, type Z3Session } from '../../src/z3/session.ts';
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

const answered = new Map<string, Promise<Answer>>();

/** A quarter of the problems are the same to the letter: each is put once. */
function answersTo(problems: readonly Problem[]): Promise<readonly Answer[]> {
  return Promise.all(
    problems.map((problem) => {
      const key = [problem.text, ...problem.constants].join('\n');
      const known = answered.get(key) ?? session.decide(problem, { timeLimit: 20_000 });
      answered.set(key, known);
      return known;
    }),
  );
}

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
          question: question(lowerClaim(claimNamed(name), policy.profile), state),
          isViolated: violationsOf(oracle, name).length > 0,
          input,
        }));
      });
      const answers = await answersTo(asked.map(({ question }) => question.problem));
      for (const [index, { name, question, isViolated, input }] of asked.entries()) {
        const { holds } = question.read(answers[index]!);
        expect(holds, `${name} of ${JSON.stringify(input)}`).toBe(!isViolated);
        premises.count(name, isViolated);
      }
    }
    premises.mustFire(cases / 50);
  });
});

/**
 * Mistakes planted in the engine of reachability that make it say "safe" of what is not: the checker of invariants,
 * which knows nothing of the engine, accepts none of these answers.
 */

import { beforeAll, describe, expect, test } from 'vitest';
import type { Policy } from '../../src/policy/model.ts';
import type { ReachAnswer } from '../../src/reach/answer.ts';
import { checkInvariant } from '../../src/replay/administration/check-invariant.ts';
import { administeredPolicy } from '../oracle/administered-arbitrary.ts';
import { explore } from '../oracle/administration.ts';
import { openPlanter, type Planter } from './plant.ts';
import { mistakes } from './reach.ts';

type Difference = (policy: Policy) => ReachAnswer | null;

const goalOf = ({ administration }: Policy) => administration!.goals[0]!;

/** Policies whose goal can be reached, and not at once. */
const policies = Array.from({ length: 800 }, (_, seed) => administeredPolicy(seed + 1)).filter((policy) => {
  const answer = explore(policy, goalOf(policy), 300);
  return answer.kind === 'reachable' && answer.steps > 0;
});

let planter: Planter<Difference>;
beforeAll(async () => {
  planter = await openPlanter<Difference>('mutant/reach-comparison.ts');
});

test('nothing is called safe where nothing is planted', async () => {
  const answerOf = await planter.comparisonWith(null);
  const answers = policies.map((policy) => answerOf(policy)?.kind);
  expect(new Set(answers)).toEqual(new Set(['reachable']));
  expect(policies.length).toBeGreaterThan(80);
});

test('there are at least 20', () => {
  expect(mistakes.length).toBeGreaterThanOrEqual(20);
});

describe('planted mistakes', () => {
  test.each(mistakes)('$file: $to', async (mistake) => {
    const answerOf = await planter.comparisonWith(mistake);
    let wronglySafe = 0;
    for (const policy of policies) {
      const answer = answerOf(policy);
      if (answer?.kind !== 'unreachable') continue;
      wronglySafe += 1;
      expect(checkInvariant(policy, goalOf(policy), answer.invariant).kind).toBe('rejected');
    }
    expect(wronglySafe).toBeGreaterThan(0);
  });
});

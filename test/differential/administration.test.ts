/** `askReach` against trying every run: the answer, and the length of traces that are said to be shortest. */

import { expect, test } from 'vitest';
import { askReach } from '../../src/reach/ask.ts';
import { administeredPolicy } from '../oracle/administered-arbitrary.ts';
import { explore } from '../oracle/administration.ts';

const cases = 250;

test(`${cases} small policies`, { timeout: 120_000 }, () => {
  const counts = { reachable: 0, unreachable: 0, long: 0, tooLarge: 0, unknown: 0 };
  const wrong: string[] = [];
  for (let seed = 1; seed <= cases; seed += 1) {
    const policy = administeredPolicy(seed);
    const goal = policy.administration!.goals[0]!;
    const expected = explore(policy, goal, 300);
    if (expected.kind === 'too large') {
      counts.tooLarge += 1;
      continue;
    }
    const end = performance.now() + 300;
    const answer = askReach(policy, goal, { interrupted: () => performance.now() > end });
    if (answer.kind === 'unknown') {
      counts.unknown += 1;
      continue;
    }
    counts[expected.kind] += 1;
    if (answer.kind !== expected.kind)
      wrong.push(`${seed}: ${goal.kind} ${answer.kind}, not ${expected.kind}`);
    else if (answer.kind === 'reachable' && expected.kind === 'reachable') {
      if (expected.steps >= 3) counts.long += 1;
      const { isShortest, steps } = answer.trace;
      if (steps.length < expected.steps || (isShortest && steps.length > expected.steps))
        wrong.push(`${seed}: ${goal.kind} ${steps.length} steps, not ${expected.steps}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(counts.unknown).toBeLessThan(cases / 20);
  expect(counts.tooLarge).toBeLessThan(cases / 4);
  expect(counts.reachable).toBeGreaterThan(cases / 5);
  expect(counts.unreachable).toBeGreaterThan(cases / 5);
  expect(counts.long).toBeGreaterThan(2);
});

/** What the engine proves of random policies is accepted, whichever of its parts proved it. */

import { expect, test } from 'vitest';
import { askReach } from '../../../src/reach/ask.ts';
import { checkInvariant } from '../../../src/replay/administration/check-invariant.ts';
import { randomOf } from '../../workflow/random.ts';
import { randomPolicy } from './random-policy.ts';

test('invariants of the engine', () => {
  const counts = new Map<string, number>();
  for (let seed = 1; seed <= 1500; seed += 1) {
    const random = randomOf(seed + 90_000);
    const policy = randomPolicy(random, {
      users: 1 + random(3),
      roles: 3 + random(6),
      rules: 6 + random(20),
      others: random(2) === 0,
      anybody: random(3) === 0,
      marks: true,
    });
    const goal = policy.administration!.goals[0]!;
    const answer = askReach(policy, goal, { interrupted: () => false });
    if (answer.kind !== 'unreachable') continue;
    const check = checkInvariant(policy, goal, answer.invariant);
    expect(check, `${seed}: ${JSON.stringify(answer.invariant)}`).toEqual({ kind: 'accepted' });
    counts.set(answer.decidedBy, (counts.get(answer.decidedBy) ?? 0) + 1);
  }
  for (const by of ['slicing', 'cardinality barrier', 'over-approximation'])
    expect(counts.get(by) ?? 0, by).toBeGreaterThan(50);
  expect(counts.get('several users together') ?? 0).toBeGreaterThan(0);
});

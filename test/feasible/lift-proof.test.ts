import { describe, expect, test } from 'vitest';
import { liftProof } from '../../src/feasible/lift-proof.ts';
import { solve } from '../../src/feasible/pattern/solve.ts';
import { restrict } from '../../src/feasible/restrict.ts';
import { checkProof } from '../../src/workflow/check-proof.ts';
import { kinds, randomInstance, randomOf } from '../workflow/random.ts';

describe('a proof about a part', () => {
  test('is accepted about the whole', () => {
    const seen = { evident: 0, clauses: 0, branch: 0 };
    let nested = 0;
    for (let seed = 1; seed <= 4000; seed += 1) {
      const random = randomOf(seed);
      const steps = 4 + random(3);
      const whole = randomInstance(random, {
        steps,
        users: 3 + random(4),
        density: 55,
        kinds: Array.from({ length: 6 + random(6) }, () => kinds[random(kinds.length)]!),
      });
      const kept = Array.from({ length: steps }, (_, step) => step).filter(() => random(5) > 0);
      if (kept.length === 0) continue;
      if (random(2) === 0) kept.reverse();
      const constraints = whole.constraints.flatMap((_, at) => (random(5) > 0 ? [at] : []));
      const part = restrict(whole, kept, constraints);
      const answer = solve(part.instance, { proof: true });
      if (answer.kind !== 'infeasible' || answer.proof === undefined) continue;
      seen[answer.proof.kind] += 1;
      if (answer.proof.kind === 'branch' && answer.proof.proofs.some(({ kind }) => kind === 'branch'))
        nested += 1;
      const lifted = liftProof(whole, part, answer.proof);
      expect(checkProof(whole, lifted), `seed ${seed}`).toEqual({ kind: 'proved' });
    }
    expect(Math.min(seen.evident, seen.clauses, seen.branch, nested)).toBeGreaterThan(20);
  });
});

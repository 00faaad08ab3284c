/**
 * The solver against Z3 on instances of all kinds that are too large to try every plan: users decide there, patterns
 * here. 500 instances, the number in DUTYPROOF_CASES in the nightly run.
 */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { solve } from '../../../src/feasible/pattern/solve.ts';
import { checkProof } from '../../../src/workflow/check-proof.ts';
import { openPool } from '../../../src/z3/pool.ts';
import type { Z3Session } from '../../../src/z3/session.ts';
import { kinds, randomInstance, randomOf } from '../../workflow/random.ts';
import { smtOf } from '../../workflow/smt.ts';

const cases = Number(process.env.DUTYPROOF_CASES ?? 500);

let session: Z3Session;
beforeAll(async () => {
  session = await openPool(2);
});
afterAll(() => session.close());

test('Z3 agrees, and what is infeasible is proved', { timeout: 30_000 + 100 * cases }, async () => {
  const instances = Array.from({ length: cases }, (_, index) => {
    const random = randomOf(700_000 + index);
    const steps = 5 + random(6);
    return randomInstance(random, {
      steps,
      users: 4 + random(6),
      density: 40 + random(40),
      kinds: Array.from({ length: 3 + random(steps) }, () => kinds[random(kinds.length)]!),
    });
  });
  const decided = await session.decideAll(instances.map(smtOf), { timeLimit: 60_000 });
  const met = new Map(kinds.map((kind) => [kind, { feasible: 0, infeasible: 0 }]));
  for (const [index, instance] of instances.entries()) {
    const label = `instance ${index}`;
    const answer = solve(instance, { proof: true });
    if (answer.kind === 'unknown') throw new Error(`${label}: no answer without limits`);
    expect(answer.kind, label).toBe(decided[index]!.kind === 'sat' ? 'feasible' : 'infeasible');
    expect(['sat', 'unsat'], label).toContain(decided[index]!.kind);
    if (answer.kind === 'infeasible') {
      expect(answer.proof && checkProof(instance, answer.proof), label).toEqual({ kind: 'proved' });
    }
    for (const kind of new Set(instance.constraints.map((constraint) => constraint.kind))) {
      met.get(kind)![answer.kind] += 1;
    }
  }
  // Otherwise a kind could be ignored, or make everything infeasible, and nobody would see it.
  for (const [kind, { feasible, infeasible }] of met) {
    expect(feasible, `feasible with ${kind}`).toBeGreaterThan(cases / 50);
    expect(infeasible, `infeasible with ${kind}`).toBeGreaterThan(cases / 50);
  }
});

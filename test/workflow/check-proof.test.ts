import { describe, expect, test } from 'vitest';
import { am3 } from '../../bench/wsp/generate.ts';
import { solve } from '../../src/feasible/pattern/solve.ts';
import { checkProof } from '../../src/workflow/check-proof.ts';
import { type Constraint, type Instance, instanceOf } from '../../src/workflow/instance.ts';
import { type Proof, rules } from '../../src/workflow/proof.ts';
import { isFeasible, kinds, randomInstance, randomOf } from './random.ts';

function proofOf(instance: Instance): Proof {
  const answer = solve(instance, { proof: true });
  if (answer.kind !== 'infeasible' || answer.proof === undefined) throw new Error('no proof');
  return answer.proof;
}

const triangle = instanceOf(
  2,
  [
    [0, 1],
    [0, 1],
    [0, 1],
  ],
  [
    { kind: 'separation', left: 0, right: 1 },
    { kind: 'separation', left: 1, right: 2 },
    { kind: 'separation', left: 0, right: 2 },
  ],
);

describe('a proof', () => {
  test('is not given unless asked for', () => {
    expect(solve(triangle)).not.toHaveProperty('proof');
  });

  test('of a benchmark instance is accepted', () => {
    const instance = am3(30, 1);
    const answer = solve(instance, { proof: true });
    expect(answer.kind).toBe('infeasible');
    if (answer.kind !== 'infeasible' || answer.proof?.kind !== 'clauses') throw new Error('no proof');
    expect(answer.proof.lines.length).toBeGreaterThan(100);
    expect(checkProof(instance, answer.proof)).toEqual({ kind: 'proved' });
    const lemmas = answer.proof.lines.filter(([rule]) => rule === rules.indexOf('learned'));
    expect(checkProof(instance, { kind: 'clauses', lines: lemmas }).kind).toBe('not proved');
  });

  test('of something else is refused', () => {
    const proof = proofOf(triangle);
    const relaxed = { ...triangle, constraints: triangle.constraints.slice(1) };
    expect(checkProof(triangle, proof)).toEqual({ kind: 'proved' });
    expect(checkProof(relaxed, proof).kind).toBe('not proved');
    const richer = { ...triangle, users: 3, authorised: triangle.authorised.map(() => Uint32Array.of(7)) };
    expect(checkProof(richer, proof).kind).toBe('not proved');
  });

  test.each([
    ['nothing at all', []],
    ['the empty clause at once', [[0]]],
    ['an unknown rule', [[9, 1]]],
    ['a pair that does not exist', [[0, 99], [0]]],
    ['a step paired with itself', [[0, 1], [0]]],
    ['an empty lemma', [[1], [0]]],
    ['a Hall set that is none', [[4, 2], [0]]],
  ])('is refused: %s', (_, lines) => {
    expect(checkProof(triangle, { kind: 'clauses', lines }).kind).toBe('not proved');
  });

  test.each([
    ['two users are not too many for at most two', [3, 2]],
    ['two blocks are enough for at least two', [2, -2]],
    ['steps with a candidate in common', [1, -2]],
    ['two users for two steps', [4, 2]],
  ])('a lemma is refused: %s', (_, lemma) => {
    const steps = [0, 1, 2];
    const instance = instanceOf(
      2,
      triangle.authorised.map(() => [0, 1]),
      [
        { kind: 'at-most', bound: 2, steps },
        { kind: 'at-least', bound: 2, steps },
      ],
    );
    expect(checkProof(instance, { kind: 'clauses', lines: [lemma] })).toMatchObject({ line: 0 });
  });

  test('never holds of an instance that has a plan', () => {
    let tried = 0;
    for (let seed = 1; seed <= 3000; seed += 1) {
      const random = randomOf(seed);
      const instance = randomInstance(random, {
        steps: 3 + random(4),
        users: 2 + random(3),
        density: 50 + random(40),
        kinds: Array.from({ length: 3 + random(6) }, () => kinds[random(kinds.length)]!),
      });
      const answer = solve(instance, { proof: true });
      if (answer.kind !== 'infeasible') continue;
      const dropped = random(instance.constraints.length);
      const constraints: Constraint[] = instance.constraints.filter((_, at) => at !== dropped);
      const relaxed = { ...instance, constraints };
      if (!isFeasible(relaxed)) continue;
      tried += 1;
      expect(answer.proof && checkProof(relaxed, answer.proof).kind, `seed ${seed}`).toBe('not proved');
    }
    expect(tried).toBeGreaterThan(100);
  });
});

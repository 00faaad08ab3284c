import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Instance, instanceOf, respects } from '../../src/feasible/instance.ts';
import { decide } from '../../src/feasible/solve.ts';
import { feasible, type SmallInstance } from './brute.ts';
import { allPairs, smallInstance } from './generate.ts';

const build = (small: SmallInstance): Instance => instanceOf(small.candidates, small.exclusions, small.users);

function agree(small: SmallInstance): boolean {
  const answer = decide(build(small));
  const expected = feasible(small);
  expect(answer.kind, JSON.stringify(small)).toBe(expected ? 'feasible' : 'infeasible');
  if (answer.kind === 'feasible') {
    const plan = [...answer.plan];
    const context = `${JSON.stringify(small)} ${plan}`;
    expect(
      plan.every((user, session) => small.candidates[session]!.includes(user)),
      context,
    ).toBe(true);
    expect(
      small.exclusions.every(({ left, right }) => plan[left] !== plan[right]),
      context,
    ).toBe(true);
    expect(respects(build(small), answer.plan)).toBe(true);
  }
  return expected;
}

const subset = (users: number, mask: number): number[] =>
  Array.from({ length: users }, (_, user) => user).filter((user) => (mask & (1 << user)) !== 0);

describe('decide', () => {
  test('agrees with brute force on every instance of up to 3 sessions and 3 users', () => {
    const count = { feasible: 0, infeasible: 0 };
    for (let sessions = 1; sessions <= 3; sessions += 1) {
      const pairs = allPairs(sessions);
      for (let lists = 0; lists < 8 ** sessions; lists += 1) {
        const candidates = Array.from({ length: sessions }, (_, at) => subset(3, (lists >> (3 * at)) & 7));
        for (let edges = 0; edges < 1 << pairs.length; edges += 1) {
          const exclusions = pairs.filter((_, at) => (edges & (1 << at)) !== 0);
          count[agree({ users: 3, candidates, exclusions }) ? 'feasible' : 'infeasible'] += 1;
        }
      }
    }
    expect(count).toEqual({ feasible: 2552, infeasible: 1680 });
  });

  test('agrees with brute force on random instances', () => {
    const count = { feasible: 0, infeasible: 0 };
    fc.assert(
      fc.property(smallInstance, (small) => {
        count[agree(small) ? 'feasible' : 'infeasible'] += 1;
      }),
      { seed: 20, numRuns: 6000 },
    );
    expect(count.feasible).toBeGreaterThan(1500);
    expect(count.infeasible).toBeGreaterThan(1500);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Instance, instanceOf, respects } from '../../../src/feasible/colouring/instance.ts';
import { decide } from '../../../src/feasible/colouring/solve.ts';
import { feasible, type SmallInstance } from '../brute.ts';
import { allPairs, smallInstance } from '../generate.ts';

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

  test('needs no search where cliques are short of people, however they hang together', () => {
    // Two cliques of 12 on 11 people each, tied together: nothing but counting refutes them quickly.
    const half = allPairs(12);
    const exclusions = [
      ...half,
      ...half.map(({ left, right }) => ({ left: left + 12, right: right + 12 })),
      { left: 0, right: 12 },
      { left: 1, right: 14 },
    ];
    const people = Array.from({ length: 11 }, (_, user) => user);
    const candidates = Array.from({ length: 24 }, (_, session) =>
      people.filter((user) => (user + session) % 4 !== 0).map((user) => (session < 12 ? user : user + 11)),
    );
    const answer = decide(build({ users: 22, candidates, exclusions }), { steps: 20 });
    expect(answer.kind).toBe('infeasible');
  });

  test('spreads sessions over people', () => {
    const everybody = [0, 1, 2];
    const answer = decide(
      build({
        users: 3,
        candidates: [[0], [0, 1], [0, 2], everybody, everybody, everybody],
        exclusions: [
          { left: 0, right: 1 },
          { left: 1, right: 2 },
          { left: 0, right: 2 },
        ],
      }),
    );
    expect(answer).toEqual({ kind: 'feasible', plan: Int32Array.of(0, 1, 2, 0, 1, 2) });
  });

  test('leaves no session that somebody with two fewer could take over', () => {
    let moved = 0;
    fc.assert(
      fc.property(smallInstance, (small) => {
        const answer = decide(build(small));
        if (answer.kind !== 'feasible') return;
        const plan = [...answer.plan];
        const load = (user: number): number => plan.filter((other) => other === user).length;
        for (const [session, user] of plan.entries()) {
          if (load(user) < 3) continue;
          moved += 1;
          const taken = small.exclusions.flatMap(({ left, right }) =>
            left === session ? [plan[right]!] : right === session ? [plan[left]!] : [],
          );
          const better = small.candidates[session]!.filter(
            (other) => !taken.includes(other) && load(other) + 1 < load(user),
          );
          expect(better).toEqual([]);
        }
      }),
      { seed: 5, numRuns: 1500 },
    );
    expect(moved).toBeGreaterThan(40);
  });

  test('gives up at its limits, and says which', () => {
    const users = 4;
    const candidates = Array.from({ length: 9 }, (_, session) =>
      [0, 1, 2, 3].filter((user) => (user + session) % 5 !== 0),
    );
    const exclusions = allPairs(9).filter(({ left, right }) => (left * 5 + right * 3) % 7 < 4);
    const instance = build({ users, candidates, exclusions });
    expect(decide(instance, { steps: 0 })).toEqual({ kind: 'unknown', reason: 'step limit' });
    expect(decide(instance).kind).not.toBe('unknown');
  });

  test('keeps as many of interchangeable users as they have sessions', () => {
    const everybody = Int32Array.from({ length: 200_000 }, (_, user) => user);
    const candidates = Array.from({ length: 30 }, (_, session) =>
      session < 10 ? everybody.subarray(0, 100_000) : everybody,
    );
    const instance = instanceOf(candidates, allPairs(30), everybody.length);
    expect(instance.users.length).toBe(30 + 20);
    const answer = decide(instance);
    if (answer.kind !== 'feasible') throw new Error(answer.kind);
    expect(new Set(answer.plan).size).toBe(30);
    expect(respects(instance, answer.plan)).toBe(true);
  });
});

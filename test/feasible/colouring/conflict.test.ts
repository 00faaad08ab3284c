import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conflictOf } from '../../../src/feasible/colouring/conflict.ts';
import { instanceOf } from '../../../src/feasible/colouring/instance.ts';
import { feasible, part, type SmallInstance } from '../brute.ts';
import { smallInstance } from '../generate.ts';

const conflict = (small: SmallInstance) =>
  conflictOf(instanceOf(small.candidates, small.exclusions, small.users));

describe('conflictOf', () => {
  test('a session without candidates', () => {
    const found = conflict({ users: 1, candidates: [[0], [], [0]], exclusions: [{ left: 0, right: 2 }] });
    expect(found).toEqual({ kind: 'too-few-people', sessions: [1], exclusions: [], minimal: true });
  });

  test('two sessions that share their only candidate', () => {
    const found = conflict({
      users: 3,
      candidates: [[0], [1], [2], [2], [2], [0]],
      exclusions: [{ left: 2, right: 3 }],
    });
    expect(found).toMatchObject({ kind: 'too-few-people', sessions: [2, 3] });
  });

  test('the triangle on two people, and the path that only trying refutes', () => {
    const triangle = conflict({
      users: 2,
      candidates: [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
      exclusions: [
        { left: 0, right: 1 },
        { left: 1, right: 2 },
        { left: 0, right: 2 },
      ],
    });
    expect(triangle).toMatchObject({ kind: 'too-few-people', sessions: [0, 1, 2] });
    const path = conflict({
      users: 2,
      candidates: [[0], [0, 1], [1]],
      exclusions: [
        { left: 0, right: 1 },
        { left: 1, right: 2 },
      ],
    });
    expect(path).toMatchObject({ kind: 'other', sessions: [0, 1, 2] });
    expect(path.exclusions.length).toBe(2);
  });

  test('says so where the limits keep it from being minimal, and is a conflict all the same', () => {
    // A ring of five sessions for two people, and one session that has nothing to do with it.
    const small: SmallInstance = {
      users: 2,
      candidates: [[0, 1], [0, 1], [0, 1], [0, 1], [0, 1], [0]],
      exclusions: [
        { left: 0, right: 1 },
        { left: 1, right: 2 },
        { left: 2, right: 3 },
        { left: 3, right: 4 },
        { left: 0, right: 4 },
        { left: 4, right: 5 },
      ],
    };
    const instance = instanceOf(small.candidates, small.exclusions, small.users);
    const rough = conflictOf(instance, { steps: 0 });
    expect(rough.minimal).toBe(false);
    expect(feasible(part(small, rough.sessions, rough.exclusions))).toBe(false);
    const exact = conflictOf(instance);
    expect(exact.minimal).toBe(true);
    expect(exact.sessions).toEqual([0, 1, 2, 3, 4]);
    expect(exact.exclusions.length).toBe(5);
  });

  test('is infeasible, and dropping any one element makes it feasible, on random instances', () => {
    let count = 0;
    const kinds = { 'too-few-people': 0, other: 0 };
    fc.assert(
      fc.property(smallInstance, (small) => {
        if (feasible(small)) return;
        count += 1;
        const { sessions, exclusions, kind, minimal } = conflict(small);
        kinds[kind] += 1;
        expect(minimal).toBe(true);
        expect(feasible(part(small, sessions, exclusions))).toBe(false);
        for (const session of sessions) {
          const fewer = sessions.filter((other) => other !== session);
          expect(feasible(part(small, fewer, exclusions))).toBe(true);
        }
        for (const pair of exclusions) {
          const fewer = exclusions.filter((other) => other !== pair);
          expect(feasible(part(small, sessions, fewer))).toBe(true);
        }
        if (kind === 'too-few-people') {
          const people = new Set(sessions.flatMap((session) => small.candidates[session]!));
          expect(people.size).toBeLessThan(sessions.length);
        }
      }),
      { seed: 22, numRuns: 3000 },
    );
    expect(count).toBeGreaterThan(1000);
    expect(kinds.other).toBeGreaterThan(30);
    expect(kinds['too-few-people']).toBeGreaterThan(500);
  });
});

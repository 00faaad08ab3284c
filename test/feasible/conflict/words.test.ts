import { expect, test } from 'vitest';
import { conflictOf } from '../../../src/feasible/conflict/find.ts';
import { tellConflict } from '../../../src/feasible/conflict/words.ts';
import { type Constraint, instanceOf } from '../../../src/workflow/instance.ts';

const people = ['kim', 'lee', 'jo'];
const apart = (left: number, right: number): Constraint => ({ kind: 'separation', left, right });
const triangle = [apart(0, 1), apart(1, 2), apart(0, 2)];

function told(authorised: number[][], constraints: Constraint[]): string {
  const instance = instanceOf(3, authorised, constraints);
  return tellConflict(instance, conflictOf(instance), {
    step: (step) => `S${step + 1}`,
    user: (user) => people[user]!,
    constraint: (index) => `rule ${index + 1} holds`,
  });
}

test.each([
  [[[]], [], 'Nobody is authorised for S1.'],
  [[[0]], [{ kind: 'unavailable', users: [0] }], 'Nobody can do S1: kim is authorised, but rule 1 holds.'],
  [
    [[0, 1]],
    [
      { kind: 'forbidden', step: 0, user: 0 },
      { kind: 'unavailable', users: [1] },
    ],
    'Nobody can do S1: kim and lee are authorised, but rule 1 holds and rule 2 holds.',
  ],
  [
    [
      [0, 1],
      [0, 1],
      [0, 1],
    ],
    triangle,
    'S1, S2 and S3 must be done by different people, but only kim and lee may do them.',
  ],
  [
    [
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 2],
    ],
    [...triangle, { kind: 'unavailable', users: [2] }],
    'S1, S2 and S3 must be done by different people, but only kim and lee may do them, since rule 4 holds.',
  ],
  [[[0], [0]], [apart(0, 1)], 'S1 and S2 must be done by different people, but only kim may do them.'],
  [
    [[0, 1], [0], [0, 2]],
    [apart(1, 2), { kind: 'binding', left: 0, right: 2 }],
    'S1 and S2 must be done by different people (S1 and S3 by the same), but only kim may do them.',
  ],
  [
    [[0], [1]],
    [{ kind: 'binding', left: 0, right: 1 }],
    'S1 and S2 must be done by the same person, but nobody may do both.',
  ],
  [
    [[0], [1], [0, 1]],
    [apart(0, 2), apart(1, 2)],
    'Nobody can be found for S1, S2 and S3 together: rule 1 holds and rule 2 holds.',
  ],
  [[], [{ kind: 'at-least', bound: 1, steps: [] }], 'There can be no plan: rule 1 holds.'],
] as [number[][], Constraint[], string][])('%j %j', (authorised, constraints, sentence) => {
  expect(told(authorised, constraints)).toBe(sentence);
});

test('what is too long is counted', () => {
  const steps = 16;
  const instance = instanceOf(
    1,
    Array.from({ length: steps }, () => [0]),
    [{ kind: 'load', bound: steps - 1 }],
  );
  const sentence = tellConflict(instance, conflictOf(instance), {
    step: (step) => `S${step + 1}`,
    user: () => 'kim',
    constraint: () => 'nobody may do more than 15 steps',
  });
  expect(sentence).toBe(
    'Nobody can be found for S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11, S12 and 4 more together: nobody may do more than 15 steps.',
  );
});

import { expect, test } from 'vitest';
import { buildPolicy, type SessionConstraintInput } from '../../src/policy/build.ts';
import { demandOf } from '../../src/policy/demand.ts';
import { sessionConstraintKinds } from '../../src/policy/shape.ts';

const said: readonly (readonly [SessionConstraintInput, string])[] = [
  [{ kind: 'separation', sessions: ['S1', 'S2', 'S3'] }, 'S1, S2 and S3 need different people'],
  [{ kind: 'binding', sessions: ['S3', 'S1'] }, 'S3 and S1 need the same person'],
  [{ kind: 'at-most', bound: 1, sessions: ['S1', 'S2'] }, 'S1 and S2 need at most one person'],
  [{ kind: 'at-least', bound: 2, sessions: ['S1', 'S2'] }, 'S1 and S2 need at least 2 people'],
  [
    { kind: 'team', sessions: ['S1'], teams: [['u1', 'u2'], 'staff'] },
    'S1 needs somebody of one team: u1 and u2, or the users of staff',
  ],
  [
    { kind: 'group-unless', sessions: ['S1', 'S2'], bound: 2, group: 'staff' },
    'S1 and S2 need the users of staff alone, or at least 2 people',
  ],
  [
    { kind: 'dependent', left: 'S1', leftUsers: ['u1', 'u2'], right: 'S2', rightUsers: 'staff' },
    'if u1 or u2 does S1, a user of staff must do S2',
  ],
  [{ kind: 'load', bound: 1 }, 'nobody may do more than 1 session'],
  [{ kind: 'load', bound: 2, users: ['u1'] }, 'u1 may do at most 2 sessions'],
  [{ kind: 'load', bound: 2, users: 'staff' }, 'each of the users of staff may do at most 2 sessions'],
  [{ kind: 'unavailable', users: ['u1', 'u2'] }, 'u1 and u2 may do nothing'],
  [
    { kind: 'unavailable', users: ['u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7', 'u8'] },
    'u1, u2, u3, u4, u5, u6 and 2 more may do nothing',
  ],
  [{ kind: 'forced', session: 'S1', user: 'u1' }, 'u1 must do S1'],
  [{ kind: 'forbidden', session: 'S1', user: 'u1' }, 'u1 must not do S1'],
];

test('each kind has its words', () => {
  const policy = buildPolicy({
    applications: [
      {
        name: 'order',
        sessions: ['S1', 'S2', 'S3'].map((name) => ({ name, roles: [] })),
        exclusions: [],
        constraints: said.map(([constraint]) => constraint),
      },
    ],
  });
  const [application] = policy.applications;
  expect(application!.constraints.map((one) => demandOf(policy, application!, one))).toEqual(
    said.map(([, words]) => words),
  );
  expect(new Set(said.map(([{ kind }]) => kind))).toEqual(new Set(sessionConstraintKinds));
});

/** Feasibility under constraints of the policy: what is told, where it points, and what would mend it. */

import { describe, expect, test } from 'vitest';
import { rule as feasible } from '../../src/check/feasible.ts';
import { checkPolicy } from '../../src/check/run.ts';
import type { PolicyInput, SessionConstraintInput } from '../../src/policy/build.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { coreOf, decisions, one, planOf, vacuities } from './application-support.ts';

const order = (constraints: readonly SessionConstraintInput[], change: PolicyInput = {}): PolicyInput => ({
  users: ['kim', 'lee', 'moon'],
  roles: ['clerk', 'head'],
  assignments: [
    ['kim', 'clerk'],
    ['lee', 'clerk'],
    ['lee', 'head'],
    ['moon', 'head'],
  ],
  applications: [
    {
      name: 'order',
      sessions: [
        { name: 'S1', roles: ['clerk'] },
        { name: 'S2', roles: ['clerk'] },
        { name: 'S3', roles: ['head'] },
      ],
      exclusions: [['S1', 'S3']],
      initiator: ['clerk'],
      constraints,
    },
  ],
  ...change,
});

const told = (constraints: readonly SessionConstraintInput[]) =>
  one('violated', decisions(feasible, order(constraints)));

describe('a plan', () => {
  test('respects the constraints', () => {
    const holding = decisions(
      feasible,
      order([
        { kind: 'binding', sessions: ['S1', 'S2'] },
        { kind: 'forced', session: 'S3', user: 'moon' },
        { kind: 'forbidden', session: 'S1', user: 'kim' },
      ]),
    );
    expect(planOf(one('holds', holding))).toEqual(['S1=lee', 'S2=lee', 'S3=moon']);
  });

  test('that no exclusion restricts is no empty promise under a constraint', () => {
    const input = order([{ kind: 'binding', sessions: ['S1', 'S2'] }]);
    const bare = { ...input, applications: [{ ...input.applications![0]!, exclusions: [] }] };
    expect(vacuities(decisions(feasible, bare))).toEqual([]);
    // The printed test does not look at constraints.
    const printed = { ...bare, profile: { feasibility: 'pairwise' } as const };
    expect(vacuities(decisions(feasible, printed))).toEqual(['V2']);
  });
});

describe('a conflict', () => {
  test('is minimal, and told with what its constraints demand', () => {
    const violated = told([
      { id: 'desk', kind: 'binding', sessions: ['S2', 'S3'] },
      { id: 'away', kind: 'unavailable', users: ['lee'] },
      { id: 'work', kind: 'load', bound: 2 },
    ]);
    expect(violated.elements).toEqual(['S2', 'S3']);
    expect(coreOf(violated)).toEqual(['away', 'desk', 'S2', 'S3']);
    expect(violated.detail().sentence).toBe(
      'no plan exists for S2 and S3 of order: lee may do nothing (away), S2 and S3 need the same person (desk), ' +
        'but only kim and lee can do S2, only lee and moon can do S3',
    );
  });

  test('of exclusions and constraints has both', () => {
    const violated = told([{ id: 'desk', kind: 'at-most', bound: 1, sessions: ['S1', 'S3'] }]);
    expect(coreOf(violated)).toEqual(['desk', 'S1≠S3', 'S1', 'S3']);
    expect(violated.detail().candidates).toContainEqual({ kind: 'drop-constraint', constraint: 'desk' });
    expect(violated.detail().candidates).toContainEqual({
      kind: 'drop-exclusion',
      application: 'order',
      left: 'S1',
      right: 'S3',
    });
  });

  test('of exclusions alone is told without constraints', () => {
    const input = order([{ kind: 'binding', sessions: ['S1', 'S3'] }]);
    const violated = one(
      'violated',
      decisions(feasible, {
        ...input,
        assignments: [
          ['lee', 'clerk'],
          ['lee', 'head'],
        ],
      }),
    );
    expect(coreOf(violated)).toEqual(['S1≠S3', 'S1', 'S3']);
  });

  test('stands beside a closed gate', () => {
    const input = order([{ id: 'away', kind: 'unavailable', users: ['lee', 'moon'] }]);
    const closed = { ...input.applications![0]!, initiator: ['clerk', 'auditor'] };
    const violated = one('violated', decisions(feasible, { ...input, applications: [closed] }));
    const detail = violated.detail();
    expect(detail.sentence).toContain('nobody may start order');
    expect(detail.sentence).toContain('lee and moon may do nothing (away)');
    expect(detail.candidates).toContainEqual({ kind: 'drop-constraint', constraint: 'away' });
  });

  test('is none under the printed test', () => {
    const input = order([{ kind: 'unavailable', users: 'clerk' }], { profile: { feasibility: 'pairwise' } });
    expect(decisions(feasible, input).map(({ kind }) => kind)).toContain('holds');
  });
});

test('a conflict points at the lines of its constraints, and dropping one of them is a repair', async () => {
  const read = readPolicy(
    'p.policy.yaml',
    memoryFiles({
      'p.policy.yaml': [
        'policy: p',
        'users: { kim: { roles: [clerk] }, lee: { roles: [clerk] } }',
        'roles: [clerk]',
        'applications:',
        '  - file: order.app',
        '    constraints:',
        '      - { id: few, load: { at-most: 2 }, reason: people tire }',
        '      - id: on-leave',
        '        unavailable: [lee]',
        '',
      ].join('\n'),
      'order.app': 'APPLICATION order\nSESSION (S1, clerk), (S2, clerk), (S3, clerk)\nS1; S2; S3\n',
    }),
  );
  if (read.kind === 'failed') throw new Error('it is well formed');
  const { verdicts, failures } = await checkPolicy(read.value);
  expect(failures).toEqual([]);
  const violated = verdicts.find(({ rule, status }) => rule === 'feasible' && status === 'violated');
  if (violated?.status !== 'violated') throw new Error('no plan is left');
  const constraints = violated.core.filter(({ kind }) => kind === 'session-constraint');
  expect(constraints).toEqual([
    {
      kind: 'session-constraint',
      application: 'order',
      id: 'few',
      location: { path: 'p.policy.yaml', line: 7, column: 9 },
    },
    {
      kind: 'session-constraint',
      application: 'order',
      id: 'on-leave',
      location: { path: 'p.policy.yaml', line: 8, column: 9 },
    },
  ]);
  expect(violated.locations.slice(0, 2)).toEqual(
    constraints.map((element) => (element.kind === 'session-constraint' ? element.location : null)),
  );
  const sentences = (violated.repairs ?? []).map(({ sentence }) => sentence);
  expect(sentences).toContain('drop the constraint few (p.policy.yaml:7)');
  expect(sentences).toContain('drop the constraint on-leave (p.policy.yaml:8)');
});

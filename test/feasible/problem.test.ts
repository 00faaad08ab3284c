import { describe, expect, test } from 'vitest';
import { solve } from '../../src/feasible/pattern/solve.ts';
import { type Workflow, workflowOf } from '../../src/feasible/problem.ts';
import { indexPolicy } from '../../src/index/index.ts';
import { buildPolicy, type PolicyInput, type SessionConstraintInput } from '../../src/policy/build.ts';

/** c and b before a, so that the order of declaration is not the order of names. */
function workflow(constraints: readonly SessionConstraintInput[], more: PolicyInput = {}): Workflow {
  const policy = buildPolicy({
    users: ['kim', 'lee', 'park'],
    roles: ['clerk', 'head'],
    assignments: [
      ['kim', 'clerk'],
      ['lee', 'clerk'],
      ['park', 'head'],
    ],
    inheritance: [['head', 'clerk']],
    applications: [
      {
        name: 'order',
        sessions: ['c', 'b', 'a'].map((name) => ({ name, roles: ['clerk'] })),
        exclusions: [
          ['c', 'b'],
          ['b', 'a'],
        ],
        constraints,
      },
    ],
    ...more,
  });
  return workflowOf(policy, indexPolicy(policy), policy.applications[0]!);
}

const constraintsOf = (constraints: readonly SessionConstraintInput[], more: PolicyInput = {}) =>
  workflow(constraints, more).instance.constraints.slice(2);

describe('an application as a problem of workflow satisfiability', () => {
  test('steps stand in the order of names, and every constraint says where it comes from', () => {
    const { order, instance, sources } = workflow([
      { id: 'z', kind: 'separation', sessions: ['c', 'b', 'a'] },
      { id: 'y', kind: 'at-most', bound: 2, sessions: ['c', 'a'] },
    ]);
    expect(order).toEqual([2, 1, 0]);
    expect(instance.constraints).toEqual([
      { kind: 'separation', left: 0, right: 1 },
      { kind: 'separation', left: 1, right: 2 },
      { kind: 'at-most', bound: 2, steps: [0, 2] },
      { kind: 'separation', left: 0, right: 1 },
      { kind: 'separation', left: 0, right: 2 },
      { kind: 'separation', left: 1, right: 2 },
    ]);
    expect(sources).toEqual([
      { kind: 'exclusion', index: 1 },
      { kind: 'exclusion', index: 0 },
      { kind: 'constraint', index: 1 },
      { kind: 'constraint', index: 0 },
      { kind: 'constraint', index: 0 },
      { kind: 'constraint', index: 0 },
    ]);
  });

  test('each kind is carried over', () => {
    expect(
      constraintsOf([
        { id: '1', kind: 'binding', sessions: ['c', 'a'] },
        { id: '2', kind: 'at-least', bound: 2, sessions: ['c', 'a'] },
        { id: '3', kind: 'team', sessions: ['c'], teams: [['park', 'kim'], 'clerk'] },
        { id: '4', kind: 'group-unless', sessions: ['b', 'a'], bound: 2, group: 'head' },
        { id: '5', kind: 'dependent', left: 'a', leftUsers: ['kim'], right: 'c', rightUsers: 'head' },
        { id: '6', kind: 'load', bound: 1 },
        { id: '7', kind: 'load', bound: 2, users: 'head' },
        { id: '8', kind: 'unavailable', users: ['lee'] },
        { id: '91', kind: 'forced', session: 'c', user: 'park' },
        { id: '92', kind: 'forbidden', session: 'b', user: 'park' },
      ]),
    ).toEqual([
      { kind: 'binding', left: 0, right: 2 },
      { kind: 'at-least', bound: 2, steps: [0, 2] },
      {
        kind: 'team',
        steps: [2],
        teams: [
          [0, 2],
          [0, 1, 2],
        ],
      },
      { kind: 'group-unless', steps: [0, 1], bound: 2, group: [2] },
      { kind: 'dependent', left: 0, right: 2, leftUsers: [0], rightUsers: [2] },
      { kind: 'load', bound: 1 },
      { kind: 'load', bound: 2, users: [2] },
      { kind: 'unavailable', users: [1] },
      { kind: 'forced', step: 2, user: 2 },
      { kind: 'forbidden', step: 1, user: 2 },
    ]);
  });

  test('a role means whoever has it by the reading of membership', () => {
    const constraints = [{ id: '1', kind: 'unavailable', users: 'clerk' }] as const;
    expect(constraintsOf(constraints)).toEqual([{ kind: 'unavailable', users: [0, 1, 2] }]);
    expect(constraintsOf(constraints, { profile: { membership: 'assigned' } })).toEqual([
      { kind: 'unavailable', users: [0, 1] },
    ]);
  });

  test('whom nothing declares is no user', () => {
    expect(constraintsOf([{ id: '1', kind: 'load', bound: 1, users: ['nobody', 'kim'] }])).toEqual([
      { kind: 'load', bound: 1, users: [0] },
    ]);
    expect(constraintsOf([{ id: '1', kind: 'forbidden', session: 'a', user: 'nobody' }])).toEqual([]);
    const forced = workflow([{ id: '1', kind: 'forced', session: 'a', user: 'nobody' }]);
    expect(solve(forced.instance).kind).toBe('infeasible');
    expect(solve(workflow([]).instance).kind).toBe('feasible');
  });
});

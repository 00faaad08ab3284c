import { describe, expect, test } from 'vitest';
import { buildPolicy } from '../../src/policy/build.ts';
import { applyChanges } from '../../src/repair/apply.ts';
import type { Change } from '../../src/verdict/change.ts';
import { inputOf } from './input-of.ts';

const policy = buildPolicy({
  users: ['kim', 'lee'],
  roles: ['a', 'b'],
  permissions: ['x:read'],
  assignments: [
    ['kim', 'a'],
    ['kim', 'a'],
    ['lee', 'b'],
    ['ghost', 'a'],
  ],
  inheritance: [['a', 'b']],
  grants: [['b', 'x:read']],
  sessions: [
    { name: 'one', user: 'kim', active: ['a'] },
    { name: 'two', user: 'ghost', active: ['b', 'a'] },
  ],
  constraints: [{ id: 'few', kind: 'cardinality', role: 'a', atMost: 1 }],
  applications: [
    {
      name: 'order',
      sessions: [
        { name: 'S1', roles: ['a', 'b'] },
        { name: 'S2', roles: ['b'] },
      ],
      exclusions: [['S1', 'S2']],
      plans: [{ name: 'p', assignments: { S1: 'ghost' } }],
      constraints: [
        { id: 'desk', kind: 'binding', sessions: ['S1', 'S2'] },
        { id: 'away', kind: 'unavailable', users: ['ghost', 'lee'] },
        { id: 'own', kind: 'forbidden', session: 'S1', user: 'ghost' },
        { id: 'house', kind: 'team', sessions: ['S1'], teams: [['kim'], 'b'] },
      ],
    },
  ],
});
const before = inputOf(policy);
const policyAfter = (...changes: readonly Change[]) => inputOf(applyChanges(policy, changes));
const [application] = before.applications!;

describe('changes', () => {
  test('remove a fact wherever it is stated', () => {
    expect(
      policyAfter({ kind: 'remove', relation: 'assignment', left: 'kim', right: 'a' }).assignments,
    ).toEqual([
      ['lee', 'b'],
      ['ghost', 'a'],
    ]);
    expect(
      policyAfter({ kind: 'remove', relation: 'inheritance', left: 'a', right: 'b' }).inheritance,
    ).toEqual([]);
    expect(policyAfter({ kind: 'remove', relation: 'grant', left: 'b', right: 'x:read' }).grants).toEqual([]);
    expect(policyAfter({ kind: 'remove', relation: 'active', left: 'two', right: 'b' }).sessions).toEqual([
      before.sessions![0],
      { name: 'two', user: 'ghost', active: ['a'] },
    ]);
  });

  test('add facts', () => {
    const changed = policyAfter(
      { kind: 'add', relation: 'assignment', left: 'lee', right: 'a' },
      { kind: 'add', relation: 'active', left: 'one', right: 'b' },
    );
    expect(changed.assignments).toEqual([...before.assignments!, ['lee', 'a']]);
    expect(changed.sessions![0]!.active).toEqual(['a', 'b']);
  });

  test('add a user among the declared ones, without mistaking undeclared ones for others', () => {
    const changed = policyAfter({ kind: 'add-user', user: 'park', roles: ['b', 'a'] });
    expect(changed.users).toEqual(['kim', 'lee', 'park']);
    expect(changed.assignments).toEqual([...before.assignments!, ['park', 'b'], ['park', 'a']]);
    expect(changed.sessions).toEqual(before.sessions);
    expect(changed.applications).toEqual(before.applications);
  });

  test('leave the administration about the same users', () => {
    const input = {
      users: ['kim'],
      assignments: [['ghost', 'a']],
      administration: {
        administrators: ['kim', 'ghost'],
        areas: [{ name: 'sales', officers: { users: ['ghost'] }, roles: ['a'] }],
        rules: [
          { kind: 'assign', by: { users: ['ghost', 'kim'] }, roles: ['a'] },
          { kind: 'enrol', by: null, roles: ['a'] },
        ],
        goals: [
          { kind: 'roles', roles: ['a'], user: 'ghost' },
          { kind: 'roles', roles: ['a'] },
        ],
      },
    } as const;
    const changed = applyChanges(buildPolicy(input), [{ kind: 'add-user', user: 'park', roles: [] }]);
    expect(changed.users.list).toEqual(['kim', 'park', 'ghost']);
    expect(changed.administration).toMatchObject({
      administrators: [0, 2],
      areas: [{ officers: { users: [2] } }],
      rules: [{ by: { users: [2, 0] } }, { by: null }],
      goals: [{ user: 2 }, { user: null }],
    });
  });

  test('drop a constraint of an application', () => {
    const changed = policyAfter({ kind: 'drop-constraint', constraint: 'away' });
    expect(changed.constraints).toEqual(before.constraints);
    expect(changed.applications![0]!.constraints!.map(({ id }) => id)).toEqual(['desk', 'own', 'house']);
  });

  test('end a session with its active roles, and no other', () => {
    expect(policyAfter({ kind: 'end-session', session: 'one' }).sessions).toEqual([before.sessions![1]]);
  });

  test('change applications, and their trees with them', () => {
    expect(policyAfter({ kind: 'drop-constraint', constraint: 'few' }).constraints).toEqual([]);
    const drop: Change = { kind: 'drop-exclusion', application: 'order', left: 'S2', right: 'S1' };
    const add: Change = { kind: 'add-exclusion', application: 'order', left: 'S2', right: 'S1' };
    expect(policyAfter(drop).applications![0]!.exclusions).toEqual([]);
    expect(policyAfter(drop, add)).toEqual(before);
    expect(policyAfter(add)).toEqual(before);
    expect(applyChanges(policy, [drop]).applications[0]!.tree.separations).toEqual([]);
    expect(applyChanges(policy, [drop, add]).applications[0]!.tree.separations).toHaveLength(1);
    const fewer = policyAfter({ kind: 'drop-session-role', application: 'order', session: 'S1', role: 'a' });
    expect(fewer.applications![0]!.sessions[0]!.roles).toEqual(['b']);
    const given: Change = { kind: 'reassign', application: 'order', plan: 'p', session: 'S1', user: 'lee' };
    expect(policyAfter(given).applications![0]!.plans).toEqual([{ name: 'p', assignments: { S1: 'lee' } }]);
    const also = policyAfter({ ...given, session: 'S2' }).applications![0]!.plans;
    expect(also).toEqual([{ name: 'p', assignments: { S1: 'ghost', S2: 'lee' } }]);
  });

  test('leave the policy as it was', () => {
    policyAfter(
      { kind: 'remove', relation: 'assignment', left: 'kim', right: 'a' },
      { kind: 'end-session', session: 'one' },
    );
    expect(inputOf(policy)).toEqual(before);
    expect(application!.exclusions).toHaveLength(1);
  });

  test.each<Change>([
    { kind: 'remove', relation: 'assignment', left: 'nobody', right: 'a' },
    { kind: 'add', relation: 'active', left: 'none', right: 'a' },
    { kind: 'drop-constraint', constraint: 'none' },
    { kind: 'reassign', application: 'order', plan: 'none', session: 'S1', user: 'lee' },
    { kind: 'add-user', user: 'kim', roles: [] },
  ])('about what is not there are mistakes: %o', (change) => {
    expect(() => applyChanges(policy, [change])).toThrow();
  });
});

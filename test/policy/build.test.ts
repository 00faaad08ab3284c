import { describe, expect, test } from 'vitest';
import { buildPolicy } from '../../src/policy/build.ts';

describe('buildPolicy', () => {
  test('declares by use where no list is given', () => {
    const policy = buildPolicy({
      assignments: [
        ['kim', 'clerk'],
        ['lee', 'clerk'],
      ],
    });
    expect(policy.users.list).toEqual(['kim', 'lee']);
    expect(policy.users.declaredCount).toBe(2);
    expect([...policy.assignments.left]).toEqual([0, 1]);
    expect([...policy.assignments.right]).toEqual([0, 0]);
    expect(policy.assignments.line[0]).not.toBe(policy.assignments.line[1]);
  });

  test('names beyond a given list are dangling', () => {
    const policy = buildPolicy({ users: ['kim'], roles: ['clerk'], assignments: [['lee', 'cfo']] });
    expect(policy.users.list).toEqual(['kim', 'lee']);
    expect(policy.users.declaredCount).toBe(1);
    expect(policy.roles.declaredCount).toBe(1);
    expect(policy.roles.ids.get('cfo')).toBe(1);
    const declared = buildPolicy({ undeclared: 'declare', users: ['kim'], assignments: [['lee', 'cfo']] });
    expect(declared.users.declaredCount).toBe(2);
  });

  test('represents cycles and ill-formed exclusions', () => {
    const policy = buildPolicy({
      inheritance: [
        ['a', 'b'],
        ['b', 'a'],
      ],
      constraints: [{ kind: 'exclusion', relation: 'static', sets: [{ members: ['a', 'a'] }] }],
    });
    expect(policy.inheritance.left.length).toBe(2);
    expect(policy.constraints).toMatchObject([
      { id: 'c1', static: true, dynamic: false, sets: [{ members: [0, 0], limit: 2 }] },
    ]);
  });

  test('resolves applications, their exclusions in order, plans and live sessions', () => {
    const policy = buildPolicy({
      groups: ['staff'],
      applications: [
        {
          name: 'order',
          sessions: [
            { name: 'S1', roles: ['clerk'], needs: ['order:create'] },
            { name: 'S2', roles: ['manager'] },
          ],
          exclusions: [
            ['S2', 'S1'],
            ['S1', 'S2'],
          ],
          plans: [{ name: 'p', assignments: { S2: 'lee' } }],
        },
      ],
      sessions: [
        { name: 'x', user: 'kim', active: ['clerk'], of: { application: 'order', run: 'r1', session: 'S2' } },
      ],
    });
    const application = policy.applications[0]!;
    expect(application.exclusions).toMatchObject([{ left: 0, right: 1 }]);
    expect(application.plans[0]!.assignments).toMatchObject([{ session: 1, user: 0 }]);
    expect(application.sessions[0]!.needs).toEqual([0]);
    expect(application.sessions[1]!.needs).toBeNull();
    expect(application.tree.body).toMatchObject({ kind: 'sequence' });
    expect(policy.sessions[0]).toMatchObject({ of: { application: 0, run: 'r1', session: 1 } });
    expect(policy.roles.isGroup).toEqual([true, false, false]);
    expect(policy.declared.roles.length).toBe(3);
  });
});

describe('the administration of a built policy', () => {
  const policy = buildPolicy({
    users: ['hana', 'kim'],
    roles: ['HR', 'Clerk', 'Approver'],
    applications: [
      {
        name: 'order',
        sessions: [
          { name: 'S1', roles: ['Clerk'] },
          { name: 'S2', roles: ['Approver'] },
        ],
        exclusions: [['S1', 'S2']],
      },
    ],
    administration: {
      administrators: ['hana'],
      newcomers: [{ name: 'trainee', roles: ['Clerk'] }],
      areas: [{ name: 'sales', officers: 'HR', roles: ['Clerk'] }],
      rules: [
        { kind: 'assign', by: { roles: ['HR'], users: ['kim'] }, roles: ['Clerk'], bars: ['Approver'] },
        { kind: 'revoke', by: null, roles: ['Clerk'] },
        { kind: 'assign', by: ['HR', 'Clerk'], roles: ['Approver'], needs: ['Clerk'] },
        { kind: 'enrol', id: 'join', by: 'HR', roles: ['Clerk'] },
      ],
      goals: [
        { kind: 'roles', roles: ['Clerk', 'Approver'], user: 'kim' },
        { kind: 'own-approver', application: 'order', pairs: [['S1', 'S2']] },
      ],
      keeps: [{ from: ['Clerk'], roles: ['Approver'] }],
    },
  });

  test('names become ids, and what is left out has its default', () => {
    expect(policy.administration).toMatchObject({
      administrators: [0],
      enforcesExclusions: true,
      population: 'fixed',
      newcomers: [{ name: 'trainee', roles: [1], atMost: null }],
      areas: [{ name: 'sales', officers: { roles: [0], users: [] }, roles: [1] }],
      rules: [
        { kind: 'assign', id: 'assign 1', by: { roles: [0], users: [1] }, roles: [1], needs: [], bars: [2] },
        { kind: 'revoke', id: 'revoke 1', by: null, roles: [1], needs: [], bars: [] },
        { kind: 'assign', id: 'assign 2', by: { roles: [0, 1] }, roles: [2], needs: [1], bars: [] },
        { kind: 'enrol', id: 'join', by: { roles: [0], users: [] }, roles: [1] },
      ],
      goals: [
        { id: 'goal 1', kind: 'roles', roles: [1, 2], user: 1, users: 1, severity: 'error' },
        { id: 'goal 2', kind: 'own-approver', application: 0, pairs: [[0, 1]] },
      ],
      keeps: [{ id: 'keep 1', from: [1], roles: [2] }],
    });
  });

  test('every part has a place of its own', () => {
    const { rules, goals, keeps, place } = policy.administration!;
    const lines = [place, ...[...rules, ...goals, ...keeps].map((part) => part.place)].map(
      ({ line }) => line,
    );
    expect(new Set(lines).size).toBe(lines.length);
  });

  test('a policy that says nothing of it has none', () => {
    expect(buildPolicy({}).administration).toBeNull();
  });
});

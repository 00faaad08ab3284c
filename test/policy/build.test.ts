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

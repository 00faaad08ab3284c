import { describe, expect, test } from 'vitest';
import type { PolicyInput } from '../../src/policy/build.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { decisionsOf, details, outline, sentences, violations } from './helpers.ts';

const at = (id: string, input: PolicyInput, profile: Partial<Profile> = {}) =>
  outline(decisionsOf(id, { ...input, profile }));

const mutex = (relation: 'static' | 'dynamic' | 'exclusive', ...members: string[]) =>
  ({ id: 'c', kind: 'exclusion', relation, sets: [{ members }] }) as const;

describe('fixture X3: a role that is exclusive with its own junior', () => {
  const x3: PolicyInput = {
    inheritance: [['r0', 'r1']],
    assignments: [['u', 'r0']],
    constraints: [mutex('static', 'r0', 'r1')],
  };

  test('is violated with authorised roles, and the senior is dead', () => {
    expect(at('static-sod', x3)).toEqual(['violated StaticSOD c u']);
    expect(at('dead-role', x3)).toEqual(['violated NoDeadRole c r0']);
    expect(sentences('static-sod', x3)).toEqual([
      'u is both r0 and r1: r0 directly (p:1), r1 through r0 (p:1)',
    ]);
    expect(sentences('dead-role', x3)).toEqual([
      'no user may hold r0: it is exclusive with a role that it inherits, r1 directly (p:2)',
    ]);
  });

  test('says nothing with assigned roles: r1 has no users', () => {
    expect(at('static-sod', x3, { membership: 'assigned' })).toEqual(['vacuous StaticSOD c V5']);
    expect(at('dead-role', x3, { membership: 'assigned' })).toEqual([]);
  });

  test('the dead role needs its own edge cut, or the exclusion dropped', () => {
    expect(details('dead-role', x3)[0]!.candidates).toEqual([
      { kind: 'remove', relation: 'inheritance', left: 'r0', right: 'r1' },
      { kind: 'drop-constraint', constraint: 'c' },
    ]);
  });
});

describe('fixture X4: activating a senior', () => {
  const x4: PolicyInput = {
    inheritance: [['r0', 'r1']],
    assignments: [['u', 'r0']],
    sessions: [{ name: 's', user: 'u', active: ['r0'] }],
    constraints: [mutex('dynamic', 'r0', 'r1')],
  };

  test('activates its juniors, unless the profile counts explicit activations only', () => {
    expect(at('dynamic-sod', x4)).toEqual(['violated DynamicSOD c s']);
    expect(at('dynamic-sod', x4, { 'dynamic-closure': 'explicit' })).toEqual(['vacuous DynamicSOD c V5']);
    expect(sentences('dynamic-sod', x4)).toEqual([
      'session s of u activates both r0 and r1: r0 directly (p:4), r1 through r0 (p:4)',
    ]);
    expect(details('dynamic-sod', x4)[0]!.candidates).toContainEqual({ kind: 'end-session', session: 's' });
  });

  test('may be activated; not if roles are assigned ones and counted explicitly', () => {
    expect(at('activatable', x4)).toEqual(['violated Activatable c u']);
    expect(at('activatable', x4, { 'dynamic-closure': 'explicit' })).toEqual(['violated Activatable c u']);
    expect(at('activatable', x4, { membership: 'assigned' })).toEqual(['violated Activatable c u']);
    expect(at('activatable', x4, { membership: 'assigned', 'dynamic-closure': 'explicit' })).toEqual([
      'vacuous Activatable c V5',
    ]);
  });
});

describe('fixture X5: two sessions of one user', () => {
  const x5: PolicyInput = {
    assignments: [
      ['u', 'r0'],
      ['u', 'r1'],
    ],
    sessions: [
      { name: 's0', user: 'u', active: ['r0'] },
      { name: 's1', user: 'u', active: ['r1'] },
    ],
    constraints: [mutex('dynamic', 'r0', 'r1')],
  };

  test('escape the session reading, not the user reading', () => {
    expect(at('dynamic-sod', x5)).toEqual(['holds DynamicSOD c']);
    expect(at('dynamic-sod', x5, { 'dynamic-scope': 'user' })).toEqual([
      'holds DynamicSOD c',
      'violated UserDynamicSOD c u',
    ]);
    expect(sentences('dynamic-sod', { ...x5, profile: { 'dynamic-scope': 'user' } })).toEqual([
      'u activates both r0 and r1: r0 in session s0 (p:4), r1 in session s1 (p:5)',
    ]);
  });
});

describe('fixture X6: one role holds both permissions', () => {
  const x6: PolicyInput = {
    grants: [
      ['a', 'o:q'],
      ['b', 'o:p'],
      ['b', 'o:q'],
    ],
    assignments: [['u', 'b']],
    constraints: [
      mutex('static', 'a', 'b'),
      {
        id: 'p',
        kind: 'exclusion',
        over: 'permission',
        relation: 'static',
        sets: [{ members: ['o:p', 'o:q'] }],
      },
    ],
  };

  test('role exclusion says nothing, permission exclusion is violated', () => {
    expect(at('static-sod', x6)).toEqual(['vacuous StaticSOD c V5']);
    expect(at('permission-sod', x6)).toEqual(['violated PermissionSOD p u']);
    expect(sentences('permission-sod', x6)).toEqual([
      'u has both o:p and o:q: o:p through b (p:1), o:q through b (p:1)',
    ]);
    expect(details('permission-sod', x6)[0]!.core).toHaveLength(4);
  });
});

describe('static-sod', () => {
  test('names groups, chains and the most direct derivation', () => {
    const input: PolicyInput = {
      groups: ['finance'],
      assignments: [
        ['kim', 'finance'],
        ['kim', 'boss'],
        ['kim', 'creator'],
      ],
      inheritance: [
        ['finance', 'approver'],
        ['boss', 'manager'],
        ['manager', 'approver'],
      ],
      constraints: [mutex('static', 'creator', 'approver')],
    };
    expect(sentences('static-sod', input)).toEqual([
      'kim is both approver and creator: approver through group finance (p:2), creator directly (p:4)',
    ]);
    expect(details('static-sod', input)[0]!.candidates).toEqual([
      { kind: 'remove', relation: 'assignment', left: 'kim', right: 'boss' },
      { kind: 'remove', relation: 'assignment', left: 'kim', right: 'creator' },
      { kind: 'remove', relation: 'assignment', left: 'kim', right: 'finance' },
      { kind: 'remove', relation: 'inheritance', left: 'boss', right: 'manager' },
      { kind: 'remove', relation: 'inheritance', left: 'finance', right: 'approver' },
      { kind: 'remove', relation: 'inheritance', left: 'manager', right: 'approver' },
    ]);
  });

  test('sets: fewer than n, with their names, and one finding a constraint and user', () => {
    const input: PolicyInput = {
      assignments: ['a', 'b', 'c', 'd'].flatMap((role) => [['kim', role] as const]),
      constraints: [
        {
          id: 'k',
          kind: 'exclusion',
          relation: 'static',
          sets: [
            { members: ['a', 'b'] },
            { members: ['x', 'y', 'z'], limit: 3 },
            { members: ['a', 'c', 'd', 'x'], limit: 3 },
          ],
        },
      ],
    };
    const found = violations(decisionsOf('static-sod', input));
    expect(
      found.map(({ claim, bindings, elements }) => [claim, bindings.map((b) => b.value), elements]),
    ).toEqual([
      ['StaticSOD', ['kim', 'a', 'b'], ['a', 'b']],
      ['StaticSODSet', ['kim', 'k#2'], ['a', 'c', 'd']],
    ]);
    expect(sentences('static-sod', input)[1]).toBe(
      'kim holds 3 of the 4 roles a, c, d and x, at most 2 allowed: a directly (p:1), c directly (p:3), d directly (p:4)',
    );
  });

  test('the first conflicting pair is first by name, whatever the order of the policy', () => {
    const [found] = violations(
      decisionsOf('static-sod', {
        assignments: ['z', 'b', 'm', 'a'].map((role) => ['kim', role] as const),
        constraints: [
          {
            id: 'k',
            kind: 'exclusion',
            relation: 'static',
            sets: [{ members: ['z', 'a'] }, { members: ['m', 'a'] }, { members: ['b', 'z'] }],
          },
        ],
      }),
    );
    expect(found!.bindings.map(({ value }) => value)).toEqual(['kim', 'a', 'm']);
    expect(found!.elements).toEqual(['a', 'b', 'm', 'z']);
  });

  test('a set that other constraints keep below its limit never bites', () => {
    const input: PolicyInput = {
      assignments: [
        ['kim', 'a'],
        ['lee', 'b'],
        ['lee', 'c'],
      ],
      constraints: [
        {
          id: 'three',
          kind: 'exclusion',
          relation: 'static',
          sets: [{ members: ['a', 'b', 'c'], limit: 3 }],
        },
        { id: 'pair', kind: 'exclusion', relation: 'static', sets: [{ members: ['a', 'b'] }] },
      ],
    };
    expect(at('static-sod', input)).toEqual(['vacuous StaticSODSet three V18', 'holds StaticSOD pair']);
    const four = {
      ...input,
      constraints: [
        {
          ...input.constraints![0]!,
          kind: 'exclusion',
          relation: 'static',
          sets: [{ members: ['a', 'b', 'c', 'd'], limit: 3 }],
        } as const,
        input.constraints![1]!,
      ],
    };
    expect(at('static-sod', { ...four, assignments: [...input.assignments!, ['lee', 'd']] })).toEqual([
      'violated StaticSODSet three lee',
      'holds StaticSOD pair',
    ]);
  });

  test('a set of two halves that exclude each other never bites', () => {
    const between = ['a', 'b'].flatMap((left) => ['c', 'd'].map((right) => ({ members: [left, right] })));
    const input: PolicyInput = {
      assignments: ['a', 'b', 'c', 'd'].map((role) => [`has ${role}`, role] as const),
      constraints: [
        {
          id: 'three',
          kind: 'exclusion',
          relation: 'static',
          sets: [{ members: ['a', 'b', 'c', 'd'], limit: 3 }],
        },
        { id: 'halves', kind: 'exclusion', relation: 'static', sets: between },
      ],
    };
    expect(decisionsOf('static-sod', input)[0]).toMatchObject({
      vacuity: 'V18',
      reason: 'never bites: `halves` already keeps every user below the limit',
    });
  });

  test('vacuity: no users, no holders, nothing separated', () => {
    const pair = { constraints: [mutex('static', 'a', 'b')] };
    expect(at('static-sod', pair)).toEqual(['vacuous StaticSOD c V1']);
    expect(at('static-sod', { ...pair, assignments: [['kim', 'a']] })).toEqual(['vacuous StaticSOD c V5']);
    expect(at('static-sod', { assignments: [['kim', 'a']] })).toEqual(['vacuous StaticSOD - V2']);
    expect(at('static-sod', { constraints: [mutex('dynamic', 'a', 'b')] })).toEqual([]);
    const [decision] = decisionsOf('static-sod', { ...pair, assignments: [['kim', 'a']] });
    expect(decision).toMatchObject({ reason: 'redundant now: `b` has no users' });
  });

  test('what holds has a witness that comes nearest', () => {
    const [decision] = decisionsOf('static-sod', {
      assignments: [
        ['kim', 'a'],
        ['lee', 'a'],
        ['lee', 'b'],
        ['ann', 'c'],
      ],
      constraints: [
        { id: 'k', kind: 'exclusion', relation: 'static', sets: [{ members: ['a', 'b', 'c'], limit: 3 }] },
      ],
    });
    expect(decision).toMatchObject({
      kind: 'holds',
      witness: { sentence: 'lee holds 2 of 3 exclusive roles (a and b), at most 2 allowed' },
    });
  });
});

describe('dynamic rules without sessions', () => {
  test('only merely dynamic constraints are told to say nothing', () => {
    expect(at('dynamic-sod', { constraints: [mutex('dynamic', 'a', 'b')] })).toEqual([
      'vacuous DynamicSOD c V1',
    ]);
    expect(at('dynamic-sod', { constraints: [mutex('exclusive', 'a', 'b')] })).toEqual([]);
    expect(at('session-authorisation', { assignments: [['kim', 'a']] })).toEqual([]);
  });
});

describe('activatable', () => {
  test('pairs and sets of one constraint are one finding', () => {
    const sets = [{ members: ['a', 'b'] }, { members: ['a', 'c', 'd'], limit: 2 }];
    const input: PolicyInput = {
      constraints: [{ id: 'c', kind: 'exclusion', relation: 'dynamic', sets }],
      assignments: ['a', 'b', 'c'].map((role) => ['kim', role] as const),
    };
    const found = violations(decisionsOf('activatable', input));
    expect(found.map(({ elements }) => elements)).toEqual([['a', 'b', 'c']]);
    const one = { ...input, assignments: [...input.assignments!.slice(0, 2), ['lee', 'd'] as const] };
    expect(at('activatable', one)).toEqual(['violated Activatable c kim']);
    expect(at('activatable', { ...one, assignments: one.assignments.slice(1) })).toEqual([
      'vacuous Activatable c V5',
    ]);
  });
});

describe('dynamic-permission-sod', () => {
  test('counts what juniors grant, even with explicit activation', () => {
    const input: PolicyInput = {
      profile: { 'dynamic-closure': 'explicit' },
      inheritance: [['boss', 'clerk']],
      grants: [
        ['boss', 'o:p'],
        ['clerk', 'o:q'],
      ],
      assignments: [['kim', 'boss']],
      sessions: [{ name: 's', user: 'kim', active: ['boss'] }],
      constraints: [
        {
          id: 'p',
          kind: 'exclusion',
          over: 'permission',
          relation: 'dynamic',
          sets: [{ members: ['o:p', 'o:q'] }],
        },
      ],
    };
    expect(outline(decisionsOf('dynamic-permission-sod', input))).toEqual([
      'violated DynamicPermissionSOD p s',
    ]);
    expect(sentences('dynamic-permission-sod', input)).toEqual([
      'session s of kim can use both o:p and o:q: o:p through boss (p:6), o:q through boss > clerk (p:6)',
    ]);
  });
});

describe('references', () => {
  test('one finding an undeclared name', () => {
    const input: PolicyInput = {
      users: ['kim'],
      roles: ['a'],
      assignments: [
        ['kim', 'a'],
        ['kim', 'b'],
        ['lee', 'b'],
      ],
      constraints: [mutex('static', 'a', 'x')],
    };
    expect(violations(decisionsOf('references', input)).map(({ elements }) => elements)).toEqual([
      ['role b'],
      ['role x'],
      ['user lee'],
    ]);
    expect(sentences('references', input)[0]).toBe(
      'role b is not declared, but used in the assignment of kim to b (p:4) and the assignment of lee to b (p:5)',
    );
  });

  test('roles without permissions are told only where the policy has permissions', () => {
    const input: PolicyInput = { assignments: [['kim', 'a']], roles: ['a', 'b'] };
    expect(at('references', input)).toEqual(['holds References -']);
    const granting: PolicyInput = { ...input, permissions: ['o:p', 'o:q'], grants: [['a', 'o:p']] };
    expect(decisionsOf('references', granting).at(-1)).toMatchObject({
      vacuity: 'V3',
      reason: '`b` has no permissions; `o:q` is granted to no role',
    });
  });
});

describe('acyclic-hierarchy', () => {
  test('one finding a knot, told by a shortest cycle', () => {
    const input: PolicyInput = {
      inheritance: [
        ['c', 'a'],
        ['a', 'b'],
        ['b', 'c'],
        ['b', 'a'],
        ['x', 'x'],
        ['a', 'leaf'],
      ],
    };
    const found = violations(decisionsOf('acyclic-hierarchy', input));
    expect(found.map(({ elements }) => elements)).toEqual([['a', 'b', 'c'], ['x']]);
    expect(sentences('acyclic-hierarchy', input)).toEqual([
      'a is senior to itself: it inherits b (p:2), which inherits a (p:4)',
      'x inherits itself (p:5)',
    ]);
    expect(found[0]!.detail().candidates).toHaveLength(4);
    expect(at('acyclic-hierarchy', { inheritance: [['a', 'b']] })).toEqual(['holds AcyclicHierarchy -']);
    expect(at('acyclic-hierarchy', { roles: ['a'] })).toEqual([]);
  });
});

describe('session-authorisation', () => {
  const application = {
    name: 'order',
    sessions: [
      { name: 'S1', roles: ['clerk'] },
      { name: 'S2', roles: ['clerk', 'chief'] },
    ],
    exclusions: [],
    plans: [{ name: 'usual', assignments: { S1: 'kim', S2: 'kim' } }],
  };

  test('live sessions: one finding a session with all roles that are missing', () => {
    const input: PolicyInput = {
      assignments: [['kim', 'clerk']],
      sessions: [{ name: 's', user: 'kim', active: ['clerk', 'chief', 'boss'] }],
    };
    const [found] = violations(decisionsOf('session-authorisation', input));
    expect(found!.elements).toEqual(['boss', 'chief']);
    expect(sentences('session-authorisation', input)).toEqual([
      'session s of kim activates boss (p:2) and chief (p:2), which kim does not have',
    ]);
  });

  test('plans: who is given a session has all of its roles', () => {
    const input: PolicyInput = {
      assignments: [
        ['kim', 'clerk'],
        ['lee', 'boss'],
      ],
      inheritance: [
        ['boss', 'chief'],
        ['boss', 'clerk'],
      ],
      applications: [application],
    };
    expect(at('session-authorisation', input)).toEqual(['violated PlanAuthorisation order/usual S2']);
    const [detail] = details('session-authorisation', input);
    expect(detail!.candidates).toEqual([
      { kind: 'reassign', application: 'order', plan: 'usual', session: 'S2', user: 'lee' },
      { kind: 'add', relation: 'assignment', left: 'kim', right: 'chief' },
      { kind: 'drop-session-role', application: 'order', session: 'S2', role: 'chief' },
    ]);
    expect(at('session-authorisation', input, { membership: 'assigned' })).toHaveLength(1);
    expect(at('session-authorisation', { ...input, assignments: [['kim', 'boss']] })).toEqual([
      'holds PlanAuthorisation order/usual',
    ]);
  });

  test('sessions without roles say nothing', () => {
    expect(at('session-authorisation', { sessions: [{ name: 's', user: 'kim', active: [] }] })).toEqual([
      'vacuous SessionAuthorisation - V4',
    ]);
  });
});

describe('cardinality', () => {
  const input: PolicyInput = {
    users: ['kim', 'lee', 'ann', 'bob'],
    assignments: [
      ['lee', 'cfo'],
      ['kim', 'cfo'],
      ['ann', 'boss'],
    ],
    inheritance: [['boss', 'cfo']],
    constraints: [{ id: 'one', kind: 'cardinality', role: 'cfo', atMost: 2 }],
  };

  test('counts assigned users, or authorised ones', () => {
    expect(at('cardinality', input)).toEqual(['holds CardinalityLimit one']);
    expect(at('cardinality', input, { cardinality: 'authorised' })).toEqual([
      'violated CardinalityLimit one cfo',
    ]);
    expect(sentences('cardinality', { ...input, profile: { cardinality: 'authorised' } })).toEqual([
      'cfo has 3 users, at most 2 allowed: ann through boss (p:7), kim (p:6), lee (p:5)',
    ]);
  });

  test('vacuity', () => {
    const limited = (atMost: number) => [{ id: 'one', kind: 'cardinality', role: 'cfo', atMost } as const];
    expect(at('cardinality', { ...input, constraints: limited(4) })).toEqual([
      'vacuous CardinalityLimit one V18',
    ]);
    expect(at('cardinality', { ...input, assignments: [] })).toEqual(['vacuous CardinalityLimit one V5']);
    expect(at('cardinality', { ...input, assignments: [], constraints: limited(0) })).toEqual([
      'holds CardinalityLimit one',
    ]);
    expect(at('cardinality', { constraints: limited(1) })).toEqual(['vacuous CardinalityLimit one V1']);
  });
});

describe('prerequisite', () => {
  const input: PolicyInput = {
    assignments: [
      ['kim', 'approver'],
      ['lee', 'approver'],
      ['lee', 'manager'],
    ],
    inheritance: [['manager', 'employee']],
    constraints: [{ id: 'p', kind: 'prerequisite', role: 'approver', needs: ['employee'] }],
  };

  test('asks for authorised or assigned roles, or nothing of a state', () => {
    expect(at('prerequisite', input)).toEqual(['violated PrerequisiteHeld p kim']);
    expect(at('prerequisite', input, { membership: 'assigned' })).toHaveLength(2);
    expect(at('prerequisite', input, { prerequisite: 'assignment' })).toEqual([
      'vacuous PrerequisiteHeld p V12',
    ]);
    expect(details('prerequisite', input)[0]).toMatchObject({
      sentence: 'kim is assigned approver (built.policy.yaml:1), but lacks employee, which it needs',
      candidates: [
        { kind: 'remove', relation: 'assignment', left: 'kim', right: 'approver' },
        { kind: 'add', relation: 'assignment', left: 'kim', right: 'employee' },
      ],
    });
  });

  test('vacuity', () => {
    expect(at('prerequisite', { ...input, assignments: [['kim', 'employee']] })).toEqual([
      'vacuous PrerequisiteHeld p V5',
    ]);
  });
});

describe('role-window', () => {
  const input: PolicyInput = {
    now: 12,
    inheritance: [['boss', 'night']],
    assignments: [['kim', 'boss']],
    sessions: [{ name: 's', user: 'kim', active: ['boss'] }],
    constraints: [
      {
        id: 'w',
        kind: 'window',
        role: 'night',
        open: [
          [0, 6],
          [22, 24],
        ],
      },
    ],
  };

  test('juniors of active roles count, and both ends belong to a window', () => {
    expect(at('role-window', input)).toEqual(['violated RoleWindowOpen w s']);
    expect(sentences('role-window', input)).toEqual([
      'session s of kim has night active through boss (p:4) at 12, but is open from 0 to 6 and from 22 to 24',
    ]);
    for (const now of [0, 6, 22, 24])
      expect(at('role-window', { ...input, now })).toEqual(['holds RoleWindowOpen w']);
    for (const now of [7, 21]) expect(at('role-window', { ...input, now })).toHaveLength(1);
  });

  test('vacuity: no time, past, no sessions, not active', () => {
    expect(at('role-window', { ...input, now: null })).toEqual(['vacuous RoleWindowOpen w V1']);
    expect(at('role-window', { ...input, now: 25, sessions: [] })).toEqual(['vacuous RoleWindowOpen w V16']);
    expect(at('role-window', { ...input, sessions: [] })).toEqual(['vacuous RoleWindowOpen w V1']);
    expect(
      at('role-window', { ...input, sessions: [{ name: 's', user: 'kim', active: ['other'] }] }),
    ).toEqual(['vacuous RoleWindowOpen w V5']);
  });
});

describe('operational-sod', () => {
  const input: PolicyInput = {
    grants: [
      ['clerk', 'o:create'],
      ['chief', 'o:approve'],
    ],
    assignments: [
      ['kim', 'clerk'],
      ['lee', 'chief'],
    ],
    operations: [{ name: 'pay', permissions: ['o:create', 'o:approve'] }],
  };

  test('holds while two are needed; the witness says what is missing', () => {
    expect(decisionsOf('operational-sod', input)).toMatchObject([
      {
        kind: 'holds',
        witness: { sentence: 'kim can perform 1 of the 2 operations of pay, but not o:approve' },
      },
    ]);
  });

  test('is violated by whoever can do all, through whatever roles', () => {
    const alone: PolicyInput = {
      ...input,
      assignments: [...input.assignments!, ['kim', 'boss']],
      inheritance: [['boss', 'chief']],
    };
    expect(outline(decisionsOf('operational-sod', alone))).toEqual(['violated OperationalSOD pay kim']);
    expect(
      outline(decisionsOf('operational-sod', { ...alone, profile: { membership: 'assigned' } })),
    ).toEqual(['holds OperationalSOD pay']);
    expect(sentences('operational-sod', alone)).toEqual([
      'kim can perform all 2 operations of pay alone: o:approve through boss > chief (p:3), o:create through clerk (p:1)',
    ]);
  });

  test('a session application is judged by what its sessions can do', () => {
    const application = {
      name: 'order',
      sessions: [
        { name: 'S1', roles: ['clerk'] },
        { name: 'S2', roles: ['chief'] },
      ],
      exclusions: [],
    };
    const { operations: _, ...rest } = input;
    expect(outline(decisionsOf('operational-sod', { ...rest, applications: [application] }))).toEqual([
      'holds OperationalSOD order',
    ]);
    const both: PolicyInput = {
      ...rest,
      applications: [application],
      assignments: [
        ['kim', 'clerk'],
        ['kim', 'chief'],
      ],
    };
    const [found] = violations(decisionsOf('operational-sod', both));
    expect(found).toMatchObject({
      constraint: 'order',
      focus: { application: 'order' },
      scope: 'this application',
    });
    expect(
      outline(
        decisionsOf('operational-sod', { assignments: [['kim', 'clerk']], applications: [application] }),
      ),
    ).toEqual([]);
  });

  test('vacuity: no operations, one operation, nobody, plans instead', () => {
    const of = (permissions: string[]): PolicyInput => ({
      ...input,
      operations: [{ name: 'pay', permissions }],
    });
    expect(outline(decisionsOf('operational-sod', of([])))).toEqual(['vacuous OperationalSOD pay V6']);
    expect(outline(decisionsOf('operational-sod', of(['o:new'])))).toEqual(['vacuous OperationalSOD pay V7']);
    expect(outline(decisionsOf('operational-sod', of(['o:create'])))).toEqual([
      'violated OperationalSOD pay kim',
    ]);
    expect(outline(decisionsOf('operational-sod', of(['o:create', 'o:new'])))).toEqual([
      'vacuous OperationalSOD pay V8',
    ]);
    expect(
      outline(decisionsOf('operational-sod', { ...input, profile: { operational: 'assigned-sessions' } })),
    ).toEqual(['vacuous OperationalSOD pay V8']);
  });
});

describe('severity', () => {
  const x3: PolicyInput = {
    inheritance: [['r0', 'r1']],
    assignments: [['u', 'r0']],
    constraints: [mutex('static', 'r0', 'r1')],
  };

  test('of the policy, else the weaker of the constraint and the rule', () => {
    const severity = (id: string, input: PolicyInput) => decisionsOf(id, input)[0]!.severity;
    expect(severity('static-sod', x3)).toBe('error');
    expect(severity('dead-role', x3)).toBe('warning');
    expect(severity('dead-role', { ...x3, rules: { 'dead-role': 'error' } })).toBe('error');
    expect(
      severity('static-sod', { ...x3, constraints: [{ ...mutex('static', 'r0', 'r1'), severity: 'note' }] }),
    ).toBe('note');
  });
});

/** Invariants of each kind by hand: the right one is accepted, and not of a policy, or in words, that differ a little. */

import { describe, expect, test } from 'vitest';
import { buildPolicy, type PolicyInput } from '../../../src/policy/build.ts';
import type {
  AdministrationInput,
  AdministrativeRuleInput,
  ReachGoalInput,
} from '../../../src/policy/build-administration.ts';
import { checkInvariant, type InvariantCheck } from '../../../src/replay/administration/check-invariant.ts';
import type { InvariantPart } from '../../../src/verdict/reach.ts';

interface Case {
  readonly policy: PolicyInput;
  readonly administration: AdministrationInput;
  readonly rules: readonly AdministrativeRuleInput[];
  readonly goal: ReachGoalInput;
  readonly parts: readonly InvariantPart[];
}

function checked({ policy, administration, rules, goal, parts }: Case): InvariantCheck {
  const built = buildPolicy({ ...policy, administration: { ...administration, rules, goals: [goal] } });
  return checkInvariant(built, built.administration!.goals[0]!, parts);
}

const reasonOf = (one: Case): string => {
  const check = checked(one);
  return check.kind === 'accepted' ? check.kind : check.reason;
};

/** `change` makes it wrong. */
function isRejected(base: Case, change: Partial<Case>, reason: RegExp): void {
  expect(reasonOf(base)).toBe('accepted');
  const check = checked({ ...base, ...change });
  expect(check.kind).toBe('rejected');
  expect(reasonOf({ ...base, ...change })).toMatch(reason);
}

const neverTogether = (...held: string[]): InvariantPart => ({
  kind: 'never-together',
  users: null,
  clauses: [{ held, lacked: [] }],
});

const clerk: AdministrativeRuleInput = { kind: 'assign', by: 'HR', roles: ['Clerk'], bars: ['Approver'] };
const approver: AdministrativeRuleInput = { kind: 'assign', by: 'HR', roles: ['Approver'], bars: ['Clerk'] };
const fire: AdministrativeRuleInput = { kind: 'revoke', by: 'HR', roles: ['Clerk'] };

const office: PolicyInput = {
  users: ['hana', 'kim', 'lee'],
  roles: ['HR', 'Clerk', 'Approver', 'Chief'],
  assignments: [
    ['hana', 'HR'],
    ['kim', 'Clerk'],
  ],
};

describe('two roles that bar each other', () => {
  const base: Case = {
    policy: office,
    administration: {},
    rules: [clerk, approver, fire],
    goal: { kind: 'roles', roles: ['Clerk', 'Approver'] },
    parts: [neverTogether('Clerk', 'Approver')],
  };

  test('never held together', () => {
    expect(checked(base)).toEqual({ kind: 'accepted' });
  });

  test('that nobody meets the goal need not be said', () => {
    expect(checked({ ...base, parts: [] })).toEqual({ kind: 'accepted' });
  });

  test('one of them does not bar the other', () => {
    const rules = [clerk, { ...approver, bars: [] }, fire];
    isRejected(base, { rules }, /part 1 can become false: `assign 2` can assign `Approver`/);
  });

  test('a user has both at the start', () => {
    const policy: PolicyInput = { ...office, assignments: [...office.assignments!, ['kim', 'Approver']] };
    isRejected(base, { policy }, /part 1 is false at the start/);
  });

  test('a newcomer has both at the start', () => {
    const administration = { newcomers: [{ name: 'guest', roles: ['Clerk', 'Approver'] }] };
    isRejected(base, { administration }, /is false at the start/);
    const none = { newcomers: [{ name: 'guest', roles: ['Clerk', 'Approver'], atMost: 0 }] };
    expect(reasonOf({ ...base, administration: none })).toBe('accepted');
  });

  test('a part that says less than the goal asks', () => {
    const rules = [clerk, { ...approver, bars: [] }];
    isRejected(base, { rules, parts: [neverTogether('Clerk', 'Approver', 'HR')] }, /./);
  });

  test('a part that says too much', () => {
    isRejected(base, { parts: [neverTogether('Clerk')] }, /is false at the start/);
    isRejected(base, { parts: [neverTogether('Approver')] }, /can become false/);
    isRejected(base, { parts: [{ kind: 'never', roles: ['Approver'] }] }, /can become false/);
  });

  test('a role that must be there can be taken away', () => {
    const lacks: InvariantPart = {
      kind: 'never-together',
      users: ['kim'],
      clauses: [{ held: [], lacked: ['Clerk'] }],
    };
    const parts = [...base.parts, lacks];
    expect(reasonOf({ ...base, rules: [clerk, approver], parts })).toBe('accepted');
    isRejected(base, { parts }, /part 2 can become false: `revoke 1` can revoke `Clerk`/);
  });

  test('names that do not exist', () => {
    isRejected(base, { parts: [neverTogether('Clerk', 'Nobody')] }, /unknown role `Nobody`/);
    isRejected(base, { parts: [{ kind: 'never-together', users: ['x'], clauses: [] }] }, /unknown user `x`/);
    isRejected(base, { parts: [neverTogether('absent')] }, /unknown role `absent`/);
    isRejected(base, { parts: [{ kind: 'at-most', roles: ['Clerk'], count: -1 }] }, /no proper count/);
    isRejected(base, { parts: [{ kind: 'one-of', users: null, roles: [], sets: [] }] }, /not checked/);
  });

  test('what is said of one user is not known of others', () => {
    const parts: InvariantPart[] = [
      { kind: 'never-together', users: ['kim'], clauses: [{ held: ['Clerk', 'Approver'], lacked: [] }] },
    ];
    const guarded: AdministrativeRuleInput[] = [
      clerk,
      approver,
      { kind: 'assign', by: null, roles: ['Chief'], needs: ['Clerk', 'Approver'] },
    ];
    const goal: ReachGoalInput = { kind: 'roles', roles: ['Chief'] };
    expect(reasonOf({ ...base, rules: guarded, parts, goal: { ...goal, user: 'kim' } })).toBe('accepted');
    expect(reasonOf({ ...base, rules: guarded, parts, goal: { ...goal, user: 'lee' } })).toMatch(/allows/);
    expect(reasonOf({ ...base, rules: guarded, parts, goal })).toMatch(/allows/);
  });
});

describe('inheritance', () => {
  const promote: AdministrativeRuleInput = { kind: 'assign', by: 'HR', roles: ['Chief'], bars: ['Clerk'] };
  const base: Case = {
    policy: { ...office, inheritance: [['Chief', 'Approver']] },
    administration: {},
    rules: [clerk, approver, promote],
    goal: { kind: 'roles', roles: ['Clerk', 'Approver'] },
    parts: [neverTogether('Clerk', 'Approver'), neverTogether('Clerk', 'Chief')],
  };

  test('a bar keeps seniors away, too', () => {
    expect(reasonOf(base)).toBe('accepted');
  });

  test('where membership is assigned it does not, and nobody asks', () => {
    const policy: PolicyInput = { ...base.policy, profile: { membership: 'assigned' } };
    isRejected(base, { policy }, /part 2 can become false: `assign 1` can assign `Clerk`/);
    expect(reasonOf({ ...base, policy, parts: [neverTogether('Clerk', 'Approver')] })).toBe('accepted');
  });

  test('a senior that is assigned to anybody', () => {
    isRejected(base, { rules: [clerk, approver, { ...promote, bars: [] }] }, /part 2 can become false/);
    isRejected(
      base,
      { rules: [clerk, approver, { ...promote, bars: [] }], parts: [neverTogether('Clerk', 'Approver')] },
      /./,
    );
  });
});

describe('exclusions that are enforced', () => {
  const base: Case = {
    policy: {
      ...office,
      constraints: [{ kind: 'exclusion', relation: 'static', sets: [{ members: ['Clerk', 'Approver'] }] }],
    },
    administration: { enforcesExclusions: true },
    rules: [
      { ...clerk, bars: [] },
      { ...approver, bars: [] },
    ],
    goal: { kind: 'exclusions' },
    parts: [neverTogether('Clerk', 'Approver')],
  };

  test('an assignment that would violate one is refused', () => {
    expect(reasonOf(base)).toBe('accepted');
  });

  test('where they are not enforced it is not', () => {
    isRejected(base, { administration: { enforcesExclusions: false } }, /can become false/);
  });

  test('of permissions', () => {
    const policy: PolicyInput = {
      ...office,
      grants: [
        ['Clerk', 'o:make'],
        ['Approver', 'o:sign'],
      ],
      constraints: [
        {
          kind: 'exclusion',
          relation: 'static',
          over: 'permission',
          sets: [{ members: ['o:make', 'o:sign'] }],
        },
      ],
    };
    expect(reasonOf({ ...base, policy })).toBe('accepted');
    const granted: PolicyInput = { ...policy, grants: [['Clerk', 'o:make']] };
    isRejected({ ...base, policy }, { policy: granted }, /can become false/);
  });

  test('whoever violates one can be assigned nothing', () => {
    const policy: PolicyInput = {
      ...base.policy,
      assignments: [
        ['hana', 'HR'],
        ['kim', 'Clerk'],
        ['kim', 'Approver'],
      ],
    };
    const kimIsNoChief: Case = {
      ...base,
      policy,
      rules: [...base.rules, { kind: 'assign', by: 'HR', roles: ['Chief'] }],
      goal: { kind: 'roles', roles: ['Chief'], user: 'kim' },
      parts: [
        {
          kind: 'never-together',
          users: ['kim'],
          clauses: [
            { held: [], lacked: ['Clerk'] },
            { held: [], lacked: ['Approver'] },
            { held: ['Chief'], lacked: [] },
          ],
        },
      ],
    };
    expect(reasonOf(kimIsNoChief)).toBe('accepted');
    isRejected(kimIsNoChief, { rules: [...kimIsNoChief.rules, fire] }, /can become false/);
  });

  test('dynamic ones are about what could be activated', () => {
    const dynamic: Case = {
      ...base,
      policy: {
        ...office,
        inheritance: [['Chief', 'Approver']],
        profile: { membership: 'assigned' },
        constraints: [{ kind: 'exclusion', relation: 'dynamic', sets: [{ members: ['Clerk', 'Approver'] }] }],
      },
      rules: [clerk, approver, { kind: 'assign', by: 'HR', roles: ['Chief'] }],
      goal: { kind: 'activation' },
    };
    expect(reasonOf(dynamic)).toMatch(/allows/);
    const explicit = { membership: 'assigned', 'dynamic-closure': 'explicit' } as const;
    expect(reasonOf({ ...dynamic, policy: { ...dynamic.policy, profile: explicit } })).toBe('accepted');
  });
});

describe('no more than so many', () => {
  const duty = (role: string, ...bars: string[]): AdministrativeRuleInput => ({
    kind: 'assign',
    by: 'HR',
    roles: [role],
    bars,
  });
  const rules = [duty('Clerk', 'Approver'), duty('Approver', 'Chief'), duty('Chief', 'Clerk')];
  const roles = ['Clerk', 'Approver', 'Chief'];
  const base: Case = {
    policy: office,
    administration: {},
    rules,
    goal: { kind: 'roles', roles },
    parts: [{ kind: 'at-most', roles, count: 2 }],
  };

  test('two of three', () => {
    expect(reasonOf(base)).toBe('accepted');
  });

  test('a lower count', () => {
    isRejected(base, { parts: [{ kind: 'at-most', roles, count: 1 }] }, /part 1 can become false/);
  });

  test('one bar less', () => {
    isRejected(base, { rules: [rules[0]!, rules[1]!, duty('Chief')] }, /`assign 3` can assign `Chief`/);
  });

  test('a role that is named twice is one role', () => {
    const goal: ReachGoalInput = { kind: 'roles', roles: ['Clerk', 'Approver'] };
    const free = [duty('Clerk'), duty('Approver')];
    expect(
      reasonOf({
        ...base,
        rules: free,
        goal,
        parts: [{ kind: 'at-most', roles: ['Clerk', 'Approver', 'Approver'], count: 2 }],
      }),
    ).toMatch(/allows/);
  });
});

describe('who may act', () => {
  const base: Case = {
    policy: { ...office, roles: [...office.roles!, 'Root'] },
    administration: {},
    rules: [
      { kind: 'assign', by: 'Root', roles: ['Root'] },
      { kind: 'assign', by: 'Root', roles: ['Chief'] },
    ],
    goal: { kind: 'roles', roles: ['Chief'] },
    parts: [{ kind: 'never', roles: ['Root', 'Chief'] }],
  };

  test('nobody is the first', () => {
    expect(reasonOf(base)).toBe('accepted');
  });

  test('somebody is', () => {
    const policy: PolicyInput = { ...base.policy, assignments: [['lee', 'Root']] };
    isRejected(base, { policy }, /is false at the start/);
    isRejected(base, { policy, parts: [{ kind: 'never', roles: ['Chief'] }] }, /can become false/);
  });

  test('a rule that names a user, who may act or may not', () => {
    const rules: AdministrativeRuleInput[] = [
      { kind: 'assign', by: { roles: ['Root'], users: ['lee'] }, roles: ['Chief'] },
    ];
    isRejected(base, { rules }, /can become false/);
    expect(reasonOf({ ...base, rules, administration: { administrators: ['hana'] } })).toBe('accepted');
  });

  test('it counts what administrators are assigned', () => {
    const rules: AdministrativeRuleInput[] = [
      { kind: 'assign', by: 'Root', roles: ['Chief'] },
      { kind: 'assign', by: 'HR', roles: ['Root'], needs: ['Clerk'] },
    ];
    const parts: InvariantPart[] = [
      {
        kind: 'never-together',
        users: ['hana'],
        clauses: [
          { held: ['Root'], lacked: [] },
          { held: ['Clerk'], lacked: [] },
        ],
      },
      { kind: 'never', roles: ['Chief'] },
    ];
    const onlyHana = { ...base, rules, parts, administration: { administrators: ['hana'] } };
    expect(reasonOf(onlyHana)).toBe('accepted');
    isRejected(onlyHana, { administration: { administrators: ['hana', 'kim'] } }, /part 2 can become false/);
  });

  test('nobody at all', () => {
    const rules: AdministrativeRuleInput[] = [{ kind: 'assign', by: null, roles: ['Chief'] }];
    expect(reasonOf({ ...base, rules, administration: { administrators: [] } })).toBe('accepted');
    isRejected(base, { rules }, /can become false/);
  });
});

describe('users who join', () => {
  const base: Case = {
    policy: office,
    administration: {},
    rules: [{ kind: 'enrol', by: 'HR', roles: ['Clerk'] }, clerk, approver],
    goal: { kind: 'roles', roles: ['Clerk', 'Approver'] },
    parts: [neverTogether('Clerk', 'Approver'), neverTogether('absent', 'Clerk')],
  };

  test('they have one role', () => {
    expect(reasonOf(base)).toBe('accepted');
  });

  test('which nobody may have', () => {
    const parts = [neverTogether('Clerk', 'Approver'), neverTogether('Chief')];
    const rules: AdministrativeRuleInput[] = [...base.rules, { kind: 'enrol', by: 'HR', roles: ['Chief'] }];
    isRejected(base, { rules, parts }, /part 2 is false of a user who is enrolled with `Chief`/);
  });

  test('and are not there before', () => {
    isRejected(base, { parts: [neverTogether('absent')] }, /part 1 is false at the start/);
  });
});

describe('sessions done', () => {
  const mark = 'performed buy/Request';
  const base: Case = {
    policy: {
      ...office,
      applications: [
        {
          name: 'buy',
          sessions: [
            { name: 'Request', roles: ['Clerk'] },
            { name: 'Sign', roles: ['Approver'] },
          ],
          exclusions: [['Request', 'Sign']],
        },
      ],
    },
    administration: {},
    rules: [clerk, approver],
    goal: { kind: 'own-approver', application: 'buy', pairs: [['Request', 'Sign']] },
    parts: [
      {
        kind: 'never-together',
        users: null,
        clauses: [
          { held: [mark], lacked: ['Clerk'] },
          { held: ['Clerk', 'Approver'], lacked: [] },
        ],
      },
    ],
  };

  test('whoever did the first still has its role', () => {
    expect(reasonOf(base)).toBe('accepted');
  });

  test('it can be taken away', () => {
    isRejected(base, { rules: [clerk, approver, fire] }, /can become false/);
  });

  test('the first is done by anybody', () => {
    const free: PolicyInput = {
      ...base.policy,
      applications: [
        {
          ...base.policy.applications![0]!,
          sessions: [
            { name: 'Request', roles: [] },
            { name: 'Sign', roles: ['Approver'] },
          ],
        },
      ],
    };
    isRejected(base, { policy: free }, /`performed buy\/Request` can come about/);
  });

  test('what is remembered is not said', () => {
    isRejected(base, { parts: [neverTogether('Clerk', 'Approver')] }, /allows Request, then Sign/);
  });
});

describe('several users', () => {
  const both: Case = {
    policy: office,
    administration: {},
    rules: [clerk],
    goal: { kind: 'roles', roles: ['Clerk', 'Approver'], users: 2 },
    parts: [{ kind: 'never', roles: ['Approver'] }],
  };

  test('nobody has one of what they need', () => {
    expect(reasonOf(both)).toBe('accepted');
    isRejected(both, { parts: [neverTogether('Clerk', 'Approver')] }, /allows/);
  });

  // Whoever gives up being a clerk can be made approver, by another clerk only.
  const alone: Case = {
    policy: { ...office, users: ['kim'], assignments: [['kim', 'Clerk']] },
    administration: {},
    rules: [
      { kind: 'assign', by: 'Clerk', roles: ['Approver'], bars: ['Clerk'] },
      { kind: 'revoke', by: 'Clerk', roles: ['Clerk'] },
    ],
    goal: { kind: 'roles', roles: ['Approver'] },
    parts: [
      { kind: 'joint', users: ['kim'], clauses: [{ held: [{ user: 'kim', role: 'Approver' }], lacked: [] }] },
    ],
  };

  test('who would have to help is missing', () => {
    expect(reasonOf(alone)).toBe('accepted');
    isRejected(alone, { parts: [] }, /allows/);
    isRejected(alone, { parts: [neverTogether('Approver')] }, /can become false/);
  });

  test('there is another', () => {
    const policy: PolicyInput = { ...alone.policy, users: ['kim', 'lee'] };
    isRejected(alone, { policy }, /follows 0 users where 1 that start alike could matter/);
    const parts: InvariantPart[] = [
      {
        kind: 'joint',
        users: ['kim', 'lee'],
        clauses: ['kim', 'lee'].map((user) => ({ held: [{ user, role: 'Approver' }], lacked: [] })),
      },
    ];
    isRejected(alone, { policy, parts }, /can assign `Approver` of/);
  });

  test('any number like them', () => {
    isRejected(alone, { administration: { population: 'any-number' } }, /follows 1 users where 2/);
    const administration = { newcomers: [{ name: 'guest', roles: [], atMost: 1 }] };
    isRejected(alone, { administration }, /follows 0 users where 1/);
  });

  test('users who are no users', () => {
    const part = alone.parts[0]!;
    if (part.kind !== 'joint') throw new Error();
    isRejected(alone, { parts: [{ ...part, users: ['kim', 'kim'] }] }, /names `kim` twice/);
    isRejected(alone, { parts: [{ ...part, users: ['kim', 'guest 1'] }] }, /unknown user `guest 1`/);
    isRejected(alone, { parts: [{ ...part, users: [] }] }, /speaks of `kim`, whom it does not follow/);
  });

  test('who joins can help', () => {
    const rules: AdministrativeRuleInput[] = [
      ...alone.rules,
      { kind: 'enrol', by: 'Clerk', roles: ['Clerk'] },
    ];
    isRejected(alone, { rules }, /follows 0 users where 2/);
  });
});

/** The fixtures of FORMAL.md, Appendix 1 and D.7, as plain states, each claim under the readings that tell it apart. */

import { describe, expect, test } from 'vitest';
import { claims } from '../../spec/catalogue.ts';
import { counterexamples, holds } from '../../src/interpret/evaluate.ts';
import type { State } from '../../src/logic/state.ts';
import { lowerClaim } from '../../src/profile/lower.ts';
import { defaultProfile, type Profile } from '../../src/profile/profile.ts';
import { type Facts, stateFrom } from './state.ts';

const claimNamed = (name: string, reading: Partial<Profile>) => {
  const claim = claims.find(({ schema }) => schema.name === name);
  if (claim === undefined) throw new Error(`no claim ${name}`);
  return lowerClaim(claim, { ...defaultProfile, ...reading });
};

const verdict = (state: State, name: string, reading: Partial<Profile> = {}): boolean =>
  holds(claimNamed(name, reading).formula, state);

/** Values of the outermost variables of all counterexamples, by name, in the order of the variables. */
const against = (state: State, name: string, reading: Partial<Profile> = {}): readonly string[] => {
  const claim = claimNamed(name, reading);
  if (claim.formula.kind !== 'forall') throw new Error(`${name} binds nothing`);
  const variables = claim.formula.declarations.map(({ variable }) => variable);
  return counterexamples(claim, state, 100)
    .map((valuation) =>
      variables.map(({ name: bound, sorts }) => state.sorts[sorts[0]]![valuation[bound]![0]![0]!]).join(' '),
    )
    .sort();
};

const each = (names: readonly string[]): readonly (readonly [string])[] =>
  names.map((name) => [name] as const);

describe('X3: a senior that is exclusive with its junior', () => {
  const state = stateFrom({ RH: [['r0', 'r1']], mutexS: [['r0', 'r1']], UA: [['u', 'r0']] });

  test('static separation is violated by authorised roles only', () => {
    expect(verdict(state, 'StaticSOD')).toBe(false);
    expect(against(state, 'StaticSOD')).toEqual(['u r0 r1', 'u r1 r0']);
    expect(verdict(state, 'StaticSOD', { membership: 'assigned' })).toBe(true);
  });

  test('the senior is dead', () => {
    expect(against(state, 'NoDeadRole')).toEqual(['r0']);
    expect(verdict(state, 'NoDeadRole', { membership: 'assigned' })).toBe(true);
  });

  test('the same as a named set', () => {
    const named = stateFrom({
      RH: [['r0', 'r1']],
      ssdRoles: [
        ['c', 'r0'],
        ['c', 'r1'],
      ],
      ssdLimit: [['c', '2']],
      UA: [['u', 'r0']],
    });
    expect(against(named, 'StaticSODSet')).toEqual(['u c']);
    expect(verdict(named, 'StaticSODSet', { membership: 'assigned' })).toBe(true);
    expect(against(named, 'NoDeadRole')).toEqual(['r0']);
  });
});

test('a conflict three levels below', () => {
  const state = stateFrom({
    RH: [
      ['r0', 'r1'],
      ['r1', 'r2'],
      ['r2', 'r3'],
    ],
    mutexS: [['r0', 'r3']],
    UA: [
      ['u', 'r0'],
      ['v', 'r1'],
    ],
  });
  expect(against(state, 'StaticSOD')).toEqual(['u r0 r3', 'u r3 r0']);
  expect(against(state, 'NoDeadRole')).toEqual(['r0']);
});

test('X4: activating a senior counts its juniors', () => {
  const state = stateFrom({
    RH: [['r0', 'r1']],
    mutexD: [['r0', 'r1']],
    UA: [['u', 'r0']],
    su: [['s', 'u']],
    ar: [['s', 'r0']],
  });
  expect(against(state, 'DynamicSOD')).toEqual(['s r0 r1', 's r1 r0']);
  expect(verdict(state, 'DynamicSOD', { 'dynamic-closure': 'explicit' })).toBe(true);
  expect(against(state, 'Activatable')).toEqual(['u']);
  expect(verdict(state, 'SessionAuthorisation')).toBe(true);
});

describe('X5: exclusive roles in two sessions of one user', () => {
  const facts: Facts = {
    UA: [
      ['u', 'r0'],
      ['u', 'r1'],
    ],
    mutexD: [['r0', 'r1']],
    su: [
      ['s0', 'u'],
      ['s1', 'u'],
    ],
    ar: [
      ['s0', 'r0'],
      ['s1', 'r1'],
    ],
  };

  test('as a pair', () => {
    const state = stateFrom(facts);
    expect(verdict(state, 'DynamicSOD')).toBe(true);
    expect(verdict(state, 'UserDynamicSOD')).toBe(true);
    expect(against(state, 'UserDynamicSOD', { 'dynamic-scope': 'user' })).toEqual(['u r0 r1', 'u r1 r0']);
  });

  test('as a named set', () => {
    const state = stateFrom({
      ...facts,
      mutexD: [],
      dsdRoles: [
        ['c', 'r0'],
        ['c', 'r1'],
      ],
      dsdLimit: [['c', '2']],
    });
    expect(verdict(state, 'DynamicSODSet')).toBe(true);
    expect(verdict(state, 'UserDynamicSODSet')).toBe(true);
    expect(against(state, 'UserDynamicSODSet', { 'dynamic-scope': 'user' })).toEqual(['u c']);
  });
});

test('X6: role exclusion does not imply permission exclusion', () => {
  const state = stateFrom({
    PA: [
      ['a', 'q'],
      ['b', 'p'],
      ['b', 'q'],
    ],
    mutexS: [['a', 'b']],
    mutexPS: [['p', 'q']],
    UA: [['u', 'b']],
  });
  for (const membership of ['authorised', 'assigned'] as const) {
    expect(verdict(state, 'StaticSOD', { membership })).toBe(true);
    expect(against(state, 'PermissionSOD', { membership })).toEqual(['u p q', 'u q p']);
  }
});

test('X7: exclusive sessions with the same role do not separate operations', () => {
  const state = stateFrom({
    PA: [['r', 'p']],
    UA: [
      ['u1', 'r'],
      ['u2', 'r'],
    ],
    tmpl: [
      ['s', 'r'],
      ['t', 'r'],
    ],
    mutex: [['s', 't']],
    plan: [
      ['s', 'u1'],
      ['t', 'u2'],
    ],
  });
  expect(verdict(state, 'SessionSOD')).toBe(true);
  expect(verdict(state, 'PlanAuthorisation')).toBe(true);
  expect(against(state, 'PlanOperationalSOD')).toEqual(['u1', 'u2']);
  expect(verdict(state, 'AdequateExclusions')).toBe(false);
  expect(verdict(state, 'Feasible')).toBe(true);
});

describe('X8: operational separation without session separation', () => {
  const facts: Facts = {
    PA: [
      ['요청', 'o:request'],
      ['승인', 'o:approve'],
      ['지급', 'o:pay'],
    ],
    UA: [
      ['u1', '요청'],
      ['u1', '승인'],
      ['u2', '지급'],
    ],
    tmpl: [
      ['s1', '요청'],
      ['s2', '승인'],
      ['s3', '지급'],
    ],
    plan: [
      ['s1', 'u1'],
      ['s2', 'u1'],
      ['s3', 'u2'],
    ],
  };

  test('nobody can do everything, by right or by the plan', () => {
    expect(verdict(stateFrom(facts), 'OperationalSOD')).toBe(true);
    expect(verdict(stateFrom(facts), 'PlanOperationalSOD')).toBe(true);
    expect(verdict(stateFrom(facts), 'SessionSOD')).toBe(true);
  });

  test('an exclusion of the sessions that one user does is violated', () => {
    const state = stateFrom({ ...facts, mutex: [['s1', 's2']] });
    expect(verdict(state, 'OperationalSOD')).toBe(true);
    expect(against(state, 'SessionSOD')).toEqual(['s1 s2', 's2 s1']);
    expect(verdict(state, 'Feasible')).toBe(false);
  });

  test('of a run it is the same', () => {
    const run: Facts = {
      ...facts,
      mutex: [['s1', 's2']],
      su: [
        ['x', 'u1'],
        ['y', 'u1'],
      ],
      instRun: [
        ['x', 'i'],
        ['y', 'i'],
      ],
      instName: [
        ['x', 's1'],
        ['y', 's2'],
      ],
    };
    expect(against(stateFrom(run), 'RunSessionSOD')).toEqual(['i s1 s2', 'i s2 s1']);
    expect(
      verdict(
        stateFrom({
          ...run,
          instRun: [
            ['x', 'i'],
            ['y', 'j'],
          ],
        }),
        'RunSessionSOD',
      ),
    ).toBe(true);
  });
});

describe('X10: pairwise is not enough', () => {
  const sessions: Facts = {
    tmpl: [
      ['s1', 'q1'],
      ['s2', 'q2'],
      ['s3', 'q3'],
    ],
  };
  const path = stateFrom({
    ...sessions,
    UA: [
      ['a', 'q1'],
      ['a', 'q2'],
      ['b', 'q2'],
      ['b', 'q3'],
    ],
    mutex: [
      ['s1', 's2'],
      ['s2', 's3'],
    ],
  });
  const triangle = stateFrom({
    ...sessions,
    UA: ['q1', 'q2', 'q3'].flatMap((role) => [
      ['a', role],
      ['b', role],
    ]),
    mutex: [
      ['s1', 's2'],
      ['s2', 's3'],
      ['s1', 's3'],
    ],
  });

  test.each([
    ['path', path],
    ['triangle', triangle],
  ])('%s', (_, state) => {
    expect(verdict(state, 'CandidatesExist')).toBe(true);
    expect(verdict(state, 'FeasiblePair')).toBe(true);
    expect(verdict(state, 'Feasible', { feasibility: 'pairwise' })).toBe(true);
    expect(verdict(state, 'Feasible', { feasibility: 'static' })).toBe(false);
  });

  test('a third user makes the triangle feasible', () => {
    const third = stateFrom({
      ...sessions,
      UA: ['q1', 'q2', 'q3'].flatMap((role) => [
        ['a', role],
        ['b', role],
        ['c', role],
      ]),
      mutex: [
        ['s1', 's2'],
        ['s2', 's3'],
        ['s1', 's3'],
      ],
    });
    expect(verdict(third, 'Feasible')).toBe(true);
  });
});

const hierarchy: Facts = {
  RH: [
    ['SR', 'R'],
    ['AM', 'AC'],
  ],
};

const purchasing: Facts = {
  roles: each(['R', 'SR', 'AC', 'AM']),
  PA: [
    ['R', 'order:write'],
    ['SR', 'order:approve'],
    ['AC', 'ledger:post'],
    ['AM', 'payment:release'],
  ],
  tmpl: [
    ['S1', 'R'],
    ['S2', 'SR'],
    ['S3', 'AC'],
    ['S4', 'AC'],
    ['S5', 'AC'],
    ['S6', 'AM'],
  ],
  mutex: [['S3', 'S4']],
  initiator: [['R']],
};

/** The populations of D.7, and what FORMAL.md says of them flat and with SR ≽ R, AM ≽ AC. */
const populations = {
  'one user per role': {
    UA: [
      ['kim', 'R'],
      ['lee', 'SR'],
      ['park', 'AC'],
      ['choi', 'AM'],
    ],
    flat: false,
    hierarchical: true,
  },
  'two clerks': {
    UA: [
      ['kim', 'R'],
      ['lee', 'SR'],
      ['park', 'AC'],
      ['min', 'AC'],
      ['choi', 'AM'],
    ],
    flat: true,
    hierarchical: true,
  },
  'one person with all four roles and one clerk': {
    UA: [
      ['a', 'R'],
      ['a', 'SR'],
      ['a', 'AC'],
      ['a', 'AM'],
      ['b', 'AC'],
    ],
    flat: true,
    hierarchical: true,
  },
  'one person with everything, nobody else': {
    UA: [
      ['a', 'R'],
      ['a', 'SR'],
      ['a', 'AC'],
      ['a', 'AM'],
    ],
    flat: false,
    hierarchical: false,
  },
} as const;

describe('F17: the purchase order', () => {
  test.each(Object.entries(populations))('%s', (_, { UA, flat, hierarchical }) => {
    const plain = stateFrom({ ...purchasing, UA });
    const ordered = stateFrom({ ...purchasing, ...hierarchy, UA });
    for (const feasibility of ['static', 'pairwise'] as const) {
      // Every session is in at most one exclusion, so that the two readings agree (B.10).
      expect(verdict(plain, 'Feasible', { feasibility })).toBe(flat);
      expect(verdict(ordered, 'Feasible', { feasibility })).toBe(hierarchical);
      expect(verdict(ordered, 'Feasible', { feasibility, membership: 'assigned' })).toBe(flat);
    }
    expect(verdict(plain, 'FeasiblePair')).toBe(flat);
    expect(verdict(plain, 'CandidatesExist')).toBe(true);
  });

  test('the core of the flat population: without the exclusion it is feasible', () => {
    const state = stateFrom({ ...purchasing, mutex: [], UA: populations['one user per role'].UA });
    expect(verdict(state, 'Feasible')).toBe(true);
  });

  test('nobody may start', () => {
    const UA = populations['two clerks'].UA;
    const both: Facts = { ...purchasing, UA, initiator: [['R'], ['SR']] };
    expect(verdict(stateFrom(both), 'Feasible')).toBe(false);
    expect(verdict(stateFrom(both), 'Feasible', { initiator: 'any' })).toBe(true);
    expect(verdict(stateFrom({ ...both, ...hierarchy }), 'Feasible')).toBe(true);
    for (const initiator of ['all', 'any'] as const) {
      expect(verdict(stateFrom({ ...purchasing, UA, initiator: [] }), 'Feasible', { initiator })).toBe(true);
      const foreign: Facts = {
        ...purchasing,
        UA,
        roles: each(['R', 'SR', 'AC', 'AM', 'X']),
        initiator: [['X']],
      };
      expect(verdict(stateFrom(foreign), 'Feasible', { initiator })).toBe(false);
    }
  });
});

test('F17w: one user does five of six sessions', () => {
  const state = stateFrom({
    ...purchasing,
    UA: populations['one person with all four roles and one clerk'].UA,
    plan: [
      ['S1', 'a'],
      ['S2', 'a'],
      ['S3', 'a'],
      ['S4', 'b'],
      ['S5', 'a'],
      ['S6', 'a'],
    ],
  });
  expect(verdict(state, 'Feasible')).toBe(true);
  expect(verdict(state, 'PlanAuthorisation')).toBe(true);
  expect(verdict(state, 'SessionSOD')).toBe(true);
  expect(against(state, 'PlanOperationalSOD')).toEqual(['a']);
  expect(against(state, 'OperationalSOD')).toEqual(['a']);
  expect(verdict(state, 'OperationalSOD', { operational: 'assigned-sessions' })).toBe(true);
  expect(verdict(state, 'AdequateExclusions')).toBe(false);
});

describe('F17b: the accounting variant', () => {
  const accounting: Facts = {
    ...purchasing,
    tmpl: [
      ['S1', 'AC'],
      ['S2', 'AM'],
      ['S3', 'AC'],
      ['S4', 'AC'],
      ['S5', 'AC'],
      ['S6', 'AM'],
    ],
    initiator: [['AC']],
  };
  const people: readonly (readonly [string, Facts[string], boolean, boolean])[] = [
    [
      'one clerk, one manager',
      [
        ['park', 'AC'],
        ['choi', 'AM'],
      ],
      false,
      true,
    ],
    [
      'two clerks, one manager',
      [
        ['park', 'AC'],
        ['min', 'AC'],
        ['choi', 'AM'],
      ],
      true,
      true,
    ],
    [
      'two clerks',
      [
        ['park', 'AC'],
        ['min', 'AC'],
      ],
      false,
      false,
    ],
    [
      'two managers',
      [
        ['choi', 'AM'],
        ['han', 'AM'],
      ],
      false,
      true,
    ],
  ];
  test.each(people)('%s', (_, UA, flat, hierarchical) => {
    expect(verdict(stateFrom({ ...accounting, UA }), 'Feasible')).toBe(flat);
    expect(verdict(stateFrom({ ...accounting, ...hierarchy, UA }), 'Feasible')).toBe(hierarchical);
  });
});

describe('properties of one state', () => {
  test('P01: names that nothing declares', () => {
    const sound: Facts = {
      UA: [['u', 'r']],
      PA: [['r', 'o:p']],
      window: [['r', '1', '2']],
      card: [['r', '1']],
      ssdRoles: [
        ['c', 'r'],
        ['c', 'q'],
      ],
      ssdLimit: [['c', '2']],
      su: [['s', 'u']],
      ar: [['s', 'r']],
    };
    expect(verdict(stateFrom(sound), 'References')).toBe(true);
    for (const missing of [
      { users: [] },
      { roles: [['r']] },
      { roles: [['q']] },
      { prms: [] },
      { objs: [] },
      { ops: [] },
      { sessions: [] },
    ]) {
      expect(verdict(stateFrom({ ...sound, ...missing }), 'References'), JSON.stringify(missing)).toBe(false);
    }
  });

  test('P02: a cycle', () => {
    const state = stateFrom({
      RH: [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'b'],
      ],
    });
    expect(against(state, 'AcyclicHierarchy')).toEqual(['b', 'c']);
  });

  test('P03: an active role that the user is not assigned to', () => {
    const state = stateFrom({
      RH: [['r0', 'r1']],
      UA: [['u', 'r0']],
      su: [['s', 'u']],
      ar: [
        ['s', 'r1'],
        ['s', 'r2'],
      ],
    });
    expect(against(state, 'SessionAuthorisation')).toEqual(['s r2']);
    expect(against(state, 'SessionAuthorisation', { membership: 'assigned' })).toEqual(['s r1', 's r2']);
  });

  test('P11: authorised users count only where the profile says so', () => {
    const state = stateFrom({
      RH: [['r0', 'r1']],
      UA: [
        ['u1', 'r0'],
        ['u2', 'r1'],
      ],
      card: [['r1', '1']],
    });
    expect(verdict(state, 'CardinalityLimit')).toBe(true);
    expect(against(state, 'CardinalityLimit', { cardinality: 'authorised' })).toEqual(['r1']);
    expect(against(state, 'CardinalityLimit', { cardinality: 'authorised', membership: 'assigned' })).toEqual(
      ['r1'],
    );
  });

  test('P12: a prerequisite held through the hierarchy, or only asked for at assignment', () => {
    const state = stateFrom({
      RH: [['r0', 'q']],
      UA: [
        ['u', 'r0'],
        ['v', 'r0'],
        ['w', 'r'],
      ],
      prereq: [
        ['r0', 'q'],
        ['r', 'q'],
      ],
    });
    expect(against(state, 'PrerequisiteHeld')).toEqual(['w r']);
    expect(against(state, 'PrerequisiteHeld', { membership: 'assigned' })).toEqual(['u r0', 'v r0', 'w r']);
    expect(verdict(state, 'PrerequisiteHeld', { prerequisite: 'assignment' })).toBe(true);
  });

  test('P13: the window of a junior, and no clock', () => {
    const facts: Facts = {
      RH: [['r0', 'r1']],
      UA: [['u', 'r0']],
      su: [['s', 'u']],
      ar: [['s', 'r0']],
      window: [
        ['r1', '1', '3'],
        ['r1', '7', '9'],
      ],
    };
    expect(verdict(stateFrom(facts), 'RoleWindowOpen')).toBe(true);
    for (const [now, open] of [
      ['0', false],
      ['1', true],
      ['3', true],
      ['5', false],
      ['9', true],
      ['10', false],
    ] as const) {
      expect(verdict(stateFrom({ ...facts, now: [[now]] }), 'RoleWindowOpen'), now).toBe(open);
    }
    expect(against(stateFrom({ ...facts, now: [['5']] }), 'RoleWindowOpen')).toEqual(['s r1']);
  });

  test('V6: an application without operations', () => {
    const state = stateFrom({ users: [['u']], tmpl: [['s', 'r']], plan: [['s', 'u']] });
    expect(against(state, 'OperationalSOD')).toEqual(['u']);
    expect(against(state, 'PlanOperationalSOD')).toEqual(['u']);
  });

  test('P17, P18: what strictly exclusive roles do, themselves and through a junior', () => {
    const facts: Facts = {
      RH: [['r', 'j']],
      PA: [
        ['q', 'o:a'],
        ['q', 'x:c'],
        ['j', 'o:b'],
      ],
      strictS: [['r', 'q']],
      oneStep: [['r'], ['q']],
      app: [['o:a'], ['o:b']],
    };
    const state = stateFrom(facts);
    expect(against(state, 'StrictStaticSOD')).toEqual(['o q r', 'o r q']);
    expect(verdict(state, 'StrictStaticSOD', { membership: 'assigned' })).toBe(true);
    expect(verdict(state, 'OneStepSOD')).toBe(true);
    const more = stateFrom({ ...facts, app: [['o:a'], ['o:b'], ['x:c']] });
    expect(against(more, 'OneStepSOD')).toEqual(['q o:a x:c', 'q x:c o:a']);
    expect(verdict(stateFrom({ ...facts, app: [['o:a'], ['x:c']] }), 'StrictStaticSOD')).toBe(true);
  });

  test('P19: two operations on one object, of a user and of a role', () => {
    const facts: Facts = {
      UA: [
        ['u', 'r'],
        ['u', 'q'],
      ],
      PA: [
        ['r', 'o:a'],
        ['q', 'o:b'],
        ['q', 'x:c'],
        ['free', 'o:a'],
        ['free', 'o:b'],
      ],
      app: [['o:a'], ['o:b'], ['x:c']],
    };
    const ofUsers = stateFrom({ ...facts, onePerUser: [['o'], ['x']] });
    expect(against(ofUsers, 'ObjectSOD')).toEqual(['u o:a o:b', 'u o:b o:a']);
    expect(verdict(ofUsers, 'RoleObjectSOD')).toBe(true);
    const ofRoles = stateFrom({ ...facts, onePerRole: [['o']] });
    expect(against(ofRoles, 'RoleObjectSOD')).toEqual(['free o:a o:b', 'free o:b o:a']);
    expect(verdict(ofRoles, 'ObjectSOD')).toBe(true);
    expect(verdict(stateFrom({ ...facts, onePerUser: [['x']] }), 'ObjectSOD')).toBe(true);
  });

  test('P22: everything active in two sessions of one user', () => {
    const state = stateFrom({
      RH: [['q', 'j']],
      PA: [
        ['r', 'o:a'],
        ['j', 'o:b'],
      ],
      app: [['o:a'], ['o:b']],
      su: [
        ['s', 'u'],
        ['t', 'u'],
        ['w', 'v'],
      ],
      ar: [
        ['s', 'r'],
        ['t', 'q'],
        ['w', 'q'],
      ],
    });
    expect(verdict(state, 'ActiveOperationalSOD')).toBe(true);
    expect(against(state, 'ActiveOperationalSOD', { operational: 'active' })).toEqual(['u']);
    expect(verdict(state, 'OperationalSOD', { operational: 'active' })).toBe(true);
  });

  test('P36: a session whose roles may not be active together', () => {
    const state = stateFrom({
      RH: [['r0', 'r1']],
      tmpl: [
        ['s', 'r0'],
        ['s', 'q'],
      ],
      mutexD: [['r1', 'q']],
    });
    expect(against(state, 'TemplateDynamicSOD')).toEqual(['s']);
    expect(verdict(state, 'TemplateDynamicSOD', { 'dynamic-closure': 'explicit' })).toBe(true);
  });

  test('P40: superfluous and missing roles of a session', () => {
    const facts: Facts = {
      PA: [
        ['r', 'o:a'],
        ['q', 'o:b'],
      ],
      RH: [['q', 'r']],
      tmpl: [
        ['s', 'r'],
        ['s', 'q'],
      ],
      needs: [
        ['s', 'o:a'],
        ['s', 'o:b'],
      ],
    };
    expect(against(stateFrom(facts), 'LeastPrivilege')).toEqual(['s r']);
    expect(verdict(stateFrom(facts), 'NeedsCovered')).toBe(true);
    const missing = stateFrom({ ...facts, needs: [['s', 'o:c']] });
    expect(against(missing, 'NeedsCovered')).toEqual(['s']);
    expect(verdict(missing, 'LeastPrivilege')).toBe(true);
  });
});

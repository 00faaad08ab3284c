import { describe, expect, test } from 'vitest';
import { rule as adequateExclusions } from '../../src/check/adequate-exclusions.ts';
import { rule as candidates } from '../../src/check/candidates.ts';
import { rule as feasible } from '../../src/check/feasible.ts';
import { rule as pairwiseFeasible } from '../../src/check/pairwise-feasible.ts';
import { rule as planOperationalSod } from '../../src/check/plan-operational-sod.ts';
import { rule as sessionSod } from '../../src/check/session-sod.ts';
import type { ApplicationInput, PolicyInput } from '../../src/policy/build.ts';
import { coreOf, decisions, one, only, planOf, vacuities } from './application-support.ts';

const sessions = (...list: string[]) =>
  list.map((text) => {
    const [name = '', roles = ''] = text.split(':');
    return { name, roles: roles.split('+').filter((role) => role !== '') };
  });

/** Fig. 17. */
const purchase: ApplicationInput = {
  name: '물품구매',
  sessions: sessions('S1:R', 'S2:SR', 'S3:AC', 'S4:AC', 'S5:AC', 'S6:AM'),
  exclusions: [['S3', 'S4']],
  initiator: ['R'],
};
const grants: PolicyInput['grants'] = [
  ['R', 'request:create'],
  ['SR', 'request:approve'],
  ['AC', 'order:place'],
  ['AM', 'order:close'],
];
const staff: PolicyInput['assignments'] = [
  ['kim', 'R'],
  ['lee', 'SR'],
  ['park', 'AC'],
  ['choi', 'AM'],
];
const flat: PolicyInput = { assignments: staff, grants, applications: [purchase] };
const hierarchy: PolicyInput = {
  ...flat,
  inheritance: [
    ['SR', 'R'],
    ['AM', 'AC'],
  ],
};

describe('F17', () => {
  test('flat: infeasible, and the conflict is S3 ≠ S4', () => {
    for (const rule of [feasible, pairwiseFeasible]) {
      const found = one('violated', decisions(rule, flat));
      expect(found.elements).toEqual(['S3', 'S4']);
      expect(coreOf(found)).toEqual(['S3≠S4', 'S3', 'S4']);
      const detail = found.detail();
      expect(detail.sentence).toBe(
        'S3 and S4 of 물품구매 must be done by different people, but only park is authorised for both',
      );
      expect(detail.paths.map(({ steps }) => steps.map(({ left, right }) => `${left}→${right}`))).toEqual([
        ['park→AC'],
      ]);
      expect(detail.candidates).toEqual([
        { kind: 'add', relation: 'assignment', left: 'kim', right: 'AC' },
        { kind: 'add', relation: 'assignment', left: 'lee', right: 'AC' },
        { kind: 'add', relation: 'assignment', left: 'choi', right: 'AC' },
        { kind: 'add-user', user: 'new-user', roles: ['AC'] },
        { kind: 'drop-exclusion', application: '물품구매', left: 'S3', right: 'S4' },
      ]);
    }
    expect(one('holds', decisions(candidates, flat)).witness.sentence).toContain('1 user');
  });

  test('with seniors: feasible, S3 by park and S4 by choi', () => {
    const found = one('holds', decisions(feasible, hierarchy));
    expect(planOf(found)).toEqual(['S1=kim', 'S2=lee', 'S3=park', 'S4=choi', 'S5=park', 'S6=choi']);
    expect(found.witness.bindings).toEqual([{ variable: 'u', sort: 'USER', value: 'kim' }]);
    one('holds', decisions(pairwiseFeasible, hierarchy));
  });

  test('assigned roles only: seniors are no candidates', () => {
    one('violated', decisions(feasible, { ...hierarchy, profile: { membership: 'assigned' } }));
  });

  test('its exclusion is too weak: one person may cover everything', () => {
    const found = one('violated', decisions(adequateExclusions, flat));
    expect(found.bindings).toEqual(
      ['S1', 'S2', 'S3', 'S6'].map((value) => ({ variable: 'I', sort: 'SNAME', value })),
    );
    expect(found.detail().sentence).toBe(
      'one person may do S1, S2, S3 and S6, which together hold every permission of 물품구매',
    );
    expect(found.detail().candidates).toContainEqual({
      kind: 'add-exclusion',
      application: '물품구매',
      left: 'S3',
      right: 'S6',
    });
    expect(found.severity).toBe('note');
  });
});

describe('F17w: the person with everything', () => {
  const input: PolicyInput = {
    assignments: [
      ['a', 'R'],
      ['a', 'SR'],
      ['a', 'AC'],
      ['a', 'AM'],
      ['b', 'AC'],
    ],
    grants,
    applications: [
      {
        ...purchase,
        plans: [{ name: 'small', assignments: { S1: 'a', S2: 'a', S3: 'a', S4: 'b', S5: 'a', S6: 'a' } }],
      },
    ],
  };

  test('feasible, and the plan respects the exclusion', () => {
    one('holds', decisions(feasible, input));
    const found = one('holds', decisions(sessionSod, input));
    expect(found.constraint).toBe('물품구매/small');
    expect(found.witness.sentence).toBe('S3 is done by a and S4 by b');
  });

  test('a does everything', () => {
    const found = one('violated', decisions(planOperationalSod, input));
    expect(found.bindings).toEqual([{ variable: 'u', sort: 'USER', value: 'a' }]);
    expect(found.elements).toEqual(['S1', 'S2', 'S3', 'S5', 'S6']);
    // S5 needs the role of S3: one of them is enough to cover everything.
    expect(coreOf(found)).toEqual(['S1', 'S2', 'S3', 'S6']);
    expect(found.detail().candidates).toEqual([
      { kind: 'reassign', application: '물품구매', plan: 'small', session: 'S5', user: 'b' },
    ]);
  });
});

test('F17b: the accounting variant needs two clerks and a manager', () => {
  const application = {
    ...purchase,
    sessions: sessions('S1:AC', 'S2:AM', 'S3:AC', 'S4:AC', 'S5:AC', 'S6:AM'),
    initiator: ['AC'],
  };
  const feasibleWith = (assignments: PolicyInput['assignments']) =>
    only('holds', decisions(feasible, { assignments: assignments ?? [], applications: [application] }))
      .length === 1;
  const clerks = [
    ['a', 'AC'],
    ['b', 'AC'],
  ] as const;
  expect(feasibleWith([...clerks, ['c', 'AM']])).toBe(true);
  expect(feasibleWith([...clerks, ['a', 'AM']])).toBe(true);
  expect(feasibleWith(clerks)).toBe(false);
  expect(feasibleWith([clerks[0], ['c', 'AM']])).toBe(false);
});

test('X7: exclusive sessions with one role; both people can do everything', () => {
  const input: PolicyInput = {
    assignments: [
      ['u1', 'r'],
      ['u2', 'r'],
    ],
    grants: [['r', 'o:p']],
    applications: [
      {
        name: 'app',
        sessions: sessions('s:r', 't:r'),
        exclusions: [['s', 't']],
        plans: [{ name: 'p', assignments: { s: 'u1', t: 'u2' } }],
      },
    ],
  };
  one('holds', decisions(sessionSod, input));
  const found = only('violated', decisions(planOperationalSod, input));
  expect(found.map(({ bindings }) => bindings[0]!.value)).toEqual(['u1', 'u2']);
  // V7: there is only one permission, and the sentence says so.
  expect(found[0]!.detail().sentence).toBe(
    'plan p gives u1 s of app, which holds the only permission of app, o:p',
  );
});

test('X8: operations apart, sessions not', () => {
  const input: PolicyInput = {
    assignments: [
      ['u1', '요청'],
      ['u1', '승인'],
      ['u2', '지급'],
    ],
    grants: [
      ['요청', 'o:a'],
      ['승인', 'o:b'],
      ['지급', 'o:c'],
    ],
    applications: [
      {
        name: 'app',
        sessions: sessions('s1:요청', 's2:승인', 's3:지급'),
        exclusions: [['s1', 's2']],
        plans: [{ name: 'p', assignments: { s1: 'u1', s2: 'u1', s3: 'u2' } }],
      },
    ],
  };
  const found = one('violated', decisions(sessionSod, input));
  expect(found.elements).toEqual(['s1', 's2']);
  expect(found.detail().sentence).toBe(
    's1 and s2 of app must be done by different people, but plan p gives both to u1',
  );
  expect(one('holds', decisions(planOperationalSod, input)).witness.sentence).toBe(
    'u1 does s1 and s2, without o:c',
  );
});

describe('X10: pairwise is not enough', () => {
  const path: PolicyInput = {
    assignments: [
      ['ann', 'first'],
      ['ann', 'middle'],
      ['bob', 'middle'],
      ['bob', 'last'],
    ],
    applications: [
      {
        name: 'path',
        sessions: sessions('s1:first', 's2:middle', 's3:last'),
        exclusions: [
          ['s1', 's2'],
          ['s2', 's3'],
        ],
      },
    ],
  };
  const triangle: PolicyInput = {
    assignments: [
      ['ann', 'clerk'],
      ['bob', 'clerk'],
    ],
    applications: [
      {
        name: 'triangle',
        sessions: sessions('s1:clerk', 's2:clerk', 's3:clerk'),
        exclusions: [
          ['s1', 's2'],
          ['s2', 's3'],
          ['s1', 's3'],
        ],
      },
    ],
  };

  test('the path', () => {
    one('holds', decisions(pairwiseFeasible, path));
    const found = one('violated', decisions(feasible, path));
    expect(found.detail().sentence).toBe(
      'no plan exists for s1, s2 and s3 of path: different people must do s1 and s2, s2 and s3, ' +
        'but only ann can do s1, only ann and bob can do s2, only bob can do s3',
    );
  });

  test('the triangle', () => {
    one('holds', decisions(pairwiseFeasible, triangle));
    const found = one('violated', decisions(feasible, triangle));
    expect(found.detail().sentence).toBe(
      's1, s2 and s3 of triangle must be done by 3 different people, but only ann and bob are authorised for them',
    );
    expect(coreOf(found)).toEqual(['s1≠s2', 's1≠s3', 's2≠s3', 's1', 's2', 's3']);
  });

  test('under S10 = pairwise both are feasible, without a plan', () => {
    for (const input of [path, triangle]) {
      const found = one('holds', decisions(feasible, { ...input, profile: { feasibility: 'pairwise' } }));
      expect(found.evidence).toEqual({ kind: 'recheck' });
    }
  });
});

test('X11: where the greedy algorithm of Fig. 14 fails', () => {
  const hub: PolicyInput = {
    assignments: [
      ['a', 'hub'],
      ['a', 'leaf'],
      ['b', 'hub'],
    ],
    applications: [
      {
        name: 'hub',
        sessions: sessions('S1:hub', 'S2:leaf', 'S3:leaf'),
        exclusions: [
          ['S1', 'S2'],
          ['S1', 'S3'],
        ],
      },
      { name: 'pair', sessions: sessions('S1:leaf', 'S2:hub'), exclusions: [['S1', 'S2']] },
      {
        name: 'unsound',
        sessions: sessions('S1:leaf', 'S2:leaf', 'S3:hub'),
        exclusions: [
          ['S1', 'S2'],
          ['S1', 'S3'],
          ['S2', 'S3'],
        ],
      },
    ],
  };
  const found = decisions(feasible, hub);
  expect(only('holds', found).map(planOf)).toEqual([
    ['S1=b', 'S2=a', 'S3=a'],
    ['S1=a', 'S2=b'],
  ]);
  expect(one('violated', found).constraint).toBe('unsound');
  expect(coreOf(one('violated', found))).toEqual(['S1≠S2', 'S1', 'S2']);
});

describe('the initiator', () => {
  const gated = (initiator: readonly string[], profile: PolicyInput['profile'] = {}): PolicyInput => ({
    assignments: [
      ['kim', 'clerk'],
      ['lee', 'clerk'],
      ['lee', 'head'],
    ],
    roles: ['clerk', 'head', 'ghost'],
    applications: [
      {
        name: 'order',
        sessions: sessions('S1:clerk', 'S2:clerk'),
        exclusions: [['S1', 'S2']],
        initiator,
      },
    ],
    profile,
  });

  test('that nobody can be is a reason of its own', () => {
    const found = one('violated', decisions(feasible, gated(['head', 'ghost'])));
    expect(found.elements).toEqual(['ghost', 'head']);
    const detail = found.detail();
    expect(detail.sentence).toBe(
      'nobody may start order: its initiator needs head and ghost, and nobody has both; nearest: lee lacks ghost',
    );
    expect(detail.core).toEqual([]);
    expect(detail.candidates[0]).toEqual({
      kind: 'add',
      relation: 'assignment',
      left: 'lee',
      right: 'ghost',
    });
  });

  test('all or any of the roles (S11)', () => {
    one('violated', decisions(feasible, gated(['head', 'ghost'], { initiator: 'all' })));
    const found = one('holds', decisions(feasible, gated(['head', 'ghost'], { initiator: 'any' })));
    expect(found.witness.bindings[0]!.value).toBe('lee');
    const none = one('violated', decisions(feasible, gated(['ghost'], { initiator: 'any' })));
    expect(none.detail().sentence).toBe(
      'nobody may start order: its initiator needs ghost, and nobody has it',
    );
  });

  test('tells a missing plan besides', () => {
    const input = gated(['ghost']);
    const found = one('violated', decisions(feasible, { ...input, assignments: [['kim', 'clerk']] }));
    expect(found.detail().sentence).toBe(
      'nobody may start order: its initiator needs ghost, and nobody has it; besides, ' +
        'S1 and S2 of order must be done by different people, but only kim is authorised for both',
    );
  });

  test('that keeps nobody out is told (V11)', () => {
    expect(vacuities(decisions(feasible, gated([])))).toEqual(['V11']);
    expect(vacuities(decisions(feasible, gated(['clerk'])))).toEqual(['V11']);
    expect(vacuities(decisions(feasible, gated(['head'])))).toEqual([]);
    const [none, everybody] = [gated([]), gated(['clerk'])].map(
      (input) => one('vacuous', decisions(feasible, input)).reason,
    );
    expect(none).not.toBe(everybody);
  });

  test('without any user nobody can start', () => {
    const found = one('violated', decisions(feasible, { ...gated([]), users: [], assignments: [] }));
    expect(found.detail().sentence).toBe('nobody can start order: the policy has no users');
  });
});

test('neither order nor repetition of declarations changes a conflict (L32)', () => {
  const reversed: PolicyInput = {
    ...flat,
    assignments: [...staff].reverse(),
    applications: [
      {
        ...purchase,
        sessions: [...purchase.sessions].reverse(),
        exclusions: [
          ['S4', 'S3'],
          ['S5', 'S4'],
          ['S3', 'S4'],
        ],
      },
    ],
  };
  const more = {
    ...flat,
    applications: [{ ...purchase, exclusions: [...purchase.exclusions, ['S4', 'S5'] as const] }],
  };
  const [a, b] = [reversed, more].map((input) => one('violated', decisions(feasible, input)));
  expect(a!.elements).toEqual(b!.elements);
  expect(coreOf(a!)).toEqual(coreOf(b!));
  expect(a!.detail().sentence).toBe(b!.detail().sentence);
  const covers = [reversed, more].map(
    (input) => one('violated', decisions(adequateExclusions, input)).elements,
  );
  expect(covers[0]).toEqual(covers[1]);
});

/** Strict static separation (P17, P18), object separation (P19), and what is active (P22): who, why, and what mends it. */

import { describe, expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { buildPolicy, type ConstraintInput, type PolicyInput } from '../../src/policy/build.ts';
import { decisionsOf, details, outline, sentences, violations } from './helpers.ts';

const at = (rule: string, input: PolicyInput) => outline(decisionsOf(rule, input));

/** Creators create, approvers approve through a junior, and payers work on another object. */
const pay: PolicyInput = {
  users: ['kim', 'lee'],
  roles: ['creator', 'approver', 'payer', 'signer'],
  permissions: ['invoice:approve', 'invoice:create', 'payment:release'],
  inheritance: [['approver', 'signer']],
  grants: [
    ['creator', 'invoice:create'],
    ['signer', 'invoice:approve'],
    ['payer', 'payment:release'],
  ],
  assignments: [
    ['kim', 'creator'],
    ['lee', 'approver'],
  ],
  operations: [{ name: 'pay', permissions: ['invoice:create', 'invoice:approve', 'payment:release'] }],
};

const strict = (
  members: readonly string[],
  degree: 'strict' | 'one-step' = 'strict',
  within = 'pay',
): ConstraintInput => ({
  id: 'c',
  kind: 'exclusion',
  relation: 'static',
  sets: [{ members }],
  strictness: { degree, within },
});

const withConstraint = (constraint: ConstraintInput, more: Partial<PolicyInput> = {}): PolicyInput => ({
  ...pay,
  ...more,
  constraints: [constraint],
});

describe('P17: exclusive roles work on different objects', () => {
  test('is violated where two of them have operations on one, whoever holds them', () => {
    const input = withConstraint(strict(['creator', 'approver']));
    expect(at('strict-sod', input)).toEqual(['violated StrictStaticSOD c invoice']);
    expect(sentences('strict-sod', input)).toEqual([
      'approver and creator both have operations of pay on invoice: approver has invoice:approve through signer (p:12), creator has invoice:create directly (p:13)',
    ]);
    expect(violations(decisionsOf('strict-sod', input))[0]).toMatchObject({
      bindings: [
        { variable: 'o', sort: 'OBJ', value: 'invoice' },
        { variable: 'r1', sort: 'ROLE', value: 'approver' },
        { variable: 'r2', sort: 'ROLE', value: 'creator' },
      ],
      elements: ['approver', 'creator'],
    });
  });

  test('its core is the two derivations and the constraint; either is cut', () => {
    const [found] = details('strict-sod', withConstraint(strict(['creator', 'approver'])));
    expect(
      found!.core.map((one) => (one.kind === 'fact' ? `${one.fact.left} ${one.fact.right}` : one.kind)),
    ).toEqual(['approver signer', 'signer invoice:approve', 'creator invoice:create', 'constraint']);
    expect(found!.paths.map(({ element }) => element)).toEqual(['invoice:approve', 'invoice:create']);
    expect(found!.candidates).toEqual([
      { kind: 'remove', relation: 'grant', left: 'creator', right: 'invoice:create' },
      { kind: 'remove', relation: 'grant', left: 'signer', right: 'invoice:approve' },
      { kind: 'remove', relation: 'inheritance', left: 'approver', right: 'signer' },
    ]);
  });

  test('juniors count where membership is authorised', () => {
    const input = withConstraint(strict(['creator', 'approver']));
    expect(at('strict-sod', { ...input, profile: { membership: 'assigned' } })).toEqual([
      'vacuous StrictStaticSOD c V5',
    ]);
  });

  test('two roles meet in a junior that they share', () => {
    const input = withConstraint(strict(['approver', 'payer']), {
      inheritance: [
        ['approver', 'signer'],
        ['payer', 'signer'],
      ],
    });
    expect(at('strict-sod', input)).toEqual(['violated StrictStaticSOD c invoice']);
  });

  test('of a set every two roles count, whatever its limit; one finding for each object', () => {
    const input = withConstraint({
      ...strict([]),
      kind: 'exclusion',
      relation: 'static',
      sets: [{ members: ['creator', 'approver', 'signer'], limit: 3 }],
    });
    expect(violations(decisionsOf('strict-sod', input)).map(({ elements }) => elements)).toEqual([
      ['approver', 'creator', 'signer'],
    ]);
    expect(sentences('strict-sod', input)[0]).toMatch(
      /^approver, creator and signer have operations of pay on invoice: /,
    );
  });

  test('holds where they work on different objects, and says so', () => {
    const input = withConstraint(strict(['creator', 'payer']));
    expect(decisionsOf('strict-sod', input)).toMatchObject([
      {
        kind: 'holds',
        witness: {
          sentence: 'on invoice creator has operations of pay, and no role that is exclusive with it',
        },
      },
    ]);
  });

  test('operations that are not of the application do not count', () => {
    const narrow = { operations: [{ name: 'pay', permissions: ['invoice:create', 'payment:release'] }] };
    expect(at('strict-sod', withConstraint(strict(['creator', 'approver']), narrow))).toEqual([
      'vacuous StrictStaticSOD c V5',
    ]);
  });

  test('says nothing of an operation without permissions', () => {
    const nothing = { operations: [{ name: 'pay', permissions: [] }] };
    expect(at('strict-sod', withConstraint(strict(['creator', 'approver'], 'one-step'), nothing))).toEqual([
      'vacuous StrictStaticSOD c V6',
      'vacuous OneStepSOD c V6',
    ]);
  });

  test('is about what all sessions of an application can do', () => {
    const input = withConstraint(strict(['creator', 'approver'], 'strict', 'order'), {
      applications: [
        {
          name: 'order',
          sessions: [
            { name: 'S1', roles: ['creator'] },
            { name: 'S2', roles: ['approver'] },
          ],
          exclusions: [],
        },
      ],
    });
    expect(at('strict-sod', input)).toEqual(['violated StrictStaticSOD c invoice']);
  });

  test('is asked for: an exclusion without strictness is none of its business', () => {
    const plain = {
      id: 'c',
      kind: 'exclusion',
      relation: 'static',
      sets: [{ members: ['creator', 'approver'] }],
    } as const;
    expect(decisionsOf('strict-sod', withConstraint(plain))).toEqual([]);
  });
});

describe('P18: one step for each role', () => {
  const two = { grants: [...pay.grants!, ['creator', 'payment:release'] as const] };

  test('is violated by a role with two operations, on whatever objects', () => {
    const input = withConstraint(strict(['creator', 'approver'], 'one-step'), two);
    expect(at('strict-sod', input)).toEqual([
      'violated StrictStaticSOD c invoice',
      'violated OneStepSOD c creator',
    ]);
    expect(sentences('strict-sod', input)[1]).toBe(
      'creator has 2 operations of pay, and may have one: invoice:create directly (p:13), payment:release directly (p:16)',
    );
  });

  test('is violated through a junior', () => {
    const input = withConstraint(strict(['creator', 'payer'], 'one-step'), {
      inheritance: [['payer', 'signer']],
    });
    expect(at('strict-sod', input)).toEqual([
      'violated StrictStaticSOD c invoice',
      'violated OneStepSOD c payer',
    ]);
    expect(sentences('strict-sod', input)[1]).toBe(
      'payer has 2 operations of pay, and may have one: invoice:approve through signer (p:12), payment:release directly (p:15)',
    );
  });

  test('holds of the roles of the exclusion only', () => {
    const input = withConstraint(strict(['approver', 'payer'], 'one-step'), two);
    expect(at('strict-sod', input)).toEqual(['holds StrictStaticSOD c', 'holds OneStepSOD c']);
  });

  test('cannot be violated by one operation', () => {
    const input = withConstraint(strict(['creator', 'approver'], 'one-step'), {
      operations: [{ name: 'pay', permissions: ['invoice:create'] }],
    });
    expect(at('strict-sod', input)[1]).toBe('vacuous OneStepSOD c V18');
  });
});

describe('P19: one operation on each object', () => {
  const each = (one: 'user' | 'role'): ConstraintInput => ({
    id: 'c',
    kind: 'one-per-object',
    each: one,
    within: 'pay',
  });
  const both = { assignments: [['kim', 'creator'] as const, ['kim', 'approver'] as const] };

  test('is violated by a user with two', () => {
    const input = withConstraint(each('user'), both);
    expect(at('object-sod', input)).toEqual(['violated ObjectSOD c kim']);
    expect(sentences('object-sod', input)).toEqual([
      'kim has several operations of pay on invoice: invoice:approve through approver > signer (p:11), invoice:create through creator (p:10)',
    ]);
    expect(at('object-sod', withConstraint(each('role'), both))).toEqual(['holds RoleObjectSOD c']);
  });

  test('is violated by a role with two, though it has no users', () => {
    const input = { grants: [...pay.grants!, ['signer', 'invoice:create'] as const], assignments: [] };
    expect(at('object-sod', withConstraint(each('role'), input))).toEqual([
      'violated RoleObjectSOD c approver',
      'violated RoleObjectSOD c signer',
    ]);
    expect(at('object-sod', withConstraint(each('user'), input))).toEqual(['vacuous ObjectSOD c V5']);
    expect(details('object-sod', withConstraint(each('role'), input))[0]!.candidates).toEqual([
      { kind: 'remove', relation: 'grant', left: 'signer', right: 'invoice:approve' },
      { kind: 'remove', relation: 'grant', left: 'signer', right: 'invoice:create' },
      { kind: 'remove', relation: 'inheritance', left: 'approver', right: 'signer' },
    ]);
  });

  test('holds with two on different objects, by whom it is nearest', () => {
    const input = withConstraint(each('user'), {
      assignments: [
        ['kim', 'creator'],
        ['kim', 'payer'],
        ['lee', 'approver'],
      ],
    });
    expect(decisionsOf('object-sod', input)).toMatchObject([
      {
        kind: 'holds',
        witness: { sentence: 'kim has invoice:create, and no other operation of pay on invoice' },
      },
    ]);
  });

  test('follows membership', () => {
    const input = withConstraint(each('user'), { ...both, profile: { membership: 'assigned' } });
    expect(at('object-sod', input)).toEqual(['vacuous ObjectSOD c V5']);
  });

  test('says why it says nothing', () => {
    const of = (permissions: readonly string[], more: Partial<PolicyInput> = {}) =>
      at('object-sod', withConstraint(each('user'), { operations: [{ name: 'pay', permissions }], ...more }));
    expect(of([])).toEqual(['vacuous ObjectSOD c V6']);
    expect(of(['invoice:create', 'payment:release'])).toEqual(['vacuous ObjectSOD c V18']);
    expect(of(['invoice:create', 'invoice:approve'], { users: [], assignments: [] })).toEqual([
      'vacuous ObjectSOD c V1',
    ]);
  });
});

describe('P22: nobody has everything active', () => {
  const sessions = (morning: readonly string[], evening: readonly string[]): PolicyInput => ({
    ...pay,
    assignments: [
      ['kim', 'creator'],
      ['kim', 'approver'],
    ],
    operations: [{ name: 'pay', permissions: ['invoice:create', 'invoice:approve'] }],
    sessions: [
      { name: 'morning', user: 'kim', active: morning },
      { name: 'evening', user: 'kim', active: evening },
    ],
    profile: { operational: 'active' },
  });

  test('over all sessions of a user together, with the juniors of active roles', () => {
    const input = sessions(['creator'], ['approver']);
    expect(at('operational-sod', input)).toEqual(['violated ActiveOperationalSOD pay kim']);
    expect(sentences('operational-sod', input)).toEqual([
      'kim has all 2 operations of pay active at once: invoice:approve in session evening through approver > signer (p:17), invoice:create in session morning through creator (p:16)',
    ]);
    expect(details('operational-sod', input)[0]!.candidates).toContainEqual({
      kind: 'end-session',
      session: 'evening',
    });
  });

  test('and juniors count also where active roles are counted explicitly', () => {
    const input = sessions(['creator'], ['approver']);
    const explicit = { ...input, profile: { ...input.profile, 'dynamic-closure': 'explicit' as const } };
    expect(at('operational-sod', explicit)).toEqual(['violated ActiveOperationalSOD pay kim']);
  });

  test('holds while something is not active, though the user could do it', () => {
    expect(decisionsOf('operational-sod', sessions(['creator'], []))).toMatchObject([
      { kind: 'vacuous', property: 'P22', vacuity: 'V8' },
    ]);
    const other = { ...sessions(['creator'], []), users: ['kim', 'lee'] };
    const lee = { name: 'lee', user: 'lee', active: ['signer'] };
    expect(decisionsOf('operational-sod', { ...other, sessions: [...other.sessions!, lee] })).toMatchObject([
      {
        kind: 'holds',
        property: 'P22',
        witness: { sentence: 'kim has 1 of the 2 operations of pay active, but not invoice:approve' },
      },
    ]);
    expect(at('operational-sod', { ...sessions(['creator'], []), sessions: [] })).toEqual([
      'vacuous ActiveOperationalSOD pay V1',
    ]);
  });

  test('is read instead of what users may do, not beside it', () => {
    const { profile: _, ...input } = sessions([], []);
    expect(at('operational-sod', input)).toEqual(['violated OperationalSOD pay kim']);
    expect(at('operational-sod', sessions([], []))).toEqual(['vacuous ActiveOperationalSOD pay V8']);
  });
});

test('every violation is replayed, repaired and told at its severity', async () => {
  const policy = buildPolicy({
    ...pay,
    assignments: [
      ['kim', 'creator'],
      ['kim', 'approver'],
    ],
    constraints: [
      { ...strict(['creator', 'approver']), severity: 'warning' },
      { id: 'd', kind: 'one-per-object', each: 'user', within: 'pay', severity: 'note' },
    ],
  });
  const { verdicts, failures } = await checkPolicy(policy, { only: ['strict-sod', 'object-sod'] });
  expect(failures).toEqual([]);
  const told = verdicts.map((verdict) =>
    verdict.status === 'violated'
      ? [
          verdict.property,
          verdict.severity,
          verdict.repairs?.map(({ sentence }) => sentence.replace(/ \(.*/, '')),
        ]
      : verdict.status,
  );
  expect(told).toEqual([
    [
      'P17',
      'warning',
      [
        'stop approver from inheriting signer',
        'take invoice:approve away from signer',
        'take invoice:create away from creator',
      ],
    ],
    [
      'P19',
      'note',
      [
        'remove kim from approver',
        'remove kim from creator',
        'stop approver from inheriting signer',
        'take invoice:approve away from signer',
        'take invoice:create away from creator',
      ],
    ],
  ]);
});

/** What the rules about coalitions say of small policies, and what they do not know. */

import { describe, expect, test } from 'vitest';
import { colluding, scattered } from '../../bench/coalition/generate.ts';
import { smallestCoalition } from '../../spec/coalition.ts';
import { indexPolicy } from '../../src/index/index.ts';
import { holds } from '../../src/interpret/evaluate.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import { lowerFormula } from '../../src/profile/lower.ts';
import { stateOf } from '../../src/replay/state.ts';
import { decisionsOf, details, outline, ruleOf, sentences } from './helpers.ts';

const pay: PolicyInput = {
  users: ['ann', 'bob', 'cho'],
  roles: ['clerk', 'chief', 'cashier', 'head'],
  permissions: ['pay:create', 'pay:approve', 'pay:release'],
  inheritance: [['head', 'chief']],
  assignments: [
    ['ann', 'clerk'],
    ['ann', 'head'],
    ['bob', 'cashier'],
    ['cho', 'clerk'],
  ],
  grants: [
    ['clerk', 'pay:create'],
    ['chief', 'pay:approve'],
    ['cashier', 'pay:release'],
  ],
  operations: [
    { name: 'pay', permissions: ['pay:create', 'pay:approve', 'pay:release'], atLeast: 3, enforced: true },
  ],
};

const withOperation = (more: object): PolicyInput => ({
  ...pay,
  operations: [{ ...pay.operations![0]!, ...more }],
});

describe('k-user-sod', () => {
  test('names the coalition and how each permission arises', () => {
    expect(outline(decisionsOf('k-user-sod', pay))).toEqual([
      'violated KUserSOD pay ann',
      'violated KUserSOD pay bob',
    ]);
    const how =
      'pay:approve by ann through head > chief (p:12), pay:create by ann through clerk (p:11), ' +
      'pay:release by bob through cashier (p:13)';
    expect(sentences('k-user-sod', pay)).toEqual([
      `ann together with bob can perform all 3 operations of pay, which needs 3 users: ${how}`,
      `bob together with ann can perform all 3 operations of pay, which needs 3 users: ${how}`,
    ]);
    const [detail] = details('k-user-sod', pay);
    expect(detail!.core.map((element) => element.kind)).toEqual([...Array(7).fill('fact'), 'constraint']);
  });

  test('tells the collusion number where it is content', () => {
    const two = decisionsOf('k-user-sod', withOperation({ atLeast: 2 }));
    expect(two).toMatchObject([
      {
        kind: 'holds',
        witness: { sentence: 'ann and bob together can perform all 3 operations of pay; no 1 user can' },
      },
    ]);
  });

  test('the users it tells are a smallest coalition of the specification', () => {
    for (const atLeast of [2, 3]) {
      const policy = buildPolicy(withOperation({ atLeast }));
      const [decision] = decisionsOf('k-user-sod', withOperation({ atLeast }));
      const bindings =
        decision!.kind === 'holds'
          ? decision!.witness.bindings
          : decision!.kind === 'violated'
            ? decision!.bindings
            : [];
      const state = stateOf(policy, { operation: policy.operations[0]! });
      const coalition = bindings.map(({ value }) => [state.sorts.USER!.indexOf(value)]);
      for (const { formula } of smallestCoalition.predicates)
        expect(holds(lowerFormula(formula, policy.profile), state, { 'coalition!': coalition })).toBe(true);
    }
  });

  test('speaks only of operations that state a number', () => {
    const { atLeast: _, ...silent } = pay.operations![0]!;
    expect(decisionsOf('k-user-sod', { ...pay, operations: [silent] })).toEqual([]);
  });

  test.each([
    ['V1', { ...pay, users: [], assignments: [] }],
    ['V6', withOperation({ permissions: [] })],
    ['V8', { ...pay, assignments: pay.assignments!.slice(0, 2) }],
  ])('says nothing: %s', (vacuity, input) => {
    expect(outline(decisionsOf('k-user-sod', input))).toEqual([`vacuous KUserSOD pay ${vacuity}`]);
  });
});

describe('enforced-sod', () => {
  const excluding = (...sets: readonly (readonly string[])[]): PolicyInput => ({
    ...pay,
    constraints: [{ kind: 'exclusion', relation: 'static', sets: sets.map((members) => ({ members })) }],
  });

  test('names the people, their roles and the operation', () => {
    expect(sentences('enforced-sod', pay)).toEqual([
      'within the role exclusions person 1 with cashier, chief and clerk alone could perform all 3 operations of pay, which needs 3 users',
    ]);
    expect(sentences('enforced-sod', excluding(['clerk', 'chief']))).toEqual([
      expect.stringMatching(
        /^within the role exclusions person 1 with .*, and person 2 with .* could together perform/,
      ),
    ]);
  });

  test('holds where every two duties exclude each other, and by sets that hold one short', () => {
    const [decision] = decisionsOf('enforced-sod', excluding(['clerk', 'chief', 'cashier']));
    expect(decision).toMatchObject({ kind: 'holds', evidence: { kind: 'refutation' } });
    const three: PolicyInput = {
      ...withOperation({ atLeast: 2 }),
      constraints: [
        {
          kind: 'exclusion',
          relation: 'static',
          sets: [{ members: ['clerk', 'chief', 'cashier'], limit: 3 }],
        },
      ],
    };
    expect(outline(decisionsOf('enforced-sod', three))).toEqual(['holds EnforcedSOD pay']);
  });

  test('dynamic exclusions do not count', () => {
    const dynamic: PolicyInput = {
      ...pay,
      constraints: [
        { kind: 'exclusion', relation: 'dynamic', sets: [{ members: ['clerk', 'chief', 'cashier'] }] },
      ],
    };
    expect(outline(decisionsOf('enforced-sod', dynamic))).toEqual(['violated EnforcedSOD pay person 1']);
  });

  test('what no assignable role grants enforces nothing: V8', () => {
    const dead: PolicyInput = {
      ...excluding(['head', 'chief']),
      grants: [...pay.grants!.slice(0, 1), ['head', 'pay:approve'], ['cashier', 'pay:release']],
    };
    expect(outline(decisionsOf('enforced-sod', dead))).toEqual(['vacuous EnforcedSOD pay V8']);
    expect(outline(decisionsOf('enforced-sod', withOperation({ permissions: [] })))).toEqual([
      'vacuous EnforcedSOD pay V6',
    ]);
  });
});

describe('every-plan-sod', () => {
  const order: PolicyInput = {
    ...pay,
    assignments: [...pay.assignments!, ['ann', 'cashier']],
    applications: [
      {
        name: 'order',
        everyPlan: true,
        sessions: ['clerk', 'chief', 'cashier'].map((role) => ({ name: `do-${role}`, roles: [role] })),
        exclusions: [],
      },
    ],
  };
  const [application] = order.applications!;
  const edited = (edit: object): PolicyInput => ({ ...order, applications: [{ ...application!, ...edit }] });

  test('names the user and the sessions', () => {
    expect(sentences('every-plan-sod', order)).toEqual([
      'a plan may give ann do-cashier, do-chief and do-clerk, which together hold every permission of order',
    ]);
  });

  test('holds where an exclusion is in the way, and tells of whom', () => {
    const [decision] = decisionsOf('every-plan-sod', edited({ exclusions: [['do-clerk', 'do-chief']] }));
    expect(decision).toMatchObject({
      kind: 'holds',
      witness: {
        sentence:
          'ann may do sessions that hold all 3 permissions of order, but no plan gives ann all of these',
      },
    });
  });

  test.each([
    ['V1', { ...order, assignments: order.assignments!.slice(2) }],
    ['V6', { ...order, grants: [] }],
  ])('says nothing: %s', (vacuity, input) => {
    expect(outline(decisionsOf('every-plan-sod', input))).toEqual([`vacuous EveryPlanSOD order ${vacuity}`]);
  });

  test('is silent unless it is asked for', () => {
    expect(decisionsOf('every-plan-sod', edited({ everyPlan: false }))).toEqual([]);
  });
});

test.each([
  ['k-user-sod', colluding(1000, 5, 1)],
  ['enforced-sod', scattered(120, 4, 1000)],
])('%s leaves the answer open when the time is up', (rule, input) => {
  const policy = buildPolicy(input);
  const context = { policy, index: indexPolicy(policy), interrupted: () => true };
  const [decision] = [...ruleOf(rule).decide(context)];
  expect(decision).toMatchObject({
    kind: 'unknown',
    reason: expect.stringContaining('was not decided before the time limit'),
  });
});

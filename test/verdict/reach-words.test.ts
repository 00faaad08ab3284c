import { describe, expect, test } from 'vitest';
import type { ReachGoal } from '../../src/policy/administration.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import type { ReachGoalInput } from '../../src/policy/build-administration.ts';
import { asksOf, becauseOf, reachableSentence } from '../../src/verdict/reach-words.ts';

const policyWith = (...goals: ReachGoalInput[]) =>
  buildPolicy({
    users: ['bob', 'kim'],
    roles: ['Clerk', 'Approver'],
    permissions: ['order:create', 'order:pay'],
    applications: [
      {
        name: 'purchase',
        sessions: [
          { name: 'Request', roles: ['Clerk'] },
          { name: 'Approve', roles: ['Approver'] },
        ],
        exclusions: [['Request', 'Approve']],
      },
    ],
    administration: { goals },
  });

const roles = ['Clerk', 'Approver'];
const goals: readonly ReachGoalInput[] = [
  { kind: 'roles', roles },
  { kind: 'roles', roles, user: 'bob' },
  { kind: 'roles', roles, users: 2 },
  { kind: 'permissions', permissions: ['order:create'] },
  { kind: 'permissions', permissions: ['order:create', 'order:pay'], users: 2 },
  { kind: 'exclusions' },
  { kind: 'activation' },
  { kind: 'own-approver', application: 'purchase', pairs: [['Request', 'Approve']] },
];
const policy = policyWith(...goals);
const stated: readonly ReachGoal[] = policy.administration!.goals;

describe('goals', () => {
  test('are asked in half a sentence', () => {
    expect(stated.map((goal) => asksOf(policy, goal))).toEqual([
      'one user holds Clerk and Approver',
      'bob holds Clerk and Approver',
      '2 users hold Clerk and Approver between them',
      'one user holds permission order:create',
      '2 users hold permissions order:create and order:pay between them',
      'somebody violates a static exclusion',
      'somebody could activate roles that exclude each other dynamically',
      'one user does both Request and Approve in a run of purchase',
    ]);
  });

  test('that are so already are told as facts, others as what can be', () => {
    const bob = { user: 'bob', roles };
    const trace = { arrivals: [], steps: [], isShortest: true, finally: [bob] };
    const step = {
      kind: 'perform',
      user: 'bob',
      application: 'purchase',
      session: 'Request',
      changes: [],
    } as const;
    expect(reachableSentence(policy, stated[0]!, trace)).toBe(
      'so already, before any change: bob holds Clerk and Approver',
    );
    expect(reachableSentence(policy, stated[0]!, { ...trace, steps: [step] })).toBe(
      'reachable in 1 step: bob can hold Clerk and Approver',
    );
    const both = { ...trace, steps: [step, step], finally: [bob, { user: 'kim', roles: [] }] };
    expect(reachableSentence(policy, stated[2]!, both)).toBe(
      'reachable in 2 steps: bob and kim can hold Clerk and Approver between them',
    );
    expect(reachableSentence(policy, stated[5]!, { ...trace, steps: [step] })).toBe(
      'reachable in 1 step: bob can come to violate a static exclusion, with Clerk and Approver',
    );
  });
});

describe('invariants', () => {
  const many = Array.from({ length: 10 }, (_, at) => `R${at + 1}`);

  test('each part is a sentence; long lists are shortened with counts', () => {
    expect(
      becauseOf(policy, [
        { kind: 'never', roles: ['A'] },
        { kind: 'never', roles: ['A', 'B'] },
        { kind: 'never', roles: many },
        { kind: 'at-most', roles: ['A', 'B'], count: 1 },
        { kind: 'at-most', roles: ['A', 'B', 'C'], count: 2 },
        { kind: 'at-most', roles: ['A', 'B', 'C', 'D', 'E'], count: 3 },
        { kind: 'at-most', roles: ['A', 'B'], count: 0 },
        { kind: 'one-of', users: null, roles: ['A', 'B'], sets: [['A'], ['A', 'B'], []] },
      ]),
    ).toEqual([
      'no one is ever assigned A',
      'no one is ever assigned A or B',
      'no one is ever assigned any of these 10 roles: R1, R2, R3, R4, R5, R6 and 4 more',
      'no one is ever assigned both A and B',
      'no one is ever assigned all of A, B and C',
      'no one is ever assigned 4 of these 5 roles: A, B, C, D and E',
      'no one is ever assigned A or B',
      'of A and B, everybody has at any time exactly A, A and B or none',
    ]);
  });

  test('combinations say who, what is held and what is lacked; of many the first', () => {
    const clause = { held: ['A'], lacked: ['B'] };
    expect(
      becauseOf(policy, [
        {
          kind: 'never-together',
          users: null,
          clauses: [clause, { held: ['A', 'C'], lacked: [] }, { held: [], lacked: ['B', 'C'] }],
        },
        { kind: 'never-together', users: ['bob'], clauses: [clause] },
        { kind: 'never-together', users: null, clauses: Array(6).fill(clause) },
      ]),
    ).toEqual([
      'no one is ever assigned A without B',
      'no one is ever assigned both A and C',
      'everybody is always assigned B or C',
      'none of bob is ever assigned A without B',
      ...Array(4).fill('no one is ever assigned A without B'),
      'and 2 more combinations of this kind',
    ]);
  });

  test('about several users at once, each is named', () => {
    expect(
      becauseOf(policy, [
        {
          kind: 'joint',
          users: ['bob', 'kim'],
          clauses: [
            { held: [{ user: 'bob', role: 'A' }], lacked: [{ user: 'kim', role: 'B' }] },
            { held: [{ user: 'bob', role: 'C' }], lacked: [] },
          ],
        },
      ]),
    ).toEqual([
      'never at once: bob is assigned A and kim is not assigned B',
      'it is never so that bob is assigned C',
    ]);
  });

  test('where nothing has to be known, that is said', () => {
    expect(becauseOf(policy, [])).toEqual(['no single change leads there from where it is not so yet']);
  });
});

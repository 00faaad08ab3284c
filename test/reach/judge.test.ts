import { describe, expect, test } from 'vitest';
import { buildPolicy } from '../../src/policy/build.ts';
import type { ReachAnswer } from '../../src/reach/answer.ts';
import { type Checker, judge } from '../../src/reach/judge.ts';

const policy = buildPolicy({
  users: ['bob'],
  roles: ['Clerk'],
  administration: { goals: [{ kind: 'roles', roles: ['Clerk'] }] },
});
const goal = policy.administration!.goals[0]!;
const trace = { arrivals: [], steps: [], isShortest: true, finally: [{ user: 'bob', roles: ['Clerk'] }] };
const reachable: ReachAnswer = { kind: 'reachable', trace, decidedBy: 'initial state' };
const unreachable: ReachAnswer = {
  kind: 'unreachable',
  invariant: [{ kind: 'never', roles: ['Clerk'] }],
  decidedBy: 'slicing',
};

const believing: Checker = {
  replayTrace: () => ({ kind: 'accepted' }),
  checkInvariant: () => ({ kind: 'accepted' }),
};
const doubting: Checker = {
  replayTrace: () => ({ kind: 'rejected', reason: 'step 1 is not allowed' }),
  checkInvariant: () => ({ kind: 'rejected', reason: 'it is not so at first' }),
};
const judged = (answer: ReachAnswer, checker: Checker) =>
  judge(policy, goal, answer, checker, {
    seconds: 1,
    remarks: ['a remark'],
    repairs: null,
    nothingChanges: null,
  });

describe('an answer becomes a verdict', () => {
  test('with its evidence, and the invariant in words', () => {
    expect(judged(reachable, believing)).toMatchObject({
      kind: 'verdict',
      verdict: {
        status: 'violated',
        answer: 'reachable',
        asks: 'one user holds Clerk',
        trace,
        remarks: ['a remark'],
      },
    });
    expect(judged(unreachable, believing)).toMatchObject({
      kind: 'verdict',
      verdict: { status: 'holds', answer: 'unreachable', because: ['no one is ever assigned Clerk'] },
    });
  });

  test('only where the evidence proves it', () => {
    expect(judged(reachable, doubting)).toEqual({
      kind: 'refused',
      goal: goal.id,
      answer: 'reachable',
      why: 'step 1 is not allowed',
    });
    expect(judged(unreachable, doubting)).toMatchObject({ kind: 'refused', why: 'it is not so at first' });
  });

  test('evidence that its checker gave up on leaves it unknown', () => {
    const reason = 'after 100 steps';
    const tired: Checker = { ...believing, checkInvariant: () => ({ kind: 'undecided', reason }) };
    expect(judged(unreachable, tired)).toMatchObject({
      kind: 'verdict',
      verdict: {
        status: 'unknown',
        reason: 'found unreachable, but its evidence was not confirmed: after 100 steps',
      },
    });
  });

  test('what is not known claims nothing, and is not checked', () => {
    expect(judged({ kind: 'unknown', reason: 'the time limit was reached' }, doubting)).toMatchObject({
      kind: 'verdict',
      verdict: { status: 'unknown', reason: 'the time limit was reached', decidedBy: null },
    });
  });
});

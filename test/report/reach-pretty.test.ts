import { describe, expect, test } from 'vitest';
import { defaultProfile } from '../../src/profile/profile.ts';
import { prettyReach, type ReachPrettyInput } from '../../src/report/reach-pretty.ts';
import type { ReachVerdict } from '../../src/verdict/reach.ts';

const location = { path: 'p.policy.yaml', line: 7, column: 3 };
const base = {
  file: 'p.policy.yaml',
  property: 'P53',
  rule: 'reach',
  goal: 'g',
  asks: 'one user holds A and B',
  profile: defaultProfile,
  locations: [location],
  remarks: [],
  seconds: 0,
} as const;
const unreachable = {
  ...base,
  answer: 'unreachable',
  invariant: [],
  because: ['no one is ever assigned A'],
  decidedBy: 'slicing',
} as const;
const reachable: Extract<ReachVerdict, { answer: 'reachable' }> = {
  ...base,
  status: 'violated',
  answer: 'reachable',
  decidedBy: 'bounded search',
  trace: {
    arrivals: [{ user: '신입 1', kind: '신입', roles: ['A'] }],
    steps: [
      {
        kind: 'assign',
        actor: '김',
        as: null,
        user: '신입 1',
        role: 'B',
        rule: 'r',
        location,
        changes: [{ kind: 'assigned', user: '신입 1', role: 'B' }],
      },
      {
        kind: 'revoke',
        actor: 'bob',
        as: 'HR',
        user: 'bob',
        role: 'C',
        rule: 'leave',
        location,
        changes: [{ kind: 'revoked', user: 'bob', role: 'C' }],
      },
      {
        kind: 'perform',
        user: 'bob',
        application: 'order',
        session: 'Pay',
        changes: [{ kind: 'performed', user: 'bob', application: 'order', session: 'Pay' }],
      },
    ],
    isShortest: false,
    finally: [{ user: '신입 1', roles: ['A', 'B'] }],
  },
  repairs: [],
};

const shown = (verdicts: readonly ReachVerdict[], more: Partial<ReachPrettyInput> = {}): string =>
  prettyReach(
    {
      envelope: {
        schemaVersion: 1,
        command: 'reach',
        profile: defaultProfile,
        verdicts,
        summary: { holds: 0, bounded: 0, vacuous: 0, violated: verdicts.length, unknown: 0 },
        diagnostics: [],
        exitCode: 1,
      },
      headline: () => 'reachable in 3 steps',
      isForAnyNumber: () => true,
      refused: [],
      interrupted: null,
      ...more,
    },
    { width: 90, color: 'plain' },
  );

describe('the report', () => {
  test('numbers the steps, and aligns names that are wide', () => {
    expect(shown([reachable])).toMatchInlineSnapshot(`
      "✗ reachable in 3 steps                                                           reach · g
          신입 1 is there from the start, as A
          1  김 assigns 신입 1 B                  +B                          r  p.policy.yaml:7
          2  bob (HR) revokes C from themselves   −C                      leave  p.policy.yaml:7
          3  bob does Pay of order                ✓Pay
          then    신입 1 is assigned A and B
          length  there may be a shorter way; found by: bounded search
          goal    one user holds A and B                                         p.policy.yaml:7
          repair  none was found that leaves possible what must stay so

      1 reachable                                                                         exit 1
      "
    `);
  });

  test('says for whom something holds, and that it may say nothing', () => {
    const text = shown([
      { ...unreachable, status: 'holds' },
      { ...unreachable, status: 'vacuous', vacuity: 'V1', reason: 'no rule can ever be used' },
      { ...base, status: 'unknown', answer: 'unknown', reason: 'interrupted', decidedBy: null },
    ]);
    expect(text).toContain('every reachable state, for any number of users');
    expect(text).toContain('not reachable, which says nothing: no rule can ever be used');
    expect(text).toContain('not known whether one user holds A and B: interrupted');
  });

  test('long lists are cut, and say how much was', () => {
    const because = Array.from({ length: 20 }, (_, at) => `no one is ever assigned R${at}`);
    const text = shown([{ ...unreachable, status: 'holds', because }]);
    expect(text).toContain('R11\n');
    expect(text).not.toContain('R12');
    expect(text).toContain('8 more; --format json has all');
  });

  test('an answer that its evidence does not prove is an internal error', () => {
    const text = shown([], { refused: [{ file: 'p', goal: 'g', why: 'step 2 is not allowed' }] });
    expect(text).toContain('internal error');
    expect(text).toContain('p  reach · g: step 2 is not allowed');
  });
});

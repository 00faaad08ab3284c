/** Traces that are not what they say are refused; what a trace touches is found quickly among much else. */

import { expect, test } from 'vitest';
import { buildPolicy } from '../../../src/policy/build.ts';
import type { AdministrativeRuleInput } from '../../../src/policy/build-administration.ts';
import { askReach } from '../../../src/reach/ask.ts';
import { replayTrace } from '../../../src/replay/administration/replay-trace.ts';
import type { Trace } from '../../../src/verdict/reach.ts';

const policyOf = (others: number) => {
  const more = Array.from({ length: others }, (_, at) => `other ${at}`);
  const rule = (role: string): AdministrativeRuleInput => ({ kind: 'assign', by: 'Head', roles: [role] });
  return buildPolicy({
    users: ['ann', 'bob'],
    roles: ['Head', 'Clerk', 'Approver', ...more],
    assignments: [['ann', 'Head']],
    inheritance: more.slice(1).map((role, at) => [more[at >> 1]!, role] as const),
    administration: {
      rules: [
        { kind: 'assign', by: 'Head', roles: ['Clerk'] },
        { kind: 'assign', by: 'Head', roles: ['Approver'], needs: ['Clerk'] },
        ...Array.from({ length: 5 }, () => more.map(rule)).flat(),
      ],
      goals: [{ kind: 'roles', roles: ['Clerk', 'Approver'], user: 'bob' }],
    },
  });
};

const policy = policyOf(0);
const goal = policy.administration!.goals[0]!;

function found(): Trace {
  const answer = askReach(policy, goal, { interrupted: () => false });
  if (answer.kind !== 'reachable') throw new Error(answer.kind);
  return answer.trace;
}
const trace = found();
const [first, second] = trace.steps;

test('a trace as it was found is confirmed', () => {
  expect(trace.steps.length).toBe(2);
  expect(replayTrace(policy, goal, trace)).toEqual({ kind: 'confirmed' });
});

const wrong: readonly (readonly [string, Trace, number | null])[] = [
  ['a step is missing', { ...trace, steps: [second!] }, 1],
  ['the order is another', { ...trace, steps: [second!, first!] }, 1],
  ['the goal is not met yet', { ...trace, steps: [first!], finally: [{ user: 'bob', roles: [] }] }, null],
  ['it says twice what is done once', { ...trace, steps: [first!, first!, second!] }, 2],
  [
    'another user acts',
    { ...trace, steps: [{ ...first!, actor: 'bob' } as typeof first & object, second!] },
    1,
  ],
  [
    'it changes more',
    {
      ...trace,
      steps: [{ ...first!, changes: [...first!.changes, { kind: 'joined', user: 'bob' }] }, second!],
    },
    1,
  ],
  ['it changes nothing', { ...trace, steps: [{ ...first!, changes: [] }, second!] }, 1],
  [
    'there is no such rule',
    { ...trace, steps: [{ ...first!, rule: 'assign 9' } as typeof first & object, second!] },
    1,
  ],
  ['somebody else is told', { ...trace, finally: [{ user: 'ann', roles: ['Head'] }] }, null],
  ['roles are told that are not there', { ...trace, finally: [{ user: 'bob', roles: ['Head'] }] }, null],
  ['there is no such newcomer', { ...trace, arrivals: [{ user: 'temp 1', kind: 'temp', roles: [] }] }, null],
];

test.each(wrong)('%s', (_, tampered, step) => {
  expect(replayTrace(policy, goal, tampered)).toMatchObject({ kind: 'refused', step });
});

test('40,000 roles and 200,000 rules', () => {
  const large = policyOf(40_000);
  const place = (at: number) => ({ ...trace.steps[at]!, location: locationOf(at) });
  const locationOf = (at: number) => {
    const { line, column } = large.administration!.rules[at]!.place;
    return { path: large.path, line, column };
  };
  const started = performance.now();
  const moved = { ...trace, steps: [place(0), place(1)] as Trace['steps'] };
  expect(replayTrace(large, large.administration!.goals[0]!, moved)).toEqual({ kind: 'confirmed' });
  expect(performance.now() - started).toBeLessThan(1000);
});

/**
 * What a step shows: its report, and of a success what became more and less of what the cascade and HR take and give.
 * A cascade that never takes anything along is as untested as a guard that never fails.
 */

import { reportOf, rules } from '../oracle/machine/machine.ts';
import type { Machine } from '../oracle/machine/state.ts';
import type { View } from '../oracle/machine/view.ts';
import type { Step } from './both.ts';

const sizes = {
  UA: ({ UA }: Machine) => UA.length,
  ar: ({ sessions }: Machine) => [...sessions.values()].reduce((sum, { active }) => sum + active.length, 0),
  pend: ({ pend }: Machine) => pend.length,
  limits: ({ limits }: Machine) => limits.length,
};

export const successEvents = (before: Machine, after: Machine): readonly string[] => [
  'ok',
  ...Object.entries(sizes).flatMap(([name, size]) => {
    const change = size(after) - size(before);
    return change === 0 ? [] : [`ok ${change > 0 ? 'more' : 'less'} ${name}`];
  }),
];

/** What the reference machine would show. */
export function expectedEvents(view: View, { operation, inputs }: Step): readonly string[] {
  const report = reportOf(view, operation, inputs);
  return report === 'ok' ? successEvents(view.m, rules[operation]!.effect(view, inputs)) : [report];
}

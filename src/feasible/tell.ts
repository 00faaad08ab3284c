/** From answers about an instance to verdicts in the user's names. */

import type { Profile } from '../profile/profile.ts';
import type { FeasibilityVerdict, FeasibleVerdict, PlanRows, ToldConflict } from '../verdict/feasible.ts';
import type { Subject } from './subject.ts';
import type { TaskAnswer } from './task.ts';

export function verdictsOf(
  subject: Subject,
  profile: Profile | null,
  answer: TaskAnswer,
  seconds: number,
): readonly FeasibilityVerdict[] {
  const base = {
    file: subject.file,
    constraint: subject.application,
    profile,
    locations: [subject.place],
    seconds: Math.round(seconds * 1e6) / 1e6,
  };
  return [{ ...base, ...feasibleVerdict(subject, answer) }];
}

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

function feasibleVerdict(
  subject: Subject,
  { decided }: TaskAnswer,
): Without<FeasibleVerdict, 'file' | 'constraint' | 'profile' | 'locations' | 'seconds'> {
  const base = { property: 'P29', rule: 'feasible', remarks: remarksOf(subject) } as const;
  if (subject.starters?.length === 0)
    return { ...base, status: 'violated', answer: 'infeasible', conflict: closedGate(subject) };
  switch (decided.kind) {
    case 'feasible':
      return { ...base, status: 'holds', answer: 'feasible', plan: rowsOf(subject, decided.plan) };
    case 'infeasible':
      return {
        ...base,
        status: 'violated',
        answer: 'infeasible',
        conflict: {
          kind: 'other',
          sentence: 'no plan',
          sessions: [],
          constraints: [],
          users: null,
          minimal: false,
        },
      };
    case 'unknown':
      return { ...base, status: 'unknown', answer: 'unknown', reason: decided.reason };
    default:
      return decided satisfies never;
  }
}

export function rowsOf(subject: Subject, plan: ArrayLike<number>): PlanRows {
  return subject.order.map((step) => ({ session: subject.step(step), user: subject.user(plan[step]!) }));
}

function closedGate({ application, file }: Subject): ToldConflict {
  return {
    kind: 'nobody-may-start',
    sentence: `nobody may start ${application ?? file}: no user has what its INITIATOR asks for`,
    sessions: [],
    constraints: [],
    users: [],
    minimal: true,
  };
}

function remarksOf({ instance, application, file }: Subject): readonly string[] {
  return instance.constraints.length === 0
    ? [
        `${application ?? file} separates nothing, so this says no more than that each session has a candidate`,
      ]
    : [];
}

/** From answers about an instance to verdicts in the user's names. */

import type { Profile } from '../profile/profile.ts';
import { listed } from '../source/words.ts';
import type {
  FeasibilityVerdict,
  FeasibleVerdict,
  ResilientVerdict,
  ToldConflict,
} from '../verdict/feasible.ts';
import type { Subject } from './subject.ts';
import type { ResilienceWish, Task, TaskAnswer } from './task.ts';
import { tellGreedy } from './tell-greedy.ts';
import { rowsOf } from './tell-plan.ts';

export function verdictsOf(
  subject: Subject,
  profile: Profile | null,
  task: Task,
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
  const feasible: FeasibilityVerdict = { ...base, ...feasibleVerdict(subject, task, answer) };
  const wish = task.resilient;
  if (wish === null || feasible.status !== 'holds') return [feasible];
  return [feasible, { ...base, ...resilientVerdict(subject, wish, answer) }];
}

/** What a verdict says beyond what it is about. */
type Own<T> = T extends unknown
  ? Omit<T, 'file' | 'constraint' | 'profile' | 'locations' | 'seconds'>
  : never;

function feasibleVerdict(
  subject: Subject,
  { algorithm }: Task,
  { decided, greedy }: TaskAnswer,
): Own<FeasibleVerdict> {
  const base = {
    property: 'P29',
    rule: 'feasible',
    remarks: remarksOf(subject),
    ...(greedy === undefined || algorithm === 'complete'
      ? {}
      : { algorithm: tellGreedy(subject, algorithm, greedy, decided) }),
  } as const;
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

function resilientVerdict(
  subject: Subject,
  { mode, absent }: ResilienceWish,
  { resilience }: TaskAnswer,
): Own<ResilientVerdict> {
  const base = { property: 'P37', rule: 'resilient', mode, absent } as const;
  const name = subject.application ?? subject.file;
  const { starters } = subject;
  // Without anybody who may start there is nothing to plan.
  const closing = starters !== null && starters.length <= absent ? [...starters] : null;
  if (resilience === undefined)
    return { ...base, status: 'unknown', answer: 'unknown', reason: 'whether there is a plan is not known' };
  if (closing !== null && !(resilience.kind === 'fatal' && resilience.fatal.size < closing.length)) {
    const users = closing.map(subject.user);
    return {
      ...base,
      status: 'violated',
      answer: 'not resilient',
      sentence: `without ${listed(users)} nobody may start ${name}`,
      absences: {
        size: users.length,
        sets: [{ users, alike: 1 }],
        all: false,
        critical: users.map((user) => ({ user, sets: 1 })),
      },
      strategy: [],
    };
  }
  switch (resilience.kind) {
    case 'resilient':
      return {
        ...base,
        status: 'holds',
        answer: 'resilient',
        plans: resilience.plans.map((plan) => rowsOf(subject, plan)),
      };
    case 'fatal': {
      const { sets, size, isComplete } = resilience.fatal;
      const told = sets.map(({ users, alike }) => ({ users: users.map(subject.user), alike }));
      return {
        ...base,
        status: 'violated',
        answer: 'not resilient',
        sentence: `without ${listed(told[0]?.users ?? [])} ${name} cannot be carried out`,
        absences: {
          size,
          sets: told,
          all: isComplete,
          critical: resilience.people.flatMap(({ user, fatalSets }) =>
            fatalSets > 0 ? [{ user: subject.user(user), sets: fatalSets }] : [],
          ),
        },
        strategy: [],
      };
    }
    case 'unknown':
      return {
        ...base,
        status: 'unknown',
        answer: 'unknown',
        reason:
          resilience.resilientTo < 0
            ? `the ${resilience.reason} came first`
            : `it is so for up to ${resilience.resilientTo} absent people, and the ${resilience.reason} came before ${resilience.resilientTo + 1} were looked at`,
      };
    default:
      return resilience satisfies never;
  }
}

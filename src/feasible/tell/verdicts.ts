/** From answers about an instance to verdicts in the user's names. */

import type { Profile } from '../../profile/profile.ts';
import { counted, listed } from '../../source/words.ts';
import type {
  FeasibilityVerdict,
  FeasibleVerdict,
  ToldBest,
  ToldConflict,
  ToldCount,
} from '../../verdict/feasible.ts';
import type { Best } from '../best/best.ts';
import type { RuleConflict } from '../conflict/rules.ts';
import { tellConflict } from '../conflict/words.ts';
import type { Count } from '../count/count.ts';
import { nameOf, type Subject } from '../subject.ts';
import type { Task, TaskAnswer } from '../task.ts';
import { tellGreedy } from './greedy.ts';
import { nextVerdict } from './next.ts';
import { rowsOf } from './plan.ts';
import { tellRepairs } from './repairs.ts';
import { resilientVerdict } from './resilience.ts';

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
  const feasible: FeasibilityVerdict = { ...base, ...feasibleVerdict(subject, profile, task, answer) };
  // Who asks about the next session is not asking for a plan of all of them.
  if (task.next !== null && feasible.status === 'holds')
    return [{ ...base, ...nextVerdict(subject, task.next, answer.next) }];
  const wish = task.resilient;
  if (wish === null || feasible.status !== 'holds') return [feasible];
  return [feasible, { ...base, ...resilientVerdict(subject, wish, answer.resilience) }];
}

/** What a verdict says beyond what it is about. */
export type Own<T> = T extends unknown
  ? Omit<T, 'file' | 'constraint' | 'profile' | 'locations' | 'seconds'>
  : never;

function feasibleVerdict(
  subject: Subject,
  profile: Profile | null,
  { algorithm }: Task,
  { decided, greedy, count, repairs, best }: TaskAnswer,
): Own<FeasibleVerdict> {
  const base = {
    property: 'P29',
    rule: 'feasible',
    remarks: remarksOf(subject, profile),
    ...(greedy === undefined || algorithm === 'complete'
      ? {}
      : { algorithm: tellGreedy(subject, algorithm, greedy, decided) }),
    ...(count === undefined ? {} : { count: tellCount(count) }),
    ...(best?.kind === 'best' || best?.kind === 'bounded' ? { best: tellBest(subject, best) } : {}),
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
        conflict: tellConflictOf(subject, decided.conflict),
        ...(repairs === undefined ? {} : { repairs: tellRepairs(subject, repairs) }),
      };
    case 'unknown':
      return { ...base, status: 'unknown', answer: 'unknown', reason: decided.reason };
    default:
      return decided satisfies never;
  }
}

function tellBest(subject: Subject, best: Extract<Best, { kind: 'best' | 'bounded' }>): ToldBest {
  const loads = new Map<number, number>();
  for (const user of best.plan) loads.set(user, (loads.get(user) ?? 0) + 1);
  return {
    plan: rowsOf(subject, best.plan),
    cost: best.value.cost,
    load: Math.max(0, ...loads.values()),
    bound: best.kind === 'best' ? null : { cost: best.lowerBound.cost, load: best.lowerBound.largestLoad },
  };
}

function tellCount(count: Count): ToldCount {
  return count.kind === 'exact'
    ? { kind: 'exact', plans: String(count.count) }
    : { kind: 'between', least: String(count.count), most: String(count.atMost) };
}

function tellConflictOf(subject: Subject, conflict: RuleConflict): ToldConflict {
  return {
    kind: conflict.kind === 'hall' ? 'too-few-people' : conflict.kind,
    sentence: sentenceOf(subject, conflict),
    sessions: conflict.steps.map((step) => ({ name: subject.step(step), location: subject.stepPlace(step) })),
    constraints: conflict.rules.map((rule) => ({
      text: ruleText(subject, rule),
      id: subject.constraintId(subject.rules[rule]![0]!),
      location: subject.constraintPlace(subject.rules[rule]![0]!),
    })),
    users: conflict.kind === 'other' ? null : conflict.users.map(subject.user),
    minimal: conflict.minimal,
  };
}

/** A rule has one text, whichever of its constraints is asked. */
function ruleText({ rules, constraint }: Subject, rule: number): string {
  return constraint(rules[rule]![0]!);
}

/** Sessions and rules of a conflict that one sentence can hold. */
const mostTold = 8;

/** Roles are what people can act on, where a session has any. */
function sentenceOf(subject: Subject, conflict: RuleConflict): string {
  const [step] = conflict.steps;
  const need = step === undefined ? null : subject.needs(step);
  if (conflict.kind === 'no-candidate' && conflict.users.length === 0 && step !== undefined && need !== null)
    return `nobody has the ${need}, which ${subject.step(step)} needs`;
  const { steps, rules, minimal } = conflict;
  if (conflict.kind === 'other' && steps.length + rules.length > mostTold) {
    const without = minimal ? ', and without any one of them the rest could be done' : '';
    return `${nameOf(subject)} cannot be carried out: ${counted(steps.length, 'session')} and ${counted(rules.length, 'rule')} of it collide${without}`;
  }
  if (conflict.kind === 'other' && steps.length > 0 && rules.length > 0) {
    const together = steps.length > 1 ? ' together' : '';
    return `nobody can be found for ${listed(steps.map(subject.step), mostTold)}${together}: ${rules.map((rule) => ruleText(subject, rule)).join('; ')}`;
  }
  return tellConflict(subject.instance, conflict, subject).replace(/\.$/, '');
}

function closedGate(subject: Subject): ToldConflict {
  return {
    kind: 'nobody-may-start',
    sentence: `nobody may start ${nameOf(subject)}: no user has what its INITIATOR asks for`,
    sessions: [],
    constraints: [],
    users: [],
    minimal: true,
  };
}

function remarksOf(subject: Subject, profile: Profile | null): readonly string[] {
  const name = nameOf(subject);
  return [
    ...(subject.instance.constraints.length === 0
      ? [`${name} separates nothing, so this says no more than that each session has a candidate`]
      : []),
    ...(profile?.feasibility === 'pairwise'
      ? [
          `the policy reads feasibility pairwise (S10), by which \`check\` judges ${name}; this is about plans`,
        ]
      : []),
  ];
}

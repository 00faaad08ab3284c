/** Resiliency in the user's names: who must not be absent, and what an adversary does. */

import { counted, listed } from '../../source/words.ts';
import type { ResilientVerdict, ToldAbsences } from '../../verdict/feasible.ts';
import type { Strategy } from '../resilience/game.ts';
import type { FatalSets } from '../resilience/static.ts';
import { nameOf, type Subject } from '../subject.ts';
import type { DecidedResilience, ResilienceWish } from '../task.ts';
import { rowsOf } from './plan.ts';
import type { Own } from './verdicts.ts';

export function resilientVerdict(
  subject: Subject,
  { mode, absent }: ResilienceWish,
  resilience: DecidedResilience | undefined,
): Own<ResilientVerdict> {
  const base = { property: 'P37', rule: 'resilient', mode, absent } as const;
  const unknown = (reason: string): Own<ResilientVerdict> => ({
    ...base,
    status: 'unknown',
    answer: 'unknown',
    reason,
  });
  const broken = (
    sentence: string,
    absences: ToldAbsences | null,
    strategy: readonly string[] = [],
  ): Own<ResilientVerdict> => ({
    ...base,
    status: 'violated',
    answer: 'not resilient',
    sentence,
    absences,
    strategy,
  });
  if (resilience === undefined) return unknown('whether there is a plan is not known');
  const name = nameOf(subject);
  const closing = closingOf(subject, absent);
  const { result } = resilience;
  const isSmaller = result.kind === 'fatal' && closing !== null && result.fatal.size < closing.length;
  if (closing !== null && !isSmaller) {
    const users = closing.map(subject.user);
    return broken(`without ${listed(users)} nobody may start ${name}`, {
      size: users.length,
      sets: [{ users, alike: 1 }],
      all: false,
      critical: users.map((user) => ({ user, sets: 1 })),
    });
  }
  switch (result.kind) {
    case 'resilient':
      return {
        ...base,
        status: 'holds',
        answer: 'resilient',
        plans: 'plans' in result ? result.plans.map((plan) => rowsOf(subject, plan)) : [],
      };
    case 'fatal': {
      const people = resilience.mode === 'static' ? resilience.people : [];
      const [first] = result.fatal.sets;
      return broken(
        `without ${listed((first?.users ?? []).map(subject.user))} ${name} cannot be carried out`,
        absencesOf(subject, result.fatal, people),
      );
    }
    case 'not resilient': {
      const { strategy } = result;
      if (strategy.kind === 'fatal')
        return broken(
          `without ${listed(strategy.absent.map(subject.user))} ${name} cannot be carried out`,
          null,
        );
      return broken(
        `whoever takes the sessions of ${name}, an adversary who makes ${absent === 1 ? 'one person' : `up to ${absent} people`} absent ${mode === 'dynamic' ? 'before each session' : 'on the way'} can stop it`,
        null,
        tellStrategy(subject, strategy, ''),
      );
    }
    case 'cyclic':
      return unknown(`${listed(result.unreachable.map(subject.step))} wait for each other`);
    case 'unknown':
      return unknown(whyUnknown(result));
    default:
      return result satisfies never;
  }
}

/** Those who may start, if all of them can be absent: without them there is nothing to plan. */
function closingOf({ starters }: Subject, absent: number): readonly number[] | null {
  return starters !== null && starters.length <= absent ? [...starters] : null;
}

function absencesOf(
  subject: Subject,
  { sets, size, isComplete }: FatalSets,
  people: readonly { readonly user: number; readonly fatalSets: number }[],
): ToldAbsences {
  return {
    size,
    sets: sets.map(({ users, alike }) => ({ users: users.map(subject.user), alike })),
    all: isComplete,
    critical: people.flatMap(({ user, fatalSets }) =>
      fatalSets > 0 ? [{ user: subject.user(user), sets: fatalSets }] : [],
    ),
  };
}

function whyUnknown(result: Extract<DecidedResilience['result'], { kind: 'unknown' }>): string {
  if ('positions' in result)
    return `the ${result.reason} came after ${counted(result.positions, 'position')} of the game`;
  if (result.resilientTo < 0) return `the ${result.reason} came first`;
  return `it is so for up to ${counted(result.resilientTo, 'absent person', 'absent people')}, and the ${result.reason} came before ${result.resilientTo + 1} were looked at`;
}

/** Moves with what follows indented below them. */
function tellStrategy(subject: Subject, strategy: Strategy, indent: string): string[] {
  const gone = (users: readonly number[]): string =>
    users.length === 0
      ? 'nobody is made absent'
      : `${listed(users.map(subject.user))} ${users.length === 1 ? 'is' : 'are'} made absent`;
  switch (strategy.kind) {
    case 'fatal':
      return [`${indent}${gone(strategy.absent)}: without them there is no plan`];
    case 'starve':
      return [`${indent}${gone(strategy.absent)}: then nobody can ever do ${subject.step(strategy.step)}`];
    case 'wear out':
      return [
        `${indent}whoever takes one of ${listed(strategy.steps.map(subject.step))} is made absent from then on: too few may share them for somebody to be left in the end`,
      ];
    case 'round':
      return [
        `${indent}${gone(strategy.absent)}`,
        ...strategy.answers.flatMap(({ step, user, alike, next }) => [
          `${indent}· if ${subject.step(step)} is taken by ${subject.user(user)}${alike > 1 ? ` or ${counted(alike - 1, 'other')} like them` : ''}:`,
          ...tellStrategy(subject, next, `${indent}  `),
        ]),
      ];
    case 'cut':
      return [`${indent}and so on`];
    default:
      return strategy satisfies never;
  }
}

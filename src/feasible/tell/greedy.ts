/** What the algorithm of Fig. 14 did, in the user's names, beside the truth. */

import { counted, listed } from '../../source/words.ts';
import type { ToldAlgorithm } from '../../verdict/feasible.ts';
import type { GreedyAnswer, GreedyEvent, GreedyReading } from '../greedy.ts';
import type { Subject } from '../subject.ts';
import type { Decided } from '../task.ts';
import { rowsOf } from './plan.ts';

const readings: Readonly<Record<GreedyReading, string>> = {
  G0: 'Fig. 14 as printed',
  G1: 'Fig. 14 read charitably',
  G2: 'Fig. 14 read charitably, sparing whom others need,',
};

export function tellGreedy(
  subject: Subject,
  name: GreedyReading,
  answer: GreedyAnswer,
  decided: Decided,
): ToldAlgorithm {
  const who = readings[name];
  switch (answer.kind) {
    case 'not-applicable':
      return {
        name,
        outcome: 'not applicable',
        sentence: `${who} knows exclusions only, and this has another constraint (${answer.constraint.kind})`,
        trace: [],
        plan: null,
      };
    case 'failed': {
      const truth =
        decided.kind === 'feasible'
          ? 'although there is a plan: it is incomplete'
          : decided.kind === 'infeasible'
            ? 'and indeed there is no plan'
            : 'and whether there is a plan is not known';
      return {
        name,
        outcome: 'no plan',
        sentence: `${who} fails at ${subject.step(answer.step)}, ${truth}`,
        trace: answer.trace.map((event) => tellEvent(subject, event)),
        plan: null,
      };
    }
    case 'assigned': {
      const { broken, plan, trace } = answer;
      const sentence =
        broken === undefined
          ? `${who} finds a plan: ${listed(rowsOf(subject, plan).map(({ session, user }) => `${session} by ${user}`))}`
          : `${who} gives ${subject.step(broken.left)} and ${subject.step(broken.right)}, which exclude each other, both to ${subject.user(plan[broken.left]!)}: it is unsound`;
      return {
        name,
        outcome: broken === undefined ? 'plan' : 'wrong plan',
        sentence,
        trace: trace.map((event) => tellEvent(subject, event)),
        plan: rowsOf(subject, plan),
      };
    }
    default:
      return answer satisfies never;
  }
}

function tellEvent({ step, user }: Subject, event: GreedyEvent): string {
  switch (event.kind) {
    case 'paired': {
      const own = `${step(event.step)} takes ${user(event.user)}${event.former === undefined ? '' : ` instead of ${user(event.former)}`}`;
      const other =
        event.partnerUser === undefined
          ? `${step(event.partner)} keeps whom it has`
          : `${step(event.partner)} takes ${user(event.partnerUser)}`;
      return `${own}, and ${other}`;
    }
    case 'passed': {
      const other = event.inside === event.step ? event.partner : event.step;
      return `${step(event.step)} and ${step(event.partner)} are passed over: whoever may do ${step(event.inside)} may do ${step(other)}, too`;
    }
    case 'taken':
      return `${step(event.step)} (${counted(event.degree, 'exclusion')}) takes ${user(event.user)}${barred(event.barred.map(user))}`;
    case 'nobody left':
      return `${step(event.step)} (${counted(event.degree, 'exclusion')}) finds nobody${barred(event.barred.map(user))}`;
    default:
      return event satisfies never;
  }
}

const barred = (users: readonly string[]): string =>
  users.length === 0 ? '' : `; ${listed(users)} ${users.length === 1 ? 'is' : 'are'} taken by its neighbours`;

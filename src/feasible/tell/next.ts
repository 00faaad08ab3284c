/** Whether a user may take a session now, in the user's names. */

import type { NextVerdict } from '../../verdict/feasible.ts';
import type { Refusal } from '../run/run.ts';
import type { Subject } from '../subject.ts';
import type { DecidedNext, NextWish } from '../task.ts';
import { rowsOf } from './plan.ts';
import type { Own } from './verdicts.ts';

export function nextVerdict(
  subject: Subject,
  wish: NextWish,
  next: DecidedNext | undefined,
): Own<NextVerdict> {
  const base = {
    property: 'P29',
    rule: 'next',
    session: subject.step(wish.step),
    user: subject.user(wish.user),
  } as const;
  if (next === undefined)
    return { ...base, status: 'unknown', answer: 'unknown', reason: 'whether there is a plan is not known' };
  switch (next.kind) {
    case 'yes':
      return { ...base, status: 'holds', answer: 'yes', plan: rowsOf(subject, next.plan) };
    case 'no':
      return { ...base, status: 'violated', answer: 'no', reason: refusalText(subject, wish, next.reason) };
    case 'impossible': {
      const { step, user } = next.move;
      const why = refusalText(subject, next.move, next.reason);
      return {
        ...base,
        status: 'violated',
        answer: 'no',
        reason: `already ${subject.step(step)} by ${subject.user(user)} cannot be: ${why}`,
      };
    }
    case 'unknown':
      return { ...base, status: 'unknown', answer: 'unknown', reason: `the ${next.reason} came first` };
    default:
      return next satisfies never;
  }
}

function refusalText(
  subject: Subject,
  { step, user }: { readonly step: number; readonly user: number },
  refusal: Refusal,
): string {
  switch (refusal.kind) {
    case 'done already':
      return `${subject.step(step)} is done already, by ${subject.user(refusal.user)}`;
    case 'not authorised': {
      const need = subject.needs(step);
      return need === null
        ? `${subject.user(user)} is not authorised for ${subject.step(step)}`
        : `${subject.user(user)} lacks what ${subject.step(step)} needs, ${need}`;
    }
    case 'constraint': {
      const index = subject.instance.constraints.indexOf(refusal.constraint);
      return index < 0
        ? `a constraint (${refusal.constraint.kind}) is against it`
        : subject.constraint(index);
    }
    case 'no plan for the rest':
      return 'nobody could be found for what is left';
    default:
      return refusal satisfies never;
  }
}

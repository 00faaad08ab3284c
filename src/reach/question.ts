/** A question of reachability with its answer, and what would mend it; within a time. */

import type { ReachGoal } from '../policy/administration.ts';
import type { Policy } from '../policy/model.ts';
import type { ServeLimits } from '../thread/serve.ts';
import type { ReachAnswer } from './answer.ts';
import { askReach } from './ask.ts';
import { type ReachRepairs, repairsOf } from './repair/repair.ts';

export interface Question {
  readonly policy: Policy;
  readonly goal: ReachGoal;
  /** Whether also what would mend it is asked. */
  readonly wantsRepairs: boolean;
}

export interface Answered {
  readonly answer: ReachAnswer;
  /** Null where they were not asked for, or there is nothing to mend. */
  readonly repairs: ReachRepairs | null;
  readonly cutShort: boolean;
}

/** What ended a search is told as its reason, whatever the search calls it. */
export function answerQuestion(
  { policy, goal, wantsRepairs }: Question,
  { time, interrupted, tell }: Pick<ServeLimits, 'time'> & Partial<ServeLimits>,
): Answered {
  const deadline = performance.now() + time;
  let why: string | null = null;
  const isOver = (): boolean => {
    if (interrupted?.() === true) why = 'interrupted';
    else if (performance.now() > deadline) why ??= 'the time limit was reached';
    return why !== null;
  };
  const answer = askReach(policy, goal, { interrupted: isOver, ...(tell === undefined ? {} : { tell }) });
  if (answer.kind === 'unknown' && why !== null)
    return { answer: { kind: 'unknown', reason: why }, repairs: null, cutShort: true };
  if (!wantsRepairs || answer.kind !== 'reachable' || answer.trace.steps.length === 0)
    return { answer, repairs: null, cutShort: false };
  tell?.('looking for repairs');
  const repairs = repairsOf(policy, goal, { interrupted: isOver });
  return { answer, repairs, cutShort: why !== null };
}

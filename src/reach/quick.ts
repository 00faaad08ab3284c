/**
 * Answers without keeping anybody waiting: what takes a moment at once, what takes longer in a thread that tells what it
 * is doing and can be interrupted. A search that was cut short starts again there.
 */

import { runThread, type ThreadLimits } from '../thread/run.ts';
import { type Answered, answerQuestion, type Question } from './question.ts';

/** What is worth waiting for without a thread, in milliseconds. */
const moment = 250;

export async function askInTime(question: Question, limits: ThreadLimits): Promise<Answered> {
  const quick = answerQuestion(question, { time: Math.min(moment, limits.time) });
  if (!quick.cutShort || limits.time <= moment || limits.signal?.aborted === true) return quick;
  const known: Answered =
    quick.answer.kind === 'unknown'
      ? { ...quick, answer: { kind: 'unknown', reason: 'the search had to be ended' } }
      : quick;
  return runThread('reach', question, { ...limits, time: limits.time - moment }, known);
}

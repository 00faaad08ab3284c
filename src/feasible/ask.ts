/**
 * Answers a task without keeping anybody waiting: what takes a moment is answered at once, what takes longer in a thread
 * that tells what it is doing and can be interrupted.
 *
 * A search that was cut short starts again in the thread. It is deterministic, so nothing but that moment is lost.
 */

import { runThread, type ThreadLimits } from '../thread/run.ts';
import { answerTask, type Task, type TaskAnswer } from './task.ts';

export type AskLimits = ThreadLimits;

/** What is worth waiting for without a thread, in milliseconds. */
const moment = 250;

export async function ask(task: Task, limits: AskLimits): Promise<TaskAnswer> {
  const quick = answerTask(task, { time: Math.min(moment, limits.time) });
  if (!quick.cutShort || limits.time <= moment || limits.signal?.aborted === true) return quick;
  return runThread('feasible', task, { ...limits, time: limits.time - moment }, quick);
}

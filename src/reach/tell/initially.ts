/** Whether users meet the goal before anything has happened. */

import type { Problem } from '../problem.ts';
import { castOf } from './cast.ts';
import type { ToldRun } from './run.ts';
import { whoMeets } from './trace.ts';

/** The run of no steps, with those people called who meet the goal; null where nobody does. */
export function initially(problem: Problem): ToldRun | null {
  const cast = castOf(problem);
  return whoMeets(problem, cast) === null ? null : { acts: [], cast };
}

/** How far a walk through plans may go. */

import type { UnknownReason } from '../pattern/solve.ts';

export interface WalkLimits {
  /** Users tried for a step. Gives the same answer on every machine. */
  readonly steps?: number;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly deadline?: number;
  readonly interrupted?: () => boolean;
}

export type Ended = 'step limit' | Exclude<UnknownReason, 'conflict limit'>;

/** To be called once per step; tells why to stop, if there is a reason. */
export function countdown(limits: WalkLimits): () => Ended | null {
  let steps = 0;
  let ended: Ended | null = null;
  return () => {
    if (ended !== null) return ended;
    steps += 1;
    if (limits.steps !== undefined && steps > limits.steps) ended = 'step limit';
    else if (steps % 64 === 1) {
      if (limits.deadline !== undefined && performance.now() > limits.deadline) ended = 'time limit';
      else if (limits.interrupted?.() === true) ended = 'interrupted';
    }
    return ended;
  };
}

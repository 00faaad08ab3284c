/**
 * A question about an instance and its answer as plain data, so that it can be put to a thread of its own.
 *
 * Everything that was asked for is answered in one go, under one deadline; what the deadline cuts short says so.
 */

import type { Instance } from '../workflow/instance.ts';
import type { Proof } from '../workflow/proof.ts';
import { type Answer, type Limits, solve } from './pattern/solve.ts';

export interface Task {
  readonly instance: Instance;
  /** Whether "infeasible" is to come with a proof, for a certificate. */
  readonly proof: boolean;
}

export interface TaskLimits {
  /** Milliseconds from now. */
  readonly time: number;
  /** Asked now and then; true ends it. */
  readonly interrupted?: () => boolean;
  /** Told now and then what is being done. */
  readonly tell?: (doing: string) => void;
}

export type Decided =
  | { readonly kind: 'feasible'; readonly plan: Int32Array }
  | { readonly kind: 'infeasible'; readonly proof: Proof | null }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface TaskAnswer {
  readonly decided: Decided;
  /** Whether more time might tell more. */
  readonly cutShort: boolean;
}

export function answerTask(task: Task, limits: TaskLimits): TaskAnswer {
  const started = performance.now();
  const bounds: Limits = {
    deadline: started + limits.time,
    ...(limits.interrupted === undefined ? {} : { interrupted: limits.interrupted }),
  };
  const answer = solve(task.instance, { ...bounds, proof: task.proof });
  return { decided: decidedOf(answer), cutShort: answer.kind === 'unknown' };
}

function decidedOf(answer: Answer): Decided {
  switch (answer.kind) {
    case 'feasible':
      return { kind: 'feasible', plan: answer.plan };
    case 'infeasible':
      return { kind: 'infeasible', proof: answer.proof ?? null };
    case 'unknown':
      return { kind: 'unknown', reason: `the ${answer.reason} came first` };
    default:
      return answer satisfies never;
  }
}

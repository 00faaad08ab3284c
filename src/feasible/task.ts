/**
 * A question about an instance and its answer as plain data, so that it can be put to a thread of its own.
 *
 * Everything that was asked for is answered in one go, under one deadline; what the deadline cuts short says so.
 */

import { checkProof } from '../workflow/check-proof.ts';
import type { Instance } from '../workflow/instance.ts';
import type { Proof } from '../workflow/proof.ts';
import { type GreedyAnswer, type GreedyReading, greedy } from './greedy.ts';
import { type Limits, solve } from './pattern/solve.ts';
import { criticality, type Person } from './resilience/people.ts';
import { type StaticResilience, staticResilience } from './resilience/static.ts';

export interface Task {
  readonly instance: Instance;
  /** Whoever may start; null where everybody may. */
  readonly starters: Int32Array | null;
  /** Whether "infeasible" is to come with a proof, for a certificate. */
  readonly proof: boolean;
  readonly algorithm: 'complete' | GreedyReading;
  readonly resilient: ResilienceWish | null;
}

export interface ResilienceWish {
  readonly mode: 'static';
  /** How many people may be absent. */
  readonly absent: number;
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

export type DecidedResilience = StaticResilience & {
  /** Of a fatal absence: who is in how many, and why there is no plan where a proof was asked for. */
  readonly people: readonly Person[];
  readonly proof: Proof | null;
};

export interface TaskAnswer {
  readonly decided: Decided;
  readonly greedy?: GreedyAnswer;
  readonly resilience?: DecidedResilience;
  /** Whether more time might tell more. */
  readonly cutShort: boolean;
}

export function answerTask(task: Task, limits: TaskLimits): TaskAnswer {
  const clock = clockOf(limits);
  const { instance } = task;
  clock.tell('looking for a plan');
  const decided = decide(task, clock.limits);
  const isOpen = decided.kind === 'feasible' && task.starters?.length !== 0;
  const resilience =
    task.resilient === null || !isOpen ? null : decideResilience(task, task.resilient, clock);
  return {
    decided,
    ...(task.algorithm === 'complete' ? {} : { greedy: greedy(instance, task.algorithm) }),
    ...(resilience === null ? {} : { resilience }),
    cutShort: decided.kind === 'unknown' || resilience?.kind === 'unknown',
  };
}

interface Clock {
  readonly limits: Limits;
  tell(doing: string): void;
}

function clockOf({ time, interrupted, tell }: TaskLimits): Clock {
  return {
    limits: {
      deadline: performance.now() + time,
      ...(interrupted === undefined ? {} : { interrupted }),
    },
    tell: tell ?? (() => {}),
  };
}

function decide({ instance, proof }: Task, limits: Limits): Decided {
  const answer = solve(instance, { ...limits, proof });
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

function decideResilience(task: Task, wish: ResilienceWish, { limits, tell }: Clock): DecidedResilience {
  tell(`looking for ${wish.absent} people without whom there is no plan`);
  const { instance } = task;
  const result = staticResilience(instance, wish.absent, { ...limits, sets: 1000 });
  if (result.kind !== 'fatal') return { ...result, people: [], proof: null };
  const [first] = result.fatal.sets;
  const proof = task.proof && first !== undefined ? refute(without(instance, first.users), limits) : null;
  return { ...result, people: criticality(instance, result.fatal), proof };
}

/** A proof that the independent checker accepts; null where the limits come first. */
function refute(instance: Instance, limits: Limits): Proof | null {
  const answer = solve(instance, { ...limits, proof: true });
  if (answer.kind !== 'infeasible' || answer.proof === undefined) return null;
  const checked = checkProof(instance, answer.proof);
  if (checked.kind === 'not proved') throw new Error(`a refutation does not hold: ${checked.why}`);
  return answer.proof;
}

/** As certificates say it: these users do nothing. */
function without(instance: Instance, users: readonly number[]): Instance {
  return { ...instance, constraints: [...instance.constraints, { kind: 'unavailable', users }] };
}

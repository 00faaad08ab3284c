/** What the benchmark asks of a solver, ours and the others alike. */

import type { Instance } from '../../src/workflow/instance.ts';

/** Seconds of processor time after which an answer counts as none. */
export const LIMIT = 60;

export interface Answer {
  readonly verdict: 'feasible' | 'infeasible' | 'unknown';
  /** Processor time, building included. */
  readonly seconds: number;
  /** The part of it that went into writing clauses or facts, where that can be told apart. */
  readonly building?: number;
  /** User of each step, with "feasible". */
  readonly plan?: Int32Array;
  readonly conflicts?: number;
}

export interface Solver {
  readonly name: string;
  readonly run: (instance: Instance) => Answer | Promise<Answer>;
}

/** A solver that need not be there: why it is not, and how to get it. */
export type Peer =
  | { readonly kind: 'present'; readonly solver: Solver; readonly isSlow: boolean }
  | { readonly kind: 'absent'; readonly name: string; readonly how: string };

/** Processor time of this process, all of its threads, in seconds since the clock was made. */
export function clock(): () => number {
  const started = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1e6;
  };
}

export function unknown(seconds: number): Answer {
  return { verdict: 'unknown', seconds };
}

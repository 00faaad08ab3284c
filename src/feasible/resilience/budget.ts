/** What is left of the limits of a long computation that solves many instances. */

import type { Instance } from '../../workflow/instance.ts';
import { type Answer, type Limits, solve, type UnknownReason } from '../pattern/solve.ts';

export interface ResilienceLimits extends Pick<Limits, 'conflicts' | 'deadline' | 'interrupted'> {
  /** Nodes of the search above the solver. Gives the same answer on every machine. */
  readonly nodes?: number;
}

export type StopReason = UnknownReason | 'node limit';

export interface Budget {
  readonly limits: ResilienceLimits;
  conflicts: number;
  nodes: number;
  /** Instances solved, to be told. */
  solved: number;
}

export function budgetOf(limits: ResilienceLimits): Budget {
  return {
    limits,
    conflicts: limits.conflicts ?? Number.POSITIVE_INFINITY,
    nodes: limits.nodes ?? Number.POSITIVE_INFINITY,
    solved: 0,
  };
}

/** Why there is no going on, if so; asked once per node. */
export function stopOf(budget: Budget): StopReason | undefined {
  budget.nodes -= 1;
  if (budget.nodes < 0) return 'node limit';
  if (budget.limits.deadline !== undefined && performance.now() > budget.limits.deadline) return 'time limit';
  if (budget.limits.interrupted?.() === true) return 'interrupted';
  return undefined;
}

/** Solves within the budget, and within `most` conflicts. */
export function solveWithin(budget: Budget, instance: Instance, most = Number.POSITIVE_INFINITY): Answer {
  const { deadline, interrupted } = budget.limits;
  const answer = solve(instance, {
    conflicts: Math.min(budget.conflicts, most),
    ...(deadline === undefined ? {} : { deadline }),
    ...(interrupted === undefined ? {} : { interrupted }),
  });
  budget.conflicts -= answer.statistics.conflicts;
  budget.solved += 1;
  return answer;
}

/**
 * Feasibility as a rule asks for it: the quick search with its balanced plans first, and the search that learns from
 * conflicts for the few instances on which that one runs out of steps.
 */

import type { Instance as WorkflowInstance } from '../workflow/instance.ts';
import type { Instance } from './colouring/instance.ts';
import { type Answer, decide } from './colouring/solve.ts';
import { solve } from './pattern/solve.ts';

/** How much each search may do; counts, so that every machine gives the same answer. */
export interface Effort {
  /** Nodes of the quick search. */
  readonly steps: number;
  /** Conflicts of the learning one. */
  readonly conflicts: number;
}

/** Some seconds for each. */
const usualEffort: Effort = { steps: 200_000, conflicts: 10_000 };

/** Effort for constraints of every kind. */
export interface WorkflowEffort {
  /** Conflicts of the search. */
  readonly conflicts: number;
  /** How often it may branch on a constraint that names users, each branch with few conflicts or none. */
  readonly branches: number;
}

const usualWorkflowEffort: WorkflowEffort = { conflicts: 10_000, branches: 10_000 };

export function settle(instance: Instance, effort: Effort = usualEffort): Answer {
  const quick = decide(instance, { steps: effort.steps });
  if (quick.kind !== 'unknown') return quick;
  const { sessions, users, candidates, exclusions } = instance;
  const answer = solve(
    {
      steps: sessions,
      users: users.length,
      authorised: candidates,
      constraints: exclusions.map(({ left, right }) => ({ kind: 'separation', left, right })),
    },
    { conflicts: effort.conflicts },
  );
  switch (answer.kind) {
    case 'feasible':
      return { kind: 'feasible', plan: answer.plan.map((user) => users[user]!) };
    case 'infeasible':
      return { kind: 'infeasible' };
    case 'unknown':
      return { kind: 'unknown', reason: 'step limit' };
    default:
      return answer satisfies never;
  }
}

/** The same with constraints of every kind, which the learning search alone understands. */
export function settleWorkflow(
  instance: WorkflowInstance,
  isLate: () => boolean = () => false,
  effort: WorkflowEffort = usualWorkflowEffort,
): Answer {
  let asked = 0;
  let late = false;
  const answer = solve(instance, {
    conflicts: effort.conflicts,
    interrupted: () => {
      asked += 1;
      late ||= isLate();
      return late || asked > effort.branches;
    },
  });
  switch (answer.kind) {
    case 'feasible':
      return { kind: 'feasible', plan: answer.plan };
    case 'infeasible':
      return { kind: 'infeasible' };
    case 'unknown':
      return { kind: 'unknown', reason: late ? 'time limit' : 'step limit' };
    default:
      return answer satisfies never;
  }
}

/**
 * Feasibility as a rule asks for it: the quick search with its balanced plans first, and the search that learns from
 * conflicts for the few instances on which that one runs out of steps.
 */

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

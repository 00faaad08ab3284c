/**
 * The cheapest changes that leave a plan. What a change does is the caller's to say, so that changes may work together
 * (a step may need two roles of one person); that more changes never lose a plan is all that is asked of them.
 *
 * Every repair has been verified: the instance with its changes was solved, and the plan checked.
 */

import type { Instance } from '../../workflow/instance.ts';
import { cheapestSets, type HittingLimits, type Oracle, type Stop } from '../hitting-sets.ts';
import { type Limits, solve } from '../pattern/solve.ts';

export interface Changes {
  /** Per change a positive integer. */
  readonly costs: readonly number[];
  /** The instance after the changes chosen, ascending. */
  readonly apply: (chosen: readonly number[]) => Instance;
  /** For changes that leave no plan: some without which nothing leaves one. Saves time, and need not be minimal. */
  readonly coreOf?: Oracle['coreOf'];
  /** Choices that mean the same as one that leaves a plan; only the first is told. */
  readonly alike?: Oracle['alike'];
}

export interface RepairLimits extends HittingLimits {
  /** Conflicts of the search in each decision. */
  readonly conflicts?: number;
}

export interface Repair {
  /** Changes, ascending. */
  readonly changes: readonly number[];
  readonly cost: number;
  /** A plan of the instance after them. */
  readonly plan: Int32Array;
}

export type Repairs =
  /** The cheapest ones. `isCapped`: there are more, or may be. Without any change if there is a plan already. */
  | { readonly kind: 'repairs'; readonly repairs: readonly Repair[]; readonly isCapped: boolean }
  /** All changes together leave no plan, or none within the cost that is wanted. */
  | { readonly kind: 'none' }
  /** Every repair costs at least so much. */
  | { readonly kind: 'unknown'; readonly reason: Stop; readonly atLeast: number };

/** A decision that takes longer is not waited for. */
const usualConflicts = 10_000;

export function repairsOf(changes: Changes, limits: RepairLimits = {}): Repairs {
  const perDecision: Limits = {
    conflicts: limits.conflicts ?? usualConflicts,
    ...(limits.deadline === undefined ? {} : { deadline: limits.deadline }),
    ...(limits.interrupted === undefined ? {} : { interrupted: limits.interrupted }),
  };
  const plans = new Map<string, Int32Array>();
  const { coreOf, alike } = changes;
  const found = cheapestSets(
    changes.costs,
    {
      isEnough: (chosen) => {
        const answer = solve(changes.apply(chosen), perDecision);
        if (answer.kind === 'feasible') plans.set(chosen.join(' '), answer.plan);
        return answer.kind === 'unknown' ? 'unknown' : answer.kind === 'feasible';
      },
      ...(coreOf === undefined ? {} : { coreOf }),
      ...(alike === undefined ? {} : { alike }),
    },
    limits,
  );
  if (found.kind !== 'found') return found;
  return {
    kind: 'repairs',
    repairs: found.sets.map((set) => ({ changes: set, cost: found.cost, plan: plans.get(set.join(' '))! })),
    isCapped: found.isCapped,
  };
}

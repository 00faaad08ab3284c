/** The workflow engines beside what is true of an instance. */

import { bestPlan } from '../../src/feasible/best/best.ts';
import { conflictOf } from '../../src/feasible/conflict/find.ts';
import { countPlans } from '../../src/feasible/count/count.ts';
import { solve } from '../../src/feasible/pattern/solve.ts';
import { staticResilience } from '../../src/feasible/resilience/static.ts';
import { restrict } from '../../src/feasible/restrict.ts';
import { mayTake, startRun } from '../../src/feasible/run/run.ts';
import { violationOf } from '../../src/workflow/check-plan.ts';
import { checkProof } from '../../src/workflow/check-proof.ts';
import type { Instance } from '../../src/workflow/instance.ts';

export interface Truth {
  readonly instance: Instance;
  /** All plans, each the users of the steps. */
  readonly plans: readonly (readonly number[])[];
}

/** The first thing that an engine says wrongly, or null. */
export function difference({ instance, plans }: Truth): string | null {
  const isFeasible = plans.length > 0;
  const answer = solve(instance, { proof: true });
  if (answer.kind !== (isFeasible ? 'feasible' : 'infeasible')) return 'solve';
  if (answer.kind === 'infeasible') {
    if (answer.proof === undefined || checkProof(instance, answer.proof).kind !== 'proved') return 'proof';
    const { steps, constraints } = conflictOf(instance);
    if (solve(restrict(instance, steps, constraints).instance).kind !== 'infeasible') return 'conflict';
    const isNeeded = (fewerSteps: readonly number[], fewer: readonly number[]): boolean =>
      solve(restrict(instance, fewerSteps, fewer).instance).kind === 'feasible';
    if (
      !steps.every((step) =>
        isNeeded(
          steps.filter((one) => one !== step),
          constraints,
        ),
      )
    )
      return 'minimal';
    if (
      !constraints.every((index) =>
        isNeeded(
          steps,
          constraints.filter((one) => one !== index),
        ),
      )
    )
      return 'minimal';
  }
  if (answer.kind === 'feasible' && violationOf(instance, answer.plan) !== undefined) return 'plan';
  const count = countPlans(instance);
  if (count.kind !== 'exact' || count.count !== BigInt(plans.length)) return 'count';
  if (!isFeasible) return null;
  return (
    resilienceDifference(instance, plans) ?? bestDifference(instance, plans) ?? runDifference(instance, plans)
  );
}

function resilienceDifference(instance: Instance, plans: Truth['plans']): string | null {
  const spared = (user: number): boolean => plans.some((plan) => !plan.includes(user));
  const fatal = Array.from({ length: instance.users }, (_, user) => user).filter((user) => !spared(user));
  const found = staticResilience(instance, 1);
  if (found.kind === 'resilient') return fatal.length === 0 ? null : 'resilience';
  if (found.kind !== 'fatal' || found.fatal.size !== 1) return 'resilience';
  const told = found.fatal.sets.reduce((sum, { alike }) => sum + alike, 0);
  return told === fatal.length ? null : 'resilience';
}

function bestDifference(instance: Instance, plans: Truth['plans']): string | null {
  const loadOf = (plan: readonly number[]): number =>
    Math.max(...plan.map((user) => plan.filter((other) => other === user).length));
  const least = Math.min(...plans.map(loadOf));
  const best = bestPlan(instance, { costs: [], otherwise: 1, largestLoad: true, squares: 0 });
  return best.kind === 'best' && best.value.largestLoad === least ? null : 'best';
}

function runDifference(instance: Instance, plans: Truth['plans']): string | null {
  const started = startRun(instance);
  if (started.kind !== 'started') return 'run';
  for (let step = 0; step < instance.steps; step += 1) {
    for (let user = 0; user < instance.users; user += 1) {
      const isRight = plans.some((plan) => plan[step] === user);
      if (mayTake(started.run, user, step).kind !== (isRight ? 'yes' : 'no')) return 'run';
    }
  }
  return null;
}

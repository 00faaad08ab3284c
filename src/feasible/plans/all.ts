/**
 * All plans of an instance, one after the other, each once, in an order that is always the same: the step with fewest
 * candidates left comes next, its users in ascending order.
 *
 * At first, and where the walk finds no plan for a while, the learning search is asked whether there is any behind it.
 * The users of the plan that it finds come before the others, so that the walk goes straight to that plan.
 */

import { violationOf } from '../../workflow/check-plan.ts';
import type { Instance } from '../../workflow/instance.ts';
import { members, size } from '../bits.ts';
import { maskOf } from '../candidates.ts';
import { type Limits, solve } from '../pattern/solve.ts';
import { forwardOf, nobody } from './forward.ts';
import { countdown, type Ended, type WalkLimits } from './limits.ts';

/** Dead ends in a row before the learning search is asked. */
const patience = 30;
const firstConflicts = 20_000;
const laterConflicts = 1_000;

/** Yields plans (user of each step), and at the end returns whether those were all. Every plan has been checked. */
export function* plansOf(
  instance: Instance,
  limits: WalkLimits = {},
): Generator<Int32Array, 'all' | Ended, undefined> {
  const tick = countdown(limits);
  const forward = forwardOf(instance);
  const plan = new Int32Array(instance.steps).fill(nobody);
  let deadEnds = patience;
  let conflicts = firstConflicts;
  let hint: Int32Array | null = null;

  function* extend(rows: readonly Uint32Array[]): Generator<Int32Array, Ended | null, undefined> {
    const step = fewest(rows, plan);
    if (step === nobody) {
      if (violationOf(instance, plan) !== undefined) return null;
      deadEnds = 0;
      yield plan.slice();
      return null;
    }
    if (deadEnds >= patience) {
      const authorised = rows.map((row, at) => (plan[at] === nobody ? row : maskOf(instance, [plan[at]!])));
      const answer = solve({ ...instance, authorised }, { ...limitsOfQuestion(limits), conflicts });
      if (answer.kind === 'infeasible') return null;
      if (answer.kind === 'feasible') hint = answer.plan;
      conflicts = laterConflicts;
      deadEnds = 0;
    }
    for (const user of withFirst(members(rows[step]!), hint?.[step])) {
      const ended = tick();
      if (ended !== null) return ended;
      plan[step] = user;
      const next = forward.after(rows, plan, step);
      if (next === null) deadEnds += 1;
      else {
        const stopped = yield* extend(next);
        if (stopped !== null) return stopped;
      }
      plan[step] = nobody;
    }
    return null;
  }

  return (yield* extend(forward.rows)) ?? 'all';
}

function limitsOfQuestion({ deadline, interrupted }: WalkLimits): Limits {
  return {
    ...(deadline === undefined ? {} : { deadline }),
    ...(interrupted === undefined ? {} : { interrupted }),
  };
}

function withFirst(users: readonly number[], first: number | undefined): readonly number[] {
  return first === undefined || !users.includes(first)
    ? users
    : [first, ...users.filter((user) => user !== first)];
}

/** The step without a user that has fewest candidates. */
function fewest(rows: readonly Uint32Array[], plan: Int32Array): number {
  let best = nobody;
  let least = Number.POSITIVE_INFINITY;
  for (let step = 0; step < plan.length; step += 1) {
    if (plan[step] !== nobody) continue;
    const count = size(rows[step]!);
    if (count >= least) continue;
    best = step;
    least = count;
  }
  return best;
}

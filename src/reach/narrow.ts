/** Slices a problem, and leaves out what barriers show never to happen, until nothing more falls away. */

import { type Barrier, barredRules, barriersOf, lowestFor } from './barrier.ts';
import type { Problem, Target } from './problem.ts';
import { type Slice, sliceOf } from './slice/slice.ts';
import type { Ground } from './tell/evidence.ts';

/** Slices and barriers by turns, until nothing more falls away. */
export function narrowed(problem: Problem): {
  readonly slice: Slice;
  readonly ground: Ground;
  readonly targetBarriers: readonly Barrier[];
} {
  const off = new Map<number, Barrier>();
  let targets = problem.targets;
  const targetBarriers: Barrier[] = [];
  for (;;) {
    const narrowedProblem = { ...problem, targets };
    const isOff = Uint8Array.from(problem.rules, (_, rule) => (off.has(rule) ? 1 : 0));
    const slice = sliceOf(narrowedProblem, isOff);
    const barriers = barriersOf(problem, slice.forward);
    let changed = false;
    const useful = new Uint8Array(problem.rules.length);
    for (const { rule } of slice.core.searching) useful[rule] = 1;
    for (const [rule, barrier] of barredRules(problem, barriers, useful)) {
      if (off.has(rule)) continue;
      off.set(rule, barrier);
      changed = true;
    }
    if (problem.users === 1) {
      targets = targets.filter((target) => {
        const barrier = barrierFor(target, barriers);
        if (barrier !== null) targetBarriers.push(barrier);
        return barrier === null;
      });
      changed ||= targets.length < narrowedProblem.targets.length;
    }
    if (!changed) return { slice, ground: { problem, forward: slice.forward, off }, targetBarriers };
  }
}

/** A barrier below what the target takes, where no variable serves two members of it. */
function barrierFor({ members, atLeast }: Target, barriers: ReturnType<typeof barriersOf>): Barrier | null {
  const variables = members.flatMap((member) => [...member]);
  if (new Set(variables).size < variables.length) return null;
  const sorted = variables.toSorted((a, b) => a - b);
  if (atLeast === members.length && members.every((member) => member.length === 1)) {
    const barrier = lowestFor(sorted, barriers);
    if (barrier !== null) return barrier;
  }
  const barrier = sorted.length < 2 ? null : barriers.of(sorted);
  return barrier !== null && barrier.count < atLeast ? barrier : null;
}

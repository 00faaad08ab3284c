/**
 * Why there is no plan: a minimal conflict, steps and constraints that no plan respects, such that dropping any one of
 * them leaves a plan (FORMAL.md G, P29).
 *
 * Elements are dropped as long as what is left has no plan: first many at once, then halves of them, then one by one;
 * what a plan shows to be needed stays. Since fewer steps or constraints never lose a plan (`restrict.ts`), one pass
 * over the steps and one over the constraints is enough. Limits leave a conflict that may not be minimal, and say so.
 */

import type { Instance } from '../../workflow/instance.ts';
import { size } from '../bits.ts';
import { type Limits, solve } from '../pattern/solve.ts';
import { restrict } from '../restrict.ts';
import { type Conflict, type Elements, reasonOf } from './conflict.ts';
import { coreOf, partsOf, withoutSlack } from './core.ts';
import { nobody } from './partial.ts';
import { type Needed, rotate } from './rotate.ts';

export interface ConflictLimits extends Omit<Limits, 'proof'> {
  /** Conflicts of the search in each decision; there may be hundreds of them. */
  readonly conflicts?: number;
  /** After so many single elements that no decision settled, what is left is taken as it is. */
  readonly undecided?: number;
}

/** A conflict that is harder helps nobody. */
export const conflictLimits = { conflicts: 2_000, undecided: 8 } as const satisfies ConflictLimits;

/** A conflict of `instance`, which must have no plan. */
export function conflictOf(instance: Instance, limits: ConflictLimits = conflictLimits): Conflict {
  const perTest = { ...limits, conflicts: limits.conflicts ?? conflictLimits.conflicts };
  const mostUndecided = limits.undecided ?? conflictLimits.undecided;
  let undecided = 0;
  const decide = ({ steps, constraints }: Elements): Int32Array | 'none' | 'unknown' => {
    if (undecided >= mostUndecided || isOver(limits)) return 'unknown';
    const answer = solve(restrict(instance, steps, constraints).instance, perTest);
    switch (answer.kind) {
      case 'feasible': {
        const plan = new Int32Array(instance.steps).fill(nobody);
        for (const [at, step] of steps.entries()) plan[step] = answer.plan[at]!;
        return plan;
      }
      case 'infeasible':
        return 'none';
      case 'unknown':
        return 'unknown';
      default:
        return answer satisfies never;
    }
  };

  let left = coreOf(instance) ?? smallestPart(instance, decide);
  const needed: Needed = { steps: new Set(), constraints: new Set() };
  /** Drops what it can of `group`, which is in `left`; `without` is `left` without them. */
  const drop = (group: readonly number[], name: keyof Elements): void => {
    const open = group.filter((element) => left[name].includes(element) && !needed[name].has(element));
    if (open.length === 0) return;
    const fewer = without(instance, left, open, name);
    const answer = decide(fewer);
    if (answer === 'none') {
      left = withoutSlack(instance, fewer);
      return;
    }
    if (answer !== 'unknown') rotate(instance, left, answer, needed);
    if (open.length === 1) {
      if (answer === 'unknown') undecided += 1;
      return;
    }
    const middle = open.length >> 1;
    drop(open.slice(0, middle), name);
    drop(open.slice(middle), name);
  };
  for (const group of quarters(bySpare(instance, left.steps))) drop(group, 'steps');
  for (const group of quarters([...left.constraints].reverse())) drop(group, 'constraints');

  const elements = {
    steps: [...left.steps].sort((a, b) => a - b),
    constraints: [...left.constraints].sort((a, b) => a - b),
  };
  const open =
    elements.steps.filter((step) => !needed.steps.has(step)).length +
    elements.constraints.filter((index) => !needed.constraints.has(index)).length;
  return { ...elements, ...reasonOf(instance, elements), minimal: open === 0, undecided: open };
}

function isOver({ deadline, interrupted }: ConflictLimits): boolean {
  return (deadline !== undefined && performance.now() > deadline) || interrupted?.() === true;
}

/** Of the parts that nothing connects, the smallest without a plan; all of them if none is known to have none. */
function smallestPart(
  instance: Instance,
  decide: (elements: Elements) => Int32Array | 'none' | 'unknown',
): Elements {
  const all = withoutSlack(instance, {
    steps: Array.from({ length: instance.steps }, (_, step) => step),
    constraints: instance.constraints.map((_, index) => index),
  });
  const parts = partsOf(instance, all);
  if (parts.length < 2) return all;
  return parts.find((part) => decide(part) === 'none') ?? all;
}

function without(
  instance: Instance,
  elements: Elements,
  gone: readonly number[],
  name: keyof Elements,
): Elements {
  const kept = { ...elements, [name]: elements[name].filter((element) => !gone.includes(element)) };
  return restrict(instance, kept.steps, kept.constraints);
}

/** Whoever has most candidates is needed least. */
function bySpare(instance: Instance, steps: readonly number[]): readonly number[] {
  const spare = new Map(steps.map((step) => [step, size(instance.authorised[step]!)]));
  return [...steps].sort((a, b) => spare.get(b)! - spare.get(a)! || b - a);
}

function quarters(list: readonly number[]): readonly (readonly number[])[] {
  const length = Math.max(1, Math.ceil(list.length / 4));
  return Array.from({ length: Math.ceil(list.length / length) }, (_, at) =>
    list.slice(at * length, (at + 1) * length),
  );
}

/** Steps that must have the same user, as blocks; and which blocks must have different ones. */

import type { Instance } from '../../workflow/instance.ts';
import { candidatesOf } from '../candidates.ts';

export interface Blocks {
  /** The steps of each block, ascending; blocks in the order of their first steps. */
  readonly steps: readonly (readonly number[])[];
  /** Whom a block's steps and the constraints on single steps leave for it. */
  readonly candidates: readonly Uint32Array[];
  /** `apart[a]` holds the blocks that need another user than block a. */
  readonly apart: readonly ReadonlySet<number>[];
}

/** By bindings, separations and counts that ask for as many users as there are steps; other constraints are not read. */
export function blocksOf(instance: Instance): Blocks {
  const first = Array.from({ length: instance.steps }, (_, step) => step);
  const find = (step: number): number => (first[step] === step ? step : find(first[step]!));
  const join = (a: number, b: number): void => {
    const [low, high] = [Math.min(find(a), find(b)), Math.max(find(a), find(b))];
    first[high] = low;
  };
  for (const constraint of instance.constraints) {
    if (constraint.kind === 'binding') join(constraint.left, constraint.right);
    if (constraint.kind === 'at-most' && constraint.bound === 1) {
      for (const step of constraint.steps) join(constraint.steps[0]!, step);
    }
  }
  const roots = [...new Set(first.map((_, step) => find(step)))];
  const steps = roots.map((root) => first.flatMap((_, step) => (find(step) === root ? [step] : [])));
  const block = new Map(steps.flatMap((list, at) => list.map((step) => [step, at])));
  const rows = candidatesOf(instance);
  const apart = steps.map(() => new Set<number>());
  const part = (a: number, b: number): void => {
    const [left, right] = [block.get(a)!, block.get(b)!];
    apart[left]!.add(right);
    apart[right]!.add(left);
  };
  for (const constraint of instance.constraints) {
    if (constraint.kind === 'separation') part(constraint.left, constraint.right);
    if (constraint.kind !== 'at-least') continue;
    const scope = [...new Set(constraint.steps)];
    if (constraint.bound < scope.length) continue;
    for (const a of scope) for (const b of scope) if (a < b) part(a, b);
  }
  return {
    steps,
    candidates: steps.map((list) =>
      rows[list[0]!]!.map((word, at) => list.reduce((bits, step) => bits & rows[step]![at]!, word)),
    ),
    apart,
  };
}

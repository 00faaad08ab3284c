/** A conflict: steps and constraints that no plan respects. */

import type { Instance } from '../../workflow/instance.ts';
import { members, size, union } from '../bits.ts';
import { restrict } from '../restrict.ts';
import { blocksOf } from './blocks.ts';

/** Some of an instance's steps and constraints, by their indices. */
export interface Elements {
  readonly steps: readonly number[];
  readonly constraints: readonly number[];
}

export type Reason =
  /** One step that nobody can do: `users` are authorised for it, and the constraints keep them off. */
  | { readonly kind: 'no-candidate'; readonly users: readonly number[] }
  /**
   * Blocks of steps, the steps of one block for the same user and blocks for different ones (Hall): more blocks than
   * `users`, who are all that can do any of them.
   */
  | {
      readonly kind: 'hall';
      readonly blocks: readonly (readonly number[])[];
      readonly users: readonly number[];
    }
  /** No simpler reason than trying. */
  | { readonly kind: 'other' };

export type Conflict = Elements &
  Reason & {
    /** Whether dropping any one step or constraint leaves a plan. False where the limits ended a test. */
    readonly minimal: boolean;
    /** How many steps and constraints are in it without a proof that they are needed; 0 if it is minimal. */
    readonly undecided: number;
  };

/** The simplest reason for which `elements`, ascending and in conflict, are in conflict. */
export function reasonOf(whole: Instance, elements: Elements): Reason {
  const { instance, steps } = restrict(whole, elements.steps, elements.constraints);
  if (steps.length === 1) return { kind: 'no-candidate', users: members(instance.authorised[0]!) };
  const blocks = blocksOf(instance);
  const users = union(blocks.candidates);
  const areApart = blocks.apart.every((others) => others.size === blocks.steps.length - 1);
  const isInside = blocks.apart.some((others, at) => others.has(at));
  if (isInside || !areApart || size(users) >= blocks.steps.length) return { kind: 'other' };
  return {
    kind: 'hall',
    blocks: blocks.steps.map((list) => list.map((step) => steps[step]!)),
    users: members(users),
  };
}

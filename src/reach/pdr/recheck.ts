/** Whether cubes are never entered: true at the starts, kept by every move, and excluding the bad. */

import type { Limits, System } from '../system.ts';
import { type Cube, holdsIn } from './cube.ts';
import type { Guards } from './guards.ts';
import { questionsOf } from './question.ts';

export type Rechecked =
  | { readonly kind: 'invariant' }
  | { readonly kind: 'fault'; readonly why: string }
  /** The time was up. */
  | { readonly kind: 'unknown' };

export function recheck(system: System, guards: Guards, cubes: readonly Cube[], limits: Limits): Rechecked {
  for (const start of system.starts) {
    const state = new Set(start);
    if (cubes.some((cube) => holdsIn(cube, (variable) => state.has(variable))))
      return { kind: 'fault', why: 'a start is excluded' };
  }
  const questions = questionsOf(system, guards, limits);
  const solver = questions.frame();
  for (const cube of cubes) solver.add(cube.map((literal) => -literal));
  const { kind } = questions.isBad(solver);
  if (kind === 'unknown') return { kind };
  if (kind === 'bad') return { kind: 'fault', why: 'it allows what is bad' };
  for (const cube of cubes) {
    const entered = questions.enters(solver, cube).kind;
    if (entered === 'unknown') return { kind: entered };
    if (entered === 'entered') return { kind: 'fault', why: 'a move leads out of it' };
  }
  return { kind: 'invariant' };
}

/** Whether cubes are never entered: true at the starts, kept by every move, and excluding the bad. */

import type { System } from '../system.ts';
import { type Cube, holdsIn } from './cube.ts';
import type { Guards } from './guards.ts';
import { questionsOf } from './question.ts';

/** Null where they are an invariant; otherwise what they lack. */
export function faultOf(system: System, guards: Guards, cubes: readonly Cube[]): string | null {
  for (const start of system.starts) {
    const state = new Set(start);
    if (cubes.some((cube) => holdsIn(cube, (variable) => state.has(variable)))) return 'a start is excluded';
  }
  const questions = questionsOf(system, guards);
  const solver = questions.frame();
  for (const cube of cubes) solver.add(cube.map((literal) => -literal));
  if (questions.isBad(solver) !== null) return 'it allows what is bad';
  return cubes.some((cube) => questions.enters(solver, cube).kind === 'entered')
    ? 'a move leads out of it'
    : null;
}

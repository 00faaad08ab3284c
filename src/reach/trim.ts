/** Leaves out moves that a run does without, one after the other; what is left need not be the shortest. */

import type { Core } from './core.ts';
import type { Problem } from './problem.ts';
import type { Limits } from './system.ts';
import { type Moved, retell } from './tell/run.ts';
import { whoMeets } from './tell/trace.ts';

export function trimmed(
  problem: Problem,
  core: Core,
  moves: readonly Moved[],
  { interrupted }: Limits,
): readonly Moved[] {
  const works = (some: readonly Moved[]): boolean => {
    const retold = retell(problem, core, some);
    return retold.kind === 'told' && whoMeets(problem, retold.run.cast) !== null;
  };
  let kept = moves;
  for (let at = moves.length - 1; at >= 0 && !interrupted(); at -= 1) {
    const without = [...kept.slice(0, at), ...kept.slice(at + 1)];
    if (works(without)) kept = without;
  }
  return kept;
}

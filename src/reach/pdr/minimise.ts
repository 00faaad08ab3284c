/** Cubes that a proof does without are left out, so that it can be read; not tried where there are many. */

import type { Limits, System } from '../system.ts';
import type { Cube } from './cube.ts';
import type { Guards } from './guards.ts';
import { recheck } from './recheck.ts';

const most = 24;

export function minimised(
  system: System,
  guards: Guards,
  cubes: readonly Cube[],
  limits: Limits,
): readonly Cube[] {
  if (cubes.length > most || cubes.length < 2) return cubes;
  let kept = cubes;
  for (const cube of cubes.toSorted((a, b) => b.length - a.length)) {
    if (limits.interrupted()) break;
    const fewer = kept.filter((other) => other !== cube);
    if (recheck(system, guards, fewer, limits).kind === 'invariant') kept = fewer;
  }
  return kept;
}

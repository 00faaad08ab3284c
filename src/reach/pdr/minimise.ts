/** Cubes that a proof does without are left out, so that it can be read; not tried where there are many. */

import type { System } from '../system.ts';
import type { Cube } from './cube.ts';
import type { Guards } from './guards.ts';
import { faultOf } from './recheck.ts';

const most = 24;

export function minimised(
  system: System,
  guards: Guards,
  cubes: readonly Cube[],
  interrupted: () => boolean,
): readonly Cube[] {
  if (cubes.length > most || cubes.length < 2) return cubes;
  let kept = cubes;
  for (const cube of cubes.toSorted((a, b) => b.length - a.length)) {
    if (interrupted()) break;
    const fewer = kept.filter((other) => other !== cube);
    if (faultOf(system, guards, fewer) === null) kept = fewer;
  }
  return kept;
}

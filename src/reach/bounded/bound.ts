/**
 * How long a shortest run can be at most, so that a search up to there is complete.
 *
 * A shortest run meets no state twice. A variable that moves only ever make true, or only ever make false, changes once
 * at most; between two such changes a run passes through states of the other n variables, at most 2ⁿ of them. With m
 * variables of the first kind it is over after (m + 1) · 2ⁿ − 1 moves.
 */

import type { System } from '../system.ts';

export function completenessBound({ variables, moves }: System): number {
  const rises = new Uint8Array(variables);
  const falls = new Uint8Array(variables);
  for (const { adds, removes } of moves) {
    for (const variable of adds) rises[variable] = 1;
    for (const variable of removes) falls[variable] = 1;
  }
  let once = 0;
  let often = 0;
  for (let variable = 0; variable < variables; variable += 1) {
    if (rises[variable] === 1 && falls[variable] === 1) often += 1;
    else if (rises[variable] === 1 || falls[variable] === 1) once += 1;
  }
  return (once + 1) * 2 ** often - 1;
}

/** Proofs by frames as they are bundled with a planted mistake, against what is true of a small system. */

import { proveSystem } from '../../src/reach/pdr/prove.ts';
import type { Excluded, System } from '../../src/reach/system.ts';
import { type explored, meets, stepped } from '../reach/systems.ts';

/** How the answer differs from the truth; null where it is right. A mistake that throws is noticed too. */
export function difference(system: System, { shortest, states }: ReturnType<typeof explored>): string | null {
  const until = performance.now() + 500;
  const found = proveSystem(system, { interrupted: () => performance.now() > until });
  if (found.kind === 'unknown') return 'no answer';
  if ((found.kind === 'unreachable') !== (shortest === null)) return `${found.kind}, which is wrong`;
  if (found.kind === 'unreachable') {
    const excludes = ({ held, lacked }: Excluded, state: ReadonlySet<number>): boolean =>
      held.every((variable) => state.has(variable)) && lacked.every((variable) => !state.has(variable));
    return states.some((state) => found.invariant.some((cube) => excludes(cube, state)))
      ? 'the invariant is not true'
      : null;
  }
  let state: ReadonlySet<number> | null = new Set(system.starts[found.start]!);
  for (const move of found.moves) if (state !== null) state = stepped(system.moves[move]!, state);
  const end = state;
  return end !== null && system.bad.some((bad) => meets(bad, end)) ? null : 'the run does not lead there';
}

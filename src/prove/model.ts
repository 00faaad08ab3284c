/** A model of a problem over bounds, as a state. */

import type { State } from '../logic/state.ts';
import type { NamedProblem } from '../z3/smt-lib.ts';

/** Components without a true tuple, also those that the problem does not speak of, are empty. */
export function evaluateModel(
  problem: NamedProblem,
  values: ReadonlyMap<string, boolean>,
  sorts: State['sorts'],
  components: readonly string[],
): State {
  const relations: Record<string, (readonly number[])[]> = Object.fromEntries(
    components.map((name) => [name, []]),
  );
  for (const [symbol, { relation, instance, tuple }] of problem.variables) {
    if (instance === 0 && values.get(symbol) === true) relations[relation]?.push(tuple);
  }
  return { sorts, relations };
}

/** What a violation rests on, once each: its paths, and of its core what the paths do not show. */

import type { Fact } from '../verdict/change.ts';
import type { CoreElement, Violated } from '../verdict/verdict.ts';

const order: readonly CoreElement['kind'][] = ['session', 'exclusion', 'session-constraint', 'fact'];

/** Constraints of the policy are left out: they are told by themselves. */
export function coreBesidePaths({
  core,
  counterexample,
}: Violated): readonly Exclude<CoreElement, { kind: 'constraint' }>[] {
  const shown = new Set(counterexample.paths.flatMap((path) => path.steps.map(factKey)));
  return core
    .filter((element) => element.kind !== 'constraint')
    .filter((element) => element.kind !== 'fact' || !shown.has(factKey(element.fact)))
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function factKey({ relation, left, right }: Fact): string {
  return JSON.stringify([relation, left, right]);
}

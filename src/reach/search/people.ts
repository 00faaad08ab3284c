/** Whose the steps of a run are: those of a kind who are in the same state are interchangeable, so any one is taken. */

import type { Core } from '../core.ts';
import type { Moved } from '../tell/run.ts';
import type { Graph } from './graph.ts';
import type { RunStep } from './shortest.ts';

export function peopleOf(core: Core, graph: Graph, steps: readonly RunStep[]): readonly Moved[] {
  const people: { readonly kind: number; state: number }[] = [];
  return steps.map(({ kind, from, to, move }) => {
    let who = people.findIndex((one) => one.kind === kind && one.state === from);
    // Whoever has come back to the start serves as well as somebody new, of whom there may be none.
    if (who < 0) who = people.push({ kind, state: graph.starts[kind]! }) - 1;
    people[who]!.state = to;
    return { who, kind, rule: core.searching[move]!.rule };
  });
}

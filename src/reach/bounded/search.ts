/**
 * Bounded search: the moves of a run written out step by step, for one length after the other, so that the first run that
 * is found is a shortest one. Up to the bound of `bound.ts` it is complete.
 */

import { type Solver, solverOf } from '../../sat/solver.ts';
import { isMet } from '../pdr/cube.ts';
import { guardsOf } from '../pdr/guards.ts';
import type { Limits, System } from '../system.ts';

export type Bounded =
  | {
      readonly kind: 'reachable';
      readonly start: number;
      readonly moves: readonly number[];
      readonly isShortest: true;
    }
  /** No run of so many moves or fewer leads to the bad. */
  | { readonly kind: 'none'; readonly upTo: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/** `to`: the greatest length that is tried, `most`: how many literals the question may grow to. */
export interface Range extends Limits {
  readonly to: number;
  readonly most: number;
}

export function boundedSearch(system: System, { to, most, interrupted }: Range): Bounded {
  const guards = guardsOf(system);
  const { variables, moves } = system;
  const stepLiterals =
    guards.clauses.reduce((sum, clause) => sum + clause.length, 0) +
    moves.reduce((sum, _, move) => sum + 2 * (guards.ofMove[move]?.assumptions.length ?? 0), 0) +
    4 * moves.length +
    6 * variables;
  const longest = Math.min(to, Math.floor(most / Math.max(1, stepLiterals)));
  for (let length = 0; length <= longest; length += 1) {
    if (interrupted()) return { kind: 'unknown', reason: 'the time was up' };
    const found = runOf(system, guards, length, interrupted);
    if (found === 'interrupted') return { kind: 'unknown', reason: 'the time was up' };
    if (found !== null) return found;
  }
  if (longest < to)
    return { kind: 'unknown', reason: `no run of ${longest} steps, and longer ones are too many` };
  return { kind: 'none', upTo: longest };
}

/** A run of exactly this length; a shorter one was found not to exist. */
function runOf(
  system: System,
  guards: ReturnType<typeof guardsOf>,
  length: number,
  interrupted: () => boolean,
): Extract<Bounded, { kind: 'reachable' }> | 'interrupted' | null {
  const { variables, starts, moves, bad } = system;
  const frame = guards.variables;
  const chosenAt = (step: number, move: number): number =>
    frame * (length + 1) + step * moves.length + move + 1;
  const startAt = (start: number): number => frame * (length + 1) + length * moves.length + start + 1;
  const badAt = (one: number): number => startAt(starts.length) + one;
  const counterFrom = badAt(bad.length);
  const solver: Solver = solverOf(counterFrom + length * moves.length);
  const at = (literal: number, step: number): number =>
    literal > 0 ? literal + frame * step : literal - frame * step;
  for (let step = 0; step <= length; step += 1)
    for (const clause of guards.clauses) solver.add(clause.map((literal) => at(literal, step)));
  solver.add(starts.map((_, start) => startAt(start)));
  starts.forEach((start, number) => {
    const isTrue = new Set(start);
    for (let variable = 0; variable < variables; variable += 1)
      solver.add([-startAt(number), isTrue.has(variable) ? variable + 1 : -(variable + 1)]);
  });
  const usable = moves.flatMap((_, move) => (guards.ofMove[move] == null ? [] : [move]));
  let counter = counterFrom;
  for (let step = 0; step < length; step += 1) {
    const raising: number[][] = Array.from({ length: variables }, () => []);
    const lowering: number[][] = Array.from({ length: variables }, () => []);
    for (const move of usable) {
      const chosen = chosenAt(step, move);
      for (const literal of guards.ofMove[move]!.assumptions) solver.add([-chosen, at(literal, step)]);
      const { adds, removes } = moves[move]!;
      for (const variable of adds) {
        solver.add([-chosen, at(variable + 1, step + 1)]);
        raising[variable]!.push(chosen);
      }
      for (const variable of removes) {
        if (adds.includes(variable)) continue;
        solver.add([-chosen, at(-(variable + 1), step + 1)]);
        lowering[variable]!.push(chosen);
      }
    }
    for (let variable = 0; variable < variables; variable += 1) {
      const now = at(variable + 1, step);
      const then = at(variable + 1, step + 1);
      solver.add([now, -then, ...raising[variable]!]);
      solver.add([-now, then, ...lowering[variable]!]);
    }
    const all = usable.map((move) => chosenAt(step, move));
    solver.add(all);
    // At most one: a ladder.
    let before = -1;
    for (const chosen of all) {
      const some = counter;
      counter += 1;
      solver.add([-chosen, some]);
      if (before >= 0) {
        solver.add([-before, some]);
        solver.add([-chosen, -before]);
      }
      before = some;
    }
  }
  bad.forEach((_, one) => {
    const guard = guards.ofBad[one];
    if (guard == null) solver.add([-badAt(one)]);
    else for (const literal of guard.assumptions) solver.add([-badAt(one), at(literal, length)]);
  });
  if (!solver.add(bad.map((_, one) => badAt(one)))) return null;
  const answer = solver.solve([], { conflicts: Number.POSITIVE_INFINITY, interrupted });
  if (answer === 'interrupted' || answer === 'conflict limit') return 'interrupted';
  if (answer === 'refuted') return null;
  const start = starts.findIndex((_, number) => solver.isTrue(startAt(number)));
  const run = Array.from(
    { length },
    (_, step) => usable.find((move) => solver.isTrue(chosenAt(step, move)))!,
  );
  const state = new Set(starts[start]!);
  for (const move of run) {
    for (const variable of moves[move]!.removes) state.delete(variable);
    for (const variable of moves[move]!.adds) state.add(variable);
  }
  if (!bad.some((one) => isMet(one, (variable) => state.has(variable))))
    throw new Error('a run that was found does not lead there');
  return { kind: 'reachable', start, moves: run, isShortest: true };
}

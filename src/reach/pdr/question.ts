/**
 * Which states of a frame a move leads into a cube: asked move by move, of the state before it alone.
 *
 * A cube can be entered only by a move that sets one of its literals, which was not so before: then the state before it
 * is outside the cube by that literal, and what the move does not set holds already. There is no relation of two states
 * to be unrolled.
 */

import { type Solver, solverOf } from '../../sat/solver.ts';
import type { Limits, Move, System } from '../system.ts';
import { type Cube, movesBySetting, type State, setBy } from './cube.ts';
import type { Guards } from './guards.ts';

export interface Entry {
  /** Index into the system's moves. */
  readonly move: number;
  /** The state before it. */
  readonly state: State;
}

export type Entered =
  | { readonly kind: 'entered'; readonly entry: Entry }
  /** `core`: literals of the cube that suffice for nobody to enter it. */
  | { readonly kind: 'closed'; readonly core: ReadonlySet<number> }
  /** The time was up. */
  | { readonly kind: 'unknown' };

export type Badness =
  /** `bad`: its number among the bad; `state`: in which it is met. */
  | { readonly kind: 'bad'; readonly bad: number; readonly state: State }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

export interface Questions {
  /** A solver that knows the guards. */
  readonly frame: () => Solver;
  /** Whether some state that the solver allows leads into the cube. */
  readonly enters: (solver: Solver, cube: Cube) => Entered;
  /** Whether something bad is met in a state that the solver allows. */
  readonly isBad: (solver: Solver) => Badness;
}

export function questionsOf(system: System, guards: Guards, { interrupted }: Limits): Questions {
  const limits = { conflicts: Number.POSITIVE_INFINITY, interrupted };
  const setting = movesBySetting(system);
  const stateOf = (solver: Solver): State => {
    const state = new Uint8Array(system.variables);
    for (let variable = 0; variable < system.variables; variable += 1)
      if (solver.isTrue(variable + 1)) state[variable] = 1;
    return (variable) => state[variable] === 1;
  };
  return {
    frame: () => {
      const solver = solverOf(guards.variables);
      for (const clause of guards.clauses) solver.add(clause);
      return solver;
    },
    enters: (solver, cube) => {
      const core = new Set<number>();
      for (const literal of cube) {
        for (const number of setting(literal)) {
          const guard = guards.ofMove[number];
          if (guard == null) continue;
          const move: Move = system.moves[number]!;
          const set = setBy(move, cube);
          if (set === null) {
            // It leaves the cube by another literal.
            for (const other of cube) if (isUnset(move, other)) core.add(other);
            core.add(literal);
            continue;
          }
          const kept = cube.filter((other) => !set.includes(other));
          const answer = solver.solve([-literal, ...guard.assumptions, ...kept], limits);
          if (answer === 'satisfiable')
            return { kind: 'entered', entry: { move: number, state: stateOf(solver) } };
          if (answer !== 'refuted') return { kind: 'unknown' };
          const failed = new Set(solver.core());
          for (const other of kept) if (failed.has(other)) core.add(other);
          core.add(literal);
        }
      }
      return { kind: 'closed', core };
    },
    isBad: (solver) => {
      for (const [bad, guard] of guards.ofBad.entries()) {
        if (guard === null) continue;
        const answer = solver.solve(guard.assumptions, limits);
        if (answer === 'satisfiable') return { kind: 'bad', bad, state: stateOf(solver) };
        if (answer !== 'refuted') return { kind: 'unknown' };
      }
      return { kind: 'none' };
    },
  };
}

function isUnset({ adds, removes }: Move, literal: number): boolean {
  const variable = Math.abs(literal) - 1;
  return literal > 0 ? removes.includes(variable) && !adds.includes(variable) : adds.includes(variable);
}

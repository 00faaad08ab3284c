/**
 * Property-directed reachability: frames of what may hold after so many moves, made sharper by what stands in the way.
 *
 * A state that is bad, or leads to one, is blocked in the last frame by a cube that no state of the frame before leads
 * into; cubes are generalised and carried on from frame to frame, until one frame is as the next: then the cubes are
 * what never holds. Every invariant is checked again, with a solver of its own, before it is returned.
 */

import type { Solver } from '../../sat/solver.ts';
import type { Excluded, Found, Limits, System } from '../system.ts';
import { type Cube, canMake, contains, cubeOf, holdsIn, isMet, lifted, metBy, setBy } from './cube.ts';
import { guardsOf } from './guards.ts';
import { minimised } from './minimise.ts';
import { questionsOf } from './question.ts';
import { recheck } from './recheck.ts';

/** A cube to be blocked in a frame, and how it leads on. */
interface Obligation {
  readonly cube: Cube;
  readonly frame: number;
  /** The move into the cube of `next`; -1: it is bad itself. */
  readonly move: number;
  readonly next: Obligation | null;
}

const mostFrames = 10_000;
const timeIsUp: Found = { kind: 'unknown', reason: 'the time was up' };

export function proveSystem(system: System, limits: Limits): Found {
  const { interrupted } = limits;
  const starts = system.starts.map((start) => {
    const state = new Uint8Array(system.variables);
    for (const variable of start) state[variable] = 1;
    return state;
  });
  const startIn = (cube: Cube): number =>
    starts.findIndex((state) => holdsIn(cube, (variable) => state[variable] === 1));
  const metAtFirst = system.starts.findIndex((_, start) =>
    system.bad.some((bad) => isMet(bad, (variable) => starts[start]![variable] === 1)),
  );
  if (metAtFirst >= 0) return { kind: 'reachable', start: metAtFirst, moves: [], isShortest: true };
  const guards = guardsOf(system);
  const questions = questionsOf(system, guards, limits);
  // Frame i > 0 is `solvers[i]`, frame 0 the starts; `cubes[i]` are those that hold up to frame i and not further.
  const solvers: Solver[] = [questions.frame()];
  const cubes: Cube[][] = [[]];

  const block = (cube: Cube, frame: number): void => {
    const clause = cube.map((literal) => -literal);
    for (let at = 1; at <= frame; at += 1) solvers[at]!.add(clause);
    for (let at = 1; at <= frame; at += 1) cubes[at] = cubes[at]!.filter((other) => !contains(cube, other));
    cubes[frame]!.push(cube);
  };
  const isBlocked = (cube: Cube, frame: number): boolean => {
    for (let at = frame; at < cubes.length; at += 1)
      if (cubes[at]!.some((other) => contains(other, cube))) return true;
    return false;
  };
  /** Whether some state of the frame leads into the cube. */
  const enters = (cube: Cube, frame: number): ReturnType<typeof questions.enters> => {
    if (frame > 0) return questions.enters(solvers[frame]!, cube);
    for (const state of starts) {
      const at = (variable: number): boolean => state[variable] === 1;
      for (const [number, move] of system.moves.entries()) {
        const set = setBy(move, cube);
        if (set === null || set.length === 0 || !canMake(move, at)) continue;
        if (cube.every((literal) => set.includes(literal) || at(Math.abs(literal) - 1) === literal > 0))
          return { kind: 'entered', entry: { move: number, state: at } };
      }
    }
    return { kind: 'closed', core: new Set(cube) };
  };
  /** Fewer literals for the same: the cube stays without starts and closed to the frame. */
  const generalised = (cube: Cube, core: ReadonlySet<number>, frame: number): Cube => {
    let kept: Cube = cube.filter((literal) => core.has(literal));
    if (kept.length === 0 || startIn(kept) >= 0) kept = withoutStarts(kept, cube);
    for (const literal of [...kept]) {
      if (kept.length === 1) break;
      const fewer = kept.filter((other) => other !== literal);
      if (fewer.length === kept.length || startIn(fewer) >= 0) continue;
      const entered = enters(fewer, frame);
      if (entered.kind !== 'closed') continue;
      const smaller = fewer.filter((other) => entered.core.has(other));
      kept = smaller.length > 0 && startIn(smaller) < 0 ? smaller : fewer;
    }
    return kept;
  };
  const withoutStarts = (kept: Cube, cube: Cube): Cube => {
    let more = kept;
    for (const literal of cube) {
      if (more.length > 0 && startIn(more) < 0) break;
      if (!more.includes(literal)) more = cubeOf([...more, literal]);
    }
    return more;
  };

  for (let last = 1; last < mostFrames; last += 1) {
    solvers.push(questions.frame());
    cubes.push([]);
    for (;;) {
      const bad = questions.isBad(solvers[last]!);
      if (bad.kind === 'unknown') return timeIsUp;
      if (bad.kind === 'none') break;
      const queue: Obligation[][] = [];
      const put = (obligation: Obligation): void => {
        queue[obligation.frame] ??= [];
        queue[obligation.frame]!.push(obligation);
      };
      const cube = metBy(system.bad[bad.bad]!, bad.state);
      put({ cube, frame: last, move: -1, next: null });
      for (;;) {
        if (interrupted()) return timeIsUp;
        const frame = queue.findIndex((list) => (list?.length ?? 0) > 0);
        if (frame < 0) break;
        const obligation = queue[frame]!.pop()!;
        const start = startIn(obligation.cube);
        if (start >= 0) return runFrom(system, start, obligation);
        if (isBlocked(obligation.cube, frame)) continue;
        const entered = enters(obligation.cube, frame - 1);
        if (entered.kind === 'unknown') return timeIsUp;
        if (entered.kind === 'closed') {
          block(generalised(obligation.cube, entered.core, frame - 1), frame);
          if (frame < last) put({ ...obligation, frame: frame + 1 });
          continue;
        }
        const { move, state } = entered.entry;
        put(obligation);
        const before = lifted(system.moves[move]!, obligation.cube, state);
        const earlier: Obligation = { cube: before, frame: frame - 1, move, next: obligation };
        const first = startIn(before);
        if (first >= 0) return runFrom(system, first, earlier);
        put(earlier);
      }
    }
    for (let frame = 1; frame < last; frame += 1) {
      for (const cube of [...cubes[frame]!]) {
        if (interrupted()) return timeIsUp;
        if (questions.enters(solvers[frame]!, cube).kind === 'closed') block(cube, frame + 1);
      }
      if (cubes[frame]!.length > 0) continue;
      const invariant = minimised(system, guards, strongest(cubes.slice(frame + 1).flat()), limits);
      const checked = recheck(system, guards, invariant, limits);
      if (checked.kind === 'unknown') return timeIsUp;
      if (checked.kind === 'fault') throw new Error(`a proof does not hold: ${checked.why}`);
      return { kind: 'unreachable', invariant: invariant.map(excludedOf) };
    }
  }
  return { kind: 'unknown', reason: 'too many frames' };
}

/** Cubes that no other contains. */
const strongest = (cubes: readonly Cube[]): readonly Cube[] =>
  cubes.filter(
    (cube, at) =>
      !cubes.some(
        (other, position) =>
          position !== at && contains(other, cube) && !(contains(cube, other) && position > at),
      ),
  );

const excludedOf = (cube: Cube): Excluded => ({
  held: cube.filter((literal) => literal > 0).map((literal) => literal - 1),
  lacked: cube.filter((literal) => literal < 0).map((literal) => -literal - 1),
});

/** From a start through the cubes; a move whose effect is there already is left out. */
function runFrom({ starts, moves, bad }: System, start: number, from: Obligation): Found {
  const state = new Set(starts[start]!);
  const has = (variable: number): boolean => state.has(variable);
  const run: number[] = [];
  for (let at: Obligation | null = from; at !== null && at.move >= 0; at = at.next) {
    const move = moves[at.move]!;
    const changes = move.adds.some((variable) => !has(variable)) || move.removes.some(has);
    if (!changes) continue;
    if (!canMake(move, has)) throw new Error('a run that was found cannot be carried out');
    for (const variable of move.removes) state.delete(variable);
    for (const variable of move.adds) state.add(variable);
    run.push(at.move);
  }
  if (!bad.some((one) => isMet(one, has))) throw new Error('a run that was found does not lead there');
  return { kind: 'reachable', start, moves: run, isShortest: run.length <= 1 };
}

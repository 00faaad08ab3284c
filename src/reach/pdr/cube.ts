/**
 * Cubes: states of which some variables are known. A literal is v + 1 where variable v is true, -(v + 1) where it is
 * false; a cube is ascending by variable.
 */

import type { Move, System, Threshold } from '../system.ts';

export type Cube = readonly number[];

export const cubeOf = (literals: Iterable<number>): Cube =>
  [...new Set(literals)].sort((a, b) => Math.abs(a) - Math.abs(b));

/** Every state of `right` is one of `left`. */
export function contains(left: Cube, right: Cube): boolean {
  if (left.length > right.length) return false;
  let at = 0;
  for (const literal of left) {
    while (at < right.length && Math.abs(right[at]!) < Math.abs(literal)) at += 1;
    if (right[at] !== literal) return false;
  }
  return true;
}

/** A state, by variable. */
export type State = (variable: number) => boolean;

export const holdsIn = (cube: Cube, state: State): boolean =>
  cube.every((literal) => state(Math.abs(literal) - 1) === literal > 0);

/** Whether the move can be made; it may change nothing. */
export function canMake({ needs, bars, avoids, adds, removes }: Move, state: State): boolean {
  if (bars.some(state) || !needs.every((clause) => clause.some(state))) return false;
  if (avoids.length === 0) return true;
  const next = (variable: number): boolean =>
    adds.includes(variable) || (!removes.includes(variable) && state(variable));
  return avoids.every((avoid) => !isMet(avoid, next));
}

export const isMet = ({ members, atLeast }: Threshold, state: State): boolean =>
  members.filter((member) => member.some(state)).length >= atLeast;

/** What the move sets of the cube's literals, or null where it sets one of them otherwise. */
export function setBy({ adds, removes }: Move, cube: Cube): readonly number[] | null {
  const found: number[] = [];
  for (const literal of cube) {
    const variable = Math.abs(literal) - 1;
    const isAdded = adds.includes(variable);
    if (!isAdded && !removes.includes(variable)) continue;
    if (isAdded !== literal > 0) return null;
    found.push(literal);
  }
  return found;
}

/** Literals of a state that make the move possible, and of the cube what the move does not set: a cube of predecessors. */
export function lifted(move: Move, cube: Cube, state: State): Cube {
  const set = new Set(setBy(move, cube) ?? []);
  const literals = cube.filter((literal) => !set.has(literal));
  const known = new Set(literals);
  for (const clause of move.needs) {
    const isIn = clause.some((variable) => known.has(variable + 1));
    if (!isIn) {
      const literal = clause.find(state)! + 1;
      literals.push(literal);
      known.add(literal);
    }
  }
  for (const variable of move.bars) literals.push(-(variable + 1));
  for (const avoid of move.avoids) literals.push(...unmetBy(avoid, move, state));
  return cubeOf(literals);
}

/** Enough that is false for the threshold not to be met after the move. */
function unmetBy({ members, atLeast }: Threshold, { adds, removes }: Move, state: State): readonly number[] {
  const literals: number[] = [];
  let open = members.length - atLeast + 1;
  for (const member of members) {
    if (open === 0) break;
    const left = member.filter((variable) => !removes.includes(variable));
    if (left.some((variable) => adds.includes(variable) || state(variable))) continue;
    for (const variable of left) literals.push(-(variable + 1));
    open -= 1;
  }
  return literals;
}

/** Literals of a state that meet the threshold. */
export function metBy({ members, atLeast }: Threshold, state: State): Cube {
  const literals: number[] = [];
  let open = atLeast;
  for (const member of members) {
    if (open === 0) break;
    const variable = member.find(state);
    if (variable === undefined) continue;
    literals.push(variable + 1);
    open -= 1;
  }
  return cubeOf(literals);
}

/** Moves by the literals that they set. */
export function movesBySetting({ variables, moves }: System): (literal: number) => readonly number[] {
  const making: number[][] = Array.from({ length: variables }, () => []);
  const unmaking: number[][] = Array.from({ length: variables }, () => []);
  moves.forEach(({ adds, removes }, number) => {
    for (const variable of adds) making[variable]!.push(number);
    for (const variable of removes) if (!adds.includes(variable)) unmaking[variable]!.push(number);
  });
  return (literal) => (literal > 0 ? making[literal - 1]! : unmaking[-literal - 1]!);
}

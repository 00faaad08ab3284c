/** Random small systems, and what is true of them by trying everything. */

import type { Clause, Move, System, Threshold } from '../../src/reach/system.ts';

export function generator(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return (below) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

export function randomSystem(seed: number): System {
  const next = generator(seed);
  const variables = 3 + next(5);
  const some = (most: number): number[] => {
    const found = new Set<number>();
    for (let left = next(most + 1); left > 0; left -= 1) found.add(next(variables));
    return [...found].sort((a, b) => a - b);
  };
  const clause = (): Clause => {
    const members = some(2);
    return Int32Array.from(members.length === 0 ? [next(variables)] : members);
  };
  const threshold = (): Threshold => {
    const members = Array.from({ length: 1 + next(3) }, clause);
    return { members, atLeast: 1 + next(members.length) };
  };
  const moves = Array.from({ length: 4 + next(14) }, (): Move => {
    const variable = next(variables);
    const isAdding = next(3) > 0;
    const other = next(6) === 0 ? [next(variables)].filter((one) => one !== variable) : [];
    return {
      needs: Array.from({ length: next(8) === 0 ? 0 : 1 + next(2) }, clause),
      bars: Int32Array.from([...new Set([...some(2), ...(isAdding ? [variable] : [])])].sort()),
      avoids: next(4) === 0 ? [threshold()] : [],
      adds: Int32Array.from(isAdding ? [variable] : other),
      removes: Int32Array.from(isAdding ? other : [variable]),
    };
  });
  return {
    variables,
    starts: Array.from({ length: 1 + next(3) }, () => Int32Array.from(some(2))),
    moves,
    bad: Array.from({ length: 1 + next(2) }, () => {
      const members = Array.from({ length: 2 + next(3) }, clause);
      return { members, atLeast: next(4) === 0 ? 2 : members.length };
    }),
  };
}

type State = ReadonlySet<number>;

export const meets = ({ members, atLeast }: Threshold, state: State): boolean =>
  members.filter((member) => member.some((variable) => state.has(variable))).length >= atLeast;

export function stepped(move: Move, state: State): State | null {
  if (move.bars.some((variable) => state.has(variable))) return null;
  if (!move.needs.every((clause) => clause.some((variable) => state.has(variable)))) return null;
  const after = new Set(state);
  for (const variable of move.removes) after.delete(variable);
  for (const variable of move.adds) after.add(variable);
  return move.avoids.some((avoid) => meets(avoid, after)) ? null : after;
}

/** All reachable states with their distances, and the least distance to a bad one. */
export function explored(system: System): {
  readonly states: readonly State[];
  readonly shortest: number | null;
} {
  const keyOf = (state: State): string => [...state].sort((a, b) => a - b).join(' ');
  const found = new Map<string, { readonly state: State; readonly distance: number }>();
  for (const start of system.starts) {
    const state = new Set(start);
    found.set(keyOf(state), { state, distance: 0 });
  }
  let shortest: number | null = null;
  for (const { state, distance } of found.values()) {
    if (shortest === null && system.bad.some((bad) => meets(bad, state))) shortest = distance;
    for (const move of system.moves) {
      const after = stepped(move, state);
      if (after !== null && !found.has(keyOf(after)))
        found.set(keyOf(after), { state: after, distance: distance + 1 });
    }
  }
  return { states: [...found.values()].map(({ state }) => state), shortest };
}

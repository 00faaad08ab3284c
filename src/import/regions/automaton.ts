/**
 * Patterns run side by side: a state is where each of them may be, and only states that a string leads to are made.
 *
 * Once a pattern may be at one of its `*`, what it could still do from before that is no more than what it can do from
 * there (any characters, then the rest), so only its last `*` and what follows is kept.
 */

import { anyNumber, codePoints, type Glob, oneCharacter } from './glob.ts';

export interface State {
  readonly id: number;
  /** By character; any other character leads to `other`. */
  readonly next: ReadonlyMap<number, State>;
  readonly other: State;
  /** Index into `classes`: which patterns match a string that ends here. */
  readonly accepts: number;
}

export interface Automaton {
  readonly start: State;
  readonly states: readonly State[];
  /** Sets of patterns, ascending, no two equal: for each at least one string matches these and no other. */
  readonly classes: readonly (readonly number[])[];
  run(text: string): State;
}

type Building = { -readonly [K in keyof State]: State[K] } & {
  readonly positions: readonly number[];
  next: Map<number, State>;
};

/** Null where there would be more than `bound` states. */
export function automatonOf(patterns: readonly Glob[], bound: number): Automaton | null {
  // All tokens in one list, each pattern with an end.
  const tokens: number[] = [];
  const owner: number[] = [];
  const starts: number[] = [];
  patterns.forEach((pattern, index) => {
    starts.push(tokens.length);
    for (const token of [...pattern, end]) {
      tokens.push(token);
      owner.push(index);
    }
  });

  const classes: number[][] = [];
  const classIds = new Map<string, number>();
  const states: Building[] = [];
  const ids = new Map<string, Building>();
  let isOver = false;

  const stateOf = (unsorted: readonly number[]): Building => {
    const positions = settled(unsorted, tokens, owner);
    const key = positions.join();
    const known = ids.get(key);
    if (known !== undefined) return known;
    const matching = positions
      .filter((position) => tokens[position] === end)
      .map((position) => owner[position]!);
    const classKey = matching.join();
    let accepts = classIds.get(classKey);
    if (accepts === undefined) {
      accepts = classes.push(matching) - 1;
      classIds.set(classKey, accepts);
    }
    const state: Building = { id: states.length, positions, accepts, next: new Map(), other: null as never };
    if (states.length >= bound) isOver = true;
    states.push(state);
    ids.set(key, state);
    return state;
  };

  const start = stateOf(starts);
  for (let at = 0; at < states.length; at += 1) {
    if (isOver) return null;
    const state = states[at]!;
    const always: number[] = [];
    const by = new Map<number, number[]>();
    for (const position of state.positions) {
      const token = tokens[position]!;
      if (token === anyNumber) always.push(position);
      else if (token === oneCharacter) always.push(position + 1);
      else if (token !== end) {
        const list = by.get(token);
        if (list === undefined) by.set(token, [position + 1]);
        else list.push(position + 1);
      }
    }
    state.other = stateOf(always);
    // In the order of the characters, so that the first way to a state is always the same.
    for (const token of [...by.keys()].sort((a, b) => a - b)) {
      state.next.set(token, stateOf([...always, ...by.get(token)!]));
    }
  }
  return {
    start,
    states,
    classes,
    run: (text) => {
      let state: State = start;
      for (const code of codePoints(text)) state = state.next.get(code) ?? state.other;
      return state;
    },
  };
}

const end = -3;

/** Sorted, with what follows a `*` at once, and without what a later `*` of the same pattern makes superfluous. */
function settled(
  positions: readonly number[],
  tokens: readonly number[],
  owner: readonly number[],
): readonly number[] {
  const all = new Set<number>();
  for (const position of positions) {
    all.add(position);
    if (tokens[position] === anyNumber) all.add(position + 1);
  }
  const sorted = [...all].sort((a, b) => a - b);
  const kept: number[] = [];
  let seenStar = -1;
  for (let at = sorted.length - 1; at >= 0; at -= 1) {
    const position = sorted[at]!;
    if (owner[position] === seenStar) continue;
    kept.push(position);
    if (tokens[position] === anyNumber) seenStar = owner[position]!;
  }
  return kept.reverse();
}

/** How many strings each class has; infinite where a `*` or a `?` leaves a character open. */
export function everyString(automaton: Automaton): ReadonlyMap<number, number> {
  const { states } = automaton;
  const ways = new Array<number>(states.length).fill(0);
  const waiting = new Array<number>(states.length).fill(0);
  const edges = (state: State): readonly (readonly [State, number])[] => [
    ...[...state.next.values()].map((to) => [to, 1] as const),
    [state.other, Number.POSITIVE_INFINITY] as const,
  ];
  for (const state of states) for (const [to] of edges(state)) waiting[to.id]! += 1;
  ways[automaton.start.id] = 1;
  // Where every way in is known, the strings are counted; what is left lies on a circle or behind one.
  const ready = states.filter(({ id }) => waiting[id] === 0);
  const counted = new Set<number>();
  for (let state = ready.pop(); state !== undefined; state = ready.pop()) {
    counted.add(state.id);
    for (const [to, factor] of edges(state)) {
      ways[to.id]! += ways[state.id]! * factor;
      waiting[to.id]! -= 1;
      if (waiting[to.id] === 0) ready.push(to);
    }
  }
  const sizes = new Map<number, number>();
  for (const { id, accepts } of states) {
    const size = counted.has(id) ? ways[id]! : Number.POSITIVE_INFINITY;
    sizes.set(accepts, (sizes.get(accepts) ?? 0) + size);
  }
  return sizes;
}

/** Strings that lead to such states, the shortest first, at most `count` through each state. */
export function* shortestStrings(
  automaton: Automaton,
  isWanted: (state: State) => boolean,
  avoided: string,
  count: number,
): Generator<string> {
  const leading = statesBefore(automaton, isWanted);
  const visits = new Map<number, number>();
  const used = new Set(codePoints(avoided));
  let layer: { readonly state: State; readonly text: string }[] = [{ state: automaton.start, text: '' }];
  while (layer.length > 0) {
    const following: typeof layer = [];
    for (const { state, text } of layer) {
      const before = visits.get(state.id) ?? 0;
      if (before >= count) continue;
      visits.set(state.id, before + 1);
      if (isWanted(state)) yield text;
      for (const [code, to] of state.next) {
        if (leading.has(to)) following.push({ state: to, text: text + String.fromCodePoint(code) });
      }
      if (leading.has(state.other)) {
        following.push({ state: state.other, text: text + fresh(state.next, used) });
      }
    }
    layer = following;
  }
}

/** States from which a wanted one can be reached. */
function statesBefore(automaton: Automaton, isWanted: (state: State) => boolean): ReadonlySet<State> {
  const into = sourcesIn(automaton);
  const reached = new Set(automaton.states.filter(isWanted));
  for (const state of reached) for (const from of into[state.id]!) reached.add(from);
  return reached;
}

const sources = new WeakMap<Automaton, readonly (readonly State[])[]>();

/** By state, those that lead to it. */
function sourcesIn(automaton: Automaton): readonly (readonly State[])[] {
  const known = sources.get(automaton);
  if (known !== undefined) return known;
  const into: State[][] = automaton.states.map(() => []);
  for (const state of automaton.states) {
    for (const to of new Set([...state.next.values(), state.other])) into[to.id]!.push(state);
  }
  sources.set(automaton, into);
  return into;
}

/** A character that leads to `other`, and, so that the string is no literal, occurs in none. Small letters first. */
function fresh(next: ReadonlyMap<number, unknown>, used: ReadonlySet<number>): string {
  for (const code of candidates()) {
    if (!next.has(code) && !used.has(code)) return String.fromCodePoint(code);
  }
  throw new Error('all characters are used');
}

function* candidates(): Generator<number> {
  for (const character of 'xyzabcdefghijklmnopqrstuvw0123456789-_~') yield character.codePointAt(0)!;
  // Letters without case, then whatever there is.
  for (let code = 0x4e00; code < 0x9fa5; code += 1) yield code;
  for (let code = 0xac00; code < 0xd7a3; code += 1) yield code;
}

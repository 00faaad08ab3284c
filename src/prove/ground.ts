/**
 * Grounding: clauses over the terms that can be built (research note: over *terms*, with equality, never over a closed
 * domain of that size, which lies outside the fragment).
 *
 * Where no sort can produce new terms of itself (the sort graph of the functions has no cycle), there are finitely many
 * ground terms: the clauses are satisfiable iff their instances are, and the numbers of terms bound the size of a
 * smallest counterexample. Elsewhere terms are built to a depth: unsatisfiable instances still prove, others say
 * nothing.
 */

import type { Clause, SkolemFunction } from './clauses.ts';
import { type Element, type ElementVariable, keyOf, type Sentence, substituted } from './first-order.ts';

export interface Terms {
  readonly bySort: ReadonlyMap<string, readonly Element[]>;
  /** All terms that there are. */
  readonly complete: boolean;
}

/** Whether terms of a sort can be built from terms of the same sort. */
export function cyclic(functions: readonly SkolemFunction[]): boolean {
  const reach = (sort: string, seen: ReadonlySet<string>): boolean =>
    functions.some(
      ({ from, to }) => from.includes(sort) && (seen.has(to) || reach(to, new Set([...seen, to]))),
    );
  return functions.some(({ to }) => reach(to, new Set([to])));
}

/** More terms than this are not built: no proof needs them, and their instances could not be decided. */
const termLimit = 600;

/**
 * Constants of the clauses, and what the functions make of them, to a depth where there would be no end; null where
 * there are too many.
 */
export function termsOf(
  clauses: readonly Clause[],
  functions: readonly SkolemFunction[],
  depth: number,
): Terms | null {
  const found = new Map<string, Map<string, Element>>();
  const put = (element: Element): boolean => {
    const terms = found.get(element.sort) ?? new Map<string, Element>();
    found.set(element.sort, terms);
    if (terms.has(keyOf(element))) return false;
    terms.set(keyOf(element), element);
    return true;
  };
  const used = new Set<string>();
  const visit = (element: Element): boolean => {
    if (element.kind === 'variable') return false;
    used.add(element.name);
    const parts = element.arguments.map(visit);
    const ground = parts.every((part) => part);
    if (ground) put(element);
    return ground;
  };
  for (const { literals, variables } of clauses) {
    for (const { sort } of variables) if (!found.has(sort)) found.set(sort, new Map());
    for (const literal of literals) elementsIn(literal).forEach(visit);
  }
  // A sort has an element even where no constant names it.
  for (const [sort, terms] of found) {
    if (terms.size === 0) put({ kind: 'apply', name: `any-${sort}`, arguments: [], sort });
  }
  const making = functions.filter(({ name, from }) => used.has(name) && from.length > 0);
  const ends = !cyclic(making);
  for (let level = 0; ends || level < depth; level += 1) {
    const count = [...found.values()].reduce((sum, terms) => sum + terms.size, 0);
    if (count > termLimit) return null;
    const before = new Map([...found].map(([sort, terms]) => [sort, [...terms.values()]]));
    let grew = false;
    for (const { name, from, to } of making) {
      for (const args of tuples(from.map((sort) => before.get(sort) ?? []))) {
        grew = put({ kind: 'apply', name, arguments: args, sort: to }) || grew;
        if ((found.get(to)?.size ?? 0) > termLimit) return null;
      }
    }
    if (!grew) break;
  }
  return {
    bySort: new Map([...found].map(([sort, terms]) => [sort, [...terms.values()]])),
    complete: ends,
  };
}

function elementsIn(literal: Sentence): readonly Element[] {
  switch (literal.kind) {
    case 'atom':
      return literal.arguments;
    case 'equal':
      return [literal.left, literal.right];
    case 'not':
      return elementsIn(literal.operand);
    default:
      throw new Error(`no literal: ${literal.kind}`);
  }
}

/** Variables in runs: those of one group, which take their values in ascending order, stand together. */
function runsOf(variables: readonly ElementVariable[]): readonly (readonly ElementVariable[])[] {
  const runs = new Map<string, ElementVariable[]>();
  for (const one of variables) {
    const key = one.group === 0 ? `alone ${one.name}` : `group ${one.group}`;
    const run = runs.get(key);
    if (run === undefined) runs.set(key, [one]);
    else run.push(one);
  }
  return [...runs.values()];
}

/** How many instances the clauses have over the terms, at most. */
export const instanceCount = (clauses: readonly Clause[], { bySort }: Terms): number =>
  clauses.reduce(
    (sum, { variables }) =>
      sum +
      runsOf(variables).reduce(
        (product, run) => product * combinations(bySort.get(run[0]!.sort)?.length ?? 0, run.length),
        1,
      ),
    0,
  );

const combinations = (size: number, taken: number): number =>
  taken === 0 ? 1 : (combinations(size, taken - 1) * Math.max(0, size - taken + 1)) / taken;

/** The instances of one clause, those that are true by themselves left out. */
export function* instances(clause: Clause, { bySort }: Terms): Generator<readonly Sentence[]> {
  const runs = runsOf(clause.variables);
  const choices = runs.map((run) => [...ascending(bySort.get(run[0]!.sort) ?? [], run.length)]);
  const names = runs.flat().map(({ name }) => name);
  for (const values of tuples(choices)) {
    const flat = values.flat();
    const substitution = new Map(names.map((name, index): [string, Element] => [name, flat[index]!]));
    const instance: Sentence[] = [];
    let trivial = false;
    for (const literal of clause.literals) {
      const made = substituted(literal, substitution);
      if (made.kind === 'true') {
        trivial = true;
        break;
      }
      if (made.kind !== 'false') instance.push(made);
    }
    if (!trivial) yield instance;
  }
}

/** Choices of `taken` values in the order in which they stand. */
function* ascending<T>(values: readonly T[], taken: number, from = 0): Generator<readonly T[]> {
  if (taken === 0) {
    yield [];
    return;
  }
  for (let index = from; index <= values.length - taken; index += 1) {
    for (const others of ascending(values, taken - 1, index + 1)) yield [values[index]!, ...others];
  }
}

function* tuples<T>(choices: readonly (readonly T[])[]): Generator<readonly T[]> {
  const [first, ...rest] = choices;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const value of first) for (const others of tuples(rest)) yield [value, ...others];
}

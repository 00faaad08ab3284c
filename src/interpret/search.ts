/**
 * Quantifiers over relations, decided by search: a relation is chosen decision by decision, and what the body says of
 * the part chosen so far prunes the rest.
 *
 * This is the meaning of feasibility for small states, not an engine for large ones: it gives up with `TooLarge`
 * after a stated number of evaluations instead of running for hours.
 */

import type { RelationChoice } from './algebra.ts';
import type { Truth } from './booleans.ts';
import { forEachTuple, type Matrix, matrixBuilder } from './matrix.ts';

/** Evaluations of the body that a quantifier over relations may cost. */
export const searchLimit = 200_000;

/** A quantifier over relations has too many values to be decided by search. */
export class TooLarge extends Error {
  readonly variable: string;
  constructor(variable: string) {
    super(`too many values of \`${variable}\` to try: more than ${searchLimit} evaluations`);
    this.variable = variable;
  }
}

type Tuple = readonly number[];

/** One decision: exactly one of the options is taken; an option is the tuples that it adds. */
interface Decision {
  readonly options: readonly (readonly Tuple[])[];
}

/** Values of the variable for which the body is `wanted`: all completions of `taken` by the open decisions. */
export interface Found {
  readonly taken: readonly Tuple[];
  readonly open: readonly Decision[];
}

/**
 * Values for which the body is `wanted`, lazily; returns whether the body stayed unknown for some value. `unknown`
 * where the bound itself is not decided yet.
 */
export function search(
  choice: RelationChoice<Truth>,
  wanted: boolean,
): Generator<Found, boolean> | 'unknown' {
  const decisions = decisionsOf(choice);
  return decisions === 'unknown' ? 'unknown' : explore(choice, decisions, wanted);
}

/** Every value that `found` stands for, as tuples. */
export function* completions(found: Found): Generator<readonly Tuple[]> {
  const [first, ...rest] = found.open;
  if (first === undefined) {
    yield found.taken;
    return;
  }
  for (const option of first.options) {
    yield* completions({ taken: [...found.taken, ...option], open: rest });
  }
}

function decisionsOf(choice: RelationChoice<Truth>): readonly Decision[] | 'unknown' {
  const tuples: Tuple[] = [];
  let known = true;
  forEachTuple(choice.bound, (tuple, value) => {
    known &&= value === true;
    tuples.push(tuple.slice());
  });
  if (!known) return 'unknown';
  if (choice.domain === null) return tuples.map((tuple) => ({ options: [[], [tuple]] }));

  const rows = new Map<number, Tuple[]>();
  for (const [element, value] of choice.domain) {
    if (value !== true) return 'unknown';
    rows.set(element, []);
  }
  for (const tuple of tuples) rows.get(tuple[0]!)?.push(tuple);
  const decisions = [...rows.values()].map((row): Decision => ({ options: row.map((tuple) => [tuple]) }));
  return decisions.sort((left, right) => left.options.length - right.options.length);
}

function* explore(
  choice: RelationChoice<Truth>,
  decisions: readonly Decision[],
  wanted: boolean,
): Generator<Found, boolean> {
  // An element of the domain without a partner: there is no such function at all.
  if (decisions.some((decision) => decision.options.length === 0)) return false;
  let evaluations = 0;
  let uncertain = false;
  const taken: Tuple[] = [];

  function* from(position: number): Generator<Found> {
    evaluations += 1;
    if (evaluations > searchLimit) throw new TooLarge(choice.name);
    const body = choice.body(partial(choice.sorts.length, taken, decisions, position));
    if (body === wanted) {
      yield { taken: taken.slice(), open: decisions.slice(position) };
      return;
    }
    if (body !== 'unknown') return;
    const decision = decisions[position];
    if (decision === undefined) {
      uncertain = true;
      return;
    }
    for (const option of decision.options) {
      taken.push(...option);
      yield* from(position + 1);
      taken.length -= option.length;
    }
  }

  yield* from(0);
  return uncertain;
}

/** What is decided is true, what may still come is unknown. */
function partial(
  arity: number,
  taken: readonly Tuple[],
  decisions: readonly Decision[],
  position: number,
): Matrix<Truth> {
  const builder = matrixBuilder<Truth>(arity, (left, right) =>
    left === true || right === true ? true : 'unknown',
  );
  for (const tuple of taken) builder.add(tuple, true);
  for (const { options } of decisions.slice(position)) {
    for (const option of options) {
      for (const tuple of option) builder.add(tuple, options.length === 1 ? true : 'unknown');
    }
  }
  return builder.build();
}

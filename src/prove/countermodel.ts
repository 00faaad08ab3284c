/**
 * Countermodels: a smallest state in which formulas hold, and a law does not.
 *
 * Every component that the formulas speak of is free over the elements of a size, smallest sizes first, and Z3 chooses.
 * What it chooses is believed only after the interpreter has evaluated the formulas in it, and is made smaller by
 * leaving out elements and tuples for as long as they hold, so that what is left over is needed.
 */

import { holds } from '../interpret/evaluate.ts';
import { dependence } from '../interpret/free.ts';
import { anything, compileSpelledOut } from '../interpret/gates.ts';
import {
  and,
  compare,
  count,
  each,
  forall,
  image,
  literal,
  relation,
  scalar,
  universe,
} from '../logic/build.ts';
import { rewriter } from '../logic/rewrite.ts';
import type { Shape } from '../logic/schema.ts';
import type { State } from '../logic/state.ts';
import { type Formula, NUMBER, type Sorts } from '../logic/terms.ts';
import { Undecided } from '../z3/claims.ts';
import type { Limits, Z3Session } from '../z3/session.ts';
import { toSmtLib } from '../z3/smt-lib.ts';

/** How many elements each sort has; a sort that is not mentioned has none. */
export type Sizes = Readonly<Record<string, number>>;

/**
 * A state of one of the sizes in which all formulas hold; null where there is none. Rejects with `Undecided` where Z3
 * gives up.
 */
export async function smallestModel(
  formulas: readonly Formula[],
  sizes: readonly Sizes[],
  session: Z3Session,
  limits: Limits,
): Promise<State | null> {
  const wanted = and(...formulas, ...shapesOf(formulas));
  for (const size of sizes) {
    const state = await modelOf(wanted, size, session, limits);
    if (state === null) continue;
    if (!holds(wanted, state)) throw new Error('the interpreter does not confirm a model');
    return shrunk(wanted, state);
  }
  return null;
}

async function modelOf(
  wanted: Formula,
  sizes: Sizes,
  session: Z3Session,
  limits: Limits,
): Promise<State | null> {
  const sorts = Object.fromEntries(
    [...sortsOf(wanted)].map((sort) => [sort, elementsOf(sort, sizes[sort] ?? 0)]),
  );
  const bounds = anything([wanted], sorts);
  const { gates, root } = compileSpelledOut(wanted, bounds);
  const problem = toSmtLib(gates, [root], sorts);
  const answer = await session.decide(problem, limits);
  if (answer.kind === 'unknown') throw new Undecided(answer.reason);
  if (answer.kind === 'unsat') return null;
  const relations: Record<string, (readonly number[])[]> = Object.fromEntries(
    [...dependence(wanted).components.keys()].map((component) => [component, []]),
  );
  for (const [name, { relation, instance, tuple }] of problem.variables) {
    if (instance === 0 && answer.values.get(name) === true) relations[relation]!.push(tuple);
  }
  return { sorts, relations };
}

/** The sorts of all components, and those that variables alone range over. */
function sortsOf(formula: Formula): ReadonlySet<string> {
  const sorts = new Set<string>();
  for (const columns of dependence(formula).components.values()) for (const sort of columns) sorts.add(sort);
  return sorts;
}

/** Numbers are numerals, beginning with 0. */
const elementsOf = (sort: string, size: number): readonly string[] =>
  Array.from({ length: size }, (_, index) =>
    sort === NUMBER ? `${index}` : `${sort.toLowerCase()}${index + 1}`,
  );

/** That functions are functions, and elements are one: a bound knows tuples only. */
export function shapesOf(formulas: readonly Formula[]): readonly Formula[] {
  const shapes = new Map<string, { readonly sorts: Sorts; readonly shape: Shape }>();
  const walk = rewriter({
    term: (node) => {
      if (node.kind === 'relation') shapes.set(node.name, node);
      return null;
    },
    formula: () => null,
    renamed: (name) => name,
  });
  for (const formula of formulas) walk.formula(formula);
  return [...shapes].flatMap(([name, { sorts, shape }]) => shapeFormulas(name, sorts, shape));
}

function shapeFormulas(name: string, sorts: Sorts, shape: Shape): readonly Formula[] {
  switch (shape) {
    case 'set':
    case 'relation':
      return [];
    case 'element':
      return [compare(count(relation({ name, sorts, shape, meaning: '' })), '=', literal(1))];
    // Total on what is declared, which a schema says with its own predicate.
    case 'total-function':
    case 'partial-function': {
      const [from, to] = sorts;
      if (from === undefined || to === undefined) throw new Error(`the function \`${name}\` has no columns`);
      const x = scalar('x', from);
      const values = image(relation({ name, sorts: [from, to], shape, meaning: '' }), x);
      return [forall([each(x, universe(from))], compare(count(values), '<=', literal(1)))];
    }
    default:
      throw new Error(`unknown shape ${JSON.stringify(shape satisfies never)}`);
  }
}

/** Leaves out elements, then tuples, one by one, for as long as the formula holds. */
function shrunk(wanted: Formula, state: State): State {
  const columnsOf = dependence(wanted).components;
  let current = state;
  for (let changed = true; changed; ) {
    changed = false;
    for (const smaller of smallerStates(current, columnsOf)) {
      if (!holds(wanted, smaller)) continue;
      current = smaller;
      changed = true;
      break;
    }
  }
  return current;
}

type Columns = ReadonlyMap<string, Sorts>;

function* smallerStates(state: State, columnsOf: Columns): Generator<State> {
  for (const [sort, elements] of Object.entries(state.sorts)) {
    for (const index of elements.keys()) {
      // Numerals are what they are called: only the last may go.
      if (sort === NUMBER && index < elements.length - 1) continue;
      yield withoutElement(state, sort, index, columnsOf);
    }
  }
  for (const [name, tuples] of Object.entries(state.relations)) {
    for (const tuple of tuples) {
      const turned = tuple.slice().reverse();
      yield without(state, name, [tuple]);
      // Symmetric relations lose both orders together.
      if (tuple.length === 2) yield without(state, name, [tuple, turned]);
    }
  }
}

function withoutElement({ sorts, relations }: State, sort: string, gone: number, columnsOf: Columns): State {
  return {
    sorts: { ...sorts, [sort]: sorts[sort]!.filter((_, index) => index !== gone) },
    relations: Object.fromEntries(
      Object.entries(relations).map(([name, tuples]) => {
        const columns = columnsOf.get(name)!;
        const left = tuples.filter((tuple) =>
          tuple.every((element, column) => columns[column] !== sort || element !== gone),
        );
        const moved = (element: number, column: number): number =>
          columns[column] === sort && element > gone ? element - 1 : element;
        return [name, left.map((tuple) => tuple.map(moved))];
      }),
    ),
  };
}

const without = (state: State, name: string, left: readonly (readonly number[])[]): State => {
  const gone = new Set(left.map(String));
  return {
    ...state,
    relations: {
      ...state.relations,
      [name]: state.relations[name]!.filter((tuple) => !gone.has(String(tuple))),
    },
  };
};

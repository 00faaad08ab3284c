/**
 * Operations: guards in order, an effect, and the report (FORMAL.md A.0).
 *
 * An operation is total: the first guard that fails gives the report and leaves the state as it is; where all hold, the
 * steps of the effect are taken. A step is deterministic, so that an operation is a function from a state and inputs
 * to a state and a report, which is what makes it executable. Inputs are components of shape `element` or `set`
 * beside those of the state, so that formulas about the state after the effect can speak of them inside definitions.
 */

import { relation } from './build.ts';
import { type Rewriter, rewriter } from './rewrite.ts';
import type { Component } from './schema.ts';
import type { Formula, Sorts, Term } from './terms.ts';

/**
 * Why a guard is there.
 * - `safety`: without it some invariant breaks;
 * - `no-op`: without it the effect changes nothing, the guard only says so;
 * - `report`: without it a later guard refuses the same; it decides which report the caller gets;
 * - `authority`: who may, not what is consistent;
 * - `reading`: a reading of the sources demands it, or it keeps what the caller did not mean to lose.
 */
export type Purpose = 'safety' | 'no-op' | 'report' | 'authority' | 'reading';

export interface Guard {
  /** G1, G2, … in the order in which they are asked. */
  readonly label: string;
  readonly formula: Formula;
  /** The report where this is the first guard that fails. */
  readonly error: string;
  readonly purpose: Purpose;
}

/** component′ = value. */
export interface Update {
  readonly component: string;
  readonly value: Term;
}

/** The greatest state below the present one that a round leaves as it is, reached by repeating the round. */
export interface Cascade {
  readonly name: string;
  readonly source: string;
  readonly meaning: string;
  readonly round: readonly Update[];
}

export type Step =
  /** All values are those before the step; what is not mentioned stays. */
  | { readonly kind: 'update'; readonly updates: readonly Update[] }
  | { readonly kind: 'cascade'; readonly cascade: Cascade };

export interface Operation {
  readonly name: string;
  readonly source: string;
  readonly meaning: string;
  /** Named with `?`. */
  readonly inputs: readonly Component[];
  readonly guards: readonly Guard[];
  /** None: the state stays as it is. */
  readonly steps: readonly Step[];
  /** What the operation answers besides its report, where it is a question. */
  readonly answer: Formula | null;
}

type Unnamed<S extends Sorts = Sorts> = Omit<Component<S>, 'name'>;

/** x? : A. */
export const one = <const A extends string>(sort: A, meaning: string): Unnamed<readonly [A]> => ({
  sorts: [sort],
  shape: 'element',
  meaning,
});

/** Inputs under their names with `?`, and the terms that denote them. */
export const inputs = <const D extends Readonly<Record<string, Unnamed>>>(
  declarations: D,
): {
  readonly components: readonly Component[];
  readonly terms: { readonly [K in keyof D]: D[K] extends Unnamed<infer S> ? Term<S> : never };
} => {
  const components = Object.entries(declarations).map(
    ([name, rest]): Component => ({ name: `${name}?`, ...rest }),
  );
  const terms = Object.fromEntries(
    Object.keys(declarations).map((name, index) => [name, relation(components[index]!)]),
  );
  return { components, terms: terms as { [K in keyof D]: D[K] extends Unnamed<infer S> ? Term<S> : never } };
};

/** component′ = value. */
export const becomes = <S extends Sorts>(component: Term<S>, value: Term<NoInfer<S>>): Update => {
  if (component.kind !== 'relation') throw new Error('only a component of the state can be changed');
  return { component: component.name, value };
};

export const update = (...updates: readonly Update[]): Step => ({ kind: 'update', updates });

/** A guard before it has its label, which is its place in the list. */
export const guard = (error: string, purpose: Purpose, formula: Formula): Omit<Guard, 'label'> => ({
  error,
  purpose,
  formula,
});

/** An operation whose guards are labelled by their order; parts that are left out are empty. */
export const operation = (
  parts: Pick<Operation, 'name' | 'source' | 'meaning'> &
    Partial<Omit<Operation, 'guards'>> & { readonly guards?: readonly Omit<Guard, 'label'>[] },
): Operation => ({
  inputs: [],
  steps: [],
  answer: null,
  ...parts,
  guards: (parts.guards ?? []).map((rest, index) => ({ label: `G${index + 1}`, ...rest })),
});

/**
 * The formula about the state after the updates, as a formula about the state before: what is updated stands for its
 * new value, and definitions that rest on it are primed, as Z decorates them.
 */
export function after(updates: readonly Update[], formula: Formula): Formula {
  return primed(updates).formula(formula);
}

/** `after` for terms. */
export function termAfter(updates: readonly Update[], term: Term): Term {
  return primed(updates).term(term);
}

/** `after`, where the updates are not made but only considered: marked ° instead of primed. */
export function supposing(updates: readonly Update[], formula: Formula): Formula {
  return supposed(updates).formula(formula);
}

const marks = ['′', '°'] as const;
type Mark = (typeof marks)[number];

/** The mark of a name that `after` or `supposing` gave, and the name without it. */
export function undecorated(name: string): { readonly name: string; readonly mark: Mark | null } {
  const mark = marks.find((candidate) => name.endsWith(candidate)) ?? null;
  return { name: mark === null ? name : name.slice(0, -mark.length), mark };
}

const primed = decorating('′');
const supposed = decorating('°');

function decorating(mark: Mark): (updates: readonly Update[]) => Rewriter {
  const made = new WeakMap<readonly Update[], Rewriter>();
  return (updates) => {
    const known = made.get(updates);
    if (known !== undefined) return known;
    const marked = new Map<string, Term>();
    const result = rewriter({
      term: (node) => {
        if (node.kind !== 'relation') return null;
        const value = updates.find(({ component }) => component === node.name)?.value;
        if (value === undefined) return null;
        const { name, shape } = node;
        const definition = { name: `${name}${mark}`, parameters: [], body: value, shape };
        const term: Term = marked.get(name) ?? {
          kind: 'application',
          definition,
          arguments: [],
          sorts: value.sorts,
        };
        marked.set(name, term);
        return term;
      },
      formula: () => null,
      renamed: (name) => `${name}${mark}`,
    });
    made.set(updates, result);
    return result;
  };
}

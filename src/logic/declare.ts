/**
 * Declaring what a specification is made of: components with their Z types, and property schemas with their claims.
 */

import { relation } from './build.ts';
import type { Claim } from './claim.ts';
import type { Component, LabelledPredicate, Schema, Shape } from './schema.ts';
import type { Formula, Sorts, Term } from './terms.ts';

/** A component before it has its name, which is the key it is declared under. */
type Unnamed<S extends Sorts = Sorts> = Omit<Component<S>, 'name'>;

const shaped =
  (shape: Shape) =>
  <const A extends string, const B extends string>(
    from: A,
    to: B,
    meaning: string,
  ): Unnamed<readonly [A, B]> => ({ sorts: [from, to], shape, meaning });

/** name : 𝔽 A. */
export const setOver = <const A extends string>(sort: A, meaning: string): Unnamed<readonly [A]> => ({
  sorts: [sort],
  shape: 'set',
  meaning,
});

/** name : A ↔ B. */
export const relationBetween = shaped('relation');
/** name : A ⇸ B. */
export const partialFunction = shaped('partial-function');
/** name : A → B. */
export const totalFunction = shaped('total-function');

/** name : A ↔ B × …, for relations with more than two columns. */
export const relationOver = <const S extends Sorts>(sorts: S, meaning: string): Unnamed<S> => ({
  sorts,
  shape: 'relation',
  meaning,
});

/** Components in the order of their keys, and the terms that denote them. */
export const declare = <const D extends Readonly<Record<string, Unnamed>>>(
  declarations: D,
): {
  readonly components: readonly Component[];
  readonly terms: { readonly [K in keyof D]: D[K] extends Unnamed<infer S> ? Term<S> : never };
} => {
  const components = Object.entries(declarations).map(([name, rest]): Component => ({ name, ...rest }));
  const terms = Object.fromEntries(components.map((component) => [component.name, relation(component)]));
  return {
    components,
    terms: terms as { [K in keyof D]: D[K] extends Unnamed<infer S> ? Term<S> : never },
  };
};

/** A schema; parts that are left out are empty. */
export const schema = (parts: Pick<Schema, 'name' | 'source' | 'meaning'> & Partial<Schema>): Schema => ({
  includes: [],
  components: [],
  parameters: [],
  predicates: [],
  ...parts,
});

export const predicate = (label: string, formula: Formula): LabelledPredicate => ({ label, formula });

/** A property: a schema over the state whose one predicate is the claim. */
export const claim = (parts: {
  /** Property id of FORMAL.md G. */
  readonly property: string;
  readonly name: string;
  readonly source: string;
  readonly meaning: string;
  /** Schemas that declare everything `formula` speaks of. */
  readonly includes: readonly Schema[];
  readonly formula: Formula;
}): Claim => ({
  property: parts.property,
  schema: schema({
    name: parts.name,
    source: parts.source,
    meaning: parts.meaning,
    includes: parts.includes,
    predicates: [predicate(parts.property, parts.formula)],
  }),
  formula: parts.formula,
});

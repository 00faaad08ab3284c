/**
 * Typed constructors: the only way to make terms and formulas.
 *
 * The column sorts live in the type, so a join of relations that do not line up, a union of different shapes or a
 * quantifier over a relation does not compile. The casts of this file are what buys that; there are none elsewhere.
 * Results are typed `Term<readonly [A]>` and not `SetTerm<A>`: the compiler infers sorts through an alias only where it
 * is the same alias.
 */

import type { SwitchName, SwitchValue } from '../profile/profile.ts';
import type { Component } from './schema.ts';
import type {
  Declaration,
  Formula,
  NUMBER,
  NumberTerm,
  PredicateDefinition,
  SetTerm,
  Sorts,
  Term,
  TermDefinition,
  TermNode,
  Variable,
} from './terms.ts';

const typed = <S extends Sorts>(node: TermNode): Term<S> => node as Term<S>;

/** The term that denotes a state component. */
export const relation = <const S extends Sorts>(component: Component<S>): Term<S> =>
  typed({ kind: 'relation', name: component.name, sorts: component.sorts, shape: component.shape });

/** A scalar variable of one sort. */
export const scalar = <const A extends string>(name: string, sort: A): Variable<readonly [A]> => ({
  kind: 'variable',
  name,
  sorts: [sort],
  denotes: 'element',
});

/** A variable that stands for a whole relation. */
export const relationVariable = <const S extends Sorts>(name: string, sorts: S): Variable<S> => ({
  kind: 'variable',
  name,
  sorts,
  denotes: 'relation',
});

/** A variable that stands for a function: f⦇x⦈ prints as f x. */
export const functionVariable = <const A extends string, const B extends string>(
  name: string,
  from: A,
  to: B,
): Variable<readonly [A, B]> => ({ kind: 'variable', name, sorts: [from, to], denotes: 'function' });

export const universe = <const A extends string>(sort: A): Term<readonly [A]> =>
  typed({ kind: 'universe', sorts: [sort] });

export const empty = <const S extends Sorts>(sorts: S): Term<S> => typed({ kind: 'empty', sorts });

export const identity = <const A extends string>(sort: A): Term<readonly [A, A]> =>
  typed({ kind: 'identity', sorts: [sort, sort] });

export const union = <S extends Sorts>(left: Term<S>, right: Term<NoInfer<S>>): Term<S> =>
  typed({ kind: 'union', left, right, sorts: left.sorts });

export const intersection = <S extends Sorts>(left: Term<S>, right: Term<NoInfer<S>>): Term<S> =>
  typed({ kind: 'intersection', left, right, sorts: left.sorts });

export const difference = <S extends Sorts>(left: Term<S>, right: Term<NoInfer<S>>): Term<S> =>
  typed({ kind: 'difference', left, right, sorts: left.sorts });

export const product = <L extends Sorts, R extends Sorts>(
  left: Term<L>,
  right: Term<R>,
): Term<readonly [...L, ...R]> =>
  typed({ kind: 'product', left, right, sorts: [...left.sorts, ...right.sorts] });

/** Columns, at least one: what has none is no relation. */
type SomeSorts = readonly [string, ...Sorts];

/** Composition: the last column of `left` meets the first of `right`. Of two sets nothing would be left. */
export const join = <L extends Sorts, M extends string, R extends Sorts>(
  left: Term<readonly [...L, M]>,
  right: Term<readonly [NoInfer<M>, ...R]> & (readonly [...L, ...R] extends SomeSorts ? unknown : never),
): Term<readonly [...L, ...R]> =>
  typed({ kind: 'join', left, right, sorts: [...left.sorts.slice(0, -1), ...right.sorts.slice(1)] });

/** relation⦇set⦈. */
export const image = <A extends string, R extends SomeSorts>(
  relation: Term<readonly [A, ...R]>,
  set: SetTerm<NoInfer<A>>,
): Term<readonly [...R]> => typed({ kind: 'image', relation, set, sorts: relation.sorts.slice(1) });

export const converse = <A extends string, B extends string>(
  operand: Term<readonly [A, B]>,
): Term<readonly [B, A]> => typed({ kind: 'converse', operand, sorts: [operand.sorts[1], operand.sorts[0]] });

/** R⁺. */
export const closure = <A extends string>(operand: Term<readonly [A, NoInfer<A>]>): Term<readonly [A, A]> =>
  typed({ kind: 'closure', operand, sorts: operand.sorts });

export const domain = <A extends string, B extends string>(
  operand: Term<readonly [A, B]>,
): Term<readonly [A]> => typed({ kind: 'domain', operand, sorts: [operand.sorts[0]] });

export const range = <A extends string, B extends string>(
  operand: Term<readonly [A, B]>,
): Term<readonly [B]> => typed({ kind: 'range', operand, sorts: [operand.sorts[1]] });

const restriction =
  <K extends 'domain-restriction' | 'domain-subtraction'>(kind: K) =>
  <A extends string, B extends string>(
    set: SetTerm<NoInfer<A>>,
    relation: Term<readonly [A, B]>,
  ): Term<readonly [A, B]> =>
    typed({ kind, relation, set, sorts: relation.sorts });

/** S ◁ R and S ⩤ R. */
export const domainRestriction = restriction('domain-restriction');
export const domainSubtraction = restriction('domain-subtraction');

const rangeRestricting =
  <K extends 'range-restriction' | 'range-subtraction'>(kind: K) =>
  <A extends string, B extends string>(
    relation: Term<readonly [A, B]>,
    set: SetTerm<NoInfer<B>>,
  ): Term<readonly [A, B]> =>
    typed({ kind, relation, set, sorts: relation.sorts });

/** R ▷ S and R ⩥ S. */
export const rangeRestriction = rangeRestricting('range-restriction');
export const rangeSubtraction = rangeRestricting('range-subtraction');

/** f ⊕ g. */
export const override = <A extends string, B extends string>(
  left: Term<readonly [A, B]>,
  right: Term<readonly [NoInfer<A>, NoInfer<B>]>,
): Term<readonly [A, B]> => typed({ kind: 'override', left, right, sorts: left.sorts });

/** `variable` ranges over `set`. */
export const each = <A extends string>(
  variable: Variable<readonly [A]>,
  set: SetTerm<NoInfer<A>>,
): Declaration => ({
  variable,
  set,
});

/** { x : X | condition }. */
export const setOf = <A extends string>(
  variable: Variable<readonly [A]>,
  set: SetTerm<NoInfer<A>>,
  condition: Formula,
): Term<readonly [A]> =>
  typed({ kind: 'comprehension', declarations: [{ variable, set }], condition, sorts: variable.sorts });

/** { x : X; y : Y | condition } as a relation. */
export const pairsOf = <A extends string, B extends string>(
  left: { readonly variable: Variable<readonly [A]>; readonly set: SetTerm<NoInfer<A>> },
  right: { readonly variable: Variable<readonly [B]>; readonly set: SetTerm<NoInfer<B>> },
  condition: Formula,
): Term<readonly [A, B]> =>
  typed({
    kind: 'comprehension',
    declarations: [left, right],
    condition,
    sorts: [left.variable.sorts[0], right.variable.sorts[0]],
  });

type ParametersOf<P extends readonly Variable[]> = {
  readonly [I in keyof P]: P[I] extends Variable<infer S> ? Term<S> : never;
};

/** A named term: returns the function that applies it. */
export const defineTerm = <const P extends readonly Variable[], S extends Sorts>(
  name: string,
  parameters: P,
  body: Term<S>,
): ((...values: ParametersOf<P>) => Term<S>) & { readonly definition: TermDefinition } => {
  const definition: TermDefinition = { name, parameters, body };
  const apply = (...values: ParametersOf<P>): Term<S> =>
    typed({ kind: 'application', definition, arguments: values as readonly Term[], sorts: body.sorts });
  return Object.assign(apply, { definition });
};

/** A named predicate: returns the function that applies it. */
export const definePredicate = <const P extends readonly Variable[]>(
  name: string,
  parameters: P,
  body: Formula,
): ((...values: ParametersOf<P>) => Formula) & { readonly definition: PredicateDefinition } => {
  const definition: PredicateDefinition = { name, parameters, body };
  const apply = (...values: ParametersOf<P>): Formula => ({
    kind: 'predicate',
    definition,
    arguments: values as readonly Term[],
  });
  return Object.assign(apply, { definition });
};

/** The reading `name` of the profile decides; every value of the switch has a term. */
export const choose = <N extends SwitchName, V extends SwitchValue<N>, S extends Sorts>(
  name: N,
  // S is inferred through the parameter V; the second part demands the values that V lacks.
  options: Readonly<Record<V, Term<S>>> & Readonly<Record<SwitchValue<N>, Term>>,
): Term<S> => {
  const [first] = Object.values<Term<S>>(options);
  if (first === undefined) throw new Error(`switch ${name} without values`);
  return typed({ kind: 'choice', switch: name, options, sorts: first.sorts });
};

export const chooseFormula = <N extends SwitchName>(
  name: N,
  options: { readonly [V in SwitchValue<N>]: Formula },
): Formula => ({ kind: 'formula-choice', switch: name, options });

export const truth: Formula = { kind: 'true' };
export const falsity: Formula = { kind: 'false' };
export const not = (operand: Formula): Formula => ({ kind: 'not', operand });
export const and = (...operands: readonly Formula[]): Formula => ({ kind: 'and', operands });
export const or = (...operands: readonly Formula[]): Formula => ({ kind: 'or', operands });
export const implies = (left: Formula, right: Formula): Formula => ({ kind: 'implies', left, right });
export const iff = (left: Formula, right: Formula): Formula => ({ kind: 'iff', left, right });

export const subset = <S extends Sorts>(left: Term<S>, right: Term<NoInfer<S>>): Formula => ({
  kind: 'subset',
  left,
  right,
});

export const equal = <S extends Sorts>(left: Term<S>, right: Term<NoInfer<S>>): Formula => ({
  kind: 'equal',
  left,
  right,
});

/** x ∈ S. */
export const member = <A extends string>(element: SetTerm<A>, set: SetTerm<NoInfer<A>>): Formula => ({
  kind: 'member',
  element: [element],
  relation: set,
});

/** (x, y) ∈ R. */
export const related = <A extends string, B extends string>(
  left: SetTerm<NoInfer<A>>,
  right: SetTerm<NoInfer<B>>,
  relation: Term<readonly [A, B]>,
): Formula => ({ kind: 'member', element: [left, right], relation });

/** (x, y, …) ∈ R. */
export const among = <S extends Sorts>(
  elements: NoInfer<{ readonly [I in keyof S]: SetTerm<S[I]> }>,
  relation: Term<S>,
): Formula => ({ kind: 'member', element: elements as readonly SetTerm[], relation });

/** R = ∅. */
export const isEmpty = (operand: Term): Formula => ({ kind: 'empty-set', operand });

export const forall = (
  declarations: readonly Declaration[],
  body: Formula,
  given: Formula = truth,
): Formula => ({
  kind: 'forall',
  declarations,
  given,
  body,
});

export const exists = (
  declarations: readonly Declaration[],
  body: Formula,
  given: Formula = truth,
): Formula => ({
  kind: 'exists',
  declarations,
  given,
  body,
});

/** Some total function from `domain` inside `bound`. */
export const existsFunction = <A extends string, B extends string>(
  variable: Variable<readonly [A, B]>,
  domain: SetTerm<NoInfer<A>>,
  bound: Term<readonly [NoInfer<A>, NoInfer<B>]>,
  body: Formula,
): Formula => ({ kind: 'exists-relation', variable, shape: { kind: 'function', domain }, bound, body });

/** Every total function from `domain` inside `bound`. */
export const forallFunction = <A extends string, B extends string>(
  variable: Variable<readonly [A, B]>,
  domain: SetTerm<NoInfer<A>>,
  bound: Term<readonly [NoInfer<A>, NoInfer<B>]>,
  body: Formula,
): Formula => ({ kind: 'forall-relation', variable, shape: { kind: 'function', domain }, bound, body });

/** Every subset of `bound`. */
export const forallSubset = <S extends Sorts>(
  variable: Variable<S>,
  bound: Term<NoInfer<S>>,
  body: Formula,
): Formula => ({
  kind: 'forall-relation',
  variable,
  shape: { kind: 'set' },
  bound,
  body,
});

export const labelled = (label: string, operand: Formula): Formula => ({ kind: 'labelled', label, operand });

export const literal = (value: number): NumberTerm => ({ kind: 'literal', value });
/** #R. */
export const count = (operand: Term): NumberTerm => ({ kind: 'count', operand });
/** The number that a scalar of the sort NUMBER names. */
export const numberOf = (operand: SetTerm<typeof NUMBER>): NumberTerm => ({ kind: 'value', operand });

type Comparison = Extract<Formula, { kind: 'compare' }>['operator'];

export const compare = (left: NumberTerm, operator: Comparison, right: NumberTerm): Formula => ({
  kind: 'compare',
  operator,
  left,
  right,
});

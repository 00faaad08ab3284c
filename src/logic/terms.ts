/**
 * Terms and formulas of the specification language: closed unions of plain data.
 *
 * The language is typed relational logic with finite cardinalities, close to Z's mathematical toolkit. A term denotes
 * a relation; a set is a unary relation, a scalar a singleton set. The sorts of a term's columns stand both at run
 * time (`sorts`) and in a phantom type, so that joining relations that do not line up is a compile error. Nodes are
 * built only by the constructors of `build.ts`; everything else matches on `kind`.
 *
 * A `choice` picks by a switch of the reading profile. `profile/` replaces it; no engine and no interpreter sees one.
 */

import type { SwitchName } from '../profile/profile.ts';
import type { Shape } from './schema.ts';

/** Column sorts, left to right, by name. */
export type Sorts = readonly string[];

/** A term with columns `S`. */
export type Term<S extends Sorts = Sorts> = TermNode & { readonly sorts: S };

/** A term of arity 1: a set, or a scalar where it has exactly one element. */
export type SetTerm<A extends string = string> = Term<readonly [A]>;

/** A variable bound by a quantifier, a comprehension, a schema's declaration or an operation's input. */
export interface Variable<S extends Sorts = Sorts> {
  readonly kind: 'variable';
  readonly name: string;
  readonly sorts: S;
  /**
   * What it stands for, which the evaluation does not need and the notation does: `element` is printed `u`, and `{u}`
   * where a set is meant; `function` is printed `f x` where it is applied.
   */
  readonly denotes: 'element' | 'relation' | 'function';
}

export type TermNode =
  /** A component of the state, by its name in the schema. */
  | { readonly kind: 'relation'; readonly name: string; readonly sorts: Sorts; readonly shape: Shape }
  | Variable
  /** All elements of a sort that the state knows, also undeclared ones. */
  | { readonly kind: 'universe'; readonly sorts: readonly [string] }
  | { readonly kind: 'empty'; readonly sorts: Sorts }
  | { readonly kind: 'identity'; readonly sorts: readonly [string, string] }
  | {
      readonly kind: 'union' | 'intersection' | 'difference';
      readonly left: Term;
      readonly right: Term;
      readonly sorts: Sorts;
    }
  | { readonly kind: 'product'; readonly left: Term; readonly right: Term; readonly sorts: Sorts }
  /** Relational composition: last column of `left` with first column of `right`, both dropped. */
  | { readonly kind: 'join'; readonly left: Term; readonly right: Term; readonly sorts: Sorts }
  /** R⦇S⦈: like join(set, relation), but printed as Z's relational image. */
  | { readonly kind: 'image'; readonly relation: Term; readonly set: Term; readonly sorts: Sorts }
  | { readonly kind: 'converse'; readonly operand: Term; readonly sorts: Sorts }
  /** R⁺. */
  | { readonly kind: 'closure'; readonly operand: Term; readonly sorts: Sorts }
  | { readonly kind: 'domain' | 'range'; readonly operand: Term; readonly sorts: Sorts }
  /** S ◁ R, S ⩤ R, R ▷ S, R ⩥ S. */
  | {
      readonly kind: 'domain-restriction' | 'domain-subtraction' | 'range-restriction' | 'range-subtraction';
      readonly relation: Term;
      readonly set: Term;
      readonly sorts: Sorts;
    }
  | { readonly kind: 'override'; readonly left: Term; readonly right: Term; readonly sorts: Sorts }
  /** { declarations | condition }: tuples of the declared variables. */
  | {
      readonly kind: 'comprehension';
      readonly declarations: readonly Declaration[];
      readonly condition: Formula;
      readonly sorts: Sorts;
    }
  /** A named definition applied to arguments; printed by name, evaluated by its body. */
  | {
      readonly kind: 'application';
      readonly definition: TermDefinition;
      readonly arguments: readonly Term[];
      readonly sorts: Sorts;
    }
  | {
      readonly kind: 'choice';
      readonly switch: SwitchName;
      readonly options: Readonly<Record<string, Term>>;
      readonly sorts: Sorts;
    };

/** A scalar variable that ranges over the elements of a set. */
export interface Declaration {
  readonly variable: Variable<readonly [string]>;
  readonly set: SetTerm;
}

export type Formula =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | { readonly kind: 'not'; readonly operand: Formula }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Formula[] }
  | { readonly kind: 'implies' | 'iff'; readonly left: Formula; readonly right: Formula }
  | { readonly kind: 'subset' | 'equal'; readonly left: Term; readonly right: Term }
  /** `element` is a tuple of scalars, in the order of `relation`'s columns. */
  | { readonly kind: 'member'; readonly element: readonly SetTerm[]; readonly relation: Term }
  | { readonly kind: 'empty-set'; readonly operand: Term }
  | {
      readonly kind: 'compare';
      readonly operator: '<' | '<=' | '=' | '>=' | '>';
      readonly left: NumberTerm;
      readonly right: NumberTerm;
    }
  /** `given` is the `|` part of Z's quantifiers: ∀ d | given • body is ∀ d • given ⇒ body; ∃ joins with ∧. */
  | {
      readonly kind: 'forall' | 'exists';
      readonly declarations: readonly Declaration[];
      readonly given: Formula;
      readonly body: Formula;
    }
  /**
   * Quantification over a relation variable: every or some subset of `bound` (`shape: 'set'`), or every or some total
   * function from `domain` that is contained in `bound` (`shape: 'function'`, two columns).
   */
  | {
      readonly kind: 'forall-relation' | 'exists-relation';
      readonly variable: Variable;
      readonly shape: { readonly kind: 'set' } | { readonly kind: 'function'; readonly domain: SetTerm };
      readonly bound: Term;
      readonly body: Formula;
    }
  /** A label carries a part's name into why-trees, proofs and cores. */
  | { readonly kind: 'labelled'; readonly label: string; readonly operand: Formula }
  | {
      readonly kind: 'predicate';
      readonly definition: PredicateDefinition;
      readonly arguments: readonly Term[];
    }
  | {
      readonly kind: 'formula-choice';
      readonly switch: SwitchName;
      readonly options: Readonly<Record<string, Formula>>;
    };

/** Natural numbers. */
export type NumberTerm =
  | { readonly kind: 'literal'; readonly value: number }
  /** #T. */
  | { readonly kind: 'count'; readonly operand: Term }
  /** The number named by the single element of a set of the sort `NUMBER`. */
  | { readonly kind: 'value'; readonly operand: SetTerm };

export interface TermDefinition {
  readonly name: string;
  /** How an application prints: `f x`, or `x op y`; `_` stands for an argument. */
  readonly parameters: readonly Variable[];
  readonly body: Term;
  /** Of a definition that stands for a component after an update: the component's. */
  readonly shape?: Shape;
}

export interface PredicateDefinition {
  readonly name: string;
  readonly parameters: readonly Variable[];
  readonly body: Formula;
}

/** The sort of numbers (limits, cardinalities, times); its elements are numerals. */
export const NUMBER = 'NUMBER';

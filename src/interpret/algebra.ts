/**
 * What the interpreter asks of its truth values.
 *
 * Evaluating, compiling to a circuit and explaining are one interpretation over three algebras (as in Kodkod, where
 * the evaluator is the translator run over constants): a bug in the meaning of an operator shows in all of them, and
 * the plain-set oracles of the tests hold that one meaning down.
 */

import type { Formula, Sorts } from '../logic/terms.ts';
import type { Matrix } from './matrix.ts';

/** Collects the conjuncts or disjuncts of one formula. */
export interface Fold<B> {
  /** Adds a part; true when further parts cannot change the value, so that the caller stops. */
  add(value: B): boolean;
  value(): B;
}

/** `number ≥ least` has the truth value `reached()`; steps ascend, and a number below all of them is −∞. */
export interface Step<B> {
  readonly least: number;
  readonly reached: () => B;
}

/** Whether a formula is needed true, needed false, or both; decides whether fresh variables may stand for ∃. */
export type Polarity = 'positive' | 'negative' | 'both';

/** A quantifier over relations, with its bound already evaluated. */
export interface RelationChoice<B> {
  readonly quantifier: 'exists' | 'forall';
  readonly polarity: Polarity;
  readonly name: string;
  readonly sorts: Sorts;
  readonly bound: Matrix<B>;
  /** For total functions: the domain; null for subsets of the bound. */
  readonly domain: ReadonlyMap<number, B> | null;
  /** The body's value where the variable is `value`. */
  readonly body: (value: Matrix<B>) => B;
}

/** What an explaining algebra keeps of a formula that it passes. */
export interface Passage {
  readonly formula: Formula;
  /** `instance`: the body of a quantifier, together with its premise, for one binding. */
  readonly role: 'formula' | 'instance';
  /** Values of the variables in scope, for those that are cheap to tell. */
  readonly bindings: () => Readonly<Record<string, readonly (readonly number[])[]>>;
}

export interface Algebra<B> {
  readonly true: B;
  readonly false: B;
  /** Whether every value is a constant, so that of a disjunction one true part is enough, and no others need be asked. */
  readonly decides: boolean;
  /** Known constants: an entry that is known false is not stored in a relation. */
  isTrue(value: B): boolean;
  isFalse(value: B): boolean;
  /** No further change in a fixed point: equal values. */
  same(left: B, right: B): boolean;
  not(value: B): B;
  and(left: B, right: B): B;
  or(left: B, right: B): B;
  /** Parts of one formula (`operands`), or instances of a quantifier, of which one may be reason enough. */
  every(parts: 'operands' | 'instances'): Fold<B>;
  some(parts: 'operands' | 'instances'): Fold<B>;
  /** The number of true values. */
  count(values: readonly B[]): readonly Step<B>[];
  choose(choice: RelationChoice<B>): B;
  /** Told of every formula on the way, where the algebra explains; null where it does not. */
  readonly passed: ((passage: Passage, value: B) => B) | null;
}

/**
 * Bindings of variables while a formula is interpreted: an immutable chain, innermost first.
 *
 * Every bound value has a number, equal numbers meaning equal values, so that caches need not compare relations. An
 * argument of a definition is bound to its term and the environment of the call: nothing is evaluated that the body
 * does not ask for, and an image of the argument stays an image.
 */

import type { Valuation } from '../logic/state.ts';
import type { Term } from '../logic/terms.ts';
import type { Matrix } from './matrix.ts';

export type Binding<B> =
  | { readonly kind: 'element'; readonly element: number }
  | { readonly kind: 'relation'; readonly relation: Matrix<B>; readonly number: number }
  | {
      readonly kind: 'term';
      readonly term: Term;
      readonly environment: Environment<B>;
      readonly number: number;
    };

export interface Frame<B> {
  readonly name: string;
  readonly binding: Binding<B>;
  readonly outer: Environment<B>;
}

export type Environment<B> = Frame<B> | null;

export const bind = <B>(name: string, binding: Binding<B>, outer: Environment<B>): Frame<B> => ({
  name,
  binding,
  outer,
});

export function bound<B>(name: string, environment: Environment<B>): Binding<B> {
  for (let frame = environment; frame !== null; frame = frame.outer) {
    if (frame.name === name) return frame.binding;
  }
  throw new Error(`the variable \`${name}\` has no value here`);
}

/** Elements have their own numbers ≥ 0, everything else a number < 0 that is never used again. */
export const numberOfBinding = <B>(binding: Binding<B>): number =>
  binding.kind === 'element' ? binding.element : binding.number;

/** The elements that scalars are bound to, under the names asked for. */
export function elementsOf<B>(environment: Environment<B>, names: readonly string[]): Valuation {
  return Object.fromEntries(
    names.map((name) => {
      const binding = bound(name, environment);
      if (binding.kind !== 'element') throw new Error(`\`${name}\` is not bound to an element`);
      return [name, [[binding.element]]];
    }),
  );
}

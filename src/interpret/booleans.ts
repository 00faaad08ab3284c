/**
 * Evaluation: true, false, and `unknown` for "not decided yet".
 *
 * The third value occurs only while a quantifier over relations is searched: the tuples not decided yet are unknown,
 * and a body that is already true or false needs no further decisions (Kleene's strong logic). Without it, feasibility
 * would try every plan.
 */

import type { Algebra, Fold, RelationChoice, Step } from './algebra.ts';
import { search } from './search.ts';

export type Truth = boolean | 'unknown';

const not = (value: Truth): Truth => (value === 'unknown' ? value : !value);

const and = (left: Truth, right: Truth): Truth =>
  left === false || right === false ? false : left === 'unknown' || right === 'unknown' ? 'unknown' : true;

const or = (left: Truth, right: Truth): Truth =>
  left === true || right === true ? true : left === 'unknown' || right === 'unknown' ? 'unknown' : false;

function fold(start: boolean, join: (left: Truth, right: Truth) => Truth): Fold<Truth> {
  let result: Truth = start;
  return {
    add(value) {
      result = join(result, value);
      return result === !start;
    },
    value: () => result,
  };
}

function count(values: readonly Truth[]): readonly Step<Truth>[] {
  let certain = 0;
  for (const value of values) if (value === true) certain += 1;
  const steps: Step<Truth>[] = [{ least: certain, reached: () => true }];
  for (let possible = certain + 1; possible <= values.length; possible += 1) {
    steps.push({ least: possible, reached: () => 'unknown' });
  }
  return steps;
}

export const booleans: Algebra<Truth> = {
  true: true,
  false: false,
  decides: true,
  isTrue: (value) => value === true,
  isFalse: (value) => value === false,
  same: (left, right) => left === right,
  not,
  and,
  or,
  every: () => fold(true, and),
  some: () => fold(false, or),
  count,
  choose(choice: RelationChoice<Truth>): Truth {
    const wanted = choice.quantifier === 'exists';
    const outcome = search(choice, wanted);
    if (outcome === 'unknown') return 'unknown';
    const found = outcome.next();
    if (!found.done) return wanted;
    return found.value ? 'unknown' : !wanted;
  },
  passed: null,
};

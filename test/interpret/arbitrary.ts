/**
 * Random well-sorted terms, formulas and states, built from a tape of bytes: a shorter tape gives a simpler formula,
 * which is what fast-check shrinks to.
 */

import fc from 'fast-check';
import {
  and,
  choose,
  chooseFormula,
  closure,
  compare,
  converse,
  count,
  definePredicate,
  defineTerm,
  difference,
  domain,
  domainRestriction,
  domainSubtraction,
  each,
  empty,
  equal,
  exists,
  existsFunction,
  forall,
  forallSubset,
  identity,
  iff,
  image,
  implies,
  intersection,
  isEmpty,
  join,
  labelled,
  literal,
  member,
  not,
  numberOf,
  or,
  override,
  pairsOf,
  product,
  range,
  rangeRestriction,
  rangeSubtraction,
  related,
  relation,
  relationVariable,
  scalar,
  setOf,
  subset,
  union,
  universe,
} from '../../src/logic/build.ts';
import type { State } from '../../src/logic/state.ts';
import type { Formula, NumberTerm, SetTerm, Term, Variable } from '../../src/logic/terms.ts';

type A = 'A';
type B = 'B';
type Set1 = SetTerm<A>;
type AA = Term<readonly [A, A]>;
type AB = Term<readonly [A, B]>;

const part = <const S extends readonly string[]>(name: string, sorts: S) =>
  relation({ name, sorts, shape: 'relation', meaning: '' });

export const a = part('a', ['A']);
export const b = part('b', ['B']);
export const r = part('r', ['A', 'A']);
export const s = part('s', ['A', 'B']);
export const n = part('n', ['A', 'NUMBER']);
export const w = part('w', ['A', 'B', 'A']);
const columns = { a: ['A'], b: ['B'], r: ['A', 'A'], s: ['A', 'B'], n: ['A', 'NUMBER'], w: ['A', 'B', 'A'] };
const sorts = { A: ['a0', 'a1', 'a2'], B: ['b0', 'b1'], NUMBER: ['2', '0', '1'] } as const;

const X = relationVariable('X', ['A']);
const Y = relationVariable('Y', ['A', 'A']);
const x = scalar('x', 'A');
const y = scalar('y', 'A');
/** Parameters share their names with bound variables, so that capture would show. */
const above = defineTerm('above', [X, Y], union(X, image(closure(Y), X)));
const within = defineTerm('within', [x], setOf(y, universe('A'), related(x, y, r)));
const stray = definePredicate('stray', [X, x], exists([each(y, X)], not(equal(x, y))));

/** What may occur. `positive`: no negation in any form, so that more facts never make it false. */
export type Vocabulary = 'everything' | 'no relation quantifiers' | 'positive' | 'choices';

interface Scope {
  readonly scalars: readonly Variable<readonly [A]>[];
  readonly sets: readonly Set1[];
  readonly quantified: number;
}

function author(tape: readonly number[], vocabulary: Vocabulary) {
  let at = 0;
  const next = (options: number): number => {
    const value = tape[at] ?? 0;
    at += 1;
    return value % options;
  };
  const pick = <T>(options: readonly (() => T)[]): T => options[next(options.length)]!();
  const monotone = vocabulary === 'positive';
  const only = <T>(condition: boolean, options: readonly (() => T)[]) => (condition ? options : []);
  const names = ['x', 'y', 'z'] as const;

  function withScalar(scope: Scope): { readonly variable: Variable<readonly [A]>; readonly scope: Scope } {
    const variable = scalar(names[next(3)]!, 'A');
    // A shadowed variable is the inner one from here on.
    const others = scope.scalars.filter(({ name }) => name !== variable.name);
    return { variable, scope: { ...scope, scalars: [...others, variable] } };
  }

  function element(scope: Scope): Set1 {
    return scope.scalars.length === 0 ? a : scope.scalars[next(scope.scalars.length)]!;
  }

  function set(depth: number, scope: Scope): Set1 {
    if (depth === 0) {
      return pick<Set1>([
        () => a,
        () => universe('A'),
        () => element(scope),
        () => empty(['A']),
        () => scope.sets[next(scope.sets.length + 1)] ?? a,
      ]);
    }
    const d = depth - 1;
    return pick<Set1>([
      () => set(0, scope),
      () => image<A, readonly [A]>(pairs(d, scope), set(d, scope)),
      () => union(set(d, scope), set(d, scope)),
      () => intersection(set(d, scope), set(d, scope)),
      () => image(converse(mixed(d, scope)), b),
      () => domain(mixed(d, scope)),
      () => range(pairs(d, scope)),
      () => {
        const composed = join<readonly [], A, readonly [A]>(set(d, scope), pairs(d, scope));
        return composed;
      },
      () => above(set(d, scope), pairs(d, scope)),
      () => {
        const composed = image<B, readonly [A]>(image<A, readonly [B, A]>(w, set(d, scope)), b);
        return composed;
      },
      () => {
        const composed = join<readonly [A], A, readonly []>(pairs(d, scope), set(d, scope));
        return composed;
      },
      () => {
        const over = set(d, scope);
        const inner = withScalar(scope);
        return setOf(inner.variable, over, formula(d, inner.scope));
      },
      ...only<Set1>(!monotone, [
        () => difference(set(d, scope), set(d, scope)),
        () => within(element(scope)),
      ]),
      ...only<Set1>(vocabulary === 'choices', [
        () => choose('membership', { authorised: set(d, scope), assigned: set(d, scope) }),
      ]),
    ]);
  }

  function pairs(depth: number, scope: Scope): AA {
    if (depth === 0) return pick<AA>([() => r, () => identity('A'), () => empty(['A', 'A']), () => r]);
    const d = depth - 1;
    return pick<AA>([
      () => r,
      () => closure(pairs(d, scope)),
      () => converse(pairs(d, scope)),
      () => union(pairs(d, scope), pairs(d, scope)),
      () => intersection(pairs(d, scope), pairs(d, scope)),
      () => {
        const composed = join<readonly [A], A, readonly [A]>(pairs(d, scope), pairs(d, scope));
        return composed;
      },
      () => {
        const composed = join<readonly [A], B, readonly [A]>(mixed(d, scope), converse(mixed(d, scope)));
        return composed;
      },
      () => {
        const composed = product<readonly [A], readonly [A]>(set(d, scope), set(d, scope));
        return composed;
      },
      () => domainRestriction(set(d, scope), pairs(d, scope)),
      () => rangeRestriction(pairs(d, scope), set(d, scope)),
      () => {
        const composed = join<readonly [A], B, readonly [A]>(s, image<A, readonly [B, A]>(w, set(d, scope)));
        return composed;
      },
      () => {
        const left = set(d, scope);
        const first = withScalar(scope);
        const right = set(d, first.scope);
        const second = withScalar(first.scope);
        if (first.variable.name === second.variable.name) return r;
        return pairsOf(
          { variable: first.variable, set: left },
          { variable: second.variable, set: right },
          formula(d, second.scope),
        );
      },
      ...only<AA>(!monotone, [
        () => difference(pairs(d, scope), pairs(d, scope)),
        () => domainSubtraction(set(d, scope), pairs(d, scope)),
        () => rangeSubtraction(pairs(d, scope), set(d, scope)),
        () => override(pairs(d, scope), pairs(d, scope)),
      ]),
    ]);
  }

  function mixed(depth: number, scope: Scope): AB {
    if (depth === 0) return s;
    const d = depth - 1;
    return pick<AB>([
      () => s,
      () => {
        const composed = join<readonly [A], A, readonly [B]>(pairs(d, scope), mixed(d, scope));
        return composed;
      },
      () => {
        const composed = product<readonly [A], readonly [B]>(set(d, scope), b);
        return composed;
      },
      () => domainRestriction(set(d, scope), s),
      ...only<AB>(!monotone, [
        () => override(s, mixed(d, scope)),
        () => domainSubtraction(set(d, scope), mixed(d, scope)),
      ]),
    ]);
  }

  function number(depth: number, scope: Scope): NumberTerm {
    return pick<NumberTerm>([
      () => literal(next(4)),
      () => count(set(depth, scope)),
      () => count(pairs(Math.max(0, depth - 1), scope)),
      () => numberOf(image(n, element(scope))),
    ]);
  }

  function formula(depth: number, scope: Scope): Formula {
    if (depth === 0) {
      return pick<Formula>([
        () => member(element(scope), set(0, scope)),
        () => related(element(scope), element(scope), r),
        () => (monotone ? member(element(scope), a) : isEmpty(set(0, scope))),
        () => (monotone ? member(element(scope), domain(s)) : subset(set(0, scope), set(0, scope))),
      ]);
    }
    const d = depth - 1;
    const declared = (): { readonly declarations: Parameters<typeof forall>[0]; readonly scope: Scope } => {
      const over = set(d, scope);
      const first = withScalar(scope);
      if (next(2) === 0) return { declarations: [each(first.variable, over)], scope: first.scope };
      const over2 = set(d, first.scope);
      const second = withScalar(first.scope);
      return {
        declarations: [each(first.variable, over), each(second.variable, over2)],
        scope: second.scope,
      };
    };
    return pick<Formula>([
      () => formula(0, scope),
      () => member(element(scope), set(d, scope)),
      () => related(element(scope), element(scope), pairs(d, scope)),
      () => and(formula(d, scope), formula(d, scope)),
      () => or(formula(d, scope), formula(d, scope)),
      () => labelled(`L${next(9)}`, formula(d, scope)),
      () => {
        const { declarations, scope: inner } = declared();
        return exists(declarations, formula(d, inner), formula(d, inner));
      },
      () => {
        const { declarations, scope: inner } = declared();
        return exists(declarations, and(formula(d, inner), formula(d, inner)));
      },
      ...only<Formula>(!monotone, [
        () => {
          const { declarations, scope: inner } = declared();
          return forall(declarations, formula(d, inner), formula(d, inner));
        },
        () => {
          const { declarations, scope: inner } = declared();
          return forall(declarations, implies(formula(d, inner), formula(d, inner)));
        },
        () => not(formula(d, scope)),
        () => implies(formula(d, scope), formula(d, scope)),
        () => iff(formula(d, scope), formula(d, scope)),
        () => subset(pairs(d, scope), pairs(d, scope)),
        () => equal(set(d, scope), set(d, scope)),
        () => isEmpty(set(d, scope)),
        () => stray(set(d, scope), element(scope)),
        () => {
          const operators = ['<', '<=', '=', '>=', '>'] as const;
          return compare(number(d, scope), operators[next(5)]!, number(d, scope));
        },
      ]),
      ...only<Formula>(vocabulary === 'choices', [
        () => chooseFormula('feasibility', { static: formula(d, scope), pairwise: formula(d, scope) }),
      ]),
      ...only<Formula>(vocabulary === 'everything' && scope.quantified < 1, [
        () => {
          const chosen = relationVariable('I', ['A']);
          const inner = { ...scope, sets: [...scope.sets, chosen], quantified: scope.quantified + 1 };
          return forallSubset(chosen, set(d, scope), formula(d, inner));
        },
        () => {
          const f = relationVariable('f', ['A', 'A']);
          const inner = {
            ...scope,
            sets: [...scope.sets, image(f, element(scope)), range(f)],
            quantified: scope.quantified + 1,
          };
          return existsFunction(f, set(0, scope), pairs(d, scope), formula(d, inner));
        },
      ]),
    ]);
  }

  return { formula, set, pairs };
}

const closed: Scope = { scalars: [], sets: [], quantified: 0 };
const tape = fc.array(fc.nat(255), { minLength: 40, maxLength: 160, size: 'max' });

export const arbitraryFormula = (vocabulary: Vocabulary, depth = 3): fc.Arbitrary<Formula> =>
  tape.map((bytes) => author(bytes, vocabulary).formula(depth, closed));

export const arbitraryPairs = (vocabulary: Vocabulary, depth = 3): fc.Arbitrary<AA> =>
  tape.map((bytes) => author(bytes, vocabulary).pairs(depth, closed));

const every = (name: keyof typeof columns): number[][] =>
  columns[name].reduce<number[][]>(
    (tuples, sort) =>
      tuples.flatMap((tuple) => (sort === 'B' ? [0, 1] : [0, 1, 2]).map((element) => [...tuple, element])),
    [[]],
  );

export const arbitraryState: fc.Arbitrary<State> = fc
  .record({
    a: fc.subarray(every('a')),
    b: fc.subarray(every('b')),
    r: fc.subarray(every('r'), { maxLength: 5 }),
    s: fc.subarray(every('s')),
    n: fc.subarray(every('n'), { maxLength: 3 }),
    w: fc.subarray(every('w'), { maxLength: 5 }),
  })
  .map((relations) => ({ sorts, relations }));

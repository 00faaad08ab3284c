import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claims } from '../../spec/catalogue.ts';
import { laws } from '../../spec/laws.ts';
import { operations } from '../../spec/operations/catalogue.ts';
import {
  and,
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
  falsity,
  forall,
  forallSubset,
  functionVariable,
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
  truth,
  union,
  universe,
} from '../../src/logic/build.ts';
import type { Formula, NumberTerm, Term } from '../../src/logic/terms.ts';
import { printFormula } from '../../src/notation/index.ts';
import { lowerFormula } from '../../src/profile/lower.ts';
import { defaultProfile, type Profile } from '../../src/profile/profile.ts';
import { normal, readFormula, withoutEachPair } from './reader.ts';
import { formulaTree } from './tree.ts';

const A = 'A';

const named = (name: string) => relation({ name, sorts: [A], shape: 'set', meaning: '' });
const pairing = (name: string, shape: 'relation' | 'partial-function') =>
  relation({ name, sorts: [A, A], shape, meaning: '' });

const x = scalar('x', A);
const y = scalar('y2', A);
const X = relationVariable('X', [A]);
const tau = functionVariable('tau', A, A);
const f = pairing('f', 'partial-function');
const ofElement = defineTerm('of_element', [x], image(pairing('R', 'relation'), x));
const ofSet = defineTerm('of_set', [X], X);
const elementOf = defineTerm('element_of', [x], image(f, x));
const fixed = defineTerm('fixed', [], named('S'));
const ofBoth = defineTerm('of_both', [x, X], union(X, x));
const isFine = definePredicate('is_fine', [X], isEmpty(X));
const areFine = definePredicate('are_fine', [x, X], member(x, X));

interface Nodes {
  element: Term<readonly ['A']>;
  set: Term<readonly ['A']>;
  relation: Term<readonly ['A', 'A']>;
  number: NumberTerm;
  formula: Formula;
}

const arbitraries = fc.letrec((tie: fc.LetrecTypedTie<Nodes>) => {
  const element = tie('element');
  const set = tie('set');
  const pairs = tie('relation');
  const number = tie('number');
  const formula = tie('formula');
  const both = <T, U, R>(left: fc.Arbitrary<T>, right: fc.Arbitrary<U>, make: (a: T, b: U) => R) =>
    fc.tuple(left, right).map(([a, b]) => make(a, b));
  const deep = { maxDepth: 4, depthSize: 'small' as const };
  return {
    element: fc.oneof(
      deep,
      fc.constantFrom<Term<readonly ['A']>>(x, y),
      element.map((of): Term<readonly ['A']> => image(f, of)),
      element.map((of): Term<readonly ['A']> => elementOf(of)),
    ),
    set: fc.oneof(
      deep,
      fc.constantFrom<Term<readonly ['A']>>(named('S'), named('T'), X, x, empty([A]), universe(A), fixed()),
      element,
      both(set, set, (a, b): Term<readonly ['A']> => union(a, b)),
      both(set, set, (a, b): Term<readonly ['A']> => intersection(a, b)),
      both(set, set, (a, b): Term<readonly ['A']> => difference(a, b)),
      both(pairs, set, (a, b): Term<readonly ['A']> => image(a, b)),
      pairs.map((of): Term<readonly ['A']> => domain(of)),
      pairs.map((of): Term<readonly ['A']> => range(of)),
      both(set, formula, (from, condition): Term<readonly ['A']> => setOf(x, from, condition)),
      element.map((of): Term<readonly ['A']> => ofElement(of)),
      set.map((of): Term<readonly ['A']> => ofSet(of)),
      both(element, set, (a, b): Term<readonly ['A']> => ofBoth(a, b)),
    ),
    relation: fc.oneof(
      deep,
      fc.constantFrom<Term<readonly ['A', 'A']>>(
        pairing('R', 'relation'),
        pairing('Q', 'relation'),
        f,
        identity(A),
        tau,
      ),
      both(pairs, pairs, (a, b): Term<readonly ['A', 'A']> => union(a, b)),
      both(pairs, pairs, (a, b): Term<readonly ['A', 'A']> => intersection(a, b)),
      both(pairs, pairs, (a, b): Term<readonly ['A', 'A']> => difference(a, b)),
      both(pairs, pairs, (a, b): Term<readonly ['A', 'A']> => override(a, b)),
      both(pairs, pairs, (a, b): Term<readonly ['A', 'A']> => join(a, b)),
      both(set, set, (a, b): Term<readonly ['A', 'A']> => product(a, b)),
      pairs.map((of): Term<readonly ['A', 'A']> => converse(of)),
      pairs.map((of): Term<readonly ['A', 'A']> => closure(of)),
      both(set, pairs, (a, b): Term<readonly ['A', 'A']> => domainRestriction(a, b)),
      both(set, pairs, (a, b): Term<readonly ['A', 'A']> => domainSubtraction(a, b)),
      both(pairs, set, (a, b): Term<readonly ['A', 'A']> => rangeRestriction(a, b)),
      both(pairs, set, (a, b): Term<readonly ['A', 'A']> => rangeSubtraction(a, b)),
    ),
    number: fc.oneof(
      deep,
      fc.nat(9).map(literal),
      fc.constant(numberOf(scalar('n', 'NUMBER'))),
      set.map((of) => count(of)),
      pairs.map((of) => count(of)),
    ),
    formula: fc.oneof(
      deep,
      fc.constantFrom<Formula>(truth, falsity),
      formula.map(not),
      fc.array(formula, { minLength: 1, maxLength: 3 }).map((operands) => and(...operands)),
      fc.array(formula, { minLength: 1, maxLength: 3 }).map((operands) => or(...operands)),
      both(formula, formula, implies),
      both(formula, formula, iff),
      both(set, set, (a, b) => subset(a, b)),
      both(pairs, pairs, (a, b) => subset(a, b)),
      both(set, set, (a, b) => equal(a, b)),
      both(element, element, (a, b) => equal(a, b)),
      both(element, set, (a, b) => member(a, b)),
      fc.tuple(element, element, pairs).map(([a, b, r]) => related(a, b, r)),
      set.map(isEmpty),
      fc
        .tuple(number, fc.constantFrom('<', '<=', '=', '>=', '>'), number)
        .map(([a, operator, b]) => compare(a, operator, b)),
      // A chain a ≤ b ≤ c, which two independent numbers would hardly make.
      fc.tuple(number, number, number).map(([a, b, c]) => and(compare(a, '<=', b), compare(b, '<', c))),
      fc.tuple(set, formula, formula).map(([s, given, body]) => forall([each(x, s)], body, given)),
      fc
        .tuple(set, set, formula)
        .map(([s, t, body]) => exists([each(x, s), each(y, s), each(scalar('z', A), t)], body)),
      both(set, formula, (s, body) => forallSubset(X, s, body)),
      fc.tuple(set, pairs, formula).map(([s, r, body]) => existsFunction(tau, s, r, body)),
      formula.map((operand) => labelled('label', operand)),
      set.map((of) => isFine(of)),
      both(element, set, (a, b) => areFine(a, b)),
    ),
  };
});

const runs = { seed: 20260727, numRuns: 700 };

const readsTheSame = (text: string, tree: unknown): boolean => {
  try {
    return JSON.stringify(readFormula(text)) === JSON.stringify(tree);
  } catch {
    return false;
  }
};

describe('precedence', () => {
  test('what is printed reads back as the same formula', () => {
    fc.assert(
      fc.property(arbitraries.formula, (formula) => {
        expect(readFormula(printFormula(formula))).toEqual(normal(formulaTree(formula)));
      }),
      runs,
    );
  });

  test('no parentheses can be left out', () => {
    let pairs = 0;
    fc.assert(
      fc.property(arbitraries.formula, (formula) => {
        const tree = normal(formulaTree(formula));
        for (const shorter of withoutEachPair(printFormula(formula))) {
          pairs += 1;
          expect(readsTheSame(shorter, tree), shorter).toBe(false);
        }
      }),
      runs,
    );
    expect(pairs).toBeGreaterThan(runs.numRuns);
  });

  test('the specification reads back under every reading of a switch', () => {
    const readings: readonly Profile[] = [
      defaultProfile,
      {
        ...defaultProfile,
        membership: 'assigned',
        'dynamic-scope': 'user',
        'dynamic-closure': 'explicit',
        feasibility: 'pairwise',
        initiator: 'any',
        cardinality: 'authorised',
        prerequisite: 'assignment',
        revocation: 'reject',
        hierarchy: 'limited',
      },
    ];
    const formulas = [
      ...claims.map(({ formula }) => formula),
      ...laws.map(({ formula }) => formula),
      ...operations.flatMap(({ guards, steps, answer }) => [
        ...guards.map(({ formula }) => formula),
        ...steps.flatMap((step) =>
          step.kind === 'update' ? step.updates.map(({ value }) => subset(value, value)) : [],
        ),
        ...(answer === null ? [] : [answer]),
      ]),
    ];
    for (const formula of formulas) {
      for (const profile of readings) {
        const lowered = lowerFormula(formula, profile);
        expect(readFormula(printFormula(lowered))).toEqual(normal(formulaTree(lowered)));
      }
    }
  });
});

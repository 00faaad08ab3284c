import { describe, expect, test } from 'vitest';
import {
  counterexamples,
  denotes,
  holds,
  holdsAt,
  openClaim,
  TooLarge,
  UnknownComponent,
} from '../../src/interpret/evaluate.ts';
import { compile, compileSpelledOut, exactly, UnsupportedQuantifier } from '../../src/interpret/gates.ts';
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
  forall,
  forallSubset,
  identity,
  image,
  intersection,
  isEmpty,
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
  truth,
  union,
  universe,
} from '../../src/logic/build.ts';
import type { Claim } from '../../src/logic/claim.ts';
import { schema } from '../../src/logic/declare.ts';
import type { State } from '../../src/logic/state.ts';
import type { Formula, Term } from '../../src/logic/terms.ts';

const part = <const S extends readonly string[]>(name: string, sorts: S) =>
  relation({ name, sorts, shape: 'relation', meaning: '' });
const people = part('people', ['P']);
const knows = part('knows', ['P', 'P']);
const likes = part('likes', ['P', 'Q']);
const age = part('age', ['P', 'NUMBER']);
const x = scalar('x', 'P');
const y = scalar('y', 'P');

// 0 → 1 → 2 → 0 is a cycle, 3 → 4.
const state: State = {
  sorts: { P: ['p0', 'p1', 'p2', 'p3', 'p4'], Q: ['q0', 'q1'], NUMBER: ['30', '4', '7.5'] },
  relations: {
    people: [[0], [1], [3]],
    knows: [
      [0, 1],
      [1, 2],
      [2, 0],
      [3, 4],
    ],
    likes: [
      [0, 0],
      [0, 1],
      [3, 1],
    ],
    age: [
      [0, 0],
      [1, 1],
      [3, 1],
      [3, 2],
    ],
  },
};

const claimOf = (formula: Formula): Claim => ({
  property: 'P00',
  schema: schema({ name: 'Example', source: '', meaning: '' }),
  formula,
});

const pairs = (text: string): number[][] =>
  text === '' ? [] : text.split(' ').map((pair) => [...pair].map(Number));

describe('terms', () => {
  const cases: readonly [string, Term, string][] = [
    ['component', knows, '01 12 20 34'],
    ['universe knows elements without facts', universe('P'), '0 1 2 3 4'],
    ['universe of a sort that the state lacks', universe('Z'), ''],
    ['empty', empty(['P', 'P']), ''],
    ['identity', identity('Q'), '00 11'],
    ['union', union(people, image(knows, people)), '0 1 2 3 4'],
    ['intersection', intersection(people, image(knows, people)), '1'],
    ['difference', difference(people, image(knows, people)), '0 3'],
    ['product', product(people, image(likes, people)), '00 01 10 11 30 31'],
    ['converse', converse(knows), '02 10 21 43'],
    ['closure of a cycle', closure(knows), '00 01 02 10 11 12 20 21 22 34'],
    ['domain', domain(likes), '0 3'],
    ['range', range(knows), '0 1 2 4'],
    ['domain restriction', domainRestriction(domain(likes), knows), '01 34'],
    ['domain subtraction', domainSubtraction(domain(likes), knows), '12 20'],
    ['range restriction', rangeRestriction(knows, people), '01 20'],
    ['range subtraction', rangeSubtraction(knows, people), '12 34'],
    ['override', override(knows, converse(knows)), '02 10 21 34 43'],
    ['comprehension', setOf(x, people, not(isEmpty(image(likes, x)))), '0 3'],
    [
      'comprehension of pairs with a dependent set',
      pairsOf({ variable: x, set: people }, { variable: y, set: image(knows, x) }, truth),
      '01 12 34',
    ],
    ['image of a closure', image(closure(knows), setOf(x, people, equal(x, x))), '0 1 2 4'],
    [
      'image of the converse of a comprehension',
      image(
        converse(
          pairsOf({ variable: x, set: people }, { variable: y, set: universe('P') }, related(x, y, knows)),
        ),
        domain(knows),
      ),
      '0 1',
    ],
    ['image of a converse of a union', image(converse(union(knows, identity('P'))), people), '0 1 2 3'],
  ];
  test.each(cases)('%s', (_, term, expected) => {
    expect(denotes(term, state)).toEqual(pairs(expected));
  });
});

describe('formulas', () => {
  const cases: readonly [string, Formula, boolean][] = [
    ['∀ over nothing', forall([each(x, difference(people, people))], not(truth)), true],
    ['∃ over nothing', exists([each(x, difference(people, people))], truth), false],
    ['no conjuncts', and(), true],
    ['no disjuncts', or(), false],
    ['∀ with a premise', forall([each(x, universe('P'))], member(x, domain(knows)), member(x, people)), true],
    ['∀ without', forall([each(x, universe('P'))], member(x, domain(knows))), false],
    [
      'a variable declared twice is the inner one',
      and(
        exists([each(x, people)], exists([each(x, image(knows, x))], not(member(x, people)))),
        not(exists([each(x, people)], and(exists([each(x, domain(age))], truth), not(member(x, people))))),
      ),
      true,
    ],
    [
      'a conjunct about the inner of two equal names does not narrow the outer one',
      exists([each(x, difference(people, domain(likes))), each(x, people)], member(x, domain(likes))),
      true,
    ],
    ['inclusion', subset(domain(likes), people), true],
    ['equality of sets', equal(image(knows, people), range(knows)), false],
    ['a member that is no scalar', member(image(knows, people), people), true],
    ['a member that is undefined', member(image(knows, difference(people, people)), universe('P')), false],
    ['count', compare(count(knows), '=', literal(4)), true],
    ['count is exact', compare(count(knows), '<', literal(4)), false],
    [
      'some function: everybody can be given somebody else',
      existsFunction(
        relationVariable('f', ['P', 'P']),
        people,
        product(people, people),
        forall([each(x, people)], not(related(x, x, relationVariable('f', ['P', 'P'])))),
      ),
      true,
    ],
    [
      'no function where an element has no partner',
      existsFunction(relationVariable('f', ['P', 'Q']), people, likes, truth),
      false,
    ],
    [
      'every subset',
      forallSubset(
        relationVariable('S', ['P']),
        people,
        compare(count(relationVariable('S', ['P'])), '<=', literal(3)),
      ),
      true,
    ],
  ];
  test.each(cases)('%s', (_, formula, expected) => {
    expect(holds(formula, state)).toBe(expected);
  });

  test('numerals are numbers; the greatest of several, below every number where there is none', () => {
    const exceeds = (value: number): Formula => compare(literal(value), '<', numberOf(image(age, x)));
    expect(holds(exceeds(4), state, { x: [[0]] })).toBe(true);
    expect(holds(exceeds(7), state, { x: [[3]] })).toBe(true);
    expect(holds(exceeds(8), state, { x: [[3]] })).toBe(false);
    expect(holds(exceeds(-1000), state, { x: [[4]] })).toBe(false);
  });
});

describe('names', () => {
  test('a definition is not captured by variables of the same name where it is applied', () => {
    const known = defineTerm('known', [x], setOf(y, universe('P'), related(x, y, knows)));
    // The argument y is the outer one; the definition's own y ranges inside.
    const formula = forall([each(y, people)], equal(known(y), image(knows, y)));
    expect(holds(formula, state)).toBe(true);
  });

  test('an argument is evaluated in the environment of the call', () => {
    const S = relationVariable('S', ['P']);
    const some = definePredicate('some', [S], exists([each(x, universe('P'))], member(x, S)));
    // S stands for image(knows, x) with the x outside, although `some` binds an x of its own.
    const formula = forall([each(x, universe('P'))], some(image(knows, x)));
    expect(counterexamples(claimOf(formula), state, 9)).toEqual([{ x: [[4]] }]);
  });

  test('a shared term has its own value under each binding', () => {
    const shared = image(knows, x);
    const formula = forall(
      [each(x, people)],
      exists([each(y, shared)], and(related(x, y, knows), not(equal(shared, x)))),
    );
    expect(holds(formula, state)).toBe(true);
    const again = and(
      exists([each(x, people)], member(x, shared)),
      exists([each(x, people)], not(member(x, shared))),
    );
    expect(holds(again, state)).toBe(false);
    expect(denotes(shared, state, { x: [[0]] })).toEqual([[1]]);
    expect(denotes(shared, state, { x: [[3]] })).toEqual([[4]]);
    expect(denotes(shared, state, { x: [[0], [3]] })).toEqual([[1], [4]]);
  });

  test('a definition does not see the variables where it is applied', () => {
    const leaky = defineTerm('leaky', [x], image(knows, y));
    expect(() => holds(isEmpty(leaky(x)), state, { x: [[0]], y: [[1]] })).toThrow('`y`');
  });

  test('a component that the state does not know is an error, not empty', () => {
    const unknown = isEmpty(part('unknown', ['P']));
    expect(() => holds(unknown, state)).toThrow(UnknownComponent);
    expect(() => holds(isEmpty(part('toString', ['P'])), state)).toThrow(UnknownComponent);
  });
});

describe('claims', () => {
  const claim = claimOf(
    labelled('L', forall([each(x, people), each(y, people)], related(y, x, knows), related(x, y, knows))),
  );

  test('open at the outermost quantifier, under labels', () => {
    const open = openClaim(claim);
    expect(open.declarations.map(({ variable }) => variable.name)).toEqual(['x', 'y']);
    expect(open.given.kind).toBe('member');
  });

  test('counterexamples are exactly the bindings at which the claim does not hold', () => {
    const found = counterexamples(claim, state, 100);
    const refuted: unknown[] = [];
    for (let left = 0; left < 5; left += 1) {
      for (let right = 0; right < 5; right += 1) {
        const bindings = { x: [[left]], y: [[right]] };
        if (!holdsAt(claim, state, bindings)) refuted.push(bindings);
      }
    }
    expect(found).toEqual(refuted);
    expect(found).toEqual([{ x: [[0]], y: [[1]] }]);
  });

  test('a premise of any form excludes', () => {
    const excluded = claimOf(
      forall([each(x, people)], isEmpty(image(likes, x)), not(related(x, x, closure(knows)))),
    );
    expect(counterexamples(excluded, state, 9)).toEqual([{ x: [[3]] }]);
  });

  test('subsets as counterexamples', () => {
    const S = relationVariable('S', ['P']);
    const small = claimOf(forallSubset(S, people, compare(count(S), '<', literal(2))));
    const found = counterexamples(small, state, 100);
    expect(found).toHaveLength(4);
    for (const bindings of found) expect(holdsAt(small, state, bindings)).toBe(false);
    expect(counterexamples(small, state, 3)).toHaveLength(3);
    expect(holdsAt(small, state, { S: [[0]] })).toBe(true);
    // Outside the bound nothing is claimed.
    expect(holdsAt(small, state, { S: [[0], [4]] })).toBe(true);
  });

  test('a closed claim has the empty counterexample', () => {
    expect(counterexamples(claimOf(isEmpty(people)), state, 5)).toEqual([{}]);
    expect(counterexamples(claimOf(truth), state, 5)).toEqual([]);
  });
});

describe('quantifiers over relations', () => {
  const S = relationVariable('S', ['P']);
  const many: State = {
    sorts: { P: Array.from({ length: 30 }, (_, index) => `p${index}`) },
    relations: { people: Array.from({ length: 30 }, (_, index) => [index]) },
  };

  test('give up with a typed error where there are too many values', () => {
    const parity = compare(count(S), '=', literal(15));
    expect(() => holds(forallSubset(S, people, not(and(parity, not(parity)))), many)).toThrow(TooLarge);
  });

  test('prune what the body decides early', () => {
    const none = forallSubset(S, people, compare(count(S), '<=', literal(30)));
    expect(holds(none, many)).toBe(true);
  });

  test('are refused where a solver could not choose', () => {
    const formula = forallSubset(S, people, isEmpty(S));
    expect(() => compile(formula, exactly(state))).toThrow(UnsupportedQuantifier);
    expect(() => compile(not(formula), exactly(state))).not.toThrow();
  });

  test('are spelled out where there are few values', () => {
    const every = forallSubset(S, people, isEmpty(S));
    const trivial = forallSubset(S, people, subset(S, people));
    for (const formula of [every, trivial]) {
      const { gates, root } = compileSpelledOut(formula, exactly(state));
      expect(gates.gate(Math.abs(root)).kind).toBe('constant');
      expect(root > 0).toBe(holds(formula, state));
    }
    expect(() => compileSpelledOut(every, exactly(many))).toThrow(UnsupportedQuantifier);
  });
});

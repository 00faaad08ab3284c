/** What the specification itself does not show: styles, widths, readings in place, infix names, degenerate formulas. */

import { expect, test } from 'vitest';
import { rolesOfUser, UA } from '../../spec/core.ts';
import { noDeadRole, staticSOD } from '../../spec/static-sod.ts';
import {
  and,
  choose,
  compare,
  count,
  definePredicate,
  defineTerm,
  image,
  intersection,
  isEmpty,
  join,
  literal,
  member,
  not,
  numberOf,
  or,
  relation,
  relationVariable,
  scalar,
  subset,
  union,
} from '../../src/logic/build.ts';
import { printFormula, printTerm } from '../../src/notation/index.ts';

const u = scalar('u', 'USER');
const X = relationVariable('X', ['USER']);
const Y = relationVariable('Y', ['USER']);
const boss = relation({ name: 'boss', sorts: ['USER'], shape: 'element', meaning: '' });
const chief = relation({ name: 'chief', sorts: ['USER', 'USER'], shape: 'total-function', meaning: '' });

test('elements and sets', () => {
  expect(printTerm(u)).toBe('u');
  expect(printTerm(image(UA, u))).toBe('UA⦇{u}⦈');
  expect(printTerm(join(u, UA))).toBe('UA⦇{u}⦈');
  expect(printTerm(rolesOfUser(boss))).toBe('roles_of_user boss');
  expect(printTerm(rolesOfUser(image(chief, u)))).toBe('roles_of_user(chief u)');
  expect(printFormula(member(image(chief, image(chief, u)), union(X, boss)))).toBe(
    'chief(chief u) ∈ X ∪ {boss}',
  );
  // Where a set is meant, the image of an element outside the domain is empty, and {chief u} would not be.
  expect(printFormula(subset(image(chief, u), X))).toBe('chief⦇{u}⦈ ⊆ X');
});

test('negations have symbols of their own', () => {
  expect(printFormula(not(member(u, X)))).toBe('u ∉ X');
  expect(printFormula(not(isEmpty(X)))).toBe('X ≠ ∅');
  expect(printFormula(not(subset(X, Y)))).toBe('¬ X ⊆ Y');
});

test('comparisons chain where they meet', () => {
  const n = numberOf(scalar('n', 'NUMBER'));
  const [least, most] = [compare(literal(2), '<=', n), compare(n, '<', count(X))];
  expect(printFormula(and(least, most))).toBe('2 ≤ n < #X');
  expect(printFormula(and(most, least))).toBe('n < #X ∧ 2 ≤ n');
  expect(printFormula(not(and(least, most)))).toBe('¬ 2 ≤ n < #X');
});

test('empty and single junctions', () => {
  expect(printFormula(and())).toBe('true');
  expect(printFormula(or())).toBe('false');
  expect(printFormula(or(and(isEmpty(X))))).toBe('X = ∅');
});

test('names with places are infix', () => {
  const without = defineTerm('_ without _', [X, Y], intersection(X, Y));
  const covers = definePredicate('_ covers _', [X, Y], subset(Y, X));
  expect(printTerm(without(union(X, Y), without(X, Y)))).toBe('(X ∪ Y) without (X without Y)');
  expect(printTerm(intersection(without(X, Y), Y))).toBe('(X without Y) ∩ Y');
  expect(printFormula(not(covers(union(X, Y), Y)))).toBe('¬ X ∪ Y covers Y');
});

test('readings that were not lowered away stand in place', () => {
  expect(printTerm(choose('membership', { authorised: rolesOfUser(u), assigned: image(UA, u) }))).toBe(
    '[S1: authorised: roles_of_user u | assigned: UA⦇{u}⦈]',
  );
  expect(printFormula(noDeadRole.formula)).toBe(
    '∀ r : roles • okS([S1: authorised: geq⦇{r}⦈ | assigned: {r}])',
  );
});

test('a width breaks lines, LaTeX spells symbols out', () => {
  expect(printFormula(staticSOD.formula)).toBe(
    '∀ u : users; r₁, r₂ : roles | r₁ ∈ roles_of_user u ∧ r₂ ∈ roles_of_user u • r₁ ∉ mutex_roles {r₂}',
  );
  expect(printFormula(staticSOD.formula, { width: 40 })).toBe(
    [
      '∀ u : users; r₁, r₂ : roles |',
      '    r₁ ∈ roles_of_user u',
      '    ∧ r₂ ∈ roles_of_user u •',
      '    r₁ ∉ mutex_roles {r₂}',
    ].join('\n'),
  );
  expect(printFormula(staticSOD.formula, { style: 'latex' })).toBe(
    '\\forall u : users; r_{1}, r_{2} : roles | r_{1} \\in roles\\_of\\_user~u \\land r_{2} \\in roles\\_of\\_user~u @ r_{1} \\notin mutex\\_roles~\\{r_{2}\\}',
  );
});

/**
 * Precedence of Z (Spivey, The Z Notation, 2nd ed., 3.1): a document with the level of its outermost operator.
 *
 * Parentheses stand only where an operand binds less tightly than its place demands. Infix function symbols associate
 * to the left, ⇒ to the right. A relational image is an expression that a function cannot be applied to without
 * parentheses; quantifiers are in parentheses unless they are the whole or the body of another quantifier.
 */

import { concat, type Doc, group, indent, line, space, text } from './layout.ts';
import { type SymbolName, sign } from './symbols.ts';

/** From loose to tight; predicates come before expressions. */
export const levels = [
  'quantifier',
  'iff',
  'implies',
  'or',
  'and',
  'not',
  'relation',
  'predicate',
  /** Cartesian product: ×. */
  'product',
  /** Infix symbols of priority 3: ∪ \ . */
  'sum',
  /** Priority 4: ∩ ⨾. */
  'meet',
  /** Priority 5: ⊕. */
  'override',
  /** Priority 6: ◁ ⩤ ▷ ⩥. */
  'restriction',
  'image',
  /** f x, dom R, #S. */
  'application',
  /** R⁺, R∼: TeX cannot set one on the other, so these do not stack without parentheses. */
  'postfix',
  'atom',
] as const;

export type Level = (typeof levels)[number];

const tightness = new Map<Level, number>(levels.map((level, index) => [level, index]));

export interface Expression {
  readonly level: Level;
  readonly doc: Doc;
}

export const expression = (level: Level, ...parts: readonly Doc[]): Expression => ({
  level,
  doc: concat(...parts),
});

const bracketed = (doc: Doc): Doc => group(text('('), indent(doc), text(')'));

/** The document, in parentheses if it binds less tightly than `least`. */
export const at = (least: Level, { level, doc }: Expression): Doc =>
  tightness.get(level)! < tightness.get(least)! ? bracketed(doc) : doc;

/** The document, in parentheses unless it binds more tightly than `limit`. */
export const above = (limit: Level, { level, doc }: Expression): Doc =>
  tightness.get(level)! <= tightness.get(limit)! ? bracketed(doc) : doc;

const broken = (left: Doc, operator: SymbolName, right: Doc): Doc =>
  group(left, indent(line, sign(operator), space, right));

/** a op b op c is (a op b) op c. */
export const leftAssociative = (
  level: Level,
  operator: SymbolName,
  left: Expression,
  right: Expression,
): Expression => ({ level, doc: broken(at(level, left), operator, above(level, right)) });

/** a op b op c is a op (b op c). */
export const rightAssociative = (
  level: Level,
  operator: SymbolName,
  left: Expression,
  right: Expression,
): Expression => ({ level, doc: broken(above(level, left), operator, at(level, right)) });

/** a op b op c, where grouping means nothing. */
export const associative = (
  level: Level,
  operator: SymbolName,
  operands: readonly Expression[],
): Expression => ({
  level,
  doc: group(
    ...operands.flatMap((operand, index) =>
      index === 0 ? [above(level, operand)] : [line, sign(operator), space, above(level, operand)],
    ),
  ),
});

/** An infix relation between expressions. */
export const related = (operator: SymbolName, left: Expression, right: Expression): Expression => ({
  level: 'relation',
  doc: broken(at('product', left), operator, at('product', right)),
});

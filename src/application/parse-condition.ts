/**
 * Conditions (FORMAL.md D.2: `cond` to `factor`).
 *
 * `(` may open a condition or a value, and which of the two is known only at its end. Instead of trying one and going
 * back, both are read by one ladder of precedence and sorted afterwards: no backtracking, and "a condition is not a
 * value" can be said in those words. A comma after `( name` makes it temporal.
 */

import type { Span } from '../source/text.ts';
import type { Cursor } from './cursor.ts';
import { canStart, type TokenKind } from './grammar.ts';
import type { Condition, Expression, Name, RelationOperator } from './tree.ts';

/** What stands between parentheses, not yet sorted. `value` is also what an unreadable operand becomes. */
type Operand =
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'value'; readonly expression: Expression };

const relations: ReadonlyMap<TokenKind, RelationOperator> = new Map(
  (['=', '<>', '<', '<=', '>', '>='] as const).map((operator) => [operator, operator]),
);

const between = (a: Span, b: Span): Span => ({ file: a.file, start: a.start, end: b.end });
const value = (expression: Expression): Operand => ({ kind: 'value', expression });
const truth = (condition: Condition): Operand => ({ kind: 'condition', condition });
const spanOf = (operand: Operand): Span =>
  operand.kind === 'condition' ? operand.condition.span : operand.expression.span;
/** Stands for what could not be read, after an error. */
const hole = (span: Span): Expression => ({ kind: 'boolean', value: true, span });

/** Reads a whole condition. */
export function readCondition(cursor: Cursor): Condition {
  cursor.startCondition();
  return asCondition(disjunction(cursor));
}

/** Reads `from , to ]` after `[`, or whatever is there of it. */
export function readInterval(cursor: Cursor): { readonly from: number; readonly to: number } {
  const open = cursor.accept('[');
  if (open === null) cursor.expected('`[`', { hint: 'an interval is written `[from, to]`' });
  const from = readTime(cursor, 'the first time of the interval');
  if (cursor.accept(',') === null) cursor.expected('`,` and the last time of the interval');
  const to = readTime(cursor, 'the last time of the interval');
  if (cursor.accept(']') === null) {
    cursor.expected(
      '`]`',
      open === null ? {} : { related: { message: 'the interval opens here', span: cursor.spanOf(open) } },
    );
    if (cursor.peek().kind === ')') cursor.take();
  }
  return { from, to };
}

/** Reads a whole number that is not negative. */
export function readTime(cursor: Cursor, what: string): number {
  if (cursor.at('-', 'number')) {
    cursor.expected(what, { hint: 'times are whole numbers from 0' });
    cursor.take();
  }
  const number = cursor.accept('number');
  if (number === null) cursor.expected(what);
  return number === null ? 0 : Number.parseInt(number.text, 10);
}

/** Reads `( left , right )`, whose first tokens have been looked at or not: what is missing is reported. */
export function readPair(cursor: Cursor): {
  readonly left: Name;
  readonly right: Name;
  readonly start: number;
} {
  const open = cursor.peek();
  if (cursor.accept('(') === null) cursor.expected('`(`');
  const left = cursor.name('a session') ?? { text: '', span: cursor.here() };
  if (cursor.accept(',') === null) cursor.expected('`,` and a second session');
  const right = cursor.name('a session') ?? { text: '', span: cursor.here() };
  if (cursor.peek().kind === ',') {
    cursor.expected('`)`', { hint: 'a separation is between two sessions: write one pair for each' });
    cursor.skipTo((kind) => kind === ')' || kind === '(' || kind === ';');
  }
  if (cursor.accept(')') === null) {
    cursor.expected('`)`', { related: { message: 'opened here', span: cursor.spanOf(open) } });
  }
  return { left, right, start: open.start };
}

function disjunction(cursor: Cursor): Operand {
  return chain(cursor, 'or', conjunction);
}

function conjunction(cursor: Cursor): Operand {
  return chain(cursor, 'and', negation);
}

function chain(cursor: Cursor, word: 'or' | 'and', operand: (cursor: Cursor) => Operand): Operand {
  let left = operand(cursor);
  while (cursor.atWord(word)) {
    if (!cursor.countOperator(cursor.peek())) break;
    cursor.acceptWord(word);
    const right = asCondition(operand(cursor));
    const first = asCondition(left);
    left = truth({ kind: word, left: first, right, span: between(first.span, right.span) });
  }
  return left;
}

function negation(cursor: Cursor): Operand {
  const token = cursor.peek();
  if (!startsNegation(cursor)) return relation(cursor);
  return cursor.deeper(
    () => {
      cursor.acceptWord('not');
      const operand = asCondition(negation(cursor));
      return truth({ kind: 'not', operand, span: cursor.spanFrom(token.start) });
    },
    () => value(hole(cursor.here())),
  );
}

/** `not`, also in the wrong case where an operand follows; `NOT - 1` is an object and a number. */
function startsNegation(cursor: Cursor): boolean {
  const follower = cursor.peek(1).kind;
  return cursor.at('not') || (cursor.atWord('not') && follower !== '-' && canStart('neg', follower));
}

function relation(cursor: Cursor): Operand {
  const left = sum(cursor);
  const operator = relations.get(cursor.peek().kind);
  if (operator === undefined || !cursor.countOperator(cursor.peek())) return left;
  cursor.take();
  const first = asValue(cursor, left);
  const next = cursor.peek();
  const second = asValue(cursor, sum(cursor));
  while (relations.has(cursor.peek().kind)) {
    // In `a >> b` the operand is missing, which has been said.
    if (cursor.peek() !== next) {
      cursor.error('condition-as-value', 'comparisons do not chain', cursor.spanOf(cursor.peek()), {
        hint: 'write `a < b and b < c`',
      });
    }
    cursor.take();
    sum(cursor);
  }
  return truth({
    kind: 'relation',
    operator,
    left: first,
    right: second,
    span: between(first.span, second.span),
  });
}

function sum(cursor: Cursor): Operand {
  return arithmetic(cursor, ['+', '-'], product);
}

function product(cursor: Cursor): Operand {
  return arithmetic(cursor, ['*', '/'], factor);
}

function arithmetic(
  cursor: Cursor,
  operators: readonly ('+' | '-' | '*' | '/')[],
  operand: (cursor: Cursor) => Operand,
): Operand {
  let left = operand(cursor);
  for (;;) {
    const operator = operators.find((candidate) => candidate === cursor.peek().kind);
    if (operator === undefined || !cursor.countOperator(cursor.peek())) return left;
    cursor.take();
    const right = asValue(cursor, operand(cursor));
    const first = asValue(cursor, left);
    left = value({ kind: 'arithmetic', operator, left: first, right, span: between(first.span, right.span) });
  }
}

function factor(cursor: Cursor): Operand {
  const token = cursor.peek();
  const span = cursor.spanOf(token);
  switch (token.kind) {
    case 'number':
      cursor.take();
      return value({ kind: 'number', value: Number.parseInt(token.text, 10), span });
    case 'string':
      cursor.take();
      return value({ kind: 'string', value: token.text, span });
    case 'true':
    case 'false':
      cursor.take();
      return value({ kind: 'boolean', value: token.kind === 'true', span });
    case 'name': {
      cursor.take();
      const name: Name = { text: token.text, span };
      if (cursor.acceptWord('between') === null) return value({ kind: 'object', name, span });
      const { from, to } = readInterval(cursor);
      return truth({ kind: 'in-window', session: name, from, to, span: cursor.spanFrom(token.start) });
    }
    case '-':
      return cursor.deeper(
        () => {
          cursor.take();
          const operand = asValue(cursor, factor(cursor));
          return value({ kind: 'negate', operand, span: cursor.spanFrom(token.start) });
        },
        () => value(hole(cursor.here())),
      );
    case '(':
      if (cursor.at('(', 'name', ',')) return gapHolds(cursor);
      return cursor.deeper(
        () => {
          cursor.take();
          const inner = disjunction(cursor);
          if (cursor.accept(')') === null) {
            cursor.expected('`)`', { related: { message: 'opened here', span } });
          }
          return inner;
        },
        () => value(hole(cursor.here())),
      );
    case 'not': {
      const operand = negation(cursor);
      cursor.error('condition-as-value', 'a condition is not a value', spanOf(operand), {
        hint: '`not` stands before a whole comparison: `not a = b`',
      });
      return value(hole(spanOf(operand)));
    }
    default:
      cursor.expected('a condition', {
        hint: 'for example `amount > 1000`, `approved`, `(S1, S2) for 3` or `S1 between [0, 9]`',
      });
      return value(hole(cursor.here()));
  }
}

function gapHolds(cursor: Cursor): Operand {
  const { left, right, start } = readPair(cursor);
  let duration = 0;
  if (cursor.acceptWord('for') === null) {
    cursor.expected('`for` and a number', { hint: 'in a condition a pair needs its gap: `(S1, S2) for 3`' });
  } else {
    duration = readTime(cursor, 'the length of the gap');
  }
  return truth({ kind: 'gap-holds', left, right, duration, span: cursor.spanFrom(start) });
}

function asCondition(operand: Operand): Condition {
  if (operand.kind === 'condition') return operand.condition;
  return { kind: 'truth', expression: operand.expression, span: operand.expression.span };
}

function asValue(cursor: Cursor, operand: Operand): Expression {
  if (operand.kind === 'value') return operand.expression;
  cursor.error('condition-as-value', 'a condition is not a value', operand.condition.span, {
    hint: 'compare and calculate with objects, numbers and strings only',
  });
  return hole(operand.condition.span);
}

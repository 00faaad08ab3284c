/**
 * Types of conditions: numbers, strings and truth values. What an object holds is not declared anywhere, so it
 * follows from its use: two uses that cannot both be right are an error, with the other use beside it.
 */

import type { Span } from '../source/text.ts';
import type { ApplicationDiagnostic } from './codes.ts';
import { printExpression } from './print.ts';
import { clip } from './tokens.ts';
import type { Condition, Expression } from './tree.ts';

type Type = 'number' | 'string' | 'boolean';

/** Objects known to have the same type; `type` and `span` come from the first use that tells. */
interface Group {
  members: string[];
  known: { readonly type: Type; readonly span: Span } | null;
}

const aType: Readonly<Record<Type, string>> = {
  number: 'a number',
  string: 'a string',
  boolean: 'a truth value',
};

/** The type errors of `conditions`, which speak of the same objects, in the order in which they are found. */
export function typeErrors(conditions: readonly Condition[]): readonly ApplicationDiagnostic[] {
  const errors: ApplicationDiagnostic[] = [];
  const groups = new Map<string, Group>();

  const groupOf = (name: string): Group => {
    let group = groups.get(name);
    if (group === undefined) {
      group = { members: [name], known: null };
      groups.set(name, group);
    }
    return group;
  };

  const complain = (message: string, span: Span, hint: string, other: Group['known']): void => {
    errors.push({
      code: 'type-mismatch',
      severity: 'error',
      message,
      span,
      hint,
      ...(other === null
        ? {}
        : { related: [{ message: `used as ${aType[other.type]} here`, span: other.span }] }),
    });
  };

  const literal = (expression: Expression): Type | null => {
    switch (expression.kind) {
      case 'number':
      case 'string':
      case 'boolean':
        return expression.kind;
      case 'negate':
      case 'arithmetic':
        return 'number';
      case 'object':
        return groupOf(expression.name.text).known?.type ?? null;
    }
  };

  /** `expression` stands where `wanted` is needed by `user`. Reports at most the outermost mismatch. */
  const demand = (expression: Expression, wanted: Type, user: string): void => {
    if (expression.kind === 'object') {
      const group = groupOf(expression.name.text);
      if (group.known === null) group.known = { type: wanted, span: expression.span };
      else if (group.known.type !== wanted) {
        complain(
          `\`${clip(printExpression(expression))}\` is used as ${aType[wanted]} here and as ${aType[group.known.type]} elsewhere`,
          expression.span,
          `${user} needs ${aType[wanted]}`,
          group.known,
        );
      }
      return;
    }
    const type = literal(expression);
    if (type !== null && type !== wanted) {
      complain(
        `\`${clip(printExpression(expression))}\` is ${aType[type]}, but ${user} needs ${aType[wanted]}`,
        expression.span,
        wanted === 'boolean'
          ? 'compare it with something, such as `amount > 0`'
          : `put ${aType[wanted]} here`,
        null,
      );
    }
  };

  const operands = (expression: Expression): void => {
    switch (expression.kind) {
      case 'negate':
        operands(expression.operand);
        demand(expression.operand, 'number', '`-`');
        return;
      case 'arithmetic':
        for (const operand of [expression.left, expression.right]) {
          operands(operand);
          demand(operand, 'number', `\`${expression.operator}\``);
        }
        return;
      default:
        return;
    }
  };

  const equal = (condition: Extract<Condition, { readonly kind: 'relation' }>): void => {
    const { left, right, operator, span } = condition;
    const leftType = literal(left);
    const rightType = literal(right);
    const user = (type: Type): string => `\`${operator}\` with ${aType[type]}`;
    if (leftType === null && rightType === null) {
      if (left.kind === 'object' && right.kind === 'object') join(left.name.text, right.name.text);
    } else if (leftType === null) {
      demand(left, rightType!, user(rightType!));
    } else if (rightType === null) {
      demand(right, leftType, user(leftType));
    } else if (leftType !== rightType) {
      if (left.kind === 'object') demand(left, rightType, user(rightType));
      else if (right.kind === 'object') demand(right, leftType, user(leftType));
      else {
        const message = `${aType[leftType]} is compared with ${aType[rightType]}`;
        complain(message, span, 'the two sides of a comparison have the same type', null);
      }
    }
  };

  const join = (a: string, b: string): void => {
    const [one, other] = [groupOf(a), groupOf(b)];
    if (one === other) return;
    const [large, small] = one.members.length >= other.members.length ? [one, other] : [other, one];
    for (const member of small.members) {
      large.members.push(member);
      groups.set(member, large);
    }
  };

  const visit = (condition: Condition): void => {
    switch (condition.kind) {
      case 'and':
      case 'or':
        visit(condition.left);
        visit(condition.right);
        return;
      case 'not':
        visit(condition.operand);
        return;
      case 'relation':
        operands(condition.left);
        operands(condition.right);
        if (condition.operator === '=' || condition.operator === '<>') equal(condition);
        else {
          demand(condition.left, 'number', `\`${condition.operator}\``);
          demand(condition.right, 'number', `\`${condition.operator}\``);
        }
        return;
      case 'truth':
        operands(condition.expression);
        demand(condition.expression, 'boolean', 'a condition');
        return;
      case 'gap-holds':
      case 'in-window':
        return;
    }
  };
  conditions.forEach(visit);
  return errors;
}

/** What stands in a tree, in the order of the text. */

import type { Condition, Expression, Name, Spec } from './tree.ts';

/** Every part of `body`, itself first. */
export function specsOf(body: Spec): readonly Spec[] {
  const found: Spec[] = [];
  const walk = (spec: Spec): void => {
    found.push(spec);
    switch (spec.kind) {
      case 'sequence':
      case 'parallel':
        spec.parts.forEach(walk);
        return;
      case 'if':
        walk(spec.then);
        if (spec.otherwise !== null) walk(spec.otherwise);
        return;
      case 'while':
        walk(spec.body);
        return;
      case 'session':
      case 'abort':
      case 'skip':
        return;
    }
  };
  walk(body);
  return found;
}

/** The occurrences of sessions in `body`, those in conditions left out. */
export function sessionsOf(body: Spec): readonly Name[] {
  return specsOf(body).flatMap((spec) => (spec.kind === 'session' ? [spec.name] : []));
}

/** The conditions of the branches and loops of `body`. */
export function conditionsOf(body: Spec): readonly Condition[] {
  return specsOf(body).flatMap((spec) =>
    spec.kind === 'if' || spec.kind === 'while' ? [spec.condition] : [],
  );
}

export type Temporal = Extract<Condition, { readonly kind: 'gap-holds' | 'in-window' }>;

/** The temporal conditions inside `condition`. */
export function temporalsOf(condition: Condition): readonly Temporal[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...temporalsOf(condition.left), ...temporalsOf(condition.right)];
    case 'not':
      return temporalsOf(condition.operand);
    case 'gap-holds':
    case 'in-window':
      return [condition];
    case 'relation':
    case 'truth':
      return [];
  }
}

/** The occurrences of objects in `condition`. */
export function objectsOf(condition: Condition): readonly Name[] {
  const found: Name[] = [];
  const inExpression = (expression: Expression): void => {
    switch (expression.kind) {
      case 'object':
        found.push(expression.name);
        return;
      case 'negate':
        inExpression(expression.operand);
        return;
      case 'arithmetic':
        inExpression(expression.left);
        inExpression(expression.right);
        return;
      case 'number':
      case 'string':
      case 'boolean':
        return;
    }
  };
  const inCondition = (part: Condition): void => {
    switch (part.kind) {
      case 'and':
      case 'or':
        inCondition(part.left);
        inCondition(part.right);
        return;
      case 'not':
        inCondition(part.operand);
        return;
      case 'relation':
        inExpression(part.left);
        inExpression(part.right);
        return;
      case 'truth':
        inExpression(part.expression);
        return;
      case 'gap-holds':
      case 'in-window':
        return;
    }
  };
  inCondition(condition);
  return found;
}

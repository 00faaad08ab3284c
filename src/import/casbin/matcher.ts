/**
 * What a matcher says of requests once a line of the policy is put in: alternatives of conditions on one column of the
 * request each. Whatever else it says is `unknown`, with the reason.
 *
 * Nothing is recognised by its form as a whole: `g(r.sub, p.sub)`, `r.sub == "root" || …`, `p.act == "*" || …` and
 * negations of them are all parts of this one reduction.
 */

import { type Expression, parseExpression, printExpression } from './expression.ts';
import { isPatternFunction, patternOf } from './patterns.ts';

export type Atom =
  | { readonly kind: 'equals'; readonly column: string; readonly value: string }
  | { readonly kind: 'matches'; readonly name: string; readonly column: string; readonly pattern: string }
  | {
      readonly kind: 'linked';
      readonly manager: string;
      readonly column: string;
      readonly role: string;
      readonly domain: Domain;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

export type Domain =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'column'; readonly column: string };

export interface Literal {
  readonly atom: Atom;
  readonly negated: boolean;
}

/** All of them together. */
export type Case = readonly Literal[];

/** What stands for the columns of a line, and how the model calls requests, lines and role managers. */
export interface Line {
  readonly request: string;
  readonly policy: string;
  readonly managers: ReadonlySet<string>;
  /** Undefined: no such column. */
  value(column: string): string | undefined;
}

const maxCases = 256;
const maxEvals = 8;

type Value =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'opaque'; readonly what: string };

/** Null where there are too many cases. */
export function casesOf(matcher: Expression, line: Line): readonly Case[] | null {
  let evals = 0;
  const no: readonly Case[] = [];
  const yes: readonly Case[] = [[]];
  const truth = (value: boolean): readonly Case[] => (value ? yes : no);
  const one = (atom: Atom, negated: boolean): readonly Case[] => [[{ atom, negated }]];
  const unknown = (reason: string): readonly Case[] => one({ kind: 'unknown', reason }, false);

  const reduce = (expression: Expression, negated: boolean): readonly Case[] | null => {
    switch (expression.kind) {
      case 'or':
      case 'and': {
        const left = reduce(expression.left, negated);
        if (left === null) return null;
        const isOr = (expression.kind === 'or') !== negated;
        if (isOr ? left === yes : left === no) return left;
        const right = reduce(expression.right, negated);
        if (right === null) return null;
        return isOr ? either(left, right, yes) : both(left, right);
      }
      case 'not':
        return reduce(expression.body, !negated);
      case 'truth':
        return truth(expression.value !== negated);
      case 'equal':
        return equals(textOf(expression.left), textOf(expression.right), negated !== expression.negated);
      case 'in': {
        const left = textOf(expression.left);
        let all = truth(negated);
        for (const item of expression.items) {
          const next = equals(left, textOf(item), negated);
          const joined = negated ? both(all, next) : either(all, next, yes);
          if (joined === null) return null;
          all = joined;
        }
        return all;
      }
      case 'call':
        return call(expression, negated);
      case 'column':
      case 'text':
      case 'list':
        return unknown(`the matcher takes ${quoted(expression)} for true or false`);
      case 'opaque':
        return unknown(`the matcher depends on ${expression.what}`);
    }
  };

  const textOf = (expression: Expression): Value => {
    switch (expression.kind) {
      case 'text':
        return expression;
      case 'column': {
        if (expression.of === line.request) return { kind: 'column', column: expression.name };
        const value = expression.of === line.policy ? line.value(expression.name) : undefined;
        return value === undefined ? { kind: 'opaque', what: quoted(expression) } : { kind: 'text', value };
      }
      case 'opaque':
        return { kind: 'opaque', what: expression.what };
      default:
        return { kind: 'opaque', what: quoted(expression) };
    }
  };

  const equals = (left: Value, right: Value, negated: boolean): readonly Case[] => {
    if (left.kind === 'opaque' || right.kind === 'opaque') {
      const what = [left, right].flatMap((side) => (side.kind === 'opaque' ? [side.what] : []));
      return unknown(`the matcher depends on ${[...new Set(what)].join(' and ')}`);
    }
    if (left.kind === 'text' && right.kind === 'text') return truth((left.value === right.value) !== negated);
    if (left.kind === 'column' && right.kind === 'column') {
      if (left.column === right.column) return truth(!negated);
      return unknown(
        `the matcher compares \`${line.request}.${left.column}\` with \`${line.request}.${right.column}\``,
      );
    }
    const [column, value] = left.kind === 'column' ? [left, right] : [right, left];
    if (column.kind !== 'column' || value.kind !== 'text') return unknown('the matcher compares');
    return one({ kind: 'equals', column: column.column, value: value.value }, negated);
  };

  const call = (
    expression: Expression & { readonly kind: 'call' },
    negated: boolean,
  ): readonly Case[] | null => {
    const { name, args } = expression;
    const values = args.map(textOf);
    const [first, second, third] = values;
    if (name === 'eval' && args.length === 1) {
      evals += 1;
      if (first?.kind !== 'text' || evals > maxEvals)
        return unknown(`the matcher depends on ${quoted(expression)}`);
      const parsed = parseExpression(first.value, 0);
      return parsed.kind === 'ok'
        ? reduce(parsed.expression, negated)
        : unknown(`the rule in \`${first.value}\` is not understood`);
    }
    if (
      line.managers.has(name) &&
      first?.kind === 'column' &&
      second?.kind === 'text' &&
      third?.kind !== 'opaque'
    ) {
      const atom: Atom = {
        kind: 'linked',
        manager: name,
        column: first.column,
        role: second.value,
        domain: third ?? { kind: 'none' },
      };
      return one(atom, negated);
    }
    if (isPatternFunction(name) && args.length === 2 && second?.kind === 'text') {
      if (first?.kind === 'column') {
        return one({ kind: 'matches', name, column: first.column, pattern: second.value }, negated);
      }
      const known = first?.kind === 'text' ? patternOf(name, second.value).test(first.value) : null;
      return known === null
        ? unknown(`the matcher depends on ${quoted(expression)}`)
        : truth(known !== negated);
    }
    return line.managers.has(name) || isPatternFunction(name)
      ? unknown(`the matcher depends on ${quoted(expression)}`)
      : unknown(`function \`${name}\` of the matcher is defined in code`);
  };

  return reduce(matcher, false);
}

const quoted = (expression: Expression): string => `\`${printExpression(expression)}\``;

function either(left: readonly Case[], right: readonly Case[], yes: readonly Case[]): readonly Case[] | null {
  if (left === yes || right === yes) return yes;
  if (left.length + right.length > maxCases) return null;
  return [...left, ...right];
}

function both(left: readonly Case[], right: readonly Case[]): readonly Case[] | null {
  if (left.length * right.length > maxCases) return null;
  return left.flatMap((one) =>
    right.map((two) => (one.length === 0 ? two : two.length === 0 ? one : [...one, ...two])),
  );
}

/**
 * Prints sentences and ground instances as SMT-LIB 2.
 *
 * Two texts of one obligation: the ground instances (quantifier-free, decided in milliseconds), and the sentences as
 * they stand, with quantifiers, which share nothing with the making of clauses, functions and instances. Hypotheses are
 * named after their labels, so that an unsatisfiable core tells what was needed.
 */

import { symbol } from '../z3/names.ts';
import type { Element, Sentence } from './first-order.ts';
import type { Signature } from './translate.ts';

export interface Functions {
  readonly name: string;
  readonly from: readonly string[];
  readonly to: string;
}

const sortSymbol = (sort: string): string => symbol(['sort', sort]);
const predicateSymbol = (name: string): string => symbol(['in', name]);
const functionSymbol = (name: string): string => symbol(['of', name]);
const variableSymbol = (name: string): string => symbol(['x', name]);

/** The symbol that names what has a label; `labelOf` undoes it. */
export const labelSymbol = (index: number): string => `because${index}`;

/** Declarations of sorts, predicates, and functions or constants. */
export function declarations(
  sorts: Iterable<string>,
  predicates: Signature,
  functions: readonly Functions[],
): readonly string[] {
  return [
    ...[...sorts].map((sort) => `(declare-sort ${sortSymbol(sort)} 0)`),
    ...[...predicates].map(
      ([name, from]) => `(declare-fun ${predicateSymbol(name)} (${from.map(sortSymbol).join(' ')}) Bool)`,
    ),
    ...functions.map(
      ({ name, from, to }) =>
        `(declare-fun ${functionSymbol(name)} (${from.map(sortSymbol).join(' ')}) ${sortSymbol(to)})`,
    ),
  ];
}

const applied = (head: string, args: readonly string[]): string =>
  args.length === 0 ? head : `(${head} ${args.join(' ')})`;

export const elementText = (element: Element): string =>
  element.kind === 'variable'
    ? variableSymbol(element.name)
    : applied(functionSymbol(element.name), element.arguments.map(elementText));

export function sentenceText(sentence: Sentence): string {
  switch (sentence.kind) {
    case 'true':
    case 'false':
      return sentence.kind;
    case 'atom':
      return applied(predicateSymbol(sentence.predicate), sentence.arguments.map(elementText));
    case 'equal':
      return `(= ${elementText(sentence.left)} ${elementText(sentence.right)})`;
    case 'not':
      return `(not ${sentenceText(sentence.operand)})`;
    case 'and':
    case 'or':
      return `(${sentence.kind} ${sentence.operands.map(sentenceText).join(' ')})`;
    case 'forall':
    case 'exists': {
      const bound = sentence.variables.map(
        ({ name, sort }) => `(${variableSymbol(name)} ${sortSymbol(sort)})`,
      );
      return `(${sentence.kind} (${bound.join(' ')}) ${sentenceText(sentence.body)})`;
    }
    default:
      throw new Error(`unknown sentence ${JSON.stringify(sentence satisfies never)}`);
  }
}

/** A disjunction of literals. */
export const clauseText = (literals: readonly Sentence[]): string =>
  literals.length === 0
    ? 'false'
    : literals.length === 1
      ? sentenceText(literals[0]!)
      : `(or ${literals.map(sentenceText).join(' ')})`;

export const asserted = (text: string, name: string): string => `(assert (! ${text} :named ${name}))`;

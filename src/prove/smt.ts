/**
 * Prints sentences and ground instances as SMT-LIB 2.
 *
 * Two texts of one obligation: the ground instances (quantifier-free, decided in milliseconds), and the sentences as
 * they stand, with quantifiers, which share nothing with the making of clauses, functions and instances. Hypotheses are
 * named after their labels, so that an unsatisfiable core tells what was needed.
 */

import { symbol } from '../z3/names.ts';
import { type Element, keyOf, type Sentence } from './first-order.ts';
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

/** The symbol that names a hypothesis for people; labels may occur more than once. */
export const hypothesisSymbol = (label: string, index: number): string =>
  symbol(['because', label.replaceAll(' ', '_'), String(index + 1)]);

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

export const asserted = (text: string, name: string): string => `(assert (! ${text} :named ${name}))`;

/**
 * Ground clauses, one named assertion for each group. Symbols are numbers: with names as people read them the texts
 * would be five times as long, and reading them is most of the solver's work.
 */
export function groundText({
  sorts,
  predicates,
  functions,
  groups,
}: {
  readonly sorts: ReadonlySet<string>;
  readonly predicates: Signature;
  readonly functions: readonly Functions[];
  /** Of each group its clauses, of each clause its literals. */
  readonly groups: readonly (readonly (readonly Sentence[])[])[];
}): string {
  const sortNumbers = new Map([...sorts].map((sort, index) => [sort, `s${index}`]));
  const predicateNumbers = new Map([...predicates.keys()].map((name, index) => [name, `p${index}`]));
  const functionNumbers = new Map(functions.map(({ name }, index) => [name, `f${index}`]));
  const terms = new Map<string, string>();
  const lines = [
    ...[...sortNumbers.values()].map((sort) => `(declare-sort ${sort} 0)`),
    ...[...predicates].map(
      ([name, from]) =>
        `(declare-fun ${predicateNumbers.get(name)!} (${from.map((sort) => sortNumbers.get(sort)!).join(' ')}) Bool)`,
    ),
    ...functions
      .filter(({ from }) => from.length > 0)
      .map(
        ({ name, from, to }) =>
          `(declare-fun ${functionNumbers.get(name)!} (${from.map((sort) => sortNumbers.get(sort)!).join(' ')}) ${sortNumbers.get(to)!})`,
      ),
  ];
  const termText = (element: Element): string => {
    const key = keyOf(element);
    const known = terms.get(key);
    if (known !== undefined) return known;
    if (element.kind === 'variable') throw new Error(`\`${element.name}\` is not ground`);
    const args = element.arguments.map(termText);
    const made = `t${terms.size}`;
    terms.set(key, made);
    lines.push(
      args.length === 0
        ? `(declare-const ${made} ${sortNumbers.get(element.sort)!})`
        : `(define-fun ${made} () ${sortNumbers.get(element.sort)!} (${functionNumbers.get(element.name)!} ${args.join(' ')}))`,
    );
    return made;
  };
  const literalText = (literal: Sentence): string => {
    switch (literal.kind) {
      case 'atom':
        return applied(predicateNumbers.get(literal.predicate)!, literal.arguments.map(termText));
      case 'equal':
        return `(= ${termText(literal.left)} ${termText(literal.right)})`;
      case 'not':
        return `(not ${literalText(literal.operand)})`;
      default:
        throw new Error(`no literal: ${literal.kind}`);
    }
  };
  const clauseText = (literals: readonly Sentence[]): string =>
    literals.length === 0
      ? 'false'
      : literals.length === 1
        ? literalText(literals[0]!)
        : `(or ${literals.map(literalText).join(' ')})`;
  const assertions = groups.map((clauses, index) => {
    const texts = clauses.map(clauseText);
    const text = texts.length === 0 ? 'true' : texts.length === 1 ? texts[0]! : `(and ${texts.join('\n')})`;
    return asserted(text, labelSymbol(index));
  });
  return [...lines, ...assertions].join('\n');
}

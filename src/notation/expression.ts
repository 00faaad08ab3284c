/**
 * Terms and formulas as Z.
 *
 * The language has no scalars: a scalar is a set with one element. Z has both, so the printer asks what a term denotes
 * (`isElement`): an element is printed `u` and, where a set is meant, `{u}`; a function at an element is printed `f x`.
 * Applications of definitions are printed by name.
 */

import type { Shape } from '../logic/schema.ts';
import type { Declaration, Formula, NumberTerm, Term } from '../logic/terms.ts';
import { type Profile, type SwitchName, switches } from '../profile/profile.ts';
import { concat, type Doc, group, indent, line, separated, softline, space, text } from './layout.ts';
import {
  associative,
  at,
  type Expression,
  expression,
  leftAssociative,
  related,
  rightAssociative,
} from './precedence.ts';
import { applied, name, prose, type SymbolName, sign } from './symbols.ts';

/** How a switch of the profile is printed. */
export type Readings =
  /** The option that the profile picks. */
  | { readonly kind: 'picked'; readonly profile: Profile }
  /** All options, in brackets, in place. */
  | { readonly kind: 'inline' }
  /** One option; `note` is told the others. */
  | { readonly kind: 'noted'; readonly note: (note: ReadingNote) => void };

/** The options of one choice, in the order of the switch's values. */
export interface ReadingNote {
  /** `S1`. */
  readonly id: string;
  readonly options: readonly { readonly value: string; readonly shown: boolean; readonly doc: Doc }[];
}

export interface Printer {
  /** A term as a set. */
  readonly set: (term: Term) => Expression;
  /** A term as an element, if it denotes one, otherwise as a set. */
  readonly value: (term: Term) => Expression;
  readonly formula: (formula: Formula) => Expression;
  /** `f x`, `p(x, y)` or infix: a definition's name at its arguments. */
  readonly call: (kind: 'term' | 'predicate', callee: string, values: readonly Expression[]) => Expression;
}

const isFunction = (term: Term): boolean =>
  term.sorts.length === 2 &&
  ((term.kind === 'variable' && term.denotes === 'function') ||
    ['partial-function', 'total-function'].includes(shapeOf(term) ?? ''));

function shapeOf(term: Term): Shape | undefined {
  if (term.kind === 'relation') return term.shape;
  return term.kind === 'application' ? term.definition.shape : undefined;
}

/** Whether a term stands for one element rather than for a set. */
export function isElement(term: Term): boolean {
  switch (term.kind) {
    case 'variable':
      return term.denotes === 'element';
    case 'relation':
      return term.shape === 'element';
    case 'image':
      return isFunction(term.relation) && isElement(term.set);
    case 'application':
      return isElement(term.definition.body);
    case 'choice':
      return Object.values(term.options).every(isElement);
    default:
      return false;
  }
}

const comparisons = {
  '<': 'less',
  '<=': 'atMost',
  '=': 'equal',
  '>=': 'atLeast',
  '>': 'greater',
} as const satisfies Record<string, SymbolName>;

const infix = {
  union: ['sum', 'union'],
  difference: ['sum', 'difference'],
  intersection: ['meet', 'intersection'],
  override: ['override', 'override'],
} as const;

const restrictions = {
  'domain-restriction': 'domainRestriction',
  'domain-subtraction': 'domainSubtraction',
  'range-restriction': 'rangeRestriction',
  'range-subtraction': 'rangeSubtraction',
} as const;

/** Formulas that one operator joins, however they were nested. */
const operandsOf = (kind: 'and' | 'or', formula: Formula): readonly Formula[] => {
  const plain = unlabelled(formula);
  return plain.kind === kind ? plain.operands.flatMap((operand) => operandsOf(kind, operand)) : [formula];
};

export const unlabelled = (formula: Formula): Formula =>
  formula.kind === 'labelled' ? unlabelled(formula.operand) : formula;

/** The conjuncts of a formula, at any depth of conjunction. */
export const conjuncts = (formula: Formula): readonly Formula[] => operandsOf('and', formula);

const sameNumber = (left: NumberTerm, right: NumberTerm): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

export function printer(readings: Readings): Printer {
  const atom = (...parts: readonly Doc[]): Expression => expression('atom', ...parts);
  const list = (docs: readonly Doc[]): Doc => separated(docs, concat(text(','), line));
  const braces = (...parts: readonly Doc[]): Expression =>
    atom(group(sign('setOpen'), indent(...parts), sign('setClose')));

  const value = (term: Term): Expression => {
    if (!isElement(term)) return set(term);
    switch (term.kind) {
      case 'image':
        return expression('application', at('application', set(term.relation)), argument(value(term.set)));
      case 'choice':
        return choice(term.switch, term.options, value, () => true);
      case 'application':
        return application(term);
      default:
        return set0(term);
    }
  };

  const set = (term: Term): Expression => {
    if (term.kind === 'choice') return choice(term.switch, term.options, set, () => true);
    if (!isElement(term)) return set0(term);
    // f⦇{x}⦈ rather than {f x}: the image is empty where f is not defined.
    if (term.kind === 'image') return set0(term);
    return braces(value(term).doc);
  };

  /** An argument of an application: parenthesised without a space, otherwise after one. */
  const argument = (operand: Expression): Doc => {
    const doc = at('postfix', operand);
    return doc === operand.doc ? concat(applied, doc) : doc;
  };

  const prefix = (operator: SymbolName, operand: Term): Expression =>
    expression('application', sign(operator), argument(set(operand)));

  const call: Printer['call'] = (kind, callee, values) => {
    if (values.length === 0) return atom(name(callee));
    const holes = callee.split(' ');
    if (holes.filter((part) => part === '_').length === values.length) {
      const rest = [...values];
      const level = kind === 'term' ? 'sum' : 'relation';
      const operand = kind === 'term' ? 'meet' : 'product';
      const parts = holes.map((part) => (part === '_' ? at(operand, rest.shift()!) : name(part)));
      return expression(level, group(separated(parts, line)));
    }
    const [only] = values;
    if (kind === 'term' && values.length === 1) {
      return expression('application', name(callee), argument(only!));
    }
    const level = kind === 'term' ? 'application' : 'predicate';
    return expression(
      level,
      group(name(callee), text('('), indent(softline, list(values.map(({ doc }) => doc))), text(')')),
    );
  };

  const application = (term: Extract<Term, { kind: 'application' }>): Expression =>
    call('term', term.definition.name, callArguments(term.definition.parameters, term.arguments));

  const callArguments = (
    parameters: readonly { readonly denotes: string }[],
    values: readonly Term[],
  ): readonly Expression[] =>
    values.map((given, index) => (parameters[index]!.denotes === 'element' ? value(given) : set(given)));

  /** A term that is not turned into a set by braces. */
  const set0 = (term: Term): Expression => {
    switch (term.kind) {
      case 'relation':
      case 'variable':
        return atom(name(term.name));
      case 'universe':
        return atom(name(term.sorts[0]));
      case 'empty':
        return atom(sign('empty'));
      case 'identity':
        return expression('application', sign('identity'), applied, name(term.sorts[0]));
      case 'union':
      case 'difference':
      case 'intersection':
      case 'override': {
        const [level, operator] = infix[term.kind];
        return leftAssociative(level, operator, set(term.left), set(term.right));
      }
      case 'product':
        return leftAssociative('product', 'product', set(term.left), set(term.right));
      case 'join':
        // A set has no composition in Z: S ⨾ R is the image of S.
        return term.left.sorts.length === 1
          ? imageOf(term.right, term.left)
          : leftAssociative('meet', 'compose', set(term.left), set(term.right));
      case 'image':
        return imageOf(term.relation, term.set);
      case 'converse':
        return expression('postfix', at('atom', set(term.operand)), sign('converse'));
      case 'closure':
        return expression('postfix', at('atom', set(term.operand)), sign('closure'));
      case 'domain':
        return prefix('domain', term.operand);
      case 'range':
        return prefix('range', term.operand);
      case 'domain-restriction':
      case 'domain-subtraction':
        if (term.kind === 'domain-restriction' && term.relation.kind === 'identity') {
          return prefix('identity', term.set);
        }
        return leftAssociative('restriction', restrictions[term.kind], set(term.set), set(term.relation));
      case 'range-restriction':
      case 'range-subtraction':
        return leftAssociative('restriction', restrictions[term.kind], set(term.relation), set(term.set));
      case 'comprehension':
        return braces(
          space,
          declarations(term.declarations),
          ...condition(term.condition, (formula) => [line, sign('bar'), space, formula]),
          space,
        );
      case 'application':
        return application(term);
      case 'choice':
        return choice(term.switch, term.options, set, () => true);
      default:
        return impossible(term);
    }
  };

  const imageOf = (relation: Term, operand: Term): Expression =>
    expression(
      'image',
      group(at('postfix', set(relation)), sign('imageOpen'), indent(set(operand).doc), sign('imageClose')),
    );

  /** u : users; r, q : roles. */
  const declarations = (declared: readonly Declaration[]): Doc => {
    const groups: { names: Doc[]; set: Declaration['set'] }[] = [];
    for (const { variable, set: from } of declared) {
      const last = groups.at(-1);
      if (last !== undefined && JSON.stringify(last.set) === JSON.stringify(from)) {
        last.names.push(name(variable.name));
      } else groups.push({ names: [name(variable.name)], set: from });
    }
    return separated(
      groups.map(({ names, set: from }) =>
        concat(separated(names, text(', ')), text(' : '), at('product', set(from))),
      ),
      concat(text(';'), space),
    );
  };

  const condition = (given: Formula, parts: (doc: Doc) => readonly Doc[]): readonly Doc[] =>
    given.kind === 'true' ? [] : parts(formula(given).doc);

  const quantified = (quantifier: SymbolName, declared: Doc, given: Doc | null, body: Doc): Expression =>
    expression(
      'quantifier',
      group(
        sign(quantifier),
        space,
        declared,
        ...(given === null ? [] : [space, sign('bar'), indent(line, given)]),
        space,
        sign('spot'),
        indent(line, body),
      ),
    );

  const number = (term: NumberTerm): Expression => {
    switch (term.kind) {
      case 'literal':
        return atom(text(String(term.value)));
      case 'count': {
        const operand = set(term.operand);
        return expression('application', sign('count'), at('postfix', operand));
      }
      case 'value':
        return value(term.operand);
      default:
        return impossible(term);
    }
  };

  /** Elements on both sides, or sets on both. */
  const sides = (left: Term, right: Term): readonly [Expression, Expression] =>
    isElement(left) && isElement(right) ? [value(left), value(right)] : [set(left), set(right)];

  const tuple = (elements: readonly Term[]): Expression => {
    const docs = elements.map((element) => value(element));
    return docs.length === 1 ? docs[0]! : atom(text('('), list(docs.map(({ doc }) => doc)), text(')'));
  };

  const emptiness = (operator: SymbolName, operand: Term): Expression =>
    related(operator, set(operand), atom(sign('empty')));

  const negated = (operand: Formula): Expression => {
    switch (operand.kind) {
      case 'member':
        return related('notMember', tuple(operand.element), set(operand.relation));
      case 'equal':
        return related('notEqual', ...sides(operand.left, operand.right));
      case 'empty-set':
        return emptiness('notEqual', operand.operand);
      case 'labelled':
        return negated(operand.operand);
      default:
        return expression('not', sign('not'), space, at('not', formula(operand)));
    }
  };

  /** a ≤ t ∧ t ≤ b as a ≤ t ≤ b. */
  const chained = (operands: readonly Formula[]): readonly Expression[] => {
    const result: { last: Formula; doc: Expression }[] = [];
    for (const operand of operands) {
      const plain = unlabelled(operand);
      const before = result.at(-1);
      if (
        before !== undefined &&
        before.last.kind === 'compare' &&
        plain.kind === 'compare' &&
        sameNumber(before.last.right, plain.left)
      ) {
        const doc = related(
          comparisons[plain.operator],
          { ...before.doc, level: 'atom' },
          number(plain.right),
        );
        result[result.length - 1] = { last: plain, doc };
      } else result.push({ last: plain, doc: formula(operand) });
    }
    return result.map(({ doc }) => doc);
  };

  const junction = (kind: 'and' | 'or', operands: readonly Formula[]): Expression => {
    const flat = operands.flatMap((operand) => operandsOf(kind, operand));
    const docs = kind === 'and' ? chained(flat) : flat.map(formula);
    if (docs.length === 0) return atom(sign(kind === 'and' ? 'true' : 'false'));
    return docs.length === 1 ? docs[0]! : associative(kind, kind, docs);
  };

  const formula = (node: Formula): Expression => {
    switch (node.kind) {
      case 'true':
        return expression('predicate', sign('true'));
      case 'false':
        return expression('predicate', sign('false'));
      case 'not':
        return negated(node.operand);
      case 'and':
      case 'or':
        return junction(node.kind, node.operands);
      case 'implies':
        return rightAssociative('implies', 'implies', formula(node.left), formula(node.right));
      case 'iff':
        return leftAssociative('iff', 'iff', formula(node.left), formula(node.right));
      case 'subset':
        return related('subset', set(node.left), set(node.right));
      case 'equal':
        return related('equal', ...sides(node.left, node.right));
      case 'member':
        return related('member', tuple(node.element), set(node.relation));
      case 'empty-set':
        return emptiness('equal', node.operand);
      case 'compare':
        return related(comparisons[node.operator], number(node.left), number(node.right));
      case 'forall':
      case 'exists':
        return quantified(
          node.kind,
          declarations(node.declarations),
          node.given.kind === 'true' ? null : formula(node.given).doc,
          formula(node.body).doc,
        );
      case 'forall-relation':
      case 'exists-relation': {
        const quantifier = node.kind === 'forall-relation' ? 'forall' : 'exists';
        const { variable, shape, bound, body } = node;
        if (shape.kind === 'set') {
          const declared = concat(name(variable.name), text(' : '), sign('powerset'), argument(set(bound)));
          return quantified(quantifier, declared, null, formula(body).doc);
        }
        const declared = concat(
          name(variable.name),
          text(' : '),
          at('sum', set(shape.domain)),
          space,
          sign('totalFunction'),
          space,
          name(variable.sorts[1]!),
        );
        const inside = related('subset', atom(name(variable.name)), set(bound)).doc;
        return quantified(quantifier, declared, inside, formula(body).doc);
      }
      case 'labelled':
        return formula(node.operand);
      case 'predicate':
        return call(
          'predicate',
          node.definition.name,
          callArguments(node.definition.parameters, node.arguments),
        );
      case 'formula-choice':
        return choice(node.switch, node.options, formula, (option) => option.kind !== 'true');
      default:
        return impossible(node);
    }
  };

  /** `tells`: whether an option says something; the first that does is shown where options are noted. */
  const choice = <T>(
    switchName: SwitchName,
    options: Readonly<Record<string, T>>,
    print: (option: T) => Expression,
    tells: (option: T) => boolean,
  ): Expression => {
    const { id, values } = switches[switchName];
    const listed = values.map((optionValue) => ({ value: optionValue, option: options[optionValue]! }));
    switch (readings.kind) {
      case 'picked':
        return print(options[readings.profile[switchName]]!);
      case 'inline':
        return atom(
          group(
            prose(`[${id}: `),
            indent(
              separated(
                listed.map(({ value: optionValue, option }) =>
                  concat(prose(`${optionValue}: `), print(option).doc),
                ),
                concat(line, sign('bar'), space),
              ),
            ),
            text(']'),
          ),
        );
      case 'noted': {
        const shown = listed.find(({ option }) => tells(option)) ?? listed[0]!;
        const printed = print(shown.option);
        readings.note({
          id,
          options: listed.map((entry) => ({
            value: entry.value,
            shown: entry === shown,
            doc: entry === shown ? printed.doc : print(entry.option).doc,
          })),
        });
        return printed;
      }
      default:
        return impossible(readings);
    }
  };

  return { set, value, formula, call };
}

function impossible(node: never): never {
  throw new Error(`unknown node ${JSON.stringify(node)}`);
}

/**
 * Rewriting terms and formulas: chosen nodes are replaced, everything else is built anew only where a part changed.
 *
 * Nodes are rewritten once per rewriter and shared afterwards (interpreters cache by node, so two copies of one
 * definition would be computed twice); what contains nothing to replace is returned as it is. Bodies of definitions
 * are rewritten too, and a definition whose body changed gets a name of its own, since it means something else.
 */

import type { Claim } from './claim.ts';
import type { LabelledPredicate, Schema } from './schema.ts';
import type {
  Declaration,
  Formula,
  NumberTerm,
  PredicateDefinition,
  SetTerm,
  Term,
  TermDefinition,
  TermNode,
} from './terms.ts';

/** What is replaced. A result is not rewritten again; null leaves the node to the general rule. */
export interface Replacement {
  readonly term: (node: TermNode, again: Rewriter) => Term | null;
  readonly formula: (node: Formula, again: Rewriter) => Formula | null;
  /** The name of a definition whose body changed. */
  readonly renamed: (name: string) => string;
}

export interface Rewriter {
  readonly term: (term: Term) => Term;
  readonly formula: (formula: Formula) => Formula;
  readonly claim: (claim: Claim) => Claim;
}

function memoised<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const values = new WeakMap<K, V>();
  return (key) => {
    const known = values.get(key);
    if (known !== undefined) return known;
    const value = compute(key);
    values.set(key, value);
    return value;
  };
}

/** The same array where nothing changed, so that parents can be shared too. */
function mapped<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  const result = items.map(change);
  return result.every((item, index) => item === items[index]) ? items : result;
}

export function rewriter(replacement: Replacement): Rewriter {
  const term: (term: Term) => Term = memoised(
    (node: Term) => replacement.term(node, self) ?? rewrittenTerm(node),
  );
  const formula: (formula: Formula) => Formula = memoised(
    (node: Formula) => replacement.formula(node, self) ?? rewrittenFormula(node),
  );
  const claim = memoised(
    (original: Claim): Claim => ({
      ...original,
      schema: schema(original.schema),
      formula: formula(original.formula),
    }),
  );
  const schema: (schema: Schema) => Schema = memoised((original: Schema): Schema => {
    const includes = mapped(original.includes, schema);
    const parameters = mapped(original.parameters, (parameter) => {
      const set = term(parameter.set);
      return set === parameter.set ? parameter : { ...parameter, set };
    });
    const predicates = mapped(original.predicates, (predicate): LabelledPredicate => {
      const changed = formula(predicate.formula);
      return changed === predicate.formula ? predicate : { ...predicate, formula: changed };
    });
    const same =
      includes === original.includes &&
      parameters === original.parameters &&
      predicates === original.predicates;
    return same ? original : { ...original, includes, parameters, predicates };
  });
  const termDefinition = memoised((original: TermDefinition): TermDefinition => {
    const body = term(original.body);
    return body === original.body
      ? original
      : { ...original, name: replacement.renamed(original.name), body };
  });
  const predicateDefinition = memoised((original: PredicateDefinition): PredicateDefinition => {
    const body = formula(original.body);
    return body === original.body
      ? original
      : { ...original, name: replacement.renamed(original.name), body };
  });
  const self: Rewriter = { term, formula, claim };

  function declaration(original: Declaration): Declaration {
    const set = setTerm(original.set);
    return set === original.set ? original : { ...original, set };
  }

  function setTerm(original: SetTerm): SetTerm {
    const changed = term(original);
    if (isSet(changed)) return changed;
    throw new Error('what replaces a set is not a set');
  }

  function rewrittenTerm(node: Term): Term {
    const original: TermNode = node;
    switch (original.kind) {
      case 'relation':
      case 'variable':
      case 'universe':
      case 'empty':
      case 'identity':
        return node;
      case 'union':
      case 'intersection':
      case 'difference':
      case 'product':
      case 'join':
      case 'override': {
        const left = term(original.left);
        const right = term(original.right);
        return left === original.left && right === original.right ? node : { ...original, left, right };
      }
      case 'image':
      case 'domain-restriction':
      case 'domain-subtraction':
      case 'range-restriction':
      case 'range-subtraction': {
        const relation = term(original.relation);
        const set = term(original.set);
        return relation === original.relation && set === original.set ? node : { ...original, relation, set };
      }
      case 'converse':
      case 'closure':
      case 'domain':
      case 'range': {
        const operand = term(original.operand);
        return operand === original.operand ? node : { ...original, operand };
      }
      case 'comprehension': {
        const declarations = mapped(original.declarations, declaration);
        const condition = formula(original.condition);
        return declarations === original.declarations && condition === original.condition
          ? node
          : { ...original, declarations, condition };
      }
      case 'application': {
        const definition = termDefinition(original.definition);
        const values = mapped(original.arguments, term);
        return definition === original.definition && values === original.arguments
          ? node
          : { ...original, definition, arguments: values };
      }
      case 'choice': {
        const options = mappedOptions(original.options, term);
        return options === original.options ? node : { ...original, options };
      }
      default:
        return impossible(original);
    }
  }

  function number(original: NumberTerm): NumberTerm {
    switch (original.kind) {
      case 'literal':
        return original;
      case 'count': {
        const operand = term(original.operand);
        return operand === original.operand ? original : { ...original, operand };
      }
      case 'value': {
        const operand = setTerm(original.operand);
        return operand === original.operand ? original : { ...original, operand };
      }
      default:
        return impossible(original);
    }
  }

  function rewrittenFormula(original: Formula): Formula {
    switch (original.kind) {
      case 'true':
      case 'false':
        return original;
      case 'not':
      case 'labelled': {
        const operand = formula(original.operand);
        return operand === original.operand ? original : { ...original, operand };
      }
      case 'and':
      case 'or': {
        const operands = mapped(original.operands, formula);
        return operands === original.operands ? original : { ...original, operands };
      }
      case 'implies':
      case 'iff': {
        const left = formula(original.left);
        const right = formula(original.right);
        return left === original.left && right === original.right ? original : { ...original, left, right };
      }
      case 'subset':
      case 'equal': {
        const left = term(original.left);
        const right = term(original.right);
        return left === original.left && right === original.right ? original : { ...original, left, right };
      }
      case 'member': {
        const element = mapped(original.element, setTerm);
        const relation = term(original.relation);
        return element === original.element && relation === original.relation
          ? original
          : { ...original, element, relation };
      }
      case 'empty-set': {
        const operand = term(original.operand);
        return operand === original.operand ? original : { ...original, operand };
      }
      case 'compare': {
        const left = number(original.left);
        const right = number(original.right);
        return left === original.left && right === original.right ? original : { ...original, left, right };
      }
      case 'forall':
      case 'exists': {
        const declarations = mapped(original.declarations, declaration);
        const given = formula(original.given);
        const body = formula(original.body);
        return declarations === original.declarations && given === original.given && body === original.body
          ? original
          : { ...original, declarations, given, body };
      }
      case 'forall-relation':
      case 'exists-relation': {
        const bound = term(original.bound);
        const body = formula(original.body);
        const shape =
          original.shape.kind === 'set'
            ? original.shape
            : { ...original.shape, domain: setTerm(original.shape.domain) };
        const sameShape =
          original.shape.kind === 'set' ||
          (shape.kind === 'function' && shape.domain === original.shape.domain);
        return bound === original.bound && body === original.body && sameShape
          ? original
          : { ...original, shape, bound, body };
      }
      case 'predicate': {
        const definition = predicateDefinition(original.definition);
        const values = mapped(original.arguments, term);
        return definition === original.definition && values === original.arguments
          ? original
          : { ...original, definition, arguments: values };
      }
      case 'formula-choice': {
        const options = mappedOptions(original.options, formula);
        return options === original.options ? original : { ...original, options };
      }
      default:
        return impossible(original);
    }
  }

  return self;
}

function mappedOptions<T>(
  options: Readonly<Record<string, T>>,
  change: (option: T) => T,
): Readonly<Record<string, T>> {
  const entries = Object.entries(options);
  const changed = entries.map(([name, option]): [string, T] => [name, change(option)]);
  return changed.every(([, option], index) => option === entries[index]![1])
    ? options
    : Object.fromEntries(changed);
}

const isSet = (term: Term): term is SetTerm => term.sorts.length === 1;

function impossible(node: never): never {
  throw new Error(`unknown node ${JSON.stringify(node)}`);
}

/**
 * Lowers the reading profile away: every `choice` becomes the term that the profile picks, also inside definitions,
 * so that no interpreter and no engine ever meets a switch.
 *
 * Nodes are lowered once per profile and shared afterwards (interpreters cache by node, so two lowered copies of one
 * definition would be computed twice); what contains no choice is returned as it is.
 */

import type { Claim } from '../logic/claim.ts';
import type { LabelledPredicate, Schema } from '../logic/schema.ts';
import type {
  Declaration,
  Formula,
  NumberTerm,
  PredicateDefinition,
  SetTerm,
  Term,
  TermDefinition,
  TermNode,
} from '../logic/terms.ts';
import { type Profile, type SwitchName, switchNames } from './profile.ts';

/** The term without choices, as `profile` reads it. */
export const lowerTerm = (term: Term, profile: Profile): Term => loweringOf(profile).term(term);

/** The formula without choices, as `profile` reads it. */
export const lowerFormula = (formula: Formula, profile: Profile): Formula =>
  loweringOf(profile).formula(formula);

/** The claim without choices; the same object whenever the same claim is lowered under an equal profile. */
export const lowerClaim = (claim: Claim, profile: Profile): Claim => loweringOf(profile).claim(claim);

interface Lowering {
  readonly term: (term: Term) => Term;
  readonly formula: (formula: Formula) => Formula;
  readonly claim: (claim: Claim) => Claim;
}

const lowerings = new Map<string, Lowering>();

function loweringOf(profile: Profile): Lowering {
  const key = switchNames.map((name) => profile[name]).join('\n');
  const known = lowerings.get(key);
  if (known !== undefined) return known;
  const made = lowering(profile);
  lowerings.set(key, made);
  return made;
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

function option<T>(options: Readonly<Record<string, T>>, profile: Profile, name: SwitchName): T {
  const picked = options[profile[name]];
  if (picked === undefined) throw new Error(`switch ${name} has no option ${profile[name]}`);
  return picked;
}

function lowering(profile: Profile): Lowering {
  const term: (term: Term) => Term = memoised(lowerNode);
  const formula: (formula: Formula) => Formula = memoised(lowerFormulaNode);
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
      const lowered = formula(predicate.formula);
      return lowered === predicate.formula ? predicate : { ...predicate, formula: lowered };
    });
    const same =
      includes === original.includes &&
      parameters === original.parameters &&
      predicates === original.predicates;
    return same ? original : { ...original, includes, parameters, predicates };
  });
  const termDefinition = memoised((original: TermDefinition): TermDefinition => {
    const body = term(original.body);
    return body === original.body ? original : { ...original, body };
  });
  const predicateDefinition = memoised((original: PredicateDefinition): PredicateDefinition => {
    const body = formula(original.body);
    return body === original.body ? original : { ...original, body };
  });

  function declaration(original: Declaration): Declaration {
    const set = setTerm(original.set);
    return set === original.set ? original : { ...original, set };
  }

  function setTerm(original: SetTerm): SetTerm {
    const lowered = term(original);
    if (isSet(lowered)) return lowered;
    throw new Error('an option of a switch is not a set where a set is read');
  }

  function lowerNode(node: Term): Term {
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
      case 'choice':
        return term(option(original.options, profile, original.switch));
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

  function lowerFormulaNode(original: Formula): Formula {
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
      case 'formula-choice':
        return formula(option(original.options, profile, original.switch));
      default:
        return impossible(original);
    }
  }

  return { term, formula, claim };
}

const isSet = (term: Term): term is SetTerm => term.sorts.length === 1;

function impossible(node: never): never {
  throw new Error(`unknown node ${JSON.stringify(node)}`);
}

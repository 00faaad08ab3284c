/**
 * Which definitions a formula rests on: found in the order in which they must be read, each once.
 */

import type { Schema } from '../logic/schema.ts';
import type { Formula, NumberTerm, PredicateDefinition, Term, TermDefinition } from '../logic/terms.ts';
import type { Profile } from '../profile/profile.ts';

export type Definition =
  | { readonly kind: 'term'; readonly definition: TermDefinition }
  | { readonly kind: 'predicate'; readonly definition: PredicateDefinition };

/** What a term or a formula speaks of: names of components, switches and definitions used below it. */
export interface Collector {
  readonly formula: (formula: Formula) => void;
  readonly term: (term: Term) => void;
  /** A definition, after those it uses. */
  readonly define: (definition: Definition) => void;
  /** In dependency order: a definition comes after those it uses. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** Names of components, also those that only definitions use. */
  readonly components: ReadonlySet<string>;
}

/** With a profile only the option that it picks of each choice is followed. */
export function collector(profile?: Profile): Collector {
  const definitions = new Map<string, Definition>();
  const components = new Set<string>();

  const picked = <T>(name: keyof Profile, options: Readonly<Record<string, T>>): readonly T[] =>
    profile === undefined ? Object.values(options) : [options[profile[name]]!];

  const define = (entry: Definition): void => {
    const { name, body } = entry.definition;
    if (definitions.has(name)) return;
    if (entry.kind === 'term') term(entry.definition.body);
    else formula(entry.definition.body);
    // Bodies are never recursive, so this is the first time unless the same name has two bodies.
    const known = definitions.get(name);
    if (known !== undefined && known.definition.body !== body) throw new Error(`two definitions of ${name}`);
    definitions.set(name, entry);
  };

  const term = (node: Term): void => {
    switch (node.kind) {
      case 'relation':
        components.add(node.name);
        return;
      case 'variable':
      case 'universe':
      case 'empty':
      case 'identity':
        return;
      case 'union':
      case 'intersection':
      case 'difference':
      case 'product':
      case 'join':
      case 'override':
        term(node.left);
        term(node.right);
        return;
      case 'image':
      case 'domain-restriction':
      case 'domain-subtraction':
      case 'range-restriction':
      case 'range-subtraction':
        term(node.relation);
        term(node.set);
        return;
      case 'converse':
      case 'closure':
      case 'domain':
      case 'range':
        term(node.operand);
        return;
      case 'comprehension':
        for (const { set } of node.declarations) term(set);
        formula(node.condition);
        return;
      case 'application':
        define({ kind: 'term', definition: node.definition });
        for (const given of node.arguments) term(given);
        return;
      case 'choice':
        for (const option of picked(node.switch, node.options)) term(option);
        return;
      default:
        impossible(node);
    }
  };

  const number = (node: NumberTerm): void => {
    if (node.kind !== 'literal') term(node.operand);
  };

  const formula = (node: Formula): void => {
    switch (node.kind) {
      case 'true':
      case 'false':
        return;
      case 'not':
      case 'labelled':
        formula(node.operand);
        return;
      case 'and':
      case 'or':
        for (const operand of node.operands) formula(operand);
        return;
      case 'implies':
      case 'iff':
        formula(node.left);
        formula(node.right);
        return;
      case 'subset':
      case 'equal':
        term(node.left);
        term(node.right);
        return;
      case 'member':
        for (const element of node.element) term(element);
        term(node.relation);
        return;
      case 'empty-set':
        term(node.operand);
        return;
      case 'compare':
        number(node.left);
        number(node.right);
        return;
      case 'forall':
      case 'exists':
        for (const { set } of node.declarations) term(set);
        formula(node.given);
        formula(node.body);
        return;
      case 'forall-relation':
      case 'exists-relation':
        if (node.shape.kind === 'function') term(node.shape.domain);
        term(node.bound);
        formula(node.body);
        return;
      case 'predicate':
        define({ kind: 'predicate', definition: node.definition });
        for (const given of node.arguments) term(given);
        return;
      case 'formula-choice':
        for (const option of picked(node.switch, node.options)) formula(option);
        return;
      default:
        impossible(node);
    }
  };

  return { formula, term, define, definitions, components };
}

/** The definitions that a schema's own predicates rest on, in dependency order. */
export function definitionsOf(schema: Schema, profile?: Profile): readonly Definition[] {
  const found = collector(profile);
  for (const { set } of schema.parameters) found.term(set);
  for (const { formula } of schema.predicates) found.formula(formula);
  return [...found.definitions.values()];
}

function impossible(node: never): never {
  throw new Error(`unknown node ${JSON.stringify(node)}`);
}

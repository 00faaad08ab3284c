/**
 * What a node depends on, computed once per node: its free variables, and whether it quantifies over relations.
 *
 * Values are cached by node and the bindings of its free variables only (Kodkod's free-variable cache); without that,
 * shared definitions are evaluated again for every combination of the variables around them.
 */

import type { Declaration, Formula, NumberTerm, Sorts, Term, TermNode } from '../logic/terms.ts';

export interface Dependence {
  /** A number for the node, to index caches with. */
  readonly id: number;
  /** Names in a fixed order. */
  readonly free: readonly string[];
  /** Contains a quantifier over a relation, so that its value may depend on the polarity it stands in. */
  readonly relational: boolean;
  /** Components of the state that the node speaks of, with the sorts of their columns. */
  readonly components: ReadonlyMap<string, Sorts>;
}

const known = new WeakMap<object, Dependence>();
let next = 0;

export function dependence(node: Term | Formula): Dependence {
  const found = known.get(node);
  if (found !== undefined) return found;
  const parts: Parts = { free: new Set(), relational: false, components: new Map() };
  collect(node, parts);
  const made: Dependence = {
    id: next,
    free: [...parts.free].sort(),
    relational: parts.relational,
    components: parts.components,
  };
  next += 1;
  known.set(node, made);
  return made;
}

interface Parts {
  readonly free: Set<string>;
  relational: boolean;
  readonly components: Map<string, Sorts>;
}

/** Everything of a part but its free variables. */
function absorb(inner: Dependence, parts: Parts): void {
  parts.relational ||= inner.relational;
  for (const [name, sorts] of inner.components) parts.components.set(name, sorts);
}

function include(node: Term | Formula, parts: Parts): void {
  const inner = dependence(node);
  for (const name of inner.free) parts.free.add(name);
  absorb(inner, parts);
}

/** Declared variables bind what follows them and `inside`, not the sets of earlier declarations. */
function includeScope(declarations: readonly Declaration[], inside: readonly Formula[], parts: Parts): void {
  const bound = new Set<string>();
  const includeUnbound = (node: Term | Formula): void => {
    const inner = dependence(node);
    for (const name of inner.free) if (!bound.has(name)) parts.free.add(name);
    absorb(inner, parts);
  };
  for (const declaration of declarations) {
    includeUnbound(declaration.set);
    bound.add(declaration.variable.name);
  }
  for (const formula of inside) includeUnbound(formula);
}

/** A definition is closed but for its parameters: anything else would be captured where it is applied. */
function includeDefinition(
  definition: { readonly name: string; readonly parameters: readonly { readonly name: string }[] },
  body: Term | Formula,
  parts: Parts,
): void {
  const names = new Set(definition.parameters.map((parameter) => parameter.name));
  const inner = dependence(body);
  for (const name of inner.free) {
    if (!names.has(name)) {
      throw new Error(`the definition \`${definition.name}\` has the free variable \`${name}\``);
    }
  }
  absorb(inner, parts);
}

function includeNumber(number: NumberTerm, parts: Parts): void {
  if (number.kind !== 'literal') include(number.operand, parts);
}

function collect(node: TermNode | Formula, parts: Parts): void {
  switch (node.kind) {
    case 'variable':
      parts.free.add(node.name);
      return;
    case 'relation':
      parts.components.set(node.name, node.sorts);
      return;
    case 'universe':
    case 'empty':
    case 'identity':
    case 'true':
    case 'false':
      return;
    case 'union':
    case 'intersection':
    case 'difference':
    case 'product':
    case 'join':
    case 'override':
    case 'implies':
    case 'iff':
    case 'subset':
    case 'equal':
      include(node.left, parts);
      include(node.right, parts);
      return;
    case 'image':
    case 'domain-restriction':
    case 'domain-subtraction':
    case 'range-restriction':
    case 'range-subtraction':
      include(node.relation, parts);
      include(node.set, parts);
      return;
    case 'converse':
    case 'closure':
    case 'domain':
    case 'range':
    case 'not':
    case 'labelled':
    case 'empty-set':
      include(node.operand, parts);
      return;
    case 'comprehension':
      includeScope(node.declarations, [node.condition], parts);
      return;
    case 'forall':
    case 'exists':
      includeScope(node.declarations, [node.given, node.body], parts);
      return;
    case 'forall-relation':
    case 'exists-relation': {
      include(node.bound, parts);
      if (node.shape.kind === 'function') include(node.shape.domain, parts);
      const body = dependence(node.body);
      for (const name of body.free) if (name !== node.variable.name) parts.free.add(name);
      absorb(body, parts);
      parts.relational = true;
      return;
    }
    case 'application':
    case 'predicate':
      includeDefinition(node.definition, node.definition.body, parts);
      for (const value of node.arguments) include(value, parts);
      return;
    case 'and':
    case 'or':
      for (const operand of node.operands) include(operand, parts);
      return;
    case 'member':
      for (const element of node.element) include(element, parts);
      include(node.relation, parts);
      return;
    case 'compare':
      includeNumber(node.left, parts);
      includeNumber(node.right, parts);
      return;
    case 'choice':
    case 'formula-choice':
      throw new Error(`the switch ${node.switch} was not lowered away`);
    default:
      impossible(node);
  }
}

function impossible(node: never): never {
  throw new Error(`unknown node ${JSON.stringify(node)}`);
}

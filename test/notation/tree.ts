/** The tree that a formula's print must be read back as; independent of the printer's levels and layout. */

import type { Declaration, Formula, NumberTerm, Term } from '../../src/logic/terms.ts';
import type { Tree } from './reader.ts';

const operators = {
  union: '∪',
  difference: '\\',
  intersection: '∩',
  override: '⊕',
  join: '⨾',
  'domain-restriction': '◁',
  'domain-subtraction': '⩤',
  'range-restriction': '▷',
  'range-subtraction': '⩥',
  '<': '<',
  '<=': '≤',
  '=': '=',
  '>=': '≥',
  '>': '>',
  and: '∧',
  or: '∨',
} as const;

const functions: readonly unknown[] = ['partial-function', 'total-function'];

const isFunction = (term: Term): boolean =>
  term.sorts.length === 2 &&
  ((term.kind === 'relation' && functions.includes(term.shape)) ||
    (term.kind === 'application' && functions.includes(term.definition.shape)) ||
    (term.kind === 'variable' && term.denotes === 'function'));

const isElement = (term: Term): boolean =>
  (term.kind === 'variable' && term.denotes === 'element') ||
  (term.kind === 'relation' && term.shape === 'element') ||
  (term.kind === 'image' && isFunction(term.relation) && isElement(term.set)) ||
  (term.kind === 'application' && isElement(term.definition.body));

const elementTree = (term: Term): Tree =>
  term.kind === 'image' && isElement(term)
    ? ['apply', setTree(term.relation), elementTree(term.set)]
    : term.kind === 'variable' || term.kind === 'relation'
      ? term.name
      : term.kind === 'application'
        ? application(term)
        : setTree(term);

const application = (term: Extract<Term, { kind: 'application' }>): Tree => {
  const values = term.arguments.map((value, index) =>
    term.definition.parameters[index]!.denotes === 'element' ? elementTree(value) : setTree(value),
  );
  const [only] = values;
  return values.length === 0
    ? term.definition.name
    : values.length === 1
      ? ['apply', term.definition.name, only!]
      : ['apply', term.definition.name, ['tuple', ...values]];
};

const declared = (declarations: readonly Declaration[]): Tree => [
  'declarations',
  ...declarations.map(({ variable, set }): Tree => [':', variable.name, setTree(set)]),
];

const factors = (term: Term): Tree[] =>
  term.kind === 'product' ? [...factors(term.left), setTree(term.right)] : [setTree(term)];

function setTree(term: Term): Tree {
  switch (term.kind) {
    case 'relation':
      return term.shape === 'element' ? ['set', term.name] : term.name;
    case 'variable':
      return term.denotes === 'element' ? ['set', term.name] : term.name;
    case 'universe':
      return term.sorts[0];
    case 'empty':
      return '∅';
    case 'identity':
      return ['apply', 'id', term.sorts[0]];
    case 'union':
    case 'difference':
    case 'intersection':
    case 'override':
    case 'join':
      return [operators[term.kind], setTree(term.left), setTree(term.right)];
    case 'product':
      return ['×', ...factors(term)];
    case 'image':
      return ['image', setTree(term.relation), setTree(term.set)];
    case 'converse':
      return ['∼', setTree(term.operand)];
    case 'closure':
      return ['⁺', setTree(term.operand)];
    case 'domain':
      return ['apply', 'dom', setTree(term.operand)];
    case 'range':
      return ['apply', 'ran', setTree(term.operand)];
    case 'domain-restriction':
      return term.relation.kind === 'identity'
        ? ['apply', 'id', setTree(term.set)]
        : [operators[term.kind], setTree(term.set), setTree(term.relation)];
    case 'domain-subtraction':
      return [operators[term.kind], setTree(term.set), setTree(term.relation)];
    case 'range-restriction':
    case 'range-subtraction':
      return [operators[term.kind], setTree(term.relation), setTree(term.set)];
    case 'comprehension':
      return ['comprehension', declared(term.declarations), formulaTree(term.condition)];
    case 'application':
      return isElement(term) ? ['set', application(term)] : application(term);
    case 'choice':
      throw new Error('choices are not read back');
  }
}

const numberTree = (number: NumberTerm): Tree =>
  number.kind === 'literal'
    ? String(number.value)
    : number.kind === 'count'
      ? ['apply', '#', setTree(number.operand)]
      : elementTree(number.operand);

const tuple = (elements: readonly Term[]): Tree =>
  elements.length === 1 ? elementTree(elements[0]!) : ['tuple', ...elements.map(elementTree)];

const sides = (left: Term, right: Term): readonly [Tree, Tree] =>
  isElement(left) && isElement(right)
    ? [elementTree(left), elementTree(right)]
    : [setTree(left), setTree(right)];

export function formulaTree(formula: Formula): Tree {
  switch (formula.kind) {
    case 'true':
    case 'false':
      return formula.kind;
    case 'not':
      return ['¬', formulaTree(formula.operand)];
    case 'and':
    case 'or': {
      const [only, ...more] = formula.operands;
      if (only === undefined) return formula.kind === 'and' ? 'true' : 'false';
      if (more.length === 0) return formulaTree(only);
      return [operators[formula.kind], ...formula.operands.map(formulaTree)];
    }
    case 'implies':
      return ['⇒', formulaTree(formula.left), formulaTree(formula.right)];
    case 'iff':
      return ['⇔', formulaTree(formula.left), formulaTree(formula.right)];
    case 'subset':
      return ['⊆', setTree(formula.left), setTree(formula.right)];
    case 'equal':
      return ['=', ...sides(formula.left, formula.right)];
    case 'member':
      return ['∈', tuple(formula.element), setTree(formula.relation)];
    case 'empty-set':
      return ['=', setTree(formula.operand), '∅'];
    case 'compare':
      return [operators[formula.operator], numberTree(formula.left), numberTree(formula.right)];
    case 'forall':
    case 'exists':
      return [
        formula.kind === 'forall' ? '∀' : '∃',
        declared(formula.declarations),
        formulaTree(formula.given),
        formulaTree(formula.body),
      ];
    case 'forall-relation':
    case 'exists-relation': {
      const { variable, shape, bound, body } = formula;
      const isSet = shape.kind === 'set';
      const type: Tree = isSet ? ['ℙ', setTree(bound)] : ['→', setTree(shape.domain), variable.sorts[1]!];
      return [
        formula.kind === 'forall-relation' ? '∀' : '∃',
        ['declarations', [':', variable.name, type]],
        isSet ? 'true' : ['⊆', variable.name, setTree(bound)],
        formulaTree(body),
      ];
    }
    case 'labelled':
      return formulaTree(formula.operand);
    case 'predicate': {
      const { definition } = formula;
      const values = formula.arguments.map((value, index) =>
        definition.parameters[index]!.denotes === 'element' ? elementTree(value) : setTree(value),
      );
      return ['call', definition.name, ...values];
    }
    case 'formula-choice':
      throw new Error('choices are not read back');
  }
}

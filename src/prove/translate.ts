/**
 * From the specification language to first-order logic (FORMAL.md A.4, "For proofs").
 *
 * A relation is a predicate and a term the condition of membership in it; definitions are unfolded. Three things are
 * not first-order, and are weakened in a way that keeps proofs sound:
 * - a transitive closure R⁺ is some transitive relation that contains R (`closures.ts` adds what leastness yields);
 * - a number is an element of some total order that contains 0, 1, …, `countedTo`;
 * - #S < n is spelled out for n up to `countedTo`. Where a claim of that kind has to be shown, or its contrary is
 *   assumed, the sentence speaks of such n only, and says so (`limited`).
 */

import { dependence } from '../interpret/free.ts';
import {
  type Declaration,
  type Formula,
  NUMBER,
  type NumberTerm,
  type Term,
  type TermNode,
} from '../logic/terms.ts';
import {
  all,
  atom,
  constant,
  type Element,
  type ElementVariable,
  equals,
  every,
  exist,
  implies,
  negation,
  no,
  type Sentence,
  shapeOf,
  some,
  variable,
  yes,
} from './first-order.ts';

/** Limits and cardinalities up to this number are spelled out. */
export const countedTo = 4;

/** A quantifier over relations, which first-order logic has not. */
export class HigherOrder extends Error {
  readonly variable: string;
  constructor(variable: string) {
    super(`\`${variable}\` ranges over relations`);
    this.variable = variable;
  }
}

/** A transitive closure that some sentence speaks of. */
export interface Closure {
  readonly predicate: string;
  readonly sort: string;
  /** The relation whose closure it is: the term, and the condition of membership. */
  readonly operand: Term;
  readonly base: (left: Element, right: Element) => Sentence;
}

/** Predicates with the sorts of their arguments. */
export type Signature = ReadonlyMap<string, readonly string[]>;

export interface Translator {
  /** `shown`: the formula is a goal; otherwise it is assumed. */
  readonly sentence: (formula: Formula, shown: boolean) => Sentence;
  /** Whether a sentence so far speaks only of numbers up to `countedTo`. */
  readonly limited: () => boolean;
  readonly closures: () => readonly Closure[];
  /** Whether numbers are compared, and whether some are called by their numerals. */
  readonly numbers: () => 'none' | 'compared' | 'numerals';
  readonly signature: () => Signature;
}

type Binding =
  | { readonly kind: 'element'; readonly element: Element }
  | { readonly kind: 'term'; readonly term: Term; readonly scope: Scope };
type Scope = ReadonlyMap<string, Binding>;

const numeral = (value: number): Element => constant(`number${value}`, NUMBER);
export const numerals: readonly Element[] = Array.from({ length: countedTo + 1 }, (_, value) =>
  numeral(value),
);
export const atMost = (left: Element, right: Element): Sentence => atom('at-most', [left, right]);

export function translator(): Translator {
  let lastVariable = 0;
  let limited = false;
  let lastGroup = 0;
  let numbers: 'none' | 'compared' | 'numerals' = 'none';
  const closures = new Map<string, Closure>();
  const signature = new Map<string, readonly string[]>();

  const fresh = (sort: string, group = 0): ElementVariable => {
    lastVariable += 1;
    return variable(`v${lastVariable}`, sort, group);
  };

  const freshTuple = (sorts: readonly string[]): readonly ElementVariable[] =>
    sorts.map((sort) => fresh(sort));

  // --- terms ---------------------------------------------------------------------------------------------------

  /** The element that a term denotes, where it denotes exactly one by its form. */
  function element(term: Term, scope: Scope): Element | null {
    const node: TermNode = term;
    switch (node.kind) {
      case 'variable': {
        const binding = bound(node.name, scope);
        return binding.kind === 'element' ? binding.element : element(binding.term, binding.scope);
      }
      case 'relation':
        return node.shape === 'element' ? constant(node.name, node.sorts[0]!) : null;
      default:
        return null;
    }
  }

  function bound(name: string, scope: Scope): Binding {
    const binding = scope.get(name);
    if (binding === undefined) throw new Error(`the variable \`${name}\` has no value here`);
    return binding;
  }

  const inside = (
    definition: { readonly parameters: readonly { readonly name: string }[] },
    values: readonly Term[],
    scope: Scope,
  ): Scope =>
    new Map(
      definition.parameters.map(({ name }, index): [string, Binding] => {
        const term = values[index]!;
        const known = element(term, scope);
        return [name, known === null ? { kind: 'term', term, scope } : { kind: 'element', element: known }];
      }),
    );

  /** Some element of `set` with a condition: at the element itself where the set is one. */
  function someOf(set: Term, scope: Scope, condition: (element: Element) => Sentence): Sentence {
    const known = element(set, scope);
    if (known !== null) return condition(known);
    const variable = fresh(set.sorts[0]!);
    return exist([variable], all([member(set, [variable], scope), condition(variable)]));
  }

  function member(term: Term, tuple: readonly Element[], scope: Scope): Sentence {
    const node: TermNode = term;
    switch (node.kind) {
      case 'relation': {
        if (node.shape === 'element') return equals(tuple[0]!, constant(node.name, node.sorts[0]!));
        signature.set(node.name, node.sorts);
        return atom(node.name, tuple);
      }
      case 'variable': {
        const binding = bound(node.name, scope);
        return binding.kind === 'element'
          ? equals(tuple[0]!, binding.element)
          : member(binding.term, tuple, binding.scope);
      }
      case 'universe':
        return yes;
      case 'empty':
        return no;
      case 'identity':
        return equals(tuple[0]!, tuple[1]!);
      case 'union':
        return some([member(node.left, tuple, scope), member(node.right, tuple, scope)]);
      case 'intersection':
        return all([member(node.left, tuple, scope), member(node.right, tuple, scope)]);
      case 'difference':
        return all([member(node.left, tuple, scope), negation(member(node.right, tuple, scope))]);
      case 'product': {
        const width = node.left.sorts.length;
        return all([
          member(node.left, tuple.slice(0, width), scope),
          member(node.right, tuple.slice(width), scope),
        ]);
      }
      case 'join': {
        const width = node.left.sorts.length - 1;
        const middle = fresh(node.right.sorts[0]!);
        return exist(
          [middle],
          all([
            member(node.left, [...tuple.slice(0, width), middle], scope),
            member(node.right, [middle, ...tuple.slice(width)], scope),
          ]),
        );
      }
      case 'image':
        return someOf(node.set, scope, (head) => member(node.relation, [head, ...tuple], scope));
      case 'converse':
        return member(node.operand, [tuple[1]!, tuple[0]!], scope);
      case 'closure':
        return atom(closureOf(node, scope).predicate, tuple);
      case 'domain': {
        const right = fresh(node.operand.sorts[1]!);
        return exist([right], member(node.operand, [tuple[0]!, right], scope));
      }
      case 'range': {
        const left = fresh(node.operand.sorts[0]!);
        return exist([left], member(node.operand, [left, tuple[0]!], scope));
      }
      case 'domain-restriction':
      case 'domain-subtraction':
      case 'range-restriction':
      case 'range-subtraction': {
        const column = node.kind.startsWith('domain') ? tuple[0]! : tuple[1]!;
        const within = member(node.set, [column], scope);
        return all([
          member(node.relation, tuple, scope),
          node.kind.endsWith('restriction') ? within : negation(within),
        ]);
      }
      case 'override': {
        const other = fresh(node.right.sorts[1]!);
        return some([
          member(node.right, tuple, scope),
          all([
            member(node.left, tuple, scope),
            negation(exist([other], member(node.right, [tuple[0]!, other], scope))),
          ]),
        ]);
      }
      case 'comprehension': {
        let current = scope;
        const parts: Sentence[] = [];
        node.declarations.forEach(({ variable, set }, column) => {
          parts.push(member(set, [tuple[column]!], current));
          current = new Map(current).set(variable.name, { kind: 'element', element: tuple[column]! });
        });
        return all([...parts, formula(node.condition, current, 'neither')]);
      }
      case 'application':
        return member(node.definition.body, tuple, inside(node.definition, node.arguments, scope));
      case 'choice':
        throw new Error(`the switch ${node.switch} was not lowered away`);
      default:
        return impossible(node);
    }
  }

  /** Closures of closed terms only: nothing that they depend on is a variable. */
  function closureOf(node: Extract<TermNode, { kind: 'closure' }>, scope: Scope): Closure {
    if (dependence(node.operand).free.length > 0) throw new Error('a closure of a relation with variables');
    const sort = node.operand.sorts[0]!;
    const base = (left: Element, right: Element): Sentence => member(node.operand, [left, right], scope);
    const shape = shapeOf(base(variable('left', sort), variable('right', sort)));
    const known = closures.get(shape);
    if (known !== undefined) return known;
    const made: Closure = { predicate: `closure${closures.size + 1}`, sort, operand: node.operand, base };
    signature.set(made.predicate, [sort, sort]);
    closures.set(shape, made);
    return made;
  }

  // --- formulas ------------------------------------------------------------------------------------------------

  /** How the value of a formula is used; `neither` where it may be both. */
  type Use = 'assumed' | 'shown' | 'neither';
  const opposite = (use: Use): Use => (use === 'neither' ? use : use === 'assumed' ? 'shown' : 'assumed');

  function declared(
    declarations: readonly Declaration[],
    scope: Scope,
  ): {
    readonly variables: readonly ElementVariable[];
    readonly guards: readonly Sentence[];
    readonly scope: Scope;
  } {
    const variables: ElementVariable[] = [];
    const guards: Sentence[] = [];
    let current = scope;
    for (const { variable, set } of declarations) {
      const one = element(set, current);
      if (one !== null) {
        current = new Map(current).set(variable.name, { kind: 'element', element: one });
        continue;
      }
      const made = fresh(variable.sorts[0]);
      variables.push(made);
      guards.push(member(set, [made], current));
      current = new Map(current).set(variable.name, { kind: 'element', element: made });
    }
    return { variables, guards, scope: current };
  }

  function formula(node: Formula, scope: Scope, use: Use): Sentence {
    switch (node.kind) {
      case 'true':
        return yes;
      case 'false':
        return no;
      case 'not':
        return negation(formula(node.operand, scope, opposite(use)));
      case 'and':
        return all(node.operands.map((operand) => formula(operand, scope, use)));
      case 'or':
        return some(node.operands.map((operand) => formula(operand, scope, use)));
      case 'implies':
        return implies(formula(node.left, scope, opposite(use)), formula(node.right, scope, use));
      case 'iff': {
        const left = formula(node.left, scope, 'neither');
        const right = formula(node.right, scope, 'neither');
        return all([implies(left, right), implies(right, left)]);
      }
      case 'subset':
        return contained(node.left, node.right, scope);
      case 'equal':
        return same(node.left, node.right, scope);
      case 'member':
        return chosen(node.element, [], scope, (tuple) => member(node.relation, tuple, scope));
      case 'empty-set': {
        const tuple = freshTuple(node.operand.sorts);
        return negation(exist(tuple, member(node.operand, tuple, scope)));
      }
      case 'compare':
        return comparison(node, scope, use);
      case 'forall': {
        const { variables, guards, scope: within } = declared(node.declarations, scope);
        return every(
          variables,
          implies(
            all([...guards, formula(node.given, within, opposite(use))]),
            formula(node.body, within, use),
          ),
        );
      }
      case 'exists': {
        const { variables, guards, scope: within } = declared(node.declarations, scope);
        return exist(
          variables,
          all([...guards, formula(node.given, within, use), formula(node.body, within, use)]),
        );
      }
      case 'forall-relation':
      case 'exists-relation':
        throw new HigherOrder(node.variable.name);
      case 'labelled':
        return formula(node.operand, scope, use);
      case 'predicate':
        return formula(node.definition.body, inside(node.definition, node.arguments, scope), use);
      case 'formula-choice':
        throw new Error(`the switch ${node.switch} was not lowered away`);
      default:
        return impossible(node);
    }
  }

  function contained(left: Term, right: Term, scope: Scope): Sentence {
    const one = element(left, scope);
    if (one !== null) return member(right, [one], scope);
    const tuple = freshTuple(left.sorts);
    return every(tuple, implies(member(left, tuple, scope), member(right, tuple, scope)));
  }

  function same(left: Term, right: Term, scope: Scope): Sentence {
    const first = element(left, scope);
    const second = element(right, scope);
    if (first !== null && second !== null) return equals(first, second);
    return all([contained(left, right, scope), contained(right, left, scope)]);
  }

  /** A condition at the elements that terms denote; false where one denotes none. */
  function chosen(
    terms: readonly Term[],
    known: readonly Element[],
    scope: Scope,
    condition: (tuple: readonly Element[]) => Sentence,
  ): Sentence {
    const [term, ...rest] = terms;
    if (term === undefined) return condition(known);
    return someOf(term, scope, (one) => chosen(rest, [...known, one], scope, condition));
  }

  // --- numbers -------------------------------------------------------------------------------------------------

  /** At least `least` elements are in the relation. */
  function atLeast(least: number, term: Term, scope: Scope): Sentence {
    lastGroup += 1;
    // Only single elements are grouped: columns of pairs would have to be exchanged together.
    const group = term.sorts.length === 1 ? lastGroup : 0;
    const tuples = Array.from({ length: least }, () => term.sorts.map((sort) => fresh(sort, group)));
    const distinct = tuples.flatMap((tuple, index) =>
      tuples
        .slice(0, index)
        .map((other) => some(tuple.map((one, column) => negation(equals(one, other[column]!))))),
    );
    return exist(tuples.flat(), all([...tuples.map((tuple) => member(term, tuple, scope)), ...distinct]));
  }

  /** left ≤ right, or left < right; a set without numbers is below every number, one with several is the greatest. */
  function below(left: NumberTerm, right: NumberTerm, strictly: boolean, scope: Scope, use: Use): Sentence {
    if (left.kind === 'count' && right.kind === 'count') throw new Error('two counts are compared');
    if (left.kind === 'count') {
      if (right.kind === 'literal') {
        return negation(atLeast(strictly ? right.value : right.value + 1, left.operand, scope));
      }
      const limit = fresh(NUMBER);
      return all([
        exist([limit], right.kind === 'value' ? member(right.operand, [limit], scope) : yes),
        counted(right, scope, use, (value) =>
          negation(atLeast(strictly ? value : value + 1, left.operand, scope)),
        ),
      ]);
    }
    if (right.kind === 'count') {
      if (left.kind === 'literal')
        return atLeast(strictly ? left.value + 1 : left.value, right.operand, scope);
      const least = (value: number): Sentence => atLeast(strictly ? value + 1 : value, right.operand, scope);
      const limit = fresh(NUMBER);
      // A number that is none of those spelled out is greater than all of them.
      const beyond = every(
        [limit],
        implies(
          all([
            left.kind === 'value' ? member(left.operand, [limit], scope) : no,
            ...numerals.map((one) => negation(equals(limit, one))),
          ]),
          least(countedTo),
        ),
      );
      return all([counted(left, scope, use, least), beyond]);
    }
    if (numbers === 'none') numbers = 'compared';
    const order = (first: Element, second: Element): Sentence =>
      strictly ? all([atMost(first, second), negation(equals(first, second))]) : atMost(first, second);
    const leftElement = numberElement(left, scope);
    const rightElement = numberElement(right, scope);
    if (leftElement !== null && rightElement !== null) return order(leftElement, rightElement);
    const elements = (term: NumberTerm, one: Element): Sentence =>
      term.kind === 'value' ? member(term.operand, [one], scope) : equals(one, numeral(spelledOut(term)));
    const first = fresh(NUMBER);
    const second = fresh(NUMBER);
    // S ≤ T: every number of S has one of T above it; S < T: some number of T is above all of S.
    return strictly
      ? exist(
          [second],
          all([
            elements(right, second),
            every([first], implies(elements(left, first), order(first, second))),
          ]),
        )
      : every(
          [first],
          implies(
            elements(left, first),
            exist([second], all([elements(right, second), order(first, second)])),
          ),
        );
  }

  function numberElement(term: NumberTerm, scope: Scope): Element | null {
    switch (term.kind) {
      case 'literal':
        return numeral(spelledOut(term));
      case 'value':
        return element(term.operand, scope);
      default:
        return null;
    }
  }

  function spelledOut(term: NumberTerm): number {
    if (term.kind !== 'literal' || term.value > countedTo)
      throw new Error('a number that is not spelled out');
    numbers = 'numerals';
    return term.value;
  }

  /** For the number that the term names, if it is spelled out, the condition; of any other nothing is said. */
  function counted(
    term: NumberTerm,
    scope: Scope,
    use: Use,
    condition: (value: number) => Sentence,
  ): Sentence {
    if (term.kind !== 'value') throw new Error('a limit that is no value');
    if (use !== 'assumed') limited = true;
    numbers = 'numerals';
    const { operand } = term;
    return all(numerals.map((one, value) => implies(member(operand, [one], scope), condition(value))));
  }

  function comparison(
    { left, operator, right }: Extract<Formula, { kind: 'compare' }>,
    scope: Scope,
    use: Use,
  ): Sentence {
    switch (operator) {
      case '<':
        return below(left, right, true, scope, use);
      case '<=':
        return below(left, right, false, scope, use);
      case '>':
        return below(right, left, true, scope, use);
      case '>=':
        return below(right, left, false, scope, use);
      case '=':
        return all([below(left, right, false, scope, use), below(right, left, false, scope, use)]);
      default:
        return impossible(operator);
    }
  }

  return {
    sentence: (given, shown) => formula(given, new Map(), shown ? 'shown' : 'assumed'),
    limited: () => limited,
    closures: () => [...closures.values()],
    numbers: () => numbers,
    signature: () => signature,
  };
}

function impossible(node: never): never {
  throw new Error(`unknown node ${JSON.stringify(node)}`);
}

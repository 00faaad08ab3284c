/**
 * Clauses: sentences without ∃, as disjunctions of literals under ∀.
 *
 * A part of a disjunction that is no literal gets a name with its free variables as arguments, and the clauses that
 * say what follows from the name; an ∃ gets a function of its free variables. Both are shared between parts of the same
 * shape, so that "r is authorised for u" is one predicate wherever it is unfolded, and costs one variable where four
 * roles of a user are compared.
 */

import {
  atom,
  type Element,
  type ElementVariable,
  freeVariables,
  keyOf,
  negation,
  normal,
  type Sentence,
  shapeOf,
  substituted,
  variable,
} from './first-order.ts';

export interface Clause {
  /** What it comes from: a hypothesis, a guard, the goal. */
  readonly label: string;
  readonly variables: readonly ElementVariable[];
  /** Atoms and equalities, or their negations. */
  readonly literals: readonly Sentence[];
}

export interface SkolemFunction {
  readonly name: string;
  readonly from: readonly string[];
  readonly to: string;
}

export interface Clauses {
  /** Adds the clauses that say that a sentence is true. */
  readonly assert: (label: string, sentence: Sentence) => void;
  readonly list: () => readonly Clause[];
  readonly functions: () => readonly SkolemFunction[];
  /** Predicates that name parts, with the sorts of their arguments. */
  readonly names: () => ReadonlyMap<string, readonly string[]>;
}

type Quantified = Extract<Sentence, { readonly variables: readonly ElementVariable[] }>;

const isLiteral = (sentence: Sentence): boolean =>
  sentence.kind === 'atom' ||
  sentence.kind === 'equal' ||
  (sentence.kind === 'not' && (sentence.operand.kind === 'atom' || sentence.operand.kind === 'equal'));

export function clauseSet(): Clauses {
  const clauses: Clause[] = [];
  const named = new Map<string, string>();
  const namesOf = new Map<string, readonly string[]>();
  const functions = new Map<string, SkolemFunction>();
  let lastVariable = 0;

  const renamed = (variables: readonly ElementVariable[]) => {
    const made = variables.map(({ sort, group }) => {
      lastVariable += 1;
      return variable(`x${lastVariable}`, sort, group);
    });
    return {
      variables: made,
      substitution: new Map(variables.map(({ name }, index): [string, Element] => [name, made[index]!])),
    };
  };

  /** The clauses of `others ∨ sentence`; `sentence` is in negation normal form. */
  function split(label: string, sentence: Sentence, others: readonly Sentence[]): void {
    switch (sentence.kind) {
      case 'true':
        return;
      case 'false':
        add(label, others);
        return;
      case 'atom':
      case 'equal':
      case 'not':
        add(label, [...others, sentence]);
        return;
      case 'and':
        for (const operand of sentence.operands) split(label, operand, others);
        return;
      case 'or': {
        const complex = sentence.operands.filter((operand) => !isLiteral(operand));
        const simple = sentence.operands.filter(isLiteral);
        const [only, ...more] = complex;
        if (only !== undefined && more.length === 0) split(label, only, [...others, ...simple]);
        else add(label, [...others, ...simple, ...complex.map((operand) => nameOf(label, operand))]);
        return;
      }
      case 'forall': {
        const { substitution } = renamed(sentence.variables);
        split(label, substituted(sentence.body, substitution), others);
        return;
      }
      case 'exists':
        split(label, substituted(sentence.body, witnesses(sentence)), others);
        return;
      default:
        impossible(sentence);
    }
  }

  function witnesses(sentence: Quantified): ReadonlyMap<string, Element> {
    const free = freeVariables(sentence);
    const shape = shapeOf(sentence);
    return new Map(
      sentence.variables.map((variable, index): [string, Element] => {
        const key = `${index} ${shape}`;
        const known = functions.get(key);
        const name = known?.name ?? `some${functions.size + 1}`;
        if (known === undefined) {
          functions.set(key, { name, from: free.map(({ sort }) => sort), to: variable.sort });
        }
        return [variable.name, { kind: 'apply', name, arguments: free, sort: variable.sort }];
      }),
    );
  }

  function nameOf(label: string, sentence: Sentence): Sentence {
    const free = freeVariables(sentence);
    const key = `${label} ${shapeOf(sentence)}`;
    const known = named.get(key);
    if (known !== undefined) return atom(known, free);
    const name = `part${named.size + 1}`;
    named.set(key, name);
    namesOf.set(
      name,
      free.map(({ sort }) => sort),
    );
    split(label, sentence, [negation(atom(name, free))]);
    return atom(name, free);
  }

  function add(label: string, literals: readonly Sentence[]): void {
    const kept = new Map(literals.map((literal) => [literalKey(literal), literal]));
    const simplified = simplify([...kept.values()]);
    if (simplified === null) return;
    const variables = new Map<string, ElementVariable>();
    for (const literal of simplified) {
      for (const variable of freeVariables(literal)) variables.set(variable.name, variable);
    }
    clauses.push({
      label,
      variables: exchangeable([...variables.values()], simplified),
      literals: simplified,
    });
  }

  return {
    assert: (label, sentence) => split(label, normal(sentence), []),
    list: () => clauses,
    functions: () => [...functions.values()],
    names: () => namesOf,
  };
}

export function literalKey(literal: Sentence): string {
  switch (literal.kind) {
    case 'atom':
      return `${literal.predicate}(${literal.arguments.map(keyOf).join(',')})`;
    case 'equal': {
      const sides = [keyOf(literal.left), keyOf(literal.right)].sort();
      return `${sides[0]}=${sides[1]}`;
    }
    case 'not':
      return `¬${literalKey(literal.operand)}`;
    default:
      throw new Error(`no literal: ${literal.kind}`);
  }
}

/** The variables, grouped only where the clause as it is does not change when two of a group change places. */
function exchangeable(
  variables: readonly ElementVariable[],
  literals: readonly Sentence[],
): readonly ElementVariable[] {
  const said = new Set(literals.map(literalKey));
  const unlike = new Set<number>();
  variables.forEach((one, index) => {
    for (const other of variables.slice(0, index)) {
      if (one.group === 0 || one.group !== other.group) continue;
      const exchanged = new Map<string, Element>([
        [one.name, other],
        [other.name, one],
      ]);
      const same = literals.every((literal) => said.has(literalKey(substituted(literal, exchanged))));
      if (!same) unlike.add(one.group);
    }
  });
  return variables.map((one) => (unlike.has(one.group) ? { ...one, group: 0 } : one));
}

/**
 * A clause with x ≠ t is used at x = t only, so that the variable goes; null where the clause is true of everything.
 */
function simplify(literals: readonly Sentence[]): readonly Sentence[] | null {
  let current = literals;
  for (;;) {
    const keys = new Set(current.map(literalKey));
    if (current.some((literal) => literal.kind === 'not' && keys.has(literalKey(literal.operand))))
      return null;
    if (current.some((literal) => literal.kind === 'true')) return null;
    const solved = current.map(solution).find((entry) => entry !== null);
    if (solved === undefined) return current;
    const replacedLiterals = current
      .map((literal) => substituted(literal, new Map([[solved.name, solved.element]])))
      .filter((literal) => literal.kind !== 'false');
    current = [...new Map(replacedLiterals.map((literal) => [keyOrTruth(literal), literal])).values()];
  }
}

const keyOrTruth = (literal: Sentence): string => (literal.kind === 'true' ? 'true' : literalKey(literal));

function solution(literal: Sentence): { readonly name: string; readonly element: Element } | null {
  if (literal.kind !== 'not' || literal.operand.kind !== 'equal') return null;
  const { left, right } = literal.operand;
  if (left.kind === 'variable' && !occurs(left.name, right)) return { name: left.name, element: right };
  if (right.kind === 'variable' && !occurs(right.name, left)) return { name: right.name, element: left };
  return null;
}

const occurs = (name: string, element: Element): boolean =>
  element.kind === 'variable' ? element.name === name : element.arguments.some((one) => occurs(name, one));

function impossible(node: never): never {
  throw new Error(`unknown node ${JSON.stringify(node)}`);
}

/**
 * What formulas and claims mean in a given state: the specification as an oracle.
 *
 * Formulas are lowered (`profile/lower.ts`) before they come here. Indexes and caches are kept per state object for
 * as long as the state lives, so ask about one state many times rather than about copies of it.
 */

import type { Claim } from '../logic/claim.ts';
import type { State, Valuation } from '../logic/state.ts';
import type { Formula, Term } from '../logic/terms.ts';
import { booleans, type Truth } from './booleans.ts';
import { openFormula, type RelationQuantifier, unlabelled } from './claims.ts';
import { bind, type Environment, elementsOf } from './environment.ts';
import { type Interpreter, interpreter } from './interpret.ts';
import { forEachTuple } from './matrix.ts';
import { completions, search } from './search.ts';
import { sourceOf } from './source.ts';

export { type OpenClaim, openClaim } from './claims.ts';
export { searchLimit, TooLarge } from './search.ts';
export { UnknownComponent } from './source.ts';
export { type StateFact, type WhyNode, why } from './why.ts';

const none: Valuation = {};

/** Whether a formula holds. Throws `TooLarge` where a quantifier over relations has too many values to try. */
export function holds(formula: Formula, state: State, valuation: Valuation = none): boolean {
  const { formula: value, environment } = evaluatorOf(state);
  return decided(value(formula, environment(valuation)));
}

/** The tuples that a term denotes, ascending. */
export function denotes(
  term: Term,
  state: State,
  valuation: Valuation = none,
): readonly (readonly number[])[] {
  const evaluator = evaluatorOf(state);
  const tuples: (readonly number[])[] = [];
  forEachTuple(evaluator.term(term, evaluator.environment(valuation)), (tuple, value) => {
    if (decided(value)) tuples.push(tuple.slice());
  });
  return tuples.sort(compareTuples);
}

/**
 * Whether a claim holds at one binding of its outermost variables: false exactly where the binding is a
 * counterexample, that is inside the declared sets, with the premise true and the body false. A claim that binds
 * nothing is evaluated as it is.
 */
export function holdsAt(claim: Claim, state: State, bindings: Valuation): boolean {
  const evaluator = evaluatorOf(state);
  const { declarations, relation, given, body } = openFormula(claim.formula);
  if (relation !== null) {
    const value = bindings[relation.variable.name];
    if (value === undefined) throw new Error(`no value for the variable \`${relation.variable.name}\``);
    const before = evaluator.environment(without(bindings, [relation.variable.name]));
    return (
      !isValueOf(relation, value, evaluator, before) ||
      decided(evaluator.formula(body, evaluator.environment(bindings)))
    );
  }
  const names = declarations.map(({ variable }) => variable.name);
  let environment = evaluator.environment(without(bindings, names));
  for (const { variable, set } of declarations) {
    const value = bindings[variable.name];
    const element = value?.[0]?.[0];
    if (element === undefined || value?.length !== 1) {
      throw new Error(`no value for the variable \`${variable.name}\``);
    }
    if (!decided(evaluator.has(set, [element], environment))) return true;
    environment = bind(variable.name, { kind: 'element', element }, environment);
  }
  return !decided(evaluator.formula(given, environment)) || decided(evaluator.formula(body, environment));
}

/**
 * Up to `limit` counterexamples: bindings of the outermost ∀ where the premise holds and the body does not. A claim
 * that binds nothing has the empty binding as its only counterexample.
 */
export function counterexamples(
  claim: Claim,
  state: State,
  limit: number,
  valuation: Valuation = none,
): readonly Valuation[] {
  const found: Valuation[] = [];
  for (const counterexample of instancesAgainst(claim.formula, evaluatorOf(state), valuation)) {
    if (found.length >= limit) break;
    found.push(counterexample);
  }
  return found;
}

function* instancesAgainst(
  formula: Formula,
  evaluator: Interpreter<Truth>,
  valuation: Valuation,
): Generator<Valuation> {
  const outermost = unlabelled(formula);
  const environment = evaluator.environment(valuation);
  if (outermost.kind === 'forall') {
    const names = outermost.declarations.map(({ variable }) => variable.name);
    for (const instance of evaluator.instances(outermost, environment)) {
      if (!decided(instance.guard)) continue;
      if (!decided(evaluator.formula(outermost.given, instance.environment))) continue;
      if (decided(evaluator.formula(outermost.body, instance.environment))) continue;
      yield { ...valuation, ...elementsOf(instance.environment, names) };
    }
  } else if (outermost.kind === 'forall-relation') {
    const { variable, body } = outermost;
    const found = search(
      {
        quantifier: 'forall',
        polarity: 'positive',
        name: variable.name,
        sorts: variable.sorts,
        bound: evaluator.term(outermost.bound, environment),
        domain: domainOf(outermost, evaluator, environment),
        body: (value) => evaluator.formula(body, bind(variable.name, evaluator.relation(value), environment)),
      },
      false,
    );
    if (found === 'unknown') throw undecided();
    for (const values of found) {
      for (const value of completions(values)) yield { ...valuation, [variable.name]: value };
    }
  } else if (!decided(evaluator.formula(formula, environment))) {
    yield valuation;
  }
}

function domainOf(
  { shape }: RelationQuantifier,
  evaluator: Interpreter<Truth>,
  environment: Environment<Truth>,
): ReadonlyMap<number, Truth> | null {
  if (shape.kind === 'set') return null;
  const domain = new Map<number, Truth>();
  forEachTuple(evaluator.term(shape.domain, environment), ([element], value) => {
    domain.set(element!, value);
  });
  return domain;
}

/** Whether a relation is one of those that the quantifier ranges over. */
function isValueOf(
  quantifier: RelationQuantifier,
  value: readonly (readonly number[])[],
  evaluator: Interpreter<Truth>,
  environment: Environment<Truth>,
): boolean {
  if (!value.every((tuple) => decided(evaluator.has(quantifier.bound, tuple, environment)))) return false;
  const domain = domainOf(quantifier, evaluator, environment);
  if (domain === null) return true;
  const heads = new Set(value.map(([head]) => head));
  return (
    heads.size === value.length && heads.size === domain.size && value.every(([head]) => domain.has(head!))
  );
}

function without(valuation: Valuation, names: readonly string[]): Valuation {
  return Object.fromEntries(Object.entries(valuation).filter(([name]) => !names.includes(name)));
}

const evaluators = new WeakMap<State, Interpreter<Truth>>();

function evaluatorOf(state: State): Interpreter<Truth> {
  const known = evaluators.get(state);
  if (known !== undefined) return known;
  const source = sourceOf<Truth>(state.sorts, state.relations, {
    present: () => true,
    absent: () => false,
    or: () => true,
  });
  const made = interpreter(booleans, source);
  evaluators.set(state, made);
  return made;
}

function decided(value: Truth): boolean {
  if (value === 'unknown') throw undecided();
  return value;
}

const undecided = (): Error => new Error('a formula without open choices has no truth value');

function compareTuples(left: readonly number[], right: readonly number[]): number {
  for (let column = 0; column < left.length; column += 1) {
    const difference = left[column]! - right[column]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Compilation: truth values are literals of a circuit, over lower and upper bounds of the state's components.
 *
 * A tuple of the lower bound is true, one that only the upper bound has is a variable, any other is false: a concrete
 * policy is an exact bound, a free relation an upper bound alone (as in Kodkod). A quantifier over relations becomes
 * fresh variables where it stands so that the solver may choose (∃ asserted, ∀ refuted); elsewhere it is refused.
 */

import type { State, Valuation } from '../logic/state.ts';
import type { Formula } from '../logic/terms.ts';
import type { Algebra, Fold, RelationChoice } from './algebra.ts';
import { type Circuit, circuit, FALSE, type Literal, TRUE } from './circuit.ts';
import { elementsOf } from './environment.ts';
import { dependence } from './free.ts';
import { interpreter, type Quantifier } from './interpret.ts';
import { forEachTuple, type Matrix, matrixBuilder } from './matrix.ts';
import { sourceOf } from './source.ts';

/** What may vary: every tuple of `lower` is in the relation, every tuple of the relation is in `upper`. */
export interface Bounds {
  readonly sorts: State['sorts'];
  readonly lower: State['relations'];
  readonly upper: State['relations'];
}

/** The bounds that only `state` satisfies. */
export const exactly = (state: State): Bounds => ({
  sorts: state.sorts,
  lower: state.relations,
  upper: state.relations,
});

/** A formula as a circuit: satisfiable with `root` true iff some state within the bounds satisfies the formula. */
export interface Compiled {
  readonly gates: Circuit;
  readonly root: Literal;
}

/** A quantifier over relations stands where a solver cannot choose its value. */
export class UnsupportedQuantifier extends Error {
  readonly variable: string;
  constructor(variable: string) {
    super(`a solver cannot choose \`${variable}\` where the formula stands`);
    this.variable = variable;
  }
}

/** The bounds within which the components that `formulas` speak of may be anything, over the elements of `sorts`. */
export function anything(formulas: readonly Formula[], sorts: State['sorts']): Bounds {
  const upper: Record<string, readonly (readonly number[])[]> = {};
  for (const formula of formulas) {
    for (const [component, columns] of dependence(formula).components) {
      upper[component] ??= columns.reduce<readonly (readonly number[])[]>(
        (tuples, sort) =>
          tuples.flatMap((tuple) => (sorts[sort] ?? []).map((_, element) => [...tuple, element])),
        [[]],
      );
    }
  }
  return { sorts, lower: {}, upper };
}

/** Compiles the assertion of `formula`; compile its negation to look for counterexamples. */
export function compile(formula: Formula, bounds: Bounds, valuation: Valuation = {}): Compiled {
  const [compiled] = compileAll([formula], bounds, valuation);
  return compiled!;
}

/**
 * Compiles several assertions into one circuit; parts that they share are compiled once. Throws `TooManyGates` where
 * there would be more than `gateLimit`.
 */
export function compileAll(
  formulas: readonly Formula[],
  bounds: Bounds,
  valuation: Valuation = {},
  gateLimit = Number.POSITIVE_INFINITY,
): readonly Compiled[] {
  const gates = circuit(gateLimit);
  const compiler = interpreter(gateAlgebra(gates), boundedSource(gates, bounds));
  const environment = compiler.environment(valuation);
  return formulas.map((formula) => ({ gates, root: compiler.formula(formula, environment) }));
}

/** Values of a quantified relation that are spelled out at most. */
const spelledOutLimit = 1024;

/**
 * `compile`, with quantifiers over relations spelled out value by value where the solver cannot choose: for the few
 * elements of a countermodel. Throws `UnsupportedQuantifier` where there are too many values.
 */
export function compileSpelledOut(formula: Formula, bounds: Bounds): Compiled {
  const gates = circuit();
  const source = boundedSource(gates, bounds);
  const compiler = interpreter(gateAlgebra(gates, spelledOut(gates)), source);
  return { gates, root: compiler.formula(formula, compiler.environment({})) };
}

/** One binding of the outermost ∀ and the literal that says: inside the declared sets, premise true, body false. */
export interface Violation {
  readonly bindings: Valuation;
  readonly violated: Literal;
}

/** Compiles ∀ instance by instance, so that a solver tells which one it refutes. */
export function compileViolations(
  formula: Quantifier,
  bounds: Bounds,
): { readonly gates: Circuit; readonly violations: readonly Violation[] } {
  const gates = circuit();
  const compiler = interpreter(gateAlgebra(gates), boundedSource(gates, bounds));
  const names = formula.declarations.map(({ variable }) => variable.name);
  const violations: Violation[] = [];
  for (const { environment, guard } of compiler.instances(formula, null)) {
    const given = compiler.formula(formula.given, environment, 'positive');
    const body = compiler.formula(formula.body, environment, 'negative');
    const violated = gates.all([guard, given, -body]);
    if (violated !== FALSE) violations.push({ bindings: elementsOf(environment, names), violated });
  }
  return { gates, violations };
}

function boundedSource(gates: Circuit, { sorts, lower, upper }: Bounds) {
  const certain = new Map<string, ReadonlySet<string>>();
  const certainOf = (component: string): ReadonlySet<string> => {
    const found = certain.get(component);
    if (found !== undefined) return found;
    const tuples = Object.hasOwn(lower, component) ? lower[component]! : [];
    const made = new Set(tuples.map(String));
    certain.set(component, made);
    return made;
  };
  for (const [component, tuples] of Object.entries(lower)) {
    const possible = new Set((Object.hasOwn(upper, component) ? upper[component]! : []).map(String));
    if (tuples.some((tuple) => !possible.has(String(tuple)))) {
      throw new Error(`the lower bound of \`${component}\` is not within the upper one`);
    }
  }
  return sourceOf<Literal>(sorts, upper, {
    present: (component, tuple, columns) =>
      certainOf(component).has(String(tuple))
        ? TRUE
        : gates.variable({ relation: component, instance: 0, sorts: columns, tuple }),
    absent: () => FALSE,
    or: (left, right) => gates.some([left, right]),
  });
}

type Choose = Algebra<Literal>['choose'];

const refused: Choose = ({ name }) => {
  throw new UnsupportedQuantifier(name);
};

/** All values of the variable, each with what must hold for it to be one. */
const spelledOut =
  (gates: Circuit): Choose =>
  (choice) => {
    const tuples: { readonly tuple: readonly number[]; readonly inside: Literal }[] = [];
    forEachTuple(choice.bound, (tuple, inside) => tuples.push({ tuple: tuple.slice(), inside }));
    const { domain } = choice;
    const decisions =
      domain === null
        ? tuples.map(({ tuple, inside }) => [
            { taken: [], required: TRUE },
            { taken: [tuple], required: inside },
          ])
        : [...domain].map(([head, isHead]) => [
            { taken: [], required: -isHead },
            ...tuples
              .filter(({ tuple }) => tuple[0] === head)
              .map(({ tuple, inside }) => ({ taken: [tuple], required: gates.all([isHead, inside]) })),
          ]);
    if (decisions.reduce((values, { length }) => values * length, 1) > spelledOutLimit)
      return refused(choice);
    let values: readonly { readonly taken: readonly (readonly number[])[]; readonly required: Literal }[] = [
      { taken: [], required: TRUE },
    ];
    for (const options of decisions) {
      values = values.flatMap(({ taken, required }) =>
        options.map((option) => ({
          taken: [...taken, ...option.taken],
          required: gates.all([required, option.required]),
        })),
      );
    }
    const bodies = values.map(({ taken, required }) => {
      if (required === FALSE) return choice.quantifier === 'exists' ? FALSE : TRUE;
      const value = matrixBuilder<Literal>(choice.sorts.length, () => TRUE);
      for (const tuple of taken) value.add(tuple, TRUE);
      const body = choice.body(value.build());
      return choice.quantifier === 'exists' ? gates.all([required, body]) : gates.some([-required, body]);
    });
    return choice.quantifier === 'exists' ? gates.some(bodies) : gates.all(bodies);
  };

/** `otherwise`: a quantifier over relations where its value may not be left to the solver. */
function gateAlgebra(gates: Circuit, otherwise: Choose = refused): Algebra<Literal> {
  let instances = 0;
  const not = (value: Literal): Literal => -value;
  const fold = (finish: (parts: readonly Literal[]) => Literal, settling: Literal): Fold<Literal> => {
    const parts: Literal[] = [];
    return {
      add(value) {
        parts.push(value);
        return value === settling;
      },
      value: () => finish(parts),
    };
  };

  /** The variable's value as fresh variables, with what must hold of them. */
  function fresh(choice: RelationChoice<Literal>): {
    readonly value: Matrix<Literal>;
    readonly required: Literal;
  } {
    instances += 1;
    const instance = instances;
    const { domain } = choice;
    const value = matrixBuilder<Literal>(choice.sorts.length, (left, right) => gates.some([left, right]));
    const rows = new Map<number, Literal[]>();
    forEachTuple(choice.bound, (tuple, inside) => {
      const head = domain === null ? TRUE : (domain.get(tuple[0]!) ?? FALSE);
      const variable = gates.variable({
        relation: choice.name,
        instance,
        sorts: choice.sorts,
        tuple: tuple.slice(),
      });
      const entry = gates.all([variable, inside, head]);
      if (entry === FALSE) return;
      value.add(tuple, entry);
      const row = rows.get(tuple[0]!);
      if (row === undefined) rows.set(tuple[0]!, [entry]);
      else row.push(entry);
    });
    const required: Literal[] = [];
    for (const [element, inside] of domain ?? []) {
      const row = rows.get(element) ?? [];
      required.push(gates.some([-inside, gates.all([gates.some(row), -gates.atLeast(2, row)])]));
    }
    return { value: value.build(), required: gates.all(required) };
  }

  return {
    true: TRUE,
    false: FALSE,
    decides: false,
    isTrue: (value) => value === TRUE,
    isFalse: (value) => value === FALSE,
    same: (left, right) => left === right,
    not,
    and: (left, right) => gates.all([left, right]),
    or: (left, right) => gates.some([left, right]),
    every: () => fold(gates.all, FALSE),
    some: () => fold(gates.some, TRUE),
    count: (values) => [
      { least: 0, reached: () => TRUE },
      ...values.map((_, index) => ({
        least: index + 1,
        reached: () => gates.atLeast(index + 1, values),
      })),
    ],
    choose(choice) {
      const free = choice.quantifier === 'exists' ? 'positive' : 'negative';
      if (choice.polarity !== free) return otherwise(choice);
      const { value, required } = fresh(choice);
      const body = choice.body(value);
      return choice.quantifier === 'exists' ? gates.all([required, body]) : gates.some([-required, body]);
    },
    passed: null,
  };
}

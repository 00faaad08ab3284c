/**
 * Search for a counterexample to "this operation keeps this conjunct": a smallest state and inputs, replayed.
 *
 * Everything is decided with its exact meaning, over all states up to a size: the components that bear on the question
 * are free, the others empty, and the operation's steps are unfolded, a cascade for a few rounds. What Z3 finds is
 * performed by the interpreter and evaluated again; only then is it a counterexample. It is then made smaller: whatever
 * can be left out is.
 */

import { TooManyGates } from '../interpret/circuit.ts';
import { holds } from '../interpret/evaluate.ts';
import { dependence } from '../interpret/free.ts';
import { type Bounds, type Compiled, compileAll } from '../interpret/gates.ts';
import { type Inputs, perform, withInputs } from '../interpret/perform.ts';
import { compare, count, literal, relation, subset } from '../logic/build.ts';
import { after, type Operation, type Update } from '../logic/operation.ts';
import type { Component } from '../logic/schema.ts';
import type { State } from '../logic/state.ts';
import { type Formula, NUMBER } from '../logic/terms.ts';
import type { Limits, Z3Session } from '../z3/session.ts';
import { toSmtLib } from '../z3/smt-lib.ts';
import type { BrokenBy, Facts, Instance } from './findings.ts';
import { evaluateModel } from './model.ts';
import type { Conjunct, SearchStep } from './operations.ts';

/** Elements per sort; a sort that is not named has one. */
export type Size = Readonly<Record<string, number>>;

/** From small to large; the last is the size up to which nothing was found where nothing is found. */
export const sizes: readonly Size[] = [
  { [NUMBER]: 3 },
  { ROLE: 2, PRM: 2, OBJ: 2, HRV: 2, [NUMBER]: 4 },
  { USER: 2, ROLE: 3, PRM: 2, SID: 2, OBJ: 2, OP: 2, CNAME: 2, HRV: 2, ATTR: 2, [NUMBER]: 5 },
  { USER: 3, ROLE: 4, PRM: 2, SID: 2, OBJ: 2, OP: 2, CNAME: 2, HRV: 3, ATTR: 2, [NUMBER]: 5 },
];

export type SearchResult =
  | { readonly kind: 'found'; readonly counterexample: BrokenBy }
  | { readonly kind: 'none'; readonly size: Size }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Rounds of a cascade that are unfolded; after them it must have settled. */
const rounds = 2;

export interface Question {
  readonly operation: Operation;
  /** All conjuncts of all invariants: they hold before. */
  readonly conjuncts: readonly Conjunct[];
  /** Some of them breaks. */
  readonly broken: readonly Conjunct[];
  readonly components: readonly Component[];
}

/** A smallest counterexample within `sizes`, or that there is none. */
export async function searchBreak(
  question: Question,
  session: Z3Session,
  limits: Limits,
  within: readonly Size[] = sizes,
): Promise<SearchResult> {
  let last: SearchResult = { kind: 'unknown', reason: 'nothing was searched' };
  for (const size of within) {
    const result = await searchAt(question, size, session, limits);
    if (result.kind === 'found') return result;
    // What is known of a smaller size is still known where a larger one cannot be searched.
    if (result.kind === 'unknown') return last.kind === 'none' ? last : result;
    last = result;
  }
  return last;
}

async function searchAt(
  question: Question,
  size: Size,
  session: Z3Session,
  limits: Limits,
): Promise<SearchResult> {
  const { operation, broken } = question;
  const steps = unfolded(operation);
  const contrary: Formula = {
    kind: 'or',
    operands: broken.map(({ formula }): Formula => ({ kind: 'not', operand: afterAll(steps, formula) })),
  };
  const formulas = [...settledAtEnd(operation, steps), contrary];
  const model = await modelAt(question, size, formulas, session, limits);
  if (model.kind !== 'found') return model;
  const counterexample = replayed(model.state, question);
  return counterexample === null
    ? { kind: 'unknown', reason: 'what was found did not survive its replay' }
    : { kind: 'found', counterexample };
}

type ModelResult =
  | { readonly kind: 'found'; readonly state: State }
  | Exclude<SearchResult, { readonly kind: 'found' }>;

/** A state and inputs in which the invariants, the guards and `formulas` hold. */
async function modelAt(
  question: Question,
  size: Size,
  formulas: readonly Formula[],
  session: Z3Session,
  limits: Limits,
): Promise<ModelResult> {
  const { operation, conjuncts, broken } = question;
  const asked = [
    ...operation.guards.map(({ formula }) => formula),
    ...operation.inputs.filter(({ shape }) => shape === 'element').map(isOne),
    ...formulas,
  ];
  const relevant = relevantComponents([...asked, ...broken.map(({ formula }) => formula)]);
  const sorts = sortsOf(question, size);
  const all = [...asked, ...conjuncts.map(({ formula }) => formula)];
  const upper = Object.fromEntries(
    [...question.components, ...operation.inputs].map((component) => [
      component.name,
      relevant.has(component.name) ? everyTuple(component, sorts) : [],
    ]),
  );
  const compiled = compiledWithin(all, { sorts, lower: {}, upper });
  if (compiled === null) return { kind: 'unknown', reason: 'too large to be searched' };
  const problem = toSmtLib(
    compiled[0]!.gates,
    compiled.map(({ root }) => root),
    sorts,
  );
  const answer = await session.decide(problem, limits);
  switch (answer.kind) {
    case 'unsat':
      return { kind: 'none', size };
    case 'unknown':
      return { kind: 'unknown', reason: answer.reason };
    case 'sat':
      return {
        kind: 'found',
        state: evaluateModel(problem, answer.values, sorts, Object.keys(upper)),
      };
    default:
      throw new Error(`unknown answer ${JSON.stringify(answer satisfies never)}`);
  }
}

/**
 * The largest of the sizes, where no state up to it satisfies the invariants that are known and the guards and not the
 * goal; null where one does, or where that is not known.
 */
export function stepSearch(components: readonly Component[], session: Z3Session, limits: Limits): SearchStep {
  return async (operation, known, guards, goal) => {
    const question: Question = {
      operation: { ...operation, guards: [] },
      conjuncts: known,
      broken: [],
      components,
    };
    const formulas: readonly Formula[] = [
      ...guards.map(({ formula }) => formula),
      { kind: 'not', operand: goal },
    ];
    let none: Size | null = null;
    for (const size of sizes) {
      const model = await modelAt(question, size, formulas, session, limits);
      if (model.kind === 'found') return null;
      if (model.kind === 'unknown') return none;
      none = size;
    }
    return none;
  };
}

/** The first smaller state that serves. */
function first(
  state: State,
  components: readonly Component[],
  serves: (state: State) => boolean,
): State | null {
  for (const smaller of smallerStates(state, components)) if (serves(smaller)) return smaller;
  return null;
}

/** A smallest state in which the operation succeeds, performed: its guards and the invariants are consistent. */
export async function searchInstance(
  operation: Operation,
  conjuncts: readonly Conjunct[],
  components: readonly Component[],
  session: Z3Session,
  limits: Limits,
): Promise<Instance | null> {
  const question: Question = { operation, conjuncts, broken: [], components };
  for (const size of sizes) {
    const model = await modelAt(question, size, [], session, limits);
    if (model.kind !== 'found') continue;
    const inputs = inputsOf(operation, model.state);
    const succeeds = (state: State): boolean =>
      conjuncts.every(({ formula }) => holds(formula, state)) &&
      perform(operation, inputs, state).report === 'ok';
    let before = withoutInputs(operation, model.state);
    if (!succeeds(before)) return null;
    for (let next = first(before, components, succeeds); next !== null; ) {
      before = next;
      next = first(before, components, succeeds);
    }
    return {
      operation: operation.name,
      before: factsOf(before, components),
      inputs: factsOf(
        {
          sorts: model.state.sorts,
          relations: Object.fromEntries(
            operation.inputs.map(({ name }) => [name, model.state.relations[name]!]),
          ),
        },
        operation.inputs,
      ),
    };
  }
  return null;
}

const termOf = (component: Component) => relation(component);

/** More gates than this are not made. */
const gateLimit = 150_000;

function compiledWithin(formulas: readonly Formula[], bounds: Bounds): readonly Compiled[] | null {
  try {
    return compileAll(formulas, bounds, {}, gateLimit);
  } catch (error) {
    if (error instanceof TooManyGates) return null;
    throw error;
  }
}

const isOne = (component: Component): Formula => compare(count(termOf(component)), '=', literal(1));

/** The updates that the operation makes, one after the other. */
const unfolded = ({ steps }: Operation): readonly (readonly Update[])[] =>
  steps.flatMap((step) =>
    step.kind === 'update' ? [step.updates] : Array.from({ length: rounds }, () => step.cascade.round),
  );

const afterAll = (steps: readonly (readonly Update[])[], formula: Formula): Formula =>
  steps.reduceRight((about, updates) => after(updates, about), formula);

/** Each cascade has settled where its unfolding ends. */
function settledAtEnd(operation: Operation, steps: readonly (readonly Update[])[]): readonly Formula[] {
  const result: Formula[] = [];
  let done = 0;
  for (const step of operation.steps) {
    done += step.kind === 'update' ? 1 : rounds;
    if (step.kind === 'update') continue;
    for (const { component, value } of step.cascade.round) {
      const before = relation({ name: component, sorts: value.sorts, shape: 'relation', meaning: '' });
      result.push(afterAll(steps.slice(0, done), subset(before, value)));
    }
  }
  return result;
}

/** What a component cannot be without, in a state that keeps the invariants and is of interest. */
const companions: Readonly<Record<string, readonly string[]>> = {
  UA: ['users', 'roles'],
  PA: ['roles', 'prms'],
  RH: ['roles'],
  prms: ['object', 'operation', 'objs', 'ops'],
  object: ['objs', 'prms'],
  operation: ['ops', 'prms'],
  mutexS: ['roles'],
  mutexD: ['roles'],
  mutexPS: ['prms'],
  mutexPD: ['prms'],
  ssdRoles: ['roles', 'ssdLimit'],
  ssdLimit: ['ssdRoles'],
  dsdRoles: ['roles', 'dsdLimit'],
  dsdLimit: ['dsdRoles'],
  card: ['roles'],
  prereq: ['roles'],
  window: ['roles', 'now'],
  ar: ['sessions', 'su', 'users', 'roles', 'UA', 'RH'],
  su: ['sessions', 'users'],
  sessions: ['su'],
  instRun: ['sessions', 'instName'],
  instName: ['instRun', 'names'],
  hr: ['users', 'attribute'],
  allOf: ['roles', 'attribute'],
  anyOf: ['roles', 'attribute'],
  pend: ['users', 'roles', 'allOf', 'anyOf', 'hr'],
  limit: ['users', 'roles'],
};

function relevantComponents(formulas: readonly Formula[]): ReadonlySet<string> {
  const found = new Set<string>();
  const open = formulas.flatMap((formula) => [...dependence(formula).components.keys()]);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...(companions[name] ?? []));
  }
  return found;
}

function sortsOf({ components, operation }: Question, size: Size): State['sorts'] {
  const names = new Set([...components, ...operation.inputs].flatMap(({ sorts }) => sorts));
  return Object.fromEntries(
    [...names].map((sort) => [
      sort,
      Array.from({ length: size[sort] ?? 1 }, (_, index) =>
        sort === NUMBER ? String(index) : `${sort.toLowerCase()}${index + 1}`,
      ),
    ]),
  );
}

const everyTuple = ({ sorts: columns }: Component, sorts: State['sorts']): readonly (readonly number[])[] =>
  columns.reduce<readonly (readonly number[])[]>(
    (tuples, sort) => tuples.flatMap((tuple) => sorts[sort]!.map((_, element) => [...tuple, element])),
    [[]],
  );

/** The counterexample that a model with inputs is, made as small as it goes; null where it is none. */
export function replayed(model: State, question: Question): BrokenBy | null {
  const inputs = inputsOf(question.operation, model);
  let before = withoutInputs(question.operation, model);
  let found = brokenBy(before, inputs, question);
  if (found === null) return null;
  for (let smaller = true; smaller; ) {
    smaller = false;
    for (const candidate of smallerStates(before, question.components)) {
      const next = brokenBy(candidate, inputs, question);
      if (next === null) continue;
      before = candidate;
      found = next;
      smaller = true;
      break;
    }
  }
  return found;
}

/** The invariants hold before, the operation succeeds, and a conjunct of `broken` fails after. */
function brokenBy(before: State, inputs: Inputs, question: Question): BrokenBy | null {
  if (!question.conjuncts.every(({ formula }) => holds(formula, before))) return null;
  const outcome = perform(question.operation, inputs, before);
  if (outcome.report !== 'ok') return null;
  const conjunct = question.broken.find(({ formula }) => !holds(formula, outcome.state));
  if (conjunct === undefined) return null;
  const bound = withInputs(question.operation, inputs, before);
  return {
    before: factsOf(before, question.components),
    inputs: factsOf(
      {
        sorts: bound.sorts,
        relations: Object.fromEntries(
          question.operation.inputs.map(({ name }) => [name, bound.relations[name]!]),
        ),
      },
      question.operation.inputs,
    ),
    after: factsOf(outcome.state, question.components),
    invariant: conjunct.invariant,
    conjunct: conjunct.label,
  };
}

/** More tuples than this are not tried two at a time. */
const pairsTried = 24;

/** The state without an element, without a tuple, or without two tuples that need each other: large steps first. */
function* smallerStates(state: State, components: readonly Component[]): Generator<State> {
  for (const [sort, names] of Object.entries(state.sorts)) {
    for (const element of names.keys()) {
      const smaller = withoutTuples(state, components, (component, tuple) =>
        tuple.some((one, column) => one === element && component.sorts[column] === sort),
      );
      if (smaller !== null) yield smaller;
    }
  }
  const tuples = components.flatMap(({ name }) =>
    (state.relations[name] ?? []).map((tuple) => ({ name, tuple })),
  );
  const dropped = (gone: readonly (typeof tuples)[number][]): State => ({
    sorts: state.sorts,
    relations: {
      ...state.relations,
      ...Object.fromEntries(
        gone.map(({ name }) => [
          name,
          state.relations[name]!.filter(
            (tuple) => !gone.some((one) => one.name === name && one.tuple === tuple),
          ),
        ]),
      ),
    },
  });
  for (const one of tuples) yield dropped([one]);
  if (tuples.length > pairsTried) return;
  for (const [index, one] of tuples.entries()) {
    for (const other of tuples.slice(0, index)) yield dropped([one, other]);
  }
}

/** Null where there is no such tuple. */
function withoutTuples(
  state: State,
  components: readonly Component[],
  gone: (component: Component, tuple: readonly number[]) => boolean,
): State | null {
  let changed = false;
  const relations = Object.fromEntries(
    components.map((component) => {
      const before = state.relations[component.name] ?? [];
      const kept = before.filter((tuple) => !gone(component, tuple));
      changed ||= kept.length < before.length;
      return [component.name, kept];
    }),
  );
  return changed ? { sorts: state.sorts, relations: { ...state.relations, ...relations } } : null;
}

function inputsOf(operation: Operation, state: State): Inputs {
  return Object.fromEntries(
    operation.inputs.map(({ name, sorts }) => [
      name.slice(0, -1),
      state.relations[name]!.map((tuple) =>
        tuple.map((element, column) => state.sorts[sorts[column]!]![element]!),
      ),
    ]),
  );
}

function withoutInputs(operation: Operation, state: State): State {
  const names = new Set(operation.inputs.map(({ name }) => name));
  return {
    sorts: state.sorts,
    relations: Object.fromEntries(Object.entries(state.relations).filter(([name]) => !names.has(name))),
  };
}

/** A state in words. */
export function factsOf(state: State, components: readonly Component[]): Facts {
  const sorts = new Map(components.map((component) => [component.name, component.sorts]));
  return Object.fromEntries(
    Object.entries(state.relations)
      .filter(([, tuples]) => tuples.length > 0)
      .map(([name, tuples]) => [
        name,
        tuples.map((tuple) =>
          tuple.map(
            (element, column) => state.sorts[sorts.get(name)?.[column] ?? '']?.[element] ?? `${element}`,
          ),
        ),
      ]),
  );
}

/**
 * Claims put to Z3: as a problem over bounds, and decided about one state.
 *
 * About one state the relations are left free and its facts are asserted as literals, so that it is Z3 that decides;
 * compiled over exact bounds the circuit would already be a constant, and the interpreter would be asked twice.
 */

import { type Circuit, cone, type Literal } from '../interpret/circuit.ts';
import { type RelationQuantifier, unlabelled } from '../interpret/claims.ts';
import { denotes, UnknownComponent } from '../interpret/evaluate.ts';
import {
  anything,
  type Bounds,
  compile,
  compileViolations,
  UnsupportedQuantifier,
  type Violation,
} from '../interpret/gates.ts';
import type { Claim } from '../logic/claim.ts';
import type { State, Valuation } from '../logic/state.ts';
import type { Formula } from '../logic/terms.ts';
import type { Answer, Limits, Z3Session } from './session.ts';
import { askedSymbol, type NamedProblem, toSmtLib } from './smt-lib.ts';

/** A problem that is satisfiable iff some state within the bounds violates the claim. */
export function refutation(claim: Claim, bounds: Bounds): NamedProblem {
  const { gates, root } = compile({ kind: 'not', operand: claim.formula }, bounds);
  return toSmtLib(gates, [root], bounds.sorts);
}

export interface Decision {
  readonly holds: boolean;
  /** Values of the outermost ∀'s variables; absent where the claim holds or binds nothing. */
  readonly counterexample?: Valuation;
}

/** No answer within the limits. */
export class Undecided extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(`Z3 has no answer: ${reason}`);
    this.reason = reason;
  }
}

/** A claim as a problem about one state, and what its answers mean. Only values that are read are asked for. */
export interface Question {
  readonly problem: NamedProblem;
  read(answer: Answer): Decision;
}

const patient: Limits = { timeLimit: 20_000 };

/** Decides a claim about one state. Rejects with `Undecided` where Z3 gives up. */
export async function decideClaim(
  session: Z3Session,
  claim: Claim,
  state: State,
  limits: Limits = patient,
): Promise<Decision> {
  const { problem, read } = question(claim, state);
  return read(await session.decide(problem, limits));
}

/** `decideClaim` for many states or claims in one go. */
export async function decideClaims(
  session: Z3Session,
  asked: readonly { readonly claim: Claim; readonly state: State }[],
  limits: Limits = patient,
): Promise<readonly Decision[]> {
  const questions = asked.map(({ claim, state }) => question(claim, state));
  const answers = await session.decideAll(
    questions.map(({ problem }) => problem),
    limits,
  );
  return questions.map(({ read }, index) => read(answers[index]!));
}

export function question(claim: Claim, state: State): Question {
  const formula = unlabelled(claim.formula);
  const bounds = anything([formula], state.sorts);
  try {
    return againstClaim(formula, bounds, state);
  } catch (error) {
    if (!(error instanceof UnsupportedQuantifier)) throw error;
    return forClaim(formula, bounds, state);
  }
}

/** Satisfiable iff the state violates the claim. */
function againstClaim(formula: Formula, bounds: Bounds, state: State): Question {
  if (formula.kind === 'forall') {
    const { gates, violations } = compileViolations(formula, bounds);
    const literals = violations.map(({ violated }) => violated);
    const stating = stated(gates, gates.some(literals), state, literals);
    const problem = { ...stating, constants: literals.map((_, index) => askedSymbol(index)) };
    return { problem, read: (answer) => violationIn(answer, violations) };
  }
  const { gates, root } = compile({ kind: 'not', operand: formula }, bounds);
  const stating = stated(gates, root, state);
  const chosen = [...stating.variables].filter(([, { instance }]) => instance === 1).map(([name]) => name);
  const problem = { ...stating, constants: formula.kind === 'forall-relation' ? chosen : [] };
  return {
    problem,
    read: (answer) => {
      const values = modelOf(answer);
      if (values === null) return { holds: true };
      return formula.kind === 'forall-relation'
        ? { holds: false, counterexample: relationIn(values, formula, problem, state) }
        : { holds: false };
    },
  };
}

/** Satisfiable iff the state satisfies the claim; the only question where ∃ over a relation must be granted. */
function forClaim(formula: Formula, bounds: Bounds, state: State): Question {
  const { gates, root } = compile(formula, bounds);
  return {
    problem: { ...stated(gates, root, state), constants: [] },
    read: (answer) => ({ holds: modelOf(answer) !== null }),
  };
}

/** `root` together with the facts of the state, present and absent, for every tuple that the circuit speaks of. */
function stated(gates: Circuit, root: Literal, state: State, asked: readonly Literal[] = []): NamedProblem {
  const known = new Map<string, ReadonlySet<string>>();
  const factsOf = (component: string): ReadonlySet<string> => {
    const found = known.get(component);
    if (found !== undefined) return found;
    if (!Object.hasOwn(state.relations, component)) throw new UnknownComponent(component);
    const made = new Set(state.relations[component]!.map(String));
    known.set(component, made);
    return made;
  };
  const facts: Literal[] = [];
  for (const number of cone(gates, [root, ...asked])) {
    const gate = gates.gate(number);
    if (gate.kind !== 'variable' || gate.name.instance !== 0) continue;
    facts.push(factsOf(gate.name.relation).has(String(gate.name.tuple)) ? number : -number);
  }
  return toSmtLib(gates, [root, ...facts], state.sorts, asked);
}

function modelOf(answer: Answer): ReadonlyMap<string, boolean> | null {
  switch (answer.kind) {
    case 'sat':
      return answer.values;
    case 'unsat':
      return null;
    case 'unknown':
      throw new Undecided(answer.reason);
    default:
      throw new Error(`unknown answer ${JSON.stringify(answer satisfies never)}`);
  }
}

function violationIn(answer: Answer, violations: readonly Violation[]): Decision {
  const values = modelOf(answer);
  if (values === null) return { holds: true };
  const violation = violations.find((_, index) => values.get(askedSymbol(index)) === true);
  if (violation === undefined) throw new Error('a model of a violation has no violated instance');
  return { holds: false, counterexample: violation.bindings };
}

/** The outermost quantified relation is the first that was compiled, so its variables are those of instance 1. */
function relationIn(
  values: ReadonlyMap<string, boolean>,
  quantifier: RelationQuantifier,
  problem: NamedProblem,
  state: State,
): Valuation {
  const chosen = new Set<string>();
  for (const [name, { instance, tuple }] of problem.variables) {
    if (instance === 1 && values.get(name) === true) chosen.add(String(tuple));
  }
  const tuples = denotes(quantifier.bound, state).filter((tuple) => chosen.has(String(tuple)));
  const heads =
    quantifier.shape.kind === 'function'
      ? new Set(denotes(quantifier.shape.domain, state).map(([element]) => element))
      : null;
  return {
    [quantifier.variable.name]: tuples.filter(([head]) => heads === null || heads.has(head)),
  };
}

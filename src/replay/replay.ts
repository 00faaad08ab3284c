/**
 * Replay: a claimed violation is evaluated on the specification before anybody sees it.
 *
 * Only here does a counterexample become `Replayed`. The claim is lowered by the policy's profile, its outermost
 * variables are bound to what was claimed, and given ∧ ¬body is evaluated by the interpreter in the state that
 * `state.ts` builds from raw facts. Infeasibility, an ∃ over functions, is confirmed by exhaustive search instead
 * (`infeasible.ts`). A conflict must also be the named constraint's own. What is not confirmed is a `ReplayFailure`.
 *
 * All findings of a policy that share a focus share a state, so that replaying a thousand of them costs one scan of
 * the facts.
 */

import { holds, holdsAt, openClaim } from '../interpret/evaluate.ts';
import type { Claim } from '../logic/claim.ts';
import type { State, Valuation } from '../logic/state.ts';
import type { Formula } from '../logic/terms.ts';
import type { Application, Constraint, Operation, Plan, Policy, Within } from '../policy/model.ts';
import { lowerClaim } from '../profile/lower.ts';
import type { ReplayFailure } from '../verdict/failure.ts';
import type { Binding, CoreElement, Counterexample, Path, Replayed, WhyTree } from '../verdict/verdict.ts';
import { demandsOf, restrictedTo } from './demands.ts';
import { searchPlan } from './infeasible.ts';
import { isPairOf, namedSets, strictPairsOf, strictRolesOf } from './raw.ts';
import { candidatesOf } from './recheck/applications.ts';
import { type Relations, relationsOf } from './recheck/relations.ts';
import { focusOf, type Reach, representatives, stateOf } from './state.ts';
import { type Explainer, explainer } from './why.ts';

/** A claimed violation; a violated decision has these fields. */
export interface ClaimedViolation {
  /** Name of the claim's schema. */
  readonly claim: string;
  readonly constraint: string | null;
  readonly focus: { readonly application?: string; readonly plan?: string };
  readonly bindings: readonly Binding[];
  readonly elements: readonly string[];
}

/** What is told of it; used as it is where the claim is confirmed. */
export interface Told {
  readonly sentence: string;
  readonly paths: readonly Path[];
  readonly core: readonly CoreElement[];
}

export type ReplayOutcome =
  | { readonly kind: 'confirmed'; readonly counterexample: Replayed<Counterexample> }
  | { readonly kind: 'refused'; readonly reason: ReplayFailure['reason'] };

export interface Replayer {
  /** `told` is asked only where the specification confirms the violation. */
  replay(claim: Claim, violation: ClaimedViolation, told: () => Told): ReplayOutcome;
}

/** A replayer for `violations` of `policy`; states are built when they are first needed. */
export function replayer(policy: Policy, violations: readonly ClaimedViolation[]): Replayer {
  const groups = new Map<string, ClaimedViolation[]>();
  for (const violation of violations) {
    const key = focusKey(policy, violation);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [violation]);
    else group.push(violation);
  }
  const ids: Ids = {
    users: subjectsOf(policy, violations),
    roles: policy.roles.ids,
    sessions: new Map(policy.sessions.map((session, index) => [session.name, index])),
  };
  const states = new Map<string, { readonly state: State; readonly numbers: Numbers }>();
  const stateFor = (key: string, violation: ClaimedViolation) => {
    const known = states.get(key);
    if (known !== undefined) return known;
    const state = stateOfGroup(policy, ids, violation, groups.get(key) ?? [violation]);
    const made = { state, numbers: numbersOf(policy, state) };
    states.set(key, made);
    return made;
  };
  const explain = explainer(policy);
  let relations: Relations | undefined;
  const relationsOnce = (): Relations => {
    relations ??= relationsOf(policy);
    return relations;
  };

  return {
    replay(claim, violation, told) {
      const resolved = resolveFocus(policy, violation);
      if (resolved === null || claim.schema.name !== violation.claim)
        return refused({ kind: 'unknown-claim' });
      const lowered = lowerClaim(claim, policy.profile);
      const key = focusKey(policy, violation);
      const { state, numbers } = stateFor(key, violation);
      if (violation.claim === 'Feasible' && policy.profile.feasibility === 'static') {
        if (resolved.application === undefined) return refused({ kind: 'unknown-claim' });
        const tale = told();
        const refutation = refuteFeasible(
          relationsOnce(),
          resolved.application,
          lowered,
          state,
          tale.core,
          explain,
        );
        return refutation.kind === 'refuted'
          ? confirmed(lowered, violation, tale, () => refutation.why)
          : refused(refutation);
      }
      const valuation = valuationOf(lowered, violation.bindings, numbers);
      if (valuation.kind === 'unbound') return refused(valuation);
      if (holdsAt(lowered, state, valuation.valuation)) return refused({ kind: 'holds' });
      if (!isAttributed(policy, violation)) return refused({ kind: 'other-constraint' });
      return confirmed(lowered, violation, told(), () => explain.claim(lowered, state, valuation.valuation));
    },
  };
}

function refused(reason: ReplayFailure['reason']): ReplayOutcome {
  return { kind: 'refused', reason };
}

/** What is confirmed is explained when somebody asks: of thousands of findings few are. */
function confirmed(
  claim: Claim,
  violation: ClaimedViolation,
  told: Told,
  explained: () => WhyTree,
): ReplayOutcome {
  let why: WhyTree | undefined;
  const counterexample: Counterexample = {
    schema: claim.schema.name,
    bindings: violation.bindings,
    sentence: told.sentence,
    paths: told.paths,
    get why(): WhyTree {
      why ??= explained();
      return why;
    },
  };
  return { kind: 'confirmed', counterexample: counterexample as Replayed<Counterexample> };
}

/**
 * The state of one focus restricted to what the group's findings reach. A claim that binds only its subject is
 * evaluated with nothing but the named constraint, so that the conflict is that constraint's.
 */
function stateOfGroup(
  policy: Policy,
  ids: Ids,
  violation: ClaimedViolation,
  group: readonly ClaimedViolation[],
): State {
  const resolved = resolveFocus(policy, violation) ?? {};
  const alone = bindsSubjectOnly(policy, violation)
    ? { ...policy, constraints: policy.constraints.filter(({ id }) => id === violation.constraint) }
    : policy;
  return stateOf(alone, focusOf(policy, resolved, reachOf(ids, group)));
}

type Refutation = { readonly kind: 'refuted'; readonly why: WhyTree } | ReplayFailure['reason'];

/** Nobody may start the application, or no plan exists for the core's sessions, exclusions and constraints. */
function refuteFeasible(
  relations: Relations,
  application: Application,
  lowered: Claim,
  state: State,
  core: readonly CoreElement[],
  explain: Explainer,
): Refutation {
  const gate = conjunct(lowered.formula, 'initiator');
  if (gate !== null && !holds(gate, state))
    return { kind: 'refuted', why: explain.part(lowered, gate, state) };
  const users = representatives(relations.policy, application);
  const candidates = candidatesOf({ ...relations, users }, application);
  const named = (name: string): number => application.sessions.findIndex((session) => session.name === name);
  const coreSessions = core.flatMap((element) =>
    element.kind === 'session' && element.application === application.name ? [named(element.session)] : [],
  );
  const coreExclusions = core.flatMap((element): (readonly [number, number])[] =>
    element.kind === 'exclusion' && element.application === application.name
      ? [[named(element.left), named(element.right)]]
      : [],
  );
  const coreIds = core.flatMap((element) =>
    element.kind === 'session-constraint' && element.application === application.name ? [element.id] : [],
  );
  const all = application.exclusions.map(({ left, right }): readonly [number, number] => [left, right]);
  const isExclusion = ([a, b]: readonly [number, number]): boolean =>
    all.some(([left, right]) => (left === a && right === b) || (left === b && right === a));
  const kept = new Set([...coreSessions, ...coreExclusions.flat()]);
  // Without a plan for a part there is none for the whole; a core that is no part of the application is not used.
  const usable =
    kept.size > 0 &&
    !kept.has(-1) &&
    coreExclusions.every(isExclusion) &&
    coreIds.every((id) => application.constraints.some((constraint) => constraint.id === id));
  const sessions = usable ? [...kept].sort((a, b) => a - b) : application.sessions.map((_session, at) => at);
  const place = new Map(sessions.map((session, at) => [session, at]));
  const exclusions = usable ? coreExclusions : all;
  const constraints = application.constraints.filter(({ id }) => !usable || coreIds.includes(id));
  const demands = constraints.flatMap((constraint) => demandsOf({ ...relations, users }, constraint));
  const search = searchPlan({
    candidates: sessions.map((session) => candidates[session]!),
    exclusions: exclusions.map(([left, right]) => [place.get(left)!, place.get(right)!]),
    constraints: restrictedTo(demands, place),
  });
  switch (search.kind) {
    case 'none':
      return { kind: 'refuted', why: explain.searched(lowered, conjunct(lowered.formula, 'assignment')) };
    case 'plan':
      return { kind: 'holds' };
    case 'too-large':
      return { kind: 'too-large', steps: search.steps };
  }
}

function conjunct(formula: Formula, label: string): Formula | null {
  if (formula.kind === 'labelled')
    return formula.label === label ? formula : conjunct(formula.operand, label);
  if (formula.kind !== 'and') return null;
  for (const operand of formula.operands) {
    const found = conjunct(operand, label);
    if (found !== null) return found;
  }
  return null;
}

// --- names and numbers ----------------------------------------------------------------------------------------

interface Ids {
  /** Of users those whom a violation names: no map is made of all for a few. */
  readonly users: ReadonlyMap<string, number>;
  readonly roles: ReadonlyMap<string, number>;
  readonly sessions: ReadonlyMap<string, number>;
}

function subjectsOf({ users }: Policy, violations: readonly ClaimedViolation[]): ReadonlyMap<string, number> {
  const named = new Set<string>();
  for (const { bindings } of violations)
    for (const { sort, value } of bindings) if (sort === 'USER') named.add(value);
  const ids = new Map<string, number>();
  if (named.size === 0) return ids;
  for (const [id, name] of users.list.entries()) if (named.has(name)) ids.set(name, id);
  return ids;
}

/** For each sort the index of each name in the state. */
type Numbers = (sort: string) => ReadonlyMap<string, number>;

function numbersOf({ roles, permissions }: Policy, state: State): Numbers {
  // Roles and permissions keep their ids in every state.
  const bySort = new Map<string, ReadonlyMap<string, number>>([
    ['ROLE', roles.ids],
    ['PRM', permissions.ids],
  ]);
  return (sort) => {
    const known = bySort.get(sort);
    if (known !== undefined) return known;
    const made = new Map((state.sorts[sort] ?? []).map((name, index) => [name, index]));
    bySort.set(sort, made);
    return made;
  };
}

type Bound =
  | { readonly kind: 'bound'; readonly valuation: Valuation }
  | { readonly kind: 'unbound'; readonly variable: string };

/**
 * Values for the outermost variables; every variable exactly once, a set variable once per element, and a relation
 * once per column of each of its tuples.
 */
function valuationOf(claim: Claim, bindings: readonly Binding[], numbers: Numbers): Bound {
  const { declarations, relation } = openClaim(claim);
  const valuation: Record<string, readonly (readonly number[])[]> = {};
  for (const { variable } of declarations) {
    const own = bindings.filter((binding) => binding.variable === variable.name);
    const tuples = tuplesIn(own, variable.sorts, numbers);
    if (tuples === null || tuples.length !== 1) return { kind: 'unbound', variable: variable.name };
    valuation[variable.name] = tuples;
  }
  if (relation !== null) {
    const { name, sorts } = relation.variable;
    const columns = bindings.filter(({ variable }) => variable === name);
    const tuples = tuplesIn(columns, sorts, numbers);
    if (tuples === null) return { kind: 'unbound', variable: name };
    valuation[name] = tuples;
  }
  const stranger = bindings.find(({ variable }) => !Object.hasOwn(valuation, variable));
  if (stranger !== undefined) return { kind: 'unbound', variable: stranger.variable };
  return { kind: 'bound', valuation };
}

/** The tuples that bindings of one variable spell out, column after column; null where they do not. */
function tuplesIn(
  bindings: readonly Binding[],
  sorts: readonly string[],
  numbers: Numbers,
): readonly (readonly number[])[] | null {
  if (bindings.length % sorts.length !== 0) return null;
  const tuples: number[][] = [];
  for (const [at, { sort, value }] of bindings.entries()) {
    const column = at % sorts.length;
    const element = numbers(sort).get(value);
    if (element === undefined || sort !== sorts[column]) return null;
    if (column === 0) tuples.push([element]);
    else tuples.at(-1)!.push(element);
  }
  return tuples;
}

// --- focus ----------------------------------------------------------------------------------------------------

interface Resolved {
  readonly application?: Application;
  readonly plan?: Plan;
  readonly operation?: Operation;
}

/** Claims whose constraint is an operation, where it is no application. */
export const aboutOperations: ReadonlySet<string> = new Set([
  'OperationalSOD',
  'ActiveOperationalSOD',
  'KUserSOD',
  'EnforcedSOD',
]);

/** The application, plan or operation that a violation is about; null where it does not exist. */
function resolveFocus(policy: Policy, violation: ClaimedViolation): Resolved | null {
  const { focus } = violation;
  if (focus.application === undefined) return unstatedFocus(policy, violation);
  const application = policy.applications.find(({ name }) => name === focus.application);
  if (application === undefined) return null;
  if (focus.plan === undefined) return { application };
  const plan = application.plans.find(({ name }) => name === focus.plan);
  return plan === undefined ? null : { application, plan };
}

/** An operation has the constraint's name; what a constraint is within is stated there. */
function unstatedFocus(policy: Policy, { claim, constraint }: ClaimedViolation): Resolved | null {
  if (aboutOperations.has(claim)) {
    const operation = policy.operations.find(({ name }) => name === constraint);
    return operation === undefined ? null : { operation };
  }
  if (!ofWithin.has(claim)) return {};
  const within = withinOf(policy.constraints.find(({ id }) => id === constraint));
  if (within === null) return null;
  if (within.kind === 'operation') return { operation: policy.operations[within.index]! };
  return { application: policy.applications[within.index]! };
}

/** Claims about the operation or application that a constraint is within. */
const ofWithin: ReadonlySet<string> = new Set([
  'StrictStaticSOD',
  'OneStepSOD',
  'ObjectSOD',
  'RoleObjectSOD',
]);

function withinOf(constraint: Constraint | undefined): Within | null {
  if (constraint?.kind === 'one-per-object') return constraint.within;
  return constraint?.kind === 'exclusion' ? (constraint.strictness?.within ?? null) : null;
}

/** Claims about exclusions that bind a subject and no conflicting elements. */
function bindsSubjectOnly(policy: Policy, violation: ClaimedViolation): boolean {
  return (
    violation.bindings.length === 1 &&
    !aboutOperations.has(violation.claim) &&
    policy.constraints.some(({ id, kind }) => id === violation.constraint && kind === 'exclusion')
  );
}

function focusKey(policy: Policy, violation: ClaimedViolation): string {
  const { application, plan, operation } = resolveFocus(policy, violation) ?? {};
  const alone = bindsSubjectOnly(policy, violation) ? violation.constraint : null;
  return JSON.stringify([application?.name ?? null, plan?.name ?? null, operation?.name ?? null, alone]);
}

function reachOf(ids: Ids, group: readonly ClaimedViolation[]): Reach {
  const users = new Set<number>();
  const sessions = new Set<number>();
  const countedRoles = new Set<number>();
  let candidates: Reach['candidates'] = 'none';
  let references: Reach['references'] = 'none';
  const add = (into: Set<number>, id: number | undefined): void => {
    if (id !== undefined) into.add(id);
  };
  for (const { claim, bindings } of group) {
    for (const { sort, value } of bindings) {
      if (sort === 'USER') add(users, ids.users.get(value));
      if (sort === 'SID') add(sessions, ids.sessions.get(value));
      if (sort === 'ROLE' && claim === 'CardinalityLimit') add(countedRoles, ids.roles.get(value));
    }
    if (claim === 'CandidatesExist' || claim === 'FeasiblePair' || claim === 'Feasible')
      candidates = 'application';
    if (claim === 'References') references = 'all';
  }
  return { users, sessions, countedRoles, candidates, references };
}

/** Whether the conflict that is bound is the named constraint's own. */
function isAttributed(policy: Policy, violation: ClaimedViolation): boolean {
  if (violation.claim === 'References')
    return violation.elements.every((element) => isUndeclared(policy, element));
  if (aboutOperations.has(violation.claim)) return true;
  const constraint = policy.constraints.find(({ id }) => id === violation.constraint);
  if (constraint === undefined || violation.focus.application !== undefined) return true;
  const boundTo = (variable: string): string | undefined =>
    violation.bindings.find((binding) => binding.variable === variable)?.value;
  switch (constraint.kind) {
    case 'exclusion':
      return isOwnConflict(policy, constraint, violation);
    case 'cardinality':
    case 'prerequisite':
    case 'window':
      return policy.roles.ids.get(boundTo('r') ?? '') === constraint.role;
    case 'one-per-object':
      return violation.claim === (constraint.each === 'user' ? 'ObjectSOD' : 'RoleObjectSOD');
    default:
      return constraint satisfies never;
  }
}

function isOwnConflict(
  policy: Policy,
  constraint: Extract<Constraint, { kind: 'exclusion' }>,
  violation: ClaimedViolation,
): boolean {
  const names = constraint.over === 'role' ? policy.roles : policy.permissions;
  const sort = constraint.over === 'role' ? 'ROLE' : 'PRM';
  if (violation.claim === 'OneStepSOD') {
    const role = policy.roles.ids.get(violation.bindings[0]?.value ?? '');
    return role !== undefined && strictRolesOf(constraint, 'one-step').includes(role);
  }
  const set = violation.bindings.find((binding) => binding.sort === 'CNAME');
  if (set !== undefined) return namedSets(constraint).some(({ name }) => name === set.value);
  // The subject comes first; a state restricted to the constraint has answered already where nothing else is bound.
  const conflict = violation.bindings.slice(1).filter((binding) => binding.sort === sort);
  if (conflict.length !== 2) return violation.bindings.length === 1;
  const [left, right] = conflict.map((binding) => names.ids.get(binding.value));
  if (left === undefined || right === undefined) return false;
  if (violation.claim !== 'StrictStaticSOD') return isPairOf(constraint, left, right);
  return strictPairsOf(constraint).some(
    ([a, b]) => (a === left && b === right) || (a === right && b === left),
  );
}

/** An element of a broken reference is a sort and a name: "role approvr". */
function isUndeclared(policy: Policy, element: string): boolean {
  const [sort, ...rest] = element.split(' ');
  const names =
    sort === 'user'
      ? policy.users
      : sort === 'role'
        ? policy.roles
        : sort === 'permission'
          ? policy.permissions
          : null;
  const id = names?.ids.get(rest.join(' '));
  return names !== null && id !== undefined && id >= names.declaredCount;
}

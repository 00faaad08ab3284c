/**
 * Replays a trace through the specification: every step is an operation that the interpreter performs on the policy as it
 * is, and in the end the goal's formula is evaluated. No engine and no index is used; rules are found again by their
 * id and place. That no trace is shorter is not asked here.
 */

import { administered } from '../../../spec/operations/administered.ts';
import { perform } from '../../interpret/perform.ts';
import type { Operation } from '../../logic/operation.ts';
import type { State } from '../../logic/state.ts';
import type { Administration, ReachGoal } from '../../policy/administration.ts';
import type { Policy } from '../../policy/model.ts';
import { lowerOperation } from '../../profile/lower.ts';
import type { ReachStep, Trace } from '../../verdict/reach.ts';
import { areSame, changesBetween } from './trace-changes.ts';
import { meetsGoal } from './trace-goal.ts';
import { isByRule, peopleOfTrace } from './trace-people.ts';
import { ruleName, stateOfTrace } from './trace-state.ts';

export type TraceCheck =
  | { readonly kind: 'confirmed' }
  /** `step`: which one cannot be taken, from 1; null where it is something else. */
  | { readonly kind: 'refused'; readonly reason: string; readonly step: number | null };

export function replayTrace(policy: Policy, goal: ReachGoal, trace: Trace): TraceCheck {
  const { administration } = policy;
  if (administration === null) return refused('the policy says nothing of its administration');
  const people = peopleOfTrace(policy, administration, trace);
  if (typeof people === 'string') return refused(people);
  const rules = rulesOf(policy, administration, trace.steps.filter(isByRule));
  const candidates = trace.steps.map((step) => (isByRule(step) ? (rules.get(keyOf(step)) ?? []) : []));
  const stepRoles = new Set<number>();
  for (const [at, step] of trace.steps.entries()) {
    if (!isByRule(step)) continue;
    const role = policy.roles.ids.get(step.role);
    if (role === undefined) return refused(`there is no role \`${step.role}\``, at);
    if (candidates[at]!.length === 0) return refused(`there is no rule \`${step.rule}\` at this place`, at);
    stepRoles.add(role);
  }
  const suspects = trace.finally.map(({ user }) => user);
  const fault = faultOfSuspects(policy, goal, suspects);
  if (fault !== null) return refused(fault);
  const used = [...new Set(candidates.flat())];
  let state = stateOfTrace(policy, administration, goal, people, { rules: used, stepRoles }, suspects);
  const replay = replayer(policy, administration, goal);
  for (const [at, step] of trace.steps.entries()) {
    const after = replay(step, candidates[at]!, state);
    if (typeof after === 'string') return refused(after, at);
    state = after;
  }
  return judged(policy, goal, trace, state);
}

const refused = (reason: string, at: number | null = null): TraceCheck => ({
  kind: 'refused',
  reason,
  step: at === null ? null : at + 1,
});

type RuleStep = Exclude<ReachStep, { kind: 'perform' }>;

const keyOf = ({ kind, rule, location: { path, line, column } }: RuleStep): string =>
  JSON.stringify([kind, rule, path, line, column]);

/** The rules of each step: those of its id and place, of which a rule about several areas has one for each. */
function rulesOf(
  policy: Policy,
  { rules }: Administration,
  steps: readonly RuleStep[],
): ReadonlyMap<string, readonly number[]> {
  const wanted = new Set(steps.map(({ rule }) => rule));
  const found = new Map<string, number[]>();
  rules.forEach(({ id, kind, place }, index) => {
    if (!wanted.has(id)) return;
    const path = policy.files[place.file]?.path ?? policy.path;
    const key = JSON.stringify([kind, id, path, place.line, place.column]);
    const list = found.get(key);
    if (list === undefined) found.set(key, [index]);
    else list.push(index);
  });
  return found;
}

function faultOfSuspects(policy: Policy, goal: ReachGoal, suspects: readonly string[]): string | null {
  const most = goal.kind === 'roles' || goal.kind === 'permissions' ? goal.users : 1;
  if (new Set(suspects).size > most) return `the goal is about at most ${most} users`;
  if (goal.kind !== 'roles' || goal.user === null) return null;
  const wanted = policy.users.list[goal.user];
  return suspects.every((user) => user === wanted) ? null : `the goal is about \`${wanted}\``;
}

/** Takes a step by one of the rules; a string: why it cannot be taken. */
function replayer(policy: Policy, administration: Administration, goal: ReachGoal) {
  const operations = new Map(
    administered.map((operation) => [operation.name, lowerOperation(operation, policy.profile)]),
  );
  const application = goal.kind === 'own-approver' ? policy.applications[goal.application]!.name : null;
  const performing = operations.get('PerformSession')!;
  return (step: ReachStep, candidates: readonly number[], before: State): State | string => {
    if (!isByRule(step)) {
      if (application === null) return 'the goal is not about sessions';
      if (step.application !== application) return `the goal is about the application \`${application}\``;
      const outcome = perform(performing, { u: step.user, n: step.session }, before);
      if (outcome.report === 'refused') return `refused: ${outcome.guard.error}`;
      return changed(step, before, outcome.state, application);
    }
    const operation: Operation = operations.get(operationNames[step.kind])!;
    let fault = '';
    for (const rule of candidates) {
      const inputs = { actor: step.actor, rule: ruleName(rule), u: step.user, r: step.role };
      const outcome = perform(operation, inputs, before);
      if (outcome.report === 'refused') fault = `refused: ${outcome.guard.error}`;
      else {
        const wrong = faultOfStanding(policy, administration, step, rule, before);
        if (wrong === null) return changed(step, before, outcome.state, application ?? '');
        fault = wrong;
      }
    }
    return fault;
  };
}

const operationNames = {
  assign: 'AdministeredAssign',
  revoke: 'AdministeredRevoke',
  enrol: 'Enrol',
} as const satisfies Record<RuleStep['kind'], string>;

function changed(step: ReachStep, before: State, after: State, application: string): State | string {
  return areSame(step.changes, changesBetween(before, after, application))
    ? after
    : 'the step changes something else than is told';
}

/** Whether the actor may act as is told: by an assigned role, or because the rule names the actor or nobody. */
function faultOfStanding(
  policy: Policy,
  { rules }: Administration,
  { actor, as }: RuleStep,
  rule: number,
  state: State,
): string | null {
  const { by } = rules[rule]!;
  if (as === null) {
    const isNamed = by === null || by.users.some((user) => policy.users.list[user] === actor);
    return isNamed ? null : `the rule does not name \`${actor}\``;
  }
  if (by === null) return 'anybody may use the rule';
  const role = state.sorts.ROLE!.indexOf(as);
  const user = state.sorts.USER!.indexOf(actor);
  if (!state.relations.UA!.some((tuple) => tuple[0] === user && tuple[1] === role))
    return `\`${actor}\` is not assigned \`${as}\``;
  const gives = below(role, state, policy.profile.membership);
  const officers = new Set(
    state.relations.officerRoles!.flatMap(([of, officer]) =>
      state.sorts.RULE![of!] === ruleName(rule) ? [officer!] : [],
    ),
  );
  return [...gives].some((one) => officers.has(one)) ? null : `\`${as}\` is no reason to use the rule`;
}

function below(role: number, state: State, membership: 'authorised' | 'assigned'): ReadonlySet<number> {
  const reached = new Set([role]);
  if (membership === 'assigned') return reached;
  for (const senior of reached)
    for (const [left, right] of state.relations.RH!) if (left === senior) reached.add(right!);
  return reached;
}

/** Whether those who are told at the end are there, are assigned what is told, and meet the goal. */
function judged(policy: Policy, goal: ReachGoal, trace: Trace, state: State): TraceCheck {
  const isThere = (user: number): boolean => state.relations.users!.some(([one]) => one === user);
  for (const { user, roles } of trace.finally) {
    const index = state.sorts.USER!.indexOf(user);
    if (!isThere(index)) return refused(`\`${user}\` has not joined`);
    const assigned = new Set(
      state.relations.UA!.flatMap(([one, role]) => (one === index ? [state.sorts.ROLE![role!]!] : [])),
    );
    const missing = roles.find((role) => !assigned.has(role));
    if (missing !== undefined) return refused(`\`${user}\` is not assigned \`${missing}\` in the end`);
  }
  return meetsGoal(policy, goal, state) ? { kind: 'confirmed' } : refused('the goal is not met in the end');
}

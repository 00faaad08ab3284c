/**
 * Coalitions decided naively, by trying (P23b, P25, P25e). Only what a policy asks for; what has no permissions says
 * nothing (V6).
 */

import type { Operation } from '../../policy/model.ts';
import { searchPlan } from '../infeasible.ts';
import { coalitionOf, enforcementOf, quorumOf, separationOf } from '../problems.ts';
import type { Finding, Undecided } from './finding.ts';
import type { Relations } from './relations.ts';

const usualBudget = 200_000;

type Tried = 'found' | 'none' | 'too-large';

/** Counts attempts; false when there were too many. */
function attempts(budget: number): () => boolean {
  let steps = 0;
  return () => {
    steps += 1;
    return steps <= budget;
  };
}

/** Tries one after the other; what was too large to try leaves the answer open unless another is found. */
function tryAll<T>(items: Iterable<T>, attempt: (item: T) => Tried): Tried {
  for (const item of items) {
    const outcome = attempt(item);
    if (outcome !== 'none') return outcome;
  }
  return 'none';
}

function* told(
  rule: string,
  claim: string,
  constraint: string,
  outcome: Tried,
): Iterable<Finding | Undecided> {
  if (outcome === 'found') yield { rule, claim, constraint, subject: '', elements: [] };
  if (outcome === 'too-large') yield { rule, claim, constraint };
}

/** ssod(P, k) of the users as they are. */
export function* kUserSod(relations: Relations, budget = usualBudget): Iterable<Finding | Undecided> {
  for (const operation of relations.policy.operations) {
    if (operation.atLeast === null || operation.permissions.length === 0) continue;
    yield* told('k-user-sod', 'KUserSOD', operation.name, smallCoalition(relations, operation, budget));
  }
}

/** Somebody must hold the permission that the fewest do, of those that are left. */
function smallCoalition(relations: Relations, operation: Operation, budget: number): Tried {
  const { permissions, users, most } = coalitionOf(relations, operation);
  const rows = new Map(users.map((held) => [[...held].sort((a, b) => a - b).join(' '), held]));
  const holders = Array.from({ length: permissions }, (_, permission) =>
    [...rows.values()].filter((held) => held.has(permission)),
  );
  const goesOn = attempts(budget);
  const extend = (left: ReadonlySet<number>, places: number): Tried => {
    if (!goesOn()) return 'too-large';
    if (left.size === 0) return 'found';
    if (places === 0) return 'none';
    const rarest = [...left].reduce((a, b) => (holders[b]!.length < holders[a]!.length ? b : a));
    return tryAll(holders[rarest]!, (held) =>
      extend(new Set([...left].filter((permission) => !held.has(permission))), places - 1),
    );
  };
  return extend(new Set(holders.keys()), most);
}

/** The same of every assignment within the static exclusions. */
export function* enforcedSod(relations: Relations, budget = usualBudget): Iterable<Finding | Undecided> {
  for (const operation of relations.policy.operations) {
    if (!operation.enforced || operation.permissions.length === 0) continue;
    yield* told('enforced-sod', 'EnforcedSOD', operation.name, admissibleTeam(relations, operation, budget));
  }
}

/** Permission by permission: one of the people so far gets a role that grants it, or one more person does. */
function admissibleTeam(relations: Relations, operation: Operation, budget: number): Tried {
  const { permissions, roles, exclusions } = enforcementOf(relations, operation);
  const most = quorumOf(operation) - 1;
  const isAdmissible = (given: readonly number[]): boolean => {
    const held = new Set(given.flatMap((role) => [...roles[role]!.brings]));
    return exclusions.every(({ members, limit }) => members.filter((role) => held.has(role)).length < limit);
  };
  const goesOn = attempts(budget);
  const extend = (team: readonly (readonly number[])[]): Tried => {
    if (!goesOn()) return 'too-large';
    const held = new Set(team.flatMap((given) => given.flatMap((role) => [...roles[role]!.grants])));
    const open = Array.from({ length: permissions }, (_, at) => at).find((at) => !held.has(at));
    if (open === undefined) return 'found';
    const places = team.length < most ? [...team, []] : team;
    return tryAll(places.entries(), ([place, given]) =>
      tryAll(roles.entries(), ([role, { grants }]) => {
        const more = [...given, role];
        if (!grants.has(open) || !isAdmissible(more)) return 'none';
        return extend(places.map((own, at) => (at === place ? more : own)).filter((own) => own.length > 0));
      }),
    );
  };
  return extend([]);
}

/** Schema 7 in reading O4 for whatever plan there is. */
export function* everyPlanSod(relations: Relations, budget = usualBudget): Iterable<Finding | Undecided> {
  for (const application of relations.policy.applications) {
    if (!application.everyPlan) continue;
    const { atoms, permissions, candidates, exclusions } = separationOf(relations, application);
    if (permissions === 0) continue;
    const goesOn = attempts(budget);
    const planGives = (user: number, sessions: readonly number[]): Tried => {
      const search = searchPlan(
        { candidates: candidates.map((users, at) => (sessions.includes(at) ? [user] : users)), exclusions },
        budget,
      );
      return search.kind === 'plan' ? 'found' : search.kind;
    };
    const extend = (user: number, sessions: readonly number[]): Tried => {
      if (!goesOn()) return 'too-large';
      const held = new Set(sessions.flatMap((session) => [...atoms[session]!]));
      const open = Array.from({ length: permissions }, (_, at) => at).find((at) => !held.has(at));
      if (open === undefined) return planGives(user, sessions);
      return tryAll(candidates.entries(), ([session, users]) =>
        atoms[session]!.has(open) && users.includes(user) ? extend(user, [...sessions, session]) : 'none',
      );
    };
    const people = onePerClass(candidates);
    yield* told(
      'every-plan-sod',
      'EveryPlanSOD',
      application.name,
      tryAll(people, (user) => extend(user, [])),
    );
  }
}

/** Of users who are candidates of the same sessions the first. */
function onePerClass(candidates: readonly (readonly number[])[]): readonly number[] {
  const sessions = new Map<number, number[]>();
  for (const [session, users] of candidates.entries())
    for (const user of users) sessions.set(user, [...(sessions.get(user) ?? []), session]);
  const first = new Map<string, number>();
  for (const [user, own] of sessions) if (!first.has(own.join())) first.set(own.join(), user);
  return [...first.values()];
}

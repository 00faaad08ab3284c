/**
 * The administration read a second time, from the raw facts: who holds what, which rules change which assignment, what
 * users there are. Engines share none of this.
 *
 * Variables of a user are the roles it is assigned, by their ids, and marks: of each session of the goal's application
 * that the user has done it, and that the user has not joined yet.
 */

import type { Administration, AdministrativeRule, ReachGoal } from '../../policy/administration.ts';
import { marksOf } from '../../policy/marks.ts';
import type { Facts, Policy } from '../../policy/model.ts';
import type { Group } from './condition.ts';
import { type Population, populationOf } from './population.ts';

export interface AdministrationFacts {
  readonly policy: Policy;
  readonly administration: Administration;
  readonly goal: ReachGoal;
  /** How many variables a user has. */
  readonly variables: number;
  /** Null: nobody can join. */
  readonly absent: number | null;
  /** The mark of a session of the goal's application. */
  readonly markOf: (session: number) => number;
  readonly variableOf: (name: string) => number | undefined;
  readonly nameOf: (variable: number) => string;
  /** Whoever is assigned one of these holds the role, the permission (S1); `authorising`: through inheritance anyway. */
  readonly holding: (role: number) => Group;
  readonly authorising: (role: number) => Group;
  readonly holdingPermission: (permission: number) => Group;
  /** Indexes of rules by the role that they are about. */
  readonly rulesOf: (kind: AdministrativeRule['kind'], role: number) => readonly number[];
  readonly population: Population;
}

export function factsOf(
  policy: Policy,
  administration: Administration,
  goal: ReachGoal,
): AdministrationFacts {
  const roles = policy.roles.list.length;
  const application = goal.kind === 'own-approver' ? policy.applications[goal.application] : undefined;
  const sessions = application?.sessions ?? [];
  const marks = marksOf(policy);
  const names = sessions.map(({ name }) => marks.performed(application!.name, name));
  const absent = administration.rules.some(({ kind }) => kind === 'enrol') ? roles + names.length : null;
  const marksByName = new Map(names.map((name, session) => [name, roles + session]));
  if (absent !== null) marksByName.set(marks.absent, absent);
  const isInherited = policy.profile.membership === 'authorised';
  const seniors = leftsByRight(policy.inheritance);
  const granting = leftsByRight(policy.grants);
  const authorising = remembered((role) => upward([role], seniors()));
  return {
    policy,
    administration,
    goal,
    variables: roles + names.length + (absent === null ? 0 : 1),
    absent,
    markOf: (session) => roles + session,
    variableOf: (name) => policy.roles.ids.get(name) ?? marksByName.get(name),
    nameOf: (variable) => policy.roles.list[variable] ?? names[variable - roles] ?? marks.absent,
    holding: isInherited ? authorising : remembered((role) => [role]),
    authorising,
    holdingPermission: remembered((permission) =>
      isInherited
        ? upward(granting().get(permission) ?? [], seniors())
        : [...new Set(granting().get(permission))],
    ),
    rulesOf: rulesByRole(administration),
    population: populationOf(policy, administration, goal, absent),
  };
}

function rulesByRole({ rules }: Administration): AdministrationFacts['rulesOf'] {
  const found = { assign: new Map<number, number[]>(), revoke: new Map(), enrol: new Map() };
  rules.forEach(({ kind, roles }, number) => {
    const lists: Map<number, number[]> = found[kind];
    for (const role of new Set(roles)) {
      const list = lists.get(role);
      if (list === undefined) lists.set(role, [number]);
      else list.push(number);
    }
  });
  return (kind, role) => found[kind].get(role) ?? [];
}

function upward(from: readonly number[], seniors: ReadonlyMap<number, readonly number[]>): Group {
  const reached = new Set(from);
  for (const role of reached) for (const senior of seniors.get(role) ?? []) reached.add(senior);
  return [...reached];
}

function leftsByRight(facts: Facts): () => ReadonlyMap<number, readonly number[]> {
  let built: Map<number, number[]> | undefined;
  return () => {
    if (built !== undefined) return built;
    built = new Map();
    for (let row = 0; row < facts.left.length; row += 1) {
      const list = built.get(facts.right[row]!);
      if (list === undefined) built.set(facts.right[row]!, [facts.left[row]!]);
      else list.push(facts.left[row]!);
    }
    return built;
  };
}

export function remembered<T>(compute: (key: number) => T): (key: number) => T {
  const known = new Map<number, { readonly of: T }>();
  return (key) => {
    let found = known.get(key);
    if (found === undefined) {
      found = { of: compute(key) };
      known.set(key, found);
    }
    return found.of;
  };
}

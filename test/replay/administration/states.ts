/** All reachable states of a small policy, by trying every operation in every state: what the checker is compared with. */

import type { ReachGoal } from '../../../src/policy/administration.ts';
import { marksOf } from '../../../src/policy/marks.ts';
import type { Exclusion, Policy } from '../../../src/policy/model.ts';

export interface Person {
  readonly name: string;
  readonly user: number | null;
  readonly absent: boolean;
  /** Assigned roles and marks, by name. */
  readonly has: ReadonlySet<string>;
}

export type State = readonly Person[];

/** People of the policy, and `copies` of each sort of others. */
export function startOf(policy: Policy, copies: number): State {
  const administration = policy.administration!;
  const assigned = (user: number): Set<string> => {
    const found = new Set<string>();
    policy.assignments.left.forEach((left, row) => {
      if (left === user) found.add(policy.roles.list[policy.assignments.right[row]!]!);
    });
    return found;
  };
  const numbers = Array.from({ length: copies }, (_, at) => at + 1);
  const people: Person[] = policy.users.list.map((name, user) => ({
    name,
    user,
    absent: false,
    has: assigned(user),
  }));
  for (const { name, roles, atMost } of administration.newcomers)
    for (const number of numbers)
      if (atMost === null || number <= atMost)
        people.push({
          name: `${name} ${number}`,
          user: null,
          absent: false,
          has: new Set(roles.map((role) => policy.roles.list[role]!)),
        });
  if (administration.population === 'any-number')
    for (const number of numbers) {
      policy.users.list.forEach((name, user) => {
        people.push({ name: `like ${name} ${number}`, user: null, absent: false, has: assigned(user) });
      });
      people.push({ name: `newcomer ${number}`, user: null, absent: false, has: new Set() });
    }
  if (administration.rules.some(({ kind }) => kind === 'enrol'))
    for (const number of numbers)
      people.push({ name: `enrolled ${number}`, user: null, absent: true, has: new Set() });
  return people;
}

const keyOf = (state: State): string =>
  state.map(({ absent, has }) => (absent ? '-' : [...has].sort().join('+'))).join(' | ');

/** Null where there are more than `most`. */
export function reachableStates(policy: Policy, goal: ReachGoal, start: State, most: number): State[] | null {
  const states = new Map([[keyOf(start), start]]);
  for (const state of states.values()) {
    for (const next of successors(policy, goal, state)) {
      const key = keyOf(next);
      if (!states.has(key)) states.set(key, next);
    }
    if (states.size > most) return null;
  }
  return [...states.values()];
}

/** Juniors too where `closed`. */
export function rolesOf(policy: Policy, has: ReadonlySet<string>, closed: boolean): Set<string> {
  const names = policy.roles.list;
  const held = new Set([...has].filter((name) => policy.roles.ids.has(name)));
  if (!closed) return held;
  for (const role of held)
    policy.inheritance.left.forEach((senior, row) => {
      if (names[senior] === role) held.add(names[policy.inheritance.right[row]!]!);
    });
  return held;
}

const heldBy = (policy: Policy, has: ReadonlySet<string>): Set<string> =>
  rolesOf(policy, has, policy.profile.membership === 'authorised');

function permissionsOf(policy: Policy, held: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  policy.grants.left.forEach((role, row) => {
    if (held.has(policy.roles.list[role]!)) found.add(policy.permissions.list[policy.grants.right[row]!]!);
  });
  return found;
}

function violates(policy: Policy, held: ReadonlySet<string>, relation: 'static' | 'dynamic'): boolean {
  const permissions = permissionsOf(policy, held);
  return policy.constraints
    .filter((one): one is Exclusion => one.kind === 'exclusion' && one[relation])
    .some(({ over, sets }) => {
      if (relation === 'dynamic' && over === 'permission') return false;
      const [names, had] =
        over === 'role' ? [policy.roles.list, held] : [policy.permissions.list, permissions];
      return sets.some(({ members, limit }) => members.filter((one) => had.has(names[one]!)).length >= limit);
    });
}

function* successors(policy: Policy, goal: ReachGoal, state: State): Generator<State> {
  const administration = policy.administration!;
  const names = policy.roles.list;
  const mayAct = ({ user, absent }: Person): boolean =>
    !absent && (administration.administrators?.includes(user ?? -1) ?? true);
  const with_ = (at: number, change: Partial<Person>): State =>
    state.map((person, index) => (index === at ? { ...person, ...change } : person));
  for (const rule of administration.rules) {
    const { by } = rule;
    const canBeUsed = state.some(
      (person) =>
        mayAct(person) &&
        (by === null ||
          by.users.some((user) => user === person.user) ||
          by.roles.some((role) => heldBy(policy, person.has).has(names[role]!))),
    );
    if (!canBeUsed) continue;
    for (const [at, person] of state.entries()) {
      for (const role of rule.roles) {
        const name = names[role]!;
        const allowed = (has: ReadonlySet<string>): boolean =>
          !administration.enforcesExclusions || !violates(policy, heldBy(policy, has), 'static');
        if (rule.kind === 'enrol') {
          const has = new Set([name]);
          if (person.absent && allowed(has)) yield with_(at, { absent: false, has });
          continue;
        }
        const held = heldBy(policy, person.has);
        if (person.absent || rule.needs.some((one) => !held.has(names[one]!))) continue;
        if (rule.bars.some((one) => held.has(names[one]!))) continue;
        if (rule.kind === 'assign') {
          const has = new Set([...person.has, name]);
          if (!person.has.has(name) && allowed(has)) yield with_(at, { has });
        } else if (person.has.has(name)) {
          yield with_(at, { has: new Set([...person.has].filter((one) => one !== name)) });
        }
      }
    }
  }
  if (goal.kind !== 'own-approver') return;
  const { name: application, sessions } = policy.applications[goal.application]!;
  for (const [at, person] of state.entries())
    for (const { name, roles } of sessions) {
      const held = heldBy(policy, person.has);
      if (person.absent || roles.some((role) => !held.has(names[role]!))) continue;
      yield with_(at, { has: new Set([...person.has, marksOf(policy).performed(application, name)]) });
    }
}

/** Sessions in the order of the goal's pairs: the body is their sequence. */
export function meetsGoal(policy: Policy, goal: ReachGoal, state: State): boolean {
  const people = state.filter(({ absent }) => !absent);
  const held = people.map(({ has }) => heldBy(policy, has));
  const covered = (
    wanted: readonly string[],
    having: readonly ReadonlySet<string>[],
    left: number,
  ): boolean =>
    wanted.length === 0 ||
    (left > 0 &&
      having.some((had) =>
        had.has(wanted[0]!)
          ? covered(
              wanted.filter((one) => !had.has(one)),
              having,
              left - 1,
            )
          : false,
      ));
  switch (goal.kind) {
    case 'roles':
      return covered(
        goal.roles.map((role) => policy.roles.list[role]!),
        held.filter((_, at) => goal.user === null || people[at]!.user === goal.user),
        goal.users,
      );
    case 'permissions':
      return covered(
        goal.permissions.map((permission) => policy.permissions.list[permission]!),
        held.map((roles) => permissionsOf(policy, roles)),
        goal.users,
      );
    case 'exclusions':
      return held.some((roles) => violates(policy, roles, 'static'));
    case 'activation':
      return people.some(({ has }) => {
        const closed =
          policy.profile['dynamic-closure'] === 'closure' || policy.profile.membership === 'authorised';
        return violates(policy, rolesOf(policy, has, closed), 'dynamic');
      });
    case 'own-approver': {
      const { name: application, sessions } = policy.applications[goal.application]!;
      return people.some(({ has }, at) =>
        goal.pairs.some(([left, right]) => {
          const [first, second] = [Math.min(left, right), Math.max(left, right)];
          return (
            has.has(marksOf(policy).performed(application, sessions[first]!.name)) &&
            sessions[second]!.roles.every((role) => held[at]!.has(policy.roles.list[role]!))
          );
        }),
      );
    }
    default:
      return goal satisfies never;
  }
}

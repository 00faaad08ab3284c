/**
 * Whether a forbidden state can be reached, by trying everything: breadth first over whole states, all users at once.
 * Naive on purpose, and written from what the words mean: nothing of the engine, the checker or the replay is used.
 *
 * Of newcomers and of users who may be enrolled only some take part where there may be any number: as many as there are
 * different officers among the rules, and as many as the goal speaks of, and one more of those who may be enrolled.
 */

import type { AdministrativeRule, ReachGoal } from '../../src/policy/administration.ts';
import type { ExclusionSet, Facts, Policy } from '../../src/policy/model.ts';
import { traces } from './traces.ts';

export type Explored =
  | { readonly kind: 'reachable'; readonly steps: number; readonly states: number }
  | { readonly kind: 'unreachable'; readonly states: number }
  | { readonly kind: 'too large' };

export interface Person {
  readonly name: string;
  /** Id of a user of the policy, or null. */
  readonly user: number | null;
  readonly roles: ReadonlySet<number>;
  readonly isThere: boolean;
  /** People of one kind who are no users of the policy are like one another. */
  readonly kind: string;
}

/** What is true of one user: `there`, roles `r3`, and sessions done `s1`, in a set that is written as a string. */
type One = string;

export function explore(policy: Policy, goal: ReachGoal, most: number): Explored {
  const administration = policy.administration!;
  const people = peopleOf(policy, goal);
  const ones = onesOf(policy);
  const changes = changesOf(policy, goal, ones);
  const isMet = goalOf(policy, goal, ones);
  const acts = people.map(
    ({ user }) =>
      administration.administrators === null ||
      (user !== null && administration.administrators.includes(user)),
  );

  const start: readonly One[] = people.map(({ roles, isThere }) => ones.write(isThere, [...roles], []));
  /** Copies change places freely, so that states which differ in that alone are one. */
  const keyOf = (state: readonly One[]): string => {
    const own = people.map(({ user, kind }, at) => `${user === null ? kind : `${user}`}|${state[at]}`);
    return own.sort().join('\n');
  };
  const seen = new Set([keyOf(start)]);
  let level: (readonly One[])[] = [start];
  for (let steps = 0; level.length > 0; steps += 1) {
    if (level.some((state) => isMet(state, people))) return { kind: 'reachable', steps, states: seen.size };
    const next: (readonly One[])[] = [];
    for (const state of level) {
      const officers = state.flatMap((one, at) => (acts[at] && ones.read(one).isThere ? [at] : []));
      const usable = changes.filter(
        ({ rule }) =>
          rule === null ||
          officers.some(
            (at) =>
              rule.by === null ||
              rule.by.users.some((user) => user === people[at]!.user) ||
              rule.by.roles.some((role) => ones.held(state[at]!).has(role)),
          ),
      );
      for (const [at, one] of state.entries()) {
        for (const { change } of usable) {
          const after = change(one);
          if (after === null) continue;
          const changed = state.with(at, after);
          const key = keyOf(changed);
          if (seen.has(key)) continue;
          seen.add(key);
          next.push(changed);
          if (seen.size > most) return { kind: 'too large' };
        }
      }
    }
    level = next;
  }
  return { kind: 'unreachable', states: seen.size };
}

/** Everybody who takes part. */
export function peopleOf(policy: Policy, goal: ReachGoal): readonly Person[] {
  const { administrators, newcomers, population, rules } = policy.administration!;
  const aimed = goal.kind === 'roles' || goal.kind === 'permissions' ? goal.users : 1;
  const officers = new Set(
    rules.flatMap(({ by }) => (by === null ? [] : [[...new Set(by.roles)].sort().join(' ')])),
  );
  const enough = (administrators === null ? officers.size : 0) + aimed;
  const assigned = (user: number) =>
    new Set(pairsOf(policy.assignments).flatMap(([one, role]) => (one === user ? [role] : [])));
  const copies = (kind: string, roles: ReadonlySet<number>, count: number, isThere: boolean): Person[] =>
    Array.from({ length: count }, (_, at) => ({
      name: `${kind} ${at + 1}`,
      user: null,
      roles,
      isThere,
      kind,
    }));
  const users = policy.users.list.map((name, user) => ({
    name,
    user,
    roles: assigned(user),
    isThere: true,
    kind: '',
  }));
  return [
    ...users,
    ...newcomers.flatMap(({ name, roles, atMost }) =>
      copies(name, new Set(roles), Math.min(atMost ?? enough, enough), true),
    ),
    ...(population === 'fixed'
      ? []
      : [
          ...users.flatMap(({ name, roles }) => copies(`like ${name}`, roles, enough, true)),
          ...copies('newcomer', new Set(), enough, true),
        ]),
    ...(rules.some(({ kind }) => kind === 'enrol') ? copies('enrolled', new Set(), enough + 1, false) : []),
  ];
}

const pairsOf = ({ left, right }: Facts): (readonly [number, number])[] =>
  [...left].map((one, row) => [one, right[row]!] as const);

interface Read {
  readonly isThere: boolean;
  readonly roles: ReadonlySet<number>;
  readonly done: ReadonlySet<number>;
}

interface Ones {
  read(one: One): Read;
  write(isThere: boolean, roles: Iterable<number>, done: Iterable<number>): One;
  /** S1. */
  held(one: One): ReadonlySet<number>;
  heldWith(roles: Iterable<number>): ReadonlySet<number>;
  /** With all juniors, whatever membership reads. */
  closed(roles: Iterable<number>): ReadonlySet<number>;
  permissions(roles: Iterable<number>): ReadonlySet<number>;
}

function onesOf(policy: Policy): Ones {
  const juniors = pairsOf(policy.inheritance);
  const grants = pairsOf(policy.grants);
  const closed = (roles: Iterable<number>): ReadonlySet<number> => {
    const all = new Set(roles);
    for (const senior of all) for (const [left, right] of juniors) if (left === senior) all.add(right);
    return all;
  };
  const heldWith = (roles: Iterable<number>): ReadonlySet<number> =>
    policy.profile.membership === 'authorised' ? closed(roles) : new Set(roles);
  const write = (isThere: boolean, roles: Iterable<number>, done: Iterable<number>): One =>
    [
      isThere ? 'there' : 'absent',
      [...roles].sort((a, b) => a - b).join(','),
      [...done].sort((a, b) => a - b).join(','),
    ].join(' ');
  const numbers = (text: string): ReadonlySet<number> =>
    new Set(text === '' ? [] : text.split(',').map(Number));
  const known = new Map<One, Read>();
  const read = (one: One): Read => {
    const before = known.get(one);
    if (before !== undefined) return before;
    const [there, roles, done] = one.split(' ');
    const made = { isThere: there === 'there', roles: numbers(roles!), done: numbers(done!) };
    known.set(one, made);
    return made;
  };
  const holding = new Map<One, ReadonlySet<number>>();
  return {
    read,
    write,
    held(one) {
      const before = holding.get(one);
      if (before !== undefined) return before;
      const made = heldWith(read(one).roles);
      holding.set(one, made);
      return made;
    },
    heldWith,
    closed,
    permissions: (roles) => {
      const having = new Set(roles);
      return new Set(grants.flatMap(([role, permission]) => (having.has(role) ? [permission] : [])));
    },
  };
}

const exclusionsOf = (policy: Policy, over: 'role' | 'permission', which: 'static' | 'dynamic') =>
  policy.constraints.flatMap((constraint): readonly ExclusionSet[] =>
    constraint.kind === 'exclusion' && constraint.over === over && constraint[which] ? constraint.sets : [],
  );

const violates = (having: ReadonlySet<number>, sets: readonly ExclusionSet[]): boolean =>
  sets.some(({ members, limit }) => members.filter((member) => having.has(member)).length >= limit);

function staticallyFree(policy: Policy, ones: Ones): (held: ReadonlySet<number>) => boolean {
  const ofRoles = exclusionsOf(policy, 'role', 'static');
  const ofPermissions = exclusionsOf(policy, 'permission', 'static');
  return (held) => !violates(held, ofRoles) && !violates(ones.permissions(held), ofPermissions);
}

interface Change {
  /** Null: nobody has to allow it. */
  readonly rule: AdministrativeRule | null;
  /** What becomes of the user; null where it cannot be done, or changes nothing. */
  readonly change: (one: One) => One | null;
}

function changesOf(policy: Policy, goal: ReachGoal, ones: Ones): readonly Change[] {
  const { rules, enforcesExclusions } = policy.administration!;
  const isFree = staticallyFree(policy, ones);
  const allows = (held: ReadonlySet<number>): boolean => !enforcesExclusions || isFree(held);
  const byRules = rules.flatMap((rule): Change[] =>
    rule.roles.map((role) => {
      const change = (one: One): One | null => {
        const { isThere, roles, done } = ones.read(one);
        if (rule.kind === 'enrol')
          return !isThere && allows(ones.heldWith([role])) ? ones.write(true, [role], done) : null;
        const held = ones.held(one);
        if (!isThere || !rule.needs.every((need) => held.has(need))) return null;
        if (rule.bars.some((bar) => held.has(bar))) return null;
        if (rule.kind === 'revoke')
          return roles.has(role)
            ? ones.write(
                true,
                [...roles].filter((other) => other !== role),
                done,
              )
            : null;
        if (roles.has(role) || !allows(ones.heldWith([...roles, role]))) return null;
        return ones.write(true, [...roles, role], done);
      };
      const known = new Map<One, One | null>();
      return {
        rule,
        change: (one) => {
          if (!known.has(one)) known.set(one, change(one));
          return known.get(one)!;
        },
      };
    }),
  );
  if (goal.kind !== 'own-approver') return byRules;
  const { sessions } = policy.applications[goal.application]!;
  return [
    ...byRules,
    ...sessions.map(
      (session, number): Change => ({
        rule: null,
        change: (one) => {
          const { isThere, roles, done } = ones.read(one);
          const isAble = isThere && session.roles.every((role) => ones.held(one).has(role));
          return isAble && !done.has(number) ? ones.write(true, roles, [...done, number]) : null;
        },
      }),
    ),
  ];
}

type Met = (state: readonly One[], people: readonly Person[]) => boolean;

/** Whether at most so many of the sets have all of `wanted` between them. */
function cover(wanted: readonly number[], sets: readonly ReadonlySet<number>[], most: number): boolean {
  if (wanted.length === 0) return true;
  if (most === 0) return false;
  return sets.some((set) => {
    const rest = wanted.filter((one) => !set.has(one));
    return rest.length < wanted.length && cover(rest, sets, most - 1);
  });
}

function goalOf(policy: Policy, goal: ReachGoal, ones: Ones): Met {
  const there = (state: readonly One[]): readonly One[] => state.filter((one) => ones.read(one).isThere);
  switch (goal.kind) {
    case 'roles':
      return (state, people) =>
        cover(
          goal.roles,
          state
            .filter((_, at) => goal.user === null || people[at]!.user === goal.user)
            .filter((one) => ones.read(one).isThere)
            .map(ones.held),
          goal.users,
        );
    case 'permissions':
      return (state) =>
        cover(
          goal.permissions,
          there(state).map((one) => ones.permissions(ones.held(one))),
          goal.users,
        );
    case 'exclusions': {
      const isFree = staticallyFree(policy, ones);
      return (state) => there(state).some((one) => !isFree(ones.held(one)));
    }
    case 'activation': {
      const sets = exclusionsOf(policy, 'role', 'dynamic');
      const counted = (roles: ReadonlySet<number>): ReadonlySet<number> =>
        policy.profile['dynamic-closure'] === 'closure' ? ones.closed(roles) : roles;
      return (state) => there(state).some((one) => violates(counted(ones.held(one)), sets));
    }
    case 'own-approver': {
      const { sessions, tree } = policy.applications[goal.application]!;
      const runs = traces(tree.body, 5000).map(({ events }) =>
        events.flatMap((event) => (event.kind === 'session' ? [event.name.text] : [])),
      );
      const follows = (first: number, second: number): boolean =>
        runs.some((run) =>
          run.some(
            (name, at) =>
              name === sessions[first]!.name && run.slice(at + 1).includes(sessions[second]!.name),
          ),
        );
      const ordered = goal.pairs
        .flatMap(([left, right]) => [[left, right] as const, [right, left] as const])
        .filter(([first, second]) => follows(first, second));
      return (state) =>
        there(state).some((one) =>
          ordered.some(
            ([first, second]) =>
              ones.read(one).done.has(first) &&
              sessions[second]!.roles.every((role) => ones.held(one).has(role)),
          ),
        );
    }
    default:
      return goal satisfies never;
  }
}

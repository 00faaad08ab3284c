/** Random policies: an invariant that is accepted is true of every reachable state, and the goal is not met in any. */

import { describe, expect, test } from 'vitest';
import { buildPolicy, type ConstraintInput, type PolicyInput } from '../../../src/policy/build.ts';
import type { AdministrativeRuleInput, ReachGoalInput } from '../../../src/policy/build-administration.ts';
import { marksOf } from '../../../src/policy/marks.ts';
import type { Policy } from '../../../src/policy/model.ts';
import { checkInvariant } from '../../../src/replay/administration/check-invariant.ts';
import type { HeldAndLacked, InvariantPart } from '../../../src/verdict/reach.ts';
import { type Random, randomOf } from '../../workflow/random.ts';
import { meetsGoal, type Person, reachableStates, type State, startOf } from './states.ts';

const roles = ['A', 'B', 'C', 'D'];

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random(list.length)]!;
}

const some = <T>(random: Random, list: readonly T[], percent: number): T[] =>
  list.filter(() => random(100) < percent);

const apart = <T>(random: Random, list: readonly T[], count: number): T[] => {
  const left = [...list];
  return Array.from({ length: count }, () => left.splice(random(left.length), 1)[0]!);
};

interface Wishes {
  readonly users: number;
  readonly roles: number;
  readonly others: boolean;
  readonly anybody: boolean;
  readonly marks: boolean;
}

function randomPolicy(random: Random, wishes: Wishes): Policy {
  const users = ['kim', 'lee', 'park'].slice(0, wishes.users);
  const names = roles.slice(0, wishes.roles);
  const officers = () => {
    if (wishes.anybody || random(5) === 0) return null;
    return { roles: [pick(random, names)], users: some(random, users, 10) };
  };
  const rules = Array.from({ length: 1 + random(6) }, (): AdministrativeRuleInput => {
    const kind =
      wishes.others && random(8) === 0
        ? 'enrol'
        : random(3) === 0
          ? ('revoke' as const)
          : ('assign' as const);
    const own = { by: officers(), roles: [pick(random, names), ...some(random, names, 10)] };
    if (kind === 'enrol') return { kind, ...own };
    return { kind, ...own, needs: some(random, names, 25), bars: some(random, names, 25) };
  });
  const goals: ReachGoalInput[] = [
    { kind: 'roles', roles: apart(random, names, 1 + random(2)) },
    { kind: 'roles', roles: apart(random, names, 1 + random(2)), user: pick(random, users) },
    { kind: 'roles', roles: apart(random, names, 2 + random(2)), users: 2 },
    { kind: 'permissions', permissions: ['o:a', 'o:b'], users: 1 + random(2) },
    { kind: 'exclusions' },
    { kind: 'activation' },
    { kind: 'own-approver', application: 'app', pairs: [['first', 'second']] },
  ];
  const goal = pick(random, wishes.marks ? goals : goals.slice(0, 6));
  const input: PolicyInput = {
    users,
    roles: names,
    permissions: ['o:a', 'o:b'],
    profile: {
      membership: pick(random, ['authorised', 'assigned']),
      'dynamic-closure': pick(random, ['closure', 'explicit']),
    },
    assignments: users.flatMap((user) => some(random, names, 25).map((role) => [user, role] as const)),
    inheritance: random(2) === 0 ? [] : [[names[0]!, names[1 + random(names.length - 1)]!]],
    grants: names.flatMap((role) => some(random, ['o:a', 'o:b'], 30).map((one) => [role, one] as const)),
    constraints: [
      {
        kind: 'exclusion',
        relation: pick(random, ['exclusive', 'static', 'dynamic']),
        sets: [{ members: names.slice(0, 3), limit: 2 + random(2) }],
      },
      { kind: 'exclusion', relation: 'static', over: 'permission', sets: [{ members: ['o:a', 'o:b'] }] },
    ].slice(0, 1 + random(2)) as ConstraintInput[],
    applications: [
      {
        name: 'app',
        sessions: [
          { name: 'first', roles: some(random, names, 40) },
          { name: 'second', roles: [pick(random, names)] },
        ],
        exclusions: [['first', 'second']],
      },
    ],
    administration: {
      ...(random(2) === 0 ? { administrators: some(random, users, 70) } : {}),
      enforcesExclusions: random(2) === 0,
      population: wishes.others && random(4) === 0 ? 'any-number' : 'fixed',
      newcomers: wishes.others && random(3) === 0 ? [{ name: 'guest', roles: some(random, names, 20) }] : [],
      rules,
      goals: [goal],
    },
  };
  return buildPolicy(input);
}

/** Everything that can be said of one user at a time. */
function vocabulary(policy: Policy): readonly string[] {
  const administration = policy.administration!;
  const marks = marksOf(policy);
  return [
    ...policy.roles.list,
    ...(administration.goals[0]!.kind === 'own-approver'
      ? [marks.performed('app', 'first'), marks.performed('app', 'second')]
      : []),
    ...(administration.rules.some(({ kind }) => kind === 'enrol') ? [marks.absent] : []),
  ];
}

const truthsOf = (policy: Policy, { absent, has }: Person): ReadonlySet<string> =>
  absent ? new Set([marksOf(policy).absent]) : has;

const breaks = ({ held, lacked }: HeldAndLacked, truths: ReadonlySet<string>): boolean =>
  held.every((one) => truths.has(one)) && lacked.every((one) => !truths.has(one));

function isTrue(policy: Policy, part: InvariantPart, state: State): boolean {
  const of = (users: readonly string[] | null) =>
    state.filter(({ name }) => users?.includes(name) ?? true).map((person) => truthsOf(policy, person));
  switch (part.kind) {
    case 'never':
      return of(null).every((truths) => part.roles.every((role) => !truths.has(role)));
    case 'at-most':
      return of(null).every(
        (truths) => new Set(part.roles.filter((role) => truths.has(role))).size <= part.count,
      );
    case 'never-together':
      return of(part.users).every((truths) => part.clauses.every((clause) => !breaks(clause, truths)));
    case 'joint': {
      const all = new Set(
        state.flatMap((person) => [...truthsOf(policy, person)].map((role) => `${person.name}: ${role}`)),
      );
      const names = (pairs: readonly { user: string; role: string }[]) =>
        pairs.map(({ user, role }) => `${user}: ${role}`);
      return part.clauses.every(
        ({ held, lacked }) => !breaks({ held: names(held), lacked: names(lacked) }, all),
      );
    }
    case 'one-of':
      return false;
    default:
      return part satisfies never;
  }
}

function randomPart(random: Random, policy: Policy): InvariantPart {
  const words = vocabulary(policy);
  switch (random(4)) {
    case 0:
      return { kind: 'never', roles: some(random, words, 30) };
    case 1:
      return { kind: 'at-most', roles: some(random, words, 60), count: random(3) };
    default:
      return {
        kind: 'never-together',
        users: random(3) === 0 ? some(random, policy.users.list, 60) : null,
        clauses: Array.from({ length: 1 + random(3) }, () => ({
          held: some(random, words, 40),
          lacked: some(random, words, 20),
        })),
      };
  }
}

function subsets<T>(list: readonly T[]): readonly (readonly T[])[] {
  let found: (readonly T[])[] = [[]];
  for (const one of list) found = found.flatMap((subset) => [subset, [...subset, one]]);
  return found;
}

/** Of one user exactly what is true of some user in some state. */
function exactly(policy: Policy, states: readonly State[]): InvariantPart {
  const words = vocabulary(policy);
  const keyOf = (truths: Iterable<string>): string => [...truths].sort().join('+');
  const seen = new Set(states.flatMap((state) => state.map((person) => keyOf(truthsOf(policy, person)))));
  return {
    kind: 'never-together',
    users: null,
    clauses: subsets(words)
      .filter((held) => !seen.has(keyOf(held)))
      .map((held) => ({ held, lacked: words.filter((word) => !held.includes(word)) })),
  };
}

/** Of all users together exactly the states. */
function exactlyTogether(policy: Policy, states: readonly State[]): InvariantPart {
  const users = states[0]!.map(({ name }) => name);
  const pairs = users.flatMap((user) => vocabulary(policy).map((role) => ({ user, role })));
  const keyOf = (held: readonly { user: string; role: string }[]): string =>
    held
      .map(({ user, role }) => `${user}:${role}`)
      .sort()
      .join('+');
  const seen = new Set(
    states.map((state) =>
      keyOf(
        state.flatMap((person) => [...truthsOf(policy, person)].map((role) => ({ user: person.name, role }))),
      ),
    ),
  );
  return {
    kind: 'joint',
    users,
    clauses: subsets(pairs)
      .filter((held) => !seen.has(keyOf(held)))
      .map((held) => ({ held, lacked: pairs.filter((pair) => !held.includes(pair)) })),
  };
}

const mostStates = 3000;

describe('what is accepted is true', () => {
  test('random parts, half of them true to begin with', () => {
    let accepted = 0;
    let cases = 0;
    for (let seed = 1; seed <= 3000; seed += 1) {
      const random = randomOf(seed);
      const policy = randomPolicy(random, {
        users: 1 + random(2),
        roles: 3 + random(2),
        others: random(2) === 0,
        anybody: random(2) === 0,
        marks: true,
      });
      const goal = policy.administration!.goals[0]!;
      const states = reachableStates(policy, goal, startOf(policy, 1), mostStates);
      if (states === null) continue;
      const parts = Array.from({ length: random(5) }, () => randomPart(random, policy)).filter(
        (part) => random(4) === 0 || states.every((state) => isTrue(policy, part, state)),
      );
      cases += 1;
      if (checkInvariant(policy, goal, parts).kind !== 'accepted') continue;
      accepted += 1;
      for (const state of states) {
        for (const part of parts)
          expect(isTrue(policy, part, state), `${seed}: ${JSON.stringify(part)}`).toBe(true);
        expect(meetsGoal(policy, goal, state), `${seed}: the goal`).toBe(false);
      }
    }
    expect(cases).toBeGreaterThan(2000);
    expect(accepted).toBeGreaterThan(300);
  });

  test('where anybody may act, just what one user can be is accepted iff it excludes the goal', () => {
    const counts = { accepted: 0, rejected: 0, undecided: 0 };
    for (let seed = 1; seed <= 1500; seed += 1) {
      const random = randomOf(seed + 10_000);
      const policy = randomPolicy(random, {
        users: 1 + random(2),
        roles: 3,
        others: random(2) === 0,
        anybody: true,
        marks: true,
      });
      const goal = policy.administration!.goals[0]!;
      if ('users' in goal && goal.users > 1) continue;
      const states = reachableStates(policy, goal, startOf(policy, 1), mostStates);
      if (states === null) continue;
      // Where the goal is about one user, so is the invariant: another user may be in a state of the goal.
      if (goal.kind === 'roles' && goal.user !== null) continue;
      const isReachable = states.some((state) => meetsGoal(policy, goal, state));
      const check = checkInvariant(policy, goal, [exactly(policy, states)]);
      expect(check.kind, `${seed}: ${JSON.stringify(check)}`).toBe(isReachable ? 'rejected' : 'accepted');
      counts[check.kind] += 1;
    }
    expect(counts.accepted).toBeGreaterThan(200);
    expect(counts.rejected).toBeGreaterThan(200);
  });

  test('of all users together, just the reachable states are accepted iff none meets the goal', () => {
    const counts = { accepted: 0, rejected: 0, undecided: 0 };
    for (let seed = 1; seed <= 500; seed += 1) {
      const random = randomOf(seed + 20_000);
      const policy = randomPolicy(random, {
        users: 2,
        roles: 3,
        others: false,
        anybody: false,
        marks: false,
      });
      const goal = policy.administration!.goals[0]!;
      const states = reachableStates(policy, goal, startOf(policy, 0), mostStates)!;
      const isReachable = states.some((state) => meetsGoal(policy, goal, state));
      const check = checkInvariant(policy, goal, [exactlyTogether(policy, states)]);
      expect(check.kind, `${seed}: ${JSON.stringify(check)}`).toBe(isReachable ? 'rejected' : 'accepted');
      counts[check.kind] += 1;
    }
    expect(counts.accepted).toBeGreaterThan(75);
    expect(counts.rejected).toBeGreaterThan(75);
  });
});

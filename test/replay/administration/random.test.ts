/** Random policies: an invariant that is accepted is true of every reachable state, and the goal is not met in any. */

import { describe, expect, test } from 'vitest';
import { marksOf } from '../../../src/policy/marks.ts';
import type { Policy } from '../../../src/policy/model.ts';
import { checkInvariant } from '../../../src/replay/administration/check-invariant.ts';
import type { HeldAndLacked, InvariantPart } from '../../../src/verdict/reach.ts';
import { type Random, randomOf } from '../../workflow/random.ts';
import { randomPolicy, some } from './random-policy.ts';
import { meetsGoal, type Person, reachableStates, type State, startOf } from './states.ts';

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
    for (let seed = 1; seed <= 1200; seed += 1) {
      const random = randomOf(seed);
      const policy = randomPolicy(random, {
        users: 1 + random(2),
        roles: 3 + random(2),
        rules: 6,
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
    expect(cases).toBeGreaterThan(800);
    expect(accepted).toBeGreaterThan(100);
  });

  test('where anybody may act, just what one user can be is accepted iff it excludes the goal', () => {
    const counts = { accepted: 0, rejected: 0, undecided: 0 };
    for (let seed = 1; seed <= 700; seed += 1) {
      const random = randomOf(seed + 10_000);
      const policy = randomPolicy(random, {
        users: 1 + random(2),
        roles: 3,
        rules: 6,
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
    expect(counts.accepted).toBeGreaterThan(80);
    expect(counts.rejected).toBeGreaterThan(80);
  });

  test('of all users together, just the reachable states are accepted iff none meets the goal', () => {
    const counts = { accepted: 0, rejected: 0, undecided: 0 };
    for (let seed = 1; seed <= 250; seed += 1) {
      const random = randomOf(seed + 20_000);
      const policy = randomPolicy(random, {
        users: 2,
        roles: 3,
        rules: 6,
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
    expect(counts.accepted).toBeGreaterThan(30);
    expect(counts.rejected).toBeGreaterThan(30);
  });

  test('of as many users as could matter, they are accepted iff the goal is not met by one more either', () => {
    const counts = { accepted: 0, rejected: 0, undecided: 0 };
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = randomOf(seed + 30_000);
      const policy = randomPolicy(random, {
        users: 1,
        roles: 2,
        rules: 6,
        others: true,
        anybody: false,
        marks: false,
      });
      const administration = policy.administration!;
      const goal = administration.goals[0]!;
      const joins = administration.rules.some(({ kind }) => kind === 'enrol');
      if (administration.population === 'any-number' || joins || administration.newcomers.length === 0)
        continue;
      const copies = 2;
      const states = reachableStates(policy, goal, startOf(policy, copies), mostStates)!;
      const more = reachableStates(policy, goal, startOf(policy, copies + 1), mostStates)!;
      const check = checkInvariant(policy, goal, [exactlyTogether(policy, states)]);
      if (check.kind !== 'accepted' && /follows \d+ users where/.test(check.reason)) continue;
      const isReachable = more.some((state) => meetsGoal(policy, goal, state));
      expect(check.kind, `${seed}: ${JSON.stringify(check)}`).toBe(isReachable ? 'rejected' : 'accepted');
      counts[check.kind] += 1;
    }
    expect(counts.accepted).toBeGreaterThan(4);
    expect(counts.rejected).toBeGreaterThan(4);
  });
});

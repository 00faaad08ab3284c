/** Policies for the bench of coalitions: each family is near the place where the answer turns. Seeds are fixed. */

import type { PolicyInput } from '../../src/policy/build.ts';

/** Numbers below a bound, and chances; the same for the same seed everywhere (mulberry32). */
export function chance(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (bound: number): number => Math.floor(next() * bound),
    happens: (p: number): boolean => next() < p,
  };
}

const upTo = (size: number): number[] => Array.from({ length: size }, (_, at) => at);
const logChoose = (n: number, r: number): number =>
  upTo(r).reduce((sum, at) => sum + Math.log((n - at) / (at + 1)), 0);

/** The x between 0 and 1 at which an increasing `f` passes 0. */
function root(f: (x: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (f(middle) > 0) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/**
 * k-user: every user holds each of 24 permissions with the chance at which one coalition of k - 1 is expected. Users
 * have a role of their own.
 */
export function colluding(users: number, k: number, seed: number): PolicyInput {
  const permissions = 24;
  const density = root(
    (q) => logChoose(users, k - 1) + permissions * Math.log(1 - (1 - q) ** (k - 1) + 1e-300),
  );
  const { happens } = chance(seed);
  const list = upTo(permissions).map((at) => `o${at}:do`);
  return {
    users: upTo(users).map((at) => `u${at}`),
    roles: upTo(users).map((at) => `r${at}`),
    permissions: list,
    assignments: upTo(users).map((at) => [`u${at}`, `r${at}`] as const),
    grants: upTo(users).flatMap((at) =>
      list.filter(() => happens(density)).map((one) => [`r${at}`, one] as const),
    ),
    operations: [{ name: 'operation', permissions: list, atLeast: k }],
  };
}

/**
 * Enforcement as companies write it: k duties of four permissions; the roles of a duty inherit its mark, and no two
 * marks may meet. A twentieth of the roles lacks the mark, so that in every other policy some duty leaks as a whole.
 */
export function duties(roles: number, k: number, seed: number): PolicyInput {
  const { below, happens } = chance(seed);
  const each = 4;
  // The chance that no duty leaks all of its permissions is a half.
  const perDuty = root((p) => 0.5 - (1 - p) ** k);
  const perPermission = perDuty ** (1 / each);
  const leak = 1 - (1 - perPermission) ** ((each * k) / roles);
  const mark = (duty: number): string => `mark${duty}`;
  const made = upTo(roles).map((at) => ({
    name: `r${at}`,
    duty: at % k,
    has: below(each),
    leaks: happens(leak),
  }));
  const list = upTo(k).flatMap((duty) => upTo(each).map((at) => `d${duty}:p${at}`));
  return {
    users: ['somebody'],
    roles: [...upTo(k).map(mark), ...made.map(({ name }) => name)],
    permissions: list,
    inheritance: made.flatMap(({ name, duty, leaks }) => (leaks ? [] : [[name, mark(duty)] as const])),
    grants: made.map(({ name, duty, has }) => [name, `d${duty}:p${has}`] as const),
    constraints: [{ kind: 'exclusion', relation: 'static', sets: [{ members: upTo(k).map(mark) }] }],
    operations: [{ name: 'operation', permissions: list, atLeast: k, enforced: true }],
  };
}

/**
 * Enforcement without any order: twelve permissions, one for each role, and pairs of roles that exclude each other with
 * the chance at which some admissible teams of k - 1 are expected; they come in bunches, so that many policies have none.
 */
export function scattered(roles: number, k: number, seed: number): PolicyInput {
  const permissions = 12;
  const expected = 100;
  const people = k - 1;
  const { happens } = chance(seed);
  const sizes = upTo(people).map((at) => Math.floor((permissions + at) / people));
  const within = sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const ways = permissions * Math.log((roles / permissions) * people) - Math.log(expected);
  const density = root((d) => -(ways + within * Math.log(1 - d + 1e-300)));
  const names = upTo(roles).map((at) => `r${at}`);
  const list = upTo(permissions).map((at) => `o${at}:do`);
  const pairs = names.flatMap((left, at) =>
    names.slice(at + 1).flatMap((right) => (happens(density) ? [{ members: [left, right] }] : [])),
  );
  return {
    users: ['somebody'],
    roles: names,
    permissions: list,
    grants: names.map((name, at) => [name, list[at % permissions]!] as const),
    constraints: [{ kind: 'exclusion', relation: 'static', sets: pairs }],
    operations: [{ name: 'operation', permissions: list, atLeast: k, enforced: true }],
  };
}

/**
 * Plans: sessions with a role and one of eight permissions each, users who are candidates of half of them, and as many
 * exclusive pairs as leave a user the choice of everything in every other application.
 */
export function planned(sessions: number, users: number, density: number, seed: number): PolicyInput {
  const { below, happens } = chance(seed);
  const at = upTo(sessions);
  const list = upTo(8).map((one) => `o${one}:do`);
  return {
    users: upTo(users).map((one) => `u${one}`),
    roles: at.map((one) => `r${one}`),
    permissions: list,
    assignments: upTo(users).flatMap((user) =>
      at.filter(() => happens(0.5)).map((one) => [`u${user}`, `r${one}`] as const),
    ),
    grants: at.map((one) => [`r${one}`, list[one < 8 ? one : below(8)]!] as const),
    applications: [
      {
        name: 'application',
        everyPlan: true,
        sessions: at.map((one) => ({ name: `s${one}`, roles: [`r${one}`] })),
        exclusions: at.flatMap((left) =>
          at
            .slice(left + 1)
            .flatMap((right) => (happens(density) ? [[`s${left}`, `s${right}`] as const] : [])),
        ),
      },
    ],
  };
}

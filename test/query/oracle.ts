/**
 * What answers mean, in plain sets: who has which role and permission, from the facts alone; what is certain is so
 * without the possible facts, and what is possible is so with all of them. Shares nothing with the engine.
 */

import fc from 'fast-check';
import { buildPolicy } from '../../src/policy/build.ts';
import type { Doubt, Policy, PossibleFacts } from '../../src/policy/model.ts';

export const users = ['ann', 'bob', '박회계', 'dee'];
export const roles = ['r0', 'r1', '책임자', 'r3', 'r4', 'r5'];
export const permissions = ['o:read', 'o:write', 'p:pay', 'p:close', '물품:구매'];

type Pair = readonly [string, string];

/** Each fact with whether it is certain. */
export interface World {
  readonly membership: 'authorised' | 'assigned';
  readonly dynamicClosure: 'closure' | 'explicit';
  readonly assignments: readonly (readonly [string, string, boolean])[];
  readonly inheritance: readonly (readonly [string, string, boolean])[];
  readonly grants: readonly (readonly [string, string, boolean])[];
  readonly sessions: readonly { readonly user: string; readonly active: readonly string[] }[];
  readonly reaches: 'facts' | 'permissions' | 'everything';
}

const facts = (
  left: readonly string[],
  right: readonly string[],
  most: number,
  certain: fc.Arbitrary<boolean>,
) => fc.array(fc.tuple(fc.constantFrom(...left), fc.constantFrom(...right), certain), { maxLength: most });

/** `doubts`: whether some facts are only possible. Hierarchies may be cyclic, and facts repeated. */
export const world = (doubts: boolean): fc.Arbitrary<World> => {
  const certain = doubts
    ? fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 2, arbitrary: fc.constant(false) })
    : fc.constant(true);
  return fc.record({
    membership: fc.constantFrom('authorised', 'authorised', 'assigned'),
    dynamicClosure: fc.constantFrom('closure', 'explicit'),
    assignments: facts(users, roles, 8, certain),
    inheritance: facts(roles, roles, 8, certain),
    grants: facts(roles, permissions, 7, certain),
    sessions: fc.array(
      fc.record({ user: fc.constantFrom(...users), active: fc.subarray(roles, { maxLength: 2 }) }),
      { maxLength: 2 },
    ),
    reaches: doubts
      ? fc.constantFrom('facts', 'facts', 'facts', 'permissions', 'everything')
      : fc.constant('facts'),
  });
};

export const sessionName = (at: number): string => `s${at}`;

export function policyOf({ membership, dynamicClosure, reaches, sessions, ...relations }: World): Policy {
  const certain = (list: World['grants']): Pair[] =>
    list.flatMap(([left, right, isCertain]) => (isCertain ? [[left, right] as const] : []));
  const policy = buildPolicy({
    users,
    roles,
    permissions,
    profile: { membership, 'dynamic-closure': dynamicClosure },
    assignments: certain(relations.assignments),
    inheritance: certain(relations.inheritance),
    grants: certain(relations.grants),
    sessions: sessions.map((session, at) => ({ ...session, name: sessionName(at) })),
  });
  const place = { file: 0, line: 1, column: 1 };
  const doubts: Doubt[] = reaches === 'facts' ? [] : [{ place, reason: 'a rule is not understood', reaches }];
  let line = 1000;
  const possible = (
    list: World['grants'],
    left: ReadonlyMap<string, number>,
    right: ReadonlyMap<string, number>,
  ): PossibleFacts => {
    const rows = list.filter(([, , isCertain]) => !isCertain);
    const column = (of: (row: (typeof rows)[number]) => number) => Int32Array.from(rows, of);
    return {
      left: column(([name]) => left.get(name)!),
      right: column(([, name]) => right.get(name)!),
      file: new Int32Array(rows.length),
      line: column(() => ++line),
      doubt: column(([a, b]) => doubts.push({ place, reason: `whether ${a} ${b}`, reaches: 'facts' }) - 1),
    };
  };
  const all = {
    assignments: possible(relations.assignments, policy.users.ids, policy.roles.ids),
    inheritance: possible(relations.inheritance, policy.roles.ids, policy.roles.ids),
    grants: possible(relations.grants, policy.roles.ids, policy.permissions.ids),
  };
  return { ...policy, possible: doubts.length === 0 ? null : { doubts, ...all } };
}

export type Which = 'certain' | 'possible';

const chosen = (list: World['grants'], which: Which): readonly Pair[] =>
  list.flatMap(([left, right, isCertain]) =>
    isCertain || which === 'possible' ? [[left, right] as const] : [],
  );

/** The roles and all of their juniors, over and over until nothing is added. */
function closed({ inheritance }: World, which: Which, start: Iterable<string>): Set<string> {
  const found = new Set(start);
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const [senior, junior] of chosen(inheritance, which)) if (found.has(senior)) found.add(junior);
  }
  return found;
}

export function rolesOf(given: World, which: Which, user: string): ReadonlySet<string> {
  const own = chosen(given.assignments, which).flatMap(([left, role]) => (left === user ? [role] : []));
  return given.membership === 'authorised' ? closed(given, which, own) : new Set(own);
}

export function permissionsOf(given: World, which: Which, held: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    chosen(given.grants, which).flatMap(([role, permission]) => (held.has(role) ? [permission] : [])),
  );
}

export function userCan(given: World, which: Which, user: string): ReadonlySet<string> {
  return permissionsOf(given, which, rolesOf(given, which, user));
}

export function rolesOfSession(given: World, which: Which, at: number): ReadonlySet<string> {
  const { active } = given.sessions[at]!;
  return given.dynamicClosure === 'closure' ? closed(given, which, active) : new Set(active);
}

/** A session has what its active roles inherit, whatever S4 says of roles. */
export function sessionCan(given: World, which: Which, at: number): ReadonlySet<string> {
  return permissionsOf(given, which, closed(given, which, given.sessions[at]!.active));
}

export function isFact(
  given: World,
  which: Which,
  relation: 'assignment' | 'inheritance' | 'grant' | 'active',
  left: string,
  right: string,
): boolean {
  if (relation === 'active') return given.sessions[Number(left.slice(1))]?.active.includes(right) === true;
  const list = {
    assignment: given.assignments,
    inheritance: given.inheritance,
    grant: given.grants,
  }[relation];
  return chosen(list, which).some(([a, b]) => a === left && b === right);
}

/**
 * What the engines ask of a policy: relations in rows, closures, derivations.
 *
 * Everything is computed when it is first asked for and kept. Ids are the policy's; dangling names (P01) have rows
 * like all others, and are left out exactly where the specification quantifies over declared elements only. The
 * reading profile does not occur here except as an argument: who lowers it says which relation is meant.
 */

import type { Facts, Place, Policy } from '../policy/model.ts';
import type { SwitchValue } from '../profile/profile.ts';
import type { Location } from '../source/text.ts';
import type { Fact, FactRelation } from '../verdict/change.ts';
import { type Components, closure, components } from './closure.ts';
import { type Hierarchy, shortestChain, shortestCycle } from './path.ts';
import { compose, converse, type Rows, rowOf, type SortedFacts, sortFacts } from './rows.ts';

/** S1. */
export type Membership = SwitchValue<'membership'>;

/** S4. */
export type DynamicClosure = SwitchValue<'dynamic-closure'>;

export interface Index {
  /** Numbers of ids, dangling ones included. */
  readonly counts: {
    readonly users: number;
    readonly roles: number;
    readonly permissions: number;
    readonly sessions: number;
  };

  /** UA, and its converse: users of each role by assignment. */
  readonly assignments: () => Rows;
  readonly assigned: (user: number) => Int32Array;
  readonly usersAssigned: (role: number) => Int32Array;

  /** RH: immediate juniors and seniors. */
  readonly juniors: () => Rows;
  readonly seniors: () => Rows;
  readonly components: () => Components;
  /** geq == RH⁺ ∪ id roles, and its converse. */
  readonly closure: () => Rows;
  readonly down: (role: number) => Int32Array;
  readonly up: (role: number) => Int32Array;

  /** geq⦇UA⦇{user}⦈⦈. */
  readonly authorised: (user: number) => Int32Array;
  /** { u : users | role ∈ geq⦇UA⦇{u}⦈⦈ }. */
  readonly usersAuthorised: (role: number) => Int32Array;
  /** roles_of_user under S1. */
  readonly rolesOf: (user: number, membership: Membership) => Int32Array;
  /** Declared users who have all of `roles` under S1; all declared users where `roles` is empty. */
  readonly usersWithAll: (roles: readonly number[], membership: Membership) => Int32Array;

  /** PA, and its converse. */
  readonly grants: () => Rows;
  readonly rolesGranted: (permission: number) => Int32Array;
  /** PA⦇geq⦇{role}⦈⦈. */
  readonly permissions: () => Rows;
  readonly permissionsOf: (role: number) => Int32Array;
  /** PA⦇roles_of_user user⦈ under S1. */
  readonly permissionsOfUser: (user: number, membership: Membership) => Int32Array;

  /** ar, and the roles active in any session of each user. */
  readonly active: () => Rows;
  readonly activeOfUsers: () => Rows;
  readonly sessionsOfUser: (user: number) => Int32Array;

  /** A fact as stated, with all of its places; also for pairs that nothing states (no places). */
  readonly fact: (relation: FactRelation, left: number, right: number) => Fact;
  readonly location: (place: Place) => Location;

  /** Shortest derivation of role from user: an assignment, then inheritance edges. */
  readonly path: (user: number, role: number, membership: Membership) => readonly Fact[] | null;
  /** Shortest derivation of permission from user: as `path`, then a grant. */
  readonly permissionPath: (
    user: number,
    permission: number,
    membership: Membership,
  ) => readonly Fact[] | null;
  /** Shortest derivation of role in session: an activation, then inheritance edges. */
  readonly activePath: (session: number, role: number, reading: DynamicClosure) => readonly Fact[] | null;
  /** As `activePath`, then a grant. */
  readonly activePermissionPath: (
    session: number,
    permission: number,
    reading: DynamicClosure,
  ) => readonly Fact[] | null;
  /** Inheritance edges from senior down to junior; empty where they are equal. */
  readonly inheritancePath: (senior: number, junior: number) => readonly Fact[] | null;
  /** Inheritance edges of a shortest cycle through role. */
  readonly cycle: (role: number) => readonly Fact[] | null;
}

/** The index of `policy`; costs nothing until it is asked. */
export function indexPolicy(policy: Policy): Index {
  const counts = {
    users: policy.users.list.length,
    roles: policy.roles.list.length,
    permissions: policy.permissions.list.length,
    sessions: policy.sessions.length,
  };
  const sorted = {
    assignment: lazy(() => sortFacts(policy.assignments, counts.users, counts.roles)),
    inheritance: lazy(() => sortFacts(policy.inheritance, counts.roles, counts.roles)),
    grant: lazy(() => sortFacts(policy.grants, counts.roles, counts.permissions)),
    active: lazy(() => sortFacts(policy.active, counts.sessions, counts.roles)),
  } satisfies Record<FactRelation, () => SortedFacts>;

  const assignments = () => sorted.assignment().rows;
  const juniors = () => sorted.inheritance().rows;
  const grants = () => sorted.grant().rows;
  const active = () => sorted.active().rows;
  const users = lazy(() => converse(assignments()));
  const seniors = lazy(() => converse(juniors()));
  const granted = lazy(() => converse(grants()));
  const parts = lazy(() => components(juniors()));
  const down = lazy(() => closure(juniors(), parts(), policy.roles.declaredCount));
  const up = lazy(() => converse(down()));
  const permissions = lazy(() => compose(down(), grants()));
  const sessionsByUser = lazy(() => sessionRows(policy));
  const activeOfUsers = lazy(() => compose(sessionsByUser(), active()));

  const assigned = (user: number) => rowOf(assignments(), user);
  const usersAssigned = (role: number) => rowOf(users(), role);
  const authorised = (user: number) => union(assigned(user), down());
  const usersAuthorised = memo((role: number) => {
    const all = union(rowOf(up(), role), users());
    return all.filter((user) => user < policy.users.declaredCount);
  });
  const rolesOf = (user: number, membership: Membership) =>
    membership === 'authorised' ? authorised(user) : assigned(user);

  const usersWithAll = (roles: readonly number[], membership: Membership): Int32Array => {
    const usersOf = (role: number) =>
      membership === 'authorised'
        ? usersAuthorised(role)
        : usersAssigned(role).filter((user) => user < policy.users.declaredCount);
    if (roles.length === 0) return Int32Array.from({ length: policy.users.declaredCount }, (_, user) => user);
    const lists: Int32Array[] = roles.map(usersOf);
    return lists.reduce(intersection);
  };

  const hierarchy = lazy(
    (): Hierarchy => ({ juniors: juniors(), seniors: seniors(), names: policy.roles.list }),
  );

  const namesOf: Record<FactRelation, readonly [(id: number) => string, (id: number) => string]> = {
    assignment: [(id) => policy.users.list[id]!, (id) => policy.roles.list[id]!],
    inheritance: [(id) => policy.roles.list[id]!, (id) => policy.roles.list[id]!],
    grant: [(id) => policy.roles.list[id]!, (id) => policy.permissions.list[id]!],
    active: [(id) => policy.sessions[id]!.name, (id) => policy.roles.list[id]!],
  };
  const factsOf: Record<FactRelation, Facts> = {
    assignment: policy.assignments,
    inheritance: policy.inheritance,
    grant: policy.grants,
    active: policy.active,
  };

  const fact = (relation: FactRelation, left: number, right: number): Fact => {
    const [leftName, rightName] = namesOf[relation];
    return {
      relation,
      left: leftName(left),
      right: rightName(right),
      locations: factLocations(policy, factsOf[relation], sorted[relation](), left, right),
    };
  };

  const edges = (chain: readonly number[]): Fact[] =>
    chain.slice(1).map((junior, at) => fact('inheritance', chain[at]!, junior));

  const derivation = (
    base: 'assignment' | 'active',
    subject: number,
    targets: Int32Array,
    closed: boolean,
  ): { readonly facts: readonly Fact[]; readonly role: number } | null => {
    const starts = rowOf(base === 'assignment' ? assignments() : active(), subject);
    const chain = shortestChain(hierarchy(), starts, targets, closed);
    if (chain === null) return null;
    return { facts: [fact(base, subject, chain[0]!), ...edges(chain)], role: chain[chain.length - 1]! };
  };

  const withGrant = (
    found: { readonly facts: readonly Fact[]; readonly role: number } | null,
    permission: number,
  ): readonly Fact[] | null =>
    found === null ? null : [...found.facts, fact('grant', found.role, permission)];

  const rolesGranted = (permission: number) => rowOf(granted(), permission);

  return {
    counts,
    assignments,
    assigned,
    usersAssigned,
    juniors,
    seniors,
    components: parts,
    closure: down,
    down: (role) => rowOf(down(), role),
    up: (role) => rowOf(up(), role),
    authorised,
    usersAuthorised,
    rolesOf,
    usersWithAll,
    grants,
    rolesGranted,
    permissions,
    permissionsOf: (role) => rowOf(permissions(), role),
    permissionsOfUser: (user, membership) => union(rolesOf(user, membership), grants()),
    active,
    activeOfUsers,
    sessionsOfUser: (user) => rowOf(sessionsByUser(), user),
    fact,
    location: (place) => ({ path: policy.files[place.file]!.path, line: place.line, column: place.column }),
    path: (user, role, membership) =>
      derivation('assignment', user, Int32Array.of(role), membership === 'authorised')?.facts ?? null,
    permissionPath: (user, permission, membership) =>
      withGrant(
        derivation('assignment', user, rolesGranted(permission), membership === 'authorised'),
        permission,
      ),
    activePath: (session, role, reading) =>
      derivation('active', session, Int32Array.of(role), reading === 'closure')?.facts ?? null,
    activePermissionPath: (session, permission, reading) =>
      withGrant(derivation('active', session, rolesGranted(permission), reading === 'closure'), permission),
    inheritancePath: (senior, junior) => {
      const chain = shortestChain(hierarchy(), Int32Array.of(senior), Int32Array.of(junior), true);
      return chain === null ? null : edges(chain);
    },
    cycle: (role) => {
      const chain = shortestCycle(hierarchy(), role);
      return chain === null ? null : edges(chain);
    },
  };
}

/** Ascending and distinct: the union of the rows of `rows` that `indexes` names. */
export function union(indexes: Int32Array, rows: Rows): Int32Array {
  if (indexes.length === 1) return rowOf(rows, indexes[0]!);
  let size = 0;
  for (const index of indexes) size += rows.start[index + 1]! - rows.start[index]!;
  const all = new Int32Array(size);
  let length = 0;
  for (const index of indexes) {
    const row = rowOf(rows, index);
    all.set(row, length);
    length += row.length;
  }
  all.sort();
  let kept = 0;
  for (let at = 0; at < size; at += 1) {
    if (at > 0 && all[at] === all[at - 1]) continue;
    all[kept] = all[at]!;
    kept += 1;
  }
  return all.subarray(0, kept);
}

/** Of two ascending lists. */
function intersection(left: Int32Array, right: Int32Array): Int32Array {
  const common = new Int32Array(Math.min(left.length, right.length));
  let length = 0;
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const difference = left[i]! - right[j]!;
    if (difference === 0) {
      common[length] = left[i]!;
      length += 1;
    }
    if (difference <= 0) i += 1;
    if (difference >= 0) j += 1;
  }
  return common.subarray(0, length);
}

function sessionRows(policy: Policy): Rows {
  const size = policy.sessions.length;
  const facts: Facts = {
    left: Int32Array.from(policy.sessions, (session) => session.user),
    right: Int32Array.from({ length: size }, (_, session) => session),
    file: new Int32Array(size),
    line: new Int32Array(size),
  };
  return sortFacts(facts, policy.users.list.length, size).rows;
}

function factLocations(
  policy: Policy,
  facts: Facts,
  sorted: SortedFacts,
  left: number,
  right: number,
): readonly Location[] {
  const { order, orderStart } = sorted;
  let low = orderStart[left]!;
  let high = orderStart[left + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (facts.right[order[middle]!]! < right) low = middle + 1;
    else high = middle;
  }
  const locations: Location[] = [];
  for (let at = low; at < orderStart[left + 1]! && facts.right[order[at]!] === right; at += 1) {
    const row = order[at]!;
    locations.push({ path: policy.files[facts.file[row]!]!.path, line: facts.line[row]!, column: 1 });
  }
  return locations.sort(byPlace);
}

/** By path, then line, then column: the order of places in lists. */
export function byPlace(a: Location, b: Location): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function lazy<T>(compute: () => T): () => T {
  let value: { readonly of: T } | null = null;
  return () => {
    value ??= { of: compute() };
    return value.of;
  };
}

function memo<T>(compute: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}

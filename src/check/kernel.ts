/**
 * The one kernel of all exclusion properties: no row contains n of T.
 *
 * What differs between static and dynamic separation of duty, roles and permissions, assigned and authorised, session
 * and user, dead roles and operational separation is only which relation the rows are of. A profile is lowered to that
 * relation by the functions at the end; the kernel knows no switch. Elements that no set mentions are projected away
 * before the rows are visited, and nothing is allocated while they are.
 */

import { type DynamicClosure, type Index, type Membership, union } from '../index/index.ts';
import { identity, type Rows, restrict, rowOf } from '../index/rows.ts';
import type { Policy } from '../policy/model.ts';

/** base ; image, or base alone: row i relates to what the rows of `image` hold that row i of `base` names. */
export interface RowSource {
  /** Only rows 0 … count - 1 are visited: declared subjects have the low ids. */
  readonly count: number;
  readonly base: Rows;
  readonly image: Rows | null;
}

/** (T, n): a row hits it iff it holds at least `limit` of the distinct `members`. */
export interface LimitedSet {
  readonly members: readonly number[];
  readonly limit: number;
}

export interface Hits {
  /** Pairs (row, set) in columns, by row, each once. */
  readonly row: Int32Array;
  readonly set: Int32Array;
  /** For each set the greatest number of members that one row holds, and the first row that holds so many (-1: none). */
  readonly greatest: Int32Array;
  readonly nearest: Int32Array;
  /** 1 for each element of a set that some row holds. */
  readonly occurs: Uint8Array;
}

/** All rows that hold at least n of T, for all sets at once. */
export function rowsWithAtLeast(source: RowSource, sets: readonly LimitedSet[]): Hits {
  const columns = (source.image ?? source.base).columns;
  const setsOf = invert(sets, columns);
  const relevant = new Uint8Array(columns);
  for (let element = 0; element < columns; element += 1) {
    relevant[element] = setsOf.start[element + 1]! > setsOf.start[element]! ? 1 : 0;
  }
  const { base, image } = projected(source, relevant);
  const limits = Int32Array.from(sets, (set) => set.limit);
  const held = new Int32Array(columns);
  const counted = new Int32Array(sets.length);
  const counts = new Int32Array(sets.length);
  const greatest = new Int32Array(sets.length);
  const nearest = new Int32Array(sets.length).fill(-1);
  const occurs = new Uint8Array(columns);
  const hits = pairColumns();

  const visit = (row: number, element: number): void => {
    const stamp = row + 1;
    if (held[element] === stamp) return;
    held[element] = stamp;
    occurs[element] = 1;
    const end = setsOf.start[element + 1]!;
    for (let at = setsOf.start[element]!; at < end; at += 1) {
      const set = setsOf.items[at]!;
      const count = counted[set] === stamp ? counts[set]! + 1 : 1;
      counted[set] = stamp;
      counts[set] = count;
      if (count === limits[set]) hits.push(row, set);
      if (count > greatest[set]!) {
        greatest[set] = count;
        nearest[set] = row;
      }
    }
  };

  for (let row = 0; row < source.count; row += 1) {
    const end = base.start[row + 1]!;
    for (let at = base.start[row]!; at < end; at += 1) {
      const item = base.items[at]!;
      if (image === null) {
        visit(row, item);
        continue;
      }
      const imageEnd = image.start[item + 1]!;
      for (let inner = image.start[item]!; inner < imageEnd; inner += 1) visit(row, image.items[inner]!);
    }
  }
  return { ...hits.build(), greatest, nearest, occurs };
}

function projected(
  source: RowSource,
  relevant: Uint8Array,
): { readonly base: Rows; readonly image: Rows | null } {
  if (source.image === null) return { base: restrict(source.base, relevant), image: null };
  const image = restrict(source.image, relevant);
  const leads = new Uint8Array(image.count);
  for (let item = 0; item < image.count; item += 1) {
    leads[item] = image.start[item + 1]! > image.start[item]! ? 1 : 0;
  }
  return { base: restrict(source.base, leads), image };
}

/** For each element the sets that it is a member of. */
function invert(sets: readonly LimitedSet[], columns: number): Rows {
  const start = new Int32Array(columns + 1);
  for (const set of sets) for (const member of set.members) start[member + 1]! += 1;
  for (let element = 0; element < columns; element += 1) start[element + 1]! += start[element]!;
  const next = start.slice();
  const items = new Int32Array(start[columns]!);
  for (const [index, set] of sets.entries()) {
    for (const member of set.members) {
      items[next[member]!] = index;
      next[member]! += 1;
    }
  }
  return { count: columns, columns: sets.length, start, items };
}

function pairColumns() {
  let row = new Int32Array(64);
  let set = new Int32Array(64);
  let length = 0;
  return {
    push(rowId: number, setId: number): void {
      if (length === row.length) {
        const rows = new Int32Array(length * 2);
        rows.set(row);
        row = rows;
        const sets = new Int32Array(length * 2);
        sets.set(set);
        set = sets;
      }
      row[length] = rowId;
      set[length] = setId;
      length += 1;
    },
    build: () => ({ row: row.slice(0, length), set: set.slice(0, length) }),
  };
}

/** Users and their roles: static separation of duty under S1. */
export function usersAndRoles(policy: Policy, index: Index, membership: Membership): RowSource {
  return {
    count: policy.users.declaredCount,
    base: index.assignments(),
    image: membership === 'authorised' ? index.closure() : null,
  };
}

/**
 * Users and the roles that count when they activate all they may: roles_of_user under S1, closed under S4. Only
 * assigned roles, counted explicitly, leave inheritance out.
 */
export function usersAndActivatable(
  policy: Policy,
  index: Index,
  membership: Membership,
  reading: DynamicClosure,
): RowSource {
  const plain = membership === 'assigned' && reading === 'explicit';
  return {
    count: policy.users.declaredCount,
    base: index.assignments(),
    image: plain ? null : index.closure(),
  };
}

/** The rows of `roles`, and the permissions of whoever holds them, under S1. All other rows are empty. */
export function rolesAndPermissions(
  index: Index,
  membership: Membership,
  roles: Iterable<number>,
): RowSource {
  const { roles: count } = index.counts;
  const wanted = new Uint8Array(count);
  for (const role of roles) wanted[role] = 1;
  return {
    count,
    base: restrict(identity(count), wanted),
    image: membership === 'authorised' ? index.permissions() : index.grants(),
  };
}

/** Users and the permissions that are active in any of their sessions, always over juniors too. */
export function usersAndActivePermissions(policy: Policy, index: Index): RowSource {
  return { count: policy.users.declaredCount, base: index.activeOfUsers(), image: index.permissions() };
}

/** Users and their permissions under S1: what a role grants is inherited only where roles are. */
export function usersAndPermissions(policy: Policy, index: Index, membership: Membership): RowSource {
  return {
    count: policy.users.declaredCount,
    base: index.assignments(),
    image: membership === 'authorised' ? index.permissions() : index.grants(),
  };
}

/** Sessions and their active roles under S4. */
export function sessionsAndRoles(index: Index, reading: DynamicClosure): RowSource {
  return {
    count: index.counts.sessions,
    base: index.active(),
    image: reading === 'closure' ? index.closure() : null,
  };
}

/** Users and the roles active in any of their sessions, under S4. */
export function usersAndActiveRoles(policy: Policy, index: Index, reading: DynamicClosure): RowSource {
  return {
    count: policy.users.declaredCount,
    base: index.activeOfUsers(),
    image: reading === 'closure' ? index.closure() : null,
  };
}

/** Sessions and their permissions, always over juniors too (I8). */
export function sessionsAndPermissions(index: Index): RowSource {
  return { count: index.counts.sessions, base: index.active(), image: index.permissions() };
}

/** Roles and what whoever holds them holds: their juniors, or under S1 = assigned themselves. */
export function rolesAndJuniors(policy: Policy, index: Index, membership: Membership): RowSource {
  const declared = identity(policy.roles.declaredCount, index.counts.roles);
  return {
    count: policy.roles.declaredCount,
    base: declared,
    image: membership === 'authorised' ? index.closure() : null,
  };
}

/** The elements of one row, ascending: for the few rows that are told about. */
export function elementsOf(source: RowSource, row: number): Int32Array {
  const items = rowOf(source.base, row);
  return source.image === null ? items : union(items, source.image);
}

/**
 * The one kernel of all exclusion properties: no row contains n of T.
 *
 * What differs between static and dynamic separation of duty, roles and permissions, assigned and authorised, session
 * and user, dead roles and operational separation is only which relation the rows are of. A profile is lowered to that
 * relation by the functions at the end; the kernel knows no switch.
 *
 * Few elements are in any set, and a role stands in the rows of hundreds of users. So it is worked out once for each
 * item of the base which members of which sets it brings, as bits; a row is the union of its items' bits, and nothing
 * is allocated while rows are visited.
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
  /** base ; image ; beyond, where there is an image and this is given. */
  readonly beyond?: Rows;
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
  const columns = (source.beyond ?? source.image ?? source.base).columns;
  const members = memberBits(sets, columns);
  const { base, count } = source;
  const brought = bitsBrought(source, members);
  const { from: broughtFrom, to: broughtTo } = brought;
  const { setOf, firstSlot } = members;

  const limits = Int32Array.from(sets, (set) => set.limit);
  const greatest = new Int32Array(sets.length);
  const nearest = new Int32Array(sets.length).fill(-1);
  const hits = pairColumns();

  // Of each slot, side by side because all are wanted at once: the row that touched it last (plus 1), its bits there,
  // and how many bits are worth a look: a hit, or more than any row had. A set of several slots is always looked at.
  const records = new Int32Array(4 * setOf.length);
  const renew = (set: number): void => {
    const first = firstSlot[set]!;
    if (firstSlot[set + 1]! - first === 1)
      records[4 * first + 2] = Math.min(limits[set]!, greatest[set]! + 1);
  };
  for (let set = 0; set < sets.length; set += 1) renew(set);
  const look = (row: number, set: number, fresh: number): void => {
    let now = 0;
    for (let slot = firstSlot[set]!; slot < firstSlot[set + 1]!; slot += 1) {
      if (records[4 * slot] === row + 1) now += bitCount(records[4 * slot + 1]!);
    }
    const before = now - bitCount(fresh);
    if (before < limits[set]! && now >= limits[set]!) hits.push(row, set);
    if (now > greatest[set]!) {
      greatest[set] = now;
      nearest[set] = row;
      renew(set);
    }
  };

  for (let row = 0; row < count; row += 1) {
    const stamp = row + 1;
    const end = base.start[row + 1]!;
    for (let at = base.start[row]!; at < end; at += 1) {
      const item = base.items[at]!;
      if (broughtFrom[item] === -1) brought.bring(item);
      const { slots, masks } = brought;
      const broughtEnd = broughtTo[item]!;
      for (let entry = broughtFrom[item]!; entry < broughtEnd; entry += 1) {
        const slot = slots[entry]!;
        const record = 4 * slot;
        const known = records[record] === stamp ? records[record + 1]! : 0;
        const bits = known | masks[entry]!;
        if (bits === known) continue;
        records[record] = stamp;
        records[record + 1] = bits;
        if (bitCount(bits) >= records[record + 2]!) look(row, setOf[slot]!, bits & ~known);
      }
    }
  }

  return { ...hits.build(), greatest, nearest, occurs: brought.elements };
}

function bitCount(bits: number): number {
  if ((bits & (bits - 1)) === 0) return bits === 0 ? 0 : 1;
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Each member of each set is a bit of a slot; a set has as many slots as it needs. */
interface MemberBits {
  /** For each element the slots that it is in, and its bit in each: from start[element] to start[element + 1]. */
  readonly start: Int32Array;
  readonly slots: Int32Array;
  readonly bits: Int32Array;
  /** The set of each slot, and the slots of set i: firstSlot[i] to firstSlot[i + 1]. */
  readonly setOf: Int32Array;
  readonly firstSlot: Int32Array;
}

const slotSize = 32;

function memberBits(sets: readonly LimitedSet[], columns: number): MemberBits {
  const start = new Int32Array(columns + 1);
  const setOf: number[] = [];
  for (const [index, { members }] of sets.entries()) {
    for (const member of members) start[member + 1]! += 1;
    for (let at = 0; at < members.length; at += slotSize) setOf.push(index);
  }
  for (let element = 0; element < columns; element += 1) start[element + 1]! += start[element]!;
  const next = start.slice();
  const slots = new Int32Array(start[columns]!);
  const bits = new Int32Array(start[columns]!);
  const firstSlot = new Int32Array(sets.length + 1);
  let first = 0;
  for (const [index, { members }] of sets.entries()) {
    for (const [at, member] of members.entries()) {
      slots[next[member]!] = first + Math.floor(at / slotSize);
      bits[next[member]!] = 1 << (at % slotSize);
      next[member]! += 1;
    }
    first += Math.ceil(members.length / slotSize);
    firstSlot[index + 1] = first;
  }
  return { start, slots, bits, setOf: Int32Array.from(setOf), firstSlot };
}

/** For each item of the base that was asked for, the slots of which it brings members, and which, as bits. */
interface Brought {
  /** Entries of each item in `slots` and `masks`; -1: not asked for. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  slots: Int32Array;
  masks: Int32Array;
  /** 1 for each member of a set that some item brought. */
  readonly elements: Uint8Array;
  bring(item: number): void;
}

function bitsBrought({ base, image, beyond }: RowSource, members: MemberBits): Brought {
  const position = new Int32Array(members.setOf.length).fill(-1);
  let length = 0;
  let first = 0;
  const add = (element: number): void => {
    const end = members.start[element + 1]!;
    let entry = members.start[element]!;
    if (entry === end) return;
    brought.elements[element] = 1;
    for (; entry < end; entry += 1) {
      const slot = members.slots[entry]!;
      // Positions before `first` are those of other items.
      if (position[slot]! < first) {
        if (length === brought.slots.length) {
          brought.slots = grown(brought.slots);
          brought.masks = grown(brought.masks);
        }
        position[slot] = length;
        brought.slots[length] = slot;
        brought.masks[length] = 0;
        length += 1;
      }
      brought.masks[position[slot]!]! |= members.bits[entry]!;
    }
  };
  const addRow = (rows: Rows, row: number): void => {
    const end = rows.start[row + 1]!;
    for (let at = rows.start[row]!; at < end; at += 1) add(rows.items[at]!);
  };
  const brought: Brought = {
    from: new Int32Array(base.columns).fill(-1),
    to: new Int32Array(base.columns),
    slots: new Int32Array(256),
    masks: new Int32Array(256),
    elements: new Uint8Array(members.start.length - 1),
    bring(item) {
      first = length;
      if (image === null) add(item);
      else if (beyond === undefined) addRow(image, item);
      else {
        const end = image.start[item + 1]!;
        for (let at = image.start[item]!; at < end; at += 1) addRow(beyond, image.items[at]!);
      }
      brought.from[item] = first;
      brought.to[item] = length;
    },
  };
  return brought;
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(array.length * 2);
  longer.set(array);
  return longer;
}

function pairColumns() {
  let row = new Int32Array(64);
  let set = new Int32Array(64);
  let length = 0;
  return {
    push(rowId: number, setId: number): void {
      if (length === row.length) {
        row = grown(row);
        set = grown(set);
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
    ...permissionsBelow(index, membership),
  };
}

/** Roles and what they grant, by themselves or through juniors. */
function permissionsBelow(index: Index, membership: Membership): Pick<RowSource, 'image' | 'beyond'> {
  return membership === 'authorised'
    ? { image: index.closure(), beyond: index.grants() }
    : { image: index.grants() };
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
    ...permissionsBelow(index, membership),
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
  return { count: index.counts.sessions, base: index.active(), ...permissionsBelow(index, 'authorised') };
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
export function elementsOf({ base, image, beyond }: RowSource, row: number): Int32Array {
  const items = rowOf(base, row);
  const elements = image === null ? items : union(items, image);
  return beyond === undefined ? elements : union(elements, beyond);
}

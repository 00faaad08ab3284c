/**
 * What a bank has beyond pairs of exclusive roles: key roles of which nobody may hold three, permissions, and pairs of
 * permissions that nobody may have both.
 *
 * Clean by construction, as the pairs are. A user works in two departments and has one duty in each, so of a set of
 * two roles of opposite duties in one department, two in a second and one in a third nobody holds more than two. A
 * permission to enter belongs to makers and one to release to checkers of one department, so nobody has both for one
 * object. Violations are planted in the role that every employee has besides, such that exactly one set or one pair of
 * permissions is hit. The numbers are of a stream of their own: the rest of the bank does not depend on them.
 */

import { union } from '../../src/index/index.ts';
import { type Rows, rowOf } from '../../src/index/rows.ts';
import type { BankOptions, Columns } from './bank.ts';
import { type Random, randomNumbers } from './random.ts';

export interface BeyondOptions {
  /** Each of five roles, of which nobody may hold three. */
  readonly sets: number;
  readonly permissions: number;
  readonly permissionPairs: number;
  /** Users who violate exactly one set, and exactly one pair of permissions. */
  readonly plantedSets: number;
  readonly plantedPermissions: number;
}

export interface BeyondFacts {
  readonly sets: readonly (readonly number[])[];
  readonly permissions: readonly string[];
  /** Role to permission. */
  readonly grants: Columns;
  /** Exclusive permissions: to enter, to release. */
  readonly permissionPairs: Columns;
}

export interface PlantedBeyond {
  /** In order of user; `set` is an index into `sets`. */
  readonly plantedSets: readonly { readonly user: number; readonly set: number }[];
  readonly plantedPermissions: readonly {
    readonly user: number;
    readonly enter: number;
    readonly release: number;
  }[];
}

export type Beyond = BeyondFacts & PlantedBeyond;

/** The part of the bank that is there already. */
interface Ground {
  readonly options: BankOptions;
  readonly roles: readonly string[];
  readonly departments: number;
  readonly departmentSize: number;
  readonly dutySize: number;
  readonly down: Rows;
  readonly up: Rows;
  readonly pairs: Columns;
}

export interface Generated {
  readonly facts: BeyondFacts;
  /** Numbers of pairs, sets and pairs of permissions that whoever holds these roles (juniors included) hits. */
  readonly conflicts: (held: ReadonlySet<number>) => number;
  /** Plants into the rows of assignments, not of users in `taken`. */
  readonly plant: (rows: Int32Array, taken: ReadonlySet<number>) => PlantedBeyond;
}

const setSize = 5;
const setLimit = 3;

/** The id of the constraint that states a set. */
export function setId(set: number): string {
  return `key-roles-${String(set + 1).padStart(3, '0')}`;
}

const nothing: BeyondOptions = {
  sets: 0,
  permissions: 0,
  permissionPairs: 0,
  plantedSets: 0,
  plantedPermissions: 0,
};

export function generateBeyond(ground: Ground): Generated {
  const wanted = ground.options.beyond ?? nothing;
  const random = randomNumbers(ground.options.seed + 7919);
  const sets = keyRoles(ground, wanted.sets, random);
  const permissions = permissionsOf(ground, wanted.permissions, random);
  const permissionPairs = somePairs(permissions.pairs, wanted.permissionPairs, random);
  const facts: BeyondFacts = {
    sets,
    permissions: permissions.names,
    grants: permissions.grants,
    permissionPairs,
  };
  const judged = judgeOf(ground, facts);
  return {
    facts,
    conflicts: judged.conflicts,
    plant: (rows, taken) => plantBeyond(ground, wanted, facts, judged, rows, taken, random),
  };
}

function keyRoles(
  { departments, departmentSize, dutySize }: Ground,
  count: number,
  random: Random,
): readonly (readonly number[])[] {
  if (count > 0 && departments < 3) throw new Error('sets need three departments');
  const roleOf = (department: number, duty: 0 | 1): number =>
    department * departmentSize + duty * dutySize + random.below(dutySize);
  const seen = new Set<string>();
  const sets: number[][] = [];
  while (sets.length < count) {
    const first = random.below(departments);
    const second = (first + 1 + random.below(departments - 1)) % departments;
    const third = random.below(departments);
    if (third === first || third === second) continue;
    const set = [
      roleOf(first, 0),
      roleOf(first, 1),
      roleOf(second, 0),
      roleOf(second, 1),
      roleOf(third, random.duty()),
    ];
    const key = set.join(' ');
    if (set.length !== setSize || seen.has(key)) continue;
    seen.add(key);
    sets.push(set);
  }
  return sets;
}

/** Of ten permissions of a department four are to enter and four, of the same objects, to release; two are to view. */
function permissionsOf(
  { options, roles, departments, departmentSize, dutySize }: Ground,
  count: number,
  random: Random,
): {
  readonly names: readonly string[];
  readonly grants: Columns;
  readonly pairs: readonly [number, number][];
} {
  const names: string[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const pairs: [number, number][] = [];
  const grant = (from: number, size: number, at: number): void => {
    // Every role comes at its turn, and one more by chance: one permission may come through several roles.
    const own = from + (at % size);
    const other = from + random.below(size);
    for (const role of own === other ? [own] : [own, other]) {
      left.push(role);
      right.push(names.length);
    }
  };
  for (let round = 0; names.length < count; round += 1) {
    const department = round % departments;
    const at = Math.floor(round / departments);
    const base = department * departmentSize;
    const object = `${roles[base]!.split('.')[0]!}.item-${String(at + 1).padStart(4, '0')}`;
    if (at % 5 === 4) {
      grant(base + 2 * dutySize, departmentSize - 2 * dutySize, Math.floor(at / 5));
      names.push(`${object}:view`);
      continue;
    }
    grant(base, dutySize, at);
    names.push(`${object}:enter`);
    if (names.length === count) break;
    grant(base + dutySize, dutySize, at);
    names.push(`${object}:release`);
    pairs.push([names.length - 2, names.length - 1]);
  }
  if (options.roles > 0 && count > 0 && count < 3 * options.roles) {
    throw new Error('there must be three permissions for each role');
  }
  return { names, grants: { left: Int32Array.from(left), right: Int32Array.from(right) }, pairs };
}

function somePairs(pairs: readonly (readonly [number, number])[], count: number, random: Random): Columns {
  if (count > pairs.length) throw new Error('there are not so many pairs of permissions');
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(random.below(pairs.length));
  const list = [...chosen].map((at) => pairs[at]!);
  return { left: Int32Array.from(list, ([one]) => one), right: Int32Array.from(list, ([, other]) => other) };
}

/** A plain judgement of one user: what the planting asks, and no engine. */
interface Judged {
  readonly conflicts: (held: ReadonlySet<number>) => number;
  readonly setsOf: ReadonlyMap<number, readonly number[]>;
  /** Roles that grant an exclusive permission. */
  readonly rolesGranted: ReadonlyMap<number, readonly number[]>;
  readonly hasPermission: (held: ReadonlySet<number>, permission: number) => boolean;
}

function judgeOf({ pairs }: Ground, { sets, grants, permissionPairs }: BeyondFacts): Judged {
  const setsOf = new Map<number, number[]>();
  for (const [set, members] of sets.entries()) {
    for (const member of members) setsOf.set(member, [...(setsOf.get(member) ?? []), set]);
  }
  const exclusive = new Set([...permissionPairs.left, ...permissionPairs.right]);
  const rolesGranted = new Map<number, number[]>();
  for (let row = 0; row < grants.left.length; row += 1) {
    const permission = grants.right[row]!;
    if (!exclusive.has(permission)) continue;
    rolesGranted.set(permission, [...(rolesGranted.get(permission) ?? []), grants.left[row]!]);
  }
  const hasPermission: Judged['hasPermission'] = (held, permission) =>
    (rolesGranted.get(permission) ?? []).some((role) => held.has(role));
  const conflicts = (held: ReadonlySet<number>): number => {
    let count = 0;
    for (let pair = 0; pair < pairs.left.length; pair += 1) {
      if (held.has(pairs.left[pair]!) && held.has(pairs.right[pair]!)) count += 1;
    }
    for (const members of sets) {
      if (members.filter((member) => held.has(member)).length >= setLimit) count += 1;
    }
    for (let pair = 0; pair < permissionPairs.left.length; pair += 1) {
      if (
        hasPermission(held, permissionPairs.left[pair]!) &&
        hasPermission(held, permissionPairs.right[pair]!)
      )
        count += 1;
    }
    return count;
  };
  return { conflicts, setsOf, rolesGranted, hasPermission };
}

function plantBeyond(
  { options, down, up }: Ground,
  wanted: BeyondOptions,
  { sets, permissionPairs }: BeyondFacts,
  { conflicts, setsOf, rolesGranted, hasPermission }: Judged,
  rows: Int32Array,
  before: ReadonlySet<number>,
  random: Random,
): PlantedBeyond {
  const taken = new Set(before);
  const { rolesPerUser } = options;
  const someSenior = (role: number): number => {
    const seniors = rowOf(up, role);
    return random.below(5) < 2 ? role : seniors[random.below(seniors.length)]!;
  };
  /** Exchanges the first role where that makes exactly one conflict. */
  const exchange = (user: number, role: number): boolean => {
    const row = rows.subarray(user * rolesPerUser, (user + 1) * rolesPerUser);
    const changed = row.slice();
    changed[0] = role;
    if (conflicts(new Set(union(changed, down))) !== 1) return false;
    row[0] = role;
    taken.add(user);
    return true;
  };
  const plantedSets = new Map<number, number>();
  const plantedPermissions = new Map<number, number>();
  const most = 10_000 * (wanted.plantedSets + wanted.plantedPermissions + 10);
  for (let attempts = 0; ; attempts += 1) {
    const wantsSet = plantedSets.size < wanted.plantedSets;
    if (!wantsSet && plantedPermissions.size >= wanted.plantedPermissions) break;
    if (attempts > most) throw new Error('found no room for so many violations');
    const user = random.below(options.users);
    if (taken.has(user)) continue;
    const held = new Set(union(rows.subarray(user * rolesPerUser, (user + 1) * rolesPerUser), down));
    if (wantsSet) {
      const near = [...new Set([...held].flatMap((role) => setsOf.get(role) ?? []))].filter(
        (set) => sets[set]!.filter((member) => held.has(member)).length === setLimit - 1,
      );
      if (near.length === 0) continue;
      const set = near[random.below(near.length)]!;
      const missing = sets[set]!.filter((member) => !held.has(member));
      if (exchange(user, someSenior(missing[random.below(missing.length)]!))) plantedSets.set(user, set);
      continue;
    }
    const pair = random.below(permissionPairs.left.length);
    const [enter, release] = [permissionPairs.left[pair]!, permissionPairs.right[pair]!];
    const hasEnter = hasPermission(held, enter);
    if (hasEnter === hasPermission(held, release)) continue;
    const granting = rolesGranted.get(hasEnter ? release : enter)!;
    const role = someSenior(granting[random.below(granting.length)]!);
    if (exchange(user, role)) plantedPermissions.set(user, pair);
  }
  const inOrder = <T>(planted: ReadonlyMap<number, T>) => [...planted].sort(([a], [b]) => a - b);
  return {
    plantedSets: inOrder(plantedSets).map(([user, set]) => ({ user, set })),
    plantedPermissions: inOrder(plantedPermissions).map(([user, pair]) => ({
      user,
      enter: permissionPairs.left[pair]!,
      release: permissionPairs.right[pair]!,
    })),
  };
}

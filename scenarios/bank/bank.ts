/**
 * A bank of any size with a known answer: the numbers of bank E in source 002 (186,000 users, 3,700 roles, about five
 * roles a user), a hierarchy five steps deep, 2,000 pairs of exclusive roles, and no violation except planted ones.
 *
 * Clean by construction: each department has maker and checker roles; inheritance joins roles of one duty only, pairs
 * join a maker with a checker role of one department, and a user has one duty in each department. Every pair is thus
 * nearly violated by many users, and violated by none. A violation is planted by exchanging the role that every
 * employee has for one of the other duty, directly or a senior of it, such that exactly one pair is hit. Everything
 * follows from the seed. Sets of roles, permissions and pairs of these come on demand (`beyond.ts`), clean in the same
 * way; without them everything else is as it was.
 */

import { closure, components } from '../../src/index/closure.ts';
import { union } from '../../src/index/index.ts';
import { converse, type Rows, rowOf, sortFacts } from '../../src/index/rows.ts';
import type { Exclusion, Facts, Names, Place, Policy } from '../../src/policy/model.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { type Beyond, type BeyondOptions, generateBeyond, setId } from './beyond.ts';
import { type Random, randomNumbers } from './random.ts';

export interface BankOptions {
  readonly users: number;
  /** A multiple of 100: a department has 45 maker roles, 45 checker roles, and 10 of neither. */
  readonly roles: number;
  readonly rolesPerUser: number;
  readonly pairs: number;
  /** Users who violate exactly one pair. */
  readonly planted: number;
  /** A positive integer. */
  readonly seed: number;
  /** Sets, permissions and pairs of permissions; default none. */
  readonly beyond?: BeyondOptions;
}

export const bankE: BankOptions = {
  users: 186_000,
  roles: 3_700,
  rolesPerUser: 5,
  pairs: 2_000,
  planted: 1_000,
  seed: 2002,
};

/** Bank E with all kinds of static exclusions: pairs and sets of roles, and pairs of permissions. */
export const wholeBankE: BankOptions = {
  ...bankE,
  beyond: {
    sets: 200,
    permissions: 50_000,
    permissionPairs: 500,
    plantedSets: 200,
    plantedPermissions: 300,
  },
};

/** Two columns of ids of equal length. */
export interface Columns {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

export interface Bank {
  readonly options: BankOptions;
  readonly users: readonly string[];
  readonly roles: readonly string[];
  /** User to role. */
  readonly assignments: Columns;
  /** Senior to immediate junior. */
  readonly inheritance: Columns;
  /** Exclusive roles: maker, checker. */
  readonly pairs: Columns;
  /** Who violates which pair, in order of user. */
  readonly planted: readonly { readonly user: number; readonly maker: number; readonly checker: number }[];
  readonly beyond: Beyond;
}

export const departmentSize = 100;
/** Roles of each duty by level, most senior first: five steps from the first level to the last. */
const levels = [1, 3, 6, 9, 12, 14];
export const dutySize = levels.reduce((sum, size) => sum + size, 0);
/** Of 100 assignments, how many go to each level. */
const levelWeights = [1, 4, 9, 16, 28, 42];
const subjects = ['loans', 'deposits', 'treasury', 'cards', 'trade', 'payments', 'custody', 'ledger'];

type Duty = 0 | 1;
const dutyNames = ['maker', 'checker'] as const;

/** Deterministic for equal options. Throws where the options leave no room for what they ask. */
export function generateBank(options: BankOptions): Bank {
  if (options.roles % departmentSize !== 0) throw new Error(`roles must be a multiple of ${departmentSize}`);
  const random = randomNumbers(options.seed);
  const departments = options.roles / departmentSize;
  const roles = roleNames(departments);
  const inheritance = hierarchy(departments, random);
  const pairs = exclusivePairs(departments, options.pairs, random);
  const users = Array.from({ length: options.users }, (_, user) => `e${String(user + 1).padStart(6, '0')}`);
  const rows = cleanAssignments(departments, options, random);
  const down = closureOf(inheritance, options.roles);
  const up = converse(down);
  // Of the plan of what lies beyond pairs, so that a planted pair does not hit it by accident.
  const beyond = generateBeyond({ options, roles, departments, departmentSize, dutySize, down, up, pairs });
  const planted = plant(rows, down, up, pairs, options, random, beyond.conflicts);
  const plantedBeyond = beyond.plant(rows, new Set(planted.map(({ user }) => user)));
  return {
    options,
    users,
    roles,
    assignments: columnsOf(rows, options),
    inheritance,
    pairs,
    planted,
    beyond: { ...beyond.facts, ...plantedBeyond },
  };
}

function roleNames(departments: number): string[] {
  const names: string[] = [];
  for (let department = 0; department < departments; department += 1) {
    const prefix = `${subjects[department % subjects.length]!}-${String(department + 1).padStart(2, '0')}`;
    for (const duty of dutyNames) {
      for (const [level, size] of levels.entries()) {
        for (let at = 0; at < size; at += 1) names.push(`${prefix}.${duty}.${level}${letter(at)}`);
      }
    }
    for (let at = 0; at < departmentSize - 2 * dutySize; at += 1) names.push(`${prefix}.staff.${letter(at)}`);
  }
  return names;
}

function letter(at: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + at);
}

/** Id of the `at`-th role of a level. */
function roleId(department: number, duty: Duty, level: number, at: number): number {
  const before = levels.slice(0, level).reduce((sum, size) => sum + size, 0);
  return department * departmentSize + duty * dutySize + before + at;
}

/** Every role inherits two of the next level, the first of a level also the level's last: nothing is left out. */
function hierarchy(departments: number, random: Random): Columns {
  const left: number[] = [];
  const right: number[] = [];
  for (let department = 0; department < departments; department += 1) {
    for (const duty of [0, 1] as const) {
      for (let level = 0; level + 1 < levels.length; level += 1) {
        const below = levels[level + 1]!;
        for (let at = 0; at < levels[level]!; at += 1) {
          const first = random.below(below);
          const second = (first + 1 + random.below(below - 1)) % below;
          for (const junior of [first, second]) {
            left.push(roleId(department, duty, level, at));
            right.push(roleId(department, duty, level + 1, junior));
          }
        }
      }
    }
  }
  return { left: Int32Array.from(left), right: Int32Array.from(right) };
}

function exclusivePairs(departments: number, count: number, random: Random): Columns {
  if (count > departments * dutySize * dutySize) throw new Error('there are not so many pairs');
  const seen = new Set<string>();
  const left: number[] = [];
  const right: number[] = [];
  while (left.length < count) {
    const base = (left.length % departments) * departmentSize;
    const maker = base + random.below(dutySize);
    const checker = base + dutySize + random.below(dutySize);
    const key = `${maker} ${checker}`;
    if (seen.has(key)) continue;
    seen.add(key);
    left.push(maker);
    right.push(checker);
  }
  return { left: Int32Array.from(left), right: Int32Array.from(right) };
}

/** A row of `rolesPerUser` distinct roles for each user; the first is a role of neither duty. */
function cleanAssignments(departments: number, options: BankOptions, random: Random): Int32Array {
  const { users, rolesPerUser } = options;
  const rows = new Int32Array(users * rolesPerUser);
  for (let user = 0; user < users; user += 1) {
    const home = random.below(departments);
    const away = (home + 1 + random.below(Math.max(1, departments - 1))) % departments;
    const duties = [random.duty(), random.duty()] as const;
    const row = rows.subarray(user * rolesPerUser, (user + 1) * rolesPerUser);
    row[0] = home * departmentSize + 2 * dutySize + random.below(departmentSize - 2 * dutySize);
    for (let at = 1; at < rolesPerUser; ) {
      // One role of another department, the others at home.
      const isAway = at === rolesPerUser - 1 && departments > 1;
      const level = random.weighted(levelWeights);
      const role = roleId(isAway ? away : home, duties[isAway ? 1 : 0], level, random.below(levels[level]!));
      if (row.subarray(0, at).includes(role)) continue;
      row[at] = role;
      at += 1;
    }
  }
  return rows;
}

function columnsOf(rows: Int32Array, { users, rolesPerUser }: BankOptions): Columns {
  const left = new Int32Array(users * rolesPerUser);
  for (let at = 0; at < left.length; at += 1) left[at] = Math.floor(at / rolesPerUser);
  return { left, right: rows };
}

/** geq of the bank's roles. */
function closureOf(inheritance: Columns, roles: number): Rows {
  const none = new Int32Array(inheritance.left.length);
  const juniors = sortFacts({ ...inheritance, file: none, line: none }, roles, roles).rows;
  return closure(juniors, components(juniors), roles);
}

/** Changes `rows` so that `options.planted` users violate exactly one pair each, and nothing else. */
function plant(
  rows: Int32Array,
  down: Rows,
  up: Rows,
  pairs: Columns,
  options: BankOptions,
  random: Random,
  conflicts: (held: ReadonlySet<number>) => number,
): Bank['planted'] {
  if (options.planted > 0 && pairs.left.length === 0)
    throw new Error('without pairs nothing can be violated');
  const planted = new Map<number, { maker: number; checker: number }>();
  for (let attempts = 0; planted.size < options.planted; attempts += 1) {
    if (attempts > 10_000 * (options.planted + 10)) throw new Error('found no room for so many violations');
    const user = random.below(options.users);
    if (planted.has(user)) continue;
    const row = rows.subarray(user * options.rolesPerUser, (user + 1) * options.rolesPerUser);
    const pair = random.below(pairs.left.length);
    const [maker, checker] = [pairs.left[pair]!, pairs.right[pair]!];
    const held = new Set(union(row, down));
    if (!held.has(maker) && !held.has(checker)) continue;
    const missing = held.has(maker) ? checker : maker;
    // Two of five directly, the others through a senior role.
    const seniors = rowOf(up, missing);
    const role = random.below(5) < 2 ? missing : seniors[random.below(seniors.length)]!;
    const changed = row.slice();
    changed[0] = role;
    if (conflicts(new Set(union(changed, down))) !== 1) continue;
    row[0] = role;
    planted.set(user, { maker, checker });
  }
  return [...planted].sort(([a], [b]) => a - b).map(([user, pair]) => ({ user, ...pair }));
}

/** The bank as a policy without files: what the reader makes of `writeBank`'s, but for places. */
export function bankPolicy(bank: Bank): Policy {
  const place: Place = { file: 0, line: 1, column: 1 };
  const places = (count: number) => Array.from({ length: count }, () => place);
  const facts = ({ left, right }: Columns, file: number): Facts => ({
    left,
    right,
    file: new Int32Array(left.length).fill(file),
    line: Int32Array.from(left, (_, at) => at + 2),
  });
  const { pairs, beyond } = bank;
  const exclusion = (id: string, over: Exclusion['over'], sets: Exclusion['sets']): Exclusion[] =>
    sets.length === 0
      ? []
      : [
          {
            kind: 'exclusion',
            id,
            place,
            severity: 'error',
            reason: null,
            owner: null,
            over,
            static: true,
            dynamic: false,
            strictness: null,
            sets,
          },
        ];
  const pairSets = ({ left, right }: Columns): Exclusion['sets'] =>
    Array.from(left, (one, at) => ({ members: [one, right[at]!], limit: 2 }));
  return {
    name: 'bank',
    path: 'bank.policy.yaml',
    files: ['bank.policy.yaml', 'access.csv', 'hierarchy.csv', 'grants.csv'].map((path) => ({
      path,
      text: '',
      sha256: '',
    })),
    profile: defaultProfile,
    now: null,
    users: namesOf(bank.users),
    roles: { ...namesOf(bank.roles), isGroup: bank.roles.map(() => false) },
    permissions: namesOf(beyond.permissions),
    declared: {
      users: places(bank.users.length),
      roles: places(bank.roles.length),
      permissions: places(beyond.permissions.length),
    },
    assignments: facts(bank.assignments, 1),
    inheritance: facts(bank.inheritance, 2),
    grants: facts(beyond.grants, 3),
    sessions: [],
    active: facts({ left: new Int32Array(0), right: new Int32Array(0) }, 0),
    constraints: [
      ...exclusion('maker-checker', 'role', pairSets(pairs)),
      ...beyond.sets.flatMap((members, at) => exclusion(setId(at), 'role', [{ members, limit: 3 }])),
      ...exclusion('enter-release', 'permission', pairSets(beyond.permissionPairs)),
    ],
    applications: [],
    operations: [],
    administration: null,
    rules: new Map(),
    suppressions: [],
    possible: null,
  };
}

function namesOf(list: readonly string[]): Names {
  return { list, ids: new Map(list.map((name, id) => [name, id])), declaredCount: list.length };
}

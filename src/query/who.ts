/**
 * Who has it: the users who have all of several things, each by the first role that gives it.
 *
 * Costs are known for every role; a user is one look at each assignment. Names, places and ways are made for those that
 * are told only, so that a question about a bank costs about what reading it costs.
 */

import { rowOf } from '../index/rows.ts';
import type { Access } from './access.ts';
import type { Asked, Certainty, Holder, RoleWay, WhoAnswer } from './answer.ts';
import { compareNames, doubtful, inOrder, isCertain, type Target, type Ways, waysTo } from './ways.ts';

/** Something to have: a name or a pattern, with what it matches. */
export interface Thing {
  readonly name: string;
  readonly target: Target;
}

export interface WhoOptions {
  /** Only users with this role. */
  readonly within: number | null;
  /** How many users are told at most. */
  readonly most: number;
}

export function who(access: Access, things: readonly Thing[], { within, most }: WhoOptions): WhoAnswer {
  const { policy } = access;
  const closed = policy.profile.membership === 'authorised';
  const waysOf = things.map(({ target }) => waysTo(access, target, closed));
  const restriction = within === null ? [] : [waysTo(access, { sort: 'role', ids: [within] }, closed)];
  const found = search(access, waysOf, restriction);
  const told =
    things.length === 1
      ? choose(found, policy.users.list, policy.roles.list, most)
      : chooseByName(found, policy.users.list, most);
  const hasAsked = (sort: 'permission' | 'role') => things.some(({ target }) => target.sort === sort);
  return {
    kind: 'who',
    asked: things.map((thing, at) => asked(access, thing, waysOf[at]!, closed, found, at)),
    within: within === null ? null : policy.roles.list[within]!,
    counts: {
      certain: found.filter(({ certainty }) => certainty === 'certain').reduce(sizes, 0),
      possible: found.filter(({ certainty }) => certainty === 'possible').reduce(sizes, 0),
      of: policy.users.declaredCount,
    },
    users: told.map(({ user, group }) => holder(access, user, group, waysOf)),
    open: access.open(hasAsked('permission') ? 'permission' : 'role'),
  };
}

const sizes = (sum: number, { users }: Group): number => sum + users.length;

/** Users who have everything by the same first roles, equally certain. */
interface Group {
  readonly certainty: Certainty;
  /** For each thing. */
  readonly roles: readonly number[];
  readonly users: number[];
}

function search(access: Access, waysOf: readonly Ways[], restriction: readonly Ways[]): readonly Group[] {
  const { index, policy } = access;
  const assignments = index.assignments();
  const isDoubtful = access.hasDoubtful('assignment');
  const groups = new Map<string, Group>();
  const all = [...waysOf, ...restriction].map(({ cost }) =>
    Float64Array.from({ length: index.counts.roles }, (_, role) => cost(role)),
  );
  const best = new Int32Array(all.length);
  for (let user = 0; user < policy.users.declaredCount; user += 1) {
    let isSure = true;
    let isFound = true;
    for (let at = 0; at < all.length && isFound; at += 1) {
      const cost = all[at]!;
      let role = -1;
      let least = Number.POSITIVE_INFINITY;
      for (let item = assignments.start[user]!; item < assignments.start[user + 1]!; item += 1) {
        const next = assignments.items[item]!;
        const own = cost[next]!;
        if (own === Number.POSITIVE_INFINITY) continue;
        const total = isDoubtful && access.isDoubtful('assignment', user, next) ? own + doubtful : own;
        const isBetter =
          total < least || (total === least && policy.roles.list[next]! < policy.roles.list[role]!);
        if (!isBetter) continue;
        role = next;
        least = total;
      }
      isFound = role !== -1;
      isSure = isSure && isCertain(least);
      best[at] = role;
    }
    if (!isFound) continue;
    const key = `${isSure} ${waysOf.map((_, at) => best[at]!).join(' ')}`;
    const group = groups.get(key);
    if (group !== undefined) group.users.push(user);
    else
      groups.set(key, {
        certainty: isSure ? 'certain' : 'possible',
        roles: waysOf.map((_, at) => best[at]!),
        users: [user],
      });
  }
  return [...groups.values()].sort(
    (a, b) =>
      Number(a.certainty === 'possible') - Number(b.certainty === 'possible') ||
      compareRoles(a.roles, b.roles, policy.roles.list),
  );
}

function compareRoles(a: readonly number[], b: readonly number[], names: readonly string[]): number {
  for (const [at, role] of a.entries()) {
    const order = compareNames(names[role]!, names[b[at]!]!);
    if (order !== 0) return order;
  }
  return 0;
}

interface Told {
  readonly user: number;
  readonly group: Group;
}

/** Every group gets its share of what is told, so that a small one is not lost behind a large one. */
function choose(
  groups: readonly Group[],
  users: readonly string[],
  roles: readonly string[],
  most: number,
): readonly Told[] {
  const bySize = [...groups].sort(
    (a, b) => a.users.length - b.users.length || compareRoles(a.roles, b.roles, roles),
  );
  const shares = new Map<Group, number>();
  let left = most;
  for (const [at, group] of bySize.entries()) {
    const share = Math.min(group.users.length, Math.ceil(left / (bySize.length - at)));
    shares.set(group, share);
    left -= share;
  }
  return groups.flatMap((group) =>
    firstByName(group.users, users, shares.get(group)!).map((user) => ({ user, group })),
  );
}

/** By name, those who have everything for certain first: of several things no role is the one to list users under. */
function chooseByName(groups: readonly Group[], users: readonly string[], most: number): readonly Told[] {
  const told: Told[] = [];
  for (const certainty of ['certain', 'possible'] as const) {
    const groupOf = new Map(
      groups
        .filter((group) => group.certainty === certainty)
        .flatMap((group) => group.users.map((user) => [user, group] as const)),
    );
    for (const user of firstByName([...groupOf.keys()], users, most - told.length))
      told.push({ user, group: groupOf.get(user)! });
  }
  return told;
}

/** The first `most` by name; of many only so many are sorted. */
function firstByName(ids: readonly number[], names: readonly string[], most: number): readonly number[] {
  if (most === 0) return [];
  if (ids.length <= 4 * most) return inOrder(ids, names).slice(0, most);
  const first: number[] = [];
  for (const id of ids) {
    if (first.length === most && names[id]! >= names[first[most - 1]!]!) continue;
    let at = first.length;
    while (at > 0 && names[first[at - 1]!]! > names[id]!) at -= 1;
    first.splice(at, 0, id);
    if (first.length > most) first.pop();
  }
  return first;
}

function holder(access: Access, user: number, group: Group, waysOf: readonly Ways[]): Holder {
  const { index, policy } = access;
  const assigned = rowOf(index.assignments(), user);
  return {
    user: policy.users.list[user]!,
    certainty: group.certainty,
    by: group.roles.map((role, at) => {
      const { cost } = waysOf[at]!;
      const total = (one: number): number =>
        cost(one) + (access.isDoubtful('assignment', user, one) ? doubtful : 0);
      // Where the first way is certain, only what is as certain keeps it.
      const bound = isCertain(total(role)) ? doubtful : Number.POSITIVE_INFINITY;
      const others = assigned.filter((one) => one !== role && total(one) < bound);
      return {
        role: policy.roles.list[role]!,
        assigned: access.step('assignment', user, role),
        others: inOrder(others, policy.roles.list).map((one) => policy.roles.list[one]!),
      };
    }),
  };
}

function asked(
  access: Access,
  { name, target }: Thing,
  ways: Ways,
  closed: boolean,
  groups: readonly Group[],
  at: number,
): Asked {
  const { policy } = access;
  const names = target.sort === 'permission' ? policy.permissions.list : policy.roles.list;
  const users = new Map<number, Record<Certainty, number>>();
  for (const group of groups) {
    const role = group.roles[at]!;
    const counts = users.get(role) ?? { certain: 0, possible: 0 };
    counts[group.certainty] += group.users.length;
    users.set(role, counts);
  }
  return {
    name,
    sort: target.sort,
    matches: inOrder(target.ids, names).map((id) => names[id]!),
    ways: inOrder(users.keys(), policy.roles.list).map((role): RoleWay => {
      const given = target.ids.length === 1 ? target.ids : givenBy(access, role, target, closed);
      const certain = new Set(
        target.ids.length === 1
          ? given.filter(() => isCertain(ways.cost(role)))
          : givenForCertain(access, role, given, target, closed),
      );
      const named = (ids: readonly number[]): readonly string[] =>
        inOrder(ids, names).map((id) => names[id]!);
      return {
        role: policy.roles.list[role]!,
        isGroup: policy.roles.isGroup[role] ?? false,
        steps: ways.stepsFrom(role),
        gives: named(given.filter((id) => certain.has(id))),
        mayGive: named(given.filter((id) => !certain.has(id))),
        users: users.get(role)!,
      };
    }),
  };
}

/** Which of the matches a role gives, certain or not. */
function givenBy(access: Access, role: number, { sort, ids }: Target, closed: boolean): readonly number[] {
  const { index } = access;
  const row =
    sort === 'permission'
      ? closed
        ? index.permissionsOf(role)
        : rowOf(index.grants(), role)
      : closed
        ? index.down(role)
        : Int32Array.of(role);
  const wanted = new Set(ids);
  return [...row].filter((id) => wanted.has(id));
}

function givenForCertain(
  access: Access,
  role: number,
  given: readonly number[],
  { sort }: Target,
  closed: boolean,
): readonly number[] {
  if (access.policy.possible === null) return given;
  return given.filter((id) => isCertain(waysTo(access, { sort, ids: [id] }, closed).cost(role)));
}

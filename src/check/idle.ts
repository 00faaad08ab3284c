/**
 * Sets (T, n) with n > 2 that cannot be violated while other constraints hold (V18).
 *
 * Two roles of T conflict if what they bring meets an exclusion with limit 2 of another static constraint. If no n
 * roles of T are free of conflicts, n is more than any user may hold. T is small; the search has a budget beyond which
 * the set counts as not idle, which is the safe side: the verdict then is `holds`.
 */

import type { Group, NamedSet } from './exclusion.ts';

const budget = 50_000;

/** The ids of the constraints that keep every set of `group` below its limit, or null where some set is not kept. */
export function idleBy(
  groups: readonly Group[],
  group: Group,
  down: (role: number) => Int32Array,
): readonly string[] | null {
  if (group.shape !== 'set' || group.sets.some((set) => set.limit <= 2)) return null;
  const partners = exclusionsOf(groups);
  if (partners.size === 0) return null;
  const by = new Set<string>();
  for (const set of group.sets) {
    const conflicts = conflictsIn(partners, group.constraint.id, down, by);
    if (couldHold(set, conflicts)) return null;
  }
  return [...by];
}

/** For each role the roles that exclude it, with the constraints that say so. */
type Partners = ReadonlyMap<number, ReadonlyMap<number, readonly string[]>>;

/** Each of hundreds of sets asks for the same. */
const knownPartners = new WeakMap<readonly Group[], Partners>();

function exclusionsOf(groups: readonly Group[]): Partners {
  const known = knownPartners.get(groups);
  if (known !== undefined) return known;
  const partners = new Map<number, Map<number, string[]>>();
  knownPartners.set(groups, partners);
  for (const { constraint, sets } of groups) {
    for (const { members, limit } of sets) {
      if (limit !== 2) continue;
      for (const left of members) {
        const row = partners.get(left) ?? new Map<number, string[]>();
        partners.set(left, row);
        for (const right of members) {
          if (right === left) continue;
          const ids = row.get(right);
          if (ids === undefined) row.set(right, [constraint.id]);
          else if (ids.at(-1) !== constraint.id) ids.push(constraint.id);
        }
      }
    }
  }
  return partners;
}

/** Whether two roles conflict by other constraints than `own`; `by` collects those responsible. */
function conflictsIn(
  partners: Partners,
  own: string,
  down: (role: number) => Int32Array,
  by: Set<string>,
): (left: number, right: number) => boolean {
  const known = new Map<string, boolean>();
  const meets = (left: number, right: number): boolean => {
    const rightDown = new Set(down(right));
    for (const role of down(left)) {
      for (const [other, ids] of partners.get(role) ?? []) {
        if (!rightDown.has(other)) continue;
        const id = ids.findLast((one) => one !== own);
        if (id === undefined) continue;
        by.add(id);
        return true;
      }
    }
    return false;
  };
  return (left, right) => {
    const key = `${left} ${right}`;
    const found = known.get(key) ?? meets(left, right);
    known.set(key, found);
    return found;
  };
}

function couldHold(set: NamedSet, conflict: (left: number, right: number) => boolean): boolean {
  const free = set.members.filter((role) => !conflict(role, role));
  let steps = 0;
  const extend = (from: number, chosen: readonly number[]): boolean => {
    if (chosen.length >= set.limit) return true;
    if (chosen.length + free.length - from < set.limit) return false;
    steps += 1;
    if (steps > budget) return true;
    const role = free[from]!;
    if (chosen.every((other) => !conflict(other, role)) && extend(from + 1, [...chosen, role])) return true;
    return extend(from + 1, chosen);
  };
  return extend(0, []);
}

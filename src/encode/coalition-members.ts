/**
 * Who is in a coalition that is too small: each of them is a finding, so that one more is a new one, and who was there
 * before stays known.
 *
 * A member is somebody whom a coalition needs: without them it would not hold everything. Users who hold the same are
 * interchangeable, so it is searched once for all of them, and the helpers found are the first in the order of the users.
 */

import type { NumberSet } from './sets.ts';

export interface Membership {
  readonly member: number;
  /** Ascending. */
  readonly others: readonly number[];
}

/** Search steps in all; a policy that takes more is told of a single coalition. */
const mostSteps = 200_000;
/** Memberships told. */
const mostTold = 1000;

/**
 * For each user whom some coalition of at most `most` users needs, a smallest such coalition. `users` tells what each
 * holds of the permissions 0 … `permissions` - 1; `known` is such a coalition.
 */
export function tooSmall(
  users: readonly NumberSet[],
  permissions: number,
  most: number,
  known: readonly number[],
): readonly Membership[] {
  const classes = new Map<string, number[]>();
  for (const [user, held] of users.entries()) {
    if (held.size === 0) continue;
    const key = [...held].sort((a, b) => a - b).join(' ');
    const same = classes.get(key);
    if (same === undefined) classes.set(key, [user]);
    else same.push(user);
  }
  const firsts = [...classes.values()].map(([first]) => first!);
  const holders = Array.from({ length: permissions }, (_, permission) =>
    firsts.filter((user) => users[user]!.has(permission)),
  );
  let steps = 0;
  /** Adds to `others` until everything is held by exactly `left` more; null where that cannot be, or needs no `user`. */
  const complete = (user: number, others: readonly number[], left: number): readonly number[] | null => {
    steps += 1;
    if (steps > mostSteps) return null;
    const isHeld = (permission: number): boolean =>
      users[user]!.has(permission) || others.some((other) => users[other]!.has(permission));
    const open = holders.findIndex((_, permission) => !isHeld(permission));
    if (open < 0) {
      const isNeeded = [...users[user]!].some((permission) =>
        others.every((other) => !users[other]!.has(permission)),
      );
      return isNeeded && left === 0 ? others : null;
    }
    if (left === 0) return null;
    for (const other of holders[open]!) {
      const found = complete(user, [...others, other], left - 1);
      if (found !== null) return found;
    }
    return null;
  };
  const smallest = (user: number): readonly number[] | null => {
    for (let helpers = 0; helpers < most; helpers += 1) {
      const found = complete(user, [], helpers);
      if (found !== null) return found.toSorted((a, b) => a - b);
    }
    return null;
  };
  // Of several coalitions that is taken in which others are told already: then there is less to read, and to mend.
  const coalitions: (readonly number[])[] = [];
  const told = [...classes.values()].flatMap((same) => {
    const first = same[0]!;
    const found = smallest(first);
    if (found === null) return [];
    const before = coalitions.find((one) => one.length === found.length + 1 && one.includes(first));
    if (before === undefined) coalitions.push([first, ...found].sort((a, b) => a - b));
    const others = before === undefined ? found : before.filter((user) => user !== first);
    return same.map((member): Membership => ({ member, others }));
  });
  if (steps > mostSteps || told.length === 0) {
    return known.map((member) => ({ member, others: known.filter((other) => other !== member) }));
  }
  return told.sort((a, b) => a.member - b.member).slice(0, mostTold);
}

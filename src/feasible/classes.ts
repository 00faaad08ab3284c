/**
 * Users who are interchangeable: an instance says the same of each of them, so exchanging two of a class turns plans
 * into plans. Which of them is absent never matters, only how many; that is what keeps absences countable.
 */

import { type Instance, listsOf } from '../workflow/instance.ts';
import { members } from './bits.ts';

export interface Classes {
  /** Per user his class; -1 for those who are authorised for nothing, whose absence nobody notices. */
  readonly of: Int32Array;
  /** Per class its users, ascending. */
  readonly users: readonly (readonly number[])[];
}

/** Classes in the order of their first users, each ascending; those who are authorised for nothing have one, too. */
export function equalUsers(instance: Instance): readonly (readonly number[])[] {
  const classes = new Map<number, number[]>();
  for (const [user, own] of partition(instance).entries()) {
    const list = classes.get(own);
    if (list === undefined) classes.set(own, [user]);
    else list.push(user);
  }
  return [...classes.values()];
}

export function classesOf(instance: Instance): Classes {
  const isUsed = new Uint8Array(instance.users);
  for (const row of instance.authorised) for (const user of members(row)) isUsed[user] = 1;
  const users = equalUsers(instance).filter(([first]) => isUsed[first!] === 1);
  const of = new Int32Array(instance.users).fill(-1);
  for (const [index, list] of users.entries()) for (const user of list) of[user] = index;
  return { of, users };
}

/** Partition refinement: each set of users that the instance mentions splits the classes. */
function partition(instance: Instance): Int32Array {
  const sets = [...instance.authorised.map(members), ...instance.constraints.flatMap(listsOf)];
  const classOf = new Int32Array(instance.users);
  let count = 1;
  for (const set of sets) {
    const into = new Map<number, number>();
    for (const user of new Set(set)) {
      const from = classOf[user]!;
      let target = into.get(from);
      if (target === undefined) {
        target = count;
        count += 1;
        into.set(from, target);
      }
      classOf[user] = target;
    }
  }
  return classOf;
}

/** The instance in which `absent` do nothing. Its plans are those of `instance` that do without them. */
export function without(instance: Instance, absent: Iterable<number>): Instance {
  const mask = new Uint32Array((instance.users + 31) >>> 5);
  for (const user of absent) mask[user >>> 5]! |= 1 << (user & 31);
  return {
    ...instance,
    authorised: instance.authorised.map((row) => row.map((word, at) => word & ~mask[at]!)),
  };
}

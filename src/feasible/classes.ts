/**
 * Users who are interchangeable: an instance says the same of each of them, so exchanging two of a class turns plans
 * into plans. Which of them is absent never matters, only how many; that is what keeps absences countable.
 */

import type { Constraint, Instance } from '../workflow/instance.ts';
import { members } from './bits.ts';

export interface Classes {
  /** Per user his class; -1 for those who are authorised for nothing, whose absence nobody notices. */
  readonly of: Int32Array;
  /** Per class its users, ascending. */
  readonly users: readonly (readonly number[])[];
}

/** Partition refinement: each set of users that the instance mentions splits the classes. */
export function classesOf(instance: Instance): Classes {
  const sets = [...instance.authorised.map(members), ...instance.constraints.flatMap(setsNamedBy)];
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
  const isUsed = new Uint8Array(instance.users);
  for (const row of instance.authorised) for (const user of members(row)) isUsed[user] = 1;
  const numbers = new Map<number, number>();
  const users: number[][] = [];
  const of = classOf.map((old, user) => {
    if (isUsed[user] === 0) return -1;
    const number = numbers.get(old) ?? users.length;
    if (number === users.length) {
      numbers.set(old, number);
      users.push([]);
    }
    users[number]!.push(user);
    return number;
  });
  return { of, users };
}

function setsNamedBy(constraint: Constraint): readonly (readonly number[])[] {
  switch (constraint.kind) {
    case 'separation':
    case 'binding':
    case 'at-most':
    case 'at-least':
      return [];
    case 'team':
      return constraint.teams;
    case 'group-unless':
      return [constraint.group];
    case 'dependent':
      return [constraint.leftUsers, constraint.rightUsers];
    case 'load':
      return constraint.users === undefined ? [] : [constraint.users];
    case 'unavailable':
      return [constraint.users];
    case 'forced':
    case 'forbidden':
      return [[constraint.user]];
    default:
      return constraint satisfies never;
  }
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

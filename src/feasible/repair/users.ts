/** Users whom an instance does not tell apart: authorised for the same steps, and named by the same constraints. */

import type { Instance } from '../../workflow/instance.ts';

/** Classes in the order of their first users, each ascending. */
export function equalUsers(instance: Instance): readonly (readonly number[])[] {
  const classOf = new Int32Array(instance.users);
  let size = 1;
  const split = (users: Iterable<number>): void => {
    const into = new Map<number, number>();
    for (const user of new Set(users)) {
      const from = classOf[user]!;
      let target = into.get(from);
      if (target === undefined) {
        target = size;
        size += 1;
        into.set(from, target);
      }
      classOf[user] = target;
    }
  };
  for (const row of instance.authorised) split(usersIn(row));
  for (const constraint of instance.constraints) {
    switch (constraint.kind) {
      case 'team':
        for (const team of constraint.teams) split(team);
        break;
      case 'group-unless':
        split(constraint.group);
        break;
      case 'dependent':
        split(constraint.leftUsers);
        split(constraint.rightUsers);
        break;
      case 'load':
      case 'unavailable':
        split(constraint.users ?? []);
        break;
      case 'forced':
      case 'forbidden':
        split([constraint.user]);
        break;
      case 'separation':
      case 'binding':
      case 'at-most':
      case 'at-least':
        break;
      default:
        constraint satisfies never;
    }
  }
  const classes = new Map<number, number[]>();
  for (const [user, own] of classOf.entries()) {
    const list = classes.get(own) ?? [];
    classes.set(own, list);
    list.push(user);
  }
  return [...classes.values()];
}

function* usersIn(row: Uint32Array): Generator<number> {
  for (let at = 0; at < row.length; at += 1) {
    for (let word = row[at]!; word !== 0; word &= word - 1) yield at * 32 + 31 - Math.clz32(word & -word);
  }
}

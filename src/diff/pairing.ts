/** Two policies side by side: which ids stand for the same name, and whether a fact of one is a fact of the other. */

import { type Index, indexPolicy } from '../index/index.ts';
import { has } from '../index/rows.ts';
import type { Names, Policy } from '../policy/model.ts';
import type { Fact } from '../verdict/change.ts';

export type When = 'before' | 'now';

export interface Side {
  readonly policy: Policy;
  readonly index: Index;
}

/** Names of one sort in both policies, numbered in common: the ids of now, then what was there before only. */
export interface Common {
  readonly count: number;
  readonly names: readonly string[];
  /** From an id of that policy to the common number. */
  readonly of: Readonly<Record<When, Int32Array>>;
  /** From the common number to the id of that policy, or -1. */
  readonly id: Readonly<Record<When, Int32Array>>;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface Pairing {
  readonly before: Side;
  readonly now: Side;
  readonly users: Common;
  readonly roles: Common;
  readonly permissions: Common;
}

export function pairingOf(before: Policy, now: Policy): Pairing {
  return {
    before: { policy: before, index: indexPolicy(before) },
    now: { policy: now, index: indexPolicy(now) },
    users: commonOf(before.users, now.users),
    roles: commonOf(before.roles, now.roles),
    permissions: commonOf(before.permissions, now.permissions),
  };
}

function commonOf(before: Names, now: Names): Common {
  const removed = before.list.filter((name) => !now.ids.has(name));
  const names = [...now.list, ...removed];
  const count = names.length;
  const id = { before: new Int32Array(count).fill(-1), now: new Int32Array(count).fill(-1) };
  const of = { before: new Int32Array(before.list.length), now: new Int32Array(now.list.length) };
  for (let common = 0; common < count; common += 1) {
    const name = names[common]!;
    const isNow = common < now.list.length;
    if (isNow) {
      id.now[common] = common;
      of.now[common] = common;
    }
    const earlier = before.ids.get(name);
    if (earlier === undefined) continue;
    id.before[common] = earlier;
    of.before[earlier] = common;
  }
  return { count, names, of, id, added: now.list.filter((name) => !before.ids.has(name)), removed };
}

/** Whether the policy states this fact. */
export function states({ policy, index }: Side, { relation, left, right }: Fact): boolean {
  const user = policy.users.ids.get(left) ?? -1;
  const senior = policy.roles.ids.get(left) ?? -1;
  const role = policy.roles.ids.get(right) ?? -1;
  const permission = policy.permissions.ids.get(right) ?? -1;
  switch (relation) {
    case 'assignment':
      return user >= 0 && role >= 0 && has(index.assignments(), user, role);
    case 'inheritance':
      return senior >= 0 && role >= 0 && has(index.juniors(), senior, role);
    case 'grant':
      return senior >= 0 && permission >= 0 && has(index.grants(), senior, permission);
    case 'active': {
      const session = policy.sessions.findIndex(({ name }) => name === left);
      return session >= 0 && role >= 0 && has(index.active(), session, role);
    }
    default:
      return relation satisfies never;
  }
}

/** Whether two lists of ids, one of each policy, are the same names. */
export function isSame(before: Int32Array, now: Int32Array, of: Readonly<Record<When, Int32Array>>): boolean {
  if (before.length !== now.length) return false;
  let inOrder = true;
  for (let at = 0; at < now.length && inOrder; at += 1) {
    inOrder = of.before[before[at]!] === of.now[now[at]!];
  }
  if (inOrder) return true;
  const earlier = new Set([...before].map((id) => of.before[id]!));
  return now.every((id) => earlier.has(of.now[id]!));
}

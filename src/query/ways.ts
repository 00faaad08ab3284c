/**
 * Shortest ways down the hierarchy to what is asked for, from every role at once.
 *
 * One search from the roles that have it, upwards, answers for all users: a bank has fifty users for each role. Ways
 * with fewer doubtful facts come before shorter ones. Among those that are equally good the one whose names come first,
 * read from the top, is taken, as in `index/path.ts`.
 */

import { has, rowOf } from '../index/rows.ts';
import type { Access } from './access.ts';
import type { Step } from './answer.ts';

/** What one doubtful fact costs: more than any way without doubts. */
export const doubtful = 2 ** 30;

export function isCertain(cost: number): boolean {
  return cost < doubtful;
}

/** What a way leads to. */
export type Target =
  | { readonly sort: 'permission'; readonly ids: readonly number[] }
  | { readonly sort: 'role'; readonly ids: readonly number[] };

export interface Ways {
  /** What the way from a role costs: edges, and `doubtful` for each fact that is; infinite where there is none. */
  readonly cost: (role: number) => number;
  /** Roles from which there is a way. */
  readonly roles: () => Iterable<number>;
  /** The steps from a role that has a way; none where the role itself is asked for. */
  readonly stepsFrom: (role: number) => readonly Step[];
}

/** `closed`: whether what juniors have counts. */
export function waysTo(access: Access, target: Target, closed: boolean): Ways {
  const { index, policy } = access;
  const own = new Map<number, number>();
  if (target.sort === 'role') for (const role of target.ids) own.set(role, 0);
  else
    for (const permission of target.ids)
      for (const role of index.rolesGranted(permission)) {
        const cost = access.isDoubtful('grant', role, permission) ? doubtful : 0;
        own.set(role, Math.min(own.get(role) ?? cost, cost));
      }
  const costs = closed ? upwards(access, own) : own;
  const cost = (role: number): number => costs.get(role) ?? Number.POSITIVE_INFINITY;
  const names = policy.roles.list;

  const chainFrom = (start: number): readonly number[] => {
    const chain = [start];
    for (let role = start; cost(role) !== own.get(role); ) {
      let next = -1;
      for (const junior of rowOf(index.juniors(), role)) {
        if (cost(junior) + edge(access, role, junior) !== cost(role)) continue;
        if (next === -1 || names[junior]! < names[next]!) next = junior;
      }
      chain.push(next);
      role = next;
    }
    return chain;
  };

  const grantFrom = (role: number): Step[] => {
    if (target.sort === 'role') return [];
    const granted = target.ids.filter((permission) => has(index.grants(), role, permission));
    const certain = granted.filter((permission) => !access.isDoubtful('grant', role, permission));
    const [permission] = inOrder(certain.length > 0 ? certain : granted, policy.permissions.list);
    return permission === undefined ? [] : [access.step('grant', role, permission)];
  };

  return {
    cost,
    roles: () => costs.keys(),
    stepsFrom: (start) => {
      const chain = chainFrom(start);
      return [
        ...chain.slice(1).map((junior, at) => access.step('inheritance', chain[at]!, junior)),
        ...grantFrom(chain[chain.length - 1]!),
      ];
    },
  };
}

function edge(access: Access, senior: number, junior: number): number {
  return access.isDoubtful('inheritance', senior, junior) ? 1 + doubtful : 1;
}

/** Dijkstra's algorithm from the roles that have it to all of their seniors. */
function upwards(access: Access, own: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const seniors = access.index.seniors();
  const cost = new Map(own);
  const queue = heap();
  for (const [role, key] of own) queue.push(key, role);
  for (let least = queue.pop(); least !== null; least = queue.pop()) {
    const { key, item } = least;
    if (key > cost.get(item)!) continue;
    for (const senior of rowOf(seniors, item)) {
      const total = key + edge(access, senior, item);
      if (total >= (cost.get(senior) ?? Number.POSITIVE_INFINITY)) continue;
      cost.set(senior, total);
      queue.push(total, senior);
    }
  }
  return cost;
}

interface Heap {
  push(key: number, item: number): void;
  pop(): { readonly key: number; readonly item: number } | null;
}

function heap(): Heap {
  const keys: number[] = [];
  const items: number[] = [];
  const swap = (a: number, b: number): void => {
    [keys[a], keys[b]] = [keys[b]!, keys[a]!];
    [items[a], items[b]] = [items[b]!, items[a]!];
  };
  return {
    push(key, item) {
      keys.push(key);
      items.push(item);
      for (let at = keys.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (keys[parent]! <= keys[at]!) break;
        swap(parent, at);
        at = parent;
      }
    },
    pop() {
      if (keys.length === 0) return null;
      swap(0, keys.length - 1);
      const key = keys.pop()!;
      const item = items.pop()!;
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        if (left >= keys.length) break;
        const smaller = left + 1 < keys.length && keys[left + 1]! < keys[left]! ? left + 1 : left;
        if (keys[at]! <= keys[smaller]!) break;
        swap(at, smaller);
        at = smaller;
      }
      return { key, item };
    },
  };
}

/** Ids by name, in the order of code units: the same everywhere. */
export function inOrder(ids: Iterable<number>, names: readonly string[]): number[] {
  return [...ids].sort((a, b) => compareNames(names[a]!, names[b]!));
}

export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

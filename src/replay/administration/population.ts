/** Who there is: users of the policy, newcomers, and those who can join; in classes of users who start alike. */

import type { Administration, ReachGoal } from '../../policy/administration.ts';
import type { Policy } from '../../policy/model.ts';

/** Users who are assigned the same at the start, and may act and be aimed at alike. */
export interface Class {
  readonly start: ReadonlySet<number>;
  readonly mayAct: boolean;
  readonly mayAim: boolean;
  /** Has not joined yet. */
  readonly isAbsent: boolean;
  /** May be infinite. */
  readonly count: number;
}

export interface Population {
  readonly classes: readonly Class[];
  readonly classOfUser: (user: number) => Class;
  /** Besides users of the policy there are others, or there may be. */
  readonly hasOthers: boolean;
  /** Somebody who is there from the start may act. */
  readonly someoneActs: boolean;
  /** A user's class by name: a user of the policy, or a copy: `KIND 1`, `like USER 1`, `newcomer 1`, `enrolled 1`. */
  readonly named: (name: string) => { readonly user: number | null; readonly class: Class } | undefined;
}

export function populationOf(
  policy: Policy,
  { administrators, newcomers, population }: Administration,
  goal: ReachGoal,
  absent: number | null,
): Population {
  const count = policy.users.declaredCount;
  const assigned: Set<number>[] = Array.from({ length: count }, () => new Set());
  policy.assignments.left.forEach((user, row) => {
    assigned[user]?.add(policy.assignments.right[row]!);
  });
  const acting = administrators === null ? null : new Set(administrators);
  const wanted = goal.kind === 'roles' ? goal.user : null;
  const classes = new Map<string, Class & { count: number }>();
  const put = (start: ReadonlySet<number>, user: number | null, isAbsent: boolean, number: number): Class => {
    const mayAct = acting === null || (user !== null && acting.has(user));
    const mayAim = wanted === null || user === wanted;
    const key = `${mayAct} ${mayAim} ${isAbsent} ${keyOf(start)}`;
    const known = classes.get(key);
    if (known !== undefined) {
      known.count += number;
      return known;
    }
    const made = { start, mayAct, mayAim, isAbsent, count: number };
    classes.set(key, made);
    return made;
  };
  const ofUser = assigned.map((start, user) => put(start, user, false, 1));
  const copies = new Map<string, { readonly class: Class; readonly count: number }>();
  const many = Number.POSITIVE_INFINITY;
  const putCopies = (name: string, start: ReadonlySet<number>, number: number, isAbsent = false): void => {
    if (number === 0) return;
    const one = put(start, null, isAbsent, number);
    if (!copies.has(name)) copies.set(name, { class: one, count: number });
  };
  for (const { name, roles, atMost } of newcomers) putCopies(name, new Set(roles), atMost ?? many);
  if (population === 'any-number') {
    assigned.forEach((start, user) => {
      putCopies(`like ${policy.users.list[user]!}`, start, many);
    });
    putCopies('newcomer', new Set(), many);
  }
  const isThere = (one: Class): boolean => !one.isAbsent && one.mayAct;
  const someoneActs = [...classes.values()].some(isThere);
  if (absent !== null) putCopies('enrolled', new Set([absent]), many, true);
  return {
    classes: [...classes.values()],
    classOfUser: (user) => ofUser[user]!,
    hasOthers: copies.size > 0,
    someoneActs,
    named: (name) => {
      const user = policy.users.ids.get(name);
      if (user !== undefined && user < count) return { user, class: ofUser[user]! };
      const [, kind = '', digits = ''] = /^(.+) ([1-9][0-9]*)$/.exec(name) ?? [];
      const found = copies.get(kind);
      return found !== undefined && Number(digits) <= found.count
        ? { user: null, class: found.class }
        : undefined;
    },
  };
}

const keyOf = (roles: ReadonlySet<number>): string => [...roles].sort((a, b) => a - b).join(' ');

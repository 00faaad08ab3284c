/**
 * Believes "resilient to t absent users" from a list of plans, without the search that found them: every plan is right,
 * and no t users hit all of them and all that are like them.
 *
 * Naive on purpose: users are alike when the instance, written out, says the same of them; absences grow by one user of
 * a plan that is left, for whoever is to be fatal must be in it.
 */

import { violationOf } from './check-plan.ts';
import type { Constraint, Instance } from './instance.ts';

export type ResilienceCheck =
  | { readonly kind: 'proved' }
  | { readonly kind: 'wrong plan'; readonly index: number }
  /** The plans say nothing about the absence of these users. */
  | { readonly kind: 'open'; readonly users: readonly number[] };

export function checkResilience(
  instance: Instance,
  t: number,
  plans: readonly ArrayLike<number>[],
): ResilienceCheck {
  for (const [index, plan] of plans.entries()) {
    if (violationOf(instance, plan) !== undefined) return { kind: 'wrong plan', index };
  }
  const groups = new Map<string, number[]>();
  const groupOf: string[] = [];
  for (let user = 0; user < instance.users; user += 1) {
    const name = whatIsSaidOf(instance, user);
    groupOf.push(name);
    groups.set(name, [...(groups.get(name) ?? []), user]);
  }
  /** Per plan how many users of each group it takes. */
  const needs = plans.map((plan) => {
    const need = new Map<string, number>();
    for (const user of new Set(Array.from(plan))) {
      const group = groupOf[user]!;
      need.set(group, (need.get(group) ?? 0) + 1);
    }
    return need;
  });
  /** Users absent whom the plans do not make up for, when at most `more` join those who are. */
  const open = (absent: ReadonlyMap<string, number>, more: number): readonly number[] | undefined => {
    const all = needs.filter((need) =>
      [...need].every(([group, count]) => count + (absent.get(group) ?? 0) <= groups.get(group)!.length),
    );
    const [left] = all;
    if (left === undefined)
      return [...absent].flatMap(([group, count]) => groups.get(group)!.slice(0, count));
    // Plans that have no group in common need one more absent user each.
    const taken = new Set<string>();
    let apart = 0;
    for (const need of all) {
      if ([...need.keys()].some((group) => taken.has(group))) continue;
      for (const group of need.keys()) taken.add(group);
      apart += 1;
    }
    if (apart > more) return undefined;
    for (const group of left.keys()) {
      const found = open(new Map(absent).set(group, (absent.get(group) ?? 0) + 1), more - 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  // No absence is smaller than none.
  const users = t < 0 ? undefined : open(new Map(), Math.min(t, instance.users));
  return users === undefined ? { kind: 'proved' } : { kind: 'open', users };
}

function whatIsSaidOf(instance: Instance, user: number): string {
  const isAuthorised = instance.authorised.map((row) => (row[Math.floor(user / 32)]! >>> (user % 32)) & 1);
  const place = (constraint: Constraint): readonly (boolean | undefined)[] => {
    switch (constraint.kind) {
      case 'separation':
      case 'binding':
      case 'at-most':
      case 'at-least':
        return [];
      case 'team':
        return constraint.teams.map((team) => team.includes(user));
      case 'group-unless':
        return [constraint.group.includes(user)];
      case 'dependent':
        return [constraint.leftUsers.includes(user), constraint.rightUsers.includes(user)];
      case 'load':
        return [constraint.users?.includes(user)];
      case 'unavailable':
        return [constraint.users.includes(user)];
      case 'forced':
      case 'forbidden':
        return [constraint.user === user];
      default:
        return constraint satisfies never;
    }
  };
  return JSON.stringify([isAuthorised, instance.constraints.map(place)]);
}

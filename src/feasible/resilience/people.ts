/** What an analysis of absences says of each person. */

import type { Instance } from '../../workflow/instance.ts';
import { has } from '../bits.ts';
import { classesOf } from '../classes.ts';
import { budgetOf, type ResilienceLimits, type StopReason, solveWithin, stopOf } from './budget.ts';
import { choose, type FatalSets } from './static.ts';

export interface Person {
  readonly user: number;
  /** Nothing goes without him. */
  readonly isIndispensable: boolean;
  /** In how many of the smallest fatal absences he is; at least, if they are not complete. */
  readonly fatalSets: number;
}

/** Every user, the most critical first. */
export function criticality(instance: Instance, fatal: FatalSets): readonly Person[] {
  const classes = classesOf(instance);
  const counts = new Float64Array(classes.users.length);
  for (const { users } of fatal.sets) {
    const absent = new Map<number, number>();
    for (const user of users) absent.set(classes.of[user]!, (absent.get(classes.of[user]!) ?? 0) + 1);
    for (const own of absent.keys()) {
      // He is one of them; the others are any of those like them.
      let ways = 1;
      for (const [index, count] of absent) {
        const one = index === own ? 1 : 0;
        ways *= choose(classes.users[index]!.length - one, count - one);
      }
      counts[own]! += ways;
    }
  }
  return Array.from({ length: instance.users }, (_, user) => {
    const fatalSets = classes.of[user]! < 0 ? 0 : Math.round(counts[classes.of[user]!]!);
    return { user, isIndispensable: fatal.size === 1 && fatalSets > 0, fatalSets };
  }).sort((a, b) => b.fatalSets - a.fatalSets || a.user - b.user);
}

export type IdleUsers =
  | { readonly kind: 'known'; readonly users: readonly number[] }
  /** `users` are idle, `open` not decided. */
  | {
      readonly kind: 'unknown';
      readonly reason: StopReason;
      readonly users: readonly number[];
      readonly open: readonly number[];
    };

/**
 * Who is in no plan at all, so that his absence never matters, whoever else is absent. `plans` are known ones of the
 * instance; they spare work.
 */
export function idleUsers(
  instance: Instance,
  plans: readonly ArrayLike<number>[] = [],
  limits: ResilienceLimits = {},
): IdleUsers {
  const budget = budgetOf(limits);
  const classes = classesOf(instance);
  const isBusy = new Uint8Array(classes.users.length);
  const see = (plan: ArrayLike<number>) => {
    for (let step = 0; step < instance.steps; step += 1) isBusy[classes.of[plan[step]!]!] = 1;
  };
  for (const plan of plans) see(plan);
  const idle: number[] = [];
  for (let user = 0; user < instance.users; user += 1) if (classes.of[user]! < 0) idle.push(user);
  for (const [index, users] of classes.users.entries()) {
    for (let step = 0; step < instance.steps && isBusy[index] === 0; step += 1) {
      if (!has(instance.authorised[step]!, users[0]!)) continue;
      const forced = { kind: 'forced' as const, step, user: users[0]! };
      const stop = stopOf(budget);
      const answer =
        stop === undefined
          ? solveWithin(budget, { ...instance, constraints: [...instance.constraints, forced] })
          : ({ kind: 'unknown', reason: stop } as const);
      switch (answer.kind) {
        case 'unknown': {
          const open = classes.users.slice(index).filter((_, at) => isBusy[index + at] === 0);
          return {
            kind: 'unknown',
            reason: answer.reason,
            users: idle.sort((a, b) => a - b),
            open: open.flat().sort((a, b) => a - b),
          };
        }
        case 'feasible':
          see(answer.plan);
          break;
        case 'infeasible':
          break;
        default:
          return answer satisfies never;
      }
    }
    if (isBusy[index] === 0) idle.push(...users);
  }
  return { kind: 'known', users: idle.sort((a, b) => a - b) };
}

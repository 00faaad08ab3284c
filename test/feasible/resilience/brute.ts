/** Absences by the definition: all plans, all sets of users. */

import { violationOf } from '../../../src/workflow/check-plan.ts';
import type { Instance } from '../../../src/workflow/instance.ts';
import { kinds, type Random, randomInstance } from '../../workflow/random.ts';

/** The plans of a small instance, as the sets of users (bits) whom they need. */
export function supports(instance: Instance): Set<number> {
  const found = new Set<number>();
  const plan: number[] = [];
  const extend = () => {
    if (plan.length === instance.steps) {
      if (violationOf(instance, plan) === undefined)
        found.add(plan.reduce((set, user) => set | (1 << user), 0));
      return;
    }
    for (let user = 0; user < instance.users; user += 1) {
      if (((instance.authorised[plan.length]![0]! >>> user) & 1) === 0) continue;
      plan.push(user);
      extend();
      plan.pop();
    }
  };
  extend();
  return found;
}

export const bitsOf = (users: Iterable<number>) => [...users].reduce((set, user) => set | (1 << user), 0);

export function sizeOf(set: number): number {
  let count = 0;
  for (let bits = set; bits !== 0; bits &= bits - 1) count += 1;
  return count;
}

/** The smallest sets of users (bits) without whom there is no plan; none if there are no steps. */
export function smallestFatal(instance: Instance): {
  readonly size: number;
  readonly sets: readonly number[];
} {
  const plans = [...supports(instance)];
  for (let size = 0; size <= instance.users; size += 1) {
    const sets: number[] = [];
    for (let set = 0; set < 1 << instance.users; set += 1) {
      if (sizeOf(set) === size && plans.every((plan) => (plan & set) !== 0)) sets.push(set);
    }
    if (sets.length > 0) return { size, sets };
  }
  return { size: instance.users + 1, sets: [] };
}

/** Instances of every kind, of which about half can stand an absence: generous authorisations, few constraints. */
export function generousInstance(random: Random, steps: number, users: number): Instance {
  return randomInstance(random, {
    steps,
    users,
    density: 55 + random(45),
    kinds: Array.from({ length: random(5) }, () => kinds[random(3) === 0 ? 0 : random(kinds.length)]!),
  });
}

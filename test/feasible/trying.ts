/** Every plan of a small instance of any kind, by trying all assignments. Independent of the engines. */

import { violationOf } from '../../src/workflow/check-plan.ts';
import type { Instance } from '../../src/workflow/instance.ts';

export function plansByTrying(instance: Instance): readonly (readonly number[])[] {
  const found: number[][] = [];
  const plan: number[] = [];
  const extend = (): void => {
    if (plan.length === instance.steps) {
      if (violationOf(instance, plan) === undefined) found.push([...plan]);
      return;
    }
    const row = instance.authorised[plan.length]!;
    for (let user = 0; user < instance.users; user += 1) {
      if (((row[user >>> 5]! >>> (user & 31)) & 1) === 0) continue;
      plan.push(user);
      extend();
      plan.pop();
    }
  };
  extend();
  return found;
}

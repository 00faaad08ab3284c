/** Whether a plan for some of the steps respects what is left of a constraint; the meaning of `restrict.ts`. */

import type { Constraint } from '../../workflow/instance.ts';

/** User of a step without one. */
export const nobody = -1;

/** `plan[s]` is the user of step s, or `nobody` if the step is left out. */
export function respectsPartly(constraint: Constraint, plan: Int32Array): boolean {
  switch (constraint.kind) {
    case 'separation': {
      const user = plan[constraint.left]!;
      return user === nobody || user !== plan[constraint.right]!;
    }
    case 'binding': {
      const [left, right] = [plan[constraint.left]!, plan[constraint.right]!];
      return left === nobody || right === nobody || left === right;
    }
    case 'at-most': {
      const users = usersOf(constraint.steps, plan);
      return isLeftOut(constraint.steps, users) || users.size <= constraint.bound;
    }
    case 'at-least':
      return isPartial(constraint.steps, plan) || usersOf(constraint.steps, plan).size >= constraint.bound;
    case 'team': {
      const users = usersOf(constraint.steps, plan);
      return isLeftOut(constraint.steps, users) || constraint.teams.some((team) => areIn(users, team));
    }
    case 'group-unless': {
      if (isPartial(constraint.steps, plan)) return true;
      const users = usersOf(constraint.steps, plan);
      return users.size >= constraint.bound || areIn(users, constraint.group);
    }
    case 'dependent': {
      const [left, right] = [plan[constraint.left]!, plan[constraint.right]!];
      if (left === nobody || right === nobody) return true;
      return !constraint.leftUsers.includes(left) || constraint.rightUsers.includes(right);
    }
    case 'load': {
      const loads = new Map<number, number>();
      for (const user of plan) if (user !== nobody) loads.set(user, (loads.get(user) ?? 0) + 1);
      for (const [user, load] of loads) {
        if (load > constraint.bound && constraint.users?.includes(user) !== false) return false;
      }
      return true;
    }
    case 'unavailable':
      return !constraint.users.some((user) => plan.includes(user));
    case 'forced': {
      const user = plan[constraint.step]!;
      return user === nobody || user === constraint.user;
    }
    case 'forbidden':
      return plan[constraint.step] !== constraint.user;
    default:
      return constraint satisfies never;
  }
}

/** Whether the constraint is gone with all of its steps. */
function isLeftOut(steps: readonly number[], users: ReadonlySet<number>): boolean {
  return steps.length > 0 && users.size === 0;
}

function isPartial(steps: readonly number[], plan: Int32Array): boolean {
  return steps.some((step) => plan[step] === nobody);
}

function usersOf(steps: readonly number[], plan: Int32Array): ReadonlySet<number> {
  const users = new Set<number>();
  for (const step of steps) if (plan[step] !== nobody) users.add(plan[step]!);
  return users;
}

function areIn(users: ReadonlySet<number>, group: readonly number[]): boolean {
  for (const user of users) if (!group.includes(user)) return false;
  return true;
}

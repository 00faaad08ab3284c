/**
 * Whom each constraint, looked at by itself, leaves for each step. Everybody removed is in no plan; whoever stays may
 * still be in none.
 */

import type { Constraint, Instance } from '../workflow/instance.ts';

/** Fresh rows, which the caller may change. */
export function candidatesOf(instance: Instance): Uint32Array[] {
  const rows = instance.authorised.map((row) => row.slice());
  for (const constraint of instance.constraints) narrow(instance, rows, constraint);
  return rows;
}

function narrow(instance: Instance, rows: readonly Uint32Array[], constraint: Constraint): void {
  const keep = (step: number, mask: Uint32Array) => {
    const row = rows[step]!;
    for (let at = 0; at < row.length; at += 1) row[at]! &= mask[at]!;
  };
  const remove = (step: number, users: readonly number[]) => {
    for (const user of users) rows[step]![user >>> 5]! &= ~(1 << (user & 31));
  };
  switch (constraint.kind) {
    case 'forced':
      keep(constraint.step, maskOf(instance, [constraint.user]));
      break;
    case 'forbidden':
      remove(constraint.step, [constraint.user]);
      break;
    case 'unavailable':
      for (let step = 0; step < rows.length; step += 1) remove(step, constraint.users);
      break;
    case 'load':
      if (constraint.bound > 0) break;
      if (constraint.users === undefined) for (const row of rows) row.fill(0);
      else for (let step = 0; step < rows.length; step += 1) remove(step, constraint.users);
      break;
    case 'at-most':
      if (constraint.bound < 1) for (const step of constraint.steps) rows[step]!.fill(0);
      break;
    case 'team': {
      const members = maskOf(instance, constraint.teams.flat());
      for (const step of constraint.steps) keep(step, members);
      break;
    }
    case 'group-unless': {
      if (new Set(constraint.steps).size >= constraint.bound) break;
      const members = maskOf(instance, constraint.group);
      for (const step of constraint.steps) keep(step, members);
      break;
    }
    case 'dependent': {
      if (constraint.left !== constraint.right) break;
      const allowed = new Set(constraint.rightUsers);
      remove(
        constraint.left,
        constraint.leftUsers.filter((user) => !allowed.has(user)),
      );
      break;
    }
    case 'separation':
    case 'binding':
    case 'at-least':
      break;
    default:
      constraint satisfies never;
  }
}

export function maskOf(instance: Instance, users: readonly number[]): Uint32Array {
  const mask = new Uint32Array((instance.users + 31) >>> 5);
  for (const user of users) mask[user >>> 5]! |= 1 << (user & 31);
  return mask;
}

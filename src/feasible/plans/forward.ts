/**
 * What a user for one step leaves for the others: candidates that some constraint would refuse at once are removed, for
 * constraints of every kind. Once every step has a user and none was refused, the plan respects every constraint that
 * speaks of a step.
 */

import type { Constraint, Instance } from '../../workflow/instance.ts';
import { has } from '../bits.ts';
import { candidatesOf, maskOf } from '../candidates.ts';
import { scopeOf } from '../restrict.ts';

/** User of a step without one. */
export const nobody = -1;

export interface Forward {
  /** Candidates of each step before any has a user. */
  readonly rows: readonly Uint32Array[];
  /**
   * Candidates after `step`, the last to get a user, got `plan[step]`; null if somebody is missing, or a constraint is
   * broken. Rows are shared where nothing changed, and those of steps with a user are of no meaning.
   */
  readonly after: (
    rows: readonly Uint32Array[],
    plan: Int32Array,
    step: number,
  ) => readonly Uint32Array[] | null;
}

export function forwardOf(instance: Instance): Forward {
  const touching = Array.from({ length: instance.steps }, (): Prepared[] => []);
  for (const constraint of instance.constraints) {
    const scope = scopeOf(instance, constraint);
    const prepared = { constraint, scope, masks: masksOf(instance, constraint) };
    for (const step of scope) touching[step]!.push(prepared);
  }
  return {
    rows: candidatesOf(instance),
    after: (before, plan, step) => {
      const work: Work = { plan, before, rows: [...before] };
      return touching[step]!.every((prepared) => isKept(work, prepared, step)) ? work.rows : null;
    },
  };
}

interface Prepared {
  readonly constraint: Constraint;
  readonly scope: readonly number[];
  readonly masks: readonly Uint32Array[];
}

/** The users that a constraint names, as bitsets: of each team, of the group, on the left and on the right. */
function masksOf(instance: Instance, constraint: Constraint): readonly Uint32Array[] {
  switch (constraint.kind) {
    case 'team':
      return constraint.teams.map((team) => maskOf(instance, team));
    case 'group-unless':
      return [maskOf(instance, constraint.group)];
    case 'dependent':
      return [maskOf(instance, constraint.leftUsers), maskOf(instance, constraint.rightUsers)];
    case 'load':
      return constraint.users === undefined ? [] : [maskOf(instance, constraint.users)];
    default:
      return [];
  }
}

interface Work {
  readonly plan: Int32Array;
  readonly before: readonly Uint32Array[];
  /** Those that differ from `before` are this work's own. */
  readonly rows: Uint32Array[];
}

/** Removes from the open steps whom the constraint would refuse. False: it is broken, or nobody is left for a step. */
function isKept(work: Work, { constraint, scope, masks }: Prepared, step: number): boolean {
  const { plan } = work;
  const user = plan[step]!;
  const open = (): readonly number[] => scope.filter((other) => plan[other] === nobody);
  const given = (): ReadonlySet<number> =>
    new Set(scope.flatMap((other) => (plan[other] === nobody ? [] : [plan[other]!])));
  switch (constraint.kind) {
    case 'separation': {
      const other = constraint.left === step ? constraint.right : constraint.left;
      return plan[other] === nobody ? isWithout(work, other, [user]) : plan[other] !== user;
    }
    case 'binding': {
      const other = constraint.left === step ? constraint.right : constraint.left;
      return plan[other] === nobody ? isOnly(work, other, user) : plan[other] === user;
    }
    case 'at-most': {
      const users = given();
      if (users.size !== constraint.bound) return users.size < constraint.bound;
      return open().every((other) => isAmong(work, other, users));
    }
    case 'at-least':
      return areEnough(work, given(), open(), constraint.bound);
    case 'team': {
      const users = [...given()];
      const fitting = masks.filter((mask) => users.every((own) => has(mask, own)));
      return fitting.length > 0 && open().every((other) => isWithin(work, other, fitting));
    }
    case 'group-unless': {
      const users = given();
      const left = open();
      const isMixed = [...users].some((own) => !has(masks[0]!, own));
      if (isMixed) return areEnough(work, users, left, constraint.bound);
      if (users.size + left.length >= constraint.bound) return true;
      return left.every((other) => isWithin(work, other, masks));
    }
    case 'dependent': {
      const [left, right] = [plan[constraint.left]!, plan[constraint.right]!];
      const [from, to] = [masks[0]!, masks[1]!];
      if (left !== nobody && right !== nobody) return !has(from, left) || has(to, right);
      if (left === nobody) return has(to, right) || isOutside(work, constraint.left, from);
      return !has(from, left) || isWithin(work, constraint.right, [to]);
    }
    case 'load': {
      if (masks.length > 0 && !has(masks[0]!, user)) return true;
      let load = 0;
      for (const own of plan) if (own === user) load += 1;
      if (load !== constraint.bound) return load < constraint.bound;
      return open().every((other) => isWithout(work, other, [user]));
    }
    // Whom these refuse is no candidate.
    case 'unavailable':
    case 'forced':
    case 'forbidden':
      return true;
    default:
      return constraint satisfies never;
  }
}

/** Whether the open steps can still bring the number of users up to `bound`; where all must, nobody comes twice. */
function areEnough(work: Work, given: ReadonlySet<number>, open: readonly number[], bound: number): boolean {
  const missing = bound - given.size;
  if (missing < open.length) return true;
  return missing === open.length && open.every((other) => isWithout(work, other, [...given]));
}

function isWithout(work: Work, step: number, users: readonly number[]): boolean {
  if (!users.some((user) => has(work.rows[step]!, user))) return true;
  const row = own(work, step);
  for (const user of users) row[user >>> 5]! &= ~(1 << (user & 31));
  return isSomebody(row);
}

function isOnly(work: Work, step: number, user: number): boolean {
  if (!has(work.rows[step]!, user)) return false;
  const row = own(work, step);
  row.fill(0);
  row[user >>> 5] = 1 << (user & 31);
  return true;
}

function isAmong(work: Work, step: number, users: ReadonlySet<number>): boolean {
  const kept = [...users].filter((user) => has(work.rows[step]!, user));
  const row = own(work, step);
  row.fill(0);
  for (const user of kept) row[user >>> 5]! |= 1 << (user & 31);
  return kept.length > 0;
}

function isWithin(work: Work, step: number, masks: readonly Uint32Array[]): boolean {
  const row = own(work, step);
  for (let at = 0; at < row.length; at += 1) {
    let allowed = 0;
    for (const mask of masks) allowed |= mask[at]!;
    row[at]! &= allowed;
  }
  return isSomebody(row);
}

function isOutside(work: Work, step: number, mask: Uint32Array): boolean {
  const row = own(work, step);
  for (let at = 0; at < row.length; at += 1) row[at]! &= ~mask[at]!;
  return isSomebody(row);
}

function own({ before, rows }: Work, step: number): Uint32Array {
  if (rows[step] === before[step]) rows[step] = before[step]!.slice();
  return rows[step]!;
}

function isSomebody(row: Uint32Array): boolean {
  for (let at = 0; at < row.length; at += 1) if (row[at] !== 0) return true;
  return false;
}

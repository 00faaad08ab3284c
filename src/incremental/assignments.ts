/**
 * Assignments of a policy that change: the rows as they were read, and beside them the rows of those users who have
 * changed since. A change costs what one user has, whatever the policy has.
 */

import { factsBuilder } from '../policy/facts.ts';
import type { Facts, Place } from '../policy/model.ts';
import { rowsByLeft, rowsByRight, rowsOfElement } from '../replay/rows-by.ts';

interface Row {
  readonly role: number;
  readonly file: number;
  readonly line: number;
}

export interface Assignments {
  /** Distinct roles that are assigned to `user`, ascending. */
  roles(user: number): Int32Array;
  /** The rows of `user` as facts whose left id is 0. */
  rows(user: number): Facts;
  /** Users to whom one of `roles` is assigned. */
  usersWith(roles: Iterable<number>): ReadonlySet<number>;
  /** False where nothing changes. */
  add(user: number, role: number, place: Place): boolean;
  remove(user: number, role: number): boolean;
  /** All rows as they are now. */
  facts(): Facts;
}

export function openAssignments(given: Facts): Assignments {
  const byUser = rowsByLeft(given);
  const byRole = rowsByRight(given);
  const changed = new Map<number, readonly Row[]>();
  let current: Facts | null = given;

  const rowsOf = (user: number): readonly Row[] =>
    changed.get(user) ??
    Array.from(rowsOfElement(byUser, user), (row) => ({
      role: given.right[row]!,
      file: given.file[row]!,
      line: given.line[row]!,
    }));
  const set = (user: number, rows: readonly Row[]): void => {
    changed.set(user, rows);
    current = null;
  };
  const stated = (rows: readonly Row[], left: (row: Row) => number): Facts => ({
    left: Int32Array.from(rows, left),
    right: Int32Array.from(rows, ({ role }) => role),
    file: Int32Array.from(rows, ({ file }) => file),
    line: Int32Array.from(rows, ({ line }) => line),
  });

  return {
    roles: (user) => Int32Array.from(new Set(rowsOf(user).map(({ role }) => role))).sort(),
    rows: (user) => stated(rowsOf(user), () => 0),
    usersWith(roles) {
      const wanted = new Set(roles);
      const users = new Set<number>();
      for (const role of wanted) {
        for (const row of rowsOfElement(byRole, role)) {
          const user = given.left[row]!;
          if (!changed.has(user)) users.add(user);
        }
      }
      for (const [user, rows] of changed) if (rows.some(({ role }) => wanted.has(role))) users.add(user);
      return users;
    },
    add(user, role, { file, line }) {
      const rows = rowsOf(user);
      if (rows.some((row) => row.role === role)) return false;
      set(user, [...rows, { role, file, line }]);
      return true;
    },
    remove(user, role) {
      const rows = rowsOf(user);
      const kept = rows.filter((row) => row.role !== role);
      if (kept.length === rows.length) return false;
      set(user, kept);
      return true;
    },
    facts() {
      if (current !== null) return current;
      const facts = factsBuilder(given.left.length + changed.size);
      for (let row = 0; row < given.left.length; row += 1) {
        const user = given.left[row]!;
        if (!changed.has(user)) facts.add(user, given.right[row]!, given.file[row]!, given.line[row]!);
      }
      for (const [user, rows] of changed)
        for (const { role, file, line } of rows) facts.add(user, role, file, line);
      current = facts.build();
      return current;
    },
  };
}

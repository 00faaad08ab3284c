/** Parts of policies, as changes and slices take them: some rows of a relation, users under other numbers. */

import type { Facts, Policy } from '../policy/model.ts';

/** The rows that `isKept` selects, in order. */
export function selectRows(facts: Facts, isKept: (row: number) => boolean): Facts {
  const kept: number[] = [];
  for (let row = 0; row < facts.left.length; row += 1) if (isKept(row)) kept.push(row);
  const pick = (column: Int32Array): Int32Array => Int32Array.from(kept, (row) => column[row]!);
  return {
    left: pick(facts.left),
    right: pick(facts.right),
    file: pick(facts.file),
    line: pick(facts.line),
  };
}

/** Everything of `policy` that names users by id, with the ids that `number` gives. */
export function renumberUsers(
  { assignments, sessions, applications }: Pick<Policy, 'assignments' | 'sessions' | 'applications'>,
  number: (user: number) => number,
): Pick<Policy, 'assignments' | 'sessions' | 'applications'> {
  const renumbered = <T extends { readonly user: number }>(item: T): T => ({
    ...item,
    user: number(item.user),
  });
  return {
    assignments: { ...assignments, left: assignments.left.map(number) },
    sessions: sessions.map(renumbered),
    applications: applications.map((application) => ({
      ...application,
      plans: application.plans.map((plan) => ({ ...plan, assignments: plan.assignments.map(renumbered) })),
    })),
  };
}

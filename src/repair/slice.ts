/**
 * The part of a large policy on which a repair is judged.
 *
 * A change that concerns some users only is judged on those users. What they do to others goes through counts and
 * candidates, so these stay too: everyone with a role of limited cardinality, everyone in a session or plan, of the
 * users that an application could ask for, k + 1 of each class (k: its sessions), as in `replay/state.ts`, and of those
 * who hold some of an operation that needs k users, k of each class. All
 * role-level facts are kept. Every naive decision is then the same on the slice as on the whole policy, except that
 * findings about users outside the slice are missing before and after the change alike.
 */

import type { Facts, Place, Policy } from '../policy/model.ts';
import { closeUpward } from '../replay/raw.ts';
import { rowsByLeft, rowsOfElement } from '../replay/rows-by.ts';
import { representatives, someOfEachClass } from '../replay/state.ts';
import { pickRows, renumberUsers, selectListed } from './parts.ts';

/** `policy` with only the users that matter for changes about `users`. Role, permission and session ids stay. */
export function sliceOf(policy: Policy, users: ReadonlySet<number>): Policy {
  const kept = new Set(users);
  for (const session of policy.sessions) kept.add(session.user);
  for (const application of policy.applications) {
    for (const plan of application.plans) for (const { user } of plan.assignments) kept.add(user);
    for (const user of representatives(policy, application)) kept.add(user);
    for (const constraint of application.constraints) if ('user' in constraint) kept.add(constraint.user);
  }
  for (const { atLeast, permissions } of policy.operations) {
    if (atLeast === null) continue;
    for (const user of someOfEachClass(policy, rolesGranting(policy, permissions), atLeast)) kept.add(user);
  }
  const limited = policy.constraints.flatMap((constraint) =>
    constraint.kind === 'cardinality' ? [constraint.role] : [],
  );
  const { assignments } = policy;
  if (limited.length > 0) {
    const counted = closeUpward(policy.inheritance, new Set(limited));
    for (let row = 0; row < assignments.left.length; row += 1)
      if (counted.has(assignments.right[row]!)) kept.add(assignments.left[row]!);
  }
  return restrictedTo(policy, kept);
}

function rolesGranting({ grants }: Policy, permissions: readonly number[]): ReadonlySet<number> {
  const wanted = new Set(permissions);
  return new Set(grants.left.filter((_, row) => wanted.has(grants.right[row]!)));
}

/** The rows of the users, in order. */
function rowsOfUsers(assignments: Facts, users: readonly number[]): Facts {
  const byUser = rowsByLeft(assignments);
  return pickRows(
    assignments,
    users.flatMap((user) => [...rowsOfElement(byUser, user)]).sort((a, b) => a - b),
  );
}

function restrictedTo(policy: Policy, users: ReadonlySet<number>): Policy {
  const kept = [...users].sort((a, b) => a - b);
  const numbers = new Map(kept.map((user, index) => [user, index]));
  const number = (user: number): number => numbers.get(user)!;
  const { assignments, sessions, applications } = policy;
  const list = kept.map((user) => policy.users.list[user]!);
  const places: readonly Place[] = kept.map((user) => policy.declared.users[user]!);
  return {
    ...policy,
    users: {
      list,
      ids: new Map(list.map((name, index) => [name, index])),
      declaredCount: kept.filter((user) => user < policy.users.declaredCount).length,
    },
    declared: { ...policy.declared, users: places },
    ...renumberUsers(
      {
        assignments: rowsOfUsers(assignments, kept),
        sessions,
        applications: applications.map((application) =>
          selectListed(application, (user) => numbers.has(user)),
        ),
        // No repair is judged by what administrators may do later, and its rules name users.
        administration: null,
      },
      number,
    ),
  };
}

/**
 * Candidate repairs by removal: every fact on any derivation of some element, not only on the shortest ones, for a
 * repair must cut all of them.
 */

import type { Index } from '../index/index.ts';
import { has, rowOf } from '../index/rows.ts';
import type { Policy } from '../policy/model.ts';
import type { Change, FactRelation } from '../verdict/change.ts';
import { sortedByName } from './words.ts';

/** Whose derivations are cut: users by assignment, sessions by activation, or a role that is there by itself. */
export interface Roots {
  readonly relation: 'assignment' | 'active' | 'none';
  readonly subjects: readonly number[];
  /** Whether inheritance counts (S1, S4). */
  readonly closed: boolean;
}

/** What is derived. Of permissions all roles that grant them are cut too. */
export interface Targets {
  readonly over: 'role' | 'permission';
  readonly elements: readonly number[];
}

/**
 * Removals of facts on derivations from `roots` to `targets`: assignments or activations by name, then grants, then
 * inheritance.
 */
export function removals(policy: Policy, index: Index, roots: Roots, targets: Targets): Change[] {
  const names = policy.roles.list;
  const roles =
    targets.over === 'role'
      ? targets.elements
      : targets.elements.flatMap((permission) => [...index.rolesGranted(permission)]);
  const leads = leading(index, roles, roots.closed);
  const changes: Change[] = [];
  const reached = new Set<number>();
  const reach = (role: number): void => {
    reached.add(role);
    if (roots.closed) for (const junior of index.down(role)) reached.add(junior);
  };
  for (const subject of roots.subjects) {
    if (roots.relation === 'none') {
      reach(subject);
      continue;
    }
    const { relation } = roots;
    const held = relation === 'assignment' ? index.assigned(subject) : rowOf(index.active(), subject);
    for (const role of sortedByName(held, names)) {
      if (!leads.has(role)) continue;
      reach(role);
      changes.push(removal(policy, relation, subject, role));
    }
  }
  if (targets.over === 'permission') {
    for (const role of sortedByName(reached, names)) {
      for (const permission of targets.elements) {
        if (has(index.grants(), role, permission)) changes.push(removal(policy, 'grant', role, permission));
      }
    }
  }
  if (!roots.closed) return changes;
  for (const role of sortedByName(reached, names)) {
    for (const junior of sortedByName(rowOf(index.juniors(), role), names)) {
      if (leads.has(junior)) changes.push(removal(policy, 'inheritance', role, junior));
    }
  }
  return changes;
}

/** Roles that are, or with `closed` inherit, one of `roles`. */
function leading(index: Index, roles: readonly number[], closed: boolean): ReadonlySet<number> {
  const leads = new Set(roles);
  if (closed) for (const role of roles) for (const senior of index.up(role)) leads.add(senior);
  return leads;
}

/** The removal of one fact, by ids. */
export function removal(policy: Policy, relation: FactRelation, left: number, right: number): Change {
  return { kind: 'remove', relation, ...named(policy, relation, left, right) };
}

/** The addition of one fact, by ids. */
export function addition(policy: Policy, relation: FactRelation, left: number, right: number): Change {
  return { kind: 'add', relation, ...named(policy, relation, left, right) };
}

function named(
  policy: Policy,
  relation: FactRelation,
  left: number,
  right: number,
): { readonly left: string; readonly right: string } {
  const { users, roles, permissions, sessions } = policy;
  switch (relation) {
    case 'assignment':
      return { left: users.list[left]!, right: roles.list[right]! };
    case 'inheritance':
      return { left: roles.list[left]!, right: roles.list[right]! };
    case 'grant':
      return { left: roles.list[left]!, right: permissions.list[right]! };
    case 'active':
      return { left: sessions[left]!.name, right: roles.list[right]! };
    default:
      return relation satisfies never;
  }
}

/**
 * The questions behind P23b, P25 and P25e from raw facts, for refutations and for naive decisions. Users
 * are the policy's ids; everything is numbered in the order of names, exclusions by those of their members.
 */

import type { CoalitionProblem } from '../encode/coalition.ts';
import type { EnforcementProblem } from '../encode/enforcement.ts';
import type { SeparationProblem } from '../encode/separation.ts';
import type { Application, Operation } from '../policy/model.ts';
import { atomsOf, candidatesOf } from './recheck/applications.ts';
import type { Relations } from './recheck/relations.ts';

/** How many users an operation needs. */
export const quorumOf = ({ atLeast }: Operation): number => atLeast ?? 2;

/** Users in the order of their names; only those who hold something. */
export function coalitionOf(relations: Relations, operation: Operation): CoalitionProblem {
  const { policy } = relations;
  const wanted = positions(policy.permissions.list, operation.permissions);
  const users = inNameOrder(policy.users.list, relations.users).flatMap((user) => {
    const held = relations.permissionsOf(relations.rolesOf(user));
    const own = new Set([...held].flatMap((permission) => wanted.get(permission) ?? []));
    return own.size === 0 ? [] : [own];
  });
  return { permissions: wanted.size, users, most: quorumOf(operation) - 1 };
}

/** Roles in the order of their names; only those that grant something. */
export function enforcementOf(relations: Relations, operation: Operation): EnforcementProblem {
  const { policy } = relations;
  const wanted = positions(policy.permissions.list, operation.permissions);
  const roleNames = policy.roles.list;
  const exclusions = policy.constraints
    .flatMap((constraint) =>
      constraint.kind === 'exclusion' && constraint.over === 'role' && constraint.static
        ? constraint.sets.map(({ members, limit }) => ({ members: inNameOrder(roleNames, members), limit }))
        : [],
    )
    .map((set) => ({ set, key: JSON.stringify([set.members.map((role) => roleNames[role]!), set.limit]) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ set }) => set);
  const named = new Set(exclusions.flatMap(({ members }) => members));
  const declared = Array.from({ length: policy.roles.declaredCount }, (_, role) => role);
  const roles = inNameOrder(roleNames, declared).flatMap((role) => {
    const grants = new Set(
      [...relations.granted(role)].flatMap((permission) => wanted.get(permission) ?? []),
    );
    if (grants.size === 0) return [];
    const held = policy.profile.membership === 'authorised' ? relations.downOf(role) : new Set([role]);
    return [{ grants, brings: new Set([...held].filter((other) => named.has(other))) }];
  });
  return { permissions: wanted.size, roles, exclusions, people: quorumOf(operation) - 1 };
}

/** Sessions and candidates in the order of their names. */
export function separationOf(relations: Relations, application: Application): SeparationProblem {
  const names = application.sessions.map(({ name }) => name);
  const order = inNameOrder(names, names.keys());
  const candidates = candidatesOf(relations, application);
  const atoms = order.map((session) => atomsOf(relations, application.sessions[session]!.roles));
  const numbers = new Map<number, number>();
  for (const own of atoms) for (const atom of own) if (!numbers.has(atom)) numbers.set(atom, numbers.size);
  return {
    atoms: atoms.map((own) => new Set([...own].map((atom) => numbers.get(atom)!))),
    permissions: numbers.size,
    candidates: order.map((session) => inNameOrder(relations.policy.users.list, candidates[session]!)),
    exclusions: application.exclusions.map(({ left, right }) => [order.indexOf(left), order.indexOf(right)]),
  };
}

function inNameOrder(names: readonly string[], ids: Iterable<number>): readonly number[] {
  return [...ids].sort((a, b) => (names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : 0));
}

/** Position of each id among the distinct ones in the order of their names. */
function positions(names: readonly string[], ids: Iterable<number>): ReadonlyMap<number, number> {
  return new Map(inNameOrder(names, new Set(ids)).map((id, at) => [id, at]));
}

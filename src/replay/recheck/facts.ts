/** References, hierarchy, sessions, cardinality, prerequisites and windows, decided naively (P01–P03, P11–P13). */

import type { Names, Policy } from '../../policy/model.ts';
import { type Finding, namesOf } from './finding.ts';
import { isSubset, type Relations } from './relations.ts';

/** I1: one finding for the policy; its elements are the undeclared names that are used, as `sort name`. */
export function* references({ policy }: Relations): Iterable<Finding> {
  const dangling = new Set<string>();
  const look = (sort: Sort, id: number): void => {
    const names = namesOfSort(policy, sort);
    if (id >= names.declaredCount) dangling.add(`${sort} ${names.list[id]!}`);
  };
  const { assignments, inheritance, grants, active } = policy;
  for (const id of assignments.left) look('user', id);
  for (const column of [assignments.right, inheritance.left, inheritance.right, grants.left, active.right])
    for (const id of column) look('role', id);
  for (const id of grants.right) look('permission', id);
  for (const session of policy.sessions) look('user', session.user);
  for (const constraint of policy.constraints) {
    switch (constraint.kind) {
      case 'exclusion':
        for (const member of constraint.sets.flatMap((set) => set.members)) look(constraint.over, member);
        break;
      case 'prerequisite':
        for (const role of [constraint.role, ...constraint.needs]) look('role', role);
        break;
      case 'cardinality':
      case 'window':
        look('role', constraint.role);
        break;
      case 'one-per-object':
        break;
      default:
        constraint satisfies never;
    }
  }
  if (dangling.size > 0)
    yield {
      rule: 'references',
      claim: 'References',
      constraint: null,
      subject: '',
      elements: [...dangling].sort(),
    };
}

type Sort = 'user' | 'role' | 'permission';

function namesOfSort(policy: Policy, sort: Sort): Names {
  switch (sort) {
    case 'user':
      return policy.users;
    case 'role':
      return policy.roles;
    case 'permission':
      return policy.permissions;
    default:
      return sort satisfies never;
  }
}

/** I2: one finding for each knot of roles that are above themselves. */
export function* acyclicHierarchy(relations: Relations): Iterable<Finding> {
  const { list } = relations.policy.roles;
  const seniors = new Set(relations.policy.inheritance.left);
  const told = new Set<number>();
  for (const role of seniors) {
    const onCycle = relations.juniors(role).some((junior) => relations.downOf(junior).has(role));
    if (!onCycle || told.has(role)) continue;
    const knot = [...relations.downOf(role)].filter((other) => relations.downOf(other).has(role));
    for (const other of knot) told.add(other);
    const elements = namesOf(list, knot);
    yield {
      rule: 'acyclic-hierarchy',
      claim: 'AcyclicHierarchy',
      constraint: null,
      subject: elements[0]!,
      elements,
    };
  }
}

/** Schema 3 and Fig. 6, for live sessions. */
export function* sessionAuthorisation(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  for (const [index, session] of policy.sessions.entries()) {
    const held = relations.rolesOf(session.user);
    const foreign = [...relations.active(index)].filter(
      (role) => role < policy.roles.declaredCount && !held.has(role),
    );
    if (foreign.length > 0)
      yield {
        rule: 'session-authorisation',
        claim: 'SessionAuthorisation',
        constraint: null,
        subject: session.name,
        elements: namesOf(policy.roles.list, foreign),
      };
  }
}

/** I9, over assigned or authorised users (S16). */
export function* cardinality(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  const limits = policy.constraints.filter((constraint) => constraint.kind === 'cardinality');
  if (limits.length === 0) return;
  const members = new Map<number, number[]>(limits.map(({ role }) => [role, []]));
  for (const user of relations.users) {
    const held = relations.assigned(user);
    for (const role of policy.profile.cardinality === 'assigned' ? held : relations.down(held))
      members.get(role)?.push(user);
  }
  for (const { id, role, atMost } of limits) {
    const users = members.get(role)!;
    if (users.length > atMost)
      yield {
        rule: 'cardinality',
        claim: 'CardinalityLimit',
        constraint: id,
        subject: policy.roles.list[role]!,
        elements: namesOf(policy.users.list, users),
      };
  }
}

/** I10, unless prerequisites are read as a guard at assignment (S17). */
export function* prerequisite(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  if (policy.profile.prerequisite !== 'invariant') return;
  const needs = policy.constraints.filter((constraint) => constraint.kind === 'prerequisite');
  if (needs.length === 0) return;
  for (const user of relations.users) {
    const assigned = relations.assigned(user);
    for (const constraint of needs) {
      if (!assigned.has(constraint.role)) continue;
      const held = relations.rolesOf(user);
      if (isSubset(constraint.needs, held)) continue;
      yield {
        rule: 'prerequisite',
        claim: 'PrerequisiteHeld',
        constraint: constraint.id,
        subject: policy.users.list[user]!,
        elements: namesOf(
          policy.roles.list,
          constraint.needs.filter((role) => !held.has(role)),
        ),
      };
    }
  }
}

/** I11 over the downward closure of what is active; without a clock nothing is outside a window. */
export function* roleWindow(relations: Relations): Iterable<Finding> {
  const { policy } = relations;
  const { now } = policy;
  if (now === null) return;
  for (const constraint of policy.constraints) {
    if (constraint.kind !== 'window' || constraint.role >= policy.roles.declaredCount) continue;
    if (constraint.open.some(({ from, to }) => from <= now && now <= to)) continue;
    for (const [index, session] of policy.sessions.entries()) {
      if (!relations.down(relations.active(index)).has(constraint.role)) continue;
      yield {
        rule: 'role-window',
        claim: 'RoleWindowOpen',
        constraint: constraint.id,
        subject: session.name,
        elements: [policy.roles.list[constraint.role]!],
      };
    }
  }
}

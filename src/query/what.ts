/** What a user can do: roles, permissions, and the exclusions that the user is near to. */

import { union } from '../index/index.ts';
import { rowOf } from '../index/rows.ts';
import type { Exclusion } from '../policy/model.ts';
import type { Access } from './access.ts';
import type { Applying, HeldPermission, HeldRole, WhatAnswer } from './answer.ts';
import type { SubjectId } from './question.ts';
import { certaintyOf, isClosed, started, startsOf, stepsThrough, subjectOf } from './subject.ts';
import { inOrder, isCertain, waysTo } from './ways.ts';

export function what(access: Access, id: SubjectId): WhatAnswer {
  const { policy, index } = access;
  const starts = startsOf(access, id);
  const down = (closed: boolean): Int32Array =>
    closed ? union(starts.roles, index.closure()) : starts.roles;
  const roleIds = inOrder(down(isClosed(access, id, 'role')), policy.roles.list);
  const permissionIds = inOrder(
    union(down(isClosed(access, id, 'permission')), index.grants()),
    policy.permissions.list,
  );
  const held = { role: new Set<number>(), permission: new Set<number>() };
  const roles = roleIds.flatMap((role): HeldRole[] => {
    const ways = waysTo(access, { sort: 'role', ids: [role] }, isClosed(access, id, 'role'));
    const [first] = started(access, starts, ways);
    if (first === undefined) return [];
    if (isCertain(first.cost)) held.role.add(role);
    return [
      {
        role: policy.roles.list[role]!,
        isGroup: policy.roles.isGroup[role] ?? false,
        certainty: certaintyOf(first.cost),
        steps: stepsThrough(access, starts, ways, first.role),
      },
    ];
  });
  const permissions = permissionIds.flatMap((permission): HeldPermission[] => {
    const ways = waysTo(
      access,
      { sort: 'permission', ids: [permission] },
      isClosed(access, id, 'permission'),
    );
    const [first, ...rest] = started(access, starts, ways);
    if (first === undefined) return [];
    if (isCertain(first.cost)) held.permission.add(permission);
    const others = rest.filter(({ cost }) => isCertain(cost) || !isCertain(first.cost));
    return [
      {
        permission: policy.permissions.list[permission]!,
        certainty: certaintyOf(first.cost),
        steps: stepsThrough(access, starts, ways, first.role),
        others: others.map(({ role }) => policy.roles.list[role]!),
      },
    ];
  });
  return {
    kind: 'what',
    subject: subjectOf(access, id),
    roles,
    permissions,
    exclusions: applying(access, held, id.session === null ? 'static' : 'dynamic'),
    open: access.open('permission'),
  };
}

/** Of each exclusion set of which something is held for certain. */
function applying(
  { policy, index }: Access,
  held: Readonly<Record<'role' | 'permission', ReadonlySet<number>>>,
  relation: 'static' | 'dynamic',
): readonly Applying[] {
  const constraints = policy.constraints.filter(
    (constraint): constraint is Exclusion => constraint.kind === 'exclusion' && constraint[relation],
  );
  return constraints.flatMap(({ id, over, sets, reason, place }) =>
    sets.flatMap(({ members, limit }): Applying[] => {
      const own = members.filter((member) => held[over].has(member));
      if (own.length === 0) return [];
      const names = over === 'role' ? policy.roles.list : policy.permissions.list;
      const named = (ids: readonly number[]): readonly string[] =>
        inOrder(ids, names).map((member) => names[member]!);
      const others = members.filter((member) => !held[over].has(member));
      return [
        {
          constraint: id,
          over,
          reason,
          location: index.location(place),
          held: named(own),
          forbidden: own.length >= limit - 1 ? named(others) : [],
          isViolated: own.length >= limit,
        },
      ];
    }),
  );
}

/** How many permissions a role gives, perhaps, that the user does not have for certain. */
export function gainsOf(access: Access, user: number): (role: number) => number {
  const { index, certain, policy } = access;
  const { membership } = policy.profile;
  const own = new Set(certain.permissionsOfUser(user, membership));
  return (role) => {
    const row = membership === 'authorised' ? index.permissionsOf(role) : rowOf(index.grants(), role);
    let gains = 0;
    for (const permission of row) if (!own.has(permission)) gains += 1;
    return gains;
  };
}

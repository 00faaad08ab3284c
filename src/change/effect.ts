/**
 * Who comes to have which permission through changes, and who loses it: users and roles that both policies have, by name.
 * What a new user or role has is new as a whole.
 */

import { type Index, indexPolicy } from '../index/index.ts';
import type { Policy } from '../policy/model.ts';
import type { Fact } from '../verdict/change.ts';

export interface Shift {
  readonly direction: 'gained' | 'lost';
  /** A user or a role. */
  readonly subject: string;
  readonly permission: string;
  /** The way: now where it is gained, before where it is lost. */
  readonly path: readonly Fact[];
}

export interface Effect {
  readonly users: readonly Shift[];
  readonly roles: readonly Shift[];
}

interface Side {
  readonly policy: Policy;
  readonly index: Index;
}

export function effectOf(before: Policy, after: Policy): Effect {
  const was: Side = { policy: before, index: indexPolicy(before) };
  const is: Side = { policy: after, index: indexPolicy(after) };
  return {
    users: shifts(was, is, ofUsers),
    roles: shifts(was, is, ofRoles),
  };
}

/** What subjects of one kind have, by id. */
interface Level {
  readonly names: (policy: Policy) => Policy['users'];
  readonly permissions: (side: Side, subject: number) => Int32Array;
  readonly path: (side: Side, subject: number, permission: number) => readonly Fact[];
}

const ofUsers: Level = {
  names: ({ users }) => users,
  permissions: ({ policy, index }, user) => index.permissionsOfUser(user, policy.profile.membership),
  path: ({ policy, index }, user, permission) =>
    index.permissionPath(user, permission, policy.profile.membership) ?? [],
};

const ofRoles: Level = {
  names: ({ roles }) => roles,
  permissions: ({ index }, role) => index.permissionsOf(role),
  path: ({ index }, role, permission) => {
    const granting = index.rolesGranted(permission).find((one) => index.down(role).includes(one));
    if (granting === undefined) return [];
    return [...(index.inheritancePath(role, granting) ?? []), index.fact('grant', granting, permission)];
  },
};

function shifts(was: Side, is: Side, level: Level): readonly Shift[] {
  return [...between(was, is, level, 'lost'), ...between(is, was, level, 'gained')];
}

/** What `one` has that `other` has not, in the order of `one`. */
function between(one: Side, other: Side, level: Level, direction: Shift['direction']): readonly Shift[] {
  const names = level.names(one.policy);
  const others = level.names(other.policy).ids;
  const permissionIds = one.policy.permissions.list.map((name) => other.policy.permissions.ids.get(name));
  return names.list.flatMap((subject, id): readonly Shift[] => {
    const twin = others.get(subject);
    const has = new Set(twin === undefined ? [] : level.permissions(other, twin));
    return [...level.permissions(one, id)].flatMap((permission) => {
      const same = permissionIds[permission];
      if (same !== undefined && has.has(same)) return [];
      return [
        {
          direction,
          subject,
          permission: one.policy.permissions.list[permission]!,
          path: level.path(one, id, permission),
        },
      ];
    });
  });
}

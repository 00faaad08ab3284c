/** Names of a policy's ids, as YAML lists, for all that writes the policy language. */

import type { Place, Policy } from '../../policy/model.ts';
import { shown } from '../../policy/names.ts';
import { list, type Yaml } from '../yaml.ts';

export interface Naming {
  readonly policy: Policy;
  user(id: number): string;
  role(id: number): string;
  permission(id: number): string;
  users(ids: readonly number[]): Yaml;
  roles(ids: readonly number[]): Yaml;
  permissions(ids: readonly number[]): Yaml;
}

export function namingOf(policy: Policy): Naming {
  const user = (id: number): string => policy.users.list[id]!;
  const role = (id: number): string => policy.roles.list[id]!;
  const permission = (id: number): string => policy.permissions.list[id]!;
  return {
    policy,
    user,
    role,
    permission,
    users: (ids) => list(ids.map(user)),
    roles: (ids) => list(ids.map(role)),
    permissions: (ids) => list(ids.map(permission)),
  };
}

/** `file:line`, in one line. */
export function placeText(policy: Policy, { file, line }: Pick<Place, 'file' | 'line'>): string {
  return `${shown(policy.files[file]?.path ?? '?')}:${line}`;
}

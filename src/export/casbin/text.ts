/**
 * Users, roles and permissions in Casbin: `g` for assignments and inheritance, `p` for grants.
 *
 * Casbin has one name space for users and roles, so that kinds are written before names where one name is both. What its
 * readers of lines or expressions take for their own (commas, quotes, brackets, `#`, white space at the ends) is spelled
 * `%hex`, in requests as in the policy.
 */

import type { Facts, Policy } from '../../policy/model.ts';
import { hasByInheritance } from '../static.ts';

export interface CasbinNames {
  user(name: string): string;
  role(name: string): string;
  /** Object and action. */
  permission(name: string): readonly [string, string];
  /** Whether names are not written as they are. */
  readonly areSpelled: boolean;
}

const spelled = (text: string): string =>
  text.replace(/[%,"'`#()[\]{}\\;=|&!<>\s]/gu, (one) => `%${one.codePointAt(0)!.toString(16).toUpperCase()}`);

export function casbinNames({ users, roles, permissions }: Policy): CasbinNames {
  const isShared = users.list.some((name) => roles.ids.has(name));
  const all = [...users.list, ...roles.list, ...permissions.list];
  return {
    user: (name) => (isShared ? `user:${spelled(name)}` : spelled(name)),
    role: (name) => (isShared ? `role:${spelled(name)}` : spelled(name)),
    permission(name) {
      const at = name.lastIndexOf(':');
      return [spelled(name.slice(0, at)), spelled(name.slice(at + 1))];
    },
    areSpelled: isShared || all.some((name) => spelled(name) !== name),
  };
}

/** Without constraints. */
export const modelText = `[request_definition]
r = sub, obj, act

[policy_definition]
p = sub, obj, act

[role_definition]
g = _, _

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act
`;

export function policyLines(policy: Policy, names: CasbinNames): string[] {
  const { users, roles, permissions, assignments, inheritance, grants } = policy;
  const user = (id: number): string => names.user(users.list[id]!);
  const role = (id: number): string => names.role(roles.list[id]!);
  return [
    ...lines(
      grants,
      (left, right) => `p, ${role(left)}, ${names.permission(permissions.list[right]!).join(', ')}`,
    ),
    ...lines(assignments, (left, right) => `g, ${user(left)}, ${role(right)}`),
    ...(hasByInheritance(policy)
      ? lines(inheritance, (left, right) => `g, ${role(left)}, ${role(right)}`)
      : []),
  ];
}

/** Each fact once. */
function lines({ left, right }: Facts, make: (left: number, right: number) => string): string[] {
  const all = new Set<string>();
  left.forEach((id, row) => void all.add(make(id, right[row]!)));
  return [...all];
}

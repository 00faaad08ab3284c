/**
 * The raw facts as plain maps and sets, and what FORMAL.md A.2 derives from them.
 *
 * Derived a second time on purpose: the checker shares neither index nor closure with the engines. Closures are
 * walked role by role when they are first asked for, so that deciding about few users costs little.
 */

import type { Facts, Policy } from '../../policy/model.ts';

export type Ids = ReadonlySet<number>;

export interface Relations {
  readonly policy: Policy;
  /** Ids of the declared users. */
  readonly users: readonly number[];
  /** UA⦇{u}⦈. */
  readonly assigned: (user: number) => Ids;
  /** geq⦇{r}⦈. */
  readonly downOf: (role: number) => Ids;
  /** geq⦇roles⦈. */
  readonly down: (roles: Iterable<number>) => Set<number>;
  /** S1: roles_of_user as the profile reads it. */
  readonly rolesOf: (user: number) => Ids;
  /** RH⦇{r}⦈. */
  readonly juniors: (role: number) => readonly number[];
  /** PA⦇{r}⦈. */
  readonly granted: (role: number) => Ids;
  /** PA⦇roles⦈, without closure. */
  readonly permissionsOf: (roles: Iterable<number>) => Set<number>;
  /** ar⦇{s}⦈ by index of the session. */
  readonly active: (session: number) => Ids;
}

const none: Ids = new Set();

/** The relations of `policy`. */
export function relationsOf(policy: Policy): Relations {
  const assigned = once(() => setsByLeft(policy.assignments));
  const juniors = once(() => listsByLeft(policy.inheritance));
  const granted = once(() => setsByLeft(policy.grants));
  const active = once(() => setsByLeft(policy.active));
  const closures = new Map<number, Set<number>>();

  const downOf = (role: number): Ids => {
    const known = closures.get(role);
    if (known !== undefined) return known;
    const reached = new Set([role]);
    for (const senior of reached) for (const junior of juniors().get(senior) ?? []) reached.add(junior);
    closures.set(role, reached);
    return reached;
  };
  const down = (roles: Iterable<number>): Set<number> => {
    const reached = new Set<number>();
    for (const role of roles) for (const junior of downOf(role)) reached.add(junior);
    return reached;
  };
  const assignedOf = (user: number): Ids => assigned().get(user) ?? none;
  return {
    policy,
    users: Array.from({ length: policy.users.declaredCount }, (_, user) => user),
    assigned: assignedOf,
    downOf,
    down,
    rolesOf: policy.profile.membership === 'authorised' ? (user) => down(assignedOf(user)) : assignedOf,
    juniors: (role) => juniors().get(role) ?? [],
    granted: (role) => granted().get(role) ?? none,
    permissionsOf: (roles) => {
      const permissions = new Set<number>();
      for (const role of roles)
        for (const permission of granted().get(role) ?? none) permissions.add(permission);
      return permissions;
    },
    active: (session) => active().get(session) ?? none,
  };
}

export function isSubset(part: Iterable<number>, whole: Ids): boolean {
  for (const element of part) if (!whole.has(element)) return false;
  return true;
}

function setsByLeft(facts: Facts): ReadonlyMap<number, Set<number>> {
  const result = new Map<number, Set<number>>();
  for (let row = 0; row < facts.left.length; row += 1) {
    const left = facts.left[row]!;
    const set = result.get(left);
    if (set === undefined) result.set(left, new Set([facts.right[row]!]));
    else set.add(facts.right[row]!);
  }
  return result;
}

function listsByLeft(facts: Facts): ReadonlyMap<number, readonly number[]> {
  return new Map([...setsByLeft(facts)].map(([left, set]) => [left, [...set]]));
}

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => {
    value ??= { of: compute() };
    return value.of;
  };
}

/** Who holds what, as clauses over assigned roles (S1), and the exclusions as thresholds over such clauses. */

import type { Facts, Policy } from '../../policy/model.ts';
import type { Target } from '../problem.ts';
import type { Clause } from '../system.ts';

export interface Holders {
  /** Whoever is assigned one of these holds the role. */
  readonly ofRole: (role: number) => Clause;
  readonly ofPermission: (permission: number) => Clause;
  /** As `ofRole`, through inheritance whatever S1 says. */
  readonly authorising: (role: number) => Clause;
}

export function holdersOf(policy: Policy): Holders {
  const isInherited = policy.profile.membership === 'authorised';
  const seniors = neighbours(policy.inheritance, 'right', policy.roles.list.length);
  const granting = neighbours(policy.grants, 'right', policy.permissions.list.length);
  const authorising = remembered((role) => closeFrom([role], seniors));
  const ofRole = isInherited ? authorising : remembered((role) => Int32Array.of(role));
  const ofPermission = remembered((permission) =>
    isInherited ? closeFrom(granting(permission), seniors) : ascending(granting(permission)),
  );
  return { ofRole, ofPermission, authorising };
}

/** Elements of the other column, by element of `key`; built when first asked. */
function neighbours(facts: Facts, key: 'left' | 'right', count: number): (element: number) => Int32Array {
  let built: { readonly start: Int32Array; readonly items: Int32Array } | null = null;
  const build = () => {
    const keys = facts[key];
    const others = key === 'left' ? facts.right : facts.left;
    const start = new Int32Array(count + 1);
    for (const element of keys) start[element + 1]! += 1;
    for (let at = 0; at < count; at += 1) start[at + 1]! += start[at]!;
    const next = start.slice();
    const items = new Int32Array(keys.length);
    keys.forEach((element, row) => {
      items[next[element]!] = others[row]!;
      next[element]! += 1;
    });
    return { start, items };
  };
  return (element) => {
    built ??= build();
    return built.items.subarray(built.start[element]!, built.start[element + 1]!);
  };
}

function closeFrom(from: Iterable<number>, next: (element: number) => Int32Array): Clause {
  const seen = new Set(from);
  for (const element of seen) for (const other of next(element)) seen.add(other);
  return ascending(seen);
}

const ascending = (elements: Iterable<number>): Clause => Int32Array.from(new Set(elements)).sort();

function remembered(compute: (element: number) => Clause): (element: number) => Clause {
  const known = new Map<number, Clause>();
  return (element) => {
    let clause = known.get(element);
    if (clause === undefined) {
      clause = compute(element);
      known.set(element, clause);
    }
    return clause;
  };
}

/** Static exclusions of roles and permissions: okS and okPS of what a user holds. */
export function staticExclusions(policy: Policy, holders: Holders): readonly Target[] {
  return exclusions(policy, 'static', (over) => (over === 'role' ? holders.ofRole : holders.ofPermission));
}

/** Dynamic exclusions of roles: okD of what a user could activate (S4). */
export function dynamicExclusions(policy: Policy, holders: Holders): readonly Target[] {
  const ofRole = policy.profile['dynamic-closure'] === 'closure' ? holders.authorising : holders.ofRole;
  return exclusions(policy, 'dynamic', (over) => (over === 'role' ? ofRole : null));
}

function exclusions(
  policy: Policy,
  relation: 'static' | 'dynamic',
  holdersOver: (over: 'role' | 'permission') => ((element: number) => Clause) | null,
): readonly Target[] {
  const found: Target[] = [];
  for (const constraint of policy.constraints) {
    if (constraint.kind !== 'exclusion' || !constraint[relation]) continue;
    const holders = holdersOver(constraint.over);
    if (holders === null) continue;
    const names = (constraint.over === 'role' ? policy.roles : policy.permissions).list;
    for (const { members, limit } of constraint.sets) {
      const told = members.map((member) => names[member]!);
      const about =
        limit === members.length
          ? `${constraint.id}: ${told.join(' and ')}`
          : `${constraint.id}: ${limit} of ${told.join(', ')}`;
      found.push({ members: members.map(holders), atLeast: limit, about });
    }
  }
  return found;
}

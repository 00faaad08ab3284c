/**
 * Who is nearest to being a candidate: the users that lack the fewest of some roles, and could be given them without
 * a new static conflict.
 */

import type { Index } from '../index/index.ts';
import type { Policy } from '../policy/model.ts';

export interface Nearest {
  readonly user: number;
  /** Roles that the user lacks, in the order asked for; at least one. */
  readonly missing: readonly number[];
}

/** How many users are looked at for one that is admissible: in a large policy very many may not be. */
const attempts = 500;

/**
 * At most `most` users who lack some of `roles`: the fewest first, then those in `preferred`, then low ids. Users who
 * could not hold all of `roles` because of a static exclusion are left out.
 */
export function nearestUsers(
  policy: Policy,
  index: Index,
  roles: readonly number[],
  preferred: ReadonlySet<number>,
  most: number,
): readonly Nearest[] {
  const wanted = [...new Set(roles)];
  const held = new Uint16Array(policy.users.declaredCount);
  for (const role of wanted) {
    for (const user of index.usersWithAll([role], policy.profile.membership)) held[user]! += 1;
  }
  const admits = admission(policy, index, wanted);
  const found: Nearest[] = [];
  let tried = 0;
  const offer = (user: number): void => {
    tried += 1;
    if (!admits(user)) return;
    const own = new Set(index.rolesOf(user, policy.profile.membership));
    found.push({ user, missing: wanted.filter((role) => !own.has(role)) });
  };
  const first = [...preferred].sort((a, b) => a - b);
  for (let count = wanted.length - 1; count >= 0; count -= 1) {
    for (const user of first) {
      if (found.length >= most || tried > attempts) return found;
      if (held[user] === count) offer(user);
    }
    for (let user = 0; user < held.length; user += 1) {
      if (found.length >= most || tried > attempts) return found;
      if (held[user] === count && !preferred.has(user)) offer(user);
    }
  }
  return found;
}

/** Whether a user who gets `roles` would newly violate static separation of duty. */
export function admission(policy: Policy, index: Index, roles: readonly number[]): (user: number) => boolean {
  const membership = policy.profile.membership;
  const gained = new Set(
    membership === 'authorised' ? roles.flatMap((role) => [...index.down(role)]) : roles,
  );
  const sets = policy.constraints.flatMap((constraint) =>
    constraint.kind === 'exclusion' && constraint.over === 'role' && constraint.static
      ? constraint.sets.filter(({ members }) => members.some((member) => gained.has(member)))
      : [],
  );
  return (user) => {
    const own = new Set(index.rolesOf(user, membership));
    return sets.every(({ members, limit }) => {
      const before = members.filter((member) => own.has(member)).length;
      const after = members.filter((member) => own.has(member) || gained.has(member)).length;
      return after < limit || after === before;
    });
  };
}

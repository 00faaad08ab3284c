/**
 * P25 as an instance of the pattern search: who performs which permission, with no more than a few users in all?
 *
 * Permissions are the steps, and whoever holds a permission may do it; a coalition of `most` users is a plan with that
 * many. A user who holds no more than another is left out: in a coalition the other does as well. So the search that
 * learns about workflows decides this too, and its refutations have their checker already.
 */

import type { Instance } from '../workflow/instance.ts';
import { best, isWithin, type NumberSet } from './sets.ts';

export interface CoalitionProblem {
  /** Number of permissions, which are 0 … permissions - 1. */
  readonly permissions: number;
  /** What each user holds of them. */
  readonly users: readonly NumberSet[];
  /** The most users that are asked for. */
  readonly most: number;
}

export interface CoalitionQuestion {
  /** Has a plan iff `most` users or fewer hold everything. */
  readonly instance: Instance;
  /** The problem's user for each of the instance. */
  readonly users: readonly number[];
}

export function coalitionQuestion({ permissions, users, most }: CoalitionProblem): CoalitionQuestion {
  const kept = worthwhile(users);
  const steps = Array.from({ length: permissions }, (_, permission) => permission);
  return {
    users: kept,
    instance: {
      steps: permissions,
      users: kept.length,
      authorised: steps.map((permission) => {
        const row = new Uint32Array(Math.ceil(kept.length / 32));
        for (const [at, user] of kept.entries())
          if (users[user]!.has(permission)) row[at >>> 5]! |= 1 << (at & 31);
        return row;
      }),
      constraints: most < permissions ? [{ kind: 'at-most', bound: most, steps }] : [],
    },
  };
}

/** Users who hold something that no single other user holds as well; of equals the first. */
function worthwhile(users: readonly NumberSet[]): number[] {
  const distinct = new Map<string, number>();
  for (const [user, held] of users.entries()) {
    if (held.size === 0) continue;
    const key = [...held].sort((a, b) => a - b).join(' ');
    if (!distinct.has(key)) distinct.set(key, user);
  }
  const some = [...distinct.values()];
  return best(some, (one, other) => isWithin(users[other]!, users[one]!)).map((at) => some[at]!);
}

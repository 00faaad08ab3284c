/**
 * P25 as clauses: can a few users hold all permissions together?
 *
 * One variable a user, one clause a permission, and a bound on their number. A user who holds no more than another is
 * left out: in a coalition the other does as well.
 */

import { type Cnf, cnfBuilder } from './cnf.ts';
import { best, isWithin, type NumberSet } from './sets.ts';

export interface CoalitionProblem {
  /** Number of permissions, which are 0 … permissions - 1. */
  readonly permissions: number;
  /** What each user holds of them. */
  readonly users: readonly NumberSet[];
  /** The most users that are asked for. */
  readonly most: number;
}

/** Satisfiable iff `most` users or fewer hold everything; `members` reads them off. */
export interface CoalitionQuestion {
  readonly cnf: Cnf;
  readonly members: (isTrue: (variable: number) => boolean) => readonly number[];
}

export function coalitionQuestion({ permissions, users, most }: CoalitionProblem): CoalitionQuestion {
  const kept = worthwhile(users);
  const builder = cnfBuilder();
  const takesPart = kept.map(builder.variable);
  for (let permission = 0; permission < permissions; permission += 1)
    builder.clause(...takesPart.filter((_, at) => users[kept[at]!]!.has(permission)));
  builder.atMost(most, takesPart);
  return {
    cnf: builder.build(),
    members: (isTrue) => kept.filter((_, at) => isTrue(takesPart[at]!)),
  };
}

/** Users who hold something that no single other user holds as well; of equals the first. */
export function worthwhile(users: readonly NumberSet[]): number[] {
  const distinct = new Map<string, number>();
  for (const [user, held] of users.entries()) {
    if (held.size === 0) continue;
    const key = [...held].sort((a, b) => a - b).join(' ');
    if (!distinct.has(key)) distinct.set(key, user);
  }
  const some = [...distinct.values()];
  return best(some, (one, other) => isWithin(users[other]!, users[one]!)).map((at) => some[at]!);
}

/**
 * Names of what a user has done or is, beside the roles that it is assigned: what invariants of `reach` speak of too.
 *
 * A mark stands in one list with roles, so that its name must be no role's; primes make it so.
 */

import type { Policy } from './model.ts';

export interface Marks {
  /** The user has done this session of the application. */
  readonly performed: (application: string, session: string) => string;
  /** The user has not joined yet. */
  readonly absent: string;
}

export function marksOf({ roles }: Policy): Marks {
  const free = (name: string): string => (roles.ids.has(name) ? free(`${name}′`) : name);
  return {
    performed: (application, session) => free(`performed ${application}/${session}`),
    absent: free('absent'),
  };
}

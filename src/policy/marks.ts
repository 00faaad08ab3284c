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

export type Mark =
  | { readonly kind: 'absent' }
  | { readonly kind: 'performed'; readonly application: string; readonly session: string };

/** The mark of a name; null where it is a role's. */
export function markNamed(policy: Policy): (name: string) => Mark | null {
  const marks = marksOf(policy);
  const known = new Map<string, Mark>(
    policy.applications.flatMap((application) =>
      application.sessions.map(({ name }) => [
        marks.performed(application.name, name),
        { kind: 'performed', application: application.name, session: name },
      ]),
    ),
  );
  known.set(marks.absent, { kind: 'absent' });
  return (name) => known.get(name) ?? null;
}

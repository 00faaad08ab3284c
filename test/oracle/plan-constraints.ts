/**
 * What each constraint of an application asks of a whole plan, on plain sets of names, from what the policy language
 * says of it.
 */

import type { PeopleInput, SessionConstraintInput } from '../../src/policy/build.ts';

/** The user of each session. */
export type PlanOfNames = ReadonlyMap<string, string>;

/** Whether `plan` respects `constraint`; `holdersOf` gives the users who have a role. */
export function respectsConstraint(
  plan: PlanOfNames,
  constraint: SessionConstraintInput,
  holdersOf: (role: string) => readonly string[],
): boolean {
  const isOneOf = (people: PeopleInput, user: string): boolean =>
    (typeof people === 'string' ? holdersOf(people) : people).includes(user);
  const by = (session: string): string => plan.get(session)!;
  const different = (sessions: readonly string[]): number => new Set(sessions.map(by)).size;
  switch (constraint.kind) {
    case 'separation':
      return different(constraint.sessions) === constraint.sessions.length;
    case 'binding':
      return different(constraint.sessions) <= 1;
    case 'at-most':
      return different(constraint.sessions) <= constraint.bound;
    case 'at-least':
      return different(constraint.sessions) >= constraint.bound;
    case 'team':
      return constraint.teams.some((team) => constraint.sessions.every((one) => isOneOf(team, by(one))));
    case 'group-unless':
      return (
        different(constraint.sessions) >= constraint.bound ||
        constraint.sessions.every((one) => isOneOf(constraint.group, by(one)))
      );
    case 'dependent':
      return isOneOf(constraint.leftUsers, by(constraint.left))
        ? isOneOf(constraint.rightUsers, by(constraint.right))
        : true;
    case 'load':
      return [...plan.values()].every(
        (user) =>
          (constraint.users !== undefined && !isOneOf(constraint.users, user)) ||
          [...plan.values()].filter((other) => other === user).length <= constraint.bound,
      );
    case 'unavailable':
      return ![...plan.values()].some((user) => isOneOf(constraint.users, user));
    case 'forced':
      return by(constraint.session) === constraint.user;
    case 'forbidden':
      return by(constraint.session) !== constraint.user;
  }
}

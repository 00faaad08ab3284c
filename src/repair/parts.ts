/** Parts of policies, as changes and slices take them: some rows of a relation, users under other numbers. */

import type { Administration, AdministrativeRule, Officers, ReachGoal } from '../policy/administration.ts';
import type { Application, Facts, People, Policy, SessionConstraint } from '../policy/model.ts';

/** The rows that `isKept` selects, in order. */
export function selectRows(facts: Facts, isKept: (row: number) => boolean): Facts {
  const kept: number[] = [];
  for (let row = 0; row < facts.left.length; row += 1) if (isKept(row)) kept.push(row);
  return pickRows(facts, kept);
}

/** The rows with these numbers. */
export function pickRows(facts: Facts, kept: readonly number[]): Facts {
  const pick = (column: Int32Array): Int32Array => Int32Array.from(kept, (row) => column[row]!);
  return {
    left: pick(facts.left),
    right: pick(facts.right),
    file: pick(facts.file),
    line: pick(facts.line),
  };
}

/** What of a policy names users by id. */
type NamingUsers = Pick<Policy, 'assignments' | 'sessions' | 'applications' | 'administration'>;

/** Everything of `policy` that names users by id, with the ids that `number` gives. */
export function renumberUsers(
  { assignments, sessions, applications, administration }: NamingUsers,
  number: (user: number) => number,
): NamingUsers {
  const renumbered = <T extends { readonly user: number }>(item: T): T => ({
    ...item,
    user: number(item.user),
  });
  return {
    assignments: { ...assignments, left: assignments.left.map(number) },
    sessions: sessions.map(renumbered),
    applications: applications.map((application) => ({
      ...application,
      plans: application.plans.map((plan) => ({ ...plan, assignments: plan.assignments.map(renumbered) })),
      constraints: application.constraints.map((constraint) =>
        withUsers(constraint, (users) => users.map(number)),
      ),
    })),
    administration: administration === null ? null : renumberAdministration(administration, number),
  };
}

function renumberAdministration(
  administration: Administration,
  number: (user: number) => number,
): Administration {
  const officers = ({ roles, users }: Officers): Officers => ({ roles, users: users.map(number) });
  return {
    ...administration,
    administrators: administration.administrators?.map(number) ?? null,
    areas: administration.areas.map((area) => ({ ...area, officers: officers(area.officers) })),
    rules: administration.rules.map(
      (rule): AdministrativeRule => ({ ...rule, by: rule.by === null ? null : officers(rule.by) }),
    ),
    goals: administration.goals.map(
      (goal): ReachGoal =>
        goal.kind === 'roles' && goal.user !== null ? { ...goal, user: number(goal.user) } : goal,
    ),
  };
}

/** The application with those users alone in the lists of its constraints whom `isKept` selects. */
export function selectListed(application: Application, isKept: (user: number) => boolean): Application {
  return {
    ...application,
    constraints: application.constraints.map((constraint) =>
      // The one user of an assignment is always kept.
      'user' in constraint ? constraint : withUsers(constraint, (users) => users.filter(isKept)),
    ),
  };
}

/** `constraint` with every list of users that it has changed by `edit`. */
export function withUsers(
  constraint: SessionConstraint,
  edit: (users: readonly number[]) => readonly number[],
): SessionConstraint {
  if (constraint.kind === 'forced' || constraint.kind === 'forbidden')
    return { ...constraint, user: edit([constraint.user])[0]! };
  return withPeople(constraint, (whom) =>
    whom.kind === 'role' ? whom : { kind: 'users', users: edit(whom.users) },
  );
}

/** `constraint` with everybody whom it speaks of changed by `people`; the one user of an assignment stays. */
export function withPeople(
  constraint: SessionConstraint,
  people: (whom: People) => People,
): SessionConstraint {
  switch (constraint.kind) {
    case 'separation':
    case 'binding':
    case 'at-most':
    case 'at-least':
    case 'forced':
    case 'forbidden':
      return constraint;
    case 'team':
      return { ...constraint, teams: constraint.teams.map(people) };
    case 'group-unless':
      return { ...constraint, group: people(constraint.group) };
    case 'dependent':
      return {
        ...constraint,
        leftUsers: people(constraint.leftUsers),
        rightUsers: people(constraint.rightUsers),
      };
    case 'load':
      return constraint.users === null ? constraint : { ...constraint, users: people(constraint.users) };
    case 'unavailable':
      return { ...constraint, users: people(constraint.users) };
    default:
      return constraint satisfies never;
  }
}

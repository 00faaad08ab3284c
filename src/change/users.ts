/** A user leaves: with assignments, sessions and plans; lists of people go on without the user. */

import type { Administration, AdministrativeRule, Officers } from '../policy/administration.ts';
import type { Application, Policy } from '../policy/model.ts';
import { renamedPossible } from '../policy/possible.ts';
import { renumberUsers, selectRows, withUsers } from '../repair/parts.ts';

/** What is about this user alone and would mean something else without, in words. */
export function demandsAbout(policy: Policy, user: number): readonly string[] {
  return [
    ...policy.applications.flatMap(({ constraints }) =>
      constraints
        .filter((constraint) => 'user' in constraint && constraint.user === user)
        .map(({ id }) => `constraint \`${id}\``),
    ),
    ...(policy.administration?.goals ?? [])
      .filter((goal) => goal.kind === 'roles' && goal.user === user)
      .map(({ id }) => `goal \`${id}\``),
  ];
}

/** `policy` without a user about whom alone nothing is demanded. */
export function withoutUser(policy: Policy, user: number): Policy {
  const stays = (other: number): boolean => other !== user;
  const kept = policy.sessions.flatMap((session, index) => (stays(session.user) ? [index] : []));
  const place = new Map(kept.map((session, index) => [session, index]));
  const active = selectRows(policy.active, (row) => place.has(policy.active.left[row]!));
  const list = policy.users.list.filter((_, id) => stays(id));
  return {
    ...policy,
    users: {
      list,
      ids: new Map(list.map((name, id) => [name, id])),
      declaredCount: policy.users.declaredCount - (user < policy.users.declaredCount ? 1 : 0),
    },
    declared: { ...policy.declared, users: policy.declared.users.filter((_, id) => stays(id)) },
    possible: renamedPossible(policy.possible, {
      user: (other) => (stays(other) ? (other < user ? other : other - 1) : null),
    }),
    active: { ...active, left: active.left.map((session) => place.get(session)!) },
    ...renumberUsers(
      {
        assignments: selectRows(policy.assignments, (row) => stays(policy.assignments.left[row]!)),
        sessions: policy.sessions.filter((session) => stays(session.user)),
        applications: policy.applications.map((application) => withoutPerson(application, stays)),
        administration: policy.administration === null ? null : withoutOfficer(policy.administration, stays),
      },
      (other) => (other < user ? other : other - 1),
    ),
  };
}

type Stays = (user: number) => boolean;

function withoutPerson(application: Application, stays: Stays): Application {
  return {
    ...application,
    plans: application.plans.map((plan) => ({
      ...plan,
      assignments: plan.assignments.filter(({ user }) => stays(user)),
    })),
    constraints: application.constraints.map((constraint) =>
      'user' in constraint ? constraint : withUsers(constraint, (users) => users.filter(stays)),
    ),
  };
}

function withoutOfficer(administration: Administration, stays: Stays): Administration {
  const officers = ({ roles, users }: Officers): Officers => ({ roles, users: users.filter(stays) });
  return {
    ...administration,
    administrators: administration.administrators?.filter(stays) ?? null,
    areas: administration.areas.map((area) => ({ ...area, officers: officers(area.officers) })),
    rules: administration.rules.map(
      (rule): AdministrativeRule => ({ ...rule, by: rule.by === null ? null : officers(rule.by) }),
    ),
  };
}

/** A policy by its names, without places and orders that mean nothing: two that say the same are equal. */

import { printApplication } from '../../src/application/print.ts';
import type { Facts, People, Policy, SessionConstraint } from '../../src/policy/model.ts';

type Json = unknown;

const text = (value: Json): string => JSON.stringify(value);
const sorted = (values: readonly Json[]): readonly Json[] =>
  [...new Set(values.map(text))].sort().map((one) => JSON.parse(one) as Json);

export function canonical(policy: Policy): Json {
  const { users, roles, permissions, applications } = policy;
  const user = (id: number) => users.list[id]!;
  const role = (id: number) => roles.list[id]!;
  const permission = (id: number) => permissions.list[id]!;
  const relation = ({ left, right }: Facts, a: (id: number) => string, b: (id: number) => string) =>
    sorted(Array.from(left, (id, row) => [a(id), b(right[row]!)]));
  const people = (some: People): Json =>
    some.kind === 'role' ? { role: role(some.role) } : sorted(some.users.map(user));
  const within = ({
    kind,
    index,
  }: {
    readonly kind: 'operation' | 'application';
    readonly index: number;
  }) => [kind, policy[`${kind}s`][index]!.name];
  const officers = (by: { readonly roles: readonly number[]; readonly users: readonly number[] } | null) =>
    by === null ? null : { roles: sorted(by.roles.map(role)), users: sorted(by.users.map(user)) };
  const doubts = policy.possible?.doubts ?? [];
  const possible = (['assignments', 'inheritance', 'grants'] as const).map((kind) => {
    const facts = policy.possible?.[kind];
    const [a, b] = { assignments: [user, role], inheritance: [role, role], grants: [role, permission] }[
      kind
    ] as [(id: number) => string, (id: number) => string];
    return facts === undefined
      ? []
      : sorted(Array.from(facts.left, (id, row) => [facts.doubt[row]!, a(id), b(facts.right[row]!)]));
  });
  return {
    name: policy.name,
    profile: policy.profile,
    now: policy.now,
    users: sorted([...users.list]),
    roles: sorted(roles.list.map((name, id) => [name, roles.isGroup[id]])),
    permissions: sorted([...permissions.list]),
    assignments: relation(policy.assignments, user, role),
    inheritance: relation(policy.inheritance, role, role),
    grants: relation(policy.grants, role, permission),
    doubts: doubts.map(({ reason, reaches }) => [reason, reaches]),
    possible,
    sessions: policy.sessions.map((session, id) => ({
      name: session.name,
      user: user(session.user),
      active: sorted(
        Array.from(policy.active.left, (one, row) =>
          one === id ? [role(policy.active.right[row]!)] : [],
        ).flat(),
      ),
      of:
        session.of === null
          ? null
          : {
              application: applications[session.of.application]!.name,
              run: session.of.run,
              session: applications[session.of.application]!.sessions[session.of.session]!.name,
            },
    })),
    constraints: policy.constraints.map((constraint) => {
      const { place: _, ...rest } = constraint;
      switch (rest.kind) {
        case 'exclusion':
          return {
            ...rest,
            sets: sorted(
              rest.sets.map(({ members, limit }) => [
                sorted(members.map(rest.over === 'role' ? role : permission)),
                limit,
              ]),
            ),
            strictness:
              rest.strictness === null ? null : [rest.strictness.degree, within(rest.strictness.within)],
          };
        case 'cardinality':
        case 'window':
          return { ...rest, role: role(rest.role) };
        case 'prerequisite':
          return { ...rest, role: role(rest.role), needs: sorted(rest.needs.map(role)) };
        case 'one-per-object':
          return { ...rest, within: within(rest.within) };
        default:
          return rest satisfies never;
      }
    }),
    applications: applications.map((application) => {
      const session = (id: number) => application.sessions[id]!.name;
      return {
        name: application.name,
        text: printApplication(application.tree),
        sessions: application.sessions.map((one) => ({
          name: one.name,
          roles: sorted(one.roles.map(role)),
          needs: one.needs === null ? null : sorted(one.needs.map(permission)),
        })),
        exclusions: sorted(
          application.exclusions.map(({ left, right }) => [session(left), session(right)].sort()),
        ),
        constraints: application.constraints.map((one) => sessionConstraint(one, session, user, people)),
        initiator: sorted(application.initiator.map(role)),
        plans: application.plans.map(({ name, assignments }) => ({
          name,
          assignments: sorted(assignments.map((one) => [session(one.session), user(one.user)])),
        })),
        everyPlan: application.everyPlan,
      };
    }),
    operations: policy.operations.map(({ place: _, ...rest }) => ({
      ...rest,
      permissions: sorted(rest.permissions.map(permission)),
    })),
    administration:
      policy.administration === null
        ? null
        : {
            administrators:
              policy.administration.administrators === null
                ? null
                : sorted(policy.administration.administrators.map(user)),
            enforcesExclusions: policy.administration.enforcesExclusions,
            population: policy.administration.population,
            newcomers: policy.administration.newcomers.map(({ place: _, ...rest }) => ({
              ...rest,
              roles: sorted(rest.roles.map(role)),
            })),
            areas: policy.administration.areas.map((area) => ({
              name: area.name,
              officers: officers(area.officers),
              roles: sorted(area.roles.map(role)),
            })),
            rules: (['assign', 'revoke', 'enrol'] as const).map((kind) =>
              policy
                .administration!.rules.filter((rule) => rule.kind === kind)
                .map((rule) => ({
                  id: rule.id,
                  by: officers(rule.by),
                  roles: sorted(rule.roles.map(role)),
                  ...(rule.kind === 'enrol'
                    ? {}
                    : { needs: sorted(rule.needs.map(role)), bars: sorted(rule.bars.map(role)) }),
                })),
            ),
            goals: policy.administration.goals.map(({ place: _, ...goal }) => {
              switch (goal.kind) {
                case 'roles':
                  return {
                    ...goal,
                    roles: sorted(goal.roles.map(role)),
                    user: goal.user === null ? null : user(goal.user),
                  };
                case 'permissions':
                  return { ...goal, permissions: sorted(goal.permissions.map(permission)) };
                case 'exclusions':
                case 'activation':
                  return goal;
                case 'own-approver': {
                  const { name, sessions } = applications[goal.application]!;
                  return {
                    ...goal,
                    application: name,
                    pairs: sorted(goal.pairs.map((pair) => pair.map((id) => sessions[id]!.name).sort())),
                  };
                }
                default:
                  return goal satisfies never;
              }
            }),
            keeps: policy.administration.keeps.map(({ place: _, ...rest }) => ({
              ...rest,
              from: sorted(rest.from.map(role)),
              roles: sorted(rest.roles.map(role)),
            })),
          },
    rules: sorted([...policy.rules]),
    suppressions: policy.suppressions.map(({ idSpan: _, expiresSpan: __, ...rest }) => rest),
  };
}

function sessionConstraint(
  { place: _, ...rest }: SessionConstraint,
  session: (id: number) => string,
  user: (id: number) => string,
  people: (some: People) => Json,
): Json {
  switch (rest.kind) {
    case 'separation':
    case 'binding':
    case 'at-most':
    case 'at-least':
      return { ...rest, sessions: sorted(rest.sessions.map(session)) };
    case 'team':
      return { ...rest, sessions: sorted(rest.sessions.map(session)), teams: sorted(rest.teams.map(people)) };
    case 'group-unless':
      return { ...rest, sessions: sorted(rest.sessions.map(session)), group: people(rest.group) };
    case 'dependent':
      return {
        ...rest,
        left: session(rest.left),
        leftUsers: people(rest.leftUsers),
        right: session(rest.right),
        rightUsers: people(rest.rightUsers),
      };
    case 'load':
      return { ...rest, users: rest.users === null ? null : people(rest.users) };
    case 'unavailable':
      return { ...rest, users: people(rest.users) };
    case 'forced':
    case 'forbidden':
      return { ...rest, session: session(rest.session), user: user(rest.user) };
  }
}

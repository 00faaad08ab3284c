/** A policy as plain names, for the oracle, which knows nothing of ids. */

import type {
  ConstraintInput,
  PeopleInput,
  PolicyInput,
  SessionConstraintInput,
} from '../../src/policy/build.ts';
import type {
  Application,
  Constraint,
  Facts,
  People,
  Policy,
  SessionConstraint,
  Within,
} from '../../src/policy/model.ts';

const withinName = (policy: Policy, { kind, index }: Within): string =>
  (kind === 'operation' ? policy.operations : policy.applications)[index]!.name;

function sessionConstraintOf(
  policy: Policy,
  application: Application,
  constraint: SessionConstraint,
): SessionConstraintInput {
  const { id } = constraint;
  const session = (at: number): string => application.sessions[at]!.name;
  const people = (whom: People): PeopleInput =>
    whom.kind === 'role' ? policy.roles.list[whom.role]! : whom.users.map((user) => policy.users.list[user]!);
  switch (constraint.kind) {
    case 'separation':
    case 'binding':
      return { id, kind: constraint.kind, sessions: constraint.sessions.map(session) };
    case 'at-most':
    case 'at-least': {
      const { kind, bound, sessions } = constraint;
      return { id, kind, bound, sessions: sessions.map(session) };
    }
    case 'team': {
      const { kind, sessions, teams } = constraint;
      return { id, kind, sessions: sessions.map(session), teams: teams.map(people) };
    }
    case 'group-unless': {
      const { kind, bound, sessions, group } = constraint;
      return { id, kind, bound, sessions: sessions.map(session), group: people(group) };
    }
    case 'dependent': {
      const { kind, left, leftUsers, right, rightUsers } = constraint;
      return {
        id,
        kind,
        left: session(left),
        leftUsers: people(leftUsers),
        right: session(right),
        rightUsers: people(rightUsers),
      };
    }
    case 'load': {
      const { kind, bound, users } = constraint;
      return { id, kind, bound, ...(users === null ? {} : { users: people(users) }) };
    }
    case 'unavailable':
      return { id, kind: 'unavailable', users: people(constraint.users) };
    case 'forced':
    case 'forbidden':
      return {
        id,
        kind: constraint.kind,
        session: session(constraint.session),
        user: policy.users.list[constraint.user]!,
      };
    default:
      return constraint satisfies never;
  }
}

export function inputOf(policy: Policy): PolicyInput {
  const { users, roles, permissions } = policy;
  const pairs = (facts: Facts, left: readonly string[], right: readonly string[]) =>
    [...facts.left].map((id, row): [string, string] => [left[id]!, right[facts.right[row]!]!]);
  const active = (session: number) =>
    [...policy.active.left].flatMap((id, row) =>
      id === session ? [roles.list[policy.active.right[row]!]!] : [],
    );
  const constraintOf = (constraint: Constraint): ConstraintInput => {
    const { id, severity } = constraint;
    switch (constraint.kind) {
      case 'exclusion': {
        const names = constraint.over === 'role' ? roles.list : permissions.list;
        return {
          id,
          severity,
          kind: 'exclusion',
          over: constraint.over,
          relation: constraint.static ? (constraint.dynamic ? 'exclusive' : 'static') : 'dynamic',
          sets: constraint.sets.map(({ members, limit }) => ({
            members: members.map((member) => names[member]!),
            limit,
          })),
          ...(constraint.strictness === null
            ? {}
            : {
                strictness: {
                  degree: constraint.strictness.degree,
                  within: withinName(policy, constraint.strictness.within),
                },
              }),
        };
      }
      case 'cardinality':
        return {
          id,
          severity,
          kind: 'cardinality',
          role: roles.list[constraint.role]!,
          atMost: constraint.atMost,
        };
      case 'prerequisite':
        return {
          id,
          severity,
          kind: 'prerequisite',
          role: roles.list[constraint.role]!,
          needs: constraint.needs.map((role) => roles.list[role]!),
        };
      case 'window':
        return {
          id,
          severity,
          kind: 'window',
          role: roles.list[constraint.role]!,
          open: constraint.open.map(({ from, to }) => [from, to] as const),
        };
      case 'one-per-object':
        return {
          id,
          severity,
          kind: 'one-per-object',
          each: constraint.each,
          within: withinName(policy, constraint.within),
        };
    }
  };
  return {
    name: policy.name,
    profile: policy.profile,
    now: policy.now,
    users: users.list.slice(0, users.declaredCount),
    roles: roles.list.slice(0, roles.declaredCount),
    permissions: permissions.list.slice(0, permissions.declaredCount),
    assignments: pairs(policy.assignments, users.list, roles.list),
    inheritance: pairs(policy.inheritance, roles.list, roles.list),
    grants: pairs(policy.grants, roles.list, permissions.list),
    sessions: policy.sessions.map(({ name, user, of }, index) => ({
      name,
      user: users.list[user]!,
      active: active(index),
      ...(of === null
        ? {}
        : {
            of: {
              application: policy.applications[of.application]!.name,
              run: of.run,
              session: policy.applications[of.application]!.sessions[of.session]!.name,
            },
          }),
    })),
    constraints: policy.constraints.map(constraintOf),
    applications: policy.applications.map((application) => ({
      name: application.name,
      sessions: application.sessions.map((session) => ({
        name: session.name,
        roles: session.roles.map((role) => roles.list[role]!),
        ...(session.needs === null
          ? {}
          : { needs: session.needs.map((permission) => permissions.list[permission]!) }),
      })),
      exclusions: application.exclusions.map(
        ({ left, right }) => [application.sessions[left]!.name, application.sessions[right]!.name] as const,
      ),
      initiator: application.initiator.map((role) => roles.list[role]!),
      everyPlan: application.everyPlan,
      constraints: application.constraints.map((constraint) =>
        sessionConstraintOf(policy, application, constraint),
      ),
      plans: application.plans.map((plan) => ({
        name: plan.name,
        assignments: Object.fromEntries(
          plan.assignments.map(({ session, user }) => [
            application.sessions[session]!.name,
            users.list[user]!,
          ]),
        ),
      })),
    })),
    operations: policy.operations.map(({ name, permissions: atoms, atLeast, enforced }) => ({
      name,
      ...(atLeast === null ? {} : { atLeast }),
      enforced,
      permissions: atoms.map((permission) => permissions.list[permission]!),
    })),
  };
}

/**
 * A policy in another order: users, roles, permissions, sessions, facts, constraints, operations and applications are
 * numbered anew, as a seed determines. Names and meaning stay, so every verdict must stay, too; what may change is which
 * of several witnesses, plans and ways is found first.
 *
 * The sessions of an application keep their order, which is the order in which they are told, and in which its text
 * has them.
 */

import type { Administration, AdministrativeRule, Officers, ReachGoal } from './administration.ts';
import type {
  Application,
  Constraint,
  Facts,
  Names,
  People,
  Policy,
  SessionConstraint,
  Within,
} from './model.ts';

/** `order[i]` is the old number of what is number i now; `to` leads the other way. */
interface Renumbering {
  readonly order: readonly number[];
  readonly to: (old: number) => number;
}

export function shuffled(policy: Policy, seed: number): Policy {
  const random = randomOf(seed);
  const users = renumbering(random, policy.users.declaredCount, policy.users.list.length);
  const roles = renumbering(random, policy.roles.declaredCount, policy.roles.list.length);
  const permissions = renumbering(random, policy.permissions.declaredCount, policy.permissions.list.length);
  const sessions = renumbering(random, policy.sessions.length);
  const operations = renumbering(random, policy.operations.length);
  const applications = renumbering(random, policy.applications.length);
  const list = <T>(items: readonly T[]): readonly T[] => {
    const { order } = renumbering(random, items.length);
    return order.map((at) => items[at]!);
  };
  const to: Numbers = {
    user: users.to,
    role: roles.to,
    permission: permissions.to,
    application: applications.to,
    within: ({ kind, index }) => ({
      kind,
      index: kind === 'operation' ? operations.to(index) : applications.to(index),
    }),
    list,
  };
  const facts = (
    { left, right, file, line }: Facts,
    renamedLeft: Renumbering,
    renamedRight: Renumbering,
  ): Facts => {
    const { order } = renumbering(random, left.length);
    const column = (numberOf: (row: number) => number): Int32Array => Int32Array.from(order, numberOf);
    return {
      left: column((row) => renamedLeft.to(left[row]!)),
      right: column((row) => renamedRight.to(right[row]!)),
      file: column((row) => file[row]!),
      line: column((row) => line[row]!),
    };
  };
  const { declared } = policy;
  return {
    ...policy,
    users: namesIn(policy.users, users),
    roles: {
      ...namesIn(policy.roles, roles),
      isGroup: roles.order.map((old) => policy.roles.isGroup[old]!),
    },
    permissions: namesIn(policy.permissions, permissions),
    declared: {
      users: users.order.map((old) => declared.users[old]!),
      roles: roles.order.map((old) => declared.roles[old]!),
      permissions: permissions.order.map((old) => declared.permissions[old]!),
    },
    assignments: facts(policy.assignments, users, roles),
    inheritance: facts(policy.inheritance, roles, roles),
    grants: facts(policy.grants, roles, permissions),
    sessions: sessions.order.map((old) => {
      const session = policy.sessions[old]!;
      return {
        ...session,
        user: users.to(session.user),
        of:
          session.of === null
            ? null
            : { ...session.of, application: applications.to(session.of.application) },
      };
    }),
    active: facts(policy.active, sessions, roles),
    constraints: list(policy.constraints).map((constraint) => constraintIn(constraint, to)),
    applications: applications.order.map((old) => applicationIn(policy.applications[old]!, to)),
    operations: operations.order.map((old) => {
      const operation = policy.operations[old]!;
      return { ...operation, permissions: list(operation.permissions).map(to.permission) };
    }),
    administration: policy.administration === null ? null : administrationIn(policy.administration, to),
  };
}

interface Numbers {
  readonly user: (old: number) => number;
  readonly role: (old: number) => number;
  readonly permission: (old: number) => number;
  readonly application: (old: number) => number;
  readonly within: (within: Within) => Within;
  readonly list: <T>(items: readonly T[]) => readonly T[];
}

/** The first `declared` change places among themselves: what is dangling stays behind them. */
function renumbering(random: () => number, declared: number, count = declared): Renumbering {
  const order = Array.from({ length: count }, (_, at) => at);
  for (let at = declared - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  const target = new Int32Array(count);
  for (const [now, old] of order.entries()) target[old] = now;
  // What is no number of anything (-1) stays so.
  return { order, to: (old) => target[old] ?? old };
}

function namesIn({ list, declaredCount }: Names, { order }: Renumbering): Names {
  const names = order.map((old) => list[old]!);
  return { list: names, ids: new Map(names.map((name, id) => [name, id])), declaredCount };
}

function constraintIn(constraint: Constraint, to: Numbers): Constraint {
  switch (constraint.kind) {
    case 'exclusion': {
      const member = constraint.over === 'role' ? to.role : to.permission;
      const { strictness } = constraint;
      return {
        ...constraint,
        sets: to
          .list(constraint.sets)
          .map(({ members, limit }) => ({ members: to.list(members).map(member), limit })),
        strictness: strictness === null ? null : { ...strictness, within: to.within(strictness.within) },
      };
    }
    case 'cardinality':
    case 'window':
      return { ...constraint, role: to.role(constraint.role) };
    case 'prerequisite':
      return {
        ...constraint,
        role: to.role(constraint.role),
        needs: to.list(constraint.needs).map(to.role),
      };
    case 'one-per-object':
      return { ...constraint, within: to.within(constraint.within) };
    default:
      return constraint satisfies never;
  }
}

function applicationIn(application: Application, to: Numbers): Application {
  return {
    ...application,
    sessions: application.sessions.map((session) => ({
      ...session,
      roles: to.list(session.roles).map(to.role),
      needs: session.needs === null ? null : to.list(session.needs).map(to.permission),
    })),
    exclusions: to.list(application.exclusions),
    constraints: to.list(application.constraints).map((constraint) => sessionConstraintIn(constraint, to)),
    initiator: to.list(application.initiator).map(to.role),
    plans: application.plans.map((plan) => ({
      ...plan,
      assignments: plan.assignments.map((one) => ({ ...one, user: to.user(one.user) })),
    })),
  };
}

function sessionConstraintIn(constraint: SessionConstraint, to: Numbers): SessionConstraint {
  const people = (whom: People): People =>
    whom.kind === 'role'
      ? { kind: 'role', role: to.role(whom.role) }
      : { kind: 'users', users: to.list(whom.users).map(to.user) };
  switch (constraint.kind) {
    case 'separation':
    case 'binding':
    case 'at-most':
    case 'at-least':
      return { ...constraint, sessions: to.list(constraint.sessions) };
    case 'team':
      return {
        ...constraint,
        sessions: to.list(constraint.sessions),
        teams: to.list(constraint.teams).map(people),
      };
    case 'group-unless':
      return { ...constraint, sessions: to.list(constraint.sessions), group: people(constraint.group) };
    case 'dependent':
      return {
        ...constraint,
        leftUsers: people(constraint.leftUsers),
        rightUsers: people(constraint.rightUsers),
      };
    case 'load':
      return { ...constraint, users: constraint.users === null ? null : people(constraint.users) };
    case 'unavailable':
      return { ...constraint, users: people(constraint.users) };
    case 'forced':
    case 'forbidden':
      return { ...constraint, user: to.user(constraint.user) };
    default:
      return constraint satisfies never;
  }
}

function administrationIn(administration: Administration, to: Numbers): Administration {
  const roles = (ids: readonly number[]): readonly number[] => to.list(ids).map(to.role);
  const officers = (some: Officers): Officers => ({
    roles: roles(some.roles),
    users: to.list(some.users).map(to.user),
  });
  const rule = (one: AdministrativeRule): AdministrativeRule => {
    const by = one.by === null ? null : officers(one.by);
    return one.kind === 'enrol'
      ? { ...one, by, roles: roles(one.roles) }
      : { ...one, by, roles: roles(one.roles), needs: roles(one.needs), bars: roles(one.bars) };
  };
  const goal = (one: ReachGoal): ReachGoal => {
    switch (one.kind) {
      case 'roles':
        return { ...one, roles: roles(one.roles), user: one.user === null ? null : to.user(one.user) };
      case 'permissions':
        return { ...one, permissions: to.list(one.permissions).map(to.permission) };
      case 'own-approver':
        return { ...one, application: to.application(one.application), pairs: to.list(one.pairs) };
      case 'exclusions':
      case 'activation':
        return one;
      default:
        return one satisfies never;
    }
  };
  const { administrators } = administration;
  return {
    ...administration,
    administrators: administrators === null ? null : to.list(administrators).map(to.user),
    newcomers: to.list(administration.newcomers).map((one) => ({ ...one, roles: roles(one.roles) })),
    areas: to
      .list(administration.areas)
      .map((area) => ({ ...area, officers: officers(area.officers), roles: roles(area.roles) })),
    rules: to.list(administration.rules).map(rule),
    goals: to.list(administration.goals).map(goal),
    keeps: to
      .list(administration.keeps)
      .map((keep) => ({ ...keep, from: roles(keep.from), roles: roles(keep.roles) })),
  };
}

/** Numbers from 0 up to 1 that a seed determines (Mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

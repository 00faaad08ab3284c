/**
 * The policy after a set of changes. Pure: the given policy is not touched, and what no change concerns is shared.
 *
 * Places of what is added point at the policy file's first line, because the text does not have it yet. A change
 * about something that the policy does not have is a mistake of the caller and throws: nothing is skipped silently.
 */

import type { ApplicationTree } from '../application/tree.ts';
import type { Application, Facts, Names, Place, Plan, Policy } from '../policy/model.ts';
import type { Change, FactRelation } from '../verdict/change.ts';

const nowhere: Place = { file: 0, line: 1, column: 1 };

/** `policy` with `changes` made one after the other. */
export function applyChanges(policy: Policy, changes: readonly Change[]): Policy {
  return changes.reduce(applyChange, policy);
}

function applyChange(policy: Policy, change: Change): Policy {
  switch (change.kind) {
    case 'remove':
      return withRelation(policy, change.relation, (facts, left, right) =>
        withoutRows(facts, (row) => facts.left[row] === left && facts.right[row] === right),
      )(change.left, change.right);
    case 'add':
      return withRelation(policy, change.relation, withRow)(change.left, change.right);
    case 'add-user':
      return addUser(policy, change.user, change.roles);
    case 'end-session':
      return endSession(policy, change.session);
    case 'drop-constraint': {
      const constraints = policy.constraints.filter(({ id }) => id !== change.constraint);
      if (constraints.length === policy.constraints.length) throw missing('constraint', change.constraint);
      return { ...policy, constraints };
    }
    case 'drop-exclusion':
      return withApplication(policy, change.application, (application) => {
        const [left, right] = pairOf(application, change.left, change.right);
        return withExclusions(
          application,
          application.exclusions.filter((pair) => pair.left !== left || pair.right !== right),
        );
      });
    case 'add-exclusion':
      return withApplication(policy, change.application, (application) => {
        const [left, right] = pairOf(application, change.left, change.right);
        const known = application.exclusions.some((pair) => pair.left === left && pair.right === right);
        return known
          ? application
          : withExclusions(application, [
              ...application.exclusions,
              { left, right, place: application.place },
            ]);
      });
    case 'drop-session-role': {
      const role = idOf(policy.roles, 'role', change.role);
      return withApplication(policy, change.application, (application) => {
        const index = sessionIndex(application, change.session);
        const sessions = application.sessions.map((session, at) =>
          at === index ? { ...session, roles: session.roles.filter((other) => other !== role) } : session,
        );
        const tree: ApplicationTree = {
          ...application.tree,
          sessions: application.tree.sessions.map((session) =>
            session.name.text === change.session
              ? { ...session, roles: session.roles.filter((name) => name.text !== change.role) }
              : session,
          ),
        };
        return { ...application, sessions, tree };
      });
    }
    case 'reassign': {
      const user = idOf(policy.users, 'user', change.user);
      return withApplication(policy, change.application, (application) => {
        const session = sessionIndex(application, change.session);
        if (!application.plans.some(({ name }) => name === change.plan)) throw missing('plan', change.plan);
        const reassigned = (plan: Plan): Plan => ({
          ...plan,
          assignments: plan.assignments.some((assignment) => assignment.session === session)
            ? plan.assignments.map((assignment) =>
                assignment.session === session ? { ...assignment, user } : assignment,
              )
            : [...plan.assignments, { session, user, place: plan.place }],
        });
        return {
          ...application,
          plans: application.plans.map((plan) => (plan.name === change.plan ? reassigned(plan) : plan)),
        };
      });
    }
    default:
      return change satisfies never;
  }
}

function withRelation(
  policy: Policy,
  relation: FactRelation,
  edit: (facts: Facts, left: number, right: number) => Facts,
): (left: string, right: string) => Policy {
  const { users, roles, permissions } = policy;
  const sessionId = (name: string): number => {
    const index = policy.sessions.findIndex((session) => session.name === name);
    if (index < 0) throw missing('session', name);
    return index;
  };
  return (left, right) => {
    switch (relation) {
      case 'assignment': {
        const assignments = edit(policy.assignments, idOf(users, 'user', left), idOf(roles, 'role', right));
        return { ...policy, assignments };
      }
      case 'inheritance': {
        const inheritance = edit(policy.inheritance, idOf(roles, 'role', left), idOf(roles, 'role', right));
        return { ...policy, inheritance };
      }
      case 'grant': {
        const grants = edit(policy.grants, idOf(roles, 'role', left), idOf(permissions, 'permission', right));
        return { ...policy, grants };
      }
      case 'active': {
        const active = edit(policy.active, sessionId(left), idOf(roles, 'role', right));
        return { ...policy, active };
      }
    }
  };
}

/** The rows that `dropped` does not select. */
export function withoutRows(facts: Facts, dropped: (row: number) => boolean): Facts {
  const kept: number[] = [];
  for (let row = 0; row < facts.left.length; row += 1) if (!dropped(row)) kept.push(row);
  const pick = (column: Int32Array): Int32Array => Int32Array.from(kept, (row) => column[row]!);
  return {
    left: pick(facts.left),
    right: pick(facts.right),
    file: pick(facts.file),
    line: pick(facts.line),
  };
}

function withRow(facts: Facts, left: number, right: number): Facts {
  const append = (column: Int32Array, value: number): Int32Array => {
    const longer = new Int32Array(column.length + 1);
    longer.set(column);
    longer[column.length] = value;
    return longer;
  };
  return {
    left: append(facts.left, left),
    right: append(facts.right, right),
    file: append(facts.file, nowhere.file),
    line: append(facts.line, nowhere.line),
  };
}

/** The new user comes last among the declared ones; dangling users, if any, move up by one. */
function addUser(policy: Policy, name: string, roles: readonly string[]): Policy {
  const { users } = policy;
  if (users.ids.has(name)) throw new Error(`the policy has the user ${name} already`);
  const id = users.declaredCount;
  const moved = (user: number): number => (user < id ? user : user + 1);
  const list = [...users.list.slice(0, id), name, ...users.list.slice(id)];
  const places = policy.declared.users;
  const base: Policy = {
    ...policy,
    users: {
      list,
      ids: new Map(list.map((other, index) => [other, index])),
      declaredCount: users.declaredCount + 1,
    },
    declared: { ...policy.declared, users: [...places.slice(0, id), nowhere, ...places.slice(id)] },
    assignments: { ...policy.assignments, left: policy.assignments.left.map(moved) },
    sessions: policy.sessions.map((session) => ({ ...session, user: moved(session.user) })),
    applications: policy.applications.map((application) => ({
      ...application,
      plans: application.plans.map((plan) => ({
        ...plan,
        assignments: plan.assignments.map((assignment) => ({
          ...assignment,
          user: moved(assignment.user),
        })),
      })),
    })),
  };
  let { assignments } = base;
  for (const role of roles) assignments = withRow(assignments, id, idOf(policy.roles, 'role', role));
  return { ...base, assignments };
}

function endSession(policy: Policy, name: string): Policy {
  const index = policy.sessions.findIndex((session) => session.name === name);
  if (index < 0) throw missing('session', name);
  const rest = withoutRows(policy.active, (row) => policy.active.left[row] === index);
  return {
    ...policy,
    sessions: policy.sessions.filter((_session, at) => at !== index),
    active: { ...rest, left: rest.left.map((session) => (session > index ? session - 1 : session)) },
  };
}

function withApplication(
  policy: Policy,
  name: string,
  edit: (application: Application) => Application,
): Policy {
  if (!policy.applications.some((application) => application.name === name))
    throw missing('application', name);
  return {
    ...policy,
    applications: policy.applications.map((application) =>
      application.name === name ? edit(application) : application,
    ),
  };
}

/** The tree says the same as the resolved exclusions; gaps and windows stay. */
function withExclusions(application: Application, exclusions: Application['exclusions']): Application {
  const { span } = application.tree;
  const name = (index: number) => ({ text: application.sessions[index]!.name, span });
  const others = application.tree.separations.filter((separation) => separation.kind !== 'exclusion');
  const separations = exclusions.map(({ left, right }) => ({
    kind: 'exclusion' as const,
    left: name(left),
    right: name(right),
    span,
  }));
  return {
    ...application,
    exclusions,
    tree: { ...application.tree, separations: [...separations, ...others] },
  };
}

function pairOf(application: Application, a: string, b: string): readonly [number, number] {
  const left = sessionIndex(application, a);
  const right = sessionIndex(application, b);
  return left <= right ? [left, right] : [right, left];
}

function sessionIndex(application: Application, name: string): number {
  const index = application.sessions.findIndex((session) => session.name === name);
  if (index < 0) throw missing('session', name);
  return index;
}

function idOf(names: Names, sort: string, name: string): number {
  const id = names.ids.get(name);
  if (id === undefined) throw missing(sort, name);
  return id;
}

function missing(sort: string, name: string): Error {
  return new Error(`a change names the ${sort} ${name}, which the policy does not have`);
}

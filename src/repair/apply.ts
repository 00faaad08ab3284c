/**
 * The policy after a set of changes. Pure: the given policy is not touched, and what no change concerns is shared.
 *
 * Places of what is added point at the policy file's first line unless the caller knows better, because the text does
 * not have it yet. A change
 * about something that the policy does not have is a mistake of the caller and throws: nothing is skipped silently.
 */

import { match } from 'ts-pattern';
import type { ApplicationTree } from '../application/tree.ts';
import type { Application, Constraint, Facts, Names, Place, Plan, Policy } from '../policy/model.ts';
import type { Change, FactRelation } from '../verdict/change.ts';
import { renumberUsers, selectRows } from './parts.ts';

const nowhere: Place = { file: 0, line: 1, column: 1 };

/** `policy` with `changes` made one after the other; what they add stands at `place`. */
export function applyChanges(policy: Policy, changes: readonly Change[], place: Place = nowhere): Policy {
  return changes.reduce((before, change) => applyChange(before, change, place), policy);
}

function applyChange(policy: Policy, change: Change, place: Place): Policy {
  return match(change)
    .with({ kind: 'remove' }, ({ relation, left, right }) =>
      withRelation(policy, relation, left, right, withoutRow),
    )
    .with({ kind: 'add' }, ({ relation, left, right }) =>
      withRelation(policy, relation, left, right, withRow(place)),
    )
    .with({ kind: 'add-user' }, ({ user, roles }) => addUser(policy, user, roles, place))
    .with({ kind: 'end-session' }, ({ session }) => endSession(policy, session))
    .with({ kind: 'drop-constraint' }, ({ constraint }) => dropConstraint(policy, constraint))
    .with({ kind: 'drop-exclusion' }, ({ application, left, right }) =>
      withApplication(policy, application, (one) => dropExclusion(one, left, right)),
    )
    .with({ kind: 'add-exclusion' }, ({ application, left, right }) =>
      withApplication(policy, application, (one) => addExclusion(one, left, right)),
    )
    .with({ kind: 'exclude-roles' }, ({ left, right }) => excludeRoles(policy, left, right))
    .with({ kind: 'drop-session-role' }, ({ application, session, role }) => {
      const id = idOf(policy.roles, 'role', role);
      return withApplication(policy, application, (one) => dropSessionRole(one, session, role, id));
    })
    .with({ kind: 'reassign' }, ({ application, plan, session, user }) => {
      const id = idOf(policy.users, 'user', user);
      return withApplication(policy, application, (one) => reassign(one, plan, session, id));
    })
    .exhaustive();
}

function withRelation(
  policy: Policy,
  relation: FactRelation,
  left: string,
  right: string,
  edit: (facts: Facts, left: number, right: number) => Facts,
): Policy {
  const user = (name: string): number => idOf(policy.users, 'user', name);
  const role = (name: string): number => idOf(policy.roles, 'role', name);
  const permission = (name: string): number => idOf(policy.permissions, 'permission', name);
  return match<FactRelation, Policy>(relation)
    .with('assignment', () => ({
      ...policy,
      assignments: edit(policy.assignments, user(left), role(right)),
    }))
    .with('inheritance', () => ({
      ...policy,
      inheritance: edit(policy.inheritance, role(left), role(right)),
    }))
    .with('grant', () => ({ ...policy, grants: edit(policy.grants, role(left), permission(right)) }))
    .with('active', () => ({
      ...policy,
      active: edit(policy.active, indexOf(policy.sessions, 'session', left), role(right)),
    }))
    .exhaustive();
}

function withoutRow(facts: Facts, left: number, right: number): Facts {
  return selectRows(facts, (row) => facts.left[row] !== left || facts.right[row] !== right);
}

const withRow =
  (place: Place) =>
  (facts: Facts, left: number, right: number): Facts => {
    const append = (column: Int32Array, value: number): Int32Array => {
      const longer = new Int32Array(column.length + 1);
      longer.set(column);
      longer[column.length] = value;
      return longer;
    };
    return {
      left: append(facts.left, left),
      right: append(facts.right, right),
      file: append(facts.file, place.file),
      line: append(facts.line, place.line),
    };
  };

/** Constraints of the policy and of its applications have ids of their own. */
function dropConstraint(policy: Policy, constraint: string): Policy {
  const isOther = ({ id }: { readonly id: string }): boolean => id !== constraint;
  const constraints = policy.constraints.filter(isOther);
  if (constraints.length < policy.constraints.length) return { ...policy, constraints };
  const owner = policy.applications.find((application) => !application.constraints.every(isOther));
  if (owner === undefined) throw missing('constraint', constraint);
  return withApplication(policy, owner.name, (application) => ({
    ...application,
    constraints: application.constraints.filter(isOther),
  }));
}

/** A constraint of its own, with an id that no other has. */
function excludeRoles(policy: Policy, left: string, right: string): Policy {
  const members = [idOf(policy.roles, 'role', left), idOf(policy.roles, 'role', right)];
  const taken = new Set(
    [...policy.constraints, ...policy.applications.flatMap((one) => one.constraints)].map(({ id }) => id),
  );
  let id = `${left}-${right}`;
  while (taken.has(id)) id += "'";
  const constraint: Constraint = {
    kind: 'exclusion',
    id,
    place: nowhere,
    severity: 'error',
    reason: null,
    owner: null,
    over: 'role',
    static: true,
    dynamic: false,
    strictness: null,
    sets: [{ members, limit: 2 }],
  };
  return { ...policy, constraints: [...policy.constraints, constraint] };
}

/** The new user comes last among the declared ones; dangling users, if any, move up by one. */
function addUser(policy: Policy, name: string, roles: readonly string[], place: Place): Policy {
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
    declared: { ...policy.declared, users: [...places.slice(0, id), place, ...places.slice(id)] },
    ...renumberUsers(policy, moved),
  };
  let { assignments } = base;
  for (const role of roles) assignments = withRow(place)(assignments, id, idOf(policy.roles, 'role', role));
  return { ...base, assignments };
}

function endSession(policy: Policy, name: string): Policy {
  const index = indexOf(policy.sessions, 'session', name);
  const rest = selectRows(policy.active, (row) => policy.active.left[row] !== index);
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

function dropExclusion(application: Application, a: string, b: string): Application {
  const [left, right] = pairOf(application, a, b);
  const others = application.exclusions.filter((pair) => pair.left !== left || pair.right !== right);
  return withExclusions(application, others);
}

function addExclusion(application: Application, a: string, b: string): Application {
  const [left, right] = pairOf(application, a, b);
  if (application.exclusions.some((pair) => pair.left === left && pair.right === right)) return application;
  return withExclusions(application, [...application.exclusions, { left, right, place: application.place }]);
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

function dropSessionRole(
  application: Application,
  name: string,
  roleName: string,
  role: number,
): Application {
  const index = indexOf(application.sessions, 'session', name);
  const sessions = application.sessions.map((session, at) =>
    at === index ? { ...session, roles: session.roles.filter((other) => other !== role) } : session,
  );
  const tree: ApplicationTree = {
    ...application.tree,
    sessions: application.tree.sessions.map((session) =>
      session.name.text === name
        ? { ...session, roles: session.roles.filter(({ text }) => text !== roleName) }
        : session,
    ),
  };
  return { ...application, sessions, tree };
}

function reassign(
  application: Application,
  planName: string,
  sessionName: string,
  user: number,
): Application {
  const session = indexOf(application.sessions, 'session', sessionName);
  const reassigned = indexOf(application.plans, 'plan', planName);
  const plans = application.plans.map((plan, at): Plan => {
    if (at !== reassigned) return plan;
    const assignments = plan.assignments.some((assignment) => assignment.session === session)
      ? plan.assignments.map((assignment) =>
          assignment.session === session ? { ...assignment, user } : assignment,
        )
      : [...plan.assignments, { session, user, place: plan.place }];
    return { ...plan, assignments };
  });
  return { ...application, plans };
}

function pairOf(application: Application, a: string, b: string): readonly [number, number] {
  const left = indexOf(application.sessions, 'session', a);
  const right = indexOf(application.sessions, 'session', b);
  return left <= right ? [left, right] : [right, left];
}

function indexOf(items: readonly { readonly name: string }[], sort: string, name: string): number {
  const index = items.findIndex((item) => item.name === name);
  if (index < 0) throw missing(sort, name);
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

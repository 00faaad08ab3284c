/**
 * Users, roles and permissions in Cedar: users are in the roles that they are assigned, roles in their juniors, and a
 * permission `object:operation` is the action `operation` on the entity `object`. `principal in Role::"r"` follows the
 * hierarchy, as this reading does; where it does not, roles are in nothing.
 */

import { findCycles } from '../../policy/cycles.ts';
import type { Facts, Policy } from '../../policy/model.ts';
import { hasByInheritance } from '../static.ts';

/** A string literal. Cedar knows the escapes of Rust; anything that is no control character may stand as it is. */
export const cedarString = (text: string): string => `"${text.replace(/["\\]/g, (one) => `\\${one}`)}"`;

export const uid = (type: string, id: string): string => `${type}::${cedarString(id)}`;

export interface Permission {
  readonly object: string;
  readonly operation: string;
}

/** The last colon separates. */
export function permissionParts(permission: string): Permission {
  const at = permission.lastIndexOf(':');
  return { object: permission.slice(0, Math.max(0, at)), operation: permission.slice(at + 1) };
}

interface EntityUid {
  readonly type: string;
  readonly id: string;
}

interface Entity {
  readonly uid: EntityUid;
  readonly attrs: Readonly<Record<string, never>>;
  readonly parents: readonly EntityUid[];
}

const lefts = ({ left, right }: Facts): ReadonlyMap<number, readonly number[]> => {
  const all = new Map<number, Set<number>>();
  left.forEach((id, row) => {
    const own = all.get(id) ?? new Set<number>();
    all.set(id, own);
    own.add(right[row]!);
  });
  return new Map([...all].map(([id, rights]) => [id, [...rights]]));
};

/** Where roles inherit each other in a circle, which Cedar refuses, users are in all the roles they have instead. */
export function entitiesJson(policy: Policy): string {
  const { users, roles, permissions, inheritance } = policy;
  const assigned = lefts(policy.assignments);
  const juniors = hasByInheritance(policy) ? lefts(inheritance) : new Map<number, readonly number[]>();
  const isCyclic = findCycles(roles.list.length, [...inheritance.left], [...inheritance.right]).length > 0;
  const closed = (from: readonly number[]): readonly number[] => {
    const reached = new Set(from);
    for (const role of reached) for (const junior of juniors.get(role) ?? []) reached.add(junior);
    return [...reached];
  };
  const role = (id: number): EntityUid => ({ type: 'Role', id: roles.list[id]! });
  const entity = (uidOf: EntityUid, parents: readonly EntityUid[]): Entity => ({
    uid: uidOf,
    attrs: {},
    parents,
  });
  const objects = new Set(permissions.list.map((one) => permissionParts(one).object));
  const entities = [
    ...users.list
      .slice(0, users.declaredCount)
      .map((name, id) =>
        entity(
          { type: 'User', id: name },
          (isCyclic ? closed(assigned.get(id) ?? []) : (assigned.get(id) ?? [])).map(role),
        ),
      ),
    ...roles.list.map((_, id) => entity(role(id), isCyclic ? [] : (juniors.get(id) ?? []).map(role))),
    ...[...objects].map((id) => entity({ type: 'Object', id }, [])),
  ];
  return `[\n${entities.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`;
}

/**
 * The schema by which Cedar validates the policies: all actions apply to users and objects, and a request may say what was
 * done before. `probes`: also the action and the resource that tests ask about.
 */
export function schemaText({ permissions }: Policy, probes = false): string {
  const operations = [...new Set(permissions.list.map((one) => permissionParts(one).operation))];
  return [
    'entity User in [Role];',
    'entity Role in [Role];',
    'entity Object;',
    ...operations.map(
      (operation) =>
        `action ${cedarString(operation)} appliesTo { principal: User, resource: Object, context: { done?: Set<String> } };`,
    ),
    ...(probes
      ? [
          'entity Violation;',
          `action ${cedarString(probeAction)} appliesTo { principal: User, resource: Violation };`,
        ]
      : []),
    '',
  ].join('\n');
}

/** No permission has a colon in its operation, so that this is none of them. */
export const probeAction = 'probe:violate';

/** What each role is granted, by objects. */
export function permits({ roles, permissions, grants }: Policy): string[] {
  return [...lefts(grants)].flatMap(([role, granted]) => {
    const byObject = new Map<string, string[]>();
    for (const id of granted) {
      const { object, operation } = permissionParts(permissions.list[id]!);
      const known = byObject.get(object);
      if (known === undefined) byObject.set(object, [operation]);
      else known.push(operation);
    }
    return [...byObject].map(([object, operations]) => {
      const actions = operations.map((operation) => uid('Action', operation));
      return [
        'permit (',
        `  principal in ${uid('Role', roles.list[role]!)},`,
        actions.length === 1 ? `  action == ${actions[0]},` : `  action in [${actions.join(', ')}],`,
        `  resource == ${uid('Object', object)}`,
        ');',
      ].join('\n');
    });
  });
}

/** A condition that the principal has all of some roles or permissions; null: nobody has. */
export type HasAll = (over: 'role' | 'permission', names: readonly string[]) => string | null;

export function hasAllOf(policy: Policy): HasAll {
  const grantedTo = new Map<number, Set<number>>();
  policy.grants.right.forEach((permission, row) => {
    const known = grantedTo.get(permission) ?? new Set<number>();
    grantedTo.set(permission, known);
    known.add(policy.grants.left[row]!);
  });
  const has = (over: 'role' | 'permission', name: string): string | null => {
    if (over === 'role') return `principal in ${uid('Role', name)}`;
    const granted = [...(grantedTo.get(policy.permissions.ids.get(name) ?? -1) ?? [])];
    const names = granted.map((role) => uid('Role', policy.roles.list[role]!));
    if (names.length === 0) return null;
    return names.length === 1 ? `principal in ${names[0]}` : `principal in [${names.join(', ')}]`;
  };
  return (over, names) => {
    const each = names.map((name) => has(over, name));
    return each.includes(null) ? null : each.map((one) => `(${one})`).join(' && ');
  };
}

/**
 * Sets of subjects that lines of a policy speak of, as roles.
 *
 * Casbin does not tell users from roles. A name that stands on the right of a `g` line of subjects is a role, and any
 * other subject is a user; `map` can say otherwise. A user whom a line names has a role of the user's own.
 */

import type { Links } from './links.ts';
import { other } from './patterns.ts';

/** Null: certainly a member; a text: possibly, and why. */
export type Members = ReadonlyMap<string, string | null>;

export interface SubjectSet {
  /** The role that stands for it. */
  readonly role: string;
  /** The role that links lead to, with its role manager and domain; null where it is a list of users. */
  readonly linked: { readonly manager: string; readonly name: string; readonly domain: string } | null;
  /** Users, the stand-in for any other subject included. */
  members(): Members;
}

/** Stands for a subject that no file names. */
export const anyOther = '(any other subject)';

export interface Subjects {
  /** With the stand-in. */
  readonly users: readonly string[];
  isUser(name: string): boolean;
  isRole(name: string): boolean;
  roleName(manager: string, name: string, domain: string): string;
  /** Whoever is linked to `name`, itself included. */
  ofRole(manager: string, name: string, domain: string): SubjectSet;
  /** One user. */
  ofUser(name: string): SubjectSet;
  /** Everybody. */
  anybody(): SubjectSet;
  /** Those for whom the condition holds; `name` is unique for it. */
  where(name: string, holds: (user: string) => boolean | string): SubjectSet;
}

/** The value that a request has for a user. */
export function valueOfUser(user: string): string {
  return user === anyOther ? other : user;
}

/** Tells that a name is given to what `identity` says: an error where it has been given to something else. */
export type Unique = (kind: 'role' | 'permission', name: string, identity: string) => void;

export function subjectsOf(
  names: ReadonlySet<string>,
  roles: ReadonlySet<string>,
  /** Those of them that are users as well. */
  also: ReadonlySet<string>,
  managers: ReadonlyMap<string, Links>,
  unique: Unique,
): Subjects {
  const isRole = (name: string): boolean => roles.has(name);
  const isUser = (name: string): boolean => (names.has(name) && !roles.has(name)) || also.has(name);
  const users = [...names].filter(isUser);
  users.push(anyOther);
  const [first] = managers.keys();
  const sets = new Map<string, SubjectSet>();
  const once = (key: string, make: () => SubjectSet): SubjectSet => {
    let found = sets.get(key);
    if (found === undefined) {
      found = make();
      sets.set(key, found);
    }
    return found;
  };
  const roleName = (manager: string, name: string, domain: string): string => {
    const scope = domain === '' ? '' : `@${domain}`;
    const role = `${name === '' ? '(empty)' : name}${scope}${manager === first || first === undefined ? '' : ` (${manager})`}`;
    unique('role', role, `${manager}\n${name}\n${domain}`);
    return role;
  };
  const listed = (role: string, holds: (user: string) => boolean | string): SubjectSet => ({
    role,
    linked: null,
    members: lazy(() => {
      const members = new Map<string, string | null>();
      for (const user of users) {
        const found = holds(user);
        if (found !== false) members.set(user, found === true ? null : found);
      }
      return members;
    }),
  });
  return {
    users,
    isUser,
    isRole,
    roleName,
    ofRole: (manager, name, domain) =>
      once(`role ${manager} ${domain}\n${name}`, () => ({
        role: roleName(manager, name, domain),
        linked: { manager, name, domain },
        members: lazy(() => {
          const members = new Map<string, string | null>();
          for (const user of users) {
            const doubt = managers.get(manager)?.reach(valueOfUser(user), domain).get(name);
            if (doubt !== undefined) members.set(user, doubt);
            else if (user === name) members.set(user, null);
          }
          return members;
        }),
      })),
    ofUser: (name) =>
      once(`user ${name}`, () =>
        listed(
          isRole(name) ? `${name} (itself)` : name === '' ? '(empty)' : name,
          (user) => valueOfUser(user) === name,
        ),
      ),
    anybody: () => once('anybody', () => listed('(anybody)', () => true)),
    where: (name, holds) => once(`where ${name}`, () => listed(`(${name})`, holds)),
  };
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

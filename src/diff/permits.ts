/**
 * Whether a policy permits what a demand forbids, and if so an example: the demand, asked of another policy.
 *
 * Symbolic: not the users of today are asked, but every user that there could be under the hierarchy and constraints of
 * that policy. Exact for exclusions up to `mostSubsets` sets of roles a demand; beyond, and for pairs of different kinds
 * of constraint other than those named below, a demand that is not seen to follow counts as permitted: a gate must not
 * let through what it could not decide.
 */

import { has } from '../index/rows.ts';
import type { Severity } from '../policy/model.ts';
import { listed } from '../source/words.ts';
import { reaches } from '../verdict/exit-code.ts';
import type { Demand, DemandContent, Interval } from './demands.ts';
import type { Side } from './pairing.ts';

/** How many sets of roles of one demand are looked at. */
const mostSubsets = 20_000;

type Content<Kind extends DemandContent['kind']> = Extract<DemandContent, { kind: Kind }>;
type Exclusion = Content<'exclusion'>;

/** For a role or permission that a policy does not have, or has only by name: those that have come in its place. */
export interface Successors {
  readonly ofRole: (role: string) => readonly string[];
  readonly ofPermission: (permission: string) => readonly string[];
}

/** What a policy forbids, prepared to be asked. */
export interface Forbidden {
  readonly side: Side;
  readonly demands: readonly Demand[];
  /** Demands as they are written, with the greatest severity of each. */
  readonly exact: ReadonlyMap<string, Severity>;
  /** Exclusions by a member. */
  readonly byMember: ReadonlyMap<
    string,
    readonly { readonly content: Exclusion; readonly severity: Severity }[]
  >;
  readonly successors: Successors;
}

export function forbiddenBy(side: Side, demands: readonly Demand[], successors: Successors): Forbidden {
  const exact = new Map<string, Severity>();
  const byMember = new Map<string, { content: Exclusion; severity: Severity }[]>();
  for (const { content, severity } of demands) {
    const key = keyOf(content);
    const known = exact.get(key);
    if (known === undefined || reaches(severity, known)) exact.set(key, severity);
    if (content.kind !== 'exclusion') continue;
    const entry = { content, severity };
    for (const member of content.members) {
      const list = byMember.get(member);
      if (list === undefined) byMember.set(member, [entry]);
      else list.push(entry);
    }
  }
  return { side, demands, exact, byMember, successors };
}

/** An example of what is permitted although `content` forbids it, or null: it is forbidden, at `severity` at least. */
export function permits(forbidden: Forbidden, content: DemandContent, severity: Severity): string | null {
  const exact = forbidden.exact.get(keyOf(content));
  if (exact !== undefined && reaches(exact, severity) && !isEvaded(forbidden, content)) return null;
  const others = <Kind extends DemandContent['kind']>(kind: Kind): readonly Content<Kind>[] =>
    forbidden.demands.flatMap((demand) =>
      isOf(demand.content, kind) && reaches(demand.severity, severity) ? [demand.content] : [],
    );
  switch (content.kind) {
    case 'exclusion':
      return permitsExclusion(forbidden, content, severity);
    case 'strictness':
      return others('strictness').some(
        ({ degree, within, permissions, members }) =>
          within === content.within &&
          isWithin(forbidden, content.permissions, permissions) &&
          (degree === 'one-step' || content.degree === 'strict') &&
          content.members.every((member) => members.includes(member)),
      )
        ? null
        : `${listed(content.members)} may now work on the same objects within ${content.within}`;
    case 'cardinality':
      return firstExample(rolesFor(forbidden, content.role), (name) => {
        const bounds = others('cardinality').filter(({ role }) => role === name);
        const least = Math.min(...bounds.map(({ atMost }) => atMost));
        if (least <= content.atMost) return null;
        return least === Number.POSITIVE_INFINITY
          ? `any number of users may now have ${name}`
          : `${least} users may now have ${name}`;
      });
    case 'prerequisite':
      return firstExample(rolesFor(forbidden, content.role), (name) => {
        const needs = others('prerequisite').flatMap((other) => (other.role === name ? other.needs : []));
        const missing = content.needs.filter(
          (role) =>
            !needs.includes(role) && !rolesFor(forbidden, role).some((other) => needs.includes(other)),
        );
        return missing.length === 0 ? null : `a user may now have ${name} without ${missing.join(' or ')}`;
      });
    case 'window':
      return firstExample(rolesFor(forbidden, content.role), (name) => {
        const windows = others('window').filter(({ role }) => role === name);
        const at = momentOutside(
          windows.map(({ open }) => open),
          content.open,
        );
        return at === null ? null : `${name} may now be active at ${at}`;
      });
    case 'one-per-object': {
      const implied = others('one-per-object').some(
        ({ each, within, permissions }) =>
          each === content.each &&
          within === content.within &&
          isWithin(forbidden, content.permissions, permissions),
      );
      if (implied) return null;
      return `a ${content.each} may now have several operations of ${content.within} on one object`;
    }
    case 'coverage': {
      const implied = others('coverage').some(
        ({ permissions, atLeast, enforced }) =>
          atLeast >= content.atLeast &&
          (enforced || !content.enforced) &&
          permissions.every((permission) =>
            content.permissions.some((own) => permissionsFor(forbidden, own).includes(permission)),
          ),
      );
      if (implied) return null;
      const people = content.atLeast === 2 ? 'one user' : `${content.atLeast - 1} users`;
      return `${people} may now hold ${listed(content.permissions)}`;
    }
    case 'goal': {
      const implied = others('goal').some(
        ({ about, names, users, user }) =>
          about === content.about &&
          users >= content.users &&
          (user === null || user === content.user) &&
          (about === 'own-approver'
            ? content.names.every((name) => names.includes(name))
            : names.every((name) => content.names.includes(name))),
      );
      return implied ? null : `nothing is said any more of the state in which ${content.asks}`;
    }
    default:
      return content satisfies never;
  }
}

function isOf<Kind extends DemandContent['kind']>(
  content: DemandContent,
  kind: Kind,
): content is Content<Kind> {
  return content.kind === kind;
}

/** Order, severity and id do not matter. */
function keyOf(content: DemandContent): string {
  return JSON.stringify(content, (key, value: unknown) => (key === 'asks' ? undefined : value));
}

/** The role of that name; where it is gone or hollow, also the roles that have come in its place. */
function rolesFor({ side, successors }: Forbidden, role: string): readonly string[] {
  const others = successors.ofRole(role);
  return side.policy.roles.ids.has(role) ? [role, ...others] : others;
}

/** Whether other roles have come in the place of those that the demand names, so that it binds an empty name. */
function isEvaded({ successors }: Forbidden, content: DemandContent): boolean {
  const has = (role: string): boolean => successors.ofRole(role).length > 0;
  switch (content.kind) {
    case 'exclusion':
      return content.over === 'role' && content.members.some(has);
    case 'cardinality':
    case 'prerequisite':
    case 'window':
      return has(content.role);
    case 'strictness':
    case 'one-per-object':
    case 'coverage':
    case 'goal':
      return false;
    default:
      return content satisfies never;
  }
}

/** The permission of that name; where it is gone, the permissions that have come in its place. */
function permissionsFor({ side, successors }: Forbidden, permission: string): readonly string[] {
  return side.policy.permissions.ids.has(permission) ? [permission] : successors.ofPermission(permission);
}

/** Whether `others` has all of `permissions` that there still are. */
function isWithin(forbidden: Forbidden, permissions: readonly string[], others: readonly string[]): boolean {
  return permissions.every((permission) =>
    permissionsFor(forbidden, permission).every((one) => others.includes(one)),
  );
}

function firstExample(names: readonly string[], exampleOf: (name: string) => string | null): string | null {
  for (const name of names) {
    const example = exampleOf(name);
    if (example !== null) return example;
  }
  return null;
}

// --- exclusions -------------------------------------------------------------------------------------------------

function permitsExclusion(forbidden: Forbidden, content: Exclusion, severity: Severity): string | null {
  // What is gone may have successors; without any, nobody can have it.
  const alternatives = content.members
    .map((member) =>
      content.over === 'role' ? rolesFor(forbidden, member) : permissionsFor(forbidden, member),
    )
    .filter((names) => names.length > 0);
  if (alternatives.length < content.limit) return null;
  if (followsByCounting(forbidden, content, alternatives, severity)) return null;
  let looked = 0;
  for (const chosen of subsets(alternatives, content.limit)) {
    looked += 1;
    if (looked > mostSubsets) break;
    if (!isForbidden(forbidden, content, chosen, severity)) return exampleOf(forbidden, content, chosen);
  }
  return looked > mostSubsets ? `${listed(alternatives.flat().slice(0, content.limit))} may now meet` : null;
}

/** Any `limit` of the members have so many in one other set that it is hit, whichever they are. */
function followsByCounting(
  { side, byMember }: Forbidden,
  content: Exclusion,
  alternatives: readonly (readonly string[])[],
  severity: Severity,
): boolean {
  if (alternatives.some((names) => names.length > 1)) return false;
  const members = alternatives.flat();
  const others = new Set(members.flatMap((member) => byMember.get(member) ?? []));
  return [...others].some(({ content: other, severity: its }) => {
    if (!binds(side, other, content) || !reaches(its, severity)) return false;
    const outside = members.filter((member) => !other.members.includes(member)).length;
    return content.limit - outside >= other.limit;
  });
}

/**
 * What is static binds sessions too, because a session has no roles that its user has not. Where membership is assigned,
 * a session has by inheritance what its user is not counted to have: then only where nothing is inherited.
 */
function binds({ policy, index }: Side, other: Exclusion, content: Exclusion): boolean {
  if (other.over !== content.over) return false;
  if (other.relation === content.relation) return true;
  if (other.relation === 'dynamic') return false;
  if (policy.profile.membership === 'authorised') return true;
  return content.over === 'role' && !content.members.some((member) => isInherited(index, policy, member));
}

function isInherited(index: Side['index'], policy: Side['policy'], name: string): boolean {
  const role = policy.roles.ids.get(name);
  return role !== undefined && index.up(role).length > 1;
}

/** Whether whoever has all of `chosen` violates some exclusion of the policy. */
function isForbidden(
  { side, byMember }: Forbidden,
  content: Exclusion,
  chosen: readonly string[],
  severity: Severity,
): boolean {
  const { policy, index } = side;
  const own = new Set(chosen);
  const closed = new Set(chosen);
  if (content.over === 'role') {
    for (const name of chosen) {
      const role = policy.roles.ids.get(name)!;
      for (const junior of index.down(role)) closed.add(policy.roles.list[junior]!);
    }
  }
  const counted = {
    static: policy.profile.membership === 'authorised' ? closed : own,
    dynamic: policy.profile['dynamic-closure'] === 'closure' ? closed : own,
  };
  for (const name of closed) {
    for (const { content: other, severity: its } of byMember.get(name) ?? []) {
      if (!binds(side, other, content) || !reaches(its, severity)) continue;
      const held = counted[other.relation];
      if (other.members.filter((member) => held.has(member)).length >= other.limit) return true;
    }
  }
  return false;
}

function exampleOf({ side }: Forbidden, content: Exclusion, chosen: readonly string[]): string {
  const what = listed(chosen);
  if (content.over === 'permission')
    return content.relation === 'static'
      ? `one user may now have the permissions ${what}`
      : `one session may now have the permissions ${what}`;
  const { policy, index } = side;
  const ids = chosen.map((name) => policy.roles.ids.get(name)!);
  if (content.relation === 'dynamic') return `one session may now have ${what} active together`;
  const [user] = index.usersWithAll(ids, policy.profile.membership);
  const who = user === undefined ? '' : `; ${policy.users.list[user]!} does`;
  return `one user may now hold ${what}${who}`;
}

/** Every choice of `size` lists with one name of each. */
function* subsets(
  lists: readonly (readonly string[])[],
  size: number,
  from = 0,
  chosen: readonly string[] = [],
): Generator<readonly string[]> {
  if (chosen.length === size) {
    yield chosen;
    return;
  }
  for (let at = from; at <= lists.length - (size - chosen.length); at += 1) {
    for (const name of lists[at]!) yield* subsets(lists, size, at + 1, [...chosen, name]);
  }
}

// --- windows ----------------------------------------------------------------------------------------------------

/** A moment that lies in an interval of each of `all`, and in none of `open`; or null. Moments are from 0. */
export function momentOutside(
  all: readonly (readonly Interval[])[],
  open: readonly Interval[],
): number | null {
  const always: readonly Interval[] = [{ from: 0, to: Number.POSITIVE_INFINITY }];
  const allowed = all.reduce(
    (some, other) =>
      some.flatMap((a) =>
        other.flatMap((b) => {
          const both = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
          return both.from <= both.to ? [both] : [];
        }),
      ),
    always,
  );
  const sorted = [...open].sort((a, b) => a.from - b.from);
  for (const { from, to } of allowed) {
    let at = from;
    for (const interval of sorted) if (interval.from <= at && at <= interval.to) at = interval.to + 1;
    if (at <= to) return at;
  }
  return null;
}

/**
 * What is new in `side` and has come in the place of something of `other`: a role by permissions, or by people; a
 * permission by its object or its action, and a role that had the one and has the other.
 */
export function successorsIn(side: Side, other: Side): Successors {
  const roles = side.policy.roles.list.filter((name) => !other.policy.roles.ids.has(name));
  const permissions = side.policy.permissions.list.filter((name) => !other.policy.permissions.ids.has(name));
  const ofRole = memoised((name) => {
    const role = other.policy.roles.ids.get(name);
    if (role === undefined || roles.length === 0 || !isHollow(side, name, other, role)) return [];
    return roles.filter((one) => isLike(side, one, other, role));
  });
  const ofPermission = memoised((name) => {
    const permission = other.policy.permissions.ids.get(name);
    if (permission === undefined || permissions.length === 0) return [];
    const grantors = [...other.index.rolesGranted(permission)].flatMap((role) => {
      const grantor = other.policy.roles.list[role]!;
      return side.policy.roles.ids.has(grantor) ? [grantor] : ofRole(grantor);
    });
    const ids = grantors.map((grantor) => side.policy.roles.ids.get(grantor)!);
    return permissions.filter((one) => {
      const id = side.policy.permissions.ids.get(one)!;
      return isAkin(one, name) && ids.some((role) => has(side.index.grants(), role, id));
    });
  });
  return { ofRole, ofPermission };
}

function memoised(compute: (name: string) => readonly string[]): (name: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (name) => {
    const found = known.get(name) ?? compute(name);
    known.set(name, found);
    return found;
  };
}

/** The same object or the same action. */
function isAkin(one: string, other: string): boolean {
  const parts = (permission: string): readonly [string, string] => {
    const cut = permission.lastIndexOf(':');
    return [permission.slice(0, Math.max(cut, 0)), permission.slice(cut + 1)];
  };
  const [object, action] = parts(one);
  const [otherObject, otherAction] = parts(other);
  return object === otherObject || action === otherAction;
}

/** Whether the role is gone, or there without any of the permissions that it had: another has them, or nobody. */
function isHollow(side: Side, name: string, other: Side, role: number): boolean {
  const id = side.policy.roles.ids.get(name);
  if (id === undefined) return true;
  const had = [...other.index.permissionsOf(role)].map((one) => other.policy.permissions.list[one]!);
  return (
    had.length > 0 &&
    !had.some((permission) => {
      const own = side.policy.permissions.ids.get(permission);
      return own !== undefined && has(side.index.permissions(), id, own);
    })
  );
}

function isLike(side: Side, name: string, other: Side, role: number): boolean {
  const successor = side.policy.roles.ids.get(name)!;
  const permissions = [...other.index.permissionsOf(role)].map((id) => other.policy.permissions.list[id]!);
  const sharesPermission = permissions.some((permission) => {
    const id = side.policy.permissions.ids.get(permission);
    return id !== undefined && has(side.index.permissions(), successor, id);
  });
  if (sharesPermission || permissions.length > 0) return sharesPermission;
  return [...other.index.usersAssigned(role)].some((user) => {
    const id = side.policy.users.ids.get(other.policy.users.list[user]!);
    return id !== undefined && has(side.index.assignments(), id, successor);
  });
}

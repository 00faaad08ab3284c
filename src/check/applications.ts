/**
 * What the application rules share: elements of cores, names of sessions, and why nobody can do something.
 */

import { nearestUsers } from '../feasible/nearest.ts';
import type { Index } from '../index/index.ts';
import type { Application, Policy, SessionConstraint } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import { listed } from '../source/words.ts';
import type { Change, Fact } from '../verdict/change.ts';
import type { CoreElement, Path } from '../verdict/verdict.ts';
import { sortedByName } from './words.ts';

type Exclusion = Application['exclusions'][number];

export function sessionElement(index: Index, application: Application, session: number): CoreElement {
  const { name, place } = application.sessions[session]!;
  return { kind: 'session', application: application.name, session: name, location: index.location(place) };
}

export function exclusionElement(
  index: Index,
  application: Application,
  { left, right, place }: Exclusion,
): CoreElement {
  const [first, second] = pairNames(application, left, right);
  return {
    kind: 'exclusion',
    application: application.name,
    left: first,
    right: second,
    location: index.location(place),
  };
}

export function constraintElement(
  index: Index,
  application: Application,
  { id, place }: SessionConstraint,
): CoreElement {
  return { kind: 'session-constraint', application: application.name, id, location: index.location(place) };
}

/** The names of two sessions in name order. */
export function pairNames(application: Application, left: number, right: number): readonly [string, string] {
  const a = application.sessions[left]!.name;
  const b = application.sessions[right]!.name;
  return a < b ? [a, b] : [b, a];
}

export function sessionNames(application: Application, sessions: readonly number[]): string[] {
  return sessions.map((session) => application.sessions[session]!.name);
}

/** Positions of the application's sessions in the order of their names. */
export function byNameOrder(application: Application): number[] {
  return application.sessions
    .map((_, session) => session)
    .sort((a, b) => (application.sessions[a]!.name < application.sessions[b]!.name ? -1 : 1));
}

/** The exclusions in the order of their sessions' names. */
export function byExclusionName(application: Application): readonly Exclusion[] {
  const key = ({ left, right }: Exclusion): string => JSON.stringify(pairNames(application, left, right));
  return [...application.exclusions].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

export function roleNames(policy: Policy, roles: readonly number[]): string[] {
  return roles.map((role) => policy.roles.list[role]!);
}

export function userNames(policy: Policy, users: readonly number[]): string[] {
  return users.map((user) => policy.users.list[user]!);
}

/** What a session of the application can do: the permissions of its roles and their juniors, each once. */
export function atomsOf(index: Index, roles: readonly number[]): ReadonlySet<number> {
  const atoms = new Set<number>();
  for (const role of roles) for (const permission of index.permissionsOf(role)) atoms.add(permission);
  return atoms;
}

/**
 * A shortest derivation of `permission` from one of `roles`: inheritance, then a grant; null where there is none. Of
 * several the one whose last role is first by name.
 */
export function atomPath(
  policy: Policy,
  index: Index,
  roles: readonly number[],
  permission: number,
): Path | null {
  let best: readonly Fact[] | null = null;
  for (const granting of sortedByName(index.rolesGranted(permission), policy.roles.list)) {
    for (const role of roles) {
      const chain = index.inheritancePath(role, granting);
      if (chain === null || (best !== null && best.length <= chain.length + 1)) continue;
      best = [...chain, index.fact('grant', granting, permission)];
    }
  }
  return best === null ? null : { element: policy.permissions.list[permission]!, steps: best };
}

/** The places of `elements`, each once. */
export function placesOf(elements: readonly CoreElement[]): readonly Location[] {
  return elements.flatMap((element) =>
    element.kind === 'fact' ? element.fact.locations : [element.location],
  );
}

/** How each of `users` comes by each of `roles`, where they do; each pair once. */
export function rolePaths(
  policy: Policy,
  index: Index,
  users: readonly number[],
  roles: readonly number[],
): readonly Path[] {
  return users.flatMap((user) =>
    [...new Set(roles)].flatMap((role) => {
      const steps = index.path(user, role, policy.profile.membership);
      return steps === null ? [] : [{ element: policy.roles.list[role]!, steps }];
    }),
  );
}

/**
 * Why nobody has all of `roles`: "it needs approver, and nobody has it", "it needs accountant and approver, and
 * nobody has both; nearest: kim lacks approver".
 */
export function whyNobody(policy: Policy, index: Index, roles: readonly number[], subject = 'it'): string {
  const wanted = [...new Set(roles)];
  const needed = `${subject} needs ${listed(roleNames(policy, wanted))}`;
  if (policy.users.declaredCount === 0) return `${needed}, and the policy has no users`;
  if (wanted.length === 1) return `${needed}, and nobody has it`;
  const everyone = `${needed}, and nobody has ${wanted.length === 2 ? 'both' : `all ${wanted.length}`}`;
  const nearest = nearestUsers(policy, index, wanted, new Set(), 2).filter(
    ({ missing }) => missing.length < wanted.length,
  );
  if (nearest.length === 0) return everyone;
  const told = nearest.map(
    ({ user, missing }) => `${policy.users.list[user]!} lacks ${listed(roleNames(policy, missing))}`,
  );
  return `${everyone}; nearest: ${told.join(', ')}`;
}

/** Exclusions suggested. */
const mostSuggested = 15;

/** Any two of the sessions `names` made exclusive. */
export function newExclusions(application: Application, names: readonly string[]): readonly Change[] {
  return names
    .flatMap((left, at) =>
      names
        .slice(at + 1)
        .map((right): Change => ({ kind: 'add-exclusion', application: application.name, left, right })),
    )
    .slice(0, mostSuggested);
}

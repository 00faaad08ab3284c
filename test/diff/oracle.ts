/**
 * Who can do what before and now, on plain sets of names: the second opinion on the shifts of a difference. It shares
 * nothing with the index and the comparison.
 */

import type { PolicyInput } from '../../src/policy/build.ts';

type Pair = readonly [string, string];

/** Pairs as `left right`; no name has a blank. */
export interface Meaning {
  readonly access: ReadonlySet<string>;
  readonly membership: ReadonlySet<string>;
  readonly grants: ReadonlySet<string>;
  readonly facts: ReadonlySet<string>;
}

/** The roles at or below one of `from`. */
export function below(inheritance: readonly Pair[], from: Iterable<string>): Set<string> {
  const reached = new Set(from);
  for (let size = -1; size !== reached.size; ) {
    size = reached.size;
    for (const [senior, junior] of inheritance) if (reached.has(senior)) reached.add(junior);
  }
  return reached;
}

export function meaningOf(input: PolicyInput, shared: ReadonlySet<string>): Meaning {
  const assignments = input.assignments ?? [];
  const inheritance = input.inheritance ?? [];
  const grants = input.grants ?? [];
  const isAuthorised = input.profile?.membership !== 'assigned';
  const held = (roles: readonly string[]) => (isAuthorised ? below(inheritance, roles) : new Set(roles));
  const granted = (roles: ReadonlySet<string>) =>
    new Set(grants.filter(([role]) => roles.has(role)).map(([, permission]) => permission));
  const access = new Set<string>();
  const membership = new Set<string>();
  const ofRoles = new Set<string>();
  for (const user of new Set(assignments.map(([one]) => one))) {
    const roles = held(assignments.filter(([one]) => one === user).map(([, role]) => role));
    for (const role of roles) if (shared.has(role)) membership.add(`${user} ${role}`);
    for (const permission of granted(roles)) access.add(`${user} ${permission}`);
  }
  for (const role of shared)
    for (const permission of granted(held([role]))) ofRoles.add(`${role} ${permission}`);
  const facts = [
    ...assignments.map((pair) => `assignment ${pair.join(' ')}`),
    ...inheritance.map((pair) => `inheritance ${pair.join(' ')}`),
    ...grants.map((pair) => `grant ${pair.join(' ')}`),
  ];
  return { access, membership, grants: ofRoles, facts: new Set(facts) };
}

export function without(all: ReadonlySet<string>, some: ReadonlySet<string>): readonly string[] {
  return [...all].filter((one) => !some.has(one)).sort();
}

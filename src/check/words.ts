/**
 * Words that the rules' sentences are made of. Names stand as the user wrote them, places as `path:line`.
 */

import type { Policy } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import type { Fact } from '../verdict/change.ts';

/** "policy.yaml:9". */
export function placed(location: Location): string {
  return `${location.path}:${location.line}`;
}

/** " (access.csv:12)" for the first place that states the fact; empty where nothing states it. */
export function at(fact: Fact | undefined): string {
  const location = fact?.locations[0];
  return location === undefined ? '' : ` (${placed(location)})`;
}

/**
 * How a role or permission arises from a derivation: "directly (access.csv:12)", "through manager (access.csv:7)",
 * "through group finance > clerk (policy.yaml:4)". The place is where the subject gets the first role.
 */
export function how(policy: Policy, steps: readonly Fact[]): string {
  const first = steps[0];
  const last = steps[steps.length - 1];
  if (first === undefined || last === undefined) return 'itself';
  const roles = steps.filter((step) => step.relation === 'assignment' || step.relation === 'active');
  const inherited = steps.filter((step) => step.relation === 'inheritance');
  const chain =
    roles.length > 0
      ? [...roles, ...inherited].map((step) => step.right)
      : inherited.map((step) => step.left);
  const through = last.relation === 'grant' ? chain : roles.length > 0 ? chain.slice(0, -1) : chain.slice(1);
  if (through.length === 0) return `directly${at(first)}`;
  return `through ${through.map((role) => roleName(policy, role)).join(' > ')}${at(first)}`;
}

/** "group finance" for a group, else the name. */
export function roleName(policy: Policy, role: string): string {
  const id = policy.roles.ids.get(role);
  return id !== undefined && policy.roles.isGroup[id] === true ? `group ${role}` : role;
}

/** By UTF-16 units: the order that does not depend on a locale. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Ids in the order of their names. */
export function sortedByName(ids: Iterable<number>, names: readonly string[]): number[] {
  return [...ids].sort((a, b) => byName(names[a]!, names[b]!));
}

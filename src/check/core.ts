/**
 * Minimal cores: facts of shortest derivations, from which no fact can be dropped without mending the violation.
 *
 * A union of shortest derivations need not be minimal by itself, for a derivation may pass through another element of
 * the exclusion. What holds of so few facts is cheap to evaluate, so every fact is tried.
 */

import { byPlace } from '../index/index.ts';
import type { Location } from '../source/text.ts';
import type { Fact } from '../verdict/change.ts';
import type { CoreElement } from '../verdict/verdict.ts';

/** Facts of several derivations, each once, in order of first use. */
export function distinctFacts(derivations: readonly (readonly Fact[])[]): Fact[] {
  const facts = new Map<string, Fact>();
  for (const steps of derivations) {
    for (const step of steps) {
      // No name has a control character.
      const key = `${step.relation}\n${step.left}\n${step.right}`;
      if (!facts.has(key)) facts.set(key, step);
    }
  }
  return [...facts.values()];
}

/** Drops every fact without which `isViolated` still holds. `isViolated` must be monotone and hold of `facts`. */
export function minimised(
  facts: readonly Fact[],
  isViolated: (facts: readonly Fact[]) => boolean,
): readonly Fact[] {
  let kept = [...facts];
  for (const fact of [...facts].reverse()) {
    const rest = kept.filter((other) => other !== fact);
    if (isViolated(rest)) kept = rest;
  }
  return kept;
}

/** Names of roles and permissions that a subject has by `facts` alone; a dead role starts from itself. */
export interface Held {
  readonly roles: ReadonlySet<string>;
  readonly permissions: ReadonlySet<string>;
}

export function heldBy(facts: readonly Fact[], start: readonly string[] = []): Held {
  const roles = new Set(start);
  for (const fact of facts) {
    if (fact.relation === 'assignment' || fact.relation === 'active') roles.add(fact.right);
  }
  // A set that grows while it is walked visits what was added.
  for (const role of roles) {
    for (const fact of facts)
      if (fact.relation === 'inheritance' && fact.left === role) roles.add(fact.right);
  }
  const permissions = new Set<string>();
  for (const fact of facts) {
    if (fact.relation === 'grant' && roles.has(fact.left)) permissions.add(fact.right);
  }
  return { roles, permissions };
}

export function factElements(facts: readonly Fact[]): CoreElement[] {
  return facts.map((fact) => ({ kind: 'fact', fact }));
}

const usefulness = { assignment: 0, active: 0, grant: 1, inheritance: 2 } as const;

/** The first place of each fact, what gives the subject something first, then `others`; each place once. */
export function locationsOf(facts: readonly Fact[], others: readonly Location[]): readonly Location[] {
  const ordered = [...facts].sort((a, b) => usefulness[a.relation] - usefulness[b.relation]);
  const places = [...ordered.flatMap((fact) => fact.locations.slice(0, 1)), ...others];
  return places.filter(
    (place, position) => places.findIndex((other) => byPlace(place, other) === 0) === position,
  );
}

/** Which policy of before is which policy of now: by name where that says it, else by path. */

import type { Policy } from '../policy/model.ts';

export type PolicyPair =
  | { readonly kind: 'both'; readonly before: Policy; readonly now: Policy }
  | { readonly kind: 'added'; readonly now: Policy }
  | { readonly kind: 'removed'; readonly before: Policy };

/** In the order of now, then what is gone. */
export function pairPolicies(before: readonly Policy[], now: readonly Policy[]): readonly PolicyPair[] {
  const partners = new Map<Policy, Policy>();
  const free = new Set(before);
  const pair = (one: Policy, other: Policy | undefined): void => {
    if (other === undefined || partners.has(one) || !free.has(other)) return;
    partners.set(one, other);
    free.delete(other);
  };
  const named = groupsOf(before, ({ name }) => name);
  const namedNow = groupsOf(now, ({ name }) => name);
  for (const policy of now)
    pair(
      policy,
      named.get(policy.name)?.find((other) => other.path === policy.path),
    );
  for (const policy of now) {
    const [other, ...more] = named.get(policy.name) ?? [];
    if (more.length === 0 && namedNow.get(policy.name)?.length === 1) pair(policy, other);
  }
  // A policy that was renamed in its place.
  for (const policy of now)
    pair(
      policy,
      before.find(({ path }) => path === policy.path),
    );
  // Of several with one name that moved: in order.
  for (const policy of now)
    pair(
      policy,
      named.get(policy.name)?.find((other) => free.has(other)),
    );
  return [
    ...now.map((policy): PolicyPair => {
      const other = partners.get(policy);
      return other === undefined
        ? { kind: 'added', now: policy }
        : { kind: 'both', before: other, now: policy };
    }),
    ...[...free].map((policy): PolicyPair => ({ kind: 'removed', before: policy })),
  ];
}

function groupsOf(
  policies: readonly Policy[],
  key: (policy: Policy) => string,
): ReadonlyMap<string, readonly Policy[]> {
  const groups = new Map<string, Policy[]>();
  for (const policy of policies) {
    const group = groups.get(key(policy));
    if (group === undefined) groups.set(key(policy), [policy]);
    else group.push(policy);
  }
  return groups;
}

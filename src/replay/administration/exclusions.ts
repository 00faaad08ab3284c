/** Exclusions of the policy as conditions on what a user is assigned: okS and okPS, and okD. */

import type { Condition } from './condition.ts';
import type { AdministrationFacts } from './facts.ts';

/** Fewer than so many of the groups. */
export type AtMost = Extract<Condition, { readonly kind: 'at-most' | 'at-least' }>;

/** okS and okPS of what a user holds. */
export function staticExclusions(facts: AdministrationFacts): readonly AtMost[] {
  return exclusions(facts, 'static', ['role', 'permission'], facts.holding);
}

/** okD; S4 says what counts where roles are active. */
export function dynamicExclusions(facts: AdministrationFacts): readonly AtMost[] {
  const isClosed = facts.policy.profile['dynamic-closure'] === 'closure';
  return exclusions(facts, 'dynamic', ['role'], isClosed ? facts.authorising : facts.holding);
}

function exclusions(
  { policy, holdingPermission }: AdministrationFacts,
  relation: 'static' | 'dynamic',
  over: readonly ('role' | 'permission')[],
  holdingRole: AdministrationFacts['holding'],
): readonly AtMost[] {
  return policy.constraints.flatMap((constraint) => {
    if (constraint.kind !== 'exclusion' || !constraint[relation] || !over.includes(constraint.over))
      return [];
    const holding = constraint.over === 'role' ? holdingRole : holdingPermission;
    return constraint.sets.map(({ members, limit }) => ({
      kind: 'at-most' as const,
      groups: members.map(holding),
      count: limit - 1,
    }));
  });
}

/** What may change of an open policy: facts of UA, RH and PA, one at a time, in the user's names. */

import type { Names, Place, Policy } from '../policy/model.ts';
import type { Change } from '../verdict/change.ts';

/** A fact that is stated from now on, at `place` (default: the first line of the policy), or is not any more. */
export type Edit = Extract<Change, { kind: 'add' | 'remove' }> & {
  readonly relation: 'assignment' | 'inheritance' | 'grant';
  readonly place?: Place;
};

export type ResolvedEdit =
  | { readonly kind: 'resolved'; readonly left: number; readonly right: number }
  /** A sentence: which name the policy does not have. */
  | { readonly kind: 'refused'; readonly reason: string };

const sorts = {
  assignment: ['user', 'role'],
  inheritance: ['role', 'role'],
  grant: ['role', 'permission'],
} as const;

/** The ids of what an edit names. */
export function resolveEdit(policy: Policy, { relation, left, right }: Edit): ResolvedEdit {
  const names: Readonly<Record<'user' | 'role' | 'permission', Names>> = {
    user: policy.users,
    role: policy.roles,
    permission: policy.permissions,
  };
  const [leftSort, rightSort] = sorts[relation];
  const ids = [names[leftSort].ids.get(left), names[rightSort].ids.get(right)] as const;
  if (ids[0] === undefined) return { kind: 'refused', reason: `the policy has no ${leftSort} ${left}` };
  if (ids[1] === undefined) return { kind: 'refused', reason: `the policy has no ${rightSort} ${right}` };
  return { kind: 'resolved', left: ids[0], right: ids[1] };
}

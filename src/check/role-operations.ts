/**
 * How roles come by operations: of themselves or, under S1 = authorised, through what they inherit. Shared by the
 * rules that judge roles and not people.
 */

import type { Index } from '../index/index.ts';
import type { Policy } from '../policy/model.ts';
import type { Fact } from '../verdict/change.ts';
import { atomPath } from './applications.ts';
import { at, roleName } from './words.ts';

/** A shortest derivation of `permission` from `role`: inheritance, then a grant; null where there is none. */
export function operationPath(
  policy: Policy,
  index: Index,
  role: number,
  permission: number,
): readonly Fact[] | null {
  const steps = atomPath(policy, index, [role], permission)?.steps ?? null;
  return policy.profile.membership === 'authorised' || steps?.length === 1 ? steps : null;
}

/** "directly (policy.yaml:4)", "through chief > clerk (policy.yaml:4)": what lies between the role and its grant. */
export function howGranted(policy: Policy, steps: readonly Fact[]): string {
  const through = steps.filter((step) => step.relation === 'inheritance').map((step) => step.right);
  const chain = through.map((role) => roleName(policy, role)).join(' > ');
  return `${chain === '' ? 'directly' : `through ${chain}`}${at(steps[0])}`;
}

/**
 * Checks an invariant of `reach` from the raw facts: it is true of all states at the start, each operation keeps it, and
 * no state in which it is true meets the goal. No engine and no index is used.
 */

import type { ReachGoal } from '../../policy/administration.ts';
import type { Policy } from '../../policy/model.ts';
import type { InvariantPart } from '../../verdict/reach.ts';
import { factsOf } from './facts.ts';
import { askedBy } from './goal.ts';
import { faultOfUserParts } from './induction.ts';
import { faultOfJoint } from './joint.ts';
import { partsOf } from './parts.ts';
import { assumedOf, enrolledRoles, powersOf } from './powers.ts';
import { faultOfSafety } from './safety.ts';

export type InvariantCheck =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly reason: string };

export function checkInvariant(
  policy: Policy,
  goal: ReachGoal,
  invariant: readonly InvariantPart[],
): InvariantCheck {
  const fault = faultOfInvariant(policy, goal, invariant);
  return fault === null ? { kind: 'accepted' } : { kind: 'rejected', reason: fault };
}

function faultOfInvariant(
  policy: Policy,
  goal: ReachGoal,
  invariant: readonly InvariantPart[],
): string | null {
  if (policy.administration === null) return 'the policy says nothing of its administration';
  const facts = factsOf(policy, policy.administration, goal);
  const parts = partsOf(facts, invariant);
  if (typeof parts === 'string') return parts;
  const assumed = assumedOf(facts, parts.ofUsers);
  const powers = powersOf(facts, assumed);
  const enrolled = enrolledRoles(facts, assumed, powers);
  const fault = faultOfUserParts(facts, parts.ofUsers, assumed, powers, enrolled);
  if (fault !== null) return fault;
  const asked = askedBy(facts);
  const unsafe = faultOfSafety(facts, asked, parts.ofUsers, assumed);
  if (unsafe === null && parts.joint.length === 0) return null;
  if (parts.joint.length === 0) return unsafe;
  // Each is about users of its own, so that each is judged by itself; one that is wrong spoils the whole.
  let excluded = unsafe === null;
  let reason = unsafe;
  for (const part of parts.joint) {
    const found = faultOfJoint(facts, part, asked, assumed, powers, enrolled);
    if (found.kind === 'wrong') return `part ${part.number} ${found.reason}`;
    if (found.kind === 'kept') excluded = true;
    else reason = found.reason;
  }
  return excluded ? null : reason;
}

/**
 * Checks an invariant of `reach` from the raw facts: it is true of all states at the start, each operation keeps it, and
 * no state in which it is true meets the goal. No engine and no index is used.
 *
 * That nobody meets the goal is itself claimed of every state. Where the parts do not say so, it is taken as one part
 * more: true at the start, and kept by each operation because the parts and it are true before.
 */

import type { ReachGoal } from '../../policy/administration.ts';
import type { Policy } from '../../policy/model.ts';
import type { InvariantPart } from '../../verdict/reach.ts';
import { type AdministrationFacts, factsOf } from './facts.ts';
import { type Fault, rejected } from './fault.ts';
import { type Asked, askedBy } from './goal.ts';
import { faultOfUserParts } from './induction.ts';
import { faultOfJoint } from './joint.ts';
import { type Parts, partsOf, type UserPart } from './parts.ts';
import { assumedOf, enrolledRoles, powersOf } from './powers.ts';
import { faultOfSafety } from './safety.ts';

/** `undecided`: a search gave up; it may be right. */
export type InvariantCheck = { readonly kind: 'accepted' } | Fault;

export function checkInvariant(
  policy: Policy,
  goal: ReachGoal,
  invariant: readonly InvariantPart[],
): InvariantCheck {
  if (policy.administration === null) return rejected('the policy says nothing of its administration');
  const facts = factsOf(policy, policy.administration, goal);
  const parts = partsOf(facts, invariant);
  if (typeof parts === 'string') return rejected(parts);
  const asked = askedBy(facts);
  const fault = faultOfParts(facts, parts, asked);
  if (fault === null) return { kind: 'accepted' };
  if (asked.users > 1) return fault;
  const more = { ...parts, ofUsers: [...parts.ofUsers, notMet(goal, asked)] };
  return faultOfParts(facts, more, asked) === null ? { kind: 'accepted' } : fault;
}

/** That nobody whom the goal is about meets it. */
function notMet(goal: ReachGoal, { forbidden }: Asked): UserPart {
  return {
    number: 0,
    users: goal.kind === 'roles' && goal.user !== null ? new Set([goal.user]) : null,
    conditions: forbidden.map(({ groups, count }) => ({ kind: 'at-most', groups, count: count - 1 })),
    never: null,
  };
}

function faultOfParts(facts: AdministrationFacts, parts: Parts, asked: Asked): Fault | null {
  const assumed = assumedOf(facts, parts.ofUsers);
  const powers = powersOf(facts, assumed);
  const enrolled = enrolledRoles(facts, assumed, powers);
  const fault = faultOfUserParts(facts, parts.ofUsers, assumed, powers, enrolled);
  if (fault !== null) return fault;
  let unsafe = faultOfSafety(facts, asked, parts.ofUsers, assumed);
  // Each is about users of its own and judged by itself: one that is wrong spoils the whole, one that is right is enough.
  for (const part of parts.joint) {
    const found = faultOfJoint(facts, part, asked, assumed, powers, enrolled);
    switch (found.kind) {
      case 'wrong':
        return found.fault;
      case 'unsafe':
        break;
      case 'kept':
        unsafe = null;
        break;
      default:
        return found satisfies never;
    }
  }
  return unsafe;
}

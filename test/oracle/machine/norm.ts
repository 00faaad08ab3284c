/**
 * The cascade (FORMAL.md C `norm`), one pair at a time: whatever has lost its ground goes, until nothing has. Which of
 * several goes first is the caller's choice, because the result must not depend on it (L33).
 */

import type { Profile } from '../../../src/profile/profile.ts';
import { add, isSubset, mapped, remove, without } from './sets.ts';
import type { Machine } from './state.ts';
import { viewOf } from './view.ts';

export type Loss =
  | { readonly kind: 'assignment'; readonly user: string; readonly role: string }
  | { readonly kind: 'activation'; readonly session: string; readonly role: string };

/** The pairs of UA and ar that have no ground in the state as it is. */
export function groundless(m: Machine, profile: Profile): readonly Loss[] {
  const view = viewOf(m, profile);
  const assignments = m.UA.filter(
    ([user, role]) =>
      profile.prerequisite === 'invariant' && !isSubset(view.needs(role), view.rolesOfUser(user)),
  );
  const activations = [...m.sessions].flatMap(([session, { user, active }]) =>
    active
      .filter((role) => !view.rolesOfUser(user).has(role) || !view.openNow([role]))
      .map((role) => ({ kind: 'activation' as const, session, role })),
  );
  return [
    ...assignments.map(([user, role]) => ({ kind: 'assignment' as const, user, role })),
    ...activations,
  ];
}

/** An HR role that is lost becomes pending; a limit ends with its assignment. */
export function lose(m: Machine, loss: Loss): Machine {
  const { role } = loss;
  if (loss.kind === 'activation') {
    const { session } = loss;
    const dropped = mapped(m.sessions, (value, name) =>
      name === session ? { ...value, active: without(value.active, role) } : value,
    );
    return { ...m, sessions: dropped };
  }
  const { user } = loss;
  return {
    ...m,
    UA: remove(m.UA, [user, role]),
    limits: m.limits.filter(([u, r]) => u !== user || r !== role),
    pend: m.definitions.has(role) ? add(m.pend, [user, role]) : m.pend,
  };
}

export function norm(
  m: Machine,
  profile: Profile,
  choose: (losses: readonly Loss[]) => Loss = ([first]) => first!,
): Machine {
  let current = m;
  for (;;) {
    const losses = groundless(current, profile);
    if (losses.length === 0) return current;
    current = lose(current, choose(losses));
  }
}

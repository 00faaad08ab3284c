/**
 * Who may act as whom. A membership is inherited (the member has the role's rights at once), or the member may `SET ROLE`
 * to it, or both, or neither. `SET ROLE` follows memberships of the second kind from the user who logged in; then the
 * rights are those of the role that was set, and what it inherits.
 */

import { predefinedMemberships } from './privileges.ts';
import type { Membership, State } from './state.ts';

export interface Closure {
  /** Member to what it inherits at once. */
  inherited(role: string): readonly Membership[];
  /** The role and all that it inherits. */
  inherits(role: string): ReadonlySet<string>;
  /** The role and all that it may set. */
  sets(role: string): ReadonlyMap<string, Membership | null>;
  /** All whose rights the role may use in one way or another. */
  acts(role: string): ReadonlySet<string>;
}

export function closureOf(state: State, memberships: readonly Membership[]): Closure {
  const inheritedBy = new Map<string, Membership[]>();
  const setBy = new Map<string, Membership[]>();
  const put = (map: Map<string, Membership[]>, membership: Membership): void => {
    const list = map.get(membership.member);
    if (list === undefined) map.set(membership.member, [membership]);
    else list.push(membership);
  };
  for (const membership of memberships) {
    const inherits = membership.inherit ?? state.roles.get(membership.member)?.inherit ?? true;
    if (inherits) put(inheritedBy, membership);
    if (membership.set) put(setBy, membership);
  }
  const reach = (edges: Map<string, Membership[]>, from: string): Map<string, Membership | null> => {
    const seen = new Map<string, Membership | null>([[from, null]]);
    for (const role of seen.keys()) {
      for (const membership of edges.get(role) ?? []) {
        if (!seen.has(membership.role)) seen.set(membership.role, membership);
      }
    }
    return seen;
  };
  const inherits = remembered((role) => new Set(reach(inheritedBy, role).keys()));
  const sets = remembered((role) => reach(setBy, role));
  return {
    inherited: (role) => inheritedBy.get(role) ?? [],
    inherits,
    sets,
    acts: remembered((role) => {
      const inherited = inherits(role);
      const further = [...sets(role).keys()].filter((set) => !inherited.has(set));
      // Nearly everybody inherits all that may be set.
      if (further.length === 0) return inherited;
      return new Set([...inherited, ...further.flatMap((set) => [...inherits(set)])]);
    }),
  };
}

function remembered<T>(compute: (role: string) => T): (role: string) => T {
  const known = new Map<string, T>();
  return (role) => {
    const found = known.get(role);
    if (found !== undefined) return found;
    const value = compute(role);
    known.set(role, value);
    return value;
  };
}

/** Those of the text, and those of predefined roles that are used, which no dump states. */
export function allMemberships(state: State): readonly Membership[] {
  const all = [...state.memberships.values()];
  for (const [member, at] of state.usedRoles) {
    for (const role of predefinedMemberships(member)) {
      all.push({ role, member, grantor: null, at, admin: false, inherit: true, set: true });
      state.usedRoles.set(role, state.usedRoles.get(role) ?? at);
    }
  }
  return all;
}

/** A membership that closes a circle, which the server refuses; null: there is none. */
export function circleIn(memberships: readonly Membership[]): Membership | null {
  const edges = new Map<string, Membership[]>();
  for (const membership of memberships) {
    const list = edges.get(membership.member);
    if (list === undefined) edges.set(membership.member, [membership]);
    else list.push(membership);
  }
  const state = new Map<string, 'open' | 'done'>();
  for (const start of edges.keys()) {
    if (state.has(start)) continue;
    const path: { readonly role: string; next: number }[] = [{ role: start, next: 0 }];
    state.set(start, 'open');
    while (path.length > 0) {
      const top = path.at(-1)!;
      const edge = edges.get(top.role)?.[top.next];
      top.next += 1;
      if (edge === undefined) {
        state.set(top.role, 'done');
        path.pop();
        continue;
      }
      const seen = state.get(edge.role);
      if (seen === 'open') return edge;
      if (seen === 'done') continue;
      state.set(edge.role, 'open');
      path.push({ role: edge.role, next: 0 });
    }
  }
  return null;
}

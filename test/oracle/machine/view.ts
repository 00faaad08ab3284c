/** What follows from a state under a reading profile (FORMAL.md A.2 "derived", A.3, A.7). */

import type { Profile } from '../../../src/profile/profile.ts';
import { has, image, reach } from './sets.ts';
import type { Machine, NamedSet, Pair } from './state.ts';

export type View = ReturnType<typeof viewOf>;

export function viewOf(m: Machine, profile: Profile) {
  /** geq⦇from⦈, of roles that exist. */
  const down = (from: Iterable<string>) =>
    new Set([...reach(m.RH, from)].filter((role) => m.roles.includes(role)));
  const authorised = (user: string) => down(image(m.UA, [user]));
  /** S1. */
  const rolesOfUser = (user: string) =>
    profile.membership === 'authorised' ? authorised(user) : image(m.UA, [user]);
  const broughtBy = (role: string) => (profile.membership === 'authorised' ? down([role]) : new Set([role]));
  const permsOfRoles = (roles: Iterable<string>) => image(m.PA, down(roles));

  const free = (held: ReadonlySet<string>, mutex: readonly Pair[]) =>
    !mutex.some(([a, b]) => held.has(a) && held.has(b));
  const fewer = (held: ReadonlySet<string>, sets: ReadonlyMap<string, NamedSet>) =>
    [...sets.values()].every(({ roles, limit }) => roles.filter((role) => held.has(role)).length < limit);
  /** S4. */
  const counted = (roles: Iterable<string>) =>
    profile['dynamic-closure'] === 'closure' ? down(roles) : new Set(roles);
  const openAt = (role: string, time: number) => {
    const intervals = m.window.get(role);
    return intervals === undefined || intervals.some(([from, to]) => from <= time && time <= to);
  };

  const activeIn = (session: string) => m.sessions.get(session)?.active ?? [];
  return {
    m,
    profile,
    down,
    authorised,
    rolesOfUser,
    broughtBy,
    permsOfRoles,
    permsOfUser: (user: string) => image(m.PA, rolesOfUser(user)),
    /** What a user with one role more would hold. */
    held: (user: string, role: string) => new Set([...rolesOfUser(user), ...broughtBy(role)]),
    permsHeld: (roles: Iterable<string>) => image(m.PA, roles),
    needs: (role: string) => image(m.prereq, [role]),
    /** S16. */
    countedUsers: (role: string) =>
      m.users.filter((user) =>
        profile.cardinality === 'assigned' ? has(m.UA, user, role) : authorised(user).has(role),
      ),
    okS: (roles: ReadonlySet<string>) => free(roles, m.mutexS) && fewer(roles, m.ssd),
    okD: (roles: Iterable<string>) => free(counted(roles), m.mutexD) && fewer(counted(roles), m.dsd),
    okPS: (permissions: ReadonlySet<string>) => free(permissions, m.mutexPS),
    okPD: (permissions: ReadonlySet<string>) => free(permissions, m.mutexPD),
    openNow: (roles: Iterable<string>) => {
      const { now } = m;
      return now === null || [...down(roles)].every((role) => openAt(role, now));
    },
    activeIn,
    activeOfUser: (user: string | undefined) =>
      [...m.sessions.values()].filter((session) => session.user === user).flatMap(({ active }) => active),
    permsOfSession: (session: string) => permsOfRoles(activeIn(session)),
    hrManaged: (role: string) => m.definitions.has(role),
    matches: (user: string, role: string) => {
      const record = m.hr.get(user);
      const definition = m.definitions.get(role);
      if (record === undefined || definition === undefined) return false;
      return definition.needs === 'all'
        ? definition.values.every((value) => record.includes(value))
        : definition.values.some((value) => record.includes(value));
    },
    /** E.4. */
    administers: (actor: string, role: string) =>
      (m.cso.includes(actor) && m.wide.includes(role)) ||
      m.dso.some(([area, officer]) => officer === actor && has(m.local, area, role)),
  };
}

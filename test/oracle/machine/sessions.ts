/** Sessions of users, access, and time (FORMAL.md C.2, C.5 Tick). */

import { norm } from './norm.ts';
import { rule } from './rule.ts';
import { drop, has, isSubset, mapped, put, remove, without } from './sets.ts';
import type { Pair } from './state.ts';
import type { View } from './view.ts';

/** S3. */
const okWithOtherSessions = (view: View, user: string | undefined, roles: readonly string[]) =>
  view.profile['dynamic-scope'] === 'session' || view.okD([...view.activeOfUser(user), ...roles]);

export const createSession = rule(
  { u: 'name', s: 'name', R: 'names' },
  {
    guards: (view, { u, s, R }) => [
      ['UNKNOWN_USER', view.m.users.includes(u)],
      ['SESSION_EXISTS', !view.m.sessions.has(s)],
      ['NOT_AUTHORISED', isSubset(R, view.rolesOfUser(u))],
      ['OUTSIDE_WINDOW', view.openNow(R)],
      ['DSOD_VIOLATION', view.okD(R)],
      ['PSOD_ACTIVE', view.okPD(view.permsOfRoles(R))],
      ['DSOD_VIOLATION', okWithOtherSessions(view, u, R)],
    ],
    effect: ({ m }, { u, s, R }) => ({
      ...m,
      sessions: put(m.sessions, s, { user: u, active: R, of: null }),
    }),
  },
);

export const deleteSession = rule(
  { s: 'name' },
  {
    guards: ({ m }, { s }) => [
      ['UNKNOWN_SESSION', m.sessions.has(s)],
      ['APPLICATION_SESSION', (m.sessions.get(s)?.of ?? null) === null],
    ],
    effect: ({ m }, { s }) => ({ ...m, sessions: drop(m.sessions, s) }),
  },
);

export const addActiveRole = rule(
  { u: 'name', s: 'name', r: 'name' },
  {
    guards: (view, { u, s, r }) => {
      const { m } = view;
      const session = m.sessions.get(s);
      const of = session?.of ?? null;
      const active = [...view.activeIn(s), r];
      return [
        ['UNKNOWN_SESSION', session !== undefined],
        ['NOT_OWNER', session?.user === u],
        ['ALREADY_ACTIVE', !view.activeIn(s).includes(r)],
        ['NOT_AUTHORISED', view.rolesOfUser(u).has(r)],
        ['OUTSIDE_TEMPLATE', of === null || has(m.application.template, of.name, r)],
        ['OUTSIDE_WINDOW', view.openNow([r])],
        ['DSOD_VIOLATION', view.okD(active)],
        ['PSOD_ACTIVE', view.okPD(view.permsOfRoles(active))],
        ['DSOD_VIOLATION', okWithOtherSessions(view, session?.user, [r])],
      ];
    },
    effect: ({ m }, { s, r }) => ({
      ...m,
      sessions: mapped(m.sessions, (session, name) =>
        name === s ? { ...session, active: [...session.active, r] } : session,
      ),
    }),
  },
);

export const dropActiveRole = rule(
  { u: 'name', s: 'name', r: 'name' },
  {
    guards: ({ m, activeIn }, { u, s, r }) => [
      ['NOT_OWNER', m.sessions.get(s)?.user === u],
      ['NOT_ACTIVE', activeIn(s).includes(r)],
    ],
    effect: ({ m }, { s, r }) => ({
      ...m,
      sessions: mapped(m.sessions, (session, name) =>
        name === s ? { ...session, active: without(session.active, r) } : session,
      ),
    }),
  },
);

export const checkAccess = rule(
  { s: 'name', p: 'name' },
  {
    guards: ({ m }, { s }) => [['UNKNOWN_SESSION', m.sessions.has(s)]],
    answer: ({ permsOfSession }, { s, p }) => permsOfSession(s).has(p),
  },
);

/** Stated by the moment that is reached, as the specification does. */
export const tick = rule(
  { t: 'number' },
  {
    guards: ({ m }, { t }) => [['BAD_STEP', m.now === null || m.now < t]],
    effect: ({ m, profile }, { t }) => {
      const ended = m.limits.filter(([, , until]) => until < t).map(([user, role]): Pair => [user, role]);
      return norm(
        {
          ...m,
          now: t,
          UA: remove(m.UA, ...ended),
          limits: m.limits.filter(([user, role]) => !has(ended, user, role)),
        },
        profile,
      );
    },
  },
);

/** Users and their assignments (FORMAL.md C.1). */

import { norm } from './norm.ts';
import { rule } from './rule.ts';
import { drop, has, isSubset, remove, without } from './sets.ts';
import type { Machine } from './state.ts';
import type { View } from './view.ts';

export const addUser = rule(
  { u: 'name' },
  {
    guards: ({ m }, { u }) => [['USER_EXISTS', !m.users.includes(u)]],
    effect: ({ m }, { u }) => ({ ...m, users: [...m.users, u] }),
  },
);

export const deleteUser = rule(
  { u: 'name' },
  {
    guards: ({ m }, { u }) => [['UNKNOWN_USER', m.users.includes(u)]],
    effect: ({ m, profile }, { u }) =>
      norm(
        {
          ...m,
          users: without(m.users, u),
          UA: m.UA.filter(([user]) => user !== u),
          hr: drop(m.hr, u),
          pend: m.pend.filter(([user]) => user !== u),
          limits: m.limits.filter(([user]) => user !== u),
          sessions: new Map([...m.sessions].filter(([, { user }]) => user !== u)),
        },
        profile,
      ),
  },
);

/** S16: whoever is authorised counts, so a role's juniors get the user too. */
const hasPlace = ({ m, profile, countedUsers, down }: View, u: string, r: string) =>
  profile.cardinality === 'assigned'
    ? countedUsers(r).length < (m.card.get(r) ?? Number.POSITIVE_INFINITY)
    : [...down([r])].every(
        (q) =>
          countedUsers(q).includes(u) || countedUsers(q).length < (m.card.get(q) ?? Number.POSITIVE_INFINITY),
      );

export const assignUser = rule(
  { actor: 'name', u: 'name', r: 'name' },
  {
    guards: (view, { actor, u, r }) => {
      const { m, needs, held, permsHeld, okS, okPS } = view;
      return [
        ['UNKNOWN_USER', m.users.includes(u)],
        ['UNKNOWN_ROLE', m.roles.includes(r)],
        ['ALREADY_ASSIGNED', !has(m.UA, u, r)],
        ['HR_MANAGED_ROLE', !view.hrManaged(r)],
        ['NOT_ROLE_ADMIN', view.administers(actor, r)],
        ['PREREQ_MISSING', isSubset(needs(r), held(u, r))],
        ['CARDINALITY_EXCEEDED', hasPlace(view, u, r)],
        ['SSOD_VIOLATION', okS(held(u, r))],
        ['PSOD_VIOLATION', okPS(permsHeld(held(u, r)))],
      ];
    },
    effect: ({ m }, { u, r }) => ({ ...m, UA: [...m.UA, [u, r]] }),
  },
);

const withoutAssignment = (m: Machine, u: string, r: string): Machine => ({
  ...m,
  UA: remove(m.UA, [u, r]),
  limits: m.limits.filter(([user, role]) => user !== u || role !== r),
});

/** S18: under `reject` nothing may fall but what was asked for. */
export const nothingElseFalls = ({ profile }: View, after: Machine) =>
  profile.revocation === 'cascade' || norm(after, profile) === after;

export const deassignUser = rule(
  { u: 'name', r: 'name' },
  {
    guards: (view, { u, r }) => [
      ['UNKNOWN_USER', view.m.users.includes(u)],
      ['UNKNOWN_ROLE', view.m.roles.includes(r)],
      ['NOT_ASSIGNED', has(view.m.UA, u, r)],
      ['HR_MANAGED_ROLE', !view.hrManaged(r)],
      ['STILL_IN_USE', nothingElseFalls(view, withoutAssignment(view.m, u, r))],
    ],
    effect: ({ m, profile }, { u, r }) => norm(withoutAssignment(m, u, r), profile),
  },
);

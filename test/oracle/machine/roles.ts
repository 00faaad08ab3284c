/** Roles and their HR definitions (FORMAL.md C.1, C.4, E.1). */

import { invariants } from './invariants.ts';
import { norm } from './norm.ts';
import { rule } from './rule.ts';
import { add, drop, forget, has, isSubset, put, remove, without } from './sets.ts';
import type { Definition, Machine, NamedSet, Pair } from './state.ts';
import { type View, viewOf } from './view.ts';

export const addRole = rule(
  { r: 'name' },
  {
    guards: ({ m }, { r }) => [['ROLE_EXISTS', !m.roles.includes(r)]],
    effect: ({ m }, { r }) => ({ ...m, roles: [...m.roles, r] }),
  },
);

const keepsLimit =
  (r: string) =>
  ({ roles, limit }: NamedSet) =>
    !roles.includes(r) || roles.length - 1 >= limit;

/** A role, and every fact that speaks of it, gone. */
const withoutRole = (m: Machine, r: string): Machine => ({
  ...m,
  roles: without(m.roles, r),
  UA: m.UA.filter(([, role]) => role !== r),
  PA: m.PA.filter(([role]) => role !== r),
  RH: forget(m.RH, r),
  mutexS: forget(m.mutexS, r),
  mutexD: forget(m.mutexD, r),
  prereq: forget(m.prereq, r),
  pend: m.pend.filter(([, role]) => role !== r),
  limits: m.limits.filter(([, role]) => role !== r),
  ssd: new Map([...m.ssd].map(([name, set]) => [name, { ...set, roles: without(set.roles, r) }])),
  dsd: new Map([...m.dsd].map(([name, set]) => [name, { ...set, roles: without(set.roles, r) }])),
  card: drop(m.card, r),
  window: drop(m.window, r),
  definitions: drop(m.definitions, r),
  sessions: new Map(
    [...m.sessions].map(([name, session]) => [name, { ...session, active: without(session.active, r) }]),
  ),
});

export const deleteRole = rule(
  { r: 'name' },
  {
    guards: ({ m }, { r }) => [
      ['UNKNOWN_ROLE', m.roles.includes(r)],
      [
        'ROLE_IN_USE',
        !m.application.initiator.includes(r) && !m.application.template.some(([, role]) => role === r),
      ],
      ['SET_UNDERFLOW', [...m.ssd.values(), ...m.dsd.values()].every(keepsLimit(r))],
    ],
    effect: ({ m, profile }, { r }) => norm(withoutRole(m, r), profile),
  },
);

/** Basic: one value; combined: values of different attributes; a set role: several values of one attribute. */
const isDefinition = ({ attribute }: Machine, K: readonly string[], V: readonly string[]) => {
  const attributes = (values: readonly string[]) => new Set(values.map((value) => attribute.get(value))).size;
  if ([...K, ...V].some((value) => !attribute.has(value))) return false;
  if (V.length === 0) return attributes(K) === K.length;
  return K.length === 0 && V.length >= 2 && attributes(V) === 1;
};

function definitionOf(K: readonly string[], V: readonly string[]): Definition | null {
  if (K.length > 0) return { needs: 'all', values: K };
  return V.length > 0 ? { needs: 'any', values: V } : null;
}

/** Adding the role to the user breaks none of I5, I7 and I10. */
const fits = ({ held, permsHeld, needs, okS, okPS }: View, user: string, role: string) =>
  isSubset(needs(role), held(user, role)) && okS(held(user, role)) && okPS(permsHeld(held(user, role)));

/**
 * HRChange for every user whom HR knows: revoke first, with the cascade, then grant. Whom the role brings into conflict
 * is quarantined; where there are fewer places than fitting users, all of them are.
 */
function settleHr(m: Machine, r: string, view: View): Machine {
  const { profile } = view;
  const lost = m.definitions.has(r)
    ? [...m.hr.keys()].filter((user) => !viewOf(m, profile).matches(user, r))
    : [];
  const revoked = norm(
    {
      ...m,
      UA: remove(m.UA, ...lost.map((user): Pair => [user, r])),
      pend: m.pend.filter(([, role]) => role !== r),
      limits: m.definitions.has(r) ? m.limits.filter(([, role]) => role !== r) : m.limits,
    },
    profile,
  );
  const now = viewOf(revoked, profile);
  const gaining = [...revoked.hr.keys()]
    .filter((user) => now.matches(user, r) && !has(revoked.UA, user, r))
    .map((user): Pair => [user, r]);
  const fitting = gaining.filter(([user]) => fits(now, user, r));
  const granted = { ...revoked, UA: add(revoked.UA, ...fitting) };
  const places = invariants.I9(viewOf(granted, profile));
  return places
    ? { ...granted, pend: add(granted.pend, ...remove(gaining, ...fitting)) }
    : { ...revoked, pend: add(revoked.pend, ...gaining) };
}

export const defineRole = rule(
  { r: 'name', K: 'names', V: 'names' },
  {
    guards: ({ m }, { r, K, V }) => [
      ['UNKNOWN_ROLE', m.roles.includes(r)],
      ['BAD_DEFINITION', isDefinition(m, K, V)],
    ],
    effect: (view, { r, K, V }) => {
      const { m } = view;
      const definition = definitionOf(K, V);
      const definitions = definition === null ? drop(m.definitions, r) : put(m.definitions, r, definition);
      return settleHr({ ...m, definitions }, r, view);
    },
  },
);

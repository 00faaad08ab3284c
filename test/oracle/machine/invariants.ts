/** The invariants of FORMAL.md A.4, and well-formedness of A.2 and E.1, as plain predicates. */

import { has, isAcyclic, isSubset } from './sets.ts';
import type { NamedSet, Pair } from './state.ts';
import type { View } from './view.ts';

type Invariant = (view: View) => boolean;

const between = (relation: readonly Pair[], left: Iterable<string>, right: Iterable<string>) =>
  isSubset(
    relation.map(([a]) => a),
    left,
  ) &&
  isSubset(
    relation.map(([, b]) => b),
    right,
  );

const references: Invariant = ({ m, hrManaged }) => {
  const permissions = [...m.permissions.keys()];
  const sets = [...m.ssd.values(), ...m.dsd.values()];
  return (
    [...m.permissions.values()].every(
      ({ object, operation }) => m.objects.includes(object) && m.operations.includes(operation),
    ) &&
    between(m.UA, m.users, m.roles) &&
    between(m.PA, m.roles, permissions) &&
    [m.RH, m.mutexS, m.mutexD, m.prereq].every((relation) => between(relation, m.roles, m.roles)) &&
    [m.mutexPS, m.mutexPD].every((relation) => between(relation, permissions, permissions)) &&
    sets.every(({ roles }) => isSubset(roles, m.roles)) &&
    isSubset([...m.card.keys(), ...m.window.keys(), ...m.definitions.keys()], m.roles) &&
    [...m.sessions.values()].every(
      ({ user, active }) => m.users.includes(user) && isSubset(active, m.roles),
    ) &&
    isSubset(m.hr.keys(), m.users) &&
    isSubset([...m.hr.values(), ...[...m.definitions.values()].map(({ values }) => values)].flat(), [
      ...m.attribute.keys(),
    ]) &&
    new Set([...m.permissions.values()].map(({ object, operation }) => `${object}\n${operation}`)).size ===
      m.permissions.size &&
    m.pend.every(([user, role]) => m.users.includes(user) && hrManaged(role)) &&
    m.limits.every(([user, role]) => has(m.UA, user, role))
  );
};

const isExclusion = (relation: readonly Pair[]) => relation.every(([a, b]) => a !== b && has(relation, b, a));

const hasSensibleLimits = (sets: ReadonlyMap<string, NamedSet>) =>
  [...sets.values()].every(({ roles, limit }) => 2 <= limit && limit <= new Set(roles).size);

const wellFormed: Invariant = ({ m }) => {
  const attributesOf = (values: readonly string[]) => values.map((value) => m.attribute.get(value));
  const differ = (values: readonly string[]) => new Set(attributesOf(values)).size === values.length;
  const agree = (values: readonly string[]) => new Set(attributesOf(values)).size === 1;
  return (
    [m.mutexS, m.mutexD, m.mutexPS, m.mutexPD].every(isExclusion) &&
    hasSensibleLimits(m.ssd) &&
    hasSensibleLimits(m.dsd) &&
    isAcyclic(m.prereq) &&
    [...m.window.values()].every((intervals) => intervals.every(([from, to]) => from <= to)) &&
    m.users.every((user) => differ(m.hr.get(user) ?? [])) &&
    [...m.definitions.values()].every(({ needs, values }) =>
      needs === 'all' ? differ(values) : values.length >= 2 && agree(values),
    ) &&
    m.limits.every(([user, role]) => !m.users.includes(user) || !m.definitions.has(role))
  );
};

const usersOf = (view: View, run: string, name: string) =>
  [...view.m.sessions.values()]
    .filter(({ of }) => of !== null && of.run === run && of.name === name)
    .map(({ user }) => user);

export const invariants = {
  I1: references,
  I2: ({ m }) => isAcyclic(m.RH),
  I3: wellFormed,
  I4: ({ m, rolesOfUser }) =>
    [...m.sessions.values()].every(({ user, active }) => isSubset(active, rolesOfUser(user))),
  I5: ({ m, okS, rolesOfUser }) => m.users.every((user) => okS(rolesOfUser(user))),
  I6: ({ m, profile, okD, activeOfUser }) =>
    [...m.sessions.values()].every(({ active }) => okD(active)) &&
    (profile['dynamic-scope'] === 'session' || m.users.every((user) => okD(activeOfUser(user)))),
  I7: ({ m, okPS, permsOfUser }) => m.users.every((user) => okPS(permsOfUser(user))),
  I8: ({ m, okPD, permsOfSession }) => [...m.sessions.keys()].every((name) => okPD(permsOfSession(name))),
  I9: ({ m, countedUsers }) => [...m.card].every(([role, most]) => countedUsers(role).length <= most),
  I10: ({ m, profile, needs, rolesOfUser }) =>
    profile.prerequisite === 'assignment' ||
    m.UA.every(([user, role]) => isSubset(needs(role), rolesOfUser(user))),
  I11: ({ m, openNow }) => [...m.sessions.values()].every(({ active }) => openNow(active)),
  I12: ({ m, matches }) =>
    [...m.hr.keys()].every((user) =>
      [...m.definitions.keys()].every(
        (role) => has(m.UA, user, role) === (matches(user, role) && !has(m.pend, user, role)),
      ),
    ),
  I13: (view) => {
    const { mutex, plan } = view.m.application;
    const runs = [...view.m.sessions.values()].flatMap(({ of }) => (of === null ? [] : [of.run]));
    return mutex.every(
      ([a, b]) =>
        (!plan.has(a) || !plan.has(b) || plan.get(a) !== plan.get(b)) &&
        runs.every((run) => !usersOf(view, run, a).some((user) => usersOf(view, run, b).includes(user))),
    );
  },
} as const satisfies Readonly<Record<string, Invariant>>;

export type InvariantId = keyof typeof invariants;

export const invariantIds = Object.keys(invariants) as readonly InvariantId[];

export const broken = (view: View): readonly InvariantId[] =>
  invariantIds.filter((id) => !invariants[id](view));

export const isValid = (view: View): boolean => invariantIds.every((id) => invariants[id](view));

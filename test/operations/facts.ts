/**
 * One form in which the states of the interpreter and of the reference machine are compared and shown: facts by name.
 */

import { stateComponents } from '../../spec/operations/invariants.ts';
import type { State } from '../../src/logic/state.ts';
import type { Machine, NamedSet } from '../oracle/machine/state.ts';

/** Rows of names by component of the specification. */
export type Facts = Readonly<Record<string, readonly (readonly string[])[]>>;

const singles = (elements: Iterable<string>) => [...elements].map((element) => [element]);
const members = (sets: ReadonlyMap<string, NamedSet>) =>
  [...sets].flatMap(([name, { roles }]) => roles.map((role) => [name, role]));
const firstForbidden = (sets: ReadonlyMap<string, NamedSet>) =>
  [...sets].map(([name, { limit }]) => [name, String(limit)]);

export function factsOfMachine(m: Machine): Facts {
  const sessions = [...m.sessions];
  const values = (needs: 'all' | 'any') =>
    [...m.definitions].flatMap(([role, definition]) =>
      definition.needs === needs ? definition.values.map((value) => [role, value]) : [],
    );
  return {
    users: singles(m.users),
    roles: singles(m.roles),
    objs: singles(m.objects),
    ops: singles(m.operations),
    prms: singles(m.permissions.keys()),
    object: [...m.permissions].map(([name, { object }]) => [name, object]),
    operation: [...m.permissions].map(([name, { operation }]) => [name, operation]),
    UA: m.UA,
    PA: m.PA,
    RH: m.RH,
    mutexS: m.mutexS,
    mutexD: m.mutexD,
    mutexPS: m.mutexPS,
    mutexPD: m.mutexPD,
    ssdRoles: members(m.ssd),
    ssdLimit: firstForbidden(m.ssd),
    dsdRoles: members(m.dsd),
    dsdLimit: firstForbidden(m.dsd),
    card: [...m.card].map(([role, most]) => [role, String(most)]),
    prereq: m.prereq,
    window: [...m.window].flatMap(([role, intervals]) =>
      intervals.map(([from, to]) => [role, String(from), String(to)]),
    ),
    now: m.now === null ? [] : [[String(m.now)]],
    sessions: singles(m.sessions.keys()),
    su: sessions.map(([name, { user }]) => [name, user]),
    ar: sessions.flatMap(([name, { active }]) => active.map((role) => [name, role])),
    instRun: sessions.flatMap(([name, { of }]) => (of === null ? [] : [[name, of.run]])),
    instName: sessions.flatMap(([name, { of }]) => (of === null ? [] : [[name, of.name]])),
    attribute: [...m.attribute],
    hr: [...m.hr].flatMap(([user, record]) => record.map((value) => [user, value])),
    allOf: values('all'),
    anyOf: values('any'),
    pend: m.pend,
    limit: m.limits.map(([user, role, until]) => [user, role, String(until)]),
    wide: singles(m.wide),
    local: m.local,
    cso: singles(m.cso),
    dso: m.dso,
    names: singles(m.application.names),
    tmpl: m.application.template,
    mutex: m.application.mutex,
    plan: [...m.application.plan],
    initiator: singles(m.application.initiator),
  };
}

export function stateOf(facts: Facts): State {
  const sorts: Record<string, string[]> = {};
  const relations = Object.fromEntries(
    stateComponents.map(({ name, sorts: columns }) => {
      const rows = facts[name];
      if (rows === undefined) throw new Error(`no facts of ${name}`);
      const tuples = rows.map((row) =>
        columns.map((sort, column) => {
          sorts[sort] ??= [];
          const names = sorts[sort];
          const known = names.indexOf(row[column]!);
          return known === -1 ? names.push(row[column]!) - 1 : known;
        }),
      );
      return [name, tuples];
    }),
  );
  for (const { sorts: columns } of stateComponents) for (const sort of columns) sorts[sort] ??= [];
  return { sorts, relations };
}

export const shown = (component: string, row: readonly string[]): string => `${component}(${row.join(', ')})`;

/** All facts of a state, in the order of its components, each `UA(ann, r0)`. */
export const linesOfFacts = (facts: Facts): readonly string[] =>
  stateComponents.flatMap(({ name }) => (facts[name] ?? []).map((row) => shown(name, row)).sort());

export const linesOfState = ({ sorts, relations }: State): readonly string[] =>
  stateComponents.flatMap(({ name, sorts: columns }) =>
    relations[name]!.map((tuple) =>
      shown(
        name,
        tuple.map((element, column) => sorts[columns[column]!]![element]!),
      ),
    ).sort(),
  );

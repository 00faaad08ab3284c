/**
 * The state that operations of the specification are made on: the policy's own, with what the operations speak of besides.
 *
 * Administration comes from the policy's areas. Of organisational attributes (`attribute`, `hr` and what rests on them)
 * the policy language says nothing, so that these components are empty. Sessions of runs belong to an application, and a
 * state has one: the policy's only one, if it has one only; else its sessions are sessions like others.
 */

import { operations as specified } from '../../spec/operations/catalogue.ts';
import { stateComponents } from '../../spec/operations/invariants.ts';
import type { Operation } from '../logic/operation.ts';
import type { State } from '../logic/state.ts';
import type { Constraint, Policy } from '../policy/model.ts';
import { lowerOperation } from '../profile/lower.ts';
import type { Profile } from '../profile/profile.ts';
import { relationsOf } from '../replay/recheck/relations.ts';
import { stateOf } from '../replay/state.ts';

type Tuple = readonly number[];

/** `users`: of whom alone the state is to be; absent: of all. */
export function operationalState(policy: Policy, users?: ReadonlySet<number>): State {
  const [application, another] = policy.applications;
  const sessions =
    users === undefined
      ? undefined
      : new Set(policy.sessions.flatMap(({ user }, index) => (users.has(user) ? [index] : [])));
  const base = stateOf(policy, {
    ...(application === undefined || another !== undefined ? {} : { application }),
    ...(users === undefined ? {} : { users }),
    ...(sessions === undefined ? {} : { sessions }),
  });
  const areas = areasOf(policy);
  return {
    sorts: { ...base.sorts, HRV: [], ATTR: [], ACTOR: areas.actors, APPL: areas.departments },
    relations: {
      ...base.relations,
      attribute: [],
      hr: [],
      allOf: [],
      anyOf: [],
      pend: [],
      limit: [],
      wide: areas.wide,
      local: areas.local,
      cso: areas.cso,
      dso: areas.dso,
    },
  };
}

interface Areas {
  readonly actors: readonly string[];
  readonly departments: readonly string[];
  readonly wide: readonly Tuple[];
  readonly local: readonly Tuple[];
  readonly cso: readonly Tuple[];
  readonly dso: readonly Tuple[];
}

/** Who may act for which area: users that are its officers, by name or by a role, and may act at all. */
function areasOf(policy: Policy): Areas {
  const { administration } = policy;
  const areas = administration?.areas ?? [];
  const relations = relationsOf(policy);
  const mayAct = (user: number): boolean => administration?.administrators?.includes(user) ?? true;
  const actors: string[] = [];
  const actor = (user: number): number => {
    const name = policy.users.list[user]!;
    const known = actors.indexOf(name);
    return known >= 0 ? known : actors.push(name) - 1;
  };
  const officers = (area: (typeof areas)[number]): readonly number[] =>
    relations.users
      .filter(
        (user) =>
          mayAct(user) &&
          (area.officers.users.includes(user) ||
            (area.officers.roles.length > 0 &&
              area.officers.roles.some((role) => relations.rolesOf(user).has(role)))),
      )
      .map(actor);
  const departments = areas.flatMap(({ name }) => (name === null ? [] : [name]));
  const central = areas.filter(({ name }) => name === null);
  const local = areas.filter(({ name }) => name !== null);
  return {
    wide: central.flatMap(({ roles }) => roles.map((role) => [role])),
    cso: central.flatMap((area) => officers(area).map((one) => [one])),
    local: local.flatMap(({ roles }, index) => roles.map((role) => [index, role])),
    dso: local.flatMap((area, index) => officers(area).map((one) => [index, one])),
    actors,
    departments,
  };
}

/** Cannot be the name of a user or a department: policies have no control characters in names. */
const somebody = '\u0000somebody';

/** The actor of an operation that names none: whoever may administer every role that there is. */
export function withAnyOfficer(state: State): { readonly state: State; readonly actor: string } {
  const { sorts, relations } = state;
  const actors = sorts.ACTOR!.includes(somebody) ? sorts.ACTOR! : [...sorts.ACTOR!, somebody];
  const departments = sorts.APPL!.includes(somebody) ? sorts.APPL! : [...sorts.APPL!, somebody];
  const department = departments.indexOf(somebody);
  const others = (name: string): readonly Tuple[] => relations[name]!.filter(([one]) => one !== department);
  return {
    actor: somebody,
    state: {
      sorts: { ...sorts, ACTOR: actors, APPL: departments },
      relations: {
        ...relations,
        local: [...others('local'), ...relations.roles!.map(([role]) => [department, role!])],
        dso: [...others('dso'), [department, actors.indexOf(somebody)]],
      },
    },
  };
}

/** The operation of that name, as the profile reads it. */
export function operationUnder(profile: Profile, name: string): Operation {
  const operation = specified.find((one) => one.name === name);
  if (operation === undefined) throw new Error(`there is no operation ${name}`);
  return lowerOperation(operation, profile);
}

/** Components that only constraints fill. */
const constraintComponents = [
  'mutexS',
  'mutexD',
  'ssdRoles',
  'ssdLimit',
  'dsdRoles',
  'dsdLimit',
  'mutexPS',
  'mutexPD',
  'card',
  'prereq',
  'window',
] as const;

/** `state` as if `constraint` were the only one. */
export function withOnly(state: State, policy: Policy, constraint: Constraint): State {
  const none = new Set<number>();
  const alone = stateOf({ ...policy, constraints: [constraint] }, { users: none, sessions: none });
  const sorts: Record<string, readonly string[]> = { ...state.sorts };
  const element = (sort: string, name: string): number => {
    const names = sorts[sort] ?? [];
    const known = names.indexOf(name);
    if (known >= 0) return known;
    sorts[sort] = [...names, name];
    return names.length;
  };
  const relations: Record<string, readonly Tuple[]> = { ...state.relations };
  for (const name of constraintComponents) {
    const columns = stateComponents.find((component) => component.name === name)!.sorts;
    relations[name] = alone.relations[name]!.map((tuple) =>
      tuple.map((id, column) => element(columns[column]!, alone.sorts[columns[column]!]![id]!)),
    );
  }
  return { sorts, relations };
}

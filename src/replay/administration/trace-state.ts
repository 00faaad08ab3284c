/**
 * The specification's state at the start of a trace, of what the trace can touch and nothing else.
 *
 * Why that is sound. Guards and goals read UA only from users who are named (UA⦇{u}⦈, UA⦇suspects⦈), so that other users'
 * rows are never looked at. What users of the trace hold at any time is within `within`: the roles that they start
 * with and those that the steps are about, closed under RH downward (assigned roles alone, where membership reads
 * those). Hence
 * - RH is needed below `within` only, and is whole there;
 * - barred and officers' roles are met with held ones, so that those outside meet nothing; needed roles are kept all,
 *   as one outside is never held;
 * - an exclusion set counts held members only, so that its members outside count for nothing; its limit stays; a pair
 *   with one outside is never met;
 * - PA is read as the image of held roles, and only permissions of an exclusion or of the goal are compared.
 * Rules that the trace does not use are not asked, and of a rule's target roles only those that a step assigns or
 * revokes. Nothing is left out because an engine did so: all is read off the policy.
 */

import type { State } from '../../logic/state.ts';
import type { Administration, AdministrativeRule, ReachGoal } from '../../policy/administration.ts';
import type { Facts, Policy } from '../../policy/model.ts';
import { closeDownward, namedSets, pairsOf } from '../raw.ts';
import type { TracePeople } from './trace-people.ts';

type Tuple = readonly number[];

/** How a rule of the trace is called in the state. */
export const ruleName = (rule: number): string => `rule ${rule}`;

/**
 * `rules`: indexes of the rules that the trace uses; `stepRoles`: the roles that its steps are about; `suspects`: who is
 * to meet the goal.
 */
export function stateOfTrace(
  policy: Policy,
  administration: Administration,
  goal: ReachGoal,
  { names, own, starts }: TracePeople,
  used: { readonly rules: readonly number[]; readonly stepRoles: ReadonlySet<number> },
  suspects: readonly string[],
): State {
  const users = intern(names);
  const within = closeDownward(
    policy.inheritance,
    new Set([...used.stepRoles, ...[...starts.values()].flatMap((roles) => [...roles])]),
  );
  const rules = used.rules.map((index) => administration.rules[index]!);
  const application = goal.kind === 'own-approver' ? policy.applications[goal.application]! : null;
  const templates = (application?.sessions ?? []).flatMap(({ roles }, session) =>
    roles.map((role): Tuple => [session, role]),
  );
  const asked = goal.kind === 'roles' ? goal.roles : [];
  const roles = renumber([
    ...within,
    ...rules.flatMap((rule) => (rule.kind === 'enrol' ? [] : rule.needs)),
    ...templates.map(([, role]) => role!),
    ...asked,
  ]);
  const inRoles = (list: readonly number[]): number[] =>
    list.flatMap((role) => (within.has(role) ? [roles.index(role)] : []));

  const pairs = (over: 'role' | 'permission', which: 'static' | 'dynamic') =>
    policy.constraints.flatMap((constraint) =>
      constraint.kind === 'exclusion' && constraint.over === over && constraint[which]
        ? pairsOf(constraint)
        : [],
    );
  const sets = (which: 'static' | 'dynamic') =>
    policy.constraints
      .flatMap((constraint) =>
        constraint.kind === 'exclusion' && constraint[which] ? namedSets(constraint) : [],
      )
      .map(({ name, members, limit }) => ({ name, members: inRoles(members), limit }))
      .filter(({ members, limit }) => members.length >= limit);
  const rolePairs = (which: 'static' | 'dynamic'): Tuple[] =>
    both(
      pairs('role', which)
        .filter((pair) => pair.every((role) => within.has(role)))
        .map((pair) => pair.map(roles.index)),
    );
  const statics = sets('static');
  const dynamics = sets('dynamic');
  const cnames = intern([...statics, ...dynamics].map(({ name }) => name));
  const numbers = intern([...statics, ...dynamics].map(({ limit }) => String(limit)));
  const setRoles = (some: typeof statics): Tuple[] =>
    some.flatMap(({ name, members }) => members.map((role): Tuple => [cnames.index(name), role]));
  const setLimits = (some: typeof statics): Tuple[] =>
    some.map(({ name, limit }) => [cnames.index(name), numbers.index(String(limit))]);

  const permissionPairs = pairs('permission', 'static');
  const apart = goal.kind === 'permissions' ? goal.permissions : [];
  const permissions = renumber([...permissionPairs.flat(), ...apart]);

  const rows = (of: (rule: AdministrativeRule) => readonly number[]): Tuple[] =>
    distinct(rules.flatMap((rule, at) => of(rule).map((value): Tuple => [at, value])));
  const kind = (wanted: AdministrativeRule['kind']): Tuple[] =>
    rules.flatMap((rule, at) => (rule.kind === wanted ? [[at]] : []));
  const stateIds = new Map([...own].map(([name, id]) => [id, users.index(name)]));
  const userIds = (ids: readonly number[]): number[] =>
    ids.flatMap((id) => {
      const index = stateIds.get(id);
      return index === undefined ? [] : [index];
    });
  const acting =
    administration.administrators === null
      ? users.list.map((_, index) => index)
      : userIds(administration.administrators);

  return {
    sorts: {
      USER: users.list,
      ROLE: roles.list.map((role) => policy.roles.list[role]!),
      PRM: permissions.list.map((permission) => policy.permissions.list[permission]!),
      RULE: used.rules.map(ruleName),
      CNAME: cnames.list,
      NUMBER: numbers.list,
      SNAME: (application?.sessions ?? []).map(({ name }) => name),
    },
    relations: {
      users: [...starts.keys()].map((name) => [users.index(name)]),
      roles: roles.list.map((_, index) => [index]),
      prms: permissions.list.map((_, index) => [index]),
      UA: [...starts].flatMap(([name, held]) =>
        [...held].map((role): Tuple => [users.index(name), roles.index(role)]),
      ),
      RH: rowsWithin(policy.inheritance, within.has.bind(within), roles.index, roles.index),
      PA: rowsWithin(policy.grants, within.has.bind(within), roles.index, permissions.index),
      mutexS: rolePairs('static'),
      mutexD: rolePairs('dynamic'),
      ssdRoles: setRoles(statics),
      ssdLimit: setLimits(statics),
      dsdRoles: setRoles(dynamics),
      dsdLimit: setLimits(dynamics),
      mutexPS: both(permissionPairs.map((pair) => pair.map(permissions.index))),
      administrators: distinct(acting.map((index) => [index])),
      assignRules: kind('assign'),
      revokeRules: kind('revoke'),
      enrolRules: kind('enrol'),
      openRules: rules.flatMap((rule, at) => (rule.by === null ? [[at]] : [])),
      officerRoles: rows((rule) => inRoles(rule.by?.roles ?? [])),
      officerUsers: rows((rule) => userIds(rule.by?.users ?? [])),
      targets: rows((rule) => rule.roles.filter((role) => used.stepRoles.has(role)).map(roles.index)),
      needed: rows((rule) => (rule.kind === 'enrol' ? [] : rule.needs.map(roles.index))),
      barred: rows((rule) => (rule.kind === 'enrol' ? [] : inRoles(rule.bars))),
      upheld: administration.enforcesExclusions ? rules.map((_, at) => [at]) : [],
      names: (application?.sessions ?? []).map((_, session) => [session]),
      tmpl: distinct(templates.map(([session, role]) => [session!, roles.index(role!)])),
      performed: [],
      suspects: distinct(suspects.map((name) => [users.index(name)])),
      apartRoles: distinct(asked.map((role) => [roles.index(role)])),
      apartPermissions: distinct(apart.map((permission) => [permissions.index(permission)])),
    },
  };
}

interface Numbered<T> {
  readonly list: readonly T[];
  /** -1 where it is not there. */
  readonly index: (element: T) => number;
}

function intern<T>(elements: readonly T[]): Numbered<T> {
  const list = [...new Set(elements)];
  const ids = new Map(list.map((element, id) => [element, id]));
  return { list, index: (element) => ids.get(element) ?? -1 };
}

const renumber = (ids: readonly number[]): Numbered<number> => intern(ids);

/** Rows whose left role is within, and whose right element is there. */
function rowsWithin(
  { left, right }: Facts,
  isWithin: (role: number) => boolean,
  leftIndex: (id: number) => number,
  rightIndex: (id: number) => number,
): Tuple[] {
  const found: Tuple[] = [];
  for (let row = 0; row < left.length; row += 1) {
    if (!isWithin(left[row]!)) continue;
    const target = rightIndex(right[row]!);
    if (target >= 0) found.push([leftIndex(left[row]!), target]);
  }
  return distinct(found);
}

const both = (pairs: readonly Tuple[]): Tuple[] =>
  distinct(pairs.flatMap(([left, right]) => [[left!, right!] as const, [right!, left!] as const]));

const distinct = (tuples: readonly Tuple[]): Tuple[] => [
  ...new Map(tuples.map((tuple) => [tuple.join(' '), tuple])).values(),
];

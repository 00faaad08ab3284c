/**
 * What differs for the applications: who may do which session, what plans must respect, whether there is a plan, and how
 * many people may be absent. Resilience is asked only of applications on which something bears that differs.
 */

import { printSpec } from '../application/print.ts';
import { startersOf, workflowOf } from '../feasible/problem.ts';
import { staticResilience } from '../feasible/resilience/static.ts';
import type { Application } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import { listed } from '../source/words.ts';
import type { ApplicationChange, CandidateShift, DemandChange, Resilience } from '../verdict/difference.ts';
import { locationIn } from './demands.ts';
import type { Pairing, Side } from './pairing.ts';
import { type Successors, successorsIn } from './permits.ts';
import { implies, type PlanDemand, pairsOf, planDemandsOf, planDemandText } from './plan-demands.ts';

/** More absent people than this are not told apart. */
const mostAbsent = 3;
const effort = { conflicts: 20_000, nodes: 20_000 };

export function applicationChanges(
  pairing: Pairing,
  toNow: (location: Location) => Location,
): readonly ApplicationChange[] {
  const { before, now } = pairing;
  const earlier = new Map(before.policy.applications.map((one) => [one.name, one]));
  const later = new Map(now.policy.applications.map((one) => [one.name, one]));
  const successors = successorsIn(now, before);
  // One that was renamed is compared with what it was, so that a new name hides nothing.
  const renamed = renamedFrom(before.policy.applications, now.policy.applications);
  const gone = new Set([...renamed.values()].map((one) => one.name));
  const names = [...new Set([...earlier.keys(), ...later.keys()])].filter((name) => !gone.has(name));
  return names.flatMap((name): readonly ApplicationChange[] => {
    const is = later.get(name);
    const was = earlier.get(name) ?? (is === undefined ? undefined : renamed.get(is));
    if (was === undefined || is === undefined) return [cameOrWent(name, was === undefined)];
    const change = compared(pairing, toNow, successors, was, is);
    return change === null ? [] : [change];
  });
}

/** New applications that have at least half of the sessions of one that is gone, by name: the one with the most. */
function renamedFrom(
  before: readonly Application[],
  now: readonly Application[],
): ReadonlyMap<Application, Application> {
  const isIn = (list: readonly Application[], name: string): boolean => list.some((one) => one.name === name);
  const fresh = new Set(now.filter((one) => !isIn(before, one.name)));
  const found = new Map<Application, Application>();
  for (const was of before) {
    if (isIn(now, was.name)) continue;
    const sessions = new Set(was.sessions.map((session) => session.name));
    let best: { readonly is: Application; readonly shared: number } | null = null;
    for (const is of fresh) {
      const shared = is.sessions.filter((session) => sessions.has(session.name)).length;
      if (shared * 2 >= sessions.size && shared > (best?.shared ?? 0)) best = { is, shared };
    }
    if (best === null) continue;
    fresh.delete(best.is);
    found.set(best.is, was);
  }
  return found;
}

function cameOrWent(application: string, isNew: boolean): ApplicationChange {
  return {
    application,
    kind: isNew ? 'added' : 'removed',
    candidates: [],
    starters: { gained: [], lost: [] },
    demands: [],
    feasible: { before: null, now: null },
    resilience: null,
    structure: [],
  };
}

function compared(
  pairing: Pairing,
  toNow: (location: Location) => Location,
  roles: Successors,
  was: Application,
  is: Application,
): ApplicationChange | null {
  const { before, now } = pairing;
  const candidates = candidateShifts(pairing, was, is);
  const starters = differenceOf(starterNames(before, was), starterNames(now, is));
  const demands = demandChanges(pairing, toNow, roles, was, is);
  const structure = structureOf(before, was, now, is);
  const isSame =
    candidates.length === 0 &&
    starters.gained.length === 0 &&
    starters.lost.length === 0 &&
    demands.length === 0 &&
    structure.length === 0;
  if (isSame) return null;
  const resilience = { before: resilienceOf(before, was), now: resilienceOf(now, is) };
  const feasible = (of: Resilience, side: Side, application: Application): boolean | null =>
    startersOf(side.policy, side.index, application).length === 0
      ? false
      : of.people >= 0
        ? true
        : of.isExact
          ? false
          : null;
  return {
    application: is.name,
    kind: 'changed',
    candidates,
    starters,
    demands,
    feasible: {
      before: feasible(resilience.before, before, was),
      now: feasible(resilience.now, now, is),
    },
    resilience,
    structure,
  };
}

// --- people -----------------------------------------------------------------------------------------------------

function candidatesBySession(
  { policy, index }: Side,
  application: Application,
): ReadonlyMap<string, readonly string[]> {
  const { membership } = policy.profile;
  return new Map(
    application.sessions.map(({ name, roles }) => [
      name,
      [...index.usersWithAll(roles, membership)].map((user) => policy.users.list[user]!),
    ]),
  );
}

function candidateShifts(
  { before, now }: Pairing,
  was: Application,
  is: Application,
): readonly CandidateShift[] {
  const earlier = candidatesBySession(before, was);
  return [...candidatesBySession(now, is)].flatMap(([session, users]): readonly CandidateShift[] => {
    const old = earlier.get(session);
    if (old === undefined) return [];
    const { gained, lost } = differenceOf(old, users);
    return [
      ...(gained.length === 0 ? [] : [{ session, direction: 'gained', users: gained } as const]),
      ...(lost.length === 0 ? [] : [{ session, direction: 'lost', users: lost } as const]),
    ];
  });
}

function starterNames({ policy, index }: Side, application: Application): readonly string[] {
  return [...startersOf(policy, index, application)].map((user) => policy.users.list[user]!);
}

function differenceOf(
  before: readonly string[],
  now: readonly string[],
): { readonly gained: readonly string[]; readonly lost: readonly string[] } {
  const earlier = new Set(before);
  const later = new Set(now);
  return {
    gained: now.filter((name) => !earlier.has(name)).sort(),
    lost: before.filter((name) => !later.has(name)).sort(),
  };
}

/** How many people may be absent, whoever they are: exact up to `mostAbsent`. */
function resilienceOf({ policy, index }: Side, application: Application): Resilience {
  const { instance } = workflowOf(policy, index, application);
  const found = staticResilience(instance, mostAbsent, { ...effort, sets: 1 });
  switch (found.kind) {
    case 'resilient':
      return { people: mostAbsent, isExact: false };
    case 'fatal':
      return { people: found.fatal.size - 1, isExact: true };
    case 'unknown':
      return { people: found.resilientTo, isExact: false };
    default:
      return found satisfies never;
  }
}

// --- demands ----------------------------------------------------------------------------------------------------

function demandChanges(
  { before, now }: Pairing,
  toNow: (location: Location) => Location,
  roles: Successors,
  was: Application,
  is: Application,
): readonly DemandChange[] {
  const earlier = planDemandsOf(before.policy, was);
  const later = planDemandsOf(now.policy, is);
  const ids = new Set(later.flatMap(({ id }) => (id === null ? [] : [id])));
  const at = locationIn(now.policy, is.place);
  const lost = earlier.flatMap((demand): readonly DemandChange[] => {
    const example = permitted(demand, later, was, is, now, roles);
    if (example === null) return [];
    const isThere = demand.id !== null && ids.has(demand.id);
    const name = demand.id ?? nameOf(demand);
    const said = planDemandText(demand.content);
    return [
      {
        kind: isThere ? 'weakened' : 'removed',
        id: name,
        sentence: isThere
          ? `${name} lets more through: it was that ${said}`
          : demand.id === null
            ? `it is no longer said that ${said}`
            : `${name} is gone: ${said}`,
        example: example === '' ? null : example,
        locations: [
          isThere ? later.find(({ id }) => id === demand.id)!.location : toNow(demand.location),
          at,
        ],
      },
    ];
  });
  const won = later.flatMap((demand): readonly DemandChange[] => {
    const { content } = demand;
    const old = new Set(was.sessions.map(({ name }) => name));
    // What is said of new sessions alone is part of these.
    if ('sessions' in content && !content.sessions.some((session) => old.has(session))) return [];
    if (implies(earlier, content)) return [];
    return [
      {
        kind: 'added',
        id: demand.id ?? nameOf(demand),
        sentence: planDemandText(content),
        example: null,
        locations: [demand.location],
      },
    ];
  });
  return [...lost, ...won];
}

function nameOf({ content }: PlanDemand): string {
  return 'sessions' in content ? listed(content.sessions) : content.kind;
}

/** An example of what the application permits now although `demand` forbids it ('' where there is none to name). */
function permitted(
  { content }: PlanDemand,
  now: readonly PlanDemand[],
  was: Application,
  is: Application,
  side: Side,
  roles: Successors,
): string | null {
  const inPlace = (session: string): readonly string[] => successors(session, was, is, side, roles);
  if (content.kind !== 'separation') {
    if (!('sessions' in content)) return implies(now, content) ? null : '';
    return choicesOf(content.sessions.map(inPlace)).every(
      (sessions) => sessions.length === 0 || implies(now, { ...content, sessions }),
    )
      ? null
      : '';
  }
  for (const [left, right] of pairsOf(content.sessions)) {
    for (const one of inPlace(left)) {
      for (const other of inPlace(right)) {
        if (one === other || implies(now, { kind: 'separation', sessions: [one, other].sort() })) continue;
        const candidates = candidatesBySession(side, is);
        const both = (candidates.get(one) ?? []).filter((user) => candidates.get(other)?.includes(user));
        return both.length === 0
          ? `${one} and ${other} may now be done by one person (today nobody can do both)`
          : `${both[0]!} may now do both ${one} and ${other}`;
      }
    }
  }
  return null;
}

/** More than these ways to put new sessions in the place of old ones are not told apart. */
const mostChoices = 64;

/** One of each list that is not empty; distinct and in order of name, as demands have them. */
function choicesOf(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  let choices: readonly (readonly string[])[] = [[]];
  for (const list of lists.filter((names) => names.length > 0)) {
    const some = choices.length * list.length > mostChoices ? list.slice(0, 1) : list;
    choices = choices.flatMap((chosen) => some.map((name) => [...chosen, name]));
  }
  return choices.map((chosen) => [...new Set(chosen)].sort());
}

/**
 * The session of that name; else the new sessions that share a role, or a role's successor, with the one that is gone;
 * else the new one that stands where it stood.
 */
function successors(
  name: string,
  was: Application,
  is: Application,
  { policy }: Side,
  roles: Successors,
): readonly string[] {
  if (is.sessions.some((session) => session.name === name)) return [name];
  const at = was.tree.sessions.findIndex((session) => session.name.text === name);
  const wanted = new Set(
    (was.tree.sessions[at]?.roles ?? []).flatMap(({ text }) =>
      policy.roles.ids.has(text) ? [text] : roles.ofRole(text),
    ),
  );
  const old = new Set(was.sessions.map((session) => session.name));
  const isNew = (session: (typeof is.tree.sessions)[number]): boolean => !old.has(session.name.text);
  const alike = is.tree.sessions.filter(
    (session) => isNew(session) && session.roles.some((role) => wanted.has(role.text)),
  );
  const there = is.tree.sessions.slice(at, at + 1).filter(isNew);
  return (alike.length > 0 ? alike : there).map((session) => session.name.text);
}

// --- structure --------------------------------------------------------------------------------------------------

function structureOf(before: Side, was: Application, now: Side, is: Application): readonly string[] {
  const sessions = ({ policy }: Side, application: Application): ReadonlyMap<string, string> =>
    new Map(
      application.sessions.map(({ name, roles }) => [
        name,
        listed(roles.map((role) => policy.roles.list[role]!).sort()),
      ]),
    );
  const earlier = sessions(before, was);
  const later = sessions(now, is);
  const said: string[] = was.name === is.name ? [] : [`it was called ${was.name}`];
  for (const [name, roles] of later) {
    const old = earlier.get(name);
    if (old === undefined) said.push(`session ${name} is new: it needs ${roles}`);
    else if (old !== roles) said.push(`session ${name} needs ${roles}; it needed ${old}`);
  }
  for (const name of earlier.keys()) if (!later.has(name)) said.push(`session ${name} is gone`);
  if (printSpec(was.tree.body) !== printSpec(is.tree.body)) said.push('the control flow differs');
  if (restOf(before, was) !== restOf(now, is))
    said.push('named plans, the initiator, or the permissions that sessions need, differ');
  return said;
}

/** Named plans, the initiator's roles and needed permissions, which verdicts are about, as one comparable text. */
function restOf({ policy }: Side, { sessions, plans, initiator }: Application): string {
  const name = (session: number): string => sessions[session]!.name;
  const needs = sessions
    .filter((session) => session.needs !== null)
    .map((session) => [session.name, ...session.needs!.map((id) => policy.permissions.list[id]!).sort()]);
  const named = plans.map((plan) => [
    plan.name,
    ...plan.assignments.map(({ session, user }) => `${name(session)} ${policy.users.list[user]!}`).sort(),
  ]);
  const sorted = (rows: readonly (readonly string[])[]) => rows.map((row) => JSON.stringify(row)).sort();
  const starters = initiator.map((role) => policy.roles.list[role]!).sort();
  return JSON.stringify([sorted(needs), sorted(named), starters]);
}

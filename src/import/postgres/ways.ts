/**
 * Ways to more rights: views and rules, which read and write with the rights of their owner, parts of tables, and functions
 * that run with the rights of theirs. What they pass on depends on their text, so that it is possible.
 */

import { itemsOf } from './acl.ts';
import { rowPrivileges } from './privileges.ts';
import { actor, everybody, holds, ownerOf, permissionOf, type Server } from './server.ts';
import { type Mentions, type PassesOn, type ServerObject, superuserRole } from './state.ts';

export function stateWays(server: Server): void {
  const find = finder(server);
  for (const object of server.objects) if (object.passesOn.length > 0) statePassing(server, object, find);
  stateDefiners(server, find);
}

/** A relation with the privileges that a text would use on it. */
type Used = readonly [object: ServerObject, uses: ReadonlySet<string>];

/** Relations, and functions by their base name, that a path or word of a text may mean. */
interface Finder {
  relations(database: string | null, mentions: Mentions): readonly Used[];
  routines(database: string | null, mentions: Mentions): readonly Used[];
}

function finder({ objects, state }: Server): Finder {
  const relations = new Map<string, ServerObject[]>();
  const routines = new Map<string, ServerObject[]>();
  const put = (
    map: Map<string, ServerObject[]>,
    database: string | null,
    name: string,
    object: ServerObject,
  ): void => {
    for (const key of [name, name.slice(lastPart(name))]) {
      const full = `${database ?? ''}\n${key}`;
      const list = map.get(full);
      if (list === undefined) map.set(full, [object]);
      else list.push(object);
    }
  };
  for (const object of objects) {
    if (object.kind === 'table') put(relations, object.database, object.name, object);
  }
  for (const [key, overloads] of state.overloads) {
    const [, , base = ''] = key.split('\n');
    for (const object of overloads) put(routines, object.database, base, object);
  }
  const among =
    (map: Map<string, ServerObject[]>) =>
    (database: string | null, mentions: Mentions): readonly Used[] =>
      [...mentions].flatMap(([name, uses]) =>
        (map.get(`${database ?? ''}\n${name}`) ?? []).map((object): Used => [object, uses]),
      );
  return { relations: among(relations), routines: among(routines) };
}

/** Where the last part of a path starts; dots in quotes do not count. */
function lastPart(path: string): number {
  let isQuoted = false;
  let last = 0;
  for (let at = 0; at < path.length; at += 1) {
    if (path[at] === '"') isQuoted = !isQuoted;
    else if (path[at] === '.' && !isQuoted) last = at + 1;
  }
  return last;
}

const words: Readonly<Record<PassesOn['what'], (name: string) => string>> = {
  view: (name) => `view \`${name}\` reads and writes with the rights of its owner`,
  rule: (name) => `a rule of \`${name}\` acts with the rights of its owner`,
  partition: (name) => `rows are read and written through \`${name}\`, which they are a part of`,
};

function statePassing(server: Server, source: ServerObject, find: Finder): void {
  const { build } = server;
  const doubts = new Map<PassesOn, number>();
  for (const privilege of [...rowPrivileges, 'truncate']) {
    // What is reached with this privilege, each with the first step on the way there.
    const reached = new Map<
      string,
      { readonly object: ServerObject; readonly privilege: string; readonly by: PassesOn }
    >();
    const pending: {
      readonly object: ServerObject;
      readonly privilege: string;
      readonly by: PassesOn | null;
    }[] = [{ object: source, privilege, by: null }];
    for (const step of pending) {
      for (const way of step.object.passesOn) {
        if (!way.on.includes(step.privilege)) continue;
        const owner = ownerOf(server, step.object)?.role ?? superuserRole;
        for (const [object, uses] of find.relations(step.object.database, way.mentions)) {
          if (object === source) continue;
          for (const given of way.gives === 'same' ? [step.privilege] : uses) {
            const key = `${object.name}\n${given}`;
            if (reached.has(key) || (way.what !== 'partition' && !mayHold(server, owner, object, given)))
              continue;
            const found = { object, privilege: given, by: step.by ?? way };
            reached.set(key, found);
            pending.push(found);
          }
        }
      }
    }
    if (reached.size === 0) continue;
    for (const role of grantees(server, source, [privilege])) {
      for (const { object, privilege: given, by } of reached.values()) {
        if (role !== everybody && holds(server, role, object, given)) continue;
        const doubt = doubts.get(by) ?? build.doubt(by.at, words[by.what](source.name));
        doubts.set(by, doubt);
        build.grant(role, permissionOf(server, object, given), by.at, doubt);
      }
    }
  }
}

/** An owner that the text does not name may be anybody. */
function mayHold(server: Server, owner: string, object: ServerObject, privilege: string): boolean {
  return server.unknownOwners.has(owner) || holds(server, owner, object, privilege);
}

/** Roles that have one of the privileges on the object, the owner among them. */
function grantees(server: Server, object: ServerObject, privileges: readonly string[]): ReadonlySet<string> {
  const roles = new Set<string>();
  const owner = ownerOf(server, object);
  if (owner !== null) roles.add(owner.role);
  for (const item of itemsOf(object.acl)) {
    if (privileges.includes(item.privilege)) roles.add(actor(server, object, item.grantee));
  }
  return roles;
}

/**
 * `SECURITY DEFINER`. Where the text of a function, and of those that it calls, can be followed, it may do to the tables
 * that it names whatever its owner may; else whoever may execute it may do all that its owner may.
 */
function stateDefiners(server: Server, find: Finder): void {
  const { build, closure, users, superusers, state } = server;
  const told = new Set<string>();
  for (const object of server.objects) {
    const definer = object.routine?.definer;
    if (!definer) continue;
    const owner = ownerOf(server, object)?.role ?? superuserRole;
    const executors = new Set(grantees(server, object, ['execute']));
    for (const { table, routine } of state.triggers) {
      const isMeant = (state.overloads.get(routine) ?? []).includes(object);
      if (isMeant)
        for (const role of grantees(server, table, [...rowPrivileges, 'truncate'])) executors.add(role);
    }
    executors.delete(owner);
    if (executors.size === 0) continue;
    const relations = relationsOf(object, find);
    const name = `\`${object.name}\` runs with the rights of \`${owner}\``;
    if (relations !== null) {
      let doubt: number | null = null;
      for (const [relation, uses] of relations) {
        for (const privilege of uses) {
          if (!mayHold(server, owner, relation, privilege)) continue;
          for (const role of executors) {
            if (role !== everybody && holds(server, role, relation, privilege)) continue;
            doubt ??= build.doubt(definer, `${name} on what it names`);
            build.grant(role, permissionOf(server, relation, privilege), definer, doubt);
          }
        }
      }
      continue;
    }
    if (server.unknownOwners.has(owner) && !state.told.has('definer of unknown owner')) {
      state.told.add('definer of unknown owner');
      build.doubt(definer, `${name}, who is not in the file, and it may do anything`, 'permissions');
    }
    const whole = superusers.has(owner) ? superuserRole : owner;
    let doubt: number | null = null;
    for (const user of users) {
      const acts = closure.acts(user.name);
      if (acts.has(owner) || [...closure.sets(user.name).keys()].some((role) => superusers.has(role)))
        continue;
      if (!executors.has(everybody) && ![...executors].some((role) => acts.has(role))) continue;
      if (told.has(`${user.name}\n${whole}`)) continue;
      told.add(`${user.name}\n${whole}`);
      doubt ??= build.doubt(definer, `${name}, and what it does cannot be told from its text`);
      build.assign(user.name, whole, definer, doubt);
    }
  }
}

/** Tables that a function and those it calls name, with what they do to them; null: it may do anything. */
function relationsOf(
  start: ServerObject,
  find: Finder,
): ReadonlyMap<ServerObject, ReadonlySet<string>> | null {
  const relations = new Map<ServerObject, ReadonlySet<string>>();
  const pending = new Set([start]);
  for (const { routine, database } of pending) {
    if (routine === null || routine.mentions === null) return null;
    for (const [relation, uses] of find.relations(database, routine.mentions)) {
      relations.set(relation, new Set([...(relations.get(relation) ?? []), ...uses]));
    }
    for (const [called] of find.routines(database, routine.mentions)) pending.add(called);
  }
  return relations;
}

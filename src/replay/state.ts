/**
 * The specification's state of a policy, from its raw facts: no index, no closure, nothing that an engine computed.
 *
 * A state may be restricted to some users and sessions, so that a thousand findings among 186,000 users are replayed
 * on a state of a thousand users. That is sound for a claim's body at a valuation because every body reads UA, su and
 * ar only from bound elements (UA⦇{u}⦈, su s, ar⦇{s}⦈, plan s): rows of a user whom no valuation reaches are never
 * looked at. `focusOf` adds all that a valuation reaches (the users of its sessions, the sessions of its users, the
 * users of the plan and of the runs in focus), and keeps all rows of whom it keeps. Bodies that range over users
 * instead are
 * - CardinalityLimit, which counts UA~⦇…⦈ of one role: everyone assigned that role or a senior of it is kept;
 * - candidates and feasibility, which ask for up to k different users (k sessions, one initiator): users whose
 *   authorised roles agree on the roles that the application and its constraints name, and whom the same lists of its
 *   constraints name, are interchangeable, and k + 1 of each such class are kept;
 * - References, a conjunction of inclusions: a row whose names are all declared satisfies them, so that the users
 *   with an undeclared name in a row, and all sessions, are enough.
 * Everything else (roles, RH, PA, constraints) is kept whole. Components are computed when they are first read.
 */

import type { State } from '../logic/state.ts';
import type { Application, Facts, Operation, Plan, Policy, Session, Within } from '../policy/model.ts';
import { boundsOf, listsOf, planConstraintsOf, rolesMeant } from './plan-constraints.ts';
import { closeUpward, namedSets, pairsOf, strictPairsOf, strictRolesOf } from './raw.ts';
import { rowsByLeft, rowsOfElement } from './rows-by.ts';

type Tuple = readonly number[];

/** How many users an operation needs that states nothing. */
const defaultQuorum = 2;

/** What a state is about. Ids of users and indexes of sessions; absent restrictions keep everything. */
export interface StateFocus {
  readonly application?: Application;
  readonly plan?: Plan;
  readonly operation?: Operation;
  readonly users?: ReadonlySet<number>;
  readonly sessions?: ReadonlySet<number>;
}

/** The state of `policy` as `focus` restricts it. Elements keep their names; ids of users and sessions are renumbered. */
export function stateOf(policy: Policy, focus: StateFocus): State {
  const users = selection(policy.users.list.length, focus.users);
  const sessions = selection(policy.sessions.length, focus.sessions);
  const { application, plan, operation } = focus;
  const numbers = numerals(policy);
  const cnames = policy.constraints.flatMap((constraint) =>
    namedSets(constraint).map((set) => ({ set, constraint })),
  );
  const cnameIds = new Map(cnames.map(({ set }, index) => [set.name, index]));
  // Few claims ask for the objects and operations of tens of thousands of permissions.
  const parts = once(() => policy.permissions.list.map(partsOfPermission));
  const objects = once(() => intern(parts().map((part) => part.object)));
  const operations = once(() => intern(parts().map((part) => part.operation)));
  const applicationIndex = application === undefined ? -1 : policy.applications.indexOf(application);
  const operationIndex = operation === undefined ? -1 : policy.operations.indexOf(operation);
  const isInFocus = ({ kind, index }: Within): boolean =>
    index === (kind === 'operation' ? operationIndex : applicationIndex);
  const instances = sessions.kept.flatMap((id) => {
    const session = policy.sessions[id]!;
    return session.of !== null && session.of.application === applicationIndex
      ? [{ id: sessions.index(id), of: session.of }]
      : [];
  });
  const runs = intern(instances.map(({ of }) => of.run));

  const number = (value: number): number => numbers.ids.get(String(value))!;
  const mutex = (over: 'role' | 'permission', which: 'static' | 'dynamic'): Tuple[] =>
    distinct(
      policy.constraints.flatMap((constraint) =>
        constraint.kind === 'exclusion' && constraint.over === over && constraint[which]
          ? pairsOf(constraint).flatMap(([a, b]): Tuple[] => [
              [a, b],
              [b, a],
            ])
          : [],
      ),
    );
  const sets = (which: 'static' | 'dynamic') =>
    cnames.filter(({ constraint }) => constraint.kind === 'exclusion' && constraint[which]);
  const setRoles = (which: 'static' | 'dynamic'): Tuple[] =>
    sets(which).flatMap(({ set }) => set.members.map((role) => [cnameIds.get(set.name)!, role]));
  const setLimits = (which: 'static' | 'dynamic'): Tuple[] =>
    sets(which).map(({ set }) => [cnameIds.get(set.name)!, number(set.limit)]);
  const strictInFocus = policy.constraints.filter(
    (constraint) =>
      constraint.kind === 'exclusion' &&
      constraint.strictness !== null &&
      isInFocus(constraint.strictness.within),
  );
  const demanded = planConstraintsOf(application, users.index, number);
  const quorum = operation === undefined ? [] : [operation.atLeast ?? defaultQuorum];
  const team = quorum.flatMap((k) => Array.from({ length: k - 1 }, (_, at) => `person ${at + 1}`));
  const declaredPermissions = () => parts().slice(0, policy.permissions.declaredCount);
  const declaredObjects = (): Tuple[] =>
    distinct(declaredPermissions().map((part) => [objects().ids.get(part.object)!]));
  const objectsOfEach = (each: 'user' | 'role'): Tuple[] =>
    policy.constraints.some(
      (constraint) =>
        constraint.kind === 'one-per-object' && constraint.each === each && isInFocus(constraint.within),
    )
      ? declaredObjects()
      : [];

  return {
    sorts: {
      USER: users.kept.map((id) => policy.users.list[id]!),
      PERSON: team,
      ROLE: policy.roles.list,
      PRM: policy.permissions.list,
      get OBJ() {
        return objects().list;
      },
      get OP() {
        return operations().list;
      },
      SID: sessions.kept.map((id) => policy.sessions[id]!.name),
      SNAME: application?.sessions.map((session) => session.name) ?? [],
      CNAME: cnames.map(({ set }) => set.name),
      CONSTRAINT: demanded.constraints,
      PEOPLE: demanded.people,
      IID: runs.list,
      NUMBER: numbers.list,
    },
    relations: lazily({
      users: () => users.kept.flatMap((id, index) => (id < policy.users.declaredCount ? [[index]] : [])),
      roles: () => upTo(policy.roles.declaredCount),
      prms: () => upTo(policy.permissions.declaredCount),
      objs: declaredObjects,
      ops: () => distinct(declaredPermissions().map((part) => [operations().ids.get(part.operation)!])),
      object: () => parts().map((part, id) => [id, objects().ids.get(part.object)!]),
      operation: () => parts().map((part, id) => [id, operations().ids.get(part.operation)!]),
      UA: () =>
        focus.users === undefined ? rows(policy.assignments, users) : rowsOfKept(policy.assignments, users),
      PA: () => rows(policy.grants, everything),
      RH: () => rows(policy.inheritance, everything),
      mutexS: () => mutex('role', 'static'),
      mutexD: () => mutex('role', 'dynamic'),
      ssdRoles: () => setRoles('static'),
      ssdLimit: () => setLimits('static'),
      dsdRoles: () => setRoles('dynamic'),
      dsdLimit: () => setLimits('dynamic'),
      mutexPS: () => mutex('permission', 'static'),
      mutexPD: () => mutex('permission', 'dynamic'),
      card: () =>
        policy.constraints.flatMap((constraint) =>
          constraint.kind === 'cardinality' ? [[constraint.role, number(constraint.atMost)]] : [],
        ),
      prereq: () =>
        distinct(
          policy.constraints.flatMap((constraint) =>
            constraint.kind === 'prerequisite' ? constraint.needs.map((need) => [constraint.role, need]) : [],
          ),
        ),
      window: () =>
        distinct(
          policy.constraints.flatMap((constraint) =>
            constraint.kind === 'window'
              ? constraint.open.map(({ from, to }) => [constraint.role, number(from), number(to)])
              : [],
          ),
        ),
      now: () => (policy.now === null ? [] : [[number(policy.now)]]),
      sessions: () => upTo(sessions.kept.length),
      su: () => sessions.kept.map((id, index) => [index, users.index(policy.sessions[id]!.user)]),
      ar: () => rows(policy.active, sessions),
      instRun: () => instances.map(({ id, of }) => [id, runs.ids.get(of.run)!]),
      instName: () => instances.map(({ id, of }) => [id, of.session]),
      names: () => upTo(application?.sessions.length ?? 0),
      tmpl: () =>
        distinct(
          (application?.sessions ?? []).flatMap((session, id) => session.roles.map((role) => [id, role])),
        ),
      mutex: () =>
        distinct(
          (application?.exclusions ?? []).flatMap(({ left, right }): Tuple[] => [
            [left, right],
            [right, left],
          ]),
        ),
      initiator: () => distinct((application?.initiator ?? []).map((role) => [role])),
      needs: () =>
        distinct(
          (application?.sessions ?? []).flatMap((session, id) =>
            (session.needs ?? []).map((permission) => [id, permission]),
          ),
        ),
      app: () => distinct((operation?.permissions ?? []).map((permission) => [permission])),
      strictS: () =>
        distinct(
          strictInFocus.flatMap(strictPairsOf).flatMap(([a, b]): Tuple[] => [
            [a, b],
            [b, a],
          ]),
        ),
      oneStep: () =>
        distinct(strictInFocus.flatMap((one) => strictRolesOf(one, 'one-step').map((role) => [role]))),
      onePerUser: () => objectsOfEach('user'),
      onePerRole: () => objectsOfEach('role'),
      quorum: () => quorum.map((k) => [number(k)]),
      team: () => upTo(team.length),
      plan: () =>
        distinct((plan?.assignments ?? []).map(({ session, user }) => [session, users.index(user)])),
      ...Object.fromEntries(
        Object.entries(demanded.relations).map(([name, tuples]) => [name, () => distinct(tuples)]),
      ),
    }),
  };
}

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => {
    value ??= { of: compute() };
    return value.of;
  };
}

/** `object:operation`, split at the last colon; a name without one is an object without an operation's name. */
function partsOfPermission(name: string): { readonly object: string; readonly operation: string } {
  const colon = name.lastIndexOf(':');
  return colon < 0
    ? { object: name, operation: '' }
    : { object: name.slice(0, colon), operation: name.slice(colon + 1) };
}

/** Kept ids in ascending order and their numbers in the state. */
interface Selection {
  readonly kept: readonly number[];
  /** The state's index of a kept id, or -1. */
  readonly index: (id: number) => number;
}

const everything: Pick<Selection, 'index'> = { index: (id) => id };

function selection(size: number, restriction: ReadonlySet<number> | undefined): Selection {
  if (restriction === undefined) return { kept: Array.from({ length: size }, (_, id) => id), ...everything };
  const kept = [...restriction].sort((a, b) => a - b);
  const indexes = new Map(kept.map((id, index) => [id, index]));
  return { kept, index: (id) => indexes.get(id) ?? -1 };
}

/** The distinct rows whose left element is kept. */
function rows(facts: Facts, left: Pick<Selection, 'index'>): Tuple[] {
  const again = repeatedRows(facts);
  const result: Tuple[] = [];
  for (let row = 0; row < facts.left.length; row += 1) {
    const index = left.index(facts.left[row]!);
    if (index >= 0 && again[row] === 0) result.push([index, facts.right[row]!]);
  }
  return result;
}

/** 1 for each row that states what a row before it states; row by row of each element, so that nothing is hashed. */
function repeatedRows(facts: Facts): Uint8Array {
  const { start, rows } = rowsByLeft(facts);
  const again = new Uint8Array(facts.left.length);
  let size = 0;
  for (const right of facts.right) size = Math.max(size, right + 1);
  const metWith = new Int32Array(size).fill(-1);
  for (let left = 0; left + 1 < start.length; left += 1) {
    for (let at = start[left]!; at < start[left + 1]!; at += 1) {
      const row = rows[at]!;
      const right = facts.right[row]!;
      if (metWith[right] === left) again[row] = 1;
      metWith[right] = left;
    }
  }
  return again;
}

/** The same where few are kept of many. */
function rowsOfKept(facts: Facts, { kept, index }: Selection): Tuple[] {
  const byLeft = rowsByLeft(facts);
  return distinct(
    kept.flatMap((id) =>
      Array.from(rowsOfElement(byLeft, id), (row): Tuple => [index(id), facts.right[row]!]),
    ),
  );
}

function distinct(tuples: readonly Tuple[]): Tuple[] {
  const seen = new Map<string | number, Tuple>();
  for (const tuple of tuples) {
    // Two ids below 2^21 fit one exact number, which is several times faster than a string.
    const [first, second] = tuple;
    const key =
      tuple.length === 2 && first! < 0x1fffff && second! < 0x1fffff
        ? first! * 0x200000 + second!
        : tuple.join(' ');
    if (!seen.has(key)) seen.set(key, tuple);
  }
  return [...seen.values()];
}

function upTo(size: number): Tuple[] {
  return Array.from({ length: size }, (_, index) => [index]);
}

interface Interned {
  readonly list: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
}

function intern(names: readonly string[]): Interned {
  const list = [...new Set(names)];
  return { list, ids: new Map(list.map((name, id) => [name, id])) };
}

/** Every numeral that a component of the state mentions, ascending. */
function numerals(policy: Policy): Interned {
  const values = new Set<number>([
    ...policy.operations.map(({ atLeast }) => atLeast ?? defaultQuorum),
    ...policy.applications.flatMap(boundsOf),
  ]);
  if (policy.now !== null) values.add(policy.now);
  for (const constraint of policy.constraints) {
    switch (constraint.kind) {
      case 'exclusion':
        for (const set of constraint.sets) values.add(set.limit);
        break;
      case 'cardinality':
        values.add(constraint.atMost);
        break;
      case 'window':
        for (const { from, to } of constraint.open) values.add(from).add(to);
        break;
      case 'prerequisite':
      case 'one-per-object':
        break;
      default:
        constraint satisfies never;
    }
  }
  return intern([...values].sort((a, b) => a - b).map(String));
}

/** Each component is computed once, when it is first read. */
function lazily(components: Readonly<Record<string, () => readonly Tuple[]>>): State['relations'] {
  const relations: Record<string, readonly Tuple[]> = {};
  for (const [name, compute] of Object.entries(components)) {
    let value: readonly Tuple[] | undefined;
    Object.defineProperty(relations, name, {
      enumerable: true,
      get: () => {
        value ??= compute();
        return value;
      },
    });
  }
  return relations;
}

/** What findings reach: bound users and sessions by id, the roles whose users are counted, and the focus. */
export interface Reach {
  readonly users: ReadonlySet<number>;
  readonly sessions: ReadonlySet<number>;
  /** Roles of which every user counts (CardinalityLimit). */
  readonly countedRoles: ReadonlySet<number>;
  /** Whether a claim ranges over the candidates of the application in focus. */
  readonly candidates: 'none' | 'application';
  /** Whether a claim ranges over all references of the policy. */
  readonly references: 'none' | 'all';
}

/** Restricts a focus to what `reach` needs; the module head says why that is sound. One scan of each column. */
export function focusOf(
  policy: Policy,
  focus: Pick<StateFocus, 'application' | 'plan' | 'operation'>,
  reach: Reach,
): StateFocus {
  const users = new Set(reach.users);
  const { application, plan } = focus;
  for (const { user } of plan?.assignments ?? []) users.add(user);
  const applicationIndex = application === undefined ? -1 : policy.applications.indexOf(application);
  const belongs = (session: Session, id: number): boolean =>
    reach.references === 'all' ||
    reach.sessions.has(id) ||
    reach.users.has(session.user) ||
    (session.of !== null && session.of.application === applicationIndex);
  const sessions = new Set<number>();
  for (const [id, session] of policy.sessions.entries()) {
    if (!belongs(session, id)) continue;
    sessions.add(id);
    users.add(session.user);
  }
  if (reach.countedRoles.size > 0) {
    const counted = closeUpward(policy.inheritance, reach.countedRoles);
    collect(policy.assignments, users, (_user, role) => counted.has(role));
  }
  if (reach.references === 'all') {
    const { declaredCount: declaredUsers } = policy.users;
    const { declaredCount: declaredRoles } = policy.roles;
    collect(policy.assignments, users, (user, role) => user >= declaredUsers || role >= declaredRoles);
  }
  if (reach.candidates === 'application' && application !== undefined) {
    for (const user of representatives(policy, application)) users.add(user);
  }
  return { ...focus, users, sessions };
}

function collect(facts: Facts, into: Set<number>, wanted: (left: number, right: number) => boolean): void {
  for (let row = 0; row < facts.left.length; row += 1) {
    if (wanted(facts.left[row]!, facts.right[row]!)) into.add(facts.left[row]!);
  }
}

/**
 * k + 1 users of each class of users whose rows agree on the roles from which a role of `application` or of its
 * constraints is reached, and whom the same lists of its constraints name.
 * Agreeing on assigned roles is finer than agreeing on authorised ones, so it serves both readings of membership.
 */
export function representatives(policy: Policy, application: Application): readonly number[] {
  const named = new Set([
    ...application.initiator,
    ...application.sessions.flatMap(({ roles }) => roles),
    ...rolesMeant(application),
  ]);
  return someOfEachClass(policy, named, application.sessions.length + 1, listsOf(application));
}

/**
 * The first `enough` users of each class of users whose rows agree on the roles from which one of `named` is reached,
 * and for whom `traits` has the same.
 */
export function someOfEachClass(
  policy: Policy,
  named: ReadonlySet<number>,
  enough: number,
  traits: ReadonlyMap<number, string> = new Map(),
): readonly number[] {
  const relevant = closeUpward(policy.inheritance, named);
  const held = new Map<number, Set<number>>();
  for (let row = 0; row < policy.assignments.left.length; row += 1) {
    const role = policy.assignments.right[row]!;
    if (!relevant.has(role)) continue;
    const user = policy.assignments.left[row]!;
    const roles = held.get(user);
    if (roles === undefined) held.set(user, new Set([role]));
    else roles.add(role);
  }
  const counts = new Map<string, number>();
  const kept: number[] = [];
  for (let user = 0; user < policy.users.declaredCount; user += 1) {
    const roles = [...(held.get(user) ?? [])].sort((a, b) => a - b).join(' ');
    const key = `${roles};${traits.get(user) ?? ''}`;
    const count = counts.get(key) ?? 0;
    if (count >= enough) continue;
    counts.set(key, count + 1);
    kept.push(user);
  }
  return kept;
}

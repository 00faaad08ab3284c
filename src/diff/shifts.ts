/**
 * Who gains and loses what, and which fact did it.
 *
 * Users with the same roles before and now gain and lose the same: each kind of user is looked at once, and only those
 * kinds whose roles changed or have a role that means something else now. So a one-line change of a policy with
 * hundreds of thousands of users costs a pass over the assignments and little more.
 */

import { has, rowOf } from '../index/rows.ts';
import type { SwitchValue } from '../profile/profile.ts';
import type { Fact } from '../verdict/change.ts';
import type { Shift } from '../verdict/difference.ts';
import type { Pairing, Side, When } from './pairing.ts';
import { isSame, states } from './pairing.ts';

/** What roles bring: permissions, or other roles. Elements are numbers common to both policies. */
interface Level {
  readonly names: readonly string[];
  /** What one role brings, ascending. */
  readonly brought: (when: When, role: number) => Int32Array;
  /** Facts from the role down to the element; empty where they are the same. */
  readonly chain: (when: When, role: number, element: number) => readonly Fact[] | null;
}

/** User level and role level, permissions and roles. */
export function shiftsOf(pairing: Pairing): {
  readonly access: readonly Shift[];
  readonly membership: readonly Shift[];
  readonly grants: readonly Shift[];
} {
  const permissions = permissionLevel(pairing);
  return {
    access: userShifts(pairing, permissions),
    membership: userShifts(pairing, roleLevel(pairing)),
    grants: roleShifts(pairing, permissions),
  };
}

const membershipOf = ({ policy }: Side): SwitchValue<'membership'> => policy.profile.membership;

function permissionLevel(pairing: Pairing): Level {
  const { permissions } = pairing;
  const brought = memo2((when, role) => {
    const { index } = pairing[when];
    const own =
      membershipOf(pairing[when]) === 'authorised' ? index.permissionsOf(role) : rowOf(index.grants(), role);
    return own.map((permission) => permissions.of[when][permission]!).sort();
  });
  const chain = memo3((when, role, element): readonly Fact[] | null => {
    const { index } = pairing[when];
    const permission = permissions.id[when][element]!;
    if (permission < 0) return null;
    const grantors =
      membershipOf(pairing[when]) === 'authorised'
        ? index.rolesGranted(permission).filter((other) => has(index.closure(), role, other))
        : Int32Array.of(role).filter((other) => has(index.grants(), other, permission));
    return shortest(
      [...grantors].flatMap((grantor) => {
        const down = index.inheritancePath(role, grantor);
        return down === null ? [] : [[...down, index.fact('grant', grantor, permission)]];
      }),
    );
  });
  return { names: permissions.names, brought, chain };
}

/** Roles that only one of the policies has are how things are written, not what they mean. */
function roleLevel(pairing: Pairing): Level {
  const { roles } = pairing;
  const isShared = (common: number) => roles.id.before[common]! >= 0 && roles.id.now[common]! >= 0;
  const brought = memo2((when, role) => {
    const { index } = pairing[when];
    const own = membershipOf(pairing[when]) === 'authorised' ? index.down(role) : Int32Array.of(role);
    return own
      .map((other) => roles.of[when][other]!)
      .filter(isShared)
      .sort();
  });
  const chain = memo3((when, role, element): readonly Fact[] | null => {
    const other = roles.id[when][element]!;
    return other < 0 ? null : pairing[when].index.inheritancePath(role, other);
  });
  return { names: roles.names, brought, chain };
}

// --- users ------------------------------------------------------------------------------------------------------

/** Users who have the same roles before and now; roles as ids of the respective policy. */
interface Kind {
  readonly users: number[];
  readonly before: Int32Array;
  readonly now: Int32Array;
}

function userShifts(pairing: Pairing, level: Level): readonly Shift[] {
  const collected = collector(level.names);
  for (const { users, before, now } of kindsOf(pairing, level)) {
    const earlier = elementsOf(level, 'before', before);
    const later = elementsOf(level, 'now', now);
    const nameOf = (user: number) => pairing.users.names[user]!;
    const named = [...users].sort((a, b) => compare(nameOf(a), nameOf(b)));
    const names = named.map(nameOf);
    for (const [direction, when, elements] of [
      ['gained', 'now', without(later, earlier)],
      ['lost', 'before', without(earlier, later)],
    ] as const) {
      const user = pairing.users.id[when][named[0]!]!;
      const roles = when === 'now' ? now : before;
      for (const element of elements) {
        const way = wayOf(pairing, level, when, user, roles, element);
        if (way !== null) collected.add(direction, names, element, causeOf(pairing, when, way), way);
      }
    }
  }
  return collected.all();
}

/** Users of whom anything may differ. Those whose own assignments changed are each a kind of their own. */
function kindsOf(pairing: Pairing, level: Level): readonly Kind[] {
  const { users, roles, before, now } = pairing;
  const isAlike = membershipOf(before) === membershipOf(now);
  const touched = touchedRoles(pairing, level);
  const alone: Kind[] = [];
  const together = new Map<string, Kind>();
  const none = new Int32Array(0);
  for (let user = 0; user < users.count; user += 1) {
    const earlierId = users.id.before[user]!;
    const laterId = users.id.now[user]!;
    const earlier = earlierId < 0 ? none : before.index.assigned(earlierId);
    const later = laterId < 0 ? none : now.index.assigned(laterId);
    if (!isSame(earlier, later, roles.of)) {
      alone.push({ users: [user], before: earlier, now: later });
      continue;
    }
    if (isAlike && !later.some((role) => touched[role] === 1)) continue;
    const key = later.join(' ');
    const kind = together.get(key);
    if (kind === undefined) together.set(key, { users: [user], before: earlier, now: later });
    else kind.users.push(user);
  }
  return [...alone, ...together.values()];
}

/** Per role of now whether it brings something else than the role of that name did. */
function touchedRoles({ roles, now }: Pairing, level: Level): Uint8Array {
  const touched = new Uint8Array(now.policy.roles.list.length);
  for (let role = 0; role < touched.length; role += 1) {
    const earlier = roles.id.before[roles.of.now[role]!]!;
    const isTouched = earlier < 0 || !equal(level.brought('before', earlier), level.brought('now', role));
    touched[role] = isTouched ? 1 : 0;
  }
  return touched;
}

function elementsOf(level: Level, when: When, roles: Int32Array): ReadonlySet<number> {
  const all = new Set<number>();
  for (const role of roles) for (const element of level.brought(when, role)) all.add(element);
  return all;
}

/** The shortest way of the user to the element; of several the first by the names of its roles. */
function wayOf(
  pairing: Pairing,
  level: Level,
  when: When,
  user: number,
  roles: Int32Array,
  element: number,
): readonly Fact[] | null {
  const { index } = pairing[when];
  return shortest(
    [...roles].flatMap((role) => {
      const chain = level.chain(when, role, element);
      return chain === null ? [] : [[index.fact('assignment', user, role), ...chain]];
    }),
  );
}

// --- roles ------------------------------------------------------------------------------------------------------

function roleShifts(pairing: Pairing, level: Level): readonly Shift[] {
  const { roles } = pairing;
  const collected = collector(level.names);
  for (let role = 0; role < roles.count; role += 1) {
    const earlierId = roles.id.before[role]!;
    const laterId = roles.id.now[role]!;
    if (earlierId < 0 || laterId < 0) continue;
    const earlier = new Set(level.brought('before', earlierId));
    const later = new Set(level.brought('now', laterId));
    for (const [direction, when, id, elements] of [
      ['gained', 'now', laterId, without(later, earlier)],
      ['lost', 'before', earlierId, without(earlier, later)],
    ] as const) {
      for (const element of elements) {
        const way = level.chain(when, id, element);
        if (way !== null)
          collected.add(direction, [roles.names[role]!], element, causeOf(pairing, when, way), way);
      }
    }
  }
  return collected.all();
}

// --- causes -----------------------------------------------------------------------------------------------------

/** The first fact of the way that the other policy does not state. */
function causeOf(pairing: Pairing, when: When, way: readonly Fact[]): Fact | null {
  const other = pairing[when === 'now' ? 'before' : 'now'];
  return way.find((fact) => !states(other, fact)) ?? null;
}

interface Collector {
  readonly add: (
    direction: Shift['direction'],
    subjects: readonly string[],
    element: number,
    cause: Fact | null,
    way: readonly Fact[],
  ) => void;
  /** By cause, the widest first. */
  readonly all: () => readonly Shift[];
}

/** Brings together what has the same cause, first by subjects, then subjects with the same elements. */
function collector(names: readonly string[]): Collector {
  interface Part {
    readonly direction: Shift['direction'];
    readonly cause: Fact | null;
    readonly subjects: readonly string[];
    readonly elements: Map<number, readonly Fact[]>;
  }
  const parts = new Map<string, Part>();
  return {
    add(direction, subjects, element, cause, way) {
      const key = JSON.stringify([direction, keyOf(cause), subjects[0], subjects.length]);
      const part = parts.get(key) ?? { direction, cause, subjects, elements: new Map() };
      parts.set(key, part);
      part.elements.set(element, way);
    },
    all() {
      const groups = new Map<string, { readonly elements: readonly string[]; readonly parts: Part[] }>();
      for (const part of parts.values()) {
        const elements = [...part.elements.keys()].map((element) => names[element]!).sort();
        const key = JSON.stringify([part.direction, keyOf(part.cause), elements]);
        const group = groups.get(key) ?? { elements, parts: [] };
        groups.set(key, group);
        group.parts.push(part);
      }
      const shifts = [...groups.values()].map(({ elements, parts: same }): Shift => {
        const first = same.reduce((a, b) => (compare(a.subjects[0]!, b.subjects[0]!) <= 0 ? a : b));
        const [, steps] = [...first.elements].find(([element]) => names[element] === elements[0])!;
        return {
          direction: first.direction,
          subjects: same.flatMap(({ subjects }) => subjects).sort(),
          elements,
          cause: first.cause,
          example: { element: elements[0]!, steps },
        };
      });
      return shifts.sort(
        (a, b) =>
          (a.direction === b.direction ? 0 : a.direction === 'gained' ? -1 : 1) ||
          b.subjects.length * b.elements.length - a.subjects.length * a.elements.length ||
          compare(keyOf(a.cause), keyOf(b.cause)) ||
          compare(a.subjects[0] ?? '', b.subjects[0] ?? ''),
      );
    },
  };
}

function keyOf(fact: Fact | null): string {
  return fact === null ? '' : JSON.stringify([fact.relation, fact.left, fact.right]);
}

// --- small things -----------------------------------------------------------------------------------------------

function without(all: ReadonlySet<number>, some: ReadonlySet<number>): readonly number[] {
  return [...all].filter((one) => !some.has(one));
}

function shortest(ways: readonly (readonly Fact[])[]): readonly Fact[] | null {
  const keyed = ways.map((way) => ({ way, key: way.map((fact) => fact.right).join(' ') }));
  keyed.sort((a, b) => a.way.length - b.way.length || compare(a.key, b.key));
  return keyed[0]?.way ?? null;
}

function equal(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function memo2(compute: (when: When, role: number) => Int32Array): Level['brought'] {
  const known: Record<When, Map<number, Int32Array>> = { before: new Map(), now: new Map() };
  return (when, role) => {
    const found = known[when].get(role) ?? compute(when, role);
    known[when].set(role, found);
    return found;
  };
}

function memo3(
  compute: (when: When, role: number, element: number) => readonly Fact[] | null,
): Level['chain'] {
  const known = new Map<string, readonly Fact[] | null>();
  return (when, role, element) => {
    const key = `${when} ${role} ${element}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = compute(when, role, element);
    known.set(key, value);
    return value;
  };
}

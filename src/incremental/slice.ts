/**
 * The part of a policy on which one user is judged: the user, the roles below those assigned, and of the constraints
 * those that the user may violate. Rules about one user look at roles only downward from there, so that they say the
 * same of the part as of the whole, and the specification, on which their findings are replayed, does too.
 */

import { type LimitedSet, rowsWithAtLeast } from '../check/kernel.ts';
import type { Index } from '../index/index.ts';
import type { Rows } from '../index/rows.ts';
import type { Constraint, ExclusionSet, Facts, Policy } from '../policy/model.ts';
import { pickRows } from '../repair/parts.ts';
import { rowsByLeft, rowsOfElement } from '../replay/rows-by.ts';

/** The sets of all exclusions over roles or permissions, with the constraint that each is of. */
interface Watched {
  readonly sets: readonly LimitedSet[];
  readonly of: readonly { readonly constraint: number; readonly set: number }[];
}

export interface Watch {
  readonly roles: Watched;
  readonly permissions: Watched;
  /** Prerequisites by the role that needs others. */
  readonly needs: ReadonlyMap<number, readonly number[]>;
}

export function watchOf({ constraints }: Policy): Watch {
  const needs = new Map<number, number[]>();
  for (const [index, constraint] of constraints.entries()) {
    if (constraint.kind !== 'prerequisite') continue;
    needs.set(constraint.role, [...(needs.get(constraint.role) ?? []), index]);
  }
  return { roles: watched(constraints, 'role'), permissions: watched(constraints, 'permission'), needs };
}

function watched(constraints: readonly Constraint[], over: 'role' | 'permission'): Watched {
  const found = constraints.flatMap((constraint, index) =>
    constraint.kind === 'exclusion' && constraint.over === over
      ? constraint.sets.map((set, at) => ({ set, of: { constraint: index, set: at } }))
      : [],
  );
  return {
    sets: found.map(({ set }) => {
      const members = [...new Set(set.members)];
      // A pair of an element with itself is hit by whoever has the element.
      return { members, limit: Math.min(set.limit, members.length) };
    }),
    of: found.map(({ of }) => of),
  };
}

/**
 * For each of `people`, given by their roles, the constraints that they may violate, each with as many of its sets as
 * that takes: all that are hit where roles are counted with all their juniors, which is the most that any reading
 * counts.
 */
export function constraintsHit(
  policy: Policy,
  index: Index,
  watch: Watch,
  people: readonly Int32Array[],
): readonly (readonly Constraint[])[] {
  const base = rowsOf(people, index.counts.roles);
  const image = index.closure();
  const hit = people.map(() => new Map<number, Set<number>>());
  const collect = ({ sets, of }: Watched, beyond: Rows | null): void => {
    if (sets.length === 0) return;
    const source = { count: people.length, base, image, ...(beyond === null ? {} : { beyond }) };
    const hits = rowsWithAtLeast(source, sets);
    for (const [at, row] of hits.row.entries()) {
      const { constraint, set } = of[hits.set[at]!]!;
      const known = hit[row]!.get(constraint);
      if (known === undefined) hit[row]!.set(constraint, new Set([set]));
      else known.add(set);
    }
  };
  collect(watch.roles, null);
  collect(watch.permissions, index.grants());
  return people.map((roles, row) => {
    const constraints = hit[row]!;
    for (const role of roles)
      for (const constraint of watch.needs.get(role) ?? []) constraints.set(constraint, new Set());
    return [...constraints]
      .sort(([a], [b]) => a - b)
      .map(([constraint, sets]) => reduced(policy.constraints[constraint]!, sets));
  });
}

function rowsOf(lists: readonly Int32Array[], columns: number): Rows {
  const start = new Int32Array(lists.length + 1);
  for (const [at, list] of lists.entries()) start[at + 1] = start[at]! + list.length;
  const items = new Int32Array(start[lists.length]!);
  for (const [at, list] of lists.entries()) items.set(list, start[at]!);
  return { count: lists.length, columns, start, items };
}

/** Named sets are numbered by their position, so a constraint that has some keeps them all. */
function reduced(constraint: Constraint, sets: ReadonlySet<number>): Constraint {
  if (constraint.kind !== 'exclusion') return constraint;
  const isPair = ({ members, limit }: ExclusionSet) => members.length === 2 && limit === 2;
  if (constraint.over === 'role' && !constraint.sets.every(isPair)) return constraint;
  return { ...constraint, sets: constraint.sets.filter((_, at) => sets.has(at)) };
}

/** `policy` with this user, these rows of assignments and these constraints alone, and no live sessions or applications. */
export function userSlice(
  policy: Policy,
  user: number,
  assignments: Facts,
  constraints: readonly Constraint[],
): Policy {
  const name = policy.users.list[user]!;
  const reached = new Set<number>(assignments.right);
  const byRole = rowsByLeft(policy.inheritance);
  for (const role of reached)
    for (const row of rowsOfElement(byRole, role)) reached.add(policy.inheritance.right[row]!);
  const below = (facts: Facts): Facts => {
    const rows = rowsByLeft(facts);
    return pickRows(
      facts,
      [...reached].flatMap((role) => [...rowsOfElement(rows, role)]),
    );
  };
  const over = constraints.some(
    (constraint) => constraint.kind === 'exclusion' && constraint.over === 'permission',
  );
  const nothing = pickRows(policy.grants, []);
  return {
    ...policy,
    users: { list: [name], ids: new Map([[name, 0]]), declaredCount: 1 },
    declared: { ...policy.declared, users: [policy.declared.users[user]!] },
    assignments,
    inheritance: below(policy.inheritance),
    // What roles grant matters to exclusions of permissions only.
    grants: over ? below(policy.grants) : nothing,
    sessions: [],
    active: nothing,
    constraints,
    applications: [],
    operations: [],
    administration: null,
  };
}

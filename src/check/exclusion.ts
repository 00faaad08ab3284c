/**
 * From exclusion constraints to findings: what all exclusion rules share between the kernel and their own words.
 *
 * A constraint's pairs and its named sets (T, n) are judged apart, because the specification has two claims for them
 * whose witnesses differ (two roles; the name of a set).
 */

import type { Exclusion, ExclusionSet, OnePerObject, Policy } from '../policy/model.ts';
import { elementsOf, type LimitedSet, type RowSource, rowsWithAtLeast } from './kernel.ts';
import { byName, sortedByName } from './words.ts';

/** A set of a constraint with its CNAME: the constraint's id, then `id#2`, `id#3`, … for further named sets. */
export interface NamedSet extends LimitedSet {
  readonly name: string;
}

/**
 * The pairs of a constraint, or its named sets in the order of their members' names: which of several that a row hits
 * is told must not depend on the order in which they are written. Every set over permissions stands for its pairs.
 */
export interface Group {
  readonly constraint: Exclusion | OnePerObject;
  readonly shape: 'pair' | 'set';
  readonly sets: readonly NamedSet[];
}

/** A row of the relation that hits a group. */
export interface Conflict {
  readonly row: number;
  /** All members that the row holds of sets which it hits, in name order. */
  readonly elements: readonly number[];
  /** The first pair in name order, or the first set of the group. */
  readonly first:
    | { readonly kind: 'pair'; readonly left: number; readonly right: number }
    | { readonly kind: 'set'; readonly set: NamedSet };
}

/** A row that comes nearest to hitting a group: it holds `held` of `set`, one or more. */
export interface Nearest {
  readonly row: number;
  readonly set: NamedSet;
  /** Name order. */
  readonly held: readonly number[];
}

export interface Judgement {
  readonly group: Group;
  /** By subject, in name order. */
  readonly conflicts: readonly Conflict[];
  /**
   * Null where no set of the group can be hit because too few of its members occur in any row: the exclusion has no
   * effect now (V5). `absent` then lists the members that occur nowhere.
   */
  readonly nearest: Nearest | null;
  readonly absent: readonly number[];
}

/** The groups of the constraints over `over` that belong to the static or dynamic relation, in order. */
export function groupsOf(policy: Policy, over: Exclusion['over'], relation: 'static' | 'dynamic'): Group[] {
  return policy.constraints.flatMap((constraint) =>
    constraint.kind === 'exclusion' && constraint.over === over && constraint[relation]
      ? groupsOfConstraint(constraint, policy.roles.list)
      : [],
  );
}

function groupsOfConstraint(constraint: Exclusion, roles: readonly string[]): Group[] {
  const isPair = (set: ExclusionSet) =>
    constraint.over === 'permission' || (set.members.length === 2 && set.limit === 2);
  const pairs = constraint.sets.filter(isPair).map((set) => named(set, constraint.id));
  const sets = constraint.sets
    .filter((set) => !isPair(set))
    .map((set, position) => named(set, position === 0 ? constraint.id : `${constraint.id}#${position + 1}`));
  const groups: readonly Group[] = [
    { constraint, shape: 'pair', sets: pairs },
    { constraint, shape: 'set', sets: byMembers(sets, roles) },
  ];
  return groups.filter((group) => group.sets.length > 0);
}

/** By the names of the members, one after the other, then by limit. */
function byMembers(sets: readonly NamedSet[], names: readonly string[]): readonly NamedSet[] {
  if (sets.length < 2) return sets;
  return sets
    .map((set) => ({ set, members: sortedByName(set.members, names) }))
    .sort((a, b) => {
      const at = a.members.findIndex((member, position) => member !== b.members[position]);
      const one = a.members[at];
      const other = b.members[at];
      if (one !== undefined && other !== undefined) return byName(names[one]!, names[other]!);
      return a.members.length - b.members.length || a.set.limit - b.set.limit;
    })
    .map(({ set }) => set);
}

/** A pair of an element with itself (which I3 forbids) is hit by whoever holds the element. */
function named(set: ExclusionSet, name: string): NamedSet {
  const members = [...new Set(set.members)];
  const isReflexive = set.members.length === 2 && set.limit === 2 && members.length === 1;
  return { name, members, limit: isReflexive ? 1 : set.limit };
}

/** Judges all groups in one pass over the rows. `names` are the elements', `subjects` the rows' names. */
export function judge(
  source: RowSource,
  groups: readonly Group[],
  names: readonly string[],
  subjects: readonly string[],
): readonly Judgement[] {
  const sets = groups.flatMap((group) => group.sets);
  const hits = rowsWithAtLeast(source, sets);
  const groupOf = groups.flatMap((group, at) => group.sets.map(() => at));
  const hitSets: Map<number, number[]>[] = groups.map(() => new Map());
  for (let at = 0; at < hits.row.length; at += 1) {
    const row = hits.row[at]!;
    const set = hits.set[at]!;
    const byRow = hitSets[groupOf[set]!]!;
    const found = byRow.get(row);
    if (found === undefined) byRow.set(row, [set]);
    else found.push(set);
  }
  let offset = 0;
  return groups.map((group, at) => {
    const first = offset;
    offset += group.sets.length;
    const conflicts = [...hitSets[at]!].map(([row, hit]) => {
      const inOrder = hit.sort((a, b) => a - b).map((set) => sets[set]!);
      return conflictOf(source, group, row, inOrder, names);
    });
    conflicts.sort((a, b) => byName(subjects[a.row]!, subjects[b.row]!));
    const occurring = (set: NamedSet) => set.members.filter((member) => hits.occurs[member] === 1).length;
    const possible = group.sets.flatMap((set, position) =>
      occurring(set) >= set.limit
        ? [
            {
              set,
              missing: set.limit - hits.greatest[first + position]!,
              row: hits.nearest[first + position]!,
            },
          ]
        : [],
    );
    const best = possible.reduce<(typeof possible)[number] | null>(
      (least, one) => (least === null || one.missing < least.missing ? one : least),
      null,
    );
    const absent = new Set(group.sets.flatMap((set) => set.members.filter((m) => hits.occurs[m] === 0)));
    return {
      group,
      conflicts,
      nearest:
        best === null
          ? null
          : { row: best.row, set: best.set, held: heldOf(source, best.row, best.set.members, names) },
      absent: sortedByName(absent, names),
    };
  });
}

function conflictOf(
  source: RowSource,
  group: Group,
  row: number,
  hit: readonly NamedSet[],
  names: readonly string[],
): Conflict {
  const elements = heldOf(
    source,
    row,
    hit.flatMap((set) => set.members),
    names,
  );
  if (group.shape === 'set') return { row, elements, first: { kind: 'set', set: hit[0]! } };
  const rank = new Map(elements.map((element, at) => [element, at]));
  let left = Number.POSITIVE_INFINITY;
  let right = Number.POSITIVE_INFINITY;
  for (const set of hit) {
    const ranks = set.members.flatMap((member) => rank.get(member) ?? []).sort((a, b) => a - b);
    const one = ranks[0]!;
    const other = ranks[1] ?? one;
    if (one < left || (one === left && other < right)) {
      left = one;
      right = other;
    }
  }
  return { row, elements, first: { kind: 'pair', left: elements[left]!, right: elements[right]! } };
}

function heldOf(
  source: RowSource,
  row: number,
  members: readonly number[],
  names: readonly string[],
): readonly number[] {
  const held = new Set(elementsOf(source, row));
  return sortedByName(new Set(members.filter((member) => held.has(member))), names);
}

/**
 * Without undeclared members of pairs: StaticSOD and its like quantify over declared elements. Named sets are counted
 * as they stand.
 */
export function declaredGroups(groups: readonly Group[], declaredCount: number): readonly Group[] {
  const isKnown = (member: number) => member < declaredCount;
  return groups.flatMap((group) => {
    if (group.shape === 'set') return [group];
    const sets = group.sets
      .map((set) => (set.members.every(isKnown) ? set : { ...set, members: set.members.filter(isKnown) }))
      .filter((set) => set.members.length >= set.limit);
    return sets.length === 0 ? [] : [{ ...group, sets }];
  });
}

/** Whether the constraint belongs to the dynamic relation alone: only then nothing static speaks for it. */
export function isDynamicOnly({ constraint }: Group): boolean {
  return constraint.kind === 'exclusion' && !constraint.static;
}

/** Readings of raw facts that the state and the naive decision share: pairs and named sets, and walks over RH. */

import type { Constraint, ExclusionSet, Facts, Strictness } from '../policy/model.ts';

/** Named sets and pairs of a constraint, as CLAIMS names them: pairs are relations, other sets get a CNAME. */
export interface NamedSet extends ExclusionSet {
  readonly name: string;
}

/** The CNAMEs of a constraint: its id, then `id#2`, `id#3`, … for further sets that are no pairs. */
export function namedSets(constraint: Constraint): readonly NamedSet[] {
  if (constraint.kind !== 'exclusion' || constraint.over !== 'role') return [];
  return constraint.sets
    .filter((set) => !isPair(set))
    .map((set, index) => ({
      ...set,
      name: index === 0 ? constraint.id : `${constraint.id}#${index + 1}`,
    }));
}

type Pairs = readonly (readonly [number, number])[];

/** A constraint of thousands of pairs is asked once for each finding. */
const knownPairs = new WeakMap<Constraint, Pairs>();

/** Every set over permissions, and sets of two roles, is a relation of pairs. */
export function pairsOf(constraint: Constraint): Pairs {
  const known = knownPairs.get(constraint) ?? derivePairs(constraint);
  knownPairs.set(constraint, known);
  return known;
}

const knownPartners = new WeakMap<Constraint, ReadonlyMap<number, ReadonlySet<number>>>();

/** Whether the two are one of `pairsOf(constraint)`, in either order. */
export function isPairOf(constraint: Constraint, left: number, right: number): boolean {
  let partners = knownPartners.get(constraint);
  if (partners === undefined) {
    const made = new Map<number, Set<number>>();
    for (const [a, b] of pairsOf(constraint)) {
      const known = made.get(a);
      if (known === undefined) made.set(a, new Set([b]));
      else known.add(b);
    }
    partners = made;
    knownPartners.set(constraint, made);
  }
  return partners.get(left)?.has(right) === true || partners.get(right)?.has(left) === true;
}

function derivePairs(constraint: Constraint): Pairs {
  if (constraint.kind !== 'exclusion') return [];
  const pairs: (readonly [number, number])[] = [];
  for (const set of constraint.sets) {
    if (constraint.over === 'role' && !isPair(set)) continue;
    for (const [index, left] of set.members.entries()) {
      for (const right of set.members.slice(index + 1)) pairs.push([left, right]);
    }
  }
  return pairs;
}

/** Every two roles of a strict exclusion's sets, whatever their limits. */
export function strictPairsOf(constraint: Constraint): readonly (readonly [number, number])[] {
  if (constraint.kind !== 'exclusion' || constraint.strictness === null) return [];
  return constraint.sets.flatMap(({ members }) =>
    members.flatMap((left, index) => members.slice(index + 1).map((right) => [left, right] as const)),
  );
}

/** The roles of an exclusion of this degree. */
export function strictRolesOf(constraint: Constraint, degree: Strictness['degree']): readonly number[] {
  return constraint.kind === 'exclusion' && constraint.strictness?.degree === degree
    ? [...new Set(constraint.sets.flatMap(({ members }) => members))]
    : [];
}

function isPair(set: ExclusionSet): boolean {
  return set.members.length === 2 && set.limit === 2;
}

/** Roles from which some role of `roles` is reached: RH*~⦇roles⦈. */
export function closeUpward(inheritance: Facts, roles: ReadonlySet<number>): ReadonlySet<number> {
  const above = new Map<number, number[]>();
  for (let row = 0; row < inheritance.left.length; row += 1) {
    const junior = inheritance.right[row]!;
    const seniors = above.get(junior);
    if (seniors === undefined) above.set(junior, [inheritance.left[row]!]);
    else seniors.push(inheritance.left[row]!);
  }
  return closed(roles, above);
}

/** (RH ∪ added)*⦇roles⦈. */
export function closeDownward(
  inheritance: Facts,
  roles: ReadonlySet<number>,
  added: readonly (readonly [number, number])[] = [],
): ReadonlySet<number> {
  const below = new Map<number, number[]>();
  const put = (senior: number, junior: number): void => {
    const juniors = below.get(senior);
    if (juniors === undefined) below.set(senior, [junior]);
    else juniors.push(junior);
  };
  for (let row = 0; row < inheritance.left.length; row += 1)
    put(inheritance.left[row]!, inheritance.right[row]!);
  for (const [senior, junior] of added) put(senior, junior);
  return closed(roles, below);
}

function closed(
  start: ReadonlySet<number>,
  next: ReadonlyMap<number, readonly number[]>,
): ReadonlySet<number> {
  const reached = new Set(start);
  for (const role of reached) for (const other of next.get(role) ?? []) reached.add(other);
  return reached;
}

/**
 * What an exclusion rule says of its rows, and the decisions that follow.
 *
 * A rule supplies the relation, the words and the derivations; judging, cores, witnesses and vacuity are the same for
 * all of them.
 */

import type { Index } from '../index/index.ts';
import type { Policy, Severity } from '../policy/model.ts';
import { listed } from '../source/words.ts';
import type { Change, Fact } from '../verdict/change.ts';
import type { Binding, PropertyId, Scope } from '../verdict/verdict.ts';
import { distinctFacts, factElements, heldBy, locationsOf, minimised } from './core.ts';
import { type Conflict, type Group, type Judgement, judge, type NamedSet } from './exclusion.ts';
import type { RowSource } from './kernel.ts';
import type { Decision, Detail } from './rule.ts';
import { severityOf } from './severity.ts';
import { byName, how, sortedByName } from './words.ts';

/** "kim {both} a and b", "kim {several} a, b and c", "kim {count} 3 of the 5 roles …". */
export interface Verbs {
  readonly both: string;
  readonly several: string;
  readonly count: string;
}

export interface ClaimName {
  readonly property: PropertyId;
  readonly claim: string;
}

export interface Reading {
  readonly rule: { readonly id: string; readonly severity: Severity };
  readonly policy: Policy;
  readonly index: Index;
  readonly over: 'role' | 'permission';
  readonly groups: readonly Group[];
  readonly source: RowSource;
  /** Names of the rows, and the variable of the claim that ranges over them. */
  readonly subjects: readonly string[];
  readonly subject: { readonly variable: string; readonly sort: string };
  /** Variables of a conflicting pair; null where the claim binds the subject alone. */
  readonly pair: readonly [string, string] | null;
  readonly claims: Readonly<Record<Group['shape'], ClaimName>>;
  readonly scope: Scope;
  /** Shortest derivation of an element for a row. */
  readonly derive: (row: number, element: number) => readonly Fact[];
  /** Roles that a row has by itself: a role that is asked whether it is dead. */
  readonly start: (row: number) => readonly string[];
  /** Names of the elements that a row has by some facts alone, where a row is not what holds roles. */
  readonly held?: (row: number, facts: readonly Fact[]) => ReadonlySet<string>;
  readonly sentence: (group: Group, conflict: Conflict, hows: readonly string[]) => string;
  readonly hows?: (row: number, steps: readonly Fact[]) => string;
  readonly candidates: (group: Group, conflict: Conflict) => readonly Change[];
  /** Why the claims say nothing whatever the constraint, e.g. there are no users. */
  readonly empty: { readonly vacuity: string; readonly reason: string } | null;
  /** Whether a group that is not violated is told of. */
  readonly speaks: (group: Group) => boolean;
  /** The reason of V5; `absent` are the members that no row holds. */
  readonly absence: (group: Group, absent: readonly string[]) => string;
  /** Why a group can never be violated, though its members occur (V18); null where it can. */
  readonly idle: (group: Group) => string | null;
  readonly witness: (row: number, set: NamedSet, held: readonly string[]) => string;
}

export function* decideReading(reading: Reading): Generator<Decision> {
  const { policy, over, source, groups, subjects } = reading;
  if (groups.length === 0) return;
  const names = over === 'role' ? policy.roles.list : policy.permissions.list;
  for (const judgement of merged(reading, judge(source, groups, names, subjects))) {
    if (judgement.conflicts.length === 0) yield* quietly(reading, judgement, names);
    for (const conflict of judgement.conflicts) yield violation(reading, judgement.group, conflict, names);
  }
}

/**
 * One judgement for each constraint and claim: where one claim is about pairs and named sets alike, a subject that
 * hits both is one finding, and what holds of the pairs is not told while a set is hit.
 */
function merged(reading: Reading, judgements: readonly Judgement[]): readonly Judgement[] {
  if (reading.claims.pair.claim !== reading.claims.set.claim) return judgements;
  const names = reading.over === 'role' ? reading.policy.roles.list : reading.policy.permissions.list;
  const byConstraint = new Map<Group['constraint'], Judgement>();
  for (const judgement of judgements) {
    const { constraint } = judgement.group;
    const other = byConstraint.get(constraint);
    byConstraint.set(
      constraint,
      other === undefined ? judgement : joined(other, judgement, names, reading.subjects),
    );
  }
  return [...byConstraint.values()];
}

/** `first` is of the pairs, `second` of the named sets of one constraint. */
function joined(
  first: Judgement,
  second: Judgement,
  names: readonly string[],
  subjects: readonly string[],
): Judgement {
  const conflicts = new Map(first.conflicts.map((conflict) => [conflict.row, conflict]));
  for (const conflict of second.conflicts) {
    const known = conflicts.get(conflict.row);
    const elements = new Set([...(known?.elements ?? []), ...conflict.elements]);
    conflicts.set(conflict.row, { ...(known ?? conflict), elements: sortedByName(elements, names) });
  }
  return {
    group: { ...first.group, sets: [...first.group.sets, ...second.group.sets] },
    conflicts: [...conflicts.values()].sort((a, b) => byName(subjects[a.row]!, subjects[b.row]!)),
    nearest: first.nearest ?? second.nearest,
    absent: sortedByName(new Set([...first.absent, ...second.absent]), names),
  };
}

function baseOf(reading: Reading, group: Group) {
  return {
    ...reading.claims[group.shape],
    constraint: group.constraint.id,
    severity: severityOf(reading.policy, reading.rule, group.constraint),
    focus: {},
    scope: reading.scope,
  };
}

function* quietly(reading: Reading, judgement: Judgement, names: readonly string[]): Generator<Decision> {
  const { group, nearest, absent } = judgement;
  if (!reading.speaks(group)) return;
  const base = { ...baseOf(reading, group), locations: [reading.index.location(group.constraint.place)] };
  const vacuous = (vacuity: string, reason: string): Decision => ({
    ...base,
    kind: 'vacuous',
    vacuity,
    reason,
  });
  if (reading.empty !== null) {
    yield vacuous(reading.empty.vacuity, reading.empty.reason);
    return;
  }
  if (nearest === null) {
    yield vacuous(
      'V5',
      reading.absence(
        group,
        absent.map((element) => names[element]!),
      ),
    );
    return;
  }
  const idle = reading.idle(group);
  if (idle !== null) {
    yield vacuous('V18', idle);
    return;
  }
  const held = nearest.held.map((element) => names[element]!);
  const [left, right] = reading.pair ?? [];
  const bindings: Binding[] = [bindingOf(reading, nearest.row)];
  if (group.shape === 'set' && reading.pair !== null) {
    bindings.push({ variable: 'c', sort: 'CNAME', value: nearest.set.name });
  }
  if (group.shape === 'pair' && left !== undefined && right !== undefined && held[0] !== undefined) {
    const sort = sortOf(reading);
    const other = nearest.set.members
      .map((member) => names[member]!)
      .filter((name) => name !== held[0])
      .sort(byName)[0];
    bindings.push({ variable: left, sort, value: held[0] });
    bindings.push({ variable: right, sort, value: other ?? held[0] });
  }
  yield {
    ...base,
    kind: 'holds',
    witness: { bindings, sentence: reading.witness(nearest.row, nearest.set, held) },
    evidence: { kind: 'recheck' },
  };
}

function sortOf(reading: Reading): string {
  return reading.over === 'role' ? 'ROLE' : 'PRM';
}

function bindingOf(reading: Reading, row: number): Binding {
  return { ...reading.subject, value: reading.subjects[row]! };
}

function violation(reading: Reading, group: Group, conflict: Conflict, names: readonly string[]): Decision {
  const { first } = conflict;
  const bindings: Binding[] = [bindingOf(reading, conflict.row)];
  if (reading.pair !== null) {
    const sort = sortOf(reading);
    if (first.kind === 'set') {
      bindings.push({ variable: 'c', sort: 'CNAME', value: first.set.name });
    } else {
      bindings.push({ variable: reading.pair[0], sort, value: names[first.left]! });
      bindings.push({ variable: reading.pair[1], sort, value: names[first.right]! });
    }
  }
  return {
    ...baseOf(reading, group),
    kind: 'violated',
    bindings,
    elements: conflict.elements.map((element) => names[element]!),
    evidence: { kind: 'recheck' },
    detail: () => detailOf(reading, group, conflict, names),
  };
}

function detailOf(reading: Reading, group: Group, conflict: Conflict, names: readonly string[]): Detail {
  const { policy, index, over } = reading;
  const { row, elements, first } = conflict;
  const derivations = new Map(elements.map((element) => [element, reading.derive(row, element)]));
  const chosen =
    first.kind === 'pair'
      ? [first.left, first.right]
      : elements
          .filter((element) => first.set.members.includes(element))
          .sort((a, b) => derivations.get(a)!.length - derivations.get(b)!.length)
          .slice(0, first.set.limit);
  const facts = distinctFacts(chosen.map((element) => derivations.get(element)!));
  const start = reading.start(row);
  const heldIn = (some: readonly Fact[]) =>
    reading.held?.(row, some) ?? heldBy(some, start)[over === 'role' ? 'roles' : 'permissions'];
  const all = heldIn(facts);
  // Of thousands of sets only those that the facts hit at all can be hit by fewer facts.
  const byMember = setsOfClaim(reading, group, names);
  const near = new Set([...all].flatMap((name) => byMember.get(name) ?? []));
  const sets = [...near].filter((set) => isHit(set, names, all));
  const core = minimised(facts, (some) => {
    const held = heldIn(some);
    return sets.some((set) => isHit(set, names, held));
  });
  const place = index.location(group.constraint.place);
  const told = reading.hows ?? ((_row: number, steps: readonly Fact[]) => how(policy, steps));
  return {
    sentence: reading.sentence(
      group,
      conflict,
      elements.map((element) => `${names[element]!} ${told(row, derivations.get(element)!)}`),
    ),
    paths: elements.flatMap((element) => {
      const steps = derivations.get(element)!;
      const last = steps[steps.length - 1];
      return last === undefined ? [] : [{ element: last.right, steps }];
    }),
    core: [...factElements(core), { kind: 'constraint', id: group.constraint.id, location: place }],
    locations: locationsOf(core, [place]),
    // Repairs are looked for of few findings.
    get candidates() {
      return reading.candidates(group, conflict);
    },
  };
}

function isHit(set: NamedSet, names: readonly string[], held: ReadonlySet<string>): boolean {
  let count = 0;
  for (const member of set.members) if (held.has(names[member]!)) count += 1;
  return count >= set.limit;
}

type SetsByMember = ReadonlyMap<string, readonly NamedSet[]>;

const knownSets = new WeakMap<Group, SetsByMember>();

/** The sets of the same constraint that the same claim is about, by the names of members: a core must mend all of them. */
function setsOfClaim(reading: Reading, group: Group, names: readonly string[]): SetsByMember {
  const known = knownSets.get(group);
  if (known !== undefined) return known;
  const sets = new Map<string, NamedSet[]>();
  for (const other of reading.groups) {
    const isSame =
      other.constraint === group.constraint &&
      reading.claims[other.shape].claim === reading.claims[group.shape].claim;
    for (const set of isSame ? other.sets : [])
      for (const member of set.members) {
        const name = names[member]!;
        const list = sets.get(name);
        if (list === undefined) sets.set(name, [set]);
        else list.push(set);
      }
  }
  knownSets.set(group, sets);
  return sets;
}

/** "is both a and b", "is a, b and c, which are exclusive", "holds 3 of the 4 roles a, b, c and d: at most 2 …". */
export function conflictPhrase(
  verbs: Verbs,
  noun: string,
  conflict: Conflict,
  names: readonly string[],
): string {
  const elements = conflict.elements.map((element) => names[element]!);
  const { first } = conflict;
  if (first.kind === 'set' && first.set.limit > 2) {
    const held = elements.filter((_, at) => first.set.members.includes(conflict.elements[at]!)).length;
    const members = first.set.members.map((member) => names[member]!).sort(byName);
    const many = held === members.length ? 'all' : `${held}`;
    return `${verbs.count} ${many} of the ${members.length} ${noun} ${listed(members)}, at most ${first.set.limit - 1} allowed`;
  }
  if (elements.length === 1) return `${verbs.several} ${elements[0]!}, which is exclusive with itself`;
  if (elements.length === 2) return `${verbs.both} ${listed(elements)}`;
  return `${verbs.several} ${listed(elements)}, which are exclusive`;
}

/** ": a directly (…), b through m (…)", at most four of `total`. */
export function howPhrase(hows: readonly string[], total = hows.length): string {
  const shown = hows.slice(0, 4);
  const rest = total - shown.length;
  return `: ${[...shown, ...(rest === 0 ? [] : [`${rest} more`])].join(', ')}`;
}

/** "holds a, and no role exclusive with it", "holds 2 of the 4 roles …, at most 2 allowed". */
export function nearestPhrase(
  verb: string,
  noun: 'role' | 'permission',
  set: NamedSet,
  held: readonly string[],
): string {
  if (set.limit === 2) return `${verb} ${listed(held)}, and no ${noun} that is exclusive with it`;
  const ofAll = `${held.length} of ${set.members.length} exclusive ${noun}s (${listed(held)})`;
  return `${verb} ${ofAll}, at most ${set.limit - 1} allowed`;
}

/** "`approver` has no users", or of a constraint with several sets the members that nobody holds. */
export function absenceOf(group: Group, absent: readonly string[], one: string, several: string): string {
  const quoted = absent.map((name) => `\`${name}\``);
  const who = `${listed(quoted, 3)} ${absent.length === 1 ? one : several}`;
  return group.sets.length === 1
    ? who
    : `${who}, so that no exclusion of \`${group.constraint.id}\` can meet`;
}

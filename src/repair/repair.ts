/**
 * Minimal repairs: all inclusion-minimal sets of one or two candidate changes after which the violation is gone and
 * nothing else is violated that was not violated before (FORMAL.md G.3, repair convention).
 *
 * A repair is judged by the naive decision of `replay/recheck`, not by the engine that found the violation. On a large
 * policy it is judged on a slice (`slice.ts`), and rules that a removal cannot break are not asked again: removing
 * facts never breaks P02, P04–P13 without P12, nor P36 (FORMAL.md T3; a property test holds it down). The search has
 * a budget of work, counted in rows and not in time, so that the same policy always gives the same repairs.
 */

import { match, P } from 'ts-pattern';
import type { Facts, Policy } from '../policy/model.ts';
import { rolesMeant } from '../replay/plan-constraints.ts';
import { closeDownward, closeUpward } from '../replay/raw.ts';
import type { Finding } from '../replay/recheck/finding.ts';
import { type Claimed, isAbout } from '../replay/recheck/match.ts';
import { recheck, recheckedRules, recheckOneByOne } from '../replay/recheck/recheck.ts';
import { rowsByRight, rowsOfElement } from '../replay/rows-by.ts';
import type { Change, Repair } from '../verdict/change.ts';
import { applyChanges } from './apply.ts';
import { locationsOf, sentenceOf } from './describe.ts';
import { selectRows } from './parts.ts';
import { sliceOf } from './slice.ts';

export interface RepairLimits {
  /** Repairs that are returned; the number of others is told. */
  readonly shown: number;
  /** Candidates that are combined to pairs; all are tried alone. */
  readonly paired: number;
  /** Rows of policies that may be looked at for all repairs of one policy. */
  readonly work: number;
  /** From how many assignments on a policy is sliced. */
  readonly largeFrom: number;
}

export const defaultLimits: RepairLimits = {
  shown: 10,
  paired: 30,
  work: 60_000_000,
  largeFrom: 5_000,
};

export type Repairs =
  | { readonly kind: 'found'; readonly repairs: readonly Repair[]; readonly more: number }
  /** The work allowed for the whole policy is used up. */
  | { readonly kind: 'too-costly' };

/** Finds repairs of violations of one policy; what is true of the policy before any change is computed once. */
export interface Repairer {
  repairsOf(claimed: Claimed, candidates: readonly Change[]): Repairs;
  /** Whether the violation is gone after `changes`, and nothing is violated that was not before. */
  accepts(claimed: Claimed, changes: readonly Change[]): boolean | 'too-costly';
}

/** Steps of each exhaustive search of the naive decision. */
const searchBudget = 50_000;

class TooCostly extends Error {}

export function repairer(policy: Policy, limits: RepairLimits = defaultLimits): Repairer {
  let work = 0;
  const spend = (rows: number): void => {
    work += rows;
    if (work > limits.work) throw new TooCostly();
  };
  const judged = (of: Policy, rules: readonly string[]): readonly Finding[] => {
    spend(rowsOf(of) * Math.max(1, rules.length));
    return recheck(of, { rules, budget: searchBudget }).findings;
  };
  const isLarge = policy.assignments.left.length >= limits.largeFrom;
  const baselines = new Map<Policy, Map<string, ReadonlySet<string>>>();
  /** What is violated before any change; policies are compared by identity, so slices are kept by their users. */
  const baseline = (of: Policy, rules: readonly string[]): ReadonlySet<string> => {
    const known = baselines.get(of) ?? new Map<string, ReadonlySet<string>>();
    baselines.set(of, known);
    const key = rules.join(' ');
    const before = known.get(key) ?? new Set(judged(of, rules).flatMap(keysOf));
    known.set(key, before);
    return before;
  };

  /** The first thing that `changes` break, or null. */
  const brokenBy = (
    slice: (users: ReadonlySet<number>) => Policy,
    changes: readonly Change[],
  ): Finding | null => {
    const rules = isLarge ? endangeredBy(policy, changes) : likeliestFirst;
    if (rules.length === 0) return null;
    const users = isLarge ? usersOf(policy, changes) : 'all';
    const before = users === 'all' ? policy : slice(users);
    const known = baseline(before, rules);
    const after = applyChanges(before, changes);
    spend(rowsOf(after) * rules.length);
    // Most changes that break something break it at once: what is left need not be judged.
    for (const outcome of recheckOneByOne(after, { rules, budget: searchBudget })) {
      if ('subject' in outcome && !keysOf(outcome).every((key) => known.has(key))) return outcome;
    }
    return null;
  };

  /** Slices by their users, for one violation: they share nothing with those of another. */
  const slicer = (): ((users: ReadonlySet<number>) => Policy) => {
    const slices = new Map<string, Policy>();
    return (users) => {
      const key = [...users].sort((a, b) => a - b).join(' ');
      const known = slices.get(key);
      if (known !== undefined) return known;
      spend(policy.assignments.left.length);
      const made = sliceOf(policy, users);
      slices.set(key, made);
      return made;
    };
  };

  const removes = (small: Policy, claimed: Claimed, changes: readonly Change[]): boolean =>
    judged(applyChanges(small, changes), [claimed.rule]).every((finding) => !isAbout(claimed, finding));

  return {
    accepts(claimed, changes) {
      const slice = slicer();
      try {
        const small = focused(policy, claimed, changes, isLarge ? slice : () => policy);
        return removes(small, claimed, changes) && brokenBy(slice, changes) === null;
      } catch (error) {
        if (error instanceof TooCostly) return 'too-costly';
        throw error;
      }
    },
    repairsOf(claimed, candidates) {
      const slice = slicer();
      const distinct = distinctChanges(candidates);
      try {
        const small = focused(policy, claimed, distinct, isLarge ? slice : () => policy);
        const removesViolation = (changes: readonly Change[]): boolean => removes(small, claimed, changes);
        const found: (readonly Change[])[] = [];
        const left: Change[] = [];
        const hopeless = new Set<Change>();
        for (const change of distinct) {
          const broken = removesViolation([change]) ? brokenBy(slice, [change]) : undefined;
          if (broken === null) found.push([change]);
          else left.push(change);
          // Whoever could do a session and cannot any more will not because something else is removed, too.
          if (broken?.rule === 'candidates' && isRemoval(change)) hopeless.add(change);
        }
        const paired = left.slice(0, limits.paired);
        for (const [index, first] of paired.entries()) {
          for (const second of paired.slice(index + 1)) {
            if (!areCompatible(first, second)) continue;
            if (isRemoval(first) && isRemoval(second) && (hopeless.has(first) || hopeless.has(second)))
              continue;
            const pair = [first, second];
            if (removesViolation(pair) && brokenBy(slice, pair) === null) found.push(pair);
          }
        }
        const ranked = rank(policy, found);
        return {
          kind: 'found',
          repairs: ranked.slice(0, limits.shown),
          more: Math.max(0, ranked.length - limits.shown),
        };
      } catch (error) {
        if (error instanceof TooCostly) return { kind: 'too-costly' };
        throw error;
      }
    },
  };
}

/** What makes a violation new: the finding with one conflicting element. */
function keysOf(finding: Finding): readonly string[] {
  const about = [finding.rule, finding.claim, finding.constraint, finding.subject];
  return finding.elements.length === 0
    ? [JSON.stringify(about)]
    : finding.elements.map((element) => JSON.stringify([...about, element]));
}

function rowsOf(policy: Policy): number {
  return (
    policy.assignments.left.length +
    policy.inheritance.left.length +
    policy.grants.left.length +
    policy.active.left.length +
    policy.users.list.length
  );
}

function distinctChanges(changes: readonly Change[]): readonly Change[] {
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

/** Two changes of the same thing to different values are no repair together. */
function areCompatible(first: Change, second: Change): boolean {
  return match([first, second] as const)
    .with(
      [{ kind: 'reassign' }, { kind: 'reassign' }],
      ([one, other]) =>
        one.application !== other.application || one.plan !== other.plan || one.session !== other.session,
    )
    .with([{ kind: 'add-user' }, { kind: 'add-user' }], ([one, other]) => one.user !== other.user)
    .with([{ kind: 'end-session' }, P._], ([{ session }, other]) => !isInSession(session, other))
    .with([P._, { kind: 'end-session' }], ([other, { session }]) => !isInSession(session, other))
    .otherwise(() => true);
}

/** Takes a fact away that roles of users come from. */
function isRemoval(change: Change): boolean {
  return change.kind === 'remove' && change.relation !== 'active';
}

function isInSession(session: string, change: Change): boolean {
  return (
    (change.kind === 'remove' || change.kind === 'add') &&
    change.relation === 'active' &&
    change.left === session
  );
}

/**
 * The least policy on which the claimed violation itself can be judged: the users concerned, the one constraint, and
 * of RH and PA what is below the roles that they, sessions and applications have or are offered. Rules look at roles
 * only downward from there.
 */
function focused(
  policy: Policy,
  claimed: Claimed,
  candidates: readonly Change[],
  slice: (users: ReadonlySet<number>) => Policy,
): Policy {
  const users = new Set<number>();
  const addUser = (name: string): void => {
    const id = policy.users.ids.get(name);
    if (id !== undefined) users.add(id);
  };
  for (const { sort, value } of claimed.bindings) if (sort === 'USER') addUser(value);
  for (const name of claimed.claim === 'References' ? claimed.elements : []) addUser(name);
  for (const change of candidates) {
    if ((change.kind === 'remove' || change.kind === 'add') && change.relation === 'assignment')
      addUser(change.left);
    if (change.kind === 'reassign') addUser(change.user);
  }
  const base = claimed.claim === 'References' ? policy : slice(users);
  if (base === policy) return policy;

  const roles = new Set<number>([...base.assignments.right, ...base.active.right]);
  for (const application of base.applications)
    for (const role of [
      ...application.initiator,
      ...application.sessions.flatMap((one) => one.roles),
      ...rolesMeant(application),
    ])
      roles.add(role);
  for (const name of [
    ...claimed.elements,
    ...claimed.bindings.map((binding) => binding.value),
    ...candidates.flatMap(rolesOfChange),
  ]) {
    const id = policy.roles.ids.get(name);
    if (id !== undefined) roles.add(id);
  }
  const added = candidates.flatMap((change) =>
    change.kind === 'add' && change.relation === 'inheritance'
      ? [[policy.roles.ids.get(change.left)!, policy.roles.ids.get(change.right)!] as const]
      : [],
  );
  const reached = closeDownward(base.inheritance, roles, added);
  const within = (facts: Facts): Facts => selectRows(facts, (row) => reached.has(facts.left[row]!));
  const dropped = new Set(
    candidates.flatMap((change) => (change.kind === 'drop-constraint' ? [change.constraint] : [])),
  );
  const isConstraint = policy.constraints.some(({ id }) => id === claimed.constraint);
  return {
    ...base,
    inheritance: within(base.inheritance),
    grants: within(base.grants),
    constraints: isConstraint
      ? base.constraints.filter(({ id }) => id === claimed.constraint || dropped.has(id))
      : base.constraints,
  };
}

function rolesOfChange(change: Change): readonly string[] {
  return match(change)
    .with({ relation: 'grant' }, ({ left }) => [left])
    .with({ kind: P.union('remove', 'add', 'exclude-roles') }, ({ left, right }) => [left, right])
    .with({ kind: 'add-user' }, ({ roles }) => roles)
    .with({ kind: 'drop-session-role' }, ({ role }) => [role])
    .with(
      { kind: P.union('end-session', 'drop-constraint', 'drop-exclusion', 'add-exclusion', 'reassign') },
      () => [],
    )
    .exhaustive();
}

const aboutCandidates = ['candidates', 'pairwise-feasible', 'feasible'];
const aboutHeldRoles = ['session-authorisation', 'prerequisite', ...aboutCandidates];
/** What an application can do shrinks with RH and PA, so that less suffices to cover it (law L35). */
const aboutAtoms = [
  'operational-sod',
  'plan-operational-sod',
  'every-plan-sod',
  'adequate-exclusions',
  'least-privilege',
];

/** All rules, those first that changes break most often. */
const likeliestFirst: readonly string[] = [
  ...aboutCandidates,
  ...recheckedRules.filter((rule) => !aboutCandidates.includes(rule)),
];

/** Rules of which `changes` may make a new violation, as far as the policy has what they are about. */
function endangeredBy(policy: Policy, changes: readonly Change[]): readonly string[] {
  const endangered = new Set(changes.flatMap(endangeredByOne));
  const absent = new Set<string>();
  if (policy.applications.length === 0)
    for (const rule of [...aboutCandidates, ...aboutAtoms]) absent.add(rule);
  if (policy.applications.length === 0 && policy.sessions.length === 0) absent.add('session-authorisation');
  if (policy.operations.length > 0) absent.delete('operational-sod');
  if (!policy.operations.some(({ enforced }) => enforced)) absent.add('enforced-sod');
  if (!policy.constraints.some(({ kind }) => kind === 'prerequisite')) absent.add('prerequisite');
  return recheckedRules.filter((rule) => endangered.has(rule) && !absent.has(rule));
}

function endangeredByOne(change: Change): readonly string[] {
  return match(change)
    .with({ kind: 'remove', relation: 'assignment' }, () => aboutHeldRoles)
    .with({ kind: 'remove', relation: 'inheritance' }, () => [
      ...aboutHeldRoles,
      ...aboutAtoms,
      'enforced-sod',
    ])
    .with({ kind: 'remove', relation: 'grant' }, () => aboutAtoms)
    .with({ kind: 'remove', relation: 'active' }, () => [])
    .with({ kind: 'end-session' }, () => [])
    .with({ kind: 'drop-constraint' }, () => ['enforced-sod'])
    .with({ kind: 'drop-exclusion' }, () => [
      'adequate-exclusions',
      'every-plan-sod',
      'pairwise-feasible',
      'feasible',
    ])
    .with(
      {
        kind: P.union('add', 'add-user', 'add-exclusion', 'exclude-roles', 'drop-session-role', 'reassign'),
      },
      () => recheckedRules,
    )
    .exhaustive();
}

/** Users about whom `changes` may make something different, or all. */
function usersOf(policy: Policy, changes: readonly Change[]): ReadonlySet<number> | 'all' {
  const names = changes.map(usersOfOne);
  return names.includes('all')
    ? 'all'
    : new Set(
        names.flatMap((some) => (some === 'all' ? [] : some)).map((name) => policy.users.ids.get(name)!),
      );
}

function usersOfOne(change: Change): readonly string[] | 'all' {
  return match<Change, readonly string[] | 'all'>(change)
    .with({ relation: 'assignment' }, ({ left }) => [left])
    .with(
      { relation: P.union('inheritance', 'grant') },
      { kind: P.union('drop-session-role', 'exclude-roles') },
      () => 'all',
    )
    .with({ kind: 'reassign' }, ({ user }) => [user])
    .with(
      { relation: 'active' },
      { kind: P.union('add-user', 'end-session', 'drop-constraint', 'drop-exclusion', 'add-exclusion') },
      () => [],
    )
    .exhaustive();
}

/** Fewest changes first, then fewest users affected, then by sentence. */
function rank(policy: Policy, found: readonly (readonly Change[])[]): readonly Repair[] {
  return found
    .map((changes) => ({
      repair: {
        changes,
        sentence: sentenceOf(policy, changes),
        locations: changes.flatMap((change) => locationsOf(policy, change)),
      },
      affected: changes.reduce((sum, change) => sum + affectedUsers(policy, change), 0),
    }))
    .sort(
      (a, b) =>
        a.repair.changes.length - b.repair.changes.length ||
        a.affected - b.affected ||
        (a.repair.sentence < b.repair.sentence ? -1 : a.repair.sentence > b.repair.sentence ? 1 : 0),
    )
    .map(({ repair }) => repair);
}

/** How many users' roles, permissions or restrictions a change touches. */
function affectedUsers(policy: Policy, change: Change): number {
  return match(change)
    .with({ relation: P.union('inheritance', 'grant') }, ({ left }) =>
      usersAuthorised(policy, policy.roles.ids.get(left)!),
    )
    .with(
      { relation: P.union('assignment', 'active') },
      { kind: P.union('add-user', 'end-session', 'reassign') },
      () => 1,
    )
    .with(
      {
        kind: P.union(
          'drop-constraint',
          'drop-exclusion',
          'add-exclusion',
          'exclude-roles',
          'drop-session-role',
        ),
      },
      () => policy.users.declaredCount,
    )
    .exhaustive();
}

function usersAuthorised(policy: Policy, role: number): number {
  const above = closeUpward(policy.inheritance, new Set([role]));
  const users = new Set<number>();
  const { assignments } = policy;
  for (const senior of above)
    for (const row of rowsOfElement(rowsByRight(assignments), senior)) users.add(assignments.left[row]!);
  return users.size;
}

/**
 * Exhaustive search for a plan (FORMAL.md B.10, schema 10), small and independent of the solver.
 *
 * Plain backtracking, the session with the fewest remaining candidates first. Two users are interchangeable here if
 * they are candidates of exactly the same sessions, and the same lists of the constraints name them: of each such class
 * as many users as there are sessions are kept, and a session needs to try only one unused user of it, and the users
 * that are in use already. A constraint is asked as soon as it can be broken for good; of a whole plan it is asked
 * exactly. That the search is through without a plan proves that there is none; a budget of steps bounds it, and running
 * out of it is an answer of its own.
 */

import { type Constraint, listsOf } from '../workflow/instance.ts';

export interface PlanProblem {
  /** For each session its candidates, distinct. */
  readonly candidates: readonly (readonly number[])[];
  /** Exclusive pairs, as indexes of sessions. */
  readonly exclusions: readonly (readonly [number, number])[];
  /** What else a plan must respect; nothing where absent. */
  readonly constraints?: readonly Constraint[];
}

export type PlanSearch =
  /** A user for each session. */
  | { readonly kind: 'plan'; readonly users: readonly number[] }
  | { readonly kind: 'none'; readonly steps: number }
  | { readonly kind: 'too-large'; readonly steps: number };

export const defaultSteps = 2_000_000;

/** Searches all plans, trying at most `budget` assignments of a user to a session. */
export function searchPlan(problem: PlanProblem, budget = defaultSteps): PlanSearch {
  const size = problem.candidates.length;
  const neighbours = Array.from({ length: size }, () => new Set<number>());
  for (const [left, right] of problem.exclusions) {
    if (left === right) return { kind: 'none', steps: 0 };
    neighbours[left]!.add(right);
    neighbours[right]!.add(left);
  }
  const classes = classesOf(problem.candidates, problem.constraints ?? []);
  const members = representatives(classes, size);
  const candidates = problem.candidates.map((users) => users.filter((user) => members.has(user)));
  const demands = (problem.constraints ?? []).map((demand) => amongst(demand, members));
  const chosen: (number | null)[] = candidates.map(() => null);
  /** How often each user is in use. */
  const uses = new Map<number, number>();
  let steps = 0;

  const free = (session: number): readonly number[] => {
    const taken = new Set<number>();
    for (const other of neighbours[session]!) {
      const user = chosen[other];
      if (user !== null && user !== undefined) taken.add(user);
    }
    const fresh = new Set<number>();
    const about = demands.filter((demand) => concerns(demand, session));
    const breaks = (user: number): boolean => {
      chosen[session] = user;
      const broken = about.some((demand) => isBroken(demand, chosen));
      chosen[session] = null;
      return broken;
    };
    return candidates[session]!.filter((user) => {
      if (taken.has(user)) return false;
      if (uses.has(user)) return !breaks(user);
      const of = classes.get(user)!;
      if (fresh.has(of)) return false;
      fresh.add(of);
      return !breaks(user);
    });
  };

  const complete = (assigned: number): 'plan' | 'none' | 'too-large' => {
    if (assigned === size) return 'plan';
    let next = -1;
    let options: readonly number[] = [];
    for (let session = 0; session < size; session += 1) {
      if (chosen[session] !== null) continue;
      const left = free(session);
      if (next >= 0 && left.length >= options.length) continue;
      next = session;
      options = left;
      if (left.length === 0) return 'none';
    }
    for (const user of options) {
      steps += 1;
      if (steps > budget) return 'too-large';
      chosen[next] = user;
      uses.set(user, (uses.get(user) ?? 0) + 1);
      const outcome = complete(assigned + 1);
      if (outcome !== 'none') return outcome;
      chosen[next] = null;
      const count = uses.get(user)!;
      if (count === 1) uses.delete(user);
      else uses.set(user, count - 1);
    }
    return 'none';
  };

  const outcome = complete(0);
  return outcome === 'plan' ? { kind: 'plan', users: chosen.map((user) => user!) } : { kind: outcome, steps };
}

/** Of each class the first users, as many as there are sessions: a plan needs no more. */
function representatives(classes: ReadonlyMap<number, number>, sessions: number): ReadonlySet<number> {
  const kept = new Map<number, number>();
  const members = new Set<number>();
  for (const [user, of] of classes) {
    const count = kept.get(of) ?? 0;
    if (count === sessions) continue;
    kept.set(of, count + 1);
    members.add(user);
  }
  return members;
}

/** `constraint` with those users alone in its lists who are `members`: others do nothing here. */
function amongst(constraint: Constraint, members: ReadonlySet<number>): Constraint {
  const within = (users: readonly number[]): number[] => users.filter((user) => members.has(user));
  switch (constraint.kind) {
    case 'team':
      return { ...constraint, teams: constraint.teams.map(within) };
    case 'group-unless':
      return { ...constraint, group: within(constraint.group) };
    case 'dependent':
      return {
        ...constraint,
        leftUsers: within(constraint.leftUsers),
        rightUsers: within(constraint.rightUsers),
      };
    case 'load':
      return constraint.users === undefined ? constraint : { ...constraint, users: within(constraint.users) };
    case 'unavailable':
      return { ...constraint, users: within(constraint.users) };
    case 'separation':
    case 'binding':
    case 'at-most':
    case 'at-least':
    case 'forced':
    case 'forbidden':
      return constraint;
    default:
      return constraint satisfies never;
  }
}

/** Whether who does `session` bears on `constraint`. */
function concerns(constraint: Constraint, session: number): boolean {
  switch (constraint.kind) {
    case 'separation':
    case 'binding':
    case 'dependent':
      return constraint.left === session || constraint.right === session;
    case 'at-most':
    case 'at-least':
    case 'team':
    case 'group-unless':
      return constraint.steps.includes(session);
    case 'load':
    case 'unavailable':
      return true;
    case 'forced':
    case 'forbidden':
      return constraint.step === session;
    default:
      return constraint satisfies never;
  }
}

/**
 * Whether no choice for the sessions without a user (null) can respect `constraint` any more. Where all have one it is
 * whether the plan breaks it.
 */
function isBroken(constraint: Constraint, chosen: readonly (number | null)[]): boolean {
  const doers = (steps: readonly number[]): Set<number> =>
    new Set(steps.flatMap((step) => chosen[step] ?? []));
  /** How many users might still do `steps`. */
  const most = (steps: readonly number[]): number =>
    doers(steps).size + steps.filter((step) => chosen[step] === null).length;
  switch (constraint.kind) {
    case 'separation':
    case 'binding': {
      const left = chosen[constraint.left] ?? null;
      const right = chosen[constraint.right] ?? null;
      return left !== null && right !== null && (left === right) === (constraint.kind === 'separation');
    }
    case 'at-most':
      return doers(constraint.steps).size > constraint.bound;
    case 'at-least':
      return most(constraint.steps) < constraint.bound;
    case 'team': {
      const users = [...doers(constraint.steps)];
      return !constraint.teams.some((team) => users.every((user) => team.includes(user)));
    }
    case 'group-unless':
      return (
        most(constraint.steps) < constraint.bound &&
        [...doers(constraint.steps)].some((user) => !constraint.group.includes(user))
      );
    case 'dependent': {
      const left = chosen[constraint.left] ?? null;
      const right = chosen[constraint.right] ?? null;
      return (
        left !== null &&
        right !== null &&
        constraint.leftUsers.includes(left) &&
        !constraint.rightUsers.includes(right)
      );
    }
    case 'load': {
      const loads = new Map<number, number>();
      for (const user of chosen) if (user !== null) loads.set(user, (loads.get(user) ?? 0) + 1);
      return [...loads].some(
        ([user, load]) =>
          load > constraint.bound && (constraint.users === undefined || constraint.users.includes(user)),
      );
    }
    case 'unavailable':
      return chosen.some((user) => user !== null && constraint.users.includes(user));
    case 'forced': {
      const user = chosen[constraint.step] ?? null;
      return user !== null && user !== constraint.user;
    }
    case 'forbidden':
      return chosen[constraint.step] === constraint.user;
    default:
      return constraint satisfies never;
  }
}

/** Number of the class of each user: the set of sessions that it is a candidate of, and of lists that name it. */
function classesOf(
  candidates: readonly (readonly number[])[],
  constraints: readonly Constraint[],
): ReadonlyMap<number, number> {
  const sessions = new Map<number, number[]>();
  for (const [session, users] of candidates.entries()) {
    for (const user of users) {
      const list = sessions.get(user);
      if (list === undefined) sessions.set(user, [session]);
      else list.push(session);
    }
  }
  for (const [at, users] of constraints.flatMap(listsOf).entries())
    for (const user of new Set(users)) sessions.get(user)?.push(candidates.length + at);
  const numbers = new Map<string, number>();
  const classes = new Map<number, number>();
  for (const [user, list] of sessions) {
    const key = list.join(' ');
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    classes.set(user, numbers.get(key)!);
  }
  return classes;
}

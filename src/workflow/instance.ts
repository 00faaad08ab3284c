/**
 * The workflow satisfiability problem as plain data: steps (sessions of an application), users, who is authorised for
 * which step, and constraints of every kind (FORMAL.md D.5, mode `static`, with the constraints of the field added).
 *
 * Nothing is merged or renumbered here; `reduce.ts` does that. Steps and users are 0-based.
 */

/** Two steps need different users, or the same one. */
export interface PairConstraint {
  readonly kind: 'separation' | 'binding';
  readonly left: number;
  readonly right: number;
}

/** The steps are done by at most, or at least, so many distinct users. */
export interface CountConstraint {
  readonly kind: 'at-most' | 'at-least';
  readonly bound: number;
  readonly steps: readonly number[];
}

/** All steps are done by members of one of the teams (Wang and Li). */
export interface TeamConstraint {
  readonly kind: 'team';
  readonly steps: readonly number[];
  readonly teams: readonly (readonly number[])[];
}

/** At least `bound` distinct users do the steps, or all of the users who do them are in `group` (SUAL). */
export interface GroupConstraint {
  readonly kind: 'group-unless';
  readonly steps: readonly number[];
  readonly bound: number;
  readonly group: readonly number[];
}

/** If one of `leftUsers` does `left`, then one of `rightUsers` does `right` (assignment-dependent authorisation). */
export interface DependentConstraint {
  readonly kind: 'dependent';
  readonly left: number;
  readonly right: number;
  readonly leftUsers: readonly number[];
  readonly rightUsers: readonly number[];
}

/** Each of `users` (everybody if absent) does at most `bound` steps. */
export interface LoadConstraint {
  readonly kind: 'load';
  readonly bound: number;
  readonly users?: readonly number[];
}

/** These users do nothing. */
export interface UnavailableConstraint {
  readonly kind: 'unavailable';
  readonly users: readonly number[];
}

/** The user does, or does not do, the step. `forced` does not authorise anybody. */
export interface AssignmentConstraint {
  readonly kind: 'forced' | 'forbidden';
  readonly step: number;
  readonly user: number;
}

export type Constraint =
  | PairConstraint
  | CountConstraint
  | TeamConstraint
  | GroupConstraint
  | DependentConstraint
  | LoadConstraint
  | UnavailableConstraint
  | AssignmentConstraint;

export interface Instance {
  /** Number of steps, k. */
  readonly steps: number;
  /** Number of users, n. */
  readonly users: number;
  /** Per step a bitset of ⌈users / 32⌉ words: bit u says that user u is authorised. */
  readonly authorised: readonly Uint32Array[];
  readonly constraints: readonly Constraint[];
}

/** An instance from lists: `authorised[s]` are the users authorised for step s, in any order. */
export function instanceOf(
  users: number,
  authorised: readonly Iterable<number>[],
  constraints: readonly Constraint[],
): Instance {
  const words = (users + 31) >>> 5;
  return {
    steps: authorised.length,
    users,
    authorised: authorised.map((list) => {
      const bits = new Uint32Array(words);
      for (const user of list) bits[user >>> 5]! |= 1 << (user & 31);
      return bits;
    }),
    constraints,
  };
}

/** The users whom a constraint names, list by list. */
export function listsOf(constraint: Constraint): readonly (readonly number[])[] {
  switch (constraint.kind) {
    case 'team':
      return constraint.teams;
    case 'group-unless':
      return [constraint.group];
    case 'dependent':
      return [constraint.leftUsers, constraint.rightUsers];
    case 'load':
      return constraint.users === undefined ? [] : [constraint.users];
    case 'unavailable':
      return [constraint.users];
    case 'forced':
    case 'forbidden':
      return [[constraint.user]];
    case 'separation':
    case 'binding':
    case 'at-most':
    case 'at-least':
      return [];
    default:
      return constraint satisfies never;
  }
}

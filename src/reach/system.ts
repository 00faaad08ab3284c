/**
 * A system of Boolean variables that change by moves: what every search of this room works on.
 *
 * For one user, whom all administrators serve at any time, a variable is a role that the user is assigned. For several
 * users followed together, a variable is a user's assignment, and that somebody may act is one more clause of `needs`.
 * Inheritance is resolved: a role held by inheritance is a clause over the roles that are senior to it.
 */

/** At least one of these variables is true. Empty: false. */
export type Clause = Int32Array;

/** At least `atLeast` of the members are true. Members may share variables. */
export interface Threshold {
  readonly members: readonly Clause[];
  readonly atLeast: number;
}

/** Possible where all `needs` and none of `bars` is true, and none of `avoids` is met after it. It is atomic. */
export interface Move {
  readonly needs: readonly Clause[];
  readonly bars: Int32Array;
  readonly avoids: readonly Threshold[];
  /** Made true; at least one of them is false before the move, or one of `removes` is true: a move changes something. */
  readonly adds: Int32Array;
  readonly removes: Int32Array;
}

export interface System {
  readonly variables: number;
  /** The variables that are true in each start; a run begins in one of them. */
  readonly starts: readonly Int32Array[];
  readonly moves: readonly Move[];
  /** Met in a state that must not be reached: any one of them. */
  readonly bad: readonly Threshold[];
}

/** No state of the invariant has all of `held` true and all of `lacked` false. Both ascending. */
export interface Excluded {
  readonly held: readonly number[];
  readonly lacked: readonly number[];
}

/** What a search over a system found. */
export type Found =
  /** `invariant`: true at all starts, kept by every move, and it excludes the bad. */
  | { readonly kind: 'unreachable'; readonly invariant: readonly Excluded[] }
  /** Moves by index, from `starts[start]` to a bad state. */
  | {
      readonly kind: 'reachable';
      readonly start: number;
      readonly moves: readonly number[];
      /** Whether there is no shorter run. */
      readonly isShortest: boolean;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** When to give up. */
export interface Limits {
  /** Asked now and then; true ends the search. */
  readonly interrupted: () => boolean;
}

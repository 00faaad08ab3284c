/**
 * The part of a problem that a goal depends on, renumbered: what `slice.ts` makes and all engines work on.
 *
 * `searching` leaves out moves that cannot help to reach the goal: runs found with it are runs of the problem, and none
 * of the problem's is shorter. `proving` makes such moves free instead, and forgets conditions on what is not followed,
 * so that an invariant of it is one of the problem.
 */

import type { Clause, Move, Threshold } from './system.ts';

export interface CoreMove extends Move {
  /** Index into `powers`; -1: it can be made at any time. */
  readonly power: number;
  /** Index into the problem's rules; -1: a free move of the proving system. */
  readonly rule: number;
}

/** Somebody who may act has one of `roles`. */
export interface Power {
  readonly roles: Clause;
  /** Some kind that may act has one from the start. */
  readonly isHeldAtFirst: boolean;
}

export interface CoreKind {
  readonly start: Int32Array;
  readonly mayAct: boolean;
  readonly mayAim: boolean;
  readonly count: number;
  /** Indexes into the problem's kinds. */
  readonly kinds: readonly number[];
}

export interface CoreTarget extends Threshold {
  /** Index into the problem's targets. */
  readonly target: number;
}

export interface Core {
  readonly variables: number;
  /** The problem's variable of each. */
  readonly original: Int32Array;
  readonly kinds: readonly CoreKind[];
  readonly powers: readonly Power[];
  readonly searching: readonly CoreMove[];
  readonly proving: readonly CoreMove[];
  readonly targets: readonly CoreTarget[];
  readonly users: number;
}

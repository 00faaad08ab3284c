/**
 * The question of reachability with numbers for names: who starts how, which rules change it, what must not come about.
 *
 * Variables are assignments of a user: the policy's roles by their ids, then marks (`encode/marks.ts`). Inheritance,
 * areas and exclusions are resolved into clauses over assigned roles, so that nothing here knows of a profile.
 */

import type { Clause, Move, Threshold } from './system.ts';

/** Where users of a kind come from. */
export type Source =
  | { readonly kind: 'user'; readonly user: number }
  /** Newcomers: copies that are named `name 1`, `name 2`, … */
  | { readonly kind: 'copies'; readonly name: string; readonly count: number };

/** Users who start alike and have the same standing. */
export interface Kind {
  /** Variables that are true at the start, ascending. */
  readonly start: Int32Array;
  readonly mayAct: boolean;
  /** Whether the goal may be about one of them. */
  readonly mayAim: boolean;
  /** Has not joined yet: only an enrolment is about it. */
  readonly isAbsent: boolean;
  /** May be infinite. */
  readonly count: number;
  readonly sources: readonly Source[];
}

/** A move of one user, which somebody has to make. */
export interface Rule extends Move {
  /** Some user who may act has one of these; null: somebody can always do it, or nobody needs to. */
  readonly power: Clause | null;
  /** Users of the policy whom the rule names, and who may act; then `power` is null. */
  readonly officers: readonly number[];
  readonly origin: Origin;
}

export type Origin =
  /** `rule`: index into the administration's rules; `role`: the one of its roles. */
  | { readonly kind: 'assign' | 'revoke' | 'enrol'; readonly rule: number; readonly role: number }
  | { readonly kind: 'perform'; readonly application: number; readonly session: number };

export interface Target extends Threshold {
  /** What is met: words for the exclusion, set or pair. */
  readonly about: string;
}

export interface Problem {
  readonly variables: number;
  readonly nameOf: (variable: number) => string;
  readonly kinds: readonly Kind[];
  readonly rules: readonly Rule[];
  /** Any one of them, met by at most `users` users between them. */
  readonly targets: readonly Target[];
  readonly users: number;
}

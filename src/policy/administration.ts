/**
 * The administration that a policy states: who may change users' roles, who may join, and what is asked of all the
 * states that this can lead to (002 §3.3; URA97; FORMAL.md C, E.4, P53).
 *
 * What the language leaves out is filled in by the reader: a rule of an area has that area's officers, a rule about roles
 * of several areas stands here once for each. Whether roles are held by inheritance too is S1 of the profile, as for
 * every other property.
 */

import type { Place, Severity } from './model.ts';

/** Whoever holds one of the roles, and these users. */
export interface Officers {
  readonly roles: readonly number[];
  readonly users: readonly number[];
}

interface RuleBase {
  /** The user's `id`, or `assign 3`, `revoke 1`: unique among the rules that one place does not share. */
  readonly id: string;
  readonly place: Place;
  /** Who may use it; null: anybody. */
  readonly by: Officers | null;
}

/** `roles`: each of them may be assigned (revoked). `needs`: the user holds all; `bars`: the user holds none. */
export type AdministrativeRule =
  | (RuleBase & {
      readonly kind: 'assign' | 'revoke';
      readonly roles: readonly number[];
      readonly needs: readonly number[];
      readonly bars: readonly number[];
    })
  /** NEW: a new user joins, with one of the roles. */
  | (RuleBase & { readonly kind: 'enrol'; readonly roles: readonly number[] });

/** Users that there may be besides: up to `atMost` (null: any number), who hold these roles from the start. */
export interface Newcomers {
  readonly name: string;
  readonly roles: readonly number[];
  readonly atMost: number | null;
  readonly place: Place;
}

/** An area of administration: `wide` where it is central, else `local` roles of a department (E.4). */
export interface Area {
  /** Null: the central area. */
  readonly name: string | null;
  readonly officers: Officers;
  readonly roles: readonly number[];
  readonly place: Place;
}

interface GoalBase {
  /** The user's `id`, or the goal's own words. */
  readonly id: string;
  readonly place: Place;
  readonly severity: Severity;
  readonly reason: string | null;
}

/** A state that must not be reachable. */
export type ReachGoal = GoalBase &
  /** One user (this one, where `user` is not null) holds all the roles; or `users` of them do so between them. */
  (
    | {
        readonly kind: 'roles';
        readonly roles: readonly number[];
        readonly user: number | null;
        readonly users: number;
      }
    /** At most `users` users hold all the permissions between them. */
    | { readonly kind: 'permissions'; readonly permissions: readonly number[]; readonly users: number }
    /** A static exclusion of the policy, of roles or permissions, is violated. */
    | { readonly kind: 'exclusions' }
    /** A user could activate roles in one session that are dynamically exclusive (P08r, in every reachable state). */
    | { readonly kind: 'activation' }
    /**
     * One user does both sessions of a pair in one run, at the same time or one after the other, whatever roles are
     * changed in between. `pairs`: indexes into the application's sessions.
     */
    | {
        readonly kind: 'own-approver';
        readonly application: number;
        readonly pairs: readonly (readonly [number, number])[];
      }
  );

/** What must stay possible: a user who holds `from` today (empty: any user) can come to hold all of `roles`. */
export interface Keep {
  readonly id: string;
  readonly from: readonly number[];
  readonly roles: readonly number[];
  readonly place: Place;
}

export interface Administration {
  readonly place: Place;
  /** ADMIN: who may act as an administrator; null: every user who satisfies a rule's `by`. Newcomers are not among them. */
  readonly administrators: readonly number[] | null;
  /** Whether an assignment that would violate a static exclusion is refused (G8, G9 of AssignUser). */
  readonly enforcesExclusions: boolean;
  /** `any-number`: besides today's users, any number of others that start as one of them did, or with no role. */
  readonly population: 'fixed' | 'any-number';
  readonly newcomers: readonly Newcomers[];
  readonly areas: readonly Area[];
  readonly rules: readonly AdministrativeRule[];
  readonly goals: readonly ReachGoal[];
  readonly keeps: readonly Keep[];
}

/**
 * Verdicts of `reach`: whether administrators can bring a policy into a state that must not be, as plain data in the
 * user's names.
 *
 * What is said of roles is said of assignments (UA), also where membership is authorised: the goal is then a state in
 * which seniors are assigned.
 */

import type { Profile } from '../profile/profile.ts';
import type { Location } from '../source/text.ts';
import type { ExitCode, ReportedDiagnostic, Status } from './verdict.ts';

/** A change of the state: a pair of UA that comes or goes, a session that is done, a user who joins. */
export type StateChange =
  | { readonly kind: 'assigned' | 'revoked'; readonly user: string; readonly role: string }
  | { readonly kind: 'joined'; readonly user: string }
  | {
      readonly kind: 'performed';
      readonly user: string;
      readonly application: string;
      readonly session: string;
    };

/** One operation of the specification. */
export type ReachStep =
  | {
      readonly kind: 'assign' | 'revoke' | 'enrol';
      /** The acting administrator. */
      readonly actor: string;
      /** How the actor comes to act: a role it is assigned, named by the rule, or anybody may. */
      readonly as: string | null;
      readonly user: string;
      readonly role: string;
      /** The rule's `id`, and where it stands. */
      readonly rule: string;
      readonly location: Location;
      readonly changes: readonly StateChange[];
    }
  /** The user does a session of an application. */
  | {
      readonly kind: 'perform';
      readonly user: string;
      readonly application: string;
      readonly session: string;
      readonly changes: readonly StateChange[];
    };

export interface Trace {
  /** Newcomers that the steps are about, with the roles that they start with. */
  readonly arrivals: readonly {
    readonly user: string;
    readonly kind: string;
    readonly roles: readonly string[];
  }[];
  readonly steps: readonly ReachStep[];
  /** Whether there is no shorter one. */
  readonly isShortest: boolean;
  /** Who is then in the forbidden state, and with which of their assigned roles. */
  readonly finally: readonly { readonly user: string; readonly roles: readonly string[] }[];
}

/**
 * What is true of every reachable state: a conjunction, each part read on top of those before it. Roles are assigned
 * roles, and marks: `performed` of a session, which a user keeps, and `absent`, of users that have not joined yet.
 */
export type InvariantPart =
  /** Nobody is ever assigned one of these. */
  | { readonly kind: 'never'; readonly roles: readonly string[] }
  /** Nobody is ever assigned more than `count` of these. */
  | { readonly kind: 'at-most'; readonly roles: readonly string[]; readonly count: number }
  /** No user (of `users`; null: no user at all) is ever, for any of these, assigned all of `held` and none of `lacked`. */
  | {
      readonly kind: 'never-together';
      readonly users: readonly string[] | null;
      readonly clauses: readonly HeldAndLacked[];
    }
  /** Of `roles`, what a user (of `users`; null: every user) is assigned is at any time exactly one of `sets`. */
  | {
      readonly kind: 'one-of';
      readonly users: readonly string[] | null;
      readonly roles: readonly string[];
      readonly sets: readonly (readonly string[])[];
    }
  /**
   * About several users at once: in no state, for any of these, all of `held` and none of `lacked`. Of users who start
   * alike (and newcomers, `KIND 1`, `KIND 2`, …) it follows as many as could matter: see `reach/cutoff.ts`.
   */
  | {
      readonly kind: 'joint';
      readonly users: readonly string[];
      readonly clauses: readonly {
        readonly held: readonly UserRole[];
        readonly lacked: readonly UserRole[];
      }[];
    };

export interface HeldAndLacked {
  readonly held: readonly string[];
  readonly lacked: readonly string[];
}

export interface UserRole {
  readonly user: string;
  readonly role: string;
}

/** Which part of the engine decided. */
export type DecidedBy =
  | 'initial state'
  | 'slicing'
  | 'cardinality barrier'
  | 'over-approximation'
  | 'property-directed reachability'
  | 'shortest-trace search'
  | 'bounded search'
  | 'several users together';

/** Rules to remove or conditions to add that make it unreachable; verified, and none smaller does. */
export interface ReachRepair {
  readonly changes: readonly {
    readonly kind: 'remove-rule' | 'add-condition';
    readonly rule: string;
    /** The role that users must not hold, where a condition is added. */
    readonly lacks: string | null;
    readonly location: Location;
  }[];
  readonly sentence: string;
}

interface Base {
  readonly file: string;
  readonly property: 'P53';
  readonly rule: 'reach';
  /** The goal's id. */
  readonly goal: string;
  /** What must not be reachable, half a sentence: "one user holds Clerk and Approver". */
  readonly asks: string;
  readonly status: Status;
  readonly profile: Profile;
  readonly locations: readonly Location[];
  /** What makes the answer say less than it seems to. */
  readonly remarks: readonly string[];
  readonly seconds: number;
}

export type ReachVerdict = Base &
  (
    | {
        readonly status: 'holds';
        readonly answer: 'unreachable';
        readonly invariant: readonly InvariantPart[];
        /** The invariant as sentences. */
        readonly because: readonly string[];
        readonly decidedBy: DecidedBy;
      }
    | {
        readonly status: 'vacuous';
        readonly answer: 'unreachable';
        readonly invariant: readonly InvariantPart[];
        readonly because: readonly string[];
        readonly vacuity: string;
        readonly reason: string;
        readonly decidedBy: DecidedBy;
      }
    | {
        readonly status: 'violated';
        readonly answer: 'reachable';
        readonly trace: Trace;
        readonly decidedBy: DecidedBy;
        readonly repairs?: readonly ReachRepair[];
      }
    | {
        readonly status: 'unknown';
        readonly answer: 'unknown';
        readonly reason: string;
        readonly decidedBy: null;
      }
  );

/** What `reach` prints as JSON: the common envelope. */
export interface ReachEnvelope {
  readonly schemaVersion: 1;
  readonly command: 'reach';
  readonly profile: Profile | null;
  readonly verdicts: readonly ReachVerdict[];
  readonly summary: Readonly<Record<Status, number>>;
  readonly diagnostics: readonly ReportedDiagnostic[];
  readonly exitCode: ExitCode;
}

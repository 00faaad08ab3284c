/**
 * A policy as data: what every engine, the specification's states and the checker start from.
 *
 * Names are interned to ids (0-based, dense, in order of declaration); facts are columns of ids, each row with the
 * place it was written at. Nothing here is derived: closures and indexes belong to `index/` (engines) and are
 * derived a second time, independently, in `replay/`. Groups are roles (`roles.isGroup`). A fact that is written
 * twice stands in two rows: relations are sets, places are not.
 */

import type { ApplicationTree } from '../application/tree.ts';
import type { Profile } from '../profile/profile.ts';
import type { SourceFile, Span } from '../source/text.ts';
import type { Administration } from './administration.ts';

/**
 * Interned names of one sort. The first `declaredCount` are elements of the policy; any further ones are dangling:
 * some fact uses them although nothing declares them, so that I1 (P01) is violated. The reader reports dangling
 * names as errors and never returns any (`declaredCount === list.length`); `buildPolicy` and importers may.
 */
export interface Names {
  readonly list: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
  readonly declaredCount: number;
}

/** A place in one of the policy's files: `file` indexes `Policy.files`; line and column are 1-based. */
export interface Place {
  readonly file: number;
  readonly line: number;
  readonly column: number;
}

/** A binary relation in columns of equal length; row i states that `left[i]` is related to `right[i]`. */
export interface Facts {
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Index into `Policy.files` per row. */
  readonly file: Int32Array;
  /** 1-based line per row. */
  readonly line: Int32Array;
}

/** Something imported that is not understood, or depends on what no policy says, e.g. a condition on the request. */
export interface Doubt {
  readonly place: Place;
  /** What is not known, in a part of a sentence in lower case. */
  readonly reason: string;
  /**
   * `facts`: nothing but the possible facts that name it. `permissions`: somebody may have any permission besides.
   * `everything`: any fact may hold besides.
   */
  readonly reaches: 'facts' | 'permissions' | 'everything';
}

/** `doubt` is an index into `Possible.doubts`, per row. */
export type PossibleFacts = Facts & { readonly doubt: Int32Array };

/**
 * What may hold besides the facts of the policy. What is true of the policy alone and of the policy with all of this is
 * true; where the two differ, nobody knows.
 */
export interface Possible {
  readonly doubts: readonly Doubt[];
  readonly assignments: PossibleFacts;
  readonly inheritance: PossibleFacts;
  readonly grants: PossibleFacts;
}

export type Severity = 'error' | 'warning' | 'note';

interface ConstraintBase {
  /** The user's `id`, unique in the policy. */
  readonly id: string;
  readonly place: Place;
  readonly severity: Severity;
  readonly reason: string | null;
  readonly owner: string | null;
}

/** (T, n): fewer than `limit` of `members` may meet; 2 <= limit <= members.length. Members are distinct. */
export interface ExclusionSet {
  readonly members: readonly number[];
  readonly limit: number;
}

/** An operation or application of the policy whose operations a constraint is about, by its position there. */
export interface Within {
  readonly kind: 'operation' | 'application';
  readonly index: number;
}

/** What a static exclusion of roles demands beyond P04: P17, or P18 with it. */
export interface Strictness {
  readonly degree: 'strict' | 'one-step';
  readonly within: Within;
}

/**
 * Exclusive roles or permissions. `static` and `dynamic` say which relation the sets belong to; at least one is
 * true (`exclusive` in the policy sets both). Pairs and `between` are expanded to sets with limit 2; permission
 * exclusions have limit 2 throughout. Only static exclusions of roles are strict.
 */
export interface Exclusion extends ConstraintBase {
  readonly kind: 'exclusion';
  readonly over: 'role' | 'permission';
  readonly static: boolean;
  readonly dynamic: boolean;
  readonly sets: readonly ExclusionSet[];
  readonly strictness: Strictness | null;
}

/** At most `atMost` users of `role`. */
export interface Cardinality extends ConstraintBase {
  readonly kind: 'cardinality';
  readonly role: number;
  readonly atMost: number;
}

/** Whoever is assigned `role` needs each role of `needs`. */
export interface Prerequisite extends ConstraintBase {
  readonly kind: 'prerequisite';
  readonly role: number;
  readonly needs: readonly number[];
}

/** `role` may be active only at t with from <= t <= to for one interval; each from <= to. */
export interface RoleWindow extends ConstraintBase {
  readonly kind: 'window';
  readonly role: number;
  readonly open: readonly { readonly from: number; readonly to: number }[];
}

/** Each user, or each role, has at most one operation of `within` on an object. */
export interface OnePerObject extends ConstraintBase {
  readonly kind: 'one-per-object';
  readonly each: 'user' | 'role';
  readonly within: Within;
}

export type Constraint = Exclusion | Cardinality | Prerequisite | RoleWindow | OnePerObject;

/** A session of an application with its resolved roles. `name` indexes nothing: sessions are local to it. */
export interface ApplicationSession {
  readonly name: string;
  readonly roles: readonly number[];
  /** Permissions that the session must have (P40), or null where none were stated. */
  readonly needs: readonly number[] | null;
  readonly place: Place;
}

/** A named assignment of users to an application's sessions, to be judged (P23a, P26); a session may be missing. */
export interface Plan {
  readonly name: string;
  /** Pairs (index into `Application.sessions`, user id). */
  readonly assignments: readonly { readonly session: number; readonly user: number; readonly place: Place }[];
  readonly place: Place;
}

/** Users that a constraint speaks of: these, or whoever has the role (S1) when it is asked. */
export type People =
  | { readonly kind: 'users'; readonly users: readonly number[] }
  | { readonly kind: 'role'; readonly role: number };

interface SessionConstraintBase {
  /** The user's `id`, unique among all constraints of the policy. */
  readonly id: string;
  readonly place: Place;
  readonly reason: string | null;
  readonly owner: string | null;
}

/** `sessions`, `session`, `left` and `right` are indexes into `Application.sessions`; lists have no repetitions. */
export type SessionConstraint = SessionConstraintBase &
  (
    | { readonly kind: 'separation' | 'binding'; readonly sessions: readonly number[] }
    | {
        readonly kind: 'at-most' | 'at-least';
        readonly bound: number;
        readonly sessions: readonly number[];
      }
    | { readonly kind: 'team'; readonly sessions: readonly number[]; readonly teams: readonly People[] }
    | {
        readonly kind: 'group-unless';
        readonly sessions: readonly number[];
        readonly bound: number;
        readonly group: People;
      }
    /** left !== right */
    | {
        readonly kind: 'dependent';
        readonly left: number;
        readonly leftUsers: People;
        readonly right: number;
        readonly rightUsers: People;
      }
    /** Everybody where `users` is null. */
    | { readonly kind: 'load'; readonly bound: number; readonly users: People | null }
    | { readonly kind: 'unavailable'; readonly users: People }
    | { readonly kind: 'forced' | 'forbidden'; readonly session: number; readonly user: number }
  );

/** An application that the policy owns (schema 6'), resolved against the policy's roles. */
export interface Application {
  readonly name: string;
  readonly tree: ApplicationTree;
  readonly place: Place;
  readonly sessions: readonly ApplicationSession[];
  /** Exclusive sessions, as indexes into `sessions`, left < right, each pair once. */
  readonly exclusions: readonly { readonly left: number; readonly right: number; readonly place: Place }[];
  /** What the policy demands of every plan besides. */
  readonly constraints: readonly SessionConstraint[];
  readonly initiator: readonly number[];
  readonly plans: readonly Plan[];
  /** Whether every plan must keep it from being covered by one user (P23b). */
  readonly everyPlan: boolean;
}

/** A schema-6 application: permissions that no single user, or no few users, may hold all of. */
export interface Operation {
  readonly name: string;
  readonly permissions: readonly number[];
  /** The least number of users who may cover it (P25), or null where none was stated: two. */
  readonly atLeast: number | null;
  /** Whether the static role exclusions must see to that whatever users are assigned (P25e). */
  readonly enforced: boolean;
  readonly severity: Severity;
  readonly reason: string | null;
  readonly owner: string | null;
  readonly place: Place;
}

/** A live session of a user; `of` ties it to a run of an application. */
export interface Session {
  readonly name: string;
  readonly user: number;
  readonly place: Place;
  readonly of: { readonly application: number; readonly run: string; readonly session: number } | null;
}

/**
 * Findings that somebody answers for until a day. It covers what fits all that `covers` states (null: not stated), and
 * states at least one.
 */
export interface Suppression {
  readonly id: string;
  /** The last day on which it counts, `YYYY-MM-DD` in UTC. */
  readonly expires: string;
  readonly owner: string;
  readonly reason: string;
  readonly control: string | null;
  readonly ticket: string | null;
  readonly covers: {
    /** The first 12 to 32 digits, in lower case. */
    readonly fingerprint: string | null;
    /** A rule or a kind of weakening. */
    readonly rule: string | null;
    readonly constraint: string | null;
    readonly subject: string | null;
  };
  readonly idSpan: Span;
  readonly expiresSpan: Span;
}

export interface Policy {
  readonly name: string;
  /** Path of the root file as shown to the user. */
  readonly path: string;
  readonly files: readonly SourceFile[];
  readonly profile: Profile;
  /** Model clock, or null where the policy does not say. */
  readonly now: number | null;
  readonly users: Names;
  readonly roles: Names & { readonly isGroup: readonly boolean[] };
  /** `object:operation`. */
  readonly permissions: Names;
  /** For each role, user and permission where it was declared (or first used, for users of a CSV). */
  readonly declared: {
    readonly users: readonly Place[];
    readonly roles: readonly Place[];
    readonly permissions: readonly Place[];
  };
  /** UA: user to role. */
  readonly assignments: Facts;
  /** RH: senior to immediate junior. */
  readonly inheritance: Facts;
  /** PA: role to permission. */
  readonly grants: Facts;
  readonly sessions: readonly Session[];
  /** ar: index into `sessions` to role. */
  readonly active: Facts;
  readonly constraints: readonly Constraint[];
  readonly applications: readonly Application[];
  readonly operations: readonly Operation[];
  /** Null: the policy says nothing of who may change it. */
  readonly administration: Administration | null;
  /** Severity set by the policy for a rule as a whole; absent rules keep their own. */
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
  /** They cover findings of this policy alone. */
  readonly suppressions: readonly Suppression[];
  /** Null: every fact is certain. The columns above hold none of the possible facts. */
  readonly possible: Possible | null;
}

/**
 * What is answered to a question about a policy, as plain data in the user's names.
 *
 * Everything that is said to be so comes with the facts that make it so, each with its places. What depends on something
 * that no file says is `possible`, and its facts tell the reasons; where even that does not bound what may be (a rule
 * that is not understood may give anybody anything), `open` says so.
 */

import type { Severity } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import type { Fact } from '../verdict/change.ts';
import type { Violated } from '../verdict/verdict.ts';

export type Certainty = 'certain' | 'possible';

/** Why something is not known, and where that stands. */
export interface Reason {
  readonly reason: string;
  readonly location: Location;
}

/** A fact on a way; it is certain where it has no doubts. */
export interface Step {
  readonly fact: Fact;
  readonly doubts: readonly Reason[];
}

/** Facts from the subject to what is asked for: an assignment (or activation), inheritance, and perhaps a grant. */
export interface Way {
  /** The first role on it: that to which the user is assigned. */
  readonly role: string;
  readonly isGroup: boolean;
  readonly certainty: Certainty;
  readonly steps: readonly Step[];
}

/** A permission, a role, or a pattern of either. */
export interface Asked {
  readonly name: string;
  readonly sort: 'permission' | 'role';
  /** What it is about: itself, or what the pattern matches, in order. */
  readonly matches: readonly string[];
  /** How it comes of the roles that users are assigned. */
  readonly ways: readonly RoleWay[];
}

/** A role to which users are assigned, and what it gives of what is asked for. */
export interface RoleWay {
  readonly role: string;
  readonly isGroup: boolean;
  /** From the role: inheritance, and perhaps a grant; a shortest one. */
  readonly steps: readonly Step[];
  /** What of the matches it gives for certain, and what only perhaps. */
  readonly gives: readonly string[];
  readonly mayGive: readonly string[];
  /** How many users have it by this role first of all, by how certain that is. */
  readonly users: Readonly<Record<Certainty, number>>;
}

/** Somebody who has all that is asked for. */
export interface Holder {
  readonly user: string;
  readonly certainty: Certainty;
  /** For each thing that is asked for, in order. */
  readonly by: readonly {
    readonly role: string;
    readonly assigned: Step;
    /** Other roles by which the user has it, so that taking away the first is not enough. */
    readonly others: readonly string[];
  }[];
}

interface Base {
  /** Why anybody might have more than is told. */
  readonly open: readonly Reason[];
}

export interface WhoAnswer extends Base {
  readonly kind: 'who';
  readonly asked: readonly Asked[];
  /** Only users with this role are told. */
  readonly within: string | null;
  /** `of`: users of the policy. */
  readonly counts: { readonly certain: number; readonly possible: number; readonly of: number };
  /** Certain first, then by role and name; perhaps not all. */
  readonly users: readonly Holder[];
}

/** Whose access it is: what a user may have, or what is active in a session. */
export interface Subject {
  readonly user: string;
  readonly session: string | null;
}

export interface HeldRole {
  readonly role: string;
  readonly isGroup: boolean;
  readonly certainty: Certainty;
  /** One step: assigned itself. */
  readonly steps: readonly Step[];
}

export interface HeldPermission {
  readonly permission: string;
  readonly certainty: Certainty;
  readonly steps: readonly Step[];
  /** Other roles of the user by which it comes. */
  readonly others: readonly string[];
}

/** A static exclusion of which the user holds something. */
export interface Applying {
  readonly constraint: string;
  readonly over: 'role' | 'permission';
  readonly reason: string | null;
  readonly location: Location;
  readonly held: readonly string[];
  /** What must not be added: empty where more than one thing is missing to a conflict. */
  readonly forbidden: readonly string[];
  readonly isViolated: boolean;
}

export interface WhatAnswer extends Base {
  readonly kind: 'what';
  readonly subject: Subject;
  readonly roles: readonly HeldRole[];
  readonly permissions: readonly HeldPermission[];
  readonly exclusions: readonly Applying[];
}

export type Known = 'yes' | 'no' | 'unknown';

/** What a change would violate that is not violated now. */
export interface Objection {
  readonly rule: string;
  readonly constraint: string | null;
  readonly severity: Severity;
  readonly sentence: string;
  readonly reason: string | null;
  readonly location: Location | null;
  /** Possible: it depends on what is not known. */
  readonly certainty: Certainty;
}

/** A role that the user could be assigned. */
export interface Candidate {
  readonly role: string;
  readonly isGroup: boolean;
  /** From the role to what is asked for; empty where nothing is. */
  readonly steps: readonly Step[];
  /** Permissions that the user would have for the first time. */
  readonly gains: number;
  readonly objections: readonly Objection[];
}

export interface CanAnswer extends Base {
  readonly kind: 'can';
  readonly subject: Subject;
  readonly asked: { readonly name: string; readonly sort: 'permission' | 'role' };
  readonly answer: Known;
  /** The shortest for each role of the user by which it comes, the certain ones first. */
  readonly ways: readonly Way[];
  /** Of a session: ways of its user by roles that are not active in it. */
  readonly inactive: readonly Way[];
  /**
   * Of a user without a certain way: roles that would give it, nearest first, how many more there are, and which would
   * give it only perhaps.
   */
  readonly missing: {
    readonly roles: readonly Candidate[];
    readonly more: number;
    readonly perhaps: readonly string[];
  } | null;
  /** Who has it for certain. */
  readonly holders: number;
}

export interface ConflictsAnswer extends Base {
  readonly kind: 'conflicts';
  readonly user: string;
  readonly found: readonly Violated[];
  /** Found only if everything that may hold does, or only if nothing of it does. */
  readonly perhaps: readonly Violated[];
  /** Rules that were asked. */
  readonly rules: readonly string[];
}

export interface AssignableAnswer extends Base {
  readonly kind: 'assignable';
  readonly user: string;
  /** What was asked about: one role, or all that the user does not have. */
  readonly role: string | null;
  readonly answer: Known;
  /** Roles that the user is assigned already. */
  readonly assigned: readonly string[];
  readonly free: readonly Candidate[];
  /** Only perhaps without an objection. */
  readonly perhaps: readonly Candidate[];
  readonly refused: readonly Candidate[];
}

export type Answer = WhoAnswer | WhatAnswer | CanAnswer | ConflictsAnswer | AssignableAnswer;

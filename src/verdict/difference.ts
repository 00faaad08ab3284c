/**
 * What two policies mean differently, as plain data in the user's names.
 *
 * Semantic: what is compared is who can do what, which roles that both have mean what, what constraints forbid, who may
 * do which session, and what administrators may do. How that is written (which roles stand between, in which file, in
 * which order) is no difference; it is told as `restated`. Gains and losses are grouped by the fact that makes them: a
 * reviewer reads causes, not a thousand pairs.
 */

import type { Location } from '../source/text.ts';
import type { Fact } from './change.ts';
import type { Path } from './verdict.ts';

/** Every one of `subjects` gains (loses) every one of `elements`. */
export interface Shift {
  readonly direction: 'gained' | 'lost';
  /** Users or roles, by name. */
  readonly subjects: readonly string[];
  /** Permissions or roles, by name. */
  readonly elements: readonly string[];
  /**
   * The fact that was added (removed) and that the first subject's way to the first element uses; null where no fact
   * did it, but the reading profile.
   */
  readonly cause: Fact | null;
  /** The way of the first subject to the first element: now where gained, before where lost. */
  readonly example: Path;
}

/** How the policy's demands differ: constraints, operations, goals. */
export interface DemandChange {
  readonly kind: 'added' | 'removed' | 'weakened' | 'strengthened' | 'changed';
  readonly id: string;
  readonly sentence: string;
  /** For what is removed, weakened or changed: what was forbidden and is allowed now. */
  readonly example: string | null;
  /** The place now, or where the removed text stood. */
  readonly locations: readonly Location[];
}

/** What a session of an application gained or lost in people who may do it. */
export interface CandidateShift {
  readonly session: string;
  readonly direction: 'gained' | 'lost';
  readonly users: readonly string[];
}

/** The most people who may be absent, whoever they are: at least, where the search ended early; -1: no plan at all. */
export interface Resilience {
  readonly people: number;
  readonly isExact: boolean;
}

export interface ApplicationChange {
  readonly application: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly candidates: readonly CandidateShift[];
  /** Users who may now start it, or may no longer. */
  readonly starters: { readonly gained: readonly string[]; readonly lost: readonly string[] };
  /** What is demanded of plans differently: exclusions and constraints, one sentence each. */
  readonly demands: readonly DemandChange[];
  readonly feasible: { readonly before: boolean | null; readonly now: boolean | null };
  /** Null where it was not asked, because nothing bears on it. */
  readonly resilience: { readonly before: Resilience; readonly now: Resilience } | null;
  /** Sessions that came or went, roles that a session needs, the control flow: one sentence each. */
  readonly structure: readonly string[];
}

export interface NameChange {
  readonly sort: 'user' | 'role' | 'permission';
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface Difference {
  /** The policy's name, now where it has one now. */
  readonly policy: string;
  /** Paths of the policy file; null where there is none. */
  readonly before: string | null;
  readonly now: string | null;
  /** `same`: not even restated; `equivalent`: restated, without a difference in meaning. */
  readonly kind: 'same' | 'equivalent' | 'different' | 'added' | 'removed';
  /** User level: permissions. */
  readonly access: readonly Shift[];
  /** User level: roles that both policies have. */
  readonly membership: readonly Shift[];
  /** Role level: permissions of roles that both policies have. */
  readonly grants: readonly Shift[];
  readonly demands: readonly DemandChange[];
  readonly applications: readonly ApplicationChange[];
  /** What administrators may do differently, and how the reading, rules and sessions differ: one sentence each. */
  readonly administration: readonly DemandChange[];
  readonly settings: readonly DemandChange[];
  /** Users who joined or left. */
  readonly users: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** What is written differently without a difference in meaning of its own. */
  readonly restated: {
    readonly roles: { readonly added: readonly string[]; readonly removed: readonly string[] };
    readonly permissions: { readonly added: readonly string[]; readonly removed: readonly string[] };
    /** Numbers of facts: assignments, inheritance and grants together. */
    readonly facts: { readonly added: number; readonly removed: number };
  };
}

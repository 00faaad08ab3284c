/**
 * Verdicts of `feasible`: the common statuses with the answer in the question's own words, and with whatever else was
 * asked for. Plain data in the user's names.
 */

import type { Profile } from '../profile/profile.ts';
import type { Location } from '../source/text.ts';
import type { ExitCode, ReportedDiagnostic, Status } from './verdict.ts';

/** Who does what, in the order in which sessions are declared. */
export type PlanRows = readonly { readonly session: string; readonly user: string }[];

export interface ToldConstraint {
  /** Half a sentence: "S1 and S2 need different people". */
  readonly text: string;
  /** The user's id; null for an exclusion of the application, and in instances. */
  readonly id: string | null;
  readonly location: Location | null;
}

/** Why there is no plan: dropping any one session or constraint of it leaves one, where it is `minimal`. */
export interface ToldConflict {
  /** `too-few-people`: different people are needed, and there are fewer (Hall). */
  readonly kind: 'nobody-may-start' | 'no-candidate' | 'too-few-people' | 'other';
  readonly sentence: string;
  readonly sessions: readonly { readonly name: string; readonly location: Location | null }[];
  readonly constraints: readonly ToldConstraint[];
  /** Whoever may do one of the sessions, where the conflict is about too few of them; else null. */
  readonly users: readonly string[] | null;
  readonly minimal: boolean;
}

/** Changes that together make it feasible; each set was verified, and none costs less. */
export interface ToldRepair {
  readonly cost: number;
  readonly changes: readonly string[];
  readonly sentence: string;
}

export interface ToldRepairs {
  readonly repairs: readonly ToldRepair[];
  /** False where there may be others that cost as much, or the limits ended the search. */
  readonly all: boolean;
  /** How many others cost as little, and would break another rule of the policy. */
  readonly rejected: number;
}

/** How many plans there are; decimal digits, because there may be very many. */
export type ToldCount =
  | { readonly kind: 'exact'; readonly plans: string }
  | { readonly kind: 'between'; readonly least: string; readonly most: string };

/** The best plan: the smallest largest load first, where that was asked for, then the least cost. */
export interface ToldBest {
  readonly plan: PlanRows;
  readonly cost: number;
  /** The largest number of sessions that one user does. */
  readonly load: number;
  /** What no plan can undercut, where the limits came before the plan was known to be best; else null. */
  readonly bound: { readonly cost: number; readonly load: number | null } | null;
}

/** What an algorithm that is not complete did, beside the truth. */
export interface ToldAlgorithm {
  readonly name: 'G0' | 'G1' | 'G2';
  readonly outcome: 'plan' | 'wrong plan' | 'no plan' | 'not applicable';
  readonly sentence: string;
  readonly trace: readonly string[];
  readonly plan: PlanRows | null;
}

interface Base {
  /** Path of the policy or instance. */
  readonly file: string;
  /** The application's name; null for an instance. */
  readonly constraint: string | null;
  readonly status: Status;
  /** Null for an instance. */
  readonly profile: Profile | null;
  readonly locations: readonly Location[];
  readonly seconds: number;
}

export type FeasibleVerdict = Base & {
  readonly property: 'P29';
  readonly rule: 'feasible';
  readonly count?: ToldCount;
  readonly best?: ToldBest;
  readonly algorithm?: ToldAlgorithm;
  /** What makes the answer say less than it seems to. */
  readonly remarks: readonly string[];
} & (
    | { readonly status: 'holds'; readonly answer: 'feasible'; readonly plan: PlanRows }
    | {
        readonly status: 'violated';
        readonly answer: 'infeasible';
        readonly conflict: ToldConflict;
        readonly repairs?: ToldRepairs;
      }
    | { readonly status: 'unknown'; readonly answer: 'unknown'; readonly reason: string }
  );

/** The smallest absences without a plan. */
export interface ToldAbsences {
  readonly size: number;
  /** Some of them; each stands for others where people are interchangeable. */
  readonly sets: readonly { readonly users: readonly string[]; readonly alike: number }[];
  /** Whether there are no others of this size, but for those alike. */
  readonly all: boolean;
  /** Whoever is in one of them, the most critical first, with the number of sets. */
  readonly critical: readonly { readonly user: string; readonly sets: number }[];
}

/** Whether it can be carried out whoever is absent, up to `absent` people (P37). */
export type ResilientVerdict = Base & {
  readonly property: 'P37';
  readonly rule: 'resilient';
  readonly mode: 'static' | 'decremental' | 'dynamic';
  readonly absent: number;
} & (
    | {
        readonly status: 'holds';
        readonly answer: 'resilient';
        /** Plans that between them do without any `absent` people, up to interchangeable ones (mode `static`). */
        readonly plans: readonly PlanRows[];
      }
    | {
        readonly status: 'violated';
        readonly answer: 'not resilient';
        readonly sentence: string;
        /** Null where the adversary needs more than one move (modes `decremental` and `dynamic`). */
        readonly absences: ToldAbsences | null;
        /** What the adversary does, and what follows, move by move. */
        readonly strategy: readonly string[];
      }
    | { readonly status: 'unknown'; readonly answer: 'unknown'; readonly reason: string }
  );

/** Whether a user may take a session now, so that everybody can still finish. */
export type NextVerdict = Base & {
  readonly property: 'P29';
  readonly rule: 'next';
  readonly session: string;
  readonly user: string;
} & (
    | { readonly status: 'holds'; readonly answer: 'yes'; readonly plan: PlanRows }
    | { readonly status: 'violated'; readonly answer: 'no'; readonly reason: string }
    | { readonly status: 'unknown'; readonly answer: 'unknown'; readonly reason: string }
  );

export type FeasibilityVerdict = FeasibleVerdict | ResilientVerdict | NextVerdict;

/** What `feasible` prints as JSON: the common envelope. */
export interface FeasibilityEnvelope {
  readonly schemaVersion: 1;
  readonly command: 'feasible';
  /** The reading of the run; null where only instances were asked about. */
  readonly profile: Profile | null;
  readonly verdicts: readonly FeasibilityVerdict[];
  readonly summary: Readonly<Record<Status, number>>;
  readonly diagnostics: readonly ReportedDiagnostic[];
  readonly exitCode: ExitCode;
}

/**
 * The verdict: a closed union in which a bad verdict cannot be written down.
 *
 * A violation needs a `Replayed` counterexample, which only `replay/` can make; a "holds" needs scope, evidence and
 * a witness of relevance; "nothing found" and "does not speak" have statuses of their own.
 */

import type { Severity } from '../policy/model.ts';
import type { Profile } from '../profile/profile.ts';
import type { Location } from '../source/text.ts';
import type { Fact, Repair } from './change.ts';
import type { Difference } from './difference.ts';
import type { ReplayFailure } from './failure.ts';
import type { Gate, Standing } from './gate.ts';
import type { InvariantPart, Trace } from './reach.ts';

/** Ids of FORMAL.md G that `check` decides. */
export type PropertyId =
  | 'P01'
  | 'P02'
  | 'P03'
  | 'P04'
  | 'P05'
  | 'P05d'
  | 'P06'
  | 'P07'
  | 'P08'
  | 'P08r'
  | 'P09'
  | 'P10'
  | 'P11'
  | 'P12'
  | 'P13'
  | 'P17'
  | 'P18'
  | 'P19'
  | 'P21'
  | 'P22'
  | 'P23a'
  | 'P23b'
  | 'P25'
  | 'P25e'
  | 'P26'
  | 'P27'
  | 'P28'
  | 'P29'
  | 'P35'
  | 'P36'
  | 'P40'
  | 'P53';

/** A schema variable bound to a name of the user; `sort` as in the specification, e.g. `USER`. */
export interface Binding {
  readonly variable: string;
  readonly sort: string;
  readonly value: string;
}

/** An instance in which the premise fired: for "holds", why the verdict says something (FORMAL.md H). */
export interface Witness {
  readonly bindings: readonly Binding[];
  readonly sentence: string;
}

/** Why a formula has the value it has at a valuation: labelled conjuncts down to facts. */
export interface WhyTree {
  readonly label: string;
  readonly holds: boolean;
  /** The formula in Z notation at this node. */
  readonly formula: string;
  readonly facts: readonly Fact[];
  readonly children: readonly WhyTree[];
}

/** How a role, permission or activation arises for a subject: facts in order, from the subject to the element. */
export interface Path {
  readonly element: string;
  readonly steps: readonly Fact[];
}

export interface Counterexample {
  /** The schema whose body is false at these bindings. */
  readonly schema: string;
  readonly bindings: readonly Binding[];
  /** Who, what and where, in the user's names. */
  readonly sentence: string;
  readonly paths: readonly Path[];
  readonly why: WhyTree;
}

declare const replayed: unique symbol;

/** Re-evaluated on the specification and found as claimed. Built by `replay/` alone. */
export type Replayed<T> = T & { readonly [replayed]: true };

export type Scope =
  | 'this policy'
  | 'this application'
  | 'this plan'
  | 'every session of this policy'
  | 'every reachable state';

/** What an independent checker can confirm. */
export type Evidence =
  | { readonly kind: 'recheck' }
  | { readonly kind: 'plan'; readonly plan: readonly { readonly session: string; readonly user: string }[] }
  /**
   * Why nothing violates it: for each question that a violation would answer, clauses that follow one from another by
   * unit propagation, down to the empty one. `about` is the user whom the question is about; empty: about nobody.
   */
  | {
      readonly kind: 'refutation';
      readonly questions: readonly { readonly about: string; readonly lines: readonly string[] }[];
    }
  /** Operations that lead to what must not be, one after the other. */
  | { readonly kind: 'trace'; readonly trace: Trace }
  /** What is true at the start, is kept by every operation, and excludes what must not be. */
  | { readonly kind: 'invariant'; readonly parts: readonly InvariantPart[] };

/** An element of a minimal core: dropping any one of them makes the verdict hold. */
export type CoreElement =
  | { readonly kind: 'fact'; readonly fact: Fact }
  | { readonly kind: 'constraint'; readonly id: string; readonly location: Location }
  | {
      readonly kind: 'session';
      readonly application: string;
      readonly session: string;
      readonly location: Location;
    }
  | {
      readonly kind: 'exclusion';
      readonly application: string;
      readonly left: string;
      readonly right: string;
      readonly location: Location;
    }
  /** A constraint on the plans of an application. */
  | {
      readonly kind: 'session-constraint';
      readonly application: string;
      readonly id: string;
      readonly location: Location;
    };

interface VerdictBase {
  readonly property: PropertyId;
  readonly rule: string;
  /** The constraint's id, the application's or plan's name, or null where the rule speaks of the whole policy. */
  readonly constraint: string | null;
  readonly severity: Severity;
  /** The reading under which the verdict was computed. */
  readonly profile: Profile;
  /** Path of the policy file. */
  readonly file: string;
  /** Hexadecimal; from rule, constraint and witness only, never from lines, order or unrelated facts. */
  readonly fingerprint: string;
  /** The most useful place first: for a violation the fact that makes it, otherwise the constraint. */
  readonly locations: readonly Location[];
}

export interface Holds extends VerdictBase {
  readonly status: 'holds';
  readonly scope: Scope;
  readonly witness: Witness;
  readonly evidence: Evidence;
}

export interface Bounded extends VerdictBase {
  readonly status: 'bounded';
  /** e.g. "up to 3 absent users". */
  readonly bound: string;
}

export interface Vacuous extends VerdictBase {
  readonly status: 'vacuous';
  readonly scope: Scope;
  /** Id of FORMAL.md H, e.g. `V5`. */
  readonly vacuity: string;
  readonly reason: string;
}

export interface Violated extends VerdictBase {
  readonly status: 'violated';
  readonly scope: Scope;
  readonly counterexample: Replayed<Counterexample>;
  readonly core: readonly CoreElement[];
  /** Hash over the minimal core: tells an unchanged finding from one that arises in another way. */
  readonly coreFingerprint: string;
  /** Null where repairs were not computed because the list of findings is capped; then `summary` says so. */
  readonly repairs: readonly Repair[] | null;
  /** How many minimal repairs of size 1 or 2 there are beyond those listed; absent where none. */
  readonly moreRepairs?: number;
  readonly evidence: Evidence;
  /** In a report of a gate alone. */
  readonly standing?: Standing;
}

export interface Unknown extends VerdictBase {
  readonly status: 'unknown';
  readonly reason: string;
}

export type Verdict = Holds | Bounded | Vacuous | Violated | Unknown;

export type Status = Verdict['status'];

/** 0 all hold; 1 violated; 2 usage, reading, or nothing was checked; 3 bounded or unknown; 4 internal. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** A diagnostic with its places spelt out, for readers that do not have the text. Lines and columns are 1-based. */
export interface ReportedDiagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The file concerned, or null where no file is. */
  readonly path: string | null;
  /** Half-open, columns in UTF-16 units; null where no text exists, e.g. of a file that is missing. */
  readonly range: { readonly start: Position; readonly end: Position } | null;
  readonly hint: string | null;
  readonly related: readonly { readonly message: string; readonly location: Location }[];
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What every judging command prints as JSON. */
export interface Envelope {
  readonly schemaVersion: 1;
  readonly command: string;
  readonly profile: Profile;
  readonly verdicts: readonly Verdict[];
  readonly summary: Readonly<Record<Status, number>> & {
    readonly policies: number;
    /** Violations whose repairs were not computed. */
    readonly repairsOmitted: number;
    /** Rules that a policy or the command line switched off, counted once for each policy. */
    readonly rulesOff: number;
  };
  /** Absent where nothing was compared, and nothing suppressed. */
  readonly gate?: Gate;
  /** How each policy differs in meaning from what it is compared with; absent where nothing is compared. */
  readonly differences?: readonly Difference[];
  /** Claims of an engine that the specification did not confirm: internal errors, exit code 4. */
  readonly failures: readonly ReplayFailure[];
  /** What is wrong with the files: errors (then the policy concerned has no verdicts) and warnings. */
  readonly diagnostics: readonly ReportedDiagnostic[];
  readonly exitCode: ExitCode;
}

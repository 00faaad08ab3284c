/**
 * What a verdict counts for in a gate: how it stands to what was known before, and whether somebody answers for it.
 *
 * A gate lets old findings through and stops new ones. It also stops what makes a policy say less (a weakening): a
 * constraint that is gone violates nothing, and is the easiest way past a check.
 */

import type { Severity } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import type { ReportedDiagnostic } from './verdict.ts';

/**
 * Against a base or a baseline: the same finding there and here has the same fingerprint; it arises in another way where
 * its core differs.
 */
export type State = 'new' | 'existing' | 'existing-with-changes';

/** The suppression that covers a finding, as its author wrote it. */
export interface Suppressed {
  readonly id: string;
  /** The last day on which it counts, `YYYY-MM-DD`. */
  readonly expires: string;
  readonly owner: string;
  readonly reason: string;
  /** The control that mitigates what is suppressed. */
  readonly control?: string;
  readonly ticket?: string;
}

export interface Standing {
  /** Absent where there is nothing to compare with. */
  readonly state?: State;
  /** The lower severity that it had before: a finding that has worsened. */
  readonly worsenedFrom?: Severity;
  readonly suppressed?: Suppressed;
}

/** How a policy came to demand less, or to be less able, than before. */
export type WeakeningKind =
  /** A constraint, operation or goal is gone, and nothing that is left says as much. */
  | 'constraint-removed'
  /** It is still there and lets more through. */
  | 'constraint-weakened'
  /** A rule was switched off or its severity lowered. */
  | 'rule-off'
  | 'severity-lowered'
  /** The reading profile differs, so that verdicts mean something else. */
  | 'reading-changed'
  /** An application lost an exclusion or a constraint of its plans. */
  | 'application-loosened'
  /** A policy or application is no longer there. */
  | 'policy-removed'
  | 'application-removed'
  /** What held is no longer known to hold, or says nothing any more. */
  | 'claim-lost'
  /** Fewer people may be absent than before. */
  | 'less-resilient'
  /** Administrators may do more than before. */
  | 'administration-widened';

export interface Weakening {
  readonly kind: WeakeningKind;
  readonly severity: Severity;
  /** Path of the policy file. */
  readonly file: string;
  /** The id of what became weaker, or null where it is the policy as a whole. */
  readonly constraint: string | null;
  /** What became weaker, in the user's names. */
  readonly sentence: string;
  /** What is possible now and was not before, or null where no single instance shows it. */
  readonly example: string | null;
  /** The line that did it first; where a line was removed, the one that stands in its place. */
  readonly locations: readonly Location[];
  readonly fingerprint: string;
  readonly suppressed?: Suppressed;
}

/** A finding of before that is not there any more. */
export interface Removed {
  readonly fingerprint: string;
  readonly rule: string;
  readonly constraint: string | null;
  /** Name of the policy. */
  readonly policy: string;
  readonly sentence: string;
}

export interface Gate {
  /** What it is compared with, as the user named it: a revision, a path, a baseline; null where with nothing. */
  readonly against: string | null;
  readonly weakenings: readonly Weakening[];
  readonly removed: readonly Removed[];
  /** What is wrong with the baseline or the suppressions: expired, stale, unused. Errors fail the run. */
  readonly problems: readonly ReportedDiagnostic[];
  readonly counts: GateCounts;
}

/** Violated verdicts by standing; each one counts in one of new, existing and existingWithChanges where compared. */
export interface GateCounts {
  readonly new: number;
  readonly existing: number;
  readonly existingWithChanges: number;
  readonly worsened: number;
  readonly removed: number;
  readonly weakened: number;
  /** Findings and weakenings that a suppression covers. */
  readonly suppressed: number;
}

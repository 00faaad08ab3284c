/**
 * What a rule is: the one shape that every file of the catalogue has.
 *
 * A rule decides with an engine and says what it found as plain decisions. Turning decisions into verdicts (replay on
 * the specification, core, repairs, fingerprints) is done once, in `run.ts`, for all rules. What is costly to tell
 * (paths, sentences) is computed only for what is shown.
 */

import type { Index } from '../index/index.ts';
import type { Claim } from '../logic/claim.ts';
import type { Policy, Severity } from '../policy/model.ts';
import type { Location } from '../source/text.ts';
import type { Change } from '../verdict/change.ts';
import type { Binding, CoreElement, Evidence, Path, PropertyId, Scope, Witness } from '../verdict/verdict.ts';

/** What a rule may look at. The index is lazy: nothing is computed that no rule asks for. */
export interface Context {
  readonly policy: Policy;
  readonly index: Index;
  /** Whether the time is up. A rule that may take long asks now and then, and leaves the rest unknown. */
  readonly interrupted?: () => boolean;
}

/** Names what a decision is about beyond the rule: an application, and a plan of it. */
export interface Focus {
  readonly application?: string;
  readonly plan?: string;
}

/** What is told of a violation, beyond that it is one. */
export interface Detail {
  /** One sentence: who, what, where, in the user's own names. */
  readonly sentence: string;
  readonly paths: readonly Path[];
  /** Minimal: dropping any one element makes the claim hold of what is left. */
  readonly core: readonly CoreElement[];
  /** The most useful place first. */
  readonly locations: readonly Location[];
  /** Changes that might repair it; `run.ts` finds the minimal sets of size 1 and 2 and re-checks them. */
  readonly candidates: readonly Change[];
}

interface DecisionBase {
  readonly property: PropertyId;
  /** Name of the claim's schema, one of `Rule.claims`. */
  readonly claim: string;
  /** The constraint's id, or the application's, plan's or operation's name; null for the policy as a whole. */
  readonly constraint: string | null;
  readonly severity: Severity;
  readonly focus: Focus;
}

export type Decision =
  | (DecisionBase & {
      readonly kind: 'violated';
      readonly scope: Scope;
      /** Values for the outermost variables of the claim; a set variable has one binding per element. */
      readonly bindings: readonly Binding[];
      /** Conflicting elements in name order; with the bindings' subject they make the fingerprint. */
      readonly elements: readonly string[];
      /** By elements alone it is known where the bindings are one of many that would do. */
      readonly knownBy?: 'elements';
      readonly evidence: Evidence;
      readonly detail: () => Detail;
    })
  | (DecisionBase & {
      readonly kind: 'holds';
      readonly scope: Scope;
      readonly witness: Witness;
      readonly evidence: Evidence;
      readonly locations: readonly Location[];
    })
  | (DecisionBase & {
      readonly kind: 'vacuous';
      readonly scope: Scope;
      readonly vacuity: string;
      readonly reason: string;
      readonly locations: readonly Location[];
    })
  | (DecisionBase & {
      readonly kind: 'unknown';
      readonly reason: string;
      readonly locations: readonly Location[];
    });

/** Texts for `explain` and for report formats that document rules. */
export interface Explanation {
  /** At most eight words. */
  readonly title: string;
  /** What it means and why it matters, for people who do not read Z. */
  readonly meaning: string;
  /** A smallest violating and a smallest compliant policy or application, in the user's languages. */
  readonly violating: string;
  readonly compliant: string;
  readonly fix: string;
  /** Property and section of the formal definition, and the source. */
  readonly references: readonly string[];
}

export interface Rule {
  /** File name in `src/check`, `--only`, `explain`. */
  readonly id: string;
  readonly properties: readonly PropertyId[];
  /** Severity where neither the constraint nor the policy sets one. */
  readonly severity: Severity;
  /** What it means, per property, before the profile is lowered away. */
  readonly claims: readonly Claim[];
  readonly explanation: Explanation;
  /** Yields one decision per violation (subject × conflict), and one per constraint that holds or is vacuous. */
  readonly decide: (context: Context) => Iterable<Decision>;
  /** What is left unknown where the run ends before the rule; without it, one for each property. */
  readonly undecided?: (policy: Policy, reason: string) => readonly Decision[];
}

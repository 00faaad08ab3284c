/**
 * Facts and changes of facts, in the user's names. A core is a set of facts, a repair is a set of changes; both are
 * what reports show and what a later change analysis applies.
 */

import type { Location } from '../source/text.ts';

/** The relations that a policy states fact by fact (FORMAL.md A.2: UA, RH, PA, ar). */
export type FactRelation = 'assignment' | 'inheritance' | 'grant' | 'active';

/** A fact as written: `left` is related to `right`, at every place where the policy says so. */
export interface Fact {
  readonly relation: FactRelation;
  readonly left: string;
  readonly right: string;
  readonly locations: readonly Location[];
}

export type Change =
  | {
      readonly kind: 'remove';
      readonly relation: FactRelation;
      readonly left: string;
      readonly right: string;
    }
  | { readonly kind: 'add'; readonly relation: FactRelation; readonly left: string; readonly right: string }
  | { readonly kind: 'add-user'; readonly user: string; readonly roles: readonly string[] }
  | { readonly kind: 'end-session'; readonly session: string }
  | { readonly kind: 'drop-constraint'; readonly constraint: string }
  | {
      readonly kind: 'drop-exclusion';
      readonly application: string;
      readonly left: string;
      readonly right: string;
    }
  | {
      readonly kind: 'add-exclusion';
      readonly application: string;
      readonly left: string;
      readonly right: string;
    }
  /** A new static constraint on two roles. */
  | { readonly kind: 'exclude-roles'; readonly left: string; readonly right: string }
  | {
      readonly kind: 'drop-session-role';
      readonly application: string;
      readonly session: string;
      readonly role: string;
    }
  | {
      readonly kind: 'reassign';
      readonly application: string;
      readonly plan: string;
      readonly session: string;
      readonly user: string;
    };

/** An inclusion-minimal set of changes that makes the verdict hold and breaks nothing else: each was re-checked. */
export interface Repair {
  readonly changes: readonly Change[];
  /** In the user's names, e.g. "remove `kim` from `approver`". */
  readonly sentence: string;
  /** Where the change would be made. */
  readonly locations: readonly Location[];
}

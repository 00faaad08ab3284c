/**
 * A claimed violation that the specification does not confirm: an error of an engine, never of a policy.
 *
 * Nothing of it is shown as a finding; it is told as an internal error (exit code 4) with what was claimed, so that
 * the contradiction can be reproduced.
 */

import type { Binding } from './verdict.ts';

export interface ReplayFailure {
  readonly kind: 'replay-failure';
  /** Path of the policy file. */
  readonly file: string;
  readonly rule: string;
  readonly constraint: string | null;
  /** Name of the claim's schema. */
  readonly claim: string;
  readonly bindings: readonly Binding[];
  readonly reason: /** The specification says that the claim holds at the binding. */
    | { readonly kind: 'holds' }
    /** A binding names what the policy does not have, or not as often as the claim needs. */
    | { readonly kind: 'unbound'; readonly variable: string }
    /** The conflict is none of the named constraint's. */
    | { readonly kind: 'other-constraint' }
    /** The rule names a claim or a focus that does not exist. */
    | { readonly kind: 'unknown-claim' }
    /** The exhaustive search gave up before it was through: neither confirmed nor refuted. */
    | { readonly kind: 'too-large'; readonly steps: number }
    /** The trace is none, or the invariant does not show it. */
    | { readonly kind: 'evidence'; readonly why: string };
}

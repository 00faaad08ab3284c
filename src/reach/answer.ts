/** What `askReach` answers, in the user's names. */

import type { DecidedBy, InvariantPart, Trace } from '../verdict/reach.ts';

export type ReachAnswer =
  | {
      readonly kind: 'unreachable';
      readonly invariant: readonly InvariantPart[];
      readonly decidedBy: DecidedBy;
    }
  | { readonly kind: 'reachable'; readonly trace: Trace; readonly decidedBy: DecidedBy }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Why an invariant is not accepted: it is wrong, or a search gave up, so that it may be right. */

import type { Decision } from './search.ts';

export type Fault =
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'undecided'; readonly reason: string };

export const rejected = (reason: string): Fault => ({ kind: 'rejected', reason });

/** `what` can come about where `decision` does not say that it cannot. */
export function faultOf(decision: Decision, what: string): Fault | null {
  switch (decision) {
    case 'unsatisfiable':
      return null;
    case 'satisfiable':
      return rejected(what);
    case 'undecided':
      return { kind: 'undecided', reason: `not decided within the budget: whether it ${what}` };
    default:
      return decision satisfies never;
  }
}

export const ofPart = (number: number, { kind, reason }: Fault): Fault => ({
  kind,
  reason: `part ${number} ${reason}`,
});

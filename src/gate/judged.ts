/**
 * Whether the absence of a finding says something: only where its rule ran to the end. What was left out, interrupted,
 * undecided or refused by replay may still be there.
 */

import type { CheckOutcome } from '../check/run.ts';

/** Asks about one rule of a policy, or about all of them; null is every constraint. */
export type WasJudged = (rule: string | null, constraint: string | null) => boolean;

export function judgedBy({ verdicts, failures, rulesOff }: CheckOutcome): WasJudged {
  const open = [
    ...verdicts.filter(({ status }) => status === 'unknown' || status === 'bounded'),
    ...failures,
    ...rulesOff.map((rule) => ({ rule, constraint: null })),
  ];
  return (rule, constraint) =>
    !open.some(
      (one) =>
        (rule === null || one.rule === rule) &&
        (constraint === null || one.constraint === null || one.constraint === constraint),
    );
}

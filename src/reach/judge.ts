/**
 * From an answer to a verdict: nothing is shown that its own evidence does not prove.
 *
 * A trace is replayed on the policy as it is, an invariant checked, by a checker that knows nothing of the engine.
 */

import type { ReachGoal } from '../policy/administration.ts';
import type { Policy } from '../policy/model.ts';
import type { InvariantPart, ReachRepair, ReachVerdict, Trace } from '../verdict/reach.ts';
import { asksOf, becauseOf } from '../verdict/reach-words.ts';
import type { ReachAnswer } from './answer.ts';
import { locationOf } from './tell/trace.ts';

/** What the checker says. */
export type Confirmation =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Its search gave up: the answer may be right, and is not believed. */
  | { readonly kind: 'undecided'; readonly reason: string };

export interface Checker {
  readonly replayTrace: (policy: Policy, goal: ReachGoal, trace: Trace) => Confirmation;
  readonly checkInvariant: (policy: Policy, goal: ReachGoal, parts: readonly InvariantPart[]) => Confirmation;
}

export type Judged =
  | { readonly kind: 'verdict'; readonly verdict: ReachVerdict }
  /** The evidence does not prove what the engine said: a defect. */
  | { readonly kind: 'refused'; readonly goal: string; readonly answer: string; readonly why: string };

export interface Told {
  readonly seconds: number;
  readonly remarks: readonly string[];
  /** Null where they were not asked for. */
  readonly repairs: readonly ReachRepair[] | null;
  /** Why nothing can change at all; null where something can. */
  readonly nothingChanges: string | null;
}

export function judge(
  policy: Policy,
  goal: ReachGoal,
  answer: ReachAnswer,
  checker: Checker,
  { seconds, remarks, repairs, nothingChanges }: Told,
): Judged {
  const base = {
    file: policy.path,
    property: 'P53',
    rule: 'reach',
    goal: goal.id,
    asks: asksOf(policy, goal),
    profile: policy.profile,
    locations: [locationOf(policy, goal.place)],
    remarks,
    seconds,
  } as const;
  const notKnown = (reason: string): Judged => ({
    kind: 'verdict',
    verdict: { ...base, status: 'unknown', answer: 'unknown', reason, decidedBy: null },
  });
  const unproved = ({ kind, reason }: Exclude<Confirmation, { kind: 'accepted' }>): Judged =>
    kind === 'rejected'
      ? { kind: 'refused', goal: goal.id, answer: answer.kind, why: reason }
      : notKnown(`found ${answer.kind}, but its evidence was not confirmed: ${reason}`);
  switch (answer.kind) {
    case 'reachable': {
      const { trace, decidedBy } = answer;
      const confirmation = checker.replayTrace(policy, goal, trace);
      if (confirmation.kind !== 'accepted') return unproved(confirmation);
      return {
        kind: 'verdict',
        verdict: {
          ...base,
          status: 'violated',
          answer: 'reachable',
          trace,
          decidedBy,
          ...(repairs === null ? {} : { repairs }),
        },
      };
    }
    case 'unreachable': {
      const { invariant, decidedBy } = answer;
      const confirmation = checker.checkInvariant(policy, goal, invariant);
      if (confirmation.kind !== 'accepted') return unproved(confirmation);
      const because = becauseOf(policy, invariant);
      if (nothingChanges !== null) {
        const vacuous = { status: 'vacuous', vacuity: 'V12', reason: nothingChanges } as const;
        return {
          kind: 'verdict',
          verdict: { ...base, ...vacuous, answer: 'unreachable', invariant, because, decidedBy },
        };
      }
      return {
        kind: 'verdict',
        verdict: { ...base, status: 'holds', answer: 'unreachable', invariant, because, decidedBy },
      };
    }
    case 'unknown':
      return notKnown(answer.reason);
    default:
      return answer satisfies never;
  }
}

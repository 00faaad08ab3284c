/** Puts together what a gate judges by: standings on the verdicts, weakenings, and how many there are of each. */

import type { CheckOutcome } from '../check/run.ts';
import type { Gate, Standing } from '../verdict/gate.ts';
import type { Verdict, Violated } from '../verdict/verdict.ts';
import type { Found, Known } from './compare.ts';

/** The violated verdicts of a run, each with the name of its policy. */
export function foundIn(outcomes: readonly CheckOutcome[]): readonly Found[] {
  return outcomes.flatMap(({ policy, verdicts, extents }) =>
    verdicts.flatMap((verdict): readonly Found[] => {
      if (verdict.status !== 'violated') return [];
      const extent = extents.get(verdict.fingerprint);
      return [{ policy: policy.name, verdict, ...(extent === undefined ? {} : { extent }) }];
    }),
  );
}

/** The outcomes with each violated verdict's standing written on it. */
export function withStandings(
  outcomes: readonly CheckOutcome[],
  standings: ReadonlyMap<Violated, Standing>,
): readonly CheckOutcome[] {
  const standing = (verdict: Verdict): Verdict => {
    if (verdict.status !== 'violated') return verdict;
    const own = standings.get(verdict);
    return own === undefined ? verdict : { ...verdict, standing: { ...verdict.standing, ...own } };
  };
  return outcomes.map((outcome) => ({ ...outcome, verdicts: outcome.verdicts.map(standing) }));
}

/** The gate over outcomes that carry their standings. */
export function gateOf(
  outcomes: readonly CheckOutcome[],
  parts: {
    readonly against: string | null;
    readonly weakenings?: Gate['weakenings'];
    readonly removed?: readonly Known[];
    readonly problems?: Gate['problems'];
  },
): Gate {
  const { weakenings = [], removed = [], problems = [] } = parts;
  const standings = foundIn(outcomes).map(({ verdict }) => verdict.standing ?? {});
  const count = (holds: (standing: Standing) => boolean): number => standings.filter(holds).length;
  return {
    against: parts.against,
    weakenings,
    removed: removed.map(({ fingerprint, rule, constraint, policy, sentence }) => ({
      fingerprint,
      rule,
      constraint,
      policy,
      sentence,
    })),
    problems,
    counts: {
      new: count(({ state }) => state === 'new'),
      existing: count(({ state }) => state === 'existing'),
      existingWithChanges: count(({ state }) => state === 'existing-with-changes'),
      worsened: count(({ worsenedFrom }) => worsenedFrom !== undefined),
      removed: removed.length,
      weakened: weakenings.length,
      suppressed:
        count(({ suppressed }) => suppressed !== undefined) +
        weakenings.filter(({ suppressed }) => suppressed !== undefined).length,
    },
  };
}

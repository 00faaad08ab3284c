/** What a baseline and suppressions make of the outcomes of a run. */

import type { CheckOutcome } from '../check/run.ts';
import type { Suppression } from '../policy/model.ts';
import { shown } from '../policy/names.ts';
import { problemCollector } from '../policy/problems.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { type Baseline, judgedIn } from './baseline.ts';
import { compareFindings, type Known } from './compare.ts';
import { foundIn, withStandings } from './gate.ts';
import { suppress } from './suppress.ts';

export interface GateInput {
  readonly baseline: Baseline | null;
  /** Of files; those of policies are found in the outcomes. */
  readonly suppressions: readonly Suppression[];
  /** `YYYY-MM-DD` in UTC. */
  readonly today: string;
}

export interface Gated {
  readonly outcomes: readonly CheckOutcome[];
  /** What the baseline knows, was looked for, and is not there any more. */
  readonly removed: readonly Known[];
  /** Stale entries, and suppressions that have expired or cover nothing, each where it stands. */
  readonly problems: readonly Diagnostic[];
  /** Whether there is anything to judge by. */
  readonly exists: boolean;
}

export function applyGate(outcomes: readonly CheckOutcome[], input: GateInput): Gated {
  const compared = compareWith(input.baseline, outcomes);
  const suppressed = suppress(compared.outcomes, null, input.suppressions, input.today);
  return {
    outcomes: suppressed.outcomes,
    removed: compared.removed,
    problems: [...compared.problems, ...suppressed.problems],
    exists: input.baseline !== null || suppressed.exist,
  };
}

function compareWith(
  baseline: Baseline | null,
  outcomes: readonly CheckOutcome[],
): Pick<Gated, 'outcomes' | 'removed' | 'problems'> {
  if (baseline === null) return { outcomes, removed: [], problems: [] };
  const entries = new Map(baseline.entries.map(({ known, span }) => [known, span]));
  const { standings, removed } = compareFindings([...entries.keys()], foundIn(outcomes));
  const stale = removed.filter(judgedIn(outcomes));
  const problems = problemCollector();
  for (const known of stale) {
    const span = entries.get(known);
    problems.report({
      code: 'stale-finding',
      message: `\`${shown(known.policy)}\` does not have this finding any more: ${shown(known.sentence)}`,
      ...(span === undefined ? { path: baseline.path } : { span }),
      hint: 'run `dutyproof baseline prune`',
    });
  }
  return { outcomes: withStandings(outcomes, standings), removed: stale, problems: problems.all([]) };
}

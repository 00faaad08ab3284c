/** Why a run that came to its end checked nothing. */

import type { CheckOutcome } from '../check/run.ts';
import { isNothingChecked } from '../verdict/exit-code.ts';
import type { Vacuous } from '../verdict/verdict.ts';
import type { Report } from './report.ts';
import { titleOf } from './sentences.ts';
import { counted } from './wording.ts';

/** A sentence with names in backticks; null for a run that checked something, or that did not come to it. */
export function silenceOf({
  envelope,
  outcomes,
  interrupted,
}: Pick<Report, 'envelope' | 'outcomes' | 'interrupted'>): string | null {
  if (envelope.exitCode !== 2 || interrupted !== null || outcomes.length === 0) return null;
  if (!outcomes.every(({ verdicts }) => isNothingChecked(verdicts))) return null;
  const reasons = [...new Set(outcomes.map((outcome) => silenceOfPolicy(outcome)))];
  const others = reasons.length - 1;
  const more = others === 0 ? '' : `; ${counted(others, 'more reason')} below`;
  return `${reasons[0] ?? ''}${more}`;
}

/** Why a policy of which nothing was checked has no verdict that says something. */
function silenceOfPolicy({ verdicts, rulesOff }: CheckOutcome): string {
  const vacuous = verdicts.filter((verdict): verdict is Vacuous => verdict.status === 'vacuous');
  // That nothing was to be kept apart explains all the rest (V2).
  const first = vacuous.find(({ vacuity }) => vacuity === 'V2') ?? vacuous[0];
  if (first !== undefined) {
    const others = new Set(vacuous.map(({ reason }) => reason)).size - 1;
    // A reason is told as what stands after the name of its rule; some say no more than why that holds.
    const reason = first.reason.startsWith('holds ') ? `${titleOf(first)} ${first.reason}` : first.reason;
    return others === 0 ? reason : `${reason}; ${counted(others, 'more reason')} below`;
  }
  return rulesOff.length === 0
    ? 'no rule has anything to say about this policy'
    : `the rules that ran have nothing to say about this policy (${counted(rulesOff.length, 'rule')} left out)`;
}

/**
 * From verdicts to the exit code. Precedence 4 > 2 > 1 > 3 > 0: an answer that cannot be trusted outranks one that
 * could not be asked, that one outranks a violation, and "not known" must never hide a violation.
 */

import type { Severity } from '../policy/model.ts';
import type { ReplayFailure } from './failure.ts';
import type { Gate, Standing, Weakening } from './gate.ts';
import type { ExitCode, PropertyId, Verdict } from './verdict.ts';

/**
 * What makes a run fail: violations at or above a severity, and vacuous verdicts where asked for. The default is
 * `warning` without `vacuous`, so that a note informs and never fails. Where there is something to compare with, `changed`
 * and `existing` say whether findings fail that were there before.
 */
export interface FailOn {
  readonly severity: Severity;
  readonly vacuous: 'fails' | 'passes';
  /** Findings of before that now arise in another way. */
  readonly changed: 'fails' | 'passes';
  readonly existing: 'fails' | 'passes';
}

export const defaultFailOn: FailOn = {
  severity: 'warning',
  vacuous: 'passes',
  changed: 'passes',
  existing: 'passes',
};

const rank: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

/** Whether a verdict of that severity counts under the threshold. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return rank[severity] >= rank[threshold];
}

/** Whether a violation of that severity and standing fails the run: a new or worsened one that nobody answers for. */
export function fails(severity: Severity, standing: Standing, failOn: FailOn): boolean {
  if (!reaches(severity, failOn.severity) || standing.suppressed !== undefined) return false;
  switch (standing.state) {
    case undefined:
    case 'new':
      return true;
    case 'existing-with-changes':
      return standing.worsenedFrom !== undefined || failOn.changed === 'fails' || failOn.existing === 'fails';
    case 'existing':
      return standing.worsenedFrom !== undefined || failOn.existing === 'fails';
    default:
      return standing.state satisfies never;
  }
}

/** Whether a policy that became weaker fails the run. */
export function weakeningFails({ severity, suppressed }: Weakening, failOn: FailOn): boolean {
  return suppressed === undefined && reaches(severity, failOn.severity);
}

/** That names resolve and the hierarchy is acyclic: the reader sees to it, so it is no separation that was checked. */
const wellFormedness: ReadonlySet<PropertyId> = new Set(['P01', 'P02']);

/** Whether no verdict says anything: none at all, or only vacuous ones beside the well-formedness of the policy. */
export function isNothingChecked(verdicts: readonly Verdict[]): boolean {
  const speaking = verdicts.filter(({ status }) => status !== 'vacuous');
  return speaking.length < verdicts.length || verdicts.length === 0
    ? speaking.every(({ status, property }) => status === 'holds' && wellFormedness.has(property))
    : false;
}

/**
 * The exit code of a run that could be read. 2 where nothing was checked; there `--fail-on vacuous` changes nothing. A
 * violation below the threshold does not fail, but it is something checked.
 */
export function exitCodeOf(
  verdicts: readonly Verdict[],
  failures: readonly ReplayFailure[],
  failOn: FailOn,
  gate: Gate | null = null,
): ExitCode {
  if (failures.length > 0) return 4;
  // What became weaker was found by comparing, whatever is left to check.
  if (gate !== null && gateFails(gate, failOn)) return 1;
  if (isNothingChecked(verdicts)) return 2;
  let code: ExitCode = 0;
  for (const verdict of verdicts) {
    switch (verdict.status) {
      case 'violated':
        if (fails(verdict.severity, verdict.standing ?? {}, failOn)) return 1;
        break;
      case 'vacuous':
        if (failOn.vacuous === 'fails') return 1;
        break;
      case 'bounded':
      case 'unknown':
        code = 3;
        break;
      case 'holds':
        break;
      default:
        verdict satisfies never;
    }
  }
  return code;
}

function gateFails({ weakenings, problems }: Gate, failOn: FailOn): boolean {
  return (
    weakenings.some((weakening) => weakeningFails(weakening, failOn)) ||
    problems.some(({ severity }) => severity === 'error')
  );
}

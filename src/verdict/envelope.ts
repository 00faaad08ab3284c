/** The one shape that every judging command prints (ARCHITECTURE: the JSON envelope). */

import type { Profile } from '../profile/profile.ts';
import { exitCodeOf, type FailOn } from './exit-code.ts';
import type { ReplayFailure } from './failure.ts';
import type { Gate } from './gate.ts';
import type { Envelope, ExitCode, ReportedDiagnostic, Status, Verdict } from './verdict.ts';

/** What one policy contributes; `CheckOutcome` has this shape. */
export interface Part {
  readonly verdicts: readonly Verdict[];
  readonly failures: readonly ReplayFailure[];
  readonly repairsOmitted: number;
  readonly rulesOff: readonly string[];
}

/**
 * The envelope of a run over one or more policies, in the order given. `profile` is the reading of the run; where
 * policies set switches of their own, each verdict carries the reading it was computed under.
 */
export function envelopeOf(
  command: string,
  profile: Profile,
  parts: readonly Part[],
  failOn: FailOn,
  diagnostics: readonly ReportedDiagnostic[] = [],
  gate: Gate | null = null,
): Envelope {
  const verdicts = parts.flatMap((part) => part.verdicts);
  const failures = parts.flatMap((part) => part.failures);
  const counts: Record<Status, number> = { holds: 0, bounded: 0, vacuous: 0, violated: 0, unknown: 0 };
  for (const verdict of verdicts) counts[verdict.status] += 1;
  return {
    schemaVersion: 1,
    command,
    profile,
    verdicts,
    summary: {
      ...counts,
      policies: parts.length,
      repairsOmitted: sum(parts.map((part) => part.repairsOmitted)),
      rulesOff: sum(parts.map((part) => part.rulesOff.length)),
    },
    ...(gate === null ? {} : { gate }),
    failures,
    diagnostics,
    exitCode: exitCodeWith(diagnostics, exitCodeOf(verdicts, failures, failOn, gate)),
  };
}

/** What cannot be read was not judged, which outranks every answer but one that cannot be trusted. */
function exitCodeWith(diagnostics: readonly ReportedDiagnostic[], code: ExitCode): ExitCode {
  const unread = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  return unread && code !== 4 ? 2 : code;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** What every format is made from: the judged run of a command. */

import type { CheckOutcome } from '../check/run.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import type { FailOn } from '../verdict/exit-code.ts';
import type { Envelope, Verdict } from '../verdict/verdict.ts';

export interface Report {
  readonly envelope: Envelope;
  readonly outcomes: readonly CheckOutcome[];
  readonly diagnostics: readonly Diagnostic[];
  /** Why the run ended before everything was decided, or null. */
  readonly interrupted: string | null;
  /** What the envelope's exit code was judged by. */
  readonly failOn: FailOn;
  /** The command that repeats one verdict. */
  readonly repeat: (verdict: Verdict) => string;
}

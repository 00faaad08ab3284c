/** Judges policies one after the other, within a time limit, until the user interrupts. */

import { type CheckOptions, type CheckOutcome, checkPolicy, type ProgressEvent } from '../check/run.ts';
import type { Policy } from '../policy/model.ts';
import type { Envelope, ExitCode } from '../verdict/verdict.ts';
import { type Progress, progressText } from './progress.ts';
import type { Selection } from './selection.ts';
import type { World } from './world.ts';

export interface Run {
  readonly outcomes: readonly CheckOutcome[];
  /** Why not everything was decided, or null. */
  readonly interrupted: string | null;
}

export interface JudgeOptions {
  readonly selection: Selection;
  /** Seconds for everything. */
  readonly timeLimit?: number;
  readonly seed?: number;
  readonly repairs?: CheckOptions['repairs'];
}

/** After an interrupt the policies that are left get verdicts too: that they are not decided. */
export async function judge(
  policies: readonly Policy[],
  options: JudgeOptions,
  world: World,
  progress: Progress,
): Promise<Run> {
  const controller = new AbortController();
  const stopListening = world.onInterrupt(() => controller.abort());
  const deadline = options.timeLimit === undefined ? null : world.now() + options.timeLimit * 1000;
  const outcomes: CheckOutcome[] = [];
  let interrupted: string | null = null;
  try {
    for (const policy of policies) {
      const onProgress = (event: ProgressEvent): void => {
        if (event.kind === 'interrupted') interrupted ??= interruption(event.by, options.timeLimit);
        const text = progressText(event);
        if (text !== null) progress.tell(`${policy.name}: ${text}`);
      };
      const timeLimit = deadline === null ? {} : { timeLimit: Math.max(0, deadline - world.now()) };
      outcomes.push(
        await checkPolicy(policy, {
          ...options.selection,
          ...(options.seed === undefined ? {} : { seed: options.seed }),
          ...(options.repairs === undefined ? {} : { repairs: options.repairs }),
          ...timeLimit,
          signal: controller.signal,
          onProgress,
        }),
      );
    }
  } finally {
    stopListening();
  }
  // Rules may all have run when the interrupt came; then replays and repairs are missing.
  if (controller.signal.aborted) interrupted ??= interruption('signal', options.timeLimit);
  return { outcomes, interrupted };
}

function interruption(
  by: Extract<ProgressEvent, { kind: 'interrupted' }>['by'],
  seconds: number | undefined,
): string {
  return by === 'signal'
    ? 'interrupted; what is not told was not decided'
    : `the time limit of ${seconds} s is over; what is not told was not decided`;
}

/** What was not looked at is not known: 3, unless something worse is known already. */
export function exitCodeWith(envelope: Envelope, interrupted: string | null): ExitCode {
  if (interrupted === null || envelope.exitCode === 4 || envelope.exitCode === 1) return envelope.exitCode;
  const unread = envelope.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  return unread ? 2 : 3;
}

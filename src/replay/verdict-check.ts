/** What the checker says of a verdict. */

import type { z } from 'zod';
import type { verdictShape } from '../verdict/json-schema.ts';
import type { Status } from '../verdict/verdict.ts';

/** A verdict as evidence has it: of the right shape, and not yet believed. */
export type VerdictData = z.output<typeof verdictShape>;

export type CheckResult = 'accepted' | 'rejected' | 'undecided';

/** What the checker says of one verdict, or of a violation that no verdict claims (`status` is null). */
export interface VerdictCheck {
  readonly file: string;
  readonly rule: string;
  readonly constraint: string | null;
  readonly status: Status | null;
  readonly fingerprint: string | null;
  readonly result: CheckResult;
  /** Why it is not accepted, or how it was confirmed. */
  readonly reason: string;
}

export function checkOf(verdict: VerdictData, result: CheckResult, reason: string): VerdictCheck {
  const { file, rule, constraint, status, fingerprint } = verdict;
  return { file, rule, constraint, status, fingerprint, result, reason };
}

/** Of a policy that cannot be judged, and about which there is no verdict either. */
export function wholePolicy(file: string, reason: string): VerdictCheck {
  return { file, rule: '', constraint: null, status: null, fingerprint: null, result: 'rejected', reason };
}

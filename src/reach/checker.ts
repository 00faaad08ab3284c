/**
 * Who checks evidence: the one place where the independent checker is wired in. Until it is, nothing is confirmed, so that
 * nothing is believed.
 */

import type { Checker } from './judge.ts';

const missing = { kind: 'undecided', reason: 'there is no checker yet' } as const;

export const checker: Checker = { replayTrace: () => missing, checkInvariant: () => missing };

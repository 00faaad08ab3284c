/** Who checks evidence: the checker that knows nothing of the engine. */

import { checkInvariant } from '../replay/administration/check-invariant.ts';
import { replayTrace } from '../replay/administration/replay-trace.ts';
import type { Checker } from './judge.ts';

export const checker: Checker = {
  checkInvariant,
  replayTrace: (policy, goal, trace) => {
    const checked = replayTrace(policy, goal, trace);
    if (checked.kind === 'confirmed') return { kind: 'accepted' };
    const where = checked.step === null ? '' : `step ${checked.step}: `;
    return { kind: 'rejected', reason: `${where}${checked.reason}` };
  },
};

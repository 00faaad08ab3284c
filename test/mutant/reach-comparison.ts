/** The engine of reachability as it is bundled with a planted mistake: what it answers. */

import type { Policy } from '../../src/policy/model.ts';
import type { ReachAnswer } from '../../src/reach/answer.ts';
import { askReach } from '../../src/reach/ask.ts';

/** What is answered to the policy's first goal; null where the engine itself notices that something is wrong. */
export function difference(policy: Policy): ReachAnswer | null {
  const until = performance.now() + 1000;
  try {
    return askReach(policy, policy.administration!.goals[0]!, {
      interrupted: () => performance.now() > until,
    });
  } catch {
    return null;
  }
}

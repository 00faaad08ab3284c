/** Violating policies, each finding with the policy that its first repair makes of it. */

import { checkPolicy } from '../../src/check/run.ts';
import { type Finding, findingsOf, testedRules } from '../../src/export/findings.ts';
import type { Policy } from '../../src/policy/model.ts';
import { applyChanges } from '../../src/repair/apply.ts';

export interface Case {
  readonly finding: Finding;
  /** Null where there is no repair. */
  readonly repaired: Policy | null;
}

export async function casesOf(policy: Policy): Promise<readonly Case[]> {
  const { verdicts, failures } = await checkPolicy(policy, {
    only: testedRules,
    repairs: { perConstraint: 4, inAll: 8 },
  });
  if (failures.length > 0) throw new Error('a violation was not confirmed');
  return findingsOf(policy, verdicts).findings.map((finding) => {
    const verdict = verdicts.find(({ fingerprint }) => fingerprint === finding.fingerprint);
    const repair = verdict?.status === 'violated' ? verdict.repairs?.[0] : undefined;
    return { finding, repaired: repair === undefined ? null : applyChanges(policy, repair.changes) };
  });
}

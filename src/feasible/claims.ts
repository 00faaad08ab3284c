/** What a certificate claims of an answer; nothing of what is not known, and nothing whose proof was not kept. */

import { type CertificateClaim, proofText } from '../evidence/certificate.ts';
import type { Subject } from './subject.ts';
import type { TaskAnswer } from './task.ts';
import { rowsOf } from './tell/plan.ts';

export function claimsOf(
  subject: Subject,
  { decided, resilience }: TaskAnswer,
  absent: number,
): readonly CertificateClaim[] {
  const claims: CertificateClaim[] = [];
  const plan = (users: Int32Array) => [...rowsOf(subject, users)];
  const { starters } = subject;
  if (starters?.length === 0) claims.push({ kind: 'closed', absent: [] });
  else if (decided.kind === 'feasible') claims.push({ kind: 'feasible', plan: plan(decided.plan) });
  else if (decided.kind === 'infeasible' && decided.proof !== null)
    claims.push({ kind: 'infeasible', proof: proofText(decided.proof) });
  if (resilience === undefined) return claims;
  if (starters !== null && starters.length <= absent)
    claims.push({ kind: 'closed', absent: [...starters].map(subject.user) });
  else if (resilience.mode === 'static' && resilience.result.kind === 'resilient')
    claims.push({ kind: 'resilient', absent, plans: resilience.result.plans.map(plan) });
  if (resilience.mode === 'static' && resilience.result.kind === 'fatal' && resilience.proof !== null) {
    const [first] = resilience.result.fatal.sets;
    if (first !== undefined)
      claims.push({
        kind: 'fragile',
        absent: first.users.map(subject.user),
        proof: proofText(resilience.proof),
      });
  }
  return claims;
}

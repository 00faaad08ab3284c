/** Checks what a certificate claims of an administration: an invariant from the raw facts, a trace step by step. */

import type { ReachClaim } from '../evidence/certificate.ts';
import { goalOf, goalWords } from '../evidence/goal-text.ts';
import { readArbac } from '../import/arbac.ts';
import { importers } from '../import/importers.ts';
import type { Policy } from '../policy/model.ts';
import { readPolicy } from '../policy/read.ts';
import { type DirectoryReader, readText } from '../source/files.ts';
import { checkInvariant } from './administration/check-invariant.ts';
import { replayTrace } from './administration/replay-trace.ts';
import type { VerdictCheck } from './verdict-check.ts';

/** The policy of a certificate, or why it cannot be had. `mostBytes`: of a file. */
export function administered(file: string, files: DirectoryReader, mostBytes: number): Policy | string {
  const read = file.endsWith('.arbac')
    ? readImported(file, files, mostBytes)
    : readPolicy(file, files, { importers });
  if (typeof read === 'string') return read;
  return read.kind === 'ok'
    ? read.value
    : `\`${file}\` cannot be read: ${read.diagnostics[0]?.message ?? 'unknown'}`;
}

function readImported(file: string, files: DirectoryReader, mostBytes: number) {
  const text = readText(files, file, mostBytes, '');
  return text.kind === 'failed' ? text.diagnostic.message : readArbac(text.file);
}

/** `policy`: text where it cannot be had. The goal is said as the claim has it, whether the policy states it or not. */
export function checkReachClaim(file: string, policy: Policy | string, claim: ReachClaim): VerdictCheck {
  return {
    file,
    rule: 'reach',
    constraint: goalWords(claim.goal),
    status: claim.kind === 'unreachable' ? 'holds' : 'violated',
    fingerprint: null,
    ...(typeof policy === 'string' ? { result: 'rejected', reason: policy } : resultOf(policy, claim)),
  };
}

function resultOf(policy: Policy, claim: ReachClaim): Pick<VerdictCheck, 'result' | 'reason'> {
  if (policy.administration === null)
    return { result: 'rejected', reason: 'the policy says nothing of its administration' };
  const goal = goalOf(policy, claim.goal);
  if ('unknown' in goal)
    return { result: 'rejected', reason: `the policy does not know \`${goal.unknown}\`` };
  switch (claim.kind) {
    case 'unreachable': {
      const checked = checkInvariant(policy, goal, claim.invariant);
      return checked.kind === 'accepted'
        ? {
            result: 'accepted',
            reason: 'its invariant is true of every reachable state and excludes the goal',
          }
        : { result: checked.kind, reason: checked.reason };
    }
    case 'reachable': {
      const replayed = replayTrace(policy, goal, claim.trace);
      if (replayed.kind === 'confirmed')
        return { result: 'accepted', reason: 'its steps were performed one by one, and lead to the goal' };
      const where = replayed.step === null ? '' : `step ${replayed.step}: `;
      return { result: 'rejected', reason: `${where}${replayed.reason}` };
    }
    default:
      return claim satisfies never;
  }
}

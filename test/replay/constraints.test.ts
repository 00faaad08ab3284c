/** What the independent checker says of verdicts about an application with constraints that were changed. */

import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import type { Policy } from '../../src/policy/model.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { recheckedRules } from '../../src/replay/recheck/recheck.ts';
import type { VerdictData } from '../../src/replay/verdict-check.ts';
import { verifyPolicy } from '../../src/replay/verify-policy.ts';
import { nodeFiles } from '../../src/source/files.ts';
import { verdictShape } from '../../src/verdict/json-schema.ts';

const scenario = resolve(import.meta.dirname, '../../scenarios/loan');

function policyOf(name: string): Policy {
  const read = readPolicy(`${name}.policy.yaml`, nodeFiles(scenario));
  if (read.kind === 'failed') throw new Error(`${name} does not read`);
  return read.value;
}

async function verdictsOf(policy: Policy): Promise<readonly VerdictData[]> {
  const { verdicts } = await checkPolicy(policy);
  return verdicts.map((verdict) => verdictShape.parse(JSON.parse(JSON.stringify(verdict))));
}

/** What is said of the verdict of `feasible`, and of what is missing. */
function judged(policy: Policy, verdicts: readonly VerdictData[]) {
  const { verdicts: checks, dropped } = verifyPolicy(policy, recheckedRules, verdicts);
  return [...checks, ...dropped]
    .filter(({ rule }) => rule === 'feasible')
    .map(({ result, reason }) => `${result}: ${reason}`);
}

describe('a plan', () => {
  const policy = policyOf('everybody');

  test('is accepted as it was found', async () => {
    expect(judged(policy, await verdictsOf(policy))).toEqual([
      'accepted: the plan gives every session a candidate and respects all exclusions and constraints',
    ]);
  });

  test.each([
    [{ pay: 'gus' }, 'it breaks `one-face`: apply and pay need the same person'],
    [{ score: 'fay' }, 'it breaks `small-circle`'],
    [{ appraise: 'bea' }, 'it breaks `seniors-or-three`'],
    [{ appraise: 'fay' }, 'it breaks `one-branch`'],
    [{ countersign: 'bea' }, 'it breaks `case-officer`: eve must do countersign'],
  ])('is refused where %o', async (change, reason) => {
    const users = new Map(Object.entries(change));
    const changed = (await verdictsOf(policy)).map((verdict): VerdictData => {
      if (verdict.status !== 'holds' || verdict.evidence.kind !== 'plan') return verdict;
      const plan = verdict.evidence.plan.map(({ session, user }) => ({
        session,
        user: users.get(session) ?? user,
      }));
      return { ...verdict, evidence: { kind: 'plan', plan } };
    });
    const [said, ...rest] = judged(policy, changed);
    expect(rest).toEqual([]);
    expect(said).toContain('rejected');
    expect(said).toContain(reason);
  });
});

describe('a conflict', () => {
  const policy = policyOf('summer');

  test('is accepted, and missed where it is left out', async () => {
    const verdicts = await verdictsOf(policy);
    expect(judged(policy, verdicts)).toEqual([
      'accepted: the specification is false at the witness, and the naive decision finds it',
    ]);
    expect(
      judged(
        policy,
        verdicts.filter(({ rule }) => rule !== 'feasible'),
      ),
    ).toEqual(['rejected: no verdict claims a violation: loan']);
  });

  test('is refused where a part of its core is left out, and of another policy', async () => {
    const verdicts = await verdictsOf(policy);
    const without = (id: string): VerdictData[] =>
      verdicts.map((verdict) =>
        verdict.status === 'violated'
          ? {
              ...verdict,
              core: verdict.core.filter((one) => one.kind !== 'session-constraint' || one.id !== id),
            }
          : verdict,
      );
    const violated = verdicts.find(({ rule, status }) => rule === 'feasible' && status === 'violated');
    const ids =
      violated?.status === 'violated'
        ? violated.core.flatMap((one) => (one.kind === 'session-constraint' ? [one.id] : []))
        : [];
    expect(ids.length).toBeGreaterThan(3);
    for (const id of ids)
      expect(judged(policy, without(id))[0], id).toBe('rejected: the specification holds at the witness');
    expect(judged(policyOf('everybody'), verdicts)[0]).toBe(
      'rejected: the specification holds at the witness',
    );
  });
});

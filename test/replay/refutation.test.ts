/** Refutations as evidence: accepted as they were written, whatever the naive decision can try; rejected when touched. */

import { describe, expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import type { Policy } from '../../src/policy/model.ts';
import { verifyPolicy } from '../../src/replay/verify-policy.ts';
import { verdictShape } from '../../src/verdict/json-schema.ts';
import type { Holds } from '../../src/verdict/verdict.ts';

const upTo = (size: number) => Array.from({ length: size }, (_, at) => at);
const permissions = upTo(8).map((at) => `o${at}:do`);

/** Every user holds two neighbouring permissions of a ring of nine, so that four are too few. */
const ring: PolicyInput = {
  users: upTo(9).map((at) => `u${at}`),
  assignments: upTo(9).map((at) => [`u${at}`, `r${at}`] as const),
  grants: upTo(9).flatMap((at) => [at, (at + 1) % 9].map((one) => [`r${at}`, `o${one}:do`] as const)),
  operations: [{ name: 'ring', permissions: upTo(9).map((at) => `o${at}:do`), atLeast: 5 }],
};

/** Two roles for each permission; those of neighbours on a ring of odd length exclude each other. */
const enforced: PolicyInput = {
  users: ['ann'],
  grants: upTo(7).flatMap((at) => ['a', 'b'].map((one) => [`${one}${at}`, `o${at}:do`] as const)),
  constraints: upTo(7).map((at) => ({
    kind: 'exclusion' as const,
    relation: 'static' as const,
    sets: ['a', 'b'].flatMap((one) =>
      ['a', 'b'].map((other) => ({ members: [`${one}${at}`, `${other}${(at + 1) % 7}`] })),
    ),
  })),
  operations: [{ name: 'ring', permissions: upTo(7).map((at) => `o${at}:do`), atLeast: 3, enforced: true }],
};

/** ann and bob may do everything; but whoever does s0 and s1 leaves nobody for s2. */
const planned: PolicyInput = {
  users: ['ann', 'bob', 'cho'],
  assignments: [
    ...['r0', 'r1', 'r2'].flatMap((role) => ['ann', 'bob'].map((user) => [user, role] as const)),
    ['cho', 'r0'],
  ],
  grants: upTo(3).map((at) => [`r${at}`, permissions[Math.min(at, 1)]!] as const),
  applications: [
    {
      name: 'order',
      everyPlan: true,
      sessions: upTo(3).map((at) => ({ name: `s${at}`, roles: [`r${at}`] })),
      exclusions: [
        ['s1', 's2'],
        ['s0', 's1'],
        ['s0', 's2'],
      ],
    },
  ],
};

const cases = [
  ['k-user-sod', ring],
  ['enforced-sod', enforced],
  ['every-plan-sod', planned],
] as const;

async function proved(rule: string, input: PolicyInput) {
  const policy = buildPolicy(input);
  const { verdicts } = await checkPolicy(policy, { only: [rule] });
  const [verdict] = verdicts;
  if (verdict?.status !== 'holds' || verdict.evidence.kind !== 'refutation') throw new Error('no refutation');
  return { policy, verdict, questions: verdict.evidence.questions };
}

/** What the checker says, allowed hardly any attempts of its own. */
function verified(policy: Policy, rule: string, verdict: Holds) {
  const published = verdictShape.parse(JSON.parse(JSON.stringify(verdict)));
  const [check] = verifyPolicy(policy, [rule], [published], 3).verdicts;
  return `${check!.result}: ${check!.reason}`;
}

describe.each(cases)('%s', (rule, input) => {
  test('its refutation is accepted where trying would take too long', async () => {
    const { policy, verdict } = await proved(rule, input);
    expect(verified(policy, rule, verdict)).toBe(
      'accepted: its refutation follows from the facts of the policy, line by line',
    );
    const trying: Holds = { ...verdict, evidence: { kind: 'recheck' } };
    expect(verified(policy, rule, trying)).toBe('undecided: the exhaustive search gave up');
  });

  test('a refutation without its questions is rejected', async () => {
    const { policy, verdict } = await proved(rule, input);
    const without: Holds = { ...verdict, evidence: { kind: 'refutation', questions: [] } };
    expect(verified(policy, rule, without)).toMatch(/^rejected: its refutation says nothing/);
  });

  test('a refutation without its lines, or with others, is rejected', async () => {
    const { policy, verdict, questions } = await proved(rule, input);
    const withLines = (edit: (lines: readonly string[]) => readonly string[]): Holds => ({
      ...verdict,
      evidence: {
        kind: 'refutation',
        questions: questions.map((one) => ({ ...one, lines: edit(one.lines) })),
      },
    });
    expect(
      verified(
        policy,
        rule,
        withLines(() => []),
      ),
    ).toBe('rejected: its refutation does not end');
    const endless = (lines: readonly string[]) => lines.slice(0, -1);
    expect(verified(policy, rule, withLines(endless))).toBe('rejected: its refutation does not end');
    expect(
      verified(
        policy,
        rule,
        withLines((lines) => ['nonsense', ...lines]),
      ),
    ).toMatch(/^rejected: line 1 of its refutation does not follow/);
  });
});

test('a refutation of one policy is none of a weaker one', async () => {
  const { verdict } = await proved('k-user-sod', ring);
  const colluding = buildPolicy({ ...ring, grants: [...ring.grants!, ['r0', 'o4:do'], ['r0', 'o5:do']] });
  expect(verified(colluding, 'k-user-sod', verdict)).toMatch(/^rejected: /);
  const { verdict: enforces } = await proved('enforced-sod', enforced);
  const loose = buildPolicy({ ...enforced, constraints: enforced.constraints!.slice(1) });
  expect(verified(loose, 'enforced-sod', enforces)).toMatch(/^rejected: /);
});

/**
 * What would be violated is what `check` finds of the policy after the change and did not find before; what a user violates
 * is what `check` finds of the user in the whole policy. The policies are of all kinds that constraints on users come in,
 * under any reading profile.
 */

import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { changePolicy } from '../../src/change/apply.ts';
import { readChangeFlags } from '../../src/change/flags.ts';
import { type CheckOutcome, checkPolicy } from '../../src/check/run.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import type { Policy } from '../../src/policy/model.ts';
import { possibleBuilder } from '../../src/policy/possible.ts';
import { accessOf } from '../../src/query/access.ts';
import { assignable } from '../../src/query/assignable.ts';
import { conflicts } from '../../src/query/conflicts.ts';
import { objectionsTo, userRules } from '../../src/query/hypothetical.ts';
import { isWithin } from '../../src/verdict/fingerprint.ts';
import type { Verdict, Violated } from '../../src/verdict/verdict.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';

const runs = Math.max(25, Math.floor(Number(process.env.DUTYPROOF_CASES ?? 0) / 20));
const rules = [...userRules, 'cardinality'];

const themes: readonly Theme[] = ['roles', 'permissions', 'objects', 'state', 'application', 'coalitions'];

const met = new Map<string, number>();
const meet = (what: string): void => void met.set(what, (met.get(what) ?? 0) + 1);

/** The user with the most roles: where conflicts are near. */
function busiest({ users, assignments }: Policy): number {
  const counts = users.list.map((_, user) => assignments.left.filter((one) => one === user).length);
  return counts.indexOf(Math.max(...counts.slice(0, users.declaredCount)));
}

/** A prerequisite of the moment of assignment is asked then. */
const asked = (policy: Policy): Policy => ({
  ...policy,
  profile: { ...policy.profile, prerequisite: 'invariant' },
});

const checked = (policy: Policy): Promise<CheckOutcome> =>
  checkPolicy(policy, { only: rules, repairs: { perConstraint: 0, inAll: 0 } });

const isViolated = (verdict: Verdict): verdict is Violated =>
  verdict.status === 'violated' && verdict.severity !== 'note';

/** `rule constraint` of what is violated after and was not before; a cardinality counts anew with each further user. */
function newIn(before: CheckOutcome, after: CheckOutcome): readonly string[] {
  const known = new Set(before.verdicts.map(({ fingerprint }) => fingerprint));
  const extents = [...before.extents.values()];
  const wasTooMany = new Map(
    before.verdicts
      .filter(({ rule }) => rule === 'cardinality')
      .filter(isViolated)
      .map((verdict) => [verdict.constraint, verdict.counterexample.sentence.split(',')[0]]),
  );
  return after.verdicts
    .filter(isViolated)
    .filter((verdict) => {
      if (verdict.rule === 'cardinality')
        return wasTooMany.get(verdict.constraint) !== verdict.counterexample.sentence.split(',')[0];
      if (known.has(verdict.fingerprint)) return false;
      const extent = after.extents.get(verdict.fingerprint)!;
      return !extents.some((other) => isWithin(extent, other));
    })
    .map(({ rule, constraint }) => `${rule} ${constraint}`)
    .sort();
}

function assigned(policy: Policy, user: string, role: string): Policy {
  const flags = readChangeFlags([{ flag: 'assign', value: `${user}=${role}` }], policy);
  if (flags.kind === 'failed') throw new Error('not read');
  return changePolicy(policy, flags.value).policy;
}

test.each(themes)('objections are what check finds after the change: %s', async (theme) => {
  await fc.assert(
    fc.asyncProperty(policyInput(theme), async (input) => {
      const policy = asked(buildPolicy(input));
      if (policy.users.declaredCount === 0) return;
      const user = busiest(policy);
      const name = policy.users.list[user]!;
      const own = new Set(
        [...policy.assignments.left].flatMap((left, row) =>
          left === user ? [policy.assignments.right[row]!] : [],
        ),
      );
      const others = policy.roles.list.flatMap((_, role) =>
        own.has(role) || role >= policy.roles.declaredCount ? [] : [role],
      );
      const objections = await objectionsTo(policy, user, others);
      const answer = await assignable(accessOf(policy), user, null);
      const before = await checked(policy);
      for (const role of others) {
        const roleName = policy.roles.list[role]!;
        const expected = newIn(before, await checked(assigned(policy, name, roleName)));
        const told = objections.get(role)!.map((one) => `${one.rule} ${one.constraint}`);
        expect([...new Set(told)].sort()).toEqual([...new Set(expected)]);
        for (const { certainty, sentence } of objections.get(role)!) {
          expect(certainty).toBe('certain');
          expect(sentence).not.toContain('\u0001');
        }
        for (const one of told) meet(one.split(' ')[0]!);
        const isFree = answer.free.some((one) => one.role === roleName);
        expect(isFree).toBe(expected.length === 0);
        expect(answer.refused.some((one) => one.role === roleName)).toBe(!isFree);
        meet(isFree ? 'free' : 'refused');
      }
    }),
    { seed: 5, numRuns: theme === 'permissions' ? 2 * runs : runs },
  );
});

describe('cardinalities count the user once', () => {
  const board = (cardinality: 'assigned' | 'authorised', atMost: number) =>
    buildPolicy({
      profile: { cardinality },
      users: ['kim', 'lee'],
      roles: ['head', 'deputy'],
      inheritance: [['head', 'deputy']],
      assignments: [
        ['kim', 'head'],
        ['lee', 'deputy'],
      ],
      constraints: [{ id: 'few', kind: 'cardinality', role: 'deputy', atMost }],
    });
  const told = async (policy: Policy, user: number, role: number) =>
    (await objectionsTo(policy, user, [role])).get(role)!.map(({ sentence }) => sentence);

  test('who is counted by another role is not one more', async () => {
    expect(await told(board('authorised', 2), 0, 1)).toEqual([]);
    expect(await told(board('authorised', 1), 0, 1)).toEqual([]);
    expect(await told(board('assigned', 1), 0, 1)).toEqual(['2 users would have deputy, and 1 may']);
    expect(await told(board('assigned', 2), 0, 1)).toEqual([]);
  });

  test('a senior role counts where authorised users do', async () => {
    const policy = board('authorised', 1);
    const more = assigned(policy, 'kim', 'deputy');
    expect(await told(more, 1, 0)).toEqual([]);
  });
});

test('what depends on possible facts is told as possible', async () => {
  const base = buildPolicy({
    users: ['kim'],
    roles: ['a', 'b', 'c'],
    assignments: [['kim', 'a']],
    constraints: [
      { id: 'ab', kind: 'exclusion', relation: 'static', sets: [{ members: ['a', 'b'] }] },
      { id: 'bc', kind: 'exclusion', relation: 'static', sets: [{ members: ['b', 'c'] }] },
      { id: 'needs', kind: 'prerequisite', role: 'b', needs: ['c'] },
    ],
  });
  const possible = possibleBuilder();
  const at = { file: 0, line: 1 };
  const doubt = possible.doubt({ place: { ...at, column: 1 }, reason: 'unclear', reaches: 'facts' });
  possible.add('assignments', 0, 2, at, doubt);
  const policy = { ...base, possible: possible.build() };
  const objections = (await objectionsTo(policy, 0, [1])).get(1)!;
  // With c, b would conflict; without it, b would lack what it needs.
  expect(objections.map(({ constraint, certainty }) => `${constraint} ${certainty}`).sort()).toEqual([
    'ab certain',
    'bc possible',
    'needs possible',
  ]);
});

test.each<Theme>(['roles', 'permissions', 'objects', 'sessions', 'state', 'application'])(
  'conflicts of a user are those that check finds of the user: %s',
  async (theme) => {
    await fc.assert(
      fc.asyncProperty(policyInput(theme), async (input) => {
        const policy = buildPolicy(input);
        const { verdicts } = await checkPolicy(policy, { repairs: { perConstraint: 0, inAll: 0 } });
        const access = accessOf(policy);
        for (const name of policy.users.list.slice(0, policy.users.declaredCount)) {
          const sessions = policy.sessions.flatMap((session) =>
            policy.users.list[session.user] === name ? [session.name] : [],
          );
          const answer = await conflicts(access, policy.users.ids.get(name)!);
          const expected = verdicts.filter(
            (verdict): verdict is Violated =>
              verdict.status === 'violated' &&
              answer.rules.includes(verdict.rule) &&
              (verdict.rule === 'cardinality'
                ? verdict.counterexample.paths.some(({ steps }) => steps[0]?.left === name)
                : verdict.counterexample.bindings.some(
                    ({ sort, value }) =>
                      (sort === 'USER' && value === name) || (sort === 'SID' && sessions.includes(value)),
                  )),
          );
          expect(answer.found.map(({ fingerprint }) => fingerprint).sort()).toEqual(
            expected.map(({ fingerprint }) => fingerprint).sort(),
          );
          for (const { rule } of answer.found) meet(`conflict ${rule}`);
        }
      }),
      { seed: 6, numRuns: Math.ceil(runs / 2) },
    );
  },
);

afterAll(() => {
  for (const what of [
    ...rules,
    'free',
    'refused',
    ...[
      'static-sod',
      'permission-sod',
      'object-sod',
      'dynamic-sod',
      'session-authorisation',
      'cardinality',
    ].map((rule) => `conflict ${rule}`),
  ])
    expect([what, (met.get(what) ?? 0) > 0]).toEqual([what, true]);
});

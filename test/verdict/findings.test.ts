/** Fingerprints of whole checks: what must not change them does not, and what must does. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import type { Facts, Policy } from '../../src/policy/model.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';

const themes: readonly Theme[] = [
  'roles',
  'permissions',
  'objects',
  'sessions',
  'state',
  'application',
  'workflow',
];

async function findings(policy: Policy): Promise<readonly string[]> {
  const { verdicts } = await checkPolicy(policy, { repairs: { perConstraint: 0, inAll: 0 } });
  return verdicts
    .flatMap((verdict) =>
      verdict.status === 'violated'
        ? [
            `${verdict.rule} ${verdict.constraint} ${verdict.counterexample.bindings.map(({ value }) => value).join(' ')} ` +
              `${verdict.fingerprint} ${verdict.coreFingerprint}`,
          ]
        : [],
    )
    .sort();
}

const fingerprints = (list: readonly string[]) =>
  list.map((line) => line.split(' ').slice(-2).join(' ')).sort();

/** Everything in another order, also the sets of one constraint, with the ids that the order gave. */
function shuffled(input: PolicyInput, order: readonly number[]): PolicyInput {
  const mixed = <T>(list: readonly T[]): T[] =>
    list
      .map((item, at) => ({ item, key: order[at % order.length]! * 31 + ((at * 7919) % 101) }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  const constraints = (input.constraints ?? []).map((constraint, at) => {
    const named = { ...constraint, id: constraint.id ?? `c${at + 1}` };
    return named.kind === 'exclusion'
      ? { ...named, sets: mixed(named.sets).map((set) => ({ ...set, members: mixed(set.members) })) }
      : named;
  });
  return {
    ...input,
    users: mixed(input.users ?? []),
    roles: mixed(input.roles ?? []),
    assignments: mixed(input.assignments ?? []),
    inheritance: mixed(input.inheritance ?? []),
    grants: mixed(input.grants ?? []),
    sessions: mixed(input.sessions ?? []),
    constraints: mixed(constraints),
    applications: (input.applications ?? []).map((application) => ({
      ...application,
      sessions: mixed(application.sessions),
      exclusions: mixed(application.exclusions).map(([a, b]) => [b, a] as const),
      constraints: mixed(
        (application.constraints ?? []).map((constraint, at) => ({
          ...constraint,
          id: constraint.id ?? `${application.name}-${at + 1}`,
          ...('sessions' in constraint ? { sessions: mixed(constraint.sessions) } : {}),
        })),
      ),
    })),
  };
}

/** Other files, other lines, and a person with a role that nothing else is about. */
function elsewhere(input: PolicyInput): Policy {
  const policy = buildPolicy({
    ...input,
    users: [...(input.users ?? []), 'zoe'],
    roles: ['aside', ...(input.roles ?? [])],
    assignments: [['zoe', 'aside'], ...(input.assignments ?? [])],
  });
  const moved = (facts: Facts): Facts => ({ ...facts, line: facts.line.map((line) => line + 100) });
  return {
    ...policy,
    path: 'other/name.policy.yaml',
    files: policy.files.map((file) => ({ ...file, path: 'other/name.policy.yaml' })),
    assignments: moved(policy.assignments),
    inheritance: moved(policy.inheritance),
    grants: moved(policy.grants),
  };
}

test.each(themes)('policies about %s keep their fingerprints', async (theme) => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      policyInput(theme),
      fc.array(fc.nat(1000), { minLength: 3, maxLength: 7 }),
      async (input, order) => {
        const before = await findings(buildPolicy(input));
        const reordered = await findings(buildPolicy(shuffled(input, order)));
        const moved = await findings(elsewhere(input));
        compared += before.length;
        expect(fingerprints(reordered)).toEqual(fingerprints(before));
        expect(fingerprints(moved)).toEqual(fingerprints(before));
      },
    ),
    { seed: 4711, numRuns: 100 },
  );
  expect(compared).toBeGreaterThan(20);
});

test('which of several violated sets is told does not depend on their order', async () => {
  const limited = (sets: readonly (readonly string[])[]) =>
    buildPolicy({
      users: ['kim'],
      roles: ['e', 'd', 'c', 'b', 'a'],
      assignments: ['a', 'b', 'c', 'd', 'e'].map((role) => ['kim', role] as const),
      constraints: [
        {
          id: 'one',
          kind: 'exclusion',
          relation: 'static',
          sets: sets.map((members) => ({ members, limit: 3 })),
        },
        {
          id: 'two',
          kind: 'exclusion',
          relation: 'static',
          sets: [{ members: ['a', 'b'] }, { members: ['b', 'c'] }],
        },
      ],
    });
  const found = await findings(
    limited([
      ['a', 'b', 'c'],
      ['c', 'd', 'e'],
    ]),
  );
  const reversed = await findings(
    limited([
      ['e', 'd', 'c'],
      ['c', 'b', 'a'],
    ]),
  );
  expect(found.length).toBeGreaterThanOrEqual(2);
  expect(fingerprints(reversed)).toEqual(fingerprints(found));
});

test('which of several constraints keeps a session shut does not depend on their order', async () => {
  const apart = [
    { id: 'first', kind: 'exclusion', relation: 'dynamic', sets: [{ members: ['a', 'b'] }] },
    { id: 'second', kind: 'exclusion', relation: 'dynamic', sets: [{ members: ['b', 'c'] }] },
  ] as const;
  const shut = (constraints: PolicyInput['constraints'] & {}) =>
    findings(
      buildPolicy({
        users: ['kim'],
        roles: ['a', 'b', 'c'],
        constraints,
        applications: [{ name: 'app', sessions: [{ name: 's', roles: ['a', 'b', 'c'] }], exclusions: [] }],
      }),
    );
  const found = await shut(apart);
  expect(found.some((line) => line.startsWith('template-dynamic-sod'))).toBe(true);
  expect(fingerprints(await shut(apart.toReversed()))).toEqual(fingerprints(found));
});

test('another person in the conflict is another finding', async () => {
  const limited = (holders: readonly string[]) =>
    buildPolicy({
      users: ['kim', 'lee', 'park'],
      roles: ['cfo'],
      assignments: holders.map((user) => [user, 'cfo'] as const),
      constraints: [{ id: 'one-cfo', kind: 'cardinality', role: 'cfo', atMost: 1 }],
    });
  const two = await findings(limited(['kim', 'lee']));
  const three = await findings(limited(['kim', 'lee', 'park']));
  const others = await findings(limited(['kim', 'park']));
  expect([two.length, three.length, others.length]).toEqual([1, 1, 1]);
  expect(new Set(fingerprints([...two, ...three, ...others])).size).toBe(3);
});

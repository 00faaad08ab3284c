import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bankE, bankPolicy, generateBank } from '../../scenarios/bank/bank.ts';
import { checkPolicy } from '../../src/check/run.ts';
import type { Edit } from '../../src/incremental/edit.ts';
import { type OpenPolicy, openPolicy, type Rechecked } from '../../src/incremental/open.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import type { Policy } from '../../src/policy/model.ts';
import type { Violated } from '../../src/verdict/verdict.ts';
import { permissionNames, policyInput, roleNames, type Theme, userNames } from '../oracle/arbitrary.ts';

async function fromScratch(policy: Policy): Promise<readonly Violated[]> {
  const { verdicts, failures } = await checkPolicy(policy, { repairs: { perConstraint: 0, inAll: 0 } });
  expect(failures).toEqual([]);
  return verdicts.flatMap((verdict) => (verdict.status === 'violated' ? [verdict] : []));
}

/** Everything that is told of a violation; how it holds in the specification is of the state that it was asked in. */
const told = ({ counterexample, ...verdict }: Violated): string => {
  const { why: _why, ...rest } = counterexample;
  return JSON.stringify({ ...verdict, counterexample: rest });
};
const sorted = (violations: readonly Violated[]) => violations.map(told).sort();

const fact = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      relation: fc.constant('assignment' as const),
      left: fc.constantFrom(...userNames),
      right: fc.constantFrom(...roleNames),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      relation: fc.constant('inheritance' as const),
      left: fc.constantFrom(...roleNames),
      right: fc.constantFrom(...roleNames),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      relation: fc.constant('grant' as const),
      left: fc.constantFrom(...roleNames),
      right: fc.constantFrom(...permissionNames),
    }),
  },
);
const edit: fc.Arbitrary<Edit> = fc
  .tuple(fc.constantFrom('add' as const, 'remove' as const), fact)
  .map(([kind, one]) => ({ kind, ...one }));

/** An edit, or the removal of a fact that there is. */
type Step = Edit | { readonly relation: Edit['relation']; readonly pick: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: edit },
  {
    weight: 2,
    arbitrary: fc.record({
      relation: fc.constantFrom('assignment' as const, 'inheritance' as const, 'grant' as const),
      pick: fc.nat(),
    }),
  },
);

function editOf(policy: Policy, one: Step): Edit | null {
  if ('kind' in one) return one;
  const { users, roles, permissions } = policy;
  const [facts, left, right] = {
    assignment: [policy.assignments, users, roles],
    inheritance: [policy.inheritance, roles, roles],
    grant: [policy.grants, roles, permissions],
  }[one.relation] as [Policy['grants'], Policy['users'], Policy['users']];
  if (facts.left.length === 0) return null;
  const row = one.pick % facts.left.length;
  return {
    kind: 'remove',
    relation: one.relation,
    left: left.list[facts.left[row]!]!,
    right: right.list[facts.right[row]!]!,
  };
}

/** The lists before and after, and what was told to have happened between them. */
function expectDifference(before: readonly Violated[], now: readonly Violated[], outcome: Rechecked): void {
  const was = new Map(before.map((one) => [one.fingerprint, one]));
  const is = new Map(now.map((one) => [one.fingerprint, one]));
  const appeared = now.filter(({ fingerprint }) => !was.has(fingerprint));
  const resolved = before.filter(({ fingerprint }) => !is.has(fingerprint));
  expect(sorted(outcome.appeared)).toEqual(sorted(appeared));
  expect(sorted(outcome.resolved)).toEqual(sorted(resolved));
  for (const { before: old, now: one } of outcome.changed) {
    expect(old.fingerprint).toBe(one.fingerprint);
    expect(told(old)).not.toBe(told(one));
  }
  const stayed = now.filter(
    (one) => was.has(one.fingerprint) && told(was.get(one.fingerprint)!) !== told(one),
  );
  expect(sorted(outcome.changed.map((one) => one.now))).toEqual(sorted(stayed));
}

const fired = { steps: 0, appeared: 0, resolved: 0, changed: 0, nothing: 0, inFull: 0, refused: 0 };

async function follow(policy: Policy, steps: readonly Step[]): Promise<void> {
  const open: OpenPolicy = await openPolicy(policy);
  let before = await fromScratch(policy);
  expect(sorted(open.violations())).toEqual(sorted(before));
  for (const one of steps) {
    const next = editOf(open.policy(), one);
    if (next === null) continue;
    const outcome = await open.apply(next);
    fired.steps += 1;
    if (outcome.kind === 'refused') {
      fired.refused += 1;
      continue;
    }
    expect(outcome.failures).toEqual([]);
    const now = await fromScratch(open.policy());
    expect(sorted(open.violations())).toEqual(sorted(now));
    expectDifference(before, now, outcome);
    fired.appeared += outcome.appeared.length;
    fired.resolved += outcome.resolved.length;
    fired.changed += outcome.changed.length;
    fired.inFull += outcome.inFull.length;
    if (outcome.appeared.length + outcome.resolved.length + outcome.changed.length === 0) fired.nothing += 1;
    before = now;
  }
}

const themes: Readonly<Partial<Record<Theme, number>>> = {
  roles: 90,
  permissions: 90,
  state: 60,
  sessions: 20,
  objects: 10,
  dangling: 20,
  cyclic: 20,
  application: 5,
};

describe('a policy that stays open says what a full check of it says', () => {
  for (const [theme, runs] of Object.entries(themes)) {
    test(`after any changes: ${theme}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          policyInput(theme as Theme),
          fc.array(step, { minLength: 1, maxLength: 14 }),
          async (input, edits) => follow(buildPolicy(input), edits),
        ),
        { seed: 20261125, numRuns: Number(process.env.DUTYPROOF_CASES ?? 0) || runs },
      );
    }, 60_000);
  }

  test('and much happens on the way', () => {
    expect(fired.steps).toBeGreaterThan(1200);
    expect(fired.appeared).toBeGreaterThan(80);
    expect(fired.resolved).toBeGreaterThan(80);
    expect(fired.changed).toBeGreaterThan(15);
    expect(fired.nothing).toBeGreaterThan(500);
    expect(fired.inFull).toBeGreaterThan(1000);
  });
});

test('a bank follows its changes', async () => {
  const bank = generateBank({
    ...bankE,
    users: 600,
    roles: 300,
    pairs: 120,
    planted: 12,
    seed: 5,
    beyond: { sets: 30, permissions: 900, permissionPairs: 60, plantedSets: 4, plantedPermissions: 8 },
  });
  const some = bank.planted.slice(0, 6).map(({ user, maker }) => ({ user, role: maker }));
  const edits = some.flatMap(({ user, role }): Edit[] => [
    { kind: 'add', relation: 'assignment', left: bank.users[user]!, right: bank.roles[role]! },
    { kind: 'remove', relation: 'assignment', left: bank.users[user]!, right: bank.roles[role]! },
    {
      kind: 'add',
      relation: 'assignment',
      left: bank.users[(user + 1) % 600]!,
      right: bank.roles[role]!,
    },
  ]);
  await follow(bankPolicy(bank), edits);
});

test('what is not known is refused, and what is no news changes nothing', async () => {
  const open = await openPolicy(
    buildPolicy({ users: ['kim'], roles: ['a', 'b'], assignments: [['kim', 'a']] }),
  );
  expect(await open.apply({ kind: 'add', relation: 'assignment', left: 'lee', right: 'a' })).toEqual({
    kind: 'refused',
    reason: 'the policy has no user lee',
  });
  expect(await open.apply({ kind: 'add', relation: 'grant', left: 'a', right: 'x:y' })).toEqual({
    kind: 'refused',
    reason: 'the policy has no permission x:y',
  });
  const again = await open.apply({ kind: 'add', relation: 'assignment', left: 'kim', right: 'a' });
  expect(again).toMatchObject({ kind: 'rechecked', appeared: [], resolved: [], changed: [], inFull: [] });
});

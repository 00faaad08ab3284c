/** Repairs against the oracle, which shares no code with what judges them. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import type { Policy } from '../../src/policy/model.ts';
import { applyChanges } from '../../src/repair/apply.ts';
import { defaultLimits, repairer } from '../../src/repair/repair.ts';
import type { Change } from '../../src/verdict/change.ts';
import type { Violated } from '../../src/verdict/verdict.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';
import { judge, type Violation } from '../oracle/oracle.ts';
import { inputOf } from './input-of.ts';

const themes: readonly Theme[] = [
  'roles',
  'permissions',
  'objects',
  'coalitions',
  'sessions',
  'state',
  'application',
  'workflow',
  'cyclic',
];

/** What is decided of what the oracle finds: nothing of what has no permissions (V6), pairs only with exclusions. */
function violationsOf(policy: Policy): readonly Violation[] {
  const { violations, withoutPermissions } = judge(inputOf(policy));
  const silent = new Set([
    'OperationalSOD',
    'ActiveOperationalSOD',
    'PlanOperationalSOD',
    'AdequateExclusions',
    'KUserSOD',
    'EnforcedSOD',
    'EveryPlanSOD',
  ]);
  const asked = new Set([
    ...policy.operations.flatMap(({ name, atLeast, enforced }) => [
      ...(atLeast === null ? [] : [`KUserSOD ${name}`]),
      ...(enforced ? [`EnforcedSOD ${name}`] : []),
    ]),
    ...policy.applications.flatMap(({ name, everyPlan }) => (everyPlan ? [`EveryPlanSOD ${name}`] : [])),
  ]);
  return violations.filter(({ claim, constraint }) => {
    const about = (constraint ?? '').split('/')[0]!;
    if (silent.has(claim) && withoutPermissions.has(about)) return false;
    if (/^(KUser|Enforced|EveryPlan)SOD$/.test(claim)) return asked.has(`${claim} ${constraint}`);
    if (claim === 'OperationalSOD' && policy.profile.operational !== 'authorised') return false;
    const application = policy.applications.find(({ name }) => name === constraint);
    return claim !== 'FeasiblePair' || (application?.exclusions.length ?? 0) > 0;
  });
}

const subjectOf = ({ at }: Violation): string => {
  const [first] = Object.values(at);
  return typeof first === 'string' ? first : '';
};

const keyOf = (violation: Violation): string =>
  JSON.stringify([violation.claim, violation.constraint, subjectOf(violation)]);

/** Whether the oracle still finds what the verdict is about. */
function isStillViolated(policy: Policy, verdict: Violated): boolean {
  const { schema, bindings } = verdict.counterexample;
  return violationsOf(policy).some((violation) => {
    if (violation.claim !== schema || violation.constraint !== verdict.constraint) return false;
    const [first] = bindings;
    // One set or relation is told for all.
    if (first === undefined || Object.values(violation.at).some((value) => typeof value !== 'string'))
      return true;
    // A pair of sessions is one finding, whichever comes first.
    if (schema === 'SessionSOD' || schema === 'RunSessionSOD')
      return Object.values(violation.at).every((value) => bindings.some((one) => one.value === value));
    return violation.at[first.variable] === first.value;
  });
}

const breaksNothing = (before: Policy, after: Policy): boolean => {
  const known = new Set(violationsOf(before).map(keyOf));
  return violationsOf(after).every((violation) => known.has(keyOf(violation)));
};

const isRepair = (policy: Policy, verdict: Violated, changes: readonly Change[]): boolean => {
  const after = applyChanges(policy, changes);
  return !isStillViolated(after, verdict) && breaksNothing(policy, after);
};

const unlimited = { perConstraint: 100, inAll: 100 };

const violatedOf = async (policy: Policy): Promise<readonly Violated[]> =>
  (await checkPolicy(policy, { repairs: unlimited })).verdicts.filter(
    (verdict): verdict is Violated => verdict.status === 'violated',
  );

describe.each(themes)('repairs of policies about %s', (theme) => {
  test('mend the violation, break nothing, and cannot be made smaller', async () => {
    let singles = 0;
    let doubles = 0;
    await fc.assert(
      fc.asyncProperty(policyInput(theme), async (input) => {
        const policy = buildPolicy(input);
        for (const verdict of await violatedOf(policy)) {
          expect(verdict.repairs).not.toBeNull();
          for (const { changes } of verdict.repairs ?? []) {
            expect([verdict, changes, isRepair(policy, verdict, changes)]).toEqual([verdict, changes, true]);
            if (changes.length === 1) singles += 1;
            else {
              doubles += 1;
              // What is left of a knot is still the finding, but the oracle knows roles and no knots.
              if (theme === 'cyclic') continue;
              for (const change of changes) expect(isRepair(policy, verdict, [change])).toBe(false);
            }
          }
        }
      }),
      { seed: 31337, numRuns: theme === 'application' ? 15 : 40 },
    );
    expect(singles).toBeGreaterThan(15);
    if (theme === 'roles') expect(doubles).toBeGreaterThan(1);
  });
});

/** Every single removal of a fact. */
function allRemovals(input: PolicyInput): readonly Change[] {
  const of = (relation: 'assignment' | 'inheritance', pairs: PolicyInput['assignments']): readonly Change[] =>
    (pairs ?? []).map(([left, right]) => ({ kind: 'remove', relation, left, right }));
  return [...of('assignment', input.assignments), ...of('inheritance', input.inheritance)];
}

test('all minimal repairs among given candidates are found, and no other', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(policyInput('roles'), async (input) => {
      const policy = buildPolicy(input);
      const candidates = allRemovals(input);
      const { repairsOf } = repairer(policy, { ...defaultLimits, shown: 1000 });
      for (const verdict of (await violatedOf(policy)).slice(0, 3)) {
        const claimed = {
          rule: verdict.rule,
          claim: verdict.counterexample.schema,
          constraint: verdict.constraint,
          bindings: verdict.counterexample.bindings,
          elements: [],
        };
        const found = repairsOf(claimed, candidates);
        if (found.kind !== 'found') throw new Error('a small policy is never too costly');
        const singles = candidates.filter((change) => isRepair(policy, verdict, [change]));
        const rest = candidates.filter((change) => !singles.includes(change));
        const doubles = rest.flatMap((first, at) =>
          rest
            .slice(at + 1)
            .filter((second) => isRepair(policy, verdict, [first, second]))
            .map((second) => [first, second]),
        );
        const text = (list: readonly (readonly Change[])[]) =>
          list
            .map((changes) =>
              changes
                .map((change) => JSON.stringify(change))
                .sort()
                .join(),
            )
            .sort();
        const expected = text([...singles.map((change) => [change]), ...doubles]);
        expect(text(found.repairs.map(({ changes }) => changes))).toEqual(expected);
        compared += expected.length;
      }
    }),
    { seed: 5, numRuns: 40 },
  );
  expect(compared).toBeGreaterThan(20);
});

describe('on a large policy', () => {
  const small: PolicyInput = {
    users: ['kim', 'lee'],
    roles: ['creator', 'approver', 'manager', 'employee'],
    inheritance: [['manager', 'approver']],
    assignments: [
      ['kim', 'creator'],
      ['kim', 'manager'],
      ['kim', 'employee'],
      ['lee', 'manager'],
    ],
    constraints: [
      { id: 'sod', kind: 'exclusion', relation: 'static', sets: [{ members: ['creator', 'approver'] }] },
      { id: 'employed', kind: 'prerequisite', role: 'manager', needs: ['employee'] },
      { id: 'approving', kind: 'prerequisite', role: 'manager', needs: ['approver'] },
    ],
  };
  const claimed = {
    rule: 'static-sod',
    claim: 'StaticSOD',
    constraint: 'sod',
    bindings: [
      { variable: 'u', sort: 'USER', value: 'kim' },
      { variable: 'r1', sort: 'ROLE', value: 'approver' },
      { variable: 'r2', sort: 'ROLE', value: 'creator' },
    ],
    elements: ['approver', 'creator'],
  };
  const candidates: readonly Change[] = [
    { kind: 'remove', relation: 'assignment', left: 'kim', right: 'creator' },
    { kind: 'remove', relation: 'assignment', left: 'kim', right: 'manager' },
    { kind: 'remove', relation: 'inheritance', left: 'manager', right: 'approver' },
  ];
  const sentences = (largeFrom: number) => {
    const found = repairer(buildPolicy(small), { ...defaultLimits, largeFrom }).repairsOf(
      claimed,
      candidates,
    );
    return found.kind === 'found' ? found.repairs.map(({ sentence }) => sentence) : [];
  };

  test('the slice gives the repairs of the whole', () => {
    expect(sentences(1)).toEqual(sentences(1_000_000));
    // Cutting the inheritance would take a prerequisite from lee, who is not in the conflict.
    expect(sentences(1)).toEqual([
      'remove kim from creator (built.policy.yaml:7)',
      'remove kim from manager (built.policy.yaml:8)',
    ]);
  });

  test.each([1, 1_000_000])('others count against a limit (slices from %d assignments)', (largeFrom) => {
    const policy = buildPolicy({
      users: ['kim', 'lee'],
      roles: ['manager', 'employee'],
      assignments: [
        ['kim', 'manager'],
        ['lee', 'employee'],
      ],
      constraints: [
        { id: 'employed', kind: 'prerequisite', role: 'manager', needs: ['employee'] },
        { id: 'one', kind: 'cardinality', role: 'employee', atMost: 1 },
      ],
    });
    const found = repairer(policy, { ...defaultLimits, largeFrom }).repairsOf(
      {
        rule: 'prerequisite',
        claim: 'PrerequisiteHeld',
        constraint: 'employed',
        bindings: [
          { variable: 'u', sort: 'USER', value: 'kim' },
          { variable: 'r', sort: 'ROLE', value: 'manager' },
        ],
        elements: ['employee'],
      },
      [
        { kind: 'add', relation: 'assignment', left: 'kim', right: 'employee' },
        { kind: 'remove', relation: 'assignment', left: 'kim', right: 'manager' },
      ],
    );
    expect(found.kind === 'found' ? found.repairs.map(({ sentence }) => sentence) : []).toEqual([
      'remove kim from manager (built.policy.yaml:5)',
    ]);
  });

  test('work is bounded, and running out of it is told', () => {
    const found = repairer(buildPolicy(small), { ...defaultLimits, work: 3 }).repairsOf(claimed, candidates);
    expect(found.kind).toBe('too-costly');
  });

  test.each(themes)('slices agree with the whole for policies about %s', async (theme) => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(policyInput(theme), async (input) => {
        const policy = buildPolicy(input);
        const sliced = repairer(policy, { ...defaultLimits, largeFrom: 0 });
        for (const verdict of await violatedOf(policy)) {
          const found = sliced.repairsOf(
            {
              rule: verdict.rule,
              claim: verdict.counterexample.schema,
              constraint: verdict.constraint,
              bindings: verdict.counterexample.bindings,
              elements: [],
            },
            (verdict.repairs ?? []).flatMap(({ changes }) => changes),
          );
          if (found.kind !== 'found') throw new Error('a small policy is never too costly');
          const texts = new Set(found.repairs.map(({ changes }) => JSON.stringify(changes)));
          for (const { changes } of (verdict.repairs ?? []).slice(0, 5)) {
            if (changes.length === 1) expect([...texts]).toContain(JSON.stringify(changes));
            compared += 1;
          }
        }
      }),
      { seed: 77, numRuns: 15 },
    );
    expect(compared).toBeGreaterThan(4);
  });
});

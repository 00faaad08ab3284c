import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/check/catalogue.ts';
import type { Decision, Rule } from '../../src/check/rule.ts';
import { checkPolicy, type ProgressEvent } from '../../src/check/run.ts';
import { rule as staticSod } from '../../src/check/static-sod.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import type { Severity } from '../../src/policy/model.ts';
import type { Violated } from '../../src/verdict/verdict.ts';

const creatorAndApprover: PolicyInput = {
  users: ['kim', 'lee'],
  roles: ['creator', 'approver', 'manager'],
  inheritance: [['manager', 'approver']],
  assignments: [
    ['kim', 'creator'],
    ['kim', 'manager'],
    ['lee', 'approver'],
  ],
  constraints: [
    {
      id: 'create-approve',
      kind: 'exclusion',
      relation: 'static',
      sets: [{ members: ['creator', 'approver'] }],
    },
  ],
};

/** `count` users with both roles. */
const many = (count: number, severity: Severity = 'error'): PolicyInput => ({
  roles: ['a', 'b'],
  assignments: Array.from({ length: count }, (_, index) => `user${String(index).padStart(3, '0')}`).flatMap(
    (user) => [[user, 'a'] as const, [user, 'b'] as const],
  ),
  constraints: [
    { id: 'one', severity, kind: 'exclusion', relation: 'static', sets: [{ members: ['a', 'b'] }] },
    { id: 'two', severity, kind: 'exclusion', relation: 'static', sets: [{ members: ['b', 'a'] }] },
  ],
});

const isViolated = (verdict: { readonly status: string }): verdict is Violated =>
  verdict.status === 'violated';

describe('a violation', () => {
  test('is replayed, explained, and repaired', async () => {
    const { verdicts, failures } = await checkPolicy(buildPolicy(creatorAndApprover));
    expect(failures).toEqual([]);
    const [verdict] = verdicts;
    expect(verdict).toMatchObject({
      rule: 'static-sod',
      property: 'P04',
      constraint: 'create-approve',
      status: 'violated',
      severity: 'error',
      scope: 'this policy',
    });
    if (verdict === undefined || !isViolated(verdict)) throw new Error('no violation');
    expect(verdict.counterexample.bindings.map(({ value }) => value)).toEqual(['kim', 'approver', 'creator']);
    expect(verdict.repairs?.map(({ sentence }) => sentence)).toEqual([
      'remove kim from creator (built.policy.yaml:6)',
      'remove kim from manager (built.policy.yaml:7)',
      'stop manager from inheriting approver (built.policy.yaml:9)',
    ]);
    const { why } = verdict.counterexample;
    expect(why.holds).toBe(false);
    expect(why.formula).toContain('mutex_roles');
    const facts = JSON.stringify(why);
    for (const place of ['"right":"creator"', '"right":"manager"', '"left":"manager"'])
      expect(facts).toContain(place);
  });

  test('says the same when asked again', async () => {
    const twice = [1, 2].map(async () => (await checkPolicy(buildPolicy(creatorAndApprover))).verdicts);
    const [first, second] = await Promise.all(twice);
    expect(JSON.stringify(first)).toBe(JSON.stringify(second));
  });
});

describe('an engine that is wrong', () => {
  const lying = (decision: Partial<Extract<Decision, { kind: 'violated' }>>): Rule => ({
    ...staticSod,
    decide: function* () {
      yield {
        property: 'P04',
        claim: 'StaticSOD',
        constraint: 'create-approve',
        severity: 'error',
        focus: {},
        kind: 'violated',
        scope: 'this policy',
        bindings: [
          { variable: 'u', sort: 'USER', value: 'lee' },
          { variable: 'r1', sort: 'ROLE', value: 'approver' },
          { variable: 'r2', sort: 'ROLE', value: 'creator' },
        ],
        elements: ['approver', 'creator'],
        evidence: { kind: 'recheck' },
        detail: () => {
          throw new Error('what is not confirmed is not told');
        },
        ...decision,
      };
    },
  });
  const kim = [
    { variable: 'u', sort: 'USER', value: 'kim' },
    { variable: 'r1', sort: 'ROLE', value: 'approver' },
    { variable: 'r2', sort: 'ROLE', value: 'creator' },
  ];

  test.each([
    ['a user who has no conflict', {}, { kind: 'holds' }],
    [
      'no such user',
      { bindings: [{ ...kim[0]!, value: 'nobody' }, ...kim.slice(1)] },
      { kind: 'unbound', variable: 'u' },
    ],
    ['a variable without value', { bindings: kim.slice(0, 2) }, { kind: 'unbound', variable: 'r2' }],
    ['a variable with two values', { bindings: [...kim, kim[2]!] }, { kind: 'unbound', variable: 'r2' }],
    [
      'a role where a user belongs',
      { bindings: [{ ...kim[0]!, sort: 'ROLE' }, ...kim.slice(1)] },
      { kind: 'unbound', variable: 'u' },
    ],
    [
      'a constraint that has other roles',
      { constraint: 'other', bindings: kim },
      { kind: 'other-constraint' },
    ],
    [
      'a claim that the rule does not have',
      { claim: 'DynamicSOD', bindings: kim },
      { kind: 'unknown-claim' },
    ],
    [
      'an application that does not exist',
      { focus: { application: 'order' }, bindings: kim },
      { kind: 'unknown-claim' },
    ],
  ])('is refused: %s', async (_name, decision, reason) => {
    const policy = buildPolicy({
      ...creatorAndApprover,
      constraints: [
        ...creatorAndApprover.constraints!,
        { id: 'other', kind: 'exclusion', relation: 'static', sets: [{ members: ['creator', 'manager'] }] },
        { id: 'third', kind: 'exclusion', relation: 'dynamic', sets: [{ members: ['creator', 'approver'] }] },
      ],
    });
    const { verdicts, failures } = await checkPolicy(policy, { catalogue: [lying(decision)] });
    expect(verdicts).toEqual([]);
    expect(failures).toMatchObject([{ kind: 'replay-failure', rule: 'static-sod', reason }]);
  });
});

describe('the selection of rules', () => {
  test('only, skip, and the policy decide what runs; what does not is told', async () => {
    const policy = buildPolicy({ ...creatorAndApprover, rules: { 'dead-role': 'off' } });
    const events: ProgressEvent[] = [];
    const { verdicts, rulesOff } = await checkPolicy(policy, {
      only: ['static-sod', 'dead-role', 'references'],
      skip: ['references'],
      onProgress: (event) => events.push(event),
    });
    expect(new Set(verdicts.map(({ rule }) => rule))).toEqual(new Set(['static-sod']));
    expect(rulesOff).toHaveLength(catalogue.length - 1);
    expect(events.filter(({ kind }) => kind === 'rule-off')).toContainEqual({
      kind: 'rule-off',
      rule: 'dead-role',
      by: 'policy',
    });
    expect(events.filter(({ kind }) => kind === 'rule-started')).toHaveLength(1);
    expect(events).toContainEqual({ kind: 'replaying', findings: 1 });
  });

  test('the policy sets severities', async () => {
    const policy = buildPolicy({ ...creatorAndApprover, rules: { 'static-sod': 'note' } });
    const { verdicts } = await checkPolicy(policy);
    expect(verdicts.find(isViolated)?.severity).toBe('note');
  });
});

describe('interrupts', () => {
  test('leave the rules that did not run as unknown', async () => {
    const controller = new AbortController();
    const events: ProgressEvent[] = [];
    const { verdicts } = await checkPolicy(buildPolicy(creatorAndApprover), {
      signal: controller.signal,
      onProgress: (event) => {
        events.push(event);
        if (event.kind === 'rule-finished' && event.rule === 'acyclic-hierarchy') controller.abort();
      },
    });
    const unknown = verdicts.filter(({ status }) => status === 'unknown');
    expect(unknown.map(({ property }) => property)).toContain('P04');
    expect(unknown.every((verdict) => 'reason' in verdict && verdict.reason === 'interrupted')).toBe(true);
    // Of an administration that is not stated nothing is asked.
    const asked = catalogue.map(({ id }) => id).filter((id) => id !== 'reach');
    expect(new Set(verdicts.map(({ rule }) => rule))).toEqual(new Set(asked));
    expect(events.filter(({ kind }) => kind === 'interrupted')).toEqual([
      { kind: 'interrupted', by: 'signal', rulesLeft: catalogue.length - 2 },
    ]);
    expect(new Set(unknown.map(({ fingerprint }) => fingerprint)).size).toBe(unknown.length);
  });

  test('after the rules leave violations unconfirmed rather than unreplayed', async () => {
    const controller = new AbortController();
    const { verdicts } = await checkPolicy(buildPolicy(creatorAndApprover), {
      only: ['static-sod'],
      signal: controller.signal,
      onProgress: (event) => {
        if (event.kind === 'replaying') controller.abort();
      },
    });
    expect(verdicts.map(({ status }) => status)).toEqual(['unknown']);
  });

  test('a time limit stops between rules and repairs, and keeps what is known', async () => {
    const slow: Rule = {
      ...staticSod,
      decide: function* (context) {
        const until = performance.now() + 30;
        while (performance.now() < until);
        yield* staticSod.decide(context);
      },
    };
    const { verdicts, repairsOmitted } = await checkPolicy(buildPolicy(creatorAndApprover), {
      catalogue: [slow, ...catalogue.filter(({ id }) => id === 'dead-role')],
      timeLimit: 10,
    });
    expect(verdicts.map(({ rule, status }) => [rule, status])).toEqual([
      ['static-sod', 'violated'],
      ['dead-role', 'unknown'],
    ]);
    expect(repairsOmitted).toBe(1);
  });
});

describe('many findings', () => {
  test('have repairs for the first of each constraint, and the rest is counted', async () => {
    const { verdicts, repairsOmitted } = await checkPolicy(buildPolicy(many(12)), {
      only: ['static-sod'],
      repairs: { perConstraint: 3, inAll: 5 },
    });
    const withRepairs = verdicts.filter(isViolated).filter(({ repairs }) => repairs !== null);
    expect(verdicts.filter(isViolated)).toHaveLength(24);
    expect(withRepairs.map(({ constraint }) => constraint)).toEqual(['one', 'one', 'one', 'two', 'two']);
    expect(repairsOmitted).toBe(19);
  });

  test('are ordered: worst first, then as the catalogue, constraint and subject', async () => {
    const policy = buildPolicy({
      ...many(2, 'warning'),
      operations: [{ name: 'pay', permissions: ['i:pay'] }],
      permissions: ['i:pay'],
      grants: [['a', 'i:pay']],
      rules: { 'operational-sod': 'error' },
    });
    const { verdicts } = await checkPolicy(policy);
    const order = verdicts
      .filter(isViolated)
      .map(({ severity, rule, constraint, counterexample }) =>
        [severity, rule, constraint, counterexample.bindings[0]?.value].join(' '),
      );
    expect(order).toEqual([
      'error operational-sod pay user000',
      'error operational-sod pay user001',
      'warning static-sod one user000',
      'warning static-sod one user001',
      'warning static-sod two user000',
      'warning static-sod two user001',
    ]);
    const statuses = verdicts.map(({ status }) => status);
    expect(statuses.lastIndexOf('violated')).toBeLessThan(statuses.indexOf('vacuous'));
  });

  test('what is violated is not told to hold, nor to be vacuous, beside it', async () => {
    const policy = buildPolicy({
      users: ['kim'],
      roles: ['idle', 'clerk'],
      assignments: [['kim', 'clark']],
      grants: [['clerk', 'order:file']],
    });
    const statuses = async (assignments: PolicyInput['assignments']) => {
      const built = assignments === undefined ? policy : buildPolicy({ ...inputWithIdleRole, assignments });
      return (await checkPolicy(built, { only: ['references'] })).verdicts.map(({ status }) => status);
    };
    expect(await statuses(undefined)).toEqual(['violated']);
    expect(await statuses([['kim', 'clerk']])).toEqual(['vacuous', 'holds']);
  });
});

const inputWithIdleRole: PolicyInput = {
  users: ['kim'],
  roles: ['idle', 'clerk'],
  grants: [['clerk', 'order:file']],
};

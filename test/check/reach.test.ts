/**
 * The rule `reach`: what a check says of the goals of an administration, and that nothing of it is believed for which the
 * evidence was touched.
 */

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sourceOf } from '../../bench/reach/instance.ts';
import { university } from '../../bench/reach/institution.ts';
import { checkPolicy } from '../../src/check/run.ts';
import { readArbac } from '../../src/import/arbac.ts';
import { indexPolicy } from '../../src/index/index.ts';
import type { Policy } from '../../src/policy/model.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import type { VerdictData } from '../../src/replay/verdict-check.ts';
import { verifyPolicy } from '../../src/replay/verify-policy.ts';
import { pretty } from '../../src/report/pretty.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { envelopeOf } from '../../src/verdict/envelope.ts';
import { defaultFailOn, exitCodeOf } from '../../src/verdict/exit-code.ts';
import { verdictShape } from '../../src/verdict/json-schema.ts';
import type { InvariantPart, Trace } from '../../src/verdict/reach.ts';
import { ruleOf } from './helpers.ts';

const head = `policy: office
users: [hana, kim, lee]
roles:
  hr:
  clerk:
  approver:
  auditor:
assignments:
  hana: [hr]
  kim: [clerk]
  lee: [approver]
`;

/** Who clerk is can come to be approver by two steps, auditor never. */
const administration = `administration:
  assign:
    - { id: promote, by: hr, role: approver, lacks: [clerk] }
    - { id: hire, by: hr, role: clerk }
  goals:
    - { id: apart, roles: [clerk, approver] }
    - { id: no-auditor, roles: [auditor], severity: warning }
`;

function policyOf(text: string): Policy {
  const read = readPolicy('office.policy.yaml', memoryFiles({ 'office.policy.yaml': text }));
  if (read.kind === 'failed') throw new Error(read.diagnostics.map(({ message }) => message).join('\n'));
  return read.value;
}

const office = policyOf(head + administration);
const onlyReach = { only: ['reach'] } as const;

async function verdictsOf(policy: Policy) {
  const { verdicts, failures } = await checkPolicy(policy, onlyReach);
  expect(failures).toEqual([]);
  return verdicts;
}

/** As they are published: what a report says, read back. */
async function published(policy: Policy): Promise<readonly VerdictData[]> {
  return z.array(verdictShape).parse(JSON.parse(JSON.stringify(await verdictsOf(policy))));
}

function verified(policy: Policy, verdicts: readonly VerdictData[]) {
  return verifyPolicy(policy, ['reach'], verdicts);
}

const about = <V extends { readonly constraint: string | null }>(verdicts: readonly V[], goal: string): V => {
  const found = verdicts.find(({ constraint }) => constraint === goal);
  if (found === undefined) throw new Error(`no verdict of ${goal}`);
  return found;
};

describe('a check', () => {
  test('says of a goal that can be reached how, with each rule at its place', async () => {
    const verdict = about(await verdictsOf(office), 'apart');
    expect(verdict).toMatchObject({
      status: 'violated',
      property: 'P53',
      severity: 'error',
      scope: 'every reachable state',
      repairs: null,
      evidence: { kind: 'trace', trace: { isShortest: true, finally: [{ user: 'lee' }] } },
      counterexample: {
        schema: 'RolesApart',
        bindings: [{ variable: 'suspects', sort: 'USER', value: 'lee' }],
        sentence: 'reachable in 1 step: lee can hold clerk and approver',
        why: {
          holds: false,
          children: [
            { label: 'hana (hr) assigns lee clerk by hire', holds: true, formula: '(lee ↦ clerk) ∈ UA′' },
          ],
        },
      },
    });
    // The rule that does it, then the goal.
    expect(verdict.locations.map(({ line }) => line)).toEqual([15, 17]);
  });

  test('says of a goal that cannot be reached why', async () => {
    const verdict = about(await verdictsOf(office), 'no-auditor');
    expect(verdict).toMatchObject({
      status: 'holds',
      severity: 'warning',
      scope: 'every reachable state',
      evidence: { kind: 'invariant', parts: [{ kind: 'never' }] },
      witness: {
        sentence:
          'not reachable with the 2 rules: one user holds auditor, because no one is ever assigned auditor',
      },
    });
    expect(verdict.locations.map(({ line }) => line)).toEqual([18]);
  });

  test('says nothing where no administration is stated', async () => {
    const { verdicts, failures } = await checkPolicy(policyOf(head), onlyReach);
    expect([verdicts, failures]).toEqual([[], []]);
    const controller = new AbortController();
    controller.abort();
    const ended = await checkPolicy(policyOf(head), { ...onlyReach, signal: controller.signal });
    expect(ended.verdicts).toEqual([]);
  });

  test('leaves goals unknown when it is interrupted, each by itself', async () => {
    const controller = new AbortController();
    controller.abort();
    const { verdicts, failures } = await checkPolicy(office, { ...onlyReach, signal: controller.signal });
    expect(failures).toEqual([]);
    expect(verdicts.map(({ status, constraint }) => [status, constraint])).toEqual([
      ['unknown', 'apart'],
      ['unknown', 'no-auditor'],
    ]);
    expect(exitCodeOf(verdicts, failures, defaultFailOn)).toBe(3);
    expect(new Set(verdicts.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  test('leaves a goal unknown whose search is interrupted', () => {
    const read = readArbac(sourceOf(university(2, 'reachable')));
    if (read.kind === 'failed') throw new Error('it cannot be read');
    const context = { policy: read.value, index: indexPolicy(read.value), interrupted: () => true };
    const decisions = [...ruleOf('reach').decide(context)];
    expect(decisions.map(({ kind }) => kind)).toEqual(['unknown']);
    expect(decisions[0]).toMatchObject({
      reason: expect.stringMatching(/^it was not decided whether .*: the run was ended before$/),
    });
  });

  test.each([
    ['error', 1],
    ['warning', 1],
    ['note', 0],
  ] as const)('a goal of severity %s ends it with %i', async (severity, code) => {
    const text = administration
      .replace('roles: [clerk, approver] }', `roles: [clerk, approver], severity: ${severity} }`)
      .replace('[auditor], severity: warning }', '[auditor] }');
    const { verdicts, failures } = await checkPolicy(policyOf(head + text), onlyReach);
    expect(about(verdicts, 'apart')).toMatchObject({ status: 'violated', severity });
    expect(exitCodeOf(verdicts, failures, defaultFailOn)).toBe(code);
  });

  test('says that a goal is not put to the test where no rule can ever be used', async () => {
    const idle = policyOf(`${head.replace('hana: [hr]', 'hana: [auditor]')}${administration}`);
    const verdicts = (await verdictsOf(idle)).filter(({ constraint }) => constraint === 'apart');
    expect(verdicts).toMatchObject([
      {
        status: 'vacuous',
        vacuity: 'V12',
        reason: 'no goal is put to the test: no rule of the administration can ever be used',
      },
      { status: 'holds', evidence: { kind: 'invariant' } },
    ]);
    const data = (await published(idle)).filter(({ constraint }) => constraint === 'apart');
    expect(verified(idle, data).verdicts.map(({ result }) => result)).toEqual(['accepted', 'accepted']);
    const alone = data.filter(({ status }) => status === 'vacuous');
    expect(verified(idle, alone).verdicts.map(({ result }) => result)).toEqual(['rejected']);
  });

  test('the policy switches it off', async () => {
    const { verdicts, rulesOff } = await checkPolicy(
      policyOf(`${head}${administration}rules: { reach: off }\n`),
    );
    expect(rulesOff).toEqual(['reach']);
    expect(verdicts.filter(({ rule }) => rule === 'reach')).toEqual([]);
  });

  test('who gets there does not make it another finding', async () => {
    const other = policyOf(
      `${head.replace('lee: [approver]', 'kim2: [approver]').replace('lee]', 'kim2]')}${administration}`,
    );
    const [one, two] = [about(await verdictsOf(office), 'apart'), about(await verdictsOf(other), 'apart')];
    expect(two).toMatchObject({ counterexample: { bindings: [{ value: 'kim2' }] } });
    expect(two.fingerprint).toBe(one.fingerprint);
  });

  test('its report lists the steps with their places', async () => {
    const named = `${head}constraints: [{ id: apart, static: { roles: [hr, auditor] } }]\n${administration}`;
    const outcome = await checkPolicy(policyOf(named), onlyReach);
    const text = pretty(
      {
        envelope: envelopeOf('check', defaultProfile, [outcome], defaultFailOn),
        outcomes: [outcome],
        diagnostics: [],
        interrupted: null,
        failOn: defaultFailOn,
        repeat: ({ file, rule }) => `dutyproof check ${file} --only ${rule}`,
      },
      { width: 100, color: 'plain' },
    );
    expect(text).toMatch(/✗ reachable in 1 step: lee can hold clerk and approver +reach · apart/);
    expect(text).toMatch(/1 {2}hana \(hr\) assigns lee clerk +\+clerk +hire {2}office\.policy\.yaml:16/);
    // The constraint of the same name is another thing.
    expect(text).not.toMatch(/^ +constraint /m);
    expect(text).toMatch(/holds for every reachable state\n +reach · no-auditor/);
    expect(text).toContain('dutyproof reach office.policy.yaml --repair');
    expect(text).not.toContain('not looked for');
  });
});

describe('the engine is not believed', () => {
  const withEvidence = (change: (decision: Decided) => Decided) => {
    const rule = ruleOf('reach');
    return [
      {
        ...rule,
        *decide(context: Parameters<typeof rule.decide>[0]) {
          for (const decision of rule.decide(context)) yield change(decision);
        },
      },
    ];
  };
  type Decided = ReturnType<typeof ruleOf>['decide'] extends (context: never) => Iterable<infer D>
    ? D
    : never;

  test('a trace that cannot be replayed is an internal error', async () => {
    const catalogue = withEvidence((decision) =>
      decision.kind === 'violated' && decision.evidence.kind === 'trace'
        ? { ...decision, evidence: { kind: 'trace', trace: { ...decision.evidence.trace, steps: [] } } }
        : decision,
    );
    const { verdicts, failures } = await checkPolicy(office, { catalogue });
    expect(verdicts.map(({ constraint }) => constraint)).toEqual(['no-auditor']);
    expect(failures).toMatchObject([{ rule: 'reach', constraint: 'apart', reason: { kind: 'evidence' } }]);
    expect(exitCodeOf(verdicts, failures, defaultFailOn)).toBe(4);
  });

  test('an invariant that is none is an internal error, and never holds', async () => {
    const catalogue = withEvidence((decision) =>
      decision.kind === 'holds'
        ? { ...decision, evidence: { kind: 'invariant', parts: [{ kind: 'never', roles: ['clerk'] }] } }
        : decision,
    );
    const { verdicts, failures } = await checkPolicy(office, { catalogue });
    expect(verdicts.map(({ status }) => status)).toEqual(['violated']);
    expect(failures).toMatchObject([
      { rule: 'reach', constraint: 'no-auditor', reason: { kind: 'evidence' } },
    ]);
  });
});

describe('verifying', () => {
  const traced = (verdict: VerdictData, change: (trace: Trace) => Trace): VerdictData => {
    if (verdict.status !== 'violated' || verdict.evidence.kind !== 'trace') throw new Error('no trace');
    return { ...verdict, evidence: { kind: 'trace', trace: mutable(change(verdict.evidence.trace)) } };
  };
  const claimedBy = (verdict: VerdictData, parts: readonly InvariantPart[]): VerdictData => {
    if (verdict.status !== 'holds') throw new Error('it does not hold');
    return { ...verdict, evidence: { kind: 'invariant', parts: mutable(parts) } };
  };
  const resultOf = (verdict: VerdictData) => verified(office, [verdict]).verdicts[0]!;

  test('accepts what a check says', async () => {
    const { verdicts, dropped } = verified(office, await published(office));
    expect(verdicts.map(({ result }) => result)).toEqual(['accepted', 'accepted']);
    expect(dropped).toEqual([]);
  });

  test.each<[string, (trace: Trace) => Trace]>([
    ['without its steps', (trace) => ({ ...trace, steps: [] })],
    [
      'by who may not',
      (trace) => ({
        ...trace,
        steps: trace.steps.map((step) => (step.kind === 'perform' ? step : { ...step, actor: 'kim' })),
      }),
    ],
    [
      'by another rule',
      (trace) => ({
        ...trace,
        steps: trace.steps.map((step) => (step.kind === 'perform' ? step : { ...step, rule: 'promote' })),
      }),
    ],
    [
      'to where others are than it names',
      (trace) => ({ ...trace, finally: trace.finally.map((one) => ({ ...one, user: 'kim' })) }),
    ],
  ])('rejects a trace %s', async (_, change) => {
    const verdict = about(await published(office), 'apart');
    expect(resultOf(traced(verdict, change)).result).toBe('rejected');
  });

  test.each<[string, readonly InvariantPart[]]>([
    ['is not true at the start', [{ kind: 'never', roles: ['auditor', 'hr'] }]],
    ['a rule breaks', [{ kind: 'at-most', roles: ['clerk', 'approver'], count: 1 }]],
    ['is of unknown roles', [{ kind: 'never', roles: ['nobody'] }]],
  ])('rejects an invariant that %s', async (_, parts) => {
    const verdict = about(await published(office), 'no-auditor');
    expect(resultOf(claimedBy(verdict, parts)).result).toBe('rejected');
  });

  test('rejects what holds without an invariant, and a claim of what can be reached', async () => {
    const verdicts = await published(office);
    const holds = about(verdicts, 'no-auditor');
    if (holds.status !== 'holds') throw new Error('it does not hold');
    expect(resultOf({ ...holds, evidence: { kind: 'recheck' } }).result).toBe('rejected');
    const { fingerprint } = about(verdicts, 'apart');
    const other = claimedBy({ ...holds, constraint: 'apart', fingerprint }, []);
    expect(resultOf(other).result).toBe('rejected');
  });

  test('rejects a verdict about a goal that is not stated, and another fingerprint', async () => {
    const verdict = about(await published(office), 'apart');
    expect(resultOf({ ...verdict, constraint: 'other' })).toMatchObject({
      result: 'rejected',
      reason: 'the policy does not state its goal',
    });
    expect(resultOf({ ...verdict, fingerprint: '0'.repeat(32) }).result).toBe('rejected');
  });

  test('misses a goal of which nothing is said', async () => {
    const { dropped } = verified(office, [about(await published(office), 'no-auditor')]);
    expect(dropped).toMatchObject([{ rule: 'reach', constraint: 'apart', result: 'rejected' }]);
    expect(verifyPolicy(office, [], []).dropped).toEqual([]);
  });
});

/** The shape that is read has no readonly parts. */
function mutable<T>(value: T): Mutable<T> {
  return structuredClone(value) as Mutable<T>;
}

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

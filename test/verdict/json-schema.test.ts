import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import { envelopeOf } from '../../src/verdict/envelope.ts';
import { defaultFailOn } from '../../src/verdict/exit-code.ts';
import { envelopeShape, jsonSchema, verdictShape } from '../../src/verdict/json-schema.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';

const themes: readonly Theme[] = [
  'roles',
  'permissions',
  'objects',
  'sessions',
  'state',
  'application',
  'workflow',
  'cyclic',
];

const violatingPolicy = buildPolicy({
  users: ['kim'],
  roles: ['creator', 'approver'],
  assignments: [
    ['kim', 'creator'],
    ['kim', 'approver'],
  ],
  constraints: [
    { id: 'c', kind: 'exclusion', relation: 'static', sets: [{ members: ['creator', 'approver'] }] },
  ],
});

async function envelopeText(): Promise<Record<string, unknown>> {
  const outcome = await checkPolicy(violatingPolicy, { only: ['static-sod'] });
  return JSON.parse(JSON.stringify(envelopeOf('check', violatingPolicy.profile, [outcome], defaultFailOn)));
}

describe('the published shape', () => {
  test.each(themes)('fits every envelope of policies about %s', async (theme) => {
    const statuses = new Set<string>();
    await fc.assert(
      fc.asyncProperty(policyInput(theme), async (input) => {
        const policy = buildPolicy(input);
        const outcome = await checkPolicy(policy);
        const envelope = envelopeOf('check', policy.profile, [outcome], defaultFailOn);
        for (const verdict of envelope.verdicts) statuses.add(verdict.status);
        const read = envelopeShape.safeParse(JSON.parse(JSON.stringify(envelope)));
        expect(read.error?.issues ?? []).toEqual([]);
      }),
      { seed: 99, numRuns: 10 },
    );
    expect(statuses.size).toBeGreaterThan(1);
  });

  test('refuses what a report must not be', async () => {
    const envelope = await envelopeText();
    expect(envelopeShape.safeParse(envelope).success).toBe(true);
    const [verdict] = envelope.verdicts as Record<string, unknown>[];
    expect(verdict!.status).toBe('violated');
    const { counterexample, ...withoutCounterexample } = verdict!;
    expect(counterexample).toBeDefined();
    for (const wrong of [
      { ...envelope, schemaVersion: 2 },
      { ...envelope, extra: true },
      { ...envelope, exitCode: 5 },
      { ...envelope, verdicts: [withoutCounterexample] },
      { ...envelope, verdicts: [{ ...verdict, status: 'holds' }] },
      { ...envelope, verdicts: [{ ...verdict, fingerprint: 'none' }] },
      { ...envelope, verdicts: [{ ...verdict, property: 'P99' }] },
    ]) {
      expect(envelopeShape.safeParse(wrong).success).toBe(false);
    }
  });

  test('a verdict reads back as it was written', async () => {
    const outcome = await checkPolicy(violatingPolicy);
    for (const verdict of outcome.verdicts)
      expect(verdictShape.parse(JSON.parse(JSON.stringify(verdict)))).toEqual(verdict);
  });

  test('is a JSON Schema that names every part of the envelope', async () => {
    const schema = jsonSchema();
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.additionalProperties).toBe(false);
    expect([...(schema.required as string[])].sort()).toEqual(Object.keys(await envelopeText()).sort());
  });
});

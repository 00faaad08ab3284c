/** The module, evaluated by a reader of its own (Alloy was not at hand), says of every demand what `checkPolicy` decides. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { alloyExporter } from '../../src/export/alloy.ts';
import { identifiers } from '../../src/export/identifiers.ts';
import { staticDemands, staticRules } from '../../src/export/static.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';
import { runAlloy } from './alloy-reader.ts';
import { hostileName, renamed } from './hostile.ts';

const themes: readonly Theme[] = ['roles', 'permissions', 'state', 'coalitions'];
const any = fc.constantFrom(...themes).chain((theme) => policyInput(theme));

async function judged(input: PolicyInput): Promise<{ readonly violated: number; readonly text: string }> {
  const policy = buildPolicy(input);
  const { verdicts } = await checkPolicy(policy, {
    only: staticRules,
    repairs: { perConstraint: 0, inAll: 0 },
  });
  const text = alloyExporter.write(policy, verdicts).files[0]!.text;
  const checks = runAlloy(text);
  expect(checks.length).toBe(staticDemands(policy).length);
  for (const { name, holds, expected } of checks)
    expect([name, holds, text]).toEqual([name, expected === 0, text]);
  return { violated: checks.filter(({ holds }) => !holds).length, text };
}

test('generated policies', async () => {
  const counts = { violated: 0, held: 0 };
  await fc.assert(
    fc.asyncProperty(any, async (input) => {
      const { violated } = await judged(input);
      counts[violated > 0 ? 'violated' : 'held'] += 1;
    }),
    { numRuns: 120, seed: 9 },
  );
  expect(counts.violated).toBeGreaterThan(12);
  expect(counts.held).toBeGreaterThan(12);
});

test('names of no plain letters get identifiers of their own, and stand beside them', async () => {
  await fc.assert(
    fc.asyncProperty(
      policyInput('roles'),
      fc.uniqueArray(hostileName, { minLength: 16, maxLength: 16 }),
      async (input, names) => {
        const { text } = await judged(renamed(input, names));
        for (const user of renamed(input, names).users ?? []) expect(text).toContain(`-- ${user}\n`);
      },
    ),
    { numRuns: 40, seed: 10 },
  );
});

test('identifiers are plain, differ, and are none of the language', () => {
  const made = identifiers();
  expect(['kim', 'Kim', '김', '이', '!', 'k i', 'kim_2', 'kim'].map((name) => made.of('User', name))).toEqual(
    ['User_kim', 'User_Kim_2', 'User_2', 'User_3', 'User_4', 'User_k_i', 'User_kim_2_2', 'User_kim'],
  );
});

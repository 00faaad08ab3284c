/**
 * Engines, specification and naive decision on generated policies: nothing that an engine claims is refused by replay,
 * and the checker accepts every verdict and misses none.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import { recheckedRules } from '../../src/replay/recheck/recheck.ts';
import { verifyPolicy } from '../../src/replay/verify-policy.ts';
import { verdictShape } from '../../src/verdict/json-schema.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';

const themes: readonly Theme[] = [
  'roles',
  'permissions',
  'objects',
  'coalitions',
  'sessions',
  'state',
  'application',
  'workflow',
  'dangling',
  'cyclic',
];

/** As a reader of the report sees them: through JSON and the published shape. */
const published = (verdicts: readonly unknown[]) =>
  verdicts.map((verdict) => verdictShape.parse(JSON.parse(JSON.stringify(verdict))));

describe.each(themes)('policies about %s', (theme) => {
  test('every claimed violation is confirmed, and the checker accepts exactly what was claimed', async () => {
    let violated = 0;
    await fc.assert(
      fc.asyncProperty(policyInput(theme), async (input) => {
        const policy = buildPolicy(input);
        const { verdicts, failures } = await checkPolicy(policy, {
          repairs: { perConstraint: 0, inAll: 0 },
        });
        expect(failures).toEqual([]);
        violated += verdicts.filter(({ status }) => status === 'violated').length;
        const verified = verifyPolicy(policy, recheckedRules, published(verdicts));
        expect(verified.verdicts.filter(({ result }) => result !== 'accepted')).toEqual([]);
        expect(verified.dropped).toEqual([]);
      }),
      { seed: 20261, numRuns: 150 },
    );
    expect(violated).toBeGreaterThan(20);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rule as adequateExclusions } from '../../src/check/adequate-exclusions.ts';
import { rule as candidates } from '../../src/check/candidates.ts';
import { rule as feasible } from '../../src/check/feasible.ts';
import { rule as leastPrivilege } from '../../src/check/least-privilege.ts';
import { rule as pairwiseFeasible } from '../../src/check/pairwise-feasible.ts';
import { rule as planOperationalSod } from '../../src/check/plan-operational-sod.ts';
import type { Rule } from '../../src/check/rule.ts';
import { checkPolicy } from '../../src/check/run.ts';
import { rule as sessionSod } from '../../src/check/session-sod.ts';
import { rule as templateDynamicSod } from '../../src/check/template-dynamic-sod.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import { policyInput } from '../oracle/arbitrary.ts';
import { judge } from '../oracle/oracle.ts';
import { decisions, only } from './application-support.ts';

/** Each application rule against the naive definition, by claim, constraint and first variable. */

const rules: readonly Rule[] = [
  candidates,
  pairwiseFeasible,
  feasible,
  sessionSod,
  planOperationalSod,
  adequateExclusions,
  templateDynamicSod,
  leastPrivilege,
];

/** What a violation is about, as far as rules and oracle both say it. */
const subject = (claim: string, at: Readonly<Record<string, unknown>>): string => {
  if (claim === 'SessionSOD' || claim === 'RunSessionSOD') return [at.s, at.t].sort().join(' ');
  if (claim === 'AdequateExclusions') return '';
  return String(at.u ?? at.s ?? '');
};

function claimed(rule: Rule, input: PolicyInput): readonly string[] {
  const found = only('violated', decisions(rule, input)).map(({ claim, constraint, bindings }) => {
    const at = Object.fromEntries(bindings.map(({ variable, value }) => [variable, value]));
    return `${claim} ${constraint} ${subject(claim, at)}`;
  });
  return [...new Set(found)].sort();
}

function expected(rule: Rule, input: PolicyInput): readonly string[] {
  const oracle = judge(input);
  const names = rule.claims.map((claim) => claim.schema.name);
  const separates = (input.applications ?? []).some(({ exclusions }) => exclusions.length > 0);
  const found = oracle.violations
    .filter(({ claim }) => names.includes(claim))
    // The printed test is decided only where there are exclusions; without permissions nothing is separated (V6).
    .filter(({ claim }) => claim !== 'FeasiblePair' || separates)
    .filter(
      ({ claim, constraint }) =>
        !['PlanOperationalSOD', 'AdequateExclusions'].includes(claim) ||
        !oracle.withoutPermissions.has(constraint!.split('/')[0]!),
    )
    .map(({ claim, constraint, at }) => `${claim} ${constraint} ${subject(claim, at)}`);
  return [...new Set(found)].sort();
}

test.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  const count = { violated: 0, clean: 0 };
  fc.assert(
    fc.property(policyInput('application'), (input) => {
      const found = claimed(rule, input);
      expect(found).toEqual(expected(rule, input));
      count[found.length > 0 ? 'violated' : 'clean'] += 1;
    }),
    { seed: 27, numRuns: 700 },
  );
  expect(count.violated).toBeGreaterThan(20);
  expect(count.clean).toBeGreaterThan(20);
});

test('every violation is confirmed when it is replayed', async () => {
  let confirmed = 0;
  await fc.assert(
    fc.asyncProperty(policyInput('application'), async (input) => {
      const policy = buildPolicy(input);
      const outcome = await checkPolicy(policy, {
        catalogue: rules,
        repairs: { perConstraint: 0, inAll: 0 },
      });
      expect(outcome.failures).toEqual([]);
      confirmed += outcome.verdicts.filter(({ status }) => status === 'violated').length;
    }),
    { seed: 28, numRuns: 120 },
  );
  expect(confirmed).toBeGreaterThan(200);
});

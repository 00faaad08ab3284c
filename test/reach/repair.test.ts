/** Repairs of random policies: each works, keeps what should stay possible, and none is smaller. */

import { expect, test } from 'vitest';
import type { Administration, AdministrativeRule } from '../../src/policy/administration.ts';
import type { Policy } from '../../src/policy/model.ts';
import { repairsOf } from '../../src/reach/repair/repair.ts';
import type { ReachRepair } from '../../src/verdict/reach.ts';
import { administeredPolicy } from '../oracle/administered-arbitrary.ts';
import { explore } from '../oracle/administration.ts';

const limits = { interrupted: () => false };
const goalOf = ({ administration }: Policy) => administration!.goals[0]!;

function withRules(policy: Policy, rules: readonly AdministrativeRule[]): Policy {
  return { ...policy, administration: { ...policy.administration!, rules } };
}

function repaired(policy: Policy, { changes }: ReachRepair): Policy {
  const { rules }: Administration = policy.administration!;
  return withRules(
    policy,
    rules.flatMap((rule): readonly AdministrativeRule[] => {
      const own = changes.filter(
        (change) => change.rule === rule.id && change.location.line === rule.place.line,
      );
      if (own.some(({ kind }) => kind === 'remove-rule')) return [];
      if (rule.kind === 'enrol') return [rule];
      const bars = own.flatMap(({ lacks }) => (lacks === null ? [] : [policy.roles.ids.get(lacks)!]));
      return [{ ...rule, bars: [...rule.bars, ...bars] }];
    }),
  );
}

/** Whether taking away one rule as a whole is enough, by trying. */
const single = (policy: Policy): boolean => {
  const { rules } = policy.administration!;
  return rules.some((rule) => {
    const rest = rules.filter(({ place }) => place.line !== rule.place.line);
    return explore(withRules(policy, rest), goalOf(policy), 300).kind === 'unreachable';
  });
};

test('repairs make the goal unreachable, as the oracle finds, and are minimum', () => {
  const counts = { policies: 0, repairs: 0, ones: 0, more: 0, conditions: 0 };
  for (let seed = 1; seed <= 600; seed += 1) {
    const policy = administeredPolicy(seed);
    const before = explore(policy, goalOf(policy), 300);
    if (before.kind !== 'reachable' || before.steps === 0) continue;
    counts.policies += 1;
    const { repairs, all } = repairsOf(policy, goalOf(policy), limits);
    for (const repair of repairs) {
      counts.repairs += 1;
      if (repair.changes.some(({ kind }) => kind === 'add-condition')) counts.conditions += 1;
      const after = explore(repaired(policy, repair), goalOf(policy), 300);
      expect(after.kind, `seed ${seed}: ${repair.sentence}`).not.toBe('reachable');
    }
    const size = repairs[0]?.changes.length ?? 0;
    if (size === 1) counts.ones += 1;
    if (size > 1) counts.more += 1;
    if (size > 1 && all) expect(single(policy), `seed ${seed}`).toBe(false);
  }
  expect(counts.policies).toBeGreaterThan(60);
  expect(counts.ones).toBeGreaterThan(30);
  expect(counts.more).toBeGreaterThan(5);
  expect(counts.conditions).toBeGreaterThan(5);
});

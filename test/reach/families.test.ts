/** The generators of the measurements: sizes, and answers as they say. */

import { describe, expect, test } from 'vitest';
import { bank } from '../../bench/reach/bank.ts';
import { type Instance, sourceOf } from '../../bench/reach/instance.ts';
import { hospital, university, type Variant } from '../../bench/reach/institution.ts';
import { large } from '../../bench/reach/large.ts';
import { breadthFirst } from '../../bench/reach/naive.ts';
import { readArbac } from '../../src/import/arbac.ts';
import type { Policy } from '../../src/policy/model.ts';
import { askReach } from '../../src/reach/ask.ts';

function policyOf(instance: Instance): Policy {
  const result = readArbac(sourceOf(instance));
  if (result.kind === 'failed') throw new Error(result.diagnostics[0]?.message);
  expect(result.warnings).toEqual([]);
  return result.value;
}

const sizesOf = ({ users, roles, administration }: Policy) => ({
  roles: roles.list.length,
  users: users.list.length,
  assign: administration!.rules.filter(({ kind }) => kind === 'assign').length,
  revoke: administration!.rules.filter(({ kind }) => kind === 'revoke').length,
});

test('have the sizes that they are said to have', () => {
  expect(sizesOf(policyOf(university(1, 'reachable')))).toEqual({
    roles: 34,
    users: 944,
    assign: 374,
    revoke: 75,
  });
  expect(sizesOf(policyOf(hospital(1, 'reachable')))).toMatchObject({ roles: 15, users: 1093 });
  expect(sizesOf(policyOf(bank(1, 'reachable')))).toEqual({
    roles: 531,
    users: 2000,
    assign: 4610,
    revoke: 516,
  });
  const { roles, assign, revoke } = sizesOf(policyOf(large(2000, 1, 'reachable')));
  expect({ roles, rules: assign + revoke }).toEqual({ roles: 2000, rules: 10_000 });
});

test('are the same every time, and differ by seed', () => {
  expect(bank(3, 'reachable').text).toBe(bank(3, 'reachable').text);
  expect(bank(3, 'reachable').text).not.toBe(bank(4, 'reachable').text);
});

describe.each(['reachable', 'unreachable'] as const)('%s', (variant: Variant) => {
  test.each([
    hospital(1, variant),
    hospital(2, variant),
    university(1, variant),
    bank(1, variant),
    large(2000, 1, variant),
    large(3000, 2, variant),
  ])('$name', (instance) => {
    const policy = policyOf(instance);
    const answer = askReach(policy, policy.administration!.goals[0]!, { interrupted: () => false });
    expect(answer.kind).toBe(instance.expected);
    if (answer.kind === 'reachable' && answer.trace.isShortest)
      expect(answer.trace.steps.length).toBeLessThanOrEqual(instance.planted ?? 0);
  });

  test('a plain search finds the same of small ones', () => {
    for (const seed of [1, 2, 3]) {
      const { text, name, expected, planted } = hospital(seed, variant);
      const answer = breadthFirst(policyOf({ text, name, expected, planted }), 20);
      expect(answer.kind).toBe(expected);
    }
  });
});

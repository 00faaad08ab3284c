import { describe, expect, test } from 'vitest';
import { bankE, bankPolicy, generateBank } from '../../scenarios/bank/bank.ts';
import { setId } from '../../scenarios/bank/beyond.ts';
import { bankFiles } from '../../scenarios/bank/generate.ts';
import { indexPolicy } from '../../src/index/index.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { decisionsOn, violations } from './helpers.ts';

const options = { ...bankE, users: 4_000, roles: 400, pairs: 150, planted: 60, seed: 11 };
const bank = generateBank(options);

const expected = bank.planted.map(({ user, maker, checker }) => [
  bank.users[user]!,
  ...[bank.roles[maker]!, bank.roles[checker]!].sort(),
]);

const found = (policy: Parameters<typeof decisionsOn>[1]) =>
  violations(decisionsOn('static-sod', policy)).map(({ bindings, elements }) => [
    bindings[0]!.value,
    ...elements,
  ]);

describe('the generated bank', () => {
  test('has the planted violations and no other', () => {
    expect(bank.planted).toHaveLength(60);
    expect(found(bankPolicy(bank))).toEqual(expected);
  });

  test('has distinct roles a user, and five steps from the most senior role', () => {
    const index = indexPolicy(bankPolicy(bank));
    expect(index.assignments().items.length).toBe(4_000 * 5);
    const top = bank.roles.indexOf('loans-01.maker.0a');
    const steps = bank.roles
      .map((_, role) => index.inheritancePath(top, role)?.length ?? 0)
      .reduce((most, length) => Math.max(most, length));
    expect(steps).toBe(5);
  });

  test('plants some violations directly, and some through senior roles', () => {
    const lengths = violations(decisionsOn('static-sod', bankPolicy(bank))).map(
      (decision) => decision.detail().core.length,
    );
    expect(lengths).toContain(3);
    expect(lengths.some((length) => length > 3)).toBe(true);
  });

  test('reads the same from its files', () => {
    const files = memoryFiles(Object.fromEntries(bankFiles(bank)));
    const result = readPolicy('bank.policy.yaml', files);
    expect(result.kind).toBe('ok');
    if (result.kind === 'ok') expect(found(result.value)).toEqual(expected);
  });

  test('with everything has the planted violations of each kind and no other', () => {
    const whole = generateBank({
      ...options,
      planted: 40,
      beyond: { sets: 40, permissions: 1_500, permissionPairs: 80, plantedSets: 15, plantedPermissions: 25 },
    });
    const { beyond } = whole;
    const result = readPolicy('bank.policy.yaml', memoryFiles(Object.fromEntries(bankFiles(whole))));
    if (result.kind !== 'ok') throw new Error(result.diagnostics[0]!.message);
    const nameOf = (user: number) => whole.users[user]!;
    const pairs = whole.planted.map(({ user, maker, checker }) => [
      nameOf(user),
      ...[whole.roles[maker]!, whole.roles[checker]!].sort(),
    ]);
    const sets = beyond.plantedSets.map(({ user, set }) => [nameOf(user), setId(set)]);
    const permissions = beyond.plantedPermissions.map(({ user, enter, release }) => [
      nameOf(user),
      ...[beyond.permissions[enter]!, beyond.permissions[release]!].sort(),
    ]);
    expect([pairs, sets, permissions].map(({ length }) => length)).toEqual([40, 15, 25]);
    for (const policy of [result.value, bankPolicy(whole)]) {
      const found = violations(decisionsOn('static-sod', policy));
      const ofPairs = found.filter(({ constraint }) => constraint === 'maker-checker');
      const ofSets = found.filter(({ constraint }) => constraint !== 'maker-checker');
      expect(ofPairs.map(({ bindings, elements }) => [bindings[0]!.value, ...elements])).toEqual(pairs);
      expect(ofSets.map(({ bindings, constraint }) => [bindings[0]!.value, constraint!]).sort()).toEqual(
        [...sets].sort(),
      );
      const ofPermissions = violations(decisionsOn('permission-sod', policy));
      expect(ofPermissions.map(({ bindings, elements }) => [bindings[0]!.value, ...elements])).toEqual(
        permissions,
      );
    }
    // Some come through senior roles, and the rest of the bank is what it is without.
    const lengths = violations(decisionsOn('permission-sod', result.value)).map(
      (one) => one.detail().core.length,
    );
    expect(Math.max(...lengths)).toBeGreaterThan(Math.min(...lengths));
    expect(whole.pairs).toEqual(bank.pairs);
    expect(whole.inheritance).toEqual(bank.inheritance);
  });

  test('follows from its seed', () => {
    expect([...bankFiles(generateBank(options))]).toEqual([...bankFiles(bank)]);
    expect(generateBank({ ...options, seed: 12 }).planted).not.toEqual(bank.planted);
  });
});

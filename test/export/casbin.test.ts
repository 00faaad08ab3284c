/** Casbin itself decides what the texts mean. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { casbinNames } from '../../src/export/casbin/text.ts';
import { casbinExporter } from '../../src/export/casbin.ts';
import { casbinTests } from '../../src/export/casbin-test.ts';
import type { Exported } from '../../src/export/exported.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import { policyInput } from '../oracle/arbitrary.ts';
import { hostileName, renamed } from './hostile.ts';
import { casesOf } from './peers.ts';

const textOf = ({ files }: Exported, ending: string): string =>
  files.find(({ path }) => path.endsWith(ending))!.text;

const enforcerOf = (exported: Exported) =>
  newEnforcer(
    newModelFromString(textOf(exported, '.model.conf')),
    new StringAdapter(textOf(exported, '.policy.csv')),
  );

test('users may do what the policy says, under any names', async () => {
  const counts = { allowed: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      policyInput('permissions'),
      fc.option(fc.uniqueArray(hostileName, { minLength: 16, maxLength: 16 }), { nil: null }),
      async (given, others) => {
        const input = others === null ? given : renamed(given, others);
        const policy = buildPolicy(input);
        const exported = casbinExporter.write(policy, []);
        const casbin = await enforcerOf(exported);
        const names = casbinNames(policy);
        for (const user of input.users ?? []) {
          const roles = new Set(
            (input.assignments ?? []).filter(([u]) => u === user).map(([, role]) => role),
          );
          if (input.profile?.membership !== 'assigned')
            for (const role of roles)
              for (const [senior, junior] of input.inheritance ?? []) if (senior === role) roles.add(junior);
          for (const permission of input.permissions ?? []) {
            const may = (input.grants ?? []).some(([role, p]) => p === permission && roles.has(role));
            expect(await casbin.enforce(names.user(user), ...names.permission(permission))).toBe(may);
            counts[may ? 'allowed' : 'refused'] += 1;
          }
        }
      },
    ),
    { numRuns: 15, seed: 15 },
  );
  expect(counts.allowed).toBeGreaterThan(15);
  expect(counts.refused).toBeGreaterThan(15);
});

test('constraints that Casbin has words for, and what they do not see', async () => {
  const { files, remarks } = casbinExporter.write(
    buildPolicy({
      users: ['kim', 'a'],
      inheritance: [['a', 'b']],
      permissions: ['o:p', 'o:q'],
      constraints: [
        { kind: 'exclusion', relation: 'static', sets: [{ members: ['a', 'b'] }] },
        { kind: 'exclusion', relation: 'static', sets: [{ members: ['a', 'b', 'c "d"'], limit: 3 }] },
        { kind: 'exclusion', over: 'permission', relation: 'static', sets: [{ members: ['o:p', 'o:q'] }] },
        { kind: 'cardinality', role: 'a', atMost: 1 },
        { kind: 'prerequisite', role: 'a', needs: ['b', 'c "d"'] },
      ],
    }),
    [],
  );
  expect(files[0]!.text.split('[constraint_definition]\n')[1]).toBe(
    [
      '# c1',
      'c = sod("role:a", "role:b")',
      '# c2',
      'c2 = sodMax(["role:a", "role:b", "role:c%20%22d%22"], 2)',
      '# c4',
      'c3 = roleMax("role:a", 1)',
      '# c5',
      'c4 = rolePre("role:a", "role:b")',
      '# c5',
      'c5 = rolePre("role:a", "role:c%20%22d%22")',
      '',
    ].join('\n'),
  );
  expect(remarks).toEqual([
    "`c3` is about permissions, and Casbin's constraints are about roles",
    "Casbin's constraints do not see roles that come by inheritance",
  ]);
});

test('the test fails on the violation, and passes on the repair', async () => {
  const policy = buildPolicy({
    users: ['kim', '박 "회계"'],
    assignments: [
      ['kim', 'manager'],
      ['kim', 'creator'],
      ['박 "회계"', 'creator'],
      ['박 "회계"', "it's"],
    ],
    inheritance: [['manager', 'approver']],
    grants: [
      ['creator', 'o:c'],
      ["it's", 'o: a, b'],
    ],
    constraints: [
      { kind: 'exclusion', relation: 'static', sets: [{ members: ['creator', 'approver'] }] },
      { kind: 'exclusion', over: 'permission', relation: 'static', sets: [{ members: ['o:c', 'o: a, b'] }] },
    ],
  });
  const cases = await casesOf(policy);
  expect(cases.map(({ finding }) => finding.over).sort()).toEqual(['permission', 'role']);
  // The package `casbin` is found from below the project.
  const scratch = resolve(import.meta.dirname, '../../.scratch');
  mkdirSync(scratch, { recursive: true });
  const directory = mkdtempSync(join(scratch, 'casbin-'));
  const run = (exported: Exported): string => {
    for (const { path, text } of exported.files) writeFileSync(join(directory, path), text);
    try {
      return execFileSync(process.execPath, [join(directory, exported.files[0]!.path)], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
    } catch (error) {
      return String((error as { readonly stdout: string }).stdout);
    }
  };
  try {
    const failing = run(
      casbinTests(
        policy,
        cases.map(({ finding }) => finding),
      ),
    );
    expect(failing).toMatch(/^(# |ℹ )fail 2$/m);
    expect(failing).toContain('must not be held together');
    const [{ finding, repaired } = cases[0]!] = cases.filter((one) => one.finding.over === 'role');
    expect(run(casbinTests(repaired!, [finding]))).toMatch(/^(# |ℹ )pass 1$/m);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

import { readdirSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvTexts } from '../../src/export/csv.ts';
import { fileNames } from '../../src/export/file-names.ts';
import { writePolicy } from '../../src/export/policy.ts';
import { importers } from '../../src/import/importers.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import type { AdministrativeRuleInput } from '../../src/policy/build-administration.ts';
import type { Policy, PossibleFacts } from '../../src/policy/model.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles, nodeFiles } from '../../src/source/files.ts';
import { administeredInput, randomOf } from '../oracle/administered-arbitrary.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';
import { rendered } from '../policy/render.ts';
import { writable } from '../verdict/fingerprint/written.ts';
import { canonical } from './canonical.ts';
import { hostileName, renamed } from './hostile.ts';

/** What is written, read again; fails the test where that is refused. */
function reread(policy: Policy): {
  readonly policy: Policy;
  readonly text: string;
  readonly paths: readonly string[];
} {
  const { files } = writePolicy(policy);
  const table = Object.fromEntries(files.map(({ path, text }) => [path, text]));
  const read = readPolicy(files[0]!.path, memoryFiles(table));
  if (read.kind === 'failed')
    throw new Error(`${read.diagnostics.map(rendered).join('\n')}\n${files[0]!.text}`);
  return { policy: read.value, text: files[0]!.text, paths: files.map(({ path }) => path) };
}

function expectSame(policy: Policy): string {
  const again = reread(policy);
  expect(canonical(again.policy)).toEqual(canonical(policy));
  return again.text;
}

/** Keeps every set, which `writable` does not. */
function sayable(input: PolicyInput): PolicyInput {
  const kept = writable(input);
  return {
    ...kept,
    constraints: (kept.constraints ?? []).map((constraint) => {
      const whole = (input.constraints ?? []).find(({ id }) => id === constraint.id);
      return constraint.kind === 'exclusion' && whole?.kind === 'exclusion'
        ? { ...constraint, sets: distinctSets(whole.sets) }
        : constraint;
    }),
  };
}

/** Two sets of a constraint that are the same are one. */
function distinctSets<T extends { readonly members: readonly string[]; readonly limit?: number }>(
  sets: readonly T[],
): T[] {
  return [
    ...new Map(sets.map((set) => [JSON.stringify([[...set.members].sort(), set.limit ?? 2]), set])).values(),
  ];
}

/** Nobody holds and lacks a role. */
const isConsistent = (rule: AdministrativeRuleInput): boolean =>
  rule.kind === 'enrol' || !(rule.needs ?? []).some((role) => rule.bars?.includes(role));

const withIds = (input: PolicyInput): PolicyInput => ({
  ...input,
  constraints: (input.constraints ?? []).map((one, at) => ({ ...one, id: `c${at + 1}` })),
});

/** Some facts, each with one of two doubts; a doubt may have none. */
function withDoubts(policy: Policy, seed: number): Policy {
  const random = randomOf(seed);
  const facts = (left: number, right: number): PossibleFacts => {
    const count = left === 0 || right === 0 ? 0 : Math.floor(random() * 4);
    const below = (n: number) => Int32Array.from({ length: count }, () => Math.floor(random() * n));
    return {
      left: below(left),
      right: below(right),
      file: new Int32Array(count),
      line: new Int32Array(count).fill(1),
      doubt: below(2),
    };
  };
  const { users, roles, permissions } = policy;
  const place = { file: 0, line: 1, column: 1 };
  return {
    ...policy,
    possible: {
      doubts: [
        { place, reason: 'the condition "x: 1" depends on the request', reaches: 'facts' },
        {
          place,
          reason: '조건을\nread as it is',
          reaches: random() < 0.5 ? 'permissions' : 'everything',
        },
      ],
      assignments: facts(users.list.length, roles.list.length),
      inheritance: facts(roles.list.length, roles.list.length),
      grants: facts(roles.list.length, permissions.list.length),
    },
  };
}

describe('what is written reads as the same policy', () => {
  const themes: readonly Theme[] = [
    'roles',
    'permissions',
    'objects',
    'coalitions',
    'sessions',
    'state',
    'application',
    'workflow',
  ];
  test.each(themes)('generated policies about %s', (theme) => {
    fc.assert(
      fc.property(policyInput(theme), fc.nat(1000), fc.boolean(), (input, seed, isDoubtful) => {
        const policy = buildPolicy(sayable(withIds(input)));
        expectSame(isDoubtful ? withDoubts(policy, seed) : policy);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  test('groups, some of them with grants of their own', () => {
    let granted = 0;
    fc.assert(
      fc.property(policyInput('roles'), fc.subarray(['r0', 'r1', '책임자', 'r3', 'r4']), (input, groups) => {
        const roles = (input.roles ?? []).filter((role) => !groups.includes(role));
        const policy = buildPolicy({ ...sayable(withIds(input)), roles, groups });
        if (policy.grants.left.some((role) => policy.roles.isGroup[role]!)) granted += 1;
        expectSame(policy);
      }),
      { numRuns: 60, seed: 5 },
    );
    expect(granted).toBeGreaterThan(5);
  });

  test('administrations', () => {
    for (let seed = 1; seed <= 80; seed += 1) {
      const input = administeredInput(seed);
      const { administration } = input;
      expectSame(
        buildPolicy(
          writable(
            withIds({
              ...input,
              administration: {
                ...administration!,
                rules: (administration!.rules ?? [])
                  .filter(isConsistent)
                  .map((rule, at) => ({ ...rule, id: `rule ${at}` })),
                goals: (administration!.goals ?? []).map((goal, at) => ({ ...goal, id: `goal ${at}` })),
              },
            }),
          ),
        ),
      );
    }
  });

  test('names that are hard on every syntax', () => {
    fc.assert(
      fc.property(
        policyInput('permissions'),
        fc.uniqueArray(hostileName, { minLength: 16, maxLength: 16, selector: (name) => name.toLowerCase() }),
        (input, names) => {
          expectSame(withDoubts(buildPolicy(renamed(sayable(withIds(input)), names)), names.length));
        },
      ),
      { numRuns: 150, seed: 6 },
    );
  });

  test('names longer than YAML lets a key be', () => {
    const long = 'x'.repeat(1500);
    const text = expectSame(
      buildPolicy({
        users: [`u${long}`],
        roles: [`r${long}`, 's'],
        assignments: [[`u${long}`, `r${long}`]],
        inheritance: [[`r${long}`, 's']],
        grants: [[`r${long}`, `${long}:p`]],
      }),
    );
    expect(text).toContain('\n  ? rxxx');
  });

  test('many facts are in tables that say where they come from', () => {
    const count = 400;
    const users = Array.from({ length: count }, (_, at) => `user ${at}, "x"`);
    const roles = Array.from({ length: count }, (_, at) => `role-${at}`);
    const groups = Array.from({ length: count }, (_, at) => `group-${at}`);
    const permissions = Array.from({ length: count }, (_, at) => `o${at}:p`);
    const zip = (a: readonly string[], b: readonly string[]) => a.map((one, at) => [one, b[at]!] as const);
    const built = buildPolicy({
      users,
      roles,
      groups,
      permissions: [...permissions, 'unused:p'],
      assignments: [...zip(users, roles), ...zip(users, groups)],
      inheritance: zip(groups, roles),
      grants: zip(groups, permissions),
      constraints: [
        {
          kind: 'exclusion',
          relation: 'static',
          sets: roles.slice(1).map((role) => ({ members: [roles[0]!, role] })),
        },
        {
          kind: 'exclusion',
          relation: 'static',
          sets: roles.slice(1).map((role, at) => ({ members: [roles[at]!, role] })),
        },
      ],
    });
    const { possible } = withDoubts(built, 3);
    const policy: Policy = {
      ...built,
      possible: {
        ...possible!,
        grants: { ...built.grants, doubt: Int32Array.from(built.grants.left, (role) => role % 2) },
        assignments: { ...built.assignments, doubt: Int32Array.from(built.assignments.left, () => 1) },
        inheritance: { ...built.inheritance, doubt: Int32Array.from(built.inheritance.left, () => 0) },
      },
    };
    const { files } = writePolicy(policy);
    expect(files.map(({ path }) => path)).toEqual([
      'built.policy.yaml',
      'users.csv',
      'roles.csv',
      'groups.csv',
      'permissions.csv',
      'assignments.csv',
      'inheritance.csv',
      'grants.csv',
      'possible-assignments.csv',
      'possible-inheritance.csv',
      'possible-grants.csv',
      'c2.csv',
    ]);
    expect(files[5]!.text.split('\n').slice(0, 2)).toEqual([
      'user,role,source',
      `"user 0, ""x""",role-0,built.policy.yaml:1602`,
    ]);
    const text = expectSame(policy);
    expect(text).toContain('      between:\n        - [role-0]\n        - [\n            role-1, role-2,');
  });

  test('every policy of the scenarios', () => {
    const scenarios = resolve(import.meta.dirname, '../../scenarios');
    const reader = nodeFiles(scenarios);
    const paths = readdirSync(scenarios, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.policy.yaml'),
    );
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) {
      const read = readPolicy(path.replaceAll('\\', '/'), reader, { importers });
      if (read.kind === 'failed') throw new Error(read.diagnostics.map(rendered).join('\n'));
      expectSame(read.value);
    }
  });

  test('a rule that is split by areas has one line; what a policy can say besides', () => {
    const text = [
      'policy: p',
      'now: 3',
      'users: [kim, lee]',
      'roles: { a: , b: , c: , d: { permissions: ["x:y"] } }',
      'assignments: { kim: [a], lee: [b] }',
      'constraints:',
      '  - { id: x, static: { roles: [a, b] }, severity: warning, reason: "why: not\\nso", owner: me }',
      '  - { id: y, dynamic: { sets: [{ roles: [a, b, c], fewer-than: 3 }, { roles: [c, d] }] } }',
      '  - { id: z, exclusive: { sets: [] } }',
      '  - { id: v, static: { sets: [{ permissions: [x:y, p:q, r:s] }, { permissions: [x:y, z:z] }] } }',
      'administration:',
      '  areas:',
      '    central: { officers: { users: [kim], roles: [a] }, roles: [a, c] }',
      '    departments: { one: { officers: b, roles: [b] }, "2": { officers: [d], roles: [d] } }',
      '  assign:',
      '    - { roles: [b, a, d, c], lacks: [d] }',
      '    - { area: one, holds: [c] }',
      '    - { by: anybody, role: d }',
      '  enrol: [{ area: central }]',
      '  keep: [{ roles: [a] }]',
      'rules: { static-sod: off, least-privilege: note }',
      'suppressions:',
      '  - { id: s, expires: "2027-01-01", owner: me, reason: so, control: c, ticket: t, fingerprint: "123456789012" }',
      '  - { id: r, expires: "2027-01-01", owner: me, reason: so, rule: static-sod, constraint: x, subject: kim }',
      '',
    ].join('\n');
    const read = readPolicy('p.policy.yaml', memoryFiles({ 'p.policy.yaml': text }));
    if (read.kind === 'failed') throw new Error(read.diagnostics.map(rendered).join('\n'));
    expect(read.value.administration!.rules.length).toBe(6);
    const written = expectSame(read.value);
    expect(written).toContain('- { id: assign 1, roles: [b, a, c, d], lacks: [d] }');
    expect(writePolicy(reread(read.value).policy).files[0]!.text).toBe(written);
  });
});

test('what is not well formed is written as it is, and reading it says so', () => {
  const circle = buildPolicy({
    inheritance: [
      ['a', 'b'],
      ['b', 'a'],
    ],
  });
  expect(writePolicy(circle).remarks).toEqual([
    'roles inherit each other in a circle, which a policy must not have: `a`, `b`',
  ]);
  const { files, remarks } = writePolicy(
    buildPolicy({
      users: ['kim'],
      roles: ['a'],
      assignments: [
        ['kim', 'a'],
        ['lee', 'b'],
      ],
      grants: [['b', 'x:y']],
    }),
  );
  const read = readPolicy(
    files[0]!.path,
    memoryFiles(Object.fromEntries(files.map(({ path, text }) => [path, text]))),
  );
  expect(remarks).toEqual(['some names are used and declared nowhere: reading the policy will tell which']);
  expect(read.kind).toBe('failed');
  expect(new Set(read.kind === 'failed' ? read.diagnostics.map(({ code }) => code) : [])).toEqual(
    new Set(['unknown-user', 'unknown-role']),
  );
});

test('a table that would be too large is several', () => {
  const texts = csvTexts(['a', 'b'], 20_000, (at) => [`name ${at}`, 'x'], 100_000);
  expect(texts.length).toBe(4);
  const rows = texts.flatMap((text) => text.trimEnd().split('\n').slice(1));
  expect(rows).toEqual(Array.from({ length: 20_000 }, (_, at) => `name ${at},x`));
  expect(texts.every((text) => text.startsWith('a,b\n') && text.length <= 100_000)).toBe(true);
});

test('file names stay in their directory and differ', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(hostileName, fc.string()), { maxLength: 8 }), (names) => {
      const given = fileNames();
      const paths = names.map((name) => given.take(name, '.app'));
      expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
      for (const path of paths) {
        expect(posix.basename(path)).toBe(path);
        expect(path).not.toMatch(/^[.-]|[\\/:*?"<>|\s]|\.\./);
        expect(Buffer.byteLength(path)).toBeLessThan(255);
      }
    }),
  );
  expect(fileNames().take('../../etc/passwd', '.app')).toBe('etc-passwd.app');
  expect(fileNames().take('con', '.csv')).toBe('_con.csv');
});

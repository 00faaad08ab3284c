/** Policy tests as read and run: what is not as expected is told, and nothing makes the reader throw. */

import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/check/catalogue.ts';
import { coverageOf, percentOf } from '../../src/coverage/coverage.ts';
import { lcov } from '../../src/coverage/lcov.ts';
import { readPolicy } from '../../src/policy/read.ts';
import type { TestOutcome } from '../../src/policy-test/outcome.ts';
import { readPolicyTests } from '../../src/policy-test/read.ts';
import { runPolicyTest } from '../../src/policy-test/run.ts';
import { testJson, testJsonSchema } from '../../src/report/test-json.ts';
import { testJunit } from '../../src/report/test-junit.ts';
import { summaryOf, type TestReport, toldTest } from '../../src/report/test-report.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { rendered } from '../policy/render.ts';
import { junitErrors } from '../report/schemas.ts';

const rules = catalogue.map(({ id }) => id);
const policy = `policy: p
users: [kim, lee]
roles:
  clerk: { permissions: [invoice:create] }
  approver: { permissions: [invoice:approve] }
  spare: {}
assignments: { kim: [clerk], lee: [approver] }
constraints:
  - { id: apart, static: { roles: [clerk, approver] } }
  - { id: few, cardinality: { role: spare, at-most: 1 } }
`;

async function run(tests: string): Promise<readonly TestOutcome[]> {
  const files = memoryFiles({
    'p.policy.yaml': policy,
    'a/t.policy-test.yaml': tests,
    'a/q.policy.yaml': policy,
  });
  const read = readPolicyTests('a/t.policy-test.yaml', files, { rules });
  if (read.kind === 'failed') throw new Error(read.diagnostics.map(rendered).join('\n'));
  const context = { files, readPolicy: (path: string) => readPolicy(path, files, { rules }) };
  return Promise.all(read.value.map((one) => runPolicyTest(one, context)));
}

const one = (body: string): string => `tests:\n  - policy: q.policy.yaml\n${body}`;

describe('what is not as expected fails', () => {
  test.each<[string, string, string]>([
    ['exit', '    exit: 3\n', 'exit code 0'],
    ['a missing violation', '    violated: [{ rule: static-sod, subject: kim }]\n', 'it holds'],
    [
      'an unexpected violation',
      '    changes: [{ assign: { user: kim, role: approver } }]\n    violated: []\n',
      'a violation of `static-sod` of `apart` by `kim`',
    ],
    [
      'holds',
      '    changes: [{ assign: { user: kim, role: approver } }]\n    holds: [{ rule: static-sod }]\n',
      'it is violated',
    ],
    ['access', '    access: [{ user: kim, permission: "invoice:create", expect: denied }]\n', 'allowed'],
    [
      'access with roles',
      '    access: [{ user: kim, permission: "invoice:approve", roles: [approver], expect: allowed }]\n',
      'denied',
    ],
    [
      'operations',
      '    operations: [{ do: { AssignUser: { u: kim, r: approver } }, expect: ok }]\n',
      'it reports `SSOD_VIOLATION`',
    ],
    [
      'who may administer',
      '    operations: [{ do: { AssignUser: { u: kim, r: spare, actor: lee } }, expect: ok }]\n',
      'it reports `NOT_ROLE_ADMIN`',
    ],
  ])('%s', async (_, body, actual) => {
    const [outcome] = await run(one(body));
    expect(outcome?.status).toBe('failed');
    expect(outcome?.differences.map((difference) => difference.actual)).toEqual([actual]);
    expect(outcome?.differences[0]?.location.line).toBeGreaterThan(2);
  });

  test('what cannot be read is not run', async () => {
    const [outcome] = await run(
      one('    access: [{ user: kin, permission: "invoice:create", expect: denied }]\n'),
    );
    expect(outcome?.status).toBe('unreadable');
    expect(outcome?.diagnostics.map(rendered)).toEqual([
      'a/t.policy-test.yaml:3:22 unknown-user: the policy has no user `kin` -- did you mean `kim`?',
    ]);
  });

  test.each(['../../out.policy.yaml', '/etc/passwd', 'a/../../../x'])(
    'the path %s leads nowhere',
    async (path) => {
      const [outcome] = await run(`tests:\n  - { policy: "${path}", exit: 0 }\n`);
      expect(outcome?.diagnostics[0]?.code).toBe('path-outside');
    },
  );
});

describe('coverage', () => {
  const covered = async (tests: string) =>
    coverageOf(
      (await run(tests)).map((outcome) => ({ policy: outcome.policy!, exercised: outcome.exercised })),
    );

  test('is what the outcome depended on, and a constraint that bit', async () => {
    const coverage = await covered(
      one(`    access: [{ user: kim, permission: "invoice:create", expect: allowed }]
    operations:
      - { do: { AssignUser: { u: kim, r: approver } }, expect: SSOD_VIOLATION }
`),
    );
    expect(coverage.counts.role).toEqual({ exercised: 2, of: 3 });
    expect(coverage.counts.permission).toEqual({ exercised: 1, of: 2 });
    expect(coverage.counts.constraint).toEqual({ exercised: 1, of: 2 });
    expect(coverage.counts.guard.exercised).toBe(1);
    const left = coverage.policies[0]!.items.filter(({ exercised, kind }) => !exercised && kind !== 'guard');
    expect(left.map(({ name, location }) => `${name}:${location?.line}`)).toEqual([
      'spare:6',
      'invoice:approve:5',
      'few:10',
    ]);
  });

  test('a constraint that holds is not exercised', async () => {
    const coverage = await covered(one('    holds: [{ rule: static-sod, constraint: apart }]\n'));
    expect(coverage.total.exercised).toBe(0);
  });

  test('LCOV counts lines, and what shares a line as branches', async () => {
    const coverage = await covered(
      one('    access: [{ user: kim, permission: "invoice:create", expect: allowed }]\n'),
    );
    expect(lcov(coverage)).toBe(`TN:
SF:a/q.policy.yaml
BRDA:4,0,0,1
BRDA:4,0,1,1
BRDA:5,0,0,-
BRDA:5,0,1,-
BRF:4
BRH:2
DA:4,2
DA:5,0
DA:6,0
DA:9,0
DA:10,0
LF:5
LH:1
end_of_record
`);
  });

  test('percentages are rounded down', () => {
    expect(percentOf({ exercised: 9999, of: 10000 })).toBe(99.9);
    expect(percentOf({ exercised: 0, of: 0 })).toBe(100);
  });
});

test('machines get what the schemas say', async () => {
  const outcomes = await run(
    `tests:
  - { name: "<&\\"'박회계", policy: q.policy.yaml, access: [{ user: kim, permission: "invoice:create", expect: denied }] }
  - { name: two, policy: q.policy.yaml, violated: [] }
  - { name: three, policy: none.policy.yaml, violated: [] }
`,
  );
  const tests = outcomes.map(toldTest);
  const report: TestReport = {
    tests,
    summary: summaryOf(tests),
    coverage: coverageOf([{ policy: outcomes[0]!.policy!, exercised: [] }]),
    threshold: 50,
    diagnostics: [],
    exitCode: 2,
  };
  expect(tests.map(({ status }) => status)).toEqual(['failed', 'passed', 'unreadable']);
  expect(junitErrors(testJunit(report))).toEqual([]);
  const { $schema: _, ...schema } = testJsonSchema();
  const validate = new Ajv().compile(schema);
  expect(validate(JSON.parse(testJson(report)))).toBe(true);
});

describe('no input makes the reader throw', () => {
  const read = (content: string | Uint8Array): void => {
    const result = readPolicyTests('t.policy-test.yaml', memoryFiles({ 't.policy-test.yaml': content }), {
      rules,
    });
    if (result.kind === 'failed') expect(result.diagnostics.length).toBeGreaterThan(0);
  };

  test('bytes and text', () => {
    const piece = fc.constantFrom(
      'tests:\n',
      '  - policy: p\n',
      '    exit: ',
      '0\n',
      '    access: ',
      '[',
      ']',
      '{ user: kim, ',
      'expect: allowed }',
      '    operations:\n',
      '      - { do: { AssignUser: ',
      '{ u: kim }',
      '}',
      ', expect: ok }\n',
      '    changes: ',
      'null\n',
      '&a ',
      '*a ',
      '\u0000',
      '\u202e',
      '---\n',
      '"',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 120 }),
          fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join('')),
        ),
        read,
      ),
      { seed: 5, numRuns: 400 },
    );
  });

  test('hostile files end soon', () => {
    const started = performance.now();
    read(`tests: ${'['.repeat(200_000)}`);
    read(
      `a: &a [x]\n${Array.from({ length: 60 }, (_, at) => `b${at}: &b${at} [*${at === 0 ? 'a' : `b${at - 1}`}, *${at === 0 ? 'a' : `b${at - 1}`}]`).join('\n')}`,
    );
    read(' '.repeat(2_000_000));
    expect(performance.now() - started).toBeLessThan(8000);
  });
});

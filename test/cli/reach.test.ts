/** `dutyproof reach` as a user runs it. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bank } from '../../bench/reach/bank.ts';
import { university } from '../../bench/reach/institution.ts';
import { reachShape } from '../../src/report/reach-json.ts';
import { dutyproof, type Ran, type Setting } from './command.ts';

const policy = `policy: 회사
users: [hana, bob, 김민수]
roles: [HR, SO, Clerk, Approver, 감사]
assignments:
  hana: [HR]
  bob: [Clerk]
  김민수: [SO]
constraints:
  - { id: one-officer, cardinality: { role: SO, at-most: 1 } }
administration:
  assign:
    - { id: hire, by: HR, role: Clerk, lacks: [Approver] }
    - { by: SO, role: Approver, holds: [감사] }
    - { id: 승진, by: HR, role: 감사 }
  revoke:
    - { by: HR, role: Clerk }
  goals:
    - { id: own, roles: [Clerk, Approver] }
    - { id: officers, roles: [SO, HR] }
    - { id: already, roles: [SO] }
`;
const quiet = 'policy: quiet\nusers: [kim]\nroles: [clerk]\n';
const arbac = `Roles A B target;
Users u1 u2;
UA <u1,A>;
CR <A,B>;
CA <A,TRUE,B> <A,B&-A,target>;
SPEC target;
`;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-reach-'));
  mkdirSync(join(directory, 'all'));
  writeFileSync(join(directory, 'all/company.policy.yaml'), policy);
  writeFileSync(join(directory, 'all/quiet.policy.yaml'), quiet);
  writeFileSync(join(directory, 'small.arbac'), arbac);
  writeFileSync(join(directory, 'bank.arbac'), bank(1, 'unreachable').text);
  writeFileSync(join(directory, 'university.arbac'), university(2, 'reachable').text);
  writeFileSync(join(directory, 'broken.arbac'), 'Roles A;\nUsers u;\nCA <A,TRUE,B>;\nSPEC A;\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

const reach = (argv: readonly string[], setting: Setting = {}): Promise<Ran> =>
  dutyproof(['reach', ...argv], { workingDirectory: directory, ...setting });

async function verdictsOf(...argv: string[]) {
  const { code, out } = await reach([...argv, '--format', 'json']);
  const envelope = reachShape.parse(JSON.parse(out));
  expect(envelope.exitCode).toBe(code);
  return envelope.verdicts;
}

describe('answers', () => {
  test('the way step by step, or why there is none; columns are aligned', async () => {
    const { code, out, err } = await reach(['all/company.policy.yaml'], { now: () => 0 });
    expect(err).toBe('');
    expect(code).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "✗ reachable in 2 steps: bob can hold Clerk and Approver                                  reach · own
          1  hana (HR) assigns bob 감사         +감사                     승진  all/company.policy.yaml:14
          2  김민수 (SO) assigns bob Approver   +Approver             assign 2  all/company.policy.yaml:13
          then    bob is assigned Clerk and Approver
          length  there is no shorter way; found by: shortest-trace search
          goal    one user holds Clerk and Approver                             all/company.policy.yaml:18
          note    1 constraint on how many users a role has, or on what it needs, is not asked when roles
                    are assigned or revoked: one-officer

      ✓ not reachable: one user holds SO and HR                                           reach · officers
          because    no one is ever assigned both HR and SO
          holds for  every reachable state; decided by: cardinality barrier     all/company.policy.yaml:19

      ✗ so already, before any change: 김민수 holds SO                                     reach · already
          then    김민수 is assigned SO
          length  no change is needed; found by: initial state
          goal    one user holds SO                                             all/company.policy.yaml:20

      3 goals: 2 reachable · 1 not reachable                                                        exit 1
      "
    `);
  });

  test('as JSON, of the shape that is published', async () => {
    const verdicts = await verdictsOf('all', '--goal', 'own', '--repair');
    expect(verdicts).toMatchObject([
      {
        file: 'all/company.policy.yaml',
        property: 'P53',
        rule: 'reach',
        goal: 'own',
        status: 'violated',
        answer: 'reachable',
        decidedBy: 'shortest-trace search',
        trace: {
          isShortest: true,
          steps: [
            { kind: 'assign', actor: 'hana', as: 'HR', user: 'bob', role: '감사', rule: '승진' },
            { kind: 'assign', actor: '김민수', as: 'SO', user: 'bob', role: 'Approver' },
          ],
          finally: [{ user: 'bob' }],
        },
      },
    ]);
    const [verdict] = verdicts;
    const sentences = verdict?.status === 'violated' ? verdict.repairs?.map(({ sentence }) => sentence) : [];
    expect(sentences).toContain('remove rule 승진');
  });

  test('of an .arbac file', async () => {
    expect(await verdictsOf('small.arbac')).toMatchObject([
      { file: 'small.arbac', goal: 'target', answer: 'reachable', trace: { steps: [{}, {}] } },
    ]);
    expect(await verdictsOf('bank.arbac')).toMatchObject([
      { answer: 'unreachable', decidedBy: 'cardinality barrier' },
    ]);
  });
});

test('certificates are confirmed by verify, and not where a step is changed', async () => {
  const verify = () => dutyproof(['verify', 'proofs'], { workingDirectory: directory });
  const { err } = await reach(['all/company.policy.yaml', 'university.arbac', '--evidence', 'proofs']);
  expect(err).toContain('2 certificates written to `proofs`');
  expect((await verify()).code).toBe(0);
  const [name] = readdirSync(join(directory, 'proofs')).filter((one) => one.startsWith('회사'));
  const path = join(directory, 'proofs', name!);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain('"role": "Approver"');
  writeFileSync(path, text.replace('"actor": "hana"', '"actor": "bob"'));
  const changed = await verify();
  expect(changed.code).not.toBe(0);
  expect(changed.out).toContain('step 1');
});

describe('goals in words', () => {
  const company = 'all/company.policy.yaml';
  const asked = async (goal: string) => (await verdictsOf(company, '--goal', goal)).map(({ asks }) => asks);

  test('are understood', async () => {
    expect(await asked('Clerk & Approver')).toEqual(['one user holds Clerk and Approver']);
    expect(await asked('2 users: Clerk & Approver')).toEqual([
      '2 users hold Clerk and Approver between them',
    ]);
    expect(await asked('bob: 감사')).toEqual(['bob holds 감사']);
  });

  test.each([
    ['clerk', 'there is no goal or role `clerk` in all/company.policy.yaml; did you mean `Clerk`?'],
    ['Clerck & HRR', 'there is no role `Clerck`', 'there is no role `HRR`'],
    ['2 users: HR', 'a single role needs one user'],
    ['0 users: HR', 'at least one user is needed'],
    ['3 users: HR & SO', '2 roles never need 3 users; one for each suffices'],
    ['permissions: a:b', 'there is no permission `a:b`'],
    ['HR &', 'a role is missing'],
    ['exclusions', 'nothing in all/company.policy.yaml is exclusive statically'],
    ['activation', 'nothing in all/company.policy.yaml is exclusive dynamically'],
    ['own-approver: order', 'has no application `order`'],
  ])('mistakes are told: %s', async (goal, ...messages) => {
    const { code, out, err } = await reach([company, '--goal', goal]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    for (const message of messages) expect(err).toContain(message);
  });
});

describe('what cannot be asked', () => {
  test('a policy that does not say who may change it', async () => {
    const { code, err } = await reach(['all/quiet.policy.yaml']);
    expect(code).toBe(2);
    expect(err).toBe(
      'error: `all/quiet.policy.yaml` has no `administration:`; say there who may assign and revoke which roles (`assign:`, `revoke:`), and what must never be (`goals:`)\n',
    );
  });

  test('a file with mistakes, which are told with their places', async () => {
    const { code, err } = await reach(['broken.arbac']);
    expect(code).toBe(2);
    expect(err).toContain('broken.arbac:3:');
  });
});

describe('a search that takes long', () => {
  test('ends at the time limit: 3', async () => {
    const { code, out } = await reach(['university.arbac', '--time-limit', '0.02', '--format', 'json']);
    expect(reachShape.parse(JSON.parse(out)).verdicts).toMatchObject([
      { status: 'unknown', reason: 'the time limit was reached' },
    ]);
    expect(code).toBe(3);
  });

  test('can be interrupted, and says what is known: 3', async () => {
    const { code, out } = await reach(['all/company.policy.yaml'], {
      onInterrupt: (handler) => {
        handler();
        return () => {};
      },
    });
    expect(out).toContain('stopped: interrupted');
    expect(code).toBe(3);
  });
});

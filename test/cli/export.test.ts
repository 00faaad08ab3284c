/** `export`: where texts go, and what is refused. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exporters } from '../../src/export/exporters.ts';
import { exportFormatNames } from '../../src/export/format-names.ts';
import { dutyproof } from './command.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dutyproof-export-'));
});
afterEach(() => rmSync(directory, { recursive: true }));
const run = (...argv: string[]) => dutyproof(['export', ...argv], { workingDirectory: directory });
const write = (name: string, text: string) => writeFileSync(join(directory, name), text);

const policy = [
  'policy: pay',
  'users: [kim, lee]',
  'roles:',
  '  creator: { permissions: ["invoice:create"] }',
  '  approver: { permissions: ["invoice:approve"] }',
  'assignments: { kim: [creator, approver], lee: [creator] }',
  'constraints:',
  '  - { id: create-approve, exclusive: { roles: [creator, approver] }, reason: nobody may do both }',
  '',
].join('\n');

test('the names of formats are those of the exporters', () => {
  expect(exporters.map(({ format }) => format)).toEqual([...exportFormatNames]);
});

test('one text goes to standard output, or to a file, or into a directory; what is left out is told', async () => {
  write('p.policy.yaml', policy);
  const shown = await run('p.policy.yaml', '--to', 'smt-lib');
  expect(shown).toMatchObject({
    code: 0,
    err: 'note: 1 exclusion is dynamic, which is not in it\n',
  });
  expect(shown.out).toContain('; expected: sat, because it is violated\n');
  expect(await run('p.policy.yaml', '--to', 'smt-lib', '-o', 'x/a.smt2')).toMatchObject({
    code: 0,
    out: 'Written: x/a.smt2\n',
  });
  expect(readFileSync(join(directory, 'x/a.smt2'), 'utf8')).toBe(shown.out);
  expect(await run('p.policy.yaml', '--to', 'smt-lib', '-o', 'x')).toMatchObject({
    out: 'Written: x/pay.smt2\n',
  });
  expect(await run('p.policy.yaml', '--to', 'alloy', '-o', 'y/')).toMatchObject({
    out: 'Written: y/pay.als\n',
  });
  expect(readdirSync(join(directory, 'x')).sort()).toEqual(['a.smt2', 'pay.smt2']);
});

test('a policy of a policy can be checked as the first; its own files are not written over', async () => {
  write('pay.policy.yaml', policy);
  const clash = await run('pay.policy.yaml', '--to', 'policy', '-o', '.');
  expect(clash).toEqual({
    code: 2,
    out: '',
    err: 'error: `pay.policy.yaml` is a file of the policy itself; write to another place\n',
  });
  expect(readFileSync(join(directory, 'pay.policy.yaml'), 'utf8')).toBe(policy);
  expect(await run('pay.policy.yaml', '--to', 'policy', '-o', 'out/')).toMatchObject({ code: 0 });
  const fingerprints = async (path: string) =>
    (await dutyproof(['check', path, '--format', 'json'], { workingDirectory: directory })).out
      .split('\n')
      .filter((line) => line.includes('"fingerprint"'));
  const first = await fingerprints('pay.policy.yaml');
  expect(first.length).toBeGreaterThan(0);
  expect(await fingerprints('out/pay.policy.yaml')).toEqual(first);
});

test('formats do not write over each other in one directory', async () => {
  write('p.policy.yaml', policy);
  const written: string[] = [];
  for (const to of exportFormatNames) {
    const { out } = await run('p.policy.yaml', '--to', to, '-o', 'all/');
    written.push(...out.replace('Written: ', '').trim().split(', '));
  }
  expect(written.length).toBe(new Set(written).size);
  expect(readdirSync(join(directory, 'all')).length).toBe(written.length);
});

test('tests of violations: all, one by its fingerprint, none of what is not violated', async () => {
  write('p.policy.yaml', policy);
  const all = await run('p.policy.yaml', '--to', 'cedar-test', '-o', 'out');
  expect(all).toMatchObject({
    code: 0,
    out: 'Written: out/pay.cedar-test.json, out/pay.cedar-test.cedar, out/pay.cedar-test.entities.json, out/pay.cedar-test.cedarschema, out/pay.cedar-test.request-1.json\n',
  });
  const [, fingerprint] = /fingerprint ([0-9a-f]{12})/.exec(
    readFileSync(join(directory, 'out/pay.cedar-test.cedar'), 'utf8'),
  )!;
  expect(await run('p.policy.yaml', '--to', 'openfga-test', '--fingerprint', fingerprint!)).toMatchObject({
    code: 0,
  });
  expect(await run('p.policy.yaml', '--to', 'openfga-test', '--fingerprint', '0000')).toMatchObject({
    code: 2,
    err: 'error: no violation has the fingerprint `0000`\n',
  });
  expect(
    await run('p.policy.yaml', '--to', 'casbin-test', '--only', 'permission-sod', '-o', 'out'),
  ).toMatchObject({
    code: 2,
    err: 'error: nothing is violated of permission-sod: there is no test to write\n',
  });
  expect((await run('p.policy.yaml', '--to', 'casbin-test', '--only', 'dead-role')).err).toBe(
    'error: tests are written of the rules static-sod, permission-sod, operational-sod\n',
  );
  expect((await run('p.policy.yaml', '--to', 'casbin-test')).err).toBe(
    'error: this is 3 files: name a directory with `-o`\n',
  );
});

test('files of another system are exported without a policy between', async () => {
  write('access.csv', 'user,role\nkim,clerk\nlee,boss\n');
  const { code, out } = await run('access.csv', '--from', 'csv', '--to', 'alloy');
  expect(code).toBe(0);
  expect(out).toContain('assigned = User_kim -> Role_clerk\n    + User_lee -> Role_boss');
});

test('what cannot be exported is told', async () => {
  write('p.policy.yaml', 'policy: p\nusers: [kim\n');
  expect((await run('p.policy.yaml', '--to', 'policy')).code).toBe(2);
  write('p.policy.yaml', policy);
  expect((await run('p.policy.yaml', '--to', 'prolog')).err).toContain('`prolog` is none of policy, smt-lib');
  expect((await run('p.policy.yaml', '--to', 'policy', '--only', 'static-sod')).err).toBe(
    'error: `--only` chooses among violations, and `policy` is of the policy\n',
  );
});

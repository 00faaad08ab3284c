/** Facts that are only possible, on the command line. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dutyproof } from './command.ts';

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'doubts-'));
  writeFileSync(
    join(home, 'pay.policy.yaml'),
    `policy: pay
users: [kim, lee]
roles:
  clerk: { permissions: ['invoice:create'] }
  chief: { permissions: ['invoice:approve'] }
assignments:
  kim: [clerk]
  lee: [clerk]
possible:
  - reason: kim is a chief only with a second factor
    assignments: { kim: [chief] }
constraints:
  - { id: create-approve, static: { roles: [clerk, chief] } }
applications: [{ file: pay.app }]
administration:
  assign: [{ role: chief, by: anybody }]
  goals: [{ id: both, roles: [clerk, chief] }]
`,
  );
  writeFileSync(
    join(home, 'pay.app'),
    'APPLICATION pay\nSESSION (make, clerk), (sign, chief)\nINITIATOR clerk\nmake; sign\n',
  );
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Wrapped lines put together again. */
const at = async (...argv: string[]) => {
  const { code, out, err } = await dutyproof(argv, { workingDirectory: home });
  return { code, out: out.replace(/\s+/g, ' '), err: err.replace(/\s+/g, ' ') };
};

test('what depends on it is unknown, for the reason that was given; 3', async () => {
  const { code, out } = await at('check', 'pay.policy.yaml', '--only', 'static-sod');
  expect(out).toContain('kim is both chief and clerk');
  expect(out).toContain('kim is a chief only with a second factor');
  expect(out).toContain('1 not decided');
  expect(code).toBe(3);
});

test('the checker accepts what is told of it, and not what is told without it', async () => {
  expect(
    (
      await at(
        'check',
        'pay.policy.yaml',
        '--only',
        'static-sod',
        '--only',
        'references',
        '--evidence',
        'out',
      )
    ).code,
  ).toBe(3);
  const verified = await at('verify', 'out');
  expect(verified.out).not.toContain('rejected');
  expect(verified.code).toBe(0);
  const verdicts = readFileSync(join(home, 'out/verdicts.json'), 'utf8');
  expect(verdicts).toContain('second factor');
});

test.each([['feasible'], ['reach']])('%s is not answered while facts are in doubt; 2', async (command) => {
  const { code, err } = await at(command, 'pay.policy.yaml');
  expect(err).toContain('error[facts-in-doubt]');
  expect(err).toContain('kim is a chief only with a second factor');
  expect(code).toBe(2);
});

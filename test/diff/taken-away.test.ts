/** What is taken away violates something, or leaves a claim with nothing to say: told, and where. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dutyproof } from '../cli/command.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutyproof-taken-away-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const write = (name: string, text: string) => writeFileSync(join(directory, name), text);

interface Told {
  readonly gate: {
    readonly weakenings: readonly {
      readonly kind: string;
      readonly severity: string;
      readonly sentence: string;
    }[];
  };
  readonly verdicts: readonly {
    readonly rule: string;
    readonly status: string;
    readonly locations: readonly { readonly path: string; readonly line: number }[];
  }[];
}

async function diff(...options: readonly string[]) {
  const { out, err, code } = await dutyproof(
    ['diff', 'before.policy.yaml', 'now.policy.yaml', '--format', 'json', ...options],
    { workingDirectory: directory },
  );
  expect(err).toBe('');
  return { told: JSON.parse(out) as Told, code };
}

test('an application that nobody can carry out any more: on the line where the person stood', async () => {
  write(
    'pay.app',
    'APPLICATION pay\nSESSION (Enter, clerk), (Approve, boss)\nSOD (Enter, Approve)\nEnter; Approve\n',
  );
  // Below other lines now, and without lee.
  const policy = (first: string, lee: string) =>
    `policy: pay\n${first}users: [kim, lee]\nroles: [clerk, boss]\nassignments:\n  kim: [clerk, boss]\n${lee}applications: [{ file: pay.app }]\n`;
  write('before.policy.yaml', policy('', '  lee: [boss]\n'));
  write('now.policy.yaml', policy('# one\n# two\n# three\n', ''));
  const { told, code } = await diff('--only', 'feasible');
  expect(code).toBe(1);
  const [lost] = told.verdicts.filter(({ status }) => status === 'violated');
  expect(lost).toMatchObject({ rule: 'feasible' });
  // `applications` stands where lee stood: line 6 before, and three more now.
  expect(lost!.locations[0]).toMatchObject({ path: 'now.policy.yaml', line: 9 });
});

test('a claim that held and says nothing any more is a note', async () => {
  const policy = (kim: string) =>
    `policy: pay\nusers: [kim, lee, han]\nroles: [a, b, c]\nassignments:\n  kim: [${kim}]\n  lee: [b]\n  han: [c]\n` +
    'constraints: [{ id: apart, static: { roles: [a, b] } }, { id: others, static: { roles: [b, c] } }]\n';
  write('before.policy.yaml', policy('a'));
  write('now.policy.yaml', policy(''));
  const { told, code } = await diff('--only', 'static-sod');
  expect(told.gate.weakenings).toMatchObject([{ kind: 'claim-lost', severity: 'note' }]);
  expect(told.gate.weakenings[0]!.sentence).toContain('static-sod of apart held, and says nothing any more');
  expect(code).toBe(0);
});

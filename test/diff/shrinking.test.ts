/** A conflict that shrinks is no news; one that grows, moves or gains a person is. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dutyproof } from '../cli/command.ts';

const directory = mkdtempSync(join(tmpdir(), 'dutyproof-shrinking-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, kim: string, lee = 'a'): void {
  const text = `policy: pay
users: [kim, lee]
roles: [a, b, c, d]
assignments: { kim: [${kim}], lee: [${lee}] }
constraints: [{ id: apart, static: { roles: [a, b, c, d] } }]
`;
  writeFileSync(join(directory, name), text);
}

interface Told {
  readonly gate: { readonly counts: Readonly<Record<string, number>> };
}

test.each([
  ['one role of three goes', 'a, b, c', 'a, b', 'a', 0, { existingWithChanges: 1, new: 0, removed: 0 }],
  ['a role comes', 'a, b', 'a, b, c', 'a', 1, { new: 1, removed: 1 }],
  ['another role in its place', 'a, b, c', 'a, d', 'a', 1, { new: 1, removed: 1 }],
  [
    'it shrinks, and somebody else enters it',
    'a, b, c',
    'a, b',
    'a, b',
    1,
    { existingWithChanges: 1, new: 1 },
  ],
  ['it goes, and somebody else has less of it', 'a, b, c', 'a', 'a, b', 1, { new: 1, removed: 1 }],
] as const)('%s', async (_, before, now, lee, code, counts) => {
  write('before.policy.yaml', before);
  write('now.policy.yaml', now, lee);
  const ran = await dutyproof(
    ['diff', 'before.policy.yaml', 'now.policy.yaml', '--only', 'static-sod', '--format', 'json'],
    { workingDirectory: directory },
  );
  expect(ran.err).toBe('');
  expect((JSON.parse(ran.out) as Told).gate.counts).toMatchObject(counts);
  expect(ran.code).toBe(code);
});

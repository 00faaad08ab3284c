/** What is only possible counts as held: nobody gains it unseen. */

import { expect, test } from 'vitest';
import { diffPolicies } from '../../src/diff/diff.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';

function policy(possible: string) {
  const text = `policy: p\nusers: [kim]\nroles:\n  clerk: { permissions: ['a:b'] }\n${possible}`;
  const read = readPolicy('p.policy.yaml', memoryFiles({ 'p.policy.yaml': text }));
  if (read.kind === 'failed') throw new Error(read.diagnostics[0]?.message);
  return read.value;
}

test('a possible assignment is a gain, and its end a loss', () => {
  const none = policy('');
  const some = policy('possible: [{ reason: who knows, assignments: { kim: [clerk] } }]\n');
  expect(diffPolicies(none, some).difference).toMatchObject({ kind: 'different' });
  expect(diffPolicies(none, some).difference.access.length).toBe(1);
  expect(diffPolicies(some, none).difference.access.length).toBe(1);
  expect(diffPolicies(some, some).difference).toMatchObject({ kind: 'same', access: [] });
});

/**
 * What is committed is what is found: a sample of operations and laws, proved anew. `npx dutyproof prove` compares all.
 */

import { expect, test } from 'vitest';
import { committedMatrix } from '../../src/prove/committed.ts';
import { differences } from '../../src/prove/compare.ts';
import { prove } from '../../src/prove/prove.ts';

const names = ['AddUser', 'DeassignUser', 'AddMutexS', 'DropActiveRole', 'L3', 'L6'];

test('the sample is as committed', async () => {
  const findings = await prove({ names, timeLimit: 20_000, tell: () => {}, stopped: () => false });
  expect(findings.matrix.cells.length).toBe(4 * 13);
  expect(findings.guards.length).toBeGreaterThan(8);
  expect(findings.laws.length).toBe(2);
  expect(differences(findings, committedMatrix(), names)).toEqual([]);
  const strong = ['untouched', 'every size', 'every size, limits to 4'];
  expect(findings.matrix.cells.filter(({ status }) => !strong.includes(status))).toEqual([]);
}, 120_000);

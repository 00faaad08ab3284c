/** What breaks without a guard, as `explain` tells it. */

import { expect, test } from 'vitest';
import { assignUser } from '../../spec/operations/users.ts';
import { operationLines } from '../../src/explain/operations.ts';
import { committedOf } from '../../src/prove/committed.ts';
import { paint } from '../../src/report/text.ts';
import { good } from '../prove/findings.ts';

const { guards } = committedOf(good);

test('guards of the operation that protect an invariant are listed with it', () => {
  const text = paint(
    operationLines(assignUser, () => ['…'], guards, 80),
    'plain',
  );
  const [, listed = ''] = text.split('What breaks without them\n');
  expect(listed.split('\n\n')[0]).toBe('  G1   UNKNOWN_USER      I1');
});

test('a guard that is the goal says so', () => {
  const own = guards.map((guard) => ({ ...guard, operation: 'AssignUser' }));
  const text = paint(
    operationLines(assignUser, () => ['…'], own, 80),
    'plain',
  );
  expect(text).toContain('G3   VIOLATED_NOW      I5, which is what the guard says');
});

test('where nothing is known nothing is said', () => {
  const text = paint(
    operationLines(assignUser, () => ['…'], [], 80),
    'plain',
  );
  expect(text).not.toContain('What breaks');
});

/** `possible:` and tables of possible facts: where they stand, and what verdicts make of them. */

import { expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import type { Policy } from '../../src/policy/model.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { memoryFiles } from '../../src/source/files.ts';
import { rendered } from './render.ts';

const text = `policy: p
users: [kim, lee]
roles: [clerk, approver, auditor]
assignments: { kim: [clerk], lee: [clerk] }
constraints:
  - { id: apart, static: { roles: [clerk, approver] } }
  - { id: never, static: { roles: [clerk, auditor] } }
possible:
  - reason: the role is given by a rule that is not read
    assignments: { kim: [approver] }
    grants: { clerk: ["invoice:create"] }
  - { id: late, reason: it depends on the hour, inheritance: { auditor: [approver] } }
tables:
  - { file: t.csv, assignments: { user: u, role: r }, possible: why }
`;

function read(extra = ''): Policy {
  const result = readPolicy(
    'p.policy.yaml',
    memoryFiles({ 'p.policy.yaml': `${text}${extra}`, 't.csv': 'u,r,why\nlee,approver,late\n' }),
  );
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  expect(result.warnings.map(rendered)).toEqual([]);
  return result.value;
}

test('doubts and facts stand where they are written, apart from what is certain', () => {
  const policy = read();
  const { doubts, assignments, inheritance, grants } = policy.possible!;
  expect(doubts).toEqual([
    {
      place: { file: 0, line: 9, column: 5 },
      reason: 'the role is given by a rule that is not read',
      reaches: 'facts',
    },
    { place: { file: 0, line: 12, column: 5 }, reason: 'it depends on the hour', reaches: 'facts' },
  ]);
  const rows = (facts: typeof assignments) =>
    Array.from(facts.left, (left, row) => [
      left,
      facts.right[row],
      facts.file[row],
      facts.line[row],
      facts.doubt[row],
    ]);
  // The table comes first.
  expect(rows(assignments)).toEqual([
    [1, 1, 1, 2, 1],
    [0, 1, 0, 10, 0],
  ]);
  expect(rows(inheritance)).toEqual([[2, 1, 0, 12, 1]]);
  expect(rows(grants)).toEqual([[0, 0, 0, 11, 0]]);
  expect([policy.assignments.left.length, policy.inheritance.left.length, policy.grants.left.length]).toEqual(
    [2, 0, 0],
  );
});

test('a demand that only a possible fact would violate is unknown, for its reason; others are not', async () => {
  const { verdicts } = await checkPolicy(read(), { only: ['static-sod'] });
  expect(
    verdicts.map((verdict) => [
      verdict.constraint,
      verdict.status,
      verdict.status === 'unknown' ? verdict.reason : null,
    ]),
  ).toEqual([
    ['apart', 'unknown', expect.stringContaining('the role is given by a rule that is not read')],
    ['never', expect.stringMatching(/holds|vacuous/), null],
  ]);
});

test('a part of a policy may have doubts of its own', () => {
  const policy = readPolicy(
    'p.policy.yaml',
    memoryFiles({
      'p.policy.yaml': `${text}include: [a.policy-part.yaml]\n`,
      't.csv': 'u,r,why\nlee,approver,late\nlee,approver,other\n',
      'a.policy-part.yaml': 'possible: [{ id: other, reason: r, reaches: everything }]\n',
    }),
  );
  if (policy.kind === 'failed') throw new Error(policy.diagnostics.map(rendered).join('\n'));
  expect(policy.value.possible!.doubts.map(({ reaches }) => reaches)).toEqual([
    'facts',
    'facts',
    'everything',
  ]);
  expect([...policy.value.possible!.assignments.doubt]).toEqual([1, 2, 0]);
});

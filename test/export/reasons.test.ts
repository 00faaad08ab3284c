/**
 * Reasons and paths may have line breaks, and stand in comments: none of what they say becomes part of the text. Where a
 * reason is data, in quotes, it may take lines.
 */

import { expect, test } from 'vitest';
import { checkPolicy } from '../../src/check/run.ts';
import { exporters } from '../../src/export/exporters.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import type { Policy } from '../../src/policy/model.ts';

const withReason = (reason: string, path: string): Policy => {
  const policy = buildPolicy({
    assignments: [
      ['kim', 'a'],
      ['kim', 'b'],
    ],
    grants: [['a', 'o:p']],
    constraints: [
      { kind: 'exclusion', relation: 'static', sets: [{ members: ['a', 'b'] }], reason },
      { kind: 'cardinality', role: 'a', atMost: 3, reason },
    ],
    operations: [{ name: 'o', permissions: ['o:p'] }],
  });
  return { ...policy, path, files: policy.files.map((file) => ({ ...file, path })) };
};

const hostile = ['x\ny', 'x\r\n(check-sat)', 'x\u2028}\u0085;', '*/ ]]> "', 'x\u0000y'];

test.each(exporters.map((exporter) => [exporter.format, exporter] as const))('%s', async (_, exporter) => {
  const linesOf = async (policy: Policy): Promise<readonly number[]> => {
    const { verdicts } = await checkPolicy(policy, { only: exporter.rules });
    return exporter
      .write(policy, exporter.rules.length === 0 ? [] : verdicts)
      .files.map(({ text }) => text.split(/[\n\r\u2028\u2029\u0085]/).length);
  };
  const plain = await linesOf(withReason('x', 'p.policy.yaml'));
  expect(plain.length).toBeGreaterThan(0);
  const reasonIsData = exporter.format === 'postgres';
  for (const text of hostile)
    expect(await linesOf(withReason(reasonIsData ? 'x' : text, text))).toEqual(plain);
});

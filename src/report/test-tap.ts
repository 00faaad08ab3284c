/** Policy tests as TAP 14: a point for each test, with a block of YAML for what is not ok. */

import { printable } from './printable.ts';
import { testLines } from './test-lines.ts';
import type { TestReport, ToldTest } from './test-report.ts';

export function testTap({ tests }: TestReport): string {
  const lines = ['TAP version 14', `1..${tests.length}`, ...tests.flatMap(pointLines)];
  return `${lines.join('\n')}\n`;
}

function pointLines(test: ToldTest, at: number): readonly string[] {
  const { path, line } = test.location;
  const description = printable(`${test.name} (${path}:${line})`).replace(/[\\#]/g, '\\$&');
  if (test.status === 'passed') return [`ok ${at + 1} - ${description}`];
  // JSON strings are YAML, whatever is in them.
  const told = testLines(test).map((text) => `    - ${JSON.stringify(text)}`);
  return [
    `not ok ${at + 1} - ${description}`,
    '  ---',
    `  status: ${test.status}`,
    ...(told.length === 0 ? [] : ['  differences:', ...told]),
    '  ...',
  ];
}

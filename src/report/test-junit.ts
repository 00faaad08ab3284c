/** Policy tests as JUnit XML: a suite for each file, a case for each test. */

import { attribute, escaped } from './junit.ts';
import { testLines } from './test-lines.ts';
import type { TestReport, ToldTest } from './test-report.ts';

export function testJunit({ tests }: TestReport): string {
  const suites = new Map<string, ToldTest[]>();
  for (const test of tests) {
    const same = suites.get(test.location.path);
    if (same === undefined) suites.set(test.location.path, [test]);
    else same.push(test);
  }
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="dutyproof test" ${counts(tests)}>`,
    ...[...suites].flatMap(([path, members]) => [
      `  <testsuite name="${attribute(path)}" ${counts(members)} time="${seconds(members)}">`,
      ...members.flatMap(caseLines),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function counts(tests: readonly ToldTest[]): string {
  const failures = tests.filter(({ status }) => status === 'failed').length;
  const errors = tests.filter(({ status }) => status === 'undecided' || status === 'unreadable').length;
  return `tests="${tests.length}" failures="${failures}" errors="${errors}"`;
}

const seconds = (tests: readonly ToldTest[]): string =>
  tests.reduce((sum, test) => sum + test.seconds, 0).toFixed(3);

function caseLines(test: ToldTest): readonly string[] {
  const start =
    `    <testcase classname="${attribute(test.location.path)}" name="${attribute(test.name)}"` +
    ` time="${seconds([test])}"`;
  if (test.status === 'passed') return [`${start}/>`];
  const tag = test.status === 'failed' ? 'failure' : 'error';
  const lines = testLines(test);
  const message = lines[0] ?? test.status;
  return [
    `${start}>`,
    `      <${tag} type="${test.status}" message="${attribute(message)}">${escaped(lines.join('\n'))}</${tag}>`,
    '    </testcase>',
  ];
}

/** What every format of `test` is made from: plain data in the user's names. */

import type { Coverage } from '../coverage/coverage.ts';
import type { Difference, TestOutcome } from '../policy-test/outcome.ts';
import { titleOf } from '../policy-test/test.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { type Location, locate } from '../source/text.ts';
import type { ExitCode, ReportedDiagnostic } from '../verdict/verdict.ts';
import { reported } from './diagnostics.ts';

export type TestStatus = TestOutcome['status'];

export interface ToldTest {
  readonly name: string;
  readonly location: Location;
  /** As the test names it. */
  readonly policy: string;
  readonly status: TestStatus;
  readonly expectations: number;
  readonly differences: readonly Difference[];
  /** What is wrong with its policy, its changes or its names. */
  readonly diagnostics: readonly ReportedDiagnostic[];
  readonly seconds: number;
}

export interface TestReport {
  readonly tests: readonly ToldTest[];
  readonly summary: Readonly<Record<TestStatus, number>> & { readonly expectations: number };
  /** Null where it was not asked for. */
  readonly coverage: Coverage | null;
  /** The least percentage that was asked for; null where none was. */
  readonly threshold: number | null;
  /** What is wrong with the files. */
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: ExitCode;
}

export function toldTest(outcome: TestOutcome): ToldTest {
  const { test, status, expectations, differences, seconds } = outcome;
  return {
    name: titleOf(test),
    location: locate(test.span),
    policy: test.policy.text,
    status,
    expectations,
    differences,
    diagnostics: reported(outcome.diagnostics),
    seconds,
  };
}

export function summaryOf(tests: readonly ToldTest[]): TestReport['summary'] {
  const count = (status: TestStatus): number => tests.filter((test) => test.status === status).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    undecided: count('undecided'),
    unreadable: count('unreadable'),
    expectations: tests.reduce((sum, { expectations }) => sum + expectations, 0),
  };
}

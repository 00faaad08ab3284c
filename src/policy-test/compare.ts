/**
 * Compares the verdicts of a policy with what a policy test expects.
 */

import type { ExitCode, Verdict } from '../verdict/verdict.ts';
import type { Expectation, PolicyTest } from './shape.ts';

/** One sentence per difference; none when the verdicts are as expected. */
export function differences(
  test: PolicyTest,
  verdicts: readonly Verdict[],
  exitCode: ExitCode,
): readonly string[] {
  const found: string[] = [];
  if (exitCode !== test.exit) found.push(`expected exit code ${test.exit}, got ${exitCode}`);
  const violated = verdicts.filter((verdict) => verdict.status === 'violated');
  const unmatched = new Set(violated);
  for (const expectation of test.violated) {
    const match = [...unmatched].find((verdict) => meets(verdict, expectation));
    if (match === undefined) found.push(`expected a violation of ${name(expectation)}, found none`);
    else unmatched.delete(match);
  }
  for (const verdict of unmatched) found.push(`unexpected violation of ${name(expectationOf(verdict))}`);
  for (const status of ['holds', 'vacuous'] as const) {
    for (const expectation of test[status]) {
      const same = verdicts.filter(
        (verdict) => verdict.rule === expectation.rule && meets(verdict, expectation),
      );
      if (!same.some((verdict) => verdict.status === status)) {
        const others = [...new Set(same.map((verdict) => verdict.status))].join(', ') || 'no verdict';
        found.push(`expected ${name(expectation)} to be ${status}, got ${others}`);
      }
    }
  }
  return found;
}

function meets(verdict: Verdict, expectation: Expectation): boolean {
  const actual = expectationOf(verdict);
  return (
    actual.rule === expectation.rule &&
    (expectation.constraint === undefined || actual.constraint === expectation.constraint) &&
    (expectation.subject === undefined || actual.subject === expectation.subject)
  );
}

/** The expectation that `verdict` would meet most exactly. */
export function expectationOf(verdict: Verdict): Expectation {
  const subject = verdict.status === 'violated' ? verdict.counterexample.bindings[0]?.value : undefined;
  return {
    rule: verdict.rule,
    ...(verdict.constraint === null ? {} : { constraint: verdict.constraint }),
    ...(subject === undefined ? {} : { subject }),
  };
}

function name(expectation: Expectation): string {
  const constraint = expectation.constraint === undefined ? '' : ` of ${expectation.constraint}`;
  const subject = expectation.subject === undefined ? '' : ` by ${expectation.subject}`;
  return `${expectation.rule}${constraint}${subject}`;
}

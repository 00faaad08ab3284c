/**
 * Policy tests: `*.policy-test.yaml` states the verdicts that a policy must get.
 *
 * `violated` is the complete list, so that a new violation fails the test; `holds` and `vacuous` name what must be
 * among the verdicts with that status.
 */

import * as z from 'zod';

const expectation = z
  .strictObject({
    rule: z.string().describe('Rule id, e.g. static-sod.'),
    constraint: z.string().optional().describe('Id of the constraint, or name of the application or plan.'),
    subject: z.string().optional().describe('Who or what violates it: the first name of the counterexample.'),
  })
  .describe('One expected verdict.');

export const policyTestFile = z.strictObject({
  tests: z
    .array(
      z.strictObject({
        policy: z.string().describe('Policy file, relative to this file.'),
        exit: z.number().int().min(0).max(4).describe('Exit code that `check` must have.'),
        violated: z.array(expectation).default([]).describe('All violations, in any order.'),
        holds: z.array(expectation).default([]),
        vacuous: z.array(expectation).default([]),
      }),
    )
    .min(1),
});

export type PolicyTestFile = z.infer<typeof policyTestFile>;
export type PolicyTest = PolicyTestFile['tests'][number];
export type Expectation = z.infer<typeof expectation>;

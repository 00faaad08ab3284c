/**
 * Policy tests: `*.policy-test.yaml` states what a policy must say, as it is or after some changes.
 *
 * `violated` is the complete list where it is given, so that a new violation fails the test; `holds`, `vacuous` and
 * `unknown` name what must be among the verdicts with that status. `operations` are made one after the other, so that an
 * attack can be written down step by step.
 */

import * as z from 'zod';
import { changeShape } from '../change/shape.ts';
import { name, permission, prose, role, sessionName, user } from '../policy/shape-parts.ts';

const expectation = z
  .strictObject({
    rule: name.describe('Rule id, e.g. static-sod.'),
    constraint: name.describe('Id of the constraint, or name of the application or plan.').optional(),
    subject: name.describe('Who or what violates it: the first name of the counterexample.').optional(),
  })
  .describe('One expected verdict.');

const access = z
  .strictObject({
    user,
    permission,
    expect: z.enum(['allowed', 'denied']),
    roles: z
      .array(role)
      .describe('Exactly these roles are active, in a session of their own, which must itself be permitted.')
      .optional(),
  })
  .describe('Whether the user has the permission: through any role, or in a session with some roles active.');

const plan = z
  .strictObject({
    application: name,
    assign: z.record(sessionName, user).describe('Who does which session.'),
    expect: z.enum(['accepted', 'refused']),
  })
  .describe('Whether an application may be carried out by these people.');

const feasible = z
  .strictObject({ application: name, expect: z.enum(['feasible', 'infeasible']) })
  .describe('Whether an application can be carried out at all.');

const element = z.union([name, z.int()]);
const input = z.union([name, z.int(), z.array(z.union([name, z.int(), z.array(element)]))]);

const operation = z
  .strictObject({
    do: z
      .record(name, z.record(name, input))
      .describe(
        'An operation of the specification with its inputs, e.g. `AssignUser: { u: kim, r: approver }`. Without an `actor` somebody acts who may administer every role.',
      ),
    expect: name.describe(
      '`ok`, or the code that a guard reports, e.g. SSOD_VIOLATION; of CheckAccess `allowed` or `denied`.',
    ),
  })
  .describe('An operation, made on what those before it left.');

export const policyTestShape = z
  .strictObject({
    name: prose.describe('What it shows; the path of the policy unless set.').optional(),
    policy: z.string().min(1).describe('Policy file, relative to this file.'),
    changes: z.array(changeShape).describe('Made one after the other, before anything is asked.').optional(),
    exit: z.int().min(0).meta({ maximum: 4 }).describe('Exit code that `check` must have.').optional(),
    violated: z.array(expectation).describe('All violations, in any order.').optional(),
    holds: z.array(expectation).optional(),
    vacuous: z.array(expectation).optional(),
    unknown: z.array(expectation).optional(),
    access: z.array(access).optional(),
    plans: z.array(plan).optional(),
    feasible: z.array(feasible).optional(),
    operations: z.array(operation).optional(),
  })
  .describe('What one policy must say.');

export const policyTestFileShape = z
  .strictObject({ tests: z.array(policyTestShape).min(1) })
  .describe('Policy tests of dutyproof.');

export type PolicyTestDocument = z.output<typeof policyTestShape>;

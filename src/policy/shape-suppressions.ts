/**
 * Suppressions: in a policy under `suppressions:`, or by themselves in a file that covers several policies. The dates
 * and what a suppression covers are checked in `resolve/suppressions.ts`.
 */

import * as z from 'zod';
import { name, prose } from './shape-parts.ts';

/** Ways to say what a suppression covers: each has at least one, and all that are given must fit. */
export const coverKeys = ['fingerprint', 'rule', 'constraint', 'subject'] as const;

/** Patterns for editors: what is wrong is said with reasons when it is resolved. */
export const datePattern = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';
export const fingerprintPattern = '^[0-9A-Fa-f]{12,32}$';

const suppression = z
  .strictObject({
    id: name.describe('Names the suppression in reports; unique.'),
    expires: z
      .string()
      .meta({ pattern: datePattern })
      .describe('The last day on which it counts, `YYYY-MM-DD`; days begin and end in UTC.'),
    owner: prose.meta({ minLength: 1 }).describe('Who answers for it.'),
    reason: prose.meta({ minLength: 1 }).describe('Why what it covers may stay for the time being.'),
    control: prose.describe('The control that mitigates it.').optional(),
    ticket: prose.describe('Where it is followed up.').optional(),
    fingerprint: z
      .string()
      .meta({ pattern: fingerprintPattern })
      .describe('The fingerprint of the finding, or its first 12 digits or more.')
      .optional(),
    rule: name.describe('A rule, e.g. `static-sod`, or a kind of weakening.').optional(),
    constraint: name.describe('The id of a constraint, or the name of an application or plan.').optional(),
    subject: name.describe('Who or what violates it: the first name of the counterexample.').optional(),
  })
  .meta({ anyOf: coverKeys.map((key) => ({ required: [key] })) });

export const suppressionList = z
  .array(suppression)
  .describe('Findings that somebody answers for until a day; they are shown, and do not fail.');

export const suppressionsShape = z
  .strictObject({ suppressions: suppressionList })
  .describe('Suppressions for several policies of dutyproof.');

export type SuppressionDocument = z.output<typeof suppression>;

/** The file of a baseline: one definition for the reader and the JSON Schema. */

import * as z from 'zod';
import { severities } from '../policy/shape-parts.ts';

export const baselineVersion = 1;

/** What is wrong with a hash is said when it is resolved. */
const hash = z.string().meta({ pattern: '^[0-9a-f]{32}$' });

export const baselineShape = z
  .strictObject({
    schemaVersion: z.int().meta({ const: baselineVersion }),
    findings: z
      .array(
        z.strictObject({
          policy: z.string().describe('The name of the policy.'),
          fingerprint: hash.describe('The same finding has the same fingerprint.'),
          coreFingerprint: hash.describe('Tells whether it arises in the same way.'),
          rule: z.string(),
          constraint: z.string().nullable(),
          severity: z.enum(severities).describe('A finding that becomes more severe fails.'),
          sentence: z.string().describe('For people; nothing depends on it.'),
        }),
      )
      .describe('Findings that are known. One that is known several times accounts for several.'),
  })
  .describe('A baseline of dutyproof, written by `dutyproof baseline update`.');

export function baselineJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(baselineShape, { target: 'draft-7', io: 'input' });
  return { $schema, title: 'dutyproof baseline', ...schema };
}

/** The report of `reach` for machines (`dist/schema/reach.schema.json`). */

import * as z from 'zod';
import { diagnosticShape, locationShape, profileShape } from '../verdict/json-schema.ts';
import type { ReachEnvelope } from '../verdict/reach.ts';
import { invariantShape, traceShape } from '../verdict/reach-shape.ts';

const count = z.int().min(0);

const decidedBy = z.enum([
  'initial state',
  'slicing',
  'cardinality barrier',
  'over-approximation',
  'property-directed reachability',
  'shortest-trace search',
  'bounded search',
  'several users together',
]);

const repairs = z
  .array(
    z.strictObject({
      changes: z.array(
        z.strictObject({
          kind: z.enum(['remove-rule', 'add-condition']),
          rule: z.string(),
          lacks: z.string().nullable(),
          location: locationShape,
        }),
      ),
      sentence: z.string(),
    }),
  )
  .describe('the fewest changes of rules that make it unreachable; each was verified');

const base = {
  file: z.string(),
  property: z.literal('P53'),
  rule: z.literal('reach'),
  goal: z.string().describe('its id'),
  asks: z.string().describe('what must not be reachable'),
  profile: profileShape,
  locations: z.array(locationShape),
  remarks: z.array(z.string()).describe('what makes the answer say less than it seems to'),
  seconds: z.number().min(0),
};

const unreachable = {
  answer: z.literal('unreachable'),
  invariant: invariantShape,
  because: z.array(z.string()).describe('the invariant as sentences'),
  decidedBy,
};

const verdict = z.discriminatedUnion('status', [
  z.strictObject({ ...base, ...unreachable, status: z.literal('holds') }),
  z.strictObject({
    ...base,
    ...unreachable,
    status: z.literal('vacuous'),
    vacuity: z.string(),
    reason: z.string(),
  }),
  z.strictObject({
    ...base,
    status: z.literal('violated'),
    answer: z.literal('reachable'),
    trace: traceShape,
    decidedBy,
    repairs: repairs.exactOptional(),
  }),
  z.strictObject({
    ...base,
    status: z.literal('unknown'),
    answer: z.literal('unknown'),
    reason: z.string(),
    decidedBy: z.null(),
  }),
]);

export const reachShape = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.literal('reach'),
  profile: profileShape.nullable(),
  verdicts: z.array(verdict),
  summary: z.strictObject({
    holds: count,
    bounded: count,
    vacuous: count,
    violated: count,
    unknown: count,
  }),
  diagnostics: z.array(diagnosticShape),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
});

/** Nothing of it is changed. */
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/** The compiler holds what is printed to the shape. */
export function reachJson(envelope: ReachEnvelope): string {
  const body: Frozen<z.input<typeof reachShape>> = envelope;
  return `${JSON.stringify(body, null, 2)}\n`;
}

/** The JSON Schema (draft 2020-12) of the report. */
export function reachJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'dutyproof reachability',
    description: 'what `dutyproof reach --format json` prints',
    ...z.toJSONSchema(reachShape, { target: 'draft-2020-12' }),
  };
}

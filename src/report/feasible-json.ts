/** The report of `feasible` for machines (`dist/schema/feasible.schema.json`). */

import * as z from 'zod';
import type { FeasibilityEnvelope } from '../verdict/feasible.ts';
import { diagnosticShape, locationShape, profileShape } from '../verdict/json-schema.ts';

const plan = z
  .array(z.strictObject({ session: z.string(), user: z.string() }))
  .describe('who does what, in the order in which sessions are declared');
const digits = z.string().regex(/^\d+$/).describe('decimal digits: there may be very many');
const count = z.int().min(0);

const base = {
  file: z.string().describe('the policy, or the instance'),
  constraint: z.string().nullable().describe('the application; null for an instance'),
  locations: z.array(locationShape),
  profile: profileShape.nullable().describe('the reading; null for an instance'),
  seconds: z.number().min(0),
};

const conflict = z
  .strictObject({
    kind: z.enum(['nobody-may-start', 'no-candidate', 'too-few-people', 'other']),
    sentence: z.string(),
    sessions: z.array(z.strictObject({ name: z.string(), location: locationShape.nullable() })),
    constraints: z.array(
      z.strictObject({
        text: z.string(),
        id: z.string().nullable().describe('null for an exclusion of the application, and in instances'),
        location: locationShape.nullable(),
      }),
    ),
    users: z
      .array(z.string())
      .nullable()
      .describe('whoever may do one of the sessions, where they are too few'),
    minimal: z.boolean().describe('dropping any one session or constraint leaves a plan'),
  })
  .describe('why there is no plan');

const repairs = z
  .strictObject({
    repairs: z.array(
      z.strictObject({ cost: count, changes: z.array(z.string()).min(1), sentence: z.string() }),
    ),
    all: z.boolean().describe('whether there is no other of this cost'),
    rejected: count.describe('others of this cost that would break another rule of the policy'),
  })
  .describe('changes of the least cost that make it feasible; each was verified');

const feasibleBase = {
  property: z.literal('P29'),
  rule: z.literal('feasible'),
  ...base,
  remarks: z.array(z.string()).describe('what makes the answer say less than it seems to'),
  count: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('exact'), plans: digits }),
      z.strictObject({ kind: z.literal('between'), least: digits, most: digits }),
    ])
    .optional(),
  best: z
    .strictObject({
      plan,
      cost: count,
      load: count.describe('the largest number of sessions of one user'),
      bound: z
        .strictObject({ cost: count, load: count.nullable() })
        .nullable()
        .describe('what no plan can undercut, where it is not known that this one is best'),
    })
    .optional(),
  algorithm: z
    .strictObject({
      name: z.enum(['G0', 'G1', 'G2']),
      outcome: z.enum(['plan', 'wrong plan', 'no plan', 'not applicable']),
      sentence: z.string(),
      trace: z.array(z.string()),
      plan: plan.nullable(),
    })
    .describe('the algorithm of Fig. 14 beside the complete solver')
    .optional(),
};

const absences = z
  .strictObject({
    size: count,
    sets: z.array(z.strictObject({ users: z.array(z.string()), alike: count })),
    all: z.boolean(),
    critical: z.array(z.strictObject({ user: z.string(), sets: count })),
  })
  .describe('the smallest absences without a plan; `alike` sets differ by interchangeable people only');

const resilientBase = {
  property: z.literal('P37'),
  rule: z.literal('resilient'),
  ...base,
  mode: z.enum(['static', 'decremental', 'dynamic']),
  absent: count,
};

const nextBase = {
  property: z.literal('P29'),
  rule: z.literal('next'),
  ...base,
  session: z.string(),
  user: z.string(),
};

const unknown = { status: z.literal('unknown'), answer: z.literal('unknown'), reason: z.string() };

export const feasibilityVerdictShape = z.union([
  z.strictObject({ ...feasibleBase, status: z.literal('holds'), answer: z.literal('feasible'), plan }),
  z.strictObject({
    ...feasibleBase,
    status: z.literal('violated'),
    answer: z.literal('infeasible'),
    conflict,
    repairs: repairs.optional(),
  }),
  z.strictObject({ ...feasibleBase, ...unknown }),
  z.strictObject({
    ...resilientBase,
    status: z.literal('holds'),
    answer: z.literal('resilient'),
    plans: z.array(plan).describe('between them they do without any absent people'),
  }),
  z.strictObject({
    ...resilientBase,
    status: z.literal('violated'),
    answer: z.literal('not resilient'),
    sentence: z.string(),
    absences: absences.nullable(),
    strategy: z.array(z.string()).describe('what the adversary does, move by move'),
  }),
  z.strictObject({ ...resilientBase, ...unknown }),
  z.strictObject({ ...nextBase, status: z.literal('holds'), answer: z.literal('yes'), plan }),
  z.strictObject({ ...nextBase, status: z.literal('violated'), answer: z.literal('no'), reason: z.string() }),
  z.strictObject({ ...nextBase, ...unknown }),
]);

export const feasibilityShape = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.literal('feasible'),
  profile: profileShape.nullable(),
  verdicts: z.array(feasibilityVerdictShape),
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
export function feasibilityJson(envelope: FeasibilityEnvelope): string {
  const body: Frozen<z.input<typeof feasibilityShape>> = envelope;
  return `${JSON.stringify(body, null, 2)}\n`;
}

/** The JSON Schema (draft 2020-12) of the report. */
export function feasibilityJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'dutyproof feasibility',
    description: 'what `dutyproof feasible --format json` prints',
    ...z.toJSONSchema(feasibilityShape, { target: 'draft-2020-12' }),
  };
}

/** The report of `test` for machines, and its schema (`dist/schema/test.schema.json`). */

import * as z from 'zod';
import { type Coverage, coverageKinds, percentOf } from '../coverage/coverage.ts';
import { diagnosticShape, factShape, locationShape } from '../verdict/json-schema.ts';
import { reported } from './diagnostics.ts';
import type { TestReport } from './test-report.ts';

const count = z.int().min(0);
const counts = z.strictObject({ exercised: count, of: count, percent: z.number().min(0).max(100) });

const reason = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sentence'), sentence: z.string(), locations: z.array(locationShape) }),
  z.strictObject({ kind: z.literal('fact'), fact: factShape }),
]);

const status = z.enum(['passed', 'failed', 'undecided', 'unreadable']);

const test = z.strictObject({
  name: z.string(),
  location: locationShape,
  policy: z.string().describe('as the test names it'),
  status,
  expectations: count,
  differences: z.array(
    z.strictObject({
      expected: z.string(),
      actual: z.string(),
      location: locationShape.describe('where it is expected'),
      reasons: z.array(reason),
      decided: z.boolean().describe('false where it is only not known'),
    }),
  ),
  diagnostics: z.array(diagnosticShape).describe('what is wrong with its policy, its changes or its names'),
  seconds: z.number().min(0),
});

const coverage = z.strictObject({
  total: counts,
  counts: z.strictObject({ role: counts, permission: counts, constraint: counts, guard: counts }),
  policies: z.array(
    z.strictObject({
      path: z.string(),
      items: z.array(
        z.strictObject({
          kind: z.enum(coverageKinds),
          name: z.string(),
          location: locationShape.nullable(),
          exercised: z.boolean(),
        }),
      ),
    }),
  ),
});

const envelope = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.literal('test'),
  tests: z.array(test),
  summary: z.strictObject({
    passed: count,
    failed: count,
    undecided: count,
    unreadable: count,
    expectations: count,
  }),
  coverage: coverage.optional(),
  threshold: z.number().min(0).max(100).optional(),
  diagnostics: z.array(diagnosticShape),
  exitCode: z.int().min(0).max(4),
});

/** Nothing of it is changed. */
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/** The compiler holds what is printed to the shape. */
export function testJson({ tests, summary, coverage: covered, threshold, ...rest }: TestReport): string {
  const document: Frozen<z.input<typeof envelope>> = {
    schemaVersion: 1,
    command: 'test',
    tests,
    summary,
    ...(covered === null ? {} : { coverage: coverageDocument(covered) }),
    ...(threshold === null ? {} : { threshold }),
    diagnostics: reported(rest.diagnostics),
    exitCode: rest.exitCode,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

export function coverageJson(covered: Coverage): string {
  return `${JSON.stringify(coverageDocument(covered), null, 2)}\n`;
}

function coverageDocument({ total, counts: ofKinds, policies }: Coverage): z.input<typeof coverage> {
  const told = (one: Coverage['total']) => ({ ...one, percent: percentOf(one) });
  return {
    total: told(total),
    counts: {
      role: told(ofKinds.role),
      permission: told(ofKinds.permission),
      constraint: told(ofKinds.constraint),
      guard: told(ofKinds.guard),
    },
    policies: policies.map(({ path, items }) => ({ path, items: [...items] })),
  };
}

/** The JSON Schema (draft 2020-12) of the report. */
export function testJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'dutyproof policy tests',
    description: 'what `dutyproof test --format json` prints',
    ...z.toJSONSchema(envelope, { target: 'draft-2020-12' }),
  };
}

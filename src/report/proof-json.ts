/** The report of `prove` for machines (`dist/schema/proof.schema.json`). */

import * as z from 'zod';
import { matrixShape } from '../prove/committed.ts';
import { type Strength, strengths } from '../prove/matrix.ts';
import type { ProofReport } from './proof.ts';

const count = z.int().min(0);
const strength = z.enum(strengths satisfies readonly Strength[]);
const facts = z.record(z.string(), z.array(z.array(z.string()))).describe('the tuples of each component');
const purpose = ['safety', 'no-op', 'report', 'authority', 'reading'] as const;

export const proofShape = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.literal('prove'),
  profile: matrixShape.profile,
  matrix: z.strictObject({ cells: matrixShape.cells }),
  guards: z.array(
    z.strictObject({
      operation: z.string(),
      guard: z.string(),
      error: z.string(),
      declared: z.enum(purpose),
      found: z.enum([...purpose, 'unknown']),
      isTheGoal: z.boolean().describe('it states an invariant of the state after: the proof is a tautology'),
      counterexample: z
        .strictObject({
          before: facts,
          inputs: facts,
          after: facts,
          invariant: z.string(),
          conjunct: z.string(),
        })
        .nullable()
        .describe('what breaks without it; replayed on the specification'),
    }),
  ),
  laws: z.array(
    z.strictObject({
      law: z.string(),
      meaning: z.string(),
      expected: z.enum(['holds', 'fails']),
      status: strength,
      because: z.array(z.string()),
      size: z.record(z.string(), z.int()),
      counterexample: facts.nullable(),
      reason: z.string(),
    }),
  ),
  instances: z
    .array(z.strictObject({ operation: z.string(), before: facts, inputs: facts }))
    .describe('states in which operations succeed'),
  differences: z.array(
    z.strictObject({
      about: z.string(),
      committed: z.string().nullable(),
      found: z.string().nullable(),
      kind: z.enum(['weaker', 'stronger', 'other', 'new', 'missing']),
    }),
  ),
  confirmation: z
    .strictObject({
      solver: z.string(),
      confirmed: count,
      unknown: z.array(z.string()),
      different: z.array(z.string()),
    })
    .nullable(),
  summary: z.record(strength, count).describe('cells of each strength'),
  interrupted: z.string().nullable(),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
});

/** Nothing of it is changed. */
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/** What is printed; the compiler holds it to the shape. */
function bodyOf(report: ProofReport): Frozen<z.input<typeof proofShape>> {
  const { matrix, guards, laws, instances } = report.findings;
  const counts = (wanted: Strength): number => matrix.cells.filter(({ status }) => status === wanted).length;
  return {
    schemaVersion: 1,
    command: 'prove',
    profile: matrix.profile,
    matrix: { cells: matrix.cells },
    guards,
    laws,
    instances,
    differences: report.differences,
    confirmation: report.confirmation,
    summary: {
      untouched: counts('untouched'),
      'every size': counts('every size'),
      'every size, limits to 4': counts('every size, limits to 4'),
      'up to a size': counts('up to a size'),
      unknown: counts('unknown'),
      refuted: counts('refuted'),
    },
    interrupted: report.interrupted,
    exitCode: report.exitCode,
  };
}

export const proofJson = (report: ProofReport): string => `${JSON.stringify(bodyOf(report), null, 2)}\n`;

/** The JSON Schema (draft 2020-12) of the report. */
export function proofJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'dutyproof proofs',
    description: 'what `dutyproof prove --format json` prints',
    ...z.toJSONSchema(proofShape, { target: 'draft-2020-12' }),
  };
}

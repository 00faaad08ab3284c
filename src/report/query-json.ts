/** Answers of `query` for machines (`dist/schema/query.schema.json`): all of it, whatever `--limit` shows. */

import * as z from 'zod';
import type { Profile } from '../profile/profile.ts';
import type { Answer } from '../query/answer.ts';
import { type QuestionName, questionNames } from '../query/question.ts';
import {
  diagnosticShape,
  factShape as fact,
  locationShape as location,
  profileShape,
  verdictShape,
} from '../verdict/json-schema.ts';
import type { ExitCode, ReportedDiagnostic } from '../verdict/verdict.ts';

export interface QueryEnvelope {
  readonly schemaVersion: 1;
  readonly command: 'query';
  /** Null where no policy was read. */
  readonly policy: { readonly name: string; readonly file: string } | null;
  readonly profile: Profile | null;
  readonly question: {
    readonly name: QuestionName;
    readonly words: readonly string[];
    readonly session: string | null;
    readonly within: string | null;
  };
  /** Null where there is none, for the reason of the diagnostics or of the interrupt. */
  readonly answer: Answer | null;
  readonly interrupted: boolean;
  readonly diagnostics: readonly ReportedDiagnostic[];
  readonly exitCode: ExitCode;
}

const count = z.int().min(0);
const certainty = z.enum(['certain', 'possible']);
const reason = z.strictObject({ reason: z.string(), location });
const known = z.enum(['yes', 'no', 'unknown']);
const step = z
  .strictObject({ fact, doubts: z.array(reason) })
  .describe('a fact on a way; where it has doubts it is only possible');

const open = z.array(reason).describe('why anybody may have more than is told');

const way = z.strictObject({ role: z.string(), isGroup: z.boolean(), certainty, steps: z.array(step) });

const asked = z.strictObject({
  name: z.string(),
  sort: z.enum(['permission', 'role']),
  matches: z.array(z.string()),
  ways: z.array(
    z.strictObject({
      role: z.string(),
      isGroup: z.boolean(),
      steps: z.array(step).describe('from the role to what is asked for'),
      gives: z.array(z.string()),
      mayGive: z.array(z.string()),
      users: z
        .strictObject({ certain: count, possible: count })
        .describe('how many users have it by this role first of all'),
    }),
  ),
});

const subject = z.strictObject({ user: z.string(), session: z.string().nullable() });

const candidate = z.strictObject({
  role: z.string(),
  isGroup: z.boolean(),
  steps: z.array(step),
  gains: count.describe('permissions that the user would have for the first time'),
  objections: z
    .array(
      z.strictObject({
        rule: z.string(),
        constraint: z.string().nullable(),
        severity: z.enum(['error', 'warning', 'note']),
        sentence: z.string(),
        reason: z.string().nullable(),
        location: location.nullable(),
        certainty,
      }),
    )
    .describe('what would be violated that is not violated now'),
});

const answer = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('who'),
    asked: z.array(asked),
    within: z.string().nullable(),
    counts: z.strictObject({ certain: count, possible: count, of: count }),
    users: z.array(
      z.strictObject({
        user: z.string(),
        certainty,
        by: z
          .array(z.strictObject({ role: z.string(), assigned: step, others: z.array(z.string()) }))
          .describe('for each thing that is asked for: the first role that gives it, one of its ways'),
      }),
    ),
    open,
  }),
  z.strictObject({
    kind: z.literal('what'),
    subject,
    roles: z.array(
      z.strictObject({ role: z.string(), isGroup: z.boolean(), certainty, steps: z.array(step) }),
    ),
    permissions: z.array(
      z.strictObject({
        permission: z.string(),
        certainty,
        steps: z.array(step),
        others: z.array(z.string()),
      }),
    ),
    exclusions: z.array(
      z.strictObject({
        constraint: z.string(),
        over: z.enum(['role', 'permission']),
        reason: z.string().nullable(),
        location,
        held: z.array(z.string()),
        forbidden: z.array(z.string()).describe('what must not be added'),
        isViolated: z.boolean(),
      }),
    ),
    open,
  }),
  z.strictObject({
    kind: z.literal('can'),
    subject,
    asked: z.strictObject({ name: z.string(), sort: z.enum(['permission', 'role']) }),
    answer: known,
    ways: z.array(way),
    inactive: z.array(way).describe('of a session: ways by roles of its user that are not active'),
    missing: z
      .strictObject({ roles: z.array(candidate), more: count, perhaps: z.array(z.string()) })
      .nullable()
      .describe('where there is no certain way: roles that would give it, the nearest first'),
    holders: count.describe('users who have it for certain'),
    open,
  }),
  z.strictObject({
    kind: z.literal('conflicts'),
    user: z.string(),
    found: z.array(verdictShape),
    perhaps: z.array(verdictShape).describe('they depend on what is not known'),
    rules: z.array(z.string()).describe('the rules that were asked'),
    open,
  }),
  z.strictObject({
    kind: z.literal('assignable'),
    user: z.string(),
    role: z.string().nullable().describe('the one role that was asked about, or null: all'),
    answer: known,
    assigned: z.array(z.string()),
    free: z.array(candidate),
    perhaps: z.array(candidate),
    refused: z.array(candidate),
    open,
  }),
]);

export const queryShape = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.literal('query'),
  policy: z.strictObject({ name: z.string(), file: z.string() }).nullable(),
  profile: profileShape.nullable(),
  question: z.strictObject({
    name: z.enum(questionNames),
    words: z.array(z.string()),
    session: z.string().nullable(),
    within: z.string().nullable(),
  }),
  answer: answer.nullable(),
  interrupted: z.boolean(),
  diagnostics: z.array(diagnosticShape),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
});

/** Nothing of it is changed. */
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/**
 * The compiler holds what is printed to the shape. Users stand on a line each: there may be hundreds of thousands of them,
 * and lines can be searched.
 */
export function queryJson(envelope: QueryEnvelope): string {
  const body: Frozen<z.input<typeof queryShape>> = envelope;
  const { answer } = envelope;
  if (answer?.kind !== 'who' || answer.users.length === 0) return `${JSON.stringify(body, null, 2)}\n`;
  const rest = JSON.stringify({ ...body, answer: { ...answer, users: [] } }, null, 2);
  // Within a string the quotes would be escaped.
  const end = rest.indexOf('"users": []') + '"users": ['.length;
  const users = answer.users.map((user) => `\n      ${JSON.stringify(user)}`).join(',');
  return `${rest.slice(0, end)}${users}\n    ${rest.slice(end)}\n`;
}

/** The JSON Schema (draft 2020-12) of the report. */
export function queryJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'dutyproof query',
    description: 'what `dutyproof query --format json` prints',
    ...z.toJSONSchema(queryShape, { target: 'draft-2020-12' }),
  };
}

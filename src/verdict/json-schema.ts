/**
 * The published shape of the JSON report, schemaVersion 1 (`dist/schema/report.schema.json`).
 *
 * Written once, in zod: the JSON Schema is generated from it, evidence is read with it, and the compiler holds it to
 * the types of `verdict.ts` (`Expect` below), so that neither can change without the other. Objects are strict: what a
 * report does not say here it does not say.
 */

import * as z from 'zod';
import { type SwitchName, switches } from '../profile/profile.ts';
import { differenceShape } from './difference-shape.ts';
import { factShape as fact, relationShape as relation } from './fact-shape.ts';
import { locationShape as location } from './location-shape.ts';
import { invariantShape, traceShape } from './reach-shape.ts';
import type { Envelope, Verdict } from './verdict.ts';

const severity = z.enum(['error', 'warning', 'note']);

const switchOf = <const V extends readonly [string, ...string[]]>(values: V) => z.enum(values);

const profile = z
  .strictObject({
    membership: switchOf(switches.membership.values),
    'dynamic-scope': switchOf(switches['dynamic-scope'].values),
    'dynamic-closure': switchOf(switches['dynamic-closure'].values),
    arity: switchOf(switches.arity.values),
    'set-limit': switchOf(switches['set-limit'].values),
    operational: switchOf(switches.operational.values),
    'session-roles': switchOf(switches['session-roles'].values),
    feasibility: switchOf(switches.feasibility.values),
    initiator: switchOf(switches.initiator.values),
    cardinality: switchOf(switches.cardinality.values),
    prerequisite: switchOf(switches.prerequisite.values),
    revocation: switchOf(switches.revocation.values),
    hierarchy: switchOf(switches.hierarchy.values),
  } satisfies Record<SwitchName, unknown>)
  .describe('the reading under which verdicts were computed');

const property = z.enum([
  'P01',
  'P02',
  'P03',
  'P04',
  'P05',
  'P05d',
  'P06',
  'P07',
  'P08',
  'P08r',
  'P09',
  'P10',
  'P11',
  'P12',
  'P13',
  'P17',
  'P18',
  'P19',
  'P21',
  'P22',
  'P23a',
  'P23b',
  'P25',
  'P25e',
  'P26',
  'P27',
  'P28',
  'P29',
  'P35',
  'P36',
  'P40',
  'P53',
]);

const binding = z.strictObject({ variable: z.string(), sort: z.string(), value: z.string() });

const witness = z
  .strictObject({ bindings: z.array(binding), sentence: z.string() })
  .describe('an instance in which the premise fired: why "holds" says something');

const whyTree = z.strictObject({
  label: z.string(),
  holds: z.boolean(),
  formula: z.string().describe('in Z notation'),
  facts: z.array(fact),
  get children() {
    return z.array(whyTree);
  },
});

const path = z.strictObject({ element: z.string(), steps: z.array(fact) });

const counterexample = z.strictObject({
  schema: z.string().describe('the schema whose body is false at the bindings'),
  bindings: z.array(binding),
  sentence: z.string(),
  paths: z.array(path),
  why: whyTree,
});

const coreElement = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fact'), fact }),
  z.strictObject({ kind: z.literal('constraint'), id: z.string(), location }),
  z.strictObject({ kind: z.literal('session'), application: z.string(), session: z.string(), location }),
  z.strictObject({
    kind: z.literal('exclusion'),
    application: z.string(),
    left: z.string(),
    right: z.string(),
    location,
  }),
  z.strictObject({
    kind: z.literal('session-constraint'),
    application: z.string(),
    id: z.string(),
    location,
  }),
]);

const names = { left: z.string(), right: z.string() };

const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('remove'), relation, ...names }),
  z.strictObject({ kind: z.literal('add'), relation, ...names }),
  z.strictObject({ kind: z.literal('add-user'), user: z.string(), roles: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('end-session'), session: z.string() }),
  z.strictObject({ kind: z.literal('drop-constraint'), constraint: z.string() }),
  z.strictObject({ kind: z.literal('drop-exclusion'), application: z.string(), ...names }),
  z.strictObject({ kind: z.literal('add-exclusion'), application: z.string(), ...names }),
  z.strictObject({ kind: z.literal('exclude-roles'), ...names }),
  z.strictObject({
    kind: z.literal('drop-session-role'),
    application: z.string(),
    session: z.string(),
    role: z.string(),
  }),
  z.strictObject({
    kind: z.literal('reassign'),
    application: z.string(),
    plan: z.string(),
    session: z.string(),
    user: z.string(),
  }),
]);

const repair = z
  .strictObject({ changes: z.array(change), sentence: z.string(), locations: z.array(location) })
  .describe('an inclusion-minimal set of changes that repairs the violation and breaks nothing else');

const suppressed = z.strictObject({
  id: z.string(),
  expires: z.string().describe('the last day on which it counts, YYYY-MM-DD'),
  owner: z.string(),
  reason: z.string(),
  control: z.string().exactOptional(),
  ticket: z.string().exactOptional(),
});

const standing = z
  .strictObject({
    state: z.enum(['new', 'existing', 'existing-with-changes']).exactOptional(),
    worsenedFrom: severity.exactOptional(),
    suppressed: suppressed.exactOptional(),
  })
  .describe('how the finding stands to what was known before, and who answers for it');

const scope = z.enum([
  'this policy',
  'this application',
  'this plan',
  'every session of this policy',
  'every reachable state',
]);

const evidence = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('recheck') }),
  z.strictObject({
    kind: z.literal('plan'),
    plan: z.array(z.strictObject({ session: z.string(), user: z.string() })),
  }),
  z.strictObject({
    kind: z.literal('refutation'),
    questions: z
      .array(z.strictObject({ about: z.string(), lines: z.array(z.string()) }))
      .describe('clauses, each of which follows by unit propagation; the last is empty'),
  }),
  z.strictObject({ kind: z.literal('trace'), trace: traceShape }),
  z.strictObject({ kind: z.literal('invariant'), parts: invariantShape }),
]);

const hash = z.string().regex(/^[0-9a-f]{32}$/);

const base = {
  property,
  rule: z.string(),
  constraint: z.string().nullable(),
  severity,
  profile,
  file: z.string().describe('path of the policy file'),
  fingerprint: hash.describe('the same finding has the same fingerprint, whatever lines, files and order'),
  locations: z.array(location),
};

/** One verdict of a report. */
export const verdictShape = z.discriminatedUnion('status', [
  z.strictObject({ ...base, status: z.literal('holds'), scope, witness, evidence }),
  z.strictObject({ ...base, status: z.literal('bounded'), bound: z.string() }),
  z.strictObject({
    ...base,
    status: z.literal('vacuous'),
    scope,
    vacuity: z.string().describe('id in FORMAL.md H'),
    reason: z.string(),
  }),
  z.strictObject({
    ...base,
    status: z.literal('violated'),
    scope,
    counterexample,
    core: z.array(coreElement).describe('minimal: without any one of these it would hold'),
    coreFingerprint: hash,
    repairs: z.array(repair).nullable().describe('null: not looked for'),
    moreRepairs: z.int().min(1).exactOptional().describe('minimal repairs beyond those listed'),
    evidence,
    standing: standing.exactOptional(),
  }),
  z.strictObject({ ...base, status: z.literal('unknown'), reason: z.string() }),
]);

const failure = z.strictObject({
  kind: z.literal('replay-failure'),
  file: z.string(),
  rule: z.string(),
  constraint: z.string().nullable(),
  claim: z.string(),
  bindings: z.array(binding),
  reason: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('holds') }),
    z.strictObject({ kind: z.literal('unbound'), variable: z.string() }),
    z.strictObject({ kind: z.literal('other-constraint') }),
    z.strictObject({ kind: z.literal('unknown-claim') }),
    z.strictObject({ kind: z.literal('too-large'), steps: z.int() }),
    z.strictObject({ kind: z.literal('evidence'), why: z.string() }),
  ]),
});

const position = z.strictObject({ line: z.int().min(1), column: z.int().min(1) });

const diagnostic = z.strictObject({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  path: z.string().nullable(),
  range: z.strictObject({ start: position, end: position }).nullable(),
  hint: z.string().nullable(),
  related: z.array(z.strictObject({ message: z.string(), location })),
});

const count = z.int().min(0);

const gate = z
  .strictObject({
    against: z.string().nullable().describe('what it is compared with'),
    weakenings: z.array(
      z.strictObject({
        kind: z.enum([
          'constraint-removed',
          'constraint-weakened',
          'rule-off',
          'severity-lowered',
          'reading-changed',
          'application-loosened',
          'policy-removed',
          'application-removed',
          'claim-lost',
          'less-resilient',
          'administration-widened',
        ]),
        severity,
        file: z.string(),
        constraint: z.string().nullable(),
        sentence: z.string(),
        example: z.string().nullable().describe('what is possible now and was not before'),
        locations: z.array(location),
        fingerprint: hash,
        suppressed: suppressed.exactOptional(),
      }),
    ),
    removed: z
      .array(
        z.strictObject({
          fingerprint: hash,
          rule: z.string(),
          constraint: z.string().nullable(),
          policy: z.string(),
          sentence: z.string(),
        }),
      )
      .describe('findings of before that are not there any more'),
    problems: z.array(diagnostic).describe('what is wrong with the baseline or the suppressions'),
    counts: z.strictObject({
      new: count,
      existing: count,
      existingWithChanges: count,
      worsened: count,
      removed: count,
      weakened: count,
      suppressed: count,
    }),
  })
  .describe('what the findings count for, beside what was known before');

/** The whole report. */
export const envelopeShape = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.string(),
  profile,
  verdicts: z.array(verdictShape),
  summary: z.strictObject({
    holds: count,
    bounded: count,
    vacuous: count,
    violated: count,
    unknown: count,
    policies: count,
    repairsOmitted: count,
    rulesOff: count,
  }),
  gate: gate.exactOptional(),
  differences: z.array(differenceShape).exactOptional(),
  failures: z.array(failure).describe('claims of an engine that the specification did not confirm'),
  diagnostics: z.array(diagnostic),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
});

/** Fails to compile unless the first type is the second. */
type Expect<A, B> = [A] extends [B] ? true : never;
type Plain<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer E)[]
    ? readonly Plain<E>[]
    : { readonly [K in keyof T as K extends symbol ? never : K]: Plain<T[K]> };
const envelopeIsShaped: Expect<Plain<Envelope>, Plain<z.input<typeof envelopeShape>>> = true;
const shapeIsVerdict: Expect<Plain<z.output<typeof verdictShape>>, Plain<Verdict>> = true;
void envelopeIsShaped;
void shapeIsVerdict;

/** For the other reports. */
export {
  diagnostic as diagnosticShape,
  fact as factShape,
  location as locationShape,
  profile as profileShape,
};

/** The JSON Schema (draft 2020-12) of the report. */
export function jsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'dutyproof report',
    description: 'what `dutyproof check --format json` prints',
    ...z.toJSONSchema(envelopeShape, { target: 'draft-2020-12' }),
  };
}

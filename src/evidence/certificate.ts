/**
 * What a certificate of `feasible` or `reach` contains: which inputs it is about, what is claimed of them, and for each
 * claim what an independent checker needs to believe it.
 *
 * `base` leads from the certificate to the working directory of the run, inputs are relative to that. A refutation is
 * the log of `workflow/proof.ts`, each line as text; sessions and users are named as in the inputs.
 */

import * as z from 'zod';
import type { InvariantPart, Trace } from '../verdict/reach.ts';
import { invariantShape, traceShape } from '../verdict/reach-shape.ts';
import type { Proof } from '../workflow/proof.ts';
import { type GoalText, goalShape } from './goal-text.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const plan = z.array(z.strictObject({ session: z.string(), user: z.string() }));

const proof = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('evident') }),
  z.strictObject({ kind: z.literal('clauses'), lines: z.array(z.string()) }),
  z.strictObject({
    kind: z.literal('branch'),
    constraint: z.int().min(0),
    get proofs() {
      return z.array(proof);
    },
  }),
]);

const claim = z.discriminatedUnion('kind', [
  /** Somebody may start, and the plan respects everything. */
  z.strictObject({ kind: z.literal('feasible'), plan }),
  /** There is no plan. */
  z.strictObject({ kind: z.literal('infeasible'), proof }),
  /** Without these users nobody may start. */
  z.strictObject({ kind: z.literal('closed'), absent: z.array(z.string()) }),
  /** Whoever is absent, up to so many: one of the plans does without them. */
  z.strictObject({ kind: z.literal('resilient'), absent: z.int().min(0), plans: z.array(plan) }),
  /** There is no plan without these users. */
  z.strictObject({ kind: z.literal('fragile'), absent: z.array(z.string()).min(1), proof }),
  /** Administrators cannot bring about what the goal forbids: the invariant is true of every reachable state. */
  z.strictObject({ kind: z.literal('unreachable'), goal: goalShape, invariant: invariantShape }),
  /** They can: by these operations. */
  z.strictObject({ kind: z.literal('reachable'), goal: goalShape, trace: traceShape }),
]);

export const certificateEnding = '.certificate.json';

export const certificateShape = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('dutyproof certificate'),
  base: z.string(),
  /** The policy, the instance or the `.arbac` file, one of `inputs`. */
  file: z.string(),
  /** Of the policy; null where `file` is an instance, or the claims are about its administration. */
  application: z.string().nullable(),
  inputs: z.array(z.strictObject({ path: z.string(), sha256 })),
  claims: z.array(claim).min(1),
});

type Parsed = z.infer<typeof certificateShape>;
/** About an administration. */
export type ReachClaim =
  | { readonly kind: 'unreachable'; readonly goal: GoalText; readonly invariant: readonly InvariantPart[] }
  | { readonly kind: 'reachable'; readonly goal: GoalText; readonly trace: Trace };
export type FeasibleClaim = Exclude<Parsed['claims'][number], { readonly kind: ReachClaim['kind'] }>;
export type CertificateClaim = FeasibleClaim | ReachClaim;
export type Certificate = Omit<Parsed, 'claims'> & { readonly claims: readonly CertificateClaim[] };
export type ProofText = z.infer<typeof proof>;

export function proofText(log: Proof): ProofText {
  switch (log.kind) {
    case 'evident':
      return log;
    case 'clauses':
      return { kind: 'clauses', lines: log.lines.map((line) => line.join(' ')) };
    case 'branch':
      return { kind: 'branch', constraint: log.constraint, proofs: log.proofs.map(proofText) };
    default:
      return log satisfies never;
  }
}

/** What `proofText` wrote. Of other text a proof that its checker does not accept. */
export function proofOf(text: ProofText): Proof {
  switch (text.kind) {
    case 'evident':
      return text;
    case 'clauses':
      return { kind: 'clauses', lines: text.lines.map((line) => line.split(' ').map(Number)) };
    case 'branch':
      return { kind: 'branch', constraint: text.constraint, proofs: text.proofs.map(proofOf) };
    default:
      return text satisfies never;
  }
}

/**
 * Checks certificates of `feasible` and `reach`: the inputs are the same, and each claim follows from them. Plans are
 * checked constraint by constraint, refutations line by line; no engine and no index is used.
 */

import { createHash } from 'node:crypto';
import {
  type Certificate,
  type CertificateClaim,
  certificateEnding,
  certificateShape,
  type FeasibleClaim,
  proofOf,
  type ReachClaim,
} from '../evidence/certificate.ts';
import type { Policy } from '../policy/model.ts';
import { type DirectoryReader, readText } from '../source/files.ts';
import { violationOf } from '../workflow/check-plan.ts';
import { checkProof } from '../workflow/check-proof.ts';
import { checkResilience } from '../workflow/check-resilience.ts';
import { readInstance } from '../workflow/formats/read.ts';
import type { Instance } from '../workflow/instance.ts';
import type { InputCheck } from './evidence.ts';
import { parseJson } from './json.ts';
import { startersOf } from './plan.ts';
import { administered, checkReachClaim } from './reach-claims.ts';
import { relationsOf } from './recheck/relations.ts';
import type { VerdictCheck } from './verdict-check.ts';
import { workflowOf } from './workflow.ts';

export interface CheckedCertificate {
  readonly inputs: readonly InputCheck[];
  readonly checks: readonly VerdictCheck[];
}

const mostBytes = 256 * 1024 * 1024;

/** Names of the certificates in a directory. */
export function certificatesIn(directory: DirectoryReader): readonly string[] {
  return (directory.list('.') ?? [])
    .filter(({ name, kind }) => kind === 'file' && name.endsWith(certificateEnding))
    .map(({ name }) => name);
}

/** The parsed certificate, or why it is none. */
export function readCertificate(directory: DirectoryReader, name: string): Certificate | string {
  const text = readText(directory, name, mostBytes, '');
  if (text.kind === 'failed') return text.diagnostic.message;
  const value = parseJson(text.file.text);
  if (value === undefined) return `\`${name}\` is no JSON, or nested too deeply`;
  const parsed = certificateShape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `\`${name}\` is no certificate: ${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'unknown'}`;
}

/** Checks a certificate; `filesAt` reads below a directory that is named relative to where the certificate lies. */
export function checkCertificate(
  certificate: Certificate,
  filesAt: (base: string) => DirectoryReader,
): CheckedCertificate {
  const files = filesAt(certificate.base);
  const inputs = certificate.inputs.map(({ path, sha256 }): InputCheck => {
    const content = files.read(path, mostBytes);
    if (content.kind !== 'bytes') return { path, sha256, result: 'missing' };
    const actual = createHash('sha256').update(content.bytes).digest('hex');
    return { path, sha256, result: actual === sha256 ? 'same' : 'changed' };
  });
  const other = inputs.find(({ result }) => result !== 'same');
  const changed =
    other === undefined
      ? null
      : other.result === 'missing'
        ? `input \`${other.path}\` cannot be read`
        : `input \`${other.path}\` has changed`;
  const policy = once(() => changed ?? policyOf(certificate, files));
  const subject = once(() => changed ?? subjectOf(certificate, files));
  return {
    inputs,
    checks: certificate.claims.map((claim) => {
      if (isAboutReach(claim)) return checkReachClaim(certificate.file, policy(), claim);
      const known = subject();
      return told(certificate, claim, typeof known === 'string' ? known : faultOf(known, claim));
    }),
  };
}

const isAboutReach = (claim: CertificateClaim): claim is ReachClaim =>
  claim.kind === 'unreachable' || claim.kind === 'reachable';

function once<T>(compute: () => T): () => T {
  let known: { readonly of: T } | undefined;
  return () => {
    known ??= { of: compute() };
    return known.of;
  };
}

/** The policy, all of whose files are inputs, or why it cannot be judged. */
function policyOf(
  { file, inputs }: Pick<Certificate, 'file' | 'inputs'>,
  files: DirectoryReader,
): Policy | string {
  const policy = administered(file, files, mostBytes);
  if (typeof policy === 'string') return policy;
  const listed = new Map(inputs.map(({ path, sha256 }) => [path, sha256]));
  const stranger = policy.files.find((one) => listed.get(one.path) !== one.sha256);
  return stranger === undefined ? policy : `the inputs do not list \`${stranger.path}\``;
}

/** `fault` is null where the claim is confirmed. */
function told({ file, application }: Certificate, claim: FeasibleClaim, fault: string | null): VerdictCheck {
  const isGood = claim.kind === 'feasible' || claim.kind === 'resilient';
  const isAboutAbsence =
    claim.kind === 'resilient' ||
    claim.kind === 'fragile' ||
    (claim.kind === 'closed' && claim.absent.length > 0);
  return {
    file,
    rule: isAboutAbsence ? 'resilient' : 'feasible',
    constraint: application,
    status: isGood ? 'holds' : 'violated',
    fingerprint: null,
    result: fault === null ? 'accepted' : 'rejected',
    reason: fault ?? confirmed(claim),
  };
}

function confirmed(claim: FeasibleClaim): string {
  switch (claim.kind) {
    case 'feasible':
      return 'its plan respects everything';
    case 'infeasible':
      return 'its refutation was followed line by line';
    case 'closed':
      return claim.absent.length === 0 ? 'nobody may start' : 'without these people nobody may start';
    case 'resilient':
      return 'whoever is absent, one of its plans does without them';
    case 'fragile':
      return 'without these people its refutation was followed line by line';
    default:
      return claim satisfies never;
  }
}

interface Subject {
  readonly instance: Instance;
  readonly steps: readonly string[];
  readonly users: (name: string) => number | undefined;
  readonly userName: (user: number) => string;
  /** Whoever may start; null where everybody may. */
  readonly starters: readonly string[] | null;
}

function subjectOf({ file, application, inputs }: Certificate, files: DirectoryReader): Subject | string {
  if (application === null) {
    if (!inputs.some(({ path }) => path === file)) return `the inputs do not list \`${file}\``;
    const text = readText(files, file, mostBytes, '');
    if (text.kind === 'failed') return text.diagnostic.message;
    const read = readInstance(text.file);
    if (read.kind === 'failed')
      return `\`${file}\` cannot be read: ${read.diagnostics[0]?.message ?? 'unknown'}`;
    const { instance } = read.value;
    return {
      instance,
      steps: instance.authorised.map((_, step) => `s${step + 1}`),
      users: (name) => {
        const number = /^u(\d+)$/.exec(name)?.[1];
        return number !== undefined && Number(number) >= 1 && Number(number) <= instance.users
          ? Number(number) - 1
          : undefined;
      },
      userName: (user) => `u${user + 1}`,
      starters: null,
    };
  }
  const policy = policyOf({ file, inputs }, files);
  if (typeof policy === 'string') return policy;
  const found = policy.applications.find(({ name }) => name === application);
  if (found === undefined) return `\`${file}\` has no application \`${application}\``;
  const relations = relationsOf(policy);
  const { instance, steps } = workflowOf(relations, found);
  return {
    instance,
    steps,
    users: (name) => policy.users.ids.get(name),
    userName: (user) => policy.users.list[user]!,
    starters:
      found.initiator.length === 0
        ? null
        : startersOf(relations, found).map((user) => policy.users.list[user]!),
  };
}

/** Why the claim does not follow, or null. */
function faultOf(subject: Subject, claim: FeasibleClaim): string | null {
  switch (claim.kind) {
    case 'feasible':
      return canStart(subject, 0) ? faultOfPlan(subject, claim.plan) : 'nobody may start';
    case 'closed': {
      const { starters } = subject;
      const left = starters?.find((user) => !claim.absent.includes(user));
      return starters !== null && left === undefined ? null : `\`${left ?? 'everybody'}\` may start`;
    }
    case 'infeasible':
      return faultOfProof(subject.instance, claim.proof);
    case 'fragile': {
      const absent = claim.absent.map(subject.users);
      const known = absent.flatMap((user) => (user === undefined ? [] : [user]));
      if (known.length < absent.length) return 'it names a user who does not exist';
      return faultOfProof(
        {
          ...subject.instance,
          constraints: [...subject.instance.constraints, { kind: 'unavailable', users: known }],
        },
        claim.proof,
      );
    }
    case 'resilient': {
      if (!canStart(subject, claim.absent)) return 'all who may start can be absent';
      const plans = claim.plans.map((plan) => planOf(subject, plan));
      const fault = plans.find((plan) => typeof plan === 'string');
      if (fault !== undefined) return fault;
      const read = plans.filter((plan) => typeof plan !== 'string');
      const checked = checkResilience(subject.instance, claim.absent, read);
      switch (checked.kind) {
        case 'proved':
          return null;
        case 'wrong plan':
          return `plan ${checked.index + 1} of it is wrong`;
        case 'open':
          return `no plan of it does without ${checked.users.map(subject.userName).join(', ')}`;
        default:
          return checked satisfies never;
      }
    }
    default:
      return claim satisfies never;
  }
}

/** Whether somebody who may start is left, whoever else is absent. */
function canStart({ starters, instance }: Subject, absent: number): boolean {
  return (starters?.length ?? instance.users) > absent;
}

/** The users of the instance's steps, or why the rows are no plan. */
function planOf(
  { steps, users }: Subject,
  rows: readonly { session: string; user: string }[],
): readonly number[] | string {
  const given = new Map(rows.map(({ session, user }) => [session, user]));
  if (given.size !== rows.length || rows.length !== steps.length)
    return 'its plan is not about every session once';
  const plan: number[] = [];
  for (const name of steps) {
    const user = users(given.get(name) ?? '');
    if (user === undefined) return `its plan gives \`${name}\` to nobody that exists`;
    plan.push(user);
  }
  return plan;
}

function faultOfPlan(subject: Subject, rows: readonly { session: string; user: string }[]): string | null {
  const { instance, steps } = subject;
  const plan = planOf(subject, rows);
  if (typeof plan === 'string') return plan;
  const violation = violationOf(instance, plan);
  if (violation === undefined) return null;
  switch (violation.kind) {
    case 'length':
      return 'its plan is not about every session once';
    case 'not authorised':
      return `\`${subject.userName(plan[violation.step]!)}\` is no candidate for \`${steps[violation.step]!}\``;
    case 'constraint':
      return `its plan breaks a constraint (${violation.constraint.kind})`;
    default:
      return violation satisfies never;
  }
}

function faultOfProof(
  instance: Instance,
  proof: Extract<FeasibleClaim, { kind: 'infeasible' }>['proof'],
): string | null {
  const checked = checkProof(instance, proofOf(proof));
  if (checked.kind === 'proved') return null;
  return checked.line === undefined
    ? `its refutation does not hold: ${checked.why}`
    : `line ${checked.line + 1} of its refutation does not follow: ${checked.why}`;
}

/**
 * The independent checker: decides again what evidence claims, without any engine and without the index.
 *
 * It reads the inputs that the manifest names (a changed or missing one ends it), and judges every verdict
 * (`verify-policy`). Evidence must also be complete: what is violated and not claimed is told as dropped. What the checker
 * trusts is the reader, the specification with its interpreter, and the naive decision.
 * Certificates of `feasible` may lie beside them, or stand alone (`certificate`).
 */

import { basename, dirname, resolve } from 'node:path';
import { manifestName } from '../evidence/shape.ts';
import { type DirectoryReader, nodeFiles } from '../source/files.ts';
import { certificatesIn, checkCertificate, readCertificate } from './certificate.ts';
import { type InputCheck, parseVerdicts, readInputs, readManifest, readVerdicts } from './evidence.ts';
import { recheckedRules } from './recheck/recheck.ts';
import { type CheckResult, checkOf, type VerdictCheck, wholePolicy } from './verdict-check.ts';
import { verifyPolicy } from './verify-policy.ts';

export type Verification =
  /** There is nothing that could be checked. */
  | { readonly kind: 'unusable'; readonly reason: string }
  | {
      readonly kind: 'checked';
      readonly result: CheckResult;
      readonly inputs: readonly InputCheck[];
      readonly verdicts: readonly VerdictCheck[];
      /** Violations that the checker finds and the evidence does not claim. */
      readonly dropped: readonly VerdictCheck[];
      /** For each policy the rules that were not run, about which the evidence says nothing. */
      readonly notCovered: readonly { readonly file: string; readonly rules: readonly string[] }[];
    };

export interface VerifyOptions {
  /** Where `directory` is relative to; default the working directory of the process. */
  readonly workingDirectory?: string;
  /** The files below a directory; default those of this machine. For tests and editors. */
  readonly filesAt?: (directory: string) => DirectoryReader;
  /** Steps of each exhaustive search. */
  readonly budget?: number;
}

/** Checks the evidence in a directory, or one certificate. Never throws for what the files say. */
export function verifyEvidence(path: string, options: VerifyOptions = {}): Verification {
  const filesAt = options.filesAt ?? nodeFiles;
  const home = resolve(options.workingDirectory ?? process.cwd(), path);
  const above = filesAt(dirname(home));
  if (above.kind(basename(home)) === 'file')
    return verifyCertificates(dirname(home), [basename(home)], filesAt);
  const evidence = filesAt(home);
  const certificates = certificatesIn(evidence);
  if (certificates.length === 0) return verifyManifest(home, options, filesAt);
  const ofCertificates = verifyCertificates(home, certificates, filesAt);
  if (evidence.kind(manifestName) !== 'file') return ofCertificates;
  return both(verifyManifest(home, options, filesAt), ofCertificates);
}

function both(one: Verification, other: Verification): Verification {
  if (one.kind === 'unusable') return one;
  if (other.kind === 'unusable') return other;
  return {
    kind: 'checked',
    result: resultOf([one.result, other.result]),
    inputs: [...one.inputs, ...other.inputs],
    verdicts: [...one.verdicts, ...other.verdicts],
    dropped: [...one.dropped, ...other.dropped],
    notCovered: [...one.notCovered, ...other.notCovered],
  };
}

function resultOf(results: readonly CheckResult[]): CheckResult {
  if (results.includes('rejected')) return 'rejected';
  return results.includes('undecided') ? 'undecided' : 'accepted';
}

function verifyCertificates(
  home: string,
  names: readonly string[],
  filesAt: (directory: string) => DirectoryReader,
): Verification {
  const inputs: InputCheck[] = [];
  const verdicts: VerdictCheck[] = [];
  for (const name of names) {
    const certificate = readCertificate(filesAt(home), name);
    if (typeof certificate === 'string') return { kind: 'unusable', reason: certificate };
    const checked = checkCertificate(certificate, (base) => filesAt(resolve(home, base)));
    inputs.push(...checked.inputs);
    verdicts.push(...checked.checks);
  }
  const result = resultOf(verdicts.map((verdict) => verdict.result));
  return { kind: 'checked', result, inputs, verdicts, dropped: [], notCovered: [] };
}

function verifyManifest(
  home: string,
  options: VerifyOptions,
  filesAt: (directory: string) => DirectoryReader,
): Verification {
  const evidence = filesAt(home);
  const manifest = readManifest(evidence);
  if (typeof manifest === 'string') return { kind: 'unusable', reason: manifest };
  const verdicts = readVerdicts(evidence, manifest);
  if (typeof verdicts === 'string') return { kind: 'unusable', reason: verdicts };

  const files = filesAt(resolve(home, manifest.base));
  const inputs: InputCheck[] = [];
  const checks: VerdictCheck[] = [];
  const dropped: VerdictCheck[] = [];
  const { wellFormed, malformed } = parseVerdicts(verdicts);
  checks.push(...malformed);
  const known = new Set(manifest.policies.map(({ path }) => path));
  for (const verdict of wellFormed)
    if (!known.has(verdict.file))
      checks.push(checkOf(verdict, 'rejected', 'the manifest does not name its policy'));

  for (const entry of manifest.policies) {
    const own = wellFormed.filter(({ file }) => file === entry.path);
    const read = readInputs(files, entry);
    inputs.push(...read.inputs);
    if (read.kind === 'rejected') {
      checks.push(...own.map((verdict) => checkOf(verdict, 'rejected', read.reason)));
      if (own.length === 0) dropped.push(wholePolicy(entry.path, read.reason));
      continue;
    }
    const judged = verifyPolicy(read.policy, entry.rules, own, options.budget);
    checks.push(...judged.verdicts);
    dropped.push(...judged.dropped);
  }
  return {
    kind: 'checked',
    result: resultOf([...checks, ...dropped].map(({ result }) => result)),
    inputs,
    verdicts: checks,
    dropped,
    notCovered: manifest.policies.flatMap(({ path, rules }) => {
      const missing = recheckedRules.filter((rule) => !rules.includes(rule));
      return missing.length === 0 ? [] : [{ file: path, rules: missing }];
    }),
  };
}

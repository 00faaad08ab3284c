/**
 * The independent checker: decides again what evidence claims, without any engine and without the index.
 *
 * It reads the inputs that the manifest names (a changed or missing one ends it), and judges every verdict
 * (`verify-policy`). Evidence must also be complete: what is violated and not claimed is told as dropped. What the checker
 * trusts is the reader, the specification with its interpreter, and the naive decision.
 */

import { resolve } from 'node:path';
import { type DirectoryReader, nodeFiles } from '../source/files.ts';
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

/** Checks the evidence in `directory`. Never throws for what the files say. */
export function verifyEvidence(directory: string, options: VerifyOptions = {}): Verification {
  const filesAt = options.filesAt ?? nodeFiles;
  const home = resolve(options.workingDirectory ?? process.cwd(), directory);
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
  const results = [...checks, ...dropped].map(({ result }) => result);
  return {
    kind: 'checked',
    result: results.includes('rejected')
      ? 'rejected'
      : results.includes('undecided')
        ? 'undecided'
        : 'accepted',
    inputs,
    verdicts: checks,
    dropped,
    notCovered: manifest.policies.flatMap(({ path, rules }) => {
      const missing = recheckedRules.filter((rule) => !rules.includes(rule));
      return missing.length === 0 ? [] : [{ file: path, rules: missing }];
    }),
  };
}

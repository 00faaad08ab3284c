/**
 * Which findings are new: those of now against those of before, whether a base or a baseline knows them.
 *
 * A finding is known by its policy's name and its fingerprint, never by file or line. Where a policy has a finding of
 * the same fingerprint several times (policies of the same name), each one before accounts for one now, so that a copy
 * of an old conflict is new.
 */

import type { Severity } from '../policy/model.ts';
import { reaches } from '../verdict/exit-code.ts';
import { type Extent, isWithin } from '../verdict/fingerprint.ts';
import type { Standing } from '../verdict/gate.ts';
import type { Violated } from '../verdict/verdict.ts';

/** A finding of before: what is needed to know it again, and to say what it was. */
export interface Known {
  /** Name of the policy. */
  readonly policy: string;
  readonly fingerprint: string;
  readonly coreFingerprint: string;
  readonly rule: string;
  readonly constraint: string | null;
  readonly severity: Severity;
  readonly sentence: string;
  /** What it was about, where that was kept: a baseline does not. */
  readonly extent?: Extent;
}

export interface Found {
  /** Name of the policy. */
  readonly policy: string;
  readonly verdict: Violated;
  readonly extent?: Extent;
}

export interface Comparison {
  readonly standings: ReadonlyMap<Violated, Standing>;
  /** What was known and is not found any more. */
  readonly removed: readonly Known[];
}

export function knownOf({ policy, verdict, extent }: Found): Known {
  const { fingerprint, coreFingerprint, rule, constraint, severity, counterexample } = verdict;
  return {
    policy,
    fingerprint,
    coreFingerprint,
    rule,
    constraint,
    severity,
    sentence: counterexample.sentence,
    ...(extent === undefined ? {} : { extent }),
  };
}

export function compareFindings(before: readonly Known[], now: readonly Found[]): Comparison {
  const waiting = new Map<string, Known[]>();
  for (const known of before) {
    const key = keyOf(known.policy, known.fingerprint);
    const same = waiting.get(key);
    if (same === undefined) waiting.set(key, [known]);
    else same.push(known);
  }
  const standings = new Map<Violated, Standing>();
  const unknown: Found[] = [];
  for (const found of now) {
    const { policy, verdict } = found;
    const same = waiting.get(keyOf(policy, verdict.fingerprint)) ?? [];
    // The one that arises in the same way, if there is one.
    const unchanged = same.findIndex(({ coreFingerprint }) => coreFingerprint === verdict.coreFingerprint);
    const [known] = same.splice(Math.max(unchanged, 0), 1);
    if (known === undefined) unknown.push(found);
    else standings.set(verdict, standingOf(known, verdict));
  }
  // What is left of a larger conflict is not new, and that one has not gone.
  const left = [...waiting.values()].flat();
  for (const { policy, verdict, extent } of unknown) {
    const at = left.findIndex(
      (known) =>
        known.policy.normalize('NFC') === policy.normalize('NFC') &&
        known.extent !== undefined &&
        extent !== undefined &&
        isWithin(extent, known.extent),
    );
    const [larger] = at < 0 ? [] : left.splice(at, 1);
    const standing = standingOf(larger, verdict);
    standings.set(verdict, larger === undefined ? standing : { ...standing, state: 'existing-with-changes' });
  }
  return { standings, removed: left };
}

function standingOf(known: Known | undefined, { severity, coreFingerprint }: Violated): Standing {
  if (known === undefined) return { state: 'new' };
  const state = known.coreFingerprint === coreFingerprint ? 'existing' : 'existing-with-changes';
  return reaches(known.severity, severity) ? { state } : { state, worsenedFrom: known.severity };
}

function keyOf(policy: string, fingerprint: string): string {
  return JSON.stringify([policy.normalize('NFC'), fingerprint]);
}

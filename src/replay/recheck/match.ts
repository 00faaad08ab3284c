/** Whether a naive finding and a claimed violation are about the same thing. */

import type { Binding } from '../../verdict/verdict.ts';
import type { Finding } from './finding.ts';

/** What a claimed violation says; a decision with its rule, and a verdict, have these fields. */
export interface Claimed {
  readonly rule: string;
  readonly claim: string;
  readonly constraint: string | null;
  readonly bindings: readonly Binding[];
  /** Empty where only the bindings are known, as in a verdict. */
  readonly elements: readonly string[];
}

/**
 * Claims that are about one pair each: two findings that share an element are still two. Elsewhere a finding is all
 * that conflicts for one subject, so that it remains as long as some of it does.
 */
const ofOnePair: ReadonlySet<string> = new Set(['SessionSOD', 'RunSessionSOD']);

/** Whether `finding` is what was claimed, or what is left of it. */
export function isAbout(claimed: Claimed, finding: Finding): boolean {
  if (finding.rule !== claimed.rule || finding.claim !== claimed.claim) return false;
  if (finding.constraint !== claimed.constraint) return false;
  const values = claimed.bindings.map((binding) => binding.value);
  if (finding.subject !== '' && !values.includes(finding.subject)) return false;
  const known = new Set([...values, ...claimed.elements]);
  if (finding.elements.length === 0 || known.size === 0) return true;
  return ofOnePair.has(finding.claim)
    ? finding.elements.every((element) => known.has(element))
    : claimed.elements.length === 0 || claimed.elements.some((element) => finding.elements.includes(element));
}

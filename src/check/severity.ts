/**
 * The severity of a finding.
 */

import type { Policy, Severity } from '../policy/model.ts';

const weight: Record<Severity, number> = { note: 0, warning: 1, error: 2 };

/**
 * What the policy sets for the rule; else the weaker of the constraint's own and the rule's. Every constraint has a
 * severity, mostly by default; an advisory rule (dead-role, activatable) must not become an error by that default.
 */
export function severityOf(
  policy: Policy,
  rule: { readonly id: string; readonly severity: Severity },
  constraint: { readonly severity: Severity } | null = null,
): Severity {
  const set = policy.rules.get(rule.id);
  if (set !== undefined && set !== 'off') return set;
  if (constraint === null) return rule.severity;
  return weight[constraint.severity] < weight[rule.severity] ? constraint.severity : rule.severity;
}

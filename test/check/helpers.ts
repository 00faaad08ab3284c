import { catalogue } from '../../src/check/catalogue.ts';
import type { Decision, Detail, Rule } from '../../src/check/rule.ts';
import { indexPolicy } from '../../src/index/index.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import type { Policy } from '../../src/policy/model.ts';

export type Violated = Extract<Decision, { kind: 'violated' }>;

export function ruleOf(id: string): Rule {
  const rule = catalogue.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return rule;
}

export function decisionsOf(id: string, input: PolicyInput): Decision[] {
  return decisionsOn(id, buildPolicy(input));
}

export function decisionsOn(id: string, policy: Policy): Decision[] {
  return [...ruleOf(id).decide({ policy, index: indexPolicy(policy) })];
}

/** One line a decision: status, claim, constraint and subject, or the vacuity. */
export function outline(decisions: readonly Decision[]): string[] {
  return decisions.map((decision) => {
    const head = `${decision.kind} ${decision.claim} ${decision.constraint ?? '-'}`;
    if (decision.kind === 'vacuous') return `${head} ${decision.vacuity}`;
    return decision.kind === 'violated' ? `${head} ${decision.bindings[0]?.value ?? '-'}` : head;
  });
}

export function violations(decisions: readonly Decision[]): Violated[] {
  return decisions.filter((decision) => decision.kind === 'violated');
}

export function details(id: string, input: PolicyInput): Detail[] {
  return violations(decisionsOf(id, input)).map((decision) => decision.detail());
}

export function sentences(id: string, input: PolicyInput): string[] {
  return details(id, input).map((detail) => detail.sentence.replaceAll('built.policy.yaml', 'p'));
}

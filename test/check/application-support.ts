/** Decisions of one rule on a policy built from names. */

import type { Decision, Rule } from '../../src/check/rule.ts';
import { indexPolicy } from '../../src/index/index.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';

export function decisions(rule: Rule, input: PolicyInput): readonly Decision[] {
  const policy = buildPolicy(input);
  return [...rule.decide({ policy, index: indexPolicy(policy) })];
}

type Of<Kind extends Decision['kind']> = Extract<Decision, { kind: Kind }>;

export function only<Kind extends Decision['kind']>(
  kind: Kind,
  list: readonly Decision[],
): readonly Of<Kind>[] {
  return list.filter((decision): decision is Of<Kind> => decision.kind === kind);
}

/** The one decision of that kind; anything else is an error. */
export function one<Kind extends Decision['kind']>(kind: Kind, list: readonly Decision[]): Of<Kind> {
  const [first, ...rest] = only(kind, list);
  if (first === undefined || rest.length > 0) {
    throw new Error(`expected one ${kind}, found ${list.map((decision) => decision.kind).join(', ')}`);
  }
  return first;
}

export function vacuities(list: readonly Decision[]): readonly string[] {
  return only('vacuous', list).map(({ vacuity }) => vacuity);
}

/** `S1=kim` for each step of the plan that a verdict carries. */
export function planOf(decision: Of<'holds'>): readonly string[] {
  if (decision.evidence.kind !== 'plan') throw new Error('there is no plan');
  return decision.evidence.plan.map(({ session, user }) => `${session}=${user}`);
}

/** Sessions and exclusions of a violation's core, in words. */
export function coreOf(decision: Of<'violated'>): readonly string[] {
  return decision.detail().core.map((element) => {
    switch (element.kind) {
      case 'session':
        return element.session;
      case 'exclusion':
        return `${element.left}≠${element.right}`;
      case 'constraint':
      case 'session-constraint':
        return element.id;
      case 'fact':
        return `${element.fact.left}→${element.fact.right}`;
      default:
        return element satisfies never;
    }
  });
}

/**
 * The engines against the oracle on plain sets: no violation invented, none missed, and nothing said to hold that does
 * not.
 */

import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/check/catalogue.ts';
import type { Decision } from '../../src/check/rule.ts';
import { indexPolicy } from '../../src/index/index.ts';
import type { Policy } from '../../src/policy/model.ts';
import type { Violation } from '../oracle/oracle.ts';
import {
  type Case,
  casesPerProperty,
  countPremises,
  forCases,
  keyOf,
  sortedUnique,
  themeNames,
  themes,
  violationsOf,
} from './claims.ts';

type Violated = Extract<Decision, { kind: 'violated' }>;

function decisionsOf(policy: Policy, claim: string): readonly Decision[] {
  const rules = catalogue.filter((rule) => rule.claims.some(({ schema }) => schema.name === claim));
  const context = { policy, index: indexPolicy(policy) };
  return rules.flatMap((rule) => [...rule.decide(context)]).filter((decision) => decision.claim === claim);
}

/** A binding of the decision as the oracle writes it: a variable with several bindings is a set. */
function valuationOf(decision: Violated): Violation['at'] {
  const values = new Map<string, string[]>();
  for (const { variable, value } of decision.bindings)
    values.set(variable, [...(values.get(variable) ?? []), value]);
  return Object.fromEntries(
    [...values].map(([variable, list]) => [variable, variable === 'I' ? list : list[0]!]),
  );
}

/** Claims with one finding for all conflicting elements of a subject: their further variables pick one of these. */
const groupingVariables: Readonly<Record<string, readonly string[]>> = {
  StaticSOD: ['r1', 'r2'],
  StaticSODSet: ['c'],
  DynamicSOD: ['r1', 'r2'],
  DynamicSODSet: ['c'],
  UserDynamicSOD: ['r1', 'r2'],
  UserDynamicSODSet: ['c'],
  PermissionSOD: ['p', 'q'],
  DynamicPermissionSOD: ['p', 'q'],
  SessionAuthorisation: ['r'],
  LeastPrivilege: ['r'],
};

/** Whom or what a finding of such a claim is about. */
const subjectOf = (claim: string, at: Violation['at']) =>
  keyOf(Object.fromEntries(Object.entries(at).filter(([name]) => !groupingVariables[claim]!.includes(name))));

/** (s, t) and (t, s) are one finding. */
const unordered = (at: Violation['at']) => {
  const { s, t, ...rest } = at;
  return typeof s === 'string' && typeof t === 'string' ? keyOf({ ...rest, pair: [s, t].sort() }) : keyOf(at);
};

/** Every finding that must be reported, once each: constraint, subject and conflicting elements. */
function expectedFindings(violations: readonly Violation[]): string[] {
  const elements = new Map<string, Set<string>>();
  for (const violation of violations) {
    const { claim, at } = violation;
    const subject = claim in groupingVariables ? subjectOf(claim, at) : unordered(at);
    const key = `${violation.constraint}: ${subject}`;
    elements.set(key, new Set([...(elements.get(key) ?? []), ...violation.elements]));
  }
  return [...elements].map(([key, all]) => `${key} ${[...all].sort().join('+')}`.trim());
}

function compare(claim: string, { policy, oracle }: Case): boolean {
  // The printed test is told of applications with exclusions only; without any it says what P27 says.
  if (claim === 'FeasiblePair' && policy.applications.every(({ exclusions }) => exclusions.length === 0))
    return false;
  const violations = violationsOf(oracle, claim).filter(
    // Everybody can do all of nothing: reported as vacuous (V6), not as a violation by each user.
    (violation) => !(operational.has(claim) && oracle.withoutPermissions.has(applicationOf(violation))),
  );
  const decisions = decisionsOf(policy, claim);
  const violated = decisions.filter((decision) => decision.kind === 'violated');
  const instances = new Set(violations.map((violation) => `${violation.constraint}: ${keyOf(violation.at)}`));
  const isGrouped = claim in groupingVariables;

  if (claim === 'References') {
    expect(violated.length > 0, claim).toBe(violations.length > 0);
  } else {
    for (const decision of violated)
      expect(instances, `${claim}: invented`).toContain(
        `${decision.constraint}: ${keyOf(valuationOf(decision))}`,
      );
    const told = violated.map((decision) => {
      const at = valuationOf(decision);
      const subject = isGrouped ? subjectOf(claim, at) : unordered(at);
      const elements = [...decision.elements].sort().join('+');
      return { key: `${decision.constraint}: ${subject}`, elements };
    });
    const distinct = new Set(told.map(({ key, elements }) => `${key} ${elements}`));
    expect(distinct.size, `${claim}: told twice`).toBe(told.length);
    const reported = told.map(({ key, elements }) => (isGrouped ? `${key} ${elements}` : key).trim());
    if (claim === 'AdequateExclusions' || claim === 'AcyclicHierarchy')
      // One smallest set of sessions, or one role of a cycle, stands for all.
      expect(reported.length > 0, claim).toBe(violations.length > 0);
    else expect(sortedUnique(reported), claim).toEqual(sortedUnique(expectedFindings(violations)));
  }
  const broken = new Set(violations.map(({ constraint }) => constraint));
  for (const decision of decisions)
    if (decision.kind === 'holds' || (decision.kind === 'vacuous' && decision.constraint !== null))
      expect(broken, `${claim}: said to be ${decision.kind}`).not.toContain(decision.constraint);
  return violations.length > 0;
}

const operational = new Set(['OperationalSOD', 'PlanOperationalSOD', 'AdequateExclusions']);
const applicationOf = (violation: Violation) => (violation.constraint ?? '').split('/')[0]!;

describe.each(themeNames)('%s', (theme) => {
  test('the engines and the oracle find the same violations', () => {
    const premises = countPremises(themes[theme]);
    forCases(theme, casesPerProperty, (one) => {
      for (const claim of themes[theme]) premises.count(claim, compare(claim, one));
    });
    premises.mustFire(casesPerProperty / 50);
  });
});

/**
 * What the engines decide about a case, compared with the oracle: no violation invented, none missed, none told twice,
 * and nothing said to hold that does not.
 */

import { catalogue } from '../../src/check/catalogue.ts';
import type { Decision } from '../../src/check/rule.ts';
import { indexPolicy } from '../../src/index/index.ts';
import type { Policy } from '../../src/policy/model.ts';
import { keyOf, type Violation, violationsOf } from '../oracle/oracle.ts';
import type { Case } from './claims.ts';

type Violated = Extract<Decision, { kind: 'violated' }>;

const decided = new WeakMap<Policy, ReadonlyMap<string, readonly Decision[]>>();

/** What the whole catalogue decides about a policy, by claim; decided once. */
function decisionsOf(policy: Policy, claim: string): readonly Decision[] {
  const known = decided.get(policy) ?? decideAll(policy);
  decided.set(policy, known);
  return known.get(claim) ?? [];
}

function decideAll(policy: Policy): ReadonlyMap<string, readonly Decision[]> {
  const context = { policy, index: indexPolicy(policy) };
  const byClaim = new Map<string, Decision[]>();
  for (const rule of catalogue) {
    for (const decision of rule.decide(context)) {
      const list = byClaim.get(decision.claim);
      if (list === undefined) byClaim.set(decision.claim, [decision]);
      else list.push(decision);
    }
  }
  return byClaim;
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
  StrictStaticSOD: ['r1', 'r2'],
  OneStepSOD: ['p', 'q'],
  ObjectSOD: ['p', 'q'],
  RoleObjectSOD: ['p', 'q'],
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

const operational = new Set([
  'OperationalSOD',
  'ActiveOperationalSOD',
  'PlanOperationalSOD',
  'AdequateExclusions',
]);
const applicationOf = (violation: Violation) => (violation.constraint ?? '').split('/')[0]!;

/** The violations that the engines must report of a claim. */
export function reportable(claim: string, { policy, oracle }: Case): readonly Violation[] {
  // The printed test is told of applications with exclusions only; without any it says what P27 says.
  if (claim === 'FeasiblePair' && policy.applications.every(({ exclusions }) => exclusions.length === 0))
    return [];
  // Of authorised roles, static-sod tells of exclusions that are static too.
  const staticIds = new Set(
    claim === 'Activatable' && policy.profile.membership === 'authorised'
      ? policy.constraints.filter((one) => one.kind === 'exclusion' && one.static).map(({ id }) => id)
      : [],
  );
  return violationsOf(oracle, claim).filter(
    (violation) =>
      !staticIds.has(violation.constraint ?? '') &&
      // Everybody can do all of nothing: reported as vacuous (V6), not as a violation by each user.
      !(operational.has(claim) && oracle.withoutPermissions.has(applicationOf(violation))),
  );
}

/** The first difference in one line, or null where engines and oracle agree. */
export function difference(claim: string, one: Case): string | null {
  const violations = reportable(claim, one);
  const decisions = decisionsOf(one.policy, claim);
  const broken = new Set(violations.map(({ constraint }) => constraint));
  const wrong = decisions.find(
    ({ kind, constraint }) =>
      broken.has(constraint) && (kind === 'holds' || (kind === 'vacuous' && constraint !== null)),
  );
  if (wrong !== undefined) return `${claim}: ${wrong.constraint} is said to be ${wrong.kind}`;
  const violated = decisions.filter((decision) => decision.kind === 'violated');
  if (claim === 'References') {
    const told = new Set(
      violated.flatMap(({ elements }) => elements.map((one) => one.slice(one.indexOf(' ') + 1))),
    );
    const dangling = new Set(violations.map(({ at }) => String(at.element)));
    return [...told].sort().join() === [...dangling].sort().join()
      ? null
      : `${claim}: found ${[...told].join()}`;
  }
  // P35 and P02 tell one set of sessions, one role of a cycle, for all.
  if (oneForAll.has(claim)) {
    return violated.length > 0 === violations.length > 0 ? null : `${claim}: ${violated.length} findings`;
  }
  const instances = new Set(violations.map((violation) => `${violation.constraint}: ${keyOf(violation.at)}`));
  const invented = violated.find(
    (decision) => !instances.has(`${decision.constraint}: ${keyOf(valuationOf(decision))}`),
  );
  if (invented !== undefined) return `${claim}: invented ${keyOf(valuationOf(invented))}`;
  const isGrouped = claim in groupingVariables;
  const told = violated.map((decision) => {
    const at = valuationOf(decision);
    const subject = isGrouped ? subjectOf(claim, at) : unordered(at);
    const elements = [...decision.elements].sort().join('+');
    return { key: `${decision.constraint}: ${subject}`, elements };
  });
  if (new Set(told.map(({ key }) => key)).size < told.length) return `${claim}: told twice`;
  const reported = told.map(({ key, elements }) => (isGrouped ? `${key} ${elements}` : key).trim()).sort();
  const expected = expectedFindings(violations).sort();
  return reported.join('\n') === expected.join('\n')
    ? null
    : `${claim}: found ${JSON.stringify(reported)}, expected ${JSON.stringify(expected)}`;
}

const oneForAll = new Set(['AcyclicHierarchy', 'AdequateExclusions']);

/**
 * What the engines decide about a case, compared with the oracle: no violation invented, none missed, none told twice,
 * and nothing said to hold that does not.
 */

import { catalogue } from '../../src/check/catalogue.ts';
import type { Context, Decision, Rule } from '../../src/check/rule.ts';
import { indexPolicy } from '../../src/index/index.ts';
import type { Policy } from '../../src/policy/model.ts';
import { keyOf, type Violation, violationsOf } from '../oracle/oracle.ts';
import type { Case } from './claims.ts';

type Violated = Extract<Decision, { kind: 'violated' }>;

interface Decided {
  readonly context: Context;
  readonly byRule: Map<Rule, readonly Decision[]>;
}

const decided = new WeakMap<Policy, Decided>();

const rulesOf = new Map(
  catalogue
    .flatMap(({ claims }) => claims)
    .map(({ schema }) => [
      schema.name,
      catalogue.filter((rule) => rule.claims.some((one) => one.schema.name === schema.name)),
    ]),
);

function decidedOf(policy: Policy): Decided {
  const known = decided.get(policy) ?? {
    context: { policy, index: indexPolicy(policy) },
    byRule: new Map<Rule, readonly Decision[]>(),
  };
  decided.set(policy, known);
  return known;
}

/** What a rule decides of a policy; it does so once. */
function decide(rule: Rule, { context, byRule }: Decided): readonly Decision[] {
  const known = byRule.get(rule);
  if (known !== undefined) return known;
  const decisions = [...rule.decide(context)];
  byRule.set(rule, decisions);
  const strange = decisions.find((one) => rule.claims.every(({ schema }) => schema.name !== one.claim));
  if (strange !== undefined) throw new Error(`${rule.id} has no claim ${strange.claim}`);
  return decisions;
}

export function decideAll(policy: Policy): void {
  for (const rule of catalogue) decide(rule, decidedOf(policy));
}

function decisionsOf(policy: Policy, claim: string): readonly Decision[] {
  const rules = rulesOf.get(claim) ?? [];
  return rules.flatMap((rule) => decide(rule, decidedOf(policy)).filter((one) => one.claim === claim));
}

/** Variables that stand for sets and for relations of two columns; other ones stand for elements. */
const columnsOf: Readonly<Record<string, number>> = { I: 1, U: 1, A: 2, tau: 2 };

/** A binding of the decision as the oracle writes it: the tuples of a relation, or the one element. */
function valuationOf(decision: Violated): Violation['at'] {
  const values = new Map<string, string[]>();
  for (const { variable, value } of decision.bindings)
    values.set(variable, [...(values.get(variable) ?? []), value]);
  return Object.fromEntries(
    [...values].map(([variable, list]) => {
      const columns = columnsOf[variable];
      if (columns === undefined) return [variable, list[0]!];
      const tuples = list.flatMap((_, at) =>
        at % columns === 0 ? [list.slice(at, at + columns).join(' ')] : [],
      );
      return [variable, tuples];
    }),
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
  'KUserSOD',
  'EnforcedSOD',
  'EveryPlanSOD',
]);
const asked = new Set(['KUserSOD', 'EnforcedSOD', 'EveryPlanSOD']);
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
  const instances = new Set(violations.map((violation) => `${violation.constraint}: ${keyOf(violation.at)}`));
  const invented = violated.find(
    (decision) => !instances.has(`${decision.constraint}: ${keyOf(valuationOf(decision))}`),
  );
  if (invented !== undefined) return `${claim}: invented ${keyOf(valuationOf(invented))}`;
  // What only some policies ask for must be answered where it is.
  if (asked.has(claim) && decisions.length === 0) return `${claim}: no answer`;
  // One set, relation or role of a cycle is told for all; of sets and relations one of the smallest.
  if (oneForAll.has(claim)) {
    if (violated.length > 0 !== violations.length > 0) return `${claim}: ${violated.length} findings`;
    // Of coalitions and plans each member is told; who they are is compared, and how few the others can be is not.
    if (claim === 'KUserSOD' || claim === 'EveryPlanSOD') {
      const told = violated.map(({ constraint, elements }) => `${constraint}: ${elements.join('+')}`);
      const expected = membersIn(claim, violations);
      if (told.sort().join('\n') !== expected.sort().join('\n'))
        return `${claim}: found ${told.join(', ')}, expected ${expected.join(', ')}`;
      return claim === 'KUserSOD' ? wrongNumber(one, decisions) : null;
    }
    const least = Math.min(...violations.map(({ at }) => sizeOf(at)));
    const larger = violated.find((decision) => sizeOf(valuationOf(decision)) > least);
    if (larger !== undefined) return `${claim}: ${keyOf(valuationOf(larger))} is not a smallest one`;
    return null;
  }
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

const oneForAll = new Set(['AcyclicHierarchy', 'AdequateExclusions', ...asked]);

/** How many elements the sets have, and how many people the relations give roles. */
const sizeOf = (at: Violation['at']): number =>
  Object.values(at).reduce(
    (sum, value) =>
      sum +
      (typeof value === 'string'
        ? 1
        : new Set(value.map((one) => one.replace(/^(person \d+) .*/, '$1'))).size),
    0,
  );

/** Whom some coalition needs that is too small; who does everything in some plan. */
function membersIn(claim: 'KUserSOD' | 'EveryPlanSOD', violations: readonly Violation[]): string[] {
  const people = violations.flatMap(({ constraint, elements, at }) => {
    if (claim === 'EveryPlanSOD') return elements.map((user) => `${constraint}: ${user}`);
    const coalition = at.U as readonly string[];
    const isNeeded = (user: string): boolean =>
      !violations.some(
        (other) =>
          other.constraint === constraint &&
          (other.at.U as readonly string[]).every((one) => one !== user && coalition.includes(one)),
      );
    return coalition.filter(isNeeded).map((user) => `${constraint}: ${user}`);
  });
  return [...new Set(people)];
}

/** P25m: users who are told to be enough are as few as possible. */
function wrongNumber({ oracle }: Case, decisions: readonly Decision[]): string | null {
  for (const decision of decisions) {
    if (decision.kind !== 'holds') continue;
    const told = decision.witness.bindings.length;
    const least = oracle.collusionNumbers.get(decision.constraint ?? '');
    if (told !== least) return `KUserSOD: ${told} users are told for ${least}`;
  }
  return null;
}

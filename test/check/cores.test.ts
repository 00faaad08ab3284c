/**
 * Cores and determinism, against the plain-set definition: the facts of a core violate the claim by themselves, and
 * without any one element they do not.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexPolicy } from '../../src/index/index.ts';
import { buildPolicy, type ConstraintInput, type PolicyInput } from '../../src/policy/build.ts';
import type { Fact } from '../../src/verdict/change.ts';
import type { CoreElement } from '../../src/verdict/verdict.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';
import { judge } from '../oracle/oracle.ts';
import { decisionsOn, ruleOf, type Violated, violations } from './helpers.ts';

const rules = [
  'session-authorisation',
  'static-sod',
  'dead-role',
  'dynamic-sod',
  'activatable',
  'permission-sod',
  'dynamic-permission-sod',
  'cardinality',
  'prerequisite',
  'role-window',
  'strict-sod',
  'object-sod',
  'operational-sod',
  'k-user-sod',
  'enforced-sod',
];

/** `input` with the facts and constraints of the core only. What is declared stays. */
function restricted(input: PolicyInput, core: readonly CoreElement[]): PolicyInput {
  const facts = core.flatMap((element) => (element.kind === 'fact' ? [element.fact] : []));
  const ids = new Set(core.flatMap((element) => (element.kind === 'constraint' ? [element.id] : [])));
  const pairs = (relation: Fact['relation']) =>
    facts.filter((fact) => fact.relation === relation).map(({ left, right }) => [left, right] as const);
  const constraints = (input.constraints ?? []).map((c, at) => ({ ...c, id: c.id ?? `c${at + 1}` }));
  return {
    ...input,
    assignments: pairs('assignment'),
    inheritance: pairs('inheritance'),
    grants: pairs('grant'),
    sessions: (input.sessions ?? []).map((session) => ({
      ...session,
      active: pairs('active')
        .filter(([left]) => left === session.name)
        .map(([, right]) => right),
    })),
    constraints: constraints.filter(({ id }) => ids.has(id)),
    // What a constraint is within belongs to it.
    operations: (input.operations ?? []).filter(
      ({ name }) => ids.has(name) || constraints.some((one) => ids.has(one.id) && withinOf(one) === name),
    ),
    applications: [],
  };
}

function withinOf(constraint: ConstraintInput): string | undefined {
  if (constraint.kind === 'one-per-object') return constraint.within;
  return constraint.kind === 'exclusion' ? constraint.strictness?.within : undefined;
}

function isViolated(input: PolicyInput, decision: Violated): boolean {
  return judge(input).violations.some(
    ({ claim, constraint, at }) =>
      claim === decision.claim &&
      constraint === decision.constraint &&
      // One set or relation is told for all.
      Object.values(at).some((value) => typeof value !== 'string' || value === decision.bindings[0]!.value),
  );
}

/** Readings on which the plain-set definition and the specification differ are left out. */
function isComparable(decision: Violated, input: PolicyInput): boolean {
  const { membership, 'dynamic-closure': dynamicClosure } = buildPolicy(input).profile;
  if (decision.claim === 'Activatable') return membership === 'authorised' || dynamicClosure === 'closure';
  // The operations of an application are taken as they stand, and a core need not say how they arise.
  const within = (input.constraints ?? []).map(withinOf);
  return (
    decision.focus.application === undefined &&
    !(input.applications ?? []).some(({ name }) => within.includes(name))
  );
}

test('every core violates its claim, and nothing can be dropped from it', { timeout: 30_000 }, () => {
  const fired = new Map<string, number>();
  const themes: Theme[] = ['roles', 'permissions', 'objects', 'coalitions', 'sessions', 'state'];
  for (const theme of themes) {
    fc.assert(
      fc.property(policyInput(theme), (input) => {
        const policy = buildPolicy(input);
        for (const rule of rules) {
          for (const decision of violations(decisionsOn(rule, policy))) {
            if (!isComparable(decision, input)) continue;
            fired.set(decision.claim, (fired.get(decision.claim) ?? 0) + 1);
            const { core } = decision.detail();
            expect(isViolated(restricted(input, core), decision)).toBe(true);
            for (const dropped of core) {
              const rest = core.filter((element) => element !== dropped);
              expect(isViolated(restricted(input, rest), decision)).toBe(false);
            }
          }
        }
      }),
      { seed: 77, numRuns: theme === 'sessions' || theme === 'objects' ? 400 : 150 },
    );
  }
  const claims = rules.flatMap((rule) => ruleOf(rule).claims.map((claim) => claim.schema.name));
  const never = claims.filter((claim) => claim !== 'PlanAuthorisation' && (fired.get(claim) ?? 0) < 3);
  expect(never).toEqual([]);
});

/** What is told, without places: they move with the facts. */
function told(input: PolicyInput): string {
  const policy = buildPolicy(input);
  const index = indexPolicy(policy);
  const all = rules.flatMap((rule) =>
    [...ruleOf(rule).decide({ policy, index })].map((decision) =>
      decision.kind === 'violated' ? { ...decision, detail: decision.detail() } : decision,
    ),
  );
  return JSON.stringify(all, (key, value) =>
    key === 'locations' || key === 'location' ? undefined : value,
  ).replaceAll(/built\.policy\.yaml:\d+/g, 'place');
}

test('nothing that is told depends on the order of facts', { timeout: 30_000 }, () => {
  for (const theme of [
    'roles',
    'permissions',
    'objects',
    'coalitions',
    'sessions',
    'state',
    'cyclic',
  ] as const) {
    fc.assert(
      fc.property(
        policyInput(theme).chain((input) =>
          fc.record({
            input: fc.constant(input),
            assignments: shuffled(input.assignments ?? []),
            inheritance: shuffled(input.inheritance ?? []),
            grants: shuffled(input.grants ?? []),
          }),
        ),
        ({ input, ...facts }) => {
          expect(told({ ...input, ...facts })).toBe(told(input));
        },
      ),
      { seed: 78, numRuns: 100 },
    );
  }
});

function shuffled<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length });
}

/** States from raw facts: what they contain, and that restricting them changes no claim's value at a finding. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claims } from '../../spec/catalogue.ts';
import { planConstraints } from '../../spec/workflow.ts';
import { counterexamples, holds, openClaim } from '../../src/interpret/evaluate.ts';
import type { Claim } from '../../src/logic/claim.ts';
import type { State, Valuation } from '../../src/logic/state.ts';
import type { Variable } from '../../src/logic/terms.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import { lowerClaim, lowerFormula } from '../../src/profile/lower.ts';
import { replayer } from '../../src/replay/replay.ts';
import { stateOf } from '../../src/replay/state.ts';
import type { Binding } from '../../src/verdict/verdict.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';

/** A component as names. */
function named(state: State, component: string, sorts: readonly string[]): readonly string[] {
  return state.relations[component]!.map((tuple) =>
    tuple.map((index, column) => state.sorts[sorts[column]!]![index]).join(' '),
  ).sort();
}

const policy = buildPolicy({
  now: 9,
  users: ['kim', 'lee'],
  roles: ['clerk', 'manager', 'payer'],
  permissions: ['a:b:read', 'plain'],
  inheritance: [['manager', 'clerk']],
  assignments: [
    ['kim', 'manager'],
    ['lee', 'clerk'],
    ['kim', 'manager'],
    ['ghost', 'clerk'],
  ],
  grants: [
    ['clerk', 'a:b:read'],
    ['payer', 'plain'],
  ],
  constraints: [
    {
      id: 'mixed',
      kind: 'exclusion',
      relation: 'exclusive',
      sets: [
        { members: ['clerk', 'payer'] },
        { members: ['clerk', 'manager', 'payer'], limit: 3 },
        { members: ['clerk', 'manager', 'payer'] },
      ],
    },
    {
      id: 'apart',
      kind: 'exclusion',
      over: 'permission',
      relation: 'dynamic',
      sets: [{ members: ['a:b:read', 'plain'] }],
    },
    { id: 'few', kind: 'cardinality', role: 'clerk', atMost: 4 },
    { id: 'first', kind: 'prerequisite', role: 'manager', needs: ['clerk'] },
    { id: 'open', kind: 'window', role: 'payer', open: [[0, 6]] },
  ],
  applications: [
    {
      name: 'order',
      sessions: [
        { name: 'S1', roles: ['clerk'], needs: ['a:b:read'] },
        { name: 'S2', roles: ['payer', 'manager'] },
      ],
      exclusions: [['S2', 'S1']],
      initiator: ['clerk'],
      plans: [{ name: 'p', assignments: { S1: 'lee' } }],
    },
    { name: 'other', sessions: [{ name: 'S1', roles: ['payer'] }], exclusions: [] },
  ],
  sessions: [
    { name: 'one', user: 'kim', active: ['manager'] },
    { name: 'two', user: 'lee', active: ['clerk'], of: { application: 'order', run: 'r', session: 'S1' } },
    { name: 'three', user: 'lee', active: [], of: { application: 'other', run: 'r2', session: 'S1' } },
  ],
  operations: [{ name: 'op', permissions: ['plain'] }],
});

describe('the state of a policy', () => {
  const [order] = policy.applications;
  const state = stateOf(policy, { application: order!, plan: order!.plans[0]! });

  test.each([
    ['users', ['USER'], ['kim', 'lee']],
    ['UA', ['USER', 'ROLE'], ['ghost clerk', 'kim manager', 'lee clerk']],
    ['RH', ['ROLE', 'ROLE'], ['manager clerk']],
    ['PA', ['ROLE', 'PRM'], ['clerk a:b:read', 'payer plain']],
    ['object', ['PRM', 'OBJ'], ['a:b:read a:b', 'plain plain']],
    ['mutexS', ['ROLE', 'ROLE'], ['clerk payer', 'payer clerk']],
    ['mutexD', ['ROLE', 'ROLE'], ['clerk payer', 'payer clerk']],
    ['ssdLimit', ['CNAME', 'NUMBER'], ['mixed 3', 'mixed#2 2']],
    [
      'dsdRoles',
      ['CNAME', 'ROLE'],
      ['mixed clerk', 'mixed manager', 'mixed payer', 'mixed#2 clerk', 'mixed#2 manager', 'mixed#2 payer'],
    ],
    ['mutexPS', ['PRM', 'PRM'], []],
    ['mutexPD', ['PRM', 'PRM'], ['a:b:read plain', 'plain a:b:read']],
    ['card', ['ROLE', 'NUMBER'], ['clerk 4']],
    ['prereq', ['ROLE', 'ROLE'], ['manager clerk']],
    ['window', ['ROLE', 'NUMBER', 'NUMBER'], ['payer 0 6']],
    ['now', ['NUMBER'], ['9']],
    ['su', ['SID', 'USER'], ['one kim', 'three lee', 'two lee']],
    ['ar', ['SID', 'ROLE'], ['one manager', 'two clerk']],
    ['instRun', ['SID', 'IID'], ['two r']],
    ['instName', ['SID', 'SNAME'], ['two S1']],
    ['tmpl', ['SNAME', 'ROLE'], ['S1 clerk', 'S2 manager', 'S2 payer']],
    ['mutex', ['SNAME', 'SNAME'], ['S1 S2', 'S2 S1']],
    ['needs', ['SNAME', 'PRM'], ['S1 a:b:read']],
    ['initiator', ['ROLE'], ['clerk']],
    ['plan', ['SNAME', 'USER'], ['S1 lee']],
    ['app', ['PRM'], []],
  ])('has the component %s', (component, sorts, expected) => {
    expect(named(state, component, sorts)).toEqual(expected);
  });

  test('of an operation has its permissions and no application', () => {
    const of = stateOf(policy, { operation: policy.operations[0]! });
    expect(named(of, 'app', ['PRM'])).toEqual(['plain']);
    expect(of.sorts.SNAME).toEqual([]);
    expect(of.relations.instRun).toEqual([]);
  });

  test('of some users has their rows only', () => {
    const of = stateOf(policy, { users: new Set([1]), sessions: new Set() });
    expect(of.sorts.USER).toEqual(['lee']);
    expect(named(of, 'UA', ['USER', 'ROLE'])).toEqual(['lee clerk']);
    expect(named(of, 'RH', ['ROLE', 'ROLE'])).toEqual(['manager clerk']);
  });
});

const themes: readonly Theme[] = [
  'roles',
  'permissions',
  'objects',
  'coalitions',
  'sessions',
  'state',
  'application',
  'workflow',
  'dangling',
  'cyclic',
];

test('the constraints of an application are components that their schema allows', () => {
  const filled = new Map<string, number>();
  fc.assert(
    fc.property(policyInput('workflow'), (input) => {
      const built = buildPolicy(input);
      const state = stateOf(built, { application: built.applications[0]! });
      for (const { label, formula } of planConstraints.predicates)
        expect(holds(lowerFormula(formula, built.profile), state), label).toBe(true);
      for (const { name } of planConstraints.components)
        filled.set(name, (filled.get(name) ?? 0) + state.relations[name]!.length);
    }),
    { seed: 12, numRuns: 200 },
  );
  for (const { name } of planConstraints.components) expect(filled.get(name), name).toBeGreaterThan(10);
});

describe('replay on the restricted state', () => {
  test.each(themes)('confirms every counterexample of the whole state: policies about %s', (theme) => {
    let confirmed = 0;
    fc.assert(
      fc.property(policyInput(theme), (input) => {
        const built = buildPolicy(input);
        const [application] = built.applications;
        const [plan] = application?.plans ?? [];
        const [operation] = built.operations;
        const state = stateOf(built, {
          ...(application === undefined ? {} : { application }),
          ...(plan === undefined ? {} : { plan }),
          ...(operation === undefined ? {} : { operation }),
        });
        const focus = {
          ...(application === undefined ? {} : { application: application.name }),
          ...(plan === undefined ? {} : { plan: plan.name }),
        };
        for (const claim of claims) {
          // Searched, not evaluated; and without anything in focus there is nothing to cover.
          if (claim.schema.name === 'Feasible') continue;
          if (ofApplications.has(claim.schema.name) && application === undefined) continue;
          const isOfOperation = ofOperations.has(claim.schema.name);
          if (isOfOperation && (operation === undefined || application !== undefined)) continue;
          const isWithin = ofConstraints.has(claim.schema.name);
          const constraints = isWithin
            ? built.constraints.map(({ id }) => id)
            : [isOfOperation ? operation!.name : null];
          const lowered = lowerClaim(claim, built.profile);
          for (const valuation of counterexamples(lowered, state, 4)) {
            const outcomes = constraints.map((constraint) => {
              const violation = {
                claim: claim.schema.name,
                constraint,
                focus: isWithin ? {} : focus,
                bindings: bindingsOf(lowered, state, valuation),
                elements: [],
              };
              return replayer(built, [violation]).replay(claim, violation, () => ({
                sentence: '',
                paths: [],
                core: [],
              }));
            });
            expect([claim.schema.name, outcomes.map(({ kind }) => kind)]).toEqual([
              claim.schema.name,
              expect.arrayContaining(['confirmed']),
            ]);
            confirmed += 1;
          }
        }
      }),
      { seed: 12, numRuns: 40 },
    );
    expect(confirmed).toBeGreaterThan(20);
  });
});

const ofApplications = new Set(['OperationalSOD', 'ActiveOperationalSOD']);

const ofOperations = new Set(['KUserSOD', 'EnforcedSOD']);

/** Claims about what one of the policy's constraints is within. */
const ofConstraints = new Set(['StrictStaticSOD', 'OneStepSOD', 'ObjectSOD', 'RoleObjectSOD']);

function bindingsOf(claim: Claim, state: State, valuation: Valuation): readonly Binding[] {
  const { declarations, relation } = openClaim(claim);
  const variables: readonly Variable[] =
    relation === null ? declarations.map(({ variable }) => variable) : [relation.variable];
  return variables.flatMap(({ name, sorts }) =>
    valuation[name]!.flatMap((tuple) =>
      tuple.map((index, column) => ({
        variable: name,
        sort: sorts[column]!,
        value: state.sorts[sorts[column]!]![index]!,
      })),
    ),
  );
}

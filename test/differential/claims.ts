/**
 * Which claims each theme of generated policies is about, and how many cases each gets.
 */

import fc from 'fast-check';
import { expect } from 'vitest';
import { claims } from '../../spec/catalogue.ts';
import type { Claim } from '../../src/logic/claim.ts';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import type { Policy } from '../../src/policy/model.ts';
import type { StateFocus } from '../../src/replay/state.ts';
import { policyInput, type Theme } from '../oracle/arbitrary.ts';
import { judge, type Oracle } from '../oracle/oracle.ts';

export const themes: Readonly<Record<Theme, readonly string[]>> = {
  roles: ['StaticSOD', 'StaticSODSet', 'NoDeadRole', 'Activatable'],
  sessions: ['DynamicSOD', 'DynamicSODSet', 'UserDynamicSOD', 'UserDynamicSODSet'],
  permissions: ['PermissionSOD', 'DynamicPermissionSOD', 'OperationalSOD', 'ActiveOperationalSOD'],
  objects: ['StrictStaticSOD', 'OneStepSOD', 'ObjectSOD', 'RoleObjectSOD'],
  coalitions: ['KUserSOD', 'EnforcedSOD'],
  state: ['SessionAuthorisation', 'CardinalityLimit', 'PrerequisiteHeld', 'RoleWindowOpen'],
  application: [
    'PlanAuthorisation',
    'PlanOperationalSOD',
    'EveryPlanSOD',
    'SessionSOD',
    'RunSessionSOD',
    'CandidatesExist',
    'FeasiblePair',
    'Feasible',
    'AdequateExclusions',
    'TemplateDynamicSOD',
    'LeastPrivilege',
    'NeedsCovered',
    'OperationalSOD',
  ],
  workflow: ['CandidatesExist', 'FeasiblePair', 'Feasible'],
  dangling: ['References'],
  cyclic: ['AcyclicHierarchy'],
};

export const themeNames = Object.keys(themes) as readonly Theme[];

/** Each property gets this many cases, each with a reading profile of its own. */
export const casesPerProperty = Number(process.env.DUTYPROOF_CASES ?? 2000);

export const seed = 20260727;

export function claimNamed(name: string): Claim {
  const found = claims.find((claim) => claim.schema.name === name);
  if (found === undefined) throw new Error(`no claim ${name}`);
  return found;
}

export interface Case {
  readonly input: PolicyInput;
  readonly policy: Policy;
  readonly oracle: Oracle;
}

/** Runs `check` on every generated case of a theme; shrinking shows the smallest policy that disagrees. */
export function forCases(theme: Theme, cases: number, check: (one: Case) => void): void {
  fc.assert(
    fc.property(policyInput(theme), (input) => {
      check({ input, policy: buildPolicy(input), oracle: judge(input) });
    }),
    { seed, numRuns: cases },
  );
}

/** What a violation of an application or operation is about, as the focus of a state. */
export function focusOf(policy: Policy): StateFocus {
  const application = policy.applications[0];
  const plan = application?.plans[0];
  const operation = policy.operations[0];
  return {
    ...(application === undefined ? {} : { application }),
    ...(plan === undefined ? {} : { plan }),
    ...(operation === undefined ? {} : { operation }),
  };
}

export const sortedUnique = (keys: readonly string[]): string[] => [...new Set(keys)].sort();

/** How often each property was violated and held: a comparison in which one of them never happens shows nothing. */
export function countPremises(names: readonly string[]) {
  const counts = new Map(names.map((name) => [name, { violated: 0, holds: 0 }]));
  return {
    count(name: string, isViolated: boolean): void {
      counts.get(name)![isViolated ? 'violated' : 'holds'] += 1;
    },
    mustFire(atLeast: number): void {
      const starved = [...counts].filter(([, { violated, holds }]) => Math.min(violated, holds) < atLeast);
      expect(starved, `cases in which each property is violated and holds, at least ${atLeast}`).toEqual([]);
    },
  };
}

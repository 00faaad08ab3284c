/**
 * Constraints of applications, kind by kind: the engine, the interpreted specification, the naive decision of the
 * checker and the oracle say the same of an application with one constraint, and each kind is counted where it alone
 * makes the application infeasible, and where a plan is left. What Z3 says of the same theme is in `z3.test.ts`.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feasible } from '../../spec/feasibility.ts';
import { workflowConflictOf } from '../../src/feasible/conflict/workflow.ts';
import { solve } from '../../src/feasible/pattern/solve.ts';
import { workflowOf } from '../../src/feasible/problem.ts';
import { restrict } from '../../src/feasible/restrict.ts';
import { indexPolicy } from '../../src/index/index.ts';
import { holds } from '../../src/interpret/evaluate.ts';
import { buildPolicy, type PolicyInput, type SessionConstraintInput } from '../../src/policy/build.ts';
import { sessionConstraintKinds } from '../../src/policy/shape.ts';
import { lowerClaim } from '../../src/profile/lower.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { faultsOfPlan } from '../../src/replay/plan.ts';
import { recheck } from '../../src/replay/recheck/recheck.ts';
import { relationsOf } from '../../src/replay/recheck/relations.ts';
import { stateOf } from '../../src/replay/state.ts';
import { policyInput, userNames } from '../oracle/arbitrary.ts';
import { judge, violationsOf } from '../oracle/oracle.ts';
import { countPremises, seed } from './claims.ts';

/** In every other one two users have all the roles, so that people are scarce. */
const inputs = fc.sample(policyInput('workflow'), { seed, numRuns: 1600 }).map((input, at) => {
  const isFew = at % 2 === 1;
  const assignments = (input.assignments ?? []).filter(([user]) => userNames.indexOf(user) < 2);
  return isFew ? { ...input, assignments } : input;
});

/** The one application with `constraints`; anybody may start it, so that only plans matter. */
function withConstraints(
  input: PolicyInput,
  constraints: (given: readonly SessionConstraintInput[]) => readonly SessionConstraintInput[],
): PolicyInput {
  return {
    ...input,
    profile: { ...input.profile, feasibility: 'static' },
    applications: (input.applications ?? []).map((application) => ({
      ...application,
      initiator: [],
      constraints: constraints(application.constraints ?? []),
    })),
  };
}

const isFeasible = (input: PolicyInput): boolean => violationsOf(judge(input), 'Feasible').length === 0;

function engineOf(input: PolicyInput) {
  const policy = buildPolicy(input);
  const application = policy.applications[0]!;
  const workflow = workflowOf(policy, indexPolicy(policy), application);
  const answer = solve(workflow.instance);
  return { policy, application, workflow, answer, engine: answer.kind === 'feasible' };
}

/** What everything that decides feasibility says of `input`. */
function decided(input: PolicyInput) {
  const { policy, application, workflow, answer, engine } = engineOf(input);
  const claim = lowerClaim(feasible, { ...defaultProfile, ...input.profile });
  const plan =
    answer.kind === 'feasible'
      ? workflow.order.map((session, at) => ({
          session: application.sessions[session]!.name,
          user: policy.users.list[answer.plan[at]!]!,
        }))
      : [];
  return {
    engine,
    specification: holds(claim.formula, stateOf(policy, { application })),
    naive: recheck(policy, { rules: ['feasible'] }).findings.length === 0,
    faults: engine ? faultsOfPlan(relationsOf(policy), application, plan) : [],
  };
}

describe('one constraint', () => {
  test('everything that decides feasibility agrees', () => {
    const premises = countPremises(sessionConstraintKinds);
    for (const input of inputs) {
      const one = withConstraints(input, ([first]) => [first!]);
      const { kind } = one.applications![0]!.constraints![0]!;
      const expected = isFeasible(one);
      const { engine, specification, naive, faults } = decided(one);
      expect([engine, specification, naive], JSON.stringify(one)).toEqual([expected, expected, expected]);
      expect(faults).toEqual([]);
      // Where there is no plan, it is the constraint that makes the difference.
      if (expected || isFeasible(withConstraints(one, () => []))) premises.count(kind, !expected);
    }
    premises.mustFire(5);
  });
});

describe('several constraints', () => {
  test('a conflict has no plan, and without any one of its parts there is one', () => {
    let conflicts = 0;
    const kinds = new Map<string, number>();
    for (const input of inputs) {
      const { workflow, engine } = engineOf(withConstraints(input, (given) => given));
      if (engine) continue;
      const { sessions, exclusions, constraints, minimal } = workflowConflictOf(workflow);
      expect(minimal).toBe(true);
      conflicts += 1;
      const { instance, sources } = workflow;
      const parts = [
        ...exclusions.map((index) => ({ kind: 'exclusion', index })),
        ...constraints.map((index) => ({ kind: 'constraint', index })),
      ];
      const isInfeasible = (steps: readonly number[], kept: typeof parts): boolean =>
        solve(
          restrict(
            instance,
            steps,
            sources.flatMap((source, at) =>
              kept.some(({ kind, index }) => kind === source.kind && index === source.index) ? [at] : [],
            ),
          ).instance,
        ).kind === 'infeasible';
      expect(isInfeasible(sessions, parts)).toBe(true);
      for (const step of sessions)
        expect(
          isInfeasible(
            sessions.filter((other) => other !== step),
            parts,
          ),
        ).toBe(false);
      for (const part of parts)
        expect(
          isInfeasible(
            sessions,
            parts.filter((other) => other !== part),
          ),
        ).toBe(false);
      for (const at of constraints) {
        const { kind } = input.applications![0]!.constraints![at]!;
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
    }
    expect(conflicts).toBeGreaterThan(200);
    for (const kind of sessionConstraintKinds) expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(4);
  });

  test('fewer sessions and fewer demands never lose a plan', () => {
    let compared = 0;
    for (const input of inputs.slice(0, 1000)) {
      const { workflow, engine } = engineOf(withConstraints(input, (given) => given));
      if (!engine) continue;
      compared += 1;
      const { instance } = workflow;
      for (let left = 0; left < instance.steps; left += 1) {
        const steps = Array.from({ length: instance.steps }, (_, step) => step).filter((s) => s !== left);
        expect(solve(restrict(instance, steps, [...instance.constraints.keys()]).instance).kind).toBe(
          'feasible',
        );
      }
    }
    expect(compared).toBeGreaterThan(100);
  });
});

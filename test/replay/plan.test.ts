/** The plan checker, against the oracle: what it says of any assignment of candidates, constraint by constraint. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildPolicy, type PolicyInput } from '../../src/policy/build.ts';
import { sessionConstraintKinds } from '../../src/policy/shape.ts';
import { defaultProfile } from '../../src/profile/profile.ts';
import { describeFault, faultsOfPlan } from '../../src/replay/plan.ts';
import { candidatesOf } from '../../src/replay/recheck/applications.ts';
import { relationsOf } from '../../src/replay/recheck/relations.ts';
import { policyInput } from '../oracle/arbitrary.ts';
import { respectsConstraint } from '../oracle/plan-constraints.ts';

/** Users who have a role, by plain sets. */
function holdersOf(input: PolicyInput): (role: string) => readonly string[] {
  const { membership } = { ...defaultProfile, ...input.profile };
  const reaches = (from: string, to: string): boolean =>
    from === to ||
    (membership === 'authorised' &&
      (input.inheritance ?? []).some(([senior, junior]) => senior === from && reaches(junior, to)));
  return (role) =>
    (input.users ?? []).filter((user) =>
      (input.assignments ?? []).some(([who, held]) => who === user && reaches(held, role)),
    );
}

describe('constraints of an application', () => {
  test('a plan is refused for exactly those that it breaks, and they are told in words', () => {
    const counts = new Map(sessionConstraintKinds.map((kind) => [kind, { broken: 0, kept: 0 }]));
    fc.assert(
      fc.property(
        policyInput('workflow'),
        fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
        (input, picks) => {
          const policy = buildPolicy(input);
          const relations = relationsOf(policy);
          const application = policy.applications[0]!;
          const candidates = candidatesOf(relations, application);
          if (candidates.some((users) => users.length === 0)) return;
          const plan = application.sessions.map(({ name }, at) => ({
            session: name,
            user: policy.users.list[candidates[at]![picks[at]! % candidates[at]!.length]!]!,
          }));
          const faults = faultsOfPlan(relations, application, plan);
          if (faults.some(({ kind }) => kind !== 'constraint')) return;
          const names = new Map(plan.map(({ session, user }) => [session, user]));
          const broken = input.applications![0]!.constraints!.flatMap((constraint, at) => {
            const isKept = respectsConstraint(names, constraint, holdersOf(input));
            counts.get(constraint.kind)![isKept ? 'kept' : 'broken'] += 1;
            return isKept ? [] : [`app-${at + 1}`];
          });
          expect(faults.map((fault) => (fault.kind === 'constraint' ? fault.id : ''))).toEqual(broken);
        },
      ),
      { seed: 31, numRuns: 2000 },
    );
    for (const [kind, { broken, kept }] of counts) expect(Math.min(broken, kept), kind).toBeGreaterThan(10);
  });

  test('are asked only of a plan that is one otherwise', () => {
    const policy = buildPolicy({
      users: ['kim', 'lee'],
      roles: ['clerk'],
      assignments: [
        ['kim', 'clerk'],
        ['lee', 'clerk'],
      ],
      applications: [
        {
          name: 'order',
          sessions: ['S1', 'S2'].map((name) => ({ name, roles: ['clerk'] })),
          exclusions: [],
          constraints: [{ id: 'desk', kind: 'binding', sessions: ['S1', 'S2'] }],
        },
      ],
    });
    const told = (...users: string[]): string[] =>
      faultsOfPlan(
        relationsOf(policy),
        policy.applications[0]!,
        users.map((user, at) => ({ session: `S${at + 1}`, user })),
      ).map(describeFault);
    expect(told('kim', 'kim')).toEqual([]);
    expect(told('kim', 'lee')).toEqual(['it breaks `desk`: S1 and S2 need the same person']);
    expect(told('kim')).toEqual(['the plan gives `S2` to nobody']);
  });
});

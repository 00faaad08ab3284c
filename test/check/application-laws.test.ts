import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rule as adequateExclusions } from '../../src/check/adequate-exclusions.ts';
import { rule as feasible } from '../../src/check/feasible.ts';
import { rule as pairwiseFeasible } from '../../src/check/pairwise-feasible.ts';
import { rule as planOperationalSod } from '../../src/check/plan-operational-sod.ts';
import type { Rule } from '../../src/check/rule.ts';
import { rule as sessionSod } from '../../src/check/session-sod.ts';
import type { PolicyInput } from '../../src/policy/build.ts';
import { decisions, only } from './application-support.ts';

/** FORMAL.md G.4, L14b and L20–L23, on policies with one application near the edge of feasibility. */

const roles = ['r0', 'r1', 'r2'];
const users = ['u0', 'u1', 'u2'];
const names = ['s0', 's1', 's2', 's3'];
const permissions = ['o:a', 'o:b', 'o:c'];
const pairsOf = (list: readonly string[]): [string, string][] =>
  list.flatMap((a, at) => list.slice(at + 1).map((b): [string, string] => [a, b]));

type Pair = readonly [string, string];
type Input = Required<Pick<PolicyInput, 'users' | 'roles' | 'assignments' | 'inheritance' | 'grants'>> & {
  readonly sessions: readonly { readonly name: string; readonly roles: readonly string[] }[];
  readonly exclusions: readonly Pair[];
  readonly initiator: readonly string[];
  readonly plan: Readonly<Record<string, string>>;
};

const input: fc.Arbitrary<Input> = fc
  .record({
    count: fc.integer({ min: 2, max: 4 }),
    assignments: fc.subarray(
      users.flatMap((user) => roles.map((role): [string, string] => [user, role])),
      { minLength: 2, maxLength: 7 },
    ),
    inheritance: fc.subarray(pairsOf(roles), { maxLength: 2 }),
    grants: fc.subarray(
      roles.flatMap((role) => permissions.map((permission): [string, string] => [role, permission])),
      { minLength: 1, maxLength: 4 },
    ),
    needed: fc.array(fc.subarray(roles, { minLength: 1, maxLength: 2 }), { minLength: 4, maxLength: 4 }),
    exclusions: fc.subarray(pairsOf(names), { minLength: 1 }),
    initiator: fc.subarray(roles, { maxLength: 1 }),
    doers: fc.array(fc.constantFrom(...users), { minLength: 4, maxLength: 4 }),
  })
  .map(({ count, needed, exclusions, doers, ...rest }) => {
    const kept = names.slice(0, count);
    return {
      ...rest,
      users,
      roles,
      sessions: kept.map((name, at) => ({ name, roles: needed[at]! })),
      exclusions: exclusions.filter((pair) => pair.every((name) => kept.includes(name))),
      plan: Object.fromEntries(kept.map((name, at) => [name, doers[at]!])),
    };
  });

function policy({ sessions, exclusions, initiator, plan, ...state }: Input): PolicyInput {
  const assignments = Object.fromEntries(
    Object.entries(plan).filter(([name]) => sessions.some((session) => session.name === name)),
  );
  return {
    ...state,
    permissions,
    applications: [{ name: 'app', sessions, exclusions, initiator, plans: [{ name: 'plan', assignments }] }],
  };
}

const holds = (rule: Rule, one: Input): boolean =>
  only('violated', decisions(rule, policy(one))).length === 0;

/** Runs a law and demands that its premise fired often enough to mean something. */
function law(seed: number, runs: number, atLeast: number, check: (one: Input) => number): void {
  let fired = 0;
  fc.assert(
    fc.property(input, (one) => {
      fired += check(one);
    }),
    { seed, numRuns: runs },
  );
  expect(fired).toBeGreaterThanOrEqual(atLeast);
}

describe('feasibility', () => {
  test('L20: adding an exclusion never makes it feasible', () => {
    law(20, 800, 300, (one) => {
      if (holds(feasible, one)) return 0;
      const more = pairsOf(one.sessions.map(({ name }) => name)).find(
        ([a, b]) => !one.exclusions.some(([c, d]) => a === c && b === d),
      );
      if (more === undefined) return 0;
      expect(holds(feasible, { ...one, exclusions: [...one.exclusions, more] })).toBe(false);
      return 1;
    });
  });

  test('L21: adding a user, an assignment or an inheritance never makes it infeasible', () => {
    law(21, 1000, 300, (one) => {
      if (!holds(feasible, one)) return 0;
      expect(holds(feasible, { ...one, users: [...one.users, 'u3'] })).toBe(true);
      const missing = users
        .flatMap((user) => roles.map((role): Pair => [user, role]))
        .find(([user, role]) => !one.assignments.some(([u, r]) => u === user && r === role));
      if (missing !== undefined) {
        expect(holds(feasible, { ...one, assignments: [...one.assignments, missing] })).toBe(true);
      }
      const edge = pairsOf(roles).find(([a, b]) => !one.inheritance.some(([c, d]) => a === c && b === d));
      if (edge !== undefined) {
        expect(holds(feasible, { ...one, inheritance: [...one.inheritance, edge] })).toBe(true);
      }
      return 1;
    });
  });

  test('L22: dropping a session, or a role of a session, keeps it feasible', () => {
    law(22, 1000, 300, (one) => {
      if (!holds(feasible, one)) return 0;
      for (const { name } of one.sessions.slice(1)) {
        const left = {
          ...one,
          sessions: one.sessions.filter((session) => session.name !== name),
          exclusions: one.exclusions.filter((pair) => !pair.includes(name)),
        };
        expect(holds(feasible, left)).toBe(true);
      }
      for (const [at, session] of one.sessions.entries()) {
        if (session.roles.length < 2) continue;
        const sessions = one.sessions.with(at, { ...session, roles: session.roles.slice(1) });
        expect(holds(feasible, { ...one, sessions })).toBe(true);
      }
      return 1;
    });
  });

  test('L23: it implies the printed test; the converse fails, but not where no session has two exclusions', () => {
    let converseFails = 0;
    law(23, 2500, 600, (one) => {
      if (one.exclusions.length === 0) return 0;
      const anyone = { ...one, initiator: [] };
      const isFeasible = holds(feasible, anyone);
      const isPairwise = holds(pairwiseFeasible, anyone);
      if (isFeasible) expect(isPairwise).toBe(true);
      if (isPairwise && !isFeasible) {
        converseFails += 1;
        const busiest = Math.max(
          ...names.map((name) => one.exclusions.filter((pair) => pair.includes(name)).length),
        );
        expect(busiest).toBeGreaterThan(1);
      }
      return isFeasible ? 1 : 0;
    });
    expect(converseFails).toBeGreaterThan(20);
  });
});

test('L14b: all pairs exclusive, and no single session covers: nobody covers in a plan that respects them', () => {
  law(14, 4000, 50, (one) => {
    const exclusions = pairsOf(one.sessions.map(({ name }) => name));
    const apart = { ...one, exclusions };
    if (!holds(sessionSod, apart)) return 0;
    // With all pairs exclusive an independent set is a single session.
    if (!holds(adequateExclusions, apart)) return 0;
    if (only('vacuous', decisions(adequateExclusions, policy(apart))).length > 0) return 0;
    expect(holds(planOperationalSod, apart)).toBe(true);
    return 1;
  });
});

test('adequate exclusions keep every plan that respects them from one person; the plan at hand, at least', () => {
  let broken = 0;
  law(35, 2500, 60, (one) => {
    if (!holds(sessionSod, one)) return 0;
    const isAdequate = holds(adequateExclusions, one);
    const isApart = holds(planOperationalSod, one);
    if (!isApart) broken += 1;
    if (isAdequate) expect(isApart).toBe(true);
    return isAdequate ? 1 : 0;
  });
  expect(broken).toBeGreaterThan(20);
});

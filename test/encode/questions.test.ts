/**
 * The clauses of each question against trying everything: what they leave out (users, roles, permissions, sessions that
 * others stand for, people who are alike) must not change the answer.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cnf } from '../../src/encode/cnf.ts';
import { type CoalitionProblem, coalitionQuestion } from '../../src/encode/coalition.ts';
import { type EnforcementProblem, enforcementQuestion } from '../../src/encode/enforcement.ts';
import { type SeparationProblem, separationQuestion, suspects } from '../../src/encode/separation.ts';
import { solve } from '../../src/feasible/pattern/solve.ts';
import { follow } from '../../src/replay/rup.ts';
import { search } from '../../src/sat/search.ts';
import { checkProof } from '../../src/workflow/check-proof.ts';

/** A model, or null after its refutation was followed. */
function modelOf(cnf: Cnf): ((variable: number) => boolean) | null {
  const outcome = search(cnf, { conflicts: 100_000 });
  if (outcome.kind === 'satisfiable') return outcome.isTrue;
  expect(outcome.kind).toBe('refuted');
  if (outcome.kind === 'refuted') expect(follow(cnf, outcome.proof)).toEqual({ kind: 'refuted' });
  return null;
}

const upTo = (size: number) => Array.from({ length: size }, (_, at) => at);
const setOf = (size: number, most = size) =>
  fc.subarray(upTo(size), { maxLength: most }).map((some) => new Set(some));
const unionSize = (sets: readonly ReadonlySet<number>[]) => new Set(sets.flatMap((one) => [...one])).size;

function* subsets(items: readonly number[], most: number): Generator<readonly number[]> {
  yield [];
  if (most === 0) return;
  for (const [at, item] of items.entries())
    for (const rest of subsets(items.slice(at + 1), most - 1)) yield [item, ...rest];
}

function counter() {
  const counts = { yes: 0, no: 0 };
  return {
    count: (answer: boolean): void => {
      counts[answer ? 'yes' : 'no'] += 1;
    },
    mustFire: (least: number): void => expect(Math.min(counts.yes, counts.no)).toBeGreaterThanOrEqual(least),
  };
}

test('coalitions', () => {
  const answers = counter();
  const problems: fc.Arbitrary<CoalitionProblem> = fc.record({
    permissions: fc.constant(5),
    users: fc.array(setOf(5, 3), { minLength: 2, maxLength: 9 }),
    most: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(problems, (problem) => {
      const { users, permissions, most } = problem;
      const covers = (members: readonly number[]) =>
        unionSize(members.map((user) => users[user]!)) === permissions;
      const expected = [...subsets(upTo(users.length), most)].some(covers);
      const { instance, users: kept } = coalitionQuestion(problem);
      const answer = solve(instance, { proof: true });
      expect(answer.kind).toBe(expected ? 'feasible' : 'infeasible');
      if (answer.kind === 'feasible') {
        const members = [...new Set([...answer.plan].map((user) => kept[user]!))];
        expect(covers(members)).toBe(true);
        expect(members.length).toBeLessThanOrEqual(most);
      }
      if (answer.kind === 'infeasible') expect(checkProof(instance, answer.proof!).kind).toBe('proved');
      answers.count(expected);
    }),
    { seed: 1, numRuns: 600 },
  );
  answers.mustFire(80);
});

/** The sets of permissions that one person may have, by trying all sets of roles. */
function sharesOf({ roles, exclusions }: EnforcementProblem): readonly ReadonlySet<number>[] {
  const shares = new Map<string, ReadonlySet<number>>();
  for (const given of subsets(upTo(roles.length), roles.length)) {
    const brought = new Set(given.flatMap((role) => [...roles[role]!.brings]));
    if (exclusions.some(({ members, limit }) => members.filter((one) => brought.has(one)).length >= limit))
      continue;
    const share = new Set(given.flatMap((role) => [...roles[role]!.grants]));
    shares.set([...share].sort().join(), share);
  }
  return [...shares.values()];
}

const enforcement: fc.Arbitrary<EnforcementProblem> = fc
  .record({
    permissions: fc.integer({ min: 2, max: 5 }),
    exclusions: fc.array(
      fc
        .subarray(upTo(7), { minLength: 2, maxLength: 5 })
        .chain((members) => fc.integer({ min: 2, max: members.length }).map((limit) => ({ members, limit }))),
      { minLength: 1, maxLength: 6 },
    ),
    people: fc.integer({ min: 1, max: 3 }),
    drafts: fc.array(fc.tuple(setOf(5, 2), setOf(7, 2)), { minLength: 2, maxLength: 6 }),
  })
  .map(({ drafts, permissions, exclusions, people }) => {
    const named = new Set(exclusions.flatMap(({ members }) => members));
    return {
      permissions,
      exclusions,
      people,
      roles: drafts.map(([grants, brings], at) => ({
        grants: new Set([...grants].filter((permission) => permission < permissions)),
        brings: new Set([...brings, at].filter((role) => named.has(role))),
      })),
    };
  });

test('enforcement', () => {
  const answers = counter();
  fc.assert(
    fc.property(enforcement, (problem) => {
      const { permissions, people, roles, exclusions } = problem;
      const shares = sharesOf(problem);
      const expected = [...subsets(upTo(shares.length), people)].some(
        (team) => unionSize(team.map((share) => shares[share]!)) === permissions,
      );
      const { cnf, rolesGiven } = enforcementQuestion(problem);
      const model = modelOf(cnf);
      expect(model !== null).toBe(expected);
      if (model !== null) {
        const team = rolesGiven(model);
        expect(team.length).toBeLessThanOrEqual(people);
        expect(unionSize(team.flat().map((role) => roles[role]!.grants))).toBe(permissions);
        for (const given of team) {
          const brought = new Set(given.flatMap((role) => [...roles[role]!.brings]));
          for (const { members, limit } of exclusions)
            expect(members.filter((one) => brought.has(one)).length).toBeLessThan(limit);
        }
      }
      answers.count(expected);
    }),
    { seed: 2, numRuns: 800 },
  );
  answers.mustFire(80);
});

const separation: fc.Arbitrary<SeparationProblem> = fc
  .record({
    drafts: fc.array(fc.tuple(setOf(4, 3), setOf(4)), { minLength: 2, maxLength: 5 }),
    pairs: fc.uniqueArray(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 8, selector: (pair) => pair.join() }),
  })
  .map(({ drafts, pairs }) => {
    const held = [...new Set(drafts.flatMap(([atoms]) => [...atoms]))];
    return {
      atoms: drafts.map(([atoms]) => new Set([...atoms].map((atom) => held.indexOf(atom)))),
      permissions: held.length,
      candidates: drafts.map(([, users]) => [...users].sort()),
      exclusions: pairs.filter(([a, b]) => a < b && b < drafts.length),
    };
  });

function* plansOf({ candidates, exclusions }: SeparationProblem): Generator<readonly number[]> {
  function* extend(plan: readonly number[]): Generator<readonly number[]> {
    if (plan.length === candidates.length) yield plan;
    else
      for (const user of candidates[plan.length]!)
        if (exclusions.every(([a, b]) => b !== plan.length || plan[a] !== user))
          yield* extend([...plan, user]);
  }
  yield* extend([]);
}

test('separation', () => {
  const answers = counter();
  fc.assert(
    fc.property(separation, (problem) => {
      const { atoms, permissions } = problem;
      const plans = [...plansOf(problem)];
      fc.pre(permissions > 0);
      const mayCover = (user: number) =>
        plans.some((plan) => unionSize(atoms.filter((_, session) => plan[session] === user)) === permissions);
      let isFound = false;
      for (const user of suspects(problem)) {
        const { cnf, sessionsOf } = separationQuestion(problem, user);
        const model = modelOf(cnf);
        expect(model !== null).toBe(mayCover(user));
        if (model === null) continue;
        isFound = true;
        const sessions = sessionsOf(model);
        expect(plans.some((plan) => sessions.every((session) => plan[session] === user))).toBe(true);
        expect(unionSize(sessions.map((session) => atoms[session]!))).toBe(permissions);
      }
      expect(isFound).toBe(upTo(4).some(mayCover));
      answers.count(isFound);
    }),
    { seed: 3, numRuns: 600 },
  );
  answers.mustFire(80);
});

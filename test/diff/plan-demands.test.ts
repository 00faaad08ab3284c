/** What demands on plans imply: against every plan of a few sessions and users. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { implies, type PlanContent, type PlanDemand } from '../../src/diff/plan-demands.ts';

const sessions = ['A', 'B', 'C', 'D'];
const users = 3;
/** For each session its user. */
const plans: readonly (readonly number[])[] = Array.from({ length: users ** sessions.length }, (_, number) =>
  sessions.map((_session, at) => Math.floor(number / users ** at) % users),
);

function satisfies(plan: readonly number[], content: PlanContent): boolean {
  const people = (names: readonly string[]) => names.map((name) => plan[sessions.indexOf(name)]!);
  switch (content.kind) {
    case 'separation':
      return new Set(people(content.sessions)).size === content.sessions.length;
    case 'binding':
      return new Set(people(content.sessions)).size <= 1;
    case 'at-most':
      return new Set(people(content.sessions)).size <= content.bound;
    case 'at-least':
      return new Set(people(content.sessions)).size >= content.bound;
    case 'load':
      return Array.from({ length: users }, (_, user) => plan.filter((one) => one === user).length)
        .filter((_count, user) => content.users === null || content.users === `u${user}`)
        .every((count) => count <= content.bound);
    default:
      throw new Error(content.kind);
  }
}

const some = fc.subarray(sessions, { minLength: 2 });
const content: fc.Arbitrary<PlanContent> = fc.oneof(
  fc.record({ kind: fc.constantFrom('separation' as const, 'binding' as const), sessions: some }),
  fc.record({
    kind: fc.constantFrom('at-most' as const, 'at-least' as const),
    sessions: some,
    bound: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    kind: fc.constant('load' as const),
    bound: fc.integer({ min: 1, max: 3 }),
    users: fc.constantFrom(null, 'u0', 'u1'),
  }),
);

const demandsOf = (contents: readonly PlanContent[]): readonly PlanDemand[] =>
  contents.map((one) => ({ id: null, content: one, location: { path: 'p', line: 1, column: 1 } }));

test('what is implied holds of every plan that satisfies the demands', () => {
  const fired: Record<string, number> = {};
  fc.assert(
    fc.property(fc.array(content, { minLength: 1, maxLength: 4 }), content, (contents, asked) => {
      if (!implies(demandsOf(contents), asked)) return;
      const able = plans.filter((plan) => contents.every((one) => satisfies(plan, one)));
      expect(able.every((plan) => satisfies(plan, asked))).toBe(true);
      fired[asked.kind] = (fired[asked.kind] ?? 0) + 1;
    }),
    { numRuns: 4000, seed: 11 },
  );
  for (const kind of ['separation', 'binding', 'at-most', 'at-least', 'load'])
    expect([kind, (fired[kind] ?? 0) > 20]).toEqual([kind, true]);
});

test('of pairs that need different people, all that follow are seen', () => {
  const pair = fc.subarray(sessions, { minLength: 2, maxLength: 2 });
  const fired = { implied: 0, not: 0 };
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 4 }), pair, (pairs, asked) => {
      const contents = pairs.map((one): PlanContent => ({ kind: 'separation', sessions: one }));
      // With more users than sessions no pair follows from what the others leave no room for.
      const follows = pairs.some((one) => one.join() === asked.join());
      expect(implies(demandsOf(contents), { kind: 'separation', sessions: asked })).toBe(follows);
      fired[follows ? 'implied' : 'not'] += 1;
    }),
    { numRuns: 300, seed: 12 },
  );
  expect(fired.implied).toBeGreaterThan(60);
  expect(fired.not).toBeGreaterThan(60);
});

/**
 * Every answer is what the plain definition says, and its ways are made of facts that hold: whoever is listed can, whoever
 * can is listed, and what is told of one user, of all users and of one question is the same.
 */

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { indexPolicy } from '../../src/index/index.ts';
import type { Policy } from '../../src/policy/model.ts';
import type { Answer, CanAnswer, Step, WhatAnswer, WhoAnswer } from '../../src/query/answer.ts';
import { query } from '../../src/query/query.ts';
import { type QuestionName, readQuestion, type Words } from '../../src/query/question.ts';
import {
  isFact,
  permissions,
  policyOf,
  roles,
  rolesOf,
  rolesOfSession,
  sessionCan,
  sessionName,
  userCan,
  users,
  type Which,
  type World,
  world,
} from './oracle.ts';

const runs = Math.max(300, Math.floor(Number(process.env.DUTYPROOF_CASES ?? 0)));
const seed = 77;

async function ask(
  policy: Policy,
  name: QuestionName,
  words: readonly string[],
  more: Partial<Words> = {},
): Promise<Answer> {
  const question = readQuestion({ name, words, session: null, within: null, ...more }, policy);
  if (question.kind === 'failed') throw new Error(question.diagnostics[0]?.message);
  return await query(policy, question.value);
}
const askWho = async (...given: Parameters<typeof ask>) => (await ask(...given)) as WhoAnswer;
const askCan = async (...given: Parameters<typeof ask>) => (await ask(...given)) as CanAnswer;
const askWhat = async (...given: Parameters<typeof ask>) => (await ask(...given)) as WhatAnswer;

/** How often each case was met. */
const met = new Map<string, number>();
const meet = (what: string): void => void met.set(what, (met.get(what) ?? 0) + 1);

/** Facts that hold, each starting where the one before ends; certain exactly where nothing is doubted. */
function checkWay(given: World, steps: readonly Step[], start: string, end: string | null): void {
  let at = start;
  for (const { fact, doubts } of steps) {
    expect(fact.left).toBe(at);
    at = fact.right;
    expect(isFact(given, 'possible', fact.relation, fact.left, fact.right)).toBe(true);
    expect(doubts.length === 0).toBe(isFact(given, 'certain', fact.relation, fact.left, fact.right));
    expect(fact.locations.length).toBeGreaterThan(0);
  }
  if (end !== null) expect(at).toBe(end);
  if (steps.some(({ doubts }) => doubts.length > 0)) meet('a way with doubts');
  if (steps.length > 3) meet('a way over several roles');
}

const isCertain = (steps: readonly Step[]): boolean => steps.every(({ doubts }) => doubts.length === 0);

/** The users whom `has` names, by certainty. */
function expectUsers(given: World, answer: WhoAnswer, has: (which: Which, user: string) => boolean): void {
  const certain = users.filter((user) => has('certain', user));
  const possible = users.filter((user) => has('possible', user) && !certain.includes(user));
  const listed = (which: Which) =>
    answer.users.flatMap(({ user, certainty }) => (certainty === which ? [user] : [])).sort();
  expect(listed('certain')).toEqual([...certain].sort());
  expect(listed('possible')).toEqual([...possible].sort());
  expect(answer.counts).toEqual({ certain: certain.length, possible: possible.length, of: users.length });
  for (const { user, certainty, by } of answer.users) {
    meet(`a ${certainty} user`);
    for (const [at, { role, assigned, others }] of by.entries()) {
      const { ways, matches, sort } = answer.asked[at]!;
      const way = ways.find((one) => one.role === role)!;
      const steps = [assigned, ...way.steps];
      checkWay(given, steps, user, null);
      expect(matches).toContain(steps[steps.length - 1]!.fact.right);
      if (certainty === 'certain') expect(isCertain(steps)).toBe(true);
      // Without the first assignment the others must still do.
      const without = {
        ...given,
        assignments: given.assignments.filter(([a, b]) => a !== user || b !== role),
      };
      const still = (which: Which): boolean => {
        const all = sort === 'role' ? rolesOf(without, which, user) : userCan(without, which, user);
        return matches.some((match) => all.has(match));
      };
      if (isCertain(steps)) expect(others.length > 0).toBe(still('certain'));
      else expect(others.length > 0).toBe(still('possible'));
      if (others.length > 0) meet('another way');
    }
  }
}

const matching = (pattern: string, names: readonly string[]): readonly string[] => {
  const expression = new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    'su',
  );
  return names.filter((name) => expression.test(name));
};

const patterns = ['o:*', '*:*', 'p:pay', '*e', '물품:*', '*:*e*'];

for (const doubts of [false, true])
  test(`who can, what can, can: the same, and as defined${doubts ? ', with doubts' : ''}`, async () => {
    await fc.assert(
      fc.asyncProperty(
        world(doubts),
        fc.constantFrom(...patterns),
        fc.subarray([...permissions, ...roles], { minLength: 2, maxLength: 3 }),
        fc.constantFrom(...roles),
        async (given, pattern, several, within) => {
          const policy = policyOf(given);
          const isOpen = given.reaches !== 'facts';
          for (const permission of permissions) {
            const answer = await askWho(policy, 'who-can', [permission]);
            expectUsers(given, answer, (which, user) => userCan(given, which, user).has(permission));
            expect(answer.open.length > 0).toBe(isOpen);
          }
          const role = within;
          const having = await askWho(policy, 'who-has', [role]);
          expectUsers(given, having, (which, user) => rolesOf(given, which, user).has(role));
          expect(having.open.length > 0).toBe(given.reaches === 'everything');

          const some = matching(pattern, permissions);
          const byPattern = await askWho(policy, 'who-can', [pattern]);
          expect(byPattern.asked[0]!.matches).toEqual([...some].sort());
          expectUsers(given, byPattern, (which, user) => {
            const can = userCan(given, which, user);
            return some.some((permission) => can.has(permission));
          });

          const hasAll = (which: Which, user: string, names: readonly string[]): boolean => {
            const has = new Set([...userCan(given, which, user), ...rolesOf(given, which, user)]);
            return names.every((name) => has.has(name));
          };
          expectUsers(given, await askWho(policy, 'who-both', several), (which, user) =>
            hasAll(which, user, several),
          );
          expectUsers(given, await askWho(policy, 'who-can', ['o:read'], { within }), (which, user) =>
            hasAll(which, user, ['o:read', within]),
          );

          for (const user of users) {
            const certain = userCan(given, 'certain', user);
            const possible = userCan(given, 'possible', user);
            const answer = await askWhat(policy, 'what-can', [user]);
            expect(answer.permissions.map(({ permission }) => permission)).toEqual([...possible].sort());
            expect(answer.roles.map((one) => one.role)).toEqual([...rolesOf(given, 'possible', user)].sort());
            for (const held of answer.permissions) {
              checkWay(given, held.steps, user, held.permission);
              expect(held.certainty).toBe(certain.has(held.permission) ? 'certain' : 'possible');
            }
            for (const held of answer.roles) {
              checkWay(given, held.steps, user, held.role);
              expect(held.certainty === 'certain').toBe(rolesOf(given, 'certain', user).has(held.role));
            }
          }
          const [user] = users as [string];
          for (const permission of permissions) {
            const answer = await askCan(policy, 'can', [user, permission]);
            const known = userCan(given, 'certain', user).has(permission)
              ? 'yes'
              : isOpen || userCan(given, 'possible', user).has(permission)
                ? 'unknown'
                : 'no';
            expect(answer.answer).toBe(known);
            meet(known);
            for (const way of answer.ways) checkWay(given, way.steps, user, permission);
            if (known !== 'yes') checkMissing(given, policy, answer, user, permission);
            // The shortest of what is certain, as the index of the certain facts has it.
            const id = policy.permissions.ids.get(permission)!;
            const shortest = indexPolicy(policy).permissionPath(0, id, given.membership);
            if (known === 'yes')
              expect(answer.ways[0]!.steps.map(({ fact }) => [fact.relation, fact.left, fact.right])).toEqual(
                shortest!.map(({ relation, left, right }) => [relation, left, right]),
              );
          }
        },
      ),
      { seed, numRuns: runs },
    );
  });

/** Each role that is offered gives it, and no other does. */
function checkMissing(
  given: World,
  policy: Policy,
  { missing, asked }: CanAnswer,
  user: string,
  permission: string,
) {
  expect(asked.name).toBe(permission);
  const offered = missing!.roles.map(({ role }) => role).sort();
  const would = roles.filter((role) => {
    const more = { ...given, assignments: [...given.assignments, [user, role, true] as const] };
    const isAssigned = isFact(given, 'certain', 'assignment', user, role);
    return !isAssigned && userCan(more, 'certain', user).has(permission);
  });
  const isSure = userCan(given, 'certain', user).has(permission);
  expect(isSure).toBe(false);
  expect(offered).toEqual([...would].sort());
  expect(policy.roles.list).toEqual(roles);
  if (offered.length > 0) meet('a role that would give it');
}

test('sessions have what is active in them', async () => {
  await fc.assert(
    fc.asyncProperty(world(true), async (given) => {
      const policy = policyOf(given);
      for (const at of given.sessions.keys()) {
        const session = sessionName(at);
        const answer = await askWhat(policy, 'what-can', [], { session });
        const certain = sessionCan(given, 'certain', at);
        expect(answer.permissions.map(({ permission }) => permission)).toEqual(
          [...sessionCan(given, 'possible', at)].sort(),
        );
        expect(answer.roles.map(({ role }) => role)).toEqual(
          [...rolesOfSession(given, 'possible', at)].sort(),
        );
        for (const held of answer.permissions) {
          checkWay(given, held.steps, session, held.permission);
          expect(held.certainty).toBe(certain.has(held.permission) ? 'certain' : 'possible');
          meet('a permission of a session');
        }
        for (const permission of permissions) {
          const one = await askCan(policy, 'can', [permission], { session });
          expect(one.answer === 'yes').toBe(certain.has(permission));
          if (one.answer === 'no') {
            expect(sessionCan(given, 'possible', at).has(permission)).toBe(false);
            expect(one.inactive.length > 0).toBe(
              userCan(given, 'possible', given.sessions[at]!.user).has(permission),
            );
            if (one.inactive.length > 0) meet('possible with another role active');
          }
        }
      }
    }),
    { seed, numRuns: runs },
  );
});

test('what is told is a part of all, with the right totals', async () => {
  await fc.assert(
    fc.asyncProperty(world(true), fc.integer({ min: 1, max: 3 }), async (given, most) => {
      const policy = policyOf(given);
      const question = readQuestion({ name: 'who-can', words: ['*'], session: null, within: null }, policy);
      if (question.kind === 'failed') throw new Error('not read');
      const all = (await query(policy, question.value)) as WhoAnswer;
      const some = (await query(policy, question.value, { most })) as WhoAnswer;
      expect(some.counts).toEqual(all.counts);
      expect(some.asked).toEqual(all.asked);
      expect(some.users.length).toBe(Math.min(most, all.users.length));
      for (const user of some.users) expect(all.users).toContainEqual(user);
      if (some.users.length < all.users.length) meet('not all is told');
    }),
    { seed, numRuns: 100 },
  );
});

afterAll(() => {
  for (const what of [
    'a way with doubts',
    'a way over several roles',
    'a certain user',
    'a possible user',
    'another way',
    'yes',
    'no',
    'unknown',
    'a role that would give it',
    'a permission of a session',
    'possible with another role active',
    'not all is told',
  ])
    expect([what, (met.get(what) ?? 0) > 20]).toEqual([what, true]);
});

/** Answers for people: what is not known is told apart with its reason, and no name of a user reaches a terminal as it came. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildPolicy } from '../../src/policy/build.ts';
import type { Policy } from '../../src/policy/model.ts';
import { possibleBuilder } from '../../src/policy/possible.ts';
import { exitCodeOf } from '../../src/query/exit-code.ts';
import { query } from '../../src/query/query.ts';
import { type QuestionName, questionNames, readQuestion } from '../../src/query/question.ts';
import { prettyQuery } from '../../src/report/query/pretty.ts';
import { columnsOf } from '../../src/source/width.ts';

async function answerTo(
  policy: Policy,
  name: QuestionName,
  words: readonly string[],
  width = 100,
): Promise<{ readonly text: string; readonly code: number }> {
  const question = readQuestion({ name, words, session: null, within: null }, policy);
  if (question.kind === 'failed') throw new Error(question.diagnostics[0]?.message);
  const answer = await query(policy, question.value);
  return {
    text: prettyQuery({ policy, answer, simulate: null }, { width, color: 'plain', most: 20 }),
    code: exitCodeOf(answer),
  };
}

/** Clerks can pay; who is away may be a stand-in; on what condition auditors read is not known. */
function doubtful(reaches: 'facts' | 'permissions' | 'everything'): Policy {
  const policy = buildPolicy({
    users: ['ann', 'bob', '박회계'],
    roles: ['clerk', 'stand-in', 'auditor'],
    permissions: ['invoice:pay', 'invoice:read'],
    assignments: [
      ['ann', 'clerk'],
      ['박회계', 'auditor'],
    ],
    grants: [['clerk', 'invoice:pay']],
    inheritance: [['stand-in', 'clerk']],
    constraints: [
      { id: 'apart', kind: 'exclusion', relation: 'static', sets: [{ members: ['clerk', 'auditor'] }] },
    ],
  });
  const possible = possibleBuilder();
  const at = { file: 0, line: 90 };
  const place = { ...at, column: 1 };
  const away = possible.doubt({ place, reason: 'the condition `away` depends on the day', reaches: 'facts' });
  const reads = possible.doubt({
    place: { ...place, line: 91 },
    reason: 'the matcher is not understood',
    reaches,
  });
  possible.add('assignments', 1, 1, at, away);
  possible.add('grants', 2, 1, { file: 0, line: 91 }, reads);
  return { ...policy, possible: possible.build() };
}

describe('what is not known', () => {
  test.each<[QuestionName, readonly string[], number]>([
    ['who-can', ['invoice:pay'], 0],
    ['who-can', ['invoice:read'], 3],
    ['who-both', ['clerk', 'stand-in'], 3],
    ['what-can', ['bob'], 3],
    ['what-can', ['ann'], 0],
    ['can', ['bob', 'invoice:pay'], 3],
    ['can', ['ann', 'invoice:read'], 1],
    ['can', ['박회계', 'invoice:read'], 3],
    ['conflicts', ['bob'], 0],
    ['assignable', ['bob', 'auditor'], 3],
    ['assignable', ['bob'], 0],
  ])('%s %j', async (name, words, code) => {
    const { text, code: exit } = await answerTo(doubtful('facts'), name, words);
    expect(exit).toBe(code);
    await expect(`$ ${name} ${words.join(' ')}\n${text}exit ${exit}\n`).toMatchFileSnapshot(
      `../golden/query/${[name, ...words].join('-').replaceAll(':', '-')}.txt`,
    );
  });

  test('leaves a no unknown where a rule may give anybody anything', async () => {
    expect((await answerTo(doubtful('permissions'), 'can', ['ann', 'invoice:read'])).code).toBe(3);
    expect((await answerTo(doubtful('permissions'), 'has', ['ann', 'auditor'])).code).toBe(1);
    expect((await answerTo(doubtful('permissions'), 'conflicts', ['ann'])).code).toBe(3);
    expect((await answerTo(doubtful('everything'), 'has', ['ann', 'auditor'])).code).toBe(3);
    const { text } = await answerTo(doubtful('everything'), 'can', ['ann', 'invoice:read']);
    expect(text).toContain('it may be so all the same');
    expect(text).toContain('the matcher is not understood');
  });

  test('is no conflict for certain', async () => {
    const policy = doubtful('facts');
    const possible = possibleBuilder();
    const doubt = possible.doubt({
      place: { file: 0, line: 92, column: 1 },
      reason: 'the condition is not understood',
      reaches: 'facts',
    });
    possible.add('assignments', 0, 2, { file: 0, line: 92 }, doubt);
    const { text, code } = await answerTo({ ...policy, possible: possible.build() }, 'conflicts', ['ann']);
    expect(code).toBe(3);
    expect(text).toMatch(/^\? not known: ann may be in a conflict/);
  });
});

test.each<[string, number]>([
  ['many roles are a table, the largest first', 12],
  ['few roles share what is told', 3],
])('of many users some are told: %s', async (_, roles) => {
  const name = (prefix: string, at: number): string => `${prefix}${String(at).padStart(2, '0')}`;
  const policy = buildPolicy({
    users: Array.from({ length: 90 }, (_one, at) => name('u', 89 - at)),
    roles: ['base', ...Array.from({ length: roles }, (_one, at) => name('role', at))],
    permissions: ['p:do'],
    // The first role has the most users.
    assignments: Array.from({ length: 90 }, (_one, at) => [
      name('u', at),
      name('role', Math.floor((roles * at * at) / 8100)),
    ]),
    inheritance: Array.from({ length: roles }, (_one, at) => [name('role', at), 'base'] as const),
    grants: [['base', 'p:do']],
  });
  const question = readQuestion({ name: 'who-can', words: ['p:do'], session: null, within: null }, policy);
  if (question.kind === 'failed') throw new Error('not read');
  const answer = await query(policy, question.value, { most: 7 });
  const text = prettyQuery({ policy, answer, simulate: null }, { width: 90, color: 'plain', most: 7 });
  await expect(text).toMatchFileSnapshot(`../golden/query/many-users-${roles}-roles.txt`);
});

/** Names that a terminal would obey, that look like markup, that are wide or long. */
const name = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
  fc.constantFrom(
    '\u001b[31mred',
    '\u202eltr',
    '`',
    '``a`',
    'a b',
    '결재자',
    'x'.repeat(90),
    '\ud800',
    '\n',
    '→',
  ),
);
/** What a terminal would obey, or not show; lines end. */
const obeyed = /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200b\u202a-\u202e\u2066-\u2069]/u;

test('whatever the names are, every answer is text that nothing obeys, of the width that was asked for', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(name, { minLength: 6, maxLength: 8 }),
      fc.constantFrom(...questionNames),
      fc.constantFrom(40, 80, 120),
      fc.boolean(),
      async (distinct, asked, width, both) => {
        const [user, other, senior, role, junior, object] = distinct as [
          string,
          string,
          string,
          string,
          string,
          string,
        ];
        const permission = `${object}:${role}`;
        const policy = buildPolicy({
          users: [user, other],
          roles: [senior, role, junior],
          permissions: [permission, `${permission}x`],
          assignments: [[user, senior], ...(both ? [[user, junior] as const] : [])],
          inheritance: [[senior, role]],
          grants: [
            [role, permission],
            [junior, `${permission}x`],
          ],
          constraints: [
            {
              id: 'c',
              kind: 'exclusion',
              relation: 'static',
              sets: [{ members: [role, junior] }],
              reason: object,
            },
          ],
        });
        const words: Readonly<Record<QuestionName, readonly string[]>> = {
          'who-can': [permission],
          'who-has': [role],
          'who-both': [`role=${role}`, `role=${junior}`],
          'what-can': [user],
          can: [other, permission],
          has: [user, role],
          conflicts: [user],
          assignable: [user],
        };
        const question = readQuestion(
          { name: asked, words: words[asked], session: null, within: null },
          policy,
        );
        // Names that are not in NFC cannot be asked for: no reader lets them in.
        if (question.kind === 'failed') return;
        seen.set(asked, (seen.get(asked) ?? 0) + 1);
        const answer = await query(policy, question.value);
        const text = prettyQuery(
          { policy, answer, simulate: (a, b) => `simulate ${a}=${b}` },
          { width, color: 'plain', most: 20 },
        );
        expect(text).not.toMatch(obeyed);
        for (const line of text.split('\n')) {
          const longest = Math.max(...line.trim().split(' ').map(columnsOf));
          // A name is never cut.
          if (columnsOf(line) > width && longest <= width / 4) throw new Error(text);
        }
      },
    ),
    { seed: 3, numRuns: 250 },
  );
  for (const asked of questionNames) expect([asked, (seen.get(asked) ?? 0) > 5]).toEqual([asked, true]);
});

import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/check/catalogue.ts';
import { applyGate } from '../../src/gate/apply.ts';
import { readSuppressionFiles } from '../../src/gate/read-suppressions.ts';
import { suppress } from '../../src/gate/suppress.ts';
import type { Suppression } from '../../src/policy/model.ts';
import { memoryFiles } from '../../src/source/files.ts';
import type { Weakening } from '../../src/verdict/gate.ts';
import { rendered } from '../policy/render.ts';
import { conflicting, outcomeOf, violatedIn } from './outcomes.ts';

const rules = catalogue.map(({ id }) => id);
const today = '2026-06-01';

function suppressions(...lines: readonly string[]): readonly Suppression[] {
  const text = `suppressions:\n${lines.map((line) => `  - { owner: lee, reason: r, ${line} }\n`).join('')}`;
  const result = readSuppressionFiles(['s.yaml'], memoryFiles({ 's.yaml': text }), rules);
  if (result.kind === 'failed') throw new Error(result.diagnostics.map(rendered).join('\n'));
  return result.value;
}

/** Who is covered by which suppression, and what is told. */
async function told(policy: string, shared: readonly Suppression[], options = {}) {
  const outcomes = [await outcomeOf(policy, options)];
  const result = suppress(outcomes, null, shared, today);
  return {
    covered: violatedIn(result.outcomes).map(
      ({ rule, standing }) => `${rule} ${standing?.suppressed?.id ?? '-'}`,
    ),
    problems: result.problems.map(rendered),
  };
}

const kim = conflicting({ both: ['kim'] });

describe('what a suppression covers', () => {
  test.each([
    ['rule: static-sod', true],
    ['rule: dynamic-sod', false],
    ['constraint: apart', true],
    ['constraint: other', false],
    ['subject: kim', true],
    ['subject: lee', false],
    ['rule: static-sod, subject: kim, constraint: apart', true],
    ['rule: static-sod, subject: lee, constraint: apart', false],
  ])('%s: %s', async (covers, does) => {
    const { covered, problems } = await told(kim, suppressions(`id: s, expires: ${today}, ${covers}`));
    expect(covered).toEqual([`static-sod ${does ? 's' : '-'}`]);
    expect(problems).toEqual(
      does
        ? []
        : [
            's.yaml:2:34 warning suppression-unused: suppression `s` covers nothing -- remove it, or correct what it is to cover',
          ],
    );
  });

  test('a fingerprint, whole or as a report shows it, in capitals or not', async () => {
    const [finding] = violatedIn([await outcomeOf(kim)]);
    const { fingerprint = '' } = finding ?? {};
    for (const written of [fingerprint, fingerprint.slice(0, 12), fingerprint.slice(0, 20).toUpperCase()]) {
      const shared = suppressions(`id: s, expires: ${today}, fingerprint: "${written}"`);
      expect((await told(kim, shared)).covered).toEqual(['static-sod s']);
    }
    const other = `${fingerprint.startsWith('0') ? '1' : '0'}${fingerprint.slice(1)}`;
    const shared = suppressions(`id: s, expires: ${today}, fingerprint: "${other}"`);
    expect((await told(kim, shared)).covered).toEqual(['static-sod -']);
  });

  test('the first answers for it, and the second is not unused', async () => {
    const shared = suppressions(
      `id: a, expires: ${today}, subject: kim`,
      `id: b, expires: ${today}, rule: static-sod`,
    );
    expect(await told(kim, shared)).toEqual({ covered: ['static-sod a'], problems: [] });
  });

  test('one in a policy covers that policy alone, and comes first', async () => {
    const own = `suppressions:\n  - { id: own, expires: 2026-06-01, owner: o, reason: r, control: c, ticket: "7", rule: static-sod }\n`;
    const outcomes = [
      await outcomeOf(conflicting({ name: 'a', both: ['kim'], more: own }), {}, 'a.policy.yaml'),
      await outcomeOf(conflicting({ name: 'b', both: ['kim'] }), {}, 'b.policy.yaml'),
    ];
    const shared = suppressions(`id: s, expires: ${today}, subject: kim`);
    const alone = violatedIn(suppress(outcomes, null, [], today).outcomes);
    expect(alone.map(({ standing }) => standing?.suppressed)).toEqual([
      { id: 'own', expires: '2026-06-01', owner: 'o', reason: 'r', control: 'c', ticket: '7' },
      undefined,
    ]);
    const both = violatedIn(suppress(outcomes, null, shared, today).outcomes);
    expect(both.map(({ standing }) => standing?.suppressed?.id)).toEqual(['own', 's']);
  });
});

describe('the day on which it ends', () => {
  test.each([
    ['2026-05-31', false],
    ['2026-06-01', true],
    ['2026-06-02', true],
    ['9999-12-31', true],
  ])('%s: %s', async (expires, counts) => {
    const { covered, problems } = await told(kim, suppressions(`id: s, expires: ${expires}, subject: kim`));
    expect(covered).toEqual([`static-sod ${counts ? 's' : '-'}`]);
    expect(problems.length).toBe(counts ? 0 : 1);
  });

  test('one that has expired says whose it was and what it covered', async () => {
    const shared = suppressions('id: s, expires: 2026-05-31, rule: static-sod');
    expect((await told(conflicting({ both: ['kim', 'jo', '이수진'] }), shared)).problems).toEqual([
      's.yaml:2:46 suppression-expired: suppression `s` of `lee` ended with 2026-05-31, and covered static-sod of `apart` by `jo`, static-sod of `apart` by `kim` and static-sod of `apart` by `이수진` -- mend the 3 findings, or let `lee` agree on a later day',
    ]);
    const nothing = suppressions('id: s, expires: 2026-05-31, subject: nobody');
    expect((await told(kim, nothing)).problems).toEqual([
      's.yaml:2:46 suppression-expired: suppression `s` of `lee` ended with 2026-05-31, and covers nothing -- remove it',
    ]);
  });

  test('another one that has not may answer for the same', async () => {
    const shared = suppressions(
      'id: a, expires: 2026-05-31, subject: kim',
      `id: b, expires: ${today}, subject: kim`,
    );
    const { covered, problems } = await told(kim, shared);
    expect(covered).toEqual(['static-sod b']);
    expect(problems.length).toBe(1);
  });
});

describe('unused is only what could have been used', () => {
  const nothing = (covers: string) => suppressions(`id: s, expires: ${today}, ${covers}`);

  test.each([
    ['rule: static-sod, subject: x', { only: ['static-sod'] }, 1],
    ['rule: static-sod, subject: x', { skip: ['static-sod'] }, 0],
    ['subject: x', { skip: ['static-sod'] }, 0],
    ['subject: x', {}, 1],
    ['rule: constraint-removed', {}, 0],
    ['rule: static-sod, subject: x', { timeLimit: 0 }, 0],
  ])('%s, %o: %i', async (covers, options, warnings) => {
    expect((await told(kim, nothing(covers), options)).problems.length).toBe(warnings);
  });

  test('a kind of weakening is judged where weakenings are looked for', async () => {
    const outcomes = [await outcomeOf(kim)];
    const removed = nothing('rule: constraint-removed');
    expect(suppress(outcomes, [], removed, today).problems.length).toBe(1);
    const weakening: Weakening = {
      kind: 'constraint-removed',
      severity: 'error',
      file: 'p.policy.yaml',
      constraint: 'old',
      sentence: 'gone',
      example: null,
      locations: [],
      fingerprint: '0123456789abcdef0123456789abcdef',
    };
    for (const covers of ['rule: constraint-removed', 'constraint: old', 'fingerprint: 0123456789ab']) {
      const result = suppress(outcomes, [weakening], nothing(covers), today);
      expect(result.weakenings.map(({ suppressed }) => suppressed?.id)).toEqual(['s']);
      expect(result.problems).toEqual([]);
    }
    // It is about no subject.
    const ofSubject = nothing('rule: constraint-removed, subject: kim');
    expect(suppress(outcomes, [weakening], ofSubject, today).weakenings).toEqual([weakening]);
  });
});

test('what is unknown stays unknown, and there is a gate wherever there are suppressions', async () => {
  const outcomes = [await outcomeOf(kim, { timeLimit: 0 })];
  const shared = suppressions(`id: s, expires: ${today}, rule: static-sod`);
  const gated = applyGate(outcomes, { baseline: null, suppressions: shared, today });
  expect(gated.outcomes).toEqual(outcomes);
  expect(gated.exists).toBe(true);
  expect(applyGate(outcomes, { baseline: null, suppressions: [], today }).exists).toBe(false);
});

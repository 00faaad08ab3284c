/** Every report of an operation is explained, and nothing else is. */

import { expect, test } from 'vitest';
import { operations } from '../../spec/operations/catalogue.ts';
import { catalogue } from '../../src/check/catalogue.ts';
import { purposes, refusals } from '../../src/explain/reports.ts';
import { findingIds, otherFindings, topicNames, topicsOf } from '../../src/explain/topics.ts';
import { ruleDocOf } from '../../src/report/rule-docs.ts';

const guards = operations.flatMap((operation) => operation.guards);
const unique = (names: readonly string[]) => [...new Set(names)].sort();

test('reports and purposes are those of the guards', () => {
  expect(Object.keys(refusals).sort()).toEqual(unique(guards.map(({ error }) => error)));
  expect(Object.keys(purposes).sort()).toEqual(unique(guards.map(({ purpose }) => purpose)));
});

test('a summary is part of a sentence, help is sentences', () => {
  for (const [error, { summary, help }] of Object.entries(refusals)) {
    expect(summary, error).toMatch(/^(?!I )[a-z].*[a-z)]$/);
    expect(help, error).toMatch(/^[A-Z].*\.$/);
  }
});

test('operations and reports are found in any case, among all names', () => {
  const names = topicNames(catalogue);
  for (const { name } of operations) {
    expect(topicsOf(name.toLowerCase(), catalogue)).toMatchObject([
      { kind: 'operation', operation: { name } },
    ]);
    expect(names).toContain(name);
  }
  for (const error of Object.keys(refusals)) {
    expect(topicsOf(error.toLowerCase(), catalogue)).toEqual([{ kind: 'report', error }]);
    expect(names).toContain(error);
  }
});

// What formats call a rule, and is none, can be explained as a rule can.

test('titles are parts of sentences, meaning and fix are sentences', () => {
  for (const id of findingIds) {
    const { title, meaning, fix } = otherFindings[id]!;
    expect(title, id).toMatch(/^[a-z].*[a-z]$/);
    expect(title.split(' ').length, id).toBeLessThanOrEqual(9);
    expect(meaning, id).toMatch(/^[A-Z].*\.$/);
    expect(fix, id).toMatch(/^[A-Z].*\.$/);
  }
});

test('they are found by their ids, and what became weaker without its prefix', () => {
  expect(topicsOf('stopped', catalogue)).toEqual([{ kind: 'finding', id: 'stopped' }]);
  expect(topicsOf('Rule-Off', catalogue)).toEqual([{ kind: 'finding', id: 'weakening/rule-off' }]);
});

test.each([
  ...catalogue.map(({ id }) => [id, true] as const),
  ...findingIds.map((id) => [id, id.startsWith('weakening/')] as const),
  ['unknown-role', false] as const,
  ['missing-comma', false] as const,
])('%s is documented for formats', (id, isSecurity) => {
  const doc = ruleDocOf(id);
  expect(doc).toMatchObject({ id, isSecurity });
  expect(doc.title).not.toBe('');
  expect(doc.text.length).toBeGreaterThan(40);
  expect(doc.markdown.length).toBeGreaterThan(40);
});

test('rules are documented with everything that `explain` says', () => {
  const { text, markdown } = ruleDocOf('static-sod');
  for (const part of ['Violating', 'Compliant', 'How to mend it', 'Formally', 'StaticSOD', 'References']) {
    expect(text).toContain(part);
    expect(markdown).toContain(part);
  }
});

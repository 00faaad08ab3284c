/** What formats call a rule, and is none, can be explained as a rule can. */

import { expect, test } from 'vitest';
import { catalogue } from '../../src/check/catalogue.ts';
import { findingIds, otherFindings, topicsOf } from '../../src/explain/topics.ts';
import { ruleDocOf } from '../../src/report/rule-docs.ts';

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

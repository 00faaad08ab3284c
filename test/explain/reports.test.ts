/** Every report of an operation is explained, and nothing else is. */

import { expect, test } from 'vitest';
import { operations } from '../../spec/operations/catalogue.ts';
import { catalogue } from '../../src/check/catalogue.ts';
import { purposes, refusals } from '../../src/explain/reports.ts';
import { topicNames, topicsOf } from '../../src/explain/topics.ts';

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

/** The tables of the README say what is there. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claims, schemas } from '../../spec/catalogue.ts';
import { operations } from '../../spec/operations/catalogue.ts';
import { readReadme, root, withTable } from './place.ts';
import { about, cellsOf, tally } from './proved.ts';
import { readCells, rowsOf, tablesOf } from './table.ts';

const rows = rowsOf(readCells());

test('the README holds the tables; `npm run readme` writes them', () => {
  const readme = readReadme();
  expect(withTable(readme, tablesOf(rows))).toBe(readme);
});

test('every schema, property and operation has one row', () => {
  const names = [...rows.schemas, ...rows.properties, ...rows.operations].map(({ name }) => name);
  expect([...names].sort()).toEqual([...schemas, ...operations].map(({ name }) => name).sort());
});

test('golden files are there, and every property has a rule and a test of its own', () => {
  for (const { name, golden } of [...rows.schemas, ...rows.properties, ...rows.operations])
    expect(existsSync(join(root, golden)), name).toBe(true);
  expect(rows.properties.length).toBe(claims.length);
  for (const { name, rule, held } of rows.properties) {
    expect(rule, name).not.toBe('');
    expect(held.join(), name).toMatch(/oracle.*mutants/);
  }
});

test('linked files are there', () => {
  const links = [...tablesOf(rows).matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path!);
  expect(links.length).toBeGreaterThan(100);
  expect([...new Set(links)].filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('the matrix of proofs is counted by operation and by invariant', () => {
  const cells = cellsOf(
    JSON.stringify({
      profile: {},
      cells: [
        { operation: 'AssignUser', invariant: 'I5', status: 'every size', seconds: 1 },
        { operation: 'AssignUser', invariant: 'I5.2', status: 'untouched' },
        { operation: 'Tick', invariant: 'I5', status: 'every size' },
        { operation: 'Tick', invariant: 'I13', status: 'up to 3' },
        { operation: 'Tick', invariant: 'I1', status: 'untouched' },
      ],
    }),
  );
  expect(tally(about(cells, 'I5'))).toBe('every size 2, untouched 1');
  expect(tally(about(cells, 'I1'))).toBe('untouched 1');
  const { operations: performed, properties } = rowsOf(cells);
  expect(performed.find(({ name }) => name === 'Tick')?.proved).toBe('every size 1, up to 3 1, untouched 1');
  expect(properties.find(({ name }) => name === 'StaticSOD')?.proved).toBe('every size 2, untouched 1');
});

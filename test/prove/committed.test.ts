/** The committed matrix, and what a run says when it finds something else. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { byName, committedMatrix, committedOf, matrixText } from '../../src/prove/committed.ts';
import { differences, proofExitCode } from '../../src/prove/compare.ts';
import type { Findings } from '../../src/prove/findings.ts';
import { type Cell, type Strength, strengths } from '../../src/prove/matrix.ts';
import { cell, good, guard, law } from './findings.ts';

const committed = committedOf(good);

const withCell = (changed: Cell): Findings => ({
  ...good,
  matrix: {
    ...good.matrix,
    cells: good.matrix.cells.map((one) =>
      one.operation === changed.operation && one.invariant === changed.invariant ? changed : one,
    ),
  },
});

const codeOf = (findings: Findings, names: readonly string[] = [], interrupted: string | null = null) =>
  proofExitCode({ findings, differences: differences(findings, committed, names), interrupted });

describe('the file', () => {
  test('is as it is written', () => {
    const file = join(import.meta.dirname, '..', '..', 'src/prove/matrix.json');
    expect(readFileSync(file, 'utf8')).toBe(matrixText(committedMatrix()));
  });

  test('has one cell a line, in the order of names', () => {
    const text = matrixText(committed);
    expect(JSON.parse(text)).toEqual(committed);
    const cells = text.split('\n').filter((line) => line.includes('"invariant":') && line.includes('"how":'));
    expect(cells).toHaveLength(good.matrix.cells.length);
    expect(committed.cells.slice(0, 4).map(({ invariant }) => invariant)).toEqual(['I1', 'I2', 'I5', 'I10']);
  });

  test('does not depend on the order in which things were found', () => {
    const turned: Findings = {
      ...good,
      matrix: { ...good.matrix, cells: good.matrix.cells.toReversed() },
      guards: good.guards.toReversed(),
      laws: good.laws.toReversed(),
    };
    expect(matrixText(committedOf(turned))).toBe(matrixText(committed));
  });

  test('sorts numbers in names by their size', () => {
    expect(['I10', 'I2', 'L14c', 'L9d', 'I1'].sort(byName)).toEqual(['I1', 'I2', 'I10', 'L9d', 'L14c']);
  });
});

describe('a run', () => {
  test('that finds the same has no differences', () => {
    expect(differences(good, committed, [])).toEqual([]);
    expect(codeOf(good)).toBe(0);
  });

  test.each(strengths.map((status, index) => [status, index] as const))(
    'that finds %s is weaker or stronger by its place',
    (status: Strength, index) => {
      const committedAs = strengths.indexOf('every size, limits to 4');
      const found = differences(withCell(cell('AssignUser', 'I5', status, 'kept')), committed, []);
      expect(found.map(({ kind }) => kind)).toEqual(
        index === committedAs ? [] : [index < committedAs ? 'stronger' : 'weaker'],
      );
    },
  );

  test('leaves with 1 for what is refuted or otherwise, with 3 for what is only unknown', () => {
    expect(codeOf(withCell(cell('AssignUser', 'I5', 'refuted', 'none')))).toBe(1);
    expect(codeOf(withCell(cell('AssignUser', 'I5', 'up to a size', 'searched')))).toBe(1);
    expect(codeOf(withCell(cell('AssignUser', 'I5', 'every size', 'kept')))).toBe(1);
    expect(codeOf(withCell(cell('AssignUser', 'I5', 'unknown', 'none')))).toBe(3);
    expect(codeOf({ ...good, guards: [...good.guards, guard('AssignUser', 'G9')] })).toBe(1);
    expect(
      codeOf({
        ...good,
        guards: good.guards.map((one) => ({ ...one, found: 'unknown' as const, counterexample: null })),
      }),
    ).toBe(3);
    expect(codeOf({ ...good, laws: [law('L1', { status: 'unknown' }), ...good.laws.slice(1)] })).toBe(3);
    expect(codeOf({ ...good, laws: [law('L1', { status: 'refuted' }), ...good.laws.slice(1)] })).toBe(1);
  });

  test('leaves with 1 where what is refuted is committed as refuted', () => {
    const refuted = withCell(cell('AssignUser', 'I5', 'refuted', 'none'));
    const found = differences(refuted, committedOf(refuted), []);
    expect(found).toEqual([]);
    expect(proofExitCode({ findings: refuted, differences: found, interrupted: null })).toBe(1);
  });

  test('misses what it was asked for and did not find, unless it was interrupted', () => {
    const less: Findings = { ...good, laws: [] };
    expect(differences(less, committed, []).map(({ about, kind }) => [about, kind])).toEqual([
      ['L1', 'missing'],
      ['L2', 'missing'],
    ]);
    expect(codeOf(less)).toBe(1);
    expect(codeOf(less, [], 'interrupted')).toBe(3);
    expect(codeOf(less, ['AssignUser', 'AddMutexS'])).toBe(0);
  });

  test('under another reading differs', () => {
    const other = {
      ...good,
      matrix: { ...good.matrix, profile: { ...good.matrix.profile, membership: 'assigned' } },
    };
    expect(differences(other, committed, []).map(({ about }) => about)).toEqual(['the reading']);
  });
});

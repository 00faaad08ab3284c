import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { solve } from '../../src/feasible/pattern/solve.ts';
import { readLists, writeLists } from '../../src/workflow/formats/lists.ts';
import { readInstance } from '../../src/workflow/formats/read.ts';
import { readRows, writeRows } from '../../src/workflow/formats/rows.ts';
import { randomInstance, randomOf } from './random.ts';

const samples = resolve(import.meta.dirname, '../../../../shared/data/wsp');

describe('the published instances', () => {
  const names = (() => {
    try {
      return readdirSync(samples).filter((name) => name.endsWith('.txt'));
    } catch {
      return [];
    }
  })();
  test.skipIf(names.length === 0)('have the verdicts they came with', () => {
    const verdicts: unknown = JSON.parse(readFileSync(join(samples, 'verdicts.json'), 'utf8'));
    const found = Object.fromEntries(
      names.map((name) => {
        const read = readInstance(readFileSync(join(samples, name), 'utf8'));
        if (read.kind === 'errors') return [name, read.errors];
        return [name, solve(read.instance).kind === 'feasible' ? 'sat' : 'unsat'];
      }),
    );
    expect(found).toEqual(verdicts);
  });
});

describe('reading and writing', () => {
  test('rows: what is written is read again', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const instance = randomInstance(randomOf(seed), {
        steps: 5,
        users: 40,
        density: 50,
        kinds: ['separation', 'binding', 'at-most', 'at-least'],
      });
      expect(readInstance(writeRows(instance))).toEqual({ kind: 'read', instance });
    }
  });

  test('lists: what is written is read again', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const instance = randomInstance(randomOf(seed), {
        steps: 5,
        users: 40,
        density: 50,
        kinds: ['separation', 'binding', 'at-most', 'at-least', 'team', 'group-unless', 'dependent'],
      });
      expect(readInstance(writeLists(instance))).toEqual({ kind: 'read', instance });
    }
  });

  test('lists: a user without a line may do every step, one with an empty line none', () => {
    const read = readLists(
      '#Steps: 2\n#Users: 3\n#Constraints: 2\nAuthorisations u1\nAuthorisations u2 s2\n',
    );
    expect(read.kind === 'read' && read.instance.authorised).toEqual([
      Uint32Array.of(0b100),
      Uint32Array.of(0b110),
    ]);
  });
});

describe('errors, all at once', () => {
  test('rows', () => {
    const text =
      '#Steps: 2\n#Users: 2\nAuthorizations:\nuser 1: 1 2\nuser 1: 1 1\nuser 3: 1 1\nuser 2: 1\nsod scope 1 3\nsod scope 1\nwhat\n';
    expect(readRows(text)).toEqual({
      kind: 'errors',
      errors: [
        { line: 4, message: 'a value is neither `0` nor `1`' },
        { line: 5, message: 'user 1 has a row already' },
        { line: 6, message: 'there is no user 3' },
        { line: 7, message: '1 values for 2 steps' },
        { line: 8, message: 'there is no step `3`' },
        { line: 9, message: '`sod` takes 2 steps, not 1' },
        { line: 10, message: 'not understood: `what`' },
      ],
    });
  });

  test('a count that is announced wrongly', () => {
    expect(readRows('#Steps: 2\n#Users: 1\n#Constraints: 2\nuser 1: 1 1\nsod scope 1 2\n')).toEqual({
      kind: 'errors',
      errors: [{ line: 0, message: '2 constraints announced, 1 found' }],
    });
  });

  test('lists', () => {
    const text =
      '#Users: 2\n#Steps: 2\nAuthorisations u3 s1\nAt-most-k s1 s2\nOne-team s1 (u1 u9)\nOne-team s1 (u1\nAssignment-dependent s1 s2 (u1)\nSomething\n';
    expect(readLists(text)).toEqual({
      kind: 'errors',
      errors: [
        { line: 3, message: 'there is no user `u3`' },
        { line: 4, message: '`at-most-k` takes a number first' },
        { line: 5, message: 'there is no user `u9`' },
        { line: 6, message: 'groups of users are written `(u1 u2) (u3 u4)`' },
        { line: 7, message: 'written `Assignment-dependent s1 s2 (u1 u2) (u3)`' },
        { line: 8, message: 'not understood: `Something`' },
      ],
    });
  });

  test('numbers missing', () => {
    expect(readInstance('')).toEqual({
      kind: 'errors',
      errors: [
        { line: 0, message: 'the number of steps is missing (`#Steps: 5`)' },
        { line: 0, message: 'the number of users is missing (`#Users: 20`)' },
      ],
    });
  });
});

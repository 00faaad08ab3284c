import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { solve } from '../../src/feasible/pattern/solve.ts';
import type { Diagnostic } from '../../src/source/diagnostic.ts';
import { locate, type SourceFile } from '../../src/source/text.ts';
import { readLists, writeLists } from '../../src/workflow/formats/lists.ts';
import { readInstance } from '../../src/workflow/formats/read.ts';
import { readRows, writeRows } from '../../src/workflow/formats/rows.ts';
import type { Instance } from '../../src/workflow/instance.ts';
import { randomInstance, randomOf } from './random.ts';

const fileOf = (text: string): SourceFile => ({ path: 'instance.txt', text, sha256: '' });

function instanceIn(text: string): Instance | readonly Diagnostic[] {
  const read = readInstance(fileOf(text));
  return read.kind === 'ok' ? read.value.instance : read.diagnostics;
}

/** Place, code, message and the text under the caret. */
function problemsIn(read: ReturnType<typeof readInstance>): readonly string[] {
  if (read.kind === 'ok') return [];
  return read.diagnostics.map(({ code, message, span }) => {
    if (span === undefined) return `${code}: ${message}`;
    const { line, column } = locate(span);
    return `${line}:${column} ${code}: ${message} <${span.file.text.slice(span.start, span.end)}>`;
  });
}

const samples = resolve(import.meta.dirname, '../../../shared/data/wsp');

describe('the published instances', () => {
  const names = (() => {
    try {
      return readdirSync(samples).filter((name) => name.endsWith('.txt'));
    } catch {
      return [];
    }
  })();
  const isPresent = names.length > 0;
  test.skipIf(!isPresent)(
    `have the verdicts they came with${isPresent ? '' : ' (skipped: ../shared/data is absent)'}`,
    () => {
      const verdicts: unknown = JSON.parse(readFileSync(join(samples, 'verdicts.json'), 'utf8'));
      const found = Object.fromEntries(
        names.map((name) => {
          const read = readInstance(fileOf(readFileSync(join(samples, name), 'utf8')));
          if (read.kind === 'failed') return [name, read.diagnostics];
          return [name, solve(read.value.instance).kind === 'feasible' ? 'sat' : 'unsat'];
        }),
      );
      expect(found).toEqual(verdicts);
    },
  );
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
      expect(instanceIn(writeRows(instance))).toEqual(instance);
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
      expect(instanceIn(writeLists(instance))).toEqual(instance);
    }
  });

  test('lists: a user without a line may do every step, one with an empty line none', () => {
    const read = instanceIn(
      '#Steps: 2\n#Users: 3\n#Constraints: 2\nAuthorisations u1\nAuthorisations u2 s2\n',
    );
    expect('authorised' in read && read.authorised).toEqual([Uint32Array.of(0b100), Uint32Array.of(0b110)]);
  });

  test('each constraint knows its line', () => {
    const text = '#Steps: 2\n#Users: 2\n\n  Separation-of-duty s1 s2\r\nAt-most-k 1 s1\n';
    const read = readInstance(fileOf(text));
    const places = read.kind === 'ok' ? read.value.places : [];
    expect(places.map(({ start, end }) => text.slice(start, end))).toEqual([
      'Separation-of-duty s1 s2',
      'At-most-k 1 s1',
    ]);
  });
});

describe('errors, all at once', () => {
  test('rows', () => {
    const text =
      '#Steps: 2\n#Users: 2\nAuthorizations:\nuser 1: 1 2\nuser 1: 1 1\nuser 3: 1 1\nuser 2: 1\nsod scope 1 3\nsod scope 1\nwhat\n';
    expect(problemsIn(readRows(fileOf(text)))).toEqual([
      '4:11 not-zero-or-one: `2` is neither `0` nor `1` <2>',
      '5:1 duplicate-row: user 1 has a row already <user 1: 1 1>',
      '6:6 unknown-user: there is no user `3` <3>',
      '7:9 row-length: 1 values for 2 steps <1>',
      '8:13 unknown-step: there is no step `3` <3>',
      '9:1 malformed-constraint: `sod` takes 2 steps, not 1 <sod scope 1>',
      '10:1 unknown-line: not understood: `what` <what>',
    ]);
  });

  test('a count that is announced wrongly', () => {
    const text = '#Steps: 2\n#Users: 1\n#Constraints: 2\nuser 1: 1 1\nsod scope 1 2\n';
    expect(problemsIn(readRows(fileOf(text)))).toEqual([
      '3:1 wrong-constraint-count: 2 constraints are announced, and there are 1 <#Constraints: 2>',
    ]);
  });

  test('lists', () => {
    const text =
      '#Users: 2\n#Steps: 2\nAuthorisations u3 s1\nAuthorisations s1\nAt-most-k s1 s2\nOne-team s1 (u1 u9)\nOne-team s1 (u1\nAssignment-dependent s1 s2 (u1)\nSomething\n';
    expect(problemsIn(readLists(fileOf(text)))).toEqual([
      '3:16 unknown-user: there is no user `u3` <u3>',
      '4:16 unknown-user: there is no user `s1` <s1>',
      '5:1 malformed-constraint: `at-most-k` takes a number first <At-most-k s1 s2>',
      '6:17 unknown-user: there is no user `u9` <u9>',
      '7:1 malformed-constraint: groups of users are written `(u1 u2) (u3 u4)` <One-team s1 (u1>',
      '8:1 malformed-constraint: `assignment-dependent` takes 2 steps and 2 groups <Assignment-dependent s1 s2 (u1)>',
      '9:1 unknown-line: not understood: `Something` <Something>',
    ]);
  });

  test('numbers missing, or beyond what fits', () => {
    expect(problemsIn(readInstance(fileOf('')))).toEqual([
      'missing-count: the number of steps is missing',
      'missing-count: the number of users is missing',
    ]);
    expect(problemsIn(readInstance(fileOf('#Steps: 10000\n#Users: 100000000\n')))).toEqual([
      '2:1 instance-too-large: 10,000 steps times 100,000,000 users are too many <#Users: 100000000>',
    ]);
    expect(problemsIn(readInstance(fileOf('#Steps: 0\n#Users: 1\n#Steps: 1\n')))).toEqual([
      '3:1 duplicate-count: `#steps` is announced twice <#Steps: 1>',
      '1:1 instance-too-large: there can be 1 to 10,000 steps <#Steps: 0>',
    ]);
  });

  test('of many errors the first are kept', () => {
    const read = readInstance(fileOf(`#Steps: 1\n#Users: 1\n${'what\n'.repeat(1000)}`));
    expect(read.kind === 'failed' && [read.diagnostics.length, read.diagnostics.at(-1)?.code]).toEqual([
      51,
      'too-many-errors',
    ]);
  });

  test('any text is an instance or errors', () => {
    const pieces = [
      '#Steps: 3',
      '#Users: 2',
      '#Constraints: 1',
      'user 1: 1 0 1',
      'sod scope 1 2',
      's1',
      '(u1',
      ')',
      'One-team',
      'At-most-k 2',
      '\n',
      ' ',
      '\u0000',
      '승인',
    ];
    const ends = { ok: 0, failed: 0 };
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom(...pieces), { maxLength: 30 })
        .map((list) => `#Steps: 3\n#Users: 2\n${list.join(' ')}`),
    );
    fc.assert(
      fc.property(text, (given) => {
        const read = readInstance(fileOf(given));
        ends[read.kind] += 1;
        if (read.kind === 'failed') expect(read.diagnostics.length).toBeGreaterThan(0);
        else expect(read.value.places.length).toBe(read.value.instance.constraints.length);
      }),
      { numRuns: 2000, seed: 7 },
    );
    expect(ends.ok).toBeGreaterThan(20);
    expect(ends.failed).toBeGreaterThan(20);
  });
});

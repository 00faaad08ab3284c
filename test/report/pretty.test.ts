import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { CheckOutcome } from '../../src/check/run.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import { type PrettyOptions, pretty } from '../../src/report/pretty.ts';
import type { Diagnostic } from '../../src/source/diagnostic.ts';
import { envelope, fact, feasible, findings, holds, outcomeOf, violated } from './fixture.ts';

function report(
  outcomes: readonly CheckOutcome[],
  options: Partial<PrettyOptions> = {},
  diagnostics: readonly Diagnostic[] = [],
): string {
  return pretty(
    {
      envelope: envelope(outcomes),
      outcomes,
      diagnostics,
      interrupted: null,
      repeat: ({ file, rule }) => `dutyproof check ${file} --only ${rule}`,
    },
    { width: 100, color: 'plain', ...options },
  );
}

describe('the whole report', () => {
  test.each([60, 80, 100, 120])('at %i columns', async (width) => {
    await expect(report([findings, feasible], { width })).toMatchFileSnapshot(
      `../golden/report/findings-${width}.txt`,
    );
  });

  test('in colour', async () => {
    await expect(report([findings], { color: 'colored' })).toMatchFileSnapshot(
      '../golden/report/findings-colored.txt',
    );
  });

  test('colour changes nothing but colour', () => {
    const colored = report([findings, feasible], { color: 'colored' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is removed
    const bare = colored.replace(/\u001b\[\d+m/g, '');
    expect(colored).not.toBe(bare);
    expect(bare).toBe(report([findings, feasible]));
  });

  test('of nothing says that nothing was checked', () => {
    expect(report([outcomeOf(buildPolicy({}), [])])).toContain('1 policy: nothing was checked');
  });
});

describe('a violation', () => {
  test('says who, what and where in its first three lines', () => {
    const lines = report([findings]).split('\n');
    const at = lines.findIndex((line) => line.startsWith('✗'));
    const first = lines.slice(at, at + 3).join('\n');
    expect(first).toMatch(/kim is both creator and approver/);
    expect(first).toContain('purchasing/access.csv:12');
    expect(first).toContain('through manager');
    expect(first).toContain('purchasing/purchasing.policy.yaml:9, :14');
  });

  test('is headed without the derivations that its rows show', () => {
    const text = report([
      outcomeOf(buildPolicy({}), [
        violated({
          rule: 'static-sod',
          constraint: 'c',
          sentence: 'kim is both a and b: a directly (p.yaml:1), b directly (p.yaml:2)',
          paths: [
            { element: 'a', steps: [fact('assignment', 'kim', 'a')] },
            { element: 'b', steps: [fact('assignment', 'kim', 'b')] },
          ],
        }),
      ]),
    ]);
    expect(text).toMatch(/^✗ kim is both a and b +static-sod · c$/m);
  });

  test('keeps its repeat command on one line at any width', () => {
    for (const width of [40, 60, 80, 100, 120]) {
      expect(report([findings], { width })).toMatch(
        /dutyproof check purchasing\/purchasing\.policy\.yaml --only static-sod/,
      );
    }
  });

  test('of which there are many is capped, with the total told', () => {
    const many = Array.from({ length: 137 }, (_, index) =>
      violated({ rule: 'static-sod', constraint: 'c', sentence: `user ${index} is both a and b` }),
    );
    const text = report([outcomeOf(buildPolicy({}), many)]);
    expect(text.match(/^✗/gm)).toHaveLength(5);
    expect(text).toContain('132 more of static-sod · c; --format json lists all');
    expect(text).toContain('137 violated');
  });

  test('of each constraint is shown until 25 are', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      violated({ rule: 'static-sod', constraint: `c${index % 8}`, sentence: `user ${index}` }),
    );
    expect(report([outcomeOf(buildPolicy({}), many)]).match(/^✗/gm)).toHaveLength(25);
  });
});

describe('columns', () => {
  test('of a plan are aligned whatever the script', () => {
    const lines = report([feasible]).split('\n');
    const at = lines.findIndex((line) => /^ +session +roles +user$/.test(line));
    const rows = lines.slice(at, at + 4);
    const users = ['user', '김연구', '이책임', 'Maximilian von und zu Hohenstein'];
    const starts = rows.map((row, index) => {
      const name = users[index] ?? '';
      expect(row.endsWith(name)).toBe(true);
      return stringWidth(row.slice(0, row.length - name.length));
    });
    expect(new Set(starts).size).toBe(1);
  });

  test('end within the width, but for a command that must stay whole', () => {
    for (const width of [80, 100, 120]) {
      for (const line of report([findings, feasible], { width }).split('\n')) {
        if (!line.includes('repeat')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });
});

describe("users' text", () => {
  const hostile = fc
    .array(
      fc.constantFrom(
        'a',
        '가',
        '\u001b[2J',
        '\u202e',
        '\r',
        '\n',
        '\u0007',
        '\u009b31m',
        '\u200b',
        '`',
        ' ',
      ),
      {
        minLength: 1,
        maxLength: 8,
      },
    )
    .map((parts) => parts.join(''));

  test('never reaches the terminal as control characters', () => {
    fc.assert(
      fc.property(hostile, hostile, (name, other) => {
        const text = report(
          [
            outcomeOf(buildPolicy({ name, users: [other] }), [
              violated({
                rule: 'static-sod',
                constraint: name,
                sentence: `\`${name}\` is both ${other}`,
                paths: [
                  {
                    element: other,
                    steps: [fact('assignment', name, other, { path: name, line: 1, column: 1 })],
                  },
                ],
                repairs: [{ changes: [], sentence: other, locations: [] }],
              }),
              holds('static-sod', other, name),
            ]),
          ],
          {},
          [{ code: 'x', severity: 'error', message: name, hint: other, path: other }],
        );
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be absent
        expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b\u202e]/);
      }),
      { seed: 20, numRuns: 200 },
    );
  });

  test('is spelt out where it cannot be shown', () => {
    expect(report([outcomeOf(buildPolicy({ name: 'a\u202eb\u001b[1m' }), [])])).toContain(
      'a\\u{202e}b\\u{1b}[1m',
    );
  });
});

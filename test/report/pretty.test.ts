import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { CheckOutcome } from '../../src/check/run.ts';
import { buildPolicy } from '../../src/policy/build.ts';
import { type PrettyOptions, pretty } from '../../src/report/pretty.ts';
import type { Diagnostic } from '../../src/source/diagnostic.ts';
import { defaultFailOn } from '../../src/verdict/exit-code.ts';
import {
  at,
  envelope,
  fact,
  feasible,
  findings,
  holds,
  outcomeOf,
  unknown,
  vacuous,
  violated,
} from './fixture.ts';

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
      failOn: defaultFailOn,
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

  test('of nothing says why in its first line', () => {
    const first = (outcomes: readonly CheckOutcome[]): string => report(outcomes).split('\n')[0]!;
    const silent = vacuous('static-sod', 'c', 'V1', 'the policy has no users');
    expect(first([outcomeOf(buildPolicy({}), [silent])])).toBe(
      '○ nothing was checked: the policy has no users',
    );
    expect(first([outcomeOf(buildPolicy({}), [])])).toBe(
      '○ nothing was checked: no rule has anything to say about this policy',
    );
    expect(first([{ ...outcomeOf(buildPolicy({}), []), rulesOff: ['a', 'b'] }])).toBe(
      '○ nothing was checked: the rules that ran have nothing to say about this policy (2 rules left out)',
    );
    const other = vacuous('static-sod', 'd', 'V5', 'clerk has no users');
    expect(first([outcomeOf(buildPolicy({}), [silent]), outcomeOf(buildPolicy({}), [other])])).toBe(
      '○ nothing was checked: the policy has no users; 1 more reason below',
    );
    // Where one policy was checked, the run says something.
    expect(first([outcomeOf(buildPolicy({}), [silent]), feasible])).toMatch(/^── /);
  });

  test('that ran out of time says so once', () => {
    const late = ['static-sod', 'feasible'].map((rule) => unknown(rule, null, 'the time limit was reached'));
    const text = report([outcomeOf(buildPolicy({}), late)]);
    expect(text).toContain('? not decided: the time limit was reached\n    static-sod, feasible\n');
    const twice = [...late, unknown('feasible', null, 'the time limit was reached')];
    expect(report([outcomeOf(buildPolicy({}), twice)])).toContain('\n    static-sod, feasible (2)\n');
    const mixed = [...late, unknown('candidates', 'x', 'too large')];
    expect(report([outcomeOf(buildPolicy({}), mixed)])).toMatch(/^ {4}candidates · x +too large$/m);
  });
});

describe('a violation', () => {
  test('says who, what and where in its first three lines', () => {
    const lines = report([findings]).split('\n');
    const start = lines.findIndex((line) => line.startsWith('✗'));
    const first = lines.slice(start, start + 3).join('\n');
    expect(first).toMatch(/kim is both creator and approver/);
    expect(first).toContain('purchasing/access.csv:12');
    expect(first).toContain('through manager');
    expect(first).toContain('purchasing/purchasing.policy.yaml:9, :14');
  });

  test('says where before a sentence that takes three lines', () => {
    const place = at('p.policy.yaml', 7);
    const sentence = `kim has ${'every single one of the permissions, '.repeat(6)}and more`;
    const long = violated({ rule: 'static-sod', constraint: 'c', sentence });
    const policy = buildPolicy({ name: 'p' });
    const outcome = outcomeOf({ ...policy, files: [{ ...policy.files[0]!, path: 'p.policy.yaml' }] }, [
      { ...long, locations: [place] },
    ]);
    const lines = report([outcome], { width: 80 }).split('\n');
    const start = lines.findIndex((line) => line.startsWith('✗'));
    expect(lines[start]).toMatch(/^✗ static-sod · c +p\.policy\.yaml:7$/);
    expect(lines[start + 1]).toMatch(/^ {2}kim has every/);
  });

  test('of a constraint on plans says what it demands, why, and who answers for it', () => {
    const policy = buildPolicy({
      applications: [
        {
          name: 'order',
          sessions: ['S1', 'S2'].map((name) => ({ name, roles: [] })),
          exclusions: [],
          constraints: [
            { id: 'desk', kind: 'binding', sessions: ['S1', 'S2'], reason: 'one file', owner: 'audit' },
          ],
        },
      ],
    });
    const element = { kind: 'session-constraint', application: 'order', location: at('p', 7) } as const;
    const told = violated({ property: 'P29', rule: 'feasible', constraint: 'order', sentence: 'none' });
    const core = [
      { ...element, id: 'desk' },
      { ...element, id: 'gone' },
    ];
    const text = report([outcomeOf(policy, [{ ...told, core }])]);
    expect(text).toMatch(
      /^ {4}constraint +desk: S1 and S2 need the same person; one file \(owner: audit\) +p:7$/m,
    );
    expect(text).toMatch(/^ {4}constraint +gone +p:7$/m);
    expect(text).toContain('1 constraint · 1 application');
  });

  test('of the pairwise test is told in the block of the application that has no plan', () => {
    const story = 'S3 and S4 of order must be done by different people, but only park can';
    const pair = (sentence: string, constraint = 'order') =>
      violated({ property: 'P28', rule: 'pairwise-feasible', constraint, sentence });
    const plan = violated({ property: 'P29', rule: 'feasible', constraint: 'order', sentence: story });
    const same = report([outcomeOf(buildPolicy({}), [pair(story), plan])]);
    expect(same.match(/^✗/gm)).toHaveLength(1);
    expect(same).toMatch(/^ {4}also +the printed pairwise test, pairwise-feasible, fails too$/m);
    expect(same).toContain('2 violated');
    const other = report([outcomeOf(buildPolicy({}), [pair('S1 and S2 of order: nobody'), plan])]);
    expect(other).toMatch(/pairwise-feasible, fails too: S1 and S2 of order: nobody/);
    // That of another application is a story of its own.
    const apart = report([outcomeOf(buildPolicy({}), [pair(story, 'pay'), plan])]);
    expect(apart.match(/^✗/gm)).toHaveLength(2);
    expect(report([outcomeOf(buildPolicy({}), [pair(story)])])).toContain('pairwise-feasible · order');
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
    const start = lines.findIndex((line) => /^ +session +roles +user$/.test(line));
    const rows = lines.slice(start, start + 4);
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

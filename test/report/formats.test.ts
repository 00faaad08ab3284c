/** Each format on a report that has everything, and what must be so of every report. */

import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildPolicy } from '../../src/policy/build.ts';
import type { Severity } from '../../src/policy/model.ts';
import { findingsOf } from '../../src/report/finding.ts';
import { github, withoutCommands } from '../../src/report/github.ts';
import { gitlab } from '../../src/report/gitlab.ts';
import { junit } from '../../src/report/junit.ts';
import { markdown } from '../../src/report/markdown.ts';
import { pretty } from '../../src/report/pretty.ts';
import { rdjsonl } from '../../src/report/rdjsonl.ts';
import type { Report } from '../../src/report/report.ts';
import { sarif } from '../../src/report/sarif.ts';
import { tap } from '../../src/report/tap.ts';
import { defaultFailOn } from '../../src/verdict/exit-code.ts';
import type { Standing } from '../../src/verdict/gate.ts';
import type { Verdict } from '../../src/verdict/verdict.ts';
import { gate, gated, reportOf, unread } from './everything.ts';
import { at, holds, outcomeOf, unknown, vacuous, violated } from './fixture.ts';
import { junitErrors, sarifErrors } from './schemas.ts';

const version = '1.2.3';

interface Result {
  readonly ruleId: string;
  readonly level?: string;
  readonly kind?: string;
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
  }[];
  readonly baselineState?: string;
  readonly codeFlows?: readonly {
    readonly threadFlows: readonly { readonly locations: readonly unknown[] }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

interface Run {
  readonly results: readonly Result[];
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[];
  }[];
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
}

const runOf = (report: Report, limits = {}): Run => JSON.parse(sarif(report, { version, limits })).runs[0];

/** Explanations of rules are tested where they are, and change often. */
const withoutDocs = (text: string): string =>
  text.replace(
    /("(?:fullDescription|help)": \{)[^}]*?"text": [\s\S]*?\n {14}\}/g,
    (_all, start: string) => `${start} … }`,
  );

describe('everything', () => {
  test.each([
    ['gate.sarif', () => withoutDocs(sarif(reportOf(), { version }))],
    ['gate.junit.xml', () => junit(reportOf())],
    ['gate.github.txt', () => github(reportOf())],
    ['gate.gitlab', () => gitlab(reportOf())],
    ['gate.md', () => markdown(reportOf())],
    ['gate.rdjsonl', () => rdjsonl(reportOf())],
    ['gate.tap', () => tap(reportOf())],
    ['gate-80.txt', () => pretty(reportOf(), { width: 80, color: 'plain' })],
    ['gate-100.txt', () => pretty(reportOf(), { width: 100, color: 'plain' })],
  ])('as %s', async (name, make) => {
    await expect(make()).toMatchFileSnapshot(`../golden/report/${name}`);
  });
});

const silent = outcomeOf(buildPolicy({}), [vacuous('static-sod', 'c', 'V1', 'the policy has no users')]);
const holding = outcomeOf(buildPolicy({}), [holds('static-sod', 'c', '`lee` holds `payer` alone')]);
const strict = { ...defaultFailOn, vacuous: 'fails' } as const;

/** Runs that must not pass, each for a reason of its own. */
const failing: Readonly<Record<string, Report>> = {
  everything: reportOf(),
  'a file that cannot be read': reportOf({ outcomes: [], gate: null, diagnostics: [unread] }),
  'a file that is not there': reportOf({
    outcomes: [],
    gate: null,
    diagnostics: [{ ...unread, path: null, range: null, related: [] }],
  }),
  'nothing checked': reportOf({ outcomes: [silent], gate: null }),
  'no policies': reportOf({ outcomes: [], gate: null }),
  'something undecided': reportOf({
    outcomes: [outcomeOf(buildPolicy({}), [unknown('feasible', 'a', 'the time limit was reached')])],
    gate: null,
  }),
  'vacuous where that fails': reportOf({
    outcomes: [outcomeOf(buildPolicy({}), [...holding.verdicts, ...silent.verdicts])],
    gate: null,
    failOn: strict,
  }),
  'a defect of an engine': reportOf({
    outcomes: [
      {
        ...holding,
        failures: [
          {
            kind: 'replay-failure',
            file: 'a.policy.yaml',
            rule: 'static-sod',
            constraint: 'c',
            claim: 'StaticSOD',
            bindings: [{ variable: 'u', sort: 'USER', value: 'kim' }],
            reason: { kind: 'holds' },
          },
        ],
      },
    ],
    gate: null,
  }),
};

describe.each(Object.entries(failing))('%s', (_name, report) => {
  test('is a reason to fail, in the worst finding', () => {
    expect(report.envelope.exitCode).not.toBe(0);
    expect(findingsOf(report)[0]).toMatchObject({ fails: true });
  });

  test('is green in no format', () => {
    const run = runOf(report);
    const isRed = run.results.some(({ level, kind }) => level === 'error' || kind === 'open');
    expect(isRed || !run.invocations[0]!.executionSuccessful).toBe(true);
    expect(junit(report)).toMatch(/<(failure|error) /);
    expect(tap(report)).toMatch(/^not ok /m);
    expect(github(report)).toMatch(/^::(error|warning) /);
    expect(JSON.parse(gitlab(report)).length).toBeGreaterThan(0);
    expect(rdjsonl(report)).toMatch(/"severity":"(ERROR|WARNING)"/);
    expect(markdown(report)).toMatch(/^### [✗?] dutyproof: (failed|blocked|not decided)/);
  });

  test('is what the schemas say', () => {
    expect(sarifErrors(sarif(report, { version }))).toEqual([]);
    expect(junitErrors(junit(report))).toEqual([]);
  });
});

test('the schemas refuse what is wrong', () => {
  const broken = sarif(reportOf(), { version }).replace('"level": "error"', '"level": "fatal"');
  expect(sarifErrors(broken)).not.toEqual([]);
  expect(sarifErrors(sarif(reportOf(), { version }).replace(/"uri": "[^"]*"/, '"uri": "a b"'))).not.toEqual(
    [],
  );
  expect(
    junitErrors(junit(reportOf()).replace('<skipped>', '<ignored>').replace('</skipped>', '</ignored>')),
  ).not.toEqual([]);
  expect(junitErrors(junit(reportOf()).replace(' tests=', ' texts='))).not.toEqual([]);
});

test('a run fails if, and only if, one of its findings does', () => {
  const severity = fc.constantFrom('error', 'warning', 'note');
  const suppressed = { id: 's', expires: '2027-01-01', owner: 'o', reason: 'r' };
  const standing = fc.record(
    {
      state: fc.constantFrom('new', 'existing', 'existing-with-changes'),
      worsenedFrom: fc.constantFrom('note', 'warning'),
      suppressed: fc.constant(suppressed),
    },
    { requiredKeys: [] },
  );
  const verdict = fc.oneof(
    { weight: 4, arbitrary: fc.record({ severity, standing }) },
    fc.constantFrom('holds', 'vacuous', 'unknown'),
  );
  const verdictOf = (one: string | { severity: Severity; standing: Standing }): Verdict => {
    if (typeof one !== 'string') return violated({ rule: 'r', constraint: 'c', sentence: 's', ...one });
    if (one === 'holds') return holds('r', 'c', 's');
    return one === 'vacuous' ? vacuous('r', 'c', 'V1', 'x') : unknown('r', 'c', 'x');
  };
  const weakening = fc.record({
    severity,
    suppressed: fc.option(fc.constant(suppressed), { nil: undefined }),
  });
  const passes = fc.constantFrom('fails', 'passes');
  fc.assert(
    fc.property(
      fc.array(verdict, { maxLength: 4 }),
      fc.array(weakening, { maxLength: 2 }),
      fc.constantFrom(...[[], [unread], [{ ...unread, severity: 'warning' as const }]]),
      fc.record({ severity, vacuous: passes, changed: passes, existing: passes }),
      fc.boolean(),
      (verdicts, weakened, diagnostics, failOn, hasGate) => {
        const weakenings = weakened.map(({ severity: own, suppressed: by }, index) => ({
          ...gate.weakenings[0]!,
          severity: own,
          fingerprint: String(index),
          ...(by === undefined ? {} : { suppressed: by }),
        }));
        const compared = hasGate ? { ...gate, weakenings, problems: diagnostics } : null;
        const outcomes = [outcomeOf(buildPolicy({}), verdicts.map(verdictOf))];
        const report = reportOf({
          outcomes,
          gate: compared,
          diagnostics: hasGate ? [] : diagnostics,
          failOn,
        });
        const failing = findingsOf(report).filter((finding) => finding.fails);
        expect(failing.length > 0).toBe(report.envelope.exitCode !== 0);
      },
    ),
    { numRuns: 500 },
  );
});

describe('a run that passes', () => {
  const report = reportOf({ outcomes: [holding], gate: null });

  test('has no findings', () => {
    expect(report.envelope.exitCode).toBe(0);
    expect(findingsOf(report)).toEqual([]);
  });

  test('is green, and not empty where a format tells what ran', () => {
    expect(runOf(report)).toMatchObject({
      results: [],
      invocations: [{ executionSuccessful: true }],
      tool: { driver: { rules: [{ id: 'static-sod' }] } },
    });
    expect(junit(report)).toContain('tests="1" failures="0" errors="0"');
    expect(tap(report)).toMatch(/^ok 1 - static-sod · c /m);
    expect(github(report)).toBe('');
    expect(gitlab(report)).toBe('[]\n');
    expect(markdown(report)).toMatch(/^### ✓ dutyproof: passed\n/);
    expect(junitErrors(junit(report))).toEqual([]);
    expect(sarifErrors(sarif(report, { version }))).toEqual([]);
  });
});

describe('a gate', () => {
  test('lets old findings through, and says so first', () => {
    const old = gated.verdicts.filter(
      (verdict) =>
        verdict.status === 'holds' ||
        (verdict.status === 'violated' &&
          verdict.standing?.state === 'existing' &&
          verdict.standing.worsenedFrom === undefined),
    );
    const outcomes = [{ ...gated, verdicts: old }];
    const empty = { against: 'main', weakenings: [], removed: [], problems: [] };
    const counts = {
      new: 0,
      existing: 1,
      existingWithChanges: 0,
      worsened: 0,
      removed: 0,
      weakened: 0,
      suppressed: 0,
    };
    const report = reportOf({ outcomes, gate: { ...empty, counts } });
    expect(report.envelope.exitCode).toBe(0);
    expect(pretty(report, { width: 100, color: 'plain' }).split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^✓ nothing new +against main$/),
      '  0 new, 1 existing',
    ]);
    expect(markdown(report)).toMatch(/^### ✓ dutyproof: nothing new\n/);
    expect(junit(report)).not.toMatch(/<(failure|error)/);
    expect(github(report)).toBe(
      '::notice title=dutyproof::1 more; none of them fails the run. The summary of the job lists them.\n',
    );
    expect(runOf(report).results).toMatchObject([{ baselineState: 'unchanged' }]);
    // Where old findings fail, they are shown.
    const strictly = reportOf({
      outcomes,
      gate: { ...empty, counts },
      failOn: { ...defaultFailOn, existing: 'fails' },
    });
    expect(pretty(strictly, { width: 100, color: 'plain' })).toMatch(/✗ blocked: 1 existing/);
    expect(github(strictly)).toMatch(/^::error /);
  });

  test('orders findings: what fails, then how bad, then what is new', () => {
    expect(findingsOf(reportOf()).map(({ rule, fails }) => `${fails ? '✗' : '·'} ${rule}`)).toEqual([
      '✗ static-sod',
      '✗ cardinality',
      '✗ weakening/constraint-removed',
      '✗ stale-finding',
      '✗ feasible',
      '· reach',
      '· static-sod',
      '· adequate-exclusions',
      '· dead-role',
      '· weakening/rule-off',
    ]);
  });
});

describe('fingerprints', () => {
  const fingerprints = (report: Report): readonly string[] => [
    ...runOf(report).results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints)),
    ...JSON.parse(gitlab(report)).map(({ fingerprint }: { fingerprint: string }) => fingerprint),
  ];

  test('stay when lines and files move and verdicts change places', () => {
    const verdicts = gated.verdicts.map((verdict) => ({
      ...verdict,
      file: 'elsewhere.policy.yaml',
      locations: verdict.locations.map(({ line }) => at('elsewhere.csv', line + 100)),
    }));
    const moved = {
      ...gated,
      policy: { ...gated.policy, path: 'elsewhere.policy.yaml' },
      verdicts: [...verdicts].reverse(),
    };
    const weakenings = gate.weakenings.map((one) => ({ ...one, file: 'elsewhere.policy.yaml' }));
    const after = reportOf({ outcomes: [moved], gate: { ...gate, weakenings } });
    expect([...fingerprints(after)].sort()).toEqual([...fingerprints(reportOf())].sort());
  });

  test('are of one finding only', () => {
    const other = { ...gated, policy: { ...gated.policy, name: 'other' } };
    const all = fingerprints(reportOf({ outcomes: [gated, other, gated] }));
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('limits', () => {
  const many = (count: number, severity: 'error' | 'warning' | 'note') =>
    Array.from({ length: count }, (_, index) =>
      violated({
        rule: 'static-sod',
        constraint: 'c',
        severity,
        sentence: `user ${index} has too much`,
        locations: [at('a.csv', index + 1)],
        fingerprint: `${severity}-${index}`,
      }),
    );
  const crowd = (...verdicts: ReturnType<typeof many>[]): Report =>
    reportOf({ outcomes: [outcomeOf(buildPolicy({}), verdicts.flat())], gate: null });

  test('of annotations: ten of each, the worst ones, and a last notice with the rest', () => {
    const lines = github(crowd(many(12, 'note'), many(3, 'warning'), many(25, 'error')))
      .trimEnd()
      .split('\n');
    const count = (level: string): number => lines.filter((line) => line.startsWith(`::${level} `)).length;
    expect([count('error'), count('warning'), count('notice')]).toEqual([10, 3, 10]);
    expect(lines.at(-1)).toMatch(/^::notice title=dutyproof::18 more; 15 of them fail the run\./);
  });

  test('of annotations: nothing is said where nothing is left out', () => {
    expect(github(crowd(many(10, 'note'), many(10, 'error')))).not.toContain('more');
  });

  test('of SARIF: results, steps and bytes, the worst are kept', () => {
    const report = crowd(many(5, 'note'), many(5, 'error'));
    const run = runOf(report, { results: 3 });
    expect(run.results.map(({ level }) => level)).toEqual(['error', 'error', 'error']);
    expect(run.invocations[0]!.toolExecutionNotifications.at(-1)!.message.text).toContain(
      '7 results left out',
    );
    const small = sarif(crowd(many(400, 'error')), { version, limits: { bytes: 8_000 } });
    expect(gzipSync(small).length).toBeLessThanOrEqual(8_000);
    expect(JSON.parse(small).runs[0].results.length).toBeGreaterThan(50);
    const flows = runOf(reportOf(), { steps: 2 }).results.flatMap(({ codeFlows = [] }) => codeFlows);
    expect(Math.max(...flows.map(({ threadFlows }) => threadFlows[0]!.locations.length))).toBe(2);
  });

  test('of Markdown: bytes, and how much is left out', () => {
    const text = markdown(crowd(many(500, 'error')), { bytes: 10_000 });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_000);
    expect(text).toMatch(/\d+ more parts left out here/);
    expect(text.trimEnd()).toMatch(/exit 1$/);
  });
});

test('every result has a place, and every step of a flow: GitHub refuses the whole file otherwise', () => {
  for (const report of Object.values(failing)) {
    for (const { locations } of runOf(report).results) {
      expect(locations[0]!.physicalLocation.artifactLocation.uri).not.toBe('');
    }
  }
});

test('a log in which commands do nothing can be read again after it', () => {
  const [first, ...rest] = withoutCommands('::error::x\n').trimEnd().split('\n');
  const word = /^::stop-commands::([0-9a-f]{64})$/.exec(first!)![1];
  expect(rest).toEqual(['::error::x', `::${word}::`]);
});

/** `dutyproof test`: runs policy tests, and tells what they leave out. */

import { catalogue } from '../check/catalogue.ts';
import { type Coverage, coverageOf, percentOf } from '../coverage/coverage.ts';
import { lcov } from '../coverage/lcov.ts';
import { importers } from '../import/importers.ts';
import type { Policy } from '../policy/model.ts';
import { readPolicy } from '../policy/read.ts';
import { discoverTests } from '../policy-test/discover.ts';
import type { TestOutcome } from '../policy-test/outcome.ts';
import { readPolicyTests } from '../policy-test/read.ts';
import { runPolicyTest } from '../policy-test/run.ts';
import { type PolicyTest, titleOf } from '../policy-test/test.ts';
import { diagnosticLines } from '../report/diagnostics.ts';
import { coverageJson, testJson } from '../report/test-json.ts';
import { testJunit } from '../report/test-junit.ts';
import { prettyTests } from '../report/test-pretty.ts';
import { summaryOf, type TestReport, toldTest } from '../report/test-report.ts';
import { testTap } from '../report/test-tap.ts';
import { paint } from '../report/text.ts';
import type { Diagnostic, Result } from '../source/diagnostic.ts';
import { nodeFiles } from '../source/files.ts';
import { suggester } from '../source/suggest.ts';
import type { ExitCode } from '../verdict/verdict.ts';
import { type ColorWish, colorFor, errorColorFor, widthFor } from './color.ts';
import { type FormatRequest, planFormats, type TestFormatName, writeReports } from './format.ts';
import { progressFor } from './progress.ts';
import { UsageError } from './usage.ts';
import type { World } from './world.ts';
import { writeAtomically } from './write-file.ts';

export const coverageFormatNames = ['pretty', 'lcov', 'json'] as const;
export type CoverageFormatName = (typeof coverageFormatNames)[number];

export interface TestArguments {
  readonly paths: readonly string[];
  readonly format: readonly FormatRequest<TestFormatName>[];
  /** Names of tests, or parts of them. */
  readonly only: readonly string[];
  readonly coverage?: true;
  readonly coverageFormat: readonly FormatRequest<CoverageFormatName>[];
  /** Percent. */
  readonly coverageThreshold?: number;
  /** Seconds for everything. */
  readonly timeLimit?: number;
  readonly color: ColorWish;
}

export async function test(options: TestArguments, world: World): Promise<ExitCode> {
  // Mistakes in the command line are told before any work is done.
  planFormats(options.format);
  checkCoverageFormats(options.coverageFormat);
  const progress = progressFor(world);
  const files = nodeFiles(world.workingDirectory, world.seen);
  const rules = catalogue.map(({ id }) => id);

  const found = discoverTests(options.paths.length === 0 ? ['.'] : options.paths, files);
  const diagnostics: Diagnostic[] = [...found.diagnostics];
  const all: PolicyTest[] = [];
  for (const path of found.paths) {
    const read = readPolicyTests(path, files, { rules });
    diagnostics.push(...(read.kind === 'ok' ? read.warnings : read.diagnostics));
    if (read.kind === 'ok') all.push(...read.value);
  }
  const chosen = chooseTests(all, options.only);

  const policies = new Map<string, Result<Policy>>();
  const readOnce = (path: string): Result<Policy> => {
    const known = policies.get(path) ?? readPolicy(path, files, { rules, importers });
    policies.set(path, known);
    return known;
  };
  const controller = new AbortController();
  const stopListening = world.onInterrupt(() => controller.abort());
  const deadline = options.timeLimit === undefined ? null : world.now() + options.timeLimit * 1000;
  const outcomes: TestOutcome[] = [];
  let stopped = false;
  try {
    for (const [number, one] of chosen.entries()) {
      const left = deadline === null ? null : deadline - world.now();
      stopped = controller.signal.aborted || (left !== null && left <= 0);
      if (stopped) break;
      progress.tell(`${titleOf(one)} (${number + 1} of ${chosen.length})`);
      outcomes.push(
        await runPolicyTest(one, {
          files,
          readPolicy: readOnce,
          check: { signal: controller.signal, ...(left === null ? {} : { timeLimit: left }) },
          feasible: { time: Math.min(60_000, left ?? 60_000), signal: controller.signal },
          now: world.now,
        }),
      );
    }
  } finally {
    stopListening();
    progress.clear();
  }
  diagnostics.push(...outcomes.flatMap((outcome) => outcome.diagnostics));

  const coverage = wantsCoverage(options) ? coverageOfTests(outcomes) : null;
  const threshold = options.coverageThreshold ?? null;
  const tests = outcomes.map(toldTest);
  const report: TestReport = {
    tests,
    summary: summaryOf(tests),
    coverage,
    threshold,
    diagnostics,
    exitCode: exitCodeOfTests(outcomes, diagnostics, { coverage, threshold, stopped }),
  };
  world.err(paint(diagnosticLines(diagnostics, widthFor(world)), errorColorFor(options.color, world)));
  if (stopped) world.err(`not all tests were run: ${outcomes.length} of ${chosen.length}\n`);
  if (coverage !== null) await writeCoverage(coverage, options, world);
  await writeReports(options.format, world, (name, target) =>
    renderTests(name, target, report, options, world),
  );
  return report.exitCode;
}

function renderTests(
  name: TestFormatName,
  target: 'output' | 'file',
  report: TestReport,
  { color }: TestArguments,
  world: World,
): string {
  switch (name) {
    case 'json':
      return testJson(report);
    case 'junit':
      return testJunit(report);
    case 'tap':
      return testTap(report);
    case 'pretty': {
      const layout =
        target === 'output'
          ? { width: widthFor(world), color: colorFor(color, world) }
          : { width: 100, color: color === 'always' ? ('colored' as const) : ('plain' as const) };
      return prettyTests(report, layout);
    }
    default:
      return name satisfies never;
  }
}

/** Tests whose name, or whose policy's, has one of `wishes` in it; a wish that meets none is a usage error. */
function chooseTests(all: readonly PolicyTest[], wishes: readonly string[]): readonly PolicyTest[] {
  if (wishes.length === 0) return all;
  const meets = (one: PolicyTest, wish: string): boolean =>
    titleOf(one).normalize('NFC').includes(wish.normalize('NFC'));
  for (const wish of wishes) {
    if (all.some((one) => meets(one, wish))) continue;
    const hint = suggester().hint(wish, all.map(titleOf));
    throw new UsageError(`no test is called \`${wish}\`${hint === undefined ? '' : `; ${hint}`}`);
  }
  return all.filter((one) => wishes.some((wish) => meets(one, wish)));
}

// Coverage.

function wantsCoverage({ coverage, coverageFormat, coverageThreshold }: TestArguments): boolean {
  return coverage === true || coverageFormat.length > 0 || coverageThreshold !== undefined;
}

function coverageOfTests(outcomes: readonly TestOutcome[]): Coverage {
  return coverageOf(
    outcomes.flatMap(({ policy, exercised }) => (policy === null ? [] : [{ policy, exercised }])),
  );
}

function checkCoverageFormats(requests: readonly FormatRequest<CoverageFormatName>[]): void {
  for (const { name, file } of requests) {
    if ((name === 'pretty') === (file === null)) continue;
    throw new UsageError(
      name === 'pretty'
        ? '`--coverage-format pretty` is part of the report, and takes no file'
        : `\`--coverage-format ${name}\` needs a file: \`${name}=FILE\``,
    );
  }
}

async function writeCoverage(
  coverage: Coverage,
  { coverageFormat }: TestArguments,
  world: World,
): Promise<void> {
  for (const { name, file } of coverageFormat) {
    if (file === null || name === 'pretty') continue;
    await writeAtomically(
      world.workingDirectory,
      file,
      name === 'lcov' ? lcov(coverage) : coverageJson(coverage),
    );
  }
}

/** What could not be read or was not there outranks what differs. */
function exitCodeOfTests(
  outcomes: readonly TestOutcome[],
  diagnostics: readonly Diagnostic[],
  run: {
    readonly coverage: Coverage | null;
    readonly threshold: number | null;
    readonly stopped: boolean;
  },
): ExitCode {
  if (outcomes.some(({ failures }) => failures > 0)) return 4;
  if (diagnostics.some(({ severity }) => severity === 'error')) return 2;
  if (outcomes.some(({ status }) => status === 'failed')) return 1;
  if (run.stopped || outcomes.some(({ status }) => status === 'undecided')) return 3;
  if (outcomes.length === 0) return 2;
  const { coverage, threshold } = run;
  return coverage !== null && threshold !== null && percentOf(coverage.total) < threshold ? 1 : 0;
}

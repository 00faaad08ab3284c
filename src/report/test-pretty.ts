/** What policy tests found, for people: what differs, what was expected and why it is not so; then what is not covered. */

import { type Coverage, type CoverageItem, coverageKinds, percentOf } from '../coverage/coverage.ts';
import type { Difference, Reason } from '../policy-test/outcome.ts';
import { placesText } from './places.ts';
import type { PrettyOptions } from './pretty.ts';
import { places, type Row, table } from './table.ts';
import type { TestReport, ToldTest } from './test-report.ts';
import { blank, indented, type Line, line, paint, piece, sentence, spread, wrap } from './text.ts';
import { counted, factText, grouped } from './wording.ts';

/** How much is shown before "n more". */
const most = { differences: 20, uncovered: 40 };

export function prettyTests(report: TestReport, options: PrettyOptions): string {
  const width = Math.max(40, options.width);
  const sections = [
    ...report.tests.filter(({ status }) => status !== 'passed').map((test) => testSection(test, width)),
    ...(report.coverage === null ? [] : [coverageSection(report.coverage, width)]),
    summarySection(report, width),
    thresholdSection(report, width),
  ].filter((section) => section.length > 0);
  const lines = sections.flatMap((section) => [...section, blank]);
  return paint(lines.slice(0, -1), options.color);
}

const marks = {
  failed: piece('✗ ', 'bad'),
  undecided: piece('? ', 'warn'),
  unreadable: piece('! ', 'bad'),
} as const;

function testSection(test: ToldTest, width: number): readonly Line[] {
  if (test.status === 'passed') return [];
  const title: Line = [marks[test.status], piece(test.name, 'strong')];
  const head = spread(title, places([test.location]), width, 2);
  const more = test.differences.length - most.differences;
  return [
    ...head,
    ...(test.status === 'unreadable'
      ? indented(wrap(line('it was not run: what is wrong with its files is told above'), width - 4), 4)
      : []),
    ...test.differences
      .slice(0, most.differences)
      .flatMap((difference, index) => [
        ...(index === 0 ? [] : [blank]),
        ...indented(table(rowsOf(difference), width - 4), 4),
      ]),
    ...(more > 0 ? [line(`    ${grouped(more)} more; --format json lists all`, 'dim')] : []),
  ];
}

function rowsOf({ expected, actual, location, reasons }: Difference): readonly Row[] {
  return [
    { label: 'expected', text: sentence(expected), right: places([location]) },
    { label: 'actual', text: sentence(actual), right: blank },
    ...reasons.map((reason, index) => reasonRow(reason, index === 0 ? 'because' : '')),
  ];
}

function reasonRow(reason: Reason, label: string): Row {
  return reason.kind === 'fact'
    ? { label, text: factText(reason.fact), right: places(reason.fact.locations) }
    : { label, text: sentence(reason.sentence), right: places(reason.locations.slice(0, 2)) };
}

// Coverage.

const plurals = {
  role: 'roles',
  permission: 'permissions',
  constraint: 'constraints',
  guard: 'guards',
} as const;

function coverageSection(coverage: Coverage, width: number): readonly Line[] {
  const rows = coverageKinds
    .filter((kind) => coverage.counts[kind].of > 0)
    .map((kind): Row => {
      const count = coverage.counts[kind];
      return {
        label: plurals[kind],
        text: line(`${grouped(count.exercised)} of ${grouped(count.of)}`),
        right: line(`${percentOf(count)} %`),
      };
    });
  const column = Math.min(width, 44);
  return [
    line('coverage', 'strong'),
    ...indented(table(rows, column - 4), 4),
    ...coverage.policies.flatMap(({ path, items }) => uncovered(path, items, width)),
  ];
}

function uncovered(path: string, items: readonly CoverageItem[], width: number): readonly Line[] {
  const left = items.filter(({ exercised }) => !exercised);
  if (left.length === 0) return [];
  const shown = left.slice(0, most.uncovered);
  const rows = shown.map(
    ({ kind, name, location }): Row => ({
      label: kind,
      text: [piece(name, 'strong')],
      right: location === null ? line('the specification', 'dim') : line(placesText([location])),
    }),
  );
  const more = left.length - shown.length;
  return [
    blank,
    ...wrap([piece('never exercised of '), piece(path)], width, 2),
    ...indented(table(rows, width - 4), 4),
    ...(more > 0 ? [line(`    ${grouped(more)} more; --coverage-format json lists all`, 'dim')] : []),
  ];
}

function thresholdSection({ coverage, threshold }: TestReport, width: number): readonly Line[] {
  if (coverage === null || threshold === null) return [];
  const percent = percentOf(coverage.total);
  if (percent >= threshold) return [];
  const { exercised, of } = coverage.total;
  const text = `coverage is ${percent} % (${grouped(exercised)} of ${grouped(of)}), and ${threshold} % is wanted`;
  return wrap([piece('✗ ', 'bad'), piece(text)], width, 2);
}

// The sum.

function summarySection({ tests, summary, exitCode }: TestReport, width: number): readonly Line[] {
  const { failed, undecided, unreadable, passed } = summary;
  const parts = [
    ...(failed > 0 ? [`${grouped(failed)} failed`] : []),
    ...(unreadable > 0 ? [`${grouped(unreadable)} not run`] : []),
    ...(undecided > 0 ? [`${grouped(undecided)} not decided`] : []),
    ...(passed > 0 ? [`${grouped(passed)} passed`] : []),
  ];
  const left =
    tests.length === 0
      ? 'no tests were run'
      : `${counted(tests.length, 'test')}: ${parts.join(' · ')} (${counted(summary.expectations, 'expectation')})`;
  return spread(line(left, 'strong'), line(`exit ${exitCode}`, 'dim'), width, 2);
}

/** The report of `prove` for people: the answer in three lines, then the matrix, guards, laws and differences. */

import type { Difference } from '../prove/compare.ts';
import type { Confirmation } from '../prove/confirmation.ts';
import type { GuardFinding, LawFinding } from '../prove/findings.ts';
import type { Cell } from '../prove/matrix.ts';
import {
  answers,
  factsText,
  guardWords,
  isAsDeclared,
  isAsExpected,
  lawMark,
  lawWords,
  legend,
  type ProofReport,
  remarkOf,
  tableOf,
} from './proof.ts';
import {
  blank,
  type Color,
  indented,
  type Line,
  line,
  padded,
  paint,
  piece,
  type Style,
  sentence,
  widthOfText,
  wrap,
} from './text.ts';
import { counted, grouped } from './wording.ts';

export function prettyProof(
  report: ProofReport,
  { width, color }: { readonly width: number; readonly color: Color },
): string {
  const { matrix, guards, laws } = report.findings;
  const blocks: readonly (readonly Line[])[] = [
    answerLines(report, width),
    matrixLines(matrix.cells, width),
    guardLines(guards, width),
    lawLines(laws, width),
    differenceLines(report.differences, report.interrupted !== null, width),
    confirmationLines(report.confirmation, width),
  ];
  const shown = blocks.filter((block) => block.length > 0);
  return paint(
    shown.flatMap((block, index) => (index === 0 ? block : [blank, ...block])),
    color,
  );
}

function answerLines(report: ProofReport, width: number): readonly Line[] {
  const [first, second, third] = answers(report);
  const mark =
    report.exitCode === 0
      ? piece('✓ ', 'good')
      : report.exitCode === 3
        ? piece('? ', 'warn')
        : piece('✗ ', 'bad');
  return [
    ...wrap([mark, piece(first, 'strong')], width, 2),
    ...indented(wrap(line(second), width - 2), 2),
    ...indented(wrap(line(third), width - 2), 2),
    ...(report.interrupted === null
      ? []
      : wrap([piece('stopped', 'warn'), piece(`: ${report.interrupted}`)], width, 2)),
  ];
}

const section = (heading: string, lines: readonly Line[]): readonly Line[] =>
  lines.length === 0 ? [] : [line(heading, 'strong'), ...indented(lines, 2)];

const columnOf = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOfText)) + 2;

function matrixLines(cells: readonly Cell[], width: number): readonly Line[] {
  const { invariants, rows } = tableOf(cells);
  const first = columnOf(rows.map(({ operation }) => operation));
  const column = columnOf([...invariants, ...rows.flatMap(({ marks }) => marks)]) - 1;
  const fitting = Math.max(1, Math.floor((width - 2 - first) / column));
  const table: Line[] = [];
  for (let from = 0; from < invariants.length; from += fitting) {
    const part = <T>(list: readonly T[]): readonly T[] => list.slice(from, from + fitting);
    if (from > 0) table.push(blank);
    table.push([
      ...padded([], first),
      ...part(invariants).flatMap((name) => padded(line(name, 'dim'), column)),
    ]);
    for (const { operation, marks } of rows) {
      table.push([
        ...padded(line(operation), first),
        ...part(marks).flatMap((mark) => padded(line(mark, styleOf(mark)), column)),
      ]);
    }
  }
  const meanings = legend(cells).flatMap(({ mark, meaning, count }) =>
    hung(padded(line(mark, styleOf(mark)), 4), line(`${meaning} (${grouped(count)})`), 4, width - 2),
  );
  const remarks = cells.flatMap((cell) => {
    const text = remarkOf(cell);
    if (text === null) return [];
    return wrap([piece(`${cell.operation} ${cell.invariant}`, 'strong'), piece(`: ${text}`)], width - 2, 2);
  });
  return [
    ...section('Matrix', table),
    ...(meanings.length === 0 ? [] : [blank, ...indented(meanings, 2)]),
    ...(remarks.length === 0 ? [] : [blank, ...section('No proof', remarks)]),
  ];
}

function styleOf(mark: string): Style {
  switch (mark) {
    case '✗':
      return 'bad';
    case '?':
    case '≤':
      return 'warn';
    case '·':
      return 'dim';
    default:
      return 'good';
  }
}

/** `text` in lines beside `head`, which is `column` wide. */
function hung(head: Line, text: Line, column: number, width: number): readonly Line[] {
  const [first = blank, ...rest] = wrap(text, Math.max(20, width - column));
  return [[...head, ...first], ...indented(rest, column)];
}

function guardLines(guards: readonly GuardFinding[], width: number): readonly Line[] {
  const columns = [
    columnOf(guards.map(({ operation }) => operation)),
    columnOf(guards.map(({ guard }) => guard)),
    columnOf(guards.map(({ error }) => error)),
    columnOf(guards.map(({ found }) => found)),
  ] as const;
  const column = 2 + columns.reduce((sum, one) => sum + one, 0);
  const rows = guards.flatMap((guard, index) => {
    const isSame = guards[index - 1]?.operation === guard.operation;
    const right = isAsDeclared(guard);
    const head = [
      right ? piece('  ') : piece(guard.found === 'unknown' ? '? ' : '✗ ', 'bad'),
      ...padded(line(isSame ? '' : guard.operation, 'strong'), columns[0]),
      ...padded(line(guard.guard), columns[1]),
      ...padded(line(guard.error), columns[2]),
      ...padded(line(guard.found), columns[3]),
    ];
    const words = sentence(guardWords(guard));
    // Where the table is nearly as wide as the terminal, the words go below.
    if (width - 2 - column >= 28) return hung(head, words, column, width - 2);
    return words.length === 0 ? [head] : [head, ...indented(wrap(words, width - 8), 6)];
  });
  return section('Guards', rows);
}

function lawLines(laws: readonly LawFinding[], width: number): readonly Line[] {
  const column = 2 + columnOf(laws.map(({ law }) => law));
  const rows = laws.flatMap((law) => {
    const sign = lawMark(law);
    const style = sign === '✓' ? 'good' : sign === '✗' ? 'bad' : 'warn';
    const mark = piece(`${sign} `, isAsExpected(law) && sign === '✗' ? 'dim' : style);
    const head = padded([mark, piece(law.law, 'strong')], column);
    const facts =
      law.counterexample === null
        ? []
        : wrap(line(`where ${factsText(law.counterexample)}`), width - 2 - column, 2);
    return [
      ...hung(head, line(lawWords(law)), column, width - 2),
      ...indented([...wrap(line(law.meaning, 'dim'), width - 2 - column), ...facts], column),
    ];
  });
  return section('Laws', rows);
}

const mostDifferences = 40;

function differenceLines(
  all: readonly Difference[],
  wasInterrupted: boolean,
  width: number,
): readonly Line[] {
  const told = all.filter(({ kind }) => !(wasInterrupted && kind === 'missing'));
  const rows = told
    .slice(0, mostDifferences)
    .flatMap(({ about, committed, found, kind }) =>
      wrap(
        [
          piece(about, 'strong'),
          piece(`: ${found ?? 'not found'}; committed: ${committed ?? 'nothing'}`),
          piece(`  ${kind}`, kind === 'weaker' || kind === 'missing' ? 'bad' : 'dim'),
        ],
        width - 2,
        2,
      ),
    );
  const rest = told.length - mostDifferences;
  return section('Otherwise than committed', [
    ...rows,
    ...(rest > 0 ? [line(`${grouped(rest)} more; --format json lists all`, 'dim')] : []),
    ...(rows.length === 0 ? [] : [line('`npm run matrix` writes what was found', 'dim')]),
  ]);
}

function confirmationLines(confirmation: Confirmation | null, width: number): readonly Line[] {
  if (confirmation === null) return [];
  const { solver, confirmed, unknown, different } = confirmation;
  return section(`Confirmed by ${solver}`, [
    ...wrap(
      line(
        `${counted(confirmed, 'obligation')} confirmed, ${grouped(unknown.length)} unknown, ${grouped(different.length)} different`,
      ),
      width - 2,
    ),
    ...different.flatMap((file) => wrap([piece('✗ ', 'bad'), piece(file)], width - 2, 2)),
    ...unknown.flatMap((file) => wrap([piece('? ', 'warn'), piece(file)], width - 2, 2)),
  ]);
}

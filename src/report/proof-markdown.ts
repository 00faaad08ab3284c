/** The report of `prove` as Markdown: what goes into a pull request or a paper's appendix. */

import { printable } from './printable.ts';
import {
  answers,
  factsText,
  guardWords,
  lawMark,
  lawWords,
  legend,
  type ProofReport,
  remarkOf,
  tableOf,
} from './proof.ts';
import { counted, grouped } from './wording.ts';

export function proofMarkdown(report: ProofReport): string {
  const { matrix, guards, laws } = report.findings;
  const { invariants, rows } = tableOf(matrix.cells);
  const [first, second, third] = answers(report);
  const remarks = matrix.cells.flatMap((cell) => {
    const text = remarkOf(cell);
    return text === null ? [] : [`- ${plain(`${cell.operation} ${cell.invariant}: ${text}`)}`];
  });
  const blocks: readonly (readonly string[])[] = [
    ['# Proofs'],
    [`**${plain(first)}**`],
    [`- ${plain(second)}`, `- ${plain(third)}`],
    report.interrupted === null ? [] : [`Stopped: ${plain(report.interrupted)}.`],
    rows.length === 0
      ? []
      : [
          ...['## Matrix', ''],
          ...table(
            ['operation', ...invariants],
            rows.map(({ operation, marks }) => [operation, ...marks]),
          ),
        ],
    legend(matrix.cells).map(({ mark, meaning, count }) => `- ${mark} ${plain(meaning)} (${grouped(count)})`),
    remarks,
    guards.length === 0
      ? []
      : [
          ...['## Guards', ''],
          ...table(
            ['operation', 'guard', 'report', 'purpose', ''],
            guards.map((guard) => [
              guard.operation,
              guard.guard,
              guard.error,
              guard.found,
              guardWords(guard),
            ]),
          ),
        ],
    laws.length === 0
      ? []
      : [
          ...['## Laws', ''],
          ...table(
            ['', 'law', 'what was found', 'meaning', 'counterexample'],
            laws.map((law) => [
              lawMark(law),
              law.law,
              lawWords(law),
              law.meaning,
              law.counterexample === null ? '' : factsText(law.counterexample),
            ]),
          ),
        ],
    report.differences.length === 0
      ? []
      : [
          ...['## Otherwise than committed', ''],
          ...table(
            ['', 'found', 'committed', ''],
            report.differences.map(({ about, found, committed, kind }) => [
              about,
              found ?? 'not found',
              committed ?? 'nothing',
              kind,
            ]),
          ),
        ],
    report.confirmation === null
      ? []
      : [
          `## Confirmed by ${plain(report.confirmation.solver)}`,
          '',
          `${counted(report.confirmation.confirmed, 'obligation')} confirmed, ` +
            `${grouped(report.confirmation.unknown.length)} unknown, ` +
            `${grouped(report.confirmation.different.length)} different`,
          ...[...report.confirmation.different, ...report.confirmation.unknown].map(
            (file) => `- ${plain(file)}`,
          ),
        ],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

/** Text that Markdown takes as it stands. */
const plain = (text: string): string => printable(text).replace(/[\\`*_{}[\]<>#|]/g, (sign) => `\\${sign}`);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  `| ${head.map(plain).join(' | ')} |`,
  `|${head.map(() => ' --- |').join('')}`,
  ...rows.map((row) => `| ${row.map(plain).join(' | ')} |`),
];

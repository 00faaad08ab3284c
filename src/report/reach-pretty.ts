/**
 * The report of `reach` for people: each goal with its answer first, then the way there step by step, or why there is
 * none. Pure: verdicts in, text out.
 */

import { counted as countedWords } from '../source/words.ts';
import type { ReachEnvelope, ReachVerdict } from '../verdict/reach.ts';
import { places, type Row, strong, table } from './table.ts';
import {
  blank,
  type Color,
  indented,
  type Line,
  line,
  type Piece,
  paint,
  piece,
  spread,
  widthOf,
  wrap,
} from './text.ts';
import { row, traceLines, wayRows } from './trace.ts';
import { grouped } from './wording.ts';

export interface ReachPrettyInput {
  readonly envelope: ReachEnvelope;
  /** The answer in a sentence, about a way that was found. */
  readonly headline: (verdict: Extract<ReachVerdict, { answer: 'reachable' }>) => string;
  /** Whether what holds does so for any number of users. */
  readonly isForAnyNumber: (verdict: ReachVerdict) => boolean;
  /** Answers that their evidence does not prove. */
  readonly refused: readonly { readonly file: string; readonly goal: string; readonly why: string }[];
  /** Why the run ended before everything was decided, or null. */
  readonly interrupted: string | null;
}

/** How much is shown before "n more"; JSON has everything. */
const most = { because: 12, repairs: 8 };

export function prettyReach(
  input: ReachPrettyInput,
  { width: wanted, color }: { readonly width: number; readonly color: Color },
): string {
  const { envelope } = input;
  const width = Math.max(40, wanted);
  const blocks = [
    ...envelope.verdicts.map((verdict, at) => [
      ...(isFirstOfFile(envelope.verdicts, at) ? fileHeader(verdict, width) : []),
      ...blockOf(verdict, input, width),
    ]),
    refusedBlock(input, width),
    summaryOf(input, width),
  ];
  return paint(
    blocks.filter((block) => block.length > 0).flatMap((block, at) => (at === 0 ? block : [blank, ...block])),
    color,
  );
}

function isFirstOfFile(verdicts: readonly ReachVerdict[], at: number): boolean {
  const { file } = verdicts[at]!;
  return verdicts.some((other) => other.file !== file) && verdicts[at - 1]?.file !== file;
}

function fileHeader({ file }: ReachVerdict, width: number): readonly Line[] {
  const title: Line = [piece('── ', 'dim'), piece(file), piece(' ')];
  return [[...title, piece('─'.repeat(Math.max(0, width - widthOf(title))), 'dim')], blank];
}

function blockOf(verdict: ReachVerdict, input: ReachPrettyInput, width: number): readonly Line[] {
  const remarks = verdict.remarks.map((remark) => row('note', remark));
  switch (verdict.status) {
    case 'violated':
      return [
        ...titled(piece('✗ ', 'bad'), input.headline(verdict), verdict, width),
        ...traceLines(verdict.trace, width),
        ...rowsBelow(
          [
            ...wayRows(verdict.trace, verdict.decidedBy),
            goalRow(verdict),
            ...repairRows(verdict),
            ...remarks,
          ],
          width,
        ),
      ];
    case 'holds':
      return [
        ...titled(piece('✓ ', 'good'), `not reachable: ${verdict.asks}`, verdict, width),
        ...rowsBelow([...becauseRows(verdict), ...scopeRows(verdict, input), ...remarks], width),
      ];
    case 'vacuous':
      return [
        ...titled(
          piece('○ ', 'warn'),
          `not reachable, which says nothing: ${verdict.reason}`,
          verdict,
          width,
        ),
        ...rowsBelow(
          [goalRow(verdict), ...becauseRows(verdict), ...scopeRows(verdict, input), ...remarks],
          width,
        ),
      ];
    case 'unknown':
      return [
        ...titled(
          piece('? ', 'warn'),
          `not known whether ${verdict.asks}: ${verdict.reason}`,
          verdict,
          width,
        ),
        ...rowsBelow([goalRow(verdict), ...remarks], width),
      ];
    default:
      return verdict satisfies never;
  }
}

function titled(mark: Piece, text: string, { goal }: ReachVerdict, width: number): readonly Line[] {
  return spread([mark, ...strong(line(text))], line(`reach · ${goal}`, 'dim'), width, 2);
}

/** What is asked, and where. */
function goalRow({ asks, locations }: ReachVerdict): Row {
  return { ...row('goal', asks), right: places(locations) };
}

function rowsBelow(rows: readonly Row[], width: number): readonly Line[] {
  return indented(table(rows, width - 4), 4);
}

function becauseRows({ because }: Extract<ReachVerdict, { status: 'holds' | 'vacuous' }>): readonly Row[] {
  const shown = because.slice(0, most.because).map((text, at) => row(at === 0 ? 'because' : '', text));
  const more = because.length - shown.length;
  return [...shown, ...(more > 0 ? [row('', `${grouped(more)} more; --format json has all`)] : [])];
}

function scopeRows(
  verdict: Extract<ReachVerdict, { status: 'holds' | 'vacuous' }>,
  { isForAnyNumber }: ReachPrettyInput,
): readonly Row[] {
  const scope = isForAnyNumber(verdict)
    ? 'every reachable state, for any number of users'
    : 'every reachable state';
  return [
    { ...row('holds for', `${scope}; decided by: ${verdict.decidedBy}`), right: places(verdict.locations) },
  ];
}

function repairRows({ repairs }: Extract<ReachVerdict, { status: 'violated' }>): readonly Row[] {
  if (repairs === undefined) return [];
  if (repairs.length === 0) return [row('repair', 'none was found that leaves possible what must stay so')];
  const more = repairs.length - most.repairs;
  return [
    ...repairs.slice(0, most.repairs).map(({ sentence, changes }, at) => ({
      ...row(at === 0 ? 'repair' : 'or', sentence),
      right: places(changes.map(({ location }) => location)),
    })),
    ...(more > 0 ? [row('', `${grouped(more)} more`)] : []),
  ];
}

function refusedBlock({ refused }: ReachPrettyInput, width: number): readonly Line[] {
  if (refused.length === 0) return [];
  const title: Line = [
    piece('internal error', 'bad'),
    piece(': the evidence of an answer does not prove it; the answer is not shown'),
  ];
  return [
    ...wrap(title, width, 2),
    ...refused.flatMap(({ file, goal, why }) =>
      indented(wrap(line(`${file}  reach · ${goal}: ${why}`), width - 4, 2), 4),
    ),
  ];
}

function summaryOf({ envelope, interrupted }: ReachPrettyInput, width: number): readonly Line[] {
  const { summary, verdicts, exitCode } = envelope;
  const parts: Line[] = [];
  const add = (number: number, text: string, style: Piece['style']): void => {
    if (number > 0) parts.push([piece(`${grouped(number)} ${text}`, style)]);
  };
  add(summary.violated, 'reachable', 'bad');
  add(summary.unknown, 'not decided', 'warn');
  add(summary.holds, 'not reachable', 'good');
  add(summary.vacuous, 'vacuous', 'plain');
  if (verdicts.length === 0) parts.push(line('nothing was decided', 'bad'));
  const said = parts.flatMap((part, at) => [...(at === 0 ? [] : line(' · ', 'dim')), ...part]);
  const goals = verdicts.length > 1 ? [piece(`${countedWords(verdicts.length, 'goal')}: `)] : [];
  return [
    ...(interrupted === null ? [] : wrap([piece('stopped: ', 'warn'), piece(interrupted)], width, 2)),
    ...spread([...goals, ...said], line(`exit ${exitCode}`, 'dim'), width, 2),
  ];
}

/**
 * The report of `reach` for people: each goal with its answer first, then the way there step by step, or why there is
 * none. Pure: verdicts in, text out.
 */

import { counted as countedWords, listed } from '../source/words.ts';
import type { ReachEnvelope, ReachStep, ReachVerdict, StateChange, Trace } from '../verdict/reach.ts';
import { places, type Row, strong, table } from './table.ts';
import {
  blank,
  type Color,
  indented,
  type Line,
  line,
  type Piece,
  padded,
  paint,
  piece,
  spread,
  widthOf,
  wrap,
} from './text.ts';
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
const most = { steps: 60, because: 12, repairs: 8 };

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
        ...rowsBelow([...wayRows(verdict), goalRow(verdict), ...repairRows(verdict), ...remarks], width),
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

const row = (label: string, text: string): Row => ({ label, text: line(text), right: blank });

/** One numbered line for each step, its rule against the right margin, and below it what it changes. */
function traceLines({ arrivals, steps }: Trace, width: number): readonly Line[] {
  const joined = arrivals.map(({ user, roles }) =>
    line(`${user} is there from the start${roles.length === 0 ? '' : `, as ${listed(roles)}`}`),
  );
  const digits = String(Math.min(steps.length, most.steps)).length;
  const told = steps.slice(0, most.steps).map((step) => ({ ...sidesOf(step), changes: step.changes }));
  const column = Math.max(0, ...told.map(({ left }) => widthOf(left)));
  const room = width - 4 - digits - 2;
  // Beside the steps where all of them fit, else below each.
  const isRoomy = told.every(
    ({ right, changes }) => column + 3 + widthOf(changesLine(changes)) + 2 + widthOf(right) <= room,
  );
  const lines = told.flatMap(({ left, right, changes }, at) => {
    const number = piece(`${String(at + 1).padStart(digits)}  `, 'dim');
    const differences = changesLine(changes);
    const body = isRoomy ? [...padded(left, column + 3), ...differences] : left;
    const [first = blank, ...rest] = spread(body, right, room, 2);
    return [[number, ...first], ...indented(isRoomy ? rest : [...rest, differences], digits + 2)];
  });
  const more = steps.length - most.steps;
  const end = more > 0 ? [line(`${grouped(more)} more; --format json has all`, 'dim')] : [];
  return indented([...joined, ...lines, ...end], 4);
}

function sidesOf(step: ReachStep): { readonly left: Line; readonly right: Line } {
  if (step.kind === 'perform')
    return {
      left: [piece(step.user, 'strong'), piece(` does ${step.session} of ${step.application}`)],
      right: blank,
    };
  const right: Line = [piece(`${step.rule}  `, 'dim'), ...places([step.location])];
  const actor: Line = [
    piece(step.actor, 'strong'),
    ...(step.as === null ? [] : [piece(` (${step.as})`, 'dim')]),
  ];
  const whom: Line = step.user === step.actor ? line('themselves', 'strong') : line(step.user, 'strong');
  switch (step.kind) {
    case 'assign':
      return { left: [...actor, piece(' assigns '), ...whom, piece(` ${step.role}`)], right };
    case 'revoke':
      return { left: [...actor, piece(' revokes '), piece(`${step.role} from `), ...whom], right };
    case 'enrol':
      return { left: [...actor, piece(' enrols '), ...whom, piece(` as ${step.role}`)], right };
    default:
      return step satisfies never;
  }
}

function changesLine(changes: readonly StateChange[]): Line {
  return changes.flatMap((change, at): Line => {
    const gap = at === 0 ? [] : [piece('  ')];
    switch (change.kind) {
      case 'assigned':
        return [...gap, piece(`+${change.role}`, 'bad')];
      case 'revoked':
        return [...gap, piece(`−${change.role}`, 'good')];
      case 'joined':
        return [...gap, piece(`+${change.user}`, 'note')];
      case 'performed':
        return [...gap, piece(`✓${change.session}`, 'note')];
      default:
        return change satisfies never;
    }
  });
}

function wayRows({ trace, decidedBy }: Extract<ReachVerdict, { status: 'violated' }>): readonly Row[] {
  const finally_ = trace.finally.map(({ user, roles }, at) =>
    row(at === 0 ? 'then' : '', `${user} is assigned ${listed(roles, 8)}`),
  );
  const length =
    trace.steps.length === 0
      ? 'no change is needed'
      : trace.isShortest
        ? 'there is no shorter way'
        : 'there may be a shorter way';
  return [...finally_, row('length', `${length}; found by: ${decidedBy}`)];
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

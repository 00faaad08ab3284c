/**
 * The report of `feasible` for people: each question with its answer first, then what stands behind it. Pure: verdicts
 * in, text out.
 */

import type { Location } from '../source/text.ts';
import type {
  FeasibilityEnvelope,
  FeasibilityVerdict,
  FeasibleVerdict,
  NextVerdict,
  PlanRows,
  ResilientVerdict,
  ToldAbsences,
  ToldAlgorithm,
} from '../verdict/feasible.ts';
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
  sentence,
  spread,
  widthOf,
  wrap,
} from './text.ts';
import { counted, grouped, readingOf } from './wording.ts';

export interface FeasiblePrettyInput {
  readonly envelope: FeasibilityEnvelope;
  /** What sessions need, by file, application and session: "roles clerk"; null where nothing is said. */
  readonly needs: (verdict: FeasibilityVerdict, session: string) => string | null;
  /** Why the run ended before everything was decided, or null. */
  readonly interrupted: string | null;
}

/** How much is shown before "n more"; JSON has everything. */
const most = { plan: 40, conflict: 12, repairs: 8, trace: 12, people: 6, fatal: 4 };

export function prettyFeasible(
  { envelope, needs, interrupted }: FeasiblePrettyInput,
  { width: wanted, color }: { readonly width: number; readonly color: Color },
): string {
  const width = Math.max(40, wanted);
  const blocks = [
    ...envelope.verdicts.map((verdict, at) => [
      ...(isFirstOfFile(envelope.verdicts, at) ? fileHeader(verdict, width) : []),
      ...blockOf(verdict, (session) => needs(verdict, session), width),
    ]),
    summaryOf(envelope, interrupted, width),
  ];
  return paint(
    blocks.filter((block) => block.length > 0).flatMap((block, at) => (at === 0 ? block : [blank, ...block])),
    color,
  );
}

/** Several policies may own applications of the same name: then each is told under its policy. */
function isFirstOfFile(verdicts: readonly FeasibilityVerdict[], at: number): boolean {
  const { file, constraint } = verdicts[at]!;
  if (constraint === null || verdicts.every((other) => other.file === file)) return false;
  return verdicts[at - 1]?.file !== file;
}

function fileHeader({ file }: FeasibilityVerdict, width: number): readonly Line[] {
  const title: Line = [piece('── ', 'dim'), piece(file), piece(' ')];
  return [[...title, piece('─'.repeat(Math.max(0, width - widthOf(title))), 'dim')], blank];
}

type Needs = (session: string) => string | null;

function blockOf(verdict: FeasibilityVerdict, needs: Needs, width: number): readonly Line[] {
  switch (verdict.rule) {
    case 'feasible':
      return feasibleBlock(verdict, needs, width);
    case 'resilient':
      return resilientBlock(verdict, width);
    case 'next':
      return nextBlock(verdict, width);
    default:
      return verdict satisfies never;
  }
}

const good = piece('✓ ', 'good');
const bad = piece('✗ ', 'bad');
const open = piece('? ', 'warn');

/** The application, or the file of an instance without its directories. */
function nameOf({ constraint, file }: FeasibilityVerdict): string {
  return constraint ?? file.slice(file.lastIndexOf('/') + 1);
}

function titled(mark: Piece, text: string, verdict: FeasibilityVerdict, width: number): readonly Line[] {
  return spread(
    [mark, ...strong(sentence(text))],
    line(`${verdict.rule} · ${nameOf(verdict)}`, 'dim'),
    width,
    2,
  );
}

function rowsBelow(rows: readonly Row[], width: number): readonly Line[] {
  return indented(table(rows, width - 4), 4);
}

const row = (label: string, text: string, place: Location | null = null): Row => ({
  label,
  text: sentence(text),
  right: place === null ? blank : places([place]),
});

function feasibleBlock(verdict: FeasibleVerdict, needs: Needs, width: number): readonly Line[] {
  const extras = [...algorithmRows(verdict.algorithm), ...countRows(verdict), ...bestRows(verdict)];
  const remarks = verdict.remarks.map((remark) => row('note', remark));
  switch (verdict.answer) {
    case 'feasible':
      return [
        ...titled(good, `${nameOf(verdict)} can be carried out`, verdict, width),
        ...planLines(verdict.plan, needs),
        ...rowsBelow([...extras, ...remarks], width),
      ];
    case 'infeasible':
      return [
        ...titled(bad, verdict.conflict.sentence, verdict, width),
        ...rowsBelow([...conflictRows(verdict, needs), ...extras, ...repairRows(verdict), ...remarks], width),
      ];
    case 'unknown':
      return [
        ...titled(
          open,
          `whether ${nameOf(verdict)} can be carried out is not known: ${verdict.reason}`,
          verdict,
          width,
        ),
        ...rowsBelow([...extras, ...remarks], width),
      ];
    default:
      return verdict satisfies never;
  }
}

/** Who does what; of many sessions the first. */
function planLines(plan: PlanRows, needs: Needs): readonly Line[] {
  const hasNeeds = plan.some(({ session }) => needs(session) !== null);
  const rows: (readonly Line[])[] = plan
    .slice(0, most.plan)
    .map(({ session, user }) => [
      line(session),
      ...(hasNeeds ? [line((needs(session) ?? '').replace(/^roles? /, ''))] : []),
      line(user, 'strong'),
    ]);
  rows.unshift(['session', ...(hasNeeds ? ['roles'] : []), 'user'].map((name) => line(name, 'dim')));
  const columns = rows[0]!.length;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((cells) => widthOf(cells[column] ?? blank))),
  );
  const lines = rows.map((cells) =>
    cells.flatMap((cell, column) =>
      column === columns - 1 ? cell : padded(cell, (widths[column] ?? 0) + 3),
    ),
  );
  const rest = plan.length - most.plan;
  const more = rest > 0 ? [line(`${grouped(rest)} more; --format json has all`, 'dim')] : [];
  return indented([...lines, ...more], 4);
}

function conflictRows(verdict: Extract<FeasibleVerdict, { answer: 'infeasible' }>, needs: Needs): Row[] {
  const { sessions, constraints, users, minimal, kind } = verdict.conflict;
  const shownSessions = sessions.slice(0, most.conflict).map(({ name, location }, at) => {
    const need = needs(name);
    return row(at === 0 ? 'session' : '', need === null ? name : `${name}, needs ${need}`, location);
  });
  const shownConstraints = constraints
    .slice(0, most.conflict)
    .map(({ text, id, location }, at) =>
      row(at === 0 ? 'rule' : '', id === null ? text : `${text} (${id})`, location),
    );
  const more = (count: number, what: string): Row[] =>
    count > most.conflict ? [row('', `${counted(count - most.conflict, `more ${what}`)}`)] : [];
  const people =
    users === null || users.length > most.people
      ? []
      : [row('people', users.length === 0 ? 'nobody' : users.join(', '))];
  const said =
    kind === 'nobody-may-start' || sessions.length + constraints.length < 2
      ? []
      : [
          row(
            'conflict',
            minimal
              ? 'minimal: without any one of these sessions and rules the rest could be carried out'
              : 'perhaps not minimal: the time was over before every part of it was tested',
          ),
        ];
  return [
    ...shownSessions,
    ...more(sessions.length, 'session'),
    ...shownConstraints,
    ...more(constraints.length, 'rule'),
    ...people,
    ...said,
  ];
}

function repairRows(verdict: Extract<FeasibleVerdict, { answer: 'infeasible' }>): Row[] {
  const { repairs } = verdict;
  if (repairs === undefined) return [];
  const broken =
    repairs.rejected === 0
      ? []
      : [
          row(
            '',
            `${counted(repairs.rejected, 'other')} of that cost would break another rule of the policy`,
          ),
        ];
  if (repairs.repairs.length === 0) {
    if (repairs.rejected > 0)
      return [row('repair', 'each of the cheapest repairs would break another rule of the policy')];
    return [row('repair', repairs.all ? 'no change that is offered mends it' : 'none was found in the time')];
  }
  const shown = repairs.repairs
    .slice(0, most.repairs)
    .map((repair, at) => row(at === 0 ? 'repair' : 'or', `${repair.sentence} (cost ${repair.cost})`));
  const rest = repairs.repairs.length - shown.length;
  const others = repairs.all ? 'no other costs as little' : 'there may be others that cost as little';
  return [...shown, ...(rest > 0 ? [row('', `${grouped(rest)} more`)] : []), ...broken, row('', others)];
}

function countRows({ count }: FeasibleVerdict): Row[] {
  if (count === undefined) return [];
  switch (count.kind) {
    case 'exact':
      return [row('plans', `${digits(count.plans)} in all`)];
    case 'between':
      return [
        row('plans', `between ${digits(count.least)} and ${digits(count.most)}: not counted to the end`),
      ];
    default:
      return count satisfies never;
  }
}

const digits = (text: string): string => text.replace(/\B(?=(?:\d{3})+$)/g, ',');

function bestRows({ best }: FeasibleVerdict): Row[] {
  if (best === undefined) return [];
  const who = best.plan.map(({ session, user }) => `${session} by ${user}`).join(', ');
  const { cost, load, bound } = best;
  const value = `at most ${counted(load, 'session')} a user, cost ${grouped(cost)}`;
  const least =
    bound === null
      ? 'no plan is better'
      : `no plan is better than ${bound.load === null ? '' : `${counted(bound.load, 'session')} a user and `}cost ${grouped(bound.cost)}, and the time was over`;
  return [row('best', `${who} (${value}; ${least})`)];
}

function algorithmRows(algorithm: ToldAlgorithm | undefined): Row[] {
  if (algorithm === undefined) return [];
  const rest = algorithm.trace.length - most.trace;
  return [
    row(algorithm.name, algorithm.sentence),
    ...algorithm.trace.slice(0, most.trace).map((text, at) => row(at === 0 ? 'steps' : '', text)),
    ...(rest > 0 ? [row('', `${grouped(rest)} more`)] : []),
  ];
}

function resilientBlock(verdict: ResilientVerdict, width: number): readonly Line[] {
  const people = counted(verdict.absent, 'person', 'people');
  const mode = verdict.mode === 'static' ? '' : ` (${verdict.mode})`;
  switch (verdict.answer) {
    case 'resilient':
      return [
        ...titled(
          good,
          `${nameOf(verdict)} can be carried out whoever is absent, up to ${people}${mode}`,
          verdict,
          width,
        ),
        ...rowsBelow(
          verdict.plans.length === 0
            ? []
            : [
                row(
                  'plans',
                  verdict.plans.length === 1
                    ? `one plan, and those with people alike in it, do without any ${people}`
                    : `${counted(verdict.plans.length, 'plan')}, and those with people alike in them, do without any ${people}`,
                ),
              ],
          width,
        ),
      ];
    case 'not resilient':
      return [
        ...titled(bad, verdict.sentence, verdict, width),
        ...rowsBelow([...strategyRows(verdict.strategy), ...absenceRows(verdict.absences)], width),
      ];
    case 'unknown':
      return titled(
        open,
        `whether ${nameOf(verdict)} can be carried out without any ${people} is not known: ${verdict.reason}`,
        verdict,
        width,
      );
    default:
      return verdict satisfies never;
  }
}

function strategyRows(strategy: readonly string[]): Row[] {
  const rest = strategy.length - most.trace;
  return [
    ...strategy.slice(0, most.trace).map((text, at) => row(at === 0 ? 'moves' : '', text)),
    ...(rest > 0 ? [row('', `${grouped(rest)} more`)] : []),
  ];
}

function absenceRows(absences: ToldAbsences | null): Row[] {
  if (absences === null) return [];
  const { sets, all, critical, size } = absences;
  // Of single people the row of the indispensable ones says it all.
  const others = (size < 2 ? [] : sets)
    .slice(1, 1 + most.fatal)
    .map(({ users }, at) => row(at === 0 ? 'or without' : '', users.join(', ')));
  const rest = size < 2 ? 0 : sets.length - 1 - others.length;
  const people = critical
    .slice(0, most.people)
    .map(({ user, sets: count }) => (size < 2 ? user : `${user} (${count})`));
  const more = critical.length - people.length;
  return [
    ...others,
    ...(rest > 0 ? [row('', `${grouped(rest)} more${all ? '' : ', and perhaps others'}`)] : []),
    ...(people.length > 0
      ? [
          row(
            size < 2 ? 'indispensable' : 'critical',
            `${people.join(', ')}${more > 0 ? ` and ${more} more` : ''}${size < 2 ? '' : ` (in how many smallest absences)`}`,
          ),
        ]
      : []),
  ];
}

function nextBlock(verdict: NextVerdict, width: number): readonly Line[] {
  const may = `${verdict.user} may take ${verdict.session} of ${nameOf(verdict)} now`;
  switch (verdict.answer) {
    case 'yes':
      return [
        ...titled(good, `${may}, and everybody can still finish`, verdict, width),
        ...planLines(verdict.plan, () => null),
      ];
    case 'no':
      return titled(bad, `${may.replace(' may ', ' must not ')}: ${verdict.reason}`, verdict, width);
    case 'unknown':
      return titled(open, `whether ${may} is not known: ${verdict.reason}`, verdict, width);
    default:
      return verdict satisfies never;
  }
}

function summaryOf(
  { verdicts, summary, exitCode, profile, diagnostics }: FeasibilityEnvelope,
  interrupted: string | null,
  width: number,
): readonly Line[] {
  const parts: Line[] = [];
  const add = (number: number, text: string, style: Piece['style']): void => {
    if (number > 0) parts.push([piece(text, style)]);
  };
  const count = (answer: FeasibilityVerdict['answer']): number =>
    verdicts.filter((verdict) => verdict.answer === answer).length;
  add(count('infeasible'), `${grouped(count('infeasible'))} infeasible`, 'bad');
  add(count('not resilient'), `${grouped(count('not resilient'))} not resilient`, 'bad');
  add(count('no'), `${grouped(count('no'))} refused`, 'bad');
  add(summary.unknown, `${grouped(summary.unknown)} not decided`, 'warn');
  add(count('feasible'), `${grouped(count('feasible'))} feasible`, 'good');
  add(count('resilient'), `${grouped(count('resilient'))} resilient`, 'good');
  add(count('yes'), `${grouped(count('yes'))} allowed`, 'good');
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  add(errors, `${counted(errors, 'error')} in files`, 'bad');
  if (verdicts.length === 0) parts.unshift(line('nothing was asked about', 'bad'));
  const said = parts.flatMap((part, index) => [...(index === 0 ? [] : line(' · ', 'dim')), ...part]);
  const reading = profile === null ? [] : readingOf(profile);
  const seconds = verdicts.reduce((sum, verdict) => sum + verdict.seconds, 0);
  const note = [
    ...(seconds < 1 ? [] : [`${seconds.toFixed(1)} s`]),
    ...(reading.length === 0 ? [] : [`reading ${reading.join(', ')}`]),
    `exit ${exitCode}`,
  ].join(' · ');
  return [
    ...(interrupted === null ? [] : wrap([piece('stopped: ', 'warn'), piece(interrupted)], width, 2)),
    ...spread(said, line(note, 'dim'), width, 2),
  ];
}

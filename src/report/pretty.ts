/**
 * The report for people: for each policy what is violated, then what holds, then what says nothing; at the end the
 * sum. The first three lines of a violation say who, what and where. Where nothing was checked, the first line says
 * why. Where there is a gate, the first lines answer it, and what was there before is folded.
 *
 * Pure: verdicts in, text out. Width and colour are the caller's.
 */

import type { CheckOutcome } from '../check/run.ts';
import type { Policy } from '../policy/model.ts';
import { remarksOf } from '../reach/remarks.ts';
import type { Difference } from '../verdict/difference.ts';
import { fails } from '../verdict/exit-code.ts';
import { asksOf } from '../verdict/reach-words.ts';
import type { Envelope, Holds, Scope, Vacuous, Verdict, Violated } from '../verdict/verdict.ts';
import { coreBesidePaths } from './derivation.ts';
import { diagnosticLines } from './diagnostics.ts';
import { differenceBlocks, differenceHeader } from './difference.ts';
import { type Finding, findingsOf } from './finding.ts';
import {
  answerSection,
  countLines,
  foldOld,
  problemSection,
  removedSection,
  standingTag,
  weakeningSections,
} from './gate-pretty.ts';
import { locationIn } from './places.ts';
import type { Report } from './report.ts';
import { contradictionOf, headlineOf, titleOf, undecidedSentence, withoutPlaces } from './sentences.ts';
import { silenceOf } from './silence.ts';
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
  unbroken,
  widthOf,
  wrap,
} from './text.ts';
import { row, traceLines, wayRows } from './trace.ts';
import { constraintText, coreText, counted, factText, grouped, pathText, readingOf } from './wording.ts';

export interface PrettyOptions {
  /** Columns. */
  readonly width: number;
  readonly color: Color;
  /** Whether what is wrong with files is told here or was told elsewhere; here unless said. */
  readonly diagnostics?: 'here' | 'elsewhere';
}

/** How much is shown before "n more"; JSON has everything. */
const most = { perConstraint: 5, violations: 25, paths: 8, core: 8, repairs: 4, listed: 20 };

export function pretty(input: Report, options: PrettyOptions): string {
  const width = Math.max(40, options.width);
  // Only a gate is told from findings; making them takes time.
  const findings = input.envelope.gate === undefined ? [] : findingsOf(input);
  const sections = [
    options.diagnostics === 'elsewhere' ? [] : diagnosticLines(input.diagnostics, width),
    silenceSection(input, width),
    answerSection(input, findings, width),
    problemSection(input, width),
    ...weakeningSections(input.envelope, width),
    ...(input.envelope.differences === undefined
      ? input.outcomes.map((outcome) => policySection(outcome, input, width))
      : comparedSections(input, input.envelope.differences, width)),
    removedSection(input.envelope, width),
    failureSection(input.envelope, width),
    summarySection(input, findings, width),
  ];
  const lines = sections.filter((section) => section.length > 0).flatMap((section) => [...section, blank]);
  return paint(lines.slice(0, -1), options.color);
}

// Why there is no answer.

function silenceSection(input: Report, width: number): readonly Line[] {
  const reason = silenceOf(input);
  if (reason === null) return [];
  const text: Line = [piece('○ ', 'warn'), piece('nothing was checked: ', 'strong'), ...sentence(reason)];
  return wrap(text, width, 2);
}

function policySection(outcome: CheckOutcome, input: Report, width: number): readonly Line[] {
  const { policy, verdicts } = outcome;
  const blocks = [
    ...violatedBlocks(policy, verdicts, input, width),
    undecidedBlock(verdicts, width),
    ...feasibleBlocks(policy, verdicts, width),
    ...holdsBlocks(verdicts, width),
    vacuousBlock(verdicts, width),
  ].filter((block) => block.length > 0);
  return [...policyHeader(policy, width), ...blocks.flatMap((block) => [blank, ...block])];
}

/** Of policies that are compared only what is violated or undecided is told, and how they differ. */
function comparedSections(
  input: Report,
  differences: readonly Difference[],
  width: number,
): readonly (readonly Line[])[] {
  const outcomes = new Map(input.outcomes.map((outcome) => [outcome.policy.path, outcome]));
  return differences.map((difference) => {
    const outcome = difference.now === null ? undefined : outcomes.get(difference.now);
    const blocks = (
      outcome === undefined
        ? []
        : [
            ...violatedBlocks(outcome.policy, outcome.verdicts, input, width),
            undecidedBlock(outcome.verdicts, width),
          ]
    ).filter((block) => block.length > 0);
    // Of many policies most are as they were; how many old findings there are is told at the end.
    const isNews = outcome?.verdicts.some((verdict) => isToldAgain(verdict, input)) ?? false;
    if (difference.kind === 'same' && !isNews && differences.length > 1) return [];
    return [
      ...differenceHeader(difference, width),
      ...[...blocks, ...differenceBlocks(difference, width)].flatMap((block) => [blank, ...block]),
    ];
  });
}

/** Whether a verdict about a policy that has not changed is worth a line. */
function isToldAgain(verdict: Verdict, { failOn }: Report): boolean {
  switch (verdict.status) {
    case 'violated': {
      const standing = verdict.standing ?? {};
      return standing.state !== 'existing' || fails(verdict.severity, standing, failOn);
    }
    case 'unknown':
    case 'bounded':
      return true;
    case 'holds':
    case 'vacuous':
      return false;
    default:
      return verdict satisfies never;
  }
}

function policyHeader(policy: Policy, width: number): readonly Line[] {
  const ofApplications = policy.applications.flatMap((application) => application.constraints);
  const sizes = [
    counted(policy.users.list.length, 'user'),
    counted(policy.roles.list.length, 'role'),
    counted(policy.assignments.left.length, 'assignment'),
    counted(policy.constraints.length + ofApplications.length, 'constraint'),
    ...(policy.applications.length === 0 ? [] : [counted(policy.applications.length, 'application')]),
  ].join(' · ');
  const reading = readingOf(policy.profile);
  const title: Line = [
    piece('── ', 'dim'),
    piece(policy.name, 'strong'),
    piece('  '),
    piece(policy.path),
    piece(' '),
  ];
  return [
    [...title, piece('─'.repeat(Math.max(0, width - widthOf(title))), 'dim')],
    ...indented(wrap(line(sizes, 'dim'), width - 3), 3),
    ...(reading.length === 0
      ? []
      : indented(wrap(line(`reading ${reading.join(', ')}`, 'dim'), width - 3), 3)),
  ];
}

// What is violated.

function violatedBlocks(
  policy: Policy,
  verdicts: readonly Verdict[],
  { repeat, failOn }: Report,
  width: number,
): readonly (readonly Line[])[] {
  const { shown: violated, lines: old } = foldOld(
    verdicts.filter((verdict) => verdict.status === 'violated'),
    (verdict) => fails(verdict.severity, verdict.standing ?? {}, failOn),
    width,
  );
  const folds = foldedPairs(violated);
  const groups = new Map<string, Violated[]>();
  for (const verdict of violated) {
    if ([...folds.values()].includes(verdict)) continue;
    const key = JSON.stringify([verdict.rule, verdict.constraint]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [verdict]);
    else group.push(verdict);
  }
  let room = most.violations;
  const blocks = [...groups.values()].flatMap((group) => {
    const shown = group.slice(0, Math.min(most.perConstraint, room));
    room -= shown.length;
    const rest = group.length - shown.length;
    const more = [
      piece(`  ${grouped(rest)} more of ${titleOf(group[0]!)}`, 'strong'),
      piece('; --format json lists all', 'dim'),
    ];
    return [
      ...shown.map((verdict) => violatedBlock(policy, verdict, folds.get(verdict) ?? null, repeat, width)),
      ...(rest > 0 ? [wrap(more, width, 2)] : []),
    ];
  });
  return [...blocks, old];
}

/**
 * Applications without a plan, with the verdict of the printed pairwise test that fails too: one story, told once.
 */
function foldedPairs(violated: readonly Violated[]): ReadonlyMap<Violated, Violated> {
  const pairs = violated.filter(({ rule }) => rule === 'pairwise-feasible');
  return new Map(
    violated
      .filter(({ rule }) => rule === 'feasible')
      .flatMap((verdict) => {
        const pair = pairs.find(({ constraint }) => constraint === verdict.constraint);
        return pair === undefined ? [] : [[verdict, pair] as const];
      }),
  );
}

/** What the block of an application without a plan says of the pairwise test. */
function foldedRow(verdict: Violated, pair: Violated | null): Row[] {
  if (pair === null) return [];
  const told = 'the printed pairwise test, pairwise-feasible, fails too';
  const other = headlineOf(pair);
  const text = other === headlineOf(verdict) ? line(told) : [piece(`${told}: `), ...sentence(other)];
  return [{ label: 'also', text, right: blank }];
}

const marks: Readonly<Record<Violated['severity'], Piece>> = {
  error: piece('✗ ', 'bad'),
  warning: piece('! ', 'warn'),
  note: piece('• ', 'note'),
};

function violatedBlock(
  policy: Policy,
  verdict: Violated,
  pair: Violated | null,
  repeat: Report['repeat'],
  width: number,
): readonly Line[] {
  const told = [...standingTag(verdict), ...strong(sentence(headlineOf(verdict)))];
  const name = line(titleOf(verdict), 'dim');
  // A note informs: it is told with what can be done about it, not with all that it rests on.
  const trace = verdict.evidence.kind === 'trace' ? verdict.evidence.trace : null;
  const facts = verdict.severity === 'note' ? [] : [...coreRows(policy, verdict), ...pathRows(verdict)];
  const rows: Row[] = [
    ...facts,
    ...(trace === null ? [] : wayRows(trace, null)),
    ...(facts.length === 0 && trace === null ? placeRow(verdict) : []),
    ...goalRow(policy, verdict),
    ...constraintRow(policy, verdict),
    ...foldedRow(verdict, pair),
    ...repairRows(verdict),
    ...(trace === null ? [] : remarksOf(policy).map((remark) => row('note', remark))),
    {
      label: 'repeat',
      text: unbroken(repeat(verdict), 'dim'),
      right: line(`fingerprint ${verdict.fingerprint.slice(0, 12)}`, 'dim'),
    },
  ];
  const below = [...(trace === null ? [] : traceLines(trace, width)), ...indented(table(rows, width - 4), 4)];
  const block = [...spread([marks[verdict.severity], ...told], name, width, 2), ...below];
  const [place] = verdict.locations;
  if (place === undefined || isPlaced(block.slice(0, newcomersLines), policy)) return block;
  // The sentence is so long that the place would come too late: then it comes first.
  return [
    ...spread([marks[verdict.severity], ...name], places([place]), width, 2),
    ...indented(wrap(told, width - 2), 2),
    ...below,
  ];
}

/** Lines of a violation in which a newcomer finds who, what and where. */
const newcomersLines = 3;

function isPlaced(lines: readonly Line[], policy: Policy): boolean {
  const texts = lines.map((content) => content.map(({ text }) => text).join(''));
  return policy.files.some(({ path }) => texts.some((text) => text.includes(`${path}:`)));
}

/** Where to look, for a violation that is told without facts. */
function placeRow({ locations }: Violated): Row[] {
  return locations.length === 0 ? [] : [{ label: 'at', text: places(locations), right: blank }];
}

function pathRows({ counterexample }: Violated): Row[] {
  const subject = counterexample.bindings[0]?.value ?? null;
  const rows = counterexample.paths.slice(0, most.paths).map((path) => ({
    label: path.element,
    text: pathText(path, subject),
    right: places(path.steps.flatMap((step) => step.locations.slice(0, 1))),
  }));
  const rest = counterexample.paths.length - rows.length;
  return rest > 0 ? [...rows, { label: '', text: line(`${rest} more`), right: blank }] : rows;
}

/** What of the core the paths do not show already. */
function coreRows(policy: Policy, verdict: Violated): Row[] {
  const rows = coreBesidePaths(verdict).map((element): Row => {
    if (element.kind === 'fact') {
      const { fact } = element;
      return { label: 'fact', text: factText(fact), right: places(fact.locations) };
    }
    const label = element.kind === 'session-constraint' ? 'constraint' : element.kind;
    return { label, text: coreText(element, policy), right: places([element.location]) };
  });
  const rest = rows.length - most.core;
  return rest > 0
    ? [...rows.slice(0, most.core), { label: '', text: line(`${rest} more in the conflict`), right: blank }]
    : rows;
}

function constraintRow(policy: Policy, verdict: Violated): Row[] {
  // A goal of administration may have the name of a constraint.
  if (verdict.evidence.kind === 'trace') return [];
  const constraint = policy.constraints.find(({ id }) => id === verdict.constraint);
  if (constraint === undefined) return operationRow(policy, verdict);
  return [
    {
      label: 'constraint',
      text: constraintText(constraint, policy),
      right: places([locationIn(policy, constraint.place)]),
    },
  ];
}

/** Why nobody may do the operation alone, where the policy says so. */
function operationRow(policy: Policy, { constraint }: Violated): Row[] {
  const operation = policy.operations.find(({ name }) => name === constraint);
  if (operation === undefined || operation.reason === null) return [];
  const owner = operation.owner === null ? '' : ` (owner: ${operation.owner})`;
  return [
    {
      label: 'operation',
      text: line(`${operation.reason}${owner}`),
      right: places([locationIn(policy, operation.place)]),
    },
  ];
}

/** What must not be reachable, where a goal of administration is violated. */
function goalRow(policy: Policy, { evidence, constraint }: Violated): Row[] {
  if (evidence.kind !== 'trace') return [];
  const goal = policy.administration?.goals.find(({ id }) => id === constraint);
  if (goal === undefined) return [];
  const reason = goal.reason === null ? '' : `: ${goal.reason}`;
  return [
    { ...row('goal', `${asksOf(policy, goal)}${reason}`), right: places([locationIn(policy, goal.place)]) },
  ];
}

function repairRows({ repairs, evidence, file }: Violated): Row[] {
  if (evidence.kind === 'trace')
    return [{ label: 'repair', text: unbroken(`dutyproof reach ${file} --repair`, 'dim'), right: blank }];
  if (repairs === null) return [{ label: 'repair', text: line('not looked for', 'dim'), right: blank }];
  if (repairs.length === 0) {
    return [
      {
        label: 'repair',
        text: line('no one or two changes mend it and break nothing else'),
        right: blank,
      },
    ];
  }
  const rows = repairs.slice(0, most.repairs).map((repair, index) => ({
    label: index === 0 ? 'repair' : 'or',
    text: sentence(withoutPlaces(repair.sentence, repair.locations)),
    right: places(repair.locations),
  }));
  const rest = repairs.length - rows.length;
  return rest > 0
    ? [...rows, { label: '', text: line(`${counted(rest, 'more repair')}`, 'dim'), right: blank }]
    : rows;
}

// What is not decided.

function undecidedBlock(verdicts: readonly Verdict[], width: number): readonly Line[] {
  const undecided = verdicts.filter(
    (verdict) => verdict.status === 'unknown' || verdict.status === 'bounded',
  );
  const title: Line = [piece('? ', 'warn'), piece('not decided', 'strong')];
  // After a time limit or an interrupt all have one reason: it is told once.
  const reasons = new Set(
    undecided.map((verdict) => (verdict.status === 'unknown' ? verdict.reason : verdict)),
  );
  const [reason] = reasons;
  if (undecided.length < 2 || reasons.size > 1 || typeof reason !== 'string') {
    return listing(title, undecided, (verdict) => sentence(undecidedSentence(verdict)), width);
  }
  const counts = new Map<string, number>();
  for (const verdict of undecided) counts.set(titleOf(verdict), (counts.get(titleOf(verdict)) ?? 0) + 1);
  const names = [...counts].map(([name, count]) => (count === 1 ? name : `${name} (${grouped(count)})`));
  const rest = names.length - most.listed;
  const text = [...names.slice(0, most.listed), ...(rest > 0 ? [`${grouped(rest)} more`] : [])].join(', ');
  return [
    ...wrap([...title, piece(': '), ...sentence(reason)], width, 2),
    ...indented(wrap(line(text), width - 4), 4),
  ];
}

// What holds.

/** Plans are shown: who could run an application is the answer, not only that someone could. */
function feasibleBlocks(
  policy: Policy,
  verdicts: readonly Verdict[],
  width: number,
): readonly (readonly Line[])[] {
  return verdicts.flatMap((verdict) => {
    if (verdict.status !== 'holds' || verdict.evidence.kind !== 'plan') return [];
    const { plan } = verdict.evidence;
    const title: Line = [
      piece('✓ ', 'good'),
      ...strong(sentence(planHeadline(verdict.witness.sentence, plan))),
    ];
    return [
      [
        ...spread(title, line(titleOf(verdict), 'dim'), width, 2),
        ...indented(planTable(policy, verdict.constraint, plan), 4),
      ],
    ];
  });
}

type PlanRows = readonly { readonly session: string; readonly user: string }[];

/** The sentence, without the plan at its end, which the table shows. */
function planHeadline(text: string, [first]: PlanRows): string {
  const end = first === undefined ? -1 : text.indexOf(`, with ${first.session} by `);
  return end < 0 ? text : text.slice(0, end);
}

function planTable(policy: Policy, name: string | null, plan: PlanRows): readonly Line[] {
  const sessions = policy.applications.find((application) => application.name === name)?.sessions ?? [];
  const rolesOf = (session: string): string => {
    const roles = sessions.find((candidate) => candidate.name === session)?.roles ?? [];
    return roles.map((role) => policy.roles.list[role] ?? '?').join(', ');
  };
  const rows: readonly (readonly Line[])[] = [
    [line('session', 'dim'), line('roles', 'dim'), line('user', 'dim')],
    ...plan.map(({ session, user }) => [line(session), line(rolesOf(session)), line(user, 'strong')]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => widthOf(row[column] ?? blank))));
  return rows.map((row) =>
    row.flatMap((cell, column) =>
      column === row.length - 1 ? cell : padded(cell, (widths[column] ?? 0) + 3),
    ),
  );
}

const scopes: readonly Scope[] = [
  'this policy',
  'every session of this policy',
  'this application',
  'this plan',
  'every reachable state',
];

function holdsBlocks(verdicts: readonly Verdict[], width: number): readonly (readonly Line[])[] {
  return scopes.map((scope) => {
    const holding = verdicts.filter(
      (verdict): verdict is Holds =>
        verdict.status === 'holds' && verdict.scope === scope && verdict.evidence.kind !== 'plan',
    );
    const title: Line = [piece('✓ ', 'good'), piece(`holds for ${scope}`, 'strong')];
    return listing(title, holding, ({ witness }) => sentence(witness.sentence), width);
  });
}

function vacuousBlock(verdicts: readonly Verdict[], width: number): readonly Line[] {
  const vacuous = verdicts.filter((verdict): verdict is Vacuous => verdict.status === 'vacuous');
  const title: Line = [piece('○ ', 'warn'), piece('holds, and says nothing', 'strong')];
  return listing(
    title,
    vacuous,
    ({ reason, vacuity }) => [...sentence(reason), piece(` (${vacuity})`, 'dim')],
    width,
  );
}

/** A title, and a line for each verdict: its name and what is told of it. */
function listing<V extends Verdict>(
  title: Line,
  verdicts: readonly V[],
  tell: (verdict: V) => Line,
  width: number,
): readonly Line[] {
  if (verdicts.length === 0) return [];
  const rows = verdicts.slice(0, most.listed).map((verdict) => ({
    label: titleOf(verdict),
    text: tell(verdict),
    right: blank,
  }));
  const rest = verdicts.length - rows.length;
  const more: Line[] = rest > 0 ? [[piece(`${grouped(rest)} more; --format json lists all`, 'dim')]] : [];
  return [title, ...indented([...listTable(rows, width - 4), ...more], 4)];
}

function listTable(rows: readonly Row[], width: number): Line[] {
  const column = Math.min(44, Math.max(...rows.map(({ label }) => widthOf(line(label))))) + 2;
  return rows.flatMap(({ label, text }) => {
    const name = line(label, 'dim');
    if (widthOf(name) + 2 > column || width - column < 30) {
      return [name, ...indented(wrap(text, width - 2), 2)];
    }
    const [first = blank, ...rest] = wrap(text, width - column);
    return [[...padded(name, column), ...first], ...indented(rest, column)];
  });
}

// What must not happen.

function failureSection({ failures }: Envelope, width: number): readonly Line[] {
  if (failures.length === 0) return [];
  const title: Line = [
    piece('internal error', 'bad'),
    piece(
      ': the specification does not confirm what an engine found; nothing of it is shown above as a finding',
    ),
  ];
  const rows = failures.slice(0, most.listed).flatMap((failure) => {
    const text = `${failure.file}  ${titleOf(failure)}  ${contradictionOf(failure)}`;
    return indented(wrap(line(text), width - 4, 2), 4);
  });
  return [...wrap(title, width, 2), ...rows];
}

// The sum.

function summarySection(
  { envelope, interrupted }: Report,
  findings: readonly Finding[],
  width: number,
): readonly Line[] {
  const { summary, verdicts, exitCode } = envelope;
  const violations = (severity: Violated['severity']): number =>
    verdicts.filter((verdict) => verdict.status === 'violated' && verdict.severity === severity).length;
  const parts: Line[] = [];
  const add = (number: number, text: string, style: Piece['style']): void => {
    if (number > 0) parts.push([piece(text, style)]);
  };
  const [errors, warnings, notes] = [violations('error'), violations('warning'), violations('note')];
  add(errors, `${grouped(errors)} violated`, 'bad');
  add(warnings, counted(warnings, 'warning'), 'warn');
  add(notes, counted(notes, 'note'), 'note');
  add(summary.unknown + summary.bounded, `${summary.unknown + summary.bounded} not decided`, 'warn');
  add(summary.holds, `${grouped(summary.holds)} ${summary.holds === 1 ? 'holds' : 'hold'}`, 'good');
  add(summary.vacuous, `${grouped(summary.vacuous)} vacuous`, 'plain');
  add(summary.rulesOff, `${counted(summary.rulesOff, 'rule')} not run`, 'plain');
  const unread = envelope.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  add(unread, `${counted(unread, 'error')} in files`, 'bad');
  if (verdicts.length === 0) parts.unshift(line('nothing was checked', 'bad'));
  const said = parts.flatMap((part, index) => [...(index === 0 ? [] : line(' · ', 'dim')), ...part]);
  const total: Line = [piece(`${counted(summary.policies, 'policy', 'policies')}: `), ...said];
  const readings = new Set(verdicts.map((verdict) => readingOf(verdict.profile).join()));
  const isDefault = [...readings].every((reading) => reading === '');
  const note = isDefault ? 'default reading' : 'reading as stated';
  return [
    ...(interrupted === null ? [] : wrap([piece('stopped: ', 'warn'), piece(interrupted)], width, 2)),
    ...countLines(envelope, findings, width),
    ...(summary.policies === 0 ? [] : sideBySide(total, line(`${note} · exit ${exitCode}`, 'dim'), width)),
  ];
}

function sideBySide(left: Line, right: Line, width: number): readonly Line[] {
  if (widthOf(left) + 2 + widthOf(right) <= width) return spread(left, right, width, 2);
  return [...wrap(left, width, 2), [piece('  '), ...right]];
}

/** What a gate adds to the report for people: the answer first, then what became weaker, what is wrong, what is mended. */

import type { Gate, Weakening } from '../verdict/gate.ts';
import type { Envelope, ReportedDiagnostic, Violated } from '../verdict/verdict.ts';
import type { Finding } from './finding.ts';
import { type Answer, answerOf, countWords, groupOf, standingWords } from './gate-words.ts';
import type { Report } from './report.ts';
import { headlineOf, titleOf } from './sentences.ts';
import { places, type Row, strong, table } from './table.ts';
import {
  blank,
  indented,
  type Line,
  line,
  type Piece,
  piece,
  quoting,
  sentence,
  spread,
  wrap,
} from './text.ts';
import { counted, grouped } from './wording.ts';

const most = { listed: 20, suppressed: 10, removed: 5 };

const marks: Readonly<Record<Answer['kind'], Piece>> = {
  passed: piece('✓ ', 'good'),
  failed: piece('✗ ', 'bad'),
  undecided: piece('? ', 'warn'),
};

/** Whether it may pass, what is worst and where, and how many there are: three lines where they are not long. */
export function answerSection(report: Report, findings: readonly Finding[], width: number): readonly Line[] {
  const { gate } = report.envelope;
  if (gate === undefined) return [];
  const answer = answerOf(report, findings);
  const worst = findings.find((finding) => finding.fails);
  const against = gate.against === null ? blank : line(`against ${gate.against}`, 'dim');
  return [
    ...spread([marks[answer.kind], ...strong(line(answer.text))], against, width, 2),
    ...(worst === undefined ? [] : indented(worstLines(worst, width - 2), 2)),
    // Where nothing was judged, nothing is counted.
    ...(report.outcomes.length === 0 ? [] : indented(wrap(line(countWords(gate, findings)), width - 2), 2)),
  ];
}

function worstLines({ headline, locations: [place] }: Finding, width: number): readonly Line[] {
  return spread(line(headline), place === undefined ? blank : places([place]), width, 2);
}

/** The counts, for the end of a long report. */
export function countLines(
  { gate, summary }: Envelope,
  findings: readonly Finding[],
  width: number,
): readonly Line[] {
  if (gate === undefined || summary.policies === 0) return [];
  const against = gate.against === null ? 'suppressions' : `against ${gate.against}`;
  return wrap([piece(`${against}: `), ...line(countWords(gate, findings))], width, 2);
}

const severityMarks: Readonly<Record<Weakening['severity'], Piece>> = {
  error: piece('✗ ', 'bad'),
  warning: piece('! ', 'warn'),
  note: piece('• ', 'note'),
};

/** Each as a finding of its own. */
export function weakeningSections({ gate }: Envelope, width: number): readonly (readonly Line[])[] {
  const all = gate?.weakenings ?? [];
  const open = all.filter(({ suppressed }) => suppressed === undefined);
  const shown = open.slice(0, most.listed).map((weakening) => weakeningBlock(weakening, width));
  const rest = open.length - shown.length;
  const more = wrap(line(`${grouped(rest)} more weakened; --format json lists all`, 'dim'), width, 2);
  const suppressed = all
    .filter((weakening) => weakening.suppressed !== undefined)
    .map(suppressedLines(width));
  return [...shown, ...(rest > 0 ? [more] : []), suppressed.flat()];
}

const suppressedLines =
  (width: number) =>
  ({ sentence: text, suppressed }: Weakening): readonly Line[] => {
    const words = standingWords({
      standing: suppressed === undefined ? {} : { suppressed },
      kind: 'weakening',
    });
    return wrap([piece('· weakened: '), ...sentence(text), piece(`; ${words ?? ''}`, 'dim')], width, 2);
  };

function weakeningBlock(weakening: Weakening, width: number): readonly Line[] {
  const { kind, severity, constraint, example, locations, file, fingerprint } = weakening;
  const name = titleOf({ rule: `weakening/${kind}`, constraint });
  const place = locations.length === 0 ? line(file) : places(locations);
  const rows: readonly Row[] = [
    ...(example === null ? [] : [{ label: 'possible now', text: sentence(example), right: blank }]),
    { label: 'at', text: place, right: line(`fingerprint ${fingerprint.slice(0, 12)}`, 'dim') },
  ];
  const told: Line = [
    severityMarks[severity],
    piece('weakened: ', 'bad'),
    ...strong(sentence(weakening.sentence)),
  ];
  return [...spread(told, line(name, 'dim'), width, 2), ...indented(table(rows, width - 4), 4)];
}

/** What is wrong with the baseline and the suppressions, unless it is told with the user's text already. */
export function problemSection({ envelope, diagnostics }: Report, width: number): readonly Line[] {
  const keyOf = (told: { readonly code: string; readonly message: string }): string =>
    JSON.stringify([told.code, told.message]);
  const told = new Set(diagnostics.map(keyOf));
  const problems = (envelope.gate?.problems ?? []).filter((problem) => !told.has(keyOf(problem)));
  return problems.flatMap((problem) => problemLines(problem, width));
}

function problemLines(
  { code, severity, message, path, range, hint }: ReportedDiagnostic,
  width: number,
): readonly Line[] {
  const style = severity === 'error' ? 'bad' : 'warn';
  const place =
    path === null ? blank : line(range === null ? path : `${path}:${range.start.line}:${range.start.column}`);
  return [
    ...spread([piece(`${severity}[${code}]`, style), piece(': '), ...quoting(message)], place, width, 2),
    ...(hint === null ? [] : indented(wrap([piece('help: ', 'strong'), ...quoting(hint)], width - 2, 6), 2)),
  ];
}

/** What was found before and is not any more. */
export function removedSection({ gate }: Envelope, width: number): readonly Line[] {
  const removed: Gate['removed'] = gate?.removed ?? [];
  if (removed.length === 0) return [];
  const rows = removed.slice(0, most.removed).map(
    (finding): Row => ({
      label: titleOf(finding),
      text: sentence(finding.sentence),
      right: line(finding.policy, 'dim'),
    }),
  );
  const rest = removed.length - rows.length;
  const more = rest > 0 ? [line(`${grouped(rest)} more; --format json lists all`, 'dim')] : [];
  const title: Line = [piece('✓ ', 'good'), piece(`fixed: ${counted(removed.length, 'finding')}`, 'strong')];
  return [title, ...indented([...table(rows, width - 4), ...more], 4)];
}

/** What stands before a finding's sentence; nothing where nothing was compared. */
export function standingTag({ standing }: Violated): Line {
  const words = standingWords({ standing: standing ?? {}, kind: 'violated' });
  return words === null
    ? blank
    : [piece(`${words}: `, groupOf(standing ?? {}) === 'existing' ? 'dim' : 'bad')];
}

/** The findings of a policy that are told one by one, and lines for the others. */
export interface Folded {
  readonly shown: readonly Violated[];
  readonly lines: readonly Line[];
}

/** New and worsened findings first; what was there before, and what somebody answers for, is folded unless it fails. */
export function foldOld(
  violated: readonly Violated[],
  isFailing: (verdict: Violated) => boolean,
  width: number,
): Folded {
  const order = ['new', 'worsened', 'changed', 'existing', 'suppressed'] as const;
  const group = (verdict: Violated): (typeof order)[number] => groupOf(verdict.standing ?? {});
  const isOld = (verdict: Violated): boolean =>
    !isFailing(verdict) && group(verdict) !== 'new' && group(verdict) !== 'worsened';
  const shown = violated
    .filter((verdict) => !isOld(verdict))
    .sort(
      (a, b) =>
        Number(isFailing(b)) - Number(isFailing(a)) || order.indexOf(group(a)) - order.indexOf(group(b)),
    );
  const old = violated.filter(isOld);
  const suppressed = old.filter((verdict) => group(verdict) === 'suppressed');
  const existing = old.length - suppressed.length;
  const changed = old.filter((verdict) => group(verdict) === 'changed').length;
  const changes = changed === 0 ? '' : `, ${grouped(changed)} of them with changes`;
  const rows = suppressed.slice(0, most.suppressed).map(
    (verdict): Row => ({
      label: titleOf(verdict),
      text: [
        ...sentence(headlineOf(verdict)),
        piece(`; ${standingWords({ standing: verdict.standing ?? {}, kind: 'violated' }) ?? ''}`, 'dim'),
      ],
      right: blank,
    }),
  );
  const rest = suppressed.length - rows.length;
  return {
    shown,
    lines: [
      ...(existing === 0
        ? []
        : wrap(
            [
              piece(`· ${counted(existing, 'existing finding')}${changes}`),
              piece('; --fail-on existing shows them, --format json lists all', 'dim'),
            ],
            width,
            2,
          )),
      ...(suppressed.length === 0
        ? []
        : [
            line(`· ${grouped(suppressed.length)} suppressed`),
            ...indented(table(rows, width - 4), 4),
            ...(rest > 0 ? indented([line(`${grouped(rest)} more; --format json lists all`, 'dim')], 4) : []),
          ]),
    ],
  };
}

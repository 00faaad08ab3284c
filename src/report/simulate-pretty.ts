/** What changes would bring about, for people: the answer, the changes, who gains and loses what, then the findings. */

import { changeSentence, type PolicyChange } from '../change/change.ts';
import { locate } from '../source/text.ts';
import { fails, weakeningFails } from '../verdict/exit-code.ts';
import type { ExitCode, Verdict, Violated } from '../verdict/verdict.ts';
import { type PrettyOptions, pretty } from './pretty.ts';
import type { Report } from './report.ts';
import { headlineOf } from './sentences.ts';
import { places, type Row, table } from './table.ts';
import { blank, indented, type Line, line, paint, piece, sentence, wrap } from './text.ts';
import { counted, grouped } from './wording.ts';

export interface Simulation {
  readonly report: Report;
  readonly changes: readonly PolicyChange[];
  /** What the administration says of the changes. */
  readonly authority: readonly string[];
}

const most = { shifts: 12, changes: 8 };

export function prettySimulation(simulation: Simulation, options: PrettyOptions): string {
  const width = Math.max(40, options.width);
  const { changes, authority } = simulation;
  const lines = [
    ...answerLines(simulation, width),
    ...indented(
      table(
        changes.slice(0, most.changes).map(
          (change, index): Row => ({
            label: index === 0 ? 'change' : '',
            text: sentence(changeSentence(change)),
            right: places([locate(change.span)]),
          }),
        ),
        width - 2,
      ),
      2,
    ),
    ...(changes.length > most.changes
      ? [line(`  ${grouped(changes.length - most.changes)} more changes`, 'dim')]
      : []),
    ...authority.flatMap((text) => indented(wrap(sentence(text), width - 2, 2), 2)),
    blank,
  ];
  return paint(lines, options.color) + pretty(simulation.report, options);
}

function answerLines({ report }: Simulation, width: number): readonly Line[] {
  const { envelope, failOn, interrupted } = report;
  const failing = envelope.verdicts.filter(
    (verdict: Verdict): verdict is Violated =>
      verdict.status === 'violated' && fails(verdict.severity, verdict.standing ?? {}, failOn),
  );
  const weaker = (envelope.gate?.weakenings ?? []).filter((one) => weakeningFails(one, failOn));
  const [first] = failing;
  const reason = first !== undefined ? conditional(headlineOf(first)) : (weaker[0]?.sentence ?? null);
  const more = failing.length + weaker.length - 1;
  if (reason !== null) {
    const others = more > 0 ? `; ${counted(more, 'more finding')}` : '';
    return wrap(
      [piece('✗ ', 'bad'), piece('would be blocked: ', 'strong'), ...sentence(reason), piece(others)],
      width,
      2,
    );
  }
  const left = envelope.verdicts.filter(({ status }) => status === 'violated').length;
  const remaining =
    left === 0 ? '' : `; ${counted(left, 'finding')} of before remain${left === 1 ? 's' : ''}`;
  if (interrupted !== null || envelope.exitCode !== 0)
    return wrap(
      [
        piece('? ', 'warn'),
        piece('not decided: ', 'strong'),
        piece(interrupted ?? openWords[envelope.exitCode]),
      ],
      width,
      2,
    );
  return wrap(
    [
      piece('✓ ', 'good'),
      piece('safe: ', 'strong'),
      piece(`nothing new is violated, and nothing is demanded less${remaining}`),
    ],
    width,
    2,
  );
}

/** Why there is no answer although nothing new fails, by exit code. */
const openWords: Readonly<Record<ExitCode, string>> = {
  0: '',
  1: 'something says nothing any more, and that must not be',
  2: 'nothing was checked',
  3: 'not everything could be found out',
  4: 'a finding was not confirmed',
};

/** "kim is both …" as what would come to be so. */
function conditional(text: string): string {
  const would = text.replace(/^(\S+) is /, '$1 would be ').replace(/^(\S+) can /, '$1 could ');
  return would === text ? `then ${text}` : would;
}

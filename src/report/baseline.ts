/** What a baseline holds, and what became of it, for people. */

import type { EntryState, KnownState, Revision } from '../gate/baseline.ts';
import type { Known } from '../gate/compare.ts';
import { type Row, table } from './table.ts';
import { blank, indented, type Line, line, piece, sentence, widthOf, wrap } from './text.ts';
import { counted, grouped } from './wording.ts';

const words: Readonly<Record<EntryState, string>> = {
  found: 'still found',
  stale: 'stale',
  unjudged: 'not looked for',
};

/** Everything that is in it, by policy, with what became of each; what is stale comes first. */
export function baselineLines(path: string, states: readonly KnownState[], width: number): readonly Line[] {
  const counts = (['found', 'stale', 'unjudged'] as const).flatMap((state) => {
    const number = states.filter((one) => one.state === state).length;
    return number === 0 ? [] : [`${grouped(number)} ${words[state]}`];
  });
  const hasStale = states.some(({ state }) => state === 'stale');
  const sum: Line = [
    piece(path, 'strong'),
    piece(`: ${counted(states.length, 'finding')}${counts.length === 0 ? '' : `; ${counts.join(', ')}`}`),
  ];
  const policies = [...new Set(states.map(({ known }) => known.policy))].sort();
  return [
    ...policies.flatMap((policy) => [
      ...policyLines(
        policy,
        states.filter(({ known }) => known.policy === policy),
        width,
      ),
      blank,
    ]),
    ...wrap(sum, width, 2),
    ...(hasStale
      ? wrap([piece('dutyproof baseline prune', 'strong'), piece(' removes what is stale')], width)
      : []),
  ];
}

function policyLines(policy: string, states: readonly KnownState[], width: number): readonly Line[] {
  const title: Line = [piece('── ', 'dim'), piece(policy, 'strong'), piece(' ')];
  const order = ['stale', 'found', 'unjudged'];
  const sorted = [...states].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return [
    [...title, piece('─'.repeat(Math.max(0, width - widthOf(title))), 'dim')],
    ...indented(table(sorted.map(rowOf), width - 2), 2),
  ];
}

function rowOf({ known, state }: KnownState): Row {
  return {
    label: words[state],
    text: [...severityOf(known), ...sentence(known.sentence)],
    right: line(`${titleOf(known)}  ${known.fingerprint.slice(0, 12)}`, 'dim'),
  };
}

function severityOf({ severity }: Known): Line {
  return severity === 'error' ? [] : [piece(`${severity}: `, severity === 'note' ? 'note' : 'warn')];
}

function titleOf({ rule, constraint }: Known): string {
  return constraint === null ? rule : `${rule} · ${constraint}`;
}

/** What was written. */
export function revisionLines(path: string, revision: Revision, width: number): readonly Line[] {
  const { findings, added, changed, dropped, unjudged, suppressed } = revision;
  const parts = [
    ...(added === 0 ? [] : [`${grouped(added)} added`]),
    ...(changed === 0 ? [] : [`${grouped(changed)} changed`]),
    ...(dropped === 0 ? [] : [`${grouped(dropped)} dropped`]),
  ];
  const sum: Line = [
    piece(path, 'strong'),
    piece(
      `: ${counted(findings.length, 'finding')}; ${parts.length === 0 ? 'nothing changed' : parts.join(', ')}`,
    ),
  ];
  const kept = `${grouped(unjudged)} kept that ${unjudged === 1 ? 'was' : 'were'} not looked for: another policy, a rule that did not run, or undecided`;
  const left = `${grouped(suppressed)} left out that a suppression covers: they come back when it ends`;
  return [
    ...wrap(sum, width, 2),
    ...(unjudged === 0 ? [] : indented(wrap(line(kept), width - 2, 2), 2)),
    ...(suppressed === 0 ? [] : indented(wrap(line(left), width - 2, 2), 2)),
  ];
}

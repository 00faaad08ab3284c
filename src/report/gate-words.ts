/** What a gate says in words: whether it lets a change through, how many findings of each standing, and each one's. */

import type { Gate, Standing, Suppressed } from '../verdict/gate.ts';
import type { Finding } from './finding.ts';
import { printable } from './printable.ts';
import type { Report } from './report.ts';
import { counted, grouped } from './wording.ts';

/** Where a finding stands; each has one, and what is suppressed is nothing else. */
export type Group = 'new' | 'worsened' | 'changed' | 'existing' | 'suppressed';

export function groupOf({ suppressed, worsenedFrom, state }: Standing): Group {
  if (suppressed !== undefined) return 'suppressed';
  if (worsenedFrom !== undefined) return 'worsened';
  if (state === 'existing') return 'existing';
  return state === 'existing-with-changes' ? 'changed' : 'new';
}

/** "new", "worsened (was a warning)", …; null where nothing was compared or suppressed. */
export function standingWords({ standing, kind }: Pick<Finding, 'standing' | 'kind'>): string | null {
  const { suppressed, worsenedFrom, state } = standing;
  if (suppressed !== undefined) return suppressedWords(suppressed);
  if (kind === 'weakening') return 'weakened';
  if (worsenedFrom !== undefined)
    return `worsened (was ${worsenedFrom === 'error' ? 'an' : 'a'} ${worsenedFrom})`;
  switch (state) {
    case undefined:
      return null;
    case 'new':
    case 'existing':
      return state;
    case 'existing-with-changes':
      return 'existing, arises in another way';
    default:
      return state satisfies never;
  }
}

function suppressedWords({ id, expires, owner, reason, control, ticket }: Suppressed): string {
  const more = [
    ...(control === undefined ? [] : [`control: ${control}`]),
    ...(ticket === undefined ? [] : [ticket]),
  ].join('; ');
  return printable(
    `suppressed until ${expires} by ${owner} (${id}): ${reason}${more === '' ? '' : ` (${more})`}`,
  );
}

/** "2 new, 1 worsened, 14 existing, 3 suppressed (next expires 2027-01-31), 1 fixed". */
export function countWords(gate: Gate, findings: readonly Finding[]): string {
  const judged = findings.filter(({ kind }) => kind === 'violated');
  const count = (group: Group): number => judged.filter(({ standing }) => groupOf(standing) === group).length;
  const parts: string[] = [];
  const add = (number: number, text: string): void => {
    if (number > 0) parts.push(`${grouped(number)} ${text}`);
  };
  if (gate.against !== null) parts.push(newCount(judged));
  add(count('worsened'), 'worsened');
  const weakened = findings.filter(
    ({ kind, standing }) => kind === 'weakening' && standing.suppressed === undefined,
  ).length;
  add(weakened, 'weakened');
  add(count('changed'), 'existing with changes');
  if (gate.against !== null) add(count('existing'), 'existing');
  parts.push(...suppressedCount(findings));
  add(gate.removed.length, 'fixed');
  return parts.length === 0 ? 'nothing suppressed' : parts.join(', ');
}

/** What is new and does not fail is told apart: it is no reason why a run is blocked. */
function newCount(judged: readonly Finding[]): string {
  const found = judged.filter(({ standing }) => groupOf(standing) === 'new');
  const passing = found.filter((finding) => !finding.fails).length;
  const told =
    passing === 0 ? '' : passing === 1 ? ' (1 does not fail)' : ` (${grouped(passing)} do not fail)`;
  return `${grouped(found.length)} new${told}`;
}

function suppressedCount(findings: readonly Finding[]): readonly string[] {
  const expiring = findings.flatMap(({ standing }) => standing.suppressed?.expires ?? []).sort();
  const [next] = expiring;
  return next === undefined
    ? []
    : [`${grouped(expiring.length)} suppressed (next expires ${printable(next)})`];
}

export interface Answer {
  readonly kind: 'passed' | 'failed' | 'undecided';
  readonly text: string;
}

/** The answer to the question whether it may pass, in one line. */
export function answerOf({ envelope }: Report, findings: readonly Finding[]): Answer {
  const { gate, exitCode } = envelope;
  const no = gate === undefined ? 'failed' : 'blocked';
  const failing = findings.filter((finding) => finding.fails);
  const of = (kind: Finding['kind']): readonly Finding[] =>
    failing.filter((finding) => finding.kind === kind);
  switch (exitCode) {
    case 0:
      return {
        kind: 'passed',
        text: gate === undefined || gate.against === null ? 'passed' : 'nothing new',
      };
    case 4:
      return {
        kind: 'failed',
        text: `${no}: ${counted(of('internal').length, 'internal error')}; nothing here can be relied on`,
      };
    case 3:
      return {
        kind: 'undecided',
        text: `not decided: ${whyUndecided(of('run'), of('unknown').length + of('bounded').length)}`,
      };
    case 2: {
      const unread = of('reading').length;
      const [run] = of('run');
      const why =
        unread > 0 ? `${counted(unread, 'error')} in files` : (run?.headline ?? 'nothing was checked');
      return { kind: 'failed', text: `${no}: ${why}` };
    }
    case 1:
      return { kind: 'failed', text: `${no}: ${reasons(failing, gate?.against ?? null)}` };
    default:
      return exitCode satisfies never;
  }
}

function whyUndecided([run]: readonly Finding[], count: number): string {
  return count > 0 ? counted(count, 'question') : (run?.headline ?? 'the run was stopped');
}

/** Why the exit code is 1. */
function reasons(failing: readonly Finding[], against: string | null): string {
  const violated = failing.filter(({ kind }) => kind === 'violated');
  const count = (group: Group): number =>
    violated.filter(({ standing }) => groupOf(standing) === group).length;
  const parts = (
    [
      ...(against === null
        ? ([[violated.length, 'violated']] as const)
        : ([
            [count('new'), 'new'],
            [count('worsened'), 'worsened'],
            [count('changed'), 'existing with changes'],
            [count('existing'), 'existing'],
          ] as const)),
      [failing.filter(({ kind }) => kind === 'weakening').length, 'weakened'],
      [failing.filter(({ kind }) => kind === 'vacuous').length, 'vacuous'],
    ] as const
  )
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${grouped(number)} ${word}`);
  const problems = failing.filter(({ kind }) => kind === 'problem').length;
  if (problems > 0) parts.push(`${counted(problems, 'problem')} with the baseline or suppressions`);
  return parts.join(', ');
}
